//! What a run shows when it is asked: one frame in one readback.

use super::NetSession;
use super::run::{Mark, Run};
use crate::backend::{Buffer, Later, run};
use crate::data::dataset::Which;
use crate::data::strip::strip;
use crate::error::{Error, Result};
use crate::frame::Source;
use crate::kernels::drift::STATE;
use crate::kernels::gather::{IN_ORDER, Pick};
use crate::kernels::mask::mask;
use crate::kernels::pack_tiles;
use crate::metrics::organization;
use crate::net::frame::{
    CoursePoint, LayerFrame, NetFrame, NetRequest, Organization, ProbeRequest, Probed, ProbedLayer, Sheet, Tiles,
};
use crate::net::network::Masking;
use crate::som::grid::Lattice;
use crate::som::rebuild::rgba;
use std::ops::Range;

/// What the last evaluation says of a layer with a map.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    strength: f64,
    active_units: f64,
    /// Test images on each unit.
    hits: Vec<u32>,
}

/// The parts of one readback, and what to make of each: they come back in the order in which they were asked for.
#[derive(Default)]
struct Parts {
    wanted: Vec<(Buffer, Range<usize>)>,
}

impl Parts {
    /// Asks for a stretch; returns its number.
    fn ask(&mut self, buffer: &Buffer, range: Range<usize>) -> usize {
        self.wanted.push((buffer.clone(), range));
        self.wanted.len() - 1
    }

    fn download(&self, session: &NetSession) -> Later<Vec<Vec<u32>>> {
        let parts: Vec<_> = self.wanted.iter().map(|(buffer, range)| (buffer, range.clone())).collect();
        session.backend.download(&parts)
    }
}

/// Where the readback of a probe lies.
struct ProbeParts {
    request: ProbeRequest,
    label: Option<u8>,
    masking: Masking,
    /// The winner's part where there is a map, and the activations' part.
    layers: Vec<(Option<usize>, usize)>,
    logits: usize,
}

fn floats(words: &[u32]) -> &[f32] {
    bytemuck::cast_slice(words)
}

impl NetSession {
    pub(super) async fn look(&self, request: NetRequest) -> Result<NetFrame> {
        let mut parts = Parts::default();
        let (mut frame, marks, asked) = {
            let run = self.run.borrow();
            let asked = self.record(&run, &request, &mut parts)?;
            let since = (request.since as usize).min(run.marks.len());
            let before = since.checked_sub(1).map_or(0, |last| run.marks[last].samples);
            debug_assert!(run.marks[since..].first().is_none_or(|mark| mark.samples - mark.learned == before));
            (self.outline(&run, &request), run.marks[since..].to_vec(), asked)
        };
        let words = parts.download(self).await?;
        let n_test = f64::from(self.dataset.test.n());
        let n_train = f64::from(self.dataset.train.n());
        frame.course = points(&marks, floats(&words[asked.course]), n_test, n_train);
        let run = self.run.borrow();
        // A run that was set up anew in the meantime has other layers: its next frame tells of them.
        let same = run.network.layers.len() == frame.layers.len() + 1;
        for (index, part) in &asked.states {
            let state = floats(&words[*part]);
            let layer = &mut frame.layers[*index];
            layer.drift = (frame.step >= 100).then_some(state[0]);
            layer.frozen = layer.frozen || state[1] > 0.0;
            if same && let Some(map) = &run.network.layers[*index].map {
                map.saw_state(state);
            }
        }
        if same {
            self.take_measured(&run, &asked, &words, &mut frame);
        }
        if let Some(part) = asked.map {
            frame.map = Some(self.sheet(&frame, &words[part]));
        }
        if let Some((weights, codebook)) = asked.filters {
            self.take_filters(&mut frame, &words[weights], codebook.map(|part| words[part].as_slice()));
        }
        frame.probe = asked.probe.map(|probe| probed(probe, &frame, &words));
        Ok(frame)
    }

