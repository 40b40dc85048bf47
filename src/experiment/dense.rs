//! Networks of fully-connected layers.

use super::{CLASSES, Claim, Color, Experiment, Holds, Metric, Model, Settings, Variant};

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

pub static DENSE: &[Experiment] = &[
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
            ("hidden", r#"[{"rows":20,"cols":20,"mask":"whole"},{"rows":20,"cols":20,"mask":"whole"}]"#),
            ("batch_size", "128"),
            // The note gives no rate. Without masks, 10 passes end at 51.1 % where it falls to a tenth, else at 49.8 %.
            ("learning_rate.end", "0.0001"),
            ("learning_rate.curve", "exponential"),
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
            Variant::in_color(Color::Red, "layer-1", &[("hidden.1.mask", "none")]),
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
        settings: &[("hidden", r#"[{"rows":10,"cols":10,"mask":"whole"}]"#)],
        variants: &[Variant::in_color(Color::Blue, "masked", &[])],
        own: CLASSES,
    },
];

/// Two layers without maps.
const UNMASKED: Settings = &[("hidden.0.mask", "none"), ("hidden.1.mask", "none")];
