//! Filters, masked and pooled, under others whose outputs have known gradients.

use super::{Found, MARGIN, START, central_difference, dirty, gaussian, near_threshold, output, uniform};
use crate::device::{assert_close, backends, compute, rows, unpadded};
use som_lab::backend::Backend;
use som_lab::kernels::conv_forward::Gate;
use som_lab::kernels::dense_forward::Rule;
use som_lab::kernels::{
    conv_forward, conv_grad_inputs, conv_grad_weights, conv_k_winner_thresholds, padded, sum_partials,
};
use som_lab::lattice::{Lattice, Topology};
use som_lab::rng::{Rng, hash, mix};

/// Filters over images of a size.
#[derive(Clone, Copy, Debug)]
struct Shape {
    height: usize,
    width: usize,
    channels: usize,
    /// Words from one pixel to the next.
    pitch: usize,
    kernel: usize,
    pool: usize,
    units: usize,
}

/// The params of a kernel: the shape of its filters, then fields of its own.
macro_rules! params {
    ($kernel:ident, $shape:expr, $n:expr, { $($own:tt)* }) => {{
        let shape: Shape = $shape;
        $kernel::Params {
            n_samples: $n as u32,
            sample_words: shape.sample_words() as u32,
            width: shape.width as u32,
            pitch: shape.pitch as u32,
            kernel: shape.kernel as u32,
            pool: shape.pool as u32,
            out_h: shape.out(shape.height) as u32,
            out_w: shape.out(shape.width) as u32,
            n_inputs: shape.n_inputs() as u32,
            n_outputs: padded(shape.units) as u32,
            $($own)*
        }
    }};
}

impl Shape {
    /// Windows along a side.
    fn out(&self, side: usize) -> usize {
        (side - self.kernel + 1) / self.pool
    }

    fn windows(&self) -> usize {
        self.out(self.height) * self.out(self.width)
    }

    fn area(&self) -> usize {
        self.pool * self.pool
    }

    fn positions(&self) -> usize {
        self.windows() * self.area()
    }

    fn taps(&self) -> usize {
        self.kernel * self.kernel * self.channels
    }

    fn values(&self) -> usize {
        self.height * self.width * self.channels
    }

    fn sample_words(&self) -> usize {
        padded(self.height * self.width * self.pitch)
    }

    fn n_inputs(&self) -> usize {
        padded(self.kernel * self.kernel * self.pitch)
    }

    /// The value of an image, without padding, that a tap reads at a position.
    fn value_at(&self, position: usize, tap: usize) -> usize {
        let (window, sub) = (position / self.area(), position % self.area());
        let cols = self.out(self.width);
        let (top, left) = (window / cols * self.pool + sub / self.pool, window % cols * self.pool + sub % self.pool);
        let (pixel, channel) = (tap / self.channels, tap % self.channels);
        let (y, x) = (top + pixel / self.kernel, left + pixel % self.kernel);
        (y * self.width + x) * self.channels + channel
    }

    /// Pixels as a device holds them, in rows of `words`.
    fn pixels(&self, values: &[f32], per_row: usize, words: usize) -> Vec<u32> {
        let mut out = Vec::new();
        for row in values.chunks_exact(per_row) {
            let end = out.len() + words;
            for pixel in row.chunks_exact(self.channels) {
                out.extend(pixel.iter().map(|value| value.to_bits()));
                out.resize(out.len() + self.pitch - self.channels, 0);
            }
            out.resize(end, 0);
        }
        out
    }

    /// Weights `[taps, units]` as a device holds them, from [`START`] on.
    fn weights(&self, values: &[f32]) -> Vec<u32> {
        let mut words = dirty(START);
        words.resize(START + self.n_inputs() * padded(self.units), 0);
        for (tap, row) in values.chunks_exact(self.units).enumerate() {
            let (pixel, channel) = (tap / self.channels, tap % self.channels);
            let start = START + (pixel * self.pitch + channel) * padded(self.units);
            words[start..].iter_mut().zip(row).for_each(|(word, value)| *word = value.to_bits());
        }
        words
    }
}

