//! The way back from a linear layer through pooling, by the lists of [`super::entries`]: every place that has won a
//! channel gets the gradient of it.

use super::entries::{by_quads, channel_of, lists, place_of, rows, shapes};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use wide::f32x4;

params! {
    /// `entries`: `[n_samples, windows, room + 1]`; `activation_grad`: `[n_samples, windows, room]`; `gradients`:
    /// `[n_samples, n_outputs]`, by the linear layer's outputs; `weights`: from `start` on `[windows, pitch,
    /// n_outputs]`; `gz`: `[n_samples, windows, places]`, the gradients by z. `places` is `pool² · slots`; it, `pitch`,
    /// `start` and `n_outputs` ([`super::entries::MOST_OUTPUTS`] at most) are multiples of 4.
    pub struct Params {
        n_samples: u32,
        windows: u32,
        pitch: u32,
        room: u32,
        n_outputs: u32,
        start: u32,
        places: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "entries_route",
    wgsl: wgsl!("index", ; "entries_route"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("entries", Scalar::U32),
        Binding::read("activation_grad", Scalar::F32),
        Binding::read("gradients", Scalar::F32),
        Binding::read("weights", Scalar::F32),
        Binding::write("gz", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.n_samples * p.windows).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        shapes()
            .map(|shape| {
                let (start, n_outputs) = (4 * rng.below(3), shape.n_outputs);
                let places = shape.room + 8 * rng.below(3);
                let n = shape.n_samples * shape.windows * places;
                draw::case(
                    Params {
                        n_samples: shape.n_samples,
                        windows: shape.windows,
                        pitch: shape.pitch,
                        room: shape.room,
                        n_outputs,
                        start,
                        places,
                    },
                    vec![
                        shape.entries(rng, places),
                        shape.values(rng),
                        draw::signed_sixteenths(rng, (shape.n_samples * n_outputs) as usize),
                        draw::signed_sixteenths(rng, start as usize + shape.n_inputs() * n_outputs as usize),
                        draw::untouched(n as usize + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [entries, activation_grad, gradients, weights, gz] = words else { unreachable!() };
    let weights = &weights.f32s()[p.start as usize..];
    by_quads!(p.n_outputs, route(&p, entries.u32s(), activation_grad.f32s(), gradients.f32s(), weights, gz.f32s_mut()));
}

fn route<const Q: usize>(
    p: &Params,
    entries: &[u32],
    activation_grad: &[f32],
    gradients: &[f32],
    weights: &[f32],
    gz: &mut [f32],
) {
    let (windows, pitch, room) = (p.windows as usize, p.pitch as usize, p.room as usize);
    let places = p.places as usize;
    let panels = rows::<Q>(weights);
    let samples = entries.chunks_exact(windows * (room + 1)).zip(activation_grad.chunks_exact(windows * room));
    let samples = samples.zip(gz.chunks_exact_mut(windows * places)).zip(rows::<Q>(gradients));
    for (((entries, activation_grad), gz), gradients) in samples.take(p.n_samples as usize) {
        let gradients = gradients.map(f32x4::new);
        gz.fill(0.0);
        let windows = lists(entries, room).zip(activation_grad.chunks_exact(room));
        let windows = windows.zip(gz.chunks_exact_mut(places)).zip(panels.chunks_exact(pitch));
        for (((list, activation_grad), gz), panel) in windows {
            for (&entry, &slope) in list.iter().zip(activation_grad) {
                let products = gradients.iter().zip(&panel[channel_of(entry)]);
                let sum = products.fold(f32x4::ZERO, |sum, (g, weights)| g.mul_add(f32x4::new(*weights), sum));
                gz[place_of(entry)] = slope * sum.reduce_add();
            }
        }
    }
}
