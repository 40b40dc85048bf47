//! What the neurons want to see: activation maximization by gradient ascent on the input.
//!
//! Erhan et al., *Visualizing Higher-Layer Features of a Deep Network*, 2009, with the regularization of Yosinski et
//! al., *Understanding Neural Networks Through Deep Visualization*, 2015: the input decays, is blurred now and then,
//! and stays in [0, 1]. Every neuron has an input of its own, and all climb at once; masks are held at 1.

use super::frame::Filters;
use super::network::{ForwardOptions, Network};
use super::run::NetRun;
use crate::backend::Buffer;
use crate::error::{Error, Result};
use crate::frame::typed;
use crate::lattice::Lattice;
use crate::metrics::organization;
use crate::rng::Rng;
use crate::session::Session;
use serde::{Deserialize, Serialize};

const STREAM: u32 = 0xA5CE;
/// Steps from one blur to the next.
const BLUR_EVERY: u32 = 4;
/// Most steps, so that nobody waits for long.
const MAX_STEPS: u32 = 1000;

/// How to climb.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AscentOptions"))]
#[serde(deny_unknown_fields)]
pub struct Ascent {
    /// The hidden layer whose neurons are maximized, each before its ReLU.
    pub layer: u32,
    /// 1 to 1,000.
    pub steps: u32,
    /// The length of a step in the space of inputs, more than 0 and at most 100.
    pub rate: f32,
    /// The share of the input that each step takes away, 0 to 1.
    pub decay: f32,
    /// The standard deviation of the blur in pixels, 0 to 5; 0 leaves it out.
    pub blur: f32,
    pub seed: u32,
}

impl Default for Ascent {
    fn default() -> Self {
        Self { layer: 0, steps: 60, rate: 1.0, decay: 0.02, blur: 0.5, seed: 1 }
    }
}

impl Ascent {
    /// # Errors
    /// A value out of its range.
    fn check(&self) -> Result<()> {
        let ranges = [
            ("a rate", self.rate, 1e-6, 100.0),
            ("a decay", self.decay, 0.0, 1.0),
            ("a blur", self.blur, 0.0, 5.0),
            ("a number of steps", self.steps as f32, 1.0, MAX_STEPS as f32),
        ];
        for (name, value, least, most) in ranges {
            if !(least..=most).contains(&value) {
                return Err(Error::config(format!(
                    "Gradient ascent with {name} of {value}: choose from {least} to {most}."
                )));
            }
        }
        Ok(())
    }
}

/// Where the climb ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Ascended {
    /// The inputs, in [0, 1].
    #[serde(flatten)]
    pub tiles: Filters,
    /// What each neuron answers to its own, `relu(z + b)`.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub activations: Vec<f32>,
    /// How well neighbors resemble one another, see [`organization`].
    pub organization: f64,
}

impl Session<NetRun> {
    /// Climbs for every neuron of a layer, on the weights as they are when it is asked.
    ///
    /// # Errors
    /// There is no such layer, a setting is out of range, or the device failed.
    pub async fn ascend(&self, ascent: Ascent) -> Result<Ascended> {
        ascent.check()?;
        let climb = Climb::new(self, ascent.layer).await?;
        let (height, width, channels) = climb.shape;
        let n_values = height * width * channels;
        let mut rng = Rng::new(ascent.seed, STREAM);
        let mut inputs: Vec<f32> =
            (0..climb.lattice.n_units() as usize * n_values).map(|_| 0.1 * rng.uniform()).collect();
        for step in 0..ascent.steps {
            let gradients = climb.gradients(&inputs).await?;
            for (input, gradient) in inputs.chunks_exact_mut(n_values).zip(gradients.chunks_exact(n_values)) {
                let norm = gradient.iter().map(|g| g * g).sum::<f32>().sqrt();
                let scale = if norm > 1e-12 { ascent.rate / norm } else { 0.0 };
                for (value, gradient) in input.iter_mut().zip(gradient) {
                    *value = ((1.0 - ascent.decay) * *value + scale * gradient).clamp(0.0, 1.0);
                }
                if ascent.blur > 0.0 && step % BLUR_EVERY == 0 && step + BLUR_EVERY < ascent.steps {
                    blur(input, climb.shape, ascent.blur);
                }
            }
        }
        let activations = climb.activations(&inputs).await?;
        let lattice = climb.lattice;
        Ok(Ascended {
            organization: organization(lattice, &inputs),
            activations,
            tiles: Filters {
                rows: lattice.rows,
                cols: lattice.cols,
                tile_height: height as u32,
                tile_width: width as u32,
                tile_channels: channels as u32,
                values: inputs,
            },
        })
    }
}

/// A network of its own, so that training may go on meanwhile, with one row for every neuron.
struct Climb {
    network: Network,
    layer: usize,
    lattice: Lattice,
    /// Height, width and channels of an input.
    shape: (usize, usize, usize),
    ones: Buffer,
    /// Of the inputs.
    gradients: Buffer,
}

