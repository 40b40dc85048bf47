// The gradients by a fully-connected layer's inputs, times the activation gradients of the layer below.
//
// A thread holds ROWS samples × 4 inputs in registers; neighboring lanes take neighboring inputs.

struct Params {
    n_samples: u32,
    n_inputs: u32,
    n_outputs: u32,
    start: u32,
    bias_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> activation_grad: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> input_gradients: array<vec4<f32>>;

fn write(sample: u32, quad: u32, value: vec4<f32>) {
    if sample >= params.n_samples {
        return;
    }
    let place = sample * (params.n_inputs / 4u) + quad;
    input_gradients[place] = value * activation_grad[place];
    if params.bias_start > 0u {
        let bias_place = params.bias_start / 4u + place;
        input_gradients[bias_place] = value * activation_grad[bias_place];
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
    let thread = linear_workgroup(group, groups) * LANES + lane;
    let first = thread / quads_in * ROWS;
    if first >= params.n_samples {
        return;
    }
    let quad = thread % quads_in;
    let last = params.n_samples - 1u;
    let row$ = min(first + $u, last) * quads_out;
    let at = params.start / 4u + quad * params.n_outputs;
    var s$ = vec4<f32>();
    for (var k = 0u; k < quads_out; k++) {
        // Four rows of W as columns: a vector times this matrix is four products.
        let w = mat4x4<f32>(
            weights[at + k],
            weights[at + quads_out + k],
            weights[at + 2u * quads_out + k],
            weights[at + 3u * quads_out + k],
        );
        s$ += gradients[row$ + k] * w;
    }
    write(first + $u, quad, s$);
}
