// The second half of Kohonen's rule on a mini-batch: finishes the weighting from row to row, moves the codebook, and
// rearranges it, as seen from the origin, for the next search.
//
// A workgroup takes four neighboring units of a column, and each of its lanes every 64th four features of them.

struct Params {
    rows: u32,
    cols: u32,
    wrap: u32,
    n_features: u32,
    sigma: f32,
    rate: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sums: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> state: array<f32>;
@group(0) @binding(3) var<storage, read> origin: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> codebook: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> panels: array<f32>;
@group(0) @binding(6) var<storage, read_write> half_norms: array<f32>;

const TINY: f32 = 1e-20;
const LANES: u32 = 64u;

// Every lane's share of the units' half norms.
var<workgroup> shares: array<vec4<f32>, LANES>;

// Moves four features of a unit; returns their share of its half norm.
fn move_unit(unit: u32, quad: u32, sum: vec4<f32>, mass: f32) -> f32 {
    let place = unit * (params.n_features / 4u) + quad;
    let pull = params.rate / max(mass, 1.0);
    let moved = (1.0 - pull * mass) * codebook[place] + pull * sum;
    let value = select(moved, vec4<f32>(), abs(moved) < vec4<f32>(TINY));
    codebook[place] = value;
    let panel = unit / 8u * params.n_features * 8u + unit % 8u + quad * 32u;
    let center = origin[quad];
    let away = value - center;
    panels[panel] = away.x;
    panels[panel + 8u] = away.y;
    panels[panel + 16u] = away.z;
    panels[panel + 24u] = away.w;
    return dot(away, 0.5 * away + center);
}

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let tile = linear_workgroup(group, groups);
    let col = tile % params.cols;
    let rows = tile / params.cols * 4u + vec4<u32>(0u, 1u, 2u, 3u);
    if rows.x >= params.rows || state[1] > 0.0 {
        return;
    }
    let quads = params.n_features / 4u;
    let scale = -0.5 / (params.sigma * params.sigma);
    let first = rows.x * params.cols + col;
    var own = vec4<f32>();
    for (var quad = lane; quad < quads; quad += LANES) {
        var sum0 = vec4<f32>();
        var sum1 = vec4<f32>();
        var sum2 = vec4<f32>();
        var sum3 = vec4<f32>();
        var mass = vec4<f32>();
        for (var other = 0u; other < params.rows; other++) {
            let row = vec4<u32>(other);
            var distance = max(rows, row) - min(rows, row);
            if params.wrap == 1u {
                distance = min(distance, max(vec4<u32>(params.rows), distance) - distance);
            }
            let h = exp(scale * vec4<f32>(distance * distance));
            let place = (other * params.cols + col) * (quads + 1u);
            let value = sums[place + quad];
            sum0 += h.x * value;
            sum1 += h.y * value;
            sum2 += h.z * value;
            sum3 += h.w * value;
            mass += h * sums[place + quads].x;
        }
        own.x += move_unit(first, quad, sum0, mass.x);
        if rows.y < params.rows {
            own.y += move_unit(first + params.cols, quad, sum1, mass.y);
        }
        if rows.z < params.rows {
            own.z += move_unit(first + 2u * params.cols, quad, sum2, mass.z);
        }
        if rows.w < params.rows {
            own.w += move_unit(first + 3u * params.cols, quad, sum3, mass.w);
        }
    }
    shares[lane] = own;
    workgroupBarrier();
    if lane == 0u {
        var norms = vec4<f32>();
        for (var i = 0u; i < LANES; i++) {
            norms += shares[i];
        }
        for (var i = 0u; i < min(4u, params.rows - rows.x); i++) {
            half_norms[first + i * params.cols] = norms[i];
        }
    }
}
