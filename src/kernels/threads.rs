//! Threads of the Rust bodies, outside browsers: parts of a dispatch that write apart from one another are done side by
//! side. No sum goes across parts, so results do not depend on their number.

/// Multiply–accumulate operations that are worth a thread: about 0.1 ms.
#[cfg(not(target_arch = "wasm32"))]
const WORTH: usize = 4 << 20;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::cell::RefCell;
    use std::rc::Rc;

    pub type Pool = Rc<rayon::ThreadPool>;

    thread_local! {
        static POOL: RefCell<Option<Pool>> = const { RefCell::new(None) };
    }

    /// A pool for so many threads, that of the caller included; none where that is the only one, or no other can be had.
    pub fn pool(threads: usize) -> Option<Pool> {
        let helpers = threads.checked_sub(1).filter(|&helpers| helpers > 0)?;
        rayon::ThreadPoolBuilder::new().num_threads(helpers).build().ok().map(Rc::new)
    }

    /// Runs a body, whose parts may be done by the pool.
    pub fn using(pool: Option<&Pool>, body: impl FnOnce()) {
        let before = POOL.replace(pool.cloned());
        body();
        POOL.set(before);
    }

    pub fn available() -> usize {
        POOL.with_borrow(|pool| pool.as_ref().map_or(1, |pool| pool.current_num_threads() + 1))
    }

    pub fn in_parts<T: Send>(parts: impl Iterator<Item = T>, work: impl Fn(T) + Sync) {
        let pool = POOL.with_borrow(Option::clone);
        let Some(pool) = pool else { return parts.for_each(work) };
        pool.in_place_scope(|scope| {
            let mut parts = parts;
            // The caller's own part comes last, when all others are on their way.
            let mut mine = parts.next();
            for part in parts {
                let other = mine.replace(part);
                let work = &work;
                scope.spawn(move |_| other.into_iter().for_each(work));
            }
            mine.into_iter().for_each(&work);
        });
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::{Pool, in_parts, pool, using};

#[cfg(target_arch = "wasm32")]
#[inline]
pub fn in_parts<T>(parts: impl Iterator<Item = T>, work: impl Fn(T)) {
    parts.for_each(work);
}

/// How many of `rows` make a part, in whole blocks of `block`, where each row takes so many operations.
#[cfg(not(target_arch = "wasm32"))]
pub fn rows_in_part(rows: usize, block: usize, operations: usize) -> usize {
    let parts = native::available().min(rows * operations / WORTH).max(1);
    rows.div_ceil(parts).next_multiple_of(block).max(block)
}

#[cfg(target_arch = "wasm32")]
#[inline]
pub fn rows_in_part(rows: usize, block: usize, _: usize) -> usize {
    rows.max(block)
}
