//! The files of a finished run.

use pollster::block_on;
use som_lab::data::npy;
use som_lab::error::{Error, Result};
use som_lab::frame::{Frame, Request, View};
use som_lab::session::Session;
use std::path::Path;

/// Pictures whose longer side is shorter than this are enlarged.
const SIDE: usize = 512;

/// Writes `codebook.npy`, `map.png` and `u_matrix.png` to `folder`.
///
/// The codebook has the shape (rows, cols, height, width) and a last axis of 3 for RGB; `flat` makes it
/// (rows × cols, features).
pub fn write(session: &Session, folder: &Path, flat: bool) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    let frame = block_on(session.frame(Request { view: View::UMatrix, component: 0, evaluate: 0, unit: None }))?;
    let codebook = block_on(session.codebook())?;
    let manifest = session.manifest();
    let [rows, cols] = [frame.lattice.rows, frame.lattice.cols].map(|n| n as usize);
    let [height, width, channels] = [manifest.height, manifest.width, manifest.channels].map(|n| n as usize);
    let shape = match (flat, channels) {
        (true, _) => vec![rows * cols, height * width * channels],
        (false, 1) => vec![rows, cols, height, width],
        (false, _) => vec![rows, cols, height, width, channels],
    };
    let save = |name: &str, bytes: Vec<u8>| {
        let file = folder.join(name);
        std::fs::write(&file, bytes).map_err(|error| unwritable(&file, error))
    };
    save("codebook.npy", npy::write_f32(&shape, &codebook))?;
    save("map.png", png(&frame.tiles, frame.atlas_cols as usize * width)?)?;
    save("u_matrix.png", png(&grays(&frame), cols)?)
}

fn unwritable(file: &Path, error: std::io::Error) -> Error {
    Error::data(format!("{} could not be written: {error}.", file.display()))
}

/// The values of a frame from black (the least) to white (the most), as RGBA words.
fn grays(frame: &Frame) -> Vec<u32> {
    let low = frame.values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = frame.values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let gray = |value: f32| ((value - low) / (high - low).max(f32::MIN_POSITIVE) * 255.0).round() as u32;
    frame.values.iter().map(|&value| 0xff00_0000 | (0x01_0101 * gray(value))).collect()
}

/// A picture of RGBA words, `width` to a line; a small one with every pixel as a square of several.
fn png(pixels: &[u32], width: usize) -> Result<Vec<u8>> {
    let height = pixels.len() / width;
    let factor = (SIDE / width.max(height)).max(1);
    let line = |line: &[u32]| -> Vec<u8> { line.iter().flat_map(|pixel| pixel.to_le_bytes().repeat(factor)).collect() };
    let bytes: Vec<u8> = pixels.chunks_exact(width).flat_map(|pixels| line(pixels).repeat(factor)).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, (width * factor) as u32, (height * factor) as u32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&bytes));
    written.map_err(|error| Error::data(format!("The picture of the map could not be made: {error}.")))?;
    Ok(file)
}
