//! One running model, whatever it trains: it advances by as much work as it is given, shows itself when it is asked, and
//! goes on where it was saved.
//!
//! No borrow of its state lives across an `await`, so a visitor's next wish never meets a locked session.

mod checkpoint;
mod readback;
mod strip;

use strip::strip;

pub use readback::{Parts, Words, floats};

use crate::backend::{Backend, Buffer};
use crate::data::Images;
use crate::data::dataset::{Dataset, Which};
use crate::error::{Error, Result};
use crate::frame::{State, Strip};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::{Cell, Ref, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// A model in training, from its first step to its last.
pub trait Run: Sized {
    /// All settings of the run.
    type Config: Clone + Serialize + DeserializeOwned;
    /// What it learns from: a data set, or nothing but what it makes itself.
    type World;
    /// What is wanted of a frame, and one moment of the run.
    type Request: Serialize + DeserializeOwned;
    type Frame: Serialize;
    /// What it knows of a frame when that is asked for; the rest is read back.
    type Asked;
    /// All that its future depends on, besides the settings and the contents of buffers.
    type Saved: Serialize + DeserializeOwned;

    /// The form of a checkpoint; raised when it changes, and different for every kind.
    const VERSION: u32;

    /// A run from its first step.
    ///
    /// # Errors
    /// A setting out of range, a world without its first samples, or a device without the memory.
    fn start(backend: &Rc<dyn Backend>, world: &Rc<Self::World>, config: Self::Config) -> Result<Self>;

    fn config(&self) -> &Self::Config;

    /// # Errors
    /// A setting out of its range, or one that does not fit the others.
    fn check(config: &Self::Config) -> Result<()>;

    /// Whether the run can go on under other settings, which have been checked.
    fn continues(&self, config: &Self::Config) -> bool;

    /// Goes on under settings with which it [`continues`](Run::continues).
    ///
    /// # Errors
    /// The device cannot hold what they need; the run is as it was.
    fn adopt(&mut self, config: Self::Config) -> Result<()>;

    fn state(&self) -> State;

    /// Steps and samples since the start.
    fn done(&self) -> (u64, u64);

    /// Records at least one piece of work, at most about so many samples and steps; returns the samples of training that
    /// it is worth.
    ///
    /// # Errors
    /// The device cannot hold what comes next.
    fn advance(&mut self, max_samples: u64, max_steps: u64) -> Result<u64>;

    /// Something that all of its work writes.
    fn written(&self) -> Buffer;

    /// Records what a frame needs, and asks for its parts.
    ///
    /// # Errors
    /// The request does not fit the run.
    fn record(&mut self, request: Self::Request, probe: Option<&Rc<Dataset>>, parts: &mut Parts)
    -> Result<Self::Asked>;

    /// The frame, from its parts. The run may have been set up anew since they were asked for: `fresh` says that it has
    /// not.
    fn frame(&mut self, asked: Self::Asked, words: Words, fresh: bool) -> Self::Frame;

    /// What a checkpoint holds: the buffers in an order of their own.
    fn save(&self) -> (Self::Saved, Vec<(Buffer, Range<usize>)>);

    /// A run as it was saved; none where that is damaged.
    ///
    /// # Errors
    /// Those of [`start`](Run::start).
    fn restore(
        backend: &Rc<dyn Backend>,
        world: &Rc<Self::World>,
        config: Self::Config,
        saved: Self::Saved,
        contents: &[Vec<f32>],
    ) -> Result<Option<Self>>;

    /// What the world is called, so that a checkpoint goes on in its own.
    fn world_name(world: &Self::World) -> &str;

    /// The images of the world, if it has any.
    fn images(world: &Self::World) -> Option<&Dataset>;

    /// A picture that is not of the data set, in the form in which the run can look at it.
    ///
    /// # Errors
    /// Another shape than the run can take.
    fn fit_probe(&self, _picture: Images) -> Result<Images> {
        Err(no_images())
    }
}

fn no_images() -> Error {
    Error::config("This run has no images to look at.")
}

/// What one call of [`Session::advance`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Advanced {
    pub steps: u64,
    pub samples: u64,
    /// Samples of training that all of it is worth; an evaluation is work without samples.
    pub work: u64,
    pub state: State,
}

/// What [`Session::configure`] tells the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Configured {
    /// The run began again: they concern what it was made from.
    pub restarted: bool,
}

pub struct Session<R: Run> {
    backend: Rc<dyn Backend>,
    world: Rc<R::World>,
    run: RefCell<R>,
    /// How often the run was replaced by another.
    replaced: Cell<u64>,
    /// A picture that is not of the data set.
    probe: RefCell<Option<Rc<Dataset>>>,
}

impl<R: Run> Session<R> {
    /// A run of `config` in a world whose first samples are here.
    ///
    /// # Errors
    /// A setting out of range, a world that does not suit the run, or a device without the memory.
    pub fn new(backend: Rc<dyn Backend>, world: Rc<R::World>, config: R::Config) -> Result<Self> {
        R::check(&config)?;
        let run = RefCell::new(R::start(&backend, &world, config)?);
        Ok(Self { backend, world, run, replaced: Cell::default(), probe: RefCell::default() })
    }

