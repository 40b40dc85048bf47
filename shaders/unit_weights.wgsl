// The weights of the active channels of every unit, packed into panels of eight. One thread a row of a panel.

struct Params {
    n_inputs: u32,
    n_outputs: u32,
    start: u32,
    n_units: u32,
    slots: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> weights: array<f32>;
@group(0) @binding(2) var<storage, read> active_sets: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> panels: array<vec4<f32>>;

// Four weights of the row that begins at word `row`, 0 in empty slots.
fn pick(row: u32, channels: vec4<u32>) -> vec4<f32> {
    let empty = channels >= vec4<u32>(params.n_outputs);
    let at = row + select(channels, vec4<u32>(), empty);
    return select(vec4<f32>(weights[at.x], weights[at.y], weights[at.z], weights[at.w]), vec4<f32>(), empty);
}

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let thread = linear_workgroup(group, groups) * 64u + lane;
    let rows = params.n_inputs + 1u;
    let panel = thread / rows;
    if panel >= params.n_units * params.slots / 8u {
        return;
    }
    let row = params.start + (thread - panel * rows) * params.n_outputs;
    panels[2u * thread] = pick(row, active_sets[2u * panel]);
    panels[2u * thread + 1u] = pick(row, active_sets[2u * panel + 1u]);
}
