// A convolution, forward: the product of every patch with the weights, an epilogue of bias, gate and ReLU, and the
// maximum over each window.
//
// A thread holds 8 positions × 8 channels in registers; neighboring lanes take neighboring channels. Its positions are
// whole windows; where one has more than 8, the thread goes through them 8 at a time.

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
@group(0) @binding(4) var<storage, read> floors: array<f32>;
@group(0) @binding(5) var<storage, read_write> outputs: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> slopes: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> picks: array<u32>;

const MASK_RELU_BIAS: u32 = 3u;
const RELU_MASK_BIAS: u32 = 5u;
const GATE_IMAGE: u32 = 1u;
const GATE_POSITION: u32 = 2u;
const GATE_DROPOUT: u32 = 3u;
const GATE_WINNERS: u32 = 4u;
// Smaller values of a mask are 0, as in the twin.
const FAINT: f32 = 1e-30;

// Four neighboring channels.
struct Quad {
    index: u32,
    // Where they sit on the lattice, and whether they do.
    rows: vec4<u32>,
    cols: vec4<u32>,
    units: vec4<bool>,
    // The bias before the mask, and after it.
    before: vec4<f32>,
    after: vec4<f32>,
}

// The largest s of a window so far, the m at its position, and which position of the window that is.
struct Best {
    s: vec4<f32>,
    m: vec4<f32>,
    sub: vec4<u32>,
}

fn quad_at(index: u32) -> Quad {
    let channels = 4u * index + vec4<u32>(0u, 1u, 2u, 3u);
    let bias = weights[(params.start + params.n_inputs * params.n_outputs) / 4u + index];
    let after = params.rule == MASK_RELU_BIAS || params.rule == RELU_MASK_BIAS;
    return Quad(
        index,
        channels / params.cols,
        channels % params.cols,
        channels < vec4<u32>(params.rows * params.cols),
        select(bias, vec4<f32>(), after),
        select(vec4<f32>(), bias, after),
    );
}

// The mask around the BMU in a row of `bmus`; padding is no unit and gets 0.
fn masks(row: u32, quad: Quad) -> vec4<f32> {
    let bmu = bmus[2u * (params.bmu_start + row)];
    let m = mask_values(
        params.topology,
        vec2<u32>(params.rows, params.cols),
        vec2<u32>(bmu / params.cols, bmu % params.cols),
        quad.rows,
        quad.cols,
        params.sigma,
        max(params.threshold, FAINT),
    );
    return select(vec4<f32>(), m, quad.units);
}

fn kept(sample: u32, quad: Quad) -> vec4<f32> {
    let key = mix_keys(params.key, params.sample_start + sample);
    let channel = 4u * quad.index;
    let words = vec4<u32>(
        hash(key ^ hash(channel)),
        hash(key ^ hash(channel + 1u)),
        hash(key ^ hash(channel + 2u)),
        hash(key ^ hash(channel + 3u)),
    );
    let uniform_values = vec4<f32>(words >> vec4<u32>(8u)) / 16777216.0;
    return select(vec4<f32>(), vec4<f32>(1.0 / params.keep), uniform_values < vec4<f32>(params.keep));
}

// What becomes of the maximum when the position that is the `sub`-th of `window` has the product z.
fn merge(best: Best, z: vec4<f32>, window: u32, sub: u32, quad: Quad) -> Best {
    let sum = z + quad.before;
    let position = window * params.pool * params.pool + sub;
    var m = best.m;
    if params.gate == GATE_POSITION {
        m = masks(position, quad);
    } else if params.gate == GATE_WINNERS {
        m = select(vec4<f32>(), vec4<f32>(1.0), sum >= vec4<f32>(floors[position]));
    } else if sub == 0u {
        let sample = window / (params.out_h * params.out_w);
        if params.gate == GATE_IMAGE {
            m = masks(sample, quad);
        } else if params.gate == GATE_DROPOUT {
            m = kept(sample, quad);
        } else {
            m = vec4<f32>(1.0);
        }
    }
    let s = m * sum;
    let better = (s > best.s) | vec4<bool>(sub == 0u);
    return Best(select(best.s, s, better), select(best.m, m, better), select(best.sub, vec4<u32>(sub), better));
}

