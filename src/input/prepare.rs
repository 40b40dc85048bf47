//! Images as the samples of an experiment: what is learned, in which order, and what is held out.

use super::limits::count;
use super::split::{FNV, fnv, hold_out, pick, shuffled, spares};
use crate::data::Images;
use crate::error::{Error, Result};
use serde::Deserialize;

/// What an experiment wants of people's own pictures.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Wanted {
    /// The longer side they are scaled down to, in pixels; none where as many are welcome as there is room for.
    pub side: Option<usize>,
    /// Whether they lose their colors.
    pub gray: bool,
    /// Whether they are views of one full turn, in order and evenly spaced.
    pub turntable: bool,
    /// How many it needs.
    pub least: usize,
    /// Only the first of them, to be looked at.
    #[serde(default)]
    pub first: bool,
}

impl Wanted {
    /// What a person is told who brings too few.
    pub fn refusal(&self) -> Error {
        let n = ["no", "one", "two", "three", "four"]
            .get(self.least)
            .map_or_else(|| self.least.to_string(), |n| (*n).to_string());
        Error::data(if self.turntable {
            format!(
                "A turn needs at least {n} views: bring a folder of photographs, all the way round and in the order of their names."
            )
        } else {
            format!("A map of pictures needs at least {n}: for a single picture there are the patches.")
        })
    }
}

/// Images out of data files, and those that are called a test set.
pub struct Arrays {
    pub train: Images,
    pub test: Option<Images>,
    /// Rows of features, not pictures.
    pub flat: bool,
}

/// Images of one shape, not yet split.
pub struct Sorted {
    pub arrays: Arrays,
    /// Names of the classes, where folders give them.
    pub classes: Vec<String>,
    pub title: String,
    pub notes: Vec<String>,
}

/// Samples that are ready for a run.
pub struct Prepared {
    pub title: String,
    pub train: Images,
    pub test: Images,
    /// Names of the classes; none where there are no labels.
    pub classes: Vec<String>,
    pub turntable: bool,
    pub flat: bool,
    /// Whether they are tested on what is learned.
    pub same: bool,
    /// What was done with them and what was left out, in sentences.
    pub notes: Vec<String>,
}

impl Prepared {
    /// Of all samples as the page's engine takes them, [`Brought`](crate::frame::answers::Brought): what is learned, its
    /// labels where there are classes, what is tested on, its labels. Equal where two runs see the same. FNV-1a, 64 bits.
    pub fn fingerprint(&self) -> u64 {
        let labels = |images: &Images| images.labels.clone().filter(|_| !self.classes.is_empty()).unwrap_or_default();
        let both = [&self.train, &self.test];
        both.into_iter().fold(FNV, |hash, images| fnv(&labels(images), fnv(&images.pixels, hash)))
    }
}

/// Splits what has no test set of its own, and puts what is learned into an order that does not depend on that of files
/// and rows. Views of a turn are all learned and looked at, in their order.
///
/// # Errors
/// There are too few.
pub fn prepare(sorted: Sorted, wanted: Wanted) -> Result<Prepared> {
    let Sorted { arrays: Arrays { train, test, flat }, classes, title, mut notes } = sorted;
    let n = train.count() + test.as_ref().map_or(0, Images::count);
    if n < wanted.least {
        return Err(wanted.refusal());
    }
    let same = wanted.turntable || test.is_none() && !spares(n);
    let (train, test) = if wanted.turntable {
        notes.push(
            "The views are taken for one full turn, evenly spaced, in the order of their names; quality is measured on them."
                .to_string(),
        );
        let views = whole(train, test);
        (views.clone(), views)
    } else if let Some(test) = test {
        (pick(&train, &shuffled(&train)), test)
    } else if wanted.first {
        (train.clone(), train)
    } else {
        notes.push(match n {
            1 => "Tested on the same picture, for there is only this one.".to_string(),
            n if !spares(n) => "Tested on the same pictures, for there are too few to hold some out.".to_string(),
            n => {
                let of = if train.labels.is_some() { ", a tenth of every class" } else { "" };
                format!("{} of {} pictures are held out to measure quality{of}.", count(n / 10), count(n))
            }
        });
        let (learned, held) = hold_out(&train);
        (pick(&train, &learned), pick(&train, &held))
    };
    let classes = match (&train.labels, &test.labels) {
        (Some(a), Some(b)) if classes.is_empty() => {
            let most = a.iter().chain(b).max().copied().unwrap_or(0);
            (0..=most).map(|class| class.to_string()).collect()
        }
        (Some(_), Some(_)) => classes,
        _ => Vec::new(),
    };
    Ok(Prepared { title, train, test, classes, turntable: wanted.turntable, flat, same, notes })
}

/// All views of a turn, which have no classes.
fn whole(mut train: Images, test: Option<Images>) -> Images {
    train.pixels.extend(test.into_iter().flat_map(|test| test.pixels));
    train.labels = None;
    train
}
