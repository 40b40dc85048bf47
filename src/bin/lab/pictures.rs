//! A folder of pictures as images of one shape: what is no picture is left alone, what is a damaged one is an error.

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Rgb, RgbImage, imageops};
use som_lab::data::Images;
use som_lab::error::{Error, Result};
use som_lab::experiment::Own;
use std::cmp::Ordering;
use std::path::{Path, PathBuf};

/// Endings of the names of pictures.
const ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "webp", "gif", "bmp"];
/// Pixels of a picture of a data set.
const MOST_PIXELS: f64 = 65_536.0;
/// Bytes of all pictures where an experiment takes them as large as there is room for.
const MOST_BYTES: f64 = 48.0 * 1024.0 * 1024.0;
/// Pixels of a picture that is decoded.
const MOST_DECODED: u64 = 120_000_000;
/// Aspects that differ by less, as logarithms, are the same shape: cameras round.
const SAME_ASPECT: f64 = 0.02;
/// Labels are bytes.
const MOST_CLASSES: usize = 256;
/// As many pictures or more can spare every tenth for testing.
const ENOUGH: usize = 50;
/// Words by which folders and files are known to be held out.
const HELD_OUT: [&str; 5] = ["t10k", "test", "val", "valid", "validation"];

/// Pictures, and what their folders say about them.
pub struct Pictures {
    pub train: Images,
    pub test: Images,
    /// Names of the sub-folders, where they are classes.
    pub classes: Vec<String>,
}

/// Whether a path ends as the name of a picture does.
pub fn is_picture(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ENDINGS.contains(&ending.as_str())
}

/// The pictures in a folder and in those below it, in the order of their names; or a single picture.
///
/// # Errors
/// There are too few of them, or one of them cannot be read; the message names the file.
pub fn read(path: &Path, own: &Own, size: Option<u32>) -> Result<Pictures> {
    let mut files = Vec::new();
    if path.is_dir() {
        collect(path, &mut files)?;
        files.sort_by(|a, b| natural_order(a, b));
    } else {
        files.push(path.to_path_buf());
    }
    if files.len() < own.least as usize {
        let plural = if own.least == 1 { "" } else { "s" };
        let found = if files.is_empty() { "none".to_string() } else { files.len().to_string() };
        return Err(Error::data(format!(
            "This experiment needs at least {} picture{plural} ({}), and {} holds {found}.",
            own.least,
            ENDINGS.join(", "),
            path.display()
        )));
    }
    let sizes = files.iter().map(|file| size_of(file)).collect::<Result<Vec<_>>>()?;
    let shape = Shape::of(&sizes, size.or(own.side));
    let pixels = files.iter().map(|file| shape.fit(open(file)?.1)).collect::<Result<Vec<_>>>()?;

    let names: Vec<Vec<String>> = files.iter().map(|file| parts(file.strip_prefix(path).unwrap_or(file))).collect();
    let (classes, labels) = if own.turntable { (Vec::new(), None) } else { classes(&names) };
    let gray = own.gray || pixels.iter().all(is_gray);
    let split = |chosen: &[usize]| Images {
        height: shape.height,
        width: shape.width,
        channels: if gray { 1 } else { 3 },
        pixels: chosen.iter().flat_map(|&i| bytes(&pixels[i], gray)).collect(),
        labels: labels.as_ref().map(|labels| chosen.iter().map(|&i| labels[i]).collect()),
    };
    let (train, test) = if own.turntable { turn(files.len()) } else { hold_out(&names) };
    Ok(Pictures { train: split(&train), test: split(&test), classes })
}

/// Every view of a turn is learned and looked at.
fn turn(n: usize) -> (Vec<usize>, Vec<usize>) {
    ((0..n).collect(), (0..n).collect())
}

/// What is called a test set; otherwise every tenth picture where there are enough, and where there are not, all.
fn hold_out(names: &[Vec<String>]) -> (Vec<usize>, Vec<usize>) {
    let words =
        |part: &String| part.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| HELD_OUT.contains(&word));
    let (test, train): (Vec<_>, Vec<_>) = (0..names.len()).partition(|&i| names[i].iter().any(words));
    if !train.is_empty() && !test.is_empty() {
        return (train, test);
    }
    if names.len() < ENOUGH {
        return turn(names.len());
    }
    (0..names.len()).partition(|i| i % 10 != 9)
}

/// Pictures that are not hidden, in a folder that is not, and no folder twice.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |error: std::io::Error| Error::data(format!("{} could not be read: {error}.", folder.display()));
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            collect(&path, files)?;
        } else if is_picture(&path) && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn parts(path: &Path) -> Vec<String> {
    path.iter().map(|part| part.to_string_lossy().into_owned()).collect()
}

