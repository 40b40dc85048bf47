// A linear layer with very many inputs and few outputs: the sums of its slices, and the bias.

struct Params {
    n_samples: u32,
    n_inputs: u32,
    n_outputs: u32,
    start: u32,
    slices: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> outputs: array<vec4<f32>>;

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_outputs / 4u;
    let n = params.n_samples * quads;
    let place = linear_workgroup(group, groups) * 32u + lane;
    if place >= n {
        return;
    }
    var sum = vec4<f32>();
    for (var slice = 0u; slice < params.slices; slice++) {
        sum += partials[slice * n + place];
    }
    outputs[place] = sum + weights[(params.start + params.n_inputs * params.n_outputs) / 4u + place % quads];
}
