//! The gradients by the weights of the active sets, added up over chunks of the positions of a unit.

use super::conv::Geometry;
use super::grouped::{self, layer_params, layers};
use super::{Binding, KernelSpec, Params as _, Scalar, Words, draw, fold, only_in_tools, params, read, wgsl};
use wide::f32x8;

params! {
    /// The geometry is that of [`super::conv`]. `inputs`: `[n_samples, sample_words]`; `gz`: `[n_positions, slots]`, as
    /// `grouped_route` wrote it; `order`: `[n_positions]`, sorted by unit; `starts`, `chunks`: `[n_units + 1]`, as
    /// `unit_starts` wrote them for chunks of `chunk` positions; `partials`: `[n_chunks, slots / 8, n_inputs + 1, 8]`,
    /// the gradients by the bias in the last row.
    pub struct Params {
        n_samples: u32,
        sample_words: u32,
        width: u32,
        pitch: u32,
        kernel: u32,
        pool: u32,
        out_h: u32,
        out_w: u32,
        n_inputs: u32,
        n_units: u32,
        slots: u32,
        chunk: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "grouped_grad_weights",
    wgsl: wgsl!("index", "conv", ; "grouped_grad_weights"),
    workgroup: [32, 1, 1],
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("gz", Scalar::F32),
        Binding::read("order", Scalar::U32),
        Binding::read("starts", Scalar::U32),
        Binding::read("chunks", Scalar::U32),
        Binding::write("partials", Scalar::F32),
    ],
    groups: |bytes| {
        let p: Params = read(bytes);
        let chunks = grouped::most_pieces(Geometry::read(bytes).positions() as u32, p.n_units, p.chunk);
        fold((chunks * p.slots / 8 * (p.n_inputs + 1).div_ceil(8)).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        layers()
            .into_iter()
            .map(|layer| {
                let (crowd, slots, chunk) = (layer.crowd(rng), layer.sets().slots, 1 + rng.below(40));
                let p = layer_params!(layer, n_units: layer.n_units(), slots: slots, chunk: chunk);
                let mut gz = draw::signed_sixteenths(rng, (crowd.n() * slots) as usize);
                // Most positions have won nothing.
                gz.chunks_exact_mut(slots as usize).filter(|_| rng.below(3) > 0).for_each(|row| row.fill(0));
                let chunks = crowd.pieces(chunk);
                let partials = (chunks.last().expect("a sum") * slots * (p.n_inputs + 1)) as usize;
                draw::case(
                    p,
                    vec![layer.inputs(rng), gz, crowd.order(), crowd.pieces(1), chunks, draw::untouched(partials + 8)],
                    1e-5,
                )
            })
            .collect()
    }),
};

/// Adds `weight · values` to `sums`, up to seven values past the end of what is meant, and none past that of `values`.
#[inline]
fn add_scaled(sums: &mut [[f32; 8]], values: &[f32], weight: f32) {
    let weights = f32x8::splat(weight);
    let (whole, rest) = values.as_chunks::<8>();
    if let Some(whole) = whole.get(..sums.len()) {
        for (sum, values) in sums.iter_mut().zip(whole) {
            *sum = f32x8::new(*values).mul_add(weights, f32x8::new(*sum)).to_array();
        }
    } else {
        // The end of the last sample.
        let values = whole.as_flattened().iter().chain(rest);
        sums.as_flattened_mut().iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
    }
}

/// The few channels that a position has won take its patch a row of pixels at a time: eight taps in a vector.
fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let geometry = Geometry::read(bytes);
    let [inputs, gz, order, starts, _, partials] = words else { unreachable!() };
    let (inputs, gz, slots) = (inputs.f32s(), gz.f32s(), p.slots as usize);
    let origins = grouped::origins(&geometry);
    let rows = geometry.n_inputs + 1;
    // Of one row of a patch, and of one slot.
    let vectors = geometry.run().div_ceil(8);
    let size = geometry.kernel * vectors;
    let mut sums = vec![[0.0; 8]; slots * size];
    let mut bias = vec![f32x8::ZERO; slots / 8];
    let chunks = starts.u32s()[..=p.n_units as usize]
        .windows(2)
        .flat_map(|range| order.u32s()[range[0] as usize..range[1] as usize].chunks(p.chunk as usize));
    for (positions, partial) in chunks.zip(partials.f32s_mut().chunks_exact_mut(rows * slots)) {
        sums.as_flattened_mut().fill(0.0);
        bias.fill(f32x8::ZERO);
        for &position in positions {
            let gradients = gz[position as usize * slots..][..slots].as_chunks::<8>().0;
            for ((gradients, bias), panel) in gradients.iter().zip(&mut bias).zip(0..) {
                let mut won = (!f32x8::new(*gradients).simd_eq(f32x8::ZERO)).to_bitmask();
                if won == 0 {
                    continue;
                }
                *bias += f32x8::new(*gradients);
                let patch = &inputs[origins[position as usize] as usize..];
                while won != 0 {
                    let slot = won.trailing_zeros() as usize % 8;
                    won &= won - 1;
                    let sums = &mut sums[(panel * 8 + slot) * size..][..size];
                    for (sums, y) in sums.chunks_exact_mut(vectors).zip(0..) {
                        add_scaled(sums, &patch[y * geometry.row_words()..], gradients[slot]);
                    }
                }
            }
        }
        let panels = partial.chunks_exact_mut(rows * 8).zip(sums.chunks_exact(8 * size)).zip(&bias);
        for ((panel, sums), bias) in panels {
            let panel = panel.as_chunks_mut::<8>().0;
            panel[geometry.taps()..geometry.n_inputs].fill([0.0; 8]);
            panel[geometry.n_inputs] = bias.to_array();
            for (slot, sums) in sums.chunks_exact(size).enumerate() {
                let taps = sums.chunks_exact(vectors).flat_map(|row| &row.as_flattened()[..geometry.run()]);
                panel.iter_mut().zip(taps).for_each(|(row, tap)| row[slot] = *tap);
            }
        }
    }
}
