//! A linear layer over the lists of [`super::entries`]: the products of every slice of the windows, so that there is
//! work for many threads; [`super::linear_sum`] adds them up.

use super::entries::{by_quads, channel_of, lists, rows, shapes};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use wide::f32x4;

params! {
    /// `entries`: `[n_samples, windows, room + 1]`; `values`: `[n_samples, windows, room]`; `weights`: from `start` on
    /// `[windows, pitch, n_outputs]`; `partials`: `[⌈windows / slice⌉, n_samples, n_outputs]`. `slice` is the windows of a
    /// slice; `pitch`, `start` and `n_outputs` ([`super::entries::MOST_OUTPUTS`] at most) are multiples of 4.
    pub struct Params {
        n_samples: u32,
        windows: u32,
        pitch: u32,
        room: u32,
        n_outputs: u32,
        start: u32,
        slice: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "entries_linear",
    wgsl: wgsl!("index", ; "entries_linear"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("entries", Scalar::U32),
        Binding::read("values", Scalar::F32),
        Binding::read("weights", Scalar::F32),
        Binding::write("partials", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.windows.div_ceil(p.slice) * p.n_samples * p.n_outputs / 4).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        shapes()
            .map(|shape| {
                let (start, slice) = (4 * rng.below(3), 1 + rng.below(shape.windows));
                let (n_samples, n_outputs) = (shape.n_samples, shape.n_outputs);
                let n = shape.windows.div_ceil(slice) * n_samples * n_outputs;
                draw::case(
                    Params {
                        n_samples,
                        windows: shape.windows,
                        pitch: shape.pitch,
                        room: shape.room,
                        n_outputs,
                        start,
                        slice,
                    },
                    vec![
                        shape.entries(rng, shape.room),
                        shape.values(rng),
                        draw::signed_sixteenths(rng, start as usize + shape.n_inputs() * n_outputs as usize),
                        draw::untouched(n as usize + 4),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [entries, values, weights, partials] = words else { unreachable!() };
    let weights = &weights.f32s()[p.start as usize..];
    by_quads!(p.n_outputs, sums(&p, entries.u32s(), values.f32s(), weights, partials.f32s_mut()));
}

fn sums<const Q: usize>(p: &Params, entries: &[u32], values: &[f32], weights: &[f32], partials: &mut [f32]) {
    let (n, windows, pitch, room) = (p.n_samples as usize, p.windows as usize, p.pitch as usize, p.room as usize);
    let slice = p.slice as usize;
    let panels = rows::<Q>(weights);
    let samples = entries.chunks_exact(windows * (room + 1)).zip(values.chunks_exact(windows * room));
    for (sample, (entries, values)) in samples.take(n).enumerate() {
        let mut windows =
            lists(entries, room).zip(values.chunks_exact(room)).zip(panels.chunks_exact(pitch)).peekable();
        let mut out = sample;
        while windows.peek().is_some() {
            let mut sums = [f32x4::ZERO; Q];
            for ((list, values), panel) in windows.by_ref().take(slice) {
                for (&entry, &value) in list.iter().zip(values) {
                    for (sum, weights) in sums.iter_mut().zip(&panel[channel_of(entry)]) {
                        *sum = f32x4::splat(value).mul_add(f32x4::new(*weights), *sum);
                    }
                }
            }
            partials[out * 4 * Q..][..4 * Q].copy_from_slice(sums.map(f32x4::to_array).as_flattened());
            out += n;
        }
    }
}
