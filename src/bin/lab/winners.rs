//! Pictures of which neuron wins at every position of some images.

use som_lab::lattice::Lattice;

/// The corners of a lattice in OKLab, as the page colors them: top left, top right, bottom left, bottom right.
const CORNERS: [[f64; 3]; 4] = [[0.86, -0.05, -0.07], [0.92, -0.02, 0.15], [0.36, -0.01, -0.18], [0.48, 0.07, 0.1]];
/// How far the way from left to right bends towards red.
const BEND: f64 = 0.11;
const PAPER: u32 = 0xffff_ffff;

/// The winners of one image.
pub struct Won {
    /// `[rows × cols]`
    pub units: Vec<u32>,
    pub rows: u32,
    pub cols: u32,
}

/// Images of a size, given in one row of RGBA words, above the colors of their winners, with those of the lattice in
/// front; and pixels of a line. Winners stand in the middle of their image, enlarged where they are few.
pub fn picture(images: &[u32], (height, width): (usize, usize), lattice: Lattice, won: &[Won]) -> (Vec<u32>, usize) {
    let line = (won.len() + 1) * width;
    let mut pixels = vec![PAPER; 2 * height * line];
    for (y, row) in images.chunks_exact(won.len() * width).enumerate() {
        pixels[y * line + width..][..row.len()].copy_from_slice(row);
    }
    let key = Won { units: (0..lattice.n_units()).collect(), rows: lattice.rows, cols: lattice.cols };
    for (i, Won { units, rows, cols }) in [&key].into_iter().chain(won).enumerate() {
        let (rows, cols) = (*rows as usize, *cols as usize);
        let factor = (height / rows).min(width / cols).max(1);
        let (tall, wide) = ((rows * factor).min(height), (cols * factor).min(width));
        let corner = (height + (height - tall) / 2) * line + i * width + (width - wide) / 2;
        for (y, x) in (0..tall).flat_map(|y| (0..wide).map(move |x| (y, x))) {
            let unit = units[y * rows / tall * cols + x * cols / wide];
            pixels[corner + y * line + x] = color(lattice, unit);
        }
    }
    (pixels, line)
}

/// The RGBA word of a unit: lightness falls with the row, and blue turns into yellow with the column.
fn color(Lattice { rows, cols, .. }: Lattice, unit: u32) -> u32 {
    let share = |at: u32, n: u32| if n > 1 { f64::from(at) / f64::from(n - 1) } else { 0.5 };
    let (y, x) = (share(unit / cols, rows), share(unit % cols, cols));
    let shares = [(1.0 - x) * (1.0 - y), x * (1.0 - y), (1.0 - x) * y, x * y];
    let [lightness, a, b] =
        [0, 1, 2].map(|axis| CORNERS.iter().zip(shares).map(|(corner, share)| share * corner[axis]).sum::<f64>());
    let rgb = from_oklab(lightness, a + 4.0 * BEND * x * (1.0 - x), b).map(|value| {
        let value = value.clamp(0.0, 1.0);
        let encoded = if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
        (255.0 * encoded).round() as u32
    });
    0xff00_0000 | rgb[2] << 16 | rgb[1] << 8 | rgb[0]
}

/// Linear sRGB of a color in OKLab: Ottosson, *A perceptual color space for image processing*, 2020.
fn from_oklab(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use som_lab::lattice::Topology;

    fn lattice(rows: u32, cols: u32) -> Lattice {
        Lattice { topology: Topology::Rectangle, rows, cols }
    }

    #[test]
    fn lightness_alone_is_gray_and_corners_differ() {
        assert!(from_oklab(1.0, 0.0, 0.0).iter().all(|value| (value - 1.0).abs() < 1e-6));
        let colors = [0, 9, 90, 99].map(|unit| color(lattice(10, 10), unit));
        assert!((0..4).all(|i| (0..i).all(|j| colors[i] != colors[j])), "{colors:x?}");
        let near = |a: u32, b: u32| a.to_le_bytes().iter().zip(b.to_le_bytes()).map(|(a, b)| a.abs_diff(b)).max();
        assert!(near(color(lattice(10, 10), 44), color(lattice(10, 10), 45)) < Some(40));
    }

    #[test]
    fn winners_stand_below_their_image() {
        let lattice = lattice(1, 2);
        let [red, blue] = [color(lattice, 0), color(lattice, 1)];
        // An image of 3×4 with winners at 2×3 positions, then one with a single winner.
        let images: Vec<u32> = (0..24).collect();
        let won = [Won { units: vec![0, 1, 1, 0, 0, 1], rows: 2, cols: 3 }, Won { units: vec![1], rows: 1, cols: 1 }];
        let (pixels, width) = picture(&images, (3, 4), lattice, &won);
        assert_eq!((width, pixels.len()), (12, 72));
        let row = |y: usize, i: usize| &pixels[y * 12 + i * 4..][..4];
        assert_eq!((row(0, 0), row(1, 1), row(1, 2)), (&[PAPER; 4][..], &images[8..12], &images[12..16]));
        // The key is two units of 2×2.
        assert_eq!((row(3, 0), row(5, 0)), (&[red, red, blue, blue][..], &[PAPER; 4][..]));
        assert_eq!((row(3, 1), row(4, 1)), (&[red, blue, blue, PAPER][..], &[red, red, blue, PAPER][..]));
        assert!((3..6).all(|y| row(y, 2) == [blue, blue, blue, PAPER]));
    }

    #[test]
    fn a_lattice_larger_than_an_image_is_told_by_some_of_its_units() {
        let won = Won { units: vec![399], rows: 1, cols: 1 };
        let (pixels, _) = picture(&[0; 4], (2, 2), lattice(20, 20), &[won]);
        assert_eq!([pixels[8], pixels[9]], [0, 10].map(|unit| color(lattice(20, 20), unit)));
    }
}
