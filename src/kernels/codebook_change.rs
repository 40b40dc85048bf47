//! How far a codebook has moved since it was last looked at, and whether that is so little that it stops.
//!
//! `state[0] = ‖w − snapshot‖ / ‖w‖`; where that is below `tolerance`, `state[1]` becomes 1 and the map is frozen: the
//! kernels that would move it leave it alone. `state[2]` is `samples` at that moment, else 0. The decision is made
//! where the codebook lies, so that it depends on the step alone and never on when somebody looks.

use super::{Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, only_in_tools, params, read, wgsl};

params! {
    /// `codebook`, `snapshot`: `[n]`, n a multiple of 4; `state`: `[4]`, the change of the codebook, whether the map is
    /// frozen and since when; `samples` learned so far.
    pub struct Params {
        n: u32,
        tolerance: f32,
        samples: f32,
    }
}

/// Words of a map's state.
pub const STATE: usize = 4;

pub(super) fn frozen(state: &[f32]) -> bool {
    state[1] > 0.0
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "codebook_change",
    wgsl: wgsl!(; "codebook_change"),
    workgroup: Workgroup::Fixed([256, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("codebook", Scalar::F32),
        Binding::write("snapshot", Scalar::F32),
        Binding::write("state", Scalar::F32),
    ],
    groups: |_, _| [1, 1, 1],
    cpu,
    cases: only_in_tools(|rng| {
        [(4, 0.0), (12, 0.9), (1020, 0.001), (3000, 0.0)]
            .into_iter()
            .flat_map(|(n, tolerance)| [(n, tolerance, 0.0), (n, tolerance, 1.0)])
            .map(|(n, tolerance, frozen): (u32, f32, f32)| {
                let words = n as usize + 4;
                draw::case(
                    Params { n, tolerance, samples: 6400.0 },
                    vec![
                        draw::floats(rng, words, 0.1, 1.0),
                        draw::floats(rng, words, 0.1, 1.0),
                        vec![7f32.to_bits(), frozen.to_bits(), 0, 0],
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [codebook, snapshot, state] = words else { unreachable!() };
    if frozen(state.f32s()) {
        return;
    }
    let (mut moved, mut norm) = (0.0f64, 0.0f64);
    for (kept, &weight) in snapshot.f32s_mut().iter_mut().zip(codebook.f32s()).take(p.n as usize) {
        moved += f64::from(weight - *kept).powi(2);
        norm += f64::from(weight).powi(2);
        *kept = weight;
    }
    let codebook_change = if norm > 0.0 { (moved / norm).sqrt() as f32 } else { 0.0 };
    let state = state.f32s_mut();
    state[0] = codebook_change;
    state[1] = f32::from(codebook_change < p.tolerance);
    state[2] = state[1] * p.samples;
}