/// As people count: view2 before view10, folder by folder.
fn natural_order(a: &Path, b: &Path) -> Ordering {
    let mut pairs = a.iter().zip(b.iter()).map(|(a, b)| in_turn(&a.to_string_lossy(), &b.to_string_lossy()));
    pairs.find(|order| order.is_ne()).unwrap_or_else(|| a.cmp(b))
}

/// Compares names piece by piece, numbers by their value.
fn in_turn(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let (mut a, mut b) = (a.as_str(), b.as_str());
    while !a.is_empty() && !b.is_empty() {
        let ((piece, rest), (other, other_rest)) = (piece(a), piece(b));
        let digits = |piece: &str| piece.starts_with(|c: char| c.is_ascii_digit());
        let order = if digits(piece) && digits(other) {
            let value = |piece: &str| piece.trim_start_matches('0').to_string();
            let (x, y) = (value(piece), value(other));
            x.len().cmp(&y.len()).then(x.cmp(&y)).then(piece.len().cmp(&other.len()))
        } else {
            piece.cmp(other)
        };
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest, other_rest);
    }
    a.len().cmp(&b.len())
}

/// The digits, or the one other character, that a name starts with; and what follows.
fn piece(name: &str) -> (&str, &str) {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    name.split_at(if digits > 0 { digits } else { name.chars().next().map_or(0, char::len_utf8) })
}

/// Sub-folders as classes, where every picture lies in one of at least two; and the class of each.
fn classes(names: &[Vec<String>]) -> (Vec<String>, Option<Vec<u8>>) {
    let folders: Vec<&[String]> = names.iter().map(|parts| &parts[..parts.len().saturating_sub(1)]).collect();
    let first = folders.first().copied().unwrap_or_default();
    let shared = (0..first.len()).take_while(|&i| folders.iter().all(|parts| parts.get(i) == Some(&first[i]))).count();
    let own: Option<Vec<&String>> = folders.iter().map(|parts| parts[shared..].last()).collect();
    let Some(own) = own else { return (Vec::new(), None) };
    let mut classes: Vec<String> = own.iter().map(|&name| name.clone()).collect();
    classes.sort_by(|a, b| in_turn(a, b).then(a.cmp(b)));
    classes.dedup();
    if !(2..=MOST_CLASSES).contains(&classes.len()) {
        return (Vec::new(), None);
    }
    let label = |name: &String| classes.iter().position(|class| class == name).map_or(0, |class| class as u8);
    let labels = own.into_iter().map(label).collect();
    (classes, Some(labels))
}

/// A picture's size as it is seen, and the picture, once it is asked for.
fn open(file: &Path) -> Result<((u32, u32), impl FnOnce() -> Result<RgbImage>)> {
    let failed = |error: image::ImageError| {
        // Some reasons are sentences of their own.
        let reason = error.to_string();
        Error::data(format!("{} could not be read: {}.", file.display(), reason.trim_end_matches(['.', '\n'])))
    };
    let reader = ImageReader::open(file).and_then(ImageReader::with_guessed_format);
    let reader = reader.map_err(|error| failed(image::ImageError::IoError(error)))?;
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_DECODED {
        return Err(Error::data(format!(
            "{} has {width}×{height} pixels, which is too large: scale it down.",
            file.display()
        )));
    }
    let turned = matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let size = if turned { (height, width) } else { (width, height) };
    let picture = move || {
        let mut picture = DynamicImage::from_decoder(decoder).map_err(failed)?;
        picture.apply_orientation(orientation);
        Ok(on_white(&picture))
    };
    Ok((size, picture))
}

fn size_of(file: &Path) -> Result<(u32, u32)> {
    open(file).map(|(size, _)| size)
}

/// What is transparent lies on white paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let rgba = picture.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0.map(f32::from);
        Rgb([r, g, b].map(|value| (255.0 + a / 255.0 * (value - 255.0)).round() as u8))
    })
}

/// One shape for all pictures.
struct Shape {
    height: u32,
    width: u32,
    /// Whether the middle square is taken.
    crop: bool,
}