    pub fn world(&self) -> &R::World {
        &self.world
    }

    pub fn backend(&self) -> &Rc<dyn Backend> {
        &self.backend
    }

    pub fn config(&self) -> R::Config {
        self.run.borrow().config().clone()
    }

    /// The run as it is, to be let go of before anything is waited for.
    pub fn run(&self) -> Ref<'_, R> {
        self.run.borrow()
    }

    /// What only one kind of run can be asked.
    pub fn ask<T>(&self, question: impl FnOnce(&mut R) -> T) -> T {
        question(&mut self.run.borrow_mut())
    }

    /// Records work: about `max_samples` of training, at most `max_steps`, at least one piece unless the run is finished
    /// or waiting.
    ///
    /// # Errors
    /// The device cannot hold what comes next.
    pub fn advance(&self, max_samples: u64, max_steps: u64) -> Result<Advanced> {
        let mut run = self.run.borrow_mut();
        let start = run.done();
        let mut work = 0;
        let steps = |run: &R| run.done().0 - start.0;
        while run.state() == State::Running && steps(&run) < max_steps && (work == 0 || work < max_samples) {
            let left = max_steps - steps(&run);
            work += run.advance(max_samples.saturating_sub(work), left)?;
        }
        let (steps, samples) = run.done();
        Ok(Advanced { steps: steps - start.0, samples: samples - start.1, work, state: run.state() })
    }

    /// Resolves when all recorded work is done.
    ///
    /// # Errors
    /// The device failed.
    pub async fn sync(&self) -> Result<()> {
        // A browser waits for the work that used a buffer, so one word of what training writes is asked for.
        let written = self.run.borrow().written();
        self.backend.download(&[(&written, 0..1)]).await.map(drop)
    }

    /// One moment of the run, in one readback.
    ///
    /// # Errors
    /// A request that does not fit the run, or a device that failed.
    pub async fn frame(&self, request: R::Request) -> Result<R::Frame> {
        let mut parts = Parts::default();
        let probe = self.probe.borrow().clone();
        let asked = self.run.borrow_mut().record(request, probe.as_ref(), &mut parts)?;
        let replaced = self.replaced.get();
        let words = parts.download(&*self.backend).await?;
        Ok(self.run.borrow_mut().frame(asked, words, self.replaced.get() == replaced))
    }

    /// New settings for a run; returns whether it had to begin again.
    ///
    /// # Errors
    /// A setting out of range, or a device without the memory; the old run goes on.
    pub fn configure(&self, config: R::Config) -> Result<bool> {
        R::check(&config)?;
        if self.run.borrow().continues(&config) {
            self.run.borrow_mut().adopt(config)?;
            return Ok(false);
        }
        self.replace(R::start(&self.backend, &self.world, config)?);
        Ok(true)
    }

    /// Back to the first step: the same seed gives the same run again.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn reset(&self) -> Result<()> {
        self.replace(R::start(&self.backend, &self.world, self.config())?);
        Ok(())
    }

    fn replace(&self, run: R) {
        self.replaced.set(self.replaced.get() + 1);
        *self.run.borrow_mut() = run;
    }

    /// A picture that is not of the data set, to be looked at in the place of the last one: `[height, width, channels]`
    /// bytes.
    ///
    /// # Errors
    /// Bytes that are not such a picture, or one that the run cannot look at.
    pub fn set_probe(&self, picture: Images) -> Result<()> {
        let n = u64::from(picture.height) * u64::from(picture.width) * u64::from(picture.channels);
        if n == 0 || !matches!(picture.channels, 1 | 3) || picture.pixels.len() as u64 != n {
            return Err(Error::data(format!(
                "A picture of {}×{} with {} channels does not have {} bytes.",
                picture.height,
                picture.width,
                picture.channels,
                picture.pixels.len()
            )));
        }
        let picture = Images { labels: None, ..self.run.borrow().fit_probe(picture)? };
        let probe = Dataset::from_images(&*self.backend, "Probe", &picture, &picture)?;
        *self.probe.borrow_mut() = Some(Rc::new(probe));
        Ok(())
    }

    /// Lets go of that picture.
    pub fn clear_probe(&self) {
        self.probe.take();
    }

    /// Whole images of a split, side by side.
    ///
    /// # Errors
    /// An image that is not here, a run without images, or a device that failed.
    pub async fn pictures(&self, which: Which, indices: &[u32]) -> Result<Strip> {
        let images = R::images(&self.world).ok_or_else(no_images)?;
        let rgba = strip(&*self.backend, &images.manifest, images.split(which), indices).await?;
        let (height, width) = (images.manifest.height, images.manifest.width);
        Ok(Strip { height, width, count: indices.len() as u32, rgba })
    }
}
