// The gradients of a fully-connected layer's weights and bias.
//
// A thread holds 8 inputs × 8 outputs in registers and walks over the samples; neighboring lanes take neighboring
// outputs, and those of the first inputs also sum the bias.

struct Params {
    n_samples: u32,
    n_inputs: u32,
    n_outputs: u32,
    start: u32,
    bias_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> weight_gradients: array<vec4<f32>>;

fn bias_sum(quad: u32) -> vec4<f32> {
    let quads = params.n_outputs / 4u;
    var sum = vec4<f32>();
    for (var i = 0u; i < params.n_samples; i++) {
        sum += gradients[params.bias_start / 4u + i * quads + quad];
    }
    return sum;
}

fn write(row: u32, quad: u32, value: vec4<f32>) {
    let quads = params.n_outputs / 4u;
    if row < params.n_inputs && quad < quads {
        weight_gradients[params.start / 4u + row * quads + quad] = value;
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
    if first >= params.n_inputs {
        return;
    }
    let quad = thread % tiles * 2u;
    let quad_b = min(quad + 1u, quads_out - 1u);
    let input_a = first / 4u;
    let input_b = min(input_a + 1u, quads_in - 1u);
    let last = params.n_samples - 1u;
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
    // Four samples at a time, as the columns of matrices, so that every sum is touched once for all four.
    for (var i = 0u; i < params.n_samples; i += 4u) {
        let i1 = min(i + 1u, last);
        let i2 = min(i + 2u, last);
        let i3 = min(i + 3u, last);
        let x_a = transpose(
            mat4x4<f32>(
                inputs[i * quads_in + input_a],
                inputs[i1 * quads_in + input_a],
                inputs[i2 * quads_in + input_a],
                inputs[i3 * quads_in + input_a],
            ),
        );
        let x_b = transpose(
            mat4x4<f32>(
                inputs[i * quads_in + input_b],
                inputs[i1 * quads_in + input_b],
                inputs[i2 * quads_in + input_b],
                inputs[i3 * quads_in + input_b],
            ),
        );
        // Past the last sample there is nothing to add.
        let is = vec4<f32>(vec4<u32>(i, i + 1u, i + 2u, i + 3u) <= vec4<u32>(last));
        let g_a = mat4x4<f32>(
            gradients[i * quads_out + quad],
            is.y * gradients[i1 * quads_out + quad],
            is.z * gradients[i2 * quads_out + quad],
            is.w * gradients[i3 * quads_out + quad],
        );
        let g_b = mat4x4<f32>(
            gradients[i * quads_out + quad_b],
            is.y * gradients[i1 * quads_out + quad_b],
            is.z * gradients[i2 * quads_out + quad_b],
            is.w * gradients[i3 * quads_out + quad_b],
        );
        a0 += g_a * x_a[0];
        a1 += g_a * x_a[1];
        a2 += g_a * x_a[2];
        a3 += g_a * x_a[3];
        a4 += g_a * x_b[0];
        a5 += g_a * x_b[1];
        a6 += g_a * x_b[2];
        a7 += g_a * x_b[3];
        b0 += g_b * x_a[0];
        b1 += g_b * x_a[1];
        b2 += g_b * x_a[2];
        b3 += g_b * x_a[3];
        b4 += g_b * x_b[0];
        b5 += g_b * x_b[1];
        b6 += g_b * x_b[2];
        b7 += g_b * x_b[3];
    }
    write(first, quad, a0);
    write(first + 1u, quad, a1);
    write(first + 2u, quad, a2);
    write(first + 3u, quad, a3);
    write(first + 4u, quad, a4);
    write(first + 5u, quad, a5);
    write(first + 6u, quad, a6);
    write(first + 7u, quad, a7);
    write(first, quad + 1u, b0);
    write(first + 1u, quad + 1u, b1);
    write(first + 2u, quad + 1u, b2);
    write(first + 3u, quad + 1u, b3);
    write(first + 4u, quad + 1u, b4);
    write(first + 5u, quad + 1u, b5);
    write(first + 6u, quad + 1u, b6);
    write(first + 7u, quad + 1u, b7);
    if first == 0u {
        let place = params.start / 4u + params.n_inputs * quads_out;
        weight_gradients[place + quad] = bias_sum(quad);
        if quad + 1u < quads_out {
            weight_gradients[place + quad + 1u] = bias_sum(quad + 1u);
        }
    }
}
