//! What runs of agents leave behind: weights, the map of states, every episode, and the curves of all variants.

use crate::agent::Outcome;
use crate::chart::{self, Curve, Panel};
use crate::files;
use crate::statistics::quartiles;
use pollster::block_on;
use som_lab::agent::AgentSession;
use som_lab::agent::course::EpisodePoint;
use som_lab::data::npy;
use som_lab::error::Result;
use som_lab::experiment::Variant;
use std::path::Path;

/// Writes `returns.npy`, and for every layer `weights.npy`, `bias.npy` and, where it is masked, `codebook.npy`.
///
/// # Errors
/// A file could not be written.
pub fn write(session: &AgentSession, course: &[EpisodePoint], folder: &Path) -> Result<()> {
    let returns: Vec<f32> = course.iter().map(|point| point.episode_return as f32).collect();
    files::save(folder, "returns.npy", npy::write_f32(&[returns.len()], &returns))?;
    files::save_tensors(folder, &block_on(session.tensors())?)
}

/// Writes `curves.png`: the mean return of the last 100 episodes, and the return of each, of every variant; medians with a
/// band from quartile to quartile where there are several seeds.
///
/// # Errors
/// The file could not be written.
pub fn draw(outcomes: &[Outcome], folder: &Path) -> Result<()> {
    let mut variants: Vec<&'static Variant> = outcomes.iter().map(|outcome| outcome.variant).collect();
    variants.dedup_by_key(|variant| variant.name);
    let curves = |of: fn(&EpisodePoint) -> f64| {
        let curve = |&variant: &&'static Variant| {
            let runs: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.variant.name == variant.name).collect();
            Curve {
                name: variant.name,
                color: variant.color.rgb(),
                x: runs[0].course.iter().map(|point| f64::from(point.episode)).collect(),
                runs: runs.iter().map(|run| run.course.iter().map(of).collect()).collect(),
                around: quartiles,
            }
        };
        variants.iter().map(curve).collect()
    };
    let panels = [
        Panel {
            title: "Mean return of 100 episodes",
            x: "episodes",
            curves: curves(|point| point.mean_return),
            rising: true,
        },
        Panel { title: "Return", x: "episodes", curves: curves(|point| point.episode_return), rising: true },
    ];
    let (pixels, width) = chart::draw(&panels)?;
    files::save(folder, "curves.png", files::png_rgb(&pixels, width as usize)?)
}