fn finish(best: Best, window: u32, quad: Quad) {
    let quads = params.n_outputs / 4u;
    if window >= params.n_samples * params.out_h * params.out_w || quad.index >= quads {
        return;
    }
    let place = window * quads + quad.index;
    let zero = vec4<f32>();
    var s = best.s;
    if params.rule == MASK_RELU_BIAS {
        s += quad.after;
    }
    let alive = s > zero;
    let slope = select(zero, best.m, alive);
    slopes[place] = slope;
    if params.rule == RELU_MASK_BIAS {
        outputs[place] = max(s, zero) + quad.after;
        slopes[params.bias_start / 4u + place] = vec4<f32>(1.0);
    } else {
        outputs[place] = max(s, zero);
        if params.rule == MASK_RELU_BIAS {
            slopes[params.bias_start / 4u + place] = select(zero, vec4<f32>(1.0), alive);
        }
    }
    let sub = select(vec4<u32>(), best.sub, slope > zero) << vec4<u32>(0u, 8u, 16u, 24u);
    picks[place] = sub.x | sub.y | sub.z | sub.w;
}

// The products of every thread: 8 positions × 2 quads.
var<workgroup> tile: array<vec4<f32>, 512>;

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
    let last = params.n_samples * params.out_h * params.out_w - 1u;
    if first > last {
        return;
    }
    let quad_a = quad_at(thread % tiles * 2u);
    let quad_b = quad_at(quad_a.index + 1u);
    // The last tile may have four channels only: it computes them twice.
    let column_a = quad_a.index;
    let column_b = min(column_a + 1u, quads - 1u);
    let taps = params.kernel * params.kernel * params.pitch;
    let run = params.kernel * params.pitch;
    let turn = params.width * params.pitch - run;
    var best_a = Best();
    var best_b = Best();
    var window = first;
    var sub = 0u;
    for (var chunk = 0u; chunk < area; chunk += 8u) {
        var origins: array<u32, 8>;
        for (var i = 0u; i < 8u; i++) {
            let position = first * area + chunk + i;
            origins[i] = position_origin(min(position, last * area + area - 1u));
        }
        let o0 = origins[0];
        let o1 = origins[1];
        let o2 = origins[2];
        let o3 = origins[3];
        let o4 = origins[4];
        let o5 = origins[5];
        let o6 = origins[6];
        let o7 = origins[7];
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
        // How far the next tap lies behind the beginning of its patch, and how many are left in its row of pixels.
        var offset = 0u;
        var left = run;
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
            let t0 = offset;
            var t1 = 0u;
            var t2 = 0u;
            var t3 = 0u;
            if left > 4u {
                t1 = t0 + 1u;
                t2 = t0 + 2u;
                t3 = t0 + 3u;
                offset = t0 + 4u;
                left -= 4u;
            } else {
                t1 = select(0u, tap_offset(k + 1u), k + 1u < taps);
                t2 = select(0u, tap_offset(k + 2u), k + 2u < taps);
                t3 = select(0u, tap_offset(k + 3u), k + 3u < taps);
                offset = tap_offset(k + 4u);
                left = run - (k + 4u) % run;
            }
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
        tile[0u * 32u + lane] = a0;
        tile[1u * 32u + lane] = a1;
        tile[2u * 32u + lane] = a2;
        tile[3u * 32u + lane] = a3;
        tile[4u * 32u + lane] = a4;
        tile[5u * 32u + lane] = a5;
        tile[6u * 32u + lane] = a6;
        tile[7u * 32u + lane] = a7;
        tile[8u * 32u + lane] = b0;
        tile[9u * 32u + lane] = b1;
        tile[10u * 32u + lane] = b2;
        tile[11u * 32u + lane] = b3;
        tile[12u * 32u + lane] = b4;
        tile[13u * 32u + lane] = b5;
        tile[14u * 32u + lane] = b6;
        tile[15u * 32u + lane] = b7;
        // Every thread finishes its own; a loop keeps the code small, which software adapters reward.
        let n = min(8u, select(8u / area * area, area - chunk, area > 8u));
        for (var i = 0u; i < n; i++) {
            best_a = merge(best_a, tile[i * 32u + lane], window, sub, quad_a);
            best_b = merge(best_b, tile[(8u + i) * 32u + lane], window, sub, quad_b);
            sub++;
            if sub == area {
                finish(best_a, window, quad_a);
                finish(best_b, window, quad_b);
                sub = 0u;
                window++;
            }
        }
    }
}
