// Softmax cross-entropy: the gradient of the mean loss by the logits, and every sample's own loss and verdict.

struct Params {
    n_samples: u32,
    n_classes: u32,
    n_outputs: u32,
    mode: u32,
    start: u32,
    n_set: u32,
    key: u32,
    out_start: u32,
    accumulate: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> gradients: array<f32>;
@group(0) @binding(4) var<storage, read_write> results: array<f32>;

const SHUFFLED: u32 = 1u;

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
    var index = params.start + sample;
    if params.mode == SHUFFLED {
        index = permute(index, params.n_set, params.key);
    }
    let label = labels[index];
    let row = sample * params.n_outputs;
    var most = logits[row];
    var most_category = 0u;
    for (var category = 1u; category < params.n_classes; category++) {
        let logit = logits[row + category];
        if logit > most {
            most = logit;
            most_category = category;
        }
    }
    var sum = 0.0;
    for (var category = 0u; category < params.n_classes; category++) {
        sum += exp(logits[row + category] - most);
    }
    let scale = 1.0 / f32(params.n_samples);
    for (var category = 0u; category < params.n_outputs; category++) {
        let share = exp(logits[row + category] - most) / sum - select(0.0, 1.0, category == label);
        gradients[row + category] = select(0.0, share * scale, category < params.n_classes);
    }
    let place = 2u * (params.out_start + sample);
    let loss = log(sum) + (most - logits[row + label]);
    let right = select(0.0, 1.0, most_category == label);
    if params.accumulate == 1u {
        results[place] += loss;
        results[place + 1u] += right;
    } else {
        results[place] = loss;
        results[place + 1u] = right;
    }
}
