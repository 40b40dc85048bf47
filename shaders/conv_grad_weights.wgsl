// The gradients of a convolution's weights and bias: every window passes the gradient of a channel to the patch at its
// maximum alone.
//
// A thread holds 8 taps × 8 channels in registers and walks over the windows of one split; neighboring lanes take
// neighboring channels, and those of the first taps also sum the bias.

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
    bias_start: u32,
    per_split: u32,
    out_start: u32,
    out_stride: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> pool_argmax: array<u32>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4<f32>>;

fn bias_sum(first: u32, end: u32, quad: u32) -> vec4<f32> {
    let quads = params.n_outputs / 4u;
    var sum = vec4<f32>();
    for (var window = first; window < end; window++) {
        sum += gradients[params.bias_start / 4u + window * quads + quad];
    }
    return sum;
}

fn write(split: u32, tap: u32, quad: u32, value: vec4<f32>) {
    let quads = params.n_outputs / 4u;
    if tap < params.n_inputs && quad < quads {
        let padding = tap >= params.kernel * params.kernel * params.pitch;
        let place = (params.out_start + split * params.out_stride) / 4u + tap * quads + quad;
        out[place] = select(value, vec4<f32>(), padding);
    }
}

// The gradients of four channels at the positions `sub` to `sub + 3` of a window, as columns: 0 where the maximum is
// another.
fn routed(gradient: vec4<f32>, picked: u32, sub: u32) -> mat4x4<f32> {
    let subs = (vec4<u32>(picked) >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<u32>(0xffu);
    return mat4x4<f32>(
        select(vec4<f32>(), gradient, subs == vec4<u32>(sub)),
        select(vec4<f32>(), gradient, subs == vec4<u32>(sub + 1u)),
        select(vec4<f32>(), gradient, subs == vec4<u32>(sub + 2u)),
        select(vec4<f32>(), gradient, subs == vec4<u32>(sub + 3u)),
    );
}

// A window: where its first patch begins, and its place among those of its sample.
struct Window {
    origin: u32,
    x: u32,
    y: u32,
}

// Divisions are dear: from one window to the next there are none.
fn next_window(window: Window) -> Window {
    let row_words = params.width * params.pitch;
    var next = window;
    next.x++;
    next.origin += params.pool * params.pitch;
    let below = next.x == params.out_w;
    next.x = select(next.x, 0u, below);
    next.y += select(0u, 1u, below);
    next.origin += select(0u, params.pool * (row_words - params.out_w * params.pitch), below);
    let over = next.y == params.out_h;
    next.y = select(next.y, 0u, over);
    next.origin += select(0u, params.sample_words - params.out_h * params.pool * row_words, over);
    return next;
}

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_outputs / 4u;
    let tiles = (params.n_outputs + 7u) / 8u;
    let octets = (params.n_inputs + 7u) / 8u;
    let thread = linear_workgroup(group, groups) * 32u + lane;
    let split = thread / (tiles * octets);
    if split * params.per_split >= params.n_samples {
        return;
    }
    let tap = thread / tiles % octets * 8u;
    let quad = thread % tiles * 2u;
    let quad_b = min(quad + 1u, quads - 1u);
    let windows = params.out_h * params.out_w;
    let first = split * params.per_split * windows;
    let end = min(params.n_samples, (split + 1u) * params.per_split) * windows;
    let area = params.pool * params.pool;
    let t0 = tap_offset(tap);
    let t1 = tap_offset(tap + 1u);
    let t2 = tap_offset(tap + 2u);
    let t3 = tap_offset(tap + 3u);
    let t4 = tap_offset(tap + 4u);
    let t5 = tap_offset(tap + 5u);
    let t6 = tap_offset(tap + 6u);
    let t7 = tap_offset(tap + 7u);
    var a0 = vec4<f32>();
    var a1 = vec4<f32>();
    var a2 = vec4<f32>();
    var a3 = vec4<f32>();
    var a4 = vec4<f32>();
    var a5 = vec4<f32>();
    var a6 = vec4<f32>();
    var a7 = vec4<f32>();
    var b0 = vec4<f32>();
    var b1 = vec4<f32>();
    var b2 = vec4<f32>();
    var b3 = vec4<f32>();
    var b4 = vec4<f32>();
    var b5 = vec4<f32>();
    var b6 = vec4<f32>();
    var b7 = vec4<f32>();
    // Four positions of a window at a time, as the columns of matrices, so that every sum is touched once for all four.
    // Software adapters run both sides of every `if`, and a loop in a loop moves all sums: there are neither.
    let four = vec4<u32>(0u, 1u, 2u, 3u);
    var offsets: array<vec4<u32>, 4>;
    for (var i = 0u; i < 4u; i++) {
        // No position behind the last is a maximum.
        let subs = min(4u * i + four, vec4<u32>(area - 1u));
        offsets[i] = vec4<u32>(sub_offset(subs.x), sub_offset(subs.y), sub_offset(subs.z), sub_offset(subs.w));
    }
    var here = Window(first / windows * params.sample_words, 0u, 0u);
    var window = first;
    var sub = 0u;
    while window < end {
        let place_a = window * quads + quad;
        let place_b = window * quads + quad_b;
        let g_a = routed(gradients[place_a], pool_argmax[place_a], sub);
        let g_b = routed(gradients[place_b], pool_argmax[place_b], sub);
        let o = here.origin + offsets[sub / 4u];
        sub += 4u;
        let done = sub >= area;
        let next = next_window(here);
        sub = select(sub, 0u, done);
        window += select(0u, 1u, done);
        here.origin = select(here.origin, next.origin, done);
        here.x = select(here.x, next.x, done);
        here.y = select(here.y, next.y, done);
        let x0 = vec4<f32>(inputs[o.x + t0], inputs[o.y + t0], inputs[o.z + t0], inputs[o.w + t0]);
        a0 += g_a * x0;
        b0 += g_b * x0;
        let x1 = vec4<f32>(inputs[o.x + t1], inputs[o.y + t1], inputs[o.z + t1], inputs[o.w + t1]);
        a1 += g_a * x1;
        b1 += g_b * x1;
        let x2 = vec4<f32>(inputs[o.x + t2], inputs[o.y + t2], inputs[o.z + t2], inputs[o.w + t2]);
        a2 += g_a * x2;
        b2 += g_b * x2;
        let x3 = vec4<f32>(inputs[o.x + t3], inputs[o.y + t3], inputs[o.z + t3], inputs[o.w + t3]);
        a3 += g_a * x3;
        b3 += g_b * x3;
        let x4 = vec4<f32>(inputs[o.x + t4], inputs[o.y + t4], inputs[o.z + t4], inputs[o.w + t4]);
        a4 += g_a * x4;
        b4 += g_b * x4;
        let x5 = vec4<f32>(inputs[o.x + t5], inputs[o.y + t5], inputs[o.z + t5], inputs[o.w + t5]);
        a5 += g_a * x5;
        b5 += g_b * x5;
        let x6 = vec4<f32>(inputs[o.x + t6], inputs[o.y + t6], inputs[o.z + t6], inputs[o.w + t6]);
        a6 += g_a * x6;
        b6 += g_b * x6;
        let x7 = vec4<f32>(inputs[o.x + t7], inputs[o.y + t7], inputs[o.z + t7], inputs[o.w + t7]);
        a7 += g_a * x7;
        b7 += g_b * x7;
    }
    write(split, tap, quad, a0);
    write(split, tap + 1u, quad, a1);
    write(split, tap + 2u, quad, a2);
    write(split, tap + 3u, quad, a3);
    write(split, tap + 4u, quad, a4);
    write(split, tap + 5u, quad, a5);
    write(split, tap + 6u, quad, a6);
    write(split, tap + 7u, quad, a7);
    write(split, tap, quad + 1u, b0);
    write(split, tap + 1u, quad + 1u, b1);
    write(split, tap + 2u, quad + 1u, b2);
    write(split, tap + 3u, quad + 1u, b3);
    write(split, tap + 4u, quad + 1u, b4);
    write(split, tap + 5u, quad + 1u, b5);
    write(split, tap + 6u, quad + 1u, b6);
    write(split, tap + 7u, quad + 1u, b7);
    if tap == 0u {
        let place = (params.out_start + split * params.out_stride) / 4u + params.n_inputs * quads;
        out[place + quad] = bias_sum(first, end, quad);
        if quad + 1u < quads {
            out[place + quad + 1u] = bias_sum(first, end, quad + 1u);
        }
    }
}
