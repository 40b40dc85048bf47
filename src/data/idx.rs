//! IDX, the format MNIST was published in (<http://yann.lecun.com/exdb/mnist/>, archived):
//! two zero bytes, one byte for the element type, one for the rank, the dimensions as big-endian u32, the elements.

use super::Images;
use crate::error::{Error, Result};

const U8: u8 = 0x08;

/// Reads an IDX file of images, `[n, height, width]` of u8, and one of labels, `[n]` of u8, where there is one.
///
/// Both as they are after gunzip. Any other element type or rank, a length that is not what the header says,
/// and a label file for another number of images are errors.
pub fn read(images: &[u8], labels: Option<&[u8]>) -> Result<Images> {
    let ([n, height, width], pixels) = elements(images, "images", "[n, height, width]")?;
    if pixels.is_empty() {
        return Err(Error::data(format!(
            "The IDX file of images holds none: its shape is [{n}, {height}, {width}]; choose a file with at least one image."
        )));
    }
    let labels = match labels {
        None => None,
        Some(bytes) => {
            let ([n_labels], labels) = elements(bytes, "labels", "[n]")?;
            if n_labels != n {
                return Err(Error::data(format!(
                    "The IDX files do not belong together: {n} images and {n_labels} labels; choose the label file of the same set."
                )));
            }
            Some(labels.to_vec())
        }
    };
    Ok(Images { height, width, channels: 1, pixels: pixels.to_vec(), labels })
}

/// Reads an IDX file of labels alone, `[n]` of u8, as it is after gunzip.
pub fn read_labels(bytes: &[u8]) -> Result<Vec<u8>> {
    let ([_], labels) = elements(bytes, "labels", "[n]")?;
    Ok(labels.to_vec())
}

/// The dimensions and the elements of an IDX file of u8 with `RANK` dimensions.
fn elements<'a, const RANK: usize>(bytes: &'a [u8], what: &str, wanted: &str) -> Result<([u32; RANK], &'a [u8])> {
    let wrong =
        |found: String| Error::data(format!("This IDX file of {what} {found}; wanted is u8 of shape {wanted}."));
    let (element, rank) = match *bytes {
        [0, 0, element, rank, ..] => (element, rank),
        [0x1f, 0x8b, ..] => return Err(wrong("is still compressed: decompress it with gunzip first".into())),
        _ => return Err(wrong("does not start with two zero bytes, a type and a rank, so it is not IDX".into())),
    };
    if element != U8 {
        return Err(wrong(format!("holds {}", element_name(element))));
    }
    if usize::from(rank) != RANK {
        return Err(wrong(format!("has {rank} dimensions")));
    }
    let Some((header, elements)) = bytes[4..].split_at_checked(4 * RANK) else {
        return Err(wrong("ends within its header: get it again".into()));
    };
    let mut shape = [0; RANK];
    for (size, word) in shape.iter_mut().zip(header.chunks_exact(4)) {
        *size = word.iter().fold(0, |size, &byte| size << 8 | u32::from(byte));
    }
    let expected = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size.try_into().ok()?));
    if expected != Some(elements.len()) {
        let found = elements.len();
        return Err(wrong(format!("says shape {shape:?} but holds {found} elements: it is damaged, get it again")));
    }
    Ok((shape, elements))
}

fn element_name(element: u8) -> String {
    match element {
        0x09 => "i8".into(),
        0x0b => "i16".into(),
        0x0c => "i32".into(),
        0x0d => "f32".into(),
        0x0e => "f64".into(),
        other => format!("the unknown element type 0x{other:02x}"),
    }
}
