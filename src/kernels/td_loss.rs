//! Q-learning's temporal-difference loss: targets, and the gradient of the mean loss by the values of all actions.
//!
//! `y = r + discount · Q'(s', argmax_a C(s', a))`, `loss = ½ (Q(s, a) − y)²`, beyond Huber's δ
//! `δ (|Q(s, a) − y| − δ / 2)`; the gradient goes through Q(s, a) alone. With Q' and C the network's own values it is
//! plain Q-learning (Watkins 1989), with those of an older copy that of Mnih et al. 2015, with Q' of the copy and C of the
//! network double Q-learning (van Hasselt, Guez and Silver 2016).

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `values`, `next_values`, `choices`: rows of `n_outputs`, of which the first `n_actions` count; Q' and C of sample i
    /// in rows `next_start + i` and `choice_start + i`; `transitions`: `[n_samples, 4]`, the action, the reward, and by
    /// what the following value is discounted (0 where nothing follows); `gradients`: `[n_samples, n_outputs]`; `results`:
    /// `[n_samples, 4]`, target, error Q − y, loss, and the value of the best action. `huber`: δ, 0 for none.
    pub struct Params {
        n_samples: u32,
        n_actions: u32,
        n_outputs: u32,
        next_start: u32,
        choice_start: u32,
        huber: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "td_loss",
    wgsl: wgsl!("index", ; "td_loss"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("values", Scalar::F32),
        Binding::read("next_values", Scalar::F32),
        Binding::read("choices", Scalar::F32),
        Binding::read("transitions", Scalar::F32),
        Binding::write("gradients", Scalar::F32),
        Binding::write("results", Scalar::F32),
    ],
    groups: |bytes, _| fold(read::<Params>(bytes).n_samples.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 2), (7, 5), (65, 3), (64, 9)]
            .into_iter()
            .flat_map(|shape| [(shape, 0.0), (shape, 0.5)])
            .map(|((n_samples, n_actions), huber)| {
                let n_outputs = super::padded(n_actions as usize) as u32;
                let (next_start, choice_start) = (rng.below(3), rng.below(3));
                let params = Params { n_samples, n_actions, n_outputs, next_start, choice_start, huber };
                let n = (n_samples * n_outputs) as usize;
                let more = n + 2 * n_outputs as usize;
                let transitions = (0..n_samples)
                    .flat_map(|_| {
                        let discount = if rng.below(4) == 0 { 0.0 } else { 0.9 };
                        [rng.below(n_actions) as f32, 2.0 * rng.uniform() - 1.0, discount, 0.0].map(f32::to_bits)
                    })
                    .collect();
                draw::case(
                    params,
                    vec![
                        draw::floats(rng, n, -2.0, 2.0),
                        draw::floats(rng, more, -2.0, 2.0),
                        draw::floats(rng, more, -2.0, 2.0),
                        transitions,
                        draw::untouched(n + 4),
                        draw::untouched(4 * n_samples as usize + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

/// The first of the largest values.
pub fn best(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [values, next_values, choices, transitions, gradients, results] = words else { unreachable!() };
    let (n_outputs, n_actions) = (p.n_outputs as usize, p.n_actions as usize);
    let next_values = next_values.f32s()[p.next_start as usize * n_outputs..].chunks_exact(n_outputs);
    let choices = choices.f32s()[p.choice_start as usize * n_outputs..].chunks_exact(n_outputs);
    let rows = values.f32s().chunks_exact(n_outputs).zip(next_values.zip(choices));
    let outs = gradients.f32s_mut().chunks_exact_mut(n_outputs).zip(results.f32s_mut().as_chunks_mut::<4>().0);
    let transitions = transitions.f32s().as_chunks::<4>().0[..p.n_samples as usize].iter();
    for (((values, (next, choice)), &[action, reward, discount, _]), (gradients, result)) in
        rows.zip(transitions).zip(outs)
    {
        let target = reward + discount * next[best(&choice[..n_actions])];
        let error = values[action as usize] - target;
        let (mut slope, mut loss) = (error, 0.5 * error * error);
        if p.huber > 0.0 && error.abs() > p.huber {
            (slope, loss) = (p.huber * error.signum(), p.huber * (error.abs() - 0.5 * p.huber));
        }
        gradients.fill(0.0);
        gradients[action as usize] = slope / p.n_samples as f32;
        *result = [target, error, loss, values[best(&values[..n_actions])]];
    }
}