impl Shape {
    /// Of pictures of these sizes: the longer side is `side`, or as long as there is room for, and never longer than
    /// that of the largest picture.
    fn of(sizes: &[(u32, u32)], side: Option<u32>) -> Self {
        let mut aspects: Vec<f64> = sizes.iter().map(|&(w, h)| (f64::from(w) / f64::from(h)).ln()).collect();
        aspects.sort_by(f64::total_cmp);
        let crop = aspects[aspects.len() - 1] - aspects[0] > SAME_ASPECT;
        let aspect = if crop { 1.0 } else { aspects[aspects.len() / 2].exp() };
        let sides = sizes.iter().map(|&(w, h)| if crop { w.min(h) } else { w.max(h) });
        let largest = f64::from(sides.max().unwrap_or(1));
        let long = aspect.max(1.0 / aspect);
        let room = (MOST_PIXELS.min(MOST_BYTES / (3.0 * sizes.len() as f64)) * long).sqrt();
        let most = side.map_or(room, |side| f64::from(side).min((MOST_PIXELS * long).sqrt()));
        let longer = largest.min(most).max(1.0);
        let side = |length: f64| length.floor().max(1.0) as u32;
        Self { height: side(longer / aspect.max(1.0)), width: side(longer * aspect.min(1.0)), crop }
    }

    fn fit(&self, picture: impl FnOnce() -> Result<RgbImage>) -> Result<RgbImage> {
        let mut picture = picture()?;
        if self.crop {
            let (width, height) = picture.dimensions();
            let side = width.min(height);
            picture = imageops::crop_imm(&picture, (width - side) / 2, (height - side) / 2, side, side).to_image();
        }
        if picture.dimensions() == (self.width, self.height) {
            return Ok(picture);
        }
        Ok(imageops::resize(&picture, self.width, self.height, imageops::FilterType::Triangle))
    }
}

fn is_gray(picture: &RgbImage) -> bool {
    picture.pixels().all(|pixel| pixel.0[0] == pixel.0[1] && pixel.0[0] == pixel.0[2])
}

/// RGB, or luma as the kernels take it (Rec. 601).
fn bytes(picture: &RgbImage, gray: bool) -> Vec<u8> {
    if !gray {
        return picture.as_raw().clone();
    }
    let luma = |pixel: &Rgb<u8>| {
        let [r, g, b] = pixel.0.map(f32::from);
        (0.299 * r + 0.587 * g + 0.114 * b).round() as u8
    };
    picture.pixels().map(luma).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str]) -> Vec<Vec<String>> {
        paths.iter().map(|path| parts(Path::new(path))).collect()
    }

    #[test]
    fn names_are_ordered_as_people_count() {
        let mut paths = ["b/1.png", "a/View10.png", "a/view9.png", "a/view09.png", "a/view1.png", "a/c/3.png"];
        paths.sort_by(|a, b| natural_order(Path::new(a), Path::new(b)));
        assert_eq!(paths, ["a/c/3.png", "a/view1.png", "a/view9.png", "a/view09.png", "a/View10.png", "b/1.png"]);
    }

    #[test]
    fn folders_are_classes_where_every_picture_lies_in_one() {
        let found = classes(&names(&["all/dog/1.png", "all/cat/1.png", "all/cat/2.png"]));
        assert_eq!(found, (vec!["cat".to_string(), "dog".to_string()], Some(vec![1, 0, 0])));
        for none in [&["cat/1.png", "2.png"][..], &["cat/1.png", "cat/2.png"], &["1.png"], &[]] {
            assert_eq!(classes(&names(none)), (Vec::new(), None));
        }
    }

    #[test]
    fn every_tenth_is_held_out_or_what_is_called_so() {
        assert_eq!(hold_out(&names(&["train/1.png", "test/2.png", "latest.png"])), (vec![0, 2], vec![1]));
        assert_eq!(hold_out(&names(&["1.png"; 3])), (vec![0, 1, 2], vec![0, 1, 2]));
        let (train, test) = hold_out(&names(&["1.png"; 60]));
        assert_eq!((train.len(), test), (54, vec![9, 19, 29, 39, 49, 59]));
    }

    #[test]
    fn pictures_of_one_shape_keep_it_and_others_lose_their_margins() {
        let shape = |sizes: &[(u32, u32)], side| {
            let Shape { width, height, crop } = Shape::of(sizes, side);
            (width, height, crop)
        };
        assert_eq!(shape(&[(400, 200), (100, 50)], Some(64)), (64, 32, false));
        assert_eq!(shape(&[(400, 200), (300, 500)], Some(64)), (64, 64, true));
        assert_eq!(shape(&[(40, 20)], Some(64)), (40, 20, false));
        assert_eq!(shape(&[(4000, 4000)], None), (256, 256, false));
        assert_eq!(shape(&[(4000, 1000)], Some(9999)), (512, 128, false));
    }
}
