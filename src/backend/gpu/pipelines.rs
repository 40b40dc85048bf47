//! Pipelines and bind groups, each made once.

use super::{SLOT, Storage};
use crate::kernels::{Access, KernelSpec};
use std::cell::RefCell;
use std::collections::HashMap;

struct Pipeline {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

pub struct Pipelines {
    device: wgpu::Device,
    pipelines: RefCell<HashMap<&'static str, Pipeline>>,
    /// By kernel and the ids of the bound buffers.
    bind_groups: RefCell<HashMap<(&'static str, Vec<u64>), wgpu::BindGroup>>,
}

impl Pipelines {
    pub fn new(device: wgpu::Device) -> Self {
        Self { device, pipelines: RefCell::default(), bind_groups: RefCell::default() }
    }

    pub fn get(
        &self,
        kernel: &'static KernelSpec,
        params: &wgpu::Buffer,
        params_size: usize,
        storages: &[&Storage],
    ) -> (wgpu::ComputePipeline, wgpu::BindGroup) {
        let mut pipelines = self.pipelines.borrow_mut();
        let made = pipelines.entry(kernel.name).or_insert_with(|| self.build(kernel, params_size));
        let key = (kernel.name, storages.iter().map(|storage| storage.id).collect());
        let mut bind_groups = self.bind_groups.borrow_mut();
        let bind_group = bind_groups.entry(key).or_insert_with(|| {
            let uniform = wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: params,
                offset: 0,
                size: wgpu::BufferSize::new(params_size as u64),
            });
            let resources = std::iter::once(uniform).chain(storages.iter().map(|s| s.buffer.as_entire_binding()));
            let entries: Vec<_> =
                (0..).zip(resources).map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource }).collect();
            self.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some(kernel.name),
                layout: &made.layout,
                entries: &entries,
            })
        });
        (made.pipeline.clone(), bind_group.clone())
    }

    /// Lets go of every bind group that holds a buffer which is about to be destroyed.
    pub fn forget(&self, id: u64) {
        self.bind_groups.borrow_mut().retain(|(_, ids), _| !ids.contains(&id));
    }

    fn build(&self, kernel: &'static KernelSpec, params_size: usize) -> Pipeline {
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
            source: wgpu::ShaderSource::Wgsl(kernel.wgsl.into()),
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
        Pipeline { pipeline, layout }
    }
}
