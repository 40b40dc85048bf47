//! The settings of one network and its training.

use crate::error::{Error, Result};
use crate::som::grid::{Lattice, Topology};
use crate::som::schedule::{Curve, Schedule};
use serde::{Deserialize, Serialize};

/// What comes first in a masked layer. Without a bias in between they are the same function, because a mask is never
/// negative: `relu(m z) = m relu(z)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// `relu(m · z)`, the note's SOM-ReLU.
    MaskRelu,
    /// `m · relu(z)`, the note's ReLU-SOM.
    ReluMask,
}

/// Where the bias of a masked layer is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bias {
    /// To `z = x W`, so that the mask scales it as well.
    BeforeMask,
    /// To the masked sum: `relu(m z + b)`, or `m relu(z) + b`.
    AfterMask,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Optimizer {
    /// Kingma and Ba, *Adam: A Method for Stochastic Optimization*, 2015; β₁ is `momentum`, β₂ = 0.999, ε = 1e-8.
    Adam,
    /// Stochastic gradient descent with momentum: `v ← μ v + g`, `w ← w − α v`.
    Sgd,
}

/// A fully-connected layer of `rows × cols` neurons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hidden {
    pub rows: u32,
    pub cols: u32,
    /// Whether a map of as many units, which learns from the layer's input, masks its neurons.
    pub masked: bool,
}

impl Hidden {
    pub fn neurons(&self) -> u32 {
        self.rows * self.cols
    }
}

/// Hidden layers of the deepest network.
pub const MAX_HIDDEN: usize = 4;
/// Neurons of the widest layer.
const MAX_NEURONS: u32 = 4096;
/// The range of both σ.
const SIGMA: (f32, f32) = (0.05, 200.0);

/// All settings; every field is required and no other is allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetConfig {
    /// From the input up; a linear layer of one neuron a class follows.
    pub hidden: Vec<Hidden>,
    /// Of every layer's neurons.
    pub lattice: Topology,
    /// The radius by which the maps learn, 0.05 to 200 lattice units.
    pub sigma_organize: Schedule,
    /// The radius of the mask, 0.05 to 200 lattice units.
    pub sigma_forward: Schedule,
    /// The learning rate of the maps, 0.0001 to 1.
    pub som_rate: Schedule,
    /// Mask values below it become 0; 0 to 1.
    pub threshold: f32,
    pub order: Order,
    pub bias: Bias,
    /// Holds the maps where they are.
    pub frozen: bool,
    /// A map freezes by itself once 100 steps move its codebook by less than this share of its norm; 0 never.
    pub settle: f32,
    pub optimizer: Optimizer,
    /// 0.000001 to 1.
    pub learning_rate: Schedule,
    /// β₁ of Adam or μ of SGD, 0 to 0.999.
    pub momentum: f32,
    /// Samples of a mini-batch, 1 to 1,024.
    pub batch_size: u32,
    pub seed: u32,
    /// Passes over the training set, more than 0 and at most 1,000.
    pub epochs: f32,
    /// How often the test set is evaluated on the way, evenly spaced; 1 to 1,000.
    pub evaluations: u32,
}

impl Default for NetConfig {
    /// 784-100-100-10 with both maps, as the note's `fc-two-sigmas`.
    fn default() -> Self {
        let layer = Hidden { rows: 10, cols: 10, masked: true };
        Self {
            hidden: vec![layer; 2],
            lattice: Topology::Rectangle,
            sigma_organize: Schedule::new(3.0, 1.0, Curve::Exponential),
            sigma_forward: Schedule::new(20.0, 20.0, Curve::Linear),
            som_rate: Schedule::new(0.5, 0.005, Curve::Exponential),
            threshold: 0.0,
            order: Order::MaskRelu,
            bias: Bias::BeforeMask,
            frozen: false,
            settle: 0.03,
            optimizer: Optimizer::Adam,
            learning_rate: Schedule::new(0.001, 0.001, Curve::Linear),
            momentum: 0.9,
            batch_size: 64,
            seed: 1,
            epochs: 10.0,
            evaluations: 40,
        }
    }
}

impl NetConfig {
    /// The lattice of a hidden layer's neurons.
    pub fn lattice(&self, layer: usize) -> Lattice {
        let Hidden { rows, cols, .. } = self.hidden[layer];
        Lattice { topology: self.lattice, rows, cols }
    }

    /// # Errors
    /// The first setting that is out of its range, and the range.
    pub fn check(&self) -> Result<()> {
        let Self { batch_size, epochs, threshold, momentum, settle, evaluations, .. } = *self;
        if !(1..=MAX_HIDDEN).contains(&self.hidden.len()) {
            return Err(Error::config(format!(
                "A network of {} hidden layers: choose from 1 to {MAX_HIDDEN}.",
                self.hidden.len()
            )));
        }
        for Hidden { rows, cols, .. } in &self.hidden {
            let neurons = u64::from(*rows) * u64::from(*cols);
            if !(1..=u64::from(MAX_NEURONS)).contains(&neurons) {
                return Err(Error::config(format!(
                    "A layer of {rows}×{cols} has {neurons} neurons: choose from 1 to {MAX_NEURONS}."
                )));
            }
            if !self.lattice.separable() {
                return Err(Error::config("A mask has no hexagonal lattice: choose rectangle, torus, line or ring."));
            }
            if self.lattice.one_dimensional() && *rows != 1 {
                return Err(Error::config(format!("A line or a ring has one row, not {rows}: set rows to 1.")));
            }
        }
        self.sigma_organize.check("σ for organizing", SIGMA.0, SIGMA.1)?;
        self.sigma_forward.check("σ of the mask", SIGMA.0, SIGMA.1)?;
        self.som_rate.check("the maps' learning rate", 1e-4, 1.0)?;
        self.learning_rate.check("the learning rate", 1e-6, 1.0)?;
        let shares = [("threshold", threshold, 1.0), ("momentum", momentum, 0.999), ("settle", settle, 1.0)];
        for (name, value, most) in shares {
            if !(0.0..=most).contains(&value) {
                return Err(Error::config(format!("A {name} of {value}: choose from 0 to {most}.")));
            }
        }
        if !(1..=1024).contains(&batch_size) {
            return Err(Error::config(format!("A mini-batch of {batch_size} samples: choose from 1 to 1024.")));
        }
        if !(epochs > 0.0 && epochs <= 1000.0) {
            return Err(Error::config(format!("{epochs} passes over the data: choose more than 0 and at most 1000.")));
        }
        if !(1..=1000).contains(&evaluations) {
            return Err(Error::config(format!("{evaluations} evaluations: choose from 1 to 1000.")));
        }
        Ok(())
    }

    /// Whether a run under `self` can go on under `other`: everything but what its weights were made from and counted
    /// by.
    pub fn continues(&self, other: &Self) -> bool {
        let made_from = |c: &Self| (c.hidden.clone(), c.lattice, c.optimizer, c.seed, c.batch_size, c.evaluations);
        made_from(self) == made_from(other) && self.epochs == other.epochs
    }
}
