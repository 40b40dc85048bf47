//! Data sets: file formats in, images of one shape out.

pub mod cifar;
#[cfg(feature = "lab")]
pub mod coding;
pub mod dataset;
pub mod idx;
pub mod npy;
pub mod turntable;

use crate::error::{Error, Result};

/// Images of one shape, as every loader returns them.
///
/// `pixels` is `n × height × width × channels` bytes, row-major, channels last (HWC); 0 is black, 255 full.
/// `labels`, where there are any, is one class per image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    pub height: u32,
    pub width: u32,
    pub channels: u32,
    pub pixels: Vec<u8>,
    pub labels: Option<Vec<u8>>,
}

impl Images {
    /// How many there are.
    pub fn count(&self) -> usize {
        let len = self.height as usize * self.width as usize * self.channels as usize;
        self.pixels.len().checked_div(len).unwrap_or(0)
    }
}

/// Images out of the bytes of a file called `name`, recognized by content: NPY, IDX, or a binary batch of CIFAR-10.
///
/// # Errors
/// It is none of these, or it does not hold what it says; the message names the file.
pub fn recognize(name: &str, bytes: &[u8]) -> Result<Images> {
    let images = match bytes {
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => npy::read(bytes),
        // A batch whose first image is dark may begin as IDX does.
        [0, 0, 8..=0x0e, ..] => idx::read(bytes, None).or_else(|error| cifar::read(bytes).map_err(|_| error)),
        _ if !bytes.is_empty() && bytes.len().is_multiple_of(cifar::RECORD) => cifar::read(bytes),
        _ => Err(Error::data("This is neither an NPY nor an IDX file nor a binary batch of CIFAR-10.")),
    };
    images.map_err(|error| error.in_file(name))
}
