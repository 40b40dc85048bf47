//! A run as bytes: everything that the rest of it depends on.

use super::Session;
use super::run::Run;
use crate::error::{Error, Result};
use crate::som::config::Config;
use crate::som::plan::{self, Progress};
use serde::{Deserialize, Serialize};

/// The form of a checkpoint; raised when it changes.
const VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Checkpoint {
    version: u32,
    dataset: String,
    config: Config,
    /// One for each layer.
    progress: Vec<Progress>,
    codebooks: Vec<Vec<f32>>,
    /// Of the learning layer, in the middle of a batch pass; otherwise empty.
    sums: Vec<f32>,
}

impl Session {
    /// Everything that the rest of the run depends on; restored on the same backend, it goes on bit for bit.
    ///
    /// # Errors
    /// The device failed.
    pub async fn checkpoint(&self) -> Result<Vec<u8>> {
        let (mut checkpoint, later) = {
            let run = self.run.borrow();
            let sums = &run.stack.layers[run.learning()].map.sums;
            let n_sums = if run.progress[run.learning()].accumulating { sums.words() } else { 0 };
            let codebooks = run.stack.layers.iter().map(|layer| &layer.map.codebook);
            let mut parts: Vec<_> = codebooks.map(|codebook| (codebook, 0..codebook.words())).collect();
            parts.push((sums, 0..n_sums));
            let checkpoint = Checkpoint {
                version: VERSION,
                dataset: self.dataset.manifest.name.clone(),
                config: run.config.clone(),
                progress: run.progress.clone(),
                codebooks: Vec::new(),
                sums: Vec::new(),
            };
            (checkpoint, self.backend.download(&parts))
        };
        checkpoint.codebooks = later.await?.into_iter().map(bytemuck::cast_vec).collect();
        checkpoint.sums = checkpoint.codebooks.pop().unwrap_or_default();
        postcard::to_allocvec(&checkpoint)
            .map_err(|error| Error::checkpoint(format!("It could not be written: {error}.")))
    }

    /// Goes on where a checkpoint was taken, settings included.
    ///
    /// # Errors
    /// The bytes are no checkpoint, or belong to another data set or version; the running map goes on.
    pub fn restore(&self, bytes: &[u8]) -> Result<()> {
        let damaged =
            || Error::checkpoint("This is not a checkpoint of SOM Lab, or it is damaged: the run goes on as it was.");
        let (version, _) = postcard::take_from_bytes::<u32>(bytes).map_err(|_| damaged())?;
        if version != VERSION {
            return Err(Error::checkpoint(format!(
                "This checkpoint has version {version}, this program writes version {VERSION}."
            )));
        }
        let checkpoint: Checkpoint = postcard::from_bytes(bytes).map_err(|_| damaged())?;
        if checkpoint.dataset != self.dataset.manifest.name {
            return Err(Error::checkpoint(format!(
                "This checkpoint belongs to the data set {}: open that first.",
                checkpoint.dataset
            )));
        }
        let mut run = Run::new(&self.backend, &self.dataset, checkpoint.config)?;
        let layers = &run.stack.layers;
        if checkpoint.progress.len() != layers.len() || checkpoint.codebooks.len() != layers.len() {
            return Err(damaged());
        }
        for (layer, progress) in layers.iter().zip(&checkpoint.progress) {
            if progress.position >= plan::pass_len(&self.dataset.train, layer.per_image, progress.pass) {
                return Err(damaged());
            }
        }
        for (layer, codebook) in layers.iter().zip(&checkpoint.codebooks) {
            if codebook.len() != layer.map.codebook.words() {
                return Err(damaged());
            }
            layer.map.set_codebook(codebook);
        }
        run.progress = checkpoint.progress;
        let learning = run.learning();
        let sums = &run.stack.layers[learning].map.sums;
        if checkpoint.sums.len() != if run.progress[learning].accumulating { sums.words() } else { 0 } {
            return Err(damaged());
        }
        self.backend.upload(sums, 0, bytemuck::cast_slice(&checkpoint.sums));
        *self.run.borrow_mut() = run;
        self.forget();
        Ok(())
    }
}
