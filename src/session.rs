//! One running map, or a stack of them: it advances by as much work as it is given, and shows itself when it is asked.
//!
//! No borrow of its state lives across an `await`, so a visitor's next wish never meets a locked session.

mod checkpoint;
mod look;
mod run;

use crate::backend::{Backend, Buffer};
use crate::data::Images;
use crate::data::dataset::{Dataset, Manifest};
use crate::error::{Error, Result};
use crate::frame::{SHOWN, State};
use crate::kernels::padded;
use crate::som::config::Config;
use look::Evaluation;
use run::Run;
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;

/// What one call of [`Session::advance`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Advanced {
    pub steps: u64,
    pub samples: u64,
    /// Samples that all that was done is worth: the same here, where nothing else is done.
    pub work: u64,
    pub state: State,
}

pub struct Session {
    backend: Rc<dyn Backend>,
    dataset: Rc<Dataset>,
    run: RefCell<Run>,
    /// The last one of every layer.
    evaluations: RefCell<Vec<Evaluation>>,
    /// A picture to be rebuilt that is not of the data set.
    probe: RefCell<Option<Dataset>>,
    /// Indices of what is shown for a unit, and the images themselves.
    shown: Buffer,
    shown_images: Buffer,
}

impl Session {
    /// A run of `config` on a data set whose first shards are here.
    ///
    /// # Errors
    /// A setting out of range, a data set without its first samples, or a device without the memory.
    pub fn new(backend: Rc<dyn Backend>, dataset: Rc<Dataset>, config: Config) -> Result<Self> {
        let run = Run::start(&backend, &dataset, config)?;
        Ok(Self {
            evaluations: RefCell::new(vec![Evaluation::default(); run.stack.layers.len()]),
            shown: backend.create("shown samples", SHOWN)?,
            shown_images: backend.create("shown images", SHOWN * dataset.n_features())?,
            run: RefCell::new(run),
            probe: RefCell::default(),
            backend,
            dataset,
        })
    }

    pub fn manifest(&self) -> &Manifest {
        &self.dataset.manifest
    }

    pub fn config(&self) -> Config {
        self.run.borrow().config.clone()
    }

    /// Forgets what was measured: the maps are others now.
    fn forget(&self) {
        *self.evaluations.borrow_mut() = vec![Evaluation::default(); self.run.borrow().stack.layers.len()];
    }

    /// Records training work: about `max_samples`, at most `max_steps`, at least one piece of work unless the run is
    /// finished or waiting. A piece is a few online samples, a mini-batch, or a chunk of a batch pass.
    pub fn advance(&self, max_samples: u64, max_steps: u64) -> Advanced {
        let mut run = self.run.borrow_mut();
        let start = run.done();
        let done = |run: &Run| {
            let (steps, samples) = run.done();
            (steps - start.0, samples - start.1)
        };
        while run.state(&self.dataset) == State::Running {
            let (steps, samples) = done(&run);
            if steps >= max_steps || (samples > 0 && samples >= max_samples) {
                break;
            }
            run.advance(&self.dataset, max_samples.saturating_sub(samples), max_steps - steps);
        }
        let (steps, samples) = done(&run);
        Advanced { steps, samples, work: samples, state: run.state(&self.dataset) }
    }

    /// Resolves when all recorded work is done.
    ///
    /// # Errors
    /// The device failed.
    pub async fn settle(&self) -> Result<()> {
        // A browser waits for the work that used a buffer, so one word of what training writes is asked for.
        let codebook = {
            let run = self.run.borrow();
            run.stack.layers[run.learning()].map.codebook.clone()
        };
        self.backend.download(&[(&codebook, 0..1)]).await.map(drop)
    }

    /// New settings for a running map.
    ///
    /// Returns whether the run had to start again: it does when the size, the patches, the layers, the initialization
    /// or the seed change, and goes on from its codebook otherwise.
    ///
    /// # Errors
    /// A setting out of range, or a device without the memory; the old run goes on.
    pub fn configure(&self, config: Config) -> Result<bool> {
        config.check()?;
        let mut run = self.run.borrow_mut();
        if !run.config.continues(&config) {
            *run = Run::start(&self.backend, &self.dataset, config)?;
            drop(run);
            self.forget();
            return Ok(true);
        }
        if !run.adopt_settings(&config, self.backend.info(), &self.dataset) {
            let mut next = Run::new(&self.backend, &self.dataset, config)?;
            next.adopt(&run);
            *run = next;
        }
        Ok(false)
    }

