// How many positions of every block have each unit as their best-matching one. One thread a block.

struct Params {
    n: u32,
    n_units: u32,
    block: u32,
    bmu_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> bmus: array<u32>;
@group(0) @binding(2) var<storage, read_write> counts: array<u32>;

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let block = linear_workgroup(group, groups) * 32u + lane;
    let begin = block * params.block;
    if begin >= params.n {
        return;
    }
    let end = min(begin + params.block, params.n);
    let row = block * params.n_units;
    for (var unit = 0u; unit < params.n_units; unit++) {
        counts[row + unit] = 0u;
    }
    for (var i = begin; i < end; i++) {
        counts[row + bmus[2u * (params.bmu_start + i)]]++;
    }
}
