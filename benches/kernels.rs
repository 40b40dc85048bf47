//! Every kernel at a realistic size on both backends: `cargo bench --bench kernels`.
//!
//! Sizes are those of MNIST on a 20×20 map (784 features, 400 units), and for the search also of 4×4×3 patches on
//! 50×50 (48 features, 2,500 units) and of the gray patches under 10×10 filters (28 features, the best unit alone), with
//! 1,024 samples at a time. Rates are rows a second: samples where a kernel
//! works on samples, units where it works on the codebook.

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::backend::{Backend, Buffer};
use som_lab::kernels::bmu_sums::EXTRA;
use som_lab::kernels::codebook_panels::panel_units;
use som_lab::kernels::{
    ALL, KernelSpec, bmu, bmu_sort, bmu_sums, codebook_panels, component, gather, online_step, pack_tiles, quality,
    smooth, smooth_axis, u_matrix, update,
};
use som_lab::layout::Cut;
use som_lab::rng::Rng;
use std::rc::Rc;
use std::time::{Duration, Instant};

const SAMPLES: u32 = 1024;

/// A map's size.
#[derive(Clone, Copy)]
struct Size {
    features: u32,
    side: u32,
}

/// Params and buffers of one dispatch, and how many rows it works on.
struct Work {
    params: Vec<u8>,
    buffers: Vec<Vec<u32>>,
    rows: u32,
}

/// The dispatch that `kernel` makes in training and drawing a map; its largest parity case if it is not known here.
fn work(kernel: &KernelSpec, Size { features, side }: Size) -> Work {
    let mut rng = Rng::new(1, 0);
    let (n, units) = (SAMPLES, side * side);
    let n_words = features + EXTRA as u32;
    let mut floats = |rows: u32, cols: u32| -> Vec<u32> { (0..rows * cols).map(|_| rng.uniform().to_bits()).collect() };
    let empty = |rows: u32, cols: u32| vec![0u32; (rows * cols) as usize];
    let panels = panel_units(units as usize) as u32;
    // Samples spread evenly over the units.
    let bmus = (0..n).flat_map(|i| [i % units, (i + 1) % units]).collect::<Vec<_>>();
    let counts = (0..units).map(|unit| (0..n).filter(|i| i % units == unit).count() as u32).collect::<Vec<_>>();
    let starts = counts.iter().scan(0, |sum, count| Some(std::mem::replace(sum, *sum + count))).collect::<Vec<_>>();
    let mut order: Vec<u32> = (0..n).collect();
    order.sort_by_key(|i| i % units);
    let one = |params: &[u8], buffers, rows| Work { params: params.to_vec(), buffers, rows };
    macro_rules! bytes {
        ($params:expr) => {
            bytemuck::bytes_of(&$params)
        };
    }
    let (rows, cols) = (side, side);
    let (n_samples, n_units, n_features) = (n, units, features);
    match kernel.name {
        "gather" => {
            let n_set = 4 * n;
            let data = (0..n_set * features / 4).map(som_lab::rng::hash).collect();
            let cut = Cut::whole(features / 4, 4, 1);
            let mode = gather::SHUFFLED;
            let range = gather::GatherRange { start: 0, n, mode, n_set, key: 1, per_image: 1, dense: false };
            let p = gather::Params::new(&cut, &range);
            one(bytes!(p), vec![data, empty(4, 1), empty(n, features)], n)
        }
        "codebook_panels" => {
            let p = codebook_panels::Params { n_units, n_features };
            one(
                bytes!(p),
                vec![floats(units, features), floats(1, features), empty(panels, features), empty(panels, 1)],
                units,
            )
        }
        "bmu" => {
            let p = bmu::Params { n_samples, n_units, n_features, out_start: 0, second: u32::from(features > 28) };
            let buffers = vec![floats(n, features), floats(panels, features), floats(panels, 1), empty(n, 2)];
            one(bytes!(p), buffers, n)
        }
        "bmu_sort" => {
            let p = bmu_sort::Params { n_samples, n_units };
            one(bytes!(p), vec![bmus, empty(n, 1), empty(units, 1), empty(units, 1)], n)
        }
        "bmu_sums" => {
            let p = bmu_sums::Params { n_units, n_features, accumulate: 0 };
            one(bytes!(p), vec![floats(n, features), order, starts, counts, empty(units, n_words)], n)
        }
        "smooth_axis" => {
            let p = smooth_axis::Params { rows, cols, n_words, along_rows: 1, wrap: 0, sigma: 3.0 };
            one(bytes!(p), vec![floats(units, n_words), empty(units, n_words)], units)
        }
        "smooth" => {
            let p = smooth::Params { rows, cols, topology: 2, neighborhood: 0, n_words, sigma: 3.0 };
            one(bytes!(p), vec![floats(units, n_words), empty(units, n_words)], units)
        }
        "update" => {
            let p = update::Params { n_units, n_features, rate: 0.1, least_mass: 0.0 };
            one(bytes!(p), vec![floats(units, n_words), floats(units, features)], units)
        }
        "online_step" => {
            let p = online_step::Params {
                rows,
                cols,
                topology: 2,
                neighborhood: 0,
                n_features,
                sample: 0,
                next: 1,
                learn: 1,
                flush: 0,
                sigma: 3.0,
                rate: 0.1,
            };
            one(bytes!(p), vec![floats(2, features), floats(units, 1), empty(units, 1), floats(units, features)], 1)
        }
        "quality" => {
            let p = quality::Params { n_samples, n_features, rows, cols, topology: 2, out_start: 0 };
            one(bytes!(p), vec![floats(n, features), floats(units, features), bmus, empty(n, 2)], n)
        }
        "u_matrix" => {
            let p = u_matrix::Params { rows, cols, topology: 2, n_features };
            one(bytes!(p), vec![floats(units, features), empty(units, 1)], units)
        }
        "component" => {
            let p = component::Params { n_units, n_features, feature: features / 2 };
            one(bytes!(p), vec![floats(units, features), empty(units, 1)], units)
        }
        "pack_tiles" => {
            let p = pack_tiles::Params {
                n_rows: units,
                n_features,
                height: features / 28,
                width: 28,
                channels: 1,
                atlas_cols: cols,
                offset: 0.0,
            };
            one(bytes!(p), vec![floats(units, features), empty(units, features)], units)
        }
        _ => {
            let case = (kernel.cases)(&mut Rng::new(1, 0)).pop().expect("a kernel has parity cases");
            one(&case.params, case.buffers, 1)
        }
    }
}

