// The two best-matching units of every sample: a matrix product whose epilogue is an argmin.
//
// A thread holds 8 samples × 8 units (one panel) in registers; 8 lanes stand side by side across 64 units, 4 rows of
// lanes take 32 samples. The half norm minus the product orders units exactly as the distance does.

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
const LANES: u32 = 8u;
const GROUP_SAMPLES: u32 = 32u;

// The best two so far: scores and units.
struct Best {
    first: f32,
    second: f32,
    first_unit: u32,
    second_unit: u32,
}

var<workgroup> found: array<Best, 256>;

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

@compute @workgroup_size(8, 4)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_id) lane: vec3<u32>,
    @builtin(local_invocation_index) index: u32,
) {
    let quads = params.n_features / 4u;
    let first = linear_workgroup(group, groups) * GROUP_SAMPLES;
    let base = first + lane.y * 8u;
    let last = params.n_samples - 1u;
    let row0 = min(base, last) * quads;
    let row1 = min(base + 1u, last) * quads;
    let row2 = min(base + 2u, last) * quads;
    let row3 = min(base + 3u, last) * quads;
    let row4 = min(base + 4u, last) * quads;
    let row5 = min(base + 5u, last) * quads;
    let row6 = min(base + 6u, last) * quads;
    let row7 = min(base + 7u, last) * quads;
    let none = Best(2.0 * FAR, 2.0 * FAR, 0u, 0u);
    var best0 = none;
    var best1 = none;
    var best2 = none;
    var best3 = none;
    var best4 = none;
    var best5 = none;
    var best6 = none;
    var best7 = none;
    let n_panels = (params.n_units + 7u) / 8u;
    for (var panel = lane.x; panel < n_panels; panel += LANES) {
        // Products with the panel's first four units (a) and its last four (b).
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
        var at = panel * params.n_features * 2u;
        for (var k = 0u; k < quads; k++) {
            let w_a = mat4x4<f32>(panels[at], panels[at + 2u], panels[at + 4u], panels[at + 6u]);
            let w_b = mat4x4<f32>(panels[at + 1u], panels[at + 3u], panels[at + 5u], panels[at + 7u]);
            at += 8u;
            let x0 = samples[row0 + k];
            a0 += w_a * x0;
            b0 += w_b * x0;
            let x1 = samples[row1 + k];
            a1 += w_a * x1;
            b1 += w_b * x1;
            let x2 = samples[row2 + k];
            a2 += w_a * x2;
            b2 += w_b * x2;
            let x3 = samples[row3 + k];
            a3 += w_a * x3;
            b3 += w_b * x3;
            let x4 = samples[row4 + k];
            a4 += w_a * x4;
            b4 += w_b * x4;
            let x5 = samples[row5 + k];
            a5 += w_a * x5;
            b5 += w_b * x5;
            let x6 = samples[row6 + k];
            a6 += w_a * x6;
            b6 += w_b * x6;
            let x7 = samples[row7 + k];
            a7 += w_a * x7;
            b7 += w_b * x7;
        }
        let norms_a = half_norms[panel * 2u];
        let norms_b = half_norms[panel * 2u + 1u];
        let unit = panel * 8u;
        best0 = consider_four(consider_four(best0, norms_a - a0, unit), norms_b - b0, unit + 4u);
        best1 = consider_four(consider_four(best1, norms_a - a1, unit), norms_b - b1, unit + 4u);
        best2 = consider_four(consider_four(best2, norms_a - a2, unit), norms_b - b2, unit + 4u);
        best3 = consider_four(consider_four(best3, norms_a - a3, unit), norms_b - b3, unit + 4u);
        best4 = consider_four(consider_four(best4, norms_a - a4, unit), norms_b - b4, unit + 4u);
        best5 = consider_four(consider_four(best5, norms_a - a5, unit), norms_b - b5, unit + 4u);
        best6 = consider_four(consider_four(best6, norms_a - a6, unit), norms_b - b6, unit + 4u);
        best7 = consider_four(consider_four(best7, norms_a - a7, unit), norms_b - b7, unit + 4u);
    }
    let slot = lane.y * 8u * LANES + lane.x;
    found[slot] = best0;
    found[slot + 1u * LANES] = best1;
    found[slot + 2u * LANES] = best2;
    found[slot + 3u * LANES] = best3;
    found[slot + 4u * LANES] = best4;
    found[slot + 5u * LANES] = best5;
    found[slot + 6u * LANES] = best6;
    found[slot + 7u * LANES] = best7;
    workgroupBarrier();
    let sample = first + index;
    if index < GROUP_SAMPLES && sample < params.n_samples {
        var best = none;
        for (var i = index * LANES; i < (index + 1u) * LANES; i++) {
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
