//! A run of a network: its settings, its network, and how far it has come.
//!
//! It is evaluated at fixed numbers of samples, in slices between the steps, so that the courses of several networks and
//! seeds have their points in the same places: on the way on a part of the test set, which is the same for all, and at
//! the end on the whole.

use super::frame::{NetFrame, NetRequest};
use super::record::{Asked, Measured};
use crate::backend::{Backend, Buffer};
use crate::data::Images;
use crate::data::dataset::{Dataset, Manifest, Split};
use crate::error::{Error, Result};
use crate::frame::State;
use crate::kernels::gather::{GatherRange, IN_ORDER, SHUFFLED};
use crate::kernels::reduce_metrics;
use crate::lattice::Lattice;
use crate::layout::Cut;
use crate::net::bmu_cache::BmuCache;
use crate::net::config::NetConfig;
use crate::net::network::{ForwardOptions, Keys, MaskParams, Network};
use crate::net::pruning::prune;
use crate::session::{Parts, Run, Words};
use crate::som::plan;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::rc::Rc;

/// Test images of one slice of an evaluation: fewer where filters answer at many positions.
const SLICE: u32 = 256;
const FILTERS_SLICE: u32 = 64;
/// A forward pass takes about half of what learning from a sample takes.
const SLICE_WORK: u64 = 2;
/// Test images of an evaluation on the way, drawn from all of them: the first half of MNIST's is easier than the second.
const ON_THE_WAY: u32 = 2000;
const DRAWN_BY: u32 = 0x50_4d_4c_62;
/// Steps between two measurements of how far the maps have moved.
const DRIFT_EVERY: u64 = 100;

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps done.
    pub step: u64,
    /// Samples learned.
    pub samples: u64,
    /// The pass, and the samples of it that are done.
    pub pass: u32,
    pub position: u32,
    /// Evaluations that are complete.
    pub points: u32,
    /// Test images that the evaluation under way has seen.
    pub evaluated: u32,
    /// Filters have been pruned.
    pub pruned: bool,
}

/// Where a point of the course lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub samples: u64,
    /// Samples learned since the one before.
    pub learned: u64,
    /// Test images that it is a mean of.
    pub images: u32,
}

/// What a checkpoint holds besides settings and buffers.
#[derive(Serialize, Deserialize)]
pub struct Saved {
    progress: Progress,
    marks: Vec<Mark>,
    /// σ of the mask in the last evaluation.
    evaluated_sigma: f32,
}

pub struct NetRun {
    pub(super) backend: Rc<dyn Backend>,
    pub(super) dataset: Rc<Dataset>,
    pub(super) config: NetConfig,
    pub(super) network: Network,
    pub(super) progress: Progress,
    pub(super) total: u64,
    /// Of the points that are complete, in order.
    pub(super) marks: Vec<Mark>,
    /// Sums of every point: loss and right answers on the test set, then those of training: `[2 × points, 2]`.
    pub(super) sums: Buffer,
    /// Loss and verdict of every row of a mini-batch, summed over the steps since the last point.
    pub(super) learned: Buffer,
    /// Of every test image.
    results: Buffer,
    /// Images of one slice of an evaluation.
    slice: u32,
    /// Test images, or their patches, on every unit in the last evaluation: one for each layer with a map.
    pub(super) hits: Vec<Option<Buffer>>,
    /// Winners of the first layer's map for the images of both splits, once it has come to rest.
    pub(super) bmu_cache: Option<[BmuCache; 2]>,
    /// σ of the mask in the last evaluation.
    pub(super) evaluated_sigma: f32,
    pub(super) dispatches_per_step: u32,
    /// Of every layer, as far as it was looked at, and the number of points at that time.
    pub(super) measured: Vec<Measured>,
    pub(super) measured_points: u32,
    /// The pictures of the first layer's units; none where it has no map.
    pub(super) atlas: Option<Buffer>,
}

