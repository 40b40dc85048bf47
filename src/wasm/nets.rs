//! The door of the networks: their runs and frames.

use super::engine::{Engine, bytes, parse, which};
use super::{JsResult, set, to_js};
use crate::data::Images;
use crate::frame::State;
use crate::net::ascent::Ascent;
use crate::net::config::Mask;
use crate::net::frame::{CoursePoint, LayerFrame, NetFrame, Organization, Probed, ProbedLayer, Sheet, Tiles};
use crate::net::session::NetSession;
use crate::som::grid::Topology;
use js_sys::{Array, Float32Array, Object, Uint8Array, Uint32Array};
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Engine {
    /// A run on a labeled data set whose first training shard is here.
    pub fn create_session(&self, id: usize, config: JsValue) -> JsResult<Session> {
        let config = parse("settings", config)?;
        let backend = Rc::clone(&self.choice.backend);
        Ok(Session(Rc::new(NetSession::new(backend, self.dataset(id)?, config)?)))
    }
}

/// One run.
#[wasm_bindgen]
pub struct Session(Rc<NetSession>);

#[wasm_bindgen]
impl Session {
    /// Records work; see `NetSession::advance`.
    pub fn advance(&self, max_samples: f64, max_steps: f64) -> JsResult<JsValue> {
        to_js(&self.0.advance(max_samples as u64, max_steps as u64)?)
    }

    /// Resolves when all recorded work is done.
    pub async fn settle(&self) -> JsResult<()> {
        let session = Rc::clone(&self.0);
        Ok(session.settle().await?)
    }

    pub async fn frame(&self, request: JsValue) -> JsResult<JsValue> {
        let session = Rc::clone(&self.0);
        let request = parse("fields of the frame request", request)?;
        let frame = session.frame(request).await?;
        frame_to_js(&session, &frame)
    }

    pub fn configure(&self, config: JsValue) -> JsResult<JsValue> {
        let restarted = self.0.configure(parse("settings", config)?)?;
        let object = Object::new();
        set(&object, "restarted", restarted);
        Ok(object.into())
    }

    pub fn reset(&self) -> JsResult<()> {
        Ok(self.0.reset()?)
    }

    /// The codebook of a hidden layer's map, `[neurons, inputs]`.
    pub async fn codebook(&self, layer: u32) -> JsResult<Float32Array> {
        let session = Rc::clone(&self.0);
        Ok(Float32Array::from(session.codebook(layer).await?.as_slice()))
    }

    /// The weights of a layer, `[inputs, neurons]`.
    pub async fn weights(&self, layer: u32) -> JsResult<Float32Array> {
        let session = Rc::clone(&self.0);
        Ok(Float32Array::from(session.weights(layer).await?.0.as_slice()))
    }

    /// A picture of the data set's shape, HWC bytes, to send through the network.
    pub fn set_probe(&self, height: u32, width: u32, channels: u32, pixels: Vec<u8>) -> JsResult<()> {
        Ok(self.0.set_probe(Images { height, width, channels, pixels, labels: None })?)
    }

    pub fn clear_probe(&self) {
        self.0.clear_probe();
    }

    /// Whole images of a split, side by side.
    pub async fn pictures(&self, split: String, indices: Vec<u32>) -> JsResult<JsValue> {
        let session = Rc::clone(&self.0);
        let tiles = session.pictures(which(&split)?, &indices).await?;
        let manifest = session.manifest();
        let object = Object::new();
        set(&object, "height", manifest.height);
        set(&object, "width", manifest.width);
        set(&object, "count", indices.len() as u32);
        set(&object, "rgba", bytes(&tiles));
        Ok(object.into())
    }

    /// Activation maximization; see `net::ascent`.
    pub async fn ascend(&self, options: JsValue) -> JsResult<JsValue> {
        let session = Rc::clone(&self.0);
        let ascent: Ascent = parse("options of the ascent", options)?;
        let ascended = session.ascend(ascent).await?;
        let object = tiles_to_js(&ascended.tiles);
        set(&object, "activations", Float32Array::from(ascended.activations.as_slice()));
        set(&object, "organization", ascended.organization);
        Ok(object)
    }

    pub async fn checkpoint(&self) -> JsResult<Uint8Array> {
        let session = Rc::clone(&self.0);
        Ok(Uint8Array::from(session.checkpoint().await?.as_slice()))
    }

    /// Goes on where the checkpoint was taken; a promise, so that a slow device may take its time one day.
    pub async fn restore(&self, bytes: Vec<u8>) -> JsResult<()> {
        Ok(self.0.restore(&bytes)?)
    }
}

#[derive(Serialize)]
struct FrameHead<'a> {
    step: u64,
    samples: u64,
    samples_total: u64,
    epoch: f64,
    epochs: f32,
    state: State,
    evaluating: bool,
    learning_rate: f32,
    sigma_organize: f32,
    sigma_forward: f32,
    som_rate: f32,
    n_inputs: u32,
    n_classes: u32,
    macs_per_image: u64,
    dense_macs_per_image: u64,
    som_macs_per_image: u64,
    kept_units: Option<f64>,
    dispatches_per_step: u32,
    layers: Vec<LayerHead>,
    layer: u32,
    organization: Organization,
    course: &'a [CoursePoint],
    course_len: u32,
}

