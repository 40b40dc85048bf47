//! Whole images of a split as pixels to look at.

use crate::backend::{Backend, run};
use crate::data::dataset::{Manifest, Split};
use crate::error::{Error, Result};
use crate::frame::rgba;
use crate::kernels::gather::{self, GatherRange};
use crate::layout::Cut;

/// Images side by side in one row: RGBA words, `[height, indices.len() × width]`.
///
/// # Errors
/// An image that is not here, or a device that failed.
pub(super) async fn strip(
    backend: &dyn Backend,
    manifest: &Manifest,
    split: &Split,
    indices: &[u32],
) -> Result<Vec<u32>> {
    if let Some(missing) = indices.iter().find(|&&index| index >= split.loaded()) {
        return Err(Error::data(format!("There is no image {missing}: {} are here.", split.loaded())));
    }
    let Manifest { height, width, channels, .. } = *manifest;
    let cut = Cut::whole(height, width, channels);
    let later = {
        let listed = backend.create("listed images", indices.len())?;
        let images = backend.create("shown images", indices.len() * cut.n_features())?;
        backend.upload(&listed, 0, indices);
        let n = indices.len() as u32;
        let mode = gather::LISTED;
        let range = GatherRange { start: 0, n, mode, n_set: split.n(), key: 0, per_image: 1, dense: false };
        run(backend, &gather::SPEC, gather::Params::new(&cut, &range), &[&split.pixels, &listed, &images]);
        backend.download(&[(&images, 0..images.words())])
    };
    let words = later.await?;
    let values: &[f32] = bytemuck::cast_slice(&words[0]);
    let len = (height * width * channels) as usize;
    let tiles: Vec<_> = values.chunks_exact(cut.n_features()).map(|row| rgba(&row[..len], channels as usize)).collect();
    let width = width as usize;
    let line = |y: usize| tiles.iter().flat_map(move |tile| &tile[y * width..][..width]);
    Ok((0..height as usize).flat_map(line).copied().collect())
}
