//! What somebody who knows maps would say at a glance. The page reads the same records (`www/catalogue/hints.js`); both
//! are held against `tests/reference/hints.json`.

use super::{Kind, Settings};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::LazyLock;

/// What is known of a run, by name: numbers and truths. What is not known is null or left out.
pub type Facts = serde_json::Map<String, Value>;

/// A record of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    /// None: of every kind.
    kind: Option<Kind>,
    /// All must hold.
    when: Vec<Condition>,
    /// One sentence; `{fact}` stands for its value, `{fact %}` for a share in percent.
    says: String,
    /// Settings that mend it; "{fact}" stands for its value.
    #[serde(default)]
    set: Settings,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    fact: String,
    above: Option<f64>,
    least: Option<f64>,
    below: Option<f64>,
    is: Option<Value>,
}

/// One thing to say of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hint {
    pub id: &'static str,
    pub says: String,
    /// Settings that mend it; none where no setting does.
    pub set: Settings,
}

/// The most important first.
static HINTS: LazyLock<Vec<Record>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../www/catalogue/hints.json"))
        .unwrap_or_else(|error| panic!("the hints: {error}"))
});

impl Condition {
    /// Nothing can be said of a fact that is not known.
    fn holds(&self, facts: &Facts) -> bool {
        let Some(value) = facts.get(&self.fact).filter(|value| !value.is_null()) else { return false };
        if let Some(is) = &self.is {
            return value == is;
        }
        let Self { above, least, below, .. } = *self;
        value.as_f64().is_some_and(|value| {
            above.is_none_or(|above| value > above)
                && least.is_none_or(|least| value >= least)
                && below.is_none_or(|below| value < below)
        })
    }
}

/// 60,000 or 0.5: at most three digits after the point.
fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    part.map_or_else(|| grouped.clone(), |part| format!("{grouped}.{part}"))
}

/// The sentence with the values of its facts.
fn worded(says: &str, facts: &Facts) -> String {
    let mut text = String::new();
    let mut rest = says;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("a brace is closed");
        let value = |name: &str| facts.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
        text += before;
        text += &match name.strip_suffix(" %") {
            Some(name) => format!("{} %", number((100.0 * value(name)).round())),
            None => number(value(name)),
        };
        rest = after;
    }
    text + rest
}

/// The settings with the values of their facts, as far as these are known.
fn filled(set: &Settings, facts: &Facts) -> Settings {
    let value = |value: &Value| match value.as_str().and_then(|text| text.strip_prefix('{')?.strip_suffix('}')) {
        Some(fact) => facts.get(fact).filter(|value| !value.is_null()).cloned(),
        None => Some(value.clone()),
    };
    set.iter().filter_map(|(key, wanted)| Some((key.clone(), value(wanted)?))).collect()
}

/// What there is to say of a run of a kind, the most important first.
pub fn hints(kind: Kind, facts: &Facts) -> impl Iterator<Item = Hint> {
    let speaks =
        move |hint: &&Record| hint.kind.is_none_or(|of| of == kind) && hint.when.iter().all(|when| when.holds(facts));
    HINTS.iter().filter(speaks).map(|Record { id, says, set, .. }| Hint {
        id,
        says: worded(says, facts),
        set: filled(set, facts),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[derive(Deserialize)]
    struct Case {
        name: String,
        kind: Kind,
        facts: Facts,
        hints: Vec<Told>,
    }

    #[derive(Deserialize)]
    struct Told {
        id: String,
        says: Option<String>,
        set: Option<Settings>,
    }

    fn cases() -> Vec<Case> {
        serde_json::from_str(include_str!("../../tests/reference/hints.json")).unwrap()
    }

    #[test]
    fn hints_are_those_of_the_page() {
        for Case { name, kind, facts, hints: wanted } in cases() {
            let found: Vec<_> = hints(kind, &facts).collect();
            let ids: Vec<_> = found.iter().map(|hint| hint.id).collect();
            assert_eq!(ids, wanted.iter().map(|told| &told.id).collect::<Vec<_>>(), "{name}");
            for (hint, Told { says, set, .. }) in found.into_iter().zip(wanted) {
                assert_eq!(says.unwrap_or_else(|| hint.says.clone()), hint.says, "{name}");
                assert_eq!(set.unwrap_or_else(|| hint.set.clone()), hint.set, "{name}");
            }
        }
    }

    #[test]
    fn every_hint_has_a_case() {
        let told: HashSet<_> = cases().into_iter().flat_map(|case| case.hints).map(|told| told.id).collect();
        for Record { id, when, .. } in HINTS.iter() {
            assert!(told.contains(id), "{id}");
            assert!(!when.is_empty(), "{id}");
        }
        assert_eq!(HINTS.len(), HINTS.iter().map(|hint| &hint.id).collect::<HashSet<_>>().len(), "ids are unique");
    }

    #[test]
    fn numbers_are_written_as_on_the_page() {
        let written = [0.0, 0.5, 10.0, 999.0, 60000.0, 1234567.0, 0.001].map(number);
        assert_eq!(written, ["0", "0.5", "10", "999", "60,000", "1,234,567", "0.001"]);
    }
}
