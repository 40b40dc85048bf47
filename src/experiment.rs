//! The catalogue: every experiment of the research note, as data, in the order of the page.
//!
//! To add an experiment, add one row to [`ALL`]; the lab's list, its help and its runs find it there.

use crate::error::{Error, Result};

/// One experiment of the note.
#[derive(Debug)]
pub struct Experiment {
    /// What it is called on the command line and in `<som-lab experiment="…">`.
    pub id: &'static str,
    pub title: &'static str,
    /// What the note says of it, in our words.
    pub note: &'static str,
    /// The data set it starts with, one of [`DATASETS`].
    pub dataset: &'static str,
    /// What is compared; at least one.
    pub variants: &'static [Variant],
}

/// One of the runs that an experiment compares.
#[derive(Debug)]
pub struct Variant {
    /// Part of a file name, so without spaces.
    pub name: &'static str,
    /// Where it differs from `Config::default()`: keys with a dot for what lies deeper, and values.
    pub settings: &'static [(&'static str, &'static str)],
    /// What the note reports for it: metrics by their names, and values.
    pub figures: &'static [(&'static str, f64)],
}

/// The data sets that every experiment can be run on.
pub const DATASETS: [&str; 3] = ["mnist", "cifar10", "colors"];

/// Every experiment there is.
pub static ALL: &[Experiment] = &[Experiment {
    id: "map",
    title: "An example of a SOM: whole images on a two-dimensional lattice",
    note: "The note shows such a map as a grid of its weights and gives no figures.",
    dataset: "mnist",
    variants: &[Variant { name: "default", settings: &[], figures: &[] }],
}];

/// The experiment called `id`.
///
/// # Errors
/// There is none; the message lists those that there are.
pub fn by_id(id: &str) -> Result<&'static Experiment> {
    ALL.iter().find(|experiment| experiment.id == id).ok_or_else(|| {
        let ids: Vec<_> = ALL.iter().map(|experiment| experiment.id).collect();
        Error::config(format!("There is no experiment {id:?}: choose from {}.", ids.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_catalogue_is_sound() {
        let ids: HashSet<_> = ALL.iter().map(|experiment| experiment.id).collect();
        assert_eq!(ids.len(), ALL.len(), "ids are unique");
        for experiment in ALL {
            assert!(DATASETS.contains(&experiment.dataset), "{}", experiment.id);
            let names: HashSet<_> = experiment.variants.iter().map(|variant| variant.name).collect();
            assert!(!names.is_empty() && names.len() == experiment.variants.len(), "{}", experiment.id);
            assert!(names.iter().all(|name| !name.contains([' ', '/'])), "{}", experiment.id);
        }
    }

    #[test]
    fn an_unknown_experiment_is_answered_with_those_there_are() {
        assert_eq!(by_id("map").unwrap().id, "map");
        let message = by_id("maps").unwrap_err().message;
        assert!(message.contains("\"maps\"") && message.contains("choose from map"), "{message}");
    }
}
