//! SOM Lab: self-organizing maps that train live in the browser and headless on any machine.
//!
//! The modules stand in the order in which a picture passes through the program:
//! each file's input is the previous file's output.

pub mod error;
pub mod rng;

pub mod data;
pub mod net;
pub mod som;

pub mod kernels;

pub mod backend;

pub mod frame;
pub mod metrics;
pub mod session;

#[cfg(feature = "lab")]
pub mod experiment;

#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(test)]
mod generated;
