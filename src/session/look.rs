//! What a run shows when it is asked: one frame in one readback.

use super::Session;
use super::run::{Run, held_out};
use crate::backend::{Buffer, Later, run};
use crate::data::patches::Cut;
use crate::data::strip::strip;
use crate::error::{Error, Result};
use crate::frame::{Atlas, Frame, Quality, RebuildRequest, Rebuilt, Request, SHOWN, Source, Unit, View};
use crate::kernels::gather::{self, Pick};
use crate::kernels::pack_tiles;
use crate::metrics;
use crate::som::config::Config;
use crate::som::rebuild::{Decoder, Rebuild, rgba};
use crate::som::stack::Stack;
use std::rc::Rc;

/// Where every held-out sample of a layer fell, as far as it was evaluated.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// `[n, 2]`: best and second-best unit.
    bmus: Vec<u32>,
    /// `[n, 2]`: distance to the best, 1 where the two are not neighbors.
    errors: Vec<f32>,
}

/// A frame as far as it is known when it is asked for, and the readback of the rest.
struct Recorded {
    frame: Frame,
    /// Held-out samples that are mapped.
    n: u32,
    /// Samples that are shown for the unit.
    shown: Vec<u32>,
    rebuild: Option<(RebuildRequest, Rc<Rebuild>)>,
    later: Later<Vec<Vec<u32>>>,
}

impl Session {
    /// One moment of the run, in one readback.
    ///
    /// # Errors
    /// A request that does not fit the map, or a device that failed.
    pub async fn frame(&self, request: Request) -> Result<Frame> {
        let Recorded { mut frame, n, shown, rebuild, later } = self.record(&request)?;
        let mut parts = later.await?.into_iter();
        let mut part = || parts.next().expect("one result for each part that was asked for");
        let layer = request.layer as usize;
        frame.atlases[0].tiles = part();
        let values: Vec<f32> = bytemuck::cast_vec(part());
        let (bmus, errors, samples) = (part(), bytemuck::cast_vec(part()), part());
        if let Some((request, rebuild)) = rebuild {
            let (original, rebuilt, bmus) = (part(), part(), part());
            frame.rebuilt = Some(compare(request, &rebuild, &original, &rebuilt, &bmus));
        }
        let codebooks: Vec<Vec<f32>> = parts.map(bytemuck::cast_vec).collect();
        if n > 0 {
            let evaluation = Evaluation { bmus, errors };
            frame.quality = Some(self.quality(&evaluation, layer, &mut frame.winners));
            if let Some(kept) = self.evaluations.borrow_mut().get_mut(layer) {
                *kept = evaluation;
            }
        }
        let n_units = frame.values.len() as u32;
        match request.view {
            View::Codebook => frame.values = Vec::new(),
            View::UMatrix | View::Component => frame.values = values,
            View::Hits => frame.values = self.hits(layer, n_units),
            View::Classes => (frame.labels, frame.values) = self.classes(layer, n_units),
        }
        let parts = self.decode(&mut frame, &codebooks, &request);
        if let Some(index) = request.unit {
            let atlas = frame.atlas();
            let (sample_size, labels) = self.shown_as(layer, &shown);
            frame.unit = Some(Unit {
                index,
                hits: self.falls_on(layer, index).len() as u32,
                tile: tile(atlas, index),
                samples,
                sample_labels: labels,
                sample_size,
                parts_rows: parts.1,
                parts_cols: parts.2,
                parts: parts.0,
            });
        }
        Ok(frame)
    }

