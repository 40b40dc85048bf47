//! SOM Lab: self-organizing maps that train live in the browser and headless on any machine.
//!
//! The modules stand in the order in which a picture passes through the program, and use only those above them
//! (`tests/layers.rs`): words and shapes; kernels and the backends that run them; images on a device; one session over
//! every kind of run; the kinds; what stands around them.

pub mod error;
mod order;
pub mod rng;

pub mod lattice;
pub mod layout;
pub mod metrics;

pub mod kernels;

pub mod backend;
pub mod parity;

pub mod data;
#[cfg(feature = "input")]
pub mod input;

pub mod frame;
pub mod session;

pub mod som;

pub mod net;

pub mod agent;

pub mod choice;
#[cfg(feature = "lab")]
pub mod experiment;

#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(test)]
mod generated;
