// A convolution, forward: the product of every patch with the weights, an epilogue of bias, gate and ReLU, and the
// maximum over each window.
//
// A thread holds 8 positions × 8 channels in registers; neighboring lanes take neighboring channels. Its positions are
// whole windows; where one has more than 8, the thread goes through them 8 at a time. Software adapters run through
// both sides of every `if`, and once through every loop: what only some layers need stands in loops rather than in a
// row.

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
    start: u32,
    rule: u32,
    gate: u32,
    bmu_start: u32,
    rows: u32,
    cols: u32,
    topology: u32,
    bias_start: u32,
    sample_start: u32,
    key: u32,
    sigma: f32,
    threshold: f32,
    keep: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> bmus: array<u32>;
@group(0) @binding(4) var<storage, read> k_winner_thresholds: array<f32>;
@group(0) @binding(5) var<storage, read_write> outputs: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> activation_grad: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> pool_argmax: array<u32>;

const MASK_RELU_BIAS: u32 = 3u;
const RELU_MASK_BIAS: u32 = 5u;
const GATE_IMAGE: u32 = 1u;
const GATE_POSITION: u32 = 2u;
const GATE_DROPOUT: u32 = 3u;
const GATE_WINNERS: u32 = 4u;
// Smaller values of a mask are 0, as in the twin.
const FAINT: f32 = 1e-30;

// The largest s of a window so far, the m at its position, and which position of the window that is.
struct Best {
    s: vec4<f32>,
    m: vec4<f32>,
    sub: vec4<u32>,
}

// The mask of four channels around the BMU in a row of `bmus`; padding is no unit and gets 0.
fn masks(row: u32, quad: u32) -> vec4<f32> {
    let units = 4u * quad + vec4<u32>(0u, 1u, 2u, 3u);
    let unit_rows = units / params.cols;
    let bmu = bmus[2u * (params.bmu_start + row)];
    let bmu_row = bmu / params.cols;
    let m = mask_values(
        params.topology,
        vec2<u32>(params.rows, params.cols),
        vec2<u32>(bmu_row, bmu - bmu_row * params.cols),
        unit_rows,
        units - unit_rows * params.cols,
        params.sigma,
        max(params.threshold, FAINT),
    );
    return select(vec4<f32>(), m, units < vec4<u32>(params.rows * params.cols));
}

// What dropout leaves of four channels.
fn kept(sample: u32, quad: u32) -> vec4<f32> {
    let key = mix_keys(params.key, params.sample_start + sample);
    let words = vec4<u32>(
        hash(key ^ hash(4u * quad)),
        hash(key ^ hash(4u * quad + 1u)),
        hash(key ^ hash(4u * quad + 2u)),
        hash(key ^ hash(4u * quad + 3u)),
    );
    let uniform_values = vec4<f32>(words >> vec4<u32>(8u)) / 16777216.0;
    return select(vec4<f32>(), vec4<f32>(1.0 / params.keep), uniform_values < vec4<f32>(params.keep));
}

// Where a position's patch begins: so far behind that of its window's first. Going from one to the next takes no
// division.
struct Place {
    base: u32,
    offset: u32,
    // Its window among those of its sample, and its place in the window.
    x: u32,
    y: u32,
    dx: u32,
    dy: u32,
}

fn place_at(window: u32, sub: u32) -> Place {
    let inside = window % (params.out_h * params.out_w);
    let y = inside / params.out_w;
    let dy = sub / params.pool;
    return Place(window_origin(window), sub_offset(sub), inside - y * params.out_w, y, sub - dy * params.pool, dy);
}

fn next_place(place: Place) -> Place {
    let row_words = params.width * params.pitch;
    var next = place;
    next.dx++;
    next.offset += params.pitch;
    let down = next.dx == params.pool;
    next.dx = select(next.dx, 0u, down);
    next.dy += select(0u, 1u, down);
    next.offset += select(0u, row_words - params.pool * params.pitch, down);
    let on = next.dy == params.pool;
    next.dy = select(next.dy, 0u, on);
    next.offset = select(next.offset, 0u, on);
    next.x += select(0u, 1u, on);
    next.base += select(0u, params.pool * params.pitch, on);
    let below = next.x == params.out_w;
    next.x = select(next.x, 0u, below);
    next.y += select(0u, 1u, below);
    next.base += select(0u, params.pool * (row_words - params.out_w * params.pitch), below);
    let over = next.y == params.out_h;
    next.y = select(next.y, 0u, over);
    next.base += select(0u, params.sample_words - params.out_h * params.pool * row_words, over);
    return next;
}

