//! The self-organizing map: its lattice, its schedules, its settings, and its training on any backend.

pub mod config;
pub mod frame;
pub mod init;
pub mod map;
pub mod plan;
pub mod rebuild;
mod record;
pub mod run;
pub mod schedule;
pub mod search;
pub mod stack;
pub mod view;

/// One running map, or a stack of them.
pub type MapSession = crate::session::Session<run::MapRun>;
