//! What a view needs to draw one moment of a run of maps: flat arrays and a few numbers.

use super::view::View;
use crate::frame::{Sheet, Source, State, typed};
use crate::metrics::Angles;
use serde::{Deserialize, Serialize};

/// An image to be rebuilt from the units that its patches fall on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct RebuildRequest {
    pub source: Source,
    pub image: u32,
    /// Patches at every position, averaged where they overlap; otherwise side by side.
    pub overlap: bool,
}

/// What to put into the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct MapRequest {
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

impl MapRequest {
    /// A picture of the first layer and nothing else.
    pub fn of(view: View) -> Self {
        Self { view, component: 0, evaluate: 0, unit: None, layer: 0, rebuild: None }
    }
}

/// The quality of a map on held-out samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnitDetail {
    pub index: u32,
    /// Held-out samples that fall on it, of the last evaluation.
    pub hits: u32,
    /// RGBA of its picture.
    #[serde(rename = "values", serialize_with = "typed::rgba")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub tile: Vec<u32>,
    /// RGBA of the samples that match it best, side by side, at most [`SHOWN`].
    #[serde(serialize_with = "typed::rgba")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub samples: Vec<u32>,
    /// Their labels, −1 where there are none.
    #[serde(serialize_with = "typed::i8s")]
    #[cfg_attr(test, ts(type = "Int8Array"))]
    pub sample_labels: Vec<i8>,
    pub sample_count: u32,
    /// Of one of them, in pixels.
    pub sample_height: u32,
    pub sample_width: u32,
    /// The units of the layer below that its weights are nearest to, `[parts_rows, parts_cols]`; empty in layer 0.
    #[serde(serialize_with = "typed::u32s")]
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub parts: Vec<u32>,
    pub parts_rows: u32,
    pub parts_cols: u32,
}

/// Samples shown for one unit.
pub const SHOWN: usize = 16;

/// An image beside what the map makes of it; pictures are RGBA words, `[height, width]`. The patch of position (r, c)
/// has its top-left pixel at (min(r · stride, height − size), min(c · stride, width − size)).
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rebuilt {
    pub source: Source,
    pub image: u32,
    pub height: u32,
    pub width: u32,
    /// Side of a patch, and how many of them lie over the image.
    pub size: u32,
    pub place_rows: u32,
    pub place_cols: u32,
    pub stride: u32,
    /// Peak signal-to-noise ratio in dB over values in [0, 1]; infinite where nothing differs.
    pub psnr: f64,
    #[serde(serialize_with = "typed::rgba")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub original: Vec<u32>,
    #[serde(serialize_with = "typed::rgba")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub rebuilt: Vec<u32>,
    /// Mid-gray where nothing differs, brighter or darker by the difference.
    #[serde(serialize_with = "typed::rgba")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub error: Vec<u32>,
    /// The unit of every position.
    #[serde(serialize_with = "typed::u32s")]
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub bmus: Vec<u32>,
}

/// One moment of a run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MapFrame {
    /// Steps done.
    pub step: u64,
    /// Samples presented, and how many the whole run presents.
    pub samples: u64,
    pub samples_total: u64,
    /// Passes over the whole training set that the samples amount to, and all that there will be.
    pub epoch: f64,
    pub epochs: f32,
    /// The values that the next step will use.
    pub sigma: f32,
    pub learning_rate: f32,
    pub state: State,
    /// The layer that the rest speaks of, how many there are, and the one that is learning.
    pub layer: u32,
    pub n_layers: u32,
    pub learning: u32,
    /// The units of the layer that the frame speaks of.
    #[serde(flatten)]
    pub sheet: Sheet,
    /// Every layer's units, from the lowest up; empty where there is one.
    pub layers: Vec<Sheet>,
    /// The view's value for every unit; empty for [`View::Codebook`].
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub values: Vec<f32>,
    /// The majority class of every unit, −1 for none; empty but for [`View::Classes`].
    #[serde(serialize_with = "typed::i8s")]
    #[cfg_attr(test, ts(type = "Int8Array"))]
    pub labels: Vec<i8>,
    /// Of the evaluation that came with this frame.
    pub quality: Option<Quality>,
    pub unit: Option<UnitDetail>,
    /// None in most frames, for it is costly.
    pub rebuilt: Option<Rebuilt>,
    /// The best unit of every view of a turntable, where this frame's evaluation covered them all.
    #[serde(serialize_with = "typed::u32s")]
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub winners: Vec<u32>,
}