#[derive(Debug)]
struct Filters {
    rule: Rule,
    gate: Gate,
    lattice: Lattice,
    sigma: f32,
    threshold: f32,
    keep: f32,
    winners: usize,
    key: u32,
    n: usize,
    below: Shape,
    above: Shape,
    /// `[n, height, width, channels]`
    inputs: Vec<f32>,
    /// `[taps, units]`
    weights: Vec<f32>,
    bias: Vec<f32>,
    /// Of every image or every position.
    bmus: Vec<u32>,
    /// `[taps, units]` of the filters above.
    weights_above: Vec<f32>,
    /// `[n, windows, units]`, and which position of every window has the maximum there.
    gradients_above: Vec<f32>,
    argmax_above: Vec<u32>,
}

/// 1 to `most`.
fn up_to(rng: &mut Rng, most: u32) -> usize {
    1 + rng.below(most) as usize
}

impl Filters {
    fn draw((rule, gate): (Rule, Gate), threshold: f32, topology: Topology, rng: &mut Rng) -> Self {
        let (rows, cols, n) = (1 + rng.below(3), 1 + rng.below(4), up_to(rng, 4));
        let units = (rows * cols) as usize;
        // Windows below are enough for one above.
        let (kernel, pool) = (up_to(rng, 3), up_to(rng, 2));
        let [height, width] = [(); 2].map(|()| kernel + pool - 1 + rng.below(3) as usize);
        let above = Shape { height, width, channels: units, pitch: padded(units), kernel, pool, units: up_to(rng, 9) };
        let (kernel, pool) = (up_to(rng, 5), up_to(rng, 3));
        let [height, width] = [height, width].map(|out| pool * out + kernel - 1 + rng.below(pool as u32) as usize);
        let (channels, pitch) = [(1, 1), (3, 3), (5, 8)][rng.below(3) as usize];
        let below = Shape { height, width, channels, pitch, kernel, pool, units };
        let n_bmus = if gate == Gate::Position { n * below.positions() } else { n };
        let n_above = n * above.windows() * above.units;
        let mut filters = Self {
            rule,
            gate,
            lattice: Lattice { topology, rows, cols },
            sigma: 0.0,
            threshold,
            keep: 0.25 + 0.5 * rng.uniform(),
            winners: up_to(rng, units as u32),
            key: rng.next_u32(),
            n,
            below,
            above,
            inputs: Vec::new(),
            weights: uniform(rng, below.taps() * units, -1.0, 1.0),
            bias: uniform(rng, units, -0.5, 0.5),
            bmus: (0..n_bmus).map(|_| rng.below(units as u32)).collect(),
            weights_above: uniform(rng, above.taps() * above.units, -1.0, 1.0),
            gradients_above: uniform(rng, n_above, -1.0, 1.0),
            argmax_above: (0..n_above).map(|_| rng.below(above.area() as u32)).collect(),
        };
        while filters.sigma == 0.0 || near_threshold(&filters.lattice, filters.sigma, threshold) {
            filters.sigma = 1.2 + 3.0 * rng.uniform();
        }
        for image in 0..n {
            filters.inputs.extend(uniform(rng, below.values(), -1.0, 1.0));
            while filters.near(image) {
                filters.inputs.truncate(image * below.values());
                filters.inputs.extend(uniform(rng, below.values(), -1.0, 1.0));
            }
        }
        filters
    }

    fn input(&self, image: usize, position: usize, tap: usize) -> f64 {
        self.inputs[image * self.below.values() + self.below.value_at(position, tap)].into()
    }

    fn bias(&self, unit: usize) -> f64 {
        self.bias[unit].into()
    }

    /// `z` of an image, `[positions, units]`.
    fn sums(&self, image: usize) -> Vec<f64> {
        let units = self.below.units;
        let sum = |(position, unit): (usize, usize)| -> f64 {
            let weight = |tap: usize| f64::from(self.weights[tap * units + unit]);
            (0..self.below.taps()).map(|tap| self.input(image, position, tap) * weight(tap)).sum()
        };
        (0..self.below.positions()).flat_map(|position| (0..units).map(move |unit| (position, unit))).map(sum).collect()
    }

