//! A run as bytes: everything that the rest of it depends on, and the course so far.

use super::NetSession;
use super::run::{Mark, Progress, Run};
use crate::backend::Buffer;
use crate::error::{Error, Result};
use crate::net::config::NetConfig;
use serde::{Deserialize, Serialize};

/// The form of a checkpoint; raised when it changes. Those of maps have smaller numbers.
const VERSION: u32 = 1002;

#[derive(Serialize, Deserialize)]
struct Checkpoint {
    version: u32,
    dataset: String,
    config: NetConfig,
    progress: Progress,
    marks: Vec<Mark>,
    /// σ of the mask in the last evaluation.
    evaluated_sigma: f32,
    /// As [`buffers`] lists them.
    contents: Vec<Vec<f32>>,
}

/// Everything on the device that a run depends on, and the hits of its last evaluation, in order.
fn buffers(run: &Run) -> Vec<&Buffer> {
    let network = &run.network;
    let mut all = vec![&network.weights, &network.moments.first, &network.moments.second, &run.learned, &run.sums];
    all.extend(network.maps().flat_map(|(_, map)| [&map.codebook, &map.snapshot, &map.state]));
    all.extend(run.hits.iter().flatten());
    all
}

impl NetSession {
    /// Everything that the rest of the run depends on; restored on the same backend, it goes on bit for bit.
    ///
    /// # Errors
    /// The device failed.
    pub async fn checkpoint(&self) -> Result<Vec<u8>> {
        let (mut checkpoint, later) = {
            let run = self.run.borrow();
            let parts: Vec<_> = buffers(&run).into_iter().map(|buffer| (buffer, 0..buffer.words())).collect();
            let checkpoint = Checkpoint {
                version: VERSION,
                dataset: self.dataset.manifest.name.clone(),
                config: run.config.clone(),
                // An evaluation that was under way begins again, on the same weights.
                progress: Progress { evaluated: 0, ..run.progress },
                marks: run.marks.clone(),
                evaluated_sigma: run.evaluated_sigma,
                contents: Vec::new(),
            };
            (checkpoint, self.backend.download(&parts))
        };
        checkpoint.contents = later.await?.into_iter().map(bytemuck::cast_vec).collect();
        postcard::to_allocvec(&checkpoint)
            .map_err(|error| Error::checkpoint(format!("It could not be written: {error}.")))
    }

    /// Goes on where a checkpoint was taken, settings included.
    ///
    /// # Errors
    /// The bytes are no checkpoint, or belong to another data set or version; the running network goes on.
    pub fn restore(&self, bytes: &[u8]) -> Result<()> {
        let damaged =
            || Error::checkpoint("This is not a checkpoint of a network, or it is damaged: the run goes on as it was.");
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
        let mut run = Run::new(&self.backend, &self.dataset, checkpoint.config, checkpoint.progress.pruned)?;
        let Progress { pass, position, points, .. } = checkpoint.progress;
        let fits = buffers(&run).iter().map(|buffer| buffer.words()).eq(checkpoint.contents.iter().map(Vec::len));
        let sound = position < crate::som::plan::pass_len(&self.dataset.train, 1, pass)
            && points as usize == checkpoint.marks.len()
            && 4 * checkpoint.marks.len() <= run.sums.words();
        if !fits || !sound {
            return Err(damaged());
        }
        for (buffer, content) in buffers(&run).into_iter().zip(&checkpoint.contents) {
            self.backend.upload(buffer, 0, bytemuck::cast_slice(content));
        }
        run.progress = checkpoint.progress;
        run.marks = checkpoint.marks;
        run.evaluated_sigma = checkpoint.evaluated_sigma;
        *self.run.borrow_mut() = run;
        Ok(())
    }
}
