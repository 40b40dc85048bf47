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
    /// Whether the adapter can time its own work.
    pub timestamps: bool,
}

/// A picture that only the browser reads: number `id` of what was brought, or these `bytes` out of an archive.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ForeignPicture {
    pub path: String,
    #[cfg_attr(test, ts(type = "'AVIF' | 'HEIC' | 'SVG'"))]
    pub kind: &'static str,
    pub id: Option<u32>,
    #[serde(serialize_with = "typed::optional_bytes")]
    #[cfg_attr(test, ts(type = "Uint8Array | null"))]
    pub bytes: Option<Vec<u8>>,
}

/// The picture that is decoded next, after `done` of `total`: number `id` of what was brought, or out of an archive.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NeededPicture {
    pub path: String,
    pub id: Option<u32>,
    /// Only the browser reads it.
    pub foreign: bool,
    pub done: u32,
    pub total: u32,
}

/// People's own files as samples: HWC bytes of all images, then their labels where there are classes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Brought {
    pub title: String,
    pub height: u32,
    pub width: u32,
    pub channels: u32,
    pub classes: Vec<String>,
    pub turntable: bool,
    pub n_train: u32,
    pub n_test: u32,
    #[serde(serialize_with = "typed::bytes")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub train: Vec<u8>,
    #[serde(serialize_with = "typed::bytes")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub test: Vec<u8>,
    /// What was done with them and what was left out, in sentences.
    pub notes: Vec<String>,
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
