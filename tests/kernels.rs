//! What ties the two bodies of a kernel together: every shader is valid, its layout is what the spec declares, every
//! pipeline builds, and both bodies agree.

use som_lab::backend::Backend;
use som_lab::backend::gpu::{AdapterChoice, Gpu, open, tune};
use som_lab::kernels::shape::{SHAPES, Shape, Shapes};
use som_lab::kernels::{ALL, Access, KernelSpec, Scalar, Words};
use som_lab::parity;
use std::collections::HashSet;

fn adapter() -> Gpu {
    pollster::block_on(open(AdapterChoice::Fastest))
        .expect("these tests need a graphics adapter; on Debian: apt-get install mesa-vulkan-drivers")
}

#[test]
fn every_shader_file_belongs_to_one_kernel() {
    let names: HashSet<_> = ALL.iter().map(|kernel| kernel.name.to_string()).collect();
    assert_eq!(names.len(), ALL.len(), "kernel names are unique");
    let files: HashSet<_> = std::fs::read_dir("shaders")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, names);
}

#[test]
fn shaders_are_valid_and_laid_out_as_their_specs_say() {
    for kernel in ALL {
        for shape in &SHAPES {
            let text = kernel.text(shape);
            let module = naga::front::wgsl::parse_str(&text)
                .unwrap_or_else(|error| panic!("{}: {}", kernel.name, error.emit_to_string(&text)));
            naga::valid::Validator::new(naga::valid::ValidationFlags::all(), naga::valid::Capabilities::empty())
                .validate(&module)
                .unwrap_or_else(|error| panic!("{}: {}", kernel.name, error.emit_to_string(&text)));
            check_layout(kernel, shape, &module);
        }
    }
}

/// What a default device has for the shared memory of a workgroup, in bytes.
const MAX_SHARED: u32 = 16_384;

fn check_layout(kernel: &KernelSpec, shape: &Shape, module: &naga::Module) {
    let name = kernel.name;
    assert_eq!(module.entry_points.len(), 1, "{name}: one entry point");
    assert_eq!(module.entry_points[0].name, "main", "{name}");
    assert_eq!(module.entry_points[0].workgroup_size, kernel.workgroup.size(shape), "{name}: workgroup size");
    assert!(kernel.bindings.len() <= 7, "{name}: a default device binds 8 storage buffers at most");
    let shared = module.global_variables.iter().filter(|(_, global)| global.space == naga::AddressSpace::WorkGroup);
    let shared: u32 = shared.map(|(_, global)| module.types[global.ty].inner.size(module.to_ctx())).sum();
    assert!(shared <= MAX_SHARED, "{name}: {shared} bytes of shared memory in {}", shape.name);
    let mut bound = 0;
    for (_, global) in module.global_variables.iter() {
        let Some(place) = global.binding else { continue };
        assert_eq!(place.group, 0, "{name}");
        bound += 1;
        let ty = &module.types[global.ty].inner;
        if place.binding == 0 {
            assert_eq!(global.space, naga::AddressSpace::Uniform, "{name}");
            let naga::TypeInner::Struct { members, .. } = ty else { panic!("{name}: params are a struct") };
            let declared: Vec<_> = kernel.params.iter().map(|f| (f.name, f.scalar, f.offset)).collect();
            let reflected: Vec<_> = members
                .iter()
                .map(|m| (m.name.as_deref().unwrap(), scalar(&module.types[m.ty].inner), m.offset as usize))
                .collect();
            assert_eq!(reflected, declared, "{name}: params");
            continue;
        }
        let spec = kernel.bindings[place.binding as usize - 1];
        assert_eq!(global.name.as_deref(), Some(spec.name), "{name}");
        let writable = matches!(global.space, naga::AddressSpace::Storage { access } if access.contains(naga::StorageAccess::STORE));
        assert_eq!(writable, spec.access == Access::ReadWrite, "{name}: access of {}", spec.name);
        let naga::TypeInner::Array { base, .. } = ty else { panic!("{name}: {} is an array", spec.name) };
        assert_eq!(scalar(&module.types[*base].inner), spec.scalar, "{name}: element of {}", spec.name);
    }
    assert_eq!(bound, kernel.bindings.len() + 1, "{name}: bindings");
}

