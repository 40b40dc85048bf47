//! The engine's own door: backends and data sets. The runs on them follow in `session`.

use super::parse::{parse, which};
use super::{JsResult, to_js};
use crate::backend::Backend;
use crate::choice::{Choice, Preference, choose};
use crate::data::dataset::{Dataset, Manifest};
use crate::error::{Error, Result};
use crate::frame::answers::BackendInfo;
use crate::kernels::shape::Shapes;
use js_sys::{Array, Uint32Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[cfg(not(feature = "net"))]
pub(super) type Model = crate::som::run::MapRun;
#[cfg(feature = "net")]
pub(super) type Model = crate::net::run::NetRun;

/// One backend and the data sets on it.
#[wasm_bindgen]
pub struct Engine {
    choice: Choice,
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
        let gpu = self.choice.gpu.as_ref();
        to_js(&BackendInfo {
            backend: info.backend,
            adapter: info.adapter.clone(),
            software: info.software,
            reason: self.choice.reason.clone(),
            cpu_samples_per_second: self.choice.cpu_samples_per_second,
            gpu_samples_per_second: self.choice.gpu_samples_per_second,
            timestamps: gpu.is_some_and(|gpu| gpu.has_timestamps()),
        })
    }

    /// Goes on with these shapes; false where the words name none.
    pub fn set_shapes(&self, shapes: &str) -> bool {
        let (Some(gpu), Some(shapes)) = (&self.choice.gpu, Shapes::parse(shapes)) else { return false };
        gpu.set_shapes(shapes);
        true
    }

    /// From now on the adapter times its work, if it can.
    pub fn start_profile(&self) {
        if let Some(gpu) = &self.choice.gpu {
            gpu.start_profile();
        }
    }

    /// What the adapter has timed since then: the kernel of every dispatch, parted by spaces, and when each began and
    /// ended (see `backend::gpu::Timed`).
    ///
    /// # Errors
    /// The device failed.
    pub async fn end_profile(&self) -> JsResult<Array> {
        let Some(gpu) = &self.choice.gpu else { return Ok(Array::new()) };
        let timed = gpu.end_profile().await?;
        Ok(Array::of2(&timed.kernels.join(" ").into(), &Uint32Array::from(timed.ticks.as_slice())))
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

    /// What a run on this data set needs.
    pub(super) fn world(&self, id: usize) -> Result<(Rc<dyn Backend>, Rc<Dataset>)> {
        Ok((Rc::clone(&self.choice.backend), self.dataset(id)?))
    }

    fn dataset(&self, id: usize) -> Result<Rc<Dataset>> {
        let found = self.datasets.borrow().get(id).cloned().flatten();
        found.ok_or_else(|| Error::data(format!("There is no data set {id}: open it first.")))
    }

    /// Adds the next decompressed shard to a split, `train` or `test`.
    pub fn push_shard(&self, id: usize, split: &str, bytes: &[u8]) -> JsResult<()> {
        Ok(self.dataset(id)?.push_shard(&*self.choice.backend, which(split)?, bytes)?)
    }
}
