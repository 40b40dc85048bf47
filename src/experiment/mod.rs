//! The catalogue: every experiment of the research note, as data, in the order of the page.
//!
//! To add an experiment, add one row to one of the lists; the lab's list, its help and its runs find it there.

mod claims;
mod convolutions;
mod dense;
mod maps;

pub use claims::{Claim, Holds, Metric};

use crate::error::{Error, Result};

/// One experiment of the note.
#[derive(Debug)]
pub struct Experiment {
    /// What it is called on the command line and in `<som-lab experiment="…">`.
    pub id: &'static str,
    pub title: &'static str,
    /// What the note says of it, in our words.
    pub note: &'static str,
    pub model: Model,
    /// The data set it starts with, one of [`DATASETS`].
    pub dataset: &'static str,
    /// Where all variants differ from the default configuration of the model.
    pub settings: Settings,
    /// What is compared; at least one.
    pub variants: &'static [Variant],
    pub own: Own,
}

/// What an experiment trains, and thereby what its settings are those of.
#[derive(Debug)]
pub enum Model {
    /// A map or a stack of maps: `som::config::Config`.
    Map,
    /// A classifier whose layers are masked by maps: `net::config::NetConfig`.
    Network {
        /// What runs are held against.
        claims: &'static [Claim],
        /// Whether inputs are sought that activate the neurons of the first layer most.
        maximize: bool,
    },
}

/// Keys with a dot for what lies deeper, and values.
pub type Settings = &'static [(&'static str, &'static str)];

/// One of the runs that an experiment compares.
#[derive(Debug)]
pub struct Variant {
    /// Part of a file name, so without spaces.
    pub name: &'static str,
    /// Its data set, if it is not that of the experiment.
    pub dataset: Option<&'static str>,
    /// Where it differs from the others.
    pub settings: Settings,
    /// What the note reports for it.
    pub figures: &'static [(Metric, f64)],
    /// The color of its curve.
    pub color: Color,
}

impl Variant {
    const fn of(name: &'static str, settings: Settings) -> Self {
        Self { name, dataset: None, settings, figures: &[], color: Color::Blue }
    }

    const fn in_color(color: Color, name: &'static str, settings: Settings) -> Self {
        Self { color, ..Self::of(name, settings) }
    }

    const fn with_figures(self, figures: &'static [(Metric, f64)]) -> Self {
        Self { figures, ..self }
    }
}

/// Colors of curves. Where the note names colors, they are its own: orange without a map, red with one on the first
/// layer, blue with maps on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Orange,
    Red,
    Blue,
    Green,
    Gray,
}

impl Color {
    /// As the page has them on white paper.
    pub fn rgb(self) -> [u8; 3] {
        match self {
            Self::Orange => [0xc7, 0x7f, 0x00],
            Self::Red => [0xb5, 0x28, 0x1e],
            Self::Blue => [0x00, 0x72, 0xb2],
            Self::Green => [0x00, 0x7a, 0x5a],
            Self::Gray => [0x6b, 0x6f, 0x76],
        }
    }
}

/// What an experiment makes of people's own pictures.
#[derive(Debug)]
pub struct Own {
    /// The longer side they are scaled down to; none where as many pixels are welcome as there is room for.
    pub side: Option<u32>,
    /// Whether they lose their colors.
    pub gray: bool,
    /// Whether they are views of one full turn, in order and evenly spaced.
    pub turntable: bool,
    /// How many it needs.
    pub least: u32,
    /// Samples that a run should see, however few pictures there are; 0 for what the settings say.
    pub samples: u32,
}

/// The data sets that every experiment can be run on.
pub const DATASETS: [&str; 5] = ["mnist", "cifar10", "colors", "turntable", "turntable-32"];

/// Pictures with classes, a pass over MNIST's worth of them.
const CLASSES: Own = Own { side: Some(32), gray: false, turntable: false, least: 4, samples: 60_000 };

/// Every experiment there is, in the order of the page.
pub fn all() -> impl Iterator<Item = &'static Experiment> {
    [maps::MAPS, dense::DENSE, convolutions::CONVOLUTIONS].into_iter().flatten()
}

/// The experiment called `id`.
///
/// # Errors
/// There is none; the message lists those that there are.
pub fn by_id(id: &str) -> Result<&'static Experiment> {
    all().find(|experiment| experiment.id == id).ok_or_else(|| {
        let ids: Vec<_> = all().map(|experiment| experiment.id).collect();
        Error::config(format!("There is no experiment {id:?}: choose from {}.", ids.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_catalogue_is_sound() {
        let ids: HashSet<_> = all().map(|experiment| experiment.id).collect();
        assert_eq!(ids.len(), all().count(), "ids are unique");
        for experiment in all() {
            let names: HashSet<_> = experiment.variants.iter().map(|variant| variant.name).collect();
            assert!(!names.is_empty() && names.len() == experiment.variants.len(), "{}", experiment.id);
            assert!(names.iter().all(|name| !name.contains([' ', '/'])), "{}", experiment.id);
            for dataset in experiment.variants.iter().map(|variant| variant.dataset.unwrap_or(experiment.dataset)) {
                assert!(DATASETS.contains(&dataset), "{}", experiment.id);
            }
            let Model::Network { claims, .. } = experiment.model else { continue };
            for named in claims.iter().flat_map(|claim| claim.holds.variants()) {
                assert!(names.contains(named), "{} has no variant {named}", experiment.id);
            }
            let colors = experiment.variants.iter().map(|variant| variant.color.rgb()).collect::<HashSet<_>>();
            assert_eq!(colors.len(), names.len(), "curves of {} are told apart", experiment.id);
        }
    }

    #[test]
    fn an_unknown_experiment_is_answered_with_those_there_are() {
        assert_eq!(by_id("map").unwrap().id, "map");
        let message = by_id("maps").unwrap_err().message;
        assert!(message.contains("\"maps\"") && message.contains("choose from map"), "{message}");
    }
}
