//! A run is the same bit for bit on however many threads its kernels are.

use pollster::block_on;
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::net::NetSession;
use som_lab::net::config::{Hidden, Mask, NetConfig};
use som_lab::rng::Rng;
use som_lab::som::MapSession;
use som_lab::som::config::{Config, Training};
use std::rc::Rc;

const N: usize = 300;

fn on_threads<T>(n: usize, run: impl Fn(&Rc<dyn Backend>, Rc<Dataset>) -> T) -> T {
    let mut rng = Rng::new(1, 0);
    let labels = (0..N).map(|_| rng.below(10) as u8).collect();
    let pixels = (0..N * 28 * 28).map(|_| rng.below(256) as u8).collect();
    let images = Images { height: 28, width: 28, channels: 1, pixels, labels: Some(labels) };
    let backend: Rc<dyn Backend> = Rc::new(Cpu::with_threads(n));
    let data = Dataset::from_images(&*backend, "noise", &images, &images).unwrap();
    run(&backend, Rc::new(data))
}

/// The bits that a run comes to.
fn same(run: impl Fn(&Rc<dyn Backend>, Rc<Dataset>) -> Vec<f32>) {
    let bits = |n| on_threads(n, &run).into_iter().map(f32::to_bits).collect::<Vec<_>>();
    let one = bits(1);
    for n in [2, 3, 5] {
        assert!(bits(n) == one, "{n} threads");
    }
}

#[test]
fn maps_learn_the_same() {
    same(|backend, data| {
        let config = Config { rows: 20, cols: 20, training: Training::Batch, epochs: 2.0, ..Config::default() };
        let session = MapSession::new(Rc::clone(backend), data, config).unwrap();
        session.advance(u64::MAX, u64::MAX).unwrap();
        block_on(session.codebook(0)).unwrap()
    });
}

#[test]
fn filters_learn_the_same_behind_every_mask() {
    for mask in [Mask::None, Mask::Whole, Mask::Patch] {
        same(|backend, data| {
            let hidden = vec![Hidden { kernel: 5, pool: 2, ..Hidden::dense(10, 10, mask) }];
            let config = NetConfig { hidden, epochs: 0.7, evaluations: 1, ..NetConfig::default() };
            let session = NetSession::new(Rc::clone(backend), data, config).unwrap();
            session.advance(u64::MAX, u64::MAX).unwrap();
            let (mut weights, bias) = block_on(session.weights(0)).unwrap();
            weights.extend(bias);
            weights
        });
    }
}

#[test]
fn the_adapter_says_how_many_there_are() {
    assert!(Cpu::with_threads(3).info().adapter.contains("3 threads"));
    assert_eq!(Cpu::with_threads(1).info().adapter, Cpu::new().info().adapter);
}
