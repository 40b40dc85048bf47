// The way back from a linear layer through pooling: every place that has won a channel gets the gradient of it. One
// thread a window.

struct Params {
    n_samples: u32,
    windows: u32,
    pitch: u32,
    room: u32,
    n_outputs: u32,
    start: u32,
    places: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> entries: array<u32>;
@group(0) @binding(2) var<storage, read> activation_grad: array<f32>;
@group(0) @binding(3) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> gz: array<vec4<f32>>;

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let window = linear_workgroup(group, groups) * 32u + lane;
    if window >= params.n_samples * params.windows {
        return;
    }
    let own = window * params.places / 4u;
    for (var i = own; i < own + params.places / 4u; i++) {
        gz[i] = vec4<f32>();
    }
    let quads = params.n_outputs / 4u;
    let sample = window / params.windows;
    let panel = params.start / 4u + (window - sample * params.windows) * params.pitch * quads;
    let row = window * params.room;
    let list = row + window;
    let n = entries[list];
    for (var i = 0u; i < n; i++) {
        let entry = entries[list + 1u + i];
        let weight_row = panel + (entry & 0xffffu) * quads;
        var sum = 0.0;
        for (var quad = 0u; quad < quads; quad++) {
            sum += dot(gradients[sample * quads + quad], weights[weight_row + quad]);
        }
        let place = entry >> 16u;
        gz[own + place / 4u][place % 4u] = activation_grad[row + i] * sum;
    }
}
