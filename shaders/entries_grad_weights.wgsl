// The gradients of the weights and the bias of a linear layer over lists of what is not 0. One thread a window and four
// outputs, so that nobody else writes to its rows; the threads behind them take the bias.

struct Params {
    n_samples: u32,
    windows: u32,
    pitch: u32,
    room: u32,
    n_outputs: u32,
    start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> entries: array<u32>;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> weight_gradients: array<vec4<f32>>;

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_outputs / 4u;
    let thread = linear_workgroup(group, groups) * 32u + lane;
    let window = thread / quads;
    let quad = thread % quads;
    let panel = params.start / 4u + window * params.pitch * quads + quad;
    if window > params.windows {
        return;
    }
    if window == params.windows {
        var sum = vec4<f32>();
        for (var sample = 0u; sample < params.n_samples; sample++) {
            sum += gradients[sample * quads + quad];
        }
        weight_gradients[panel] = sum;
        return;
    }
    for (var channel = 0u; channel < params.pitch; channel++) {
        weight_gradients[panel + channel * quads] = vec4<f32>();
    }
    for (var sample = 0u; sample < params.n_samples; sample++) {
        let row = (sample * params.windows + window) * params.room;
        let list = row + sample * params.windows + window;
        let gradient = gradients[sample * quads + quad];
        let n = entries[list];
        for (var i = 0u; i < n; i++) {
            weight_gradients[panel + (entries[list + 1u + i] & 0xffffu) * quads] += values[row + i] * gradient;
        }
    }
}
