//! Mask, ReLU and pooling as in [`super::grouped_pool`], but of every window only what is not 0 is written down: a list
//! of the channels with `max m relu(z) > 0`.

use super::conv::{Geometry, conv_params};
use super::entries::{channel_of, pack, room};
use super::grouped::layers;
use super::simd::load;
use super::{Binding, KernelSpec, Params as _, Scalar, Words, draw, fold, only_in_tools, params, read, wgsl};
use wide::f32x8;

params! {
    /// The geometry is that of [`super::conv`]. `z`: `[n_positions, slots]`; `bmus`: a pair a position from row
    /// `bmu_start` on, the best unit first; `active_sets`, `strengths`: `[n_units, slots]`, as [`crate::net::active`]
    /// makes them. `entries`: `[windows, room + 1]`, as [`super::entries`] describes them, in the order in which the
    /// positions and their slots first have more than 0, each with the first place that has the maximum; `values`
    /// (`m z`) and `slopes` (`m`): `[windows, room]`.
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
        slots: u32,
        bmu_start: u32,
        room: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "entries_pool",
    wgsl: wgsl!("index", ; "entries_pool"),
    workgroup: [32, 1, 1],
    params: Params::FIELDS,
    bindings: &[
        Binding::read("z", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::read("active_sets", Scalar::U32),
        Binding::read("strengths", Scalar::F32),
        Binding::write("values", Scalar::F32),
        Binding::write("slopes", Scalar::F32),
        Binding::write("entries", Scalar::U32),
    ],
    groups: |bytes| {
        let geometry = Geometry::read(bytes);
        fold((geometry.n_samples * geometry.windows()).div_ceil(32) as u32)
    },
    cpu,
    cases: only_in_tools(|rng| {
        layers()
            .map(|layer| {
                let (crowd, sets) = (layer.crowd(rng), layer.sets());
                let (slots, bmu_start) = (sets.slots, rng.below(3));
                let room = room(layer.geometry.area() as u32, slots, layer.n_outputs());
                let p = conv_params!(layer.geometry, Params { slots, bmu_start, room });
                let n = layer.windows();
                draw::case(
                    p,
                    vec![
                        draw::signed_sixteenths(rng, (crowd.n() * slots) as usize),
                        crowd.pairs(rng, bmu_start),
                        sets.active,
                        sets.strengths.iter().map(|m| m.to_bits()).collect(),
                        draw::untouched(n * room as usize + 4),
                        draw::untouched(n * room as usize + 4),
                        draw::untouched(n * (room as usize + 1) + 4),
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
    let [z, bmus, active_sets, strengths, values, slopes, entries] = words else { unreachable!() };
    let (slots, area, room) = (p.slots as usize, geometry.area(), p.room as usize);
    let (active_sets, strengths) = (active_sets.u32s(), strengths.f32s());
    let positions = z.f32s().chunks_exact(area * slots);
    let positions = positions.zip(bmus.u32s()[2 * p.bmu_start as usize..].chunks_exact(2 * area));
    let rows = values.f32s_mut().chunks_exact_mut(room).zip(slopes.f32s_mut().chunks_exact_mut(room));
    let rows = rows.zip(entries.u32s_mut().chunks_exact_mut(room + 1));
    // Where in the list a channel would be; right if it is there indeed.
    let mut found = vec![0; active_sets.len() / slots];
    for ((z, bmus), ((values, slopes), entries)) in positions.zip(rows).take(geometry.n_samples * geometry.windows()) {
        let (len, list) = entries.split_first_mut().expect("a length");
        let mut n = 0;
        for (sub, (z, bmu)) in z.chunks_exact(slots).zip(bmus.chunks_exact(2)).enumerate() {
            let set = bmu[0] as usize * slots;
            for slot in (0..slots).step_by(8) {
                let m = load(&strengths[set + slot..]);
                let masked = m * load(&z[slot..]);
                let mut positive = masked.simd_gt(f32x8::ZERO).to_bitmask();
                let channels = &active_sets[set + slot..][..8];
                while positive != 0 {
                    let lane = positive.trailing_zeros() as usize;
                    positive &= positive - 1;
                    let (channel, value) = (channels[lane], masked.as_array()[lane]);
                    let at = &mut found[channel as usize];
                    if *at >= n || channel_of(list[*at]) != channel as usize {
                        *at = n;
                        n += 1;
                    } else if value <= values[*at] {
                        continue;
                    }
                    values[*at] = value;
                    slopes[*at] = m.as_array()[lane];
                    list[*at] = pack(channel, sub * slots + slot + lane);
                }
            }
        }
        *len = n as u32;
    }
}
