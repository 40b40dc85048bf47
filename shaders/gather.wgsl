// Picks samples out of the data set and turns their bytes into numbers in [0, 1].

struct Params {
    n_samples: u32,
    n_features: u32,
    mode: u32,
    start: u32,
    n_set: u32,
    key: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> data: array<u32>;
@group(0) @binding(2) var<storage, read> indices: array<u32>;
@group(0) @binding(3) var<storage, read_write> samples: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_features / 4u;
    let i = linear_workgroup(group, groups) * 64u + lane;
    if i >= params.n_samples * quads {
        return;
    }
    let sample = i / quads;
    var index = params.start + sample;
    if params.mode == 1u {
        index = permute(index, params.n_set, params.key);
    } else if params.mode == 2u {
        index = indices[index];
    }
    let word = data[index * quads + i % quads];
    let bytes = vec4<u32>(word, word >> 8u, word >> 16u, word >> 24u) & vec4<u32>(255u);
    samples[i] = vec4<f32>(bytes) * (1.0 / 255.0);
}
