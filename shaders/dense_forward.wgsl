// A fully-connected layer, forward: the product with the weights, and an epilogue of bias, mask, threshold and ReLU.
//
// A thread holds 8 samples × 8 outputs in registers; neighboring lanes take neighboring outputs.

struct Params {
    n_samples: u32,
    n_inputs: u32,
    n_outputs: u32,
    start: u32,
    rule: u32,
    bmu_start: u32,
    rows: u32,
    cols: u32,
    topology: u32,
    bias_start: u32,
    sigma: f32,
    threshold: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> bmus: array<u32>;
@group(0) @binding(4) var<storage, read_write> outputs: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> activation_grad: array<vec4<f32>>;

const RELU: u32 = 1u;
const MASK_RELU: u32 = 2u;
const MASK_RELU_BIAS: u32 = 3u;
const RELU_MASK: u32 = 4u;
const RELU_MASK_BIAS: u32 = 5u;

// The mask of four neurons of one sample; padding is no neuron and gets 0.
fn masks(sample: u32, units: vec4<u32>) -> vec4<f32> {
    let bmu = bmus[2u * (params.bmu_start + sample)];
    let m = mask_values(
        params.topology,
        vec2<u32>(params.rows, params.cols),
        vec2<u32>(bmu / params.cols, bmu % params.cols),
        units / params.cols,
        units % params.cols,
        params.sigma,
        params.threshold,
    );
    return select(vec4<f32>(), m, units < vec4<u32>(params.rows * params.cols));
}

fn step_of(value: vec4<f32>, slope: vec4<f32>) -> vec4<f32> {
    return select(vec4<f32>(), slope, value > vec4<f32>());
}

// The products of every thread: 8 samples × 2 quads.
var<workgroup> tile: array<vec4<f32>, 512>;

// Four outputs of one sample.
fn finish(sample: u32, quad: u32, z: vec4<f32>) {
    let quads = params.n_outputs / 4u;
    if sample >= params.n_samples || quad >= quads {
        return;
    }
    let bias = weights[params.start / 4u + params.n_inputs * quads + quad];
    let place = sample * quads + quad;
    let one = vec4<f32>(1.0);
    let zero = vec4<f32>();
    if params.rule < MASK_RELU {
        let sum = z + bias;
        let linear = params.rule != RELU;
        outputs[place] = select(max(sum, zero), sum, linear);
        activation_grad[place] = select(step_of(sum, one), one, linear);
        return;
    }
    let m = masks(sample, quad * 4u + vec4<u32>(0u, 1u, 2u, 3u));
    let bias_place = params.bias_start / 4u + place;
    if params.rule == MASK_RELU {
        let sum = m * (z + bias);
        outputs[place] = max(sum, zero);
        activation_grad[place] = step_of(sum, m);
    } else if params.rule == RELU_MASK {
        let sum = z + bias;
        outputs[place] = m * max(sum, zero);
        activation_grad[place] = step_of(sum, m);
    } else if params.rule == MASK_RELU_BIAS {
        let sum = m * z + bias;
        outputs[place] = max(sum, zero);
        activation_grad[place] = step_of(sum, m);
        activation_grad[bias_place] = step_of(sum, one);
    } else {
        outputs[place] = m * max(z, zero) + bias;
        activation_grad[place] = step_of(z, m);
        activation_grad[bias_place] = one;
    }
}

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads_in = params.n_inputs / 4u;
    let quads_out = params.n_outputs / 4u;
    let tiles = (params.n_outputs + 7u) / 8u;
    let thread = linear_workgroup(group, groups) * 32u + lane;
    let first = thread / tiles * 8u;
    if first >= params.n_samples {
        return;
    }
    let quad = thread % tiles * 2u;
    // The last tile may have four outputs only: it computes them twice.
    let quad_b = min(quad + 1u, quads_out - 1u);
    let last = params.n_samples - 1u;
    let row0 = first * quads_in;
    let row1 = min(first + 1u, last) * quads_in;
    let row2 = min(first + 2u, last) * quads_in;
    let row3 = min(first + 3u, last) * quads_in;
    let row4 = min(first + 4u, last) * quads_in;
    let row5 = min(first + 5u, last) * quads_in;
    let row6 = min(first + 6u, last) * quads_in;
    let row7 = min(first + 7u, last) * quads_in;
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
    for (var k = 0u; k < quads_in; k++) {
        let next = at + quads_out;
        let third = next + quads_out;
        let fourth = third + quads_out;
        let w_a = mat4x4<f32>(weights[at + quad], weights[next + quad], weights[third + quad], weights[fourth + quad]);
        let w_b = mat4x4<f32>(
            weights[at + quad_b],
            weights[next + quad_b],
            weights[third + quad_b],
            weights[fourth + quad_b],
        );
        at = fourth + quads_out;
        let x0 = inputs[row0 + k];
        a0 += w_a * x0;
        b0 += w_b * x0;
        let x1 = inputs[row1 + k];
        a1 += w_a * x1;
        b1 += w_b * x1;
        let x2 = inputs[row2 + k];
        a2 += w_a * x2;
        b2 += w_b * x2;
        let x3 = inputs[row3 + k];
        a3 += w_a * x3;
        b3 += w_b * x3;
        let x4 = inputs[row4 + k];
        a4 += w_a * x4;
        b4 += w_b * x4;
        let x5 = inputs[row5 + k];
        a5 += w_a * x5;
        b5 += w_b * x5;
        let x6 = inputs[row6 + k];
        a6 += w_a * x6;
        b6 += w_b * x6;
        let x7 = inputs[row7 + k];
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
    for (var i = 0u; i < 16u; i++) {
        finish(first + i % 8u, quad + i / 8u, tile[i * 32u + lane]);
    }
}
