//! What a network's run shows when it is asked: what a frame needs is recorded, and read back at once.

use super::frame::{
    CoursePoint, Filters as FilterValues, NetFrame, NetLayer, NetRequest, Organization, ProbeRequest, Probed,
    ProbedLayer,
};
use super::mask_map::MaskMap;
use super::network::{ForwardOptions, MaskParams};
use super::picture::Picture;
use super::run::{Mark, NetRun};
use super::shape::{Filters, Shape};
use crate::backend::{Buffer, run};
use crate::data::dataset::{Dataset, Which};
use crate::error::{Error, Result};
use crate::frame::{Sheet, Source, rgba};
use crate::kernels::codebook_change::STATE;
use crate::kernels::gather::{GatherRange, IN_ORDER};
use crate::kernels::mask::mask;
use crate::kernels::pack_tiles;
use crate::lattice::Lattice;
use crate::metrics::organization;
use crate::session::{Parts, Run, Words, floats};
use std::rc::Rc;

/// What the last evaluation says of a layer with a map.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    strength: f64,
    active_units: f64,
    /// Test images, or their patches, on each unit.
    hits: Vec<u32>,
}

/// Where the readback of a probe lies.
struct ProbeParts {
    request: ProbeRequest,
    label: Option<u8>,
    mask: MaskParams,
    layers: Vec<ProbedParts>,
    logits: usize,
}

/// Where that of a layer lies, and what to make of it.
struct ProbedParts {
    winners: Option<usize>,
    activations: usize,
    lattice: Lattice,
    output: Shape,
    /// Where every position has its own winner.
    filters: Option<Filters>,
}

impl NetRun {
    /// The frame, from what was read back. A run that was set up anew since then knows nothing of it.
    pub(super) fn answer(&mut self, asked: Asked, words: &Words, fresh: bool) -> NetFrame {
        let mut frame = asked.frame;
        let n_train = f64::from(self.dataset.train.n());
        frame.course = points(&asked.marks, floats(&words[asked.course]), n_train);
        for &(index, part) in &asked.states {
            let state = floats(&words[part]);
            let layer = &mut frame.layers[index];
            layer.codebook_change = (frame.step >= 100).then_some(state[0]);
            layer.frozen = layer.frozen || state[1] > 0.0;
            layer.frozen_at = (state[1] > 0.0).then_some(state[2] as u64);
            if let Some(map) = self.network.layers[index].map.as_ref().filter(|_| fresh) {
                map.saw_state(state);
            }
        }
        if fresh {
            self.take_measured(&asked.hits, asked.points, words, &mut frame);
            count(self, &mut frame);
        }
        let lattice = frame.layers[frame.layer as usize].lattice;
        if let Some((part, picture, n_features)) = &asked.map {
            frame.map = Some(sheet(frame.layer, lattice, picture, *n_features, &words[*part]));
        }
        if let Some(filters) = &asked.filters {
            take_filters(&mut frame, lattice, filters, words);
        }
        frame.probe = asked.probe.map(|probe| probed(probe, words));
        frame
    }

    /// Records a frame's work and asks for its parts.
    pub(super) fn ask(&self, request: &NetRequest, probe: Option<&Rc<Dataset>>, parts: &mut Parts) -> Result<Asked> {
        let index = self.check_layer(request.layer, true)?;
        let network = &self.network;
        let since = (request.since as usize).min(self.marks.len());
        let before = since.checked_sub(1).map_or(0, |last| self.marks[last].samples);
        debug_assert!(self.marks[since..].first().is_none_or(|mark| mark.samples - mark.learned == before));
        let course = parts.ask(&self.sums, 4 * since..4 * self.marks.len());
        let states = network.maps().map(|(index, map)| (index, parts.ask(&map.state, 0..STATE))).collect();
        // While an evaluation runs, they are those of two networks.
        let fresh = self.progress.points != self.measured_points && !self.evaluating();
        let hits =
            |(index, buffer): (usize, &Option<Buffer>)| buffer.as_ref().map(|buffer| (index, parts.ask_all(buffer)));
        let hits = if fresh { self.hits.iter().enumerate().filter_map(hits).collect() } else { Vec::new() };
        let layer = &network.layers[index];
        let below = index.checked_sub(1).map(|below| self.lattice(below));
        let map = layer.map.as_ref().filter(|_| request.maps).map(|map| {
            let picture = Picture::of_units(layer, below);
            let part = match (&self.atlas, index) {
                (Some(atlas), 0) => {
                    self.draw(map, &picture, atlas);
                    parts.ask_all(atlas)
                }
                _ => parts.ask_all(&map.codebook),
            };
            (part, picture, map.n_features as usize)
        });
        let filters = request.filters.then(|| AskedFilters {
            weights: parts.ask(&network.weights, layer.start..layer.start + layer.n_inputs * layer.n_outputs),
            n_outputs: layer.n_outputs,
            picture: Picture::of_weights(layer, below),
            codebook: layer.map.as_ref().map(|map| {
                let features = (layer.seen_places(), map.n_features as usize);
                (parts.ask_all(&map.codebook), features)
            }),
        });
        let probe = request.probe.map(|wanted| self.record_probe(wanted, probe, parts)).transpose()?;
        let frame = self.outline(request);
        let marks = self.marks[since..].to_vec();
        Ok(Asked { frame, marks, course, states, hits, points: self.progress.points, map, filters, probe })
    }