    /// Back to the first codebook: the same seed gives the same run again.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn reset(&self) -> Result<()> {
        let config = self.config();
        *self.run.borrow_mut() = Run::start(&self.backend, &self.dataset, config)?;
        self.forget();
        Ok(())
    }

    /// Replaces the codebook of the first layer: `[n_units, values of a patch]`, row-major.
    ///
    /// # Errors
    /// The length does not fit the map and the data.
    pub fn set_codebook(&self, values: &[f32]) -> Result<()> {
        let run = self.run.borrow();
        let layer = &run.stack.layers[0];
        let (n_units, n_values) = (layer.map.lattice.n_units() as usize, layer.n_values as usize);
        if values.len() != n_units * n_values {
            return Err(Error::config(format!(
                "The codebook has {} values, but {n_units} units of {n_values} features need {}.",
                values.len(),
                n_units * n_values
            )));
        }
        let n_features = padded(n_values);
        let mut rows = vec![0.0; n_units * n_features];
        for (row, unit) in rows.chunks_exact_mut(n_features).zip(values.chunks_exact(n_values)) {
            row[..n_values].copy_from_slice(unit);
        }
        layer.map.set_codebook(&rows);
        Ok(())
    }

    /// The codebook of a layer: `[n_units, values of a sample]`, row-major.
    ///
    /// # Errors
    /// There is no such layer, or the device failed.
    pub async fn codebook(&self, layer: u32) -> Result<Vec<f32>> {
        let (codebook, n_values, n_features) = {
            let run = self.run.borrow();
            let Some(layer) = run.stack.layers.get(layer as usize) else {
                let n_layers = run.stack.layers.len();
                return Err(Error::config(format!("There is no layer {layer}: this stack has {n_layers}.")));
            };
            (layer.map.codebook.clone(), layer.n_values as usize, layer.map.n_features as usize)
        };
        let words = self.backend.download(&[(&codebook, 0..codebook.words())]).await?;
        let values: &[f32] = bytemuck::cast_slice(&words[0]);
        Ok(values.chunks_exact(n_features).flat_map(|row| &row[..n_values]).copied().collect())
    }

    /// A picture of any size to rebuild with this map, in the place of the last one; it takes on the data set's
    /// channels.
    ///
    /// # Errors
    /// Bytes that are not a picture of that shape, or one that the device cannot hold.
    pub fn set_probe(&self, mut picture: Images) -> Result<()> {
        let n = picture.height as usize * picture.width as usize;
        if n == 0 || !matches!(picture.channels, 1 | 3) || picture.pixels.len() != n * picture.channels as usize {
            return Err(Error::data(format!(
                "A picture of {}×{} with {} channels does not have {} bytes.",
                picture.height,
                picture.width,
                picture.channels,
                picture.pixels.len()
            )));
        }
        match (picture.channels, self.dataset.manifest.channels) {
            (1, 3) => picture.pixels = picture.pixels.iter().flat_map(|&byte| [byte; 3]).collect(),
            (3, 1) => {
                let luma = |rgb: &[u8]| {
                    let sum: f32 = rgb.iter().zip([0.299, 0.587, 0.114]).map(|(&byte, w)| f32::from(byte) * w).sum();
                    (sum + 0.5) as u8
                };
                picture.pixels = picture.pixels.chunks_exact(3).map(luma).collect();
            }
            _ => {}
        }
        picture.channels = self.dataset.manifest.channels;
        picture.labels = None;
        let probe = Dataset::from_images(&*self.backend, "Probe", &picture, &picture)?;
        // Patches that do not fit are told now, not with every frame.
        probe.cut(&self.config().patch)?;
        self.run.borrow_mut().rebuild = None;
        *self.probe.borrow_mut() = Some(probe);
        Ok(())
    }

    /// Lets go of that picture.
    pub fn clear_probe(&self) {
        self.run.borrow_mut().rebuild = None;
        self.probe.take();
    }
}
