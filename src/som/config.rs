//! The settings of one map and its training.

use super::schedule::{Curve, Schedule};
use crate::error::{Error, Result};
use crate::kernels::winner_codes;
use crate::lattice::{Lattice, Neighborhood, Topology};
use crate::layout::{Patch, check_stride};
use serde::{Deserialize, Serialize};

/// How much a step sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Training {
    /// One sample a step: Kohonen's original rule.
    Online,
    /// `batch_size` samples a step.
    MiniBatch,
    /// The whole pass a step: the batch map, without a learning rate.
    Batch,
}

/// What the codebook is before the first step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Init {
    /// Uniform noise in [0, 1].
    Random,
    /// Training samples.
    Samples,
    /// An even grid in the plane of the two largest principal components.
    Pca,
}

/// How a winner is written for the layer above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Its row and column, scaled to [0, 1]: the note's way.
    Coordinates,
    /// 1 for the winner, 0 for all others.
    OneHot,
    /// The Gaussian neighborhood of the winner with σ = 1.
    Soft,
}

impl Code {
    /// What the kernels call it.
    pub fn code(self) -> u32 {
        match self {
            Self::Coordinates => winner_codes::COORDINATES,
            Self::OneHot => winner_codes::ONE_HOT,
            Self::Soft => winner_codes::SOFT,
        }
    }
}

/// A further layer: a map of patches of the winners below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct StackLayer {
    /// Rows of units.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_UNITS)))]
    pub rows: u32,
    /// Units of a row.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_UNITS)))]
    pub cols: u32,
    /// Side of its patches in places of the layer below; 0 takes all of them.
    pub size: u32,
    /// Places from one patch to the next, 1 to `size`.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub stride: u32,
    /// How the winners below are written.
    pub code: Code,
}

/// Layers of the highest stack.
pub const MAX_LAYERS: usize = 4;

/// All settings; every field is required and no other is allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS), ts(rename = "MapConfig"))]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Rows of units; 1 on a line or a ring.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_UNITS)))]
    pub rows: u32,
    /// Units of a row.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_UNITS)))]
    pub cols: u32,
    /// Who is whose neighbor.
    pub lattice: Topology,
    /// How the influence of a winner falls with the distance.
    pub neighborhood: Neighborhood,
    /// In units of the lattice spacing, 0.05 to 200. A further layer starts from as much of its longer side.
    #[cfg_attr(test, schemars(extend("range" = [SIGMA.0, SIGMA.1])))]
    pub sigma: Schedule,
    /// 0.0001 to 1; the batch map does not use it.
    #[cfg_attr(test, schemars(extend("range" = [LEARNING_RATE.0, LEARNING_RATE.1])))]
    pub learning_rate: Schedule,
    /// How much a step sees.
    pub training: Training,
    /// Samples of a mini-batch, 1 to 4,096.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_BATCH)))]
    pub batch_size: u32,
    /// What the codebook is before the first step.
    pub init: Init,
    /// The same seed gives the same run.
    pub seed: u32,
    /// Passes over the training set, more than 0 and at most 1,000; every layer makes them.
    #[cfg_attr(test, schemars(extend("above" = 0, "max" = MAX_EPOCHS)))]
    pub epochs: f32,
    /// What the first layer sees of an image.
    pub patch: Patch,
    /// Further layers, from the lowest up.
    #[cfg_attr(test, schemars(length(max = MAX_LAYERS - 1)))]
    pub stack: Vec<StackLayer>,
}

/// The ranges of σ and of the learning rate.
const SIGMA: (f32, f32) = (0.05, 200.0);
const LEARNING_RATE: (f32, f32) = (1e-4, 1.0);
/// Samples of the largest mini-batch.
const MAX_BATCH: u32 = 4096;
/// Passes of the longest run.
pub const MAX_EPOCHS: f32 = 1000.0;
/// Units of the largest map.
pub const MAX_UNITS: u32 = 4096;

