//! Pictures on their way into one shape, one after the other.

use super::archive::Archive;
use super::files::{Origin, Photo};
use super::names::{classes, folders, is_held_out};
use super::prepare::{Arrays, Prepared, Sorted, Wanted, prepare};
use super::resample::{gray, is_gray};
use super::shape::Shape;
use super::split::pick;
use super::{left_out, shown};
use crate::data::Images;
use crate::error::{Error, Result};

/// What a job needs next.
#[derive(Clone, Debug)]
pub struct Need {
    pub path: String,
    pub origin: Origin,
    /// Its pixels are wanted, not its bytes: only browsers read it.
    pub foreign: bool,
}

/// Pictures that are being decoded; or what came out of data files, at once.
pub struct Job {
    pictures: Option<Pictures>,
    done: Option<Prepared>,
    left_out: Vec<String>,
}

struct Pictures {
    title: String,
    photos: Vec<Photo>,
    archives: Vec<Archive>,
    wanted: Wanted,
    shape: Shape,
    notes: Vec<String>,
    /// Of those that could be decoded.
    pixels: Vec<u8>,
    used: Vec<usize>,
    next: usize,
}

impl Job {
    pub(super) fn done(prepared: Prepared, left_out: Vec<String>) -> Self {
        Self { pictures: None, done: Some(prepared), left_out }
    }

    pub(super) fn new(
        title: String,
        photos: Vec<Photo>,
        archives: Vec<Archive>,
        wanted: Wanted,
        (mut notes, left_out): (Vec<String>, Vec<String>),
    ) -> Result<Self> {
        let sizes: Vec<_> = photos.iter().map(|photo| photo.size).collect();
        let shape = Shape::of(&sizes, wanted.side)?;
        notes.extend(shape.notes.iter().cloned());
        let (pixels, used) = (Vec::new(), Vec::new());
        let pictures = Pictures { title, photos, archives, wanted, shape, notes, pixels, used, next: 0 };
        Ok(Self { pictures: Some(pictures), done: None, left_out })
    }

    /// How many pictures there are, and how many have been seen to.
    pub fn progress(&self) -> (usize, usize) {
        self.pictures.as_ref().map_or((0, 0), |pictures| (pictures.next, pictures.photos.len()))
    }

    /// What the pictures become; none where data files have said it already.
    pub fn shape(&self) -> Option<&Shape> {
        self.pictures.as_ref().map(|pictures| &pictures.shape)
    }

    /// The picture `ahead` after the one that comes next; none where there are no more.
    pub fn need(&self, ahead: usize) -> Option<Need> {
        let Pictures { photos, next, .. } = self.pictures.as_ref()?;
        let Photo { path, origin, foreign, .. } = photos.get(next + ahead)?;
        Some(Need { path: path.clone(), origin: *origin, foreign: *foreign })
    }

    /// Its bytes, if it lies in an archive.
    ///
    /// # Errors
    /// The archive is damaged.
    pub fn unpacked(&mut self, ahead: usize) -> Option<Result<Vec<u8>>> {
        let Pictures { photos, archives, next, .. } = self.pictures.as_mut()?;
        let Photo { path, origin, .. } = photos.get(*next + ahead)?;
        let Origin::Entry { archive, index } = *origin else { return None };
        Some(archives[archive].extract(path, index))
    }

    /// The picture that comes next is this, or damaged: then it is named and left out. `[height, width, 3]` bytes in the
    /// shape of all, as [`Shape::fit`] and [`Shape::decode`] make them.
    pub fn give(&mut self, fitted: Result<Vec<u8>>) {
        match (fitted, &mut self.pictures) {
            (Ok(rgb), Some(Pictures { pixels, used, next, .. })) => {
                pixels.extend(rgb);
                used.push(*next);
                *next += 1;
            }
            (Err(error), _) => self.skip(error.message.clone()),
            (Ok(_), None) => {}
        }
    }

    /// The picture that comes next is left out, for this reason.
    fn skip(&mut self, sentence: String) {
        self.left_out.push(sentence);
        if let Some(pictures) = &mut self.pictures {
            pictures.next += 1;
        }
    }

    /// The samples, once all pictures have come.
    ///
    /// # Errors
    /// None of them could be decoded, or too few.
    pub fn finish(self) -> Result<Prepared> {
        let Self { pictures, done, left_out: sentences } = self;
        let mut prepared = match (pictures, done) {
            (_, Some(done)) => done,
            (Some(pictures), None) => pictures.finish(&sentences)?,
            (None, None) => unreachable!("a job has pictures or is done"),
        };
        prepared.notes.extend(left_out(&sentences));
        Ok(prepared)
    }
}

impl Pictures {
    fn finish(self, sentences: &[String]) -> Result<Prepared> {
        let Self { title, photos, wanted, shape, notes, pixels, used, .. } = self;
        if used.is_empty() {
            return Err(Error::data(sentences.last().cloned().unwrap_or_default()));
        }
        if used.len() < wanted.least {
            let others = left_out(sentences).unwrap_or_default();
            return Err(Error::data(format!("{} {others}", wanted.refusal().message)));
        }
        let paths: Vec<&str> = used.iter().map(|&i| photos[i].path.as_str()).collect();
        let (classes, labels) = if wanted.turntable { (Vec::new(), None) } else { classes(&paths) };
        let colorless = wanted.gray || is_gray(&pixels);
        let all = Images {
            height: shape.height as u32,
            width: shape.width as u32,
            channels: if colorless { 1 } else { 3 },
            pixels: if colorless { gray(&pixels) } else { pixels },
            labels,
        };
        let (test, train): (Vec<usize>, Vec<usize>) =
            (0..paths.len()).partition(|&i| !wanted.turntable && folders(paths[i]).into_iter().any(is_held_out));
        let arrays = if train.is_empty() || test.is_empty() {
            Arrays { train: all, test: None, flat: false }
        } else {
            Arrays { train: pick(&all, &train), test: Some(pick(&all, &test)), flat: false }
        };
        let title = shown(&title);
        prepare(Sorted { arrays, classes, title, notes }, wanted)
    }
}
