//! NPY, NumPy's array file (<https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>), versions 1 to 3:
//! magic, version, header length, a Python dictionary as text, the elements.

use super::Images;
use crate::error::{Error, Result};
use std::borrow::Cow;

const MAGIC: &[u8] = b"\x93NUMPY";
/// As many dimensions as NumPy itself allows.
const MAX_RANK: usize = 64;
const NOT_FINITE: &str = "not a finite f32 number: clean the array with numpy.nan_to_num";

/// Reads images from an array of shape `(n, features)`, `(n, height, width)` or `(n, height, width, channels)`.
///
/// Features without a height become one row of pixels. Element types, little or big-endian, in C or Fortran order:
/// - u8: taken as they are;
/// - f32, f64 between 0 and 1: quantized to `round(255 · value)`, halves upwards;
/// - f32, f64 that go above 1: must be whole numbers from 0 to 255, taken as bytes.
///
/// So an array of nothing but 0.0 and 1.0 is black and white. Every other element type, an empty array, a value that
/// is out of range or not finite (the message says which, and where) and a damaged file are errors.
pub fn read(bytes: &[u8]) -> Result<Images> {
    let array = Array::parse(bytes)?;
    let (height, width, channels) = match array.shape[..] {
        [_, features] => (1, features, 1),
        [_, height, width] => (height, width, 1),
        [_, height, width, channels] => (height, width, channels),
        _ => {
            return Err(Error::data(format!(
                "An NPY array of shape {} holds no images; wanted is (n, features), (n, height, width) or \
                 (n, height, width, channels): use reshape.",
                tuple(&array.shape)
            )));
        }
    };
    let (Some(height), Some(width), Some(channels)) = (positive(height), positive(width), positive(channels)) else {
        return Err(array.has_no("pixels"));
    };
    if array.shape[0] == 0 {
        return Err(array.has_no("images"));
    }
    Ok(Images { height, width, channels, pixels: array.pixels()?, labels: None })
}

/// Reads labels, 0 to 255, from an array of one dimension and whole numbers; none where it is another array.
pub fn read_labels(bytes: &[u8]) -> Option<Result<Vec<u8>>> {
    let array = Array::parse_any(bytes).ok()?;
    if array.shape.len() != 1 || !matches!(array.element, Element::U8 | Element::Int { .. }) {
        return None;
    }
    let label = |element: &[u8]| {
        let value = array.element.integer(element);
        u8::try_from(value).map_err(|_| {
            Error::data(format!("This NPY file has the label {value}, and classes are numbered from 0 to 255."))
        })
    };
    Some(array.bytes.chunks_exact(array.element.size()).map(label).collect())
}

/// Reads an array of any shape as f32: the shape and the elements in C order. u8 become 0.0 to 255.0.
///
/// Meant for codebooks; the elements must be finite as f32.
pub fn read_f32(bytes: &[u8]) -> Result<(Vec<usize>, Vec<f32>)> {
    let array = Array::parse(bytes)?;
    let elements: Vec<f32> = array.values().map(|value| value as f32).collect();
    match elements.iter().position(|value| !value.is_finite()) {
        Some(i) => Err(array.bad_value(i, elements[i].into(), NOT_FINITE)),
        None => Ok((array.shape, elements)),
    }
}

/// Writes `elements`, in C order, as an NPY file of version 1 and type `<f4`: byte for byte what `numpy.save` writes.
///
/// # Panics
/// Where the shape does not have as many elements.
pub fn write_f32(shape: &[usize], elements: &[f32]) -> Vec<u8> {
    assert_eq!(shape.iter().product::<usize>(), elements.len(), "the shape {shape:?} is another number of elements");
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {}, }}", tuple(shape));
    let unpadded = MAGIC.len() + 4 + header.len() + 1;
    header.push_str(&" ".repeat(unpadded.next_multiple_of(64) - unpadded));
    header.push('\n');
    let length = u16::try_from(header.len()).expect("a shape is a few numbers");
    let mut file = [MAGIC, &[1, 0], &length.to_le_bytes(), header.as_bytes()].concat();
    file.extend(elements.iter().flat_map(|value| value.to_le_bytes()));
    file
}

#[derive(Clone, Copy)]
enum Element {
    U8,
    F32 {
        big_endian: bool,
    },
    F64 {
        big_endian: bool,
    },
    /// Labels only.
    Int {
        size: usize,
        signed: bool,
        big_endian: bool,
    },
}