    /// Records a frame's work and asks for its parts.
    fn record(&self, run: &Run, request: &NetRequest, parts: &mut Parts) -> Result<Asked> {
        let index = Self::check_layer(run, request.layer, true)?;
        let network = &run.network;
        let since = (request.since as usize).min(run.marks.len());
        let course = parts.ask(&run.sums, 4 * since..4 * run.marks.len());
        let states = network.maps().map(|(index, map)| (index, parts.ask(&map.state, 0..STATE))).collect();
        // While an evaluation runs, its units are those of two networks.
        let fresh = run.progress.points != run.measured_points.get() && !run.evaluating();
        let all = |buffer: &Buffer| 0..buffer.words();
        let units = |(index, buffer): (usize, &Option<Buffer>)| {
            buffer.as_ref().map(|buffer| (index, parts.ask(buffer, all(buffer))))
        };
        let units = if fresh { run.test_bmus.iter().enumerate().filter_map(units).collect() } else { Vec::new() };
        let layer = &network.layers[index];
        let map = layer.map.as_ref().filter(|_| request.maps).map(|map| match (&run.atlas, index) {
            (Some(atlas), 0) => {
                self.draw(&map.codebook, map.lattice, atlas);
                parts.ask(atlas, all(atlas))
            }
            _ => parts.ask(&map.codebook, all(&map.codebook)),
        });
        let filters = request.filters.then(|| {
            let weights = parts.ask(&network.weights, layer.start..layer.start + layer.n_inputs * layer.n_outputs);
            (weights, layer.map.as_ref().map(|map| parts.ask(&map.codebook, all(&map.codebook))))
        });
        let probe = request.probe.map(|probe| self.record_probe(run, probe, parts)).transpose()?;
        Ok(Asked { course, states, units, points: run.progress.points, map, filters, probe })
    }

    /// Sends one image through the network.
    fn record_probe(&self, run: &Run, request: ProbeRequest, parts: &mut Parts) -> Result<ProbeParts> {
        let own = self.probe.borrow().clone();
        let dataset = match (request.source, &own) {
            (Source::Probe, Some(own)) => own,
            (Source::Probe, None) => return Err(Error::config("There is no picture to look at yet: give one first.")),
            _ => &self.dataset,
        };
        let split = dataset.split(if request.source == Source::Test { Which::Test } else { Which::Train });
        if request.image >= split.loaded() {
            return Err(Error::config(format!("There is no image {}: {} are here.", request.image, split.loaded())));
        }
        let n_set = split.n();
        let pick = Pick { start: request.image, n: 1, mode: IN_ORDER, n_set, key: 0, per_image: 1, dense: false };
        let (network, masking) = (&run.network, run.masking());
        network.gather(split, &pick);
        network.forward(1, network.layers.len(), Some(&masking), None);
        let (last, hidden) = network.layers.split_last().expect("a linear layer");
        let layers = hidden
            .iter()
            .map(|layer| {
                let winner = layer.map.as_ref().map(|map| parts.ask(&map.bmus, 0..2));
                (winner, parts.ask(&layer.outputs, 0..layer.neurons))
            })
            .collect();
        let logits = parts.ask(&last.outputs, 0..last.neurons);
        Ok(ProbeParts { request, label: split.label(request.image), masking, layers, logits })
    }

    fn draw(&self, codebook: &Buffer, lattice: Lattice, atlas: &Buffer) {
        let manifest = self.manifest();
        let params = pack_tiles::Params {
            n_rows: lattice.n_units(),
            n_features: self.dataset.n_features() as u32,
            height: manifest.height,
            width: manifest.width,
            channels: manifest.channels,
            atlas_cols: lattice.sheet_cols(),
            offset: 0.0,
        };
        run(&*self.backend, &pack_tiles::SPEC, params, &[codebook, atlas]);
    }

