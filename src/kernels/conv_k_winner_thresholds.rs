//! What a channel of a convolution has to reach at a position to be among the `winners` largest there.

use super::conv::{Geometry, Place, conv_params, pack, shapes};
use super::gemm::{TILE, packed_tile};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use wide::f32x8;

params! {
    /// The geometry is that of [`super::conv`]. `weights`: from `start` on `[n_inputs, n_outputs]`, then the bias
    /// `[n_outputs]`; `k_winner_thresholds`: `[n_positions]`, of each position the `winners`-th largest `z + b` among
    /// the first `channels` channels, [`LOWEST`] where there are fewer. `winners` is 1 to [`MOST_WINNERS`].
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
        n_outputs: u32,
        start: u32,
        winners: u32,
        channels: u32,
    }
}

/// The most winners that a thread keeps in order.
pub const MOST_WINNERS: usize = 16;
/// A floor that everything reaches; finite, because shaders may assume that infinity does not occur.
pub const LOWEST: f32 = -1e30;

/// Positions of one thread, and of one tile on the CPU.
const THREAD: u32 = 4;
const LANES: usize = 8;

pub static SPEC: KernelSpec = KernelSpec {
    name: "conv_k_winner_thresholds",
    wgsl: wgsl!("index", "conv", ; "conv_k_winner_thresholds"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("weights", Scalar::F32),
        Binding::write("k_winner_thresholds", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        let positions = p.n_samples * p.out_h * p.out_w * p.pool * p.pool;
        fold(positions.div_ceil(THREAD).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        shapes()
            .flat_map(|shape| [1, 3, 16].map(|winners| (shape, winners)))
            .map(|(shape, winners)| {
                let g = shape.geometry;
                let start = 4 * rng.below(3);
                let params = conv_params!(
                    g,
                    Params { n_outputs: shape.n_outputs as u32, start, winners, channels: shape.channels as u32 }
                );
                draw::case(
                    params,
                    vec![
                        draw::sixteenths(rng, g.n_samples * g.sample_words),
                        shape.weights(rng, start as usize),
                        draw::untouched(g.positions() + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let g = Geometry::read(bytes);
    let [inputs, weights, k_winner_thresholds] = words else { unreachable!() };
    let (n_outputs, channels, winners) = (p.n_outputs as usize, p.channels as usize, p.winners as usize);
    let (weights, bias) = weights.f32s()[p.start as usize..].split_at(g.n_inputs * n_outputs);
    // As in the forward kernel, with the two sides of the product swapped: the lanes are positions.
    let mut columns = vec![[0.0; TILE]; channels.div_ceil(TILE) * g.taps()];
    for (first, tile) in (0..channels).step_by(TILE).zip(columns.chunks_exact_mut(g.taps())) {
        for (values, row) in tile.iter_mut().zip(weights.chunks_exact(n_outputs)) {
            let row = &row[first..channels.min(first + TILE)];
            values[..row.len()].copy_from_slice(row);
        }
    }
    let offsets = g.tap_offsets();
    let mut patches = vec![[0.0; LANES]; g.taps()];
    let mut places = g.places();
    for k_winner_thresholds in k_winner_thresholds.f32s_mut()[..g.positions()].chunks_mut(LANES) {
        let mut tile = [Place::default(); LANES];
        tile.iter_mut().zip(places.by_ref()).for_each(|(to, place)| *to = place);
        pack(inputs.f32s(), &tile, &offsets, &mut patches);
        let mut largest = [f32x8::splat(LOWEST); MOST_WINNERS];
        let largest = &mut largest[..winners];
        for (weights, bias) in columns.chunks_exact(g.taps()).zip(bias[..channels].chunks(TILE)) {
            for (z, &bias) in packed_tile(weights, patches.as_flattened()).into_iter().zip(bias) {
                let mut value = z + f32x8::splat(bias);
                for kept in largest.iter_mut() {
                    (*kept, value) = (kept.max(value), kept.min(value));
                }
            }
        }
        k_winner_thresholds.copy_from_slice(&largest[winners - 1].to_array()[..k_winner_thresholds.len()]);
    }
}
