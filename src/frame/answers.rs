//! What the page is told besides frames.

use super::typed;
use serde::Serialize;

/// Which backend runs, why, and how fast both were; what the badge shows.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BackendInfo {
    #[cfg_attr(test, ts(type = "'gpu' | 'cpu'"))]
    pub backend: &'static str,
    pub adapter: String,
    pub software: bool,
    /// One plain sentence.
    pub reason: String,
    /// None where nothing was compared.
    pub cpu_samples_per_second: Option<f64>,
    pub gpu_samples_per_second: Option<f64>,
}

/// Images of one shape out of a file: HWC bytes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Images"))]
pub struct ReadImages {
    pub height: u32,
    pub width: u32,
    pub channels: u32,
    pub n: u32,
    #[serde(serialize_with = "typed::bytes")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub pixels: Vec<u8>,
    #[serde(serialize_with = "typed::optional_bytes")]
    #[cfg_attr(test, ts(type = "Uint8Array | null"))]
    pub labels: Option<Vec<u8>>,
}

/// Whether both bodies of a kernel agree on this device, and where they do not.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KernelCheck {
    #[cfg_attr(test, ts(type = "string"))]
    pub kernel: &'static str,
    pub ok: bool,
    pub message: String,
}
