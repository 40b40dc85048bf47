// Where the positions of every unit begin once they are sorted, and how the work on them is cut. One workgroup; every
// lane takes a stretch of the units.

struct Params {
    blocks: u32,
    n_units: u32,
    tile: u32,
    chunk: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> counts: array<u32>;
@group(0) @binding(2) var<storage, read_write> starts: array<u32>;
@group(0) @binding(3) var<storage, read_write> tiles: array<u32>;
@group(0) @binding(4) var<storage, read_write> chunks: array<u32>;

const LANES: u32 = 64u;
// Positions, tiles and chunks of every lane's units.
var<workgroup> sums: array<vec3<u32>, LANES>;

// What `count` positions are in positions, tiles and chunks.
fn pieces(count: u32) -> vec3<u32> {
    return vec3<u32>(count, (count + params.tile - 1u) / params.tile, (count + params.chunk - 1u) / params.chunk);
}

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
    let stretch = (params.n_units + LANES - 1u) / LANES;
    let begin = min(lane * stretch, params.n_units);
    let end = min(begin + stretch, params.n_units);
    var own = vec3<u32>();
    for (var unit = begin; unit < end; unit++) {
        var total = 0u;
        for (var block = 0u; block < params.blocks; block++) {
            total += counts[block * params.n_units + unit];
        }
        // Only this lane reads it back.
        starts[unit] = total;
        own += pieces(total);
    }
    sums[lane] = own;
    workgroupBarrier();
    var next = vec3<u32>();
    for (var i = 0u; i < lane; i++) {
        next += sums[i];
    }
    for (var unit = begin; unit < end; unit++) {
        let total = starts[unit];
        starts[unit] = next.x;
        tiles[unit] = next.y;
        chunks[unit] = next.z;
        var place = next.x;
        for (var block = 0u; block < params.blocks; block++) {
            let at = block * params.n_units + unit;
            let count = counts[at];
            counts[at] = place;
            place += count;
        }
        next += pieces(total);
    }
    if lane == LANES - 1u {
        starts[params.n_units] = next.x;
        tiles[params.n_units] = next.y;
        chunks[params.n_units] = next.z;
    }
}