impl Element {
    fn size(self) -> usize {
        match self {
            Element::U8 => 1,
            Element::F32 { .. } => 4,
            Element::F64 { .. } => 8,
            Element::Int { size, .. } => size,
        }
    }

    /// The whole number in `bytes`, of which there are `size()`.
    fn integer(self, bytes: &[u8]) -> i128 {
        let (signed, big_endian) = match self {
            Element::Int { signed, big_endian, .. } => (signed, big_endian),
            _ => (false, false),
        };
        let at = |i: usize| bytes[if big_endian { i } else { bytes.len() - 1 - i }];
        let first = if signed { i128::from(at(0) as i8) } else { i128::from(at(0)) };
        (1..bytes.len()).fold(first, |value, i| value << 8 | i128::from(at(i)))
    }

    /// The element in `bytes`, of which there are `size()`.
    fn decode(self, bytes: &[u8]) -> f64 {
        let mut word = [0; 8];
        let word = &mut word[..bytes.len()];
        word.copy_from_slice(bytes);
        if let Element::F32 { big_endian: true } | Element::F64 { big_endian: true } = self {
            word.reverse();
        }
        match *word {
            [byte] => byte.into(),
            [a, b, c, d] => f32::from_le_bytes([a, b, c, d]).into(),
            [a, b, c, d, e, f, g, h] => f64::from_le_bytes([a, b, c, d, e, f, g, h]),
            _ => unreachable!("pixels and weights have 1, 4 or 8 bytes"),
        }
    }
}

/// A parsed file: as many bytes as the shape and the element type say, in C order.
struct Array<'a> {
    element: Element,
    /// What NumPy calls the elements.
    name: &'a str,
    shape: Vec<usize>,
    bytes: Cow<'a, [u8]>,
}

impl<'a> Array<'a> {
    /// An array of elements that may be pixels or weights.
    fn parse(file: &'a [u8]) -> Result<Self> {
        let array = Self::parse_any(file)?;
        match array.element {
            Element::Int { .. } => Err(unread(array.name)),
            _ => Ok(array),
        }
    }

    fn parse_any(file: &'a [u8]) -> Result<Self> {
        let damaged = |what: &str| Error::data(format!("This NPY file {what}: write it again with numpy.save."));
        let truncated = || damaged("ends within its header");
        let file = file
            .strip_prefix(MAGIC)
            .ok_or_else(|| damaged("does not start with NumPy's signature, so it is not NPY"))?;
        let (length, rest) = match *file {
            [1, _, a, b, ref rest @ ..] => (u32::from_le_bytes([a, b, 0, 0]), rest),
            [2 | 3, _, a, b, c, d, ref rest @ ..] => (u32::from_le_bytes([a, b, c, d]), rest),
            [1..=3, ..] | [] => return Err(truncated()),
            [version, ..] => return Err(damaged(&format!("has format version {version}, and 1 to 3 are known"))),
        };
        let length = usize::try_from(length).map_err(|_| truncated())?;
        let (header, bytes) = rest.split_at_checked(length).ok_or_else(truncated)?;
        let header = std::str::from_utf8(header).map_err(|_| damaged("has a header that is not text"))?;

        let value = |key| value_of(header, key).ok_or_else(|| damaged(&format!("has no '{key}' in its header")));
        let (element, name) = element(value("descr")?)?;
        let shape = shape(value("shape")?)
            .ok_or_else(|| damaged(&format!("has a shape that is no tuple of at most {MAX_RANK} sizes")))?;
        let size = shape.iter().try_fold(element.size(), |product, &size| product.checked_mul(size));
        if size != Some(bytes.len()) {
            let shape = tuple(&shape);
            return Err(damaged(&format!("says shape {shape} but has {} bytes of elements", bytes.len())));
        }
        let bytes = match value("fortran_order")?.starts_with("True") {
            true => Cow::Owned(fortran_to_c(bytes, element.size(), &shape)),
            false => Cow::Borrowed(bytes),
        };
        Ok(Self { element, name, shape, bytes })
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.bytes.chunks_exact(self.element.size()).map(|bytes| self.element.decode(bytes))
    }

