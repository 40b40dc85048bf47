//! Rearranges the codebook for the search: panels of eight units, features outermost, and half of every squared norm.
//!
//! With `p_u = w_u − origin`: `panels[p][k][j] = p_{8 p + j}[k]`, `half_norms[u] = ‖p_u‖² / 2 + origin·p_u`, so that
//! `half_norms[u] − x·p_u` differs from `‖x − w_u‖² / 2` by the same for all units. Units that only fill the last panel are
//! zeros with the half norm [`FAR`], so that they never win.
//!
//! Distances do not depend on the origin, but their rounding does: products of vectors that are long and close to one
//! another lose the difference. With the mean of the data as origin, units are as long as the data are wide.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

/// Units in a panel.
pub const PANEL: usize = 8;
/// A half norm that never wins; finite, because shaders may assume that infinity does not occur.
pub const FAR: f32 = 1e30;

params! {
    /// `codebook`: `[n_units, n_features]`; `origin`: `[n_features]`; `panels`: `[⌈n_units / 8⌉, n_features, 8]`; `half_norms`: `[⌈n_units / 8⌉ × 8]`.
    pub struct Params {
        n_units: u32,
        n_features: u32,
    }
}

/// `n_units` rounded up to whole panels.
pub fn panel_units(n_units: usize) -> usize {
    n_units.div_ceil(PANEL) * PANEL
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "codebook_panels",
    wgsl: wgsl!("index", ; "codebook_panels"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("codebook", Scalar::F32),
        Binding::read("origin", Scalar::F32),
        Binding::write("panels", Scalar::F32),
        Binding::write("half_norms", Scalar::F32),
    ],
    groups: |bytes, _| fold(read::<Params>(bytes).n_units.div_ceil(8)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4), (7, 12), (8, 48), (9, 52), (33, 784)]
            .into_iter()
            .map(|(n_units, n_features)| {
                let rounded = panel_units(n_units);
                draw::case(
                    Params { n_units: n_units as u32, n_features: n_features as u32 },
                    vec![
                        draw::floats(rng, n_units * n_features, -1.0, 1.0),
                        draw::floats(rng, n_features, -1.0, 1.0),
                        draw::untouched(rounded * n_features + 8),
                        draw::untouched(rounded + 8),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

/// The share of one feature in a half norm.
#[inline]
pub fn half_norm(away: f32, origin: f32) -> f64 {
    f64::from(away) * (0.5 * f64::from(away) + f64::from(origin))
}

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [codebook, origin, panels, half_norms] = words else { unreachable!() };
    let n_features = p.n_features as usize;
    let origin = &origin.f32s()[..n_features];
    let codebook = &codebook.f32s()[..p.n_units as usize * n_features];
    let panels = panels.f32s_mut().chunks_exact_mut(n_features * PANEL);
    let norms = half_norms.f32s_mut().chunks_exact_mut(PANEL);
    for ((units, panel), norms) in codebook.chunks(PANEL * n_features).zip(panels).zip(norms) {
        panel.fill(0.0);
        norms.fill(FAR);
        for (j, unit) in units.chunks_exact(n_features).enumerate() {
            let mut norm = 0.0;
            for ((row, weight), &origin) in panel.chunks_exact_mut(PANEL).zip(unit).zip(origin) {
                row[j] = weight - origin;
                norm += half_norm(row[j], origin);
            }
            norms[j] = norm as f32;
        }
    }
}
