//! The geometry that the kernels of convolutions share: where positions, windows and taps lie in the inputs.
//!
//! A convolution is "valid" with stride 1; a window of `pool × pool` neighboring positions is pooled to one output, and
//! positions beyond the last whole window do not exist. Position `(sample · windows + window) · pool² + sub` is the
//! `sub`-th of its window, so that the positions of a window are neighbors in memory. Tap `(ky, kx, channel)` of a
//! patch is row `(ky · kernel + kx) · pitch + channel` of the weights.
//!
//! The shaders' twin of this file is `shaders/common/conv.wgsl`.

use super::draw;
use crate::rng::Rng;

/// What the params of every kernel of a convolution begin with, in this order.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    pub n_samples: usize,
    /// From one sample to the next; a multiple of 4.
    pub sample_words: usize,
    /// Pixels in a row of the inputs.
    pub width: usize,
    /// Words from one pixel to the next: the channels, padded to a multiple of 4 below the first layer.
    pub pitch: usize,
    /// The side of a patch in pixels.
    pub kernel: usize,
    /// The side of a window in positions, 1 to 4.
    pub pool: usize,
    /// Windows in a column and in a row.
    pub out_h: usize,
    pub out_w: usize,
    /// The taps of a patch, padded to a multiple of 4.
    pub n_inputs: usize,
}

/// Builds the params of a kernel from a [`Geometry`] and the fields of its own.
macro_rules! conv_params {
    ($geometry:expr, $($params:ident)::+ { $($own:tt)* }) => {{
        let g: $crate::kernels::conv::Geometry = $geometry;
        $($params)::+ {
            n_samples: g.n_samples as u32,
            sample_words: g.sample_words as u32,
            width: g.width as u32,
            pitch: g.pitch as u32,
            kernel: g.kernel as u32,
            pool: g.pool as u32,
            out_h: g.out_h as u32,
            out_w: g.out_w as u32,
            n_inputs: g.n_inputs as u32,
            $($own)*
        }
    }};
}
pub(crate) use conv_params;

/// A position: where its patch begins, and which it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// In words of the inputs.
    pub origin: usize,
    pub sample: usize,
    /// Counted through all samples.
    pub window: usize,
    pub sub: usize,
}

impl Geometry {
    /// From the params of any kernel that begins with these fields.
    pub fn read(params: &[u8]) -> Self {
        const FIELDS: usize = 9;
        let words: [u32; FIELDS] = bytemuck::pod_read_unaligned(&params[..4 * FIELDS]);
        let [n_samples, sample_words, width, pitch, kernel, pool, out_h, out_w, n_inputs] = words.map(|w| w as usize);
        Self { n_samples, sample_words, width, pitch, kernel, pool, out_h, out_w, n_inputs }
    }

    /// Windows of one sample.
    pub fn windows(&self) -> usize {
        self.out_h * self.out_w
    }

    /// Positions in a window.
    pub fn area(&self) -> usize {
        self.pool * self.pool
    }

    /// Positions of all samples.
    pub fn positions(&self) -> usize {
        self.n_samples * self.windows() * self.area()
    }

    /// Taps that are no padding.
    pub fn taps(&self) -> usize {
        self.kernel * self.run()
    }

    /// Neighboring words of a patch: those of one of its rows of pixels.
    pub fn run(&self) -> usize {
        self.kernel * self.pitch
    }

    /// From one row of pixels to the next.
    pub fn row_words(&self) -> usize {
        self.width * self.pitch
    }

    /// The word of the inputs at which the first patch of a window begins; `window` counts through all samples.
    pub fn window_origin(&self, window: usize) -> usize {
        let (sample, window) = (window / self.windows(), window % self.windows());
        let (y, x) = (window / self.out_w, window % self.out_w);
        sample * self.sample_words + self.pool * (y * self.row_words() + x * self.pitch)
    }

    /// How far the patch of the `sub`-th position of a window begins behind that of its first.
    pub fn sub_offset(&self, sub: usize) -> usize {
        sub / self.pool * self.row_words() + sub % self.pool * self.pitch
    }

    /// All positions in order, without divisions.
    pub fn places(&self) -> impl Iterator<Item = Place> + use<> {
        let g = *self;
        let subs: Vec<usize> = (0..g.area()).map(|sub| g.sub_offset(sub)).collect();
        let (mut place, mut base, mut x, mut y) = (Place::default(), 0, 0, 0);
        (0..g.positions()).map(move |_| {
            let here = Place { origin: base + subs[place.sub], ..place };
            place.sub += 1;
            if place.sub == subs.len() {
                place.sub = 0;
                place.window += 1;
                x += 1;
                if x == g.out_w {
                    (x, y) = (0, y + 1);
                    if y == g.out_h {
                        y = 0;
                        place.sample += 1;
                    }
                }
                base = place.sample * g.sample_words + g.pool * (y * g.row_words() + x * g.pitch);
            }
            here
        })
    }