    /// Sends one image through the network.
    fn record_probe(
        &self,
        request: ProbeRequest,
        probe: Option<&Rc<Dataset>>,
        parts: &mut Parts,
    ) -> Result<ProbeParts> {
        let dataset = match (request.source, probe) {
            (Source::Probe, Some(probe)) => probe,
            (Source::Probe, None) => return Err(Error::config("There is no picture to look at yet: give one first.")),
            _ => &self.dataset,
        };
        let split = dataset.split(if request.source == Source::Test { Which::Test } else { Which::Train });
        if request.image >= split.loaded() {
            return Err(Error::config(format!("There is no image {}: {} are here.", request.image, split.loaded())));
        }
        let n_set = split.n();
        let range =
            GatherRange { start: request.image, n: 1, mode: IN_ORDER, n_set, key: 0, per_image: 1, dense: false };
        let (network, mask) = (&self.network, self.mask());
        network.gather(split, &range);
        network.forward(1, network.layers.len(), &ForwardOptions { mask: Some(mask), ..ForwardOptions::default() });
        let (last, hidden) = network.layers.split_last().expect("a linear layer");
        let layers = hidden
            .iter()
            .map(|layer| ProbedParts {
                winners: layer.map.as_ref().map(|map| parts.ask(&map.bmus, 0..2 * map.winners() as usize)),
                activations: parts.ask(&layer.outputs, 0..layer.output.words()),
                lattice: self.lattice(layer.index),
                output: layer.output,
                filters: layer.convolution().map(|convolution| convolution.filters),
            })
            .collect();
        let logits = parts.ask(&last.outputs, 0..last.neurons);
        Ok(ProbeParts { request, label: split.label(request.image), mask, layers, logits })
    }

    fn draw(&self, map: &MaskMap, picture: &Picture, atlas: &Buffer) {
        let params = pack_tiles::Params {
            n_rows: map.lattice.n_units(),
            n_features: map.n_features,
            height: picture.height,
            width: picture.width,
            channels: picture.channels,
            atlas_cols: map.lattice.sheet_cols(),
            offset: 0.0,
        };
        run(&*self.backend, &pack_tiles::SPEC, params, &[&map.codebook, atlas]);
    }

    /// A frame as far as it is known when it is asked for.
    fn outline(&self, request: &NetRequest) -> NetFrame {
        let (config, network, share) = (&self.config, &self.network, self.share());
        let layers =
            network.layers.iter().filter_map(|layer| Some((layer, layer.hidden?))).map(|(layer, hidden)| NetLayer {
                lattice: self.lattice(layer.index),
                neurons: self.lattice(layer.index).n_units(),
                mask: hidden.mask,
                kernel: hidden.kernel,
                pool: hidden.pool,
                winners: hidden.winners,
                keep: hidden.keep,
                pruned: config.hidden[layer.index].pruned > 0 && self.progress.pruned,
                frozen: layer.map.is_some() && config.frozen,
                frozen_at: None,
                codebook_change: None,
                strength: 1.0,
                active_units: match hidden.winners {
                    0 => layer.neurons as f64,
                    winners => f64::from(winners),
                },
                grouped: false,
                macs: 0,
                dense_macs: 0,
                search_macs: 0,
            });
        NetFrame {
            step: self.progress.step,
            samples: self.progress.samples,
            samples_total: self.total,
            epoch: self.progress.samples as f64 / f64::from(self.dataset.train.n()),
            epochs: config.epochs,
            state: self.state(),
            evaluating: self.evaluating(),
            next_evaluation: self.due().unwrap_or(self.total + 1),
            learning_rate: config.learning_rate.at(share),
            sigma_organize: config.sigma_organize.at(self.som_share()),
            sigma_forward: config.sigma_forward.at(share),
            som_rate: config.som_rate.at(self.som_share()),
            n_inputs: network.layers[0].inputs as u32,
            n_classes: network.n_classes,
            macs_per_image: 0,
            dense_macs_per_image: 0,
            som_macs_per_image: 0,
            bmus_cached: self.bmu_cache.as_ref().map(|[train, _]| train.share()),
            dispatches_per_step: self.dispatches_per_step,
            layers: layers.collect(),
            layer: request.layer,
            map: None,
            filters: None,
            organization: Organization::default(),
            course: Vec::new(),
            course_len: self.marks.len() as u32,
            hits: Vec::new(),
            probe: None,
        }
    }

