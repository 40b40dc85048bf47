//! A run of maps: its settings, its maps, and how far they have come.

use super::config::{Config, Training};
use super::frame::{MapFrame, MapRequest, RebuildRequest, SHOWN};
use super::plan::{self, Progress};
use super::rebuild::Rebuild;
use super::record::{Asked, Evaluation};
use super::stack::{Layer, SampleRange, Stack, chunk};
use crate::backend::{Backend, Buffer, Info};
use crate::data::Images;
use crate::data::dataset::Dataset;
use crate::error::{Error, Result};
use crate::frame::{State, Tensor};
use crate::kernels::padded;
use crate::lattice::Lattice;
use crate::layout::Places;
use crate::session::{Parts, Run, Session, Words, floats};
use std::ops::Range;
use std::rc::Rc;

/// Samples of an online chunk; one dispatch each.
const ONLINE_CHUNK: u32 = 256;
/// Held-out samples of one evaluation, unless there are more images than that.
const MAX_EVALUATED: u32 = 100_000;

pub struct MapRun {
    pub(super) backend: Rc<dyn Backend>,
    pub(super) dataset: Rc<Dataset>,
    pub(super) config: Config,
    pub(super) stack: Stack,
    /// One for each layer; they learn one after the other.
    pub(super) progress: Vec<Progress>,
    pub(super) totals: Vec<u64>,
    /// The atlas of the first layer's codebook, and the values of a view.
    pub(super) atlas: Buffer,
    pub(super) values: Buffer,
    /// Units and errors of held-out samples, `[n, 2]`.
    pub(super) bmus: Buffer,
    pub(super) errors: Buffer,
    /// Patches that are shown for a unit.
    pub(super) shown_atlas: Buffer,
    /// For images of the shape that was asked for last.
    pub(super) rebuild: Option<(RebuildRequest, Rc<Rebuild>)>,
    /// Where every held-out sample fell in the last evaluation of every layer.
    pub(super) evaluations: Vec<Evaluation>,
    /// Indices of what is shown for a unit, and the images themselves.
    pub(super) shown: Buffer,
    pub(super) shown_images: Buffer,
}

