// Which filters are left after pruning.

struct Params {
    n_filters: u32,
    left: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> norms: array<f32>;
@group(0) @binding(2) var<storage, read_write> list: array<u32>;

// Whether fewer than `left` filters come before this one.
fn is_left(index: u32) -> bool {
    let norm = norms[index];
    var before = 0u;
    for (var other = 0u; other < params.n_filters; other++) {
        let theirs = norms[other];
        before += select(0u, 1u, theirs > norm || (theirs == norm && other < index));
    }
    return before < params.left;
}

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let index = linear_workgroup(group, groups) * 64u + lane;
    if index >= params.n_filters || !is_left(index) {
        return;
    }
    var place = 0u;
    for (var other = 0u; other < index; other++) {
        place += select(0u, 1u, is_left(other));
    }
    list[place] = index;
}
