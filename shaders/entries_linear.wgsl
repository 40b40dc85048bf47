// A linear layer over lists of what is not 0: the products of every slice of the windows. One thread a slice, a sample
// and four outputs; neighboring lanes take neighboring outputs.

struct Params {
    n_samples: u32,
    windows: u32,
    pitch: u32,
    room: u32,
    n_outputs: u32,
    start: u32,
    slice: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> entries: array<u32>;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> partials: array<vec4<f32>>;

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_outputs / 4u;
    let thread = linear_workgroup(group, groups) * 32u + lane;
    let quad = thread % quads;
    let sample = thread / quads % params.n_samples;
    let first = thread / (quads * params.n_samples) * params.slice;
    if first >= params.windows {
        return;
    }
    var sum = vec4<f32>();
    for (var window = first; window < min(first + params.slice, params.windows); window++) {
        let row = (sample * params.windows + window) * params.room;
        let list = row + sample * params.windows + window;
        let panel = params.start / 4u + window * params.pitch * quads + quad;
        let n = entries[list];
        for (var i = 0u; i < n; i++) {
            sum += values[row + i] * weights[panel + (entries[list + 1u + i] & 0xffffu) * quads];
        }
    }
    partials[thread] = sum;
}
