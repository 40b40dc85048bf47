// The gradients of a fully-connected layer's weights and bias.
//
// A thread holds ROWS inputs × 8 outputs in registers and walks over the samples; neighboring lanes take neighboring
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

// Four inputs of four samples, a column an input.
fn columns(at: vec4<u32>) -> mat4x4<f32> {
    return transpose(mat4x4<f32>(inputs[at.x], inputs[at.y], inputs[at.z], inputs[at.w]));
}

fn write(row: u32, quad: u32, value: vec4<f32>) {
    let quads = params.n_outputs / 4u;
    if row < params.n_inputs && quad < quads {
        weight_gradients[params.start / 4u + row * quads + quad] = value;
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
    if first >= params.n_inputs {
        return;
    }
    let quad = thread % tiles * 2u;
    let quad_b = min(quad + 1u, quads_out - 1u);
    let input$q = min(first / 4u + $qu, quads_in - 1u);
    let last = params.n_samples - 1u;
    var a$ = vec4<f32>();
    var b$ = vec4<f32>();
    // Four samples at a time, as the columns of matrices, so that every sum is touched once for all four.
    for (var i = 0u; i < params.n_samples; i += 4u) {
        let i1 = min(i + 1u, last);
        let i2 = min(i + 2u, last);
        let i3 = min(i + 3u, last);
        let x$q = columns(vec4<u32>(i, i1, i2, i3) * quads_in + input$q);
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
        a$ += g_a * x$q[$r];
        b$ += g_b * x$q[$r];
    }
    write(first + $u, quad, a$);
    write(first + $u, quad + 1u, b$);
    if first == 0u {
        let place = params.start / 4u + params.n_inputs * quads_out;
        weight_gradients[place + quad] = bias_sum(quad);
        if quad + 1u < quads_out {
            weight_gradients[place + quad + 1u] = bias_sum(quad + 1u);
        }
    }
}
