//! Softmax cross-entropy: the gradient of the mean loss by the logits, and every sample's own loss and verdict.
//!
//! `gradients = (softmax(logits) − one-hot(label)) / n`, `loss = log Σ exp(logit) − logit[label]`. A sample's class is
//! the label of the sample that [`super::gather`] brought to its row, found by the same permutation.

use super::gather::SHUFFLED;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use crate::rng::permute;

params! {
    /// `logits`, `gradients`: `[n_samples, n_outputs]`, of which the first `n_classes` count and the others get 0;
    /// `labels`: `[n]`, that of row i at `start + i`, or at `permute(start + i, n_set, key)` where `mode` is
    /// [`SHUFFLED`]; `results`: pairs from row `out_start` on, the loss, and 1 where the largest logit is the label's (the
    /// first of equal ones), added to where `accumulate` is 1.
    pub struct Params {
        n_samples: u32,
        n_classes: u32,
        n_outputs: u32,
        mode: u32,
        start: u32,
        n_set: u32,
        key: u32,
        out_start: u32,
        accumulate: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "softmax_loss",
    wgsl: wgsl!("index", "rng", ; "softmax_loss"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("logits", Scalar::F32),
        Binding::read("labels", Scalar::U32),
        Binding::write("gradients", Scalar::F32),
        Binding::write("results", Scalar::F32),
    ],
    groups: |bytes, _| fold(read::<Params>(bytes).n_samples.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1), (7, 10), (65, 13), (64, 3)]
            .into_iter()
            .flat_map(|shape| [(shape, 0, 1.0), (shape, 1, 80.0)])
            .map(|((n_samples, n_classes), flag, scale)| {
                let n_outputs = super::padded(n_classes as usize) as u32;
                let n_set = n_samples + rng.below(9);
                let params = Params {
                    n_samples,
                    n_classes,
                    n_outputs,
                    mode: flag * SHUFFLED,
                    start: n_set - n_samples,
                    n_set,
                    key: rng.next_u32(),
                    out_start: rng.below(3),
                    accumulate: flag,
                };
                let n = (n_samples * n_outputs) as usize;
                draw::case(
                    params,
                    vec![
                        draw::floats(rng, n, -scale, scale),
                        draw::indices(rng, n_set as usize, n_classes),
                        draw::untouched(n + 4),
                        draw::floats(rng, 2 * (n_samples as usize + 3), 0.0, 1.0),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [logits, labels, gradients, results] = words else { unreachable!() };
    let (n_outputs, n_classes) = (p.n_outputs as usize, p.n_classes as usize);
    let rows = logits.f32s().chunks_exact(n_outputs).zip(gradients.f32s_mut().chunks_exact_mut(n_outputs));
    let results = results.f32s_mut()[2 * p.out_start as usize..].chunks_exact_mut(2);
    for ((index, (logits, gradients)), result) in (p.start..p.start + p.n_samples).zip(rows).zip(results) {
        let index = if p.mode == SHUFFLED { permute(index, p.n_set, p.key) } else { index };
        let label = labels.u32s()[index as usize] as usize;
        let logits = &logits[..n_classes];
        let (mut most, mut at) = (logits[0], 0);
        for (class, &logit) in logits.iter().enumerate() {
            if logit > most {
                (most, at) = (logit, class);
            }
        }
        let (shares, padding) = gradients.split_at_mut(n_classes);
        padding.fill(0.0);
        let mut sum = 0.0;
        for (share, logit) in shares.iter_mut().zip(logits) {
            *share = (logit - most).exp();
            sum += *share;
        }
        let scale = 1.0 / p.n_samples as f32;
        for (class, share) in shares.iter_mut().enumerate() {
            *share = (*share / sum - f32::from(class == label)) * scale;
        }
        let found = [sum.ln() + (most - logits[label]), f32::from(at == label)];
        for (out, value) in result.iter_mut().zip(found) {
            *out = if p.accumulate == 1 { *out + value } else { value };
        }
    }
}
