//! A mask that pays computes what a mask that does not does: the chain of grouped kernels, and the dense kernels,
//! against three plain loops.

use pollster::block_on;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::backend::{Backend, Buffer, run};
use som_lab::kernels::active::ActiveSets;
use som_lab::kernels::conv_forward::Gate;
use som_lab::kernels::dense_forward::Rule;
use som_lab::kernels::grouped::{CHUNK, TILE};
use som_lab::kernels::{
    conv_forward, conv_grad_weights, grouped_forward, grouped_grad_weights, grouped_pool, grouped_route, grouped_sum,
    mask, padded, unit_counts, unit_order, unit_starts, unit_weights,
};
use som_lab::lattice::{Lattice, Topology};
use som_lab::rng::Rng;

/// A convolution behind a mask, and what it is given.
struct Layer {
    n_samples: usize,
    height: usize,
    width: usize,
    pitch: usize,
    kernel: usize,
    pool: usize,
    lattice: Lattice,
    sigma: f32,
    threshold: f32,
    inputs: Vec<f32>,
    /// `[n_inputs, n_outputs]`, then the bias; zeros where there is padding.
    weights: Vec<f32>,
    /// Of every position.
    units: Vec<u32>,
}

impl Layer {
    /// Random numbers; nearly all positions have one unit, and some units have none.
    fn new(
        [n_samples, height, width, pitch, kernel, pool]: [usize; 6],
        lattice: Lattice,
        threshold: f32,
        seed: u32,
    ) -> Self {
        let mut rng = Rng::new(seed, 5);
        let layer = Self {
            n_samples,
            height,
            width,
            pitch,
            kernel,
            pool,
            lattice,
            sigma: 3.0,
            threshold,
            inputs: Vec::new(),
            weights: Vec::new(),
            units: Vec::new(),
        };
        let (taps, n_inputs, n_outputs) = (kernel * kernel * pitch, layer.n_inputs(), layer.n_outputs());
        let channels = lattice.n_units();
        let mut weights = vec![0.0; (n_inputs + 1) * n_outputs];
        for (row, values) in
            weights.chunks_exact_mut(n_outputs).enumerate().filter(|(k, _)| *k < taps || *k == n_inputs)
        {
            let scale = if row == n_inputs { 0.2 } else { 0.5 };
            values[..channels as usize].fill_with(|| scale * rng.normal());
        }
        let popular = rng.below(channels);
        let unit = |rng: &mut Rng| if rng.below(3) > 0 { popular } else { rng.below(channels.div_ceil(2)) };
        Self {
            inputs: (0..n_samples * layer.sample_words()).map(|_| rng.uniform()).collect(),
            units: (0..layer.positions()).map(|_| unit(&mut rng)).collect(),
            weights,
            ..layer
        }
    }

    fn n_inputs(&self) -> usize {
        padded(self.kernel * self.kernel * self.pitch)
    }
    fn n_outputs(&self) -> usize {
        padded(self.lattice.n_units() as usize)
    }
    fn sample_words(&self) -> usize {
        padded(self.height * self.width * self.pitch)
    }
    /// Windows in a column and in a row.
    fn out(&self) -> (usize, usize) {
        ((self.height - self.kernel + 1) / self.pool, (self.width - self.kernel + 1) / self.pool)
    }
    fn windows(&self) -> usize {
        self.n_samples * self.out().0 * self.out().1
    }
    fn area(&self) -> usize {
        self.pool * self.pool
    }
    fn positions(&self) -> usize {
        self.windows() * self.area()
    }

    /// The inputs of a position, tap by tap.
    fn patch(&self, position: usize) -> Vec<f64> {
        let (out_h, out_w) = self.out();
        let (window, sub) = (position / self.area(), position % self.area());
        let (sample, window) = (window / (out_h * out_w), window % (out_h * out_w));
        let top = window / out_w * self.pool + sub / self.pool;
        let left = window % out_w * self.pool + sub % self.pool;
        let mut patch = Vec::new();
        for y in top..top + self.kernel {
            for x in left..left + self.kernel {
                let pixel = sample * self.sample_words() + (y * self.width + x) * self.pitch;
                patch.extend(self.inputs[pixel..pixel + self.pitch].iter().map(|&value| f64::from(value)));
            }
        }
        patch
    }

