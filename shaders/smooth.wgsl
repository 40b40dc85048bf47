// Smooths the per-unit sums over the lattice with any neighborhood on any topology.

struct Params {
    rows: u32,
    cols: u32,
    topology: u32,
    neighborhood: u32,
    n_words: u32,
    sigma: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sums: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> smoothed: array<vec4<f32>>;

const LANES: u32 = 64u;
const QUADS: u32 = 4u;
var<workgroup> weights: array<f32, LANES>;

// One workgroup takes one unit and 256 quads of its row: every weight is computed once for all of them.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let quads = params.n_words / 4u;
    let blocks = (quads + LANES * QUADS - 1u) / (LANES * QUADS);
    let n_units = params.rows * params.cols;
    let block = linear_workgroup(group, groups);
    let unit = min(block / blocks, n_units - 1u);
    let first = (block % blocks) * LANES * QUADS + lane;
    var total = array<vec4<f32>, QUADS>();
    for (var base = 0u; base < n_units; base += LANES) {
        let mine = min(base + lane, n_units - 1u);
        let d2 = lattice_distance_squared(params.topology, params.rows, params.cols, unit, mine);
        weights[lane] = neighborhood(params.neighborhood, d2, params.sigma);
        workgroupBarrier();
        let n = min(LANES, n_units - base);
        for (var q = 0u; q < QUADS; q++) {
            let quad = first + q * LANES;
            if quad < quads {
                for (var i = 0u; i < n; i++) {
                    let value = weights[i] * sums[(base + i) * quads + quad];
                    total[q] += select(value, vec4<f32>(value.x, abs(value.y), value.zw), quad == quads - 1u);
                }
            }
        }
        workgroupBarrier();
    }
    if block >= n_units * blocks {
        return;
    }
    for (var q = 0u; q < QUADS; q++) {
        let quad = first + q * LANES;
        if quad < quads {
            smoothed[unit * quads + quad] = total[q];
        }
    }
}
