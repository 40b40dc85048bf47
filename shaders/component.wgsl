// One component plane: the same feature of every unit.

struct Params {
    n_units: u32,
    n_features: u32,
    feature: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> codebook: array<f32>;
@group(0) @binding(2) var<storage, read_write> plane: array<f32>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let unit = linear_workgroup(group, groups) * 64u + lane;
    if unit < params.n_units {
        plane[unit] = codebook[unit * params.n_features + params.feature];
    }
}
