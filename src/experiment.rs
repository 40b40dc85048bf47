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

/// Something that can be checked in the results of several variants, and who says it in which words.
#[derive(Debug)]
pub struct Claim {
    pub says: &'static str,
    pub holds: Holds,
}

/// When a claim is right.
#[derive(Debug)]
pub enum Holds {
    /// Every variant has more of the metric than the next.
    Ranking(Metric, &'static [&'static str]),
    /// None of the variants has more of the metric than the one named first.
    NotAbove(Metric, &'static str, &'static [&'static str]),
    /// Neighbors in the first layer resemble one another by this metric, or do not, in every variant.
    Organized(Metric, bool),
    /// Both variants are one function: no weight differs, so long as the bias is added before the mask.
    Same(&'static str, &'static str),
}

impl Holds {
    /// The variants that it names.
    pub fn variants(&self) -> Vec<&'static str> {
        match *self {
            Self::Ranking(_, variants) => variants.to_vec(),
            Self::NotAbove(_, first, others) => [&[first], others].concat(),
            Self::Organized(..) => Vec::new(),
            Self::Same(a, b) => vec![a, b],
        }
    }
}

/// What claims are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    TestAccuracy,
    /// Of the first layer's codebook: how closely distances of units go with distances of their weights.
    CodebookOrganization,
    /// The same of the weights of its neurons.
    FilterOrganization,
}

impl Metric {
    /// The name of the field.
    pub fn name(self) -> &'static str {
        match self {
            Self::TestAccuracy => "test_accuracy",
            Self::CodebookOrganization => "organization_codebook",
            Self::FilterOrganization => "organization_filters",
        }
    }
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

/// One radius for organizing and for masking.
macro_rules! one_sigma {
    ($sigma:literal) => {
        &[
            ("sigma_organize.start", $sigma),
            ("sigma_organize.end", $sigma),
            ("sigma_forward.start", $sigma),
            ("sigma_forward.end", $sigma),
        ]
    };
}

