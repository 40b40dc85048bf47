//! Smooths the per-unit sums over the lattice with any neighborhood on any topology.
//!
//! `smoothed[u] = Σ_v h(d(u, v)) sums[v]`, except the second extra word, which becomes the mass `Σ_v |h(d(u, v))| n_v`.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, bmu_sums::EXTRA, draw, fold, only_in_tools, params,
    read, simd::blend, wgsl,
};
use crate::lattice::{Lattice, Neighborhood, Topology};

params! {
    /// `sums`, `smoothed`: `[rows × cols, n_words]`, rows as `bmu_sums` wrote them; `topology` and `neighborhood` by
    /// their codes; `sigma` > 0 in lattice units.
    pub struct Params {
        rows: u32,
        cols: u32,
        topology: u32,
        neighborhood: u32,
        n_words: u32,
        sigma: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "smooth",
    wgsl: wgsl!("index", "lattice", ; "smooth"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("sums", Scalar::F32), Binding::write("smoothed", Scalar::F32)],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold(p.rows * p.cols * (p.n_words / 4).div_ceil(256))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 8), (1, 9, 8), (4, 5, 52), (9, 8, 1032)]
            .into_iter()
            .flat_map(|shape| (0..9).map(move |codes| (shape, codes)))
            .map(|((rows, cols, n_words), codes)| {
                let sigma = 0.4 + 4.0 * rng.uniform();
                let n = (rows * cols * n_words) as usize;
                draw::case(
                    Params { rows, cols, topology: codes % 3, neighborhood: codes / 3, n_words, sigma },
                    vec![draw::floats(rng, n, 0.0, 1.0), draw::untouched(n + 4)],
                    1e-4,
                )
            })
            .collect()
    }),
};

/// The lattice and the neighborhood that the codes in the params stand for.
pub(super) fn decode(rows: u32, cols: u32, topology: u32, neighborhood: u32) -> (Lattice, Neighborhood) {
    let topology = [Topology::Rectangle, Topology::Torus, Topology::Hexagonal][topology as usize];
    let neighborhood = [Neighborhood::Gaussian, Neighborhood::Bubble, Neighborhood::MexicanHat][neighborhood as usize];
    (Lattice { topology, rows, cols }, neighborhood)
}

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [sums, smoothed] = words else { unreachable!() };
    let (lattice, neighborhood) = decode(p.rows, p.cols, p.topology, p.neighborhood);
    let n_words = p.n_words as usize;
    let sums = sums.f32s();
    let rows = smoothed.f32s_mut().chunks_exact_mut(n_words).take(lattice.n_units() as usize);
    let mut terms = Vec::new();
    for (unit, row) in (0u32..).zip(rows) {
        let weight = |other| neighborhood.at(lattice.distance_squared(unit, other), p.sigma);
        terms.clear();
        terms.extend(
            (0..lattice.n_units())
                .map(|other| (other, other as usize * n_words))
                // Most units have no samples in a small mini-batch, and add nothing.
                .filter(|&(_, start)| sums[start + n_words - EXTRA] != 0.0)
                .map(|(other, start)| (start, weight(other)))
                .filter(|(_, weight)| weight.abs() >= f32::MIN_POSITIVE),
        );
        blend(row, sums, &terms);
        // The second extra word is the mass, whatever the sign of the weights.
        let mass = n_words - EXTRA + 1;
        row[mass] = terms.iter().map(|&(start, weight)| (weight * sums[start + mass]).abs()).sum();
    }
}
