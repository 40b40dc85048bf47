// The positions sorted by their best-matching unit, stable. One thread a block, which knows where its own go.

struct Params {
    n: u32,
    n_units: u32,
    block: u32,
    bmu_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> bmus: array<u32>;
@group(0) @binding(2) var<storage, read_write> counts: array<u32>;
@group(0) @binding(3) var<storage, read_write> order: array<u32>;

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
    for (var i = begin; i < end; i++) {
        let at = row + bmus[2u * (params.bmu_start + i)];
        let place = counts[at];
        order[place] = i;
        counts[at] = place + 1u;
    }
}
