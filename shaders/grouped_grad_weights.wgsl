// The gradients by the weights of the active sets, added up over chunks of the positions of a unit.
//
// A thread holds 8 taps × 8 slots in registers and takes four positions at a time.

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
    chunk: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> gz: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> order: array<u32>;
@group(0) @binding(4) var<storage, read> starts: array<u32>;
@group(0) @binding(5) var<storage, read> chunks: array<u32>;
@group(0) @binding(6) var<storage, read_write> partials: array<vec4<f32>>;

// The sums of every thread: 8 taps × 2 quads.
var<workgroup> tile: array<vec4<f32>, 512>;

// The unit that has a chunk: the last whose first chunk is not behind it.
fn unit_of(chunk: u32) -> u32 {
    var low = 0u;
    var high = params.n_units;
    while high - low > 1u {
        let middle = (low + high) / 2u;
        if chunks[middle] <= chunk {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

// The value of one tap at four positions.
fn tap_values(origins: vec4<u32>, offset: u32) -> vec4<f32> {
    return vec4<f32>(
        inputs[origins.x + offset],
        inputs[origins.y + offset],
        inputs[origins.z + offset],
        inputs[origins.w + offset],
    );
}

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let thread = linear_workgroup(group, groups) * 32u + lane;
    let rows = params.n_inputs + 1u;
    let octets = (rows + 7u) / 8u;
    let panels = params.slots / 8u;
    let item = thread / octets;
    let tap = (thread - item * octets) * 8u;
    let chunk = item / panels;
    let panel = item - chunk * panels;
    if chunk >= chunks[params.n_units] {
        return;
    }
    let unit = unit_of(chunk);
    let begin = starts[unit] + (chunk - chunks[unit]) * params.chunk;
    let end = min(begin + params.chunk, starts[unit + 1u]);
    let t0 = tap_offset(tap);
    let t1 = tap_offset(tap + 1u);
    let t2 = tap_offset(tap + 2u);
    let t3 = tap_offset(tap + 3u);
    let t4 = tap_offset(tap + 4u);
    let t5 = tap_offset(tap + 5u);
    let t6 = tap_offset(tap + 6u);
    let t7 = tap_offset(tap + 7u);
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
    var bias_a = vec4<f32>();
    var bias_b = vec4<f32>();
    for (var i = begin; i < end; i += 4u) {
        // Past the end the last position comes again, without a gradient.
        let at = min(vec4<u32>(i, i + 1u, i + 2u, i + 3u), vec4<u32>(end - 1u));
        let counts = select(vec4<f32>(), vec4<f32>(1.0), vec4<u32>(i, i + 1u, i + 2u, i + 3u) < vec4<u32>(end));
        let p = vec4<u32>(order[at.x], order[at.y], order[at.z], order[at.w]);
        let g = p * (params.slots / 4u) + 2u * panel;
        let g_a = mat4x4<f32>(gz[g.x], gz[g.y] * counts.y, gz[g.z] * counts.z, gz[g.w] * counts.w);
        let g_b = mat4x4<f32>(
            gz[g.x + 1u],
            gz[g.y + 1u] * counts.y,
            gz[g.z + 1u] * counts.z,
            gz[g.w + 1u] * counts.w,
        );
        let o = vec4<u32>(position_origin(p.x), position_origin(p.y), position_origin(p.z), position_origin(p.w));
        bias_a += g_a[0] + g_a[1] + g_a[2] + g_a[3];
        bias_b += g_b[0] + g_b[1] + g_b[2] + g_b[3];
        let x0 = tap_values(o, t0);
        a0 += g_a * x0;
        b0 += g_b * x0;
        let x1 = tap_values(o, t1);
        a1 += g_a * x1;
        b1 += g_b * x1;
        let x2 = tap_values(o, t2);
        a2 += g_a * x2;
        b2 += g_b * x2;
        let x3 = tap_values(o, t3);
        a3 += g_a * x3;
        b3 += g_b * x3;
        let x4 = tap_values(o, t4);
        a4 += g_a * x4;
        b4 += g_b * x4;
        let x5 = tap_values(o, t5);
        a5 += g_a * x5;
        b5 += g_b * x5;
        let x6 = tap_values(o, t6);
        a6 += g_a * x6;
        b6 += g_b * x6;
        let x7 = tap_values(o, t7);
        a7 += g_a * x7;
        b7 += g_b * x7;
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
    let taps = params.kernel * params.kernel * params.pitch;
    for (var i = 0u; i < min(8u, rows - tap); i++) {
        let row = tap + i;
        let real = row < taps;
        let bias = row == params.n_inputs;
        let to = 2u * (item * rows + row);
        partials[to] = select(select(vec4<f32>(), bias_a, bias), tile[i * 32u + lane], real);
        partials[to + 1u] = select(select(vec4<f32>(), bias_b, bias), tile[(i + 8u) * 32u + lane], real);
    }
}
