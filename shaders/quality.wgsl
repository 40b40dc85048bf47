// Every sample's distance to its best-matching unit, and whether its two best units lie apart on the lattice.

struct Params {
    n_samples: u32,
    n_features: u32,
    rows: u32,
    cols: u32,
    topology: u32,
    out_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> samples: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> codebook: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> bmus: array<u32>;
@group(0) @binding(4) var<storage, read_write> errors: array<f32>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let sample = linear_workgroup(group, groups) * 64u + lane;
    if sample >= params.n_samples {
        return;
    }
    let quads = params.n_features / 4u;
    let place = 2u * (params.out_start + sample);
    let first = bmus[place];
    let second = bmus[place + 1u];
    var sum = 0.0;
    for (var quad = 0u; quad < quads; quad++) {
        let away = samples[sample * quads + quad] - codebook[first * quads + quad];
        sum += dot(away, away);
    }
    let near = first == second || lattice_adjacent(params.topology, params.rows, params.cols, first, second);
    errors[place] = sqrt(sum);
    errors[place + 1u] = select(1.0, 0.0, near);
}
