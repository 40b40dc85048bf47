//! The gradients of the weights and the bias of a linear layer over the lists of [`super::entries`].

use super::entries::{by_quads, channel_of, lists, rows, shapes};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use wide::f32x4;

params! {
    /// `entries`: `[n_samples, windows, room + 1]`; `values`: `[n_samples, windows, room]`; `gradients`:
    /// `[n_samples, n_outputs]`; `weight_gradients`: from `start` on `[windows, pitch, n_outputs]`, then `[n_outputs]` of
    /// the bias. `pitch`, `start` and `n_outputs` ([`super::entries::MOST_OUTPUTS`] at most) are multiples of 4.
    pub struct Params {
        n_samples: u32,
        windows: u32,
        pitch: u32,
        room: u32,
        n_outputs: u32,
        start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "entries_grad_weights",
    wgsl: wgsl!("index", ; "entries_grad_weights"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("entries", Scalar::U32),
        Binding::read("values", Scalar::F32),
        Binding::read("gradients", Scalar::F32),
        Binding::write("weight_gradients", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold(((p.windows + 1) * p.n_outputs / 4).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        shapes()
            .map(|shape| {
                let (start, n_outputs) = (4 * rng.below(3), shape.n_outputs);
                let n = start as usize + (shape.n_inputs() + 1) * n_outputs as usize;
                draw::case(
                    Params {
                        n_samples: shape.n_samples,
                        windows: shape.windows,
                        pitch: shape.pitch,
                        room: shape.room,
                        n_outputs,
                        start,
                    },
                    vec![
                        shape.entries(rng, shape.room),
                        shape.values(rng),
                        draw::signed_sixteenths(rng, (shape.n_samples * n_outputs) as usize),
                        draw::untouched(n + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [entries, values, gradients, out] = words else { unreachable!() };
    let out = &mut out.f32s_mut()[p.start as usize..];
    by_quads!(p.n_outputs, add_all(&p, entries.u32s(), values.f32s(), gradients.f32s(), out));
}

fn add_all<const Q: usize>(p: &Params, entries: &[u32], values: &[f32], gradients: &[f32], out: &mut [f32]) {
    let (windows, pitch, room) = (p.windows as usize, p.pitch as usize, p.room as usize);
    let out = &mut out.as_chunks_mut::<4>().0.as_chunks_mut::<Q>().0[..=windows * pitch];
    out.as_flattened_mut().as_flattened_mut().fill(0.0);
    let (panels, bias) = out.split_at_mut(windows * pitch);
    let samples = entries.chunks_exact(windows * (room + 1)).zip(values.chunks_exact(windows * room));
    for ((entries, values), gradients) in samples.zip(rows::<Q>(gradients)).take(p.n_samples as usize) {
        let gradients = gradients.map(f32x4::new);
        let add = |row: &mut [[f32; 4]; Q], value: f32| {
            for (sum, gradient) in row.iter_mut().zip(gradients) {
                *sum = gradient.mul_add(f32x4::splat(value), f32x4::new(*sum)).to_array();
            }
        };
        add(&mut bias[0], 1.0);
        let windows = lists(entries, room).zip(values.chunks_exact(room));
        for ((list, values), panel) in windows.zip(panels.chunks_exact_mut(pitch)) {
            list.iter().zip(values).for_each(|(&entry, &value)| add(&mut panel[channel_of(entry)], value));
        }
    }
}
