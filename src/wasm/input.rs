//! The door of people's own files: what the page's reader asks of [`crate::input`], step by step.

use super::{JsResult, to_js};
use crate::data::Images;
use crate::error::{Error, Result};
use crate::frame::answers::{Brought, ForeignPicture, NeededPicture};
use crate::input::{self, Origin, Prepared, Wanted};
use wasm_bindgen::prelude::*;

/// What has been brought so far.
#[wasm_bindgen]
#[derive(Default)]
pub struct Files {
    files: input::Files,
    /// The picture that the browser is measuring.
    foreign: Option<(String, Origin)>,
}

#[wasm_bindgen]
impl Files {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes file number `id` under its path, with '/' between folders.
    pub fn add(&mut self, path: &str, id: u32, bytes: Vec<u8>) {
        self.files.add(path, id, bytes);
    }

    /// Leaves a file out, with a sentence that says why.
    pub fn leave_out(&mut self, path: &str, sentence: String) {
        self.files.leave_out(path, sentence);
    }

    /// The next picture that only the browser can measure, if there is one.
    ///
    /// # Errors
    /// None that is not left out: only a result that could not be handed over.
    pub fn next_foreign(&mut self) -> JsResult<JsValue> {
        while let Some((path, origin, kind)) = self.files.next_foreign() {
            let (id, bytes) = match origin {
                Origin::File(id) => (Some(id), None),
                Origin::Entry { archive, index } => match self.files.extract(&path, archive, index) {
                    Ok(bytes) => (None, Some(bytes)),
                    Err(error) => {
                        self.files.leave_out(&path, error.message.clone());
                        continue;
                    }
                },
            };
            self.foreign = Some((path.clone(), origin));
            return to_js(&ForeignPicture { path, kind, id, bytes });
        }
        Ok(JsValue::NULL)
    }

    /// That picture has this size, as it is seen.
    pub fn measured(&mut self, height: usize, width: usize) {
        if let Some((path, origin)) = self.foreign.take() {
            self.files.add_foreign(path, origin, (height, width));
        }
    }

    /// Settles what becomes of them.
    ///
    /// # Errors
    /// There is nothing to use, or too little.
    pub fn begin(self, wanted: JsValue) -> JsResult<Job> {
        let wanted: Wanted = serde_wasm_bindgen::from_value(wanted)
            .map_err(|error| Error::config(format!("What is wanted of the pictures is not clear: {error}.")))?;
        Ok(Job(self.files.begin(wanted)?))
    }
}

/// Pictures on their way into one shape.
#[wasm_bindgen]
pub struct Job(input::Job);

#[wasm_bindgen]
impl Job {
    /// The picture `ahead` after the one that comes next; null where there are no more.
    ///
    /// # Errors
    /// Only a result that could not be handed over.
    pub fn need(&self, ahead: usize) -> JsResult<JsValue> {
        let Some(need) = self.0.need(ahead) else { return Ok(JsValue::NULL) };
        let id = if let Origin::File(id) = need.origin { Some(id) } else { None };
        let (done, total) = self.0.progress();
        to_js(&NeededPicture { path: need.path, id, foreign: need.foreign, done: done as u32, total: total as u32 })
    }

    /// Its bytes, where it lies in an archive.
    ///
    /// # Errors
    /// The archive is damaged.
    pub fn unpacked(&mut self, ahead: usize) -> JsResult<Option<Vec<u8>>> {
        self.0.unpacked(ahead).transpose().map_err(JsValue::from)
    }

    /// What all pictures become; none where there are none to decode.
    pub fn shape(&self) -> Option<Shape> {
        self.0.shape().cloned().map(Shape)
    }

    /// The picture that comes next is this, in the shape of all.
    pub fn give(&mut self, fitted: Vec<u8>) {
        self.0.give(Ok(fitted));
    }

    /// It is left out, for this reason.
    pub fn skip(&mut self, sentence: String) {
        self.0.give(Err(Error::data(sentence)));
    }

    /// The samples, once all pictures have come.
    ///
    /// # Errors
    /// None of them could be decoded, or too few.
    pub fn finish(self) -> JsResult<JsValue> {
        to_js(&brought(self.0.finish())?)
    }
}

/// One shape for all pictures.
#[wasm_bindgen]
pub struct Shape(input::Shape);

#[wasm_bindgen]
impl Shape {
    /// One that was found elsewhere.
    #[wasm_bindgen(constructor)]
    pub fn new(height: usize, width: usize, crop: bool) -> Self {
        Self(input::Shape { height, width, crop, notes: Vec::new() })
    }

    #[wasm_bindgen(getter)]
    pub fn height(&self) -> usize {
        self.0.height
    }

    #[wasm_bindgen(getter)]
    pub fn width(&self) -> usize {
        self.0.width
    }

    #[wasm_bindgen(getter)]
    pub fn crop(&self) -> bool {
        self.0.crop
    }

    /// The picture called `name` in this shape, `[height, width, 3]` bytes.
    ///
    /// # Errors
    /// It is damaged, or too large to decode.
    pub fn decode(&self, name: &str, bytes: &[u8]) -> JsResult<Vec<u8>> {
        self.0.decode(name, bytes).map_err(JsValue::from)
    }

    /// `[height, width, 4]` bytes on white paper in this shape, `[height, width, 3]` bytes.
    pub fn fit(&self, height: usize, width: usize, rgba: &[u8]) -> Vec<u8> {
        let rgb: Vec<u8> = rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        self.0.fit((height, width), &rgb)
    }
}

/// Samples as the engine takes them: pixels, then labels where there are classes.
fn brought(prepared: Result<Prepared>) -> Result<Brought> {
    let Prepared { title, train, test, classes, turntable, notes, .. } = prepared?;
    let bytes = |images: Images| {
        let mut bytes = images.pixels;
        bytes.extend(images.labels.filter(|_| !classes.is_empty()).into_iter().flatten());
        bytes
    };
    let Images { height, width, channels, .. } = train;
    let (n_train, n_test) = (train.count() as u32, test.count() as u32);
    let (train, test) = (bytes(train), bytes(test));
    Ok(Brought { title, height, width, channels, classes, turntable, n_train, n_test, train, test, notes })
}
