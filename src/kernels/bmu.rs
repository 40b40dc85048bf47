//! The best and the second-best matching unit of every sample: a matrix product whose epilogue is an argmin.
//!
//! `argmin_u ‖x − w_u‖² = argmin_u (h_u − x·p_u)` with the panels and half norms of [`super::codebook_panels`]: no distance
//! is ever stored. Ties go to the lower index.

use super::codebook_panels::{FAR, PANEL, panel_units};
use super::gemm::{BLOCK, TILE, pack_rows, packed_tile};
use super::scratch::Scratch;
use super::threads::{in_parts, rows_in_part};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, shape::Class,
    wgsl,
};
use wide::f32x8;

params! {
    /// `samples`: `[n_samples, n_features]`; `panels`, `half_norms`: as `codebook_panels` wrote them;
    /// `bmus`: pairs from row `out_start` on, the best unit and, where `second` is 1 and there are two, the second best:
    /// else the best again.
    pub struct Params {
        n_samples: u32,
        n_units: u32,
        n_features: u32,
        out_start: u32,
        second: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "bmu",
    wgsl: wgsl!("index", ; "bmu"),
    workgroup: Workgroup::Shaped(Class::Search),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("samples", Scalar::F32),
        Binding::read("panels", Scalar::F32),
        Binding::read("half_norms", Scalar::F32),
        Binding::write("bmus", Scalar::U32),
    ],
    groups: |bytes, shape| fold(read::<Params>(bytes).n_samples.div_ceil(shape.search_samples())),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 4), (3, 2, 4), (5, 7, 12), (16, 64, 48), (17, 65, 52), (33, 130, 100), (31, 9, 784)]
            .into_iter()
            .flat_map(|shape| [(shape, 0), (shape, 1)])
            .map(|((n_samples, n_units, n_features), second)| {
                let codebook = draw::sixteenths(rng, n_units * n_features);
                let origin = draw::sixteenths(rng, n_features);
                let mut panels = vec![0; panel_units(n_units) * n_features];
                let mut half_norms = vec![0; panel_units(n_units)];
                let shape = super::codebook_panels::Params { n_units: n_units as u32, n_features: n_features as u32 };
                (super::codebook_panels::SPEC.cpu)(
                    bytemuck::bytes_of(&shape),
                    &mut [
                        Words::Read(&codebook),
                        Words::Read(&origin),
                        Words::Write(&mut panels),
                        Words::Write(&mut half_norms),
                    ],
                );
                let samples = draw::sixteenths(rng, n_samples * n_features);
                let params = Params {
                    n_samples: n_samples as u32,
                    n_units: n_units as u32,
                    n_features: n_features as u32,
                    out_start: rng.below(3),
                    second,
                };
                let bmus = draw::untouched((n_samples + 3) * 2);
                draw::case(params, vec![samples, panels, half_norms, bmus], 0.0)
            })
            .collect()
    }),
};

/// Features of a part of a sum.
const PART: usize = 128;
/// Words of panels that stay in the first-level cache beside the samples.
const NEAR: usize = 4096;

/// Whether the second best is always asked for, or never: the page's engines do one of both, and are to be small.
const ALONE: Option<bool> = match () {
    () if cfg!(any(not(target_arch = "wasm32"), feature = "tools")) => None,
    () if cfg!(any(feature = "net", feature = "agent")) => Some(false),
    () => Some(true),
};

/// The best two of one sample so far in each of eight columns of panels: scores ascending, and the first unit of their
/// panel, as bits.
#[derive(Clone, Copy)]
struct Best {
    scores: [f32x8; 2],
    panels: [f32x8; 2],
}

const NONE: Best = Best { scores: [f32x8::new([2.0 * FAR; 8]); 2], panels: [f32x8::ZERO; 2] };

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    match ALONE.unwrap_or(p.second == 1) {
        true => search::<true>(&p, words),
        false => search::<false>(&p, words),
    }
}

fn search<const SECOND: bool>(p: &Params, words: &mut [Words]) {
    let [samples, panels, half_norms, bmus] = words else { unreachable!() };
    let (n_samples, n_features) = (p.n_samples as usize, p.n_features as usize);
    let samples = &samples.f32s()[..n_samples * n_features];
    let panels = panels.f32s();
    let half_norms = &half_norms.f32s().as_chunks::<PANEL>().0[..(p.n_units as usize).div_ceil(PANEL)];
    let bmus = &mut bmus.u32s_mut()[2 * p.out_start as usize..];
    let rows = rows_in_part(n_samples, BLOCK, p.n_units as usize * n_features);
    let parts = samples.chunks(rows * n_features).zip(bmus.chunks_mut(2 * rows));
    in_parts(parts, |(samples, bmus)| search_part::<SECOND>(p, samples, panels, half_norms, bmus));
}

