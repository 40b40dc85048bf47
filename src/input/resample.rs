//! Pixels to fewer pixels, every one of the old counted by the area it covers.

/// The old pixels that a new one covers along one side, and the share of each.
fn shares(from: usize, to: usize) -> Vec<(usize, Vec<f32>)> {
    let step = from as f64 / to as f64;
    let share = |i: usize| {
        let (start, end) = (i as f64 * step, (i + 1) as f64 * step);
        let first = (start as usize).min(from - 1);
        let last = (end.ceil() as usize).min(from).max(first + 1);
        let weight = |at: usize| ((end.min((at + 1) as f64) - start.max(at as f64)).max(0.0) / step) as f32;
        (first, (first..last).map(weight).collect())
    };
    (0..to).map(share).collect()
}

/// `pixels`, `[height, width, 3]`, in another size; bytes, halves upwards.
pub fn resample(pixels: &[u8], (height, width): (usize, usize), (to_height, to_width): (usize, usize)) -> Vec<u8> {
    if (height, width) == (to_height, to_width) {
        return pixels.to_vec();
    }
    let (across, down) = (shares(width, to_width), shares(height, to_height));
    let mut narrow = vec![0.0f32; height * to_width * 3];
    for (row, out) in pixels.chunks_exact(3 * width).zip(narrow.chunks_exact_mut(3 * to_width)) {
        for ((first, weights), out) in across.iter().zip(out.chunks_exact_mut(3)) {
            for (weight, pixel) in weights.iter().zip(row[3 * first..].chunks_exact(3)) {
                out.iter_mut().zip(pixel).for_each(|(out, &value)| *out += weight * f32::from(value));
            }
        }
    }
    let mut rgb = Vec::with_capacity(to_height * to_width * 3);
    let mut line = vec![0.0f32; to_width * 3];
    for (first, weights) in &down {
        line.fill(0.0);
        for (weight, row) in weights.iter().zip(narrow[first * line.len()..].chunks_exact(line.len())) {
            line.iter_mut().zip(row).for_each(|(out, value)| *out += weight * value);
        }
        rgb.extend(line.iter().map(|value| (value + 0.5) as u8));
    }
    rgb
}

/// Luma of `[n, 3]` bytes, as the kernels take it (Rec. 601).
pub fn gray(rgb: &[u8]) -> Vec<u8> {
    let luma = |pixel: &[u8]| {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        (0.299 * r + 0.587 * g + 0.114 * b + 0.5) as u8
    };
    rgb.chunks_exact(3).map(luma).collect()
}

pub fn is_gray(rgb: &[u8]) -> bool {
    rgb.chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[0] == pixel[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_is_the_mean_of_what_it_covers() {
        let gray = |values: &[u8]| values.iter().flat_map(|&v| [v; 3]).collect::<Vec<u8>>();
        let to = |values: &[u8], from, to| resample(&gray(values), from, to).into_iter().step_by(3).collect::<Vec<_>>();
        assert_eq!(to(&[0, 100, 200, 40], (1, 4), (1, 2)), [50, 120]);
        assert_eq!(to(&[0, 90, 180], (1, 3), (1, 2)), [30, 150]);
        assert_eq!(to(&[10, 20, 30, 40], (2, 2), (1, 1)), [25]);
        assert_eq!(to(&[7, 8, 9], (3, 1), (3, 1)), [7, 8, 9]);
        assert_eq!(to(&[255; 35], (5, 7), (3, 2)), [255; 6]);
    }

    #[test]
    fn gray_is_luma() {
        assert_eq!(gray(&[255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]), [76, 150, 29, 255]);
        assert!(is_gray(&[3, 3, 3, 9, 9, 9]) && !is_gray(&[3, 3, 4]));
    }
}
