// Cuts samples out of the images of a data set and turns their bytes into numbers in [0, 1].
//
// Sixteen lanes share a sample, so that each finds its image and its place once and then walks along.

struct Params {
    n_samples: u32,
    n_features: u32,
    mode: u32,
    start: u32,
    n_set: u32,
    key: u32,
    per_image: u32,
    dense: u32,
    image_words: u32,
    image_width: u32,
    image_channels: u32,
    patch_height: u32,
    patch_width: u32,
    stride: u32,
    cols: u32,
    n_places: u32,
    last_top: u32,
    last_left: u32,
    gray: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> data: array<u32>;
@group(0) @binding(2) var<storage, read> indices: array<u32>;
@group(0) @binding(3) var<storage, read_write> samples: array<vec4<f32>>;

const SHUFFLED: u32 = 1u;
const LISTED: u32 = 2u;
const LANES: u32 = 16u;
const SCALE: f32 = 1.0 / 255.0;
const LUMA: vec3<f32> = vec3<f32>(0.299, 0.587, 0.114) * SCALE;

fn byte(at: u32) -> f32 {
    return f32((data[at / 4u] >> (8u * (at % 4u))) & 255u);
}

// The value of feature `f` of the patch whose first byte is `from`; padding is zero.
fn value(origin: u32, f: u32) -> f32 {
    let channels = select(params.image_channels, 1u, params.gray == 1u);
    let pixel = f / channels;
    let y = pixel / params.patch_width;
    if y >= params.patch_height {
        return 0.0;
    }
    let at = origin + (y * params.image_width + pixel % params.patch_width) * params.image_channels;
    if params.gray == 1u && params.image_channels == 3u {
        return dot(vec3<f32>(byte(at), byte(at + 1u), byte(at + 2u)), LUMA);
    }
    return byte(at + f % channels) * SCALE;
}

@compute @workgroup_size(16, 4)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_id) lane: vec3<u32>,
) {
    let sample = linear_workgroup(group, groups) * 4u + lane.y;
    if sample >= params.n_samples {
        return;
    }
    var index = params.start + sample;
    if params.mode == LISTED {
        index = indices[index];
    } else if params.mode == SHUFFLED && params.dense == 0u {
        index = permute(index, params.n_set, params.key);
    }
    var image = index / params.per_image;
    if params.mode == SHUFFLED && params.dense == 1u {
        image = permute(image, params.n_set, params.key);
    }
    var place = index % params.per_image;
    if params.dense == 0u && params.n_places > 1u {
        place = permute(place, params.n_places, mix_keys(params.key, image));
    }
    let quads = params.n_features / 4u;
    if params.n_places == 1u && params.gray == 0u {
        // A whole image lies in whole words.
        for (var quad = lane.x; quad < quads; quad += LANES) {
            let word = data[image * params.image_words + quad];
            let bytes = vec4<u32>(word, word >> 8u, word >> 16u, word >> 24u) & vec4<u32>(255u);
            samples[sample * quads + quad] = vec4<f32>(bytes) * SCALE;
        }
        return;
    }
    let top = min(place / params.cols * params.stride, params.last_top);
    let left = min(place % params.cols * params.stride, params.last_left);
    let origin = image * params.image_words * 4u + (top * params.image_width + left) * params.image_channels;
    for (var quad = lane.x; quad < quads; quad += LANES) {
        let f = quad * 4u;
        samples[sample * quads + quad] =
            vec4<f32>(value(origin, f), value(origin, f + 1u), value(origin, f + 2u), value(origin, f + 3u));
    }
}
