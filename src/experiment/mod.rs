//! The catalogue: every experiment of the research note, in the order of the page, which reads the same records
//! (`www/catalogue`).

mod claims;
mod hints;
mod own;

pub use claims::{Claim, Holds, Metric, Says};
pub use hints::{Facts, Hint, hints};
pub use own::{Fitted, Own, PatchSize, Pictures};

use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// One experiment of the note.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// What it is called on the command line and in `<som-lab experiment="…">`.
    pub id: &'static str,
    pub kind: Kind,
    pub title: &'static str,
    /// What the note shows.
    pub note: &'static str,
    /// The data set it starts with, one of [`DATASETS`]; none where it makes all that it learns from.
    pub dataset: Option<&'static str>,
    /// What the data sets on offer bring along.
    #[serde(default)]
    pub datasets: BTreeMap<&'static str, Brought>,
    /// Where all variants differ from the default configuration of the kind.
    pub settings: Settings,
    /// What is compared; at least one.
    pub variants: Vec<Variant>,
    /// What runs are held against.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// What is recorded of it, see `lab reproduce`.
    #[serde(default)]
    pub recorded: Recording,
    /// Whether inputs are sought that activate the neurons of the first layer most.
    #[serde(default)]
    pub maximize: bool,
    /// What becomes of people's own pictures; none where it takes none.
    pub own: Option<Own>,
    /// What only the page adds or changes.
    pub page: Page,
}

/// How an experiment is recorded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recording {
    /// Seeds of each variant.
    pub seeds: u32,
    /// Data sets besides its own.
    pub datasets: Vec<String>,
}

impl Default for Recording {
    fn default() -> Self {
        Self { seeds: 10, datasets: Vec::new() }
    }
}

/// What an experiment trains, and thereby what its settings are those of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A map or a stack of maps: `som::config::Config`.
    Map,
    /// A classifier whose layers are masked by maps: `net::config::NetConfig`.
    Net,
    /// An agent that learns to act: `agent::config::AgentConfig`.
    Agent,
}

/// Values by dotted keys; a star stands for every item of a list.
pub type Settings = serde_json::Map<String, serde_json::Value>;

/// What a data set changes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brought {
    #[serde(default)]
    pub settings: Settings,
    /// The state of the page.
    #[serde(default)]
    pub page: Settings,
}

/// One of the runs that an experiment compares.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Part of a file name, so without spaces.
    pub name: &'static str,
    pub title: &'static str,
    /// The color of its curve.
    #[serde(default)]
    pub color: Color,
    /// Where it differs from the others.
    #[serde(default)]
    pub settings: Settings,
    /// What the note reports for it.
    #[serde(default)]
    pub figures: BTreeMap<Metric, f64>,
}

/// Of the page's own, only what the lab has to know.
#[derive(Debug, Deserialize)]
pub struct Page {
    /// What it changes of every run, such as fewer passes.
    pub settings: Settings,
}

/// Colors of curves. Where the note names colors, they are its own: orange without a map, red with one on the first
/// layer, blue with maps on both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Color {
    Orange,
    Red,
    #[default]
    Blue,
    Green,
    Gray,
}

/// The colors of the page on white paper, `#rrggbb`.
static ON_PAPER: LazyLock<HashMap<Color, String>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Themes {
        light: Theme,
    }
    #[derive(Deserialize)]
    struct Theme {
        note: HashMap<Color, String>,
    }
    let themes: Themes = serde_json::from_str(include_str!("../../www/style/colors.json"))
        .unwrap_or_else(|error| panic!("the colors: {error}"));
    themes.light.note
});

impl Color {
    /// As the page has it on white paper.
    pub fn rgb(self) -> [u8; 3] {
        let hex = u32::from_str_radix(&ON_PAPER[&self][1..], 16).expect("a color is written #rrggbb");
        let [_, rgb @ ..] = hex.to_be_bytes();
        rgb
    }
}

