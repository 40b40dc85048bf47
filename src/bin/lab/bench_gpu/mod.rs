//! `lab bench-gpu`: maps and networks on a graphics adapter, in every shape of tiles, and beside PyTorch.
//!
//! Everything is made here from a seed; nothing is read but what the peer has printed.

mod plan;
mod training;

use crate::args::BenchGpu;
use crate::report::say;
use crate::table;
use plan::{Plan, Row};
use pollster::block_on;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use som_lab::backend::Backend;
use som_lab::backend::gpu::{AdapterChoice, Gpu, KernelTime, open, tune};
use som_lab::error::{Error, Result};
use som_lab::kernels::shape::{SHAPES, Shapes};
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};
use training::Training;

const PEER_SCRIPT: &str = include_str!("../../../../scripts/bench/torch_peer.py");
/// Kernels that are told of a row.
const TOLD: usize = 3;

/// How long a row is measured in one shape.
struct Effort {
    /// What one repeat should take.
    repeat: Duration,
    repeats: usize,
    /// After this, no repeat is begun.
    most: Duration,
}

/// What a peer has measured.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Peer {
    name: String,
    device: String,
    /// Samples a second, by the names of rows.
    rates: BTreeMap<String, f64>,
    #[serde(flatten)]
    more: BTreeMap<String, Value>,
}

/// Samples a second of a row, and where the time of the tuned shapes goes.
struct Found {
    /// In every shape, then in those that were chosen.
    rates: Vec<f64>,
    kernels: Vec<KernelTime>,
}

/// Measures, or prints what a peer needs for it.
///
/// # Errors
/// No adapter, one that fails, or a file that cannot be read or written.
pub fn run(args: &BenchGpu) -> Result<()> {
    let plan = Plan::new(args.quick, args.only.as_deref());
    if args.peer_script {
        return say(PEER_SCRIPT.trim_end());
    }
    if args.plan {
        return say(&json!(plan).to_string());
    }
    if plan.rows.is_empty() {
        return Err(Error::config("No row has such a name: `lab bench-gpu --plan` shows them."));
    }
    let peer = args.peer.as_deref().map(read_peer).transpose()?;
    let gpu = Rc::new(block_on(open(AdapterChoice::Fastest))?);
    let start = Instant::now();
    // As everywhere, software has the first shapes.
    let tuned = if gpu.info().software { gpu.shapes() } else { block_on(tune(&gpu))? };
    let tuning_ms = start.elapsed().as_secs_f64() * 1e3;
    let info = gpu.info();
    let software = if info.software { ", emulated in software" } else { "" };
    say(&format!("{}{software}; som-lab {}", info.adapter, env!("CARGO_PKG_VERSION")))?;
    say(&format!("shapes of search, dense and convolution: {}, chosen in {tuning_ms:.0} ms", tuned.text()))?;
    if let Some(Peer { name, device, .. }) = &peer {
        say(&format!("beside {name} on {device}"))?;
    }
    let effort = match args.quick {
        true => Effort { repeat: Duration::from_millis(20), repeats: 3, most: Duration::from_secs(1) },
        false => Effort { repeat: Duration::from_millis(100), repeats: 7, most: Duration::from_millis(1500) },
    };
    let mut cells = vec![heads(peer.is_some())];
    let mut rows = Vec::new();
    for row in &plan.rows {
        let found = measure(&gpu, row, tuned, plan.images, &effort)?;
        let peer_rate = peer.as_ref().and_then(|peer| peer.rates.get(&row.name)).copied();
        say(&line(row, &found, peer_rate))?;
        cells.push(cells_of(row, &found, peer.is_some().then_some(peer_rate)));
        rows.push(record(row, &found, peer_rate));
    }
    say(&format!("\nSamples a second, medians:\n\n{}", table::lines(&cells)))?;
    let all = json!({
        "adapter": info.adapter,
        "software": info.software,
        "version": env!("CARGO_PKG_VERSION"),
        "quick": args.quick,
        "shapes": tuned.text(),
        "tuning_ms": tuning_ms,
        "peer": peer.map(|Peer { name, device, more, .. }| json!({ "name": name, "device": device, "more": more })),
        "rows": rows,
    });
    args.out.as_ref().map_or(Ok(()), |file| {
        std::fs::write(file, format!("{all:#}\n"))
            .map_err(|error| Error::data(format!("{} cannot be written: {error}.", file.display())))
    })
}

