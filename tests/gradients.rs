//! Every gradient kernel against central differences, in f64, of formulas written here a second time; on the CPU and on
//! a graphics adapter.

#[path = "gradients/convolution.rs"]
mod convolution;
mod device;

use device::{assert_close, backends, compute, rows, unpadded};
use som_lab::backend::Backend;
use som_lab::kernels::dense_forward::{self, Rule};
use som_lab::kernels::{dense_grad_inputs, dense_grad_weights, gather, padded, softmax_loss};
use som_lab::lattice::{Lattice, Topology};
use som_lab::rng::{Rng, permute};

/// Half the distance of a difference. Between kinks the losses of layers are straight, so that it need not be small.
const STEP: f64 = 1e-4;
/// How far every ReLU's argument stays from its kink, and every mask value from the threshold.
const MARGIN: f64 = 1e-3;

/// `f'(at)`
fn central_difference(at: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    (f(at + STEP) - f(at - STEP)) / (2.0 * STEP)
}

fn uniform(rng: &mut Rng, n: usize, low: f32, high: f32) -> Vec<f32> {
    (0..n).map(|_| low + (high - low) * rng.uniform()).collect()
}

/// One, a prime, or another number that no tile fits.
fn size(rng: &mut Rng) -> usize {
    [1, 2, 3, 5, 7, 9, 11, 13, 17, 23, 29, 31][rng.below(12) as usize]
}

/// The value of a mask around `bmu`.
fn gaussian(lattice: &Lattice, sigma: f32, bmu: u32, unit: u32) -> f64 {
    (-f64::from(lattice.distance_squared(bmu, unit)) / (2.0 * f64::from(sigma).powi(2))).exp()
}

/// Whether any value of a mask is near the threshold.
fn near_threshold(lattice: &Lattice, sigma: f32, threshold: f32) -> bool {
    let units = 0..lattice.n_units();
    let near = |(bmu, unit)| (gaussian(lattice, sigma, bmu, unit) - f64::from(threshold)).abs() < MARGIN;
    threshold > 0.0 && units.clone().flat_map(|bmu| units.clone().map(move |unit| (bmu, unit))).any(near)
}

/// What a unit with the mask value `m` makes of its sum.
fn output(rule: Rule, z: f64, bias: f64, m: f64) -> f64 {
    match rule {
        Rule::Linear => z + bias,
        Rule::Relu => (z + bias).max(0.0),
        Rule::MaskRelu => (m * (z + bias)).max(0.0),
        Rule::MaskReluBias => (m * z + bias).max(0.0),
        Rule::ReluMask => m * (z + bias).max(0.0),
        Rule::ReluMaskBias => m * z.max(0.0) + bias,
    }
}

/// A layer under another, linear one, whose outputs have known gradients. The loss is the product of outputs and
/// gradients, summed up.
#[derive(Debug)]
struct Layer {
    rule: Rule,
    lattice: Lattice,
    sigma: f32,
    threshold: f32,
    n: usize,
    n_inputs: usize,
    n_units: usize,
    n_above: usize,
    /// `[n, n_inputs]`
    inputs: Vec<f32>,
    /// `[n_inputs, n_units]`
    weights: Vec<f32>,
    /// `[n_units]`
    bias: Vec<f32>,
    /// `[n]`
    bmus: Vec<u32>,
    /// `[n_units, n_above]`
    weights_above: Vec<f32>,
    /// `[n, n_above]`
    gradients_above: Vec<f32>,
}

impl Layer {
    fn draw(rule: Rule, threshold: f32, topology: Topology, rng: &mut Rng) -> Self {
        let [n, n_inputs, n_above] = [(); 3].map(|()| size(rng));
        let (rows, cols) = (1 + rng.below(4), 1 + rng.below(9));
        let n_units = (rows * cols) as usize;
        let mut layer = Self {
            rule,
            lattice: Lattice { topology, rows, cols },
            sigma: 0.0,
            threshold,
            n,
            n_inputs,
            n_units,
            n_above,
            inputs: Vec::new(),
            weights: uniform(rng, n_inputs * n_units, -1.0, 1.0),
            bias: uniform(rng, n_units, -0.5, 0.5),
            bmus: (0..n).map(|_| rng.below(n_units as u32)).collect(),
            weights_above: uniform(rng, n_units * n_above, -1.0, 1.0),
            gradients_above: uniform(rng, n * n_above, -1.0, 1.0),
        };
        while layer.sigma == 0.0 || near_threshold(&layer.lattice, layer.sigma, threshold) {
            layer.sigma = 0.7 + 3.0 * rng.uniform();
        }
        while layer.inputs.len() < n * n_inputs {
            let sample = layer.inputs.len() / n_inputs;
            layer.inputs.extend(uniform(rng, n_inputs, -1.0, 1.0));
            if (0..n_units).any(|unit| layer.to_kink(sample, unit) < MARGIN) {
                layer.inputs.truncate(sample * n_inputs);
            }
        }
        layer
    }

