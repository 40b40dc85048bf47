//! One running network: it advances by as much work as it is given, and shows itself when it is asked.
//!
//! The test set is evaluated at fixed numbers of samples, in slices between the steps, so that the courses of several
//! networks and seeds have their points in the same places. No borrow of its state lives across an `await`.

mod checkpoint;
mod look;
mod picture;
mod run;

use super::config::{Hidden, Mask, NetConfig};
use super::frame::{NetFrame, NetRequest};
use super::network::Network;
use crate::backend::Backend;
use crate::data::Images;
use crate::data::dataset::{Dataset, Manifest, Which};
use crate::error::{Error, Result};
use crate::frame::State;
use crate::som::grid::Lattice;
use run::Run;
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;

/// What one call of [`NetSession::advance`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Advanced {
    pub steps: u64,
    pub samples: u64,
    /// Samples learned that all that was done is worth; an evaluation is work without them.
    pub work: u64,
    pub state: State,
}

/// How well a network does on some images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Mean cross-entropy in nats.
    pub loss: f64,
    /// Share of right answers.
    pub accuracy: f64,
    pub n: u32,
}

pub struct NetSession {
    backend: Rc<dyn Backend>,
    dataset: Rc<Dataset>,
    run: RefCell<Run>,
    /// A picture that is not of the data set.
    probe: RefCell<Option<Rc<Dataset>>>,
}

impl NetSession {
    /// A run of `config` on a labeled data set whose first shards are here.
    ///
    /// # Errors
    /// A setting out of range, data without labels or without their first samples, or a device without the memory.
    pub fn new(backend: Rc<dyn Backend>, dataset: Rc<Dataset>, config: NetConfig) -> Result<Self> {
        let run = RefCell::new(Run::start(&backend, &dataset, config)?);
        Ok(Self { backend, dataset, run, probe: RefCell::default() })
    }

    pub fn manifest(&self) -> &Manifest {
        &self.dataset.manifest
    }

    pub fn config(&self) -> NetConfig {
        self.run.borrow().config.clone()
    }

    /// Records work: about `max_samples` of training, at most `max_steps`, at least one mini-batch or one slice of an
    /// evaluation unless the run is finished or waiting.
    ///
    /// # Errors
    /// The device cannot hold a network that is pruned beside the other.
    pub fn advance(&self, max_samples: u64, max_steps: u64) -> Result<Advanced> {
        let mut run = self.run.borrow_mut();
        let (steps, samples) = (run.progress.step, run.progress.samples);
        let mut work = 0;
        while run.state(&self.dataset) == State::Running
            && run.progress.step - steps < max_steps
            && (work == 0 || work < max_samples)
        {
            work += run.advance(&self.dataset)?;
        }
        Ok(Advanced {
            steps: run.progress.step - steps,
            samples: run.progress.samples - samples,
            work,
            state: run.state(&self.dataset),
        })
    }

    /// Resolves when all recorded work is done.
    ///
    /// # Errors
    /// The device failed.
    pub async fn settle(&self) -> Result<()> {
        // A browser waits for the work that used a buffer, so one word of what training writes is asked for.
        let weights = self.run.borrow().network.weights.clone();
        self.backend.download(&[(&weights, 0..1)]).await.map(drop)
    }

    /// New settings for a running network; returns whether it had to start again.
    ///
    /// # Errors
    /// A setting out of range, or a device without the memory; the old run goes on.
    pub fn configure(&self, config: NetConfig) -> Result<bool> {
        config.check()?;
        let mut run = self.run.borrow_mut();
        if !run.config.continues(&config) {
            *run = Run::start(&self.backend, &self.dataset, config)?;
            return Ok(true);
        }
        run.adopt(config);
        Ok(false)
    }