    /// `m relu(z + b)` of every position and channel, and m.
    fn masked(&self) -> Vec<(Vec<f64>, Vec<f32>)> {
        let (n_inputs, n_outputs) = (self.n_inputs(), self.n_outputs());
        let of_position = |position: usize| {
            let mut m = vec![0.0; n_outputs];
            mask::mask(&self.lattice, self.sigma, self.threshold, self.units[position], &mut m);
            let patch = self.patch(position);
            let values = (0..n_outputs).map(|channel| {
                let products =
                    patch.iter().enumerate().map(|(k, x)| x * f64::from(self.weights[k * n_outputs + channel]));
                let z = products.sum::<f64>() + f64::from(self.weights[n_inputs * n_outputs + channel]);
                f64::from(m[channel]) * z.max(0.0)
            });
            (values.collect(), m)
        };
        (0..self.positions()).map(of_position).collect()
    }

    /// The gradients by the weights and the bias of `gradients` `[windows, n_outputs]` by z at the positions that
    /// `pool_argmax` names.
    fn weight_gradients(&self, gradients: &[f32], pool_argmax: &[u8]) -> Vec<f64> {
        let (n_inputs, n_outputs) = (self.n_inputs(), self.n_outputs());
        let mut out = vec![0.0; (n_inputs + 1) * n_outputs];
        for (at, (&gradient, &range)) in gradients.iter().zip(pool_argmax).enumerate() {
            let (window, channel) = (at / n_outputs, at % n_outputs);
            for (k, x) in self.patch(window * self.area() + usize::from(range)).into_iter().enumerate() {
                out[k * n_outputs + channel] += x * f64::from(gradient);
            }
            out[n_inputs * n_outputs + channel] += f64::from(gradient);
        }
        out
    }
}

/// What a convolution puts out on its way forward: `outputs`, `activation_grad`, `pool_argmax`.
struct Forward {
    outputs: Vec<f32>,
    activation_grad: Vec<f32>,
    pool_argmax: Vec<u8>,
}

impl Forward {
    fn download(backend: &dyn Backend, buffers: [&Buffer; 3]) -> Self {
        let parts = buffers.map(|buffer| (buffer, 0..buffer.words()));
        let [outputs, activation_grad, pool_argmax]: [Vec<u32>; 3] =
            block_on(backend.download(&parts)).unwrap().try_into().unwrap();
        Self {
            outputs: bytemuck::cast_slice(&outputs).to_vec(),
            activation_grad: bytemuck::cast_slice(&activation_grad).to_vec(),
            pool_argmax: bytemuck::cast_slice(&pool_argmax).to_vec(),
        }
    }
}

/// A layer on a backend, with all that the grouped kernels work in.
struct Grouped<'a> {
    backend: &'a dyn Backend,
    layer: &'a Layer,
    sets: ActiveSets,
    inputs: Buffer,
    bmus: Buffer,
    active_sets: Buffer,
    order: Buffer,
    starts: Buffer,
    chunks: Buffer,
    /// Values of z, and on the way back their gradients.
    z: Buffer,
    pool_argmax: Buffer,
}

/// Where the weights begin, and the first pair of best-matching units: not at 0.
const START: usize = 8;
const BMU_START: usize = 3;

/// The params of a kernel that begin with a layer's geometry.
macro_rules! params {
    ($kernel:ident, $layer:expr, $($field:ident: $value:expr),*) => {
        $kernel::Params {
            n_samples: $layer.n_samples as u32,
            sample_words: $layer.sample_words() as u32,
            width: $layer.width as u32,
            pitch: $layer.pitch as u32,
            kernel: $layer.kernel as u32,
            pool: $layer.pool as u32,
            out_h: $layer.out().0 as u32,
            out_w: $layer.out().1 as u32,
            n_inputs: $layer.n_inputs() as u32,
            $($field: $value,)*
        }
    };
}

#[path = "grouped/lists.rs"]
mod lists;

