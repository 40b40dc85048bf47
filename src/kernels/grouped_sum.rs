//! Adds up the gradients of all units by the weights of a channel: the last step of the way back.

use super::grouped::layers;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `partials`: `[n_chunks, slots / 8, n_inputs + 1, 8]`, as `grouped_grad_weights` wrote them; `chunks`:
    /// `[n_units + 1]`, the prefix sums of every unit's chunks; `active_sets`, `places`: `[n_units, slots]`, as
    /// [`crate::kernels::active`] makes them; `weight_gradients`: from word `start` on `[n_inputs, n_outputs]`, then those
    /// by the bias `[n_outputs]`; padding channels get 0.
    pub struct Params {
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        n_units: u32,
        slots: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "grouped_sum",
    wgsl: wgsl!("index", ; "grouped_sum"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("partials", Scalar::F32),
        Binding::read("chunks", Scalar::U32),
        Binding::read("active_sets", Scalar::U32),
        Binding::read("places", Scalar::U32),
        Binding::write("weight_gradients", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold(((p.n_inputs + 1) * p.n_outputs).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        layers()
            .map(|layer| {
                let sets = layer.sets();
                let chunks = layer.crowd(rng).pieces(1 + rng.below(40));
                let p = Params {
                    n_inputs: layer.geometry.n_inputs as u32,
                    n_outputs: layer.n_outputs(),
                    start: 4 * rng.below(3),
                    n_units: layer.n_units(),
                    slots: sets.slots,
                };
                let rows = p.n_inputs + 1;
                let partials = (chunks.last().expect("a sum") * p.slots * rows) as usize;
                draw::case(
                    p,
                    vec![
                        draw::signed_sixteenths(rng, partials),
                        chunks,
                        sets.active,
                        sets.places,
                        draw::untouched((p.start + rows * p.n_outputs) as usize + 4),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

/// Unit by unit, so that partials are read in their order; every slot knows its channel.
fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [partials, chunks, active_sets, _, weight_gradients] = words else { unreachable!() };
    let (rows, n_outputs, slots) = (p.n_inputs as usize + 1, p.n_outputs as usize, p.slots as usize);
    let out = &mut weight_gradients.f32s_mut()[p.start as usize..][..rows * n_outputs];
    out.fill(0.0);
    let size = rows * slots;
    let mut sums = vec![0.0; size];
    let units = chunks.u32s().windows(2).zip(active_sets.u32s().chunks_exact(slots)).take(p.n_units as usize);
    for (range, set) in units.filter(|(range, _)| range[0] < range[1]) {
        let partials = &partials.f32s()[range[0] as usize * size..range[1] as usize * size];
        sums.copy_from_slice(&partials[..size]);
        for partial in partials[size..].chunks_exact(size) {
            sums.iter_mut().zip(partial).for_each(|(sum, value)| *sum += value);
        }
        for (set, panel) in set.chunks_exact(8).zip(sums.chunks_exact(rows * 8)) {
            for (sums, out) in panel.chunks_exact(8).zip(out.chunks_exact_mut(n_outputs)) {
                for (&channel, sum) in set.iter().zip(sums) {
                    // An empty slot lies behind every row.
                    if let Some(out) = out.get_mut(channel as usize) {
                        *out += sum;
                    }
                }
            }
        }
    }
}
