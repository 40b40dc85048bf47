//! What a view needs to draw one moment of a run: flat arrays and a few numbers.

use crate::som::grid::Lattice;
use serde::{Deserialize, Serialize};

/// Which picture of the map is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Every unit drawn as its picture.
    Codebook,
    /// Every unit's mean distance to its lattice neighbors.
    UMatrix,
    /// Held-out samples that fall on every unit.
    Hits,
    /// The majority class of every unit, and its share.
    Classes,
    /// One feature of every unit.
    Component,
}

/// What to put into the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub view: View,
    /// The feature of [`View::Component`].
    pub component: u32,
    /// Held-out samples to map now (as many as are here at most); 0 keeps the last evaluation.
    pub evaluate: u32,
    /// A unit to look at closely.
    pub unit: Option<u32>,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Running,
    /// The samples that come next are not here yet.
    Waiting,
    Finished,
}

/// The quality of a map on held-out samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// Mean Euclidean distance of a sample to its best-matching unit (Kohonen 2001).
    pub quantization_error: f64,
    /// Share of samples whose two best units are not lattice neighbors (Kiviluoto 1996).
    pub topographic_error: f64,
    /// Held-out samples that were mapped.
    pub n: u32,
}

/// One unit, looked at closely.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub index: u32,
    /// Held-out samples that fall on it, of the last evaluation.
    pub hits: u32,
    /// RGBA of its picture.
    pub tile: Vec<u32>,
    /// RGBA of the samples that match it best, side by side, at most [`SHOWN`].
    pub samples: Vec<u32>,
    /// Their labels, −1 where there are none.
    pub sample_labels: Vec<i8>,
}

/// Samples shown for one unit.
pub const SHOWN: usize = 16;

/// One moment of a run.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Steps done.
    pub step: u64,
    /// Samples presented, and how many the whole run presents.
    pub samples: u64,
    pub samples_total: u64,
    /// Passes over the whole training set that the samples amount to.
    pub epoch: f64,
    /// The values that the next step will use.
    pub sigma: f32,
    pub learning_rate: f32,
    pub state: State,
    pub lattice: Lattice,
    /// Tiles of the atlas below.
    pub atlas_rows: u32,
    pub atlas_cols: u32,
    /// RGBA words, `[atlas_rows × tile_height, atlas_cols × tile_width]`.
    pub tiles: Vec<u32>,
    /// The view's value for every unit; empty for [`View::Codebook`].
    pub values: Vec<f32>,
    /// The majority class of every unit, −1 for none; empty but for [`View::Classes`].
    pub labels: Vec<i8>,
    /// Of the evaluation that came with this frame.
    pub quality: Option<Quality>,
    pub unit: Option<Unit>,
}