impl<'a> Grouped<'a> {
    fn create(backend: &dyn Backend, words: &[u32]) -> Buffer {
        let buffer = backend.create("test", words.len()).unwrap();
        backend.upload(&buffer, 0, words);
        buffer
    }

    /// Sorts the positions by their units.
    fn new(backend: &'a dyn Backend, layer: &'a Layer) -> Self {
        let sets = ActiveSets::new(&layer.lattice, layer.sigma, layer.threshold);
        let n_units = layer.lattice.n_units();
        let n = layer.positions() as u32;
        let pairs: Vec<u32> = [0; 2 * BMU_START]
            .into_iter()
            .chain(layer.units.iter().flat_map(|&unit| [unit, n_units - 1 - unit]))
            .collect();
        // What a kernel forgets to write shows.
        let untouched = |words: usize| Self::create(backend, &vec![f32::MAX.to_bits(); words]);
        let bmus = Self::create(backend, &pairs);
        let block = 37;
        let blocks = n.div_ceil(block);
        let counts = untouched((blocks * n_units) as usize);
        let ends = || untouched(n_units as usize + 1);
        let (order, starts, tiles, chunks) = (untouched(n as usize), ends(), ends(), ends());
        let bmu_start = BMU_START as u32;
        run(backend, &unit_counts::SPEC, unit_counts::Params { n, n_units, block, bmu_start }, &[&bmus, &counts]);
        let p = unit_starts::Params { blocks, n_units, tile: TILE, chunk: CHUNK };
        run(backend, &unit_starts::SPEC, p, &[&counts, &starts, &tiles, &chunks]);
        let p = unit_order::Params { n, n_units, block, bmu_start };
        run(backend, &unit_order::SPEC, p, &[&bmus, &counts, &order]);

        let panels = untouched(n_units as usize * (layer.n_inputs() + 1) * sets.slots as usize);
        let weights: Vec<f32> = [9.0; START].into_iter().chain(layer.weights.iter().copied()).collect();
        let weights = Self::create(backend, bytemuck::cast_slice(&weights));
        let active_sets = Self::create(backend, &sets.active);
        let p = unit_weights::Params {
            n_inputs: layer.n_inputs() as u32,
            n_outputs: layer.n_outputs() as u32,
            start: START as u32,
            n_units,
            slots: sets.slots,
        };
        run(backend, &unit_weights::SPEC, p, &[&weights, &active_sets, &panels]);
        let inputs = Self::create(backend, bytemuck::cast_slice(&layer.inputs));
        let z = untouched(layer.positions() * sets.slots as usize);
        let p = params!(grouped_forward, layer, n_units: n_units, slots: sets.slots);
        run(backend, &grouped_forward::SPEC, p, &[&inputs, &panels, &order, &starts, &tiles, &z]);
        let pool_argmax = untouched(layer.windows() * layer.n_outputs() / 4);
        Self { backend, layer, sets, inputs, bmus, active_sets, order, starts, chunks, z, pool_argmax }
    }

    fn forward(&self) -> Forward {
        let Self { backend, layer, sets, .. } = self;
        let n = layer.windows() * layer.n_outputs();
        let outputs = Self::create(*backend, &vec![f32::MAX.to_bits(); n]);
        let activation_grad = Self::create(*backend, &vec![f32::MAX.to_bits(); n]);
        let strengths = Self::create(*backend, bytemuck::cast_slice(&sets.strengths));
        let p = params!(grouped_pool, layer, n_outputs: layer.n_outputs() as u32, slots: sets.slots,
            bmu_start: BMU_START as u32);
        let args = [&self.z, &self.bmus, &self.active_sets, &strengths, &outputs, &activation_grad, &self.pool_argmax];
        run(*backend, &grouped_pool::SPEC, p, &args);
        Forward::download(*backend, [&outputs, &activation_grad, &self.pool_argmax])
    }

