//! What the note says, in a form that results can be held against.

use serde::{Deserialize, Serialize};

/// Something that can be checked in the results of several variants, and who says it in which words.
#[derive(Debug, Deserialize)]
pub struct Claim {
    pub says: String,
    #[serde(default)]
    pub by: Says,
    #[serde(flatten)]
    pub holds: Holds,
}

/// Who makes a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    #[default]
    Note,
    Ours,
}

/// When a claim is right.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Holds {
    /// Every variant has more of the metric than the next.
    Ranking { metric: Metric, variants: Vec<String> },
    /// The same by the rank-sum test of Mann and Whitney, for what is far from normal.
    RankSum { metric: Metric, variants: Vec<String> },
    /// None of the variants has more of the metric than another.
    NotAbove { metric: Metric, variants: Vec<String>, than: String },
    /// A variant has as much of the metric as the note's one run; with fewer `passes` it may not have come to it yet.
    Figure {
        metric: Metric,
        variant: String,
        value: f64,
        #[serde(default)]
        passes: f64,
    },
    /// The same, give or take so much.
    About { metric: Metric, variant: String, value: f64, within: f64 },
    /// The maps of a variant come to rest by themselves.
    Rests { variant: String },
    /// Neighbors in the first layer of a variant resemble one another by this metric, or do not.
    Organized { metric: Metric, variant: String, organized: bool },
    /// Both variants are one function: no weight differs, so long as the bias is added before the mask.
    Same { variants: [String; 2] },
}

impl Holds {
    /// The variants that it names.
    pub fn variants(&self) -> Vec<&str> {
        match self {
            Self::Ranking { variants, .. } | Self::RankSum { variants, .. } => {
                variants.iter().map(String::as_str).collect()
            }
            Self::NotAbove { variants, than, .. } => variants.iter().chain([than]).map(String::as_str).collect(),
            Self::Same { variants } => variants.iter().map(String::as_str).collect(),
            Self::Figure { variant, .. }
            | Self::About { variant, .. }
            | Self::Rests { variant }
            | Self::Organized { variant, .. } => vec![variant],
        }
    }
}

/// What claims are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    TestAccuracy,
    /// Mean value of the masks on the test set.
    ActivationStrength,
    /// Mean number of neurons whose mask is above 0.
    ActiveUnits,
    /// Passes over the training set after which the last map had come to rest; infinite where one has not.
    Rest,
    /// Of the first layer's codebook: how closely distances of units go with distances of their weights.
    CodebookOrganization,
    /// The same of the weights of its neurons.
    FilterOrganization,
    /// The mean return of all episodes of a run.
    MeanReturn,
    /// The episode at which the world was solved; infinite where it never was.
    SolvedAt,
    /// Mean distance of a sample to its unit, of a map or of the last of a stack.
    QuantizationError,
    /// Share of samples whose two best units are no neighbors.
    TopographicError,
    /// Of the units as clusters of labeled samples, 0 to 1.
    Purity,
    Nmi,
    /// In dB, mean over 1,000 held-out images that are rebuilt from overlapping patches, and from tiles.
    Psnr,
    PsnrTiles,
    /// Mean over the held-out views of a turntable, in degrees.
    AngleError,
    /// Of the winner round the chain while the car turns once, and its steps back.
    Turns,
    Reversals,
}

impl Metric {
    pub const ALL: [Self; 17] = [
        Self::TestAccuracy,
        Self::ActivationStrength,
        Self::ActiveUnits,
        Self::Rest,
        Self::CodebookOrganization,
        Self::FilterOrganization,
        Self::MeanReturn,
        Self::SolvedAt,
        Self::QuantizationError,
        Self::TopographicError,
        Self::Purity,
        Self::Nmi,
        Self::Psnr,
        Self::PsnrTiles,
        Self::AngleError,
        Self::Turns,
        Self::Reversals,
    ];

    /// As it is written in the catalogue and in recorded results.
    pub fn name(self) -> &'static str {
        match self {
            Self::TestAccuracy => "test_accuracy",
            Self::ActivationStrength => "activation_strength",
            Self::ActiveUnits => "active_units",
            Self::Rest => "rest",
            Self::CodebookOrganization => "codebook_organization",
            Self::FilterOrganization => "filter_organization",
            Self::MeanReturn => "mean_return",
            Self::SolvedAt => "solved_at",
            Self::QuantizationError => "quantization_error",
            Self::TopographicError => "topographic_error",
            Self::Purity => "purity",
            Self::Nmi => "nmi",
            Self::Psnr => "psnr",
            Self::PsnrTiles => "psnr_tiles",
            Self::AngleError => "angle_error",
            Self::Turns => "turns",
            Self::Reversals => "reversals",
        }
    }

    /// At the head of a column, with the unit where that is a word.
    pub fn head(self) -> &'static str {
        match self {
            Self::TestAccuracy => "test accuracy",
            Self::ActivationStrength => "strength in %",
            Self::ActiveUnits => "active",
            Self::Rest => "passes until rest",
            Self::CodebookOrganization => "order of the map",
            Self::FilterOrganization => "order of the filters",
            Self::MeanReturn => "mean return",
            Self::SolvedAt => "solved at episode",
            Self::QuantizationError => "quantization error",
            Self::TopographicError => "topographic error",
            Self::Purity => "purity",
            Self::Nmi => "NMI",
            Self::Psnr => "PSNR, overlapping",
            Self::PsnrTiles => "PSNR, side by side",
            Self::AngleError => "angle error",
            Self::Turns => "turns",
            Self::Reversals => "steps back",
        }
    }

    /// Whether its spread over runs is far from normal, so that it is told by median and quartiles.
    pub fn skewed(self) -> bool {
        matches!(self, Self::MeanReturn | Self::SolvedAt)
    }

    /// The number that people read for `value`, its digits after the point, and its unit: a share in percent.
    pub fn shown(self, value: f64) -> (f64, usize, &'static str) {
        match self {
            Self::TestAccuracy => (100.0 * value, 2, " %"),
            Self::ActivationStrength => (100.0 * value, 1, " % strength"),
            Self::ActiveUnits => (value, 1, " active"),
            Self::Rest => (value, 2, " passes"),
            Self::MeanReturn => (value, 1, ""),
            Self::SolvedAt => (value, 0, " episodes"),
            Self::TopographicError => (100.0 * value, 1, " %"),
            Self::Psnr | Self::PsnrTiles => (value, 2, " dB"),
            Self::AngleError => (value, 2, "°"),
            Self::Turns | Self::Reversals => (value, 1, ""),
            Self::CodebookOrganization | Self::FilterOrganization => (value, 3, ""),
            Self::QuantizationError | Self::Purity | Self::Nmi => (value, 3, ""),
        }
    }

    /// `value` as people read it.
    pub fn text(self, value: f64) -> String {
        let (value, digits, unit) = self.shown(value);
        format!("{value:.digits$}{unit}")
    }
}
