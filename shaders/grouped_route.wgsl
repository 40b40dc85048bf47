// The way back through pooling: every position gets the gradients of the active channels that it has won. One thread a
// position.

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
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
@group(0) @binding(2) var<storage, read> pool_argmax: array<u32>;
@group(0) @binding(3) var<storage, read> bmus: array<u32>;
@group(0) @binding(4) var<storage, read> active_sets: array<vec4<u32>>;
@group(0) @binding(5) var<storage, read_write> gz: array<vec4<f32>>;

// The gradient of a channel if its row's window has picked the position `sub`.
fn won(row: u32, channel: u32, sub: u32) -> f32 {
    // An empty slot reads the first channel and drops it.
    let empty = channel >= params.n_outputs;
    let at = row + select(channel, 0u, empty);
    let pick = extractBits(pool_argmax[at / 4u], 8u * (at % 4u), 8u);
    return select(0.0, gradients[at], pick == sub && !empty);
}

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let position = linear_workgroup(group, groups) * 64u + lane;
    let area = params.pool * params.pool;
    let window = position / area;
    if window >= params.n_samples * params.out_h * params.out_w {
        return;
    }
    let sub = position - window * area;
    let row = window * params.n_outputs;
    let quads = params.slots / 4u;
    let own = bmus[2u * (params.bmu_start + position)] * quads;
    for (var quad = 0u; quad < quads; quad++) {
        let channels = active_sets[own + quad];
        gz[position * quads + quad] = vec4<f32>(
            won(row, channels.x, sub),
            won(row, channels.y, sub),
            won(row, channels.z, sub),
            won(row, channels.w, sub),
        );
    }
}
