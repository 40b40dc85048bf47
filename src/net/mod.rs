//! Networks of filters and fully-connected layers, masked by maps of what they read, and their training on any backend.

pub mod ascent;
mod ask;
pub mod bmu_cache;
pub mod config;
mod convolution;
mod entries;
pub mod frame;
mod grouped;
pub mod layer;
pub mod mask_map;
pub mod network;
pub mod optimizer;
mod picture;
mod pruning;
mod record;
pub mod run;
pub mod shape;
mod slices;

pub use ask::Scores;

/// One running network.
pub type NetSession = crate::session::Session<run::NetRun>;
