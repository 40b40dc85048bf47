//! The files of a finished run of a network.

use crate::files::{png, save, save_tensors};
use crate::tiles;
use crate::winners::{self, Won};
use pollster::block_on;
use som_lab::data::dataset::{Manifest, Which};
use som_lab::error::Result;
use som_lab::frame::Source;
use som_lab::net::NetSession;
use som_lab::net::ascent::Ascended;
use som_lab::net::config::Mask;
use som_lab::net::frame::{NetFrame, NetRequest, ProbeRequest};
use std::path::Path;

/// Held-out images in the picture of winners.
const IMAGES: u32 = 8;

/// Writes the weights of every layer, `weights.npy` (inputs, neurons), `weights-2.npy` and so on, and their biases; the
/// last are those of the linear layer. Filters have the shape (height, width, channels, neurons).
///
/// Masked layers add `codebook.npy` (neurons, inputs), or (neurons, height, width) where it holds patches, and
/// `map.png`; maps of patches also `winners.png`, the first held-out images and the winner at every position. The first
/// layer and all filters add `filters.png`, their weights; the first layer `maximized.png`, the inputs that activate its
/// neurons most.
pub fn write(session: &NetSession, maximized: Option<&Ascended>, folder: &Path) -> Result<()> {
    let hidden = session.config().hidden;
    save_tensors(folder, &block_on(session.tensors())?)?;
    for (index, layer) in hidden.iter().enumerate() {
        let index = index as u32;
        let suffix = if index == 0 { String::new() } else { format!("-{}", index + 1) };
        let save = |name: &str, ending: &str, bytes| save(folder, &format!("{name}{suffix}.{ending}"), bytes);
        let look = |wanted: NetRequest| block_on(session.frame(NetRequest { layer: index, ..wanted }));
        if index == 0 || layer.convolves() {
            let frame = look(NetRequest { filters: true, ..NetRequest::default() })?;
            let (pixels, width) = tiles::signed(&frame.filters.expect("a frame brings what it was asked for"));
            save("filters", "png", png(&pixels, width)?)?;
        }
        if layer.mask == Mask::None {
            continue;
        }
        let frame = look(NetRequest { maps: true, ..NetRequest::default() })?;
        let map = frame.map.expect("a frame brings what it was asked for");
        save("map", "png", png(&map.tiles, (map.atlas_cols * map.tile_width) as usize)?)?;
        if layer.mask == Mask::Patch {
            let (pixels, width) = winners_of(session, index as usize)?;
            save("winners", "png", png(&pixels, width)?)?;
        }
    }
    if let Some(Ascended { tiles, .. }) = maximized {
        let (pixels, width) = tiles::plain(tiles);
        save(folder, "maximized.png", png(&pixels, width)?)?;
    }
    Ok(())
}

/// The first held-out images, and below each the winners of a layer's map of patches.
fn winners_of(session: &NetSession, layer: usize) -> Result<(Vec<u32>, usize)> {
    let &Manifest { height, width, ref test, .. } = &session.world().manifest;
    let images: Vec<u32> = (0..test.n.min(IMAGES)).collect();
    let probes = images.iter().map(|&image| {
        let probe = Some(ProbeRequest { source: Source::Test, image });
        block_on(session.frame(NetRequest { probe, ..NetRequest::default() }))
    });
    let frames: Vec<NetFrame> = probes.collect::<Result<_>>()?;
    let lattice = frames[0].layers[layer].lattice;
    let won = frames.into_iter().map(|frame| {
        let mut probed = frame.probe.expect("a frame brings what it was asked for").layers.swap_remove(layer);
        Won { units: std::mem::take(&mut probed.units), rows: probed.pos_rows, cols: probed.pos_cols }
    });
    let won: Vec<Won> = won.collect();
    let pictures = block_on(session.pictures(Which::Test, &images))?;
    Ok(winners::picture(&pictures.rgba, (height as usize, width as usize), lattice, &won))
}