impl Climb {
    async fn new(session: &Session<NetRun>, layer: u32) -> Result<Self> {
        let (network, lattice) = session.unmasked(layer).await?;
        let layer = layer as usize;
        let (n, backend) = (network.capacity, &*network.backend);
        let top = &network.layers[layer];
        let mut one_hot = vec![0.0; n * top.n_outputs];
        for (neuron, row) in one_hot.chunks_exact_mut(top.n_outputs).enumerate() {
            row[neuron] = 1.0;
        }
        backend.upload(&top.gradients, 0, bytemuck::cast_slice::<f32, u32>(&one_hot));
        let ones = backend.create("ones", network.inputs.words())?;
        backend.upload(&ones, 0, &vec![1f32.to_bits(); ones.words()]);
        let gradients = backend.create("gradients by the inputs", network.inputs.words())?;
        let manifest = &session.world().manifest;
        let shape = (manifest.height as usize, manifest.width as usize, manifest.channels as usize);
        Ok(Self { layer, lattice, shape, ones, gradients, network })
    }

    fn forward(&self, inputs: &[f32]) {
        let Self { network, layer, .. } = self;
        let (n_values, n_inputs) = (network.layers[0].inputs, network.layers[0].n_inputs);
        let mut rows = vec![0.0; network.inputs.words()];
        for (row, values) in rows.chunks_exact_mut(n_inputs).zip(inputs.chunks_exact(n_values)) {
            row[..n_values].copy_from_slice(values);
        }
        network.backend.upload(&network.inputs, 0, bytemuck::cast_slice::<f32, u32>(&rows));
        network.forward(network.capacity as u32, layer + 1, &ForwardOptions::default());
    }

    /// The gradients of every neuron by its own input, `[neurons, values]`.
    async fn gradients(&self, inputs: &[f32]) -> Result<Vec<f32>> {
        let Self { network, layer, ones, gradients, .. } = self;
        self.forward(inputs);
        let n = network.capacity as u32;
        for index in (0..=*layer).rev() {
            let below = index.checked_sub(1).map(|below| &network.layers[below]);
            let (activation_grad, out) =
                below.map_or((ones, gradients), |below| (&below.activation_grad, &below.gradients));
            network.backward_inputs(n, index, activation_grad, out, 0);
        }
        let words = network.backend.download(&[(gradients, 0..gradients.words())]).await?;
        let rows = bytemuck::cast_slice::<u32, f32>(&words[0]).chunks_exact(network.layers[0].n_inputs);
        Ok(rows.flat_map(|row| &row[..network.layers[0].inputs]).copied().collect())
    }

    async fn activations(&self, inputs: &[f32]) -> Result<Vec<f32>> {
        let Self { network, layer, .. } = self;
        self.forward(inputs);
        let outputs = &network.layers[*layer].outputs;
        let words = network.backend.download(&[(outputs, 0..outputs.words())]).await?;
        let rows = bytemuck::cast_slice::<u32, f32>(&words[0]).chunks_exact(network.layers[*layer].n_outputs);
        Ok(rows.enumerate().map(|(neuron, row)| row[neuron]).collect())
    }
}

/// Blurs an image `[height, width, channels]` by a Gaussian along both of its axes; edges repeat.
fn blur(image: &mut [f32], (height, width, channels): (usize, usize, usize), sigma: f32) {
    let reach = (3.0 * sigma).ceil() as isize;
    let kernel: Vec<f32> = (-reach..=reach).map(|d| (-0.5 * (d * d) as f32 / (sigma * sigma)).exp()).collect();
    let sum: f32 = kernel.iter().sum();
    for (length, stride) in [(height, width * channels), (width, channels)] {
        let source = image.to_vec();
        for (at, value) in image.iter_mut().enumerate() {
            let place = at / stride % length;
            let first = at - place * stride;
            let sample = |d: isize| source[first + place.saturating_add_signed(d).min(length - 1) * stride];
            *value = (-reach..=reach).zip(&kernel).map(|(d, weight)| weight * sample(d)).sum::<f32>() / sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blur_keeps_what_is_even_and_spreads_what_is_not() {
        let mut even = vec![0.5; 5 * 4 * 3];
        blur(&mut even, (5, 4, 3), 1.0);
        assert!(even.iter().all(|value| (value - 0.5).abs() < 1e-6));
        let mut point = vec![0.0; 7 * 7];
        point[24] = 1.0;
        blur(&mut point, (7, 7, 1), 0.6);
        assert!((point.iter().sum::<f32>() - 1.0).abs() < 1e-3);
        assert!(point[24] < 0.6 && point[23] > 0.05 && (point[23] - point[17]).abs() < 1e-6);
    }
}