    /// The factors of a position's units, whose `z` are `sums`.
    fn gates(&self, image: usize, position: usize, sums: &[f64]) -> Vec<f64> {
        let mask = |bmu: u32| {
            let gaussian = (0..sums.len() as u32).map(move |unit| gaussian(&self.lattice, self.sigma, bmu, unit));
            gaussian.map(|m| if m < f64::from(self.threshold) { 0.0 } else { m }).collect()
        };
        match self.gate {
            Gate::None => vec![1.0; sums.len()],
            Gate::Image => mask(self.bmus[image]),
            Gate::Position => mask(self.bmus[image * self.below.positions() + position]),
            Gate::Dropout => {
                let key = mix(self.key, SAMPLE_START + image as u32);
                let uniform = |unit: u32| f64::from(hash(key ^ hash(unit)) >> 8) / f64::from(1 << 24);
                let kept = |unit| uniform(unit) < f64::from(self.keep);
                (0..sums.len() as u32).map(|unit| if kept(unit) { 1.0 / f64::from(self.keep) } else { 0.0 }).collect()
            }
            Gate::Winners => {
                let floor = self.ranked(sums)[self.winners - 1];
                (0..sums.len()).map(|unit| f64::from(sums[unit] + self.bias(unit) >= floor)).collect()
            }
        }
    }

    /// `z + b` of a position, the largest first.
    fn ranked(&self, sums: &[f64]) -> Vec<f64> {
        let mut ranked: Vec<_> = (0..sums.len()).map(|unit| sums[unit] + self.bias(unit)).collect();
        ranked.sort_by(|a, b| b.total_cmp(a));
        ranked
    }

    /// Whether an image is near a tie of winners, of positions in a window, or near a kink that is felt.
    fn near(&self, image: usize) -> bool {
        let (units, area) = (self.below.units, self.below.area());
        let sums = self.sums(image);
        let gates: Vec<_> = sums.chunks_exact(units).enumerate().map(|(at, row)| self.gates(image, at, row)).collect();
        let tied = |row: &[f64]| {
            let ranked = self.ranked(row);
            self.winners < units && ranked[self.winners - 1] - ranked[self.winners] < MARGIN
        };
        if self.gate == Gate::Winners && sums.chunks_exact(units).any(tied) {
            return true;
        }
        let near = |(window, unit): (usize, usize)| {
            let positions: Vec<_> = (window * area..(window + 1) * area)
                .map(|at| Position::new(self.rule, sums[at * units + unit], self.bias(unit), gates[at][unit]))
                .collect();
            near_change(&positions)
        };
        (0..self.below.windows()).flat_map(|window| (0..units).map(move |unit| (window, unit))).any(near)
    }

    /// What the loss gains by every output: `[n, windows, units]`.
    fn prices(&self) -> Vec<f64> {
        let Self { above, .. } = self;
        let mut prices = vec![0.0; self.n * above.values()];
        for (at, (&gradient, &range)) in self.gradients_above.iter().zip(&self.argmax_above).enumerate() {
            let (window, unit) = (at / above.units, at % above.units);
            let (image, position) =
                (window / above.windows(), window % above.windows() * above.area() + range as usize);
            for tap in 0..above.taps() {
                let weight = f64::from(self.weights_above[tap * above.units + unit]);
                prices[image * above.values() + above.value_at(position, tap)] += f64::from(gradient) * weight;
            }
        }
        prices
    }

