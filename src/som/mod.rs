//! The self-organizing map: its lattice, its schedules, its settings, and its training on any backend.

pub mod config;
pub mod grid;
pub mod init;
pub mod map;
pub mod plan;
pub mod rebuild;
pub mod schedule;
pub mod search;
pub mod stack;
