//! What all runs of an experiment of networks have found, held against what the note says, and their curves.

use crate::chart::{self, Curve, Panel};
use crate::files;
use crate::finding::Finding;
use crate::report::Report;
use crate::statistics::around_mean;
use crate::verdict::{self, Found, Word};
use serde::Serialize;
use som_lab::error::Result;
use som_lab::experiment::{Claim, Experiment, Holds, Metric, Says, Variant};
use som_lab::net::config::Bias;
use som_lab::net::frame::CoursePoint;
use std::path::Path;

/// What one run has found.
pub struct Outcome {
    pub variant: &'static Variant,
    pub seed: u32,
    pub bias: Bias,
    pub metrics: Vec<(Metric, f64)>,
    /// Test images.
    pub n: u32,
    /// Passes over the training set.
    pub passes: f64,
    pub course: Vec<CoursePoint>,
    /// All weights and biases, where a claim compares them.
    pub parameters: Vec<f32>,
}

/// All runs of an experiment.
pub struct Results {
    claims: &'static [Claim],
    outcomes: Vec<Outcome>,
}

/// How a claim fares.
#[derive(Serialize)]
struct Verdict<'a> {
    claim: &'a str,
    /// None where it does not speak of these runs.
    verdict: Option<Word>,
    figures: &'a str,
    /// Between weights of variants that should be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    largest_difference: Option<f32>,
}

/// Whether a claim compares the weights of this variant.
pub fn compares(claims: &[Claim], variant: &Variant) -> bool {
    let named = |variants: &[String]| variants.iter().any(|name| name == variant.name);
    claims.iter().any(|claim| matches!(&claim.holds, Holds::Same { variants } if named(variants)))
}

impl Results {
    pub fn new(claims: &'static [Claim], outcomes: Vec<Outcome>) -> Self {
        Self { claims, outcomes }
    }

    /// The variants that were run, in their order.
    fn variants(&self) -> Vec<&'static Variant> {
        let mut variants: Vec<&Variant> = self.outcomes.iter().map(|outcome| outcome.variant).collect();
        variants.dedup_by_key(|variant| variant.name);
        variants
    }

    fn of(&self, variant: &str) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(move |outcome| outcome.variant.name == variant)
    }

    fn found(&self) -> Vec<Found<'static>> {
        let of = |variant: &'static Variant, metric| {
            let all = self.of(variant.name).flat_map(|outcome| &outcome.metrics).filter(|(m, _)| *m == metric);
            let values: Vec<_> = all.map(|&(_, value)| value).collect();
            let n = self.of(variant.name).next()?.n;
            let passes = self.of(variant.name).next()?.passes;
            (!values.is_empty()).then_some(Found { variant: variant.name, metric, values, n, passes })
        };
        self.variants()
            .into_iter()
            .flat_map(|variant| Metric::ALL.map(|metric| of(variant, metric)))
            .flatten()
            .collect()
    }

    /// The largest difference between the weights of two variants, over all seeds.
    fn difference(&self, a: &str, b: &str) -> Option<f32> {
        let pairs = self.of(a).flat_map(|a| self.of(b).filter(|b| b.seed == a.seed).map(move |b| (a, b)));
        let of_pair = |(a, b): (&Outcome, &Outcome)| {
            a.parameters.iter().zip(&b.parameters).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
        };
        pairs.map(of_pair).reduce(f32::max)
    }

    /// Tells how every claim fares that speaks of what was run.
    ///
    /// # Errors
    /// stdout is closed.
    pub fn tell(&self, report: &Report) -> Result<()> {
        let found = self.found();
        for claim in self.claims {
            let mut difference = None;
            let mut bias = "";
            if let Holds::Same { variants: [a, b] } = &claim.holds {
                let Some(largest) = self.difference(a, b) else { continue };
                let before = self.of(a).chain(self.of(b)).all(|outcome| outcome.bias == Bias::BeforeMask);
                bias = if before { "bias before the mask, " } else { "bias after the mask, " };
                difference = Some(largest);
            }
            let (word, figures) = verdict::of(&claim.holds, &found, difference);
            if figures.is_empty() {
                continue;
            }
            // With the bias after the mask, nobody says that they are the same.
            let word = (bias != "bias after the mask, ").then_some(word);
            let (says, figures) = (said(claim), format!("{bias}{figures}"));
            let line = format!("{says} · here: {figures} → {}", word.map_or("does not say", Word::text));
            let verdict = Verdict { claim: &says, verdict: word, figures: &figures, largest_difference: difference };
            report.verdict(verdict, &line)?;
        }
        Ok(())
    }

    /// Writes `curves.png`: test accuracy and test loss over the samples, with a band of ± one standard deviation where
    /// there are several seeds.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn draw(&self, folder: &Path) -> Result<()> {
        let curves = |of: fn(&CoursePoint) -> f64| {
            let curve = |variant: &'static Variant| {
                let run = |outcome: &Outcome| outcome.course.iter().map(of).collect();
                let x = self.of(variant.name).next().map_or(&[][..], |outcome| &outcome.course);
                Curve {
                    name: variant.name,
                    color: variant.color.rgb(),
                    x: x.iter().map(|point| point.samples as f64).collect(),
                    runs: self.of(variant.name).map(run).collect(),
                    around: around_mean,
                }
            };
            self.variants().into_iter().map(curve).collect()
        };
        let accuracy = curves(|point| 100.0 * point.test_accuracy);
        let panels = [
            Panel { title: "Test accuracy in %", x: "training samples", curves: accuracy, rising: true },
            Panel {
                title: "Test loss (cross-entropy)",
                x: "training samples",
                curves: curves(|point| point.test_loss),
                rising: false,
            },
        ];
        let (pixels, width) = chart::draw(&panels)?;
        files::save(folder, "curves.png", files::png_rgb(&pixels, width as usize)?)
    }
}

/// Tells how every claim fares that speaks of what was run: what each run of each variant, by its name, has found.
///
/// # Errors
/// stdout is closed.
pub fn tell(experiment: &'static Experiment, findings: &[(&'static str, Finding)], report: &Report) -> Result<()> {
    let of = |variant: &'static Variant, metric: Metric| {
        let runs = findings.iter().filter(|(name, _)| *name == variant.name).map(|(_, finding)| finding);
        let values: Vec<f64> = runs.clone().filter_map(|run| run.metrics.get(metric.name()).copied()).collect();
        let first = runs.clone().next().filter(|_| !values.is_empty())?;
        Some(Found { variant: variant.name, metric, values, n: first.n, passes: first.passes })
    };
    let pairs = experiment.variants.iter().flat_map(|variant| Metric::ALL.map(|metric| (variant, metric)));
    let found: Vec<Found> = pairs.filter_map(|(variant, metric)| of(variant, metric)).collect();
    for claim in &experiment.claims {
        let (word, figures) = verdict::of(&claim.holds, &found, None);
        if figures.is_empty() {
            continue;
        }
        let says = said(claim);
        let line = format!("{says} · here: {figures} → {}", word.text());
        report.verdict(
            Verdict { claim: &says, verdict: Some(word), figures: &figures, largest_difference: None },
            &line,
        )?;
    }
    Ok(())
}

/// A claim, and who makes it.
pub fn said(claim: &Claim) -> String {
    match claim.by {
        Says::Note => format!("The note: {}", claim.says),
        Says::Ours => claim.says.to_string(),
    }
}
