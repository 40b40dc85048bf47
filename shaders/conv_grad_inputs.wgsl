// The gradients by a convolution's inputs, times the activation gradients of the layer below.
//
// A thread holds ROWS samples × 4 channels of a pixel in registers and gathers from the positions whose patches hold it,
// which are the same in every sample; neighboring lanes take neighboring words.

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
    bias_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> pool_argmax: array<u32>;
@group(0) @binding(3) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> activation_grad: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> input_gradients: array<vec4<f32>>;

fn write(sample: u32, quad: u32, value: vec4<f32>) {
    if sample >= params.n_samples {
        return;
    }
    let place = sample * (params.sample_words / 4u) + quad;
    input_gradients[place] = value * activation_grad[place];
    if params.bias_start > 0u {
        let bias_place = params.bias_start / 4u + place;
        input_gradients[bias_place] = value * activation_grad[bias_place];
    }
}

// The gradients of four channels of a window, of those whose maximum is the position that each byte of `sub` names.
fn routed(place: u32, sub: u32) -> vec4<f32> {
    let differences = vec4<u32>(pool_argmax[place] ^ sub) & vec4<u32>(0xffu, 0xff00u, 0xff0000u, 0xff000000u);
    return select(vec4<f32>(), gradients[place], differences == vec4<u32>());
}

@compute @workgroup_size(LANES)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads_in = params.sample_words / 4u;
    let quads_out = params.n_outputs / 4u;
    let thread = linear_workgroup(group, groups) * LANES + lane;
    let first = thread / quads_in * ROWS;
    if first >= params.n_samples {
        return;
    }
    let quad = thread % quads_in;
    let pixel = quad * 4u / params.pitch;
    let channel = quad * 4u - pixel * params.pitch;
    let y = pixel / params.width;
    let x = pixel - y * params.width;
    let last = params.n_samples - 1u;
    let row_words = params.out_h * params.out_w * quads_out;
    let row$ = min(first + $u, last) * row_words;
    var s$ = vec4<f32>();
    for (var ky = 0u; ky < params.kernel; ky++) {
        // Positions above the first row wrap around to numbers that are larger than any.
        let py = y - ky;
        if py >= params.out_h * params.pool {
            continue;
        }
        let wy = py / params.pool;
        for (var kx = 0u; kx < params.kernel; kx++) {
            let px = x - kx;
            if px >= params.out_w * params.pool {
                continue;
            }
            let wx = px / params.pool;
            let sub = ((py - wy * params.pool) * params.pool + px - wx * params.pool) * 0x01010101u;
            let tap = (ky * params.kernel + kx) * params.pitch + channel;
            var at = params.start / 4u + tap * quads_out;
            var place = (wy * params.out_w + wx) * quads_out;
            for (var k = 0u; k < quads_out; k++) {
                // Four rows of W as columns: a vector times this matrix is four products.
                let w = mat4x4<f32>(
                    weights[at],
                    weights[at + quads_out],
                    weights[at + 2u * quads_out],
                    weights[at + 3u * quads_out],
                );
                s$ += routed(row$ + place, sub) * w;
                at++;
                place++;
            }
        }
    }
    write(first + $u, quad, s$);
}