#[derive(Serialize)]
struct LayerHead {
    rows: u32,
    cols: u32,
    lattice: Topology,
    mask: Mask,
    kernel: u32,
    pool: u32,
    winners: u32,
    keep: f32,
    pruned: bool,
    neurons: u32,
    frozen: bool,
    frozen_at: Option<u64>,
    drift: Option<f32>,
    strength: f64,
    active_units: f64,
    grouped: bool,
    macs: u64,
    dense_macs: u64,
    search_macs: u64,
}

impl LayerHead {
    fn of(layer: &LayerFrame) -> Self {
        Self {
            rows: layer.lattice.rows,
            cols: layer.lattice.cols,
            lattice: layer.lattice.topology,
            mask: layer.mask,
            kernel: layer.kernel,
            pool: layer.pool,
            winners: layer.winners,
            keep: layer.keep,
            pruned: layer.pruned,
            neurons: layer.lattice.n_units(),
            frozen: layer.frozen,
            frozen_at: layer.frozen_at,
            drift: layer.drift,
            strength: layer.strength,
            active_units: layer.active_units,
            grouped: layer.grouped,
            macs: layer.macs,
            dense_macs: layer.dense_macs,
            search_macs: layer.search_macs,
        }
    }
}

#[derive(Serialize)]
struct SheetHead {
    rows: u32,
    cols: u32,
    lattice: Topology,
    tile_height: u32,
    tile_width: u32,
    tile_channels: u32,
    atlas_rows: u32,
    atlas_cols: u32,
}

fn sheet_to_js(sheet: &Sheet) -> JsResult<JsValue> {
    let object = to_js(&SheetHead {
        rows: sheet.lattice.rows,
        cols: sheet.lattice.cols,
        lattice: sheet.lattice.topology,
        tile_height: sheet.tile_height,
        tile_width: sheet.tile_width,
        tile_channels: sheet.tile_channels,
        atlas_rows: sheet.lattice.n_units().div_ceil(sheet.cols),
        atlas_cols: sheet.cols,
    })?;
    set(&object, "tiles", bytes(&sheet.tiles));
    Ok(object)
}

fn tiles_to_js(tiles: &Tiles) -> JsValue {
    let object = Object::new();
    set(&object, "rows", tiles.rows);
    set(&object, "cols", tiles.cols);
    set(&object, "tile_height", tiles.tile_height);
    set(&object, "tile_width", tiles.tile_width);
    set(&object, "tile_channels", tiles.tile_channels);
    set(&object, "values", Float32Array::from(tiles.values.as_slice()));
    object.into()
}

fn probe_to_js(probed: &Probed) -> JsResult<JsValue> {
    let object = to_js(&probed.request)?;
    set(&object, "label", probed.label.map_or(-1, i32::from));
    set(&object, "probabilities", Float32Array::from(probed.probabilities.as_slice()));
    let layers = Array::new();
    for ProbedLayer { bmu, units, pos_rows, pos_cols, mask, activations, maps, out_rows, out_cols } in &probed.layers {
        let layer = Object::new();
        set(&layer, "bmu", bmu.map_or(-1, |unit| unit as i32));
        set(&layer, "units", Uint32Array::from(units.as_slice()));
        set(&layer, "pos_rows", *pos_rows);
        set(&layer, "pos_cols", *pos_cols);
        set(&layer, "mask", Float32Array::from(mask.as_slice()));
        set(&layer, "activations", Float32Array::from(activations.as_slice()));
        set(&layer, "maps", Float32Array::from(maps.as_slice()));
        set(&layer, "out_rows", *out_rows);
        set(&layer, "out_cols", *out_cols);
        layers.push(&layer);
    }
    set(&object, "layers", layers);
    Ok(object)
}

fn frame_to_js(session: &NetSession, frame: &NetFrame) -> JsResult<JsValue> {
    let object = to_js(&FrameHead {
        step: frame.step,
        samples: frame.samples,
        samples_total: frame.samples_total,
        epoch: frame.epoch,
        epochs: session.config().epochs,
        state: frame.state,
        evaluating: frame.evaluating,
        learning_rate: frame.learning_rate,
        sigma_organize: frame.sigma_organize,
        sigma_forward: frame.sigma_forward,
        som_rate: frame.som_rate,
        n_inputs: frame.n_inputs,
        n_classes: frame.n_classes,
        macs_per_image: frame.macs_per_image,
        dense_macs_per_image: frame.dense_macs_per_image,
        kept_units: frame.kept_units,
        som_macs_per_image: frame.som_macs_per_image,
        dispatches_per_step: frame.dispatches_per_step,
        layers: frame.layers.iter().map(LayerHead::of).collect(),
        layer: frame.layer,
        organization: frame.organization,
        course: &frame.course,
        course_len: frame.course_len,
    })?;
    set(&object, "map", frame.map.as_ref().map_or(Ok(JsValue::NULL), sheet_to_js)?);
    set(&object, "filters", frame.filters.as_ref().map_or(JsValue::NULL, tiles_to_js));
    set(&object, "hits", Uint32Array::from(frame.hits.as_slice()));
    set(&object, "probe", frame.probe.as_ref().map_or(Ok(JsValue::NULL), probe_to_js)?);
    Ok(object)
}
