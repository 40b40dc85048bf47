// The gradients of a convolution's weights and bias: every window passes the gradient of a channel to the patch at its
// maximum alone.
//
// A thread holds ROWS taps × 8 channels in registers and walks over the windows of one split; neighboring lanes take
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

@compute @workgroup_size(LANES)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_outputs / 4u;
    let tiles = (params.n_outputs + 7u) / 8u;
    let bands = (params.n_inputs + ROWS - 1u) / ROWS;
    let thread = linear_workgroup(group, groups) * LANES + lane;
    let split = thread / (tiles * bands);
    if split * params.per_split >= params.n_samples {
        return;
    }
    let tap = thread / tiles % bands * ROWS;
    let quad = thread % tiles * 2u;
    let quad_b = min(quad + 1u, quads - 1u);
    let windows = params.out_h * params.out_w;
    let first = split * params.per_split * windows;
    let end = min(params.n_samples, (split + 1u) * params.per_split) * windows;
    let area = params.pool * params.pool;
    let t$ = tap_offset(tap + $u);
    var a$ = vec4<f32>();
    var b$ = vec4<f32>();
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
        let x$ = vec4<f32>(inputs[o.x + t$], inputs[o.y + t$], inputs[o.z + t$], inputs[o.w + t$]); a$ += g_a * x$; b$ += g_b * x$;
    }
    write(split, tap + $u, quad, a$);
    write(split, tap + $u, quad + 1u, b$);
    if tap == 0u {
        let place = (params.out_start + split * params.out_stride) / 4u + params.n_inputs * quads;
        out[place + quad] = bias_sum(first, end, quad);
        if quad + 1u < quads {
            out[place + quad + 1u] = bias_sum(first, end, quad + 1u);
        }
    }
}
