//! Data sets: file formats in, images of one shape out.

pub mod cifar;
pub mod dataset;
pub mod idx;
pub mod npy;
pub mod turntable;

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
