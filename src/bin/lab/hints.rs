//! What the lab knows of a run, and what somebody who knows maps would say of it.

use crate::report::{Report, Run};
use crate::settings;
use serde::Serialize;
use serde_json::Value;
use som_lab::data::dataset::{Dataset, Manifest};
use som_lab::error::Result;
use som_lab::experiment::{Facts, Kind, Settings, hints};
use som_lab::lattice::Topology;
use som_lab::layout::Places;
use som_lab::net::config::NetConfig;
use som_lab::net::frame::CoursePoint;
use som_lab::som::config::{Config, Init};

/// What the values of the training images are like, as shares of their range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Values {
    value_range: Option<f64>,
    /// The most that any value varies from image to image; none where there is one image.
    difference: Option<f64>,
}

impl Values {
    /// Of the first images of a data set.
    pub fn of(dataset: &Dataset) -> Self {
        let (words, n) = dataset.preview();
        let images = bytemuck::cast_slice::<u32, u8>(&words).chunks_exact(dataset.n_features());
        let extremes = images.fold(vec![(u8::MAX, u8::MIN); dataset.image_len()], |mut extremes, image| {
            for ((low, high), &value) in extremes.iter_mut().zip(image) {
                (*low, *high) = (value.min(*low), value.max(*high));
            }
            extremes
        });
        let share = |(low, high): (u8, u8)| f64::from(high.saturating_sub(low)) / 255.0;
        let all = extremes.iter().copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let difference = extremes.iter().copied().map(share).reduce(f64::max);
        Self { value_range: all.map(share), difference: difference.filter(|_| n > 1) }
    }
}

/// What a run of maps has come to.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Mapped {
    pub topographic_error: f64,
    pub held_out: u32,
    /// Of the units of the last layer.
    pub held_out_per_unit: f64,
    pub unhit_share: f64,
}

impl Mapped {
    /// `hits` are those of every unit of the last layer.
    pub fn new(topographic_error: f64, held_out: u32, hits: &[f32]) -> Self {
        let units = hits.len().max(1) as f64;
        let unhit = hits.iter().filter(|&&hits| hits == 0.0).count() as f64;
        let held_out_per_unit = hits.iter().map(|&hits| f64::from(hits)).sum::<f64>() / units;
        Self { topographic_error, held_out, held_out_per_unit, unhit_share: unhit / units }
    }
}

#[derive(Serialize)]
struct MapFacts {
    finished: bool,
    /// The last layer sees whole images.
    whole: bool,
    chain: bool,
    /// The map is ordered before it learns.
    ordered: bool,
    /// A σ that is held may be let go until the run is over.
    sigma_start: Option<f32>,
    sigma_end: Option<f32>,
    sigma_grows: Option<bool>,
    /// Reaches half across the lattice.
    sigma_fitting: f32,
    /// Of the layer that has most units for its samples.
    units: u32,
    samples: u64,
    units_per_sample: f64,
    /// Of the first layer, where it is that one.
    fitting_rows: Option<u32>,
    fitting_cols: Option<u32>,
    #[serde(flatten)]
    values: Values,
    #[serde(flatten)]
    mapped: Option<Mapped>,
}

/// Facts by name.
fn facts(of: impl Serialize) -> Facts {
    match serde_json::to_value(of) {
        Ok(Value::Object(facts)) => facts,
        _ => unreachable!("facts are numbers by name"),
    }
}

/// Of a run of maps; `ordered` says that it goes on with a map that was trained before.
pub fn of_map(config: &Config, data: &Manifest, values: Values, ordered: bool, mapped: Option<Mapped>) -> Facts {
    let finished = mapped.is_some();
    let sigma = config.sigma;
    let known = finished || sigma.hold.is_none();
    let ends = sigma.hold.map_or((sigma.start, sigma.end), |held| (held, held));
    let wraps = matches!(config.lattice, Topology::Ring | Topology::Torus);
    let side = config.rows.max(config.cols) as f32;
    let layers = layers(config, data);
    let per_sample = |&(units, samples): &(u32, u64)| f64::from(units) / samples.max(1) as f64;
    let most =
        (0..layers.len()).max_by(|&a, &b| per_sample(&layers[a]).total_cmp(&per_sample(&layers[b])).then(b.cmp(&a)));
    let most = most.unwrap_or_default();
    let (units, samples) = layers[most];
    let fitting = Some(fitting(config.lattice, samples)).filter(|_| most == 0);
    let sees = config.stack.last().map_or(config.patch.size, |layer| layer.size);
    facts(MapFacts {
        finished,
        whole: sees == 0,
        chain: config.stack.is_empty() && config.lattice.one_dimensional(),
        ordered: ordered || config.init == Init::Pca,
        sigma_start: known.then_some(ends.0),
        sigma_end: known.then_some(ends.1),
        sigma_grows: known.then_some(ends.1 > ends.0),
        sigma_fitting: (side / if wraps { 4.0 } else { 2.0 }).max(1.0),
        units,
        samples,
        units_per_sample: per_sample(&layers[most]),
        fitting_rows: fitting.map(|(rows, _)| rows),
        fitting_cols: fitting.map(|(_, cols)| cols),
        values,
        mapped,
    })
}

