//! What a run of a network has come to, under the names of the field.

use crate::network::Trained;
use crate::report::Column;
use pollster::block_on;
use serde::Serialize;
use som_lab::data::dataset::Which;
use som_lab::error::Result;
use som_lab::experiment::Metric;
use som_lab::net::NetSession;
use som_lab::net::ascent::Ascended;
use som_lab::net::config::Mask;
use som_lab::net::frame::{NetFrame, NetLayer};
use std::collections::BTreeMap;

/// What is measured besides what always is.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// The inputs that activate the neurons of the first layer most.
    pub maximize: bool,
    /// The whole training set, also where filters make that dear.
    pub train_set: bool,
}

#[derive(Serialize)]
pub struct Metrics {
    test_accuracy: f64,
    test_loss: f64,
    /// Of the whole training set, in the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    train_accuracy: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    train_loss: Option<f64>,
    /// Held-out samples.
    pub n: u32,
    /// Mean value of the masks on the test set; 1 where there are none.
    activation_strength: f64,
    /// Neurons whose mask is above 0, of all sparse layers together, or of all layers where none is sparse.
    active_units: f64,
    #[serde(flatten)]
    work: Work,
    /// Samples learned when the last map had come to rest; none where one has not.
    frozen_at: Option<u64>,
    /// Share of the training images whose winners are kept; none where they cannot be.
    bmus_cached: Option<f64>,
    /// Of training alone, since the last evaluation but one.
    final_samples_per_second: f64,
    layers: Vec<Layer>,
    /// Spearman correlation of distances between the units of the first layer and between their weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_codebook: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_filters: Option<f64>,
    /// The same of the inputs that activate its neurons most.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_maximized: Option<f64>,
    #[serde(skip)]
    filters: bool,
    /// Passes after which the last map had come to rest, if there are maps.
    #[serde(skip)]
    rest: Option<f64>,
}

/// Multiply–accumulate operations of one image, with the masks of the end.
#[derive(Serialize)]
struct Work {
    /// Forward, of all layers, and what they would be without masks.
    forward_macs_per_image: u64,
    dense_forward_macs_per_image: u64,
    /// Of the maps' searches for an image that was not seen before.
    search_macs_per_image: u64,
    /// Forward and backward, and what they would be without masks.
    training_macs_per_image: u64,
    dense_training_macs_per_image: u64,
    /// Of the maps' searches for a training image; 0 where its winners are kept.
    training_search_macs_per_image: u64,
    /// Of the whole run, searches included.
    training_macs: u64,
    /// Test accuracy in percent for every million operations of an image forward, searches included.
    test_percent_per_million_macs: f64,
}

/// A hidden layer.
#[derive(Serialize)]
struct Layer {
    units: u32,
    mask: Mask,
    /// Side of the filters, 0 where it is fully connected.
    kernel: u32,
    frozen: bool,
    frozen_at: Option<u64>,
    activation_strength: f64,
    active_units: f64,
    /// The active neurons alone are computed.
    grouped: bool,
    #[serde(skip)]
    winners: u32,
    macs: u64,
    dense_macs: u64,
    search_macs: u64,
}

impl From<&NetLayer> for Layer {
    fn from(layer: &NetLayer) -> Self {
        let &NetLayer { lattice, mask, kernel, frozen, frozen_at, strength, active_units, .. } = layer;
        let &NetLayer { grouped, macs, dense_macs, search_macs, winners, .. } = layer;
        Self {
            units: lattice.n_units(),
            mask,
            kernel,
            frozen,
            frozen_at,
            activation_strength: strength,
            active_units,
            grouped,
            winners,
            macs,
            dense_macs,
            search_macs,
        }
    }
}

impl Metrics {
    /// # Errors
    /// The device failed.
    pub fn measure(
        session: &NetSession,
        trained: &Trained,
        frame: &NetFrame,
        maximized: Option<&Ascended>,
        train_set: bool,
    ) -> Result<Self> {
        let test = trained.course.last().expect("a run ends with an evaluation");
        let filters = frame.layers.iter().any(|layer| layer.kernel > 0);
        let train = if train_set || !filters { Some(block_on(session.evaluate(Which::Train))?) } else { None };
        let sparse: Vec<_> = frame.layers.iter().filter(|layer| is_sparse(layer)).collect();
        let counted = if sparse.is_empty() { frame.layers.iter().collect() } else { sparse };
        let units: f64 = counted.iter().map(|layer| f64::from(layer.lattice.n_units())).sum();
        let strength: f64 = counted.iter().map(|layer| f64::from(layer.lattice.n_units()) * layer.strength).sum();
        let mut maps = frame.layers.iter().filter(|layer| layer.mask != Mask::None).peekable();
        let masked = maps.peek().is_some();
        let frozen_at = maps.try_fold(0, |last, layer| layer.frozen_at.map(|at| last.max(at))).filter(|_| masked);
        let n_train = f64::from(session.world().manifest.train.n);
        Ok(Self {
            test_accuracy: test.test_accuracy,
            test_loss: test.test_loss,
            train_accuracy: train.map(|train| train.accuracy),
            train_loss: train.map(|train| train.loss),
            n: session.world().manifest.test.n,
            activation_strength: strength / units,
            active_units: counted.iter().map(|layer| layer.active_units).sum(),
            work: Work::measure(session, trained, frame)?,
            rest: masked.then(|| frozen_at.map_or(f64::INFINITY, |at| at as f64 / n_train)),
            frozen_at,
            bmus_cached: frame.bmus_cached,
            final_samples_per_second: trained.final_rate,
            layers: frame.layers.iter().map(Layer::from).collect(),
            organization_codebook: frame.organization.codebook,
            organization_filters: frame.organization.filters,
            organization_maximized: maximized.map(|maximized| maximized.organization),
            filters,
        })
    }

