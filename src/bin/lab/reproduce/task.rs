//! What is to be run: a variant with the settings of the lab or of the page, on a data set, on a seed.

use super::record::Of;
use crate::settings::{self, Settings};
use serde_json::Value;
use som_lab::agent::config::AgentConfig;
use som_lab::error::Result;
use som_lab::experiment::{Experiment, Kind, Variant};
use som_lab::net::config::{Mask, NetConfig};
use som_lab::som::config::Config;

/// A variant with its settings.
#[derive(Clone)]
pub struct Task {
    pub experiment: &'static Experiment,
    pub dataset: Option<&'static str>,
    pub of: Of,
    pub variant: &'static Variant,
    /// All settings but the seed.
    pub config: Value,
    /// The same for all whose runs are one and the same.
    pub key: String,
}

impl Task {
    /// All that are recorded of an experiment.
    ///
    /// # Errors
    /// Settings that do not fit.
    pub fn all(experiment: &'static Experiment) -> Result<Vec<Self>> {
        let mut tasks = Vec::new();
        let datasets =
            [experiment.dataset].into_iter().chain(experiment.recorded.datasets.iter().map(|name| Some(name.as_str())));
        for dataset in datasets {
            for of in [Of::Lab, Of::Page] {
                // Where the page changes nothing, there is one record for both.
                if of == Of::Page && experiment.page.settings.is_empty() {
                    continue;
                }
                for variant in &experiment.variants {
                    tasks.push(Self::new(experiment, dataset, of, variant)?);
                }
            }
        }
        Ok(tasks)
    }

    fn new(
        experiment: &'static Experiment,
        dataset: Option<&'static str>,
        of: Of,
        variant: &'static Variant,
    ) -> Result<Self> {
        let named = dataset.unwrap_or_default();
        let page = of == Of::Page;
        let (config, same) = match experiment.kind {
            Kind::Map => both(&configured::<Config>(experiment, variant, named, page)?),
            Kind::Net => {
                let config = configured::<NetConfig>(experiment, variant, named, page)?;
                (without_seed(&config), without_seed(&without_idle_maps(config)))
            }
            Kind::Agent => both(&configured::<AgentConfig>(experiment, variant, named, page)?),
        };
        let key = format!("{:?} {named} {same}", experiment.kind);
        Ok(Self { experiment, dataset, of, variant, config, key })
    }

    /// Its configuration with a seed.
    ///
    /// # Errors
    /// It is of another kind.
    pub fn with_seed<C: Settings>(&self, seed: u32) -> Result<C> {
        let mut config = self.config.clone();
        config["seed"] = Value::from(seed);
        let config: C = serde_json::from_value(config).expect("it was written by its own kind");
        config.check().map(|()| config)
    }
}

fn both(config: &impl Settings) -> (Value, Value) {
    (without_seed(config), without_seed(config))
}

fn configured<C: Settings>(
    experiment: &'static Experiment,
    variant: &'static Variant,
    dataset: &str,
    page: bool,
) -> Result<C> {
    let all = experiment.settings_at(variant, dataset, page);
    let config = all.into_iter().try_fold(C::default(), |config, (key, value)| settings::put(&config, key, value))?;
    config.check().map(|()| config)
}

fn without_seed(config: &impl Settings) -> Value {
    let mut config = serde_json::to_value(config).expect("settings are numbers and names");
    if let Some(fields) = config.as_object_mut() {
        fields.shift_remove("seed");
    }
    as_written(&mut config);
    config
}

/// Every number as people and the page write it: 0.001, not the f64 next to the f32 of that name.
fn as_written(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(as_written),
        Value::Array(items) => items.iter_mut().for_each(as_written),
        Value::Number(number) if number.is_f64() => {
            let short = number.as_f64().map(|number| (number as f32).to_string());
            *value = short.and_then(|text| text.parse::<f64>().ok()).map_or(Value::Null, Value::from);
        }
        _ => {}
    }
}

/// A network without maps is the same whatever would be said to them.
fn without_idle_maps(config: NetConfig) -> NetConfig {
    if config.hidden.iter().any(|layer| layer.mask != Mask::None) {
        return config;
    }
    let NetConfig { sigma_organize, sigma_forward, som_rate, som_epochs, patches, threshold, .. } =
        NetConfig::default();
    let NetConfig { frozen, convergence_tolerance, .. } = NetConfig::default();
    let maps = NetConfig { sigma_organize, sigma_forward, som_rate, som_epochs, patches, ..config };
    NetConfig { threshold, frozen, convergence_tolerance, ..maps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use som_lab::experiment::by_id;

    #[test]
    fn networks_that_are_one_share_their_runs() {
        let key = |id: &str, variant: &str, of: Of| {
            let tasks = Task::all(by_id(id).unwrap()).unwrap();
            tasks.into_iter().find(|task| task.variant.name == variant && task.of == of).unwrap().key
        };
        assert_eq!(
            key("cnn", "cnn", Of::Lab),
            key("csom", "cnn", Of::Lab),
            "whatever is said to maps that are not there"
        );
        assert_eq!(key("csom", "csom", Of::Lab), key("threshold", "tau-0", Of::Lab));
        assert_ne!(key("cnn", "cnn", Of::Lab), key("cnn", "cnn", Of::Page));
        assert_ne!(key("threshold", "tau-0", Of::Lab), key("threshold", "tau-0.5", Of::Lab));
    }
}
