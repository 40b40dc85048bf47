// The two best-matching units of every sample: a matrix product whose epilogue is an argmin.
//
// A thread holds ROWS samples × 8 units (one panel) in registers; 8 threads stand side by side across 64 units, and
// LANES / 8 rows of them have samples of their own. The half norm minus the product orders units exactly as the distance does.

struct Params {
    n_samples: u32,
    n_units: u32,
    n_features: u32,
    out_start: u32,
    second: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> samples: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> panels: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> half_norms: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> bmus: array<u32>;

const FAR: f32 = 1e30;
const COLUMNS = 8u;
const GROUP_SAMPLES = ROWS * LANES / COLUMNS;

// The best two so far: scores and units.
struct Best {
    first: f32,
    second: f32,
    first_unit: u32,
    second_unit: u32,
}

var<workgroup> found: array<Best, ROWS * LANES>;

fn consider(best: Best, score: f32, unit: u32) -> Best {
    var b = best;
    if score < b.first {
        b.second = b.first;
        b.second_unit = b.first_unit;
        b.first = score;
        b.first_unit = unit;
    } else if score < b.second {
        b.second = score;
        b.second_unit = unit;
    }
    return b;
}

fn consider_four(best: Best, scores: vec4<f32>, unit: u32) -> Best {
    if min(min(scores.x, scores.y), min(scores.z, scores.w)) >= best.second {
        return best;
    }
    var b = consider(best, scores.x, unit);
    b = consider(b, scores.y, unit + 1u);
    b = consider(b, scores.z, unit + 2u);
    return consider(b, scores.w, unit + 3u);
}

// Whether (score, unit) of one candidate comes before another's: ties go to the lower index.
fn before(score: f32, unit: u32, other_score: f32, other_unit: u32) -> bool {
    return score < other_score || (score == other_score && unit < other_unit);
}

@compute @workgroup_size(COLUMNS, LANES / COLUMNS)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_id) lane: vec3<u32>,
    @builtin(local_invocation_index) index: u32,
) {
    let quads = params.n_features / 4u;
    let first = linear_workgroup(group, groups) * GROUP_SAMPLES;
    let base = first + lane.y * ROWS;
    let last = params.n_samples - 1u;
    let row$ = min(base + $u, last) * quads;
    let none = Best(2.0 * FAR, 2.0 * FAR, 0u, 0u);
    var best$ = none;
    let n_panels = (params.n_units + 7u) / 8u;
    for (var panel = lane.x; panel < n_panels; panel += COLUMNS) {
        // Products with the panel's first four units (a) and its last four (b).
        var a$ = vec4<f32>();
        var b$ = vec4<f32>();
        var at = panel * params.n_features * 2u;
        for (var k = 0u; k < quads; k++) {
            let w_a = mat4x4<f32>(panels[at], panels[at + 2u], panels[at + 4u], panels[at + 6u]);
            let w_b = mat4x4<f32>(panels[at + 1u], panels[at + 3u], panels[at + 5u], panels[at + 7u]);
            at += 8u;
            let x$ = samples[row$ + k]; a$ += w_a * x$; b$ += w_b * x$;
        }
        let norms_a = half_norms[panel * 2u];
        let norms_b = half_norms[panel * 2u + 1u];
        let unit = panel * 8u;
        best$ = consider_four(consider_four(best$, norms_a - a$, unit), norms_b - b$, unit + 4u);
    }
    let slot = lane.y * ROWS * COLUMNS + lane.x;
    found[slot + $u * COLUMNS] = best$;
    workgroupBarrier();
    let sample = first + index;
    if index < GROUP_SAMPLES && sample < params.n_samples {
        var best = none;
        for (var i = index * COLUMNS; i < (index + 1u) * COLUMNS; i++) {
            let other = found[i];
            if before(other.first, other.first_unit, best.first, best.first_unit) {
                best.second = best.first;
                best.second_unit = best.first_unit;
                best.first = other.first;
                best.first_unit = other.first_unit;
            } else if before(other.first, other.first_unit, best.second, best.second_unit) {
                best.second = other.first;
                best.second_unit = other.first_unit;
            }
            if before(other.second, other.second_unit, best.second, best.second_unit) {
                best.second = other.second;
                best.second_unit = other.second_unit;
            }
        }
        // A map of one unit has no second.
        let place = (params.out_start + sample) * 2u;
        bmus[place] = best.first_unit;
        bmus[place + 1u] = select(best.first_unit, best.second_unit, params.second == 1u && params.n_units > 1u);
    }
}
