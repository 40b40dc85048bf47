// One step of stochastic gradient descent with momentum.

struct Params {
    n: u32,
    momentum: f32,
    rate: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> velocity: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> weights: array<vec4<f32>>;

const TINY: f32 = 1e-20;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let i = linear_workgroup(group, groups) * 64u + lane;
    if i >= params.n / 4u {
        return;
    }
    let moved = params.momentum * velocity[i] + gradients[i];
    let v = select(moved, vec4<f32>(), abs(moved) < vec4<f32>(TINY));
    velocity[i] = v;
    weights[i] -= params.rate * v;
}
