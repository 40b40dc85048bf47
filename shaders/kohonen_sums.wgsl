// The first half of Kohonen's rule on a mini-batch: the samples of every row of the lattice, weighted along it.
//
// A thread takes four features of four neighboring units of a row. The samples are sorted by their units, so that those
// of a row stand together.

struct Params {
    rows: u32,
    cols: u32,
    wrap: u32,
    n_features: u32,
    sigma: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> samples: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> bmus: array<u32>;
@group(0) @binding(3) var<storage, read> order: array<u32>;
@group(0) @binding(4) var<storage, read> starts: array<u32>;
@group(0) @binding(5) var<storage, read> counts: array<u32>;
@group(0) @binding(6) var<storage, read> state: array<f32>;
@group(0) @binding(7) var<storage, read_write> sums: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_features / 4u;
    let tiles = (params.cols + 3u) / 4u;
    let thread = linear_workgroup(group, groups) * 64u + lane;
    let tile = thread / (quads + 1u);
    if tile >= params.rows * tiles || state[1] > 0.0 {
        return;
    }
    let quad = thread % (quads + 1u);
    let first = tile / tiles * params.cols;
    let last = first + params.cols - 1u;
    let cols = tile % tiles * 4u + vec4<u32>(0u, 1u, 2u, 3u);
    let scale = -0.5 / (params.sigma * params.sigma);
    var sum0 = vec4<f32>();
    var sum1 = vec4<f32>();
    var sum2 = vec4<f32>();
    var sum3 = vec4<f32>();
    for (var i = starts[first]; i < starts[last] + counts[last]; i++) {
        let sample = order[i];
        let col = vec4<u32>(bmus[2u * sample] - first);
        var distance = max(cols, col) - min(cols, col);
        if params.wrap == 1u {
            distance = min(distance, params.cols - distance);
        }
        let h = exp(scale * vec4<f32>(distance * distance));
        // Behind the features stands what counts the samples.
        var value = vec4<f32>(1.0, 0.0, 0.0, 0.0);
        if quad < quads {
            value = samples[sample * quads + quad];
        }
        sum0 += h.x * value;
        sum1 += h.y * value;
        sum2 += h.z * value;
        sum3 += h.w * value;
    }
    let place = (first + cols.x) * (quads + 1u) + quad;
    sums[place] = sum0;
    if cols.y < params.cols {
        sums[place + quads + 1u] = sum1;
    }
    if cols.z < params.cols {
        sums[place + 2u * (quads + 1u)] = sum2;
    }
    if cols.w < params.cols {
        sums[place + 3u * (quads + 1u)] = sum3;
    }
}