fn bias_after() -> bool {
    return params.rule == MASK_RELU_BIAS || params.rule == RELU_MASK_BIAS;
}

// After `products`, its z + b of 8 positions × 2 quads, or z where the bias comes after the mask; after `maxima`, s, m
// and place of the maximum of a window up to and with each position.
var<private> s: array<vec4<f32>, 16>;
var<private> m: array<vec4<f32>, 16>;
var<private> subs: array<vec4<u32>, 16>;

fn products(first: u32, chunk: u32, quad: u32) {
    let quads = params.n_outputs / 4u;
    // The last tile may have four channels only: it computes them twice.
    let column_a = quad;
    let column_b = min(quad + 1u, quads - 1u);
    let run = params.kernel * params.pitch;
    let row_words = params.width * params.pitch;
    // From the last tap of a row of pixels to the next tap.
    let turn = row_words - run + 1u;
    // How far the last tap lies behind the beginning of its patch.
    let last_tap = (params.kernel - 1u) * row_words + run - 1u;
    let limit = arrayLength(&inputs) - 1u - last_tap;
    let p0 = place_at(first, chunk);
    let p1 = next_place(p0);
    let p2 = next_place(p1);
    let p3 = next_place(p2);
    let p4 = next_place(p3);
    let p5 = next_place(p4);
    let p6 = next_place(p5);
    let p7 = next_place(p6);
    // What lies beyond the last position is computed in vain.
    let o0 = p0.base + p0.offset;
    let o1 = min(p1.base + p1.offset, limit);
    let o2 = min(p2.base + p2.offset, limit);
    let o3 = min(p3.base + p3.offset, limit);
    let o4 = min(p4.base + p4.offset, limit);
    let o5 = min(p5.base + p5.offset, limit);
    let o6 = min(p6.base + p6.offset, limit);
    let o7 = min(p7.base + p7.offset, limit);
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
    var at = params.start / 4u;
    // Where the next tap lies in its row of pixels, and how far behind the beginning of its patch.
    var column = 0u;
    var offset = 0u;
    for (var k = 0u; k < params.n_inputs; k += 4u) {
        let next = at + quads;
        let third = next + quads;
        let fourth = third + quads;
        let w_a = mat4x4<f32>(
            weights[at + column_a],
            weights[next + column_a],
            weights[third + column_a],
            weights[fourth + column_a],
        );
        let w_b = mat4x4<f32>(
            weights[at + column_b],
            weights[next + column_b],
            weights[third + column_b],
            weights[fourth + column_b],
        );
        at = fourth + quads;
        // Weights of padding are zeros: what they are multiplied with only has to exist.
        let t0 = min(offset, last_tap);
        column++;
        offset += select(1u, turn, column == run);
        column = select(column, 0u, column == run);
        let t1 = min(offset, last_tap);
        column++;
        offset += select(1u, turn, column == run);
        column = select(column, 0u, column == run);
        let t2 = min(offset, last_tap);
        column++;
        offset += select(1u, turn, column == run);
        column = select(column, 0u, column == run);
        let t3 = min(offset, last_tap);
        column++;
        offset += select(1u, turn, column == run);
        column = select(column, 0u, column == run);
        let x0 = vec4<f32>(inputs[o0 + t0], inputs[o0 + t1], inputs[o0 + t2], inputs[o0 + t3]);
        a0 += w_a * x0;
        b0 += w_b * x0;
        let x1 = vec4<f32>(inputs[o1 + t0], inputs[o1 + t1], inputs[o1 + t2], inputs[o1 + t3]);
        a1 += w_a * x1;
        b1 += w_b * x1;
        let x2 = vec4<f32>(inputs[o2 + t0], inputs[o2 + t1], inputs[o2 + t2], inputs[o2 + t3]);
        a2 += w_a * x2;
        b2 += w_b * x2;
        let x3 = vec4<f32>(inputs[o3 + t0], inputs[o3 + t1], inputs[o3 + t2], inputs[o3 + t3]);
        a3 += w_a * x3;
        b3 += w_b * x3;
        let x4 = vec4<f32>(inputs[o4 + t0], inputs[o4 + t1], inputs[o4 + t2], inputs[o4 + t3]);
        a4 += w_a * x4;
        b4 += w_b * x4;
        let x5 = vec4<f32>(inputs[o5 + t0], inputs[o5 + t1], inputs[o5 + t2], inputs[o5 + t3]);
        a5 += w_a * x5;
        b5 += w_b * x5;
        let x6 = vec4<f32>(inputs[o6 + t0], inputs[o6 + t1], inputs[o6 + t2], inputs[o6 + t3]);
        a6 += w_a * x6;
        b6 += w_b * x6;
        let x7 = vec4<f32>(inputs[o7 + t0], inputs[o7 + t1], inputs[o7 + t2], inputs[o7 + t3]);
        a7 += w_a * x7;
        b7 += w_b * x7;
    }
    let bias_place = (params.start + params.n_inputs * params.n_outputs) / 4u;
    let before_a = select(weights[bias_place + column_a], vec4<f32>(), bias_after());
    let before_b = select(weights[bias_place + column_b], vec4<f32>(), bias_after());
    s[0] = a0 + before_a;
    s[1] = a1 + before_a;
    s[2] = a2 + before_a;
    s[3] = a3 + before_a;
    s[4] = a4 + before_a;
    s[5] = a5 + before_a;
    s[6] = a6 + before_a;
    s[7] = a7 + before_a;
    s[8] = b0 + before_b;
    s[9] = b1 + before_b;
    s[10] = b2 + before_b;
    s[11] = b3 + before_b;
    s[12] = b4 + before_b;
    s[13] = b5 + before_b;
    s[14] = b6 + before_b;
    s[15] = b7 + before_b;
}

