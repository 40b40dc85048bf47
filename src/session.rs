//! One running map: it advances by as much work as it is given, and shows itself when it is asked.
//!
//! No borrow of its state lives across an `await`, so a visitor's next wish never meets a locked session.

use crate::backend::{Backend, Buffer, Info, Later};
use crate::data::dataset::{Dataset, Manifest};
use crate::error::{Error, Result};
use crate::frame::{Frame, Quality, Request, SHOWN, State, Unit, View};
use crate::som::config::{Config, Training};
use crate::som::init;
use crate::som::map::{Map, Pick};
use crate::som::plan::{self, Progress};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;

/// Samples of an online chunk; one dispatch each.
const ONLINE_CHUNK: u32 = 256;
/// The form of a checkpoint; raised when it changes.
const CHECKPOINT_VERSION: u32 = 1;

/// What one call of [`Session::advance`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Advanced {
    pub steps: u64,
    pub samples: u64,
    pub state: State,
}

/// Where every held-out sample fell.
#[derive(Clone, Debug, Default)]
struct Evaluation {
    /// `[n, 2]`: best and second-best unit.
    bmus: Vec<u32>,
    /// `[n, 2]`: distance to the best, 1 where the two are not neighbors.
    errors: Vec<f32>,
}

/// What changes when a run starts again.
struct Run {
    config: Config,
    map: Map,
    /// The atlas of the codebook, and the values of a view.
    atlas: Buffer,
    values: Buffer,
    progress: Progress,
    total: u64,
}

pub struct Session {
    backend: Rc<dyn Backend>,
    dataset: Rc<Dataset>,
    run: RefCell<Run>,
    evaluation: RefCell<Evaluation>,
    bmus: Buffer,
    errors: Buffer,
    shown: Buffer,
    shown_atlas: Buffer,
}

/// A frame as far as it is known when it is asked for, the samples it shows, and the readback of the rest.
type Recorded = (Frame, Vec<u32>, Later<Vec<Vec<u32>>>);

#[derive(Serialize, Deserialize)]
struct Checkpoint {
    version: u32,
    dataset: String,
    config: Config,
    progress: Progress,
    codebook: Vec<f32>,
    /// Empty but in the middle of a batch pass.
    sums: Vec<f32>,
}

impl Run {
    /// A run from its first codebook.
    fn start(backend: &Rc<dyn Backend>, dataset: &Dataset, config: Config) -> Result<Self> {
        let run = Self::new(backend, dataset, config)?;
        run.map.set_codebook(&init::codebook(&run.config, dataset));
        Ok(run)
    }

    /// A run whose codebook is zeros.
    fn new(backend: &Rc<dyn Backend>, dataset: &Dataset, config: Config) -> Result<Self> {
        config.check()?;
        if dataset.train.loaded() < dataset.train.prefix(1) {
            return Err(Error::data(format!(
                "The first samples of {} have not come yet: start when they have.",
                dataset.manifest.title
            )));
        }
        let chunk = chunk(&config, backend.info());
        let map = Map::new(Rc::clone(backend), config.grid(), dataset.n_features(), chunk)?;
        let atlas = backend.create("atlas", map.atlas_pixels(dataset) as usize)?;
        let values = backend.create("values", config.grid().n_units() as usize)?;
        let total = plan::total(&config, &dataset.train);
        Ok(Self { config, map, atlas, values, progress: Progress::default(), total })
    }

    /// Takes over the settings of a run that `continues`, if the buffers fit them.
    fn adopt_settings(&mut self, config: &Config, info: &Info) -> bool {
        let atlas = |config: &Config| config.lattice.one_dimensional();
        let fits = chunk(config, info) == self.map.chunk && atlas(config) == atlas(&self.config);
        if fits {
            self.map.lattice = config.grid();
            // The sums of an unfinished batch pass mean nothing to another rule.
            self.progress.accumulating &= config.training == Training::Batch;
            self.config = config.clone();
        }
        fits
    }

    fn state(&self, dataset: &Dataset) -> State {
        if self.progress.samples >= self.total {
            State::Finished
        } else if dataset.train.loaded() < plan::pass_len(&dataset.train, self.progress.pass) {
            State::Waiting
        } else {
            State::Running
        }
    }

    /// Samples of the step that comes next.
    fn step_len(&self, dataset: &Dataset) -> u64 {
        match self.config.training {
            Training::Online => 1,
            Training::MiniBatch => u64::from(self.config.batch_size),
            Training::Batch => u64::from(plan::pass_len(&dataset.train, self.progress.pass)),
        }
    }