fn search_part<const SECOND: bool>(
    p: &Params,
    samples: &[f32],
    panels: &[f32],
    half_norms: &[[f32; PANEL]],
    bmus: &mut [u32],
) {
    let n_features = p.n_features as usize;
    let mut packed = Scratch::zeros(BLOCK * n_features);
    let tiles = packed.as_chunks_mut::<TILE>().0;
    let near = (NEAR / (n_features * PANEL)).max(1);
    for (block, bmus) in samples.chunks(BLOCK * n_features).zip(bmus.chunks_mut(BLOCK * 2)) {
        let n = block.len() / n_features;
        let tiles = &mut tiles[..n.div_ceil(TILE) * n_features];
        pack_rows(block, n_features, tiles);
        let mut best = [NONE; BLOCK];
        let mut start = 0;
        for (half_norms, panels) in half_norms.chunks(near).zip(panels.chunks(near * n_features * PANEL)) {
            for (tile, best) in tiles.chunks_exact(n_features).zip(best.as_chunks_mut::<TILE>().0) {
                // In registers, or on the stack: selected values in memory would be written under a mask, which is slow.
                let mut now = *best;
                let mut first = start;
                for (panel, &half_norms) in panels.chunks_exact(n_features * PANEL).zip(half_norms) {
                    let half_norms = f32x8::new(half_norms);
                    for (dots, best) in dots(tile, panel).into_iter().zip(&mut now) {
                        consider::<SECOND>(best, half_norms - dots, f32x8::splat(f32::from_bits(first)));
                    }
                    first += PANEL as u32;
                }
                *best = now;
            }
            start += (near * PANEL) as u32;
        }
        for (best, out) in best[..n].iter().zip(bmus.as_chunks_mut::<2>().0) {
            *out = winners::<SECOND>(best);
            if p.n_units == 1 {
                out[1] = out[0];
            }
        }
    }
}

/// The products of samples with a panel, summed in parts: a sum of thousands of terms would lose the last digits of each.
#[inline]
fn dots(tile: &[[f32; TILE]], panel: &[f32]) -> [f32x8; TILE] {
    let mut sums = [f32x8::ZERO; TILE];
    for (tile, panel) in tile.chunks(PART).zip(panel.chunks(PART * PANEL)) {
        sums.iter_mut().zip(packed_tile(tile, panel)).for_each(|(sum, dots)| *sum += dots);
    }
    sums
}

/// Ties go to the panel that came first.
#[inline]
fn consider<const SECOND: bool>(best: &mut Best, scores: f32x8, first: f32x8) {
    let beaten = scores.simd_lt(best.scores[0]);
    if SECOND {
        let second = scores.simd_lt(best.scores[1]);
        let after = |mine: f32x8, old: [f32x8; 2]| beaten.select(old[0], second.select(mine, old[1]));
        best.scores[1] = after(scores, best.scores);
        best.panels[1] = after(first, best.panels);
    }
    best.scores[0] = beaten.select(scores, best.scores[0]);
    best.panels[0] = beaten.select(first, best.panels[0]);
}

/// The best unit of all columns, and the second best or the best again; ties go to the lower index.
fn winners<const SECOND: bool>(best: &Best) -> [u32; 2] {
    let mut found = [(f32::INFINITY, 0); 2];
    for ((scores, firsts), place) in best.scores.iter().zip(&best.panels).zip(0..if SECOND { 2 } else { 1 }) {
        for ((&score, first), column) in scores.as_array().iter().zip(firsts.as_array()).zip(0..) {
            let one = (score, first.to_bits() + column);
            let before = |other: (f32, u32)| one.0 < other.0 || (one.0 == other.0 && one.1 < other.1);
            // The second bests of the columns come last, and are not the best of all.
            let loser = if place == 0 && before(found[0]) { std::mem::replace(&mut found[0], one) } else { one };
            if SECOND && (loser.0 < found[1].0 || (loser.0 == found[1].0 && loser.1 < found[1].1)) {
                found[1] = loser;
            }
        }
    }
    [found[0].1, if SECOND { found[1].1 } else { found[0].1 }]
}
