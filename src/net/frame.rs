//! What a view needs to draw one moment of a network's run: flat arrays and a few numbers.

use crate::frame::State;
use crate::som::grid::Lattice;
use serde::{Deserialize, Serialize};

/// Where an image that is sent through the network comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeRequest {
    pub source: crate::frame::Source,
    pub image: u32,
}

/// What to put into the next frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// One evaluation on the whole test set, and the training since the one before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoursePoint {
    /// Samples learned.
    pub samples: u64,
    /// Passes over the training set that they amount to.
    pub epoch: f64,
    /// Mean cross-entropy in nats.
    pub test_loss: f64,
    /// Share of right answers.
    pub test_accuracy: f64,
    /// Means over the mini-batches since the last point, each before the step that learned from it.
    pub train_loss: f64,
    pub train_accuracy: f64,
}

/// A hidden layer, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerFrame {
    pub lattice: Lattice,
    pub masked: bool,
    /// Its map is held, by hand or because it has come to rest.
    pub frozen: bool,
    /// The share of its norm by which 100 steps moved the codebook; none before they have been made.
    pub drift: Option<f32>,
    /// Mean mask value, over neurons and the test images of the last evaluation; 1 without a mask.
    pub strength: f64,
    /// Mean number of neurons whose mask is above 0.
    pub active_units: f64,
}

/// Units as RGBA pictures, `[atlas rows × tile_height, atlas cols × tile_width]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub lattice: Lattice,
    pub tile_height: u32,
    pub tile_width: u32,
    pub tile_channels: u32,
    pub cols: u32,
    pub tiles: Vec<u32>,
}

/// One picture of values a neuron.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiles {
    pub rows: u32,
    pub cols: u32,
    pub tile_height: u32,
    pub tile_width: u32,
    pub tile_channels: u32,
    /// `[neurons, tile_height × tile_width × tile_channels]`
    pub values: Vec<f32>,
}

/// How well neighbors resemble one another, see [`crate::metrics::organization`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Organization {
    pub codebook: Option<f64>,
    pub filters: Option<f64>,
}

/// One image on its way through a hidden layer.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbedLayer {
    /// None without a map.
    pub bmu: Option<u32>,
    /// `[neurons]`; 1 without a map.
    pub mask: Vec<f32>,
    /// `[neurons]`
    pub activations: Vec<f32>,
}

/// What the network makes of one image.
#[derive(Clone, Debug, PartialEq)]
pub struct Probed {
    pub request: ProbeRequest,
    pub label: Option<u8>,
    /// `[n_classes]`, they add up to 1.
    pub probabilities: Vec<f32>,
    pub layers: Vec<ProbedLayer>,
}

/// One moment of a run.
#[derive(Clone, Debug)]
pub struct NetFrame {
    pub step: u64,
    pub samples: u64,
    pub samples_total: u64,
    pub epoch: f64,
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
    /// Multiply–accumulate operations that one image of training takes in the layers, forward and backward.
    pub macs_per_image: u64,
    /// And in the searches of the maps.
    pub som_macs_per_image: u64,
    pub dispatches_per_step: u32,
    pub layers: Vec<LayerFrame>,
    pub layer: u32,
    pub map: Option<Sheet>,
    pub filters: Option<Tiles>,
    pub organization: Organization,
    /// Points after those that were known.
    pub course: Vec<CoursePoint>,
    /// All points there are.
    pub course_len: u32,
    /// Test images that fell on each unit of the looked-at layer's map in the last evaluation.
    pub hits: Vec<u32>,
    pub probe: Option<Probed>,
}