    /// Records a frame's work.
    fn record(&self, request: &Request) -> Result<Recorded> {
        let mut run = self.run.borrow_mut();
        self.check(&run, request)?;
        let rebuild = request.rebuild.map(|wanted| self.rebuild(&mut run, wanted)).transpose()?;
        let run = &*run;
        let index = request.layer as usize;
        let layer = &run.stack.layers[index];
        let map = &layer.map;
        let n_units = map.lattice.n_units();
        let n = self.to_evaluate(run, request);
        if n > 0 {
            run.stack.measure(index, &self.dataset.test, n, &run.bmus, &run.errors);
        }
        let offset = if run.stack.centered() { 0.5 } else { 0.0 };
        let first = &run.stack.layers[0].map;
        let cut = run.stack.cut();
        let cols = first.lattice.sheet_cols();
        self.draw(&first.codebook, first.lattice.n_units(), cut, cols, offset, &run.atlas);
        let wanted = match request.view {
            View::UMatrix => {
                map.u_matrix(&run.values);
                n_units as usize
            }
            View::Component => {
                map.component(request.component, &run.values);
                n_units as usize
            }
            _ => 0,
        };
        let shown: Vec<u32> = request.unit.map(|unit| self.best_on(index, unit)).unwrap_or_default();
        let shown_pixels = self.draw_shown(run, index, &shown);
        let pairs = n as usize * 2;
        let mut parts: Vec<(&Buffer, _)> = vec![
            (&run.atlas, 0..run.atlas.words()),
            (&run.values, 0..wanted),
            (&run.bmus, 0..pairs),
            (&run.errors, 0..pairs),
            (&run.shown_atlas, 0..shown_pixels),
        ];
        if let Some((_, rebuild)) = &rebuild {
            let values = rebuild.n_values();
            parts.push((&rebuild.original, 0..values));
            parts.push((&rebuild.rebuilt, 0..values));
            parts.push((&rebuild.bmus, 0..rebuild.bmus.words()));
        }
        if run.stack.layers.len() > 1 {
            parts.extend(run.stack.layers.iter().map(|layer| (&layer.map.codebook, 0..layer.map.codebook.words())));
        }
        let later = self.backend.download(&parts);
        Ok(Recorded { frame: self.outline(run, request), n, shown, rebuild, later })
    }

    /// # Errors
    /// What the request asks for is not there.
    fn check(&self, run: &Run, request: &Request) -> Result<()> {
        let n_layers = run.stack.layers.len();
        let Some(layer) = run.stack.layers.get(request.layer as usize) else {
            return Err(Error::config(format!("There is no layer {}: this stack has {n_layers}.", request.layer)));
        };
        let n_units = layer.map.lattice.n_units();
        if let Some(unit) = request.unit.filter(|&unit| unit >= n_units) {
            return Err(Error::config(format!("There is no unit {unit}: this map has {n_units}.")));
        }
        if request.view == View::Component && request.component >= layer.n_values {
            return Err(Error::config(format!(
                "There is no component {}: samples have {}.",
                request.component, layer.n_values
            )));
        }
        Ok(())
    }

    /// Held-out samples that a request maps. A layer that was never looked at is measured like the others were.
    fn to_evaluate(&self, run: &Run, request: &Request) -> u32 {
        let index = request.layer as usize;
        let layer = &run.stack.layers[index];
        let evaluations = self.evaluations.borrow();
        let as_others = evaluations.iter().map(|evaluation| evaluation.bmus.len() / 2).max().unwrap_or(0) as u32;
        let unseen = evaluations.get(index).is_some_and(|evaluation| evaluation.bmus.is_empty());
        let n = if request.evaluate == 0 && unseen { as_others } else { request.evaluate };
        let here = held_out(layer, self.dataset.test.loaded(), &self.dataset);
        n.next_multiple_of(layer.unit()).min(here)
    }

    /// What a frame says before anything is read back.
    fn outline(&self, run: &Run, request: &Request) -> Frame {
        let (step, samples) = run.done();
        let learning = run.learning();
        let n_train = f64::from(self.dataset.train.n()) * f64::from(run.stack.layers[learning].per_image);
        let (sigma, learning_rate) = run.next_rates(&self.dataset);
        let cut = run.stack.cut();
        let atlas = |lattice: crate::som::grid::Lattice| {
            let cols = lattice.sheet_cols();
            Atlas {
                lattice,
                tile_height: cut.places.patch_height,
                tile_width: cut.places.patch_width,
                tile_channels: cut.channels(),
                rows: lattice.n_units().div_ceil(cols),
                cols,
                tiles: Vec::new(),
            }
        };
        let layers = &run.stack.layers;
        Frame {
            step,
            samples,
            samples_total: run.totals.iter().sum(),
            epoch: run.progress[learning].samples as f64 / n_train,
            sigma,
            learning_rate,
            state: run.state(&self.dataset),
            layer: request.layer,
            learning: learning as u32,
            atlases: layers.iter().map(|layer| atlas(layer.map.lattice)).collect(),
            values: vec![0.0; layers[request.layer as usize].map.lattice.n_units() as usize],
            labels: Vec::new(),
            quality: None,
            unit: None,
            rebuilt: None,
            winners: Vec::new(),
        }
    }

