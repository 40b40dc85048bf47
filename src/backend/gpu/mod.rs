//! The GPU backend: runs the WGSL body of every kernel through wgpu, on WebGPU in the browser and on Vulkan, Metal or
//! DirectX 12 natively.
//!
//! Dispatches are recorded in a list. A submission writes their params once, replays the list into one compute pass,
//! and hands it over.

#[cfg(target_arch = "wasm32")]
mod browser;
mod device;
mod pipelines;
mod profile;
mod readback;
mod tuning;

pub use device::{AdapterChoice, open};
pub use profile::{KernelTime, Timed};
pub use tuning::tune;

use super::{Backend, Buffer, Info, Later};
use crate::error::Result;
use crate::kernels::KernelSpec;
use crate::kernels::shape::{SHAPES, Shapes};
use pipelines::Pipelines;
use profile::Profile;
use readback::Readback;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// Bytes between the params of two dispatches: the largest alignment that a device may ask for.
const SLOT: usize = 256;
/// Dispatches in one submission.
const SLOTS: usize = 2048;

/// One recorded dispatch.
struct Dispatch {
    kernel: &'static str,
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    offset: u32,
    groups: [u32; 3],
}

impl Dispatch {
    fn replay(&self, pass: &mut wgpu::ComputePass) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bindings, &[self.offset]);
        let [x, y, z] = self.groups;
        pass.dispatch_workgroups(x, y, z);
    }
}

/// A device buffer that is destroyed, not just forgotten, when its last owner goes: on the web, dropping frees nothing.
struct Storage {
    id: u64,
    buffer: wgpu::Buffer,
    alive: std::rc::Weak<Pipelines>,
}

impl Drop for Storage {
    fn drop(&mut self) {
        if let Some(pipelines) = self.alive.upgrade() {
            pipelines.forget(self.id);
        }
        self.buffer.destroy();
    }
}

pub struct Gpu {
    info: Info,
    device: wgpu::Device,
    queue: wgpu::Queue,
    pipelines: Rc<Pipelines>,
    shapes: Cell<Shapes>,
    readback: Rc<Readback>,
    params: wgpu::Buffer,
    recorded: RefCell<Recorded>,
    profile: RefCell<Option<Profile>>,
    next_id: Cell<u64>,
    dispatches: Cell<u64>,
}

#[derive(Default)]
struct Recorded {
    dispatches: Vec<Dispatch>,
    params: Vec<u8>,
    /// Buffers that recorded work uses stay alive until it is submitted.
    buffers: Vec<Buffer>,
}

impl Gpu {
    fn new(info: Info, device: wgpu::Device, queue: wgpu::Queue) -> Self {
        let params = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("params"),
            size: (SLOT * SLOTS) as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self {
            info,
            pipelines: Rc::new(Pipelines::new(device.clone())),
            shapes: Cell::default(),
            readback: Rc::new(Readback::new(device.clone())),
            device,
            queue,
            params,
            recorded: RefCell::default(),
            profile: RefCell::default(),
            next_id: Cell::new(0),
            dispatches: Cell::new(0),
        }
    }

    pub fn shapes(&self) -> Shapes {
        self.shapes.get()
    }

    /// Takes other shapes for what is recorded from now on.
    pub fn set_shapes(&self, shapes: Shapes) {
        self.shapes.set(shapes);
    }

    /// Whether the adapter can time its own work.
    pub fn has_timestamps(&self) -> bool {
        self.device.features().contains(wgpu::Features::TIMESTAMP_QUERY)
    }

    /// From now on dispatches are timed, in passes of their own: one after the other, which is slower.
    pub fn start_profile(&self) {
        self.submit();
        let profile = self.has_timestamps().then(|| Profile::new(&self.device));
        *self.profile.borrow_mut() = profile;
    }

    /// What has been timed since the start; nothing where the adapter has no clock.
    ///
    /// # Errors
    /// The device failed.
    pub async fn end_profile(&self) -> Result<Timed> {
        self.submit();
        let period = f64::from(self.queue.get_timestamp_period());
        let profile = self.profile.take();
        let Some(Profile { times, kernels, .. }) = profile.filter(|profile| !profile.kernels.is_empty()) else {
            return Ok(Timed { kernels: Vec::new(), ticks: Vec::new(), period });
        };
        let words = 4 * kernels.len();
        let staging = self.readback.take(words);
        self.flush(|encoder| encoder.copy_buffer_to_buffer(&times, 0, &staging, 0, 4 * words as u64));
        let ticks = Rc::clone(&self.readback).read(staging, vec![words]).await?.swap_remove(0);
        times.destroy();
        Ok(Timed { kernels, ticks, period })
    }

