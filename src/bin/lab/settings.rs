//! Settings by their names: `sigma.start=8`, `lattice=torus`, `stack.0.rows=20`, `hidden.*.mask=none`.
//!
//! The names are those of a configuration's own serialized form, so a new setting needs no line here.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use som_lab::agent::config::AgentConfig;
use som_lab::error::{Error, Result};
use som_lab::experiment::Fitted;
use som_lab::layout::Patch;
use som_lab::net::config::NetConfig;
use som_lab::som::config::Config;

/// The settings of a model.
pub trait Settings: Clone + Default + Serialize + DeserializeOwned {
    /// # Errors
    /// A setting out of its range, or one that does not fit the others.
    fn check(&self) -> Result<()>;
    fn seed(&mut self) -> &mut u32;
}

/// Those of a model that learns from pictures.
pub trait OfPictures: Settings {
    fn epochs(&mut self) -> &mut f32;
    /// What depends on one's own pictures.
    fn fitted(&self) -> Fitted;
}

impl Settings for Config {
    fn check(&self) -> Result<()> {
        self.check()
    }
    fn seed(&mut self) -> &mut u32 {
        &mut self.seed
    }
}

impl OfPictures for Config {
    fn epochs(&mut self) -> &mut f32 {
        &mut self.epochs
    }
    fn fitted(&self) -> Fitted {
        let Self { epochs, batch_size, patch: Patch { size, stride, per_image, .. }, .. } = *self;
        Fitted { epochs, batch_size, size, stride, per_image }
    }
}

impl Settings for NetConfig {
    fn check(&self) -> Result<()> {
        self.check()
    }
    fn seed(&mut self) -> &mut u32 {
        &mut self.seed
    }
}

impl OfPictures for NetConfig {
    fn epochs(&mut self) -> &mut f32 {
        &mut self.epochs
    }
    fn fitted(&self) -> Fitted {
        let Self { epochs, batch_size, .. } = *self;
        Fitted { epochs, batch_size, size: 0, stride: 1, per_image: 1 }
    }
}

impl Settings for AgentConfig {
    fn check(&self) -> Result<()> {
        self.check()
    }
    fn seed(&mut self) -> &mut u32 {
        &mut self.seed
    }
}

/// Splits `key=value`.
pub fn pair(assignment: &str) -> Result<(&str, &str)> {
    assignment
        .split_once('=')
        .ok_or_else(|| Error::config(format!("{assignment:?} is no setting: write key=value, as in sigma.start=8.")))
}

/// `config` with one setting changed as it stands on a command line. Whether it fits the others is for
/// [`Settings::check`] to say.
///
/// # Errors
/// There is no such key, or the value is of another type; the message says what there is.
pub fn set<C: Settings>(config: &C, key: &str, value: &str) -> Result<C> {
    // What is not JSON is a name: lattice=torus needs no quotes; a list such as `stack` is JSON.
    put(config, key, &serde_json::from_str(value).unwrap_or_else(|_| Value::from(value)))
}

/// `config` with one setting changed; a star in the key stands for every item of a list.
///
/// # Errors
/// There is no such key, or the value is of another type; the message says what there is.
pub fn put<C: Settings>(config: &C, key: &str, value: &Value) -> Result<C> {
    let mut tree = tree(config);
    let parts: Vec<_> = key.split('.').collect();
    if !put_in(&mut tree, &parts, value) {
        let keys: Vec<_> = leaves(&tree).into_iter().map(|(key, _)| key).collect();
        return Err(Error::config(format!("There is no setting {key:?}: choose from {}.", keys.join(", "))));
    }
    let text = text(value);
    serde_json::from_value(tree).map_err(|error| Error::config(format!("{key}={text} does not fit: {error}.")))
}

/// Whether there is something under a key; it is replaced by the value.
fn put_in(tree: &mut Value, key: &[&str], value: &Value) -> bool {
    let Some((first, rest)) = key.split_first() else {
        let leaf = !tree.is_object();
        if leaf {
            *tree = value.clone();
        }
        return leaf;
    };
    match tree {
        Value::Object(fields) => fields.get_mut(*first).is_some_and(|field| put_in(field, rest, value)),
        Value::Array(items) if *first == "*" => {
            let put: Vec<_> = items.iter_mut().map(|item| put_in(item, rest, value)).collect();
            put.contains(&true)
        }
        Value::Array(items) => {
            let item = first.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            item.is_some_and(|item| put_in(item, rest, value))
        }
        _ => false,
    }
}

/// A value as it stands on a command line.
fn text(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        // As the f32 that it is, not as the f64 that JSON makes of it.
        Value::Number(number) => number.as_f64().map_or_else(String::new, |number| (number as f32).to_string()),
        other => other.to_string(),
    }
}

/// The settings of a record as they are typed, each after a space.
pub fn words(settings: &serde_json::Map<String, Value>) -> String {
    settings.iter().map(|(key, value)| format!(" {key}={}", text(value))).collect()
}

/// All settings of `config` as `key=value`.
pub fn list(config: &impl Settings) -> Vec<String> {
    leaves(&tree(config)).into_iter().map(|(key, value)| format!("{key}={}", text(&value))).collect()
}

fn tree(config: &impl Settings) -> Value {
    serde_json::to_value(config).expect("settings are numbers and names")
}

