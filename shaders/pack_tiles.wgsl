// Draws rows of features as pictures, side by side in one RGBA atlas.

struct Params {
    n_rows: u32,
    n_features: u32,
    height: u32,
    width: u32,
    channels: u32,
    atlas_cols: u32,
    offset: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> features: array<f32>;
@group(0) @binding(2) var<storage, read_write> atlas: array<u32>;

fn byte(value: f32) -> u32 {
    return u32(clamp(value + params.offset, 0.0, 1.0) * 255.0 + 0.5);
}

// One thread a pixel of the atlas.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let pixel = linear_workgroup(group, groups) * 64u + lane;
    let line = params.atlas_cols * params.width;
    let atlas_rows = (params.n_rows + params.atlas_cols - 1u) / params.atlas_cols;
    let y = pixel / line;
    let x = pixel % line;
    if y >= atlas_rows * params.height {
        return;
    }
    let row = (y / params.height) * params.atlas_cols + x / params.width;
    if row >= params.n_rows {
        atlas[pixel] = 0u;
        return;
    }
    let place = ((y % params.height) * params.width + x % params.width) * params.channels;
    let at = row * params.n_features + place;
    let red = byte(features[at]);
    var green = red;
    var blue = red;
    if params.channels == 3u {
        green = byte(features[at + 1u]);
        blue = byte(features[at + 2u]);
    }
    atlas[pixel] = red | (green << 8u) | (blue << 16u) | 0xff000000u;
}
