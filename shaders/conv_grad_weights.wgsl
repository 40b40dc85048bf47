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
@group(0) @binding(3) var<storage, read> picks: array<u32>;
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

// The gradients of four channels where the maximum is the `sub`-th position.
fn routed(gradient: vec4<f32>, subs: vec4<u32>, sub: u32) -> vec4<f32> {
    return select(vec4<f32>(), gradient, subs == vec4<u32>(sub));
}

// Those of four neighboring positions, as columns.
fn columns(gradient: vec4<f32>, subs: vec4<u32>, sub: u32) -> mat4x4<f32> {
    return mat4x4<f32>(
        routed(gradient, subs, sub),
        routed(gradient, subs, sub + 1u),
        routed(gradient, subs, sub + 2u),
        routed(gradient, subs, sub + 3u),
    );
}

fn subs_of(place: u32) -> vec4<u32> {
    return (vec4<u32>(picks[place]) >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<u32>(0xffu);
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
    // Four positions at a time, as the columns of matrices, so that every sum is touched once for all four: those of
    // a window, or four windows where they are not pooled.
    let step = select(1u, 4u, area == 1u);
    var window = first;
    var sub = 0u;
    while window < end {
        let place = window * quads;
        var g_a: mat4x4<f32>;
        var g_b: mat4x4<f32>;
        var o: vec4<u32>;
        if area == 1u {
            let w = min(vec4<u32>(window, window + 1u, window + 2u, window + 3u), vec4<u32>(end - 1u));
            // Past the last window there is nothing to add.
            let is = vec4<f32>(window + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(end));
            g_a = mat4x4<f32>(
                gradients[w.x * quads + quad],
                is.y * gradients[w.y * quads + quad],
                is.z * gradients[w.z * quads + quad],
                is.w * gradients[w.w * quads + quad],
            );
            g_b = mat4x4<f32>(
                gradients[w.x * quads + quad_b],
                is.y * gradients[w.y * quads + quad_b],
                is.z * gradients[w.z * quads + quad_b],
                is.w * gradients[w.w * quads + quad_b],
            );
            o = vec4<u32>(window_origin(w.x), window_origin(w.y), window_origin(w.z), window_origin(w.w));
            window += 4u;
        } else {
            g_a = columns(gradients[place + quad], subs_of(place + quad), sub);
            g_b = columns(gradients[place + quad_b], subs_of(place + quad_b), sub);
            // No position beyond the window's last is a maximum.
            let s = min(vec4<u32>(sub, sub + 1u, sub + 2u, sub + 3u), vec4<u32>(area - 1u));
            o = window_origin(window) + vec4<u32>(sub_offset(s.x), sub_offset(s.y), sub_offset(s.z), sub_offset(s.w));
            sub += 4u;
            if sub >= area {
                sub = 0u;
                window++;
            }
        }
        let all = abs(g_a[0]) + abs(g_a[1]) + abs(g_a[2]) + abs(g_a[3]) + abs(g_b[0]) + abs(g_b[1]) + abs(g_b[2]) + abs(g_b[3]);
        if all.x + all.y + all.z + all.w == 0.0 {
            continue;
        }
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
