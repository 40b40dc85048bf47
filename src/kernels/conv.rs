//! The geometry that the kernels of convolutions share: where positions, windows and taps lie in the inputs.
//!
//! A convolution is "valid" with stride 1; a window of `pool × pool` neighboring positions is pooled to one output, and
//! positions beyond the last whole window do not exist. Position `(sample · windows + window) · pool² + sub` is the
//! `sub`-th of its window, so that the positions of a window are neighbors in memory. Tap `(ky, kx, channel)` of a patch
//! is row `(ky · kernel + kx) · pitch + channel` of the weights.
//!
//! The shaders' twin of this file is `shaders/common/conv.wgsl`.

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

    /// The word of the inputs at which the patch of a position begins.
    pub fn origin(&self, position: usize) -> usize {
        self.window_origin(position / self.area()) + self.sub_offset(position % self.area())
    }

    /// Copies the patch that begins at `origin`: [`Self::taps`] words of `patch`.
    #[inline]
    pub fn copy_patch(&self, inputs: &[f32], origin: usize, patch: &mut [f32]) {
        let run = self.run();
        for (row, values) in patch[..self.taps()].chunks_exact_mut(run).enumerate() {
            values.copy_from_slice(&inputs[origin + row * self.row_words()..][..run]);
        }
    }
}
