//! Room for what a CPU body needs for a moment: kept from one dispatch to the next, so that small ones allocate nothing.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::thread::LocalKey;

type Pool<T> = RefCell<Vec<Vec<T>>>;

thread_local! {
    static NUMBERS: Pool<f32> = const { RefCell::new(Vec::new()) };
    static TERMS: Pool<Term> = const { RefCell::new(Vec::new()) };
}

/// Not in the page's modules of maps and networks: an allocation does not show beside their dispatches, and a pool would
/// make them larger.
const KEEPS: bool = cfg!(any(feature = "agent", not(target_arch = "wasm32")));

/// A start and a weight of [`super::simd::blend`].
pub type Term = (usize, f32);

/// What there is a pool of.
pub trait Pooled: Sized + 'static {
    fn pool() -> &'static LocalKey<Pool<Self>>;
}

impl Pooled for f32 {
    fn pool() -> &'static LocalKey<Pool<Self>> {
        &NUMBERS
    }
}

impl Pooled for Term {
    fn pool() -> &'static LocalKey<Pool<Self>> {
        &TERMS
    }
}

/// A list whose room goes back to the pool when it is dropped.
pub struct Scratch<T: Pooled>(Vec<T>);

impl<T: Pooled> Scratch<T> {
    pub fn empty() -> Self {
        let kept = if KEEPS { T::pool().with_borrow_mut(Vec::pop) } else { None };
        let mut list = kept.unwrap_or_default();
        list.clear();
        Self(list)
    }
}

impl Scratch<f32> {
    #[inline(never)]
    pub fn zeros(n: usize) -> Self {
        let mut list = Self::empty();
        list.resize(n, 0.0);
        list
    }
}

impl<T: Pooled> Drop for Scratch<T> {
    fn drop(&mut self) {
        if KEEPS {
            let list = std::mem::take(&mut self.0);
            T::pool().with_borrow_mut(|pool| pool.push(list));
        }
    }
}

impl<T: Pooled> Deref for Scratch<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T: Pooled> DerefMut for Scratch<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}
