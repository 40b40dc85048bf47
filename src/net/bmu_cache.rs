//! The cache of winners: a map at rest finds the same ones for an image every time, so it is asked once.

use crate::backend::{Backend, Buffer, run};
use crate::kernels::gather::{GatherRange, IN_ORDER};
use crate::kernels::{bmu_cache_load, bmu_cache_store};
use crate::rng::permute;
use std::cell::RefCell;

/// The winners of the first layer's map for the images of a split, packed into a byte each where they fit.
pub struct BmuCache {
    n_images: u32,
    positions: u32,
    bits: u32,
    /// Made when there is something to keep.
    store: RefCell<Option<Store>>,
}

struct Store {
    /// None where the device had no room: then winners are searched as before.
    units: Option<Buffer>,
    /// By image.
    known: Vec<bool>,
    n_known: u32,
    /// All images before this one are known.
    complete: u32,
}

impl BmuCache {
    /// Room for `n_images` with a winner at each of their `positions`, of a map of `n_units`.
    pub fn new(n_images: u32, positions: u32, n_units: u32) -> Self {
        let bits = if n_units <= 256 { 8 } else { 16 };
        Self { n_images, positions, bits, store: RefCell::default() }
    }

    fn row_words(&self) -> u32 {
        (self.positions * self.bits).div_ceil(32)
    }

    fn params(&self, range: &GatherRange) -> bmu_cache_store::Params {
        bmu_cache_store::Params {
            n_samples: range.n,
            positions: self.positions,
            row_words: self.row_words(),
            bits: self.bits,
            mode: range.mode,
            start: range.start,
            n_set: range.n_set,
            key: range.key,
            bmu_start: 0,
        }
    }

    /// Writes the winners of the images of `range` to `bmus`, if all of them are in the cache.
    pub fn load(&self, backend: &dyn Backend, range: &GatherRange, bmus: &Buffer) -> bool {
        let store = self.store.borrow();
        let Some(Store { units: Some(units), known, .. }) = &*store else { return false };
        let all = images(range).all(|image| known[image as usize]);
        if all {
            run(backend, &bmu_cache_load::SPEC, self.params(range), &[units, bmus]);
        }
        all
    }

    /// Keeps the winners that a map at rest has found for the images of `range`.
    pub fn store(&self, backend: &dyn Backend, range: &GatherRange, bmus: &Buffer) {
        let mut store = self.store.borrow_mut();
        let store = store.get_or_insert_with(|| Store {
            units: backend.create("bmu cache", (self.n_images * self.row_words()) as usize).ok(),
            known: vec![false; self.n_images as usize],
            n_known: 0,
            complete: 0,
        });
        let Some(units) = &store.units else { return };
        run(backend, &bmu_cache_store::SPEC, self.params(range), &[bmus, units]);
        for image in images(range) {
            store.n_known += u32::from(!std::mem::replace(&mut store.known[image as usize], true));
        }
    }

    /// The next images whose winners are not in the cache yet, at most `n`, and how many there are in all; none where
    /// there is no room for them.
    pub fn missing(&self, n: u32) -> Option<(GatherRange, u32)> {
        let mut store = self.store.borrow_mut();
        let (start, n_known) = match &mut *store {
            None => (0, 0),
            Some(Store { units: None, .. }) => return None,
            Some(Store { known, n_known, complete, .. }) => {
                *complete += known[*complete as usize..].iter().take_while(|&&known| known).count() as u32;
                (*complete, *n_known)
            }
        };
        let n = n.min(self.n_images - start);
        let range = GatherRange { start, n, mode: IN_ORDER, n_set: self.n_images, key: 0, per_image: 1, dense: false };
        (n > 0).then_some((range, self.n_images - n_known))
    }

    /// The map moves again.
    pub fn forget(&self) {
        self.store.take();
    }

    /// The share of the images whose winners are in the cache, 0 to 1.
    pub fn share(&self) -> f64 {
        let n_known = self.store.borrow().as_ref().map_or(0, |store| store.n_known);
        f64::from(n_known) / f64::from(self.n_images.max(1))
    }
}

fn images(range: &GatherRange) -> impl Iterator<Item = u32> {
    let GatherRange { start, n, mode, n_set, key, .. } = *range;
    (start..start + n).map(move |i| if mode == IN_ORDER { i } else { permute(i, n_set, key) })
}
