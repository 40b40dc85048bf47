//! Turns gradients into steps: Adam, or gradient descent with momentum.

use super::config::Optimizer;
use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::{adam, sgd};

/// β₂ of Adam.
const BETA2: f32 = 0.999;

/// The moving averages of the gradients.
pub struct Moments {
    kind: Optimizer,
    /// The first moment, or the velocity.
    pub first: Buffer,
    /// The second moment; nothing where there is none.
    pub second: Buffer,
}

impl Moments {
    /// # Errors
    /// The device cannot hold it.
    pub fn new(backend: &dyn Backend, kind: Optimizer, n: usize) -> Result<Self> {
        let second = if kind == Optimizer::Adam { n } else { 0 };
        Ok(Self { kind, first: backend.create("first moment", n)?, second: backend.create("second moment", second)? })
    }

    /// Moves `weights` by `gradients`, both `[n]`; `step` counts from 0.
    pub fn step(
        &self,
        backend: &dyn Backend,
        gradients: &Buffer,
        weights: &Buffer,
        step: u64,
        (rate, momentum): (f32, f32),
    ) {
        let n = weights.words() as u32;
        match self.kind {
            Optimizer::Sgd => {
                let params = sgd::Params { n, momentum, rate };
                run(backend, &sgd::SPEC, params, &[gradients, &self.first, weights]);
            }
            Optimizer::Adam => {
                let correction = |beta: f32| 1.0 - f64::from(beta).powf(step as f64 + 1.0);
                let params = adam::Params {
                    n,
                    beta1: momentum,
                    beta2: BETA2,
                    rate: (f64::from(rate) / correction(momentum)) as f32,
                    root: (1.0 / correction(BETA2).sqrt()) as f32,
                };
                run(backend, &adam::SPEC, params, &[gradients, &self.first, &self.second, weights]);
            }
        }
    }
}
