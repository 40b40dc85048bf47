// A linear layer with very many inputs and few outputs: the products of every slice of the inputs.
//
// A thread holds 8 samples × 4 outputs of a slice in registers; neighboring lanes take neighboring outputs.

struct Params {
    n_samples: u32,
    n_inputs: u32,
    n_outputs: u32,
    start: u32,
    slice: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> partials: array<vec4<f32>>;

fn write(slice: u32, sample: u32, quad: u32, value: vec4<f32>) {
    if sample < params.n_samples {
        partials[(slice * params.n_samples + sample) * (params.n_outputs / 4u) + quad] = value;
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
    let tiles = (params.n_samples + 7u) / 8u;
    let thread = linear_workgroup(group, groups) * 32u + lane;
    let slice = thread / (tiles * quads_out);
    if slice * params.slice >= params.n_inputs {
        return;
    }
    let first = thread / quads_out % tiles * 8u;
    let quad = thread % quads_out;
    let begin = slice * params.slice / 4u;
    let end = min(begin + params.slice / 4u, quads_in);
    let last = params.n_samples - 1u;
    let row0 = first * quads_in;
    let row1 = min(first + 1u, last) * quads_in;
    let row2 = min(first + 2u, last) * quads_in;
    let row3 = min(first + 3u, last) * quads_in;
    let row4 = min(first + 4u, last) * quads_in;
    let row5 = min(first + 5u, last) * quads_in;
    let row6 = min(first + 6u, last) * quads_in;
    let row7 = min(first + 7u, last) * quads_in;
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    var s4 = vec4<f32>();
    var s5 = vec4<f32>();
    var s6 = vec4<f32>();
    var s7 = vec4<f32>();
    for (var k = begin; k < end; k++) {
        let at = params.start / 4u + k * params.n_outputs + quad;
        let w = mat4x4<f32>(
            weights[at],
            weights[at + quads_out],
            weights[at + 2u * quads_out],
            weights[at + 3u * quads_out],
        );
        s0 += w * inputs[row0 + k];
        s1 += w * inputs[row1 + k];
        s2 += w * inputs[row2 + k];
        s3 += w * inputs[row3 + k];
        s4 += w * inputs[row4 + k];
        s5 += w * inputs[row5 + k];
        s6 += w * inputs[row6 + k];
        s7 += w * inputs[row7 + k];
    }
    write(slice, first, quad, s0);
    write(slice, first + 1u, quad, s1);
    write(slice, first + 2u, quad, s2);
    write(slice, first + 3u, quad, s3);
    write(slice, first + 4u, quad, s4);
    write(slice, first + 5u, quad, s5);
    write(slice, first + 6u, quad, s6);
    write(slice, first + 7u, quad, s7);
}