    /// σ and the learning rate of a step that starts after `samples`.
    fn rates(&self, samples: u64, len: u64) -> (f32, f32) {
        let t = plan::share(self.total, samples, len);
        (self.config.sigma.at(t), self.config.learning_rate.at(t))
    }

    /// Those of the step that is under way or comes next.
    fn next_rates(&self, dataset: &Dataset) -> (f32, f32) {
        let begun = if self.progress.accumulating { u64::from(self.progress.position) } else { 0 };
        self.rates(self.progress.samples - begun, self.step_len(dataset))
    }

    /// Brings the next samples of the pass into the chunk.
    fn gather(&self, dataset: &Dataset, n: u32) {
        let Progress { pass, position, .. } = self.progress;
        let n_set = plan::pass_len(&dataset.train, pass);
        let key = Some(plan::pass_key(&self.config, pass));
        self.map.gather(&dataset.train, Pick { start: position, n, n_set, key });
    }

    /// Records at least one piece of work; at most `samples` and `steps` where pieces allow it.
    fn advance(&mut self, dataset: &Dataset, samples: u64, steps: u64) {
        let left_of_pass = plan::pass_len(&dataset.train, self.progress.pass) - self.progress.position;
        let left = u64::from(left_of_pass).min(self.total - self.progress.samples);
        let len = self.step_len(dataset);
        let Config { neighborhood, training, batch_size, .. } = self.config;
        let done = self.progress.samples;
        let (n, steps_done) = match training {
            Training::Online => {
                let n = left.min(u64::from(ONLINE_CHUNK)).min(samples.max(1)).min(steps) as u32;
                self.gather(dataset, n);
                self.map.learn_online(n, self.progress.step, neighborhood, |i| self.rates(done + u64::from(i), 1));
                (n, u64::from(n))
            }
            Training::MiniBatch => {
                let n = left.min(u64::from(batch_size)) as u32;
                let (sigma, learning_rate) = self.rates(done, len);
                self.gather(dataset, n);
                self.map.accumulate(n, true);
                self.map.update(neighborhood, sigma, Some(learning_rate));
                (n, 1)
            }
            Training::Batch => {
                let n = left_of_pass.min(self.map.chunk);
                self.gather(dataset, n);
                self.map.accumulate(n, !self.progress.accumulating);
                self.progress.accumulating = n < left_of_pass;
                if n == left_of_pass {
                    let begun = done - u64::from(self.progress.position);
                    self.map.update(neighborhood, self.rates(begun, len).0, None);
                }
                (n, u64::from(n == left_of_pass))
            }
        };
        self.progress.samples += u64::from(n);
        self.progress.step += steps_done;
        self.progress.position += n;
        if n == left_of_pass {
            self.progress.pass += 1;
            self.progress.position = 0;
        }
    }
}

/// A mini-batch is one chunk; otherwise a chunk is what keeps the device busy.
fn chunk(config: &Config, info: &Info) -> u32 {
    let batch = if config.training == Training::MiniBatch { config.batch_size } else { 0 };
    batch.max(info.chunk_samples)
}

