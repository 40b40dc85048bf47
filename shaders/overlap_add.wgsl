// Rebuilds a picture from the units that its patches fell on: every value is the mean over the patches that cover it.

struct Params {
    n_features: u32,
    height: u32,
    width: u32,
    channels: u32,
    patch_height: u32,
    patch_width: u32,
    stride: u32,
    rows: u32,
    cols: u32,
    centered: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> bmus: array<u32>;
@group(0) @binding(2) var<storage, read> codebook: array<f32>;
@group(0) @binding(3) var<storage, read> means: array<f32>;
@group(0) @binding(4) var<storage, read_write> picture: array<f32>;

// The first ordinary place along an axis whose patch covers `at`.
fn first_covering(at: u32, patch_len: u32) -> u32 {
    let before = max(at + 1u, patch_len) - patch_len;
    return (before + params.stride - 1u) / params.stride;
}

// One thread a value of the picture. The last place of an axis lies flush with the edge, whatever the stride.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let i = linear_workgroup(group, groups) * 64u + lane;
    if i >= params.height * params.width * params.channels {
        return;
    }
    let channel = i % params.channels;
    let y = i / params.channels / params.width;
    let x = i / params.channels % params.width;
    let last_top = params.height - params.patch_height;
    let last_left = params.width - params.patch_width;
    let row_stop = min(y / params.stride + 1u, params.rows - 1u);
    let col_stop = min(x / params.stride + 1u, params.cols - 1u);
    let row_end = row_stop + select(0u, 1u, y >= last_top);
    let col_end = col_stop + select(0u, 1u, x >= last_left);
    let first_row = min(first_covering(y, params.patch_height), row_stop);
    let first_col = min(first_covering(x, params.patch_width), col_stop);
    var mean = 0.0;
    var count = 0.0;
    for (var r = first_row; r < row_end; r++) {
        let row = select(params.rows - 1u, r, r < row_stop);
        let top = min(row * params.stride, last_top);
        for (var c = first_col; c < col_end; c++) {
            let col = select(params.cols - 1u, c, c < col_stop);
            let left = min(col * params.stride, last_left);
            let place = row * params.cols + col;
            let cell = (y - top) * params.patch_width + x - left;
            var value = codebook[bmus[2u * place] * params.n_features + cell * params.channels + channel];
            if params.centered == 1u {
                value += means[place];
            }
            count += 1.0;
            mean += (value - mean) / count;
        }
    }
    picture[i] = mean;
}
