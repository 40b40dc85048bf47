//! CIFAR-10's binary batches (<https://www.cs.toronto.edu/~kriz/cifar.html>, "binary version"):
//! records of one label byte and 3072 bytes of a 32×32 image, the red plane, then green, then blue.

use super::Images;
use crate::error::{Error, Result};

const SIDE: usize = 32;
const PLANE: usize = SIDE * SIDE;
const CHANNELS: usize = 3;
/// Bytes of one image with its label.
pub(super) const RECORD: usize = 1 + CHANNELS * PLANE;
const CLASSES: u8 = 10;

/// Reads one batch, or several one after another: `n × (1 + 3072)` bytes, labels 0 to 9.
///
/// The planes are interleaved: pixels come out as `[n, 32, 32, 3]`.
/// An empty file, a length that is no multiple of 3073 and a label above 9 are errors.
pub fn read(bytes: &[u8]) -> Result<Images> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(RECORD) {
        return Err(Error::data(format!(
            "This is no CIFAR-10 binary batch: {} bytes are not a positive multiple of {RECORD} (label and 32×32×3 image); \
             use data_batch_1.bin to data_batch_5.bin or test_batch.bin.",
            bytes.len()
        )));
    }
    let mut pixels = Vec::with_capacity(bytes.len());
    let mut labels = Vec::with_capacity(bytes.len() / RECORD);
    for (i, record) in bytes.chunks_exact(RECORD).enumerate() {
        let (label, planes) = (record[0], &record[1..]);
        if label >= CLASSES {
            return Err(Error::data(format!(
                "Image {i} of this CIFAR-10 batch has label {label}, and there are only 0 to {}: \
                 the file is damaged or of another set (CIFAR-100 is not read).",
                CLASSES - 1
            )));
        }
        labels.push(label);
        pixels.extend((0..PLANE).flat_map(|pixel| (0..CHANNELS).map(move |channel| planes[channel * PLANE + pixel])));
    }
    let side = SIDE as u32;
    Ok(Images { height: side, width: side, channels: CHANNELS as u32, pixels, labels: Some(labels) })
}
