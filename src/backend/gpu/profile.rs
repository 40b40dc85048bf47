//! Where the time of a graphics adapter goes: every dispatch is timed by the adapter itself, in a pass of its own.

use super::readback::Readback;
use super::{Dispatch, SLOTS};
use crate::error::Result;
use std::rc::Rc;

/// Dispatches after which no more are timed, so that a profile that nobody ends stays small.
const MOST: usize = 1 << 15;

/// What a kernel took.
#[derive(Clone, Copy, Debug)]
pub struct KernelTime {
    pub kernel: &'static str,
    pub dispatches: u32,
    pub nanoseconds: f64,
}

pub struct Profile {
    queries: wgpu::QuerySet,
    resolved: wgpu::Buffer,
    /// The kernels of every submission, and where their times will be.
    taken: Vec<(Vec<&'static str>, wgpu::Buffer)>,
}

impl Profile {
    pub fn new(device: &wgpu::Device) -> Self {
        let count = 2 * SLOTS as u32;
        Self {
            queries: device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("times"),
                ty: wgpu::QueryType::Timestamp,
                count,
            }),
            resolved: device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("times"),
                size: u64::from(count) * 8,
                usage: wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC,
                mapped_at_creation: false,
            }),
            taken: Vec::new(),
        }
    }

    pub fn full(&self) -> bool {
        self.taken.iter().map(|(kernels, _)| kernels.len()).sum::<usize>() > MOST
    }

    /// The times of the `i`-th dispatch of a submission.
    pub fn writes(&self, i: usize) -> wgpu::ComputePassTimestampWrites<'_> {
        wgpu::ComputePassTimestampWrites {
            query_set: &self.queries,
            beginning_of_pass_write_index: Some(2 * i as u32),
            end_of_pass_write_index: Some(2 * i as u32 + 1),
        }
    }

    /// Keeps the times of a submission.
    pub fn take(&mut self, encoder: &mut wgpu::CommandEncoder, dispatches: &[Dispatch], readback: &Readback) {
        let staging = readback.take(4 * dispatches.len());
        encoder.resolve_query_set(&self.queries, 0..2 * dispatches.len() as u32, &self.resolved, 0);
        encoder.copy_buffer_to_buffer(&self.resolved, 0, &staging, 0, 16 * dispatches.len() as u64);
        self.taken.push((dispatches.iter().map(|dispatch| dispatch.kernel).collect(), staging));
    }

    /// Sums by kernel, the longest first; a tick is `period` nanoseconds.
    ///
    /// # Errors
    /// The device failed.
    pub async fn sum(self, readback: Rc<Readback>, period: f64) -> Result<Vec<KernelTime>> {
        let mut times: Vec<KernelTime> = Vec::new();
        for (kernels, staging) in self.taken {
            let words = Rc::clone(&readback).read(staging, vec![4 * kernels.len()]).await?;
            for (kernel, &[begin, begin_high, end, end_high]) in kernels.into_iter().zip(words[0].as_chunks().0) {
                let at = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
                // A clock that was set back tells nothing.
                let ticks = at(end, end_high).saturating_sub(at(begin, begin_high));
                let known = times.iter().position(|time| time.kernel == kernel).unwrap_or_else(|| {
                    times.push(KernelTime { kernel, dispatches: 0, nanoseconds: 0.0 });
                    times.len() - 1
                });
                times[known].dispatches += 1;
                times[known].nanoseconds += ticks as f64 * period;
            }
        }
        self.resolved.destroy();
        times.sort_by(|a, b| b.nanoseconds.total_cmp(&a.nanoseconds));
        Ok(times)
    }
}
