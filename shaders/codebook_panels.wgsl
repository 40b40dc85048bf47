// Rearranges the codebook, as seen from an origin, into panels of eight units, features outermost, and takes half of
// every unit's squared norm, and its product with the origin.

struct Params {
    n_units: u32,
    n_features: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> codebook: array<f32>;
@group(0) @binding(2) var<storage, read> origin: array<f32>;
@group(0) @binding(3) var<storage, read_write> panels: array<f32>;
@group(0) @binding(4) var<storage, read_write> half_norms: array<f32>;

const FAR: f32 = 1e30;
var<workgroup> parts: array<f32, 64>;

// One workgroup a panel; lane = 8 × (feature mod 8) + unit.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let panel = linear_workgroup(group, groups);
    let within = lane % 8u;
    let unit = panel * 8u + within;
    let real = unit < params.n_units;
    var sum = 0.0;
    if unit < (params.n_units + 7u) / 8u * 8u {
        for (var feature = lane / 8u; feature < params.n_features; feature += 8u) {
            var value = 0.0;
            let center = origin[feature];
            if real {
                value = codebook[unit * params.n_features + feature] - center;
            }
            panels[(panel * params.n_features + feature) * 8u + within] = value;
            sum += value * (0.5 * value + center);
        }
    }
    parts[lane] = sum;
    workgroupBarrier();
    if lane < 8u && unit < (params.n_units + 7u) / 8u * 8u {
        var norm = 0.0;
        for (var i = lane; i < 64u; i += 8u) {
            norm += parts[i];
        }
        half_norms[unit] = select(FAR, norm, real);
    }
}
