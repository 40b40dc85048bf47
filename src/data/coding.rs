//! The codings of images in shards. `www/engine/rgb-gradient.js` describes the format.

use crate::error::{Error, Result};
use serde::Deserialize;

/// How the images of a data set are coded in its shards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coding {
    /// As they are.
    #[default]
    Raw,
    /// Photographs as their differences from what neighbors predict.
    RgbGradient,
}

/// Images in a group.
const GROUP: usize = 32;
/// What every sample above the first row is taken for.
const PREDICTED_ABOVE: u8 = 128;

impl Coding {
    /// Decodes a decompressed shard of `n` images of `[height, width, channels]` in place; labels may follow them.
    ///
    /// # Errors
    /// It is too short for its images, or these have other than three channels.
    pub fn decode(self, bytes: &mut [u8], n: usize, [height, width, channels]: [usize; 3]) -> Result<()> {
        if self == Self::Raw {
            return Ok(());
        }
        if channels != 3 {
            return Err(Error::data(format!("Images of {channels} channels cannot be coded as rgb-gradient.")));
        }
        let (found, size) = (bytes.len(), height * width);
        let pixels = bytes.get_mut(..n * size * 3).ok_or_else(|| {
            Error::data(format!("This shard is damaged: {found} bytes are too few for {n} images of {height}×{width}."))
        })?;
        for group in pixels.chunks_mut(GROUP * size * 3) {
            let mut planes = group.to_vec();
            let plane = planes.len() / 3;
            for image in planes.chunks_exact_mut(size) {
                restore(image, width);
            }
            for (i, pixel) in group.chunks_exact_mut(3).enumerate() {
                let [green, red, blue] = [planes[i], planes[plane + i], planes[2 * plane + i]];
                let add = |difference: u8| green.wrapping_add(difference).wrapping_add(128);
                pixel.copy_from_slice(&[add(red), green, add(blue)]);
            }
        }
        Ok(())
    }
}

/// Adds to each residual of a plane of one image what its neighbors predict.
fn restore(plane: &mut [u8], width: usize) {
    let mut above = vec![PREDICTED_ABOVE; width];
    for row in plane.chunks_exact_mut(width) {
        let (mut left, mut up_left) = (above[0], above[0]);
        for (value, &up) in row.iter_mut().zip(&above) {
            let prediction = (3 * (i32::from(left) + i32::from(up)) - 2 * i32::from(up_left)) >> 2;
            *value = value.wrapping_add(prediction as u8);
            (left, up_left) = (*value, up);
        }
        above.copy_from_slice(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_made_by_hand_is_decoded() {
        // One image of 2 × 2 pixels. G: 128 + 2 = 130, then (3·(130 + 128) − 2·128) >> 2 = 129, + 1 = 130; below, left of
        // the row is the 130 above, so 130 − 30 = 100, then (3·(100 + 130) − 2·130) >> 2 = 107, + 150 = 257 = 1.
        // R − G + 128 is 128 everywhere, B − G + 128 is 129 in the first pixel and 128 after it.
        let mut shard = vec![2, 1, 226, 150, 0, 0, 0, 0, 1, 0, 255, 1, 7];
        Coding::RgbGradient.decode(&mut shard, 1, [2, 2, 3]).unwrap();
        assert_eq!(shard, [130, 130, 131, 130, 130, 130, 100, 100, 100, 1, 1, 1, 7]);
    }

    #[test]
    fn images_of_a_last_group_that_is_not_full_are_apart() {
        let mut shard = vec![0; 33 * 3];
        (shard[31], shard[32], shard[96]) = (5, 6, 7);
        Coding::RgbGradient.decode(&mut shard, 33, [1, 1, 3]).unwrap();
        assert_eq!(shard[31 * 3..], [133, 133, 133, 135, 135, 135]);
    }

    #[test]
    fn a_short_shard_and_gray_images_are_refused() {
        let short = Coding::RgbGradient.decode(&mut [0; 11], 1, [2, 2, 3]).unwrap_err();
        assert!(short.to_string().contains("11 bytes are too few for 1 images of 2×2"), "{short}");
        assert!(Coding::RgbGradient.decode(&mut [0; 4], 1, [2, 2, 1]).is_err());
    }
}
