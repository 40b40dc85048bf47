//! Networks of filters that are convolved with images.

use super::{CLASSES, Claim, Color, Experiment, Holds, Metric, Model, Settings, Variant};

/// 100 filters of 5×5, max-pooling, and a linear layer.
const FILTERS: (&str, &str) = ("hidden", r#"[{"rows":10,"cols":10,"mask":"none","kernel":5,"pool":2}]"#);

/// A mask of about 30 % of the neurons: with a threshold of 0.5 some 30 are left of 100, with 0.9 some 5.
const WIDE: [(&str, &str); 2] = [("sigma_forward.start", "2.8"), ("sigma_forward.end", "2.8")];

/// A map of patches sees so many that it comes to rest within a pass.
const ONE_PASS: (&str, &str) = ("som_epochs", "1");

/// One a pass, of ten: with filters a look at the test set costs as much as learning from some thousand images.
const EVALUATIONS: (&str, &str) = ("evaluations", "10");

pub static CONVOLUTIONS: &[Experiment] = &[
    Experiment {
        id: "cnn",
        title: "A map of whole images as a mask of channels",
        note: "The note lets the map see the entire image and mask the channels of a convolution: 99.02 % against \
               98.76 % without it, an extremely slight margin. A threshold on this mask sacrifices too much accuracy, \
               and it is hard to find an organization in the filters.",
        model: Model::Network {
            claims: &[
                Claim {
                    says: "The note: with the mask slightly better than without",
                    holds: Holds::Ranking(Metric::TestAccuracy, &["som-cnn", "cnn"]),
                },
                Claim {
                    says: "The note: a threshold sacrifices accuracy",
                    holds: Holds::Ranking(Metric::TestAccuracy, &["som-cnn", "som-cnn-0.9"]),
                },
                Claim {
                    says: "The note: hard to find an organization in the filters",
                    holds: Holds::Organized(Metric::FilterOrganization, false),
                },
            ],
            maximize: false,
        },
        dataset: "mnist",
        settings: &[FILTERS, WIDE[0], WIDE[1], EVALUATIONS],
        variants: &[
            Variant::in_color(Color::Orange, "cnn", &[]).with_figures(&[(Metric::TestAccuracy, 0.9876)]),
            Variant::in_color(Color::Blue, "som-cnn", WHOLE).with_figures(&[(Metric::TestAccuracy, 0.9902)]),
            Variant::in_color(Color::Gray, "som-cnn-0.9", &[("hidden.0.mask", "whole"), ("threshold", "0.9")]),
        ],
        own: CLASSES,
    },
    Experiment {
        id: "csom",
        title: "A map of patches as a mask of every position",
        note: "The note lets the map see the gray patch under the filters and mask each position by itself. Such a map \
               converges quickly; its weights are organized, the filters are not; the result is competitive at about \
               30 % of the activation strength.",
        model: Model::Network {
            claims: &[
                Claim {
                    says: "The note: competitive, so no worse than without a map",
                    holds: Holds::NotAbove(Metric::TestAccuracy, "csom", &["cnn"]),
                },
                Claim {
                    says: "The note: about 30 % of the activation strength",
                    holds: Holds::About(Metric::ActivationStrength, "csom", 0.3, 0.05),
                },
                Claim {
                    says: "The note: the map converges quickly and does not change after that",
                    holds: Holds::Rests("csom"),
                },
                Claim {
                    says: "The note: the map is organized",
                    holds: Holds::Organized(Metric::CodebookOrganization, true),
                },
                Claim {
                    says: "The note: the filters are not",
                    holds: Holds::Organized(Metric::FilterOrganization, false),
                },
            ],
            maximize: false,
        },
        dataset: "mnist",
        settings: &[FILTERS, WIDE[0], WIDE[1], ONE_PASS, EVALUATIONS],
        variants: &[
            Variant::in_color(Color::Orange, "cnn", &[]),
            Variant::in_color(Color::Blue, "csom", PATCH).with_figures(&[(Metric::ActivationStrength, 0.3)]),
        ],
        own: CLASSES,
    },
    Experiment {
        id: "threshold",
        title: "A mask with a threshold, beside networks of as many filters as it leaves",
        note: "The note shows thresholds of 0, 0.5 and 0.9 from top to bottom, and reaches 98.9 % on MNIST with 5 % of \
               the neurons. With 100 filters of which a mask leaves 30 or 5 it does better than with 30 or 5 filters.",
        model: Model::Network {
            claims: &[
                Claim {
                    says: "The note: the higher the threshold, the lower the accuracy",
                    holds: Holds::Ranking(Metric::TestAccuracy, &["tau-0", "tau-0.5", "tau-0.9"]),
                },
                Claim {
                    says: "The note: 98.9 % with 5 % of the neurons",
                    holds: Holds::Figure(Metric::TestAccuracy, "tau-0.9", 0.989),
                },
                Claim {
                    says: "The note: a threshold of 0.5 leaves 30 of 100 neurons",
                    holds: Holds::About(Metric::ActiveUnits, "tau-0.5", 30.0, 5.0),
                },
                Claim {
                    says: "The note: a threshold of 0.9 leaves 5 of 100 neurons",
                    holds: Holds::About(Metric::ActiveUnits, "tau-0.9", 5.0, 1.0),
                },
                Claim {
                    says: "The note: 30 active of 100 filters above 30 filters",
                    holds: Holds::Ranking(Metric::TestAccuracy, &["tau-0.5", "cnn-30"]),
                },
                Claim {
                    says: "The note: 5 active of 100 filters above 5 filters",
                    holds: Holds::Ranking(Metric::TestAccuracy, &["tau-0.9", "cnn-5"]),
                },
            ],
            maximize: false,
        },
        dataset: "mnist",
        settings: &[FILTERS, WIDE[0], WIDE[1], ONE_PASS, EVALUATIONS],
        variants: &[
            Variant::in_color(Color::Red, "tau-0", PATCH),
            Variant::in_color(Color::Green, "tau-0.5", &[("hidden.0.mask", "patch"), ("threshold", "0.5")])
                .with_figures(&[(Metric::ActiveUnits, 30.0)]),
            Variant::in_color(Color::Blue, "tau-0.9", FIVE_ACTIVE)
                .with_figures(&[(Metric::TestAccuracy, 0.989), (Metric::ActiveUnits, 5.0)]),
            Variant::in_color(Color::Gray, "cnn-30", &[("hidden.0.rows", "5"), ("hidden.0.cols", "6")]),
            Variant::in_color(Color::Orange, "cnn-5", &[("hidden.0.rows", "1"), ("hidden.0.cols", "5")]),
        ],
        own: CLASSES,
    },
    Experiment {
        id: "sparse",
        title: "Ways to be sparse: a mask, pruning, dropout, k-winners",
        note: "From top to bottom, the note shows the original network of 100 neurons, a mask that leaves 5 active, \
               5 neurons left by pruning, and dropout that keeps 0.05. It gives no figures. k-winners-take-all is ours.",
        model: Model::Network {
            claims: &[Claim {
                says: "The note: the original, then the mask, then pruning, then dropout",
                holds: Holds::Ranking(Metric::TestAccuracy, &["original", "som-5", "pruned-5", "dropout"]),
            }],
            maximize: false,
        },
        dataset: "mnist",
        settings: &[FILTERS, WIDE[0], WIDE[1], ONE_PASS, EVALUATIONS],
        variants: &[
            Variant::in_color(Color::Gray, "original", &[]).with_figures(&[(Metric::ActiveUnits, 100.0)]),
            Variant::in_color(Color::Blue, "som-5", FIVE_ACTIVE).with_figures(&[(Metric::ActiveUnits, 5.0)]),
            Variant::in_color(Color::Green, "pruned-5", &[("hidden.0.pruned", "5")])
                .with_figures(&[(Metric::ActiveUnits, 5.0)]),
            Variant::in_color(Color::Red, "dropout", &[("hidden.0.keep", "0.05")]),
            Variant::in_color(Color::Orange, "winners-5", &[("hidden.0.winners", "5")]),
        ],
        own: CLASSES,
    },
];

const WHOLE: Settings = &[("hidden.0.mask", "whole")];
const PATCH: Settings = &[("hidden.0.mask", "patch")];
const FIVE_ACTIVE: Settings = &[("hidden.0.mask", "patch"), ("threshold", "0.9")];
