//! The best and the second-best matching unit of every sample: a matrix product whose epilogue is an argmin.
//!
//! `argmin_u ‖x − w_u‖² = argmin_u (h_u − x·p_u)` with the panels and half norms of [`super::codebook_panels`]: no distance
//! is ever stored. Ties go to the lower index.

use super::codebook_panels::{FAR, PANEL, panel_units};
use super::gemm::{BLOCK, TILE, dot_tile};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, draw, fold, only_in_tools, params, read, simd::load, wgsl,
};
use wide::f32x8;

params! {
    /// `samples`: `[n_samples, n_features]`; `panels`, `half_norms`: as `codebook_panels` wrote them;
    /// `bmus`: pairs from row `out_start` on, the best unit and the second best (the best again on a map of one unit).
    pub struct Params {
        n_samples: u32,
        n_units: u32,
        n_features: u32,
        out_start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "bmu",
    wgsl: wgsl!("index", ; "bmu"),
    workgroup: [8, 4, 1],
    params: Params::FIELDS,
    bindings: &[
        Binding::read("samples", Scalar::F32),
        Binding::read("panels", Scalar::F32),
        Binding::read("half_norms", Scalar::F32),
        Binding::write("bmus", Scalar::U32),
    ],
    groups: |bytes| fold(read::<Params>(bytes).n_samples.div_ceil(32)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 4), (3, 2, 4), (5, 7, 12), (16, 64, 48), (17, 65, 52), (33, 130, 100), (31, 9, 784)]
            .into_iter()
            .map(|(n_samples, n_units, n_features)| {
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
                };
                let bmus = draw::untouched((n_samples + 3) * 2);
                draw::case(params, vec![samples, panels, half_norms, bmus], 0.0)
            })
            .collect()
    }),
};

/// Features of a part of a sum.
const PART: usize = 128;

/// The best two of one sample so far: scores ascending, units.
#[derive(Clone, Copy)]
struct Best {
    scores: [f32; 2],
    units: [u32; 2],
}

const NONE: Best = Best { scores: [2.0 * FAR; 2], units: [0; 2] };

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [samples, panels, half_norms, bmus] = words else { unreachable!() };
    let (n_samples, n_features) = (p.n_samples as usize, p.n_features as usize);
    let samples = &samples.f32s()[..n_samples * n_features];
    let n_panels = (p.n_units as usize).div_ceil(PANEL);
    let panels = &panels.f32s()[..n_panels * n_features * PANEL];
    let half_norms = half_norms.f32s();
    let bmus = &mut bmus.u32s_mut()[2 * p.out_start as usize..];
    for (block, bmus) in samples.chunks(BLOCK * n_features).zip(bmus.chunks_mut(BLOCK * 2)) {
        let n = block.len() / n_features;
        let mut best = [NONE; BLOCK];
        for (index, panel) in panels.chunks_exact(n_features * PANEL).enumerate() {
            let half_norm = load(&half_norms[index * PANEL..]);
            let mut at = 0;
            while at < n {
                // The last tile of a block may be short: it repeats its last sample.
                let rows: [&[f32]; TILE] =
                    std::array::from_fn(|i| &block[(at + i).min(n - 1) * n_features..][..n_features]);
                for (dots, best) in dots(&rows, panel).into_iter().zip(&mut best[at..]) {
                    consider(best, half_norm - dots, (index * PANEL) as u32);
                }
                at += TILE;
            }
        }
        for (best, out) in best[..n].iter().zip(bmus.chunks_exact_mut(2)) {
            out[0] = best.units[0];
            out[1] = best.units[usize::from(p.n_units > 1)];
        }
    }
}

/// The products of samples with a panel, summed in parts: a sum of thousands of terms would lose the last digits of each.
#[inline]
fn dots(rows: &[&[f32]; TILE], panel: &[f32]) -> [f32x8; TILE] {
    let whole = panel.len() <= PART * PANEL;
    let mut sums = [f32x8::ZERO; TILE];
    for (part, panel) in panel.chunks(PART * PANEL).enumerate() {
        // One call, so that it is inlined.
        let rows = if whole { *rows } else { rows.map(|row| &row[part * PART..][..panel.len() / PANEL]) };
        sums.iter_mut().zip(dot_tile(&rows, panel)).for_each(|(sum, dots)| *sum += dots);
    }
    sums
}

#[inline]
fn consider(best: &mut Best, scores: f32x8, first_unit: u32) {
    // Nearly every panel is beaten by what is known already.
    if !scores.simd_lt(f32x8::splat(best.scores[1])).any() {
        return;
    }
    for (score, unit) in scores.to_array().into_iter().zip(first_unit..) {
        if score < best.scores[0] {
            *best = Best { scores: [score, best.scores[0]], units: [unit, best.units[0]] };
        } else if score < best.scores[1] {
            best.scores[1] = score;
            best.units[1] = unit;
        }
    }
}