    /// Mask strengths and hits, from the counts of the last evaluation that was read back.
    fn take_measured(&mut self, hits: &[(usize, usize)], points: u32, words: &Words, frame: &mut NetFrame) {
        for &(index, part) in hits {
            let lattice = frame.layers[index].lattice;
            self.measured[index] = measure(lattice, self.evaluated_sigma, self.config.threshold, &words[part]);
            self.measured_points = points;
        }
        for (layer, measured) in frame.layers.iter_mut().zip(&self.measured) {
            if !measured.hits.is_empty() {
                (layer.strength, layer.active_units) = (measured.strength, measured.active_units);
            }
        }
        frame.hits.clone_from(&self.measured[frame.layer as usize].hits);
    }
}

/// A frame as far as it is known when it is asked for, and where the parts of its readback lie.
pub struct Asked {
    frame: NetFrame,
    /// Of the points that are not known yet.
    marks: Vec<Mark>,
    course: usize,
    states: Vec<(usize, usize)>,
    hits: Vec<(usize, usize)>,
    points: u32,
    /// Of a codebook or its atlas, how it is seen, and the words of a unit.
    map: Option<(usize, Picture, usize)>,
    filters: Option<AskedFilters>,
    probe: Option<ProbeParts>,
}

struct AskedFilters {
    weights: usize,
    /// Words of a row of weights.
    n_outputs: usize,
    picture: Picture,
    /// Of the codebook: its part, where a unit's features lie, and the words of a unit.
    codebook: Option<(usize, (Vec<usize>, usize))>,
}

/// What the layers cost, in multiply–accumulate operations.
fn count(run: &NetRun, frame: &mut NetFrame) {
    let (mut training, mut dense_training, mut searches) = (0.0, 0.0, 0.0);
    for layer in &run.network.layers {
        let neurons = layer.neurons as f64;
        // Gradients pass through the maximum of every window alone.
        let (places, passed) = layer.convolution().map_or((1.0, 1.0), |convolution| {
            let filters = &convolution.filters;
            (f64::from(filters.positions()), 1.0 / f64::from(filters.pool * filters.pool))
        });
        let grouped = layer
            .convolution()
            .and_then(|convolution| convolution.grouped.borrow().as_ref().map(|grouped| grouped.mean));
        let dense = places * layer.inputs as f64 * neurons;
        let mut done = dense;
        if let Some(shown) = frame.layers.get_mut(layer.index) {
            if let Some(mean) = grouped {
                // As many as the last evaluation has counted; before it, the mean over all units.
                let active = if shown.active_units < neurons { shown.active_units } else { mean };
                done = dense * active / neurons;
            }
            (shown.grouped, shown.macs, shown.dense_macs) = (grouped.is_some(), done as u64, dense as u64);
        }
        // The weights' gradient, and but for the first layer that of the inputs.
        let backward = passed * if layer.index == 0 { 1.0 } else { 2.0 };
        training += done * (1.0 + backward);
        dense_training += dense * (1.0 + backward);
        if let (Some(map), Some(shown)) = (&layer.map, frame.layers.get_mut(layer.index)) {
            let search = f64::from(map.winners()) * layer.seen_places().len() as f64 * neurons;
            shown.search_macs = search as u64;
            let cached = frame.bmus_cached.filter(|_| layer.index == 0).unwrap_or(0.0);
            searches += search * (1.0 - cached);
        }
    }
    frame.macs_per_image = training as u64;
    frame.dense_macs_per_image = dense_training as u64;
    frame.som_macs_per_image = searches as u64;
}

/// The looked-at layer's units as pictures: of the first layer as they were drawn, or in shares of the largest weight.
fn sheet(layer: u32, lattice: Lattice, picture: &Picture, n_features: usize, words: &[u32]) -> Sheet {
    let mut sheet = Sheet::blank(lattice, (picture.height, picture.width, picture.channels));
    if layer == 0 {
        sheet.tiles = words.to_vec();
        return sheet;
    }
    let values = floats(words);
    let most = values.iter().copied().fold(1e-6, f32::max);
    let unit = |row: &[f32]| rgba(&picture.values(|i| row[i] / most).collect::<Vec<f32>>(), 1);
    sheet.draw(values.chunks_exact(n_features).map(unit));
    sheet
}