    fn expected(&self) -> Found {
        let Self { below, .. } = self;
        let (units, area, windows) = (below.units, below.area(), self.n * below.windows());
        let sums: Vec<_> = (0..self.n).flat_map(|image| self.sums(image)).collect();
        let place = |at: usize| (at / below.positions(), at % below.positions());
        let gates: Vec<_> = (sums.chunks_exact(units).enumerate())
            .flat_map(|(at, row)| self.gates(place(at).0, place(at).1, row))
            .collect();
        let prices = self.prices();
        // The maximum of a window where its sums are moved by `d` times what `by` says.
        let most = |window: usize, unit: usize, bias: f64, d: f64, by: &dyn Fn(usize) -> f64| {
            let at =
                |at: usize| output(self.rule, sums[at * units + unit] + d * by(at), bias, gates[at * units + unit]);
            (window * area..(window + 1) * area).map(at).fold(f64::NEG_INFINITY, f64::max)
        };
        let each = |f: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            (0..windows).flat_map(|window| (0..units).map(move |unit| f(window, unit))).collect()
        };
        let loss = |unit: usize, bias: f64, d: f64, by: &dyn Fn(usize) -> f64| -> f64 {
            (0..windows).map(|window| prices[window * units + unit] * most(window, unit, bias, d, by)).sum()
        };
        let by_weight = |tap: usize, unit: usize| {
            let by = |at| self.input(place(at).0, place(at).1, tap);
            central_difference(0.0, |d| loss(unit, self.bias(unit), d, &by))
        };
        Found {
            outputs: each(&|window, unit| most(window, unit, self.bias(unit), 0.0, &|_| 0.0)),
            by_sums: each(&|window, unit| {
                let slope = central_difference(0.0, |d| most(window, unit, self.bias(unit), d, &|_| 1.0));
                prices[window * units + unit] * slope
            }),
            by_biases: each(&|window, unit| {
                let slope = central_difference(self.bias(unit), |bias| most(window, unit, bias, 0.0, &|_| 0.0));
                prices[window * units + unit] * slope
            }),
            by_weights: (0..below.taps()).flat_map(|tap| (0..units).map(move |unit| by_weight(tap, unit))).collect(),
            by_bias: (0..units)
                .map(|unit| central_difference(self.bias(unit), |bias| loss(unit, bias, 0.0, &|_| 0.0)))
                .collect(),
        }
    }

    /// What the kernels find, each fed by the one before.
    fn found(&self, backend: &dyn Backend) -> Found {
        let Self { below, above, n, .. } = *self;
        let (width, width_above) = (padded(below.units), padded(above.units));
        let n_outputs = n * below.windows() * width;
        let bias_start = if self.rule.bias_after() { n_outputs + 4 } else { 0 };

        let inputs = below.pixels(&self.inputs, below.values(), below.sample_words());
        let mut weights = below.weights(&self.weights);
        weights.extend(rows(&self.bias, below.units));
        let mut k_winner_thresholds = dirty(n * below.positions());
        if self.gate == Gate::Winners {
            let params = params!(conv_k_winner_thresholds, below, n, {
                start: START as u32,
                channels: below.units as u32,
                winners: self.winners as u32,
            });
            k_winner_thresholds =
                compute(backend, &conv_k_winner_thresholds::SPEC, params, &[&inputs, &weights, &k_winner_thresholds])
                    .swap_remove(2);
        }
        let params = params!(conv_forward, below, n, {
            start: START as u32,
            rule: self.rule as u32,
            gate: self.gate as u32,
            bmu_start: 3,
            rows: self.lattice.rows,
            cols: self.lattice.cols,
            topology: self.lattice.topology.code(),
            bias_start: bias_start as u32,
            sample_start: SAMPLE_START,
            key: self.key,
            sigma: self.sigma,
            threshold: self.threshold,
            keep: self.keep,
        });
        let bmus: Vec<u32> = [0; 3].iter().chain(&self.bmus).flat_map(|&bmu| [bmu, 0]).collect();
        let (activation_grad, pool_argmax) = (dirty(bias_start + n_outputs), dirty(n_outputs / 4));
        let forward =
            [&*inputs, &weights, &bmus, &k_winner_thresholds, &dirty(n_outputs), &activation_grad, &pool_argmax];
        let forward = compute(backend, &conv_forward::SPEC, params, &forward);

        let params = params!(conv_grad_inputs, above, n, {
            start: START as u32,
            bias_start: bias_start as u32,
        });
        let pool_argmax: Vec<u32> = (self.argmax_above.chunks_exact(above.units))
            .flat_map(|row| {
                let mut row = row.to_vec();
                row.resize(width_above, 0);
                row.chunks_exact(4).map(|b| b[0] | b[1] << 8 | b[2] << 16 | b[3] << 24).collect::<Vec<_>>()
            })
            .collect();
        let gradients = rows(&self.gradients_above, above.units);
        let weights = above.weights(&self.weights_above);
        let backward = [&*gradients, &pool_argmax, &weights, &forward[5], &dirty(bias_start + n_outputs)];
        let gradients = &compute(backend, &conv_grad_inputs::SPEC, params, &backward)[4];

        // Two images at a time, summed up afterwards.
        let n_weights = (below.n_inputs() + 1) * width;
        let (n_splits, stride) = (n.div_ceil(2), n_weights + 4);
        let params = params!(conv_grad_weights, below, n, {
            bias_start: bias_start as u32,
            per_split: 2,
            out_start: 0,
            out_stride: n_weights as u32,
        });
        let parts = [&*inputs, gradients, &forward[6], &dirty(n_splits * n_weights)];
        let parts = &compute(backend, &conv_grad_weights::SPEC, params, &parts)[3];
        let params = sum_partials::Params { n: n_weights as u32, splits: n_splits as u32, start: START as u32 };
        let sums = &compute(backend, &sum_partials::SPEC, params, &[parts, &dirty(START + stride)])[1];
        let (by_weights, by_bias) = sums[START..].split_at(below.n_inputs() * width);
        let by_weights = unpadded(by_weights, below.n_inputs(), below.units);
        let taps = (0..below.kernel * below.kernel).flat_map(|pixel| (0..below.channels).map(move |c| (pixel, c)));
        Found {
            outputs: unpadded(&forward[4], n * below.windows(), below.units),
            by_sums: unpadded(gradients, n * below.windows(), below.units),
            by_biases: unpadded(&gradients[bias_start..], n * below.windows(), below.units),
            by_weights: taps
                .flat_map(|(pixel, c)| &by_weights[(pixel * below.pitch + c) * below.units..][..below.units])
                .copied()
                .collect(),
            by_bias: unpadded(by_bias, 1, below.units),
        }
    }
}

