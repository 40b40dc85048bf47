//! Where the tests compute, and how one kernel is run on its own.
//!
//! Matrices are plain rows here; on a device, rows are padded with zeros to a multiple of four.

use som_lab::backend::{self, Backend};
use som_lab::kernels::{KernelSpec, Params, padded};

mod backends;

pub use backends::backends;

/// Runs `kernel` once on buffers of these words, and returns what they hold afterwards.
pub fn compute<P: Params>(
    backend: &dyn Backend,
    kernel: &'static KernelSpec,
    params: P,
    buffers: &[&[u32]],
) -> Vec<Vec<u32>> {
    let buffers: Vec<_> = buffers
        .iter()
        .map(|words| {
            let buffer = backend.create("test", words.len()).unwrap();
            backend.upload(&buffer, 0, words);
            buffer
        })
        .collect();
    backend::run(backend, kernel, params, &buffers.iter().collect::<Vec<_>>());
    let parts: Vec<_> = buffers.iter().map(|buffer| (buffer, 0..buffer.words())).collect();
    pollster::block_on(backend.download(&parts)).unwrap()
}

/// Rows of `width` as a device holds them.
pub fn rows(values: &[f32], width: usize) -> Vec<u32> {
    let mut words = Vec::new();
    for row in values.chunks_exact(width) {
        words.extend(row.iter().map(|value| value.to_bits()));
        words.resize(words.len().next_multiple_of(4), 0);
    }
    words
}

/// `n` rows of `width` back from a device.
///
/// # Panics
/// If the padding is not zero: searches and products would count it.
pub fn unpadded(words: &[u32], n: usize, width: usize) -> Vec<f64> {
    let row = |row: &[u32]| -> Vec<f64> {
        assert!(row[width..].iter().all(|&word| f32::from_bits(word) == 0.0), "padding is not zero");
        row[..width].iter().map(|&word| f32::from_bits(word).into()).collect()
    };
    words.chunks_exact(padded(width)).take(n).flat_map(row).collect()
}

/// Fails unless every value is within `1e-4` of what is expected, relative to it, and to a tenth of the largest for
/// those that are smaller still.
#[track_caller]
pub fn assert_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = expected.iter().fold(0.0, |largest, value| value.abs().max(largest));
    for (at, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let off = (found - expected).abs();
        // Not `off > …`, so that NaN is caught.
        let close = off <= 1e-4 * expected.abs().max(0.1 * largest);
        assert!(close, "{what}[{at}] is {found}, not {expected}");
    }
}
