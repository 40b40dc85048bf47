//! The door of a run, whatever it trains: each module of the page is built for one kind.

#[cfg(feature = "agent")]
use super::agent::{Engine, Model};
#[cfg(not(feature = "agent"))]
use super::engine::{Engine, Model};
use super::parse::parse;
#[cfg(not(feature = "agent"))]
use super::parse::which;
use super::{JsResult, set, to_js};
#[cfg(not(feature = "agent"))]
use crate::data::Images;
use crate::frame::Tensor;
use crate::session::Configured;
use js_sys::{Array, Float32Array, Object, Uint8Array, Uint32Array};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

type Inner = crate::session::Session<Model>;

#[wasm_bindgen]
impl Engine {
    /// A run on a data set whose first training shard is here; an agent needs none.
    pub fn create_session(&self, id: usize, config: JsValue) -> JsResult<Session> {
        let config = parse("settings", config)?;
        let (backend, world) = self.world(id)?;
        Ok(Session(Rc::new(Inner::new(backend, world, config)?)))
    }
}

/// One run.
#[wasm_bindgen]
pub struct Session(Rc<Inner>);

#[wasm_bindgen]
impl Session {
    /// Records work; see `session::Session::advance`.
    pub fn advance(&self, max_samples: f64, max_steps: f64) -> JsResult<JsValue> {
        to_js(&self.0.advance(max_samples as u64, max_steps as u64)?)
    }

    /// Resolves when all recorded work is done.
    pub async fn sync(&self) -> JsResult<()> {
        let session = Rc::clone(&self.0);
        Ok(session.sync().await?)
    }

    /// One moment of the run.
    pub async fn frame(&self, request: JsValue) -> JsResult<JsValue> {
        let session = Rc::clone(&self.0);
        to_js(&session.frame(parse("fields of the frame request", request)?).await?)
    }

    /// New settings; says whether the run had to begin again.
    pub fn configure(&self, config: JsValue) -> JsResult<JsValue> {
        to_js(&Configured { restarted: self.0.configure(parse("settings", config)?)? })
    }

    pub fn reset(&self) -> JsResult<()> {
        Ok(self.0.reset()?)
    }

    /// All that has been learned, as `frame::Tensor`s.
    pub async fn tensors(&self) -> JsResult<Array> {
        let session = Rc::clone(&self.0);
        let tensors = session.tensors().await?.into_iter().map(|Tensor { name, shape, values }| {
            let object = Object::new();
            set(&object, "name", name.as_str());
            set(&object, "shape", Uint32Array::from(shape.as_slice()));
            set(&object, "values", Float32Array::from(values.as_slice()));
            object
        });
        Ok(tensors.collect())
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

/// What models that learn from pictures can be asked.
#[cfg(not(feature = "agent"))]
#[wasm_bindgen]
impl Session {
    /// A picture that is not of the data set, HWC bytes, to be looked at.
    pub fn set_probe(&self, height: u32, width: u32, channels: u32, pixels: Vec<u8>) -> JsResult<()> {
        Ok(self.0.set_probe(Images { height, width, channels, pixels, labels: None })?)
    }

    pub fn clear_probe(&self) {
        self.0.clear_probe();
    }

    /// Whole images of a split, side by side.
    pub async fn pictures(&self, split: String, indices: Vec<u32>) -> JsResult<JsValue> {
        let session = Rc::clone(&self.0);
        to_js(&session.pictures(which(&split)?, &indices).await?)
    }
}

/// What only networks can be asked.
#[cfg(feature = "net")]
#[wasm_bindgen]
impl Session {
    /// Activation maximization; see `net::ascent`.
    pub async fn ascend(&self, options: JsValue) -> JsResult<JsValue> {
        let session = Rc::clone(&self.0);
        to_js(&session.ascend(parse("options of the ascent", options)?).await?)
    }
}

/// What only agents can be asked.
#[cfg(feature = "agent")]
#[wasm_bindgen]
impl Session {
    /// Lets time pass in a world beside the training; see `agent::stage`.
    pub fn drive(&self, request: JsValue) -> JsResult<JsValue> {
        to_js(&self.0.drive(parse("wishes for the stage", request)?))
    }
}
