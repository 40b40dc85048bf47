//! Where the patches of an image lie. A whole image is the patch that is as large as the image.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// `n` rounded up to whole groups of four features.
pub const fn padded(n: usize) -> usize {
    n.div_ceil(4) * 4
}

/// What a run makes of its images: which patches it learns from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// Side of the square patch in pixels; 0 takes the whole image.
    pub size: u32,
    /// Pixels from one patch to the next, 1 to `size`.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub stride: u32,
    /// Luma instead of color (Rec. 601: 0.299 R + 0.587 G + 0.114 B).
    pub gray: bool,
    /// Whether the mean of every patch is taken away, and learned by nobody.
    pub centered: bool,
    /// Patches that one pass takes from every image, at places of its own; at most as many as there are.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub per_image: u32,
}

impl Default for Patch {
    fn default() -> Self {
        Self { size: 0, stride: 1, gray: false, centered: false, per_image: 1 }
    }
}

/// Holds the stride of patches with this side, 0 for everything, against it; `key` is the setting's.
///
/// # Errors
/// It leaves gaps.
pub fn check_stride(key: &str, size: u32, stride: u32) -> Result<()> {
    if stride > 0 && (size == 0 || stride <= size) {
        return Ok(());
    }
    let message =
        format!("A stride of {stride} leaves gaps between patches of {size}×{size}: choose from 1 to {size}.");
    Err(Error::config(message).at(key))
}

/// The places of patches on a grid of `height × width`, row by row.
///
/// The last row and the last column of places lie flush with the edge, so that every cell is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    pub height: u32,
    pub width: u32,
    pub patch_height: u32,
    pub patch_width: u32,
    pub stride: u32,
    pub rows: u32,
    pub cols: u32,
}

impl Places {
    /// The one place of a patch that covers everything.
    pub fn whole(height: u32, width: u32) -> Self {
        Self { height, width, patch_height: height, patch_width: width, stride: 1, rows: 1, cols: 1 }
    }

    /// Square patches of `size` cells, 0 for everything.
    ///
    /// # Errors
    /// A patch that is larger than the grid, or a stride that leaves gaps.
    pub fn new(height: u32, width: u32, size: u32, stride: u32) -> Result<Self> {
        if size == 0 {
            return Ok(Self::whole(height, width));
        }
        if size > height.min(width) {
            return Err(Error::config(format!(
                "Patches of {size}×{size} do not fit into {height}×{width}: choose a size up to {}.",
                height.min(width)
            ))
            .at("patch.size"));
        }
        check_stride("patch.stride", size, stride)?;
        let count = |length: u32| (length - size).div_ceil(stride) + 1;
        Ok(Self {
            height,
            width,
            patch_height: size,
            patch_width: size,
            stride,
            rows: count(height),
            cols: count(width),
        })
    }

    /// How many there are.
    pub fn n(&self) -> u32 {
        self.rows * self.cols
    }
    /// Cells of a patch.
    pub fn cells(&self) -> u32 {
        self.patch_height * self.patch_width
    }
    /// The top of the last row of places.
    pub fn last_top(&self) -> u32 {
        self.height - self.patch_height
    }
    /// The left of the last column of places.
    pub fn last_left(&self) -> u32 {
        self.width - self.patch_width
    }
    /// The top-left cell of a place.
    pub fn origin(&self, place: u32) -> (u32, u32) {
        let (row, col) = (place / self.cols, place % self.cols);
        ((row * self.stride).min(self.last_top()), (col * self.stride).min(self.last_left()))
    }
}

/// How patches are cut out of images of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub places: Places,
    /// Channels of the images, 1 or 3.
    pub image_channels: u32,
    pub gray: bool,
}

impl Cut {
    /// Whole images as they are.
    pub fn whole(height: u32, width: u32, image_channels: u32) -> Self {
        Self { places: Places::whole(height, width), image_channels, gray: false }
    }

    /// Channels of a patch.
    pub fn channels(&self) -> u32 {
        if self.gray { 1 } else { self.image_channels }
    }
    /// Values of a patch: height × width × channels.
    pub fn n_values(&self) -> usize {
        (self.places.cells() * self.channels()) as usize
    }
    /// Features of a row on the device: [`Cut::n_values`] padded to a multiple of four.
    pub fn n_features(&self) -> usize {
        padded(self.n_values())
    }
    /// Words that an image takes on the device.
    pub fn uncut_words(&self) -> u32 {
        let Places { height, width, .. } = self.places;
        padded((height * width * self.image_channels) as usize) as u32 / 4
    }
    /// The same images as `height × width` pictures of their own, uncut.
    pub fn uncut(&self) -> Self {
        Self { places: Places::whole(self.places.height, self.places.width), ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_cover_every_cell_and_none_outside() {
        for (height, width, size, stride) in [(28, 28, 9, 1), (32, 32, 4, 4), (10, 7, 4, 3), (5, 5, 5, 5), (9, 4, 1, 1)]
        {
            let places = Places::new(height, width, size, stride).unwrap();
            let mut covered = vec![false; (height * width) as usize];
            for place in 0..places.n() {
                let (top, left) = places.origin(place);
                assert!(top + size <= height && left + size <= width);
                for y in top..top + size {
                    covered[(y * width + left) as usize..][..size as usize].fill(true);
                }
            }
            assert!(covered.iter().all(|&cell| cell), "{height}×{width}, {size}, {stride}");
        }
        assert_eq!(Places::new(28, 28, 9, 1).unwrap().n(), 400);
        assert_eq!(Places::new(28, 28, 0, 1).unwrap(), Places::whole(28, 28));
    }

    #[test]
    fn patches_that_do_not_fit_are_refused() {
        let message = |size, stride| Places::new(28, 32, size, stride).unwrap_err().to_string();
        assert!(message(29, 1).contains("up to 28"));
        assert!(message(4, 5).contains("from 1 to 4") && message(4, 0).contains("from 1 to 4"));
    }
}
