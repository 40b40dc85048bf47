//! Sums that were split among threads, added up in the order of the splits.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `partials`: `[splits, n]`; `out`: `n` sums from word `start` on. `n` and `start` are multiples of 4.
    pub struct Params {
        n: u32,
        splits: u32,
        start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "sum_partials",
    wgsl: wgsl!("index", ; "sum_partials"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("partials", Scalar::F32), Binding::write("out", Scalar::F32)],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.n / 4).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(4, 1), (12, 3), (128, 7), (260, 16)]
            .into_iter()
            .map(|(n, splits)| {
                let start = 4 * rng.below(3);
                let partials = draw::floats(rng, (n * splits) as usize, -1.0, 1.0);
                let out = draw::untouched((start + n) as usize + 4);
                draw::case(Params { n, splits, start }, vec![partials, out], 1e-6)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [partials, out] = words else { unreachable!() };
    let n = p.n as usize;
    let mut splits = partials.f32s()[..n * p.splits as usize].chunks_exact(n);
    let out = &mut out.f32s_mut()[p.start as usize..][..n];
    if let Some(first) = splits.next() {
        out.copy_from_slice(first);
    }
    for split in splits {
        out.iter_mut().zip(split).for_each(|(sum, value)| *sum += value);
    }
}