    fn pixels(&self) -> Result<Vec<u8>> {
        if let Element::U8 = self.element {
            return Ok(self.bytes.to_vec());
        }
        let mut max: f64 = 0.0;
        for (i, value) in self.values().enumerate() {
            if !value.is_finite() {
                return Err(self.bad_value(i, value, NOT_FINITE));
            }
            if !(0.0..=255.0).contains(&value) {
                return Err(self.bad_value(
                    i,
                    value,
                    "out of range: scale the array to 0..1, or to whole numbers in 0..255",
                ));
            }
            max = max.max(value);
        }
        if max <= 1.0 {
            return Ok(self.values().map(|value| (255.0 * value).round() as u8).collect());
        }
        let whole = |(i, value): (usize, f64)| {
            match value.fract() == 0.0 {
            true => Ok(value as u8),
            false => Err(self.bad_value(
                i,
                value,
                &format!("no whole number, though the array goes up to {max} and so is read as bytes: scale it to 0..1 or round it"),
            )),
        }
        };
        self.values().enumerate().map(whole).collect()
    }

    /// An error about the element with C-order index `i`.
    fn bad_value(&self, i: usize, value: f64, what: &str) -> Error {
        let mut index = vec![0; self.shape.len()];
        let mut rest = i;
        for (index, size) in index.iter_mut().zip(&self.shape).rev() {
            (rest, *index) = (rest / size, rest % size);
        }
        Error::data(format!("The value {value} at index {index:?} of this NPY array is {what}."))
    }

    fn has_no(&self, what: &str) -> Error {
        Error::data(format!(
            "An NPY array of shape {} has no {what}: no size may be 0 or above 4294967295.",
            tuple(&self.shape)
        ))
    }
}

/// The elements, of `size` bytes each, from Fortran order (first index fastest) to C order (last index fastest).
fn fortran_to_c(bytes: &[u8], size: usize, shape: &[usize]) -> Vec<u8> {
    let strides: Vec<usize> =
        shape.iter().scan(size, |stride, n| Some(std::mem::replace(stride, *stride * n))).collect();
    let mut out = Vec::with_capacity(bytes.len());
    for i in 0..bytes.len() / size {
        let (mut at, mut rest) = (0, i);
        for (n, stride) in shape.iter().zip(&strides).rev() {
            at += rest % n * stride;
            rest /= n;
        }
        out.extend_from_slice(&bytes[at..at + size]);
    }
    out
}

/// What stands after `'key':` in the dictionary.
fn value_of<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, after) = header.split_once(&format!("'{key}'")).or_else(|| header.split_once(&format!("\"{key}\"")))?;
    Some(after.trim_start().strip_prefix(':')?.trim_start())
}

/// The element type from its NumPy description, such as `'<f4'`, and that name.
fn element(description: &str) -> Result<(Element, &str)> {
    let quote = description.chars().next().filter(|quote| "'\"".contains(*quote));
    let name = quote.and_then(|quote| description[1..].split(quote).next()).unwrap_or("structured");
    let big_endian = name.starts_with('>');
    let element = match name {
        "|u1" => Element::U8,
        "<f4" | ">f4" => Element::F32 { big_endian },
        "<f8" | ">f8" => Element::F64 { big_endian },
        "|b1" => {
            return Err(Error::data(
                "The elements of this NPY array are boolean (|b1), and u8, f32 and f64 are read: save array.astype('float32') instead.",
            ));
        }
        "|i1" | "<i2" | ">i2" | "<i4" | ">i4" | "<i8" | ">i8" | "<u2" | ">u2" | "<u4" | ">u4" | "<u8" | ">u8" => {
            let size = usize::from(name.as_bytes()[2] - b'0');
            Element::Int { size, signed: name.as_bytes()[1] == b'i', big_endian }
        }
        _ => return Err(unread(name)),
    };
    Ok((element, name))
}

/// Elements that are neither pixels nor weights.
fn unread(name: &str) -> Error {
    Error::data(format!(
        "The elements of this NPY array are {}, and u8, f32 and f64 are read: \
         save array.astype('float32') or array.astype('uint8') instead.",
        name.chars().take(20).collect::<String>().escape_default()
    ))
}

/// A tuple such as `(3, 4)` or `(5,)`.
fn shape(text: &str) -> Option<Vec<usize>> {
    let (inside, _) = text.strip_prefix('(')?.split_once(')')?;
    let inside = inside.trim();
    let inside = inside.strip_suffix(',').unwrap_or(inside);
    if inside.is_empty() {
        return Some(vec![]);
    }
    let sizes: Vec<usize> =
        inside.split(',').take(MAX_RANK + 1).map(|size| size.trim().parse().ok()).collect::<Option<_>>()?;
    (sizes.len() <= MAX_RANK).then_some(sizes)
}

/// A shape as Python writes it.
fn tuple(shape: &[usize]) -> String {
    match shape {
        [size] => format!("({size},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

fn positive(size: usize) -> Option<u32> {
    u32::try_from(size).ok().filter(|&size| size > 0)
}
