//! Fully-connected networks whose layers are masked by maps of their own inputs.

pub mod config;
