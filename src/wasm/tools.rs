//! The door of the tools: what a visit may need once, and many never.

use super::{JsResult, to_js};
use crate::backend::gpu::{AdapterChoice, open, tune};
use crate::data::turntable;
use crate::frame::answers::KernelCheck;
use crate::kernels::ALL;
use crate::parity;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

/// Views of a car on a turntable, evenly spaced over a full turn that begins at `offset_deg` degrees:
/// `[views, size, size, 3]` bytes.
#[wasm_bindgen]
pub fn turntable_views(size: u32, views: u32, offset_deg: f32) -> Uint8Array {
    Uint8Array::from(turntable::turntable(size, views, offset_deg).pixels.as_slice())
}

/// The shapes of kernels that a short measurement finds the fastest on this adapter, as an engine takes them.
///
/// # Errors
/// There is no adapter, or it failed.
#[wasm_bindgen]
pub async fn fastest_shapes() -> JsResult<String> {
    let gpu = open(AdapterChoice::Fastest).await?;
    Ok(tune(&gpu).await?.text())
}

/// Runs every kernel on the GPU and on the CPU and compares; an empty list where there is no GPU.
#[wasm_bindgen]
pub async fn self_check() -> JsResult<JsValue> {
    let mut checked = Vec::new();
    if let Ok(gpu) = open(AdapterChoice::Fastest).await {
        for kernel in ALL {
            let (ok, message) = match parity::check(kernel, &gpu, 1).await {
                Ok(None) => (true, "both agree".to_string()),
                Ok(Some(difference)) => (false, difference),
                Err(error) => (false, error.to_string()),
            };
            checked.push(KernelCheck { kernel: kernel.name, ok, message });
        }
    }
    to_js(&checked)
}
