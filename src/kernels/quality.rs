//! The two errors of every sample, whose means over a held-out set are the quality of a map.
//!
//! `errors[i] = (‖x_i − w_first‖, first and second are not lattice neighbors)`. The mean of the first is the
//! quantization error (Kohonen 2001), of the second the topographic error (Kiviluoto 1996).

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read,
    smooth::decode, wgsl,
};

params! {
    /// `samples`: `[n_samples, n_features]`; `codebook`: `[rows × cols, n_features]`; `bmus`, `errors`: pairs,
    /// of which those from row `out_start` on belong to `samples`.
    pub struct Params {
        n_samples: u32,
        n_features: u32,
        rows: u32,
        cols: u32,
        topology: u32,
        out_start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "quality",
    wgsl: wgsl!("index", "lattice", ; "quality"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("samples", Scalar::F32),
        Binding::read("codebook", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::write("errors", Scalar::F32),
    ],
    groups: |bytes, _| fold(read::<Params>(bytes).n_samples.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4, 1, 1), (65, 12, 1, 7), (63, 100, 5, 6)]
            .into_iter()
            .flat_map(|shape| (0..3).map(move |topology| (shape, topology)))
            .map(|((n_samples, n_features, rows, cols), topology)| {
                draw::case(
                    Params { n_samples, n_features, rows, cols, topology, out_start: topology },
                    vec![
                        draw::floats(rng, (n_samples * n_features) as usize, 0.0, 1.0),
                        draw::floats(rng, (rows * cols * n_features) as usize, 0.0, 1.0),
                        draw::indices(rng, (n_samples as usize + 2) * 2, rows * cols),
                        draw::untouched((n_samples as usize + 3) * 2),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [samples, codebook, bmus, errors] = words else { unreachable!() };
    let (lattice, _) = decode(p.rows, p.cols, p.topology, 0);
    let n_features = p.n_features as usize;
    let rows = samples.f32s().chunks_exact(n_features).take(p.n_samples as usize);
    let start = 2 * p.out_start as usize;
    let pairs = bmus.u32s()[start..].chunks_exact(2).zip(errors.f32s_mut()[start..].chunks_exact_mut(2));
    for (sample, (bmus, out)) in rows.zip(pairs) {
        let unit = &codebook.f32s()[bmus[0] as usize * n_features..][..n_features];
        out[0] = sample.iter().zip(unit).map(|(x, w)| (x - w) * (x - w)).sum::<f32>().sqrt();
        out[1] = f32::from(bmus[0] != bmus[1] && !lattice.adjacent(bmus[0], bmus[1]));
    }
}