/// The looked-at layer's weights as one row a neuron, and how well they and the codebook are organized.
fn take_filters(frame: &mut NetFrame, lattice: Lattice, asked: &AskedFilters, words: &Words) {
    let AskedFilters { weights, n_outputs, picture, codebook } = asked;
    let weights = floats(&words[*weights]);
    let neuron = |neuron: usize| picture.values(move |input| weights[input * n_outputs + neuron]);
    let values: Vec<f32> = (0..lattice.n_units() as usize).flat_map(neuron).collect();
    frame.organization = Organization {
        codebook: codebook.as_ref().map(|(part, (places, n_features))| {
            let units = floats(&words[*part]).chunks_exact(*n_features);
            organization(lattice, &units.flat_map(|unit| places.iter().map(|&i| unit[i])).collect::<Vec<_>>())
        }),
        filters: Some(organization(lattice, &values)),
    };
    let Lattice { rows, cols, .. } = lattice;
    frame.filters = Some(FilterValues {
        rows,
        cols,
        tile_height: picture.height,
        tile_width: picture.width,
        tile_channels: picture.channels,
        values,
    });
}

/// Points of a course, from the sums of their losses and right answers: on the test set, then in training.
fn points(marks: &[Mark], sums: &[f32], n_train: f64) -> Vec<CoursePoint> {
    marks
        .iter()
        .zip(sums.chunks_exact(4))
        .map(|(mark, sums)| {
            let mean = |sum: f32, n: f64| f64::from(sum) / n.max(1.0);
            let (images, learned) = (f64::from(mark.images), mark.learned as f64);
            CoursePoint {
                samples: mark.samples,
                epoch: mark.samples as f64 / n_train,
                images: mark.images,
                test_loss: mean(sums[0], images),
                test_accuracy: mean(sums[1], images),
                train_loss: mean(sums[2], learned),
                train_accuracy: mean(sums[3], learned),
            }
        })
        .collect()
}

/// What the winners of an evaluation, a count for each unit, say of a layer's mask.
fn measure(lattice: Lattice, sigma: f32, threshold: f32, hits: &[u32]) -> Measured {
    let n_units = lattice.n_units() as usize;
    let mut values = vec![0.0; n_units];
    let (mut strength, mut active, mut n) = (0.0, 0.0, 0.0);
    for (unit, &count) in (0..).zip(hits) {
        if count > 0 {
            mask(&lattice, sigma, threshold, unit, &mut values);
            let times = f64::from(count);
            strength += times * values.iter().map(|&value| f64::from(value)).sum::<f64>() / n_units as f64;
            active += times * values.iter().filter(|&&value| value > 0.0).count() as f64;
            n += times;
        }
    }
    Measured { strength: strength / n, active_units: active / n, hits: hits.to_vec() }
}

fn probed(parts: ProbeParts, words: &Words) -> Probed {
    let layers = parts.layers.iter().map(|layer| probed_layer(layer, &parts.mask, words));
    let logits = floats(&words[parts.logits]);
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let shares: Vec<f32> = logits.iter().map(|logit| (logit - most).exp()).collect();
    let sum: f32 = shares.iter().sum();
    Probed {
        request: parts.request,
        label: parts.label,
        probabilities: shares.iter().map(|share| share / sum).collect(),
        layers: layers.collect(),
    }
}

fn probed_layer(parts: &ProbedParts, params: &MaskParams, words: &Words) -> ProbedLayer {
    let ProbedParts { winners, activations, lattice, output, filters } = parts;
    let n_units = lattice.n_units() as usize;
    let found: Vec<u32> = winners.iter().flat_map(|&part| words[part].iter().step_by(2)).copied().collect();
    let mut mask_sum = vec![0.0; n_units];
    let mut values = vec![0.0; n_units];
    for &unit in &found {
        mask(lattice, params.sigma, params.threshold, unit, &mut values);
        mask_sum.iter_mut().zip(&values).for_each(|(sum, value)| *sum += value / found.len() as f32);
    }
    let outputs = floats(&words[*activations]);
    let pixels = outputs.chunks_exact(output.pitch as usize).take((output.height * output.width) as usize);
    let maps: Vec<f32> = pixels.flat_map(|pixel| &pixel[..output.channels as usize]).copied().collect();
    let mut most = vec![0.0f32; n_units];
    for pixel in maps.chunks_exact(n_units) {
        most.iter_mut().zip(pixel).for_each(|(most, &value)| *most = most.max(value));
    }
    let mut layer = ProbedLayer {
        bmu: None,
        mask: if found.is_empty() { vec![1.0; n_units] } else { mask_sum },
        activations: most,
        ..ProbedLayer::default()
    };
    match filters {
        Some(filters) => {
            if found.len() > 1 {
                layer.units = filters.by_rows(&found);
                (layer.pos_rows, layer.pos_cols) = (filters.pos_rows(), filters.pos_cols());
            } else {
                layer.bmu = found.first().copied();
            }
            layer.maps = maps;
            (layer.out_rows, layer.out_cols) = (output.height, output.width);
        }
        None => {
            layer.bmu = found.first().copied();
            layer.activations = maps;
        }
    }
    layer
}