    /// A frame as far as it is known when it is asked for.
    fn outline(&self, run: &Run, request: &NetRequest) -> NetFrame {
        let (config, network, share) = (&run.config, &run.network, run.share());
        let mut n_inputs = network.layers[0].inputs as u64;
        let (mut macs, mut som_macs) = (0, 0);
        for (index, layer) in network.layers.iter().enumerate() {
            let forward = n_inputs * layer.neurons as u64;
            // The weights' gradient is as much again, and so is the inputs', which the first layer does without.
            macs += forward * if index == 0 { 2 } else { 3 };
            som_macs += if layer.map.is_some() { forward } else { 0 };
            n_inputs = layer.neurons as u64;
        }
        let layers = network.layers[..network.layers.len() - 1].iter().enumerate().map(|(index, layer)| LayerFrame {
            lattice: config.lattice(index),
            masked: layer.map.is_some(),
            frozen: layer.map.is_some() && config.frozen,
            drift: None,
            strength: 1.0,
            active_units: layer.neurons as f64,
        });
        NetFrame {
            step: run.progress.step,
            samples: run.progress.samples,
            samples_total: run.total,
            epoch: run.progress.samples as f64 / f64::from(self.dataset.train.n()),
            state: run.state(&self.dataset),
            evaluating: run.evaluating(),
            next_evaluation: run.due(),
            learning_rate: config.learning_rate.at(share),
            sigma_organize: config.sigma_organize.at(share),
            sigma_forward: config.sigma_forward.at(share),
            som_rate: config.som_rate.at(share),
            n_inputs: network.layers[0].inputs as u32,
            n_classes: network.n_classes,
            macs_per_image: macs,
            som_macs_per_image: som_macs,
            dispatches_per_step: run.dispatches_per_step,
            layers: layers.collect(),
            layer: request.layer,
            map: None,
            filters: None,
            organization: Organization::default(),
            course: Vec::new(),
            course_len: run.marks.len() as u32,
            hits: Vec::new(),
            probe: None,
        }
    }

    /// Mask strengths and hits, from the units of the last evaluation that was read back.
    fn take_measured(&self, run: &Run, asked: &Asked, words: &[Vec<u32>], frame: &mut NetFrame) {
        let mut measured = run.measured.borrow_mut();
        for (index, part) in &asked.units {
            let lattice = frame.layers[*index].lattice;
            measured[*index] = measure(lattice, run.evaluated_sigma, run.config.threshold, &words[*part]);
            run.measured_points.set(asked.points);
        }
        for (layer, measured) in frame.layers.iter_mut().zip(&*measured) {
            if !measured.hits.is_empty() {
                (layer.strength, layer.active_units) = (measured.strength, measured.active_units);
            }
        }
        frame.hits.clone_from(&measured[frame.layer as usize].hits);
    }

    /// Height, width and channels of what a hidden layer sees: an image, or the neurons below on their lattice.
    pub(super) fn tile_of(&self, frame_layers: &[LayerFrame], layer: usize) -> (u32, u32, u32) {
        match layer.checked_sub(1) {
            None => (self.manifest().height, self.manifest().width, self.manifest().channels),
            Some(below) => (frame_layers[below].lattice.rows, frame_layers[below].lattice.cols, 1),
        }
    }

    /// The looked-at layer's units as pictures: of images as they were drawn, or of the layer below in shares of the
    /// largest weight.
    fn sheet(&self, frame: &NetFrame, words: &[u32]) -> Sheet {
        let index = frame.layer as usize;
        let lattice = frame.layers[index].lattice;
        let (tile_height, tile_width, tile_channels) = self.tile_of(&frame.layers, index);
        let cols = lattice.sheet_cols();
        let sheet = |tiles| Sheet { lattice, tile_height, tile_width, tile_channels, cols, tiles };
        if index == 0 {
            return sheet(words.to_vec());
        }
        let values = floats(words);
        let most = values.iter().copied().fold(1e-6, f32::max);
        let (height, width) = (tile_height as usize, tile_width as usize);
        let n_features = values.len() / lattice.n_units() as usize;
        let line = cols as usize * width;
        let mut tiles = vec![0; lattice.n_units().div_ceil(cols) as usize * height * line];
        for (unit, row) in values.chunks_exact(n_features).enumerate() {
            let scaled: Vec<f32> = row[..height * width].iter().map(|value| value / most).collect();
            let at = unit / cols as usize * height * line + unit % cols as usize * width;
            for (y, pixels) in rgba(&scaled, 1).chunks_exact(width).enumerate() {
                tiles[at + y * line..][..width].copy_from_slice(pixels);
            }
        }
        sheet(tiles)
    }

