//! Networks that come to the same result in two ways.

use super::{assert_close, gathered, outputs, weight_places, weights_and_bias, words};
use crate::device::backends;
use som_lab::backend::Backend;
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::kernels::gather::{GatherRange, IN_ORDER};
use som_lab::layout::Cut;
use som_lab::net::config::{Bias, Hidden, Mask, NetConfig, Order};
use som_lab::net::network::{ForwardOptions, Keys, MaskParams, Network};
use som_lab::rng::Rng;
use std::rc::Rc;

const CLASSES: u32 = 3;
const N: u32 = 8;

/// Noise.
fn dataset(backend: &dyn Backend, side: u32) -> Dataset {
    let mut rng = Rng::new(3, 0x9015);
    let pixels = (0..N * side * side).map(|_| rng.below(256) as u8).collect();
    let labels = (0..N).map(|_| rng.below(CLASSES) as u8).collect();
    let images = Images { height: side, width: side, channels: 1, pixels, labels: Some(labels) };
    Dataset::from_images(backend, "Noise", &images, &images).unwrap()
}

/// A network with first weights, after one pass forward and backward.
fn passed(backend: &Rc<dyn Backend>, side: u32, hidden: Hidden, mask: MaskParams, lean: bool) -> Network {
    let dataset = dataset(&**backend, side);
    let config = NetConfig { hidden: vec![hidden], ..NetConfig::default() };
    let network = Network::new(backend, Cut::whole(side, side, 1), CLASSES, &config, N as usize).unwrap();
    network.initialize(config.seed);
    let range = GatherRange { start: 0, n: N, mode: IN_ORDER, n_set: N, key: 0, per_image: 1, dense: false };
    let options = ForwardOptions { mask: Some(mask), keys: Some(Keys::new(1, 0)), lean, ..ForwardOptions::default() };
    let results = backend.create("results", 2 * N as usize).unwrap();
    network.gather(&dataset.train, &range);
    network.forward(N, network.layers.len(), &options);
    network.loss(&dataset.train, &range, &results, 0, false);
    network.backward(N, &options);
    network
}

/// A mask that pays, at the size of the experiments: the same as the mask that is multiplied with all channels. Without
/// biases, a bias after the mask is none, but leaves no channel out.
#[test]
fn grouped_is_dense_behind_a_mask() {
    let hidden = Hidden::filters(10, 10, Mask::Patch, 5, 2);
    for (name, backend) in backends() {
        for (sigma, threshold) in [(2.8, 0.9), (1.8, 0.5)] {
            let [grouped, dense] = [Bias::BeforeMask, Bias::AfterMask].map(|bias| {
                passed(&backend, 28, hidden, MaskParams { sigma, threshold, order: Order::MaskRelu, bias }, false)
            });
            let is_grouped = |network: &Network| {
                network.layers[0].convolution().is_some_and(|convolution| convolution.grouped.borrow().is_some())
            };
            assert_eq!((is_grouped(&grouped), is_grouped(&dense)), (true, false), "{name}, threshold {threshold}");
            let gradients = [&grouped, &dense].map(|network| words(&*network.backend, network.weight_gradients()));
            for index in 0..2 {
                let what = format!("{name}, threshold {threshold}, layer {index}");
                let [found, expected] = [&grouped, &dense].map(|network| outputs(network, index, N as usize));
                assert_close(&found, &expected, &format!("{what}: outputs"));
                let layer = &dense.layers[index];
                let n = layer.n_inputs * layer.n_outputs;
                let [found, expected] =
                    [0, 1].map(|which| gathered(&gradients[which][layer.start..][..n], &weight_places(layer), n));
                assert_close(&found, &expected, &format!("{what}: gradients of the weights"));
            }
        }
    }
}

/// Lists of what is not 0 in the place of dense rows change nothing that is asked for.
#[test]
fn a_lean_pass_is_a_whole_one() {
    for (name, backend) in backends() {
        for (pool, sigma, threshold) in [(2, 2.8, 0.9), (2, 1.8, 0.5), (1, 1.0, 0.5), (3, 2.8, 0.9)] {
            let hidden = Hidden::filters(10, 10, Mask::Patch, 5, pool);
            let mask = MaskParams { sigma, threshold, order: Order::MaskRelu, bias: Bias::BeforeMask };
            let [lean, whole] = [true, false].map(|lean| passed(&backend, 28, hidden, mask, lean));
            let what = format!("{name}, pool {pool}, threshold {threshold}");
            let dense = [&lean, &whole].map(|network| outputs(network, 0, N as usize).iter().any(|&value| value > 0.0));
            assert_eq!(dense, [false, true], "{what}: a lean pass writes no dense rows");
            let [found, expected] = [&lean, &whole].map(|network| outputs(network, 1, N as usize));
            assert_close(&found, &expected, &format!("{what}: logits"));
            let gradients = [&lean, &whole].map(|network| words(&*backend, network.weight_gradients()));
            for layer in 0..2 {
                let [found, expected] = [0, 1].map(|which| weights_and_bias(&whole, layer, &gradients[which]));
                assert_close(&found.0, &expected.0, &format!("{what}: gradients of the weights of layer {layer}"));
                assert_close(&found.1, &expected.1, &format!("{what}: gradients of the bias of layer {layer}"));
            }
        }
    }
}

/// Where a device sums the many inputs of a linear layer in slices, nothing else comes out.
#[test]
fn a_linear_layer_over_very_many_inputs_sums_them_all() {
    let mask = MaskParams { sigma: 1.0, threshold: 0.0, order: Order::MaskRelu, bias: Bias::BeforeMask };
    for (name, backend) in backends() {
        let network = passed(&backend, 37, Hidden::filters(1, 3, Mask::None, 2, 1), mask, false);
        let (weights, bias) = weights_and_bias(&network, 1, &words(&*backend, &network.weights));
        let classes = CLASSES as usize;
        let inputs = outputs(&network, 0, N as usize);
        let expected: Vec<_> = (inputs.chunks_exact(weights.len() / classes))
            .flat_map(|row| {
                let class = |class: usize| {
                    let column = weights.iter().skip(class).step_by(classes);
                    row.iter().zip(column).map(|(x, w)| x * w).sum::<f64>() + bias[class]
                };
                (0..classes).map(class).collect::<Vec<_>>()
            })
            .collect();
        assert_close(&outputs(&network, 1, N as usize), &expected, &format!("{name}: logits"));
    }
}
