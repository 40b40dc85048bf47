// Every unit's mean distance to its lattice neighbors.

struct Params {
    rows: u32,
    cols: u32,
    topology: u32,
    n_features: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> codebook: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> heights: array<f32>;

const LANES: u32 = 64u;
var<workgroup> parts: array<vec2<f32>, LANES>;

// One workgroup a unit; lanes share out the other units.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let n_units = params.rows * params.cols;
    let quads = params.n_features / 4u;
    let unit = linear_workgroup(group, groups);
    var sum = 0.0;
    var count = 0.0;
    if unit < n_units {
        for (var other = lane; other < n_units; other += LANES) {
            if lattice_adjacent(params.topology, params.rows, params.cols, unit, other) {
                var d2 = 0.0;
                for (var quad = 0u; quad < quads; quad++) {
                    let away = codebook[unit * quads + quad] - codebook[other * quads + quad];
                    d2 += dot(away, away);
                }
                sum += sqrt(d2);
                count += 1.0;
            }
        }
    }
    parts[lane] = vec2<f32>(sum, count);
    workgroupBarrier();
    if lane == 0u && unit < n_units {
        var total = vec2<f32>();
        for (var i = 0u; i < LANES; i++) {
            total += parts[i];
        }
        heights[unit] = total.x / max(total.y, 1.0);
    }
}