    /// Those that there are. What a mask saves is told of filters: of fully-connected layers it saves nothing.
    pub fn columns(&self) -> Vec<Column> {
        let percent = |share: f64| 100.0 * share;
        let work = self.filters.then_some(&self.work);
        let millions = |of: fn(&Work) -> u64| work.map(|work| of(work) as f64 / 1e6);
        let all = [
            ("test %", Some(percent(self.test_accuracy)), 2),
            ("test loss", Some(self.test_loss), 4),
            ("train %", self.train_accuracy.map(percent), 2),
            ("strength", Some(self.activation_strength), 3),
            ("active", Some(self.active_units), 1),
            ("org. map", self.organization_codebook, 3),
            ("org. filters", self.organization_filters, 3),
            ("org. maximized", self.organization_maximized, 3),
            ("M MACs", millions(|work| work.forward_macs_per_image), 3),
            ("if dense", millions(|work| work.dense_forward_macs_per_image), 3),
            ("+ search", millions(|work| work.search_macs_per_image), 3),
            ("% / M MACs", work.map(|work| work.test_percent_per_million_macs), 1),
            ("train M MACs", millions(|work| work.training_macs_per_image), 3),
            ("train if dense", millions(|work| work.dense_training_macs_per_image), 3),
            ("train + search", millions(|work| work.training_search_macs_per_image), 3),
            ("G MACs in all", work.map(|work| work.training_macs as f64 / 1e9), 1),
            ("frozen at", self.frozen_at.map(|at| at as f64), 0),
            ("kept %", self.bmus_cached.map(percent), 0),
            ("last samples/s", work.map(|_| self.final_samples_per_second), 0),
        ];
        all.into_iter().filter_map(|(head, value, digits)| Column::known(head, value, digits)).collect()
    }

    /// What is recorded of a run: what claims speak of, and what the page's table of costs shows of the hidden layers.
    pub fn recorded(&self) -> BTreeMap<String, f64> {
        let sum = |of: fn(&Layer) -> u64| self.layers.iter().map(of).sum::<u64>() as f64;
        let units: f64 = self.layers.iter().map(|layer| f64::from(layer.units)).sum();
        // Winners are in full light, and the others in none.
        let light = |layer: &Layer| match layer.winners {
            0 => f64::from(layer.units) * layer.activation_strength,
            _ => layer.active_units,
        };
        let others = [
            ("test_loss", self.test_loss),
            ("neurons", units),
            ("hidden_strength", self.layers.iter().map(light).sum::<f64>() / units),
            ("hidden_active", self.layers.iter().map(|layer| layer.active_units).sum()),
            ("hidden_macs", sum(|layer| layer.macs)),
            ("hidden_dense_macs", sum(|layer| layer.dense_macs)),
            ("hidden_search_macs", sum(|layer| layer.search_macs)),
            ("training_macs_per_image", self.work.training_macs_per_image as f64),
            ("dense_training_macs_per_image", self.work.dense_training_macs_per_image as f64),
            ("training_search_macs_per_image", self.work.training_search_macs_per_image as f64),
        ];
        let claimed = self.of_claims().into_iter().map(|(metric, value)| (metric.name(), value));
        claimed.chain(others).map(|(name, value)| (name.to_string(), value)).collect()
    }

    pub fn of_claims(&self) -> Vec<(Metric, f64)> {
        let value = |metric| match metric {
            Metric::TestAccuracy => Some(self.test_accuracy),
            Metric::ActivationStrength => Some(self.activation_strength),
            Metric::ActiveUnits => Some(self.active_units),
            Metric::Rest => self.rest,
            Metric::CodebookOrganization => self.organization_codebook,
            Metric::FilterOrganization => self.organization_filters,
            _ => None,
        };
        Metric::ALL.into_iter().filter_map(|metric| value(metric).map(|value| (metric, value))).collect()
    }
}

/// Whether something keeps neurons of a layer from being active.
fn is_sparse(layer: &NetLayer) -> bool {
    layer.mask != Mask::None || layer.winners > 0 || layer.keep < 1.0 || layer.pruned
}

impl Work {
    fn measure(session: &NetSession, trained: &Trained, frame: &NetFrame) -> Result<Self> {
        let test = trained.course.last().expect("a run ends with an evaluation");
        // Of the linear layer, one for each of its weights.
        let (linear, _) = block_on(session.weights(frame.layers.len() as u32))?;
        let forward = |of: fn(&NetLayer) -> u64| frame.layers.iter().map(of).sum::<u64>();
        let done = forward(|layer| layer.macs) + linear.len() as u64;
        let search = forward(|layer| layer.search_macs);
        Ok(Self {
            forward_macs_per_image: done,
            dense_forward_macs_per_image: forward(|layer| layer.dense_macs) + linear.len() as u64,
            search_macs_per_image: search,
            training_macs_per_image: frame.macs_per_image,
            dense_training_macs_per_image: frame.dense_macs_per_image,
            training_search_macs_per_image: frame.som_macs_per_image,
            training_macs: trained.macs,
            test_percent_per_million_macs: 100.0 * test.test_accuracy / ((done + search) as f64 / 1e6),
        })
    }
}
