//! What frames of all kinds have in common: flat arrays and a few numbers.

pub mod answers;
pub mod typed;

use crate::lattice::Lattice;
use serde::{Deserialize, Serialize};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum State {
    Running,
    /// The samples that come next are not here yet.
    Waiting,
    Finished,
}

/// Where an image that is looked at comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Train,
    Test,
    /// The picture that was given to the session for this.
    Probe,
}

/// A part of what a model has learned.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tensor {
    /// What it is, and of which layer: `weights` of the first, `weights-2` of the next.
    pub name: String,
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub shape: Vec<u32>,
    /// In C order.
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub values: Vec<f32>,
}

impl Tensor {
    /// Of a layer, counted from 0, without its values.
    pub fn of_layer(what: &str, layer: usize, shape: Vec<u32>) -> Self {
        let name = if layer == 0 { what.to_string() } else { format!("{what}-{}", layer + 1) };
        Self { name, shape, values: Vec::new() }
    }
}

/// The units of one layer as pictures.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Sheet {
    #[serde(flatten)]
    pub lattice: Lattice,
    pub tile_height: u32,
    pub tile_width: u32,
    pub tile_channels: u32,
    /// Tiles of the atlas.
    pub atlas_rows: u32,
    pub atlas_cols: u32,
    /// RGBA words, `[atlas_rows × tile_height, atlas_cols × tile_width]`.
    #[serde(serialize_with = "typed::rgba")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub tiles: Vec<u32>,
}

impl Sheet {
    /// Of a layer whose units are not drawn yet.
    pub fn blank(lattice: Lattice, (tile_height, tile_width, tile_channels): (u32, u32, u32)) -> Self {
        let atlas_cols = lattice.sheet_cols();
        let atlas_rows = lattice.n_units().div_ceil(atlas_cols);
        Self { lattice, tile_height, tile_width, tile_channels, atlas_rows, atlas_cols, tiles: Vec::new() }
    }

    /// Draws every unit from its own RGBA words, `[tile_height, tile_width]`.
    pub fn draw(&mut self, units: impl Iterator<Item = Vec<u32>>) {
        let (height, width) = (self.tile_height as usize, self.tile_width as usize);
        let cols = self.atlas_cols as usize;
        let line = cols * width;
        self.tiles = vec![0; self.atlas_rows as usize * height * line];
        for (unit, pixels) in units.enumerate() {
            let at = unit / cols * height * line + unit % cols * width;
            for (y, row) in pixels.chunks_exact(width).enumerate() {
                self.tiles[at + y * line..][..width].copy_from_slice(row);
            }
        }
    }
}

/// Whole images of a data set in one row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Strip {
    /// Of one of them, in pixels.
    pub height: u32,
    pub width: u32,
    pub count: u32,
    /// RGBA words, `[height, count × width]`.
    #[serde(serialize_with = "typed::rgba")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub rgba: Vec<u32>,
}

/// RGBA of values in [0, 1].
pub fn rgba(values: &[f32], channels: usize) -> Vec<u32> {
    let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u32;
    let pixel = |values: &[f32]| {
        let [red, green, blue] = [0, 1, 2].map(|c| byte(values[c.min(channels - 1)]));
        red | (green << 8) | (blue << 16) | 0xff00_0000
    };
    values.chunks_exact(channels).map(pixel).collect()
}
