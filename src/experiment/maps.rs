//! Maps and stacks of maps.

use super::{Experiment, Model, Own, Variant};

pub static MAPS: &[Experiment] = &[
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
];

/// One map of all winners of an image.
const WHOLE_COORDINATES: &str = r#"[{"rows":20,"cols":20,"size":0,"stride":1,"code":"coordinates"}]"#;
/// A map of 4×4 winners between the patches and the whole.
const THREE_LAYERS: &str = r#"[{"rows":15,"cols":15,"size":4,"stride":2,"code":"coordinates"},{"rows":20,"cols":20,"size":0,"stride":1,"code":"coordinates"}]"#;
