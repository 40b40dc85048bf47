//! The engine's own door: backends and data sets. The runs on them follow in `session`.

use super::{JsResult, to_js};
use crate::choice::{Choice, Preference, choose};
use crate::data::dataset::{Dataset, Manifest, Which};
use crate::error::{Error, Result};
use crate::frame::answers::BackendInfo;
use js_sys::{Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

pub(super) fn parse<T: DeserializeOwned + Serialize>(what: &str, value: JsValue) -> Result<T> {
    let parsed: T = serde_wasm_bindgen::from_value(value.clone())
        .map_err(|error| Error::config(format!("The {what} do not fit: {error}.")))?;
    // serde-wasm-bindgen reads the fields it knows and never looks at others.
    let known = to_js(&parsed).unwrap_or(JsValue::UNDEFINED);
    match unknown_field(&value, &known) {
        Some(field) => Err(Error::config(format!("The {what} do not fit: there is no field `{field}`."))),
        None => Ok(parsed),
    }
}

/// The first field of `given`, at any depth, that `known` does not have.
fn unknown_field(given: &JsValue, known: &JsValue) -> Option<String> {
    Object::keys(given.dyn_ref::<Object>()?).iter().filter_map(|key| key.as_string()).find_map(|key| {
        let field = |object: &JsValue| Reflect::get(object, &key.as_str().into()).unwrap_or(JsValue::UNDEFINED);
        let (given, known) = (field(given), field(known));
        if known.is_undefined() && !given.is_undefined() { Some(key) } else { unknown_field(&given, &known) }
    })
}

pub(super) fn which(split: &str) -> Result<Which> {
    match split {
        "train" => Ok(Which::Train),
        "test" => Ok(Which::Test),
        other => Err(Error::data(format!("There is no split {other}: choose train or test."))),
    }
}

/// One backend and the data sets on it.
#[wasm_bindgen]
pub struct Engine {
    pub(super) choice: Choice,
    datasets: RefCell<Vec<Option<Rc<Dataset>>>>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a backend: `auto` measures both and takes the faster.
    ///
    /// # Errors
    /// `gpu` where there is none, or another word than `auto`, `gpu`, `cpu`.
    pub async fn create(preference: String) -> JsResult<Engine> {
        let choice = choose(Preference::parse(&preference)?).await?;
        Ok(Self { choice, datasets: RefCell::default() })
    }

    pub fn info(&self) -> JsResult<JsValue> {
        let info = self.choice.backend.info();
        to_js(&BackendInfo {
            backend: info.backend,
            adapter: info.adapter.clone(),
            software: info.software,
            reason: self.choice.reason.clone(),
            cpu_samples_per_second: self.choice.cpu_samples_per_second,
            gpu_samples_per_second: self.choice.gpu_samples_per_second,
        })
    }

    /// Makes room for the data set of a manifest; returns its id.
    pub fn open_dataset(&self, manifest: JsValue) -> JsResult<usize> {
        let manifest: Manifest = parse("manifest's fields", manifest)?;
        Ok(self.add(Dataset::open(&*self.choice.backend, manifest)?))
    }

    /// Random RGB colors, complete at once; returns the id.
    pub fn open_colors(&self, seed: u32) -> JsResult<usize> {
        Ok(self.add(Dataset::colors(&*self.choice.backend, seed)?))
    }

    /// What a data set says of itself.
    pub fn manifest(&self, id: usize) -> JsResult<JsValue> {
        to_js(&self.dataset(id)?.manifest)
    }

    fn add(&self, dataset: Dataset) -> usize {
        let mut datasets = self.datasets.borrow_mut();
        datasets.push(Some(Rc::new(dataset)));
        datasets.len() - 1
    }

    /// Lets go of a data set; its memory is free when the last session on it is.
    pub fn close_dataset(&self, id: usize) {
        if let Some(dataset) = self.datasets.borrow_mut().get_mut(id) {
            *dataset = None;
        }
    }

    pub(super) fn dataset(&self, id: usize) -> Result<Rc<Dataset>> {
        let found = self.datasets.borrow().get(id).cloned().flatten();
        found.ok_or_else(|| Error::data(format!("There is no data set {id}: open it first.")))
    }

    /// Adds the next decompressed shard to a split, `train` or `test`.
    pub fn push_shard(&self, id: usize, split: &str, bytes: &[u8]) -> JsResult<()> {
        Ok(self.dataset(id)?.push_shard(&*self.choice.backend, which(split)?, bytes)?)
    }
}
