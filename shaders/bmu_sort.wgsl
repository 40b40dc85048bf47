// Sorts samples by their best-matching unit: a stable counting sort in one dispatch.
//
// One workgroup a unit. Every lane scans one stretch of the samples, counts those that belong to this unit and those
// that come before it, and then knows where its own go.

struct Params {
    n_samples: u32,
    n_units: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> bmus: array<u32>;
@group(0) @binding(2) var<storage, read_write> order: array<u32>;
@group(0) @binding(3) var<storage, read_write> starts: array<u32>;
@group(0) @binding(4) var<storage, read_write> counts: array<u32>;

const LANES: u32 = 64u;
var<workgroup> members: array<u32, LANES>;
var<workgroup> earlier: array<u32, LANES>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let unit = linear_workgroup(group, groups);
    let stretch = (params.n_samples + LANES - 1u) / LANES;
    let begin = min(lane * stretch, params.n_samples);
    let end = min(begin + stretch, params.n_samples);
    var own = 0u;
    var before = 0u;
    for (var i = begin; i < end; i++) {
        let bmu = bmus[2u * i];
        own += select(0u, 1u, bmu == unit);
        before += select(0u, 1u, bmu < unit);
    }
    members[lane] = own;
    earlier[lane] = before;
    workgroupBarrier();
    // Most lanes have nothing to place.
    if unit >= params.n_units || (own == 0u && lane != 0u) {
        return;
    }
    var start = 0u;
    var total = 0u;
    var place = 0u;
    for (var i = 0u; i < LANES; i++) {
        start += earlier[i];
        total += members[i];
        place += select(0u, members[i], i < lane);
    }
    if lane == 0u {
        starts[unit] = start;
        counts[unit] = total;
    }
    place += start;
    for (var i = begin; i < end; i++) {
        if bmus[2u * i] == unit {
            order[place] = i;
            place++;
        }
    }
}
