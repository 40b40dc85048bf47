//! The parts of one readback.

use crate::backend::{Backend, Buffer, Later};
use std::ops::Range;

/// What is asked for; every part has a number.
#[derive(Default)]
pub struct Parts {
    wanted: Vec<(Buffer, Range<usize>)>,
}

/// What came back, by the numbers of the parts.
pub type Words = Vec<Vec<u32>>;

impl Parts {
    /// Asks for a range of a buffer's words; returns the number of the part.
    pub fn ask(&mut self, buffer: &Buffer, range: Range<usize>) -> usize {
        self.wanted.push((buffer.clone(), range));
        self.wanted.len() - 1
    }

    /// Asks for a whole buffer.
    pub fn ask_all(&mut self, buffer: &Buffer) -> usize {
        self.ask(buffer, 0..buffer.words())
    }

    pub(super) fn download(&self, backend: &dyn Backend) -> Later<Words> {
        let parts: Vec<_> = self.wanted.iter().map(|(buffer, range)| (buffer, range.clone())).collect();
        backend.download(&parts)
    }
}

pub fn floats(words: &[u32]) -> &[f32] {
    bytemuck::cast_slice(words)
}