    /// The looked-at layer's weights as one row a neuron, and how well they and the codebook are organized.
    fn take_filters(&self, frame: &mut NetFrame, weights: &[u32], codebook: Option<&[u32]>) {
        let index = frame.layer as usize;
        let lattice = frame.layers[index].lattice;
        let (tile_height, tile_width, tile_channels) = self.tile_of(&frame.layers, index);
        let (inputs, neurons) = ((tile_height * tile_width * tile_channels) as usize, lattice.n_units() as usize);
        let n_outputs = crate::kernels::padded(neurons);
        let weights = floats(weights);
        let values: Vec<f32> =
            (0..neurons).flat_map(|neuron| (0..inputs).map(move |input| weights[input * n_outputs + neuron])).collect();
        frame.organization = Organization {
            codebook: codebook.map(|codebook| {
                let rows = floats(codebook).chunks_exact(crate::kernels::padded(inputs));
                organization(lattice, &rows.flat_map(|row| &row[..inputs]).copied().collect::<Vec<_>>())
            }),
            filters: Some(organization(lattice, &values)),
        };
        let Lattice { rows, cols, .. } = lattice;
        frame.filters = Some(Tiles { rows, cols, tile_height, tile_width, tile_channels, values });
    }

    /// Whole images of a split in one row of RGBA tiles.
    ///
    /// # Errors
    /// An image that is not here, or a device that failed.
    pub async fn pictures(&self, which: Which, indices: &[u32]) -> Result<Vec<u32>> {
        strip(&*self.backend, self.manifest(), self.dataset.split(which), indices).await
    }
}

/// Where the parts of a frame's readback lie.
struct Asked {
    course: usize,
    states: Vec<(usize, usize)>,
    units: Vec<(usize, usize)>,
    points: u32,
    map: Option<usize>,
    filters: Option<(usize, Option<usize>)>,
    probe: Option<ProbeParts>,
}

/// Points of a course, from the sums of their losses and right answers: on the test set, then in training.
fn points(marks: &[Mark], sums: &[f32], n_test: f64, n_train: f64) -> Vec<CoursePoint> {
    marks
        .iter()
        .zip(sums.chunks_exact(4))
        .map(|(mark, sums)| {
            let mean = |sum: f32, n: f64| f64::from(sum) / n.max(1.0);
            let learned = mark.learned as f64;
            CoursePoint {
                samples: mark.samples,
                epoch: mark.samples as f64 / n_train,
                test_loss: mean(sums[0], n_test),
                test_accuracy: mean(sums[1], n_test),
                train_loss: mean(sums[2], learned),
                train_accuracy: mean(sums[3], learned),
            }
        })
        .collect()
}

/// What the units of an evaluation, pairs, say of a layer's mask.
fn measure(lattice: Lattice, sigma: f32, threshold: f32, bmus: &[u32]) -> Measured {
    let n_units = lattice.n_units() as usize;
    let mut hits = vec![0; n_units];
    for pair in bmus.chunks_exact(2) {
        hits[pair[0] as usize] += 1;
    }
    let mut values = vec![0.0; n_units];
    let (mut strength, mut active, mut n) = (0.0, 0.0, 0.0);
    for (unit, &count) in (0..).zip(&hits) {
        if count > 0 {
            mask(&lattice, sigma, threshold, unit, &mut values);
            let times = f64::from(count);
            strength += times * values.iter().map(|&value| f64::from(value)).sum::<f64>() / n_units as f64;
            active += times * values.iter().filter(|&&value| value > 0.0).count() as f64;
            n += times;
        }
    }
    Measured { strength: strength / n, active_units: active / n, hits }
}

fn probed(parts: ProbeParts, frame: &NetFrame, words: &[Vec<u32>]) -> Probed {
    let layers = parts.layers.iter().zip(&frame.layers).map(|(&(winner, activations), layer)| {
        let bmu = winner.map(|part| words[part][0]);
        let mut values = vec![1.0; layer.lattice.n_units() as usize];
        if let Some(bmu) = bmu {
            mask(&layer.lattice, parts.masking.sigma, parts.masking.threshold, bmu, &mut values);
        }
        ProbedLayer { bmu, mask: values, activations: floats(&words[activations]).to_vec() }
    });
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