impl NetRun {
    /// A run whose weights are zeros, before or after filters have been pruned.
    fn new(backend: &Rc<dyn Backend>, dataset: &Rc<Dataset>, config: NetConfig, pruned: bool) -> Result<Self> {
        let manifest = &dataset.manifest;
        if manifest.classes.is_empty() {
            return Err(Error::data(format!(
                "{} has no labels, and a network learns from labels: choose pictures with classes.",
                manifest.title
            )));
        }
        if dataset.train.loaded() < dataset.train.prefix(1) {
            return Err(Error::data(format!(
                "The first samples of {} have not come yet: start when they have.",
                manifest.title
            )));
        }
        let cut = Cut::whole(manifest.height, manifest.width, manifest.channels);
        let slice = if config.hidden[0].convolves() { FILTERS_SLICE } else { SLICE };
        let capacity = config.batch_size.max(slice) as usize;
        let of_now = if pruned { config.pruned() } else { config.clone() };
        let network = Network::new(backend, cut, manifest.classes.len() as u32, &of_now, capacity)?;
        network.set_origin(dataset);
        network.maps().for_each(|(_, map)| map.hold(config.frozen));
        let n_test = dataset.test.n() as usize;
        let points = config.evaluations as usize;
        let first = network.layers[0].map.as_ref();
        let atlas = first.map(|map| {
            let (height, width, _) = network.layers[0].seen();
            let cols = map.lattice.sheet_cols();
            let tiles = (map.lattice.n_units().div_ceil(cols) * cols) as usize;
            backend.create("atlas", tiles * (height * width) as usize)
        });
        let bmu_cache = first.map(|map| {
            [&dataset.train, &dataset.test].map(|split| BmuCache::new(split.n(), map.winners(), map.lattice.n_units()))
        });
        Ok(Self {
            atlas: atlas.transpose()?,
            measured: vec![Measured::default(); config.hidden.len()],
            measured_points: 0,
            sums: backend.create("sums of results", 4 * points)?,
            learned: backend.create("results of training", 2 * config.batch_size as usize)?,
            results: backend.create("results", 2 * n_test)?,
            hits: hits_of(backend, &network)?,
            bmu_cache,
            slice,
            total: total(&config, dataset),
            backend: Rc::clone(backend),
            dataset: Rc::clone(dataset),
            progress: Progress { pruned, ..Progress::default() },
            marks: Vec::new(),
            evaluated_sigma: config.sigma_forward.at(0.0),
            dispatches_per_step: 0,
            network,
            config,
        })
    }

    /// The lattice of a hidden layer's neurons, as many as it has now.
    pub(super) fn lattice(&self, layer: usize) -> Lattice {
        let hidden = self.network.layers[layer].hidden.expect("a hidden layer");
        Lattice { topology: self.config.lattice, rows: hidden.rows, cols: hidden.cols }
    }

    /// Samples after which the evaluation that comes next is due: of n, number k after `(k / n)²` of the run, as curves
    /// are steep at first. None after the last.
    pub(super) fn due(&self) -> Option<u64> {
        let last = self.marks.last().map_or(0, |mark| mark.samples);
        let n = u64::from(self.config.evaluations);
        let done = (n as f64 * (last as f64 / self.total as f64).sqrt()) as u64;
        (done.max(1)..=n).map(|k| (self.total * k * k / (n * n)).max(1)).find(|&due| due > last)
    }

    pub(super) fn evaluating(&self) -> bool {
        self.due().is_some_and(|due| self.progress.samples >= due)
    }

    /// Test images of the evaluation that is due.
    fn judged(&self) -> u32 {
        let all = self.dataset.test.n();
        if self.progress.samples < self.total { all.min(ON_THE_WAY) } else { all }
    }

    /// The share of the run that is done when the next step begins: 0 at the first step, 1 at the last.
    pub(super) fn share(&self) -> f32 {
        plan::share(self.total, self.progress.samples, u64::from(self.config.batch_size))
    }