// Fills m for the same positions and channels, where it is not 1.
fn gates(first: u32, quad: u32) {
    let windows = params.out_h * params.out_w;
    let area = params.pool * params.pool;
    let masked = params.gate == GATE_IMAGE || params.gate == GATE_POSITION;
    for (var i = 0u; i < select(0u, 16u, masked); i++) {
        let position = first + i % 8u;
        m[i] = masks(select(position / (windows * area), position, params.gate == GATE_POSITION), quad + i / 8u);
    }
    for (var i = 0u; i < select(0u, 16u, params.gate == GATE_DROPOUT); i++) {
        m[i] = kept((first + i % 8u) / (windows * area), quad + i / 8u);
    }
    for (var i = 0u; i < select(0u, 16u, params.gate == GATE_WINNERS); i++) {
        m[i] = select(vec4<f32>(), vec4<f32>(1.0), s[i] >= vec4<f32>(k_winner_thresholds[first + i % 8u]));
    }
}

// What becomes of the maximum when the `sub`-th position of its window is the `i`-th of the tile.
fn merge(best: Best, i: u32, sub: u32) -> Best {
    let value = m[i] * s[i];
    let better = (value > best.s) | vec4<bool>(sub == 0u);
    let now = Best(
        select(best.s, value, better),
        select(best.m, m[i], better),
        select(best.sub, vec4<u32>(sub), better),
    );
    s[i] = now.s;
    m[i] = now.m;
    subs[i] = now.sub;
    return now;
}

