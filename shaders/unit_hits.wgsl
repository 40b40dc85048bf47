// Adds up how many positions every unit has been the best-matching one of. One thread a unit.

struct Params {
    blocks: u32,
    n_units: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> counts: array<u32>;
@group(0) @binding(2) var<storage, read_write> hits: array<u32>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let unit = linear_workgroup(group, groups) * 64u + lane;
    if unit >= params.n_units {
        return;
    }
    var sum = hits[unit];
    for (var block = 0u; block < params.blocks; block++) {
        sum += counts[block * params.n_units + unit];
    }
    hits[unit] = sum;
}