impl Session {
    /// A run of `config` on a data set whose first shards are here.
    ///
    /// # Errors
    /// A setting out of range, a data set without its first samples, or a device without the memory.
    pub fn new(backend: Rc<dyn Backend>, dataset: Rc<Dataset>, config: Config) -> Result<Self> {
        let run = Run::start(&backend, &dataset, config)?;
        let held_out = dataset.test.n() as usize;
        let tile = (dataset.manifest.height * dataset.manifest.width) as usize;
        Ok(Self {
            bmus: backend.create("held-out units", held_out * 2)?,
            errors: backend.create("held-out errors", held_out * 2)?,
            shown: backend.create("shown samples", SHOWN)?,
            shown_atlas: backend.create("shown atlas", SHOWN * tile)?,
            run: RefCell::new(run),
            evaluation: RefCell::default(),
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

    /// Records training work: about `max_samples`, at most `max_steps`, at least one piece of work unless the run is
    /// finished or waiting. A piece is a few online samples, a mini-batch, or a chunk of a batch pass.
    pub fn advance(&self, max_samples: u64, max_steps: u64) -> Advanced {
        let mut run = self.run.borrow_mut();
        let start = run.progress;
        let done = |run: &Run| (run.progress.samples - start.samples, run.progress.step - start.step);
        while run.state(&self.dataset) == State::Running {
            let (samples, steps) = done(&run);
            if steps >= max_steps || (samples > 0 && samples >= max_samples) {
                break;
            }
            run.advance(&self.dataset, max_samples.saturating_sub(samples), max_steps - steps);
        }
        let (samples, steps) = done(&run);
        Advanced { steps, samples, state: run.state(&self.dataset) }
    }

    /// Resolves when all recorded work is done.
    ///
    /// # Errors
    /// The device failed.
    pub async fn settle(&self) -> Result<()> {
        // A browser waits for the work that used a buffer, so one word of what training writes is asked for.
        let codebook = self.run.borrow().map.codebook.clone();
        self.backend.download(&[(&codebook, 0..1)]).await.map(drop)
    }

    /// New settings for a running map.
    ///
    /// Returns whether the run had to start again: it does when the size, the initialization or the seed change, and
    /// goes on from its codebook otherwise.
    ///
    /// # Errors
    /// A setting out of range, or a device without the memory; the old run goes on.
    pub fn configure(&self, config: Config) -> Result<bool> {
        config.check()?;
        let mut run = self.run.borrow_mut();
        if !run.config.continues(&config) {
            *run = Run::start(&self.backend, &self.dataset, config)?;
            self.evaluation.take();
            return Ok(true);
        }
        if run.adopt_settings(&config, self.backend.info()) {
            run.total = plan::total(&config, &self.dataset.train);
        } else {
            let mut next = Run::new(&self.backend, &self.dataset, config)?;
            next.map.adopt(&run.map);
            next.progress = Progress { accumulating: false, ..run.progress };
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
        self.evaluation.take();
        Ok(())
    }

    /// Replaces the codebook: `[n_units, image features]`, row-major.
    ///
    /// # Errors
    /// The length does not fit the map and the data.
    pub fn set_codebook(&self, values: &[f32]) -> Result<()> {
        let run = self.run.borrow();
        let image_len = self.dataset.image_len();
        let n_units = run.config.grid().n_units() as usize;
        if values.len() != n_units * image_len {
            return Err(Error::config(format!(
                "The codebook has {} values, but {n_units} units of {image_len} features need {}.",
                values.len(),
                n_units * image_len
            )));
        }
        let n_features = self.dataset.n_features();
        let mut padded = vec![0.0; n_units * n_features];
        for (row, unit) in padded.chunks_exact_mut(n_features).zip(values.chunks_exact(image_len)) {
            row[..image_len].copy_from_slice(unit);
        }
        run.map.set_codebook(&padded);
        Ok(())
    }

    /// The codebook: `[n_units, image features]`, row-major.
    ///
    /// # Errors
    /// The device failed.
    pub async fn codebook(&self) -> Result<Vec<f32>> {
        let codebook = self.run.borrow().map.codebook.clone();
        let words = self.backend.download(&[(&codebook, 0..codebook.words())]).await?;
        let values: &[f32] = bytemuck::cast_slice(&words[0]);
        let image_len = self.dataset.image_len();
        Ok(values.chunks_exact(self.dataset.n_features()).flat_map(|row| &row[..image_len]).copied().collect())
    }

    /// One moment of the run, in one readback.
    ///
    /// # Errors
    /// A request that does not fit the map, or a device that failed.
    pub async fn frame(&self, request: Request) -> Result<Frame> {
        let n = request.evaluate.min(self.dataset.test.loaded());
        let (mut frame, shown, later) = self.record(request, n)?;
        let mut parts = later.await?.into_iter();
        let mut part = || parts.next().expect("one result for each part that was asked for");
        frame.tiles = part();
        let values: Vec<f32> = bytemuck::cast_vec(part());
        let (bmus, errors, samples) = (part(), bytemuck::cast_vec(part()), part());
        if n > 0 {
            frame.quality = Some(quality(&errors));
            *self.evaluation.borrow_mut() = Evaluation { bmus, errors };
        }
        let n_units = (frame.values.len()) as u32;
        match request.view {
            View::Codebook => frame.values = Vec::new(),
            View::UMatrix | View::Component => frame.values = values,
            View::Hits => frame.values = self.hits(n_units),
            View::Classes => (frame.labels, frame.values) = self.classes(n_units),
        }
        if let Some(index) = request.unit {
            let (height, width) = (self.dataset.manifest.height as usize, self.dataset.manifest.width as usize);
            let (row, col) = ((index / frame.atlas_cols) as usize, (index % frame.atlas_cols) as usize);
            let line = frame.atlas_cols as usize * width;
            let tile = (0..height)
                .flat_map(|y| &frame.tiles[(row * height + y) * line + col * width..][..width])
                .copied()
                .collect();
            let label = |&sample| self.dataset.test.label(sample).map_or(-1, |label| label as i8);
            let sample_labels = shown.iter().map(label).collect();
            frame.unit = Some(Unit { index, hits: self.falls_on(index).count() as u32, tile, samples, sample_labels });
        }
        Ok(frame)
    }

    /// Records a frame's work.
    fn record(&self, request: Request, n: u32) -> Result<Recorded> {
        let run = self.run.borrow();
        let Run { map, progress, atlas, values, .. } = &*run;
        let n_units = map.lattice.n_units();
        if let Some(unit) = request.unit.filter(|&unit| unit >= n_units) {
            return Err(Error::config(format!("There is no unit {unit}: this map has {n_units}.")));
        }
        let image_len = self.dataset.image_len() as u32;
        if request.view == View::Component && request.component >= image_len {
            return Err(Error::config(format!(
                "There is no component {}: images have {image_len}.",
                request.component
            )));
        }
        if n > 0 {
            map.evaluate(&self.dataset.test, n, &self.bmus, &self.errors);
        }
        map.draw_codebook(&self.dataset, atlas);
        let wanted = match request.view {
            View::UMatrix => {
                map.u_matrix(values);
                n_units as usize
            }
            View::Component => {
                map.component(request.component, values);
                n_units as usize
            }
            _ => 0,
        };
        let shown: Vec<u32> = request.unit.map(|unit| self.best_on(unit)).unwrap_or_default();
        if !shown.is_empty() {
            self.backend.upload(&self.shown, 0, &shown);
            map.draw_samples(&self.dataset, &self.dataset.test, &self.shown, shown.len() as u32, &self.shown_atlas);
        }
        let tile = (self.dataset.manifest.height * self.dataset.manifest.width) as usize;
        let pairs = n as usize * 2;
        let later = self.backend.download(&[
            (atlas, 0..atlas.words()),
            (values, 0..wanted),
            (&self.bmus, 0..pairs),
            (&self.errors, 0..pairs),
            (&self.shown_atlas, 0..shown.len() * tile),
        ]);
        let (sigma, learning_rate) = run.next_rates(&self.dataset);
        let atlas_cols = map.atlas_cols();
        let frame = Frame {
            step: progress.step,
            samples: progress.samples,
            samples_total: run.total,
            epoch: progress.samples as f64 / f64::from(self.dataset.train.n()),
            sigma,
            learning_rate,
            state: run.state(&self.dataset),
            lattice: map.lattice,
            atlas_rows: n_units.div_ceil(atlas_cols),
            atlas_cols,
            tiles: Vec::new(),
            values: vec![0.0; n_units as usize],
            labels: Vec::new(),
            quality: None,
            unit: None,
        };
        Ok((frame, shown, later))
    }

    /// The held-out samples of the last evaluation that fell on `unit`, with their distances.
    fn falls_on(&self, unit: u32) -> impl Iterator<Item = (u32, f32)> {
        let evaluation = self.evaluation.borrow();
        let found: Vec<_> = evaluation
            .bmus
            .chunks_exact(2)
            .zip(evaluation.errors.chunks_exact(2))
            .zip(0..)
            .filter(|((bmus, _), _)| bmus[0] == unit)
            .map(|((_, errors), sample)| (sample, errors[0]))
            .collect();
        found.into_iter()
    }

    /// Those that match it best.
    fn best_on(&self, unit: u32) -> Vec<u32> {
        let mut found: Vec<_> = self.falls_on(unit).collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        found.into_iter().take(SHOWN).map(|(sample, _)| sample).collect()
    }

    fn hits(&self, n_units: u32) -> Vec<f32> {
        let mut hits = vec![0.0; n_units as usize];
        for bmus in self.evaluation.borrow().bmus.chunks_exact(2) {
            // An evaluation that was on its way when the map changed size is of no use to the new one.
            if let Some(hits) = hits.get_mut(bmus[0] as usize) {
                *hits += 1.0;
            }
        }
        hits
    }

    /// The majority label of every unit (−1: none, ties to the lower class) and its share of the unit's samples.
    fn classes(&self, n_units: u32) -> (Vec<i8>, Vec<f32>) {
        let n_classes = self.dataset.manifest.classes.len();
        let mut counts = vec![0u32; n_units as usize * n_classes];
        for (bmus, sample) in self.evaluation.borrow().bmus.chunks_exact(2).zip(0..) {
            if let Some(label) = self.dataset.test.label(sample)
                && bmus[0] < n_units
            {
                counts[bmus[0] as usize * n_classes + usize::from(label)] += 1;
            }
        }
        if n_classes == 0 {
            return (vec![-1; n_units as usize], vec![0.0; n_units as usize]);
        }
        counts
            .chunks_exact(n_classes)
            .map(|counts| {
                let sum: u32 = counts.iter().sum();
                let (label, &most) = counts.iter().enumerate().rev().max_by_key(|(_, count)| **count).expect("a class");
                if sum == 0 { (-1, 0.0) } else { (label as i8, most as f32 / sum as f32) }
            })
            .unzip()
    }

    /// The quality of the map on the whole held-out set, as far as it is here.
    ///
    /// # Errors
    /// The device failed.
    pub async fn evaluate(&self) -> Result<Quality> {
        let request = Request { view: View::Codebook, component: 0, evaluate: self.dataset.test.n(), unit: None };
        let frame = self.frame(request).await?;
        frame.quality.ok_or_else(|| Error::data("There are no held-out samples yet."))
    }

    /// Everything that the rest of the run depends on; restored on the same backend, it goes on bit for bit.
    ///
    /// # Errors
    /// The device failed.
    pub async fn checkpoint(&self) -> Result<Vec<u8>> {
        let (mut checkpoint, later) = {
            let run = self.run.borrow();
            let Map { codebook, sums, .. } = &run.map;
            let n_sums = if run.progress.accumulating { sums.words() } else { 0 };
            let checkpoint = Checkpoint {
                version: CHECKPOINT_VERSION,
                dataset: self.dataset.manifest.name.clone(),
                config: run.config.clone(),
                progress: run.progress,
                codebook: Vec::new(),
                sums: Vec::new(),
            };
            (checkpoint, self.backend.download(&[(codebook, 0..codebook.words()), (sums, 0..n_sums)]))
        };
        let mut parts = later.await?.into_iter().map(bytemuck::cast_vec);
        checkpoint.codebook = parts.next().unwrap_or_default();
        checkpoint.sums = parts.next().unwrap_or_default();
        postcard::to_allocvec(&checkpoint)
            .map_err(|error| Error::checkpoint(format!("It could not be written: {error}.")))
    }

    /// Goes on where a checkpoint was taken, settings included.
    ///
    /// # Errors
    /// The bytes are no checkpoint, or belong to another data set or version; the running map goes on.
    pub fn restore(&self, bytes: &[u8]) -> Result<()> {
        let damaged =
            || Error::checkpoint("This is not a checkpoint of SOM Lab, or it is damaged: the run goes on as it was.");
        let checkpoint: Checkpoint = postcard::from_bytes(bytes).map_err(|_| damaged())?;
        if checkpoint.version != CHECKPOINT_VERSION {
            return Err(Error::checkpoint(format!(
                "This checkpoint has version {}, this program writes version {CHECKPOINT_VERSION}.",
                checkpoint.version
            )));
        }
        if checkpoint.dataset != self.dataset.manifest.name {
            return Err(Error::checkpoint(format!(
                "This checkpoint belongs to the data set {}: open that first.",
                checkpoint.dataset
            )));
        }
        let mut run = Run::new(&self.backend, &self.dataset, checkpoint.config)?;
        let sums_fit = checkpoint.sums.len() == if checkpoint.progress.accumulating { run.map.sums.words() } else { 0 };
        let fits_pass = checkpoint.progress.position < plan::pass_len(&self.dataset.train, checkpoint.progress.pass);
        if checkpoint.codebook.len() != run.map.codebook.words() || !sums_fit || !fits_pass {
            return Err(damaged());
        }
        run.map.set_codebook(&checkpoint.codebook);
        self.backend.upload(&run.map.sums, 0, bytemuck::cast_slice(&checkpoint.sums));
        run.progress = checkpoint.progress;
        *self.run.borrow_mut() = run;
        self.evaluation.take();
        Ok(())
    }
}

fn quality(errors: &[f32]) -> Quality {
    let n = errors.len() / 2;
    let mean = |which: usize| errors.iter().skip(which).step_by(2).map(|&e| f64::from(e)).sum::<f64>() / n as f64;
    Quality { quantization_error: mean(0), topographic_error: mean(1), n: n as u32 }
}
