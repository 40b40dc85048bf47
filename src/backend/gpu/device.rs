//! Finding an adapter and opening a device on it.

use super::Gpu;
use crate::backend::Info;
use crate::error::{Error, Result};

/// Which adapter to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdapterChoice {
    /// The fastest that there is.
    Fastest,
    /// wgpu's own `noop`, which compiles and validates but computes nothing; for tests.
    Noop,
}

/// Opens a device.
///
/// # Errors
/// There is no adapter, or it refuses a device with the default limits.
pub async fn open(choice: AdapterChoice) -> Result<Gpu> {
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
    if choice == AdapterChoice::Noop {
        descriptor.backends = wgpu::Backends::NOOP;
        descriptor.backend_options.noop.enable = true;
    }
    let instance = wgpu::Instance::new(descriptor);
    let options =
        wgpu::RequestAdapterOptions { power_preference: wgpu::PowerPreference::HighPerformance, ..Default::default() };
    let adapter = instance
        .request_adapter(&options)
        .await
        .map_err(|_| Error::gpu("There is no graphics adapter here that can compute."))?;
    // Start from the defaults, which every adapter grants, and raise only what large data sets need.
    let offered = adapter.limits();
    let limits = wgpu::Limits {
        max_buffer_size: offered.max_buffer_size.min(1 << 30),
        max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size.min(1 << 30),
        ..wgpu::Limits::default()
    };
    let max_binding = (limits.max_storage_buffer_binding_size as u64).min(limits.max_buffer_size);
    let (device, queue) = adapter
        .request_device(&wgpu::DeviceDescriptor {
            label: Some("SOM Lab"),
            required_features: adapter.features() & wgpu::Features::TIMESTAMP_QUERY,
            required_limits: limits,
            ..Default::default()
        })
        .await
        .map_err(|error| Error::gpu(format!("The graphics adapter refused to start: {error}.")))?;
    let found = adapter.get_info();
    #[cfg(target_arch = "wasm32")]
    let name = super::browser::adapter_name().await.unwrap_or_else(|| found.name.clone());
    #[cfg(not(target_arch = "wasm32"))]
    let name = found.name.clone();
    let emulated = ["swiftshader", "llvmpipe", "lavapipe", "basic render", "software"];
    let says =
        |text: &str, word: &str| text.as_bytes().windows(word.len()).any(|at| at.eq_ignore_ascii_case(word.as_bytes()));
    let texts = [&name, &found.driver, &found.driver_info];
    let software = found.device_type == wgpu::DeviceType::Cpu
        || emulated.iter().any(|word| texts.iter().any(|text| says(text, word)));
    let adapter = if name.is_empty() { "an adapter that does not tell its name".to_string() } else { name };
    let info = Info {
        backend: "gpu",
        adapter,
        software,
        // A software adapter has the processor's caches; a real one wants tens of thousands of threads.
        chunk_samples: if software { 1024 } else { 8192 },
        splits: if software { 4 } else { 64 },
        max_buffer_words: (max_binding / 4) as usize,
    };
    Ok(Gpu::new(info, device, queue))
}
