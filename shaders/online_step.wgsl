// One step of Kohonen's online rule, and every unit's distance to the sample after it.

struct Params {
    rows: u32,
    cols: u32,
    topology: u32,
    neighborhood: u32,
    n_features: u32,
    sample: u32,
    next: u32,
    learn: u32,
    flush: u32,
    sigma: f32,
    rate: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> samples: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> distances: array<f32>;
@group(0) @binding(3) var<storage, read_write> next_distances: array<f32>;
@group(0) @binding(4) var<storage, read_write> codebook: array<vec4<f32>>;

const LANES: u32 = 64u;
const TINY: f32 = 1e-20;
const FAR: f32 = 1e30;
const LEAST_RATE: f32 = 1e-7;
var<workgroup> scores: array<f32, LANES>;
var<workgroup> units: array<u32, LANES>;

// The unit with the least distance; ties go to the lower index. Every lane gets the answer.
fn winner(lane: u32, n_units: u32) -> u32 {
    var score = FAR;
    var unit = 0u;
    for (var u = lane; u < n_units; u += LANES) {
        if distances[u] < score {
            score = distances[u];
            unit = u;
        }
    }
    scores[lane] = score;
    units[lane] = unit;
    workgroupBarrier();
    for (var reach = LANES / 2u; reach > 0u; reach /= 2u) {
        if lane < reach {
            let other = lane + reach;
            if scores[other] < scores[lane] || (scores[other] == scores[lane] && units[other] < units[lane]) {
                scores[lane] = scores[other];
                units[lane] = units[other];
            }
        }
        workgroupBarrier();
    }
    let best = units[0];
    workgroupBarrier();
    return best;
}

// One workgroup a unit.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let n_units = params.rows * params.cols;
    let unit = linear_workgroup(group, groups);
    let quads = params.n_features / 4u;
    let bmu = winner(lane, n_units);
    var rate = 0.0;
    if params.learn == 1u {
        let d2 = lattice_distance_squared(params.topology, params.rows, params.cols, bmu, unit);
        rate = params.rate * neighborhood(params.neighborhood, d2, params.sigma);
    }
    let moves = abs(rate) >= LEAST_RATE;
    var sum = 0.0;
    if unit < n_units {
        for (var quad = lane; quad < quads; quad += LANES) {
            var weight = codebook[unit * quads + quad];
            if moves {
                weight += rate * (samples[params.sample * quads + quad] - weight);
                if params.flush == 1u {
                    weight = select(weight, vec4<f32>(), abs(weight) < vec4<f32>(TINY));
                }
                codebook[unit * quads + quad] = weight;
            }
            let away = samples[params.next * quads + quad] - weight;
            sum += dot(away, away);
        }
    }
    scores[lane] = sum;
    workgroupBarrier();
    for (var reach = LANES / 2u; reach > 0u; reach /= 2u) {
        if lane < reach {
            scores[lane] += scores[lane + reach];
        }
        workgroupBarrier();
    }
    if lane == 0u && unit < n_units {
        next_distances[unit] = scores[0];
    }
}
