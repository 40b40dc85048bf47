//! Where the time of a graphics adapter goes: every dispatch is timed by the adapter itself, in a pass of its own.

use super::{Dispatch, SLOTS};

/// Dispatches that are timed: of any after these, nothing is known.
const MOST: usize = 1 << 15;
/// Bytes of a dispatch's two times, and what a resolved stretch of them is aligned to.
const TIMES: usize = 16;
const ALIGNED: usize = 256;

pub struct Profile {
    queries: wgpu::QuerySet,
    pub times: wgpu::Buffer,
    /// What was dispatched; empty where nothing was.
    pub kernels: Vec<&'static str>,
}

impl Profile {
    pub fn new(device: &wgpu::Device) -> Self {
        Self {
            queries: device.create_query_set(&wgpu::QuerySetDescriptor {
                label: None,
                ty: wgpu::QueryType::Timestamp,
                count: 2 * SLOTS as u32,
            }),
            times: device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("times"),
                size: (MOST * TIMES) as u64,
                usage: wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC,
                mapped_at_creation: false,
            }),
            kernels: Vec::new(),
        }
    }

    pub fn full(&self) -> bool {
        self.kernels.len() + SLOTS > MOST
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
    pub fn take(&mut self, encoder: &mut wgpu::CommandEncoder, dispatches: &[Dispatch]) {
        let (start, n) = (self.kernels.len() * TIMES, 2 * dispatches.len() as u32);
        encoder.resolve_query_set(&self.queries, 0..n, &self.times, start as u64);
        self.kernels.extend(dispatches.iter().map(|dispatch| dispatch.kernel));
        self.kernels.resize(self.kernels.len().next_multiple_of(ALIGNED / TIMES), "");
    }
}

/// What the adapter has timed.
pub struct Timed {
    /// The kernel of every dispatch, empty where there was none.
    pub kernels: Vec<&'static str>,
    /// When each began and ended, in ticks: two words each, the lower first.
    pub ticks: Vec<u32>,
    /// Nanoseconds of a tick.
    pub period: f64,
}

/// What a kernel took of an adapter's time.
#[derive(Clone, Copy, Debug)]
pub struct KernelTime {
    pub kernel: &'static str,
    pub dispatches: u32,
    pub nanoseconds: f64,
}

impl Timed {
    /// Sums by kernel, the longest first; the page has a twin of it in `www/engine/kernel-times.js`.
    pub fn by_kernel(&self) -> Vec<KernelTime> {
        let mut times: Vec<KernelTime> = Vec::new();
        for (&kernel, &[begin, begin_high, end, end_high]) in self.kernels.iter().zip(self.ticks.as_chunks().0) {
            if kernel.is_empty() {
                continue;
            }
            let at = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
            // A clock that was set back tells nothing.
            let ticks = at(end, end_high).saturating_sub(at(begin, begin_high));
            let known = times.iter().position(|time| time.kernel == kernel).unwrap_or_else(|| {
                times.push(KernelTime { kernel, dispatches: 0, nanoseconds: 0.0 });
                times.len() - 1
            });
            times[known].dispatches += 1;
            times[known].nanoseconds += ticks as f64 * self.period;
        }
        times.sort_by(|a, b| b.nanoseconds.total_cmp(&a.nanoseconds));
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_summed_by_kernel() {
        let kernels = vec!["a", "b", "", "b"];
        let ticks = vec![5, 0, 8, 0, u32::MAX, 0, 9, 1, 0, 0, 99, 0, 7, 1, 6, 1];
        let timed = Timed { kernels, ticks, period: 2.0 }.by_kernel();
        let told: Vec<_> = timed.iter().map(|time| (time.kernel, time.dispatches, time.nanoseconds)).collect();
        assert_eq!(told, [("b", 2, 20.0), ("a", 1, 6.0)]);
    }
}