fn scalar(ty: &naga::TypeInner) -> Scalar {
    let kind = match ty {
        naga::TypeInner::Scalar(scalar) | naga::TypeInner::Vector { scalar, .. } => scalar.kind,
        other => panic!("an unexpected type: {other:?}"),
    };
    match kind {
        naga::ScalarKind::Uint => Scalar::U32,
        naga::ScalarKind::Float => Scalar::F32,
        other => panic!("an unexpected scalar: {other:?}"),
    }
}

#[test]
fn every_pipeline_builds_without_a_driver() {
    let noop = pollster::block_on(open(AdapterChoice::Noop)).unwrap();
    for kernel in ALL {
        // The noop device validates pipelines and bind groups and computes nothing: results differ, errors panic.
        let _ = pollster::block_on(parity::check(kernel, &noop, 1)).unwrap();
    }
}

#[test]
fn both_bodies_of_every_kernel_agree() {
    let gpu = adapter();
    for kernel in ALL {
        for seed in 0..5 {
            let difference = pollster::block_on(parity::check(kernel, &gpu, seed)).unwrap();
            assert_eq!(difference, None, "seed {seed}");
        }
    }
}

#[test]
fn shaped_kernels_agree_in_every_shape() {
    let gpu = adapter();
    let shaped: Vec<_> = ALL.iter().filter(|kernel| kernel.workgroup.class().is_some()).collect();
    assert_eq!(shaped.len(), 7);
    for shape in &SHAPES[1..] {
        gpu.set_shapes(Shapes::all(shape));
        for kernel in &shaped {
            let difference = pollster::block_on(parity::check(kernel, &gpu, 1)).unwrap();
            assert_eq!(difference, None, "{}", shape.name);
        }
    }
}

#[test]
fn tuning_goes_on_with_what_it_has_chosen() {
    let gpu = adapter();
    let chosen = pollster::block_on(tune(&gpu)).unwrap();
    assert_eq!(gpu.shapes(), chosen);
    assert_eq!(Shapes::parse(&chosen.text()), Some(chosen));
}

#[test]
fn an_adapter_with_a_clock_times_every_dispatch_until_it_is_told_to_end() {
    let gpu = adapter();
    assert!(gpu.has_timestamps(), "these tests need an adapter with timestamps, such as llvmpipe");
    let kernel = &som_lab::kernels::dense_forward::SPEC;
    gpu.start_profile();
    assert_eq!(pollster::block_on(parity::check(kernel, &gpu, 1)).unwrap(), None);
    let timed = gpu.dispatches();
    let times = pollster::block_on(gpu.end_profile()).unwrap().by_kernel();
    assert_eq!(times.len(), 1);
    assert_eq!((times[0].kernel, u64::from(times[0].dispatches)), (kernel.name, timed));
    assert!(times[0].nanoseconds > 0.0);
    assert_eq!(pollster::block_on(parity::check(kernel, &gpu, 1)).unwrap(), None);
    assert!(pollster::block_on(gpu.end_profile()).unwrap().kernels.is_empty(), "nothing is timed after the end");
}

/// A body that forgets its last row must not pass, or the suite proves nothing.
#[test]
fn a_broken_body_is_noticed() {
    static BROKEN: KernelSpec = {
        let original = &som_lab::kernels::component::SPEC;
        KernelSpec {
            name: original.name,
            wgsl: original.wgsl,
            workgroup: original.workgroup,
            params: original.params,
            bindings: original.bindings,
            groups: original.groups,
            cpu: |params, words| {
                (som_lab::kernels::component::SPEC.cpu)(params, words);
                if let Words::Write(plane) = &mut words[1] {
                    let last = plane.len() - 2;
                    plane[last] = 0;
                }
            },
            cases: original.cases,
        }
    };
    let difference = pollster::block_on(parity::check(&BROKEN, &adapter(), 1)).unwrap();
    assert!(difference.expect("a difference").contains("component"));
}
