//! What a grouped convolution hands on in the place of dense rows: for every window a short list of the channels that
//! are not 0, with room for as many as there can be.
//!
//! Of `entries`, `[windows, room + 1]`, the first word of a row is the length of its list; then follows a word for each
//! channel, which also names the place that has won it: `sub · slots + slot`, the `slot`-th channel of the active set
//! of the window's `sub`-th position. `values` and `activation_grad` are `[windows, room]`.

use super::{draw, padded};
use crate::rng::Rng;

/// Outputs of the linear layer that reads the lists, at most: four registers of a thread.
pub const MOST_OUTPUTS: usize = 16;

/// Channels of one window that are not 0, at most: `area` positions have `slots` each.
pub fn room(area: u32, slots: u32, n_outputs: u32) -> u32 {
    (area * slots).min(padded(n_outputs as usize) as u32)
}

/// A channel and the place that has won it, both below 2¹⁶, as one word.
#[inline]
pub(super) fn pack(channel: u32, place: usize) -> u32 {
    channel | (place as u32) << 16
}

#[inline]
pub(super) fn channel_of(entry: u32) -> usize {
    (entry & 0xFFFF) as usize
}

#[inline]
pub(super) fn place_of(entry: u32) -> usize {
    (entry >> 16) as usize
}

/// The entries of every window's list.
pub(super) fn lists(entries: &[u32], room: usize) -> impl Iterator<Item = &[u32]> {
    entries.chunks_exact(room + 1).map(|list| &list[1..=list[0] as usize])
}

/// Calls `$body::<Q>(…)` for the `Q` quads of outputs that a layer has, so that they stay in registers.
macro_rules! by_quads {
    ($n_outputs:expr, $body:ident($($arg:expr),* $(,)?)) => {
        match $n_outputs / 4 {
            1 => $body::<1>($($arg),*),
            2 => $body::<2>($($arg),*),
            3 => $body::<3>($($arg),*),
            4 => $body::<4>($($arg),*),
            _ => unreachable!("a linear layer of few outputs"),
        }
    };
}
pub(super) use by_quads;

/// Rows of `Q` quads.
pub(super) fn rows<const Q: usize>(values: &[f32]) -> &[[[f32; 4]; Q]] {
    values.as_chunks::<4>().0.as_chunks::<Q>().0
}

/// Sizes of a parity case: `n_samples` of `windows` lists of at most `room` of `pitch` channels, below a linear layer
/// of `n_outputs`.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub n_samples: u32,
    pub windows: u32,
    pub pitch: u32,
    pub room: u32,
    pub n_outputs: u32,
}

pub(super) fn shapes() -> impl Iterator<Item = Shape> {
    [(1, 1, 4, 4, 4), (3, 7, 12, 8, 8), (9, 31, 20, 20, 12), (33, 16, 100, 32, 16), (2, 144, 100, 32, 12)]
        .into_iter()
        .map(|(n_samples, windows, pitch, room, n_outputs)| Shape { n_samples, windows, pitch, room, n_outputs })
}

impl Shape {
    /// Lists of any length; the places of a list are different ones below `places`, at least `room`.
    pub fn entries(&self, rng: &mut Rng, places: u32) -> Vec<u32> {
        let mut lists = draw::untouched(self.lists() * (self.room as usize + 1));
        for list in lists.chunks_exact_mut(self.room as usize + 1) {
            let (first, step) = (rng.below(self.pitch), rng.below(places));
            list[0] = rng.below(self.room + 1);
            for i in 0..list[0] {
                list[1 + i as usize] = pack((first + i) % self.pitch, ((step + i) % places) as usize);
            }
        }
        lists
    }
    /// A value for each entry; behind the end of a list they are whatever.
    pub fn values(&self, rng: &mut Rng) -> Vec<u32> {
        draw::sixteenths(rng, self.lists() * self.room as usize)
    }
    fn lists(&self) -> usize {
        (self.n_samples * self.windows) as usize
    }
    /// Rows of the linear layer's weights.
    pub fn n_inputs(&self) -> usize {
        (self.windows * self.pitch) as usize
    }
}
