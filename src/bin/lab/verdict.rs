//! What the note says, held against what came out: whether it agrees, disagrees, or is within the noise.

use crate::statistics::mean_and_sd;
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

/// What all seeds of a variant have of a metric.
pub struct Found {
    pub variant: &'static str,
    pub metric: Metric,
    pub values: Vec<f64>,
    /// Images behind each value.
    pub n: u32,
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
}

impl Word {
    pub fn text(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Disagrees => "disagrees",
            Self::WithinNoise => "within the noise",
        }
    }
}

impl Found {
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

/// Whether a variant has as much as the note's one run, which is as exact as the test set lets it be.
fn as_much(of: &Found, figure: f64) -> Word {
    let note = Found { variant: of.variant, metric: of.metric, values: vec![figure], n: of.n };
    about(of, figure, noise(of, &note))
}

fn about(of: &Found, figure: f64, within: f64) -> Word {
    if (of.mean() - figure).abs() <= within { Word::Agrees } else { Word::Disagrees }
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
    [Word::Disagrees, Word::WithinNoise].into_iter().find(|word| words.contains(word)).unwrap_or(Word::Agrees)
}

/// How a claim fares, and the figures that say so; none where not all was run that it speaks of.
pub fn of(holds: &Holds, found: &[Found]) -> Option<(Word, String)> {
    let pick = |metric: Metric, variant: &str| found.iter().find(|f| f.metric == metric && f.variant == variant);
    let with = |metric: Metric| found.iter().filter(|f| f.metric == metric).collect::<Vec<_>>();
    let text = |all: &[&Found]| all.iter().map(|f| f.text()).collect::<Vec<_>>().join(", ");
    match *holds {
        Holds::Ranking(metric, variants) => {
            let ranked = variants.iter().map(|variant| pick(metric, variant)).collect::<Option<Vec<_>>>()?;
            Some((all(ranked.windows(2).map(|pair| above(pair[0], pair[1]))), text(&ranked)))
        }
        Holds::NotAbove(metric, first, others) => {
            let first = pick(metric, first)?;
            let others = others.iter().map(|variant| pick(metric, variant)).collect::<Option<Vec<_>>>()?;
            // What is not seen above the noise is not observed.
            let boosted = others.iter().any(|other| above(other, first) == Word::Agrees);
            let word = if boosted { Word::Disagrees } else { Word::Agrees };
            Some((word, text(&[&[first], &others[..]].concat())))
        }
        Holds::Figure(metric, variant, figure) => {
            let found = pick(metric, variant)?;
            Some((as_much(found, figure), found.text()))
        }
        Holds::About(metric, variant, figure, within) => {
            let found = pick(metric, variant)?;
            Some((about(found, figure, within), found.text()))
        }
        Holds::Rests(variant) => {
            let found = pick(Metric::Rest, variant)?;
            let rests = found.values.iter().all(|after| after.is_finite());
            Some((if rests { Word::Agrees } else { Word::Disagrees }, found.text()))
        }
        Holds::Organized(metric, claimed) => {
            let found = with(metric);
            (!found.is_empty()).then(|| (all(found.iter().map(|f| organized(f, claimed))), text(&found)))
        }
        Holds::Same(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accuracy(variant: &'static str, values: &[f64]) -> Found {
        Found { variant, metric: Metric::TestAccuracy, values: values.to_vec(), n: 10_000 }
    }

    const LADDER: Holds = Holds::Ranking(Metric::TestAccuracy, &["a", "b"]);

    #[test]
    fn one_seed_is_held_against_the_noise_of_the_test_set() {
        // 1.96 · √(2 · 0.98 · 0.02 / 10,000) = 0.0039
        for (a, b, word) in [
            (0.980, 0.9758, Word::Agrees),
            (0.980, 0.977, Word::WithinNoise),
            (0.977, 0.980, Word::WithinNoise),
            (0.9758, 0.980, Word::Disagrees),
        ] {
            assert_eq!(of(&LADDER, &[accuracy("b", &[b]), accuracy("a", &[a])]).unwrap().0, word);
        }
    }

    #[test]
    fn three_seeds_are_held_against_their_own() {
        let found = [accuracy("a", &[0.9801, 0.9803, 0.9805]), accuracy("b", &[0.9790, 0.9792, 0.9794])];
        let (word, text) = of(&LADDER, &found).unwrap();
        assert_eq!((word, text.as_str()), (Word::Agrees, "a 98.03 ± 0.02 %, b 97.92 ± 0.02 %"));
        let found = [accuracy("a", &[0.970, 0.980, 0.990]), accuracy("b", &[0.969, 0.979, 0.989])];
        assert_eq!(of(&LADDER, &found).unwrap().0, Word::WithinNoise);
        let same = [accuracy("a", &[0.98; 3]), accuracy("b", &[0.98; 3])];
        assert_eq!(of(&LADDER, &same).unwrap().0, Word::WithinNoise);
    }

    #[test]
    fn quantiles_of_t() {
        for (degrees, quantile) in [(3.0, 3.182), (4.0, 2.776), (8.0, 2.306), (30.0, 2.042)] {
            assert!((t_quantile(degrees) / quantile - 1.0).abs() < 0.01, "{degrees}");
        }
    }

    #[test]
    fn one_clear_step_the_wrong_way_disagrees() {
        let holds = Holds::Ranking(Metric::TestAccuracy, &["a", "b", "c"]);
        let found = [accuracy("a", &[0.9]), accuracy("b", &[0.8]), accuracy("c", &[0.85])];
        assert_eq!(of(&holds, &found).unwrap().0, Word::Disagrees);
        assert!(of(&holds, &found[..2]).is_none(), "c was not run");
    }

    #[test]
    fn no_boost_is_what_is_not_seen_above_the_noise() {
        let holds = Holds::NotAbove(Metric::TestAccuracy, "a", &["b"]);
        for (b, word) in [(0.97, Word::Agrees), (0.983, Word::Agrees), (0.99, Word::Disagrees)] {
            assert_eq!(of(&holds, &[accuracy("a", &[0.98]), accuracy("b", &[b])]).unwrap().0, word);
        }
    }

    #[test]
    fn a_figure_is_met_within_the_noise_of_one_run_or_as_closely_as_is_asked() {
        let holds = Holds::Figure(Metric::TestAccuracy, "a", 0.98);
        for (values, word) in [
            (&[0.983][..], Word::Agrees),
            (&[0.9758], Word::Disagrees),
            (&[0.985], Word::Disagrees),
            (&[0.977, 0.979, 0.981], Word::Agrees),
        ] {
            assert_eq!(of(&holds, &[accuracy("a", values)]).unwrap().0, word, "{values:?}");
        }
        let holds = Holds::About(Metric::ActiveUnits, "a", 5.0, 1.0);
        for (value, word) in [(4.4, Word::Agrees), (3.9, Word::Disagrees), (6.1, Word::Disagrees)] {
            let found = Found { variant: "a", metric: Metric::ActiveUnits, values: vec![value; 3], n: 1 };
            assert_eq!(of(&holds, &[found]).unwrap(), (word, format!("a {value:.1} ± 0.0 active")));
        }
        assert!(of(&holds, &[accuracy("a", &[0.98])]).is_none(), "what was not measured");
    }

    #[test]
    fn a_map_rests_that_does_so_on_every_seed() {
        let found = |values: &[f64]| Found { variant: "a", metric: Metric::Rest, values: values.to_vec(), n: 1 };
        let rest = |values| of(&Holds::Rests("a"), &[found(values)]).unwrap();
        assert_eq!(rest(&[0.5, 0.75]), (Word::Agrees, "a 0.62 ± 0.18 passes".to_string()));
        assert_eq!(rest(&[0.5, f64::INFINITY]), (Word::Disagrees, "a never".to_string()));
    }

    #[test]
    fn organization_is_called_clear_none_or_neither() {
        let found = |value| [Found { variant: "a", metric: Metric::FilterOrganization, values: vec![value], n: 1 }];
        let word =
            |value, claimed| of(&Holds::Organized(Metric::FilterOrganization, claimed), &found(value)).unwrap().0;
        for (value, if_claimed, if_not) in [
            (0.5, Word::Agrees, Word::Disagrees),
            (0.2, Word::WithinNoise, Word::WithinNoise),
            (0.05, Word::Disagrees, Word::Agrees),
            (-0.4, Word::Disagrees, Word::Agrees),
        ] {
            assert_eq!((word(value, true), word(value, false)), (if_claimed, if_not), "{value}");
        }
        assert!(of(&Holds::Organized(Metric::CodebookOrganization, true), &found(0.5)).is_none());
    }
}