    /// The same for the maps: 1 from the end of their time on.
    pub(super) fn som_share(&self) -> f32 {
        match self.config.som_epochs {
            0.0 => self.share(),
            epochs => {
                let time = (f64::from(epochs) * f64::from(self.dataset.train.n())).max(1.0);
                (self.progress.samples as f64 / time).min(1.0) as f32
            }
        }
    }

    pub(super) fn mask(&self) -> MaskParams {
        let NetConfig { sigma_forward, threshold, order, bias, .. } = self.config;
        MaskParams { sigma: sigma_forward.at(self.share()), threshold, order, bias }
    }

    /// Everything on the device that the run depends on, and the hits of its last evaluation, in order.
    fn saved_buffers(&self) -> Vec<&Buffer> {
        let network = &self.network;
        let moments = &network.moments;
        let mut all = vec![&network.weights, &moments.first, &moments.second, &self.learned, &self.sums];
        all.extend(network.maps().flat_map(|(_, map)| [&map.codebook, &map.snapshot, &map.state]));
        all.extend(self.hits.iter().flatten());
        all
    }

    /// Lets a first map that has come to rest find winners of images that are still to come, if that saves more
    /// searches than it takes.
    fn find_ahead(&self) -> Option<u64> {
        let split = &self.dataset.train;
        let (Some([train, _]), Some(map)) = (&self.bmu_cache, &self.network.layers[0].map) else { return None };
        if !map.at_rest() || split.loaded() < split.n() {
            return None;
        }
        let (range, missing) = train.missing(self.slice)?;
        if self.total - self.progress.samples < u64::from(missing) {
            return None;
        }
        let (network, backend) = (&self.network, &*self.network.backend);
        network.gather(split, &range);
        map.find(backend, &network.inputs, range.n);
        train.store(backend, &range, &map.bmus);
        Some((u64::from(range.n) / SLICE_WORK).max(1))
    }

    fn step(&mut self) -> u64 {
        let dataset = Rc::clone(&self.dataset);
        let before = self.network.backend.dispatches();
        let Progress { step, samples, pass, position, .. } = self.progress;
        let n_set = plan::pass_len(&dataset.train, 1, pass);
        let left = u64::from(n_set - position).min(self.total - samples);
        let n = u64::from(self.config.batch_size).min(left) as u32;
        let key = plan::pass_key(self.config.seed, pass);
        let range = GatherRange { start: position, n, mode: SHUFFLED, n_set, key, per_image: 1, dense: false };
        let (share, som_share) = (self.share(), self.som_share());
        let NetConfig { sigma_organize, som_rate, learning_rate, momentum, convergence_tolerance, seed, .. } =
            self.config;
        let keys = Keys::new(seed, step);
        let network = &self.network;
        let options = ForwardOptions {
            mask: Some(self.mask()),
            keys: Some(keys),
            bmu_cache: self.bmu_cache.as_ref().map(|[train, _]| (train, &range)),
            hits: &[],
            lean: true,
        };
        network.gather(&dataset.train, &range);
        network.forward(n, network.layers.len(), &options);
        network.loss(&dataset.train, &range, &self.learned, 0, true);
        network.backward(n, &options);
        network.organize(n, sigma_organize.at(som_share), som_rate.at(som_share), keys);
        network.descend(step, (learning_rate.at(share), momentum));
        self.dispatches_per_step = (network.backend.dispatches() - before) as u32;
        self.progress.step += 1;
        self.progress.samples += u64::from(n);
        self.progress.position += n;
        if self.progress.position == n_set {
            self.progress.pass += 1;
            self.progress.position = 0;
        }
        if self.progress.step.is_multiple_of(DRIFT_EVERY) {
            for (_, map) in self.network.maps() {
                // The first look has nothing to compare with, and freezes nothing.
                let tolerance = if self.progress.step == DRIFT_EVERY { 0.0 } else { convergence_tolerance };
                map.measure_change(&*self.network.backend, tolerance, self.progress.samples);
            }
        }
        u64::from(n)
    }

