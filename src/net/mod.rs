//! Fully-connected networks whose layers are masked by maps of their own inputs, and their training on any backend.

pub mod active;
pub mod ascent;
pub mod config;
pub mod frame;
pub mod mask_map;
pub mod network;
pub mod optimizer;
pub mod session;
