//! What a run of maps shows when it is asked: what a frame needs is recorded, and read back at once.

use super::config::Config;
use super::frame::{MapFrame, MapRequest, Quality, RebuildRequest, Rebuilt, SHOWN, UnitDetail};
use super::rebuild::{Decoder, Rebuild};
use super::run::{MapRun, held_out};
use super::stack::Stack;
use super::view::View;
use crate::backend::{Buffer, run};
use crate::data::dataset::Dataset;
use crate::error::{Error, Result};
use crate::frame::{Sheet, Source, rgba};
use crate::kernels::gather::{self, GatherRange};
use crate::kernels::pack_tiles;
use crate::layout::Cut;
use crate::metrics;
use crate::session::{Parts, Session, Words, floats};
use std::rc::Rc;

/// Where every held-out sample of a layer fell, as far as it was evaluated.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// `[n, 2]`: best and second-best unit.
    pub(super) bmus: Vec<u32>,
    /// `[n, 2]`: distance to the best, 1 where the two are not neighbors.
    errors: Vec<f32>,
}

/// A frame as far as it is known when it is asked for, and the numbers of the parts that are read back.
pub struct Asked {
    request: MapRequest,
    frame: MapFrame,
    atlas: usize,
    values: usize,
    /// Units and errors of the held-out samples that are mapped; none where none are.
    evaluation: Option<(usize, usize)>,
    /// Samples that are shown for the unit, and their pixels.
    shown: Vec<u32>,
    pixels: usize,
    rebuild: Option<(RebuildRequest, Rc<Rebuild>, [usize; 3])>,
    /// Of every layer, where there are several.
    codebooks: Vec<usize>,
}

impl MapRun {
    /// Records a frame's work.
    pub(super) fn ask(&mut self, request: MapRequest, probe: Option<&Rc<Dataset>>, parts: &mut Parts) -> Result<Asked> {
        self.check_request(&request)?;
        let rebuild = request.rebuild.map(|wanted| self.rebuild(wanted, probe)).transpose()?;
        let index = request.layer as usize;
        let n = self.to_evaluate(&request);
        if n > 0 {
            self.stack.measure(index, &self.dataset.test, n, &self.bmus, &self.errors);
        }
        let offset = if self.stack.centered() { 0.5 } else { 0.0 };
        let first = &self.stack.layers[0].map;
        let (cut, cols) = (self.stack.cut(), first.lattice.sheet_cols());
        self.draw(&first.codebook, first.lattice.n_units(), cut, cols, offset, &self.atlas);
        let n_values = self.record_view(&request);
        let shown: Vec<u32> = request.unit.map(|unit| self.best_on(index, unit)).unwrap_or_default();
        let shown_pixels = self.draw_shown(index, &shown);
        let pairs = n as usize * 2;
        let evaluation = (n > 0).then(|| (parts.ask(&self.bmus, 0..pairs), parts.ask(&self.errors, 0..pairs)));
        let rebuild = rebuild.map(|rebuild| {
            let values = rebuild.n_values();
            let pictures = [parts.ask(&rebuild.original, 0..values), parts.ask(&rebuild.rebuilt, 0..values)];
            let numbers = [pictures[0], pictures[1], parts.ask_all(&rebuild.bmus)];
            (request.rebuild.expect("it was asked for"), rebuild, numbers)
        });
        let layers = &self.stack.layers;
        let several = if layers.len() > 1 { &layers[..] } else { &[] };
        Ok(Asked {
            frame: self.outline(&request),
            atlas: parts.ask_all(&self.atlas),
            values: parts.ask(&self.values, 0..n_values),
            evaluation,
            shown,
            pixels: parts.ask(&self.shown_atlas, 0..shown_pixels),
            rebuild,
            codebooks: several.iter().map(|layer| parts.ask_all(&layer.map.codebook)).collect(),
            request,
        })
    }

