// Takes the mean of every sample away and keeps it.

struct Params {
    n_samples: u32,
    n_features: u32,
    n_values: u32,
    out_start: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> samples: array<f32>;
@group(0) @binding(2) var<storage, read_write> means: array<f32>;

// One thread a sample.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let sample = linear_workgroup(group, groups) * 64u + lane;
    if sample >= params.n_samples {
        return;
    }
    let begin = sample * params.n_features;
    let end = begin + params.n_values;
    var sum = 0.0;
    for (var i = begin; i < end; i++) {
        sum += samples[i];
    }
    let mean = sum / f32(params.n_values);
    for (var i = begin; i < end; i++) {
        samples[i] -= mean;
    }
    means[params.out_start + sample] = mean;
}