    fn mask(&self, sample: usize, unit: usize) -> f64 {
        let m = gaussian(&self.lattice, self.sigma, self.bmus[sample], unit as u32);
        if m < f64::from(self.threshold) { 0.0 } else { m }
    }

    /// `z = x W` of one unit, whose weights are a column of the matrix.
    fn sum(&self, sample: usize, column: &[f64]) -> f64 {
        let inputs = &self.inputs[sample * self.n_inputs..][..self.n_inputs];
        inputs.iter().zip(column).map(|(&x, w)| f64::from(x) * w).sum()
    }

    fn column(&self, unit: usize) -> Vec<f64> {
        self.weights.iter().skip(unit).step_by(self.n_units).map(|&w| w.into()).collect()
    }

    /// How far the argument of the ReLU is from zero.
    fn to_kink(&self, sample: usize, unit: usize) -> f64 {
        let (z, bias) = (self.sum(sample, &self.column(unit)), f64::from(self.bias[unit]));
        match self.rule {
            Rule::Linear => f64::INFINITY,
            Rule::Relu | Rule::MaskRelu | Rule::ReluMask => (z + bias).abs(),
            Rule::MaskReluBias => (self.mask(sample, unit) * z + bias).abs(),
            Rule::ReluMaskBias => z.abs(),
        }
    }

    /// What one unit adds to the loss through one sample.
    fn loss(&self, sample: usize, unit: usize, z: f64, bias: f64) -> f64 {
        let weights = &self.weights_above[unit * self.n_above..][..self.n_above];
        let gradients = &self.gradients_above[sample * self.n_above..][..self.n_above];
        let price: f64 = weights.iter().zip(gradients).map(|(&w, &g)| f64::from(w) * f64::from(g)).sum();
        output(self.rule, z, bias, self.mask(sample, unit)) * price
    }

    /// What one unit adds to the loss.
    fn unit_loss(&self, unit: usize, column: &[f64], bias: f64) -> f64 {
        (0..self.n).map(|sample| self.loss(sample, unit, self.sum(sample, column), bias)).sum()
    }

    fn expected(&self) -> Found {
        let columns: Vec<_> = (0..self.n_units).map(|unit| self.column(unit)).collect();
        let bias = |unit: usize| f64::from(self.bias[unit]);
        let each = |f: &dyn Fn(usize, usize, f64) -> f64| -> Vec<f64> {
            let places = (0..self.n).flat_map(|sample| (0..self.n_units).map(move |unit| (sample, unit)));
            places.map(|(sample, unit)| f(sample, unit, self.sum(sample, &columns[unit]))).collect()
        };
        let by_weight = |(input, unit): (usize, usize)| {
            let mut column = columns[unit].clone();
            central_difference(columns[unit][input], |weight| {
                column[input] = weight;
                self.unit_loss(unit, &column, bias(unit))
            })
        };
        Found {
            outputs: each(&|sample, unit, z| output(self.rule, z, bias(unit), self.mask(sample, unit))),
            by_sums: each(&|sample, unit, z| central_difference(z, |z| self.loss(sample, unit, z, bias(unit)))),
            by_biases: each(&|sample, unit, z| central_difference(bias(unit), |b| self.loss(sample, unit, z, b))),
            by_weights: (0..self.n_inputs)
                .flat_map(|input| (0..self.n_units).map(move |unit| (input, unit)))
                .map(by_weight)
                .collect(),
            by_bias: (0..self.n_units)
                .map(|unit| central_difference(bias(unit), |bias| self.unit_loss(unit, &columns[unit], bias)))
                .collect(),
        }
    }