    /// The frame, from what was read back. A run that was set up anew since then knows nothing of it.
    pub(super) fn answer(&mut self, asked: Asked, mut words: Words, fresh: bool) -> MapFrame {
        let Asked { request, mut frame, atlas, values, evaluation, shown, pixels, rebuild, codebooks } = asked;
        let layer = request.layer as usize;
        let mut take = |part: usize| std::mem::take(&mut words[part]);
        frame.layers[0].tiles = take(atlas);
        if let Some((request, rebuild, [original, rebuilt, bmus])) = rebuild {
            frame.rebuilt = Some(compare(request, &rebuild, &take(original), &take(rebuilt), &take(bmus)));
        }
        if let Some((bmus, errors)) = evaluation.filter(|_| fresh) {
            let evaluation = Evaluation { bmus: take(bmus), errors: bytemuck::cast_vec(take(errors)) };
            frame.quality = Some(self.quality(&evaluation, layer, &mut frame.winners));
            self.evaluations[layer] = evaluation;
        }
        let n_units = frame.layers[layer].lattice.n_units();
        (frame.labels, frame.values) = self.take_view(&request, n_units, bytemuck::cast_vec(take(values)), fresh);
        let codebooks: Vec<Vec<f32>> = codebooks.into_iter().map(|part| bytemuck::cast_vec(take(part))).collect();
        let (parts, parts_rows, parts_cols) =
            if fresh { self.decode(&mut frame, &codebooks, &request) } else { (Vec::new(), 0, 0) };
        if let Some(index) = request.unit {
            let ((sample_height, sample_width), sample_labels) = self.shown_as(layer, &shown);
            frame.unit = Some(UnitDetail {
                index,
                hits: self.falls_on(layer, index).len() as u32,
                tile: tile(&frame.layers[layer], index),
                samples: take(pixels),
                sample_count: sample_labels.len() as u32,
                sample_labels,
                sample_height,
                sample_width,
                parts,
                parts_rows,
                parts_cols,
            });
        }
        // The layer that the frame speaks of stands in the frame itself; one alone stands there only.
        if frame.layers.len() == 1 {
            frame.sheet = frame.layers.pop().expect("a layer");
        } else {
            frame.sheet = frame.layers[layer].clone();
        }
        frame
    }