    /// Back to the first weights: the same seed gives the same run again.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn reset(&self) -> Result<()> {
        let config = self.config();
        *self.run.borrow_mut() = Run::start(&self.backend, &self.dataset, config)?;
        Ok(())
    }

    /// One moment of the run.
    ///
    /// # Errors
    /// A request that does not fit the network, or a device that failed.
    pub async fn frame(&self, request: NetRequest) -> Result<NetFrame> {
        self.look(request).await
    }

    /// How well the network does on all images of a split that are here, with the masks of now.
    ///
    /// # Errors
    /// The device failed.
    pub async fn evaluate(&self, which: Which) -> Result<Scores> {
        let split = self.dataset.split(which);
        let n = split.loaded();
        let (results, later) = {
            let run = self.run.borrow();
            let results = self.backend.create("results", 2 * n as usize)?;
            let mut start = 0;
            while start < n {
                start += run.evaluate(split, start, n, (None, &[]), &results);
            }
            let later = self.backend.download(&[(&results, 0..results.words())]);
            (results, later)
        };
        let words = later.await?;
        drop(results);
        let values: &[f32] = bytemuck::cast_slice(&words[0]);
        let mean = |which: usize| {
            values.iter().skip(which).step_by(2).map(|&value| f64::from(value)).sum::<f64>() / f64::from(n.max(1))
        };
        Ok(Scores { loss: mean(0), accuracy: mean(1), n })
    }

    /// A picture of the data set's own shape to send through the network, in the place of the last one.
    ///
    /// # Errors
    /// Another shape, or bytes that are not such a picture.
    pub fn set_probe(&self, mut picture: Images) -> Result<()> {
        let Manifest { height, width, channels, .. } = *self.manifest();
        let fits = (picture.height, picture.width, picture.channels) == (height, width, channels);
        if !fits || picture.pixels.len() != (height * width * channels) as usize {
            return Err(Error::data(format!(
                "This network sees pictures of {height}×{width} with {channels} channels, not of {}×{} with {}.",
                picture.height, picture.width, picture.channels
            )));
        }
        picture.labels = None;
        let probe = Dataset::from_images(&*self.backend, "Probe", &picture, &picture)?;
        *self.probe.borrow_mut() = Some(Rc::new(probe));
        Ok(())
    }

    /// Lets go of that picture.
    pub fn clear_probe(&self) {
        self.probe.take();
    }

    /// # Errors
    /// There is no such layer; `hidden` for layers that may have a map, else the linear one counts as well.
    fn check_layer(run: &Run, layer: u32, hidden: bool) -> Result<usize> {
        let n = run.network.layers.len() - usize::from(hidden);
        if layer as usize >= n {
            return Err(Error::config(format!("There is no layer {layer}: this network has {n}.")));
        }
        Ok(layer as usize)
    }

    /// The weights of a layer, `[inputs, neurons]`, and its bias, `[neurons]`; the last layer is the linear one. Inputs of
    /// filters are `[kernel, kernel, channels]`.
    ///
    /// # Errors
    /// There is no such layer, or the device failed.
    pub async fn weights(&self, layer: u32) -> Result<(Vec<f32>, Vec<f32>)> {
        let (later, rows, neurons, n_inputs, n_outputs) = {
            let run = self.run.borrow();
            let layer = &run.network.layers[Self::check_layer(&run, layer, false)?];
            let range = layer.start..layer.start + layer.n_weights();
            let later = self.backend.download(&[(&run.network.weights, range)]);
            (later, layer.rows(), layer.neurons, layer.n_inputs, layer.n_outputs)
        };
        let words = later.await?;
        let values: &[f32] = bytemuck::cast_slice(&words[0]);
        let row = |row: usize| &values[row * n_outputs..][..neurons];
        Ok((rows.into_iter().flat_map(row).copied().collect(), row(n_inputs).to_vec()))
    }

    /// The codebook of a hidden layer's map, `[neurons, values]`: of all that the layer reads, or of `[kernel, kernel]`.
    ///
    /// # Errors
    /// There is no such layer, it has no map, or the device failed.
    pub async fn codebook(&self, layer: u32) -> Result<Vec<f32>> {
        let (later, places, n_features) = {
            let run = self.run.borrow();
            let found = &run.network.layers[Self::check_layer(&run, layer, true)?];
            let Some(map) = &found.map else {
                return Err(Error::config(format!("Layer {layer} has no map.")));
            };
            let later = self.backend.download(&[(&map.codebook, 0..map.codebook.words())]);
            (later, found.seen_places(), map.n_features as usize)
        };
        let words = later.await?;
        let values: &[f32] = bytemuck::cast_slice(&words[0]);
        Ok(values.chunks_exact(n_features).flat_map(|row| places.iter().map(|&place| row[place])).collect())
    }

    /// A copy of the network without its masks, with room for one row a neuron of `layer`, and that layer's lattice.
    ///
    /// # Errors
    /// There is no such layer, or the device failed.
    pub(super) async fn unmasked(&self, layer: u32) -> Result<(Network, Lattice)> {
        let (copy, lattice, later) = {
            let run = self.run.borrow();
            let index = Self::check_layer(&run, layer, true)?;
            let mut config = run.config.clone();
            if config.hidden.iter().any(Hidden::convolves) {
                return Err(Error::config(
                    "What filters want to see is not sought yet: choose a network of fully-connected layers.",
                ));
            }
            config.hidden.iter_mut().for_each(|hidden| hidden.mask = Mask::None);
            let Network { cut, n_classes, ref weights, .. } = run.network;
            let neurons = config.hidden[index].neurons() as usize;
            let copy = Network::new(&self.backend, cut, n_classes, &config, neurons)?;
            (copy, config.lattice(index), self.backend.download(&[(weights, 0..weights.words())]))
        };
        self.backend.upload(&copy.weights, 0, &later.await?[0]);
        Ok((copy, lattice))
    }
}
