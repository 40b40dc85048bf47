//! Where the positions of every unit begin once they are sorted, and how the work on them is cut: the prefix sums of a
//! counting sort.

use super::{Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, only_in_tools, params, read, wgsl};

params! {
    /// `counts`: `[blocks, n_units]`, as `unit_counts` wrote them; becomes where in the sorted order the positions of a
    /// block and a unit begin. `starts`, `tiles`, `chunks`: `[n_units + 1]`, the prefix sums of the positions of a unit,
    /// of the tiles of at most `tile` of them, and of the chunks of at most `chunk`.
    pub struct Params {
        blocks: u32,
        n_units: u32,
        tile: u32,
        chunk: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "unit_starts",
    wgsl: wgsl!(; "unit_starts"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::write("counts", Scalar::U32),
        Binding::write("starts", Scalar::U32),
        Binding::write("tiles", Scalar::U32),
        Binding::write("chunks", Scalar::U32),
    ],
    groups: |_, _| [1, 1, 1],
    cpu,
    cases: only_in_tools(|rng| {
        super::grouped::crowds(rng)
            .into_iter()
            .map(|crowd| {
                let counts = crowd.counts();
                let p = Params {
                    blocks: crowd.n().div_ceil(crowd.block),
                    n_units: crowd.n_units,
                    tile: 1 + rng.below(9),
                    chunk: 1 + rng.below(50),
                };
                let ends = || draw::untouched(p.n_units as usize + 3);
                draw::case(p, vec![counts, ends(), ends(), ends()], 0.0)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [counts, starts, tiles, chunks] = words else { unreachable!() };
    let n_units = p.n_units as usize;
    let counts = &mut counts.u32s_mut()[..p.blocks as usize * n_units];
    let mut totals = vec![0; n_units];
    for row in counts.chunks_exact(n_units) {
        totals.iter_mut().zip(row).for_each(|(total, count)| *total += count);
    }
    prefix_sums(starts.u32s_mut(), &totals, 1);
    prefix_sums(tiles.u32s_mut(), &totals, p.tile);
    prefix_sums(chunks.u32s_mut(), &totals, p.chunk);
    let mut places = totals;
    places.copy_from_slice(&starts.u32s()[..n_units]);
    for row in counts.chunks_exact_mut(n_units) {
        for (count, place) in row.iter_mut().zip(&mut places) {
            *place += std::mem::replace(count, *place);
        }
    }
}

/// Of the pieces of at most `size` positions into which every total falls, and their sum.
fn prefix_sums(ends: &mut [u32], totals: &[u32], size: u32) {
    let mut sum = 0;
    for (end, total) in ends.iter_mut().zip(totals) {
        *end = sum;
        sum += total.div_ceil(size);
    }
    ends[totals.len()] = sum;
}
