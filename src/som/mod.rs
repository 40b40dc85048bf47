//! The self-organizing map: its lattice, its schedules, and its training on any backend.

pub mod grid;
pub mod schedule;
