//! What changes when a run starts again: its settings, its maps, and how far they have come.

use crate::backend::{Backend, Buffer, Info};
use crate::data::dataset::Dataset;
use crate::error::{Error, Result};
use crate::frame::{RebuildRequest, SHOWN, State};
use crate::som::config::{Config, Training};
use crate::som::plan::{self, Progress};
use crate::som::rebuild::Rebuild;
use crate::som::stack::{Layer, Stack, Stretch, chunk};
use std::rc::Rc;

/// Samples of an online chunk; one dispatch each.
const ONLINE_CHUNK: u32 = 256;
/// Held-out samples of one evaluation, unless there are more images than that.
const MAX_EVALUATED: u32 = 100_000;

pub struct Run {
    pub config: Config,
    pub stack: Stack,
    /// One for each layer; they learn one after the other.
    pub progress: Vec<Progress>,
    pub totals: Vec<u64>,
    /// The atlas of the first layer's codebook, and the values of a view.
    pub atlas: Buffer,
    pub values: Buffer,
    /// Units and errors of held-out samples, `[n, 2]`.
    pub bmus: Buffer,
    pub errors: Buffer,
    /// Patches that are shown for a unit.
    pub shown_atlas: Buffer,
    /// For images of the shape that was asked for last.
    pub rebuild: Option<(RebuildRequest, Rc<Rebuild>)>,
}

impl Run {
    /// A run from its first codebooks.
    pub fn start(backend: &Rc<dyn Backend>, dataset: &Dataset, config: Config) -> Result<Self> {
        let run = Self::new(backend, dataset, config)?;
        run.stack.initialize(dataset, &run.config);
        Ok(run)
    }

    /// A run whose codebooks are zeros.
    pub fn new(backend: &Rc<dyn Backend>, dataset: &Dataset, config: Config) -> Result<Self> {
        config.check()?;
        if dataset.train.loaded() < dataset.train.prefix(1) {
            return Err(Error::data(format!(
                "The first samples of {} have not come yet: start when they have.",
                dataset.manifest.title
            )));
        }
        let stack = Stack::new(backend, dataset, &config)?;
        let layers = &stack.layers;
        let units = layers.iter().map(|layer| layer.map.lattice.n_units()).max().unwrap_or(0);
        let held_out = layers.iter().map(|layer| held_out(layer, dataset.test.n(), dataset)).max().unwrap_or(0);
        let tile = layers[0].places.cells() as usize;
        let first = layers[0].map.lattice;
        let cols = first.sheet_cols();
        let image = (dataset.manifest.height * dataset.manifest.width) as usize;
        Ok(Self {
            atlas: backend.create("atlas", (first.n_units().div_ceil(cols) * cols) as usize * tile)?,
            values: backend.create("values", units as usize)?,
            bmus: backend.create("held-out units", held_out as usize * 2)?,
            errors: backend.create("held-out errors", held_out as usize * 2)?,
            shown_atlas: backend.create("shown atlas", SHOWN * tile.max(image))?,
            progress: vec![Progress::default(); layers.len()],
            totals: totals(&config, &stack, dataset),
            rebuild: None,
            stack,
            config,
        })
    }

    /// Takes over the settings of a run that `continues`, if the buffers fit them.
    pub fn adopt_settings(&mut self, config: &Config, info: &Info, dataset: &Dataset) -> bool {
        let first = |config: &Config| config.lattice.one_dimensional();
        let fits = chunk(config, info) == chunk(&self.config, info) && first(config) == first(&self.config);
        if fits {
            for (index, layer) in self.stack.layers.iter_mut().enumerate() {
                layer.map.lattice = config.lattice(index);
            }
            for progress in &mut self.progress {
                // The sums of an unfinished batch pass mean nothing to another rule.
                progress.accumulating &= config.training == Training::Batch;
            }
            self.totals = totals(config, &self.stack, dataset);
            self.config = config.clone();
        }
        fits
    }

    /// Takes over the codebooks and the progress of a run of the same shape.
    pub fn adopt(&mut self, other: &Self) {
        for (layer, from) in self.stack.layers.iter_mut().zip(&other.stack.layers) {
            layer.map.adopt(&from.map);
        }
        for (progress, &from) in self.progress.iter_mut().zip(&other.progress) {
            *progress = Progress { accumulating: false, ..from };
        }
    }

    /// The layer that learns now; the last where all have.
    pub fn learning(&self) -> usize {
        let left = |index: &usize| self.progress[*index].samples < self.totals[*index];
        (0..self.totals.len()).find(left).unwrap_or(self.totals.len() - 1)
    }

    /// Steps and samples of all layers.
    pub fn done(&self) -> (u64, u64) {
        (self.progress.iter().map(|p| p.step).sum(), self.progress.iter().map(|p| p.samples).sum())
    }

