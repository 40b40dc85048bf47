//! Which shape pictures take, so that all of them have the same.

use super::limits::{MOST_BYTES, MOST_PIXELS};
use super::picture::decode;
use super::resample::resample;
use crate::error::{Error, Result};

/// Aspects that differ by less, as logarithms, are the same shape: cameras round.
const SAME_ASPECT: f64 = 0.02;
/// Patches need some room.
const LEAST_SIDE: usize = 8;

/// One shape for all pictures, in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    pub height: usize,
    pub width: usize,
    /// Whether the middle square of each is taken.
    pub crop: bool,
    pub notes: Vec<String>,
}

impl Shape {
    /// Of pictures of these sizes, (height, width): the longer side is at most `side`, or as long as there is room for,
    /// and never longer than that of the largest. Pictures of one size for which there is room keep it.
    ///
    /// # Errors
    /// They are too small for patches, where `side` is none.
    pub fn of(sizes: &[(usize, usize)], side: Option<usize>) -> Result<Self> {
        let mut by_aspect: Vec<(f64, (usize, usize))> =
            sizes.iter().map(|&(h, w)| ((w as f64 / h as f64).ln(), (h, w))).collect();
        by_aspect.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let crop = by_aspect[by_aspect.len() - 1].0 - by_aspect[0].0 > SAME_ASPECT;
        // The shape of the middle picture is that of all.
        let (short, long, upright) = match by_aspect[by_aspect.len() / 2].1 {
            _ if crop => (1, 1, false),
            (h, w) => (h.min(w), h.max(w), h > w),
        };
        let largest = sizes.iter().map(|&(h, w)| if crop { h.min(w) } else { h.max(w) }).max().unwrap_or(1);
        let pixels = MOST_PIXELS.min(MOST_BYTES / (3 * sizes.len())).max(1);
        let shorter = |longer: usize| ((longer * short) as f64 / long as f64).round().max(1.0) as usize;
        let fits = |longer: usize| longer * shorter(longer) <= pixels;
        let room = ((pixels as f64 * long as f64 / short as f64).sqrt() as usize + 1).max(1);
        let room = (1..=room).rev().find(|&longer| fits(longer)).unwrap_or(1);
        let longer = largest.min(side.map_or(room, |side| side.min(room))).max(1);
        let (height, width) = if upright { (longer, shorter(longer)) } else { (shorter(longer), longer) };
        if side.is_none() && height.min(width) < LEAST_SIDE {
            return Err(Error::data(format!(
                "Patches cannot be cut out of {width} × {height} pixels: bring pictures of at least {LEAST_SIDE} × {LEAST_SIDE}."
            )));
        }
        let mut notes = Vec::new();
        if crop {
            notes.push("The pictures differ in shape, so the middle square of each is taken.".to_string());
        }
        if largest > longer {
            let what = if sizes.len() > 1 { "They are" } else { "The picture is" };
            notes.push(format!("{what} scaled down to {width} × {height} pixels."));
        }
        Ok(Self { height, width, crop, notes })
    }

    /// The picture in `bytes` in this shape, `[height, width, 3]` bytes.
    ///
    /// # Errors
    /// It is damaged, or too large to decode; the message names it.
    pub fn decode(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
        decode(name, bytes).map(|(size, rgb)| self.fit(size, &rgb))
    }

    /// `rgb`, `[height, width, 3]` bytes of this size, in this shape.
    pub fn fit(&self, size: (usize, usize), rgb: &[u8]) -> Vec<u8> {
        let to = (self.height, self.width);
        if !self.crop {
            return resample(rgb, size, to);
        }
        let side = size.0.min(size.1);
        let (top, left) = ((size.0 - side) / 2, (size.1 - side) / 2);
        let rows = (top..top + side).flat_map(|y| &rgb[3 * (y * size.1 + left)..][..3 * side]);
        resample(&rows.copied().collect::<Vec<u8>>(), (side, side), to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(sizes: &[(usize, usize)], side: Option<usize>) -> (usize, usize, bool) {
        let Shape { height, width, crop, .. } = Shape::of(sizes, side).unwrap();
        (height, width, crop)
    }

    #[test]
    fn a_picture_within_the_limit_keeps_its_size() {
        for height in 8..=256 {
            for width in 8..=256 {
                assert_eq!(shape(&[(height, width)], None), (height, width, false));
                assert_eq!(shape(&[(height, width); 3], Some(256)), (height, width, false));
            }
        }
        assert_eq!(shape(&[(199, 265)], None), (199, 265, false));
    }

    #[test]
    fn pictures_of_one_shape_keep_it_and_others_lose_their_margins() {
        assert_eq!(shape(&[(200, 400), (50, 100)], Some(64)), (32, 64, false));
        assert_eq!(shape(&[(200, 400), (500, 300)], Some(64)), (64, 64, true));
        assert_eq!(shape(&[(20, 40)], Some(64)), (20, 40, false));
        assert_eq!(shape(&[(4000, 4000)], None), (256, 256, false));
        assert_eq!(shape(&[(1000, 4000)], Some(9999)), (128, 512, false));
        assert_eq!(shape(&[(600, 800), (601, 800), (600, 801)], Some(80)), (60, 80, false));
    }

    #[test]
    fn what_is_done_is_said() {
        let notes = |sizes: &[(usize, usize)], side| Shape::of(sizes, side).unwrap().notes.join(" ");
        assert_eq!(notes(&[(20, 20)], None), "");
        assert_eq!(notes(&[(400, 600)], None), "The picture is scaled down to 313 × 209 pixels.");
        let both = "The pictures differ in shape, so the middle square of each is taken. They are scaled down to 32 × 32 pixels.";
        assert_eq!(notes(&[(40, 60), (60, 40)], Some(32)), both);
        assert!(Shape::of(&[(4, 90)], None).unwrap_err().message.contains("90 × 4"));
    }
}
