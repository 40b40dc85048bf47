//! What a view needs to draw one moment of a run: flat arrays and a few numbers.

use crate::metrics::Angles;
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

/// Where an image that is to be rebuilt comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Train,
    Test,
    /// The picture that was given to the session for this.
    Probe,
}

/// An image to be rebuilt from the units that its patches fall on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RebuildRequest {
    pub source: Source,
    pub image: u32,
    /// Patches at every place, averaged where they overlap; otherwise side by side.
    pub overlap: bool,
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
    /// The layer that all of these speak of; 0 lies on the images.
    pub layer: u32,
    pub rebuild: Option<RebuildRequest>,
}

impl Request {
    /// A picture of the first layer and nothing else.
    pub fn of(view: View) -> Self {
        Self { view, component: 0, evaluate: 0, unit: None, layer: 0, rebuild: None }
    }
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
    /// Of the units as clusters of labeled samples, in [0, 1]; none where there are no labels, and for patches.
    pub purity: Option<f64>,
    /// Normalized mutual information of units and labels, in [0, 1].
    pub nmi: Option<f64>,
    /// How well a turntable's views lie along the lattice; none but for whole turns on a line or a ring.
    pub angles: Option<Angles>,
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
    /// Height and width of one of them.
    pub sample_size: (u32, u32),
    /// The units of the layer below that its weights are nearest to, `[parts_rows, parts_cols]`; empty in layer 0.
    pub parts: Vec<u32>,
    pub parts_rows: u32,
    pub parts_cols: u32,
}

/// Samples shown for one unit.
pub const SHOWN: usize = 16;

/// The units of one map as pictures.
#[derive(Clone, Debug)]
pub struct Atlas {
    pub lattice: Lattice,
    pub tile_height: u32,
    pub tile_width: u32,
    pub tile_channels: u32,
    /// Tiles of the atlas.
    pub rows: u32,
    pub cols: u32,
    /// RGBA words, `[rows × tile_height, cols × tile_width]`.
    pub tiles: Vec<u32>,
}

/// An image beside what the map makes of it; pictures are RGBA words, `[height, width]`.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    pub request: RebuildRequest,
    pub height: u32,
    pub width: u32,
    /// The places of its patches, see `data::patches::Places`.
    pub places: crate::data::patches::Places,
    /// Peak signal-to-noise ratio in dB over values in [0, 1]; infinite where nothing differs.
    pub psnr: f64,
    pub original: Vec<u32>,
    pub rebuilt: Vec<u32>,
    /// Mid-gray where nothing differs, brighter or darker by the difference.
    pub error: Vec<u32>,
    /// The unit of every place.
    pub bmus: Vec<u32>,
}

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
    /// The layer that the rest speaks of, and the one that is learning.
    pub layer: u32,
    pub learning: u32,
    /// Every layer's units, from the lowest up.
    pub atlases: Vec<Atlas>,
    /// The view's value for every unit; empty for [`View::Codebook`].
    pub values: Vec<f32>,
    /// The majority class of every unit, −1 for none; empty but for [`View::Classes`].
    pub labels: Vec<i8>,
    /// Of the evaluation that came with this frame.
    pub quality: Option<Quality>,
    pub unit: Option<Unit>,
    pub rebuilt: Option<Rebuilt>,
    /// The best unit of every view of a turntable, where this frame's evaluation covered them all.
    pub winners: Vec<u32>,
}

impl Frame {
    /// The units of the layer that the frame speaks of.
    pub fn atlas(&self) -> &Atlas {
        &self.atlases[self.layer as usize]
    }
}
