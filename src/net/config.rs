//! The settings of one network and its training.

use crate::error::{Error, Result};
use crate::lattice::{Lattice, Topology};
use crate::som::config::{MAX_EPOCHS, check_epochs};
use crate::som::schedule::{Curve, Schedule};
use serde::{Deserialize, Serialize};

/// What comes first in a masked layer. Without a bias in between they are the same function, because a mask is never
/// negative: `relu(m z) = m relu(z)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// `relu(m · z)`, the note's SOM-ReLU.
    MaskRelu,
    /// `m · relu(z)`, the note's ReLU-SOM.
    ReluMask,
}

/// Where the bias of a masked layer is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Bias {
    /// To `z = x W`, so that the mask scales it as well.
    BeforeMask,
    /// To the masked sum: `relu(m z + b)`, or `m relu(z) + b`.
    AfterMask,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Optimizer {
    /// Kingma and Ba, *Adam: A Method for Stochastic Optimization*, 2015; β₁ is `momentum`, β₂ = 0.999, ε = 1e-8.
    Adam,
    /// Stochastic gradient descent with momentum: `v ← μ v + g`, `w ← w − α v`.
    Sgd,
}

/// What the map of a layer sees, and thereby what it masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// There is no map.
    None,
    /// All that the layer reads: one winner an image.
    Whole,
    /// The gray patch under a filter: one winner a position, the note's CSOM.
    Patch,
}

/// A layer of `rows × cols` neurons: fully connected, or filters that are convolved with what the layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Hidden {
    /// Rows of neurons; 1 on a line or a ring.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_NEURONS)))]
    pub rows: u32,
    /// Neurons of a row.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_NEURONS)))]
    pub cols: u32,
    /// By a map of as many units, which learns from what the layer reads.
    pub mask: Mask,
    /// Side of the filters, 1 to 15, moved by one and without padding; 0 for a fully-connected layer.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_KERNEL)))]
    pub kernel: u32,
    /// Side of the windows of which the maximum is kept, 1 to 4.
    #[serde(default = "one")]
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_POOL)))]
    pub pool: u32,
    /// Filters that win at a position while the others are 0, 1 to 16 (k-winners-take-all); 0 for all.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_WINNERS)))]
    pub winners: u32,
    /// Share of the filters that a step keeps for an image, scaled by its inverse (dropout of channels); 1 for all.
    #[serde(default = "all")]
    #[cfg_attr(test, schemars(extend("above" = 0, "max" = 1)))]
    pub keep: f32,
    /// Filters with the largest weights (L1) that are left after `prune_at`; 0 for all.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_NEURONS)))]
    pub pruned: u32,
}

fn one() -> u32 {
    1
}

fn all() -> f32 {
    1.0
}

impl Hidden {
    /// A fully-connected layer.
    pub const fn dense(rows: u32, cols: u32, mask: Mask) -> Self {
        Self { rows, cols, mask, kernel: 0, pool: 1, winners: 0, keep: 1.0, pruned: 0 }
    }

    /// A layer of `kernel × kernel` filters.
    pub const fn filters(rows: u32, cols: u32, mask: Mask, kernel: u32, pool: u32) -> Self {
        Self { kernel, pool, ..Self::dense(rows, cols, mask) }
    }

    pub fn neurons(&self) -> u32 {
        self.rows * self.cols
    }

    pub fn convolves(&self) -> bool {
        self.kernel > 0
    }

    /// As it is once it has been pruned.
    fn after_pruning(self) -> Self {
        match self.pruned {
            0 => self,
            left => Self { rows: 1, cols: left, pruned: 0, ..self },
        }
    }

