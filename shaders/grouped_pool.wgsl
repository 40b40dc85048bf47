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
@group(0) @binding(5) var<storage, read_write> outputs: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> activation_grad: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> pool_argmax: array<u32>;

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
    let quads = params.n_outputs / 4u;
    let row = window * quads;
    for (var i = row; i < row + quads; i++) {
        outputs[i] = vec4<f32>();
        activation_grad[i] = vec4<f32>();
        pool_argmax[i] = 0u;
    }
    let area = params.pool * params.pool;
    for (var sub = 0u; sub < area; sub++) {
        let position = window * area + sub;
        let own = bmus[2u * (params.bmu_start + position)] * params.slots;
        for (var slot = 0u; slot < params.slots; slot++) {
            let channel = active_sets[own + slot];
            if channel >= params.n_outputs {
                break;
            }
            let at = row + channel / 4u;
            let lane = channel % 4u;
            let m = strengths[own + slot];
            let value = m * z[position * params.slots + slot];
            if value > outputs[at][lane] {
                outputs[at][lane] = value;
                activation_grad[at][lane] = m;
                pool_argmax[at] = insertBits(pool_argmax[at], sub, 8u * lane, 8u);
            }
        }
    }
}