    /// Ends the recorded work with `finish` and submits it.
    fn flush(&self, finish: impl FnOnce(&mut wgpu::CommandEncoder)) {
        let recorded = std::mem::take(&mut *self.recorded.borrow_mut());
        let mut encoder = self.replay(&recorded);
        finish(&mut encoder);
        self.queue.submit([encoder.finish()]);
    }

    /// The recorded work, in an encoder.
    #[inline(never)]
    fn replay(&self, recorded: &Recorded) -> wgpu::CommandEncoder {
        let mut encoder = self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        if !recorded.dispatches.is_empty() {
            self.queue.write_buffer(&self.params, 0, &recorded.params);
            let mut profile = self.profile.borrow_mut();
            match profile.as_mut().filter(|profile| !profile.full()) {
                None => {
                    let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
                    recorded.dispatches.iter().for_each(|dispatch| dispatch.replay(&mut pass));
                }
                Some(profile) => {
                    for (i, dispatch) in recorded.dispatches.iter().enumerate() {
                        let timestamp_writes = Some(profile.writes(i));
                        let descriptor = wgpu::ComputePassDescriptor { label: None, timestamp_writes };
                        dispatch.replay(&mut encoder.begin_compute_pass(&descriptor));
                    }
                    profile.take(&mut encoder, &recorded.dispatches);
                }
            }
        }
        encoder
    }
}

impl Backend for Gpu {
    fn info(&self) -> &Info {
        &self.info
    }

    fn create(&self, label: &'static str, words: usize) -> Result<Buffer> {
        if words > self.info.max_buffer_words {
            // As an error of the device, so that the page moves to the CPU: it holds more.
            return Err(crate::error::Error::gpu(format!(
                "The {label} need {} MB, more than {} can bind at once: use the CPU backend, less data or a smaller map.",
                words >> 18,
                self.info.adapter
            )));
        }
        let id = self.next_id.get();
        self.next_id.set(id + 1);
        let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: (words.max(4) * 4) as u64,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Ok(Buffer::new(Storage { id, buffer, alive: Rc::downgrade(&self.pipelines) }, words))
    }

    fn upload(&self, buffer: &Buffer, offset: usize, words: &[u32]) {
        // What was recorded before must still see the old contents.
        self.submit();
        self.queue.write_buffer(&buffer.storage::<Storage>().buffer, (offset * 4) as u64, bytemuck::cast_slice(words));
    }

    fn run(&self, kernel: &'static KernelSpec, params: &[u8], args: &[&Buffer]) {
        assert_eq!(args.len(), kernel.bindings.len(), "{}: one buffer a binding", kernel.name);
        if self.recorded.borrow().dispatches.len() == SLOTS {
            self.submit();
        }
        let storages: Vec<&Storage> = args.iter().map(|buffer| buffer.storage()).collect();
        let shape = kernel.workgroup.class().map_or(&SHAPES[0], |class| self.shapes.get().of(class));
        let (pipeline, bindings) = self.pipelines.get(kernel, shape, &self.params, params.len(), &storages);
        self.dispatches.set(self.dispatches.get() + 1);
        let mut recorded = self.recorded.borrow_mut();
        let offset = recorded.params.len();
        recorded.params.extend_from_slice(params);
        recorded.params.resize(offset + SLOT, 0);
        recorded.buffers.extend(args.iter().map(|&buffer| buffer.clone()));
        recorded.dispatches.push(Dispatch {
            kernel: kernel.name,
            pipeline,
            bindings,
            offset: offset as u32,
            groups: (kernel.groups)(params, shape),
        });
    }

    fn dispatches(&self) -> u64 {
        self.dispatches.get()
    }

    fn submit(&self) {
        if !self.recorded.borrow().dispatches.is_empty() {
            self.flush(|_| ());
        }
    }

    fn download(&self, parts: &[(&Buffer, Range<usize>)]) -> Later<Vec<Vec<u32>>> {
        let lengths: Vec<usize> = parts.iter().map(|(_, range)| range.len()).collect();
        let staging = self.readback.take(lengths.iter().sum());
        self.flush(|encoder| {
            let mut at = 0;
            for (buffer, range) in parts {
                let source = &buffer.storage::<Storage>().buffer;
                let bytes = (range.len() * 4) as u64;
                encoder.copy_buffer_to_buffer(source, (range.start * 4) as u64, &staging, at, bytes);
                at += bytes;
            }
        });
        Box::pin(Rc::clone(&self.readback).read(staging, lengths))
    }
}
