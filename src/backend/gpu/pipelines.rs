//! Pipelines and bind groups, each made once.

use super::{SLOT, Storage};
use crate::kernels::shape::Shape;
use crate::kernels::{Access, KernelSpec};
use std::cell::RefCell;

struct Pipeline {
    kernel: &'static KernelSpec,
    shape: &'static Shape,
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
    /// By the ids of the bound buffers: few, so that looking through them is no work.
    bind_groups: Vec<(Vec<u64>, wgpu::BindGroup)>,
}

pub struct Pipelines {
    device: wgpu::Device,
    pipelines: RefCell<Vec<Pipeline>>,
}

impl Pipelines {
    pub fn new(device: wgpu::Device) -> Self {
        Self { device, pipelines: RefCell::default() }
    }

    pub fn get(
        &self,
        kernel: &'static KernelSpec,
        shape: &'static Shape,
        params: &wgpu::Buffer,
        params_size: usize,
        storages: &[&Storage],
    ) -> (wgpu::ComputePipeline, wgpu::BindGroup) {
        let mut pipelines = self.pipelines.borrow_mut();
        let known = pipelines.iter().position(|made| std::ptr::eq(made.kernel, kernel) && made.shape == shape);
        let known = known.unwrap_or_else(|| {
            pipelines.push(self.build(kernel, shape, params_size));
            pipelines.len() - 1
        });
        let made = &mut pipelines[known];
        let ids = || storages.iter().map(|storage| storage.id);
        let bound = made.bind_groups.iter().position(|(of, _)| ids().eq(of.iter().copied()));
        let bound = bound.unwrap_or_else(|| {
            let uniform = wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: params,
                offset: 0,
                size: wgpu::BufferSize::new(params_size as u64),
            });
            let resources = std::iter::once(uniform).chain(storages.iter().map(|s| s.buffer.as_entire_binding()));
            let entries: Vec<_> =
                (0..).zip(resources).map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource }).collect();
            let bind_group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some(kernel.name),
                layout: &made.layout,
                entries: &entries,
            });
            made.bind_groups.push((ids().collect(), bind_group));
            made.bind_groups.len() - 1
        });
        (made.pipeline.clone(), made.bind_groups[bound].1.clone())
    }

    /// Lets go of every bind group that holds a buffer which is about to be destroyed.
    pub fn forget(&self, id: u64) {
        for made in self.pipelines.borrow_mut().iter_mut() {
            made.bind_groups.retain(|(ids, _)| !ids.contains(&id));
        }
    }

    fn build(&self, kernel: &'static KernelSpec, shape: &'static Shape, params_size: usize) -> Pipeline {
        assert!(params_size <= SLOT, "{}: params fit a slot", kernel.name);
        let entry = |binding, ty, has_dynamic_offset, size| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset, min_binding_size: wgpu::BufferSize::new(size) },
            count: None,
        };
        let uniform = entry(0, wgpu::BufferBindingType::Uniform, true, params_size as u64);
        let storages = (1..).zip(kernel.bindings).map(|(binding, b)| {
            let read_only = b.access == Access::Read;
            entry(binding, wgpu::BufferBindingType::Storage { read_only }, false, 0)
        });
        let entries: Vec<_> = std::iter::once(uniform).chain(storages).collect();
        let layout = self
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(kernel.name), entries: &entries });
        let pipeline_layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(kernel.name),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(kernel.name),
            source: wgpu::ShaderSource::Wgsl(kernel.text(shape)),
        });
        let pipeline = self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(kernel.name),
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some("main"),
            // Every kernel writes what it shares before it reads it.
            compilation_options: wgpu::PipelineCompilationOptions {
                zero_initialize_workgroup_memory: false,
                ..Default::default()
            },
            cache: None,
        });
        Pipeline { kernel, shape, pipeline, layout, bind_groups: Vec::new() }
    }
}
