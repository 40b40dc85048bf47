//! A convolution of which only the active channels are computed: the products of every position with the weights of its
//! unit's active set.

use super::conv::{Geometry, conv_params};
use super::grouped::{self, layers};
use super::simd::load;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, gemm, only_in_tools, params, read, wgsl,
};
use wide::f32x8;

params! {
    /// The geometry is that of [`super::conv`]. `inputs`: `[n_samples, sample_words]`; `panels`: `[n_units, slots / 8,
    /// n_inputs + 1, 8]`, as `unit_weights` wrote them; `order`: `[n_positions]`, sorted by unit; `starts`, `tiles`:
    /// `[n_units + 1]`, as `unit_starts` wrote them for tiles of [`grouped::TILE`]; `z`: `[n_positions, slots]`, the
    /// products plus the bias, in the order of the positions.
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
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "grouped_forward",
    wgsl: wgsl!("index", "conv", ; "grouped_forward"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("panels", Scalar::F32),
        Binding::read("order", Scalar::U32),
        Binding::read("starts", Scalar::U32),
        Binding::read("tiles", Scalar::U32),
        Binding::write("z", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        let tiles = grouped::most_pieces(Geometry::read(bytes).positions() as u32, p.n_units, grouped::TILE);
        fold((tiles * p.slots / 8).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        layers()
            .map(|layer| {
                let (crowd, slots) = (layer.crowd(rng), layer.sets().slots);
                let p = conv_params!(layer.geometry, Params { n_units: layer.n_units(), slots });
                draw::case(
                    p,
                    vec![
                        layer.inputs(rng),
                        layer.panels(rng),
                        crowd.order(),
                        crowd.pieces(1),
                        crowd.pieces(grouped::TILE),
                        draw::untouched((crowd.n() * slots) as usize + 8),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let geometry = Geometry::read(bytes);
    let [inputs, panels, order, starts, _, z] = words else { unreachable!() };
    let (inputs, order, slots) = (inputs.f32s(), order.u32s(), p.slots as usize);
    let z = z.f32s_mut();
    let origins = geometry.places().map(|place| place.origin).collect::<Vec<_>>();
    let rows = geometry.n_inputs + 1;
    let panels = panels.f32s().chunks_exact(rows * slots);
    for (range, panels) in starts.u32s().windows(2).zip(panels).take(p.n_units as usize) {
        for positions in order[range[0] as usize..range[1] as usize].chunks(gemm::TILE) {
            // The last tile of a unit may be short: it repeats its last position.
            let last = positions.len() - 1;
            let tile = std::array::from_fn(|i| origins[positions[i.min(last)] as usize]);
            for (panel, slot) in panels.chunks_exact(rows * 8).zip((0..).step_by(8)) {
                for (&position, sums) in positions.iter().zip(products(&geometry, inputs, &tile, panel)) {
                    z[position as usize * slots + slot..][..8].copy_from_slice(sums.as_array());
                }
            }
        }
    }
}

/// The products of the patches that begin at `origins` with the eight columns of a panel, plus its last row.
#[inline]
fn products(geometry: &Geometry, inputs: &[f32], origins: &[usize; gemm::TILE], panel: &[f32]) -> [f32x8; gemm::TILE] {
    let (run, row_words) = (geometry.run(), geometry.row_words());
    let mut sums = [load(&panel[geometry.n_inputs * 8..]); gemm::TILE];
    let weights = panel.as_chunks::<8>().0;
    for y in 0..geometry.kernel {
        let weights = &weights[y * run..][..run];
        let rows: [&[f32]; gemm::TILE] = std::array::from_fn(|i| &inputs[origins[i] + y * row_words..][..run]);
        for at in 0..run {
            let weights = f32x8::new(weights[at]);
            for (sum, row) in sums.iter_mut().zip(rows) {
                *sum = f32x8::splat(row[at]).mul_add(weights, *sum);
            }
        }
    }
    sums
}