    /// The gradients by the weights and the bias, of `gradients` by what goes into the ReLU.
    fn backward(&self, gradients: &[f32]) -> Vec<f32> {
        let Self { backend, layer, sets, .. } = self;
        let slots = sets.slots;
        let gradients = Self::create(*backend, bytemuck::cast_slice(gradients));
        let p = params!(grouped_route, layer, n_outputs: layer.n_outputs() as u32, slots: slots,
            bmu_start: BMU_START as u32);
        run(
            *backend,
            &grouped_route::SPEC,
            p,
            &[&gradients, &self.pool_argmax, &self.bmus, &self.active_sets, &self.z],
        );
        self.weight_gradients()
    }

    /// The same, of the gradients by z that are in its place.
    fn weight_gradients(&self) -> Vec<f32> {
        let &Self { backend, layer, ref sets, .. } = self;
        let (n_units, slots) = (layer.lattice.n_units(), sets.slots);
        let most = layer.positions() / CHUNK as usize + n_units as usize;
        let partials = Self::create(backend, &vec![0; most * slots as usize * (layer.n_inputs() + 1)]);
        let p = params!(grouped_grad_weights, layer, n_units: n_units, slots: slots, chunk: CHUNK);
        let args = [&self.inputs, &self.z, &self.order, &self.starts, &self.chunks, &partials];
        run(backend, &grouped_grad_weights::SPEC, p, &args);
        let places = Self::create(backend, &sets.places);
        let words = START + layer.weights.len();
        let sum = Self::create(backend, &vec![f32::MAX.to_bits(); words]);
        let p = grouped_sum::Params {
            n_inputs: layer.n_inputs() as u32,
            n_outputs: layer.n_outputs() as u32,
            start: START as u32,
            n_units,
            slots,
        };
        run(backend, &grouped_sum::SPEC, p, &[&partials, &self.chunks, &self.active_sets, &places, &sum]);
        let words = block_on(backend.download(&[(&sum, START..words)])).unwrap().remove(0);
        bytemuck::cast_slice(&words).to_vec()
    }
}

/// A convolution of which everything is computed, on the CPU: what it puts out on its way forward.
fn dense_forward(layer: &Layer) -> Forward {
    let backend = Cpu::new();
    let create = |words: &[u32]| Grouped::create(&backend, words);
    let n = layer.windows() * layer.n_outputs();
    let (outputs, activation_grad, pool_argmax) = (create(&vec![0; n]), create(&vec![0; n]), create(&vec![0; n / 4]));
    let pairs: Vec<u32> = layer.units.iter().flat_map(|&unit| [unit, 0]).collect();
    let Lattice { topology, rows, cols } = layer.lattice;
    let p = params!(conv_forward, layer,
        n_outputs: layer.n_outputs() as u32,
        start: 0,
        rule: Rule::MaskRelu as u32,
        gate: Gate::Position as u32,
        bmu_start: 0,
        rows: rows,
        cols: cols,
        topology: topology.code(),
        bias_start: 0,
        sample_start: 0,
        key: 0,
        sigma: layer.sigma,
        threshold: layer.threshold,
        keep: 1.0);
    let (inputs, weights) = (bytemuck::cast_slice(&layer.inputs), bytemuck::cast_slice(&layer.weights));
    let args =
        [&create(inputs), &create(weights), &create(&pairs), &create(&[0]), &outputs, &activation_grad, &pool_argmax];
    run(&backend, &conv_forward::SPEC, p, &args);
    Forward::download(&backend, [&outputs, &activation_grad, &pool_argmax])
}

/// Its gradients by the weights and the bias.
fn dense_backward(layer: &Layer, gradients: &[f32], pool_argmax: &[u8]) -> Vec<f32> {
    let backend = Cpu::new();
    let create = |words: &[u32]| Grouped::create(&backend, words);
    let words = layer.weights.len();
    let sum = create(&vec![0; words]);
    let p = params!(conv_grad_weights, layer,
        n_outputs: layer.n_outputs() as u32,
        bias_start: 0,
        per_split: layer.n_samples as u32,
        out_start: 0,
        out_stride: 0);
    // Buffers are words: the bytes of `pool_argmax` are copied to whole ones.
    let pool_argmax: Vec<u32> = bytemuck::pod_collect_to_vec(pool_argmax);
    let (inputs, gradients) = (bytemuck::cast_slice(&layer.inputs), bytemuck::cast_slice(gradients));
    run(&backend, &conv_grad_weights::SPEC, p, &[&create(inputs), &create(gradients), &create(&pool_argmax), &sum]);
    let words = block_on(backend.download(&[(&sum, 0..words)])).unwrap().remove(0);
    bytemuck::cast_slice(&words).to_vec()
}

