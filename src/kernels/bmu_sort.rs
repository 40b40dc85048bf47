//! Sorts samples by their best-matching unit: a stable counting sort.
//!
//! The samples of unit `u` are `order[starts[u]..][..counts[u]]`, ascending, so that sums over them always run in the
//! same order.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `bmus`: `[n_samples, 2]`; `order`: `[n_samples]`; `starts`, `counts`: `[n_units]`.
    pub struct Params {
        n_samples: u32,
        n_units: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "bmu_sort",
    wgsl: wgsl!("index", ; "bmu_sort"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("bmus", Scalar::U32),
        Binding::write("order", Scalar::U32),
        Binding::write("starts", Scalar::U32),
        Binding::write("counts", Scalar::U32),
    ],
    groups: |bytes, _| fold(read::<Params>(bytes).n_units),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1), (1, 7), (63, 5), (64, 64), (65, 3), (1000, 37)]
            .into_iter()
            .map(|(n_samples, n_units)| {
                draw::case(
                    Params { n_samples, n_units },
                    vec![
                        draw::indices(rng, n_samples as usize * 2, n_units),
                        draw::untouched(n_samples as usize + 1),
                        draw::untouched(n_units as usize + 1),
                        draw::untouched(n_units as usize + 1),
                    ],
                    0.0,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [bmus, order, starts, counts] = words else { unreachable!() };
    let bmus = &bmus.u32s().as_chunks::<2>().0[..p.n_samples as usize];
    let starts = &mut starts.u32s_mut()[..p.n_units as usize];
    let counts = &mut counts.u32s_mut()[..p.n_units as usize];
    let order = order.u32s_mut();
    counts.fill(0);
    for &[bmu, _] in bmus {
        counts[bmu as usize] += 1;
    }
    let mut end = 0;
    for (start, count) in starts.iter_mut().zip(&*counts) {
        end += count;
        *start = end;
    }
    // Every end moves to its unit's start.
    for (sample, &[bmu, _]) in bmus.iter().enumerate().rev() {
        let place = &mut starts[bmu as usize];
        *place -= 1;
        order[*place as usize] = sample as u32;
    }
}
