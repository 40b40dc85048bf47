// Moves every unit towards the weighted mean of the samples in its neighborhood.

struct Params {
    n_units: u32,
    n_features: u32,
    rate: f32,
    least_mass: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sums: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> codebook: array<vec4<f32>>;

const TINY: f32 = 1e-20;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_features / 4u;
    let i = linear_workgroup(group, groups) * 64u + lane;
    let unit = i / quads;
    if unit >= params.n_units {
        return;
    }
    let extra = sums[unit * (quads + 1u) + quads];
    let mass = max(extra.y, params.least_mass);
    if mass < TINY {
        return;
    }
    let keep = 1.0 - params.rate * (extra.x / mass);
    let value = keep * codebook[i] + (params.rate / mass) * sums[unit * (quads + 1u) + i % quads];
    codebook[i] = select(value, vec4<f32>(), abs(value) < vec4<f32>(TINY));
}