impl MapRun {
    /// A run whose codebooks are zeros.
    fn new(backend: &Rc<dyn Backend>, dataset: &Rc<Dataset>, config: Config) -> Result<Self> {
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
            evaluations: vec![Evaluation::default(); layers.len()],
            shown: backend.create("shown samples", SHOWN)?,
            shown_images: backend.create("shown images", SHOWN * dataset.n_features())?,
            backend: Rc::clone(backend),
            dataset: Rc::clone(dataset),
            stack,
            config,
        })
    }

    /// Takes over the settings of a run that `continues`, if the buffers fit them.
    fn adopt_settings(&mut self, config: &Config, info: &Info) -> bool {
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
            self.totals = totals(config, &self.stack, &self.dataset);
            self.config = config.clone();
        }
        fits
    }

    /// Takes over the codebooks and the progress of a run of the same shape.
    fn take_over(&mut self, other: &mut Self) {
        for (layer, from) in self.stack.layers.iter_mut().zip(&other.stack.layers) {
            layer.map.adopt(&from.map);
        }
        for (progress, &from) in self.progress.iter_mut().zip(&other.progress) {
            *progress = Progress { accumulating: false, ..from };
        }
        self.evaluations = std::mem::take(&mut other.evaluations);
    }

    /// The layer that learns now; the last where all have.
    pub(super) fn learning(&self) -> usize {
        let left = |index: &usize| self.progress[*index].samples < self.totals[*index];
        (0..self.totals.len()).find(left).unwrap_or(self.totals.len() - 1)
    }

    /// Samples of the pass that a layer is in.
    fn pass_len(&self, index: usize) -> u32 {
        plan::pass_len(&self.dataset.train, self.stack.layers[index].per_image, self.progress[index].pass)
    }

    /// Samples of the step that comes next.
    fn step_len(&self, index: usize) -> u64 {
        match self.config.training {
            Training::Online => 1,
            Training::MiniBatch => u64::from(self.config.batch_size),
            Training::Batch => u64::from(self.pass_len(index)),
        }
    }

    /// σ and the learning rate of a layer's step that starts after `samples`.
    fn rates(&self, index: usize, samples: u64, len: u64) -> (f32, f32) {
        let t = plan::share(self.totals[index], samples, len);
        (self.config.sigma_at(index, t), self.config.learning_rate.at(t))
    }

    /// Those of the step that is under way or comes next.
    pub(super) fn next_rates(&self) -> (f32, f32) {
        let index = self.learning();
        let progress = self.progress[index];
        let begun = if progress.accumulating { u64::from(progress.position) } else { 0 };
        self.rates(index, progress.samples - begun, self.step_len(index))
    }

    /// Brings the next samples of the pass into the chunk.
    fn bring(&self, index: usize, n: u32) {
        let Progress { pass, position: start, .. } = self.progress[index];
        let images = plan::pass_len(&self.dataset.train, 1, pass);
        let shuffled = Some(plan::pass_key(self.config.seed, pass));
        self.stack.bring(index, &self.dataset.train, SampleRange { start, n, images, shuffled });
    }

    /// Records one piece of work: a few online samples, a mini-batch, or a chunk of a batch pass; at most `samples` and
    /// `steps` where it allows that. Returns its samples.
    fn piece(&mut self, samples: u64, steps: u64) -> u64 {
        let index = self.learning();
        let layer = &self.stack.layers[index];
        let Progress { samples: done, position, step, accumulating, .. } = self.progress[index];
        let left_of_pass = self.pass_len(index) - position;
        let left = u64::from(left_of_pass).min(self.totals[index] - done);
        let len = self.step_len(index);
        let Config { neighborhood, training, batch_size, .. } = self.config;
        // A layer above the first learns whole images' worth at a time.
        let unit = u64::from(layer.unit());
        let whole = |n: u64| (n.min(left) / unit * unit).max(unit) as u32;
        let (n, steps_done) = match training {
            Training::Online => {
                let n = whole(u64::from(ONLINE_CHUNK.min(layer.map.chunk)).min(samples.max(1)).min(steps));
                self.bring(index, n);
                let at = |i| self.rates(index, done + u64::from(i), 1);
                layer.map.learn_online(n, step, neighborhood, at);
                (n, u64::from(n))
            }
            Training::MiniBatch => {
                let n = whole(u64::from(batch_size));
                let (sigma, learning_rate) = self.rates(index, done, len);
                self.bring(index, n);
                layer.map.accumulate(n, true);
                layer.map.update(neighborhood, sigma, Some(learning_rate));
                (n, 1)
            }
            Training::Batch => {
                let n = whole(u64::from(layer.map.chunk).min(u64::from(left_of_pass)));
                self.bring(index, n);
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
        u64::from(n)
    }
}

impl Run for MapRun {
    type Config = Config;
    type World = Dataset;
    type Request = MapRequest;
    type Frame = MapFrame;
    type Asked = Asked;
    /// How far each layer has come.
    type Saved = Vec<Progress>;

    const VERSION: u32 = 3;

    fn start(backend: &Rc<dyn Backend>, dataset: &Rc<Dataset>, config: Config) -> Result<Self> {
        let run = Self::new(backend, dataset, config)?;
        run.stack.initialize(dataset, &run.config);
        Ok(run)
    }

    fn config(&self) -> &Config {
        &self.config
    }

    fn check(config: &Config) -> Result<()> {
        config.check()
    }

    fn continues(&self, config: &Config) -> bool {
        self.config.continues(config)
    }

    fn adopt(&mut self, config: Config) -> Result<()> {
        let backend = Rc::clone(&self.backend);
        if !self.adopt_settings(&config, backend.info()) {
            let mut next = Self::new(&backend, &self.dataset, config)?;
            next.take_over(self);
            *self = next;
        }
        Ok(())
    }

    fn state(&self) -> State {
        let index = self.learning();
        let (layer, progress) = (&self.stack.layers[index], self.progress[index]);
        if progress.samples >= self.totals[index] {
            State::Finished
        } else if self.dataset.train.loaded() * layer.per_image < self.pass_len(index) {
            State::Waiting
        } else {
            State::Running
        }
    }

    fn done(&self) -> (u64, u64) {
        (self.progress.iter().map(|p| p.step).sum(), self.progress.iter().map(|p| p.samples).sum())
    }

    fn advance(&mut self, max_samples: u64, max_steps: u64) -> Result<u64> {
        Ok(self.piece(max_samples, max_steps))
    }

    fn written(&self) -> Buffer {
        self.stack.layers[self.learning()].map.codebook.clone()
    }

    fn record(&mut self, request: MapRequest, probe: Option<&Rc<Dataset>>, parts: &mut Parts) -> Result<Asked> {
        self.ask(request, probe, parts)
    }

    fn frame(&mut self, asked: Asked, words: Words, fresh: bool) -> MapFrame {
        self.answer(asked, words, fresh)
    }

    /// The codebooks, and in the middle of a batch pass the sums of the layer that learns.
    fn save(&self) -> (Vec<Progress>, Vec<(Buffer, Range<usize>)>) {
        let codebooks = self.stack.layers.iter().map(|layer| &layer.map.codebook);
        let mut buffers: Vec<_> = codebooks.map(|codebook| (codebook.clone(), 0..codebook.words())).collect();
        let learning = self.learning();
        if self.progress[learning].accumulating {
            let sums = &self.stack.layers[learning].map.sums;
            buffers.push((sums.clone(), 0..sums.words()));
        }
        (self.progress.clone(), buffers)
    }

    fn restore(
        backend: &Rc<dyn Backend>,
        dataset: &Rc<Dataset>,
        config: Config,
        progress: Vec<Progress>,
        contents: &[Vec<f32>],
    ) -> Result<Option<Self>> {
        let mut run = Self::new(backend, dataset, config)?;
        let layers = &run.stack.layers;
        let within = |(layer, progress): (&Layer, &Progress)| {
            progress.position < plan::pass_len(&dataset.train, layer.per_image, progress.pass)
        };
        if progress.len() != layers.len() || !layers.iter().zip(&progress).all(within) {
            return Ok(None);
        }
        run.progress = progress;
        let (_, buffers) = run.save();
        let fits = buffers.iter().map(|(buffer, _)| buffer.words()).eq(contents.iter().map(Vec::len));
        if !fits {
            return Ok(None);
        }
        let codebooks = contents.len().min(run.stack.layers.len());
        for (layer, codebook) in run.stack.layers.iter().zip(contents) {
            layer.map.set_codebook(codebook);
        }
        for ((buffer, _), content) in buffers.iter().zip(contents).skip(codebooks) {
            backend.upload(buffer, 0, bytemuck::cast_slice(content));
        }
        Ok(Some(run))
    }

    fn world_name(dataset: &Dataset) -> &str {
        &dataset.manifest.name
    }

    fn images(dataset: &Dataset) -> Option<&Dataset> {
        Some(dataset)
    }

    /// A picture of any size, which takes on the data set's channels.
    fn fit_probe(&self, mut picture: Images) -> Result<Images> {
        let channels = self.dataset.manifest.channels;
        match (picture.channels, channels) {
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
        // Patches that do not fit are told now, not with every frame.
        Places::new(picture.height, picture.width, self.config.patch.size, self.config.patch.stride)?;
        Ok(Images { channels, ..picture })
    }
}

impl Session<MapRun> {
    /// Replaces the codebook of the first layer: `[n_units, values of a patch]`, row-major.
    ///
    /// # Errors
    /// The length does not fit the map and the data.
    pub fn set_codebook(&self, values: &[f32]) -> Result<()> {
        self.ask(|run| {
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
        })
    }

    /// The codebook of a layer: `[n_units, values of a sample]`, row-major.
    ///
    /// # Errors
    /// There is no such layer, or the device failed.
    pub async fn codebook(&self, layer: u32) -> Result<Vec<f32>> {
        let (codebook, n_values, n_features) = self.ask(|run| {
            let Some(layer) = run.stack.layers.get(layer as usize) else {
                let n_layers = run.stack.layers.len();
                return Err(Error::config(format!("There is no layer {layer}: this stack has {n_layers}.")));
            };
            Ok((layer.map.codebook.clone(), layer.n_values as usize, layer.map.n_features as usize))
        })?;
        let words = self.backend().download(&[(&codebook, 0..codebook.words())]).await?;
        Ok(floats(&words[0]).chunks_exact(n_features).flat_map(|row| &row[..n_values]).copied().collect())
    }

    /// The codebooks of all layers: of the first `[rows, cols, height, width]`, with a last axis for RGB; of those above,
    /// which hold codes, `[units, values]`.
    ///
    /// # Errors
    /// The device failed.
    pub async fn tensors(&self) -> Result<Vec<Tensor>> {
        let (later, tensors, features) = self.ask(|run| {
            let Stack { layers } = &run.stack;
            let parts: Vec<_> =
                layers.iter().map(|Layer { map, .. }| (&map.codebook, 0..map.codebook.words())).collect();
            let cut = run.stack.cut();
            let tensors = layers.iter().enumerate().map(|(index, layer)| {
                let Lattice { rows, cols, .. } = layer.map.lattice;
                let mut shape = vec![rows, cols, cut.places.patch_height, cut.places.patch_width, cut.channels()];
                shape.truncate(if cut.channels() == 1 { 4 } else { 5 });
                Tensor::of_layer("codebook", index, if index == 0 { shape } else { vec![rows * cols, layer.n_values] })
            });
            let features = layers.iter().map(|layer| (layer.map.n_features as usize, layer.n_values as usize));
            (self.backend().download(&parts), tensors.collect::<Vec<_>>(), features.collect::<Vec<_>>())
        });
        let words = later.await?;
        let filled = tensors.into_iter().zip(&words).zip(features).map(|((tensor, words), (n_features, n_values))| {
            let rows = floats(words).chunks_exact(n_features);
            Tensor { values: rows.flat_map(|row| &row[..n_values]).copied().collect(), ..tensor }
        });
        Ok(filled.collect())
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
