//! What the note says, held against what came out: whether it agrees, disagrees, or is within the noise. The page has the
//! same rules (`www/math/verdict.js`); both are held against `tests/reference/verdicts.json`.

use crate::statistics::{mean_and_sd, quartiles, rank_sum};
use serde::Serialize;
use som_lab::experiment::{Holds, Metric};

/// As many seeds tell their own noise.
const ENOUGH: usize = 3;
/// Of the normal distribution, two-sided 95 %.
const Z: f64 = 1.96;
/// Rank correlations up to the first mean no organization, and from the second on a clear one (a small and a medium
/// effect in Cohen, *Statistical Power Analysis*, 1988).
const NONE: f64 = 0.1;
const CLEAR: f64 = 0.3;
/// Weights of two runs that differ by less are the same but for rounding.
const ROUNDING: f32 = 1e-6;

/// What all seeds of a variant have of a metric.
pub struct Found<'a> {
    pub variant: &'a str,
    pub metric: Metric,
    pub values: Vec<f64>,
    /// Images behind each value.
    pub n: u32,
    /// Passes over the training set that were made.
    pub passes: f64,
}

/// How a claim fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Word {
    #[serde(rename = "agrees")]
    Agrees,
    #[serde(rename = "disagrees")]
    Disagrees,
    #[serde(rename = "within the noise")]
    WithinNoise,
    /// A run is missing, or has been too short to tell.
    #[serde(rename = "not yet")]
    NotYet,
}

impl Word {
    pub fn text(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Disagrees => "disagrees",
            Self::WithinNoise => "within the noise",
            Self::NotYet => "not yet",
        }
    }
}

impl Found<'_> {
    fn mean(&self) -> f64 {
        mean_and_sd(&self.values).0
    }

    /// Of the mean, by what the seeds say.
    fn variance(&self) -> f64 {
        mean_and_sd(&self.values).1.powi(2) / self.values.len() as f64
    }

    fn degrees(&self) -> f64 {
        self.values.len() as f64 - 1.0
    }

    /// Its median and quartiles as people read them.
    fn quartiles(&self) -> String {
        let (_, digits, unit) = self.metric.shown(0.0);
        format!("{} {}{unit}", self.variant, quartiles(&self.values).text(digits))
    }

    /// As people read it: a share in percent.
    fn text(&self) -> String {
        let (mean, sd) = mean_and_sd(&self.values);
        if mean.is_infinite() {
            return format!("{} never", self.variant);
        }
        let (mean, digits, unit) = self.metric.shown(mean);
        let spread = if sd.is_nan() { String::new() } else { format!(" ± {:.digits$}", self.metric.shown(sd).0) };
        format!("{} {mean:.digits$}{spread}{unit}", self.variant)
    }
}

/// The two-sided 95 % quantile of Student's t; Abramowitz and Stegun 26.7.5, within 1 % from 3 degrees of freedom on.
fn t_quantile(degrees: f64) -> f64 {
    let z2 = Z * Z;
    let g1 = (z2 + 1.0) / 4.0;
    let g2 = ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    Z * (1.0 + (g1 + (g2 + g3 / degrees) / degrees) / degrees)
}

/// What a difference of two means has to exceed: by Welch's t test where there are enough seeds; where there are not, by
/// the binomial error of shares of the test set, or by the least organization that means something.
fn noise(a: &Found, b: &Found) -> f64 {
    if a.values.len().min(b.values.len()) >= ENOUGH {
        let (u, v) = (a.variance(), b.variance());
        let degrees = (u + v).powi(2) / (u * u / a.degrees() + v * v / b.degrees());
        return if u + v > 0.0 { t_quantile(degrees) * (u + v).sqrt() } else { 0.0 };
    }
    if a.metric != Metric::TestAccuracy {
        return NONE;
    }
    let binomial = |f: &Found| f.mean() * (1.0 - f.mean()) / f64::from(f.n);
    Z * (binomial(a) + binomial(b)).sqrt()
}

/// Whether more in `a` than in `b` is clear, is clear the other way round, or is neither.
fn above(a: &Found, b: &Found) -> Word {
    let noise = noise(a, b);
    match a.mean() - b.mean() {
        difference if difference > noise => Word::Agrees,
        difference if difference < -noise => Word::Disagrees,
        _ => Word::WithinNoise,
    }
}

/// Whether what `a` has clearly outranks what `b` has, is clearly outranked, or neither.
fn outranks(a: &Found, b: &Found) -> Word {
    if a.values.len().min(b.values.len()) < ENOUGH {
        return Word::NotYet;
    }
    match rank_sum(&a.values, &b.values) {
        z if z > Z => Word::Agrees,
        z if z < -Z => Word::Disagrees,
        _ => Word::WithinNoise,
    }
}

/// Whether a variant has as much as the note's one run, which is as exact as the test set lets it be. What has been trained
/// for fewer passes may still come to it.
fn figure(of: &Found, value: f64, passes: f64) -> Word {
    let note = Found { variant: of.variant, metric: of.metric, values: vec![value], n: of.n, passes };
    match above(of, &note) {
        Word::WithinNoise => Word::Agrees,
        Word::Disagrees if of.passes < passes => Word::NotYet,
        _ => Word::Disagrees,
    }
}

fn about(of: &Found, value: f64, within: f64) -> Word {
    if (of.mean() - value).abs() <= within { Word::Agrees } else { Word::Disagrees }
}

/// Whether there is an organization, or none, as it is `claimed`.
fn organized(of: &Found, claimed: bool) -> Word {
    match of.mean() {
        mean if (NONE..CLEAR).contains(&mean) => Word::WithinNoise,
        mean if (mean >= CLEAR) == claimed => Word::Agrees,
        _ => Word::Disagrees,
    }
}

