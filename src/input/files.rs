//! All that a person brings at once, opened and understood: pictures that are measured but not yet decoded, or images
//! out of data files.

use super::archive::Archive;
use super::arrays::{Array, Found, LabelFile, joined, read_array};
use super::job::Job;
use super::kind::Kind;
use super::limits::{MOST_PICTURES, count, inflated};
use super::names::{base_name, folders, in_natural_order, is_junk};
use super::picture::measure;
use super::prepare::{Arrays, Prepared, Sorted, Wanted, prepare};
use super::split::pick;
use super::{left_out, shown};
use crate::error::{Error, Result};

/// Where a picture's bytes are found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The file that was brought under this number.
    File(u32),
    /// A file in an archive.
    Entry { archive: usize, index: usize },
}

/// A picture that has been measured but not decoded.
#[derive(Clone, Debug)]
pub struct Photo {
    pub path: String,
    pub origin: Origin,
    /// Height and width as it is seen.
    pub size: (usize, usize),
    /// Only browsers read it.
    pub foreign: bool,
}

/// What has been brought so far.
#[derive(Default)]
pub struct Files {
    photos: Vec<Photo>,
    arrays: Vec<Array>,
    labels: Vec<LabelFile>,
    archives: Vec<Archive>,
    paths: Vec<String>,
    notes: Vec<String>,
    left_out: Vec<String>,
    waiting: Vec<(String, Origin, &'static str)>,
}

impl Files {
    /// Takes file number `id` with its path below what was brought, '/' between folders. One bad file among good ones is
    /// named and left out.
    pub fn add(&mut self, path: &str, id: u32, bytes: Vec<u8>) {
        if is_junk(path) {
            return;
        }
        self.paths.push(path.to_string());
        if let Err(error) = self.take(path, Origin::File(id), bytes, 0) {
            self.left_out.push(error.message.clone());
        }
    }

    /// Leaves a file out, with a sentence that says why.
    pub fn leave_out(&mut self, path: &str, sentence: String) {
        self.paths.push(path.to_string());
        self.left_out.push(sentence);
    }

