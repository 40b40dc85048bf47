// One step of Adam.

struct Params {
    n: u32,
    beta1: f32,
    beta2: f32,
    rate: f32,
    root: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> first: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> second: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> weights: array<vec4<f32>>;

const EPSILON: f32 = 1e-8;
const TINY: f32 = 1e-20;
const TINY_SQUARE: f32 = 1e-30;

fn keep(value: vec4<f32>, least: f32) -> vec4<f32> {
    return select(value, vec4<f32>(), abs(value) < vec4<f32>(least));
}

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
    let g = gradients[i];
    let m = keep(params.beta1 * first[i] + (1.0 - params.beta1) * g, TINY);
    let v = keep(params.beta2 * second[i] + (1.0 - params.beta2) * g * g, TINY_SQUARE);
    first[i] = m;
    second[i] = v;
    weights[i] -= params.rate * m / (sqrt(v) * params.root + EPSILON);
}
