// Q-learning's temporal-difference loss: targets, and the gradient of the mean loss by the values of all actions.

struct Params {
    n_samples: u32,
    n_actions: u32,
    n_outputs: u32,
    next_start: u32,
    choice_start: u32,
    huber: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> next_values: array<f32>;
@group(0) @binding(3) var<storage, read> choices: array<f32>;
// Action, reward, discount of what follows, nothing.
@group(0) @binding(4) var<storage, read> transitions: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> gradients: array<f32>;
// Target, error, loss, value of the best action.
@group(0) @binding(6) var<storage, read_write> results: array<vec4<f32>>;

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
    let row = sample * params.n_outputs;
    let next = (params.next_start + sample) * params.n_outputs;
    let choice = (params.choice_start + sample) * params.n_outputs;
    var best = 0u;
    var most = values[row];
    for (var action = 1u; action < params.n_actions; action++) {
        if choices[choice + action] > choices[choice + best] {
            best = action;
        }
        most = max(most, values[row + action]);
    }
    let transition = transitions[sample];
    let taken = u32(transition.x);
    let expected = transition.y + transition.z * next_values[next + best];
    let error = values[row + taken] - expected;
    var slope = error;
    var loss = 0.5 * error * error;
    if params.huber > 0.0 && abs(error) > params.huber {
        slope = params.huber * sign(error);
        loss = params.huber * (abs(error) - 0.5 * params.huber);
    }
    for (var action = 0u; action < params.n_outputs; action++) {
        gradients[row + action] = select(0.0, slope / f32(params.n_samples), action == taken);
    }
    results[sample] = vec4<f32>(expected, error, loss, most);
}