/// The units of every layer, and the different samples that it can learn from.
fn layers(config: &Config, data: &Manifest) -> Vec<(u32, u64)> {
    let places = |height, width, size, stride| {
        Places::new(height, width, size, stride).map_or((1, 1), |places| (places.rows, places.cols))
    };
    let samples = |(rows, cols): (u32, u32)| u64::from(data.train.n) * u64::from(rows) * u64::from(cols);
    let mut below = places(data.height, data.width, config.patch.size, config.patch.stride);
    let mut layers = vec![(config.rows * config.cols, samples(below))];
    for layer in &config.stack {
        below = places(below.0, below.1, layer.size, layer.stride);
        layers.push((layer.rows * layer.cols, samples(below)));
    }
    layers
}

/// Rows and columns of a map for so many samples: five times the square root (Vesanto and Alhoniemi 2000), and no more
/// units than samples.
fn fitting(lattice: Topology, samples: u64) -> (u32, u32) {
    let units = (5.0 * (samples as f64).sqrt()).min(samples as f64).max(1.0);
    if lattice.one_dimensional() {
        return (1, units as u32);
    }
    let side = units.sqrt() as u32;
    (side, side)
}

#[derive(Serialize)]
struct NetFacts {
    /// It sees whole images.
    whole: bool,
    learning_rate: f32,
    loss_finite: Option<bool>,
    test_accuracy: Option<f64>,
    /// How often it is right, and how wrong it is at least, where 1 is a guess among the classes.
    accuracy_over_chance: Option<f64>,
    loss_over_chance: Option<f64>,
    epoch: Option<f64>,
    learned: Option<u64>,
    #[serde(flatten)]
    values: Values,
}

/// Of a run of a network, which may have come to a point of its course.
pub fn of_net(config: &NetConfig, data: &Manifest, values: Values, last: Option<&CoursePoint>) -> Facts {
    let classes = Some(data.classes.len() as f64).filter(|&classes| classes > 1.0);
    let rate = config.learning_rate;
    facts(NetFacts {
        whole: true,
        learning_rate: rate.hold.unwrap_or(rate.start.max(rate.end)),
        loss_finite: last.map(|point| point.test_loss.is_finite()),
        test_accuracy: last.map(|point| point.test_accuracy),
        accuracy_over_chance: last.zip(classes).map(|(point, classes)| point.test_accuracy * classes),
        loss_over_chance: last
            .zip(classes)
            .map(|(point, classes)| point.test_loss.min(point.train_loss) / classes.ln()),
        epoch: last.map(|point| point.epoch),
        learned: last.map(|point| point.samples),
        values,
    })
}

/// Tells what there is to say of a run of `config`.
///
/// # Errors
/// stdout is closed.
pub fn tell(report: &Report, run: Run, kind: Kind, facts: &Facts, config: &impl Serialize) -> Result<()> {
    let config = serde_json::to_value(config).expect("a configuration is JSON");
    for mut hint in hints(kind, facts) {
        hint.set.retain(|key, value| differs(&config, key, value));
        report.hint(run, &hint, &sentence(&hint.says, &hint.set))?;
    }
    Ok(())
}

/// Whether a setting is another one; numbers are compared as the f32 that settings are.
fn differs(config: &Value, key: &str, value: &Value) -> bool {
    let number = |value: &Value| value.as_f64().map(|number| number as f32);
    let is = config.pointer(&format!("/{}", key.replace('.', "/"))).unwrap_or(&Value::Null);
    is != value && (number(is).is_none() || number(is) != number(value))
}