impl Default for Config {
    fn default() -> Self {
        Self {
            rows: 20,
            cols: 20,
            lattice: Topology::Rectangle,
            neighborhood: Neighborhood::Gaussian,
            sigma: Schedule::new(10.0, 0.5, Curve::Exponential),
            learning_rate: Schedule::new(0.5, 0.05, Curve::Exponential),
            training: Training::MiniBatch,
            batch_size: 256,
            init: Init::Random,
            seed: 1,
            epochs: 10.0,
            patch: Patch::default(),
            stack: Vec::new(),
        }
    }
}

impl Config {
    /// The lattice of a layer; those above the first are rectangles unless the first wraps or is hexagonal.
    pub fn lattice(&self, layer: usize) -> Lattice {
        match layer.checked_sub(1).map(|upper| self.stack[upper]) {
            None => Lattice { topology: self.lattice, rows: self.rows, cols: self.cols },
            Some(StackLayer { rows, cols, .. }) => {
                let topology = if self.lattice.one_dimensional() { Topology::Rectangle } else { self.lattice };
                Lattice { topology, rows, cols }
            }
        }
    }

    pub fn n_layers(&self) -> usize {
        self.stack.len() + 1
    }

    /// σ of a layer at the share `t` of its run: its start grows with the longer side of the layer.
    pub fn sigma_at(&self, layer: usize, t: f32) -> f32 {
        let side = |layer| {
            let Lattice { rows, cols, .. } = self.lattice(layer);
            rows.max(cols) as f32
        };
        let start = (self.sigma.start * side(layer) / side(0)).clamp(SIGMA.0, SIGMA.1);
        Schedule { start, ..self.sigma }.at(t)
    }

    /// # Errors
    /// The first setting that is out of its range, and the range.
    pub fn check(&self) -> Result<()> {
        let Self { rows, cols, batch_size, epochs, .. } = *self;
        if self.n_layers() > MAX_LAYERS {
            let n = self.n_layers();
            return Err(Error::config(format!("A stack of {n} layers: choose up to {MAX_LAYERS}.")).at("stack"));
        }
        check_units("", rows, cols)?;
        for (layer, upper) in self.stack.iter().enumerate() {
            check_units(&format!("stack.{layer}."), upper.rows, upper.cols)?;
            check_stride(&format!("stack.{layer}.stride"), upper.size, upper.stride)?;
        }
        if self.patch.per_image == 0 {
            let message = "A pass must take at least one patch from every image: set per_image to 1.";
            return Err(Error::config(message).at("patch.per_image"));
        }
        check_stride("patch.stride", self.patch.size, self.patch.stride)?;
        if self.lattice.one_dimensional() && rows != 1 {
            let message = format!("A line or a ring has one row, not {rows}: set rows to 1.");
            return Err(Error::config(message).at("rows"));
        }
        self.sigma.check("sigma", "σ", SIGMA)?;
        self.learning_rate.check("learning_rate", "the learning rate", LEARNING_RATE)?;
        if !(1..=MAX_BATCH).contains(&batch_size) {
            let message = format!("A mini-batch of {batch_size} samples: choose from 1 to {MAX_BATCH}.");
            return Err(Error::config(message).at("batch_size"));
        }
        check_epochs(epochs)
    }

    /// Whether a run under `self` can go on under `other`: everything but what its codebook was made from.
    pub fn continues(&self, other: &Self) -> bool {
        let made_from = |c: &Self| (c.rows, c.cols, c.init, c.seed, c.patch);
        made_from(self) == made_from(other) && self.stack == other.stack
    }
}

/// `above` is the key of the layer.
fn check_units(above: &str, rows: u32, cols: u32) -> Result<()> {
    let units = u64::from(rows) * u64::from(cols);
    if (1..=u64::from(MAX_UNITS)).contains(&units) {
        return Ok(());
    }
    let side = if rows == 0 || rows > MAX_UNITS { "rows" } else { "cols" };
    let message = format!("A map of {rows}×{cols} has {units} units: choose from 1 to {MAX_UNITS}.");
    Err(Error::config(message).at(&format!("{above}{side}")))
}

/// # Errors
/// No passes, or too many.
pub fn check_epochs(epochs: f32) -> Result<()> {
    if epochs > 0.0 && epochs <= MAX_EPOCHS {
        return Ok(());
    }
    let message = format!("{epochs} passes over the data: choose more than 0 and at most {MAX_EPOCHS}.");
    Err(Error::config(message).at("epochs"))
}