fn kernels(criterion: &mut Criterion) {
    let mut backends: Vec<Rc<dyn Backend>> = vec![Rc::new(Cpu::new())];
    match pollster::block_on(open(AdapterChoice::Fastest)) {
        Ok(gpu) => backends.push(Rc::new(gpu)),
        Err(error) => println!("{error}"),
    }
    let map = Size { features: 784, side: 20 };
    let patches = Size { features: 48, side: 50 };
    let filters = Size { features: 28, side: 10 };
    for kernel in ALL {
        let mut group = criterion.benchmark_group(kernel.name);
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
        let sizes = if kernel.name == "bmu" { vec![map, patches, filters] } else { vec![map] };
        for size in sizes {
            let Work { params, buffers, rows } = work(kernel, size);
            group.throughput(Throughput::Elements(rows.into()));
            for backend in &backends {
                let create = |words: &Vec<u32>| {
                    let buffer = backend.create("bench", words.len()).expect("a device with a few MB");
                    backend.upload(&buffer, 0, words);
                    buffer
                };
                let buffers: Vec<Buffer> = buffers.iter().map(create).collect();
                let args: Vec<&Buffer> = buffers.iter().collect();
                let name = format!("{}×{}", size.features, size.side * size.side);
                let id = BenchmarkId::new(&backend.info().adapter, name);
                group.bench_function(id, |bencher| {
                    // Many dispatches and one wait, as in training.
                    bencher.iter_custom(|times| {
                        let start = Instant::now();
                        (0..times).for_each(|_| backend.run(kernel, &params, &args));
                        pollster::block_on(backend.download(&[])).expect("a device that answers");
                        start.elapsed()
                    });
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, kernels);
criterion_main!(benches);
