// Adds up pairs into one pair of sums.

struct Params {
    n: u32,
    out: u32,
    clear: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> results: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read_write> sums: array<vec2<f32>>;

var<workgroup> found: array<vec2<f32>, 256>;

// One workgroup for all.
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32) {
    var sum = vec2<f32>();
    for (var i = lane; i < params.n; i += 256u) {
        sum += results[i];
        if params.clear == 1u {
            results[i] = vec2<f32>();
        }
    }
    found[lane] = sum;
    workgroupBarrier();
    for (var half = 128u; half > 0u; half /= 2u) {
        if lane < half {
            found[lane] += found[lane + half];
        }
        workgroupBarrier();
    }
    if lane == 0u {
        sums[params.out] = found[0];
    }
}