    pub fn state(&self, dataset: &Dataset) -> State {
        let index = self.learning();
        let (layer, progress) = (&self.stack.layers[index], self.progress[index]);
        if progress.samples >= self.totals[index] {
            State::Finished
        } else if dataset.train.loaded() * layer.per_image < self.pass_len(index, dataset) {
            State::Waiting
        } else {
            State::Running
        }
    }

    /// Samples of the pass that a layer is in.
    fn pass_len(&self, index: usize, dataset: &Dataset) -> u32 {
        plan::pass_len(&dataset.train, self.stack.layers[index].per_image, self.progress[index].pass)
    }

    /// Samples of the step that comes next.
    fn step_len(&self, index: usize, dataset: &Dataset) -> u64 {
        match self.config.training {
            Training::Online => 1,
            Training::MiniBatch => u64::from(self.config.batch_size),
            Training::Batch => u64::from(self.pass_len(index, dataset)),
        }
    }

    /// σ and the learning rate of a layer's step that starts after `samples`.
    fn rates(&self, index: usize, samples: u64, len: u64) -> (f32, f32) {
        let t = plan::share(self.totals[index], samples, len);
        (self.config.sigma_at(index, t), self.config.learning_rate.at(t))
    }

    /// Those of the step that is under way or comes next.
    pub fn next_rates(&self, dataset: &Dataset) -> (f32, f32) {
        let index = self.learning();
        let progress = self.progress[index];
        let begun = if progress.accumulating { u64::from(progress.position) } else { 0 };
        self.rates(index, progress.samples - begun, self.step_len(index, dataset))
    }

    /// Brings the next samples of the pass into the chunk.
    fn bring(&self, index: usize, dataset: &Dataset, n: u32) {
        let Progress { pass, position: start, .. } = self.progress[index];
        let images = plan::pass_len(&dataset.train, 1, pass);
        let shuffled = Some(plan::pass_key(self.config.seed, pass));
        self.stack.bring(index, &dataset.train, Stretch { start, n, images, shuffled });
    }

    /// Records at least one piece of work; at most `samples` and `steps` where pieces allow it.
    pub fn advance(&mut self, dataset: &Dataset, samples: u64, steps: u64) {
        let index = self.learning();
        let layer = &self.stack.layers[index];
        let Progress { samples: done, position, step, accumulating, .. } = self.progress[index];
        let left_of_pass = self.pass_len(index, dataset) - position;
        let left = u64::from(left_of_pass).min(self.totals[index] - done);
        let len = self.step_len(index, dataset);
        let Config { neighborhood, training, batch_size, .. } = self.config;
        // A layer above the first learns whole images' worth at a time.
        let unit = u64::from(layer.unit());
        let whole = |n: u64| (n.min(left) / unit * unit).max(unit) as u32;
        let (n, steps_done) = match training {
            Training::Online => {
                let n = whole(u64::from(ONLINE_CHUNK.min(layer.map.chunk)).min(samples.max(1)).min(steps));
                self.bring(index, dataset, n);
                let at = |i| self.rates(index, done + u64::from(i), 1);
                layer.map.learn_online(n, step, neighborhood, at);
                (n, u64::from(n))
            }
            Training::MiniBatch => {
                let n = whole(u64::from(batch_size));
                let (sigma, learning_rate) = self.rates(index, done, len);
                self.bring(index, dataset, n);
                layer.map.accumulate(n, true);
                layer.map.update(neighborhood, sigma, Some(learning_rate));
                (n, 1)
            }
            Training::Batch => {
                let n = whole(u64::from(layer.map.chunk).min(u64::from(left_of_pass)));
                self.bring(index, dataset, n);
                layer.map.accumulate(n, !accumulating);
                if n == left_of_pass {
                    let begun = done - u64::from(position);
                    layer.map.update(neighborhood, self.rates(index, begun, len).0, None);
                }
                (n, u64::from(n == left_of_pass))
            }
        };
        let progress = &mut self.progress[index];
        progress.accumulating = training == Training::Batch && n < left_of_pass;
        progress.samples += u64::from(n);
        progress.step += steps_done;
        progress.position += n;
        if n == left_of_pass {
            progress.pass += 1;
            progress.position = 0;
        }
    }
}

fn totals(config: &Config, stack: &Stack, dataset: &Dataset) -> Vec<u64> {
    stack.layers.iter().map(|layer| plan::total(config, &dataset.train, layer.per_image)).collect()
}

/// Held-out samples of a layer that `images` images hold, as many as an evaluation takes.
pub fn held_out(layer: &Layer, images: u32, dataset: &Dataset) -> u32 {
    let most = MAX_EVALUATED.max(dataset.test.n()) / layer.unit() * layer.unit();
    (images * layer.per_image).min(most.max(layer.unit()))
}
