// Mask, ReLU and pooling of the active channels, max m relu(z) over a window, into a list of those above 0. One thread
// a window.

struct Params {
    n_samples: u32,
    sample_words: u32,
    width: u32,
    pitch: u32,
    kernel: u32,
    pool: u32,
    out_h: u32,
    out_w: u32,
    n_inputs: u32,
    slots: u32,
    bmu_start: u32,
    room: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> z: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> bmus: array<u32>;
@group(0) @binding(3) var<storage, read> active_sets: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read> strengths: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> values: array<f32>;
@group(0) @binding(6) var<storage, read_write> activation_grad: array<f32>;
@group(0) @binding(7) var<storage, read_write> entries: array<u32>;

// Puts a channel into the list of a window, or a larger value for it; returns the new length.
fn put(window: u32, n: u32, channel: u32, value: f32, m: f32, place: u32) -> u32 {
    // Empty slots have a strength of 0.
    if value <= 0.0 {
        return n;
    }
    let row = window * params.room;
    let list = row + window + 1u;
    var at = 0u;
    while at < n && (entries[list + at] & 0xffffu) != channel {
        at++;
    }
    if at < n && value <= values[row + at] {
        return n;
    }
    values[row + at] = value;
    activation_grad[row + at] = m;
    entries[list + at] = channel | (place << 16u);
    return max(n, at + 1u);
}

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let window = linear_workgroup(group, groups) * 32u + thread;
    if window >= params.n_samples * params.out_h * params.out_w {
        return;
    }
    let area = params.pool * params.pool;
    let quads = params.slots / 4u;
    var n = 0u;
    for (var first = 0u; first < quads; first += 2u) {
        for (var sub = 0u; sub < area; sub++) {
            let position = window * area + sub;
            let own = bmus[2u * (params.bmu_start + position)] * quads;
            for (var quad = first; quad < first + 2u; quad++) {
                let m = strengths[own + quad];
                let masked = m * z[position * quads + quad];
                if any(masked > vec4<f32>()) {
                    let channels = active_sets[own + quad];
                    let place = 4u * (sub * quads + quad);
                    n = put(window, n, channels.x, masked.x, m.x, place);
                    n = put(window, n, channels.y, masked.y, m.y, place + 1u);
                    n = put(window, n, channels.z, masked.z, m.z, place + 2u);
                    n = put(window, n, channels.w, masked.w, m.w, place + 3u);
                }
            }
        }
    }
    entries[window * (params.room + 1u)] = n;
}
