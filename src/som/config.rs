//! The settings of one map and its training.

use super::grid::{Lattice, Neighborhood, Topology};
use super::schedule::{Curve, Schedule};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// How much a step sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[serde(rename_all = "snake_case")]
pub enum Init {
    /// Uniform noise in [0, 1].
    Random,
    /// Training samples.
    Samples,
    /// An even grid in the plane of the two largest principal components.
    Pca,
}

/// All settings; every field is required and no other is allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub rows: u32,
    pub cols: u32,
    pub lattice: Topology,
    pub neighborhood: Neighborhood,
    /// In units of the lattice spacing, 0.05 to 200.
    pub sigma: Schedule,
    /// 0.0001 to 1; the batch map does not use it.
    pub learning_rate: Schedule,
    pub training: Training,
    /// Samples of a mini-batch, 1 to 4,096.
    pub batch_size: u32,
    pub init: Init,
    pub seed: u32,
    /// Passes over the training set, more than 0 and at most 1,000.
    pub epochs: f32,
}

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
        }
    }
}

impl Config {
    pub fn grid(&self) -> Lattice {
        Lattice { topology: self.lattice, rows: self.rows, cols: self.cols }
    }

    /// # Errors
    /// The first setting that is out of its range, and the range.
    pub fn check(&self) -> Result<()> {
        let Self { rows, cols, batch_size, epochs, .. } = *self;
        let units = u64::from(rows) * u64::from(cols);
        if units == 0 || units > u64::from(MAX_UNITS) {
            return Err(Error::config(format!(
                "A map of {rows}×{cols} has {units} units: choose from 1 to {MAX_UNITS}."
            )));
        }
        if self.lattice.one_dimensional() && rows != 1 {
            return Err(Error::config(format!("A line or a ring has one row, not {rows}: set rows to 1.")));
        }
        self.sigma.check("σ", 0.05, 200.0)?;
        self.learning_rate.check("the learning rate", 1e-4, 1.0)?;
        if !(1..=4096).contains(&batch_size) {
            return Err(Error::config(format!("A mini-batch of {batch_size} samples: choose from 1 to 4096.")));
        }
        if !(epochs > 0.0 && epochs <= 1000.0) {
            return Err(Error::config(format!("{epochs} passes over the data: choose more than 0 and at most 1000.")));
        }
        Ok(())
    }

    /// Whether a run under `self` can go on under `other`: everything but what its codebook was made from.
    pub fn continues(&self, other: &Self) -> bool {
        let made_from = |c: &Self| (c.rows, c.cols, c.init, c.seed);
        made_from(self) == made_from(other)
    }
}