/// All that is asked for, or the first that speaks against it.
fn all(words: impl Iterator<Item = Word>) -> Word {
    let words: Vec<_> = words.collect();
    [Word::Disagrees, Word::NotYet, Word::WithinNoise]
        .into_iter()
        .find(|word| words.contains(word))
        .unwrap_or(Word::Agrees)
}

/// The metric of a claim; the weights of `Same` are compared by themselves.
fn metric(holds: &Holds) -> Option<Metric> {
    match holds {
        Holds::Ranking { metric, .. }
        | Holds::RankSum { metric, .. }
        | Holds::NotAbove { metric, .. }
        | Holds::Figure { metric, .. }
        | Holds::About { metric, .. }
        | Holds::Organized { metric, .. } => Some(*metric),
        Holds::Rests { .. } => Some(Metric::Rest),
        Holds::Same { .. } => None,
    }
}

/// How a claim fares, and the figures that say so: [`Word::NotYet`] where a variant that it speaks of has no values.
/// `difference` is the largest between any two weights of the networks that [`Holds::Same`] compares.
pub fn of(holds: &Holds, found: &[Found], difference: Option<f32>) -> (Word, String) {
    let Some(metric) = metric(holds) else {
        let word = difference.map_or(Word::NotYet, |d| if d <= ROUNDING { Word::Agrees } else { Word::Disagrees });
        return (word, difference.map_or_else(String::new, |d| format!("largest difference of any weight {d}")));
    };
    let pick =
        |variant: &&str| found.iter().find(|f| f.metric == metric && f.variant == *variant && !f.values.is_empty());
    let Some(named) = holds.variants().iter().map(pick).collect::<Option<Vec<_>>>() else {
        return (Word::NotYet, String::new());
    };
    let word = match holds {
        Holds::Ranking { .. } => all(named.windows(2).map(|pair| above(pair[0], pair[1]))),
        Holds::RankSum { .. } => all(named.windows(2).map(|pair| outranks(pair[0], pair[1]))),
        Holds::NotAbove { .. } => {
            let (than, others) = named.split_last().expect("one to compare with");
            // What is not seen above the noise is not observed.
            let boosted = others.iter().any(|other| above(other, than) == Word::Agrees);
            if boosted { Word::Disagrees } else { Word::Agrees }
        }
        Holds::Figure { value, passes, .. } => figure(named[0], *value, *passes),
        Holds::About { value, within, .. } => about(named[0], *value, *within),
        Holds::Rests { .. } => {
            if named[0].values.iter().all(|after| after.is_finite()) {
                Word::Agrees
            } else {
                Word::Disagrees
            }
        }
        Holds::Organized { organized: claimed, .. } => organized(named[0], *claimed),
        Holds::Same { .. } => unreachable!("it has no metric"),
    };
    let ranks = matches!(holds, Holds::RankSum { .. });
    let text = |f: &&Found| if ranks { f.quartiles() } else { f.text() };
    (word, named.iter().map(text).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use som_lab::experiment::Claim;

    #[derive(Deserialize)]
    struct Case {
        name: String,
        claim: Claim,
        found: Vec<Value>,
        #[serde(default)]
        difference: Option<f32>,
        word: String,
        /// What the first two variants have to differ by.
        noise: Option<f64>,
    }

    #[derive(Deserialize)]
    struct Value {
        variant: String,
        metric: Metric,
        /// Null for what has never come to rest.
        values: Vec<Option<f64>>,
        n: u32,
        #[serde(default = "long")]
        passes: f64,
    }

    fn long() -> f64 {
        f64::INFINITY
    }

    #[test]
    fn verdicts_are_those_of_the_table_that_the_page_is_held_against_too() {
        let table = include_str!("../../../tests/reference/verdicts.json");
        let cases: Vec<Case> = serde_json::from_str(table).unwrap();
        assert!(cases.len() >= 30);
        for Case { name, claim, found, difference, word, noise: expected } in &cases {
            let values = |value: &Value| value.values.iter().map(|v| v.unwrap_or(f64::INFINITY)).collect();
            let found: Vec<_> = found
                .iter()
                .map(|v| Found { variant: &v.variant, metric: v.metric, values: values(v), n: v.n, passes: v.passes })
                .collect();
            assert_eq!(of(&claim.holds, &found, *difference).0.text(), word, "{name}");
            if let Some(expected) = expected {
                let here = noise(&found[0], &found[1]);
                assert!((here - expected).abs() <= 1e-4 * expected.max(1e-3), "{name}: {here}, not {expected}");
            }
        }
    }

    #[test]
    fn figures_are_told_as_people_read_them() {
        let ladder = Holds::Ranking { metric: Metric::TestAccuracy, variants: vec!["a".into(), "b".into()] };
        let accuracy = |variant, values: &[f64]| Found {
            variant,
            metric: Metric::TestAccuracy,
            values: values.to_vec(),
            n: 10_000,
            passes: 1.0,
        };
        let found = [accuracy("a", &[0.9801, 0.9803, 0.9805]), accuracy("b", &[0.9790])];
        assert_eq!(of(&ladder, &found, None).1, "a 98.03 ± 0.02 %, b 97.90 %");
        let rest = Found { metric: Metric::Rest, ..accuracy("a", &[f64::INFINITY]) };
        assert_eq!(of(&Holds::Rests { variant: "a".into() }, &[rest], None).1, "a never");
    }

    #[test]
    fn quantiles_of_t() {
        for (degrees, quantile) in [(3.0, 3.182), (4.0, 2.776), (8.0, 2.306), (30.0, 2.042)] {
            assert!((t_quantile(degrees) / quantile - 1.0).abs() < 0.01, "{degrees}");
        }
    }
}
