//! The way back through pooling: every position gets the gradients of those of its active channels that it has won.

use super::active::NONE;
use super::conv::{Geometry, conv_params};
use super::grouped::layers;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use bytemuck::cast;
use wide::{f32x8, i32x8, u32x8};

params! {
    /// The geometry is that of [`super::conv`]. `gradients`: `[windows, n_outputs]`, by what goes into the ReLU;
    /// `pool_argmax`: as `grouped_pool` wrote them; `bmus`: a pair a position from row `bmu_start` on, the best unit
    /// first; `active_sets`: `[n_units, slots]`; `gz`: `[n_positions, slots]`, the gradients by z.
    pub struct Params {
        n_samples: u32,
        sample_words: u32,
        width: u32,
        pitch: u32,
        kernel: u32,
        pool: u32,
        out_h: u32,
        out_w: u32,
        n_inputs: u32,
        n_outputs: u32,
        slots: u32,
        bmu_start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "grouped_route",
    wgsl: wgsl!("index", ; "grouped_route"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("gradients", Scalar::F32),
        Binding::read("pool_argmax", Scalar::U32),
        Binding::read("bmus", Scalar::U32),
        Binding::read("active_sets", Scalar::U32),
        Binding::write("gz", Scalar::F32),
    ],
    groups: |bytes, _| fold(Geometry::read(bytes).positions().div_ceil(64) as u32),
    cpu,
    cases: only_in_tools(|rng| {
        layers()
            .map(|layer| {
                let (crowd, sets) = (layer.crowd(rng), layer.sets());
                let bmu_start = rng.below(3);
                let p =
                    conv_params!(layer.geometry, Params { n_outputs: layer.n_outputs(), slots: sets.slots, bmu_start });
                let n = layer.windows() * p.n_outputs as usize;
                let area = layer.geometry.area() as u32;
                let pool_argmax = (0..n / 4).map(|_| (0..4).fold(0, |word, _| word << 8 | rng.below(area))).collect();
                draw::case(
                    p,
                    vec![
                        draw::signed_sixteenths(rng, n),
                        pool_argmax,
                        crowd.pairs(rng, p.bmu_start),
                        sets.active,
                        draw::untouched((crowd.n() * p.slots) as usize + 8),
                    ],
                    0.0,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let geometry = Geometry::read(bytes);
    let [gradients, pool_argmax, bmus, active_sets, gz] = words else { unreachable!() };
    let (slots, n_outputs, area) = (p.slots as usize, p.n_outputs as usize, geometry.area());
    let active_sets = active_sets.u32s();
    let gradients = gradients.f32s().chunks_exact(n_outputs);
    let pool_argmax = bytemuck::cast_slice::<u32, u8>(pool_argmax.u32s()).chunks_exact(n_outputs);
    let bmus = bmus.u32s()[2 * p.bmu_start as usize..].chunks_exact(2 * area);
    let windows = gradients.zip(pool_argmax).zip(bmus).zip(gz.f32s_mut().chunks_exact_mut(area * slots));
    for (((gradients, pool_argmax), bmus), gz) in windows.take(geometry.n_samples * geometry.windows()) {
        for ((gz, bmu), sub) in gz.chunks_exact_mut(slots).zip(bmus.chunks_exact(2)).zip(0..) {
            let set = &active_sets[bmu[0] as usize * slots..][..slots];
            for (gz, channels) in gz.as_chunks_mut::<8>().0.iter_mut().zip(set.as_chunks::<8>().0) {
                // Without branches: nobody could foresee them. An empty slot reads the last channel and drops it.
                let at = channels.map(|channel| (channel as usize).min(n_outputs - 1));
                let won = i32x8::new(at.map(|at| i32::from(pool_argmax[at]))).simd_eq(i32x8::splat(sub));
                let empty = u32x8::new(*channels).simd_eq(u32x8::splat(NONE));
                let won: f32x8 = cast(won & !cast::<u32x8, i32x8>(empty));
                *gz = (f32x8::new(at.map(|at| gradients[at])) & won).to_array();
            }
        }
    }
}