// Goes on with the best of two quads that the positions before have left.
fn maxima(before_a: Best, before_b: Best, first: u32, chunk: u32, quad: u32) {
    let area = params.pool * params.pool;
    m[0] = vec4<f32>(1.0);
    m[1] = vec4<f32>(1.0);
    m[2] = vec4<f32>(1.0);
    m[3] = vec4<f32>(1.0);
    m[4] = vec4<f32>(1.0);
    m[5] = vec4<f32>(1.0);
    m[6] = vec4<f32>(1.0);
    m[7] = vec4<f32>(1.0);
    m[8] = vec4<f32>(1.0);
    m[9] = vec4<f32>(1.0);
    m[10] = vec4<f32>(1.0);
    m[11] = vec4<f32>(1.0);
    m[12] = vec4<f32>(1.0);
    m[13] = vec4<f32>(1.0);
    m[14] = vec4<f32>(1.0);
    m[15] = vec4<f32>(1.0);
    gates(first * area + chunk, quad);
    let sub0 = chunk;
    let sub1 = select(sub0 + 1u, 0u, sub0 + 1u == area);
    let sub2 = select(sub1 + 1u, 0u, sub1 + 1u == area);
    let sub3 = select(sub2 + 1u, 0u, sub2 + 1u == area);
    let sub4 = select(sub3 + 1u, 0u, sub3 + 1u == area);
    let sub5 = select(sub4 + 1u, 0u, sub4 + 1u == area);
    let sub6 = select(sub5 + 1u, 0u, sub5 + 1u == area);
    let sub7 = select(sub6 + 1u, 0u, sub6 + 1u == area);
    let a0 = merge(before_a, 0u, sub0);
    let a1 = merge(a0, 1u, sub1);
    let a2 = merge(a1, 2u, sub2);
    let a3 = merge(a2, 3u, sub3);
    let a4 = merge(a3, 4u, sub4);
    let a5 = merge(a4, 5u, sub5);
    let a6 = merge(a5, 6u, sub6);
    _ = merge(a6, 7u, sub7);
    let b0 = merge(before_b, 8u, sub0);
    let b1 = merge(b0, 9u, sub1);
    let b2 = merge(b1, 10u, sub2);
    let b3 = merge(b2, 11u, sub3);
    let b4 = merge(b3, 12u, sub4);
    let b5 = merge(b4, 13u, sub5);
    let b6 = merge(b5, 14u, sub6);
    _ = merge(b6, 15u, sub7);
}

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_outputs / 4u;
    let tiles = (params.n_outputs + 7u) / 8u;
    let thread = linear_workgroup(group, groups) * 32u + lane;
    let area = params.pool * params.pool;
    let first = thread / tiles * max(8u / area, 1u);
    let windows = params.out_h * params.out_w;
    let last = params.n_samples * windows - 1u;
    if first > last {
        return;
    }
    let quad = thread % tiles * 2u;
    let n_windows = min(max(8u / area, 1u), last + 1u - first);
    // A window of more than 8 positions goes on with what the first 8 have left.
    var best_a = Best();
    var best_b = Best();
    for (var chunk = 0u; chunk < area; chunk += 8u) {
        products(first, chunk, quad);
        maxima(best_a, best_b, first, chunk, quad);
        best_a = Best(s[7], m[7], subs[7]);
        best_b = Best(s[15], m[15], subs[15]);
    }
    // Of the last position of every window.
    let n = n_windows * min(2u, quads - quad);
    let bias_place = (params.start + params.n_inputs * params.n_outputs) / 4u + quad;
    let done = select(0u, 8u, area > 8u);
    for (var i = 0u; i < n; i++) {
        let q = i / n_windows;
        let w = i - q * n_windows;
        let at = 8u * q + (w + 1u) * area - done - 1u;
        let after = select(vec4<f32>(), weights[bias_place + q], bias_after());
        let value = s[at] + select(vec4<f32>(), after, params.rule == MASK_RELU_BIAS);
        let slope = select(vec4<f32>(), m[at], value > vec4<f32>());
        let place = (first + w) * quads + quad + q;
        outputs[place] = max(value, vec4<f32>()) + select(vec4<f32>(), after, params.rule == RELU_MASK_BIAS);
        activation_grad[place] = slope;
        let bytes = select(vec4<u32>(), subs[at], slope > vec4<f32>()) << vec4<u32>(0u, 8u, 16u, 24u);
        pool_argmax[place] = bytes.x | bytes.y | bytes.z | bytes.w;
    }
    for (var i = 0u; i < select(0u, n, bias_after()); i++) {
        let q = i / n_windows;
        let place = (first + i - q * n_windows) * quads + quad + q;
        let alive = (outputs[place] > vec4<f32>()) | vec4<bool>(params.rule == RELU_MASK_BIAS);
        activation_grad[params.bias_start / 4u + place] = select(vec4<f32>(), vec4<f32>(1.0), alive);
    }
}