/// Every value that is no object, under its keys joined by dots; a list is one, and so is all that lies in it.
fn leaves(tree: &Value) -> Vec<(String, Value)> {
    let entries: Vec<(String, &Value)> = match tree {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (key, value) in entries {
        if !value.is_object() {
            found.push((key.clone(), value.clone()));
        }
        found.extend(leaves(value).into_iter().map(|(inner, leaf)| (format!("{key}.{inner}"), leaf)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use som_lab::experiment::{self, Experiment, Kind};
    use som_lab::lattice::Topology;
    use som_lab::net::config::{Bias, Hidden, Mask};
    use som_lab::som::config::Code;

    #[test]
    fn every_setting_of_the_catalogue_fits() {
        fn fits<C: Settings>(experiment: &'static Experiment) {
            for variant in &experiment.variants {
                let datasets = experiment.datasets.keys().copied().chain(experiment.dataset.is_none().then_some(""));
                for dataset in datasets {
                    let of_lab: Vec<_> = experiment.settings_of(variant, dataset).collect();
                    let of_page = experiment.page.settings.iter().map(|(key, value)| (key.as_str(), value));
                    for all in [of_lab.clone(), of_lab.into_iter().chain(of_page).collect()] {
                        let put = |config: C, (key, value): (&str, &Value)| put(&config, key, value);
                        let config = all.into_iter().try_fold(C::default(), put);
                        config
                            .and_then(|config| config.check())
                            .unwrap_or_else(|error| panic!("{}: {error}", experiment.id));
                    }
                }
            }
        }
        for experiment in experiment::all() {
            match experiment.kind {
                Kind::Map => fits::<Config>(experiment),
                Kind::Net => fits::<NetConfig>(experiment),
                Kind::Agent => fits::<AgentConfig>(experiment),
            }
        }
    }

    #[test]
    fn a_star_stands_for_every_item() {
        let config = set(&NetConfig::default(), "hidden.*.mask", "none").unwrap();
        assert!(config.hidden.iter().all(|layer| layer.mask == Mask::None));
        assert!(set(&Config::default(), "stack.*.rows", "3").is_err(), "there is no further layer yet");
    }

    #[test]
    fn settings_are_found_by_name_and_typed() {
        let config = Config::default();
        assert_eq!(set(&config, "lattice", "torus").unwrap().lattice, Topology::Torus);
        assert_eq!(set(&config, "sigma.start", "8").unwrap().sigma.start, 8.0);
        let held = set(&config, "sigma.hold", "2.5").unwrap();
        assert_eq!(held.sigma.hold, Some(2.5));
        assert_eq!(set(&held, "sigma.hold", "null").unwrap(), config);
        let layers = r#"[{"rows":3,"cols":4,"size":0,"stride":1,"code":"soft"},{"rows":5,"cols":5,"size":2,"stride":1,"code":"one_hot"}]"#;
        let stack = set(&config, "stack", layers).unwrap();
        assert_eq!((stack.n_layers(), stack.stack[0].cols, stack.stack[1].code), (3, 4, Code::OneHot));
        let stack = set(&set(&stack, "stack.1.rows", "9").unwrap(), "stack.0.code", "coordinates").unwrap();
        assert_eq!((stack.stack[1].rows, stack.stack[0].code), (9, Code::Coordinates));
        // Every listed setting can be set to what it is.
        for config in [config, stack] {
            for assignment in list(&config) {
                let (key, value) = pair(&assignment).unwrap();
                assert_eq!(set(&config, key, value).unwrap(), config, "{assignment}");
            }
        }
    }

    #[test]
    fn settings_of_networks_are_found_likewise() {
        let config = NetConfig::default();
        assert_eq!(set(&config, "bias", "after_mask").unwrap().bias, Bias::AfterMask);
        assert_eq!(set(&config, "sigma_forward.hold", "2.8").unwrap().sigma_forward.hold, Some(2.8));
        let wide = set(&set(&config, "hidden.0.rows", "4").unwrap(), "hidden.0.mask", "none").unwrap();
        assert_eq!(wide.hidden[0], Hidden::dense(4, 10, Mask::None));
        assert_eq!(wide.hidden[1], config.hidden[1]);
        // What is left out of a layer is as in one without filters.
        let layers = r#"[{"rows":3,"cols":4,"mask":"patch","kernel":5,"pool":2},{"rows":1,"cols":9,"mask":"none"}]"#;
        let filters = set(&config, "hidden", layers).unwrap();
        assert_eq!(filters.hidden, [Hidden::filters(3, 4, Mask::Patch, 5, 2), Hidden::dense(1, 9, Mask::None)]);
        let pruned = set(&set(&filters, "hidden.0.mask", "none").unwrap(), "hidden.0.pruned", "3").unwrap();
        assert_eq!((pruned.hidden[0].mask, pruned.hidden[0].pruned), (Mask::None, 3));
        for config in [wide, filters] {
            for assignment in list(&config) {
                let (key, value) = pair(&assignment).unwrap();
                assert_eq!(set(&config, key, value).unwrap(), config, "{assignment}");
            }
        }
        let message = set(&config, "hidden.2.rows", "4").unwrap_err().to_string();
        assert!(message.contains("hidden.1.rows") && !message.contains("patch.size"), "{message}");
    }

    #[test]
    fn what_does_not_fit_is_said_in_a_sentence() {
        let message = |key, value| set(&Config::default(), key, value).unwrap_err().to_string();
        for key in ["sigm", "sigma", "sigma.", "sigma/start", ""] {
            assert!(message(key, "1").contains("choose from rows, cols, lattice"), "{}", message(key, "1"));
        }
        assert!(message("lattice", "cube").contains("hexagonal"), "{}", message("lattice", "cube"));
        assert!(message("stack.0.rows", "9").contains("choose from"), "there is no further layer yet");
        assert!(message("stack", r#"[{"rows":9}]"#).contains("missing field"));
        for (key, value) in
            [("stack", "9"), ("rows", "-1"), ("rows", "2.5"), ("rows", "many"), ("epochs", "1e999"), ("seed", "{}")]
        {
            assert!(message(key, value).starts_with(&format!("{key}={value} does not fit")));
        }
        assert!(pair("rows").is_err());
    }
}
