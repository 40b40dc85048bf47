// Mask, ReLU and pooling of the active channels: max m relu(z) over a window. One thread a window.

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
    n_outputs: u32,
    slots: u32,
    bmu_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> bmus: array<u32>;
@group(0) @binding(3) var<storage, read> active_sets: array<u32>;
@group(0) @binding(4) var<storage, read> strengths: array<f32>;
@group(0) @binding(5) var<storage, read_write> outputs: array<f32>;
@group(0) @binding(6) var<storage, read_write> slopes: array<f32>;
@group(0) @binding(7) var<storage, read_write> picks: array<u32>;

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let window = linear_workgroup(group, groups) * 32u + lane;
    if window >= params.n_samples * params.out_h * params.out_w {
        return;
    }
    let row = window * params.n_outputs;
    for (var i = row; i < row + params.n_outputs; i++) {
        outputs[i] = 0.0;
        slopes[i] = 0.0;
    }
    for (var i = row / 4u; i < (row + params.n_outputs) / 4u; i++) {
        picks[i] = 0u;
    }
    let area = params.pool * params.pool;
    for (var sub = 0u; sub < area; sub++) {
        let position = window * area + sub;
        let own = bmus[2u * (params.bmu_start + position)] * params.slots;
        for (var slot = 0u; slot < params.slots; slot++) {
            // Empty slots are 0, and so never more.
            let m = strengths[own + slot];
            let value = m * z[position * params.slots + slot];
            if value <= 0.0 {
                continue;
            }
            let at = row + active_sets[own + slot];
            if value > outputs[at] {
                outputs[at] = value;
                slopes[at] = m;
                let shift = 8u * (at % 4u);
                picks[at / 4u] = (picks[at / 4u] & ~(255u << shift)) | (sub << shift);
            }
        }
    }
}
