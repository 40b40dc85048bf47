//! Images and labels out of data files: NPY, IDX and CIFAR-10.

use super::kind::Kind;
use super::limits::{MOST_PIXELS, count};
use super::names::{base_name, folders, is_held_out};
use super::picture::on_white;
use super::prepare::Arrays;
use super::shown;
use crate::data::{Images, idx, npy, recognize};
use crate::error::{Error, Result};

/// What a data file holds.
pub enum Found {
    /// Images; what they were taken for, where the file does not say; and whether they are rows of features.
    Images { images: Images, note: Option<String>, flat: bool },
    /// One class for each image of another file.
    Labels(Vec<u8>),
}

/// A data file that was read, under its path.
pub struct Array {
    pub path: String,
    pub images: Images,
    pub flat: bool,
}

/// Labels under the path of their file.
pub struct LabelFile {
    pub path: String,
    pub labels: Vec<u8>,
}

/// What the data file called `name` holds.
///
/// # Errors
/// It is damaged, or holds neither images nor labels; the message names the file.
pub fn read_array(name: &str, bytes: &[u8]) -> Result<Found> {
    let labels = match Kind::of(bytes) {
        Kind::Idx if bytes.get(3) == Some(&1) => Some(idx::read_labels(bytes)),
        Kind::Npy => npy::read_labels(bytes),
        _ => None,
    };
    if let Some(labels) = labels {
        return Ok(Found::Labels(labels.map_err(|error| error.in_file(name))?));
    }
    understood(name, recognize(name, bytes)?)
}

/// What arrays often mean though they do not say so; and what no picture is.
fn understood(name: &str, images: Images) -> Result<Found> {
    let Images { height, width, channels, .. } = images;
    let n = images.count() as u32;
    if channels == 1 && height > 4 && n > 4 && (width == 3 || width == 4) {
        let one = Images { height: n, width: height, channels: width, ..images };
        let note = Some(format!("{} is taken for one picture in color.", shown(name)));
        return Ok(Found::Images { images: checked(name, without_alpha(one))?, note, flat: false });
    }
    if channels == 1 && height == 1 {
        // The squarest rectangle, so that a unit is a tile and not a line.
        let height = (1..=width.isqrt()).rev().find(|height| width.is_multiple_of(*height)).unwrap_or(1);
        let tile = Images { height, width: width / height, ..images };
        let note = (height > 1)
            .then(|| format!("The rows of {} are taken for {} × {height} pixels.", shown(name), tile.width));
        return Ok(Found::Images { images: checked(name, tile)?, note, flat: true });
    }
    Ok(Found::Images { images: checked(name, without_alpha(images))?, note: None, flat: false })
}

/// Four channels are color on glass; here it lies on white paper.
fn without_alpha(images: Images) -> Images {
    if images.channels != 4 {
        return images;
    }
    let on_paper = |pixel: &[u8]| {
        let mut rgb = [pixel[0], pixel[1], pixel[2]];
        on_white(&mut rgb, pixel[3]);
        rgb
    };
    let pixels = images.pixels.chunks_exact(4).flat_map(on_paper).collect();
    Images { channels: 3, pixels, ..images }
}

fn checked(name: &str, images: Images) -> Result<Images> {
    let Images { height, width, channels, .. } = images;
    if channels != 1 && channels != 3 {
        return Err(Error::data(format!(
            "{} has images of {channels} channels: save them as gray (1) or color (3).",
            shown(name)
        )));
    }
    if height as usize * width as usize > MOST_PIXELS {
        return Err(Error::data(format!(
            "{} has images of {width} × {height} pixels, and at most {} are learned from at a time: scale them down, or save them as PNG.",
            shown(name),
            count(MOST_PIXELS)
        )));
    }
    Ok(images)
}

fn shape_of(Images { height, width, channels, .. }: &Images) -> String {
    format!("{width} × {height}{}", if *channels == 3 { " in color" } else { "" })
}

/// Files of one shape as one set with their labels, and what is a test set by its name; and sentences on what is not
/// used.
pub fn joined(arrays: Vec<Array>, mut labels: Vec<LabelFile>) -> (Arrays, Vec<String>) {
    let shape = shape_of(&arrays[0].images);
    let (mut fitting, others): (Vec<_>, Vec<_>) = arrays.into_iter().partition(|one| shape_of(&one.images) == shape);
    let mut unused: Vec<String> = others
        .iter()
        .map(|one| {
            let (name, own) = (shown(base_name(&one.path)), shape_of(&one.images));
            format!("{name} has images of {own}, and the others are of {shape}.")
        })
        .collect();
    for one in &mut fitting {
        if one.images.labels.is_none() {
            one.images.labels = take_labels(&one.path, one.images.count(), &mut labels);
        }
    }
    unused.extend(labels.iter().map(|LabelFile { path, labels }| {
        format!("{} has {} labels, and no file has as many images.", shown(base_name(path)), count(labels.len()))
    }));
    let flat = fitting.iter().all(|one| one.flat);
    let (tests, trains): (Vec<_>, Vec<_>) = fitting.into_iter().partition(|one| is_held_out(&one.path));
    let mut arrays = match (trains.is_empty(), tests.is_empty()) {
        (false, false) => Arrays { train: together(trains), test: Some(together(tests)), flat },
        (true, _) => Arrays { train: together(tests), test: None, flat },
        (false, true) => Arrays { train: together(trains), test: None, flat },
    };
    if let Some(test) = &mut arrays.test
        && arrays.train.labels.is_some() != test.labels.is_some()
    {
        (arrays.train.labels, test.labels) = (None, None);
        unused.push("Only some of the images have labels, so none are used.".to_string());
    }
    (arrays, unused)
}

/// The label file of as many, of the same split and from the same folder if there is one.
fn take_labels(path: &str, n: usize, labels: &mut Vec<LabelFile>) -> Option<Vec<u8>> {
    let likeness = |file: &LabelFile| {
        2 * u8::from(is_held_out(&file.path) == is_held_out(path)) + u8::from(folders(&file.path) == folders(path))
    };
    let fitting = labels.iter().enumerate().filter(|(_, file)| file.labels.len() == n);
    let (best, _) = fitting.rev().max_by_key(|(_, file)| likeness(file))?;
    Some(labels.remove(best).labels)
}

/// Images of one shape one after the other; labels only where all have some.
fn together(arrays: Vec<Array>) -> Images {
    let labeled = arrays.iter().all(|one| one.images.labels.is_some());
    let mut all = arrays.into_iter().map(|one| one.images);
    let mut first = all.next().expect("at least one file");
    for Images { pixels, labels, .. } in all {
        first.pixels.extend(pixels);
        if let (Some(known), Some(labels)) = (&mut first.labels, labels) {
            known.extend(labels);
        }
    }
    first.labels = first.labels.filter(|_| labeled);
    first
}