    /// # Errors
    /// What the request asks for is not there.
    fn check_request(&self, request: &MapRequest) -> Result<()> {
        let n_layers = self.stack.layers.len();
        let Some(layer) = self.stack.layers.get(request.layer as usize) else {
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
    fn to_evaluate(&self, request: &MapRequest) -> u32 {
        let index = request.layer as usize;
        let layer = &self.stack.layers[index];
        let seen = self.evaluations.iter().map(|evaluation| evaluation.bmus.len() / 2);
        let as_others = seen.max().unwrap_or(0) as u32;
        let unseen = self.evaluations[index].bmus.is_empty();
        let n = if request.evaluate == 0 && unseen { as_others } else { request.evaluate };
        let here = held_out(layer, self.dataset.test.loaded(), &self.dataset);
        n.next_multiple_of(layer.unit()).min(here)
    }

    /// What a frame says before anything is read back; all layers stand in `layers`.
    fn outline(&self, request: &MapRequest) -> MapFrame {
        let (step, samples) = crate::session::Run::done(self);
        let learning = self.learning();
        let n_train = f64::from(self.dataset.train.n()) * f64::from(self.stack.layers[learning].per_image);
        let (sigma, learning_rate) = self.next_rates();
        let cut = self.stack.cut();
        let tile = (cut.places.patch_height, cut.places.patch_width, cut.channels());
        let layers: Vec<_> = self.stack.layers.iter().map(|layer| Sheet::blank(layer.map.lattice, tile)).collect();
        MapFrame {
            step,
            samples,
            samples_total: self.totals.iter().sum(),
            epoch: self.progress[learning].samples as f64 / n_train,
            epochs: self.config.epochs,
            sigma,
            learning_rate,
            state: crate::session::Run::state(self),
            layer: request.layer,
            n_layers: layers.len() as u32,
            learning: learning as u32,
            sheet: Sheet::blank(layers[request.layer as usize].lattice, tile),
            layers,
            values: Vec::new(),
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
    fn draw_shown(&self, index: usize, shown: &[u32]) -> usize {
        let n = shown.len() as u32;
        if n == 0 {
            return 0;
        }
        let test = &self.dataset.test;
        let cut = self.stack.cut();
        if index == 0 {
            self.backend.upload(&self.shown, 0, shown);
            self.stack.bring_listed(test, &self.shown, n);
            self.draw(&self.stack.layers[0].map.samples, n, cut, n, 0.0, &self.shown_atlas);
            return (n * cut.places.cells()) as usize;
        }
        let per_image = self.stack.layers[index].per_image;
        let images: Vec<_> = shown.iter().map(|sample| sample / per_image).collect();
        self.draw_images(test, &images, &cut.uncut(), &self.shown_atlas);
        shown.len() * cut.uncut().places.cells() as usize
    }

    /// Draws at most [`SHOWN`] whole images in one row.
    fn draw_images(&self, split: &crate::data::dataset::Split, images: &[u32], cut: &Cut, atlas: &Buffer) {
        let n = images.len() as u32;
        self.backend.upload(&self.shown, 0, images);
        let mode = gather::LISTED;
        let range = GatherRange { start: 0, n, mode, n_set: split.n(), key: 0, per_image: 1, dense: false };
        let params = gather::Params::new(cut, &range);
        run(&*self.backend, &gather::SPEC, params, &[&split.pixels, &self.shown, &self.shown_images]);
        self.draw(&self.shown_images, n, cut, n, 0.0, atlas);
    }

    /// Rebuilds an image, in the buffers of the last time if they fit.
    fn rebuild(&mut self, wanted: RebuildRequest, probe: Option<&Rc<Dataset>>) -> Result<Rc<Rebuild>> {
        let dataset = match (wanted.source, probe) {
            (Source::Probe, Some(probe)) => Rc::clone(probe),
            (Source::Probe, None) => return Err(Error::config("There is no picture to rebuild yet: give one first.")),
            _ => Rc::clone(&self.dataset),
        };
        let split = if wanted.source == Source::Train { &dataset.train } else { &dataset.test };
        if wanted.image >= split.loaded() {
            return Err(Error::config(format!("There is no image {}: {} are here.", wanted.image, split.loaded())));
        }
        let cut = dataset.cut(&self.config.patch)?;
        let size = |rebuild: &Rebuild| (rebuild.cut.places.height, rebuild.cut.places.width);
        let fits = |(last, rebuild): &(RebuildRequest, Rc<Rebuild>)| {
            last.overlap == wanted.overlap && size(rebuild) == (cut.places.height, cut.places.width)
        };
        let rebuild = match self.rebuild.take().filter(fits) {
            Some((_, rebuild)) => rebuild,
            None => Rc::new(Rebuild::new(&*self.backend, &cut, wanted.overlap)?),
        };
        rebuild.record(&*self.backend, &self.stack, split, wanted.image);
        self.rebuild = Some((wanted, Rc::clone(&rebuild)));
        Ok(rebuild)
    }

    /// Draws the units of the upper layers, and finds the parts of the unit that is asked for.
    fn decode(&self, frame: &mut MapFrame, codebooks: &[Vec<f32>], request: &MapRequest) -> (Vec<u32>, u32, u32) {
        let layer = request.layer as usize;
        if codebooks.is_empty() || !fits(&self.stack, &self.config, codebooks) {
            return (Vec::new(), 0, 0);
        }
        let decoder = Decoder::new(&self.stack, &self.config, codebooks);
        for (index, sheet) in frame.layers.iter_mut().enumerate().skip(1) {
            let pictures = decoder.pictures(index);
            (sheet.tile_height, sheet.tile_width) = (pictures[0].height, pictures[0].width);
            sheet.draw(pictures.iter().map(|picture| rgba(&picture.values, picture.channels as usize)));
        }
        match request.unit {
            Some(unit) if layer > 0 => {
                let places = &self.stack.layers[layer].places;
                (decoder.parts(layer, unit), places.patch_height, places.patch_width)
            }
            _ => (Vec::new(), 0, 0),
        }
    }

    /// The size of the samples that are shown for a unit, and their labels.
    fn shown_as(&self, index: usize, shown: &[u32]) -> ((u32, u32), Vec<i8>) {
        let places = if index == 0 { self.stack.cut().places } else { self.stack.cut().uncut().places };
        let per_image = self.stack.layers.get(index).map_or(1, |layer| layer.per_image);
        let label = |sample: &u32| self.dataset.test.label(sample / per_image).map_or(-1, |label| label as i8);
        ((places.patch_height, places.patch_width), shown.iter().map(label).collect())
    }

    fn quality(&self, evaluation: &Evaluation, index: usize, winners: &mut Vec<u32>) -> Quality {
        let Evaluation { bmus, errors } = evaluation;
        let n = errors.len() / 2;
        let mean = |which: usize| errors.iter().skip(which).step_by(2).map(|&e| f64::from(e)).sum::<f64>() / n as f64;
        let units: Vec<u32> = bmus.iter().step_by(2).copied().collect();
        let per_image = self.stack.layers.get(index).map_or(1, |layer| layer.per_image);
        let labels: Option<Vec<u8>> = (0..n as u32).map(|sample| self.dataset.test.label(sample / per_image)).collect();
        // A patch has no class of its own: only a layer that sees whole images sorts them.
        let whole = self.stack.layers.get(index).is_some_and(|layer| layer.places.n() == 1);
        let labels = labels.filter(|labels| whole && !labels.is_empty());
        let lattice = self.config.lattice(index.min(self.config.n_layers() - 1));
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
        let Some(evaluation) = self.evaluations.get(layer) else { return Vec::new() };
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
}

/// Whether codebooks that were read back belong to a stack.
fn fits(stack: &Stack, config: &Config, codebooks: &[Vec<f32>]) -> bool {
    codebooks.len() == config.n_layers()
        && stack.layers.iter().zip(codebooks).all(|(layer, codebook)| layer.map.codebook.words() == codebook.len())
}

/// One tile of an atlas.
fn tile(atlas: &Sheet, index: u32) -> Vec<u32> {
    let (height, width) = (atlas.tile_height as usize, atlas.tile_width as usize);
    let (row, col) = ((index / atlas.atlas_cols) as usize, (index % atlas.atlas_cols) as usize);
    let line = atlas.atlas_cols as usize * width;
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
    let places = rebuild.cut.places;
    Rebuilt {
        source: request.source,
        image: request.image,
        height: places.height,
        width: places.width,
        size: places.patch_height,
        place_rows: places.rows,
        place_cols: places.cols,
        stride: places.stride,
        psnr: metrics::psnr(original, rebuilt),
        original: rgba(original, channels),
        rebuilt: rgba(rebuilt, channels),
        error: rgba(&error, channels),
        bmus: bmus.iter().step_by(2).copied().collect(),
    }
}

impl Session<MapRun> {
    /// The mean over the first `n` held-out images of the PSNR (dB) of their reconstructions by the first layer.
    ///
    /// # Errors
    /// Patches that do not fit, or a device that failed.
    pub async fn psnr(&self, n: u32, overlap: bool) -> Result<f64> {
        let n = n.min(self.world().test.loaded()).max(1);
        let mut sum = 0.0;
        for image in 0..n {
            let request = RebuildRequest { source: Source::Test, image, overlap };
            let rebuild = self.ask(|run| run.rebuild(request, None))?;
            let values = rebuild.n_values();
            let words = self.backend().download(&[(&rebuild.original, 0..values), (&rebuild.rebuilt, 0..values)]);
            let words = words.await?;
            sum += metrics::psnr(floats(&words[0]), floats(&words[1]));
        }
        Ok(sum / f64::from(n))
    }

    /// The quality of a layer on the whole held-out set, as far as it is here.
    ///
    /// # Errors
    /// The device failed.
    pub async fn evaluate(&self, layer: u32) -> Result<Quality> {
        let request = MapRequest { evaluate: u32::MAX / 2, layer, ..MapRequest::of(View::Codebook) };
        let frame = self.frame(request).await?;
        frame.quality.ok_or_else(|| Error::data("There are no held-out samples yet."))
    }
}
