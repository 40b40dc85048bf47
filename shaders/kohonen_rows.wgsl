// The first half of Kohonen's rule on a mini-batch: the samples of every column of the lattice, weighted along it.

struct Params {
    rows: u32,
    cols: u32,
    wrap: u32,
    n_samples: u32,
    n_features: u32,
    sigma: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> samples: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> bmus: array<u32>;
@group(0) @binding(3) var<storage, read> state: array<f32>;
@group(0) @binding(4) var<storage, read_write> sums: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_features / 4u;
    let i = linear_workgroup(group, groups) * 64u + lane;
    let unit = i / (quads + 1u);
    if unit >= params.rows * params.cols || state[1] > 0.0 {
        return;
    }
    let quad = i % (quads + 1u);
    let row = unit / params.cols;
    let col = unit % params.cols;
    let scale = -0.5 / (params.sigma * params.sigma);
    var sum = vec4<f32>();
    for (var sample = 0u; sample < params.n_samples; sample++) {
        let bmu = bmus[2u * sample];
        if bmu % params.cols != col {
            continue;
        }
        var distance = difference(row, bmu / params.cols);
        if params.wrap == 1u {
            distance = min(distance, params.rows - distance);
        }
        let h = exp(scale * f32(distance * distance));
        if quad < quads {
            sum += h * samples[sample * quads + quad];
        } else {
            sum.x += h;
        }
    }
    sums[i] = sum;
}
