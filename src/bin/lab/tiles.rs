//! Pictures of what belongs to the neurons of a layer: a tile for each, in the places of the lattice, with lines between.

use som_lab::net::frame::Filters;

/// The share of the weights that a picture tells apart; the few that are larger look like the largest of them.
const SHOWN: f64 = 0.995;
const BLUE: [f32; 3] = [33.0, 102.0, 172.0];
const RED: [f32; 3] = [178.0, 24.0, 43.0];
const WHITE: [f32; 3] = [255.0; 3];
/// Between tiles.
const LINE: u32 = 0xff80_8080;

/// Signed values from blue (negative) over white (0) to red (positive), in one scale for all tiles. Those of colored
/// images are colors around gray (0).
pub fn signed(tiles: &Filters) -> (Vec<u32>, usize) {
    let mut sizes: Vec<f32> = tiles.values.iter().map(|value| value.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let most = sizes[((sizes.len() - 1) as f64 * SHOWN) as usize].max(f32::MIN_POSITIVE);
    let color = |values: &[f32]| match values {
        [value] => {
            let end = if *value < 0.0 { BLUE } else { RED };
            let share = (value.abs() / most).min(1.0);
            [0, 1, 2].map(|c| WHITE[c] + share * (end[c] - WHITE[c]))
        }
        values => [0, 1, 2].map(|c| 127.5 + 127.5 * (values[c] / most).clamp(-1.0, 1.0)),
    };
    sheet(tiles, color)
}

/// Values in [0, 1] as they are.
pub fn plain(tiles: &Filters) -> (Vec<u32>, usize) {
    sheet(tiles, |values| [0, 1, 2].map(|c| 255.0 * values[c % values.len()].clamp(0.0, 1.0)))
}

/// All tiles as RGBA words, and pixels of a line. `color` says how the channels of one pixel look, each 0 to 255.
fn sheet(tiles: &Filters, color: impl Fn(&[f32]) -> [f32; 3]) -> (Vec<u32>, usize) {
    let [rows, cols] = [tiles.rows, tiles.cols].map(|n| n as usize);
    let [height, width, channels] = [tiles.tile_height, tiles.tile_width, tiles.tile_channels].map(|n| n as usize);
    let line = cols * (width + 1) - 1;
    let mut pixels = vec![LINE; (rows * (height + 1) - 1) * line];
    for (unit, values) in tiles.values.chunks_exact(height * width * channels).enumerate() {
        let corner = unit / cols * (height + 1) * line + unit % cols * (width + 1);
        for (at, values) in values.chunks_exact(channels).enumerate() {
            let [r, g, b] = color(values).map(|value| value.round() as u32);
            pixels[corner + at / width * line + at % width] = 0xff00_0000 | b << 16 | g << 8 | r;
        }
    }
    (pixels, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiles(tile_channels: u32, values: &[f32]) -> Filters {
        Filters { rows: 1, cols: 2, tile_height: 1, tile_width: 2, tile_channels, values: values.to_vec() }
    }

    #[test]
    fn signs_are_colors_and_zero_is_white() {
        let (pixels, width) = signed(&tiles(1, &[0.0, 2.0, -2.0, 1.0]));
        assert_eq!(width, 5);
        // The middle of white and red, rounded.
        assert_eq!(pixels, [0xffff_ffff, 0xff2b_18b2, LINE, 0xffac_6621, 0xff95_8cd9]);
    }

    #[test]
    fn colored_weights_stand_around_gray() {
        let values = [0.0, 0.0, 0.0, 9.0, -9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 9.0];
        let (pixels, _) = signed(&tiles(3, &values));
        assert_eq!(pixels, [0xff80_8080, 0xff80_00ff, LINE, 0xff80_8080, 0xffff_8080]);
    }

    #[test]
    fn shares_are_grays() {
        assert_eq!(plain(&tiles(1, &[0.0, 1.0, 0.5, 7.0])).0, [0xff00_0000, !0, LINE, 0xff80_8080, !0]);
    }
}
