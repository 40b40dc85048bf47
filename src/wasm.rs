//! The browser's door: the only file that JavaScript sees.
//!
//! Settings cross as plain objects with strict fields, number arrays as typed arrays that own their memory.

use crate::backend::choice::{Choice, Preference, choose};
use crate::data::dataset::{Dataset, Manifest, Which};
use crate::error::{Error, Result};
use crate::frame::{Frame, Quality, State};
use crate::kernels::{ALL, parity};
use js_sys::{Float32Array, Int8Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

type JsResult<T> = std::result::Result<T, JsValue>;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let object = js_sys::Error::new(&error.message);
        set(&object, "kind", error.kind.name());
        object.into()
    }
}

fn set(object: &JsValue, key: &str, value: impl Into<JsValue>) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &key.into(), &value.into());
}

fn to_js(value: &impl Serialize) -> JsResult<JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|error| Error::config(format!("A result could not be handed over: {error}.")).into())
}

fn parse<T: DeserializeOwned + Serialize>(what: &str, value: JsValue) -> Result<T> {
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

/// What the badge shows.
#[derive(Serialize)]
struct Info<'a> {
    backend: &'a str,
    adapter: &'a str,
    software: bool,
    reason: &'a str,
    cpu_samples_per_second: Option<f64>,
    gpu_samples_per_second: Option<f64>,
}

#[derive(Serialize)]
struct Checked {
    kernel: &'static str,
    ok: bool,
    message: String,
}

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
        to_js(&Info {
            backend: info.backend,
            adapter: &info.adapter,
            software: info.software,
            reason: &self.choice.reason,
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

    fn dataset(&self, id: usize) -> Result<Rc<Dataset>> {
        let found = self.datasets.borrow().get(id).cloned().flatten();
        found.ok_or_else(|| Error::data(format!("There is no data set {id}: open it first.")))
    }

    /// Adds the next decompressed shard to a split, `train` or `test`.
    pub fn push_shard(&self, id: usize, split: &str, bytes: &[u8]) -> JsResult<()> {
        let which = match split {
            "train" => Which::Train,
            "test" => Which::Test,
            other => return Err(Error::data(format!("There is no split {other}: choose train or test.")).into()),
        };
        Ok(self.dataset(id)?.push_shard(&*self.choice.backend, which, bytes)?)
    }

    /// A run on a data set whose first training shard is here.
    pub fn create_session(&self, id: usize, config: JsValue) -> JsResult<Session> {
        let config = parse("settings", config)?;
        let backend = Rc::clone(&self.choice.backend);
        Ok(Session(Rc::new(crate::session::Session::new(backend, self.dataset(id)?, config)?)))
    }

    /// Runs every kernel on the GPU and on the CPU and compares; an empty list where there is no GPU.
    pub async fn self_check(&self) -> JsResult<JsValue> {
        let gpu = self.choice.gpu.clone();
        let mut checked = Vec::new();
        if let Some(gpu) = gpu {
            for kernel in ALL {
                let (ok, message) = match parity::check(kernel, &*gpu, 1).await {
                    Ok(None) => (true, "both agree".to_string()),
                    Ok(Some(difference)) => (false, difference),
                    Err(error) => (false, error.message),
                };
                checked.push(Checked { kernel: kernel.name, ok, message });
            }
        }
        to_js(&checked)
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

    /// The codebook, `[n_units, image features]`.
    pub async fn codebook(&self) -> JsResult<Float32Array> {
        let session = Rc::clone(&self.0);
        Ok(Float32Array::from(session.codebook().await?.as_slice()))
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
    rows: u32,
    cols: u32,
    lattice: crate::som::grid::Topology,
    tile_height: u32,
    tile_width: u32,
    atlas_rows: u32,
    atlas_cols: u32,
    quality: Option<Quality>,
}

fn bytes(words: &[u32]) -> Uint8Array {
    Uint8Array::from(bytemuck::cast_slice::<u32, u8>(words))
}

fn frame_to_js(session: &crate::session::Session, frame: &Frame) -> JsResult<JsValue> {
    let config = session.config();
    let manifest = session.manifest();
    let object = to_js(&FrameHead {
        step: frame.step,
        samples: frame.samples,
        samples_total: frame.samples_total,
        epoch: frame.epoch,
        epochs: config.epochs,
        sigma: frame.sigma,
        learning_rate: frame.learning_rate,
        state: frame.state,
        rows: frame.lattice.rows,
        cols: frame.lattice.cols,
        lattice: frame.lattice.topology,
        tile_height: manifest.height,
        tile_width: manifest.width,
        atlas_rows: frame.atlas_rows,
        atlas_cols: frame.atlas_cols,
        quality: frame.quality,
    })?;
    set(&object, "tiles", bytes(&frame.tiles));
    set(&object, "values", Float32Array::from(frame.values.as_slice()));
    set(&object, "labels", Int8Array::from(frame.labels.as_slice()));
    let unit = frame.unit.as_ref().map_or(JsValue::NULL, |unit| {
        let object = Object::new();
        set(&object, "index", unit.index);
        set(&object, "hits", unit.hits);
        set(&object, "values", bytes(&unit.tile));
        set(&object, "samples", bytes(&unit.samples));
        set(&object, "sample_labels", Int8Array::from(unit.sample_labels.as_slice()));
        set(&object, "sample_count", unit.sample_labels.len() as u32);
        object.into()
    });
    set(&object, "unit", unit);
    Ok(object)
}
