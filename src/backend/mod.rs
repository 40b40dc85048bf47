//! Where kernels run. A backend holds buffers of words and runs kernels on them; it knows no model, and models know
//! nothing of adapters.

pub mod cpu;
pub mod gpu;

use crate::error::Result;
use crate::kernels::KernelSpec;
use std::any::Any;
use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::rc::Rc;

/// A result that comes later; backends live on one thread.
pub type Later<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

/// What a visitor is told about the place where the work is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// `gpu` or `cpu`.
    pub backend: &'static str,
    /// The adapter's own name.
    pub adapter: String,
    /// True where a "GPU" is emulated on the processor.
    pub software: bool,
    /// Samples that one chunk of work holds: enough to fill the device, few enough to stay in its caches.
    pub chunk_samples: u32,
    /// Parts into which a long sum is worth splitting, so that there is work for all of it.
    pub splits: u32,
    /// The largest buffer that a kernel can bind, in words.
    pub max_buffer_words: usize,
}

/// A buffer of 32-bit words on some backend; the last clone that is dropped frees it.
#[derive(Clone)]
pub struct Buffer {
    storage: Rc<dyn Any>,
    words: usize,
}

impl Buffer {
    fn new(storage: impl Any, words: usize) -> Self {
        Self { storage: Rc::new(storage), words }
    }

    /// Its length in 32-bit words.
    pub fn words(&self) -> usize {
        self.words
    }

    /// # Panics
    /// If the buffer belongs to another backend.
    fn storage<T: Any>(&self) -> &T {
        self.storage.downcast_ref().expect("a buffer of this backend")
    }
}

/// Runs kernels. Work is recorded in order; [`Backend::download`] is where its results are waited for.
pub trait Backend {
    fn info(&self) -> &Info;

    /// A buffer of `words` zeros.
    ///
    /// # Errors
    /// The device cannot hold it.
    fn create(&self, label: &'static str, words: usize) -> Result<Buffer>;

    /// Replaces the words from `offset` on.
    fn upload(&self, buffer: &Buffer, offset: usize, words: &[u32]);

    /// Shows the words of a buffer at once, where nothing needs to be waited for: on the CPU. Elsewhere `look` is not
    /// called.
    fn peek(&self, _buffer: &Buffer, _look: &mut dyn FnMut(&[u32])) {}

    /// Records one dispatch of `kernel`; `args` are the buffers of its bindings in order, no buffer twice if one of
    /// the two is written to.
    fn run(&self, kernel: &'static KernelSpec, params: &[u8], args: &[&Buffer]);

    /// Dispatches recorded so far.
    fn dispatches(&self) -> u64;

    /// Hands what is recorded to the device without waiting.
    fn submit(&self);

    /// The words of several stretches, after everything recorded before has run: one readback for all of them.
    fn download(&self, parts: &[(&Buffer, Range<usize>)]) -> Later<Vec<Vec<u32>>>;
}

/// Records one dispatch with typed params.
pub fn run<P: crate::kernels::Params>(backend: &dyn Backend, kernel: &'static KernelSpec, params: P, args: &[&Buffer]) {
    backend.run(kernel, bytemuck::bytes_of(&params), args);
}