/// Where samples begin to count in dropout.
const SAMPLE_START: u32 = 5;

/// One position of a window, for one unit.
struct Position {
    value: f64,
    gate: f64,
    /// Of the value by `z` and by the bias.
    activation_grad: (f64, f64),
    /// How far the argument of the ReLU is from zero, where that matters.
    to_kink: f64,
}

impl Position {
    fn new(rule: Rule, z: f64, bias: f64, gate: f64) -> Self {
        let (argument, felt) = match rule {
            Rule::MaskReluBias => (gate * z + bias, true),
            Rule::ReluMaskBias => (z, gate != 0.0),
            _ => (z + bias, gate != 0.0),
        };
        let on = f64::from(argument > 0.0);
        let by_bias = match rule {
            Rule::MaskReluBias => on,
            Rule::ReluMaskBias => 1.0,
            _ => gate * on,
        };
        Self {
            value: output(rule, z, bias, gate),
            gate,
            activation_grad: (gate * on, by_bias),
            to_kink: if felt { argument.abs() } else { f64::INFINITY },
        }
    }
}

/// Whether little is missing for another maximum of a window, or another side of its ReLU.
fn near_change(positions: &[Position]) -> bool {
    let best = positions.iter().max_by(|a, b| a.value.total_cmp(&b.value)).unwrap();
    let near = |other: &Position| {
        // Between positions that pass nothing on, a tie does not matter; that one of them begins to would.
        let alike = best.activation_grad.0 == 0.0 && other.activation_grad == best.activation_grad;
        let gap = (best.value - other.value) / best.gate.max(other.gate);
        let distance = if alike || std::ptr::eq(best, other) { other.to_kink } else { gap };
        distance < MARGIN
    };
    positions.iter().any(near)
}

#[test]
fn gradients_of_filters_are_the_slopes_of_the_loss() {
    let backends = backends();
    let mut kinds = vec![(Rule::Relu, Gate::None), (Rule::MaskRelu, Gate::Dropout), (Rule::MaskRelu, Gate::Winners)];
    for rule in [Rule::MaskRelu, Rule::MaskReluBias, Rule::ReluMask, Rule::ReluMaskBias] {
        kinds.extend([(rule, Gate::Image), (rule, Gate::Position)]);
    }
    for seed in 0..8 {
        let mut rng = Rng::new(seed, 2);
        for &kind in &kinds {
            let threshold = if seed % 2 == 0 { 0.0 } else { 0.5 };
            let topology = [Topology::Rectangle, Topology::Torus][seed as usize / 2 % 2];
            let filters = Filters::draw(kind, threshold, topology, &mut rng);
            let expected = filters.expected();
            for (backend_name, backend) in &backends {
                let found = filters.found(&**backend);
                let Filters { n, below, above, lattice, winners, .. } = filters;
                let what = format!(
                    "{backend_name}, seed {seed}, {kind:?}, threshold {threshold}, {winners} winners, {n} images of \
                     {below:?} below {above:?}, {lattice:?}"
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