    fn evaluate_slice(&mut self) -> u64 {
        let dataset = Rc::clone(&self.dataset);
        let images = self.judged();
        self.evaluated_sigma = self.mask().sigma;
        if self.progress.evaluated == 0 {
            for hits in self.hits.iter().flatten() {
                self.network.backend.upload(hits, 0, &vec![0; hits.words()]);
            }
        }
        let cache = self.bmu_cache.as_ref().map(|[_, test]| test);
        let n = self.evaluate(&dataset.test, self.progress.evaluated, images, (cache, &self.hits), &self.results);
        self.progress.evaluated += n;
        if self.progress.evaluated == images {
            let point = self.progress.points;
            let backend = &*self.network.backend;
            let params = reduce_metrics::Params { n: images, out: 2 * point, clear: 0 };
            crate::backend::run(backend, &reduce_metrics::SPEC, params, &[&self.results, &self.sums]);
            let params = reduce_metrics::Params { n: self.config.batch_size, out: 2 * point + 1, clear: 1 };
            crate::backend::run(backend, &reduce_metrics::SPEC, params, &[&self.learned, &self.sums]);
            let samples = self.progress.samples;
            let learned = samples - self.marks.last().map_or(0, |mark| mark.samples);
            self.marks.push(Mark { samples, learned, images });
            self.progress.points += 1;
            self.progress.evaluated = 0;
        }
        (u64::from(n) / SLICE_WORK).max(1)
    }

    /// Records a slice of an evaluation of `n` images, from its image `start` on: all, in order, or some that are the same
    /// every time. Their winners may be in the `cache` and are counted in `hits`. Returns how many images it took.
    pub(super) fn evaluate(
        &self,
        split: &Split,
        start: u32,
        n: u32,
        (cache, hits): (Option<&BmuCache>, &[Option<Buffer>]),
        results: &Buffer,
    ) -> u32 {
        let mode = if n < split.n() { SHUFFLED } else { IN_ORDER };
        let n = self.slice.min(n - start);
        let range = GatherRange { start, n, mode, n_set: split.n(), key: DRAWN_BY, per_image: 1, dense: false };
        let network = &self.network;
        let bmu_cache = cache.map(|cache| (cache, &range));
        network.gather(split, &range);
        let options = ForwardOptions { mask: Some(self.mask()), keys: None, bmu_cache, hits, lean: true };
        network.forward(n, network.layers.len(), &options);
        network.loss(split, &range, results, start, false);
        n
    }
}

impl Run for NetRun {
    type Config = NetConfig;
    type World = Dataset;
    type Request = NetRequest;
    type Frame = NetFrame;
    type Asked = Asked;
    type Saved = Saved;

    const VERSION: u32 = 1004;

    fn start(backend: &Rc<dyn Backend>, dataset: &Rc<Dataset>, config: NetConfig) -> Result<Self> {
        let run = Self::new(backend, dataset, config, false)?;
        run.network.initialize(run.config.seed);
        Ok(run)
    }

    fn config(&self) -> &NetConfig {
        &self.config
    }

    fn check(config: &NetConfig) -> Result<()> {
        config.check()
    }

    fn continues(&self, config: &NetConfig) -> bool {
        self.config.continues(config)
    }

    fn adopt(&mut self, config: NetConfig) -> Result<()> {
        if (config.frozen, config.convergence_tolerance) != (self.config.frozen, self.config.convergence_tolerance) {
            for (_, map) in self.network.maps() {
                map.thaw(&*self.network.backend);
                map.hold(config.frozen);
            }
            self.bmu_cache.iter().flatten().for_each(BmuCache::forget);
        }
        self.config = config;
        Ok(())
    }

    fn state(&self) -> State {
        let ready = |split: &Split, n: u32| if split.loaded() < n { State::Waiting } else { State::Running };
        if self.evaluating() {
            ready(&self.dataset.test, self.dataset.test.n())
        } else if self.progress.samples >= self.total {
            State::Finished
        } else {
            ready(&self.dataset.train, plan::pass_len(&self.dataset.train, 1, self.progress.pass))
        }
    }

