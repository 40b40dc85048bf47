// A convolution of which only the active channels are computed.
//
// A thread holds 8 positions of one unit × 8 slots of its active set in registers.

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
    n_units: u32,
    slots: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> panels: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> order: array<u32>;
@group(0) @binding(4) var<storage, read> starts: array<u32>;
@group(0) @binding(5) var<storage, read> tiles: array<u32>;
@group(0) @binding(6) var<storage, read_write> z: array<vec4<f32>>;

// The unit that has a tile: the last whose first tile is not behind it.
fn unit_of(tile: u32) -> u32 {
    var low = 0u;
    var high = params.n_units;
    while high - low > 1u {
        let middle = (low + high) / 2u;
        if tiles[middle] <= tile {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

// Four taps of the patch that begins at `origin`.
fn taps(origin: u32, offsets: vec4<u32>) -> vec4<f32> {
    return vec4<f32>(
        inputs[origin + offsets.x],
        inputs[origin + offsets.y],
        inputs[origin + offsets.z],
        inputs[origin + offsets.w],
    );
}

fn put(position: u32, panel: u32, a: vec4<f32>, b: vec4<f32>) {
    let at = position * params.slots / 4u + 2u * panel;
    z[at] = a;
    z[at + 1u] = b;
}

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let thread = linear_workgroup(group, groups) * 32u + lane;
    let panels_of_unit = params.slots / 8u;
    let tile = thread / panels_of_unit;
    if tile >= tiles[params.n_units] {
        return;
    }
    let panel = thread - tile * panels_of_unit;
    let unit = unit_of(tile);
    let first = starts[unit] + (tile - tiles[unit]) * 8u;
    // The last tile of a unit may be short: it computes its last position again.
    let last = starts[unit + 1u] - 1u;
    let p0 = order[first];
    let p1 = order[min(first + 1u, last)];
    let p2 = order[min(first + 2u, last)];
    let p3 = order[min(first + 3u, last)];
    let p4 = order[min(first + 4u, last)];
    let p5 = order[min(first + 5u, last)];
    let p6 = order[min(first + 6u, last)];
    let p7 = order[min(first + 7u, last)];
    let o0 = position_origin(p0);
    let o1 = position_origin(p1);
    let o2 = position_origin(p2);
    let o3 = position_origin(p3);
    let o4 = position_origin(p4);
    let o5 = position_origin(p5);
    let o6 = position_origin(p6);
    let o7 = position_origin(p7);
    var at = (unit * panels_of_unit + panel) * 2u * (params.n_inputs + 1u);
    let bias_a = panels[at + 2u * params.n_inputs];
    let bias_b = panels[at + 2u * params.n_inputs + 1u];
    var a0 = bias_a;
    var a1 = bias_a;
    var a2 = bias_a;
    var a3 = bias_a;
    var a4 = bias_a;
    var a5 = bias_a;
    var a6 = bias_a;
    var a7 = bias_a;
    var b0 = bias_b;
    var b1 = bias_b;
    var b2 = bias_b;
    var b3 = bias_b;
    var b4 = bias_b;
    var b5 = bias_b;
    var b6 = bias_b;
    var b7 = bias_b;
    for (var k = 0u; k < params.n_inputs; k += 4u) {
        let offsets = vec4<u32>(tap_offset(k), tap_offset(k + 1u), tap_offset(k + 2u), tap_offset(k + 3u));
        let w_a = mat4x4<f32>(panels[at], panels[at + 2u], panels[at + 4u], panels[at + 6u]);
        let w_b = mat4x4<f32>(panels[at + 1u], panels[at + 3u], panels[at + 5u], panels[at + 7u]);
        at += 8u;
        let x0 = taps(o0, offsets);
        a0 += w_a * x0;
        b0 += w_b * x0;
        let x1 = taps(o1, offsets);
        a1 += w_a * x1;
        b1 += w_b * x1;
        let x2 = taps(o2, offsets);
        a2 += w_a * x2;
        b2 += w_b * x2;
        let x3 = taps(o3, offsets);
        a3 += w_a * x3;
        b3 += w_b * x3;
        let x4 = taps(o4, offsets);
        a4 += w_a * x4;
        b4 += w_b * x4;
        let x5 = taps(o5, offsets);
        a5 += w_a * x5;
        b5 += w_b * x5;
        let x6 = taps(o6, offsets);
        a6 += w_a * x6;
        b6 += w_b * x6;
        let x7 = taps(o7, offsets);
        a7 += w_a * x7;
        b7 += w_b * x7;
    }
    put(p0, panel, a0, b0);
    put(p1, panel, a1, b1);
    put(p2, panel, a2, b2);
    put(p3, panel, a3, b3);
    put(p4, panel, a4, b4);
    put(p5, panel, a5, b5);
    put(p6, panel, a6, b6);
    put(p7, panel, a7, b7);
}