/// Every experiment there is.
pub static ALL: &[Experiment] = &[
    Experiment {
        id: "map",
        title: "An example of a SOM: whole images on a two-dimensional lattice",
        note: "The note shows such a map as a grid of its weights and gives no figures.",
        model: Model::Map,
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
        model: Model::Map,
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
        model: Model::Map,
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
        model: Model::Map,
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
    Experiment {
        id: "fc-sigma",
        title: "Maps as masks of fully-connected layers: from no mask to a narrow one",
        note: "The note shows four curves on CIFAR-10, from top to bottom σ = ∞ (no map), 50, 20 and 5: a small σ helps \
               the maps to organize, and costs accuracy because the activation becomes sparse. It gives no figures.",
        model: Model::Network {
            claims: &[
                Claim {
                    says: "The note: the wider the mask, the higher the accuracy",
                    holds: Holds::Ranking(Metric::TestAccuracy, &["sigma-inf", "sigma-50", "sigma-20", "sigma-5"]),
                },
                Claim {
                    says: "The note: the smaller σ, the better the map is organized",
                    holds: Holds::Ranking(Metric::CodebookOrganization, &["sigma-5", "sigma-20", "sigma-50"]),
                },
            ],
            maximize: false,
        },
        dataset: "cifar10",
        settings: &[
            ("hidden", r#"[{"rows":20,"cols":20,"masked":true},{"rows":20,"cols":20,"masked":true}]"#),
            ("batch_size", "128"),
            // The note gives no rate. Without masks, 10 passes end at 51.1 % where it falls to a tenth, else at 49.8 %.
            ("learning_rate.end", "0.0001"),
            ("learning_rate.curve", "exponential"),
            // Maps that learn to the end.
            ("som_rate.end", "0.05"),
            ("settle", "0.001"),
            ("evaluations", "20"),
            // Maps that learn to the end: what a narrow mask costs is not to depend on when one comes to rest.
            ("som_rate.end", "0.05"),
            ("settle", "0.001"),
        ],
        variants: &[
            Variant::in_color(Color::Gray, "sigma-inf", UNMASKED),
            Variant::in_color(Color::Green, "sigma-50", one_sigma!("50")),
            Variant::in_color(Color::Orange, "sigma-20", one_sigma!("20")),
            Variant::in_color(Color::Blue, "sigma-5", one_sigma!("5")),
        ],
        own: CLASSES,
    },
    Experiment {
        id: "fc-two-sigmas",
        title: "Two radii: maps organize with a small one and mask with a large one",
        note: "The note shows loss, test and training accuracy on MNIST without a map (orange), with one on the first \
               layer (red) and with maps on both (blue): no boost of the performance, but a map to look at. It gives \
               no figures.",
        model: Model::Network {
            claims: &[
                Claim {
                    says: "The note: no performance boost is observed from masks",
                    holds: Holds::NotAbove(Metric::TestAccuracy, "no-som", &["layer-1", "both"]),
                },
                Claim {
                    says: "The note: the map of the first layer is organized",
                    holds: Holds::Organized(Metric::CodebookOrganization, true),
                },
            ],
            maximize: false,
        },
        dataset: "mnist",
        settings: &[],
        variants: &[
            Variant::in_color(Color::Orange, "no-som", UNMASKED),
            Variant::in_color(Color::Red, "layer-1", &[("hidden.1.masked", "false")]),
            Variant::in_color(Color::Blue, "both", &[]),
        ],
        own: CLASSES,
    },
    Experiment {
        id: "order",
        title: "What comes first, the mask or the ReLU",
        note: "From top to bottom, the note shows the performance without maps, with the mask before the ReLU and with \
               the ReLU before the mask. With the bias after the mask these are three networks; with \
               bias=before_mask both orders are the same one.",
        model: Model::Network {
            claims: &[
                Claim {
                    says: "The note: no map, then mask before ReLU, then ReLU before mask",
                    holds: Holds::Ranking(Metric::TestAccuracy, &["no-som", "mask-relu", "relu-mask"]),
                },
                Claim {
                    says: "relu(m z) = m relu(z): with the bias before the mask both orders are the same network",
                    holds: Holds::Same("mask-relu", "relu-mask"),
                },
            ],
            maximize: false,
        },
        dataset: "mnist",
        settings: &[("sigma_forward.start", "2.8"), ("sigma_forward.end", "2.8"), ("bias", "after_mask")],
        variants: &[
            Variant::in_color(Color::Orange, "no-som", UNMASKED),
            Variant::in_color(Color::Blue, "mask-relu", &[("order", "mask_relu")]),
            Variant::in_color(Color::Red, "relu-mask", &[("order", "relu_mask")]),
        ],
        own: CLASSES,
    },
    Experiment {
        id: "filters",
        title: "What the neurons want to see, beside the map that masks them",
        note: "The note shows the inputs that activate 10×10 filters most and finds no organization in them, while the \
               map is organized. It gives no figures.",
        model: Model::Network {
            claims: &[
                Claim {
                    says: "The note: no organizing pattern can be observed from the filters",
                    holds: Holds::Organized(Metric::FilterOrganization, false),
                },
                Claim {
                    says: "The note: the map itself is organized",
                    holds: Holds::Organized(Metric::CodebookOrganization, true),
                },
            ],
            maximize: true,
        },
        dataset: "mnist",
        settings: &[("hidden", r#"[{"rows":10,"cols":10,"masked":true}]"#)],
        variants: &[Variant::in_color(Color::Blue, "masked", &[])],
        own: CLASSES,
    },
];

/// Two layers without maps.
const UNMASKED: Settings = &[("hidden.0.masked", "false"), ("hidden.1.masked", "false")];

/// Pictures with classes, a pass over MNIST's worth of them.
const CLASSES: Own = Own { side: Some(32), gray: false, turntable: false, least: 4, samples: 60_000 };

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
