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
    /// Where all variants differ from `Config::default()`.
    pub settings: Settings,
    /// What is compared; at least one.
    pub variants: &'static [Variant],
    pub own: Own,
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
    /// What the note reports for it: metrics by their names, and values.
    pub figures: &'static [(&'static str, f64)],
}

impl Variant {
    const fn of(name: &'static str, settings: Settings) -> Self {
        Self { name, dataset: None, settings, figures: &[] }
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

/// Every experiment there is.
pub static ALL: &[Experiment] = &[
    Experiment {
        id: "map",
        title: "An example of a SOM: whole images on a two-dimensional lattice",
        note: "The note shows such a map as a grid of its weights and gives no figures.",
        dataset: "mnist",
        settings: &[],
        variants: &[Variant::of("default", &[])],
        own: Own { side: Some(32), gray: false, turntable: false, least: 2, samples: 0 },
    },
    Experiment {
        id: "patches",
        title: "Patches of images on a map, and images rebuilt from its units",
        note: "The note shows digits and a frog beside what is rebuilt from their patches: CIFAR-10 comes out blurrier \
               than MNIST, and 2,500 neurons tell its colors apart better than 400. It gives no figures.",
        dataset: "cifar10",
        settings: &[("sigma.end", "0.3"), ("patch.per_image", "8"), ("epochs", "1")],
        variants: &[
            Variant { dataset: Some("mnist"), ..Variant::of("9x9-400", &[("patch.size", "9")]) },
            Variant::of("4x4-400", &[("patch.size", "4")]),
            Variant::of("4x4-2500", &[("patch.size", "4"), ("rows", "50"), ("cols", "50"), ("sigma.start", "25")]),
        ],
        own: Own { side: None, gray: false, turntable: false, least: 1, samples: 400_000 },
    },
    Experiment {
        id: "ring",
        title: "Views of a turning car on a looped one-dimensional lattice",
        note: "The note shows that the ring puts the views in the order of their angles, and gives no figures.",
        dataset: "turntable",
        settings: &[
            ("rows", "1"),
            ("cols", "48"),
            ("sigma.start", "12"),
            ("sigma.end", "0.7"),
            ("batch_size", "18"),
            ("epochs", "100"),
        ],
        variants: &[Variant::of("ring", &[("lattice", "ring")]), Variant::of("line", &[("lattice", "line")])],
        own: Own { side: Some(64), gray: false, turntable: true, least: 3, samples: 7200 },
    },
    Experiment {
        id: "stack",
        title: "Stacked maps: patches of digits, and maps of where their winners lie",
        note: "The note hands the coordinates of the winners on to the next map, and finds that this clusters digits \
               poorly; it gives no figures. The other codes are ours.",
        dataset: "mnist",
        settings: &[
            ("patch.size", "7"),
            ("patch.stride", "3"),
            ("patch.per_image", "2"),
            ("rows", "10"),
            ("cols", "10"),
            ("sigma.start", "5"),
            ("epochs", "2"),
        ],
        variants: &[
            Variant::of("coordinates", &[("stack", WHOLE_COORDINATES)]),
            Variant::of("one_hot", &[("stack", WHOLE_COORDINATES), ("stack.0.code", "one_hot")]),
            Variant::of("soft", &[("stack", WHOLE_COORDINATES), ("stack.0.code", "soft")]),
            Variant::of("three-layers", &[("stack", THREE_LAYERS)]),
        ],
        own: Own { side: Some(28), gray: true, turntable: false, least: 2, samples: 120_000 },
    },
];

/// One map of all winners of an image.
const WHOLE_COORDINATES: &str = r#"[{"rows":20,"cols":20,"size":0,"stride":1,"code":"coordinates"}]"#;
/// A map of 4×4 winners between the patches and the whole.
const THREE_LAYERS: &str = r#"[{"rows":15,"cols":15,"size":4,"stride":2,"code":"coordinates"},{"rows":20,"cols":20,"size":0,"stride":1,"code":"coordinates"}]"#;

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
            let names: HashSet<_> = experiment.variants.iter().map(|variant| variant.name).collect();
            assert!(!names.is_empty() && names.len() == experiment.variants.len(), "{}", experiment.id);
            assert!(names.iter().all(|name| !name.contains([' ', '/'])), "{}", experiment.id);
            for dataset in experiment.variants.iter().map(|variant| variant.dataset.unwrap_or(experiment.dataset)) {
                assert!(DATASETS.contains(&dataset), "{}", experiment.id);
            }
        }
    }

    #[test]
    fn an_unknown_experiment_is_answered_with_those_there_are() {
        assert_eq!(by_id("map").unwrap().id, "map");
        let message = by_id("maps").unwrap_err().message;
        assert!(message.contains("\"maps\"") && message.contains("choose from map"), "{message}");
    }
}