/// The names of the data sets that every experiment can be run on.
pub static DATASETS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let records: BTreeMap<&'static str, serde::de::IgnoredAny> =
        serde_json::from_str(include_str!("../../www/catalogue/datasets.json"))
            .unwrap_or_else(|error| panic!("the data sets: {error}"));
    records.into_keys().collect()
});

static ALL: LazyLock<Vec<Experiment>> = LazyLock::new(|| {
    let families: [&'static str; 5] = [
        include_str!("../../www/catalogue/maps.json"),
        include_str!("../../www/catalogue/dense.json"),
        include_str!("../../www/catalogue/convolutions.json"),
        include_str!("../../www/catalogue/thresholds.json"),
        include_str!("../../www/catalogue/agents.json"),
    ];
    let records = families.iter().flat_map(|family| {
        serde_json::from_str::<Vec<Experiment>>(family).unwrap_or_else(|error| panic!("the catalogue: {error}"))
    });
    records.collect()
});

/// Every experiment there is, in the order of the page.
pub fn all() -> &'static [Experiment] {
    &ALL
}

/// The experiment called `id`.
///
/// # Errors
/// There is none; the message lists those that there are.
pub fn by_id(id: &str) -> Result<&'static Experiment> {
    all().iter().find(|experiment| experiment.id == id).ok_or_else(|| {
        let ids: Vec<_> = all().iter().map(|experiment| experiment.id).collect();
        Error::config(format!("There is no experiment {id:?}: choose from {}.", ids.join(", ")))
    })
}

impl Experiment {
    /// The settings of a variant on a data set, in the order in which they apply.
    pub fn settings_of(
        &self,
        variant: &'static Variant,
        dataset: &str,
    ) -> impl Iterator<Item = (&str, &serde_json::Value)> {
        self.settings_at(variant, dataset, false)
    }

    /// The same; `page`: with what the page changes of every run.
    pub fn settings_at(
        &self,
        variant: &'static Variant,
        dataset: &str,
        page: bool,
    ) -> impl Iterator<Item = (&str, &serde_json::Value)> {
        let brought = self.datasets.get(dataset).map(|brought| &brought.settings);
        let of_page = page.then_some(&self.page.settings);
        let all = [Some(&self.settings), of_page, brought, Some(&variant.settings)];
        all.into_iter().flatten().flatten().map(|(key, value)| (key.as_str(), value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_catalogue_is_sound() {
        let ids: HashSet<_> = all().iter().map(|experiment| experiment.id).collect();
        assert_eq!(ids.len(), all().len(), "ids are unique");
        for Experiment { id, kind, dataset, datasets, variants, claims, .. } in all() {
            let names: HashSet<_> = variants.iter().map(|variant| variant.name).collect();
            assert!(!names.is_empty() && names.len() == variants.len(), "{id}");
            assert!(names.iter().all(|name| !name.contains([' ', '/'])), "{id}");
            assert!(dataset.is_none_or(|dataset| datasets.contains_key(dataset)), "{id} offers its own data set");
            assert_eq!(dataset.is_none(), *kind == Kind::Agent, "{id} learns from what it needs");
            assert!(datasets.keys().all(|name| DATASETS.contains(name)), "{id}");
            for named in claims.iter().flat_map(|claim| claim.holds.variants()) {
                assert!(names.contains(named), "{id} has no variant {named}");
            }
            if *kind != Kind::Map {
                let colors: HashSet<_> = variants.iter().map(|variant| variant.color).collect();
                assert_eq!(colors.len(), names.len(), "curves of {id} are told apart");
            }
        }
    }

    #[test]
    fn an_unknown_experiment_is_answered_with_those_there_are() {
        assert_eq!(by_id("map").unwrap().id, "map");
        let message = by_id("maps").unwrap_err().to_string();
        assert!(message.contains("\"maps\"") && message.contains("choose from map"), "{message}");
    }
}
