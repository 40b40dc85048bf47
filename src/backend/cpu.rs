//! The CPU backend: runs the Rust body of every kernel at once, with SIMD, on one thread or natively on several.
//!
//! It is the oracle of the tests, and the product's path wherever there is no real GPU.

use super::{Backend, Buffer, Info, Later};
use crate::error::{Error, Result};
#[cfg(not(target_arch = "wasm32"))]
use crate::kernels::threads;
use crate::kernels::{Access, KernelSpec, Words};
use std::cell::{Cell, Ref, RefCell, RefMut};
use std::ops::Range;

type Storage = RefCell<Vec<u32>>;

/// Of any kernel: as many as WebGPU grants everywhere.
const MAX_BINDINGS: usize = 8;

pub struct Cpu {
    info: Info,
    #[cfg(not(target_arch = "wasm32"))]
    pool: Option<threads::Pool>,
    dispatches: Cell<u64>,
}

impl Default for Cpu {
    fn default() -> Self {
        Self::new()
    }
}

impl Cpu {
    pub fn new() -> Self {
        let adapter = if cfg!(target_arch = "wasm32") {
            "this processor, in WebAssembly with 128-bit SIMD"
        } else if cfg!(target_feature = "avx2") {
            "this processor, one thread with AVX2"
        } else {
            "this processor, one thread"
        };
        Self {
            #[cfg(not(target_arch = "wasm32"))]
            pool: None,
            dispatches: Cell::new(0),
            info: Info {
                backend: "cpu",
                adapter: adapter.to_string(),
                software: false,
                chunk_samples: 512,
                splits: 1,
                max_buffer_words: 1 << 28,
            },
        }
    }

    /// One whose larger kernels use so many threads. Its results are those of one thread.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn with_threads(n: usize) -> Self {
        let mut cpu = Self::new();
        cpu.pool = threads::pool(n);
        if cpu.pool.is_some() {
            cpu.info.adapter = cpu.info.adapter.replace("one thread", &format!("{n} threads"));
        }
        cpu
    }
}

enum Guard<'a> {
    Read(Ref<'a, Vec<u32>>),
    Write(RefMut<'a, Vec<u32>>),
}

impl Backend for Cpu {
    fn info(&self) -> &Info {
        &self.info
    }

    fn create(&self, label: &'static str, words: usize) -> Result<Buffer> {
        let too_large = || {
            Error::config(format!(
                "The {label} need {} MB, more than there is: use less data or a smaller map.",
                words >> 18
            ))
        };
        if words > self.info.max_buffer_words {
            return Err(too_large());
        }
        let mut storage = Vec::new();
        storage.try_reserve_exact(words).map_err(|_| too_large())?;
        storage.resize(words, 0);
        Ok(Buffer::new(Storage::new(storage), words))
    }

    fn upload(&self, buffer: &Buffer, offset: usize, words: &[u32]) {
        buffer.storage::<Storage>().borrow_mut()[offset..][..words.len()].copy_from_slice(words);
    }

    // Only agents look; the page's other modules are smaller without.
    #[cfg(any(feature = "agent", not(target_arch = "wasm32")))]
    fn peek(&self, buffer: &Buffer, look: &mut dyn FnMut(&[u32])) {
        look(&buffer.storage::<Storage>().borrow());
    }

    fn run(&self, kernel: &'static KernelSpec, params: &[u8], args: &[&Buffer]) {
        assert_eq!(args.len(), kernel.bindings.len(), "{}: one buffer a binding", kernel.name);
        self.dispatches.set(self.dispatches.get() + 1);
        // On the stack: an agent's dispatches take a microsecond, and an allocation a good part of one.
        let mut guards = [const { None }; MAX_BINDINGS];
        for ((guard, binding), buffer) in guards.iter_mut().zip(kernel.bindings).zip(args) {
            let storage = buffer.storage::<Storage>();
            *guard = Some(match binding.access {
                Access::Read => Guard::Read(storage.borrow()),
                Access::ReadWrite => Guard::Write(storage.borrow_mut()),
            });
        }
        let mut words = [const { Words::Read(&[]) }; MAX_BINDINGS];
        for (words, guard) in words.iter_mut().zip(guards.iter_mut().flatten()) {
            *words = match guard {
                Guard::Read(words) => Words::Read(words),
                Guard::Write(words) => Words::Write(words),
            };
        }
        let words = &mut words[..args.len()];
        #[cfg(target_arch = "wasm32")]
        (kernel.cpu)(params, words);
        #[cfg(not(target_arch = "wasm32"))]
        threads::using(self.pool.as_ref(), || (kernel.cpu)(params, words));
    }

    fn dispatches(&self) -> u64 {
        self.dispatches.get()
    }

    fn submit(&self) {}

    fn download(&self, parts: &[(&Buffer, Range<usize>)]) -> Later<Vec<Vec<u32>>> {
        let words =
            parts.iter().map(|(buffer, range)| buffer.storage::<Storage>().borrow()[range.clone()].to_vec()).collect();
        Box::pin(std::future::ready(Ok(words)))
    }
}