/// Rounding of sums of at most some hundred products of numbers around 1.
const TOLERANCE: f64 = 1e-4;

/// Outputs are the maxima of the masked values; `activation_grad` and `pool_argmax` belong to a position that is one,
/// within rounding.
fn check_forward(layer: &Layer, found: &Forward, name: &str) {
    let n_outputs = layer.n_outputs();
    let masked = layer.masked();
    for (window, positions) in masked.chunks_exact(layer.area()).enumerate() {
        for channel in 0..n_outputs {
            let at = window * n_outputs + channel;
            let (output, slope) = (f64::from(found.outputs[at]), found.activation_grad[at]);
            let maximum = positions.iter().map(|(values, _)| values[channel]).fold(0.0, f64::max);
            assert!((output - maximum).abs() < TOLERANCE, "{name}: output {output} for {maximum} at {at}");
            let (values, m) = &positions[usize::from(found.pool_argmax[at])];
            assert!((values[channel] - maximum).abs() < TOLERANCE, "{name}: the range is no maximum at {at}");
            if maximum > TOLERANCE {
                assert!((slope - m[channel]).abs() < 1e-6, "{name}: slope {slope} for {} at {at}", m[channel]);
            } else {
                assert!(slope == 0.0 || output > 0.0, "{name}: slope {slope} where nothing is put out at {at}");
            }
        }
    }
}

fn check(backend: &dyn Backend, layer: &Layer, name: &str) {
    let grouped = Grouped::new(backend, layer);
    let forward = grouped.forward();
    check_forward(layer, &forward, name);
    let dense = dense_forward(layer);
    check_forward(layer, &dense, &format!("{name}, dense"));
    let mut rng = Rng::new(1, 6);
    let gradients: Vec<f32> = forward.activation_grad.iter().map(|slope| slope * rng.normal()).collect();
    let expected = layer.weight_gradients(&gradients, &forward.pool_argmax);
    assert!(expected.iter().any(|value| value.abs() > 0.1), "{name}: something is learned");
    for (found, expected) in dense_backward(layer, &gradients, &forward.pool_argmax).into_iter().zip(&expected) {
        let close = (f64::from(found) - expected).abs() < TOLERANCE * (1.0 + expected.abs());
        assert!(close, "{name}, dense: gradient {found} for {expected}");
    }
    for (at, (found, expected)) in grouped.backward(&gradients).into_iter().zip(expected).enumerate() {
        let close = (f64::from(found) - expected).abs() < TOLERANCE * (1.0 + expected.abs());
        assert!(close, "{name}: gradient {found} for {expected} at {at}");
    }
    lists::check(backend, layer, &forward, name);
}

#[test]
fn grouped_is_dense_behind_a_mask() {
    use Topology::{Hexagonal, Rectangle, Ring, Torus};
    let gpu = block_on(open(AdapterChoice::Fastest))
        .expect("these tests need a graphics adapter; on Debian: apt-get install mesa-vulkan-drivers");
    let backends: [&dyn Backend; 2] = [&Cpu::new(), &gpu];
    let layers = [
        ([5, 12, 11, 1, 5, 2], (Rectangle, 10, 10)),
        ([3, 10, 12, 3, 3, 3], (Torus, 5, 5)),
        ([4, 9, 9, 4, 4, 1], (Hexagonal, 4, 7)),
        ([1, 8, 7, 8, 2, 2], (Ring, 1, 13)),
    ];
    for backend in backends {
        for (shape, (topology, rows, cols)) in layers {
            for (threshold, seed) in [(0.0, 1), (0.3, 2), (0.9, 3), (1.0, 4)] {
                let layer = Layer::new(shape, Lattice { topology, rows, cols }, threshold, seed);
                let name = format!("{}, {topology:?}, τ = {threshold}", backend.info().backend);
                check(backend, &layer, &name);
            }
        }
    }
}