    /// Draws rows of patches as tiles.
    fn draw(&self, rows: &Buffer, n_rows: u32, cut: &Cut, atlas_cols: u32, offset: f32, atlas: &Buffer) {
        let params = pack_tiles::Params {
            n_rows,
            n_features: cut.n_features() as u32,
            height: cut.places.patch_height,
            width: cut.places.patch_width,
            channels: cut.channels(),
            atlas_cols,
            offset,
        };
        run(&*self.backend, &pack_tiles::SPEC, params, &[rows, atlas]);
    }

    /// Draws the samples that are shown for a unit, patches in the first layer and whole images above; returns how many
    /// pixels they take.
    fn draw_shown(&self, run: &Run, index: usize, shown: &[u32]) -> usize {
        let n = shown.len() as u32;
        if n == 0 {
            return 0;
        }
        let test = &self.dataset.test;
        let cut = run.stack.cut();
        if index == 0 {
            self.backend.upload(&self.shown, 0, shown);
            run.stack.bring_listed(test, &self.shown, n);
            self.draw(&run.stack.layers[0].map.samples, n, cut, n, 0.0, &run.shown_atlas);
            return (n * cut.places.cells()) as usize;
        }
        let per_image = run.stack.layers[index].per_image;
        let images: Vec<_> = shown.iter().map(|sample| sample / per_image).collect();
        self.draw_images(test, &images, &cut.uncut(), &run.shown_atlas);
        shown.len() * cut.uncut().places.cells() as usize
    }

    /// Draws at most [`SHOWN`] whole images in one row.
    fn draw_images(&self, split: &crate::data::dataset::Split, images: &[u32], cut: &Cut, atlas: &Buffer) {
        let n = images.len() as u32;
        self.backend.upload(&self.shown, 0, images);
        let mode = gather::LISTED;
        let pick = Pick { start: 0, n, mode, n_set: split.n(), key: 0, per_image: 1, dense: false };
        let params = gather::Params::new(cut, &pick);
        run(&*self.backend, &gather::SPEC, params, &[&split.pixels, &self.shown, &self.shown_images]);
        self.draw(&self.shown_images, n, cut, n, 0.0, atlas);
    }

    /// Whole images of a split, see [`strip`].
    ///
    /// # Errors
    /// An image that is not here, or a device that failed.
    pub async fn pictures(&self, which: crate::data::dataset::Which, indices: &[u32]) -> Result<Vec<u32>> {
        strip(&*self.backend, &self.dataset.manifest, self.dataset.split(which), indices).await
    }

    /// Rebuilds an image, in the buffers of the last time if they fit.
    fn rebuild(&self, run: &mut Run, wanted: RebuildRequest) -> Result<(RebuildRequest, Rc<Rebuild>)> {
        let probe = self.probe.borrow();
        let dataset = match (wanted.source, &*probe) {
            (Source::Probe, Some(probe)) => probe,
            (Source::Probe, None) => return Err(Error::config("There is no picture to rebuild yet: give one first.")),
            _ => &*self.dataset,
        };
        let split = if wanted.source == Source::Train { &dataset.train } else { &dataset.test };
        if wanted.image >= split.loaded() {
            return Err(Error::config(format!("There is no image {}: {} are here.", wanted.image, split.loaded())));
        }
        let kept = run.rebuild.take().filter(|(last, _)| {
            (last.overlap, last.source == Source::Probe) == (wanted.overlap, wanted.source == Source::Probe)
        });
        let rebuild = match kept {
            Some((_, rebuild)) => rebuild,
            None => Rc::new(Rebuild::new(&*self.backend, &dataset.cut(&run.config.patch)?, wanted.overlap)?),
        };
        rebuild.record(&*self.backend, &run.stack, split, wanted.image);
        run.rebuild = Some((wanted, Rc::clone(&rebuild)));
        Ok((wanted, rebuild))
    }

    /// The mean over the first `n` held-out images of the PSNR (dB) of their reconstructions by the first layer.
    ///
    /// # Errors
    /// Patches that do not fit, or a device that failed.
    pub async fn psnr(&self, n: u32, overlap: bool) -> Result<f64> {
        let n = n.min(self.dataset.test.loaded()).max(1);
        let mut sum = 0.0;
        for image in 0..n {
            let request = RebuildRequest { source: Source::Test, image, overlap };
            let later = {
                let mut run = self.run.borrow_mut();
                let (_, rebuild) = self.rebuild(&mut run, request)?;
                let values = rebuild.n_values();
                self.backend.download(&[(&rebuild.original, 0..values), (&rebuild.rebuilt, 0..values)])
            };
            let parts = later.await?;
            sum += metrics::psnr(bytemuck::cast_slice(&parts[0]), bytemuck::cast_slice(&parts[1]));
        }
        Ok(sum / f64::from(n))
    }

