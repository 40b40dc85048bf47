//! What only networks can be asked: their scores, weights and codebooks.

use super::config::{Hidden, Mask};
use super::network::Network;
use super::run::NetRun;
use crate::data::dataset::Which;
use crate::error::{Error, Result};
use crate::frame::Tensor;
use crate::lattice::Lattice;
use crate::session::{Session, floats};
use serde::Serialize;

/// How well a network does on some images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Mean cross-entropy in nats.
    pub loss: f64,
    /// Share of right answers.
    pub accuracy: f64,
    pub n: u32,
}

impl NetRun {
    /// # Errors
    /// There is no such layer; `hidden` for layers that may have a map, else the linear one counts as well.
    pub(super) fn check_layer(&self, layer: u32, hidden: bool) -> Result<usize> {
        let n = self.network.layers.len() - usize::from(hidden);
        if layer as usize >= n {
            return Err(Error::config(format!("There is no layer {layer}: this network has {n}.")));
        }
        Ok(layer as usize)
    }
}

impl Session<NetRun> {
    /// How well the network does on all images of a split that are here, with the masks of now.
    ///
    /// # Errors
    /// The device failed.
    pub async fn evaluate(&self, which: Which) -> Result<Scores> {
        let split = self.world().split(which);
        let n = split.loaded();
        let (results, later) = {
            let run = self.run();
            let results = self.backend().create("results", 2 * n as usize)?;
            let mut start = 0;
            while start < n {
                start += run.evaluate(split, start, n, (None, &[]), &results);
            }
            let later = self.backend().download(&[(&results, 0..results.words())]);
            (results, later)
        };
        let words = later.await?;
        drop(results);
        let values = floats(&words[0]);
        let mean = |which: usize| {
            values.iter().skip(which).step_by(2).map(|&value| f64::from(value)).sum::<f64>() / f64::from(n.max(1))
        };
        Ok(Scores { loss: mean(0), accuracy: mean(1), n })
    }

    /// The weights of a layer, `[inputs, neurons]`, and its bias, `[neurons]`; the last layer is the linear one. Inputs of
    /// filters are `[kernel, kernel, channels]`.
    ///
    /// # Errors
    /// There is no such layer, or the device failed.
    pub async fn weights(&self, layer: u32) -> Result<(Vec<f32>, Vec<f32>)> {
        let (later, unpacked) = {
            let run = self.run();
            run.network.weights_of(run.check_layer(layer, false)?)
        };
        Ok(unpacked(&later.await?))
    }

    /// The codebook of a hidden layer's map, `[neurons, values]`: of all that the layer reads, or of `[kernel, kernel]`.
    ///
    /// # Errors
    /// There is no such layer, it has no map, or the device failed.
    pub async fn codebook(&self, layer: u32) -> Result<Vec<f32>> {
        let (later, unpacked) = {
            let run = self.run();
            run.network.codebook_of(run.check_layer(layer, true)?)?
        };
        Ok(unpacked(&later.await?))
    }

    /// All that has been learned; see [`Network::tensors`].
    ///
    /// # Errors
    /// The device failed.
    pub async fn tensors(&self) -> Result<Vec<Tensor>> {
        let later = self.run().network.tensors();
        later.await
    }

    /// A copy of the network without its masks, with room for one row a neuron of `layer`, and that layer's lattice.
    ///
    /// # Errors
    /// There is no such layer, or the device failed.
    pub(super) async fn unmasked(&self, layer: u32) -> Result<(Network, Lattice)> {
        let (copy, lattice, later) = {
            let run = self.run();
            let index = run.check_layer(layer, true)?;
            let mut config = run.config.clone();
            if config.hidden.iter().any(Hidden::convolves) {
                return Err(Error::config(
                    "What filters want to see is not sought yet: choose a network of fully-connected layers.",
                ));
            }
            config.hidden.iter_mut().for_each(|hidden| hidden.mask = Mask::None);
            let Network { cut, n_classes, ref weights, .. } = run.network;
            let neurons = config.hidden[index].neurons() as usize;
            let copy = Network::new(self.backend(), cut, n_classes, &config, neurons)?;
            (copy, config.lattice(index), self.backend().download(&[(weights, 0..weights.words())]))
        };
        self.backend().upload(&copy.weights, 0, &later.await?[0]);
        Ok((copy, lattice))
    }
}