    /// What the kernels find, each fed by the one before.
    fn found(&self, backend: &dyn Backend) -> Found {
        let Self { n, n_inputs, n_units, n_above, .. } = *self;
        let [width_in, width, width_above] = [n_inputs, n_units, n_above].map(padded);
        let inputs = rows(&self.inputs, n_inputs);
        let bias_start = if self.rule.bias_after() { n * width + 4 } else { 0 };

        let params = dense_forward::Params {
            n_samples: n as u32,
            n_inputs: width_in as u32,
            n_outputs: width as u32,
            start: START as u32,
            rule: self.rule as u32,
            bmu_start: 3,
            rows: self.lattice.rows,
            cols: self.lattice.cols,
            topology: self.lattice.topology.code(),
            bias_start: bias_start as u32,
            sigma: self.sigma,
            threshold: self.threshold,
        };
        let mut weights = shifted(&self.weights, n_units, width_in);
        weights.extend(rows(&self.bias, n_units));
        let bmus: Vec<u32> = [0; 3].iter().chain(&self.bmus).flat_map(|&bmu| [bmu, 0]).collect();
        let activation_grad = dirty(bias_start + n * width);
        let forward = [&*inputs, &weights, &bmus, &dirty(n * width), &activation_grad];
        let forward = compute(backend, &dense_forward::SPEC, params, &forward);

        let params = dense_grad_inputs::Params {
            n_samples: n as u32,
            n_inputs: width as u32,
            n_outputs: width_above as u32,
            start: START as u32,
            bias_start: bias_start as u32,
        };
        let gradients = rows(&self.gradients_above, n_above);
        let weights = shifted(&self.weights_above, n_above, width);
        let backward = [&*gradients, &weights, &forward[4], &dirty(bias_start + n * width)];
        let gradients = &compute(backend, &dense_grad_inputs::SPEC, params, &backward)[3];

        let params = dense_grad_weights::Params {
            n_samples: n as u32,
            n_inputs: width_in as u32,
            n_outputs: width as u32,
            start: START as u32,
            bias_start: bias_start as u32,
        };
        let sums = [&*inputs, gradients, &dirty(START + (width_in + 1) * width)];
        let sums = compute(backend, &dense_grad_weights::SPEC, params, &sums);
        let (by_weights, by_bias) = sums[2][START..].split_at(width_in * width);
        Found {
            outputs: unpadded(&forward[3], n, n_units),
            by_sums: unpadded(gradients, n, n_units),
            by_biases: unpadded(&gradients[bias_start..], n, n_units),
            by_weights: unpadded(by_weights, n_inputs, n_units),
            by_bias: unpadded(by_bias, 1, n_units),
        }
    }
}

/// Where weights begin in their buffers.
const START: usize = 8;

/// What a buffer holds before a kernel writes to it.
fn dirty(n: usize) -> Vec<u32> {
    vec![42.0f32.to_bits(); n]
}

/// A matrix from [`START`] on, with rows of zeros up to `n_rows`.
fn shifted(values: &[f32], width: usize, n_rows: usize) -> Vec<u32> {
    let mut words = dirty(START);
    words.extend(rows(values, width));
    words.resize(START + n_rows * padded(width), 0);
    words
}

/// A layer's outputs, and the gradients of the loss.
struct Found {
    /// `[n, n_units]`, as the next two
    outputs: Vec<f64>,
    /// By `z`.
    by_sums: Vec<f64>,
    /// By every sample's own copy of the bias.
    by_biases: Vec<f64>,
    /// `[n_inputs, n_units]`
    by_weights: Vec<f64>,
    /// `[n_units]`
    by_bias: Vec<f64>,
}