    /// Draws the units of the upper layers, and finds the parts of the unit that is asked for.
    fn decode(&self, frame: &mut Frame, codebooks: &[Vec<f32>], request: &Request) -> (Vec<u32>, u32, u32) {
        let run = self.run.borrow();
        let layer = request.layer as usize;
        // A run that was set up anew in the meantime has other layers.
        if codebooks.is_empty() || !fits(&run.stack, &run.config, codebooks) {
            return (Vec::new(), 0, 0);
        }
        let decoder = Decoder::new(&run.stack, &run.config, codebooks);
        for (index, atlas) in frame.atlases.iter_mut().enumerate().skip(1) {
            let pictures = decoder.pictures(index);
            let (height, width) = (pictures[0].height, pictures[0].width);
            (atlas.tile_height, atlas.tile_width) = (height, width);
            let line = (atlas.cols * width) as usize;
            atlas.tiles = vec![0; (atlas.rows * height) as usize * line];
            for (unit, picture) in pictures.iter().enumerate() {
                let (row, col) = (unit / atlas.cols as usize, unit % atlas.cols as usize);
                let pixels = rgba(&picture.values, picture.channels as usize);
                for (y, from) in pixels.chunks_exact(width as usize).enumerate() {
                    let at = (row * height as usize + y) * line + col * width as usize;
                    atlas.tiles[at..][..width as usize].copy_from_slice(from);
                }
            }
        }
        match request.unit {
            Some(unit) if layer > 0 => {
                let places = &run.stack.layers[layer].places;
                (decoder.parts(layer, unit), places.patch_height, places.patch_width)
            }
            _ => (Vec::new(), 0, 0),
        }
    }

    /// The size of the samples that are shown for a unit, and their labels.
    fn shown_as(&self, index: usize, shown: &[u32]) -> ((u32, u32), Vec<i8>) {
        let run = self.run.borrow();
        let places = if index == 0 { run.stack.cut().places } else { run.stack.cut().uncut().places };
        let per_image = run.stack.layers.get(index).map_or(1, |layer| layer.per_image);
        let label = |sample: &u32| self.dataset.test.label(sample / per_image).map_or(-1, |label| label as i8);
        ((places.patch_height, places.patch_width), shown.iter().map(label).collect())
    }

    fn quality(&self, evaluation: &Evaluation, index: usize, winners: &mut Vec<u32>) -> Quality {
        let run = self.run.borrow();
        let Evaluation { bmus, errors } = evaluation;
        let n = errors.len() / 2;
        let mean = |which: usize| errors.iter().skip(which).step_by(2).map(|&e| f64::from(e)).sum::<f64>() / n as f64;
        let units: Vec<u32> = bmus.iter().step_by(2).copied().collect();
        let per_image = run.stack.layers.get(index).map_or(1, |layer| layer.per_image);
        let labels: Option<Vec<u8>> = (0..n as u32).map(|sample| self.dataset.test.label(sample / per_image)).collect();
        // A patch has no class of its own: only a layer that sees whole images sorts them.
        let whole = run.stack.layers.get(index).is_some_and(|layer| layer.places.n() == 1);
        let labels = labels.filter(|labels| whole && !labels.is_empty());
        let lattice = run.config.lattice(index.min(run.config.n_layers() - 1));
        let turn = self.dataset.manifest.turntable && n as u32 == self.dataset.test.n();
        let turn = turn && per_image == 1 && lattice.topology.one_dimensional();
        let angles = turn.then(|| metrics::angles(&units, lattice.n_units(), lattice.topology.wraps()));
        let quality = Quality {
            quantization_error: mean(0),
            topographic_error: mean(1),
            n: n as u32,
            purity: labels.as_ref().map(|labels| metrics::purity(&units, labels)),
            nmi: labels.as_ref().map(|labels| metrics::nmi(&units, labels)),
            angles,
        };
        if self.dataset.manifest.turntable && n as u32 == self.dataset.test.n() {
            *winners = units;
        }
        quality
    }

