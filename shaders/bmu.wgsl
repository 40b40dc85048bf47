// The two best-matching units of every sample: a matrix product whose epilogue is an argmin.
//
// A thread holds 4 samples × 4 units in registers; 16 lanes stand side by side across 64 units, 4 rows of lanes take
// 16 samples. The half norm minus the product orders units exactly as the distance does.

struct Params {
    n_samples: u32,
    n_units: u32,
    n_features: u32,
    out_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> samples: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> panels: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> half_norms: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> bmus: array<u32>;

const FAR: f32 = 1e30;
const LANES: u32 = 16u;

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

@compute @workgroup_size(16, 4)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_id) lane: vec3<u32>,
    @builtin(local_invocation_index) index: u32,
) {
    let quads = params.n_features / 4u;
    let base = linear_workgroup(group, groups) * 16u + lane.y * 4u;
    let last = params.n_samples - 1u;
    let row0 = min(base, last) * quads;
    let row1 = min(base + 1u, last) * quads;
    let row2 = min(base + 2u, last) * quads;
    let row3 = min(base + 3u, last) * quads;
    let none = Best(2.0 * FAR, 2.0 * FAR, 0u, 0u);
    var best0 = none;
    var best1 = none;
    var best2 = none;
    var best3 = none;
    let end = (params.n_units + 7u) / 8u * 8u;
    for (var unit = lane.x * 4u; unit < end; unit += LANES * 4u) {
        var dot0 = vec4<f32>();
        var dot1 = vec4<f32>();
        var dot2 = vec4<f32>();
        var dot3 = vec4<f32>();
        var at = (unit / 8u) * params.n_features * 2u + (unit / 4u) % 2u;
        for (var k = 0u; k < quads; k++) {
            let x0 = samples[row0 + k];
            let x1 = samples[row1 + k];
            let x2 = samples[row2 + k];
            let x3 = samples[row3 + k];
            let w0 = panels[at];
            let w1 = panels[at + 2u];
            let w2 = panels[at + 4u];
            let w3 = panels[at + 6u];
            at += 8u;
            dot0 += x0.x * w0 + x0.y * w1 + x0.z * w2 + x0.w * w3;
            dot1 += x1.x * w0 + x1.y * w1 + x1.z * w2 + x1.w * w3;
            dot2 += x2.x * w0 + x2.y * w1 + x2.z * w2 + x2.w * w3;
            dot3 += x3.x * w0 + x3.y * w1 + x3.z * w2 + x3.w * w3;
        }
        let half_norm = half_norms[unit / 4u];
        best0 = consider_four(best0, half_norm - dot0, unit);
        best1 = consider_four(best1, half_norm - dot1, unit);
        best2 = consider_four(best2, half_norm - dot2, unit);
        best3 = consider_four(best3, half_norm - dot3, unit);
    }
    let slot = lane.y * 4u * LANES + lane.x;
    found[slot] = best0;
    found[slot + LANES] = best1;
    found[slot + 2u * LANES] = best2;
    found[slot + 3u * LANES] = best3;
    workgroupBarrier();
    let sample = linear_workgroup(group, groups) * 16u + index;
    if index < 16u && sample < params.n_samples {
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
        bmus[place + 1u] = select(best.second_unit, best.first_unit, params.n_units == 1u);
    }
}
