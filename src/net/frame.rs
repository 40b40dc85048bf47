//! What a view needs to draw one moment of a network's run: flat arrays and a few numbers.

use super::config::Mask;
use crate::frame::{Sheet, Source, State, typed};
use crate::lattice::Lattice;
use serde::{Deserialize, Serialize};

/// Where an image that is sent through the network comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ProbeRequest {
    pub source: Source,
    pub image: u32,
}

/// What to put into the next frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct NetRequest {
    /// The hidden layer that `maps` and `filters` speak of; 0 lies on the images.
    pub layer: u32,
    /// The pictures of its map's units.
    pub maps: bool,
    /// The weights of its neurons, and how well they and its map are organized.
    pub filters: bool,
    pub probe: Option<ProbeRequest>,
    /// Points of the course that are known already.
    pub since: u32,
}

/// One evaluation, and the training since the one before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CoursePoint {
    /// Samples learned.
    pub samples: u64,
    /// Passes over the training set that they amount to.
    pub epoch: f64,
    /// Test images that it is a mean of: a part of the test set on the way, the whole at the end.
    pub images: u32,
    /// Mean cross-entropy in nats.
    pub test_loss: f64,
    /// Share of right answers.
    pub test_accuracy: f64,
    /// Means over the mini-batches since the last point, each before the step that learned from it.
    pub train_loss: f64,
    pub train_accuracy: f64,
}

/// A hidden layer, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NetLayer {
    /// Of its neurons; one row once filters have been pruned.
    #[serde(flatten)]
    pub lattice: Lattice,
    pub neurons: u32,
    pub mask: Mask,
    /// Side of its filters; 0 where it is fully connected.
    pub kernel: u32,
    pub pool: u32,
    /// See [`crate::net::config::Hidden`].
    pub winners: u32,
    pub keep: f32,
    /// Its filters have been pruned.
    pub pruned: bool,
    /// Its map is held, by hand or because it has come to rest.
    pub frozen: bool,
    /// Samples that had been learned when the map came to rest; none before.
    pub frozen_at: Option<u64>,
    /// The share of its norm by which 100 steps moved the codebook; none before they have been made.
    pub codebook_change: Option<f32>,
    /// Mean mask value, over neurons, positions and the test images of the last evaluation; 1 without a mask.
    pub strength: f64,
    /// Mean number of neurons that are not switched off: whose mask is above 0, or who are among the winners.
    pub active_units: f64,
    /// A step computes the neurons under the mask and no others.
    pub grouped: bool,
    /// Multiply–accumulate operations of one image, forward: those that are done, those of the same layer without a
    /// mask, and those of a search of its map for all winners.
    pub macs: u64,
    pub dense_macs: u64,
    pub search_macs: u64,
}

/// One picture of values a neuron.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Filters {
    pub rows: u32,
    pub cols: u32,
    pub tile_height: u32,
    pub tile_width: u32,
    pub tile_channels: u32,
    /// `[neurons, tile_height × tile_width × tile_channels]`
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub values: Vec<f32>,
}

/// How well neighbors resemble one another, see [`crate::metrics::organization`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Organization {
    pub codebook: Option<f64>,
    pub filters: Option<f64>,
}

/// One image on its way through a hidden layer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProbedLayer {
    /// The winner, where there is one for the whole image.
    #[serde(serialize_with = "typed::or_minus_one")]
    #[cfg_attr(test, ts(type = "number"))]
    pub bmu: Option<u32>,
    /// The winners of a map of patches: `[pos_rows, pos_cols]`, positions of a filter's top-left corner.
    #[serde(serialize_with = "typed::u32s")]
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub units: Vec<u32>,
    pub pos_rows: u32,
    pub pos_cols: u32,
    /// `[neurons]`, the mean over the positions where every one has its own; 1 without a map.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub mask: Vec<f32>,
    /// `[neurons]`, the largest of a filter's over the image.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub activations: Vec<f32>,
    /// Of filters, after pooling: `[out_rows, out_cols, neurons]`.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub maps: Vec<f32>,
    pub out_rows: u32,
    pub out_cols: u32,
}

/// What the network makes of one image.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Probed {
    #[serde(flatten)]
    pub request: ProbeRequest,
    #[serde(serialize_with = "typed::or_minus_one")]
    #[cfg_attr(test, ts(type = "number"))]
    pub label: Option<u8>,
    /// `[n_classes]`, they add up to 1.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub probabilities: Vec<f32>,
    pub layers: Vec<ProbedLayer>,
}

/// One moment of a run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NetFrame {
    pub step: u64,
    pub samples: u64,
    pub samples_total: u64,
    pub epoch: f64,
    pub epochs: f32,
    pub state: State,
    /// An evaluation is under way.
    pub evaluating: bool,
    /// Samples after which the next one is due; past the end where there is none.
    pub next_evaluation: u64,
    /// The values that the next step will use.
    pub learning_rate: f32,
    pub sigma_organize: f32,
    pub sigma_forward: f32,
    pub som_rate: f32,
    pub n_inputs: u32,
    pub n_classes: u32,
    /// Multiply–accumulate operations that one image of training takes in the layers now, forward and backward, and
    /// what it would take without masks.
    pub macs_per_image: u64,
    pub dense_macs_per_image: u64,
    /// And in the searches of the maps: 0 where the winners are in the cache.
    pub som_macs_per_image: u64,
    /// Share of the training images whose winners are in the cache; none where that cannot be.
    pub bmus_cached: Option<f64>,
    pub dispatches_per_step: u32,
    pub layers: Vec<NetLayer>,
    pub layer: u32,
    pub map: Option<Sheet>,
    pub filters: Option<Filters>,
    pub organization: Organization,
    /// Points after those that were known.
    pub course: Vec<CoursePoint>,
    /// All points there are.
    pub course_len: u32,
    /// Test images, or their patches, that fell on each unit of the looked-at layer's map in the last evaluation.
    #[serde(serialize_with = "typed::u32s")]
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub hits: Vec<u32>,
    pub probe: Option<Probed>,
}
