// How far a codebook has moved since it was last looked at, and whether that is so little that it stops.

struct Params {
    n: u32,
    tolerance: f32,
    samples: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> codebook: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> snapshot: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> state: array<f32>;

// Squares moved, and squares of the norm.
var<workgroup> found: array<vec2<f32>, 256>;

// One workgroup for all.
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32) {
    let frozen = state[1] > 0.0;
    var sums = vec2<f32>();
    if !frozen {
        for (var i = lane; i < params.n / 4u; i += 256u) {
            let weights = codebook[i];
            let moved = weights - snapshot[i];
            sums += vec2<f32>(dot(moved, moved), dot(weights, weights));
            snapshot[i] = weights;
        }
    }
    found[lane] = sums;
    workgroupBarrier();
    for (var half = 128u; half > 0u; half /= 2u) {
        if lane < half {
            found[lane] += found[lane + half];
        }
        workgroupBarrier();
    }
    if lane == 0u && !frozen {
        let total = found[0];
        let codebook_change = select(0.0, sqrt(total.x / total.y), total.y > 0.0);
        state[0] = codebook_change;
        let rests = select(0.0, 1.0, codebook_change < params.tolerance);
        state[1] = rests;
        state[2] = rests * params.samples;
    }
}
