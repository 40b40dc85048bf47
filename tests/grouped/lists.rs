//! A linear layer over the lists of what is not 0: it comes to what it comes to over dense rows.

use super::{BMU_START, Forward, Grouped, Layer, START, TOLERANCE};
use pollster::block_on;
use som_lab::backend::{Backend, Buffer, run};
use som_lab::kernels::entries::room;
use som_lab::kernels::{entries_grad_weights, entries_linear, entries_pool, entries_route, linear_sum};
use som_lab::rng::Rng;

/// Logits of ten classes, padded.
const N_OUTPUTS: usize = 12;
/// Windows of a slice.
const SLICE: u32 = 5;

/// The layer above a convolution, and the gradients of what it puts out.
struct Linear {
    n_inputs: usize,
    /// `[n_inputs, N_OUTPUTS]`, then the bias.
    weights: Vec<f32>,
    /// `[n_samples, N_OUTPUTS]`
    gradients: Vec<f32>,
}

impl Linear {
    fn new(layer: &Layer) -> Self {
        let mut rng = Rng::new(7, 8);
        let n_inputs = layer.windows() / layer.n_samples * layer.n_outputs();
        let mut normal = |n: usize| (0..n).map(|_| rng.normal()).collect();
        Self { n_inputs, weights: normal((n_inputs + 1) * N_OUTPUTS), gradients: normal(layer.n_samples * N_OUTPUTS) }
    }

    /// Of `rows` `[n_samples, n_inputs]`.
    fn outputs(&self, rows: &[f32]) -> Vec<f64> {
        let of_row = |row: &[f32]| {
            let mut sums: Vec<f64> =
                self.weights[self.n_inputs * N_OUTPUTS..].iter().map(|&bias| f64::from(bias)).collect();
            for (value, weights) in row.iter().zip(self.weights.chunks_exact(N_OUTPUTS)) {
                sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += f64::from(value * weight));
            }
            sums
        };
        rows.chunks_exact(self.n_inputs).flat_map(of_row).collect()
    }

    /// Of the weights and the bias.
    fn weight_gradients(&self, rows: &[f32]) -> Vec<f64> {
        let mut sums = vec![0.0; self.weights.len()];
        for (row, gradients) in rows.chunks_exact(self.n_inputs).zip(self.gradients.chunks_exact(N_OUTPUTS)) {
            for (value, sums) in row.iter().chain([&1.0]).zip(sums.chunks_exact_mut(N_OUTPUTS)) {
                sums.iter_mut().zip(gradients).for_each(|(sum, gradient)| *sum += f64::from(value * gradient));
            }
        }
        sums
    }

    /// Of what it reads, times `activation_grad`.
    fn input_gradients(&self, activation_grad: &[f32]) -> Vec<f32> {
        let of_sample = |(activation_grad, gradients): (&[f32], &[f32])| -> Vec<f32> {
            let rows = activation_grad.iter().zip(self.weights.chunks_exact(N_OUTPUTS));
            rows.map(|(slope, weights)| slope * weights.iter().zip(gradients).map(|(w, g)| w * g).sum::<f32>())
                .collect()
        };
        activation_grad
            .chunks_exact(self.n_inputs)
            .zip(self.gradients.chunks_exact(N_OUTPUTS))
            .flat_map(of_sample)
            .collect()
    }
}

fn assert_close(found: &[f32], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (&found, expected)) in found.iter().zip(expected).enumerate() {
        let close = (f64::from(found) - expected).abs() < TOLERANCE * (1.0 + expected.abs());
        assert!(close, "{what}: {found} for {expected} at {at}");
    }
}

/// `dense` is what the convolution puts out as rows.
pub fn check(backend: &dyn Backend, layer: &Layer, dense: &Forward, name: &str) {
    let linear = Linear::new(layer);
    let grouped = Grouped::new(backend, layer);
    let create = |words: &[u32]| Grouped::create(backend, words);
    let floats = |values: &[f32]| create(bytemuck::cast_slice(values));
    let untouched = |n: usize| create(&vec![f32::MAX.to_bits(); n]);
    let download = |buffer: &Buffer, start: usize| -> Vec<f32> {
        let words = block_on(backend.download(&[(buffer, start..buffer.words())])).unwrap().remove(0);
        bytemuck::cast_slice(&words).to_vec()
    };
    let (slots, pitch) = (grouped.sets.slots, layer.n_outputs() as u32);
    let (n_samples, n_outputs, start) = (layer.n_samples as u32, N_OUTPUTS as u32, START as u32);
    let windows = layer.windows() as u32 / n_samples;
    let places = layer.area() as u32 * slots;
    let room = room(layer.area() as u32, slots, pitch);

    let n = layer.windows() * room as usize;
    let (values, activation_grad, entries) = (untouched(n), untouched(n), untouched(n + layer.windows()));
    let strengths = floats(&grouped.sets.strengths);
    let p = params!(entries_pool, layer, slots: slots, bmu_start: BMU_START as u32, room: room);
    let args = [&grouped.z, &grouped.bmus, &grouped.active_sets, &strengths, &values, &activation_grad, &entries];
    run(backend, &entries_pool::SPEC, p, &args);

    let weights: Vec<f32> = [9.0; START].into_iter().chain(linear.weights.iter().copied()).collect();
    let weights = floats(&weights);
    let slices = windows.div_ceil(SLICE);
    let partials = untouched((slices * n_samples * n_outputs) as usize);
    let outputs = untouched(layer.n_samples * N_OUTPUTS);
    let p = entries_linear::Params { n_samples, windows, pitch, room, n_outputs, start, slice: SLICE };
    run(backend, &entries_linear::SPEC, p, &[&entries, &values, &weights, &partials]);
    let p = linear_sum::Params { n_samples, n_inputs: windows * pitch, n_outputs, start, slices };
    run(backend, &linear_sum::SPEC, p, &[&partials, &weights, &outputs]);
    assert_close(&download(&outputs, 0), &linear.outputs(&dense.outputs), &format!("{name}: logits"));

    let gradients = floats(&linear.gradients);
    let sums = untouched(START + linear.weights.len());
    let p = entries_grad_weights::Params { n_samples, windows, pitch, room, n_outputs, start };
    run(backend, &entries_grad_weights::SPEC, p, &[&entries, &values, &gradients, &sums]);
    let expected = linear.weight_gradients(&dense.outputs);
    assert_close(&download(&sums, START), &expected, &format!("{name}: gradients of the linear layer"));

    let p = entries_route::Params { n_samples, windows, pitch, room, n_outputs, start, places };
    run(backend, &entries_route::SPEC, p, &[&entries, &activation_grad, &gradients, &weights, &grouped.z]);
    let expected = layer.weight_gradients(&linear.input_gradients(&dense.activation_grad), &dense.pool_argmax);
    assert!(expected.iter().any(|value| value.abs() > 0.1), "{name}: something is learned through lists");
    assert_close(&grouped.weight_gradients(), &expected, &format!("{name}: gradients of the filters"));
}
