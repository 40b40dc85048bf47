//! What several CPU bodies share: vector loads and sums that keep eight 128-bit accumulators busy.

use wide::f32x8;

/// The first eight values.
///
/// # Panics
/// If there are fewer.
#[inline]
pub fn load(values: &[f32]) -> f32x8 {
    f32x8::new(*values.first_chunk().expect("eight values"))
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