fn read_peer(file: &Path) -> Result<Peer> {
    let wrong = |why: String| Error::data(format!("{} cannot be read: {why}.", file.display()));
    let text = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))
}

fn measure(gpu: &Rc<Gpu>, row: &Row, tuned: Shapes, images: u32, effort: &Effort) -> Result<Found> {
    let backend: Rc<dyn Backend> = Rc::clone(gpu) as Rc<dyn Backend>;
    gpu.set_shapes(tuned);
    let training = Training::new(&backend, row.work, images)?;
    let mut rates = Vec::new();
    for shapes in SHAPES.iter().map(Shapes::all).chain([tuned]) {
        gpu.set_shapes(shapes);
        rates.push(rate(&training, effort)?);
    }
    gpu.start_profile();
    training.train(training.unit())?;
    Ok(Found { rates, kernels: block_on(gpu.end_profile())?.by_kernel() })
}

/// Samples a second: the median of repeats that are long enough to be timed.
fn rate(training: &Training, effort: &Effort) -> Result<f64> {
    let unit = training.unit();
    let timed = |n: u64| {
        let start = Instant::now();
        training.train(n).map(|()| start.elapsed().as_secs_f64())
    };
    // The first time compiles.
    timed(unit)?;
    let once = timed(unit)?;
    let n = unit * ((effort.repeat.as_secs_f64() / once).ceil() as u64).clamp(1, 1000);
    let start = Instant::now();
    let mut seconds = Vec::new();
    while seconds.len() < effort.repeats && (seconds.is_empty() || start.elapsed() < effort.most) {
        seconds.push(timed(n)?);
    }
    seconds.sort_by(f64::total_cmp);
    Ok(n as f64 / seconds[seconds.len() / 2])
}

/// Kernels with their share of the time, the longest first.
fn shares(kernels: &[KernelTime]) -> impl Iterator<Item = (&'static str, f64)> {
    let all: f64 = kernels.iter().map(|time| time.nanoseconds).sum();
    kernels.iter().map(move |time| (time.kernel, time.nanoseconds / all.max(1.0)))
}

/// What is told while the others are measured.
fn line(row: &Row, Found { rates, kernels }: &Found, peer: Option<f64>) -> String {
    let beside = peer.map_or_else(String::new, |peer| format!(", {:.2} times the peer", tuned_rate(rates) / peer));
    let told = shares(kernels).take(TOLD).map(|(kernel, share)| format!("{kernel} {:.0} %", 100.0 * share));
    let told: Vec<_> = told.collect();
    format!("{:32} {:12.0}/s{beside}  {}", row.name, tuned_rate(rates), told.join(", "))
}

fn tuned_rate(rates: &[f64]) -> f64 {
    rates[rates.len() - 1]
}

fn heads(peer: bool) -> Vec<String> {
    let shapes = SHAPES.iter().map(|shape| shape.name);
    let peers: &[&str] = if peer { &["peer", "chosen / peer"] } else { &[] };
    ["row"].into_iter().chain(shapes).chain(["chosen"]).chain(peers.iter().copied()).map(str::to_string).collect()
}

fn cells_of(row: &Row, Found { rates, .. }: &Found, peer: Option<Option<f64>>) -> Vec<String> {
    let mut cells = vec![row.name.clone()];
    cells.extend(rates.iter().map(|rate| format!("{rate:.0}")));
    match peer {
        Some(Some(peer)) => cells.extend([format!("{peer:.0}"), format!("{:.2}", tuned_rate(rates) / peer)]),
        Some(None) => cells.extend([String::new(), String::new()]),
        None => {}
    }
    cells
}

fn record(row: &Row, Found { rates, kernels }: &Found, peer: Option<f64>) -> Value {
    let by_shape: serde_json::Map<String, Value> =
        SHAPES.iter().zip(rates).map(|(shape, rate)| (shape.name.to_string(), json!(rate))).collect();
    let kernels: Vec<Value> = kernels
        .iter()
        .zip(shares(kernels))
        .map(|(time, (kernel, share))| {
            json!({
                "kernel": kernel, "share": share, "dispatches": time.dispatches,
                "microseconds": time.nanoseconds / 1e3,
            })
        })
        .collect();
    json!({
        "row": row, "samples_per_second": by_shape, "chosen": tuned_rate(rates), "peer": peer, "kernels": kernels,
    })
}
