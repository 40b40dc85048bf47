// Adds up the gradients of all units by the weights of a channel. One thread a weight.

struct Params {
    n_inputs: u32,
    n_outputs: u32,
    start: u32,
    n_units: u32,
    slots: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read> chunks: array<u32>;
@group(0) @binding(3) var<storage, read> active_sets: array<u32>;
@group(0) @binding(4) var<storage, read> places: array<u32>;
@group(0) @binding(5) var<storage, read_write> weight_gradients: array<f32>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let thread = linear_workgroup(group, groups) * 64u + lane;
    let rows = params.n_inputs + 1u;
    let row = thread / params.n_outputs;
    let channel = thread - row * params.n_outputs;
    if row >= rows {
        return;
    }
    // The units around which this channel is active are the channels that are active around its unit.
    let slots = select(0u, params.slots, channel < params.n_units);
    var sum = 0.0;
    for (var i = channel * slots; i < channel * slots + slots; i++) {
        let unit = active_sets[i];
        if unit >= params.n_units {
            break;
        }
        let place = places[i];
        let end = chunks[unit + 1u];
        var at = chunks[unit] * params.slots * rows + (place / 8u * rows + row) * 8u + place % 8u;
        for (var chunk = chunks[unit]; chunk < end; chunk++) {
            sum += partials[at];
            at += params.slots * rows;
        }
    }
    weight_gradients[params.start + thread] = sum;
}
