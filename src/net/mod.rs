//! Networks of filters and fully-connected layers, masked by maps of what they read, and their training on any backend.

pub mod active;
pub mod ascent;
pub mod config;
mod convolution;
mod entries;
pub mod frame;
mod grouped;
pub mod kept;
pub mod layer;
pub mod mask_map;
pub mod network;
pub mod optimizer;
mod pruning;
pub mod session;
pub mod shape;
mod slices;