    /// How far every tap lies behind the beginning of its patch; none of padding.
    pub fn tap_offsets(&self) -> Vec<usize> {
        (0..self.taps()).map(|tap| tap / self.run() * self.row_words() + tap % self.run()).collect()
    }

    /// Copies the patch that begins at `origin`: [`Self::taps`] words of `patch`, and whatever into those behind them.
    #[inline]
    pub fn copy_patch(&self, inputs: &[f32], origin: usize, patch: &mut [f32]) {
        let run = self.run();
        for row in 0..self.kernel {
            let from = &inputs[origin + row * self.row_words()..];
            for at in (0..run).step_by(8) {
                let to = &mut patch[row * run + at..];
                // Eight at a time, also where fewer are left: the next row overwrites the rest.
                match (to.first_chunk_mut::<8>(), from[at..].first_chunk::<8>()) {
                    (Some(to), Some(values)) => *to = *values,
                    _ => {
                        let n = (run - at).min(8);
                        to[..n].copy_from_slice(&from[at..at + n]);
                    }
                }
            }
        }
    }
}

/// Packs the patches of `places`, `[taps, N]`, `offsets` being the [`Geometry::tap_offsets`].
#[inline]
pub fn pack<const N: usize>(inputs: &[f32], places: &[Place; N], offsets: &[usize], out: &mut [[f32; N]]) {
    let span = offsets.last().map_or(0, |last| last + 1);
    let rows: [&[f32]; N] = std::array::from_fn(|i| &inputs[places[i].origin..][..span]);
    for (values, &offset) in out.iter_mut().zip(offsets) {
        *values = std::array::from_fn(|i| rows[i][offset]);
    }
}

/// A convolution of a parity case.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub geometry: Geometry,
    /// Channels that are no padding, and with it.
    pub channels: usize,
    pub n_outputs: usize,
}

/// Convolutions with one position, with positions that no window covers, with channels that fill no register tile.
pub fn shapes() -> impl Iterator<Item = Shape> {
    // Samples, height, width, pitch, kernel, pool, channels.
    [
        [1, 3, 3, 1, 3, 1, 1],
        [2, 8, 7, 1, 5, 2, 9],
        [3, 9, 11, 3, 3, 2, 20],
        [2, 13, 12, 4, 3, 3, 12],
        [1, 10, 10, 8, 1, 4, 25],
        [5, 9, 12, 1, 5, 1, 30],
        [9, 6, 6, 4, 1, 2, 8],
        [2, 28, 28, 1, 5, 2, 100],
    ]
    .into_iter()
    .map(|[n_samples, height, width, pitch, kernel, pool, channels]| {
        let geometry = Geometry {
            n_samples,
            sample_words: super::padded(height * width * pitch),
            width,
            pitch,
            kernel,
            pool,
            out_h: (height - kernel + 1) / pool,
            out_w: (width - kernel + 1) / pool,
            n_inputs: super::padded(kernel * kernel * pitch),
        };
        Shape { geometry, channels, n_outputs: super::padded(channels) }
    })
}

impl Shape {
    /// Weights and bias from word `start` on, as [`draw::signed_sixteenths`]; padding is zeros.
    pub fn weights(&self, rng: &mut Rng, start: usize) -> Vec<u32> {
        let g = &self.geometry;
        let mut words = draw::signed_sixteenths(rng, start + (g.n_inputs + 1) * self.n_outputs);
        for (row, values) in words[start..].chunks_exact_mut(self.n_outputs).enumerate() {
            let padding = (g.taps()..g.n_inputs).contains(&row);
            values[if padding { 0 } else { self.channels }..].fill(0);
        }
        words
    }

    /// Which position of each window is the maximum, by channel: `[n_samples, windows, n_outputs / 4]` words.
    pub fn pool_argmax(&self, rng: &mut Rng) -> Vec<u32> {
        let g = &self.geometry;
        let mut range = || rng.below(g.area() as u32);
        (0..g.n_samples * g.windows() * self.n_outputs / 4)
            .map(|_| range() | range() << 8 | range() << 16 | range() << 24)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_positions_in_order() {
        for Shape { geometry: g, .. } in shapes() {
            let places: Vec<_> = g.places().collect();
            assert_eq!(places.len(), g.positions());
            for (position, place) in places.into_iter().enumerate() {
                assert_eq!(place.origin, g.window_origin(place.window) + g.sub_offset(place.sub));
                assert_eq!((place.window, place.sub), (position / g.area(), position % g.area()));
                assert_eq!(place.sample, place.window / g.windows());
            }
        }
    }

    #[test]
    fn patches_lie_inside_their_sample() {
        for Shape { geometry: g, .. } in shapes() {
            let last = g.places().last().expect("a position");
            let sample = last.sample * g.sample_words;
            assert!(last.origin + g.tap_offsets()[g.taps() - 1] < sample + g.sample_words);
        }
    }
}
