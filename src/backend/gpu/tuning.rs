//! Which shapes are fastest on an adapter, by a short measurement.

use super::Gpu;
use crate::backend::{Backend, Buffer};
use crate::error::Result;
use crate::kernels::conv::{Geometry, conv_params};
use crate::kernels::dense_forward::Rule;
use crate::kernels::shape::{Class, SHAPES, Shapes};
use crate::kernels::{KernelSpec, bmu, conv_forward, dense_forward};
use web_time::{Duration, Instant};

/// What one shape's dispatches should take together, to be timed.
const ENOUGH: Duration = Duration::from_millis(4);
/// Dispatches of a measurement, at most.
const MOST: u32 = 256;
/// No class is begun later than this.
const LAST: Duration = Duration::from_millis(150);
/// A shape has to be so much faster than the first.
const CLEARLY: f64 = 1.05;

/// A dispatch of the size at which the page trains, on zeros.
struct Trial {
    kernel: &'static KernelSpec,
    params: Vec<u8>,
    buffers: Vec<Buffer>,
}

impl Trial {
    fn new<P: bytemuck::Pod>(gpu: &Gpu, kernel: &'static KernelSpec, params: P, words: &[usize]) -> Result<Self> {
        let buffers = words.iter().map(|&words| gpu.create("trial", words)).collect::<Result<_>>()?;
        Ok(Self { kernel, params: bytemuck::bytes_of(&params).to_vec(), buffers })
    }

    fn of(gpu: &Gpu, class: Class) -> Result<Self> {
        match class {
            Class::Search => {
                let (n, units, features) = (2048, 400, 784);
                let params = bmu::Params {
                    n_samples: n as u32,
                    n_units: units as u32,
                    n_features: features as u32,
                    out_start: 0,
                    second: 1,
                };
                Self::new(gpu, &bmu::SPEC, params, &[n * features, units * features, units, 2 * n])
            }
            Class::Dense => {
                let (n, inputs, outputs) = (64, 784, 100);
                let params = dense_forward::Params {
                    n_samples: n as u32,
                    n_inputs: inputs as u32,
                    n_outputs: outputs as u32,
                    rule: Rule::Relu as u32,
                    ..bytemuck::Zeroable::zeroed()
                };
                let words = [n * inputs, (inputs + 1) * outputs, 4, n * outputs, n * outputs];
                Self::new(gpu, &dense_forward::SPEC, params, &words)
            }
            Class::Convolution => {
                let (n, outputs) = (64, 100);
                let g = Geometry {
                    n_samples: n,
                    sample_words: 784,
                    width: 28,
                    pitch: 1,
                    kernel: 5,
                    pool: 2,
                    out_h: 12,
                    out_w: 12,
                    n_inputs: 28,
                };
                let params = conv_params!(
                    g,
                    conv_forward::Params {
                        n_outputs: outputs as u32,
                        rule: Rule::Relu as u32,
                        ..bytemuck::Zeroable::zeroed()
                    }
                );
                let out = n * g.windows() * outputs;
                let words = [n * g.sample_words, (g.n_inputs + 1) * outputs, 4, 4, out, out, out / 4];
                Self::new(gpu, &conv_forward::SPEC, params, &words)
            }
        }
    }

    /// How long `n` of them take, with the way there and back.
    async fn time(&self, gpu: &Gpu, n: u32) -> Result<Duration> {
        let args: Vec<_> = self.buffers.iter().collect();
        let start = Instant::now();
        for _ in 0..n {
            gpu.run(self.kernel, &self.params, &args);
        }
        gpu.download(&[(args[args.len() - 1], 0..1)]).await?;
        Ok(start.elapsed())
    }
}

/// Chooses the shape of every class and goes on with them; the first ones stay where the time is up, or nothing is
/// clearly faster.
///
/// # Errors
/// The device failed, or cannot hold 10 MB.
pub async fn tune(gpu: &Gpu) -> Result<Shapes> {
    let start = Instant::now();
    let mut chosen = Shapes::default();
    for class in Class::ALL {
        if start.elapsed() > LAST {
            break;
        }
        let trial = Trial::of(gpu, class)?;
        let (mut n, mut best) = (1, f64::INFINITY);
        for (place, shape) in SHAPES.iter().enumerate() {
            gpu.set_shapes(chosen.with(class, shape));
            // The first one compiles.
            trial.time(gpu, 1).await?;
            while place == 0 && n < MOST && trial.time(gpu, n).await? < ENOUGH {
                n *= 4;
            }
            let took = trial.time(gpu, n).await?.min(trial.time(gpu, n).await?).as_secs_f64();
            if place == 0 {
                best = took / CLEARLY;
            } else if took < best {
                best = took;
                chosen = chosen.with(class, shape);
            }
        }
    }
    gpu.set_shapes(chosen);
    Ok(chosen)
}
