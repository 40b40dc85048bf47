//! Bringing results back: staging buffers that are used again.

use crate::error::{Error, Result};
use std::cell::RefCell;
use std::rc::Rc;

/// Idle staging buffers kept; two suffice where frames follow one another.
const KEPT: usize = 2;

pub struct Readback {
    device: wgpu::Device,
    idle: RefCell<Vec<wgpu::Buffer>>,
}

impl Readback {
    pub fn new(device: wgpu::Device) -> Self {
        Self { device, idle: RefCell::default() }
    }

    /// A staging buffer of at least `words`.
    pub fn take(&self, words: usize) -> wgpu::Buffer {
        let size = (words.max(1) * 4) as u64;
        let mut idle = self.idle.borrow_mut();
        if let Some(index) = idle.iter().position(|buffer| buffer.size() >= size) {
            return idle.swap_remove(index);
        }
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size: size.next_power_of_two(),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }

    /// The words that the device copied into `staging`, cut to `lengths`.
    pub async fn read(self: Rc<Self>, staging: wgpu::Buffer, lengths: Vec<usize>) -> Result<Vec<Vec<u32>>> {
        let bytes = lengths.iter().sum::<usize>() as u64 * 4;
        let (sender, receiver) = futures_channel::oneshot::channel();
        // Mapping waits for all work submitted before, so an empty readback still maps one word.
        staging.map_async(wgpu::MapMode::Read, 0..bytes.max(4), move |result| {
            // The receiver is gone only if nobody wants the answer any more.
            let _ = sender.send(result);
        });
        // Natively somebody has to turn the crank; in the browser the event loop does.
        if let Err(error) = self.device.poll(wgpu::PollType::wait_indefinitely()) {
            return Err(lost(&error.to_string()));
        }
        match receiver.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(lost(&error.to_string())),
            Err(_) => return Err(lost("the device is gone")),
        }
        let result = {
            let view = staging.get_mapped_range(0..bytes.max(4)).map_err(|error| lost(&error.to_string()))?;
            let mut rest: &[u8] = &view;
            lengths
                .into_iter()
                .map(|words| {
                    let (part, after) = rest.split_at(words * 4);
                    rest = after;
                    bytemuck::pod_collect_to_vec(part)
                })
                .collect()
        };
        staging.unmap();
        let mut idle = self.idle.borrow_mut();
        if idle.len() < KEPT {
            idle.push(staging);
        } else {
            staging.destroy();
        }
        Ok(result)
    }
}

fn lost(why: &str) -> Error {
    Error::gpu(format!("The graphics device stopped answering ({why}): reload the page or switch to the CPU."))
}
