//! The weights of the active channels of every unit, packed into panels of eight: what the positions of one unit are
//! multiplied with.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `weights`: from word `start` on `[n_inputs, n_outputs]`, then the bias `[n_outputs]`; `active_sets`: `[n_units,
    /// slots]`, as [`crate::kernels::active`] makes them; `panels`: `[n_units, slots / 8, n_inputs + 1, 8]`, the bias in the
    /// last row, 0 in empty slots.
    pub struct Params {
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        n_units: u32,
        slots: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "unit_weights",
    wgsl: wgsl!("index", ; "unit_weights"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("weights", Scalar::F32),
        Binding::read("active_sets", Scalar::U32),
        Binding::write("panels", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.n_units * p.slots / 8 * (p.n_inputs + 1)).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        super::grouped::layers()
            .map(|layer| {
                let sets = layer.sets();
                let (n_inputs, n_outputs) = (layer.geometry.n_inputs as u32, layer.n_outputs());
                let p = Params {
                    n_inputs,
                    n_outputs,
                    start: 4 * rng.below(3),
                    n_units: layer.n_units(),
                    slots: sets.slots,
                };
                let weights = draw::signed_sixteenths(rng, (p.start + (n_inputs + 1) * n_outputs) as usize);
                let panels = draw::untouched((p.n_units * p.slots * (n_inputs + 1)) as usize + 8);
                draw::case(p, vec![weights, sets.active, panels], 0.0)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [weights, active_sets, panels] = words else { unreachable!() };
    let n_outputs = p.n_outputs as usize;
    let rows = p.n_inputs as usize + 1;
    let weights = &weights.f32s()[p.start as usize..][..rows * n_outputs];
    let (active, _) = active_sets.u32s()[..(p.n_units * p.slots) as usize].as_chunks::<8>();
    for (slots, panel) in active.iter().zip(panels.f32s_mut().chunks_exact_mut(rows * 8)) {
        for (row, out) in weights.chunks_exact(n_outputs).zip(panel.as_chunks_mut::<8>().0) {
            // An empty slot lies behind every row.
            *out = slots.map(|channel| row.get(channel as usize).copied().unwrap_or(0.0));
        }
    }
}
