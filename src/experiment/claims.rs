//! What the note says, in a form that results can be held against.

/// Something that can be checked in the results of several variants, and who says it in which words.
#[derive(Debug)]
pub struct Claim {
    pub says: &'static str,
    pub holds: Holds,
}

/// When a claim is right.
#[derive(Debug)]
pub enum Holds {
    /// Every variant has more of the metric than the next.
    Ranking(Metric, &'static [&'static str]),
    /// None of the variants has more of the metric than the one named first.
    NotAbove(Metric, &'static str, &'static [&'static str]),
    /// A variant has as much of the metric as the note's one run.
    Figure(Metric, &'static str, f64),
    /// The same, give or take so much.
    About(Metric, &'static str, f64, f64),
    /// The maps of a variant come to rest by themselves.
    Rests(&'static str),
    /// Neighbors in the first layer resemble one another by this metric, or do not, in every variant.
    Organized(Metric, bool),
    /// Both variants are one function: no weight differs, so long as the bias is added before the mask.
    Same(&'static str, &'static str),
}

impl Holds {
    /// The variants that it names.
    pub fn variants(&self) -> Vec<&'static str> {
        match *self {
            Self::Ranking(_, variants) => variants.to_vec(),
            Self::NotAbove(_, first, others) => [&[first], others].concat(),
            Self::Figure(_, variant, _) | Self::About(_, variant, ..) | Self::Rests(variant) => vec![variant],
            Self::Organized(..) => Vec::new(),
            Self::Same(a, b) => vec![a, b],
        }
    }
}

/// What claims are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl Metric {
    pub const ALL: [Self; 6] = [
        Self::TestAccuracy,
        Self::ActivationStrength,
        Self::ActiveUnits,
        Self::Rest,
        Self::CodebookOrganization,
        Self::FilterOrganization,
    ];

    /// The number that people read for `value`, its digits after the point, and its unit: a share in percent.
    pub fn shown(self, value: f64) -> (f64, usize, &'static str) {
        match self {
            Self::TestAccuracy => (100.0 * value, 2, " %"),
            Self::ActivationStrength => (100.0 * value, 1, " % strength"),
            Self::ActiveUnits => (value, 1, " active"),
            Self::Rest => (value, 2, " passes"),
            Self::CodebookOrganization | Self::FilterOrganization => (value, 3, ""),
        }
    }

    /// `value` as people read it.
    pub fn text(self, value: f64) -> String {
        let (value, digits, unit) = self.shown(value);
        format!("{value:.digits$}{unit}")
    }
}
