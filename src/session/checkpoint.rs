//! A run as bytes: everything that the rest of it depends on.

use super::{Run, Session};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Checkpoint<C, S> {
    version: u32,
    world: String,
    config: C,
    saved: S,
    /// Of the buffers, in the order of [`Run::save`].
    contents: Vec<Vec<f32>>,
}

fn damaged() -> Error {
    Error::checkpoint("This is not a checkpoint of such a run, or it is damaged: the run goes on as it was.")
}

impl<R: Run> Session<R> {
    /// Everything that the rest of the run depends on; restored on the same backend, it goes on bit for bit.
    ///
    /// # Errors
    /// The device failed.
    pub async fn checkpoint(&self) -> Result<Vec<u8>> {
        let (mut checkpoint, later) = {
            let run = self.run.borrow();
            let (saved, buffers) = run.save();
            let parts: Vec<_> = buffers.iter().map(|(buffer, range)| (buffer, range.clone())).collect();
            let world = R::world_name(&self.world).to_string();
            let config = run.config().clone();
            let checkpoint = Checkpoint { version: R::VERSION, world, config, saved, contents: Vec::new() };
            (checkpoint, self.backend.download(&parts))
        };
        checkpoint.contents = later.await?.into_iter().map(bytemuck::cast_vec).collect();
        postcard::to_allocvec(&checkpoint)
            .map_err(|error| Error::checkpoint(format!("It could not be written: {error}.")))
    }

    /// Goes on where a checkpoint was taken, settings included.
    ///
    /// # Errors
    /// The bytes are no checkpoint, or belong to another world or version; the run goes on as it was.
    pub fn restore(&self, bytes: &[u8]) -> Result<()> {
        let (version, _) = postcard::take_from_bytes::<u32>(bytes).map_err(|_| damaged())?;
        if version != R::VERSION {
            return Err(Error::checkpoint(format!(
                "This checkpoint has version {version}, this program writes version {}.",
                R::VERSION
            )));
        }
        let checkpoint: Checkpoint<R::Config, R::Saved> = postcard::from_bytes(bytes).map_err(|_| damaged())?;
        if checkpoint.world != R::world_name(&self.world) {
            return Err(Error::checkpoint(format!(
                "This checkpoint belongs to {}: open that first.",
                checkpoint.world
            )));
        }
        let Checkpoint { config, saved, contents, .. } = checkpoint;
        R::check(&config)?;
        let run = R::restore(&self.backend, &self.world, config, saved, &contents)?.ok_or_else(damaged)?;
        self.replace(run);
        Ok(())
    }
}