fn sentence(says: &str, set: &Settings) -> String {
    if set.is_empty() { says.to_string() } else { format!("{says} Try --set{}.", settings::words(set)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;
    use som_lab::experiment::{self, Experiment};

    fn manifest(n: u32, side: (u32, u32), classes: usize) -> Manifest {
        let split = json!({ "n": n, "shards": [] });
        let classes: Vec<_> = (0..classes).map(|class| class.to_string()).collect();
        let (height, width) = side;
        serde_json::from_value(json!({
            "name": "", "title": "", "height": height, "width": width, "channels": 1, "classes": classes,
            "train": split.clone(), "test": split,
        }))
        .unwrap()
    }

    fn configured<'a, C: settings::Settings>(set: impl Iterator<Item = (&'a str, &'a Value)>) -> C {
        let config = set.fold(C::default(), |config, (key, value)| settings::put(&config, key, value).unwrap());
        config.check().unwrap();
        config
    }

    #[derive(Deserialize)]
    struct Images {
        n: u32,
        height: u32,
        width: u32,
        #[serde(default)]
        classes: usize,
    }

    #[derive(Deserialize)]
    struct Case {
        name: String,
        kind: Kind,
        settings: Settings,
        images: Images,
        mapped: Option<MappedCase>,
        last: Option<CoursePoint>,
        facts: Facts,
    }

    #[derive(Deserialize)]
    struct MappedCase {
        topographic_error: f64,
        held_out: u32,
        hits: Vec<f32>,
    }

    #[test]
    fn facts_are_those_of_the_page() {
        let table = include_str!("../../../tests/reference/hint_facts.json");
        for Case { name, kind, settings, images, mapped, last, facts } in serde_json::from_str::<Vec<_>>(table).unwrap()
        {
            let data = manifest(images.n, (images.height, images.width), images.classes);
            let set = settings.iter().map(|(key, value)| (key.as_str(), value));
            let mapped = mapped.map(|mapped| Mapped::new(mapped.topographic_error, mapped.held_out, &mapped.hits));
            let found = match kind {
                Kind::Map => of_map(&configured(set), &data, Values::default(), false, mapped),
                Kind::Net => of_net(&configured(set), &data, Values::default(), last.as_ref()),
                Kind::Agent => panic!("{name}: nothing is known of an agent"),
            };
            for (fact, wanted) in facts {
                let is = found.get(&fact).unwrap_or(&Value::Null);
                let near = is.as_f64().zip(wanted.as_f64()).is_some_and(|(is, wanted)| (is - wanted).abs() < 1e-9);
                assert!(near || *is == wanted, "{name}: {fact} is {is}, not {wanted}");
            }
        }
    }

    #[test]
    fn no_experiment_gets_a_hint_as_it_is() {
        fn told(experiment: &'static Experiment, of: impl Fn(&[(&str, &Value)], &Manifest) -> Facts) {
            for (variant, &dataset) in
                experiment.variants.iter().flat_map(|variant| experiment.datasets.keys().map(move |set| (variant, set)))
            {
                let data = match dataset {
                    "mnist" => manifest(60_000, (28, 28), 10),
                    "cifar10" => manifest(50_000, (32, 32), 10),
                    "colors" => manifest(10_000, (1, 1), 0),
                    "turntable" => manifest(72, (64, 64), 0),
                    "turntable-32" => manifest(72, (32, 32), 0),
                    other => panic!("what does {other} hold?"),
                };
                let of_lab: Vec<_> = experiment.settings_of(variant, dataset).collect();
                let of_page = experiment.page.settings.iter().map(|(key, value)| (key.as_str(), value));
                for set in [of_lab.clone(), of_lab.into_iter().chain(of_page).collect()] {
                    let found: Vec<_> = hints(experiment.kind, &of(&set, &data)).collect();
                    assert!(found.is_empty(), "{} on {dataset}: {found:?}", experiment.id);
                }
            }
        }
        let values = Values { value_range: Some(1.0), difference: Some(1.0) };
        for experiment in experiment::all() {
            match experiment.kind {
                Kind::Map => {
                    told(experiment, |set, data| of_map(&configured(set.iter().copied()), data, values, false, None))
                }
                Kind::Net => told(experiment, |set, data| of_net(&configured(set.iter().copied()), data, values, None)),
                Kind::Agent => {}
            }
        }
    }

    #[test]
    fn what_is_set_already_is_not_asked_for() {
        let config = serde_json::to_value(Config { rows: 7, ..Config::default() }).unwrap();
        let differs = |key: &str, value: Value| differs(&config, key, &value);
        assert!(!differs("rows", json!(7)) && !differs("sigma.hold", Value::Null) && !differs("init", json!("random")));
        assert!(!differs("learning_rate.end", json!(0.05)), "as an f32");
        assert!(differs("rows", json!(8)) && differs("sigma.hold", json!(1)) && differs("init", json!("samples")));
    }
}
