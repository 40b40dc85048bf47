// Sums that were split among threads, added up in the order of the splits.

struct Params {
    n: u32,
    splits: u32,
    start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4<f32>>;

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n / 4u;
    let quad = linear_workgroup(group, groups) * 32u + lane;
    if quad >= quads {
        return;
    }
    var sum = vec4<f32>();
    for (var split = 0u; split < params.splits; split++) {
        sum += partials[split * quads + quad];
    }
    out[params.start / 4u + quad] = sum;
}
