// The L1 norm of every filter's weights.

struct Params {
    n_inputs: u32,
    n_outputs: u32,
    start: u32,
    n_filters: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> weights: array<f32>;
@group(0) @binding(2) var<storage, read_write> norms: array<f32>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let filter_index = linear_workgroup(group, groups) * 64u + lane;
    if filter_index >= params.n_filters {
        return;
    }
    var norm = 0.0;
    for (var k = 0u; k < params.n_inputs; k++) {
        norm += abs(weights[params.start + k * params.n_outputs + filter_index]);
    }
    norms[filter_index] = norm;
}
