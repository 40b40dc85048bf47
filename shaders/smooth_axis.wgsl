// One pass of the separable Gaussian over the lattice, along its columns or its rows.

struct Params {
    rows: u32,
    cols: u32,
    n_words: u32,
    along_rows: u32,
    wrap: u32,
    sigma: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sums: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> smoothed: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_words / 4u;
    let i = linear_workgroup(group, groups) * 64u + lane;
    let unit = i / quads;
    if unit >= params.rows * params.cols {
        return;
    }
    // The line of units through this one: its first unit, its length, its stride, and our place on it.
    var first = unit / params.cols * params.cols;
    var length = params.cols;
    var stride = 1u;
    var place = unit % params.cols;
    if params.along_rows == 1u {
        first = unit % params.cols;
        length = params.rows;
        stride = params.cols;
        place = unit / params.cols;
    }
    let scale = -0.5 / (params.sigma * params.sigma);
    var sum = vec4<f32>();
    for (var other = 0u; other < length; other++) {
        var distance = difference(place, other);
        if params.wrap == 1u {
            distance = min(distance, length - distance);
        }
        sum += exp(scale * f32(distance * distance)) * sums[(first + other * stride) * quads + i % quads];
    }
    smoothed[i] = sum;
}
