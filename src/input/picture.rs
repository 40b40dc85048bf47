//! A picture as it is seen: turned as its EXIF says, in the colors of sRGB, the first frame of a moving one, on white
//! paper.

use super::limits::{MOST_DECODED, amount, count, most_bytes};
use super::shown;
use crate::error::{Error, Result};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};
use moxcms::{
    Chromaticity, ColorPrimaries, ColorProfile, DataColorSpace, Layout, ToneReprCurve, TransformOptions, XyY,
};
use std::io::Cursor;

/// Height and width of the picture in `bytes` as it is seen, out of its header.
///
/// # Errors
/// It is damaged, or too large to decode.
pub fn measure(name: &str, bytes: &[u8]) -> Result<(usize, usize)> {
    open(name, bytes).map(|(_, size, _)| size)
}

/// The picture's size, and its pixels, `[height, width, 3]` bytes.
///
/// # Errors
/// It is damaged, or too large to decode.
pub fn decode(name: &str, bytes: &[u8]) -> Result<((usize, usize), Vec<u8>)> {
    let (mut decoder, _, format) = open(name, bytes)?;
    let orientation = orientation(&mut decoder);
    let profile = profile(&mut decoder, format, bytes);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| damaged(name, &error))?;
    picture.apply_orientation(orientation);
    let size = (picture.height() as usize, picture.width() as usize);
    let alpha = picture.color().has_alpha().then(|| {
        let rgba = picture.to_rgba8();
        rgba.pixels().map(|pixel| pixel.0[3]).collect::<Vec<u8>>()
    });
    let mut rgb = picture.into_rgb8().into_raw();
    if let Some(profile) = profile {
        to_srgb(&profile, &mut rgb);
    }
    if let Some(alpha) = alpha {
        for (pixel, alpha) in rgb.chunks_exact_mut(3).zip(alpha) {
            on_white(pixel, alpha);
        }
    }
    Ok((size, rgb))
}

/// What is transparent lies on white paper.
pub fn on_white(pixel: &mut [u8], alpha: u8) {
    for value in pixel {
        *value = (255.0 + f32::from(alpha) / 255.0 * (f32::from(*value) - 255.0) + 0.5) as u8;
    }
}

type Decoder<'a> = Box<dyn ImageDecoder + 'a>;

fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<(Decoder<'a>, (usize, usize), Option<ImageFormat>)> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let reader = reader.map_err(|error| damaged(name, &ImageError::IoError(error)))?;
    let format = reader.format();
    let mut decoder = reader.into_decoder().map_err(|error| damaged(name, &error))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Error::data(format!("{} is damaged: it says that it has no pixels.", shown(name))));
    }
    let too_many = u64::from(width) * u64::from(height) > MOST_DECODED;
    if too_many || decoder.total_bytes() > most_bytes(bytes.len()) as u64 {
        return Err(Error::data(format!(
            "{} has {} × {} pixels in a file of {}, which are too many to open here: make it smaller.",
            shown(name),
            count(width as usize),
            count(height as usize),
            amount(bytes.len())
        )));
    }
    let turned = matches!(
        orientation(&mut decoder),
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let (height, width) = (height as usize, width as usize);
    Ok((Box::new(decoder), if turned { (width, height) } else { (height, width) }, format))
}

fn orientation(decoder: &mut dyn ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

fn damaged(name: &str, error: &ImageError) -> Error {
    let reason = match error {
        ImageError::Unsupported(_) => "is of a variety that is not read here",
        ImageError::Limits(_) => "needs more memory than there is",
        _ => "is damaged",
    };
    Error::data(format!("{} {reason}: save it again as PNG or JPEG.", shown(name)))
}

/// The colors that the bytes stand for, where they say so and it is not sRGB: an ICC profile, or the gamma and the
/// primaries of a PNG, as browsers honor them (PNG, third edition, §4.3).
fn profile(decoder: &mut dyn ImageDecoder, format: Option<ImageFormat>, bytes: &[u8]) -> Option<ColorProfile> {
    if let Some(icc) = decoder.icc_profile().ok().flatten() {
        let profile = ColorProfile::new_from_slice(&icc).ok()?;
        return matches!(profile.color_space, DataColorSpace::Rgb | DataColorSpace::Gray).then_some(profile);
    }
    if format != Some(ImageFormat::Png) {
        return None;
    }
    let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let info = reader.info();
    if info.srgb.is_some() {
        return None;
    }
    let gamma = info.gama_chunk.map(|gamma| gamma.into_value()).filter(|gamma| *gamma > 0.0);
    let primaries = info.chrm_chunk;
    if gamma.is_none() && primaries.is_none() {
        return None;
    }
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    if let Some(found) = primaries {
        let point =
            |(x, y): (png::ScaledFloat, png::ScaledFloat)| Chromaticity { x: x.into_value(), y: y.into_value() };
        let white = point(found.white);
        if white.y > 0.0 {
            let white = XyY { x: white.x.into(), y: white.y.into(), yb: 1.0 };
            let [red, green, blue] = [found.red, found.green, found.blue].map(point);
            profile.update_rgb_colorimetry(white, ColorPrimaries { red, green, blue });
        }
    }
    if let Some(gamma) = gamma {
        let curve = Some(ToneReprCurve::Parametric(vec![1.0 / gamma]));
        (profile.red_trc, profile.green_trc, profile.blue_trc) = (curve.clone(), curve.clone(), curve);
    }
    Some(profile)
}

/// Pixels in the colors of `profile` as those of sRGB; left as they are where the profile makes no sense.
fn to_srgb(profile: &ColorProfile, rgb: &mut [u8]) {
    let options = TransformOptions::default();
    let srgb = ColorProfile::new_srgb();
    if profile.color_space == DataColorSpace::Gray {
        let gray: Vec<u8> = rgb.iter().step_by(3).copied().collect();
        if let Ok(transform) = profile.create_transform_8bit(Layout::Gray, &srgb, Layout::Rgb, options) {
            let _ = transform.transform(&gray, rgb);
        }
        return;
    }
    if let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options) {
        let before = rgb.to_vec();
        if transform.transform(&before, rgb).is_err() {
            rgb.copy_from_slice(&before);
        }
    }
}
