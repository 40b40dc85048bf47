//! The gradient of L2 regularization, `λ/2 Σ w²`, added to that of the loss: `g ← g + λ w`.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `weights`, `gradients`: `[n]`, n a multiple of 4; `l2` is λ.
    pub struct Params {
        n: u32,
        l2: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "l2_gradients",
    wgsl: wgsl!("index", ; "l2_gradients"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("weights", Scalar::F32), Binding::write("gradients", Scalar::F32)],
    groups: |bytes, _| fold((read::<Params>(bytes).n / 4).div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [4, 12, 260]
            .into_iter()
            .map(|n: u32| {
                let [weights, gradients] = [(); 2].map(|()| draw::floats(rng, n as usize + 4, -1.0, 1.0));
                draw::case(Params { n, l2: 0.01 }, vec![weights, gradients], 1e-6)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [weights, gradients] = words else { unreachable!() };
    for (gradient, weight) in gradients.f32s_mut().iter_mut().zip(weights.f32s()).take(p.n as usize) {
        *gradient += p.l2 * weight;
    }
}