    /// `key` is the layer's own.
    ///
    /// # Errors
    /// The first field that does not fit the others.
    fn check(&self, key: &str) -> Result<()> {
        let Self { rows, cols, mask, kernel, pool, winners, keep, pruned } = *self;
        let wrong = |field: &str, message: String| Err(Error::config(message).at(&format!("{key}.{field}")));
        let neurons = u64::from(rows) * u64::from(cols);
        if !(1..=u64::from(MAX_NEURONS)).contains(&neurons) {
            let side = if rows == 0 || rows > MAX_NEURONS { "rows" } else { "cols" };
            let message = format!("A layer of {rows}×{cols} has {neurons} neurons: choose from 1 to {MAX_NEURONS}.");
            return wrong(side, message);
        }
        if kernel > MAX_KERNEL {
            return wrong("kernel", format!("Filters of {kernel}×{kernel}: choose a side from 1 to {MAX_KERNEL}."));
        }
        if !(1..=MAX_POOL).contains(&pool) {
            return wrong("pool", format!("Pooling of {pool}×{pool}: choose a side from 1 to {MAX_POOL}."));
        }
        let most = MAX_WINNERS.min(neurons as u32);
        if winners > most {
            return wrong("winners", format!("{winners} winners: choose from 1 to {most}, or 0 for all."));
        }
        if !(keep > 0.0 && keep <= 1.0) {
            let message = format!("Dropout that keeps {keep} of the filters: choose more than 0 and at most 1.");
            return wrong("keep", message);
        }
        if u64::from(pruned) > neurons {
            let message = format!("{pruned} filters left of {neurons}: choose from 1 to {neurons}, or 0 for all.");
            return wrong("pruned", message);
        }
        let ways =
            [("mask", mask != Mask::None), ("winners", winners > 0), ("keep", keep < 1.0), ("pruned", pruned > 0)];
        let mut taken = ways.iter().filter(|(_, way)| *way);
        let first = taken.next();
        if let Some((second, _)) = taken.next() {
            let message = "A layer is made sparse in one way: choose a mask, k-winners, dropout or pruning.";
            return wrong(second, message.to_string());
        }
        let for_filters = first.map(|(name, _)| *name).filter(|&name| name != "mask" || mask == Mask::Patch);
        let for_filters = for_filters.or((pool != 1).then_some("pool"));
        match for_filters {
            Some(field) if kernel == 0 => wrong(
                field,
                "Patches, pooling, k-winners, dropout and pruning are for filters: set kernel to their side, such as 5."
                    .to_string(),
            ),
            _ => Ok(()),
        }
    }
}

/// Hidden layers of the deepest network.
pub const MAX_HIDDEN: usize = 4;
/// Neurons of the widest layer.
const MAX_NEURONS: u32 = 4096;
/// Side of the largest filters, and of the largest windows of pooling.
const MAX_KERNEL: u32 = 15;
const MAX_POOL: u32 = 4;
/// Winners at a position, at most.
const MAX_WINNERS: u32 = 16;
/// The ranges of both σ and of the learning rates.
const SIGMA: (f32, f32) = (0.05, 200.0);
const SOM_RATE: (f32, f32) = (1e-4, 1.0);
const LEARNING_RATE: (f32, f32) = (1e-6, 1.0);
const MAX_MOMENTUM: f32 = 0.999;
/// Samples of the largest mini-batch.
const MAX_BATCH: u32 = 1024;
/// Positions of an image that a map of patches learns from in a step, at most.
const MAX_PATCHES: u32 = 64;
const MAX_EVALUATIONS: u32 = 1000;

/// All settings; every field is required and no other is allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct NetConfig {
    /// From the input up, filters first; a linear layer of one neuron a class follows.
    #[cfg_attr(test, schemars(length(min = 1, max = MAX_HIDDEN)))]
    pub hidden: Vec<Hidden>,
    /// Of every layer's neurons.
    pub lattice: Topology,
    /// The radius by which the maps learn, 0.05 to 200 lattice units.
    #[cfg_attr(test, schemars(extend("range" = [SIGMA.0, SIGMA.1])))]
    pub sigma_organize: Schedule,
    /// The radius of the mask, 0.05 to 200 lattice units.
    #[cfg_attr(test, schemars(extend("range" = [SIGMA.0, SIGMA.1])))]
    pub sigma_forward: Schedule,
    /// The learning rate of the maps, 0.0001 to 1.
    #[cfg_attr(test, schemars(extend("range" = [SOM_RATE.0, SOM_RATE.1])))]
    pub som_rate: Schedule,
    /// Passes over the training set in which `sigma_organize` and `som_rate` run from start to end, 0 to 1,000; 0 for
    /// the whole run.
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_EPOCHS)))]
    pub som_epochs: f32,
    /// Positions of an image that a map of patches learns from in a step, 1 to 64.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_PATCHES)))]
    pub patches: u32,
    /// The share of the run after which filters are pruned, 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub prune_at: f32,
    /// Mask values below it become 0; 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub threshold: f32,
    /// What comes first in a masked layer.
    pub order: Order,
    /// Where the bias of a masked layer is added.
    pub bias: Bias,
    /// Holds the maps where they are.
    pub frozen: bool,
    /// A map freezes by itself once 100 steps move its codebook by less than this share of its norm; 0 never.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub convergence_tolerance: f32,
    /// What becomes of a gradient.
    pub optimizer: Optimizer,
    /// Of the layers, 0.000001 to 1.
    #[cfg_attr(test, schemars(extend("range" = [LEARNING_RATE.0, LEARNING_RATE.1])))]
    pub learning_rate: Schedule,
    /// β₁ of Adam or μ of SGD, 0 to 0.999.
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_MOMENTUM)))]
    pub momentum: f32,
    /// Samples of a mini-batch, 1 to 1,024.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_BATCH)))]
    pub batch_size: u32,
    /// The same seed gives the same first weights and the same order of samples.
    pub seed: u32,
    /// Passes over the training set, more than 0 and at most 1,000.
    #[cfg_attr(test, schemars(extend("above" = 0, "max" = MAX_EPOCHS)))]
    pub epochs: f32,
    /// How often it is evaluated, at growing distances, the last time at the end; 1 to 1,000.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_EVALUATIONS)))]
    pub evaluations: u32,
}