    fn done(&self) -> (u64, u64) {
        (self.progress.step, self.progress.samples)
    }

    /// One mini-batch, one slice of an evaluation, or one of a search ahead.
    fn advance(&mut self, _: u64, _: u64) -> Result<u64> {
        if self.evaluating() {
            return Ok(self.evaluate_slice());
        }
        if !self.progress.pruned && self.config.prunes() && self.share() >= self.config.prune_at {
            self.network = prune(&self.network, &self.config)?;
            self.network.maps().for_each(|(_, map)| map.hold(self.config.frozen));
            self.progress.pruned = true;
        }
        Ok(self.find_ahead().unwrap_or_else(|| self.step()))
    }

    fn written(&self) -> Buffer {
        self.network.weights.clone()
    }

    fn record(&mut self, request: NetRequest, probe: Option<&Rc<Dataset>>, parts: &mut Parts) -> Result<Asked> {
        self.ask(&request, probe, parts)
    }

    fn frame(&mut self, asked: Asked, words: Words, fresh: bool) -> NetFrame {
        self.answer(asked, &words, fresh)
    }

    fn save(&self) -> (Saved, Vec<(Buffer, Range<usize>)>) {
        let saved = Saved {
            // An evaluation that was under way begins again, on the same weights.
            progress: Progress { evaluated: 0, ..self.progress },
            marks: self.marks.clone(),
            evaluated_sigma: self.evaluated_sigma,
        };
        (saved, self.saved_buffers().into_iter().map(|buffer| (buffer.clone(), 0..buffer.words())).collect())
    }

    fn restore(
        backend: &Rc<dyn Backend>,
        dataset: &Rc<Dataset>,
        config: NetConfig,
        saved: Saved,
        contents: &[Vec<f32>],
    ) -> Result<Option<Self>> {
        let mut run = Self::new(backend, dataset, config, saved.progress.pruned)?;
        let Progress { pass, position, points, .. } = saved.progress;
        let fits = run.saved_buffers().iter().map(|buffer| buffer.words()).eq(contents.iter().map(Vec::len));
        let sound = position < plan::pass_len(&dataset.train, 1, pass)
            && points as usize == saved.marks.len()
            && 4 * saved.marks.len() <= run.sums.words();
        if !fits || !sound {
            return Ok(None);
        }
        for (buffer, content) in run.saved_buffers().into_iter().zip(contents) {
            backend.upload(buffer, 0, bytemuck::cast_slice(content));
        }
        Saved { progress: run.progress, marks: run.marks, evaluated_sigma: run.evaluated_sigma } = saved;
        Ok(Some(run))
    }

    fn world_name(dataset: &Dataset) -> &str {
        &dataset.manifest.name
    }

    fn images(dataset: &Dataset) -> Option<&Dataset> {
        Some(dataset)
    }

    /// A picture of the data set's own shape.
    fn fit_probe(&self, picture: Images) -> Result<Images> {
        let Manifest { height, width, channels, .. } = self.dataset.manifest;
        if (picture.height, picture.width, picture.channels) == (height, width, channels) {
            return Ok(picture);
        }
        Err(Error::data(format!(
            "This network sees pictures of {height}×{width} with {channels} channels, not of {}×{} with {}.",
            picture.height, picture.width, picture.channels
        )))
    }
}

/// A count for every unit of every map.
fn hits_of(backend: &Rc<dyn Backend>, network: &Network) -> Result<Vec<Option<Buffer>>> {
    let layers = network.layers.iter();
    let counts = |lattice: Lattice| backend.create("hits", lattice.n_units() as usize);
    layers.map(|layer| layer.map.as_ref().map(|map| counts(map.lattice)).transpose()).collect()
}

/// Samples of the whole run.
fn total(config: &NetConfig, dataset: &Dataset) -> u64 {
    ((f64::from(config.epochs) * f64::from(dataset.train.n())).round() as u64).max(1)
}
