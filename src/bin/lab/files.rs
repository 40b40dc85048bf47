//! The files of a finished run of maps, and how pictures are written.

use pollster::block_on;
use som_lab::data::npy;
use som_lab::error::{Error, Result};
use som_lab::frame::{Source, Tensor};
use som_lab::som::MapSession;
use som_lab::som::frame::{MapFrame, MapRequest, RebuildRequest, Rebuilt};
use som_lab::som::view::View;
use std::path::Path;

/// Pictures whose longer side is shorter than this are enlarged.
const SIDE: usize = 512;

/// Held-out images in the picture of reconstructions.
const REBUILT: u32 = 10;

/// Writes `codebook.npy`, `map.png` and `u_matrix.png` to `folder`, and with patches `rebuilt.png`: the first held-out
/// images, their reconstructions, and the errors below.
///
/// The codebook has the shape (rows, cols, height, width) and a last axis of 3 for RGB; `flat` makes it
/// (rows × cols, features). Further layers follow as `codebook-2.npy`, `map-2.png` and so on; their codebooks hold
/// codes and are always flat.
pub fn of_map(session: &MapSession, folder: &Path, flat: bool) -> Result<()> {
    let save = |name: &str, bytes| save(folder, name, bytes);
    for layer in 0..session.config().n_layers() as u32 {
        let suffix = if layer == 0 { String::new() } else { format!("-{}", layer + 1) };
        let frame = block_on(session.frame(MapRequest { layer, ..MapRequest::of(View::UMatrix) }))?;
        let atlas = &frame.sheet;
        save(&format!("map{suffix}.png"), png(&atlas.tiles, (atlas.atlas_cols * atlas.tile_width) as usize)?)?;
        save(&format!("u_matrix{suffix}.png"), png(&grays(&frame), atlas.lattice.cols as usize)?)?;
    }
    let mut tensors = block_on(session.tensors())?;
    for Tensor { shape, values, .. } in tensors.iter_mut().filter(|tensor| flat && tensor.shape.len() > 2) {
        let n_units = shape[0] * shape[1];
        *shape = vec![n_units, values.len() as u32 / n_units];
    }
    save_tensors(folder, &tensors)?;
    if session.config().patch.size > 0 {
        let (pixels, width) = rebuilt(session)?;
        save("rebuilt.png", png(&pixels, width)?)?;
    }
    Ok(())
}

/// The first held-out images, what the map makes of them, and the difference, in three rows.
fn rebuilt(session: &MapSession) -> Result<(Vec<u32>, usize)> {
    let images = (0..session.world().manifest.test.n.min(REBUILT)).map(|image| {
        let wanted = RebuildRequest { source: Source::Test, image, overlap: true };
        let frame = block_on(session.frame(MapRequest { rebuild: Some(wanted), ..MapRequest::of(View::Codebook) }))?;
        Ok(frame.rebuilt.expect("a frame brings what it was asked for"))
    });
    let images: Vec<Rebuilt> = images.collect::<Result<_>>()?;
    let width = images[0].width as usize;
    let row = |picture: fn(&Rebuilt) -> &Vec<u32>| -> Vec<u32> {
        let height = images[0].height as usize;
        (0..height)
            .flat_map(|y| images.iter().flat_map(move |image| &picture(image)[y * width..][..width]))
            .copied()
            .collect()
    };
    Ok(([row(|i| &i.original), row(|i| &i.rebuilt), row(|i| &i.error)].concat(), width * images.len()))
}

/// Writes tensors as NPY files, each under its name.
pub fn save_tensors(folder: &Path, tensors: &[Tensor]) -> Result<()> {
    tensors.iter().try_for_each(|Tensor { name, shape, values }| {
        let shape: Vec<_> = shape.iter().map(|&n| n as usize).collect();
        save(folder, &format!("{name}.npy"), npy::write_f32(&shape, values))
    })
}

/// Writes one file, and the folder if it is not there.
pub fn save(folder: &Path, name: &str, bytes: Vec<u8>) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    let file = folder.join(name);
    std::fs::write(&file, bytes).map_err(|error| unwritable(&file, error))
}

fn unwritable(file: &Path, error: std::io::Error) -> Error {
    Error::data(format!("{} could not be written: {error}.", file.display()))
}

/// The values of a frame from black (the least) to white (the most), as RGBA words.
fn grays(frame: &MapFrame) -> Vec<u32> {
    let low = frame.values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = frame.values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let gray = |value: f32| ((value - low) / (high - low).max(f32::MIN_POSITIVE) * 255.0).round() as u32;
    frame.values.iter().map(|&value| 0xff00_0000 | (0x01_0101 * gray(value))).collect()
}

/// A picture of RGBA words, `width` to a line; a small one with every pixel as a square of several.
pub fn png(pixels: &[u32], width: usize) -> Result<Vec<u8>> {
    let height = pixels.len() / width;
    let factor = (SIDE / width.max(height)).max(1);
    let line = |line: &[u32]| -> Vec<u8> { line.iter().flat_map(|pixel| pixel.to_le_bytes().repeat(factor)).collect() };
    let bytes: Vec<u8> = pixels.chunks_exact(width).flat_map(|pixels| line(pixels).repeat(factor)).collect();
    encode(&bytes, width * factor, png::ColorType::Rgba)
}

/// A picture of RGB bytes, `width` pixels to a line.
pub fn png_rgb(bytes: &[u8], width: usize) -> Result<Vec<u8>> {
    encode(bytes, width, png::ColorType::Rgb)
}

fn encode(bytes: &[u8], width: usize, color: png::ColorType) -> Result<Vec<u8>> {
    let height = bytes.len() / (width * color.samples());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(bytes));
    written.map_err(|error| Error::data(format!("A picture could not be made: {error}.")))?;
    Ok(file)
}