impl Default for NetConfig {
    /// 784-100-100-10 with both maps, as the note's `fc-two-sigmas`.
    fn default() -> Self {
        let layer = Hidden::dense(10, 10, Mask::Whole);
        Self {
            hidden: vec![layer; 2],
            lattice: Topology::Rectangle,
            sigma_organize: Schedule::new(3.0, 1.0, Curve::Exponential),
            sigma_forward: Schedule::new(20.0, 20.0, Curve::Exponential),
            som_rate: Schedule::new(0.5, 0.005, Curve::Exponential),
            som_epochs: 0.0,
            patches: 8,
            prune_at: 0.5,
            threshold: 0.0,
            order: Order::MaskRelu,
            bias: Bias::BeforeMask,
            frozen: false,
            convergence_tolerance: 0.03,
            optimizer: Optimizer::Adam,
            learning_rate: Schedule::new(0.001, 0.001, Curve::Exponential),
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
        let Self { batch_size, epochs, threshold, momentum, prune_at, som_epochs, patches, evaluations, .. } = *self;
        let wrong = |field: &str, message: String| Err(Error::config(message).at(field));
        if !(1..=MAX_HIDDEN).contains(&self.hidden.len()) {
            let n = self.hidden.len();
            return wrong("hidden", format!("A network of {n} hidden layers: choose from 1 to {MAX_HIDDEN}."));
        }
        if !self.lattice.separable() {
            let message = "A mask has no hexagonal lattice: choose rectangle, torus, line or ring.";
            return wrong("lattice", message.to_string());
        }
        for (layer, hidden) in self.hidden.iter().enumerate() {
            hidden.check(&format!("hidden.{layer}"))?;
            if self.lattice.one_dimensional() && hidden.rows != 1 {
                let message = format!("A line or a ring has one row, not {}: set rows to 1.", hidden.rows);
                return wrong(&format!("hidden.{layer}.rows"), message);
            }
        }
        if !self.hidden.is_sorted_by_key(|hidden| !hidden.convolves()) {
            let message = "Filters come before fully-connected layers: change the order of the layers.";
            return wrong("hidden", message.to_string());
        }
        self.sigma_organize.check("sigma_organize", "σ for organizing", SIGMA)?;
        self.sigma_forward.check("sigma_forward", "σ of the mask", SIGMA)?;
        self.som_rate.check("som_rate", "the maps' learning rate", SOM_RATE)?;
        self.learning_rate.check("learning_rate", "the learning rate", LEARNING_RATE)?;
        let shares = [
            ("threshold", threshold, 1.0),
            ("momentum", momentum, MAX_MOMENTUM),
            ("convergence_tolerance", self.convergence_tolerance, 1.0),
            ("prune_at", prune_at, 1.0),
        ];
        for (name, value, most) in shares {
            if !(0.0..=most).contains(&value) {
                return wrong(name, format!("A {name} of {value}: choose from 0 to {most}."));
            }
        }
        if !(1..=MAX_BATCH).contains(&batch_size) {
            return wrong("batch_size", format!("A mini-batch of {batch_size} samples: choose from 1 to {MAX_BATCH}."));
        }
        check_epochs(epochs)?;
        if !(0.0..=MAX_EPOCHS).contains(&som_epochs) {
            let message = format!(
                "{som_epochs} passes in which the maps organize: choose from 0, the whole run, to {MAX_EPOCHS}."
            );
            return wrong("som_epochs", message);
        }
        if !(1..=MAX_PATCHES).contains(&patches) {
            return wrong("patches", format!("{patches} patches of an image: choose from 1 to {MAX_PATCHES}."));
        }
        if !(1..=MAX_EVALUATIONS).contains(&evaluations) {
            return wrong("evaluations", format!("{evaluations} evaluations: choose from 1 to {MAX_EVALUATIONS}."));
        }
        Ok(())
    }

    /// Whether a run under `self` can go on under `other`: everything but what its weights were made from and counted
    /// by.
    pub fn continues(&self, other: &Self) -> bool {
        let made_from = |c: &Self| {
            (
                c.hidden.clone(),
                c.lattice,
                c.optimizer,
                c.seed,
                c.batch_size,
                c.evaluations,
                c.epochs,
                c.patches,
                c.prune_at,
            )
        };
        made_from(self) == made_from(other)
    }

    /// The hidden layers once filters have been pruned.
    pub fn pruned(&self) -> Self {
        Self { hidden: self.hidden.iter().map(|hidden| hidden.after_pruning()).collect(), ..self.clone() }
    }

    /// Whether there is anything to prune.
    pub fn prunes(&self) -> bool {
        self.hidden.iter().any(|hidden| hidden.pruned > 0)
    }
}
