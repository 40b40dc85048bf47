// The second half of Kohonen's rule on a mini-batch: finishes the weighting along the rows and moves the codebook.

struct Params {
    rows: u32,
    cols: u32,
    wrap: u32,
    n_features: u32,
    sigma: f32,
    rate: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sums: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> codebook: array<vec4<f32>>;

const TINY: f32 = 1e-20;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_features / 4u;
    let i = linear_workgroup(group, groups) * 64u + lane;
    let unit = i / quads;
    if unit >= params.rows * params.cols || state[1] > 0.0 {
        return;
    }
    let first = unit / params.cols * params.cols;
    let place = unit % params.cols;
    let scale = -0.5 / (params.sigma * params.sigma);
    var sum = vec4<f32>();
    var mass = 0.0;
    for (var other = 0u; other < params.cols; other++) {
        var distance = difference(place, other);
        if params.wrap == 1u {
            distance = min(distance, params.cols - distance);
        }
        let h = exp(scale * f32(distance * distance));
        let row = (first + other) * (quads + 1u);
        sum += h * sums[row + i % quads];
        mass += h * sums[row + quads].x;
    }
    let pull = params.rate / max(mass, 1.0);
    let value = (1.0 - pull * mass) * codebook[i] + pull * sum;
    codebook[i] = select(value, vec4<f32>(), abs(value) < vec4<f32>(TINY));
}
