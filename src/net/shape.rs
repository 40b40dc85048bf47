//! What layers read and write for one image, and how filters move over it.

use super::config::Hidden;
use crate::error::{Error, Result};
use crate::kernels::conv::Geometry;
use crate::kernels::padded;
use crate::layout::Cut;

/// `[height, width, channels]`, row by row; neurons of a fully-connected layer are the channels of one pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub height: u32,
    pub width: u32,
    pub channels: u32,
    /// Words from one pixel to the next: the channels, padded but in images.
    pub pitch: u32,
}

impl Shape {
    pub fn image(cut: &Cut) -> Self {
        let channels = cut.channels();
        Self { height: cut.places.height, width: cut.places.width, channels, pitch: channels }
    }

    pub fn neurons(n: u32) -> Self {
        Self { height: 1, width: 1, channels: n, pitch: padded(n as usize) as u32 }
    }

    /// Words of an image, a multiple of four.
    pub fn words(&self) -> usize {
        padded((self.height * self.width * self.pitch) as usize)
    }

    pub fn values(&self) -> usize {
        (self.height * self.width * self.channels) as usize
    }

    /// The words that hold values, in order.
    pub fn places(&self) -> impl Iterator<Item = usize> + use<> {
        places(self.height * self.width, self.channels, self.pitch)
    }
}

fn places(pixels: u32, channels: u32, pitch: u32) -> impl Iterator<Item = usize> + use<> {
    (0..pixels).flat_map(move |pixel| (0..channels).map(move |channel| (pixel * pitch + channel) as usize))
}

/// Filters over a shape, by one and without padding, and the windows of which the maximum is kept. Positions that no
/// whole window covers are left out.
///
/// Positions are numbered window by window and row by row in it, as the kernels have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filters {
    pub input: Shape,
    pub kernel: u32,
    pub pool: u32,
    /// Windows.
    pub out_rows: u32,
    pub out_cols: u32,
    pub channels: u32,
}

impl Filters {
    /// # Errors
    /// Filters or windows that are larger than what they are moved over.
    pub fn new(input: Shape, hidden: &Hidden) -> Result<Self> {
        let Hidden { kernel, pool, .. } = *hidden;
        let side = input.height.min(input.width);
        if kernel + pool > side + 1 {
            return Err(Error::config(format!(
                "Filters of {kernel}×{kernel} with windows of {pool}×{pool} do not fit into {}×{}: choose smaller ones.",
                input.height, input.width
            )));
        }
        let count = |length: u32| (length + 1 - kernel) / pool;
        let (out_rows, out_cols) = (count(input.height), count(input.width));
        Ok(Self { input, kernel, pool, out_rows, out_cols, channels: hidden.neurons() })
    }

    /// Rows and columns of positions.
    pub fn pos_rows(&self) -> u32 {
        self.out_rows * self.pool
    }
    pub fn pos_cols(&self) -> u32 {
        self.out_cols * self.pool
    }
    /// Positions of an image.
    pub fn positions(&self) -> u32 {
        self.pos_rows() * self.pos_cols()
    }
    /// Values under a filter.
    pub fn taps(&self) -> usize {
        (self.kernel * self.kernel * self.input.channels) as usize
    }
    /// Rows of the weights that belong to values, in order.
    pub fn places(&self) -> impl Iterator<Item = usize> + use<> {
        places(self.kernel * self.kernel, self.input.channels, self.input.pitch)
    }
    /// Rows of the weights, padding included.
    pub fn n_inputs(&self) -> usize {
        padded((self.kernel * self.kernel * self.input.pitch) as usize)
    }
    pub fn output(&self) -> Shape {
        let pitch = padded(self.channels as usize) as u32;
        Shape { height: self.out_rows, width: self.out_cols, channels: self.channels, pitch }
    }

    /// As the kernels have it, for `n_samples` images.
    pub fn geometry(&self, n_samples: u32) -> Geometry {
        Geometry {
            n_samples: n_samples as usize,
            sample_words: self.input.words(),
            width: self.input.width as usize,
            pitch: self.input.pitch as usize,
            kernel: self.kernel as usize,
            pool: self.pool as usize,
            out_h: self.out_rows as usize,
            out_w: self.out_cols as usize,
            n_inputs: self.n_inputs(),
        }
    }

    /// Values of an image's positions, row by row.
    pub fn by_rows<T: Copy + Default>(&self, by_windows: &[T]) -> Vec<T> {
        let (cols, area) = (self.pos_cols(), self.pool * self.pool);
        let mut rows = vec![T::default(); self.positions() as usize];
        for (position, &value) in (0..).zip(by_windows) {
            let (window, sub) = (position / area, position % area);
            let y = window / self.out_cols * self.pool + sub / self.pool;
            let x = window % self.out_cols * self.pool + sub % self.pool;
            rows[(y * cols + x) as usize] = value;
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::config::Mask;

    #[test]
    fn positions_that_no_window_covers_are_left_out() {
        let input = Shape { height: 8, width: 11, channels: 3, pitch: 3 };
        let filters = Filters::new(input, &Hidden::filters(2, 3, Mask::None, 3, 2)).unwrap();
        assert_eq!((filters.out_rows, filters.out_cols), (3, 4));
        assert_eq!((filters.positions(), filters.taps(), filters.n_inputs()), (48, 27, 28));
        assert_eq!(filters.output(), Shape { height: 3, width: 4, channels: 6, pitch: 8 });
        let numbers: Vec<u32> = (0..48).collect();
        assert_eq!(filters.by_rows(&numbers)[..10], [0, 1, 4, 5, 8, 9, 12, 13, 2, 3]);
        assert!(Filters::new(input, &Hidden::filters(2, 3, Mask::None, 8, 2)).is_err());
        assert_eq!(input.words(), 264);
    }
}
