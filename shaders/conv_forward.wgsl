// A convolution, forward: the product of every patch with the weights, an epilogue of bias, gate and ReLU, and the
// maximum over each window.
//
// A thread holds ROWS positions × 8 channels in registers; neighboring lanes take neighboring channels. Its positions are
// whole windows; where one has more than ROWS, the thread goes through them ROWS at a time. Software adapters run through
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

// After `products`, its z + b of ROWS positions × 2 quads, or z where the bias comes after the mask; after `maxima`, s, m
// and place of the maximum of a window up to and with each position.
var<private> s: array<vec4<f32>, 2u * ROWS>;
var<private> m: array<vec4<f32>, 2u * ROWS>;
var<private> subs: array<vec4<u32>, 2u * ROWS>;

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
    // What lies beyond the last position is computed in vain.
    var place = place_at(first, chunk);
    let o$ = min(place.base + place.offset, limit); place = next_place(place);
    var a$ = vec4<f32>();
    var b$ = vec4<f32>();
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
        let x$ = vec4<f32>(inputs[o$ + t0], inputs[o$ + t1], inputs[o$ + t2], inputs[o$ + t3]); a$ += w_a * x$; b$ += w_b * x$;
    }
    let bias_place = (params.start + params.n_inputs * params.n_outputs) / 4u;
    let before_a = select(weights[bias_place + column_a], vec4<f32>(), bias_after());
    let before_b = select(weights[bias_place + column_b], vec4<f32>(), bias_after());
    s[$] = a$ + before_a;
    s[ROWS + $u] = b$ + before_b;
}

// Fills m for the same positions and channels, where it is not 1.
fn gates(first: u32, quad: u32) {
    let windows = params.out_h * params.out_w;
    let area = params.pool * params.pool;
    let masked = params.gate == GATE_IMAGE || params.gate == GATE_POSITION;
    for (var i = 0u; i < select(0u, 2u * ROWS, masked); i++) {
        let position = first + i % ROWS;
        m[i] = masks(select(position / (windows * area), position, params.gate == GATE_POSITION), quad + i / ROWS);
    }
    for (var i = 0u; i < select(0u, 2u * ROWS, params.gate == GATE_DROPOUT); i++) {
        m[i] = kept((first + i % ROWS) / (windows * area), quad + i / ROWS);
    }
    for (var i = 0u; i < select(0u, 2u * ROWS, params.gate == GATE_WINNERS); i++) {
        m[i] = select(vec4<f32>(), vec4<f32>(1.0), s[i] >= vec4<f32>(k_winner_thresholds[first + i % ROWS]));
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
    m[$] = vec4<f32>(1.0);
    m[ROWS + $u] = vec4<f32>(1.0);
    gates(first * area + chunk, quad);
    var sub = chunk;
    var best_a = before_a;
    var best_b = before_b;
    best_a = merge(best_a, $u, sub); best_b = merge(best_b, ROWS + $u, sub); sub = select(sub + 1u, 0u, sub + 1u == area);
}

@compute @workgroup_size(LANES)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_outputs / 4u;
    let tiles = (params.n_outputs + 7u) / 8u;
    let thread = linear_workgroup(group, groups) * LANES + lane;
    let area = params.pool * params.pool;
    let first = thread / tiles * max(ROWS / area, 1u);
    let windows = params.out_h * params.out_w;
    let last = params.n_samples * windows - 1u;
    if first > last {
        return;
    }
    let quad = thread % tiles * 2u;
    let n_windows = min(max(ROWS / area, 1u), last + 1u - first);
    // A window of more than ROWS positions goes on with what those before have left.
    var best_a = Best();
    var best_b = Best();
    for (var chunk = 0u; chunk < area; chunk += ROWS) {
        products(first, chunk, quad);
        maxima(best_a, best_b, first, chunk, quad);
        best_a = Best(s[ROWS - 1u], m[ROWS - 1u], subs[ROWS - 1u]);
        best_b = Best(s[2u * ROWS - 1u], m[2u * ROWS - 1u], subs[2u * ROWS - 1u]);
    }
    // Of the last position of every window.
    let n = n_windows * min(2u, quads - quad);
    let bias_place = (params.start + params.n_inputs * params.n_outputs) / 4u + quad;
    let done = (area - 1u) / ROWS * ROWS;
    for (var i = 0u; i < n; i++) {
        let q = i / n_windows;
        let w = i - q * n_windows;
        let at = ROWS * q + (w + 1u) * area - done - 1u;
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
