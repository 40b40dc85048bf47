//! The door of the maps: their runs and frames.

use super::engine::{Engine, bytes, parse, which};
use super::{JsResult, set, to_js};
use crate::data::Images;
use crate::frame::{Atlas, Frame, Quality, Rebuilt, Source, State};
use js_sys::{Array, Float32Array, Int8Array, Object, Uint8Array, Uint32Array};
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Engine {
    /// A run on a data set whose first training shard is here.
    pub fn create_session(&self, id: usize, config: JsValue) -> JsResult<Session> {
        let config = parse("settings", config)?;
        let backend = Rc::clone(&self.choice.backend);
        Ok(Session(Rc::new(crate::session::Session::new(backend, self.dataset(id)?, config)?)))
    }
}

/// One run.
#[wasm_bindgen]
pub struct Session(Rc<crate::session::Session>);

#[wasm_bindgen]
impl Session {
    /// Records training work; see `session::Session::advance`.
    pub fn advance(&self, max_samples: f64, max_steps: f64) -> JsResult<JsValue> {
        to_js(&self.0.advance(max_samples as u64, max_steps as u64))
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

    /// The codebook of a layer, `[n_units, values of a sample]`.
    pub async fn codebook(&self, layer: u32) -> JsResult<Float32Array> {
        let session = Rc::clone(&self.0);
        Ok(Float32Array::from(session.codebook(layer).await?.as_slice()))
    }

    /// A picture to rebuild that is not of the data set, HWC bytes.
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
struct FrameHead {
    step: u64,
    samples: u64,
    samples_total: u64,
    epoch: f64,
    epochs: f32,
    sigma: f32,
    learning_rate: f32,
    state: State,
    layer: u32,
    n_layers: u32,
    learning: u32,
    quality: Option<Quality>,
}

#[derive(Serialize)]
struct AtlasHead {
    rows: u32,
    cols: u32,
    lattice: crate::som::grid::Topology,
    tile_height: u32,
    tile_width: u32,
    tile_channels: u32,
    atlas_rows: u32,
    atlas_cols: u32,
}

#[derive(Serialize)]
struct RebuiltHead {
    source: Source,
    image: u32,
    height: u32,
    width: u32,
    size: u32,
    place_rows: u32,
    place_cols: u32,
    stride: u32,
}

fn atlas_to_js(atlas: &Atlas) -> JsResult<JsValue> {
    let object = to_js(&AtlasHead {
        rows: atlas.lattice.rows,
        cols: atlas.lattice.cols,
        lattice: atlas.lattice.topology,
        tile_height: atlas.tile_height,
        tile_width: atlas.tile_width,
        tile_channels: atlas.tile_channels,
        atlas_rows: atlas.rows,
        atlas_cols: atlas.cols,
    })?;
    set(&object, "tiles", bytes(&atlas.tiles));
    Ok(object)
}

fn rebuilt_to_js(rebuilt: &Rebuilt) -> JsResult<JsValue> {
    let places = rebuilt.places;
    let object = to_js(&RebuiltHead {
        source: rebuilt.request.source,
        image: rebuilt.request.image,
        height: rebuilt.height,
        width: rebuilt.width,
        size: places.patch_height,
        place_rows: places.rows,
        place_cols: places.cols,
        stride: places.stride,
    })?;
    // As a number, because JSON has no infinity.
    set(&object, "psnr", rebuilt.psnr);
    set(&object, "original", bytes(&rebuilt.original));
    set(&object, "rebuilt", bytes(&rebuilt.rebuilt));
    set(&object, "error", bytes(&rebuilt.error));
    set(&object, "bmus", Uint32Array::from(rebuilt.bmus.as_slice()));
    Ok(object)
}

fn unit_to_js(unit: &crate::frame::Unit) -> JsValue {
    let object = Object::new();
    set(&object, "index", unit.index);
    set(&object, "hits", unit.hits);
    set(&object, "values", bytes(&unit.tile));
    set(&object, "samples", bytes(&unit.samples));
    set(&object, "sample_labels", Int8Array::from(unit.sample_labels.as_slice()));
    set(&object, "sample_count", unit.sample_labels.len() as u32);
    set(&object, "sample_height", unit.sample_size.0);
    set(&object, "sample_width", unit.sample_size.1);
    set(&object, "parts", Uint32Array::from(unit.parts.as_slice()));
    set(&object, "parts_rows", unit.parts_rows);
    set(&object, "parts_cols", unit.parts_cols);
    object.into()
}

fn frame_to_js(session: &crate::session::Session, frame: &Frame) -> JsResult<JsValue> {
    let object = to_js(&FrameHead {
        step: frame.step,
        samples: frame.samples,
        samples_total: frame.samples_total,
        epoch: frame.epoch,
        epochs: session.config().epochs,
        sigma: frame.sigma,
        learning_rate: frame.learning_rate,
        state: frame.state,
        layer: frame.layer,
        n_layers: frame.atlases.len() as u32,
        learning: frame.learning,
        quality: frame.quality,
    })?;
    // The layer that the frame speaks of stands in the frame itself.
    Object::<JsValue>::assign(object.unchecked_ref(), atlas_to_js(frame.atlas())?.unchecked_ref());
    let layers = Array::new();
    if frame.atlases.len() > 1 {
        for atlas in &frame.atlases {
            layers.push(&atlas_to_js(atlas)?);
        }
    }
    set(&object, "layers", layers);
    set(&object, "values", Float32Array::from(frame.values.as_slice()));
    set(&object, "labels", Int8Array::from(frame.labels.as_slice()));
    set(&object, "winners", Uint32Array::from(frame.winners.as_slice()));
    set(&object, "unit", frame.unit.as_ref().map_or(JsValue::NULL, unit_to_js));
    set(&object, "rebuilt", frame.rebuilt.as_ref().map_or(Ok(JsValue::NULL), rebuilt_to_js)?);
    Ok(object)
}
