//! The gradients by the weights of the active sets, added up over chunks of the positions of a unit.

use super::conv::{Geometry, conv_params};
use super::grouped::{self, layers};
use super::simd::load;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
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
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("gz", Scalar::F32),
        Binding::read("order", Scalar::U32),
        Binding::read("starts", Scalar::U32),
        Binding::read("chunks", Scalar::U32),
        Binding::write("partials", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        let chunks = grouped::most_pieces(Geometry::read(bytes).positions() as u32, p.n_units, p.chunk);
        fold((chunks * p.slots / 8 * (p.n_inputs + 1).div_ceil(8)).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        layers()
            .map(|layer| {
                let (crowd, slots, chunk) = (layer.crowd(rng), layer.sets().slots, 1 + rng.below(40));
                let p = conv_params!(layer.geometry, Params { n_units: layer.n_units(), slots, chunk });
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

/// The few channels that a position has won take its patch a row of pixels at a time, eight taps in a vector; what a
/// vector holds beyond the row belongs to no tap.
fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let geometry = Geometry::read(bytes);
    let [inputs, gz, order, starts, _, partials] = words else { unreachable!() };
    let (gz, slots) = (gz.f32s(), p.slots as usize);
    // The vectors of the last patch may reach beyond the inputs.
    let inputs = [&inputs.f32s()[..geometry.n_samples * geometry.sample_words], &[0.0; 8]].concat();
    let origins = geometry.places().map(|place| place.origin).collect::<Vec<_>>();
    let vectors = vectors(&geometry);
    let rows = geometry.n_inputs + 1;
    // Positions of a chunk that have won anything, and then those that have won one channel.
    let mut kept = vec![(0, [0.0; 8]); p.chunk as usize];
    let mut terms = vec![(0, 0.0); p.chunk as usize];
    let chunks = starts.u32s()[..=p.n_units as usize]
        .windows(2)
        .flat_map(|range| order.u32s()[range[0] as usize..range[1] as usize].chunks(p.chunk as usize));
    for (positions, partial) in chunks.zip(partials.f32s_mut().chunks_exact_mut(rows * slots)) {
        for (panel, first) in partial.chunks_exact_mut(rows * 8).zip((0..).step_by(8)) {
            let panel = panel.as_chunks_mut::<8>().0;
            panel.fill([0.0; 8]);
            let mut bias = f32x8::ZERO;
            let of_position = |&position: &u32| {
                let gradients = load(&gz[position as usize * slots + first..]);
                bias += gradients;
                ((origins[position as usize], gradients.to_array()), gradients.simd_ne(f32x8::ZERO).any())
            };
            let kept = keep(&mut kept, positions.iter().map(of_position));
            panel[geometry.n_inputs] = bias.to_array();
            for slot in 0..8 {
                let column = kept.iter().map(|(origin, gradients)| (*origin, gradients[slot]));
                let terms = keep(&mut terms, column.map(|term| (term, term.1 != 0.0)));
                if !terms.is_empty() {
                    add_patches(&inputs, terms, &vectors, panel, slot);
                }
            }
        }
    }
}

/// Fills `room` with those of `items` that are said to be kept. Without branches: nobody could foresee them.
#[inline]
fn keep<T>(room: &mut [T], items: impl Iterator<Item = (T, bool)>) -> &[T] {
    let mut len = 0;
    for (item, kept) in items {
        room[len] = item;
        len += usize::from(kept);
    }
    &room[..len]
}

/// Eight taps of a patch: where they lie behind its beginning, the first of them, and how many are no part of the next
/// row.
struct Vector {
    offset: usize,
    tap: usize,
    len: usize,
}

fn vectors(geometry: &Geometry) -> Vec<Vector> {
    let run = geometry.run();
    let of_row = |y| {
        (0..run).step_by(8).map(move |x| Vector {
            offset: y * geometry.row_words() + x,
            tap: y * run + x,
            len: 8.min(run - x),
        })
    };
    (0..geometry.kernel).flat_map(of_row).collect()
}

/// Writes `Σ weight · patch` over the `(origin, weight)` of `terms` to a column of the rows of a panel.
fn add_patches(inputs: &[f32], terms: &[(usize, f32)], vectors: &[Vector], panel: &mut [[f32; 8]], column: usize) {
    let mut rest = vectors;
    while !rest.is_empty() {
        rest = match rest.len() {
            5.. => add_vectors::<5>(inputs, terms, rest, panel, column),
            3.. => add_vectors::<3>(inputs, terms, rest, panel, column),
            _ => add_vectors::<1>(inputs, terms, rest, panel, column),
        };
    }
}

/// The same for the first `N` of the vectors, whose sums stay in registers; returns the others.
#[inline]
fn add_vectors<'a, const N: usize>(
    inputs: &[f32],
    terms: &[(usize, f32)],
    vectors: &'a [Vector],
    panel: &mut [[f32; 8]],
    column: usize,
) -> &'a [Vector] {
    let offsets: [usize; N] = std::array::from_fn(|i| vectors[i].offset);
    let mut sums = [f32x8::ZERO; N];
    for &(origin, weight) in terms {
        let (patch, weight) = (&inputs[origin..], f32x8::splat(weight));
        for (sum, &offset) in sums.iter_mut().zip(&offsets) {
            *sum = load(&patch[offset..]).mul_add(weight, *sum);
        }
    }
    for (sum, vector) in sums.iter().zip(vectors) {
        for (row, value) in panel[vector.tap..][..vector.len].iter_mut().zip(sum.as_array()) {
            row[column] = *value;
        }
    }
    &vectors[N..]
}
