// Mask, ReLU and pooling of the active channels, max m relu(z) over a window, into a list of those above 0. One thread a
// window.

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
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> bmus: array<u32>;
@group(0) @binding(3) var<storage, read> active_sets: array<u32>;
@group(0) @binding(4) var<storage, read> strengths: array<f32>;
@group(0) @binding(5) var<storage, read_write> values: array<f32>;
@group(0) @binding(6) var<storage, read_write> slopes: array<f32>;
@group(0) @binding(7) var<storage, read_write> entries: array<u32>;

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
    let row = window * params.room;
    let list = row + window;
    var n = 0u;
    for (var first = 0u; first < params.slots; first += 8u) {
        for (var sub = 0u; sub < area; sub++) {
            let position = window * area + sub;
            let own = bmus[2u * (params.bmu_start + position)] * params.slots;
            for (var slot = first; slot < first + 8u; slot++) {
                let m = strengths[own + slot];
                let value = m * z[position * params.slots + slot];
                // Empty slots have a strength of 0.
                if value <= 0.0 {
                    continue;
                }
                let channel = active_sets[own + slot];
                var at = 0u;
                while at < n && (entries[list + 1u + at] & 0xffffu) != channel {
                    at++;
                }
                if at == n {
                    n++;
                } else if value <= values[row + at] {
                    continue;
                }
                values[row + at] = value;
                slopes[row + at] = m;
                entries[list + 1u + at] = channel | ((sub * params.slots + slot) << 16u);
            }
        }
    }
    entries[list] = n;
}
