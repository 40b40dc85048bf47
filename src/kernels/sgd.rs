//! One step of stochastic gradient descent with momentum: `v ← μ v + g`, `w ← w − rate · v`.

use super::update::TINY;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `gradients`, `velocity`, `weights`: `[n]`, n a multiple of 4; `momentum` μ in [0, 1).
    pub struct Params {
        n: u32,
        momentum: f32,
        rate: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "sgd",
    wgsl: wgsl!("index", ; "sgd"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("gradients", Scalar::F32),
        Binding::write("velocity", Scalar::F32),
        Binding::write("weights", Scalar::F32),
    ],
    groups: |bytes, _| fold((read::<Params>(bytes).n / 4).div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [4, 12, 260]
            .into_iter()
            .map(|n: u32| {
                let words = n as usize + 4;
                let mut velocity = draw::floats(rng, words, -0.1, 0.1);
                velocity[1] = 1e-25f32.to_bits();
                let mut gradients = draw::floats(rng, words, -1.0, 1.0);
                gradients[1] = 0;
                draw::case(
                    Params { n, momentum: 0.9, rate: 0.01 },
                    vec![gradients, velocity, draw::floats(rng, words, -1.0, 1.0)],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [gradients, velocity, weights] = words else { unreachable!() };
    let moves = velocity.f32s_mut().iter_mut().zip(weights.f32s_mut()).take(p.n as usize);
    for (gradient, (velocity, weight)) in gradients.f32s().iter().zip(moves) {
        let v = p.momentum * *velocity + gradient;
        *velocity = if v.abs() < TINY { 0.0 } else { v };
        *weight -= p.rate * *velocity;
    }
}