#[test]
fn gradients_of_layers_are_the_slopes_of_the_loss() {
    let backends = backends();
    let rules = [Rule::Linear, Rule::Relu, Rule::MaskRelu, Rule::MaskReluBias, Rule::ReluMask, Rule::ReluMaskBias];
    for seed in 0..12 {
        let mut rng = Rng::new(seed, 0);
        for rule in rules {
            for threshold in [0.0, 0.5] {
                let topology = [Topology::Rectangle, Topology::Torus, Topology::Hexagonal][seed as usize % 3];
                let layer = Layer::draw(rule, threshold, topology, &mut rng);
                let expected = layer.expected();
                for (backend_name, backend) in &backends {
                    let found = layer.found(&**backend);
                    let Layer { n, n_inputs, n_above, lattice, .. } = layer;
                    let what = format!(
                        "{backend_name}, seed {seed}, {rule:?}, threshold {threshold}, {n} samples of {n_inputs}, \
                         {n_above} above, {lattice:?}"
                    );
                    assert_close(&found.outputs, &expected.outputs, &format!("{what}: outputs"));
                    assert_close(&found.by_sums, &expected.by_sums, &format!("{what}: gradients by z"));
                    assert_close(&found.by_biases, &expected.by_biases, &format!("{what}: gradients by biases"));
                    assert_close(&found.by_weights, &expected.by_weights, &format!("{what}: gradients by weights"));
                    assert_close(&found.by_bias, &expected.by_bias, &format!("{what}: gradients by the bias"));
                }
            }
        }
    }
}

/// Mean softmax cross-entropy of rows of `n_classes`, from its definition.
fn losses(logits: &[f64], n_classes: usize, labels: &[u32]) -> Vec<f64> {
    let loss =
        |(row, &label): (&[f64], &u32)| row.iter().map(|logit| (logit - row[label as usize]).exp()).sum::<f64>().ln();
    logits.chunks_exact(n_classes).zip(labels).map(loss).collect()
}

#[test]
fn gradients_of_softmax_are_the_slopes_of_the_loss() {
    let backends = backends();
    for seed in 0..12 {
        let mut rng = Rng::new(seed, 1);
        // One class, one sample, and whatever comes.
        let (n, n_classes) = match seed {
            0 => (1, 1),
            1 => (7, 1),
            2 => (1, 10),
            _ => (size(&mut rng) * 3, size(&mut rng)),
        };
        let logits = uniform(&mut rng, n * n_classes, -6.0, 6.0);
        let (start, n_set, key) = (5, n + 11, rng.next_u32());
        let all: Vec<u32> = (0..n_set).map(|_| rng.below(n_classes as u32)).collect();
        let mode = if seed % 2 == 0 { gather::IN_ORDER } else { gather::SHUFFLED };
        let place = |row| if mode == gather::SHUFFLED { permute(row, n_set as u32, key) } else { row };
        let labels: Vec<u32> = (start..start + n as u32).map(|row| all[place(row) as usize]).collect();

        let wide: Vec<f64> = logits.iter().map(|&logit| logit.into()).collect();
        let mean = |logits: &[f64]| losses(logits, n_classes, &labels).iter().sum::<f64>() / n as f64;
        let by_logit = |at: usize| {
            let mut logits = wide.clone();
            central_difference(wide[at], |logit| {
                logits[at] = logit;
                mean(&logits)
            })
        };
        let expected: Vec<f64> = (0..wide.len()).map(by_logit).collect();
        let right = |(row, &label): (&[f64], &u32)| f64::from(row.iter().all(|&logit| logit <= row[label as usize]));
        let verdicts: Vec<f64> = wide.chunks_exact(n_classes).zip(&labels).map(right).collect();

        for (backend_name, backend) in &backends {
            let params = softmax_loss::Params {
                n_samples: n as u32,
                n_classes: n_classes as u32,
                n_outputs: padded(n_classes) as u32,
                mode,
                start,
                n_set: n_set as u32,
                key,
                out_start: 3,
                accumulate: 0,
            };
            let buffers = [&*rows(&logits, n_classes), &all, &dirty(n * padded(n_classes)), &dirty(2 * (n + 3))];
            let found = compute(&**backend, &softmax_loss::SPEC, params, &buffers);
            let what = format!("{backend_name}, seed {seed}, {n} samples of {n_classes} classes");
            assert_close(&unpadded(&found[2], n, n_classes), &expected, &format!("{what}: gradients"));
            let results: Vec<f64> = found[3][6..].iter().map(|&word| f32::from_bits(word).into()).collect();
            let part = |at| results.iter().skip(at).step_by(2).copied().collect::<Vec<f64>>();
            assert_close(&part(0), &losses(&wide, n_classes, &labels), &format!("{what}: losses"));
            assert_eq!(part(1), verdicts, "{what}: verdicts");
        }
    }
}
