// A fully-connected layer, forward: the product with the weights, and an epilogue of bias, mask, threshold and ReLU.
//
// A thread holds ROWS samples × 8 outputs in registers; neighboring lanes take neighboring outputs.

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

// The products of every thread: ROWS samples × 2 quads.
var<workgroup> tile: array<vec4<f32>, 2u * ROWS * LANES>;

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

@compute @workgroup_size(LANES)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads_in = params.n_inputs / 4u;
    let quads_out = params.n_outputs / 4u;
    let tiles = (params.n_outputs + 7u) / 8u;
    let thread = linear_workgroup(group, groups) * LANES + lane;
    let first = thread / tiles * ROWS;
    if first >= params.n_samples {
        return;
    }
    let quad = thread % tiles * 2u;
    // The last tile may have four outputs only: it computes them twice.
    let quad_b = min(quad + 1u, quads_out - 1u);
    let last = params.n_samples - 1u;
    let row$ = min(first + $u, last) * quads_in;
    var a$ = vec4<f32>();
    var b$ = vec4<f32>();
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
        let x$ = inputs[row$ + k]; a$ += w_a * x$; b$ += w_b * x$;
    }
    tile[$u * LANES + lane] = a$;
    tile[(ROWS + $u) * LANES + lane] = b$;
    // Every thread finishes its own; a loop keeps the code small, which software adapters reward.
    for (var i = 0u; i < 2u * ROWS; i++) {
        finish(first + i % ROWS, quad + i / ROWS, tile[i * LANES + lane]);
    }
}
