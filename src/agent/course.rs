//! What an agent's episodes have come to.

use super::environment::Environment;
use serde::{Deserialize, Serialize};

/// Episodes whose mean counts.
pub const WINDOW: usize = 100;

/// One episode.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EpisodePoint {
    /// From 1 on.
    pub episode: u32,
    /// Steps of the world since the start of the run.
    pub samples: u64,
    /// Steps of the episode.
    pub length: u32,
    /// The sum of what the world paid, whatever reward the agent was given instead: on the cart, the steps that it lasted.
    pub episode_return: f64,
    /// The mean of that and the 99 before, or of all there are.
    pub mean_return: f64,
    pub epsilon: f64,
    /// Means over the gradient steps since the last episode; none where there were none.
    pub loss: Option<f64>,
    /// Of the value of the best action.
    pub mean_q: Option<f64>,
    /// Since the start of the run.
    pub gradient_steps: u64,
}

/// The mean of the last returns, at most [`WINDOW`].
pub fn mean_return(course: &[EpisodePoint]) -> f64 {
    let last = &course[course.len().saturating_sub(WINDOW)..];
    last.iter().map(|point| point.episode_return).sum::<f64>() / last.len().max(1) as f64
}

/// The first episode at which the last [`WINDOW`] returns had the mean that solves the world.
pub fn solved_at(course: &[EpisodePoint], environment: Environment) -> Option<u32> {
    let threshold = environment.solved_at()?;
    course.iter().skip(WINDOW - 1).find(|point| point.mean_return >= threshold).map(|point| point.episode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solved_is_a_mean_of_a_hundred() {
        let mut course: Vec<EpisodePoint> = Vec::new();
        for episode in 1..=260 {
            let episode_return = if episode <= 100 { 20.0 } else { 200.0 };
            let point = EpisodePoint {
                episode,
                samples: 0,
                length: 0,
                episode_return,
                mean_return: 0.0,
                epsilon: 0.0,
                loss: None,
                mean_q: None,
                gradient_steps: 0,
            };
            course.push(point);
            let mean = mean_return(&course);
            course.last_mut().unwrap().mean_return = mean;
        }
        // 98 of 200 and 2 of 20 are 196.4, 97 are 194.6.
        assert_eq!(solved_at(&course, Environment::CartpoleV0), Some(198));
        assert_eq!(solved_at(&course, Environment::CartpoleV1), None);
        assert_eq!(solved_at(&course, Environment::Pendulum), None);
        // A good beginning is not a hundred episodes.
        assert_eq!(solved_at(&course[150..240], Environment::CartpoleV0), None);
    }
}
