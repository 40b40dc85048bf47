// Keeps the best-matching units of whole images for later passes. One thread a word.

struct Params {
    n_samples: u32,
    positions: u32,
    row_words: u32,
    bits: u32,
    mode: u32,
    start: u32,
    n_set: u32,
    key: u32,
    bmu_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> bmus: array<u32>;
@group(0) @binding(2) var<storage, read_write> kept: array<u32>;

const SHUFFLED: u32 = 1u;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let thread = linear_workgroup(group, groups) * 64u + lane;
    let sample = thread / params.row_words;
    if sample >= params.n_samples {
        return;
    }
    var image = params.start + sample;
    if params.mode == SHUFFLED {
        image = permute(image, params.n_set, params.key);
    }
    let per_word = 32u / params.bits;
    let begin = thread % params.row_words * per_word;
    let end = min(begin + per_word, params.positions);
    let row = params.bmu_start + sample * params.positions;
    var word = 0u;
    for (var i = begin; i < end; i++) {
        word |= bmus[2u * (row + i)] << ((i - begin) * params.bits);
    }
    kept[image * params.row_words + thread % params.row_words] = word;
}
