// What a channel of a convolution has to reach at a position to be among the winners there.
//
// A thread takes 4 positions through all channels, 4 at a time, and keeps the largest values of each in order.

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
    winners: u32,
    channels: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> k_winner_thresholds: array<f32>;

const LOWEST: f32 = -1e30;

fn patch_values(origin: u32, t: vec4<u32>) -> vec4<f32> {
    return vec4<f32>(inputs[origin + t.x], inputs[origin + t.y], inputs[origin + t.z], inputs[origin + t.w]);
}

@compute @workgroup_size(32)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_outputs / 4u;
    let positions = params.n_samples * params.out_h * params.out_w * params.pool * params.pool;
    let first = (linear_workgroup(group, groups) * 32u + lane) * 4u;
    if first >= positions {
        return;
    }
    let o0 = position_origin(first);
    let o1 = position_origin(min(first + 1u, positions - 1u));
    let o2 = position_origin(min(first + 2u, positions - 1u));
    let o3 = position_origin(min(first + 3u, positions - 1u));
    var largest: array<vec4<f32>, 16>;
    for (var i = 0u; i < params.winners; i++) {
        largest[i] = vec4<f32>(LOWEST);
    }
    for (var quad = 0u; 4u * quad < params.channels; quad++) {
        var z0 = vec4<f32>();
        var z1 = vec4<f32>();
        var z2 = vec4<f32>();
        var z3 = vec4<f32>();
        var at = params.start / 4u + quad;
        for (var k = 0u; k < params.n_inputs; k += 4u) {
            let w = mat4x4<f32>(weights[at], weights[at + quads], weights[at + 2u * quads], weights[at + 3u * quads]);
            at += params.n_outputs;
            let t = vec4<u32>(tap_offset(k), tap_offset(k + 1u), tap_offset(k + 2u), tap_offset(k + 3u));
            z0 += w * patch_values(o0, t);
            z1 += w * patch_values(o1, t);
            z2 += w * patch_values(o2, t);
            z3 += w * patch_values(o3, t);
        }
        let bias = weights[at];
        // A column is a channel at the four positions.
        let columns = transpose(mat4x4<f32>(z0 + bias, z1 + bias, z2 + bias, z3 + bias));
        for (var j = 0u; j < min(4u, params.channels - 4u * quad); j++) {
            var value = columns[0];
            if j == 1u {
                value = columns[1];
            } else if j == 2u {
                value = columns[2];
            } else if j == 3u {
                value = columns[3];
            }
            for (var i = 0u; i < params.winners; i++) {
                let kept = largest[i];
                largest[i] = max(kept, value);
                value = min(kept, value);
            }
        }
    }
    let found = largest[params.winners - 1u];
    for (var i = 0u; i < min(4u, positions - first); i++) {
        k_winner_thresholds[first + i] = found[i];
    }
}