    fn take(&mut self, path: &str, origin: Origin, bytes: Vec<u8>, depth: u32) -> Result<()> {
        let name = base_name(path);
        let kind = Kind::of(&bytes);
        if kind == Kind::Zip && depth == 0 {
            let (mut archive, mut entries) = Archive::open(path, bytes)?;
            entries.sort_by(|a, b| in_natural_order(&a.path, &b.path));
            let number = self.archives.len();
            for entry in entries {
                let origin = Origin::Entry { archive: number, index: entry.index };
                let bytes = archive.extract(&entry.path, entry.index);
                if let Err(error) = bytes.and_then(|bytes| self.take(&entry.path, origin, bytes, 1)) {
                    self.left_out.push(error.message.clone());
                }
            }
            self.archives.push(archive);
        } else if kind == Kind::Gzip && depth < 2 {
            let inside = inflated(&bytes).map_err(|error| error.in_file(&shown(name)))?;
            drop(bytes);
            let path = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".GZ")).unwrap_or(path);
            self.take(path, origin, inside, 2)?;
        } else if depth == 2 && (kind.is_picture() || kind.foreign().is_some()) {
            return Err(Error::data(format!("{} is a picture in a gzip file: unpack it first.", shown(name))));
        } else if let Some(kind) = kind.foreign() {
            self.waiting.push((path.to_string(), origin, kind));
        } else if kind.is_picture() {
            let size = measure(name, &bytes)?;
            self.photos.push(Photo { path: path.to_string(), origin, size, foreign: false });
        } else if kind.is_array() {
            match read_array(&shown(name), &bytes)? {
                Found::Labels(labels) => self.labels.push(LabelFile { path: path.to_string(), labels }),
                Found::Images { images, note, flat } => {
                    self.arrays.push(Array { path: path.to_string(), images, flat });
                    self.notes.extend(note);
                }
            }
        } else {
            return Err(Error::data(format!("{} {}.", shown(name), kind.reason())));
        }
        Ok(())
    }

    /// Whether there are data files among them.
    pub fn holds_arrays(&self) -> bool {
        !self.arrays.is_empty()
    }

    /// A picture that only browsers read, which waits to be measured: its path, where it is, what it is.
    pub fn next_foreign(&mut self) -> Option<(String, Origin, &'static str)> {
        self.waiting.pop()
    }

    /// It has this height and width.
    pub fn add_foreign(&mut self, path: String, origin: Origin, size: (usize, usize)) {
        self.photos.push(Photo { path, origin, size, foreign: true });
    }

    /// The bytes of a file in an archive.
    ///
    /// # Errors
    /// It is damaged.
    pub fn extract(&mut self, path: &str, archive: usize, index: usize) -> Result<Vec<u8>> {
        self.archives[archive].extract(path, index)
    }

    /// What it may be called.
    fn title(&self) -> String {
        let Some(first) = self.paths.first() else { return String::new() };
        let outermost = folders(first).first().map(|folder| format!("{folder}/"));
        match outermost {
            Some(folder) if self.paths.iter().all(|path| path.starts_with(&folder)) => {
                folder.trim_end_matches('/').to_string()
            }
            _ if self.paths.len() == 1 => base_name(first).to_string(),
            _ => format!("{} files", self.paths.len()),
        }
    }

    /// Settles what the pictures become; what is `wanted` of them is an experiment's.
    ///
    /// # Errors
    /// There is nothing to use, or too little.
    pub fn begin(mut self, wanted: Wanted) -> Result<Job> {
        let first = wanted.first;
        self.photos.sort_by(|a, b| in_natural_order(&a.path, &b.path));
        self.arrays.sort_by(|a, b| in_natural_order(&a.path, &b.path));
        let mut title = self.title();
        if !self.arrays.is_empty() {
            return self.arrays_done(title, wanted).map(|prepared| Job::done(prepared, self.left_out));
        }
        if self.photos.is_empty() {
            return Err(self.nothing());
        }
        self.left_out.extend(
            self.labels.iter().map(|file| format!("{} holds labels of other images.", shown(base_name(&file.path)))),
        );
        let all = self.photos.len();
        self.photos.truncate(if first { 1 } else { MOST_PICTURES });
        if first {
            title = base_name(&self.photos[0].path).to_string();
        }
        if !first && self.photos.len() < all {
            self.notes.push(format!(
                "Only the first {} of {} pictures are used.",
                count(self.photos.len()),
                count(all)
            ));
        }
        if self.photos.len() < wanted.least {
            return Err(self.too_few(wanted.refusal()));
        }
        Job::new(title, self.photos, self.archives, wanted, (self.notes, self.left_out))
    }

    fn arrays_done(&mut self, title: String, wanted: Wanted) -> Result<Prepared> {
        let (mut arrays, unused) = joined(std::mem::take(&mut self.arrays), std::mem::take(&mut self.labels));
        if wanted.first {
            arrays = Arrays { train: pick(&arrays.train, &[0]), test: None, flat: arrays.flat };
        }
        self.left_out.extend(unused);
        self.left_out.extend(
            self.photos
                .iter()
                .map(|photo| format!("{} is a picture beside a data file.", shown(base_name(&photo.path)))),
        );
        prepare(Sorted { arrays, classes: Vec::new(), title, notes: std::mem::take(&mut self.notes) }, wanted)
    }

    /// Too few pictures, and what was left out beside them.
    fn too_few(&self, refusal: Error) -> Error {
        match left_out(&self.left_out) {
            Some(others) => Error::data(format!("{} {others}", refusal.message)),
            None => refusal,
        }
    }

    fn nothing(&self) -> Error {
        Error::data(match (&self.left_out[..], self.labels.first(), &self.paths[..]) {
            ([first], ..) => first.clone(),
            ([first, others @ ..], ..) => {
                format!("{first} There is nothing to use in the rest ({}) either.", others.len())
            }
            ([], Some(labels), _) => {
                format!("{} holds labels only: bring the images with it.", shown(base_name(&labels.path)))
            }
            ([], None, [path]) => {
                format!("{} holds no pictures: choose something else.", shown(base_name(path)))
            }
            _ => "There are no pictures in what you brought: choose some files or another folder.".to_string(),
        })
    }
}
