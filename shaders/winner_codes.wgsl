// The samples of a further layer: patches of the picture that the winners of the layer below make.

struct Params {
    n_samples: u32,
    n_features: u32,
    start: u32,
    code: u32,
    rows: u32,
    cols: u32,
    topology: u32,
    code_len: u32,
    below_height: u32,
    below_width: u32,
    patch_height: u32,
    patch_width: u32,
    stride: u32,
    place_cols: u32,
    n_places: u32,
    last_top: u32,
    last_left: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> bmus: array<u32>;
@group(0) @binding(2) var<storage, read_write> samples: array<f32>;

const COORDINATES: u32 = 0u;
const ONE_HOT: u32 = 1u;

// Value `k` of the code of a winner.
fn code(unit: u32, k: u32) -> f32 {
    if params.code == COORDINATES {
        let row = f32(unit / params.cols) / f32(max(params.rows, 2u) - 1u);
        let col = f32(unit % params.cols) / f32(max(params.cols, 2u) - 1u);
        return select(col, row, k == 0u);
    }
    if params.code == ONE_HOT {
        return select(0.0, 1.0, unit == k);
    }
    let d2 = lattice_distance_squared(params.topology, params.rows, params.cols, unit, k);
    return exp(-0.5 * d2);
}

// One thread a value.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let i = linear_workgroup(group, groups) * 64u + lane;
    let row = i / params.n_features;
    if row >= params.n_samples {
        return;
    }
    let feature = i % params.n_features;
    let cell = feature / params.code_len;
    if cell >= params.patch_height * params.patch_width {
        samples[i] = 0.0;
        return;
    }
    let image = (params.start + row) / params.n_places;
    let place = (params.start + row) % params.n_places;
    let y = min(place / params.place_cols * params.stride, params.last_top) + cell / params.patch_width;
    let x = min(place % params.place_cols * params.stride, params.last_left) + cell % params.patch_width;
    let below = (image * params.below_height + y) * params.below_width + x;
    samples[i] = code(bmus[2u * below], feature % params.code_len);
}