    /// The held-out samples of the last evaluation that fell on `unit`, with their distances.
    fn falls_on(&self, layer: usize, unit: u32) -> Vec<(u32, f32)> {
        let evaluations = self.evaluations.borrow();
        let Some(evaluation) = evaluations.get(layer) else { return Vec::new() };
        let pairs = evaluation.bmus.chunks_exact(2).zip(evaluation.errors.chunks_exact(2));
        pairs
            .zip(0..)
            .filter(|((bmus, _), _)| bmus[0] == unit)
            .map(|((_, errors), sample)| (sample, errors[0]))
            .collect()
    }

    /// Those that match it best.
    fn best_on(&self, layer: usize, unit: u32) -> Vec<u32> {
        let mut best: Vec<(u32, f32)> = Vec::new();
        for found in self.falls_on(layer, unit) {
            let place = best.iter().position(|kept| found.1 < kept.1).unwrap_or(best.len());
            best.insert(place, found);
            best.truncate(SHOWN);
        }
        best.into_iter().map(|(sample, _)| sample).collect()
    }

    fn hits(&self, layer: usize, n_units: u32) -> Vec<f32> {
        let mut hits = vec![0.0; n_units as usize];
        let evaluations = self.evaluations.borrow();
        for bmus in evaluations.get(layer).into_iter().flat_map(|evaluation| evaluation.bmus.chunks_exact(2)) {
            // An evaluation that was on its way when the map changed size is of no use to the new one.
            if let Some(hits) = hits.get_mut(bmus[0] as usize) {
                *hits += 1.0;
            }
        }
        hits
    }

    /// The majority label of every unit (−1: none, ties to the lower class) and its share of the unit's samples.
    fn classes(&self, layer: usize, n_units: u32) -> (Vec<i8>, Vec<f32>) {
        let n_classes = self.dataset.manifest.classes.len();
        let mut counts = vec![0u32; n_units as usize * n_classes];
        let per_image = self.run.borrow().stack.layers.get(layer).map_or(1, |layer| layer.per_image);
        let evaluations = self.evaluations.borrow();
        let bmus = evaluations.get(layer).into_iter().flat_map(|evaluation| evaluation.bmus.chunks_exact(2));
        for (bmus, sample) in bmus.zip(0..) {
            if let Some(label) = self.dataset.test.label(sample / per_image)
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

    /// The quality of a layer on the whole held-out set, as far as it is here.
    ///
    /// # Errors
    /// The device failed.
    pub async fn evaluate(&self, layer: u32) -> Result<Quality> {
        let request = Request { evaluate: u32::MAX / 2, layer, ..Request::of(View::Codebook) };
        let frame = self.frame(request).await?;
        frame.quality.ok_or_else(|| Error::data("There are no held-out samples yet."))
    }
}

/// Whether codebooks that were read back belong to a stack.
fn fits(stack: &Stack, config: &Config, codebooks: &[Vec<f32>]) -> bool {
    codebooks.len() == config.n_layers()
        && stack.layers.iter().zip(codebooks).all(|(layer, codebook)| layer.map.codebook.words() == codebook.len())
}

/// One tile of an atlas.
fn tile(atlas: &Atlas, index: u32) -> Vec<u32> {
    let (height, width) = (atlas.tile_height as usize, atlas.tile_width as usize);
    let (row, col) = ((index / atlas.cols) as usize, (index % atlas.cols) as usize);
    let line = atlas.cols as usize * width;
    if atlas.tiles.len() < (row * height + height) * line {
        return Vec::new();
    }
    (0..height).flat_map(|y| &atlas.tiles[(row * height + y) * line + col * width..][..width]).copied().collect()
}

/// An image beside its reconstruction.
fn compare(request: RebuildRequest, rebuild: &Rebuild, original: &[u32], rebuilt: &[u32], bmus: &[u32]) -> Rebuilt {
    let (original, rebuilt): (&[f32], &[f32]) = (bytemuck::cast_slice(original), bytemuck::cast_slice(rebuilt));
    let channels = rebuild.cut.channels() as usize;
    let error: Vec<f32> = original.iter().zip(rebuilt).map(|(a, b)| 0.5 + (b - a)).collect();
    Rebuilt {
        request,
        height: rebuild.cut.places.height,
        width: rebuild.cut.places.width,
        places: rebuild.cut.places,
        psnr: metrics::psnr(original, rebuilt),
        original: rgba(original, channels),
        rebuilt: rgba(rebuilt, channels),
        error: rgba(&error, channels),
        bmus: bmus.iter().step_by(2).copied().collect(),
    }
}
