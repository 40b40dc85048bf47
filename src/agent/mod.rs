//! An agent that learns to act: deep Q-learning on networks whose layers may be masked by maps of what they read.
//!
//! Watkins, *Learning from Delayed Rewards*, 1989; Mnih et al., *Human-level Control through Deep Reinforcement
//! Learning*, Nature 518, 2015. An agent needs an answer after every step of its world, so it lives on the CPU backend.

pub mod action_map;
pub mod cartpole;
pub mod config;
pub mod course;
pub mod environment;
pub mod frame;
pub mod learner;
pub mod pendulum;
mod picture;
pub mod replay;
pub mod run;
pub mod stage;

/// One running agent.
pub type AgentSession = crate::session::Session<run::AgentRun>;
