//! Mask, ReLU and pooling as in [`super::grouped_pool`], but of every window only what is not 0 is written down: a list
//! of the channels with `max m relu(z) > 0`.

use super::conv::{Geometry, conv_params};
use super::entries::{channel_of, pack, room};
use super::grouped::layers;
use super::simd::load;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use wide::f32x8;

params! {
    /// The geometry is that of [`super::conv`]. `z`: `[n_positions, slots]`; `bmus`: a pair a position from row
    /// `bmu_start` on, the best unit first; `active_sets`, `strengths`: `[n_units, slots]`, as
    /// [`crate::kernels::active`] makes them. `entries`: `[windows, room + 1]`, as [`super::entries`] describes them;
    /// `values` (`m z`) and `activation_grad` (`m`): `[windows, room]`. Eight slots of all positions are gone through,
    /// then the next eight: channels are listed as they first come with more than 0, each with the first place that has
    /// its maximum.
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
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("z", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::read("active_sets", Scalar::U32),
        Binding::read("strengths", Scalar::F32),
        Binding::write("values", Scalar::F32),
        Binding::write("activation_grad", Scalar::F32),
        Binding::write("entries", Scalar::U32),
    ],
    groups: |bytes, _| {
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
    let [z, bmus, active_sets, strengths, values, activation_grad, entries] = words else { unreachable!() };
    let (slots, area, room) = (p.slots as usize, geometry.area(), p.room as usize);
    let tables = Tables { slots, active_sets: active_sets.u32s(), strengths: strengths.f32s() };
    let positions = z.f32s().chunks_exact(area * slots);
    let positions = positions.zip(bmus.u32s()[2 * p.bmu_start as usize..].chunks_exact(2 * area));
    let rows = values.f32s_mut().chunks_exact_mut(room).zip(activation_grad.f32s_mut().chunks_exact_mut(room));
    let rows = rows.zip(entries.u32s_mut().chunks_exact_mut(room + 1));
    let mut scratch = Scratch {
        found: vec![0; tables.active_sets.len() / slots],
        values: [[0.0; 8]; MOST],
        strengths: [[0.0; 8]; MOST],
        channels: [[0; 8]; MOST],
    };
    for ((z, bmus), ((values, activation_grad), entries)) in
        positions.zip(rows).take(geometry.n_samples * geometry.windows())
    {
        let (len, channels) = entries.split_first_mut().expect("a length");
        let mut list = List { len: 0, channels, values, activation_grad };
        let unit = bmus[0];
        if bmus.chunks_exact(2).all(|bmu| bmu[0] == unit) {
            tables.list_alike(z, unit, &mut list);
        } else {
            tables.list(z, bmus, &mut scratch, &mut list);
        }
        *len = list.len as u32;
    }
}

/// The channels of every unit.
struct Tables<'a> {
    slots: usize,
    active_sets: &'a [u32],
    strengths: &'a [f32],
}

/// That of a window.
struct List<'a> {
    len: usize,
    channels: &'a mut [u32],
    values: &'a mut [f32],
    activation_grad: &'a mut [f32],
}

/// Positions of a window, at most.
const MOST: usize = 16;

/// What is made once, not for every window.
struct Scratch {
    /// Where in the list a channel would be; right if the channel is there indeed.
    found: Vec<usize>,
    /// Eight slots of every position.
    values: [[f32; 8]; MOST],
    strengths: [[f32; 8]; MOST],
    channels: [[u32; 8]; MOST],
}

impl Tables<'_> {
    /// Of a window all positions of which have one unit, and thereby one set: the maximum is one of vectors.
    #[inline]
    fn list_alike(&self, z: &[f32], unit: u32, list: &mut List) {
        for slot in (0..self.slots).step_by(8) {
            let set = unit as usize * self.slots + slot;
            let m = load(&self.strengths[set..]);
            let (mut best, mut subs) = (f32x8::ZERO, f32x8::ZERO);
            let (mut seen, mut new) = (0, [0; MOST]);
            for ((z, new), sub) in z.chunks_exact(self.slots).zip(&mut new).zip(0u8..) {
                let values = m * load(&z[slot..]);
                subs = values.simd_gt(best).select(f32x8::splat(f32::from(sub)), subs);
                best = best.fast_max(values);
                let positive = values.simd_gt(f32x8::ZERO).to_bitmask() as u8;
                *new = positive & !seen;
                seen |= positive;
            }
            let (m, best, subs) = (m.to_array(), best.to_array(), subs.to_array());
            let channels = &self.active_sets[set..][..8];
            for lane in bits(new).map(|bit| bit % 8) {
                list.values[list.len] = best[lane];
                list.activation_grad[list.len] = m[lane];
                list.channels[list.len] = pack(channels[lane], subs[lane] as usize * self.slots + slot + lane);
                list.len += 1;
            }
        }
    }

    /// Of a window of any sets.
    #[inline]
    fn list(&self, z: &[f32], bmus: &[u32], scratch: &mut Scratch, list: &mut List) {
        let Scratch { found, values, strengths, channels } = scratch;
        for slot in (0..self.slots).step_by(8) {
            let mut positive = [0; MOST];
            for (sub, (z, bmu)) in z.chunks_exact(self.slots).zip(bmus.chunks_exact(2)).enumerate().take(MOST) {
                let set = bmu[0] as usize * self.slots + slot;
                let m = load(&self.strengths[set..]);
                let masked = m * load(&z[slot..]);
                positive[sub] = masked.simd_gt(f32x8::ZERO).to_bitmask() as u8;
                (values[sub], strengths[sub]) = (masked.to_array(), m.to_array());
                channels[sub] = *self.active_sets[set..].first_chunk().expect("eight slots");
            }
            let (values, strengths, channels) =
                (values.as_flattened(), strengths.as_flattened(), channels.as_flattened());
            for bit in bits(positive) {
                // Without branches: nobody could foresee them.
                let (channel, value) = (channels[bit], values[bit]);
                let at = &mut found[channel as usize];
                let known = (*at < list.len) & (channel_of(list.channels[*at]) == channel as usize);
                *at = if known { *at } else { list.len };
                list.len += usize::from(!known);
                let best = if known { list.values[*at] } else { 0.0 };
                let better = value > best;
                list.values[*at] = if better { value } else { best };
                list.activation_grad[*at] = if better { strengths[bit] } else { list.activation_grad[*at] };
                let entry = pack(channel, bit / 8 * self.slots + slot + bit % 8);
                list.channels[*at] = if better { entry } else { list.channels[*at] };
            }
        }
    }
}

/// The numbers of the bits that are set, in order.
#[inline]
fn bits(bytes: [u8; MOST]) -> impl Iterator<Item = usize> {
    let mut words = [0, 8].map(|at| u64::from_le_bytes(*bytes[at..].first_chunk().expect("eight bytes")));
    std::iter::from_fn(move || {
        let word = usize::from(words[0] == 0);
        let bit = words[word].trailing_zeros() as usize;
        words[word] &= words[word].wrapping_sub(1);
        (bit < 64).then_some(64 * word + bit)
    })
}
