// The gray patches of the positions of a convolution. One thread a patch.

struct Params {
    n_rows: u32,
    sample_words: u32,
    width: u32,
    pitch: u32,
    channels: u32,
    kernel: u32,
    pool: u32,
    out_w: u32,
    positions: u32,
    per_sample: u32,
    key: u32,
    n_features: u32,
    luma: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read_write> patches: array<vec4<f32>>;

const LUMA: vec3<f32> = vec3<f32>(0.299, 0.587, 0.114);

// The gray value of the pixel of a tap, of the patch that begins at word `origin`; padding is 0.
fn gray(origin: u32, tap: u32) -> f32 {
    let y = tap / params.kernel;
    if y >= params.kernel {
        return 0.0;
    }
    let at = origin + (y * params.width + (tap - y * params.kernel)) * params.pitch;
    if params.luma == 1u {
        return dot(vec3<f32>(inputs[at], inputs[at + 1u], inputs[at + 2u]), LUMA);
    }
    var sum = 0.0;
    for (var channel = 0u; channel < params.channels; channel++) {
        sum += inputs[at + channel];
    }
    return sum * (1.0 / f32(params.channels));
}

// The same where there is one channel, without branches.
fn value(origin: u32, tap: u32) -> f32 {
    let y = tap / params.kernel;
    let inside = y < params.kernel;
    let at = origin + select(0u, (y * params.width + (tap - y * params.kernel)) * params.pitch, inside);
    return select(0.0, inputs[at], inside);
}

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let row = linear_workgroup(group, groups) * 64u + lane;
    if row >= params.n_rows {
        return;
    }
    let of_sample = select(params.positions, params.per_sample, params.per_sample > 0u);
    let sample = row / of_sample;
    var position = row - sample * of_sample;
    if params.per_sample > 0u {
        position = permute(position, params.positions, mix_keys(params.key, sample));
    }
    let area = params.pool * params.pool;
    let window = position / area;
    let sub = position - window * area;
    let y = window / params.out_w * params.pool + sub / params.pool;
    let x = window % params.out_w * params.pool + sub % params.pool;
    let origin = sample * params.sample_words + (y * params.width + x) * params.pitch;
    let quads = params.n_features / 4u;
    if params.channels == 1u {
        for (var quad = 0u; quad < quads; quad++) {
            let tap = 4u * quad;
            patches[row * quads + quad] =
                vec4<f32>(value(origin, tap), value(origin, tap + 1u), value(origin, tap + 2u), value(origin, tap + 3u));
        }
        return;
    }
    for (var quad = 0u; quad < quads; quad++) {
        let tap = 4u * quad;
        patches[row * quads + quad] =
            vec4<f32>(gray(origin, tap), gray(origin, tap + 1u), gray(origin, tap + 2u), gray(origin, tap + 3u));
    }
}
