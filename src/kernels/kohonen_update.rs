//! The second half of Kohonen's rule on a mini-batch: finishes the weighting from row to row, moves the codebook, and
//! rearranges it, as seen from `origin`, for the next search as [`super::codebook_panels`] does.
//!
//! With `s = Σ_i h(d) x_i` and `n = Σ_i h(d)`: `w ← w + rate (s − n w) / max(n, 1)`, the rule of [`super::update`] for
//! mini-batches.

use super::bmu_sums::EXTRA;
use super::codebook_panels::{PANEL, half_norm, panel_units};
use super::kohonen_sums::weights;
use super::scratch::{Scratch, Term};
use super::simd::blend;
use super::update::TINY;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `sums`: as [`super::kohonen_sums`] wrote them; `state`: as [`super::codebook_change`] has it; `codebook`:
    /// `[rows × cols, n_features]`; `origin`: `[n_features]`; `panels`, `half_norms`: those of the codebook, as [`super::codebook_panels`] wrote
    /// them before. The last three are left as they are where the map is frozen. `wrap` 1 closes the columns to loops;
    /// `sigma` > 0 in lattice units; `rate` in (0, 1].
    pub struct Params {
        rows: u32,
        cols: u32,
        wrap: u32,
        n_features: u32,
        sigma: f32,
        rate: f32,
    }
}

/// Units of a column that one workgroup takes.
const TILE: u32 = 4;

pub static SPEC: KernelSpec = KernelSpec {
    name: "kohonen_update",
    wgsl: wgsl!("index", "lattice", ; "kohonen_update"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("sums", Scalar::F32),
        Binding::read("state", Scalar::F32),
        Binding::read("origin", Scalar::F32),
        Binding::write("codebook", Scalar::F32),
        Binding::write("panels", Scalar::F32),
        Binding::write("half_norms", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold(p.rows.div_ceil(TILE) * p.cols)
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 4), (1, 7, 12), (5, 1, 12), (4, 5, 52), (9, 11, 100), (70, 2, 300)]
            .into_iter()
            .flat_map(|shape| [(shape, 0, 0.0), (shape, 1, 0.0), (shape, 0, 1.0)])
            .map(|((rows, cols, n_features), wrap, frozen): (_, _, f32)| {
                let n_units = (rows * cols) as usize;
                draw::case(
                    Params { rows, cols, wrap, n_features, sigma: 0.5 + 3.0 * rng.uniform(), rate: 0.3 },
                    vec![
                        draw::floats(rng, n_units * (n_features as usize + EXTRA), 0.0, 2.0),
                        vec![0, frozen.to_bits(), 0, 0],
                        draw::floats(rng, n_features as usize, 0.0, 1.0),
                        draw::floats(rng, n_units * n_features as usize + 4, 0.0, 1.0),
                        draw::untouched(panel_units(n_units) * n_features as usize + 8),
                        draw::untouched(panel_units(n_units) + 8),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [sums, state, origin, codebook, panels, half_norms] = words else { unreachable!() };
    if super::codebook_change::frozen(state.f32s()) {
        return;
    }
    let (rows, cols, n_features) = (p.rows as usize, p.cols as usize, p.n_features as usize);
    let weights = weights(p.rows, p.wrap, p.sigma);
    let origin = &origin.f32s()[..n_features];
    let (sums, panels, half_norms) = (sums.f32s(), panels.f32s_mut(), half_norms.f32s_mut());
    let mut finished = Scratch::zeros(n_features + EXTRA);
    let mut terms = Scratch::<Term>::empty();
    for (index, unit) in codebook.f32s_mut().chunks_exact_mut(n_features).take(rows * cols).enumerate() {
        let (row, col) = (index / cols, index % cols);
        terms.clear();
        // Neither a weight that underflowed nor a row without samples adds anything.
        terms.extend(
            (0..rows)
                .map(|other| ((other * cols + col) * (n_features + EXTRA), weights[row.abs_diff(other)]))
                .filter(|&(start, weight)| weight >= f32::MIN_POSITIVE && sums[start + n_features] != 0.0),
        );
        blend(&mut finished, sums, &terms);
        let mass = finished[n_features];
        let pull = p.rate / mass.max(1.0);
        let keep = 1.0 - pull * mass;
        let panel = panels[index / PANEL * n_features * PANEL..].chunks_exact_mut(PANEL);
        let mut norm = 0.0;
        for (((weight, sum), origin), panel) in unit.iter_mut().zip(finished.iter()).zip(origin).zip(panel) {
            let value = keep * *weight + pull * sum;
            *weight = if value.abs() < TINY { 0.0 } else { value };
            let away = *weight - origin;
            panel[index % PANEL] = away;
            norm += half_norm(away, *origin);
        }
        half_norms[index] = norm as f32;
    }
}
