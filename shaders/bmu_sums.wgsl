// Sums the samples of every unit. A row of sums ends in four extra words: the count, twice, and two zeros.

struct Params {
    n_units: u32,
    n_features: u32,
    accumulate: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> samples: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> order: array<u32>;
@group(0) @binding(3) var<storage, read> starts: array<u32>;
@group(0) @binding(4) var<storage, read> counts: array<u32>;
@group(0) @binding(5) var<storage, read_write> sums: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_features / 4u;
    let i = linear_workgroup(group, groups) * 64u + lane;
    let unit = i / (quads + 1u);
    let quad = i % (quads + 1u);
    if unit >= params.n_units {
        return;
    }
    let count = counts[unit];
    var sum = vec4<f32>();
    if params.accumulate == 1u {
        sum = sums[i];
    }
    if quad == quads {
        sums[i] = sum + vec4<f32>(f32(count), f32(count), 0.0, 0.0);
        return;
    }
    let start = starts[unit];
    for (var k = start; k < start + count; k++) {
        sum += samples[order[k] * quads + quad];
    }
    sums[i] = sum;
}
