//! Which samples a run sees, and in which order.
//!
//! A run goes over the training set in passes. The first pass sees the first shard, the next the first two shards, and
//! so on, so that training starts before everything has come and is still the same run however fast the shards come.
//! Every pass is shuffled by a key of its own. Every layer of a stack has such a run, one after the other.

use super::config::{Config, Training};
use crate::data::dataset::Split;
use crate::rng::mix;
use serde::{Deserialize, Serialize};

const STREAM: u32 = 0x0DE5;

/// How far a layer has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps done.
    pub step: u64,
    /// Samples presented.
    pub samples: u64,
    /// The pass, and the samples of it that are done.
    pub pass: u32,
    pub position: u32,
    /// Whether the sums of a batch pass hold something.
    pub accumulating: bool,
}

/// Samples of pass `pass` that takes `per_image` from every image.
pub fn pass_len(split: &Split, per_image: u32, pass: u32) -> u32 {
    split.prefix(pass as usize + 1) * per_image
}

/// The key that shuffles pass `pass`.
pub fn pass_key(seed: u32, pass: u32) -> u32 {
    mix(seed ^ STREAM, pass)
}

/// Samples of a layer's whole run, whole images' worth; the batch map finishes the pass it is in.
pub fn total(config: &Config, split: &Split, per_image: u32) -> u64 {
    let images = ((f64::from(config.epochs) * f64::from(split.n())).round() as u64).max(1);
    let wanted = images * u64::from(per_image);
    if config.training != Training::Batch {
        return wanted;
    }
    let mut sum = 0;
    for pass in 0.. {
        let len = u64::from(pass_len(split, per_image, pass));
        if len == u64::from(split.n()) * u64::from(per_image) {
            return sum + (wanted.saturating_sub(sum)).div_ceil(len).max(u64::from(sum < wanted)) * len;
        }
        sum += len;
        if sum >= wanted {
            return sum;
        }
    }
    unreachable!("some pass covers the whole set")
}

/// The share of the run that is done at a step that starts after `samples` and presents `len` of them:
/// 0 for the first step, 1 for the last.
pub fn share(total: u64, samples: u64, len: u64) -> f32 {
    let last = total.saturating_sub(len);
    if last == 0 { 0.0 } else { (samples as f64 / last as f64).min(1.0) as f32 }
}
