//! What several CPU bodies share: vector loads and sums that keep eight 128-bit accumulators busy.

use wide::{f32x4, f32x8};

/// The first eight values.
///
/// # Panics
/// If there are fewer.
#[inline]
pub fn load(values: &[f32]) -> f32x8 {
    f32x8::new(*values.first_chunk().expect("eight values"))
}

/// Eight values, or the four that a row ends with and four zeros.
#[inline]
pub fn load_some(values: &[f32]) -> f32x8 {
    match values.first_chunk::<8>() {
        Some(eight) => f32x8::new(*eight),
        None => {
            let [a, b, c, d] = *values.first_chunk().expect("a row of whole fours");
            f32x8::new([a, b, c, d, 0.0, 0.0, 0.0, 0.0])
        }
    }
}

/// `out = Σ weight · rows[start..start + out.len()]` over the `(start, weight)` of `terms`.
#[inline]
pub fn blend(out: &mut [f32], rows: &[f32], terms: &[(usize, f32)]) {
    const BLOCK: usize = 32;
    let (blocks, rest) = out.as_chunks_mut::<BLOCK>();
    let done = blocks.len() * BLOCK;
    for (block, at) in blocks.iter_mut().zip((0..).step_by(BLOCK)) {
        let mut sums = [f32x8::ZERO; BLOCK / 8];
        for &(start, weight) in terms {
            let row = &rows[start + at..][..BLOCK];
            for (sum, values) in sums.iter_mut().zip(row.as_chunks::<8>().0) {
                *sum = f32x8::splat(weight).mul_add(f32x8::new(*values), *sum);
            }
        }
        for (out, sum) in block.as_chunks_mut::<8>().0.iter_mut().zip(sums) {
            *out = sum.to_array();
        }
    }
    rest.fill(0.0);
    for &(start, weight) in terms {
        for (out, value) in rest.iter_mut().zip(&rows[start + done..]) {
            *out += weight * value;
        }
    }
}

/// Whether most of the rows of `width` values are zeros, by a few of them.
pub fn mostly_zero(values: &[f32], width: usize) -> bool {
    const LOOKED_AT: usize = 4;
    let n = values.len() / width;
    let rows = values.chunks_exact(width).step_by(n.div_ceil(LOOKED_AT).max(1));
    let (mut seen, mut others) = (0, 0);
    for row in rows {
        seen += width;
        others += row.iter().filter(|&&value| value != 0.0).count();
    }
    8 * others < seen
}

/// Hands the place of every value that is not zero, and the value, to `sink`; eight at a time are looked at.
#[inline]
pub fn each_nonzero(values: &[f32], mut sink: impl FnMut(usize, f32)) {
    let (eights, rest) = values.as_chunks::<8>();
    for (eight, at) in eights.iter().zip((0..).step_by(8)) {
        if f32x8::new(*eight).simd_ne(f32x8::ZERO).any() {
            eight.iter().zip(at..).filter(|(value, _)| **value != 0.0).for_each(|(&value, at)| sink(at, value));
        }
    }
    let done = values.len() - rest.len();
    rest.iter().zip(done..).filter(|(value, _)| **value != 0.0).for_each(|(&value, at)| sink(at, value));
}

/// Outputs of a layer of few neurons: its rows of weights fit into registers.
pub const NARROW: usize = 16;

/// `sums += factor · row`, for a row of at most [`NARROW`] values, a multiple of four.
#[inline]
pub fn add_row(sums: &mut [f32], factor: f32, row: &[f32]) {
    for (sum, value) in sums.as_chunks_mut::<4>().0.iter_mut().zip(row.as_chunks::<4>().0) {
        *sum = f32x4::splat(factor).mul_add(f32x4::new(*value), f32x4::new(*sum)).to_array();
    }
}
