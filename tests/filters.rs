//! Whole runs of networks of filters: masks of patches, winners that are kept, pruning, dropout and k-winners, and what
//! a frame tells of them.

use pollster::block_on;
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::data::Images;
use som_lab::data::dataset::{Dataset, Which};
use som_lab::frame::{Source, State};
use som_lab::net::NetSession;
use som_lab::net::ascent::Ascent;
use som_lab::net::config::{Bias, Hidden, Mask, NetConfig};
use som_lab::net::frame::{NetFrame, NetRequest, ProbeRequest};
use som_lab::rng::Rng;
use som_lab::som::schedule::{Curve, Schedule};
use std::rc::Rc;

const HEIGHT: u32 = 9;
const WIDTH: u32 = 11;
/// Filters of 3×3 over 9×11 and windows of 2×2: 7×9 positions, of which whole windows cover 6×8.
const POSITIONS: u32 = 48;

/// A bright stroke in noise: class k leans as k says.
fn strokes(n: usize, seed: u32, channels: u32) -> Images {
    let mut rng = Rng::new(seed, 0x57_40);
    let labels: Vec<u8> = (0..n).map(|_| rng.below(4) as u8).collect();
    let mut pixels = Vec::new();
    for &label in &labels {
        let (top, left) = (1 + rng.below(3) as i32, 2 + rng.below(4) as i32);
        let on = |y: i32, x: i32| {
            let (dy, dx) = (y - top, x - left);
            let along = match label {
                0 => dy == 2,
                1 => dx == 2,
                2 => dy == dx,
                _ => dy == 4 - dx,
            };
            along && (0..5).contains(&dy) && (0..5).contains(&dx)
        };
        for (y, x) in (0..HEIGHT as i32).flat_map(|y| (0..WIDTH as i32).map(move |x| (y, x))) {
            let bright = if on(y, x) { 170 } else { 0 };
            pixels.extend((0..channels).map(|_| bright + rng.below(60) as u8));
        }
    }
    Images { height: HEIGHT, width: WIDTH, channels, pixels, labels: Some(labels) }
}

fn constant(value: f32) -> Schedule {
    Schedule::new(value, value, Curve::Linear)
}

/// Filters under a mask of patches that leaves few of them.
fn config() -> NetConfig {
    NetConfig {
        hidden: vec![Hidden::filters(5, 7, Mask::Patch, 3, 2)],
        sigma_organize: constant(1.0),
        sigma_forward: constant(1.5),
        som_rate: Schedule::new(0.3, 0.005, Curve::Exponential),
        som_epochs: 3.0,
        threshold: 0.7,
        learning_rate: constant(0.005),
        batch_size: 16,
        epochs: 4.0,
        evaluations: 4,
        convergence_tolerance: 0.0,
        ..NetConfig::default()
    }
}

fn with(hidden: Hidden) -> NetConfig {
    NetConfig { hidden: vec![hidden], ..config() }
}

fn cpu() -> Rc<dyn Backend> {
    Rc::new(Cpu::new())
}

fn session_on(backend: Rc<dyn Backend>, config: NetConfig) -> NetSession {
    let dataset = Dataset::from_images(&*backend, "Strokes", &strokes(700, 1, 1), &strokes(150, 2, 1)).unwrap();
    NetSession::new(backend, Rc::new(dataset), config).unwrap()
}

fn session(config: NetConfig) -> NetSession {
    session_on(cpu(), config)
}

fn finish(session: &NetSession, piece: u64) {
    while session.advance(piece, u64::MAX).unwrap().state == State::Running {}
}

fn look(session: &NetSession) -> NetFrame {
    block_on(session.frame(NetRequest::default())).unwrap()
}

fn weights(session: &NetSession) -> [(Vec<f32>, Vec<f32>); 2] {
    [0, 1].map(|layer| block_on(session.weights(layer)).unwrap())
}

#[test]
fn filters_learn_in_every_way_to_be_sparse() {
    let filters = Hidden::filters(5, 7, Mask::None, 3, 2);
    let ways = [
        filters,
        Hidden { mask: Mask::Whole, ..filters },
        Hidden { mask: Mask::Patch, ..filters },
        Hidden { winners: 3, ..filters },
        Hidden { keep: 0.5, ..filters },
        Hidden { pruned: 6, ..filters },
    ];
    let gpu: Rc<dyn Backend> = Rc::new(block_on(open(AdapterChoice::Fastest)).unwrap());
    // A software adapter takes its time: two of the ways, and fewer passes.
    let all = ways.map(|way| (cpu(), way, 6.0, 0.9)).into_iter();
    let some = [ways[2], ways[5]].map(|way| (Rc::clone(&gpu), way, 3.0, 0.7));
    for (backend, hidden, epochs, least) in all.chain(some) {
        let threshold = if hidden.mask == Mask::Whole { 0.3 } else { 0.7 };
        let session = session_on(Rc::clone(&backend), NetConfig { threshold, epochs, ..with(hidden) });
        finish(&session, 100);
        let frame = look(&session);
        let last = frame.course.last().unwrap();
        assert!(last.test_accuracy > least, "{hidden:?} on the {}: {:?}", backend.info().backend, frame.course);
        let scores = block_on(session.evaluate(Which::Test)).unwrap();
        assert_eq!((scores.n, scores.accuracy), (150, last.test_accuracy), "dropout is for training alone");
        let [layer] = frame.layers[..] else { panic!("one hidden layer") };
        let patches = hidden.mask == Mask::Patch;
        assert_eq!(layer.grouped, patches);
        assert_eq!(layer.dense_macs, u64::from(POSITIONS * 9 * layer.lattice.n_units()));
        assert_eq!(layer.macs < layer.dense_macs / 2, patches, "{layer:?}");
        let hits = frame.hits.iter().sum::<u32>();
        let expected = [0, 150, 150 * POSITIONS][usize::from(hidden.mask != Mask::None) + usize::from(patches)];
        assert_eq!(hits, expected, "{hidden:?}");
        let active = match hidden {
            Hidden { winners: 3, .. } => 3.0,
            Hidden { pruned: 6, .. } => 6.0,
            Hidden { mask: Mask::None, .. } => 35.0,
            _ => layer.active_units,
        };
        assert_eq!(layer.active_units, active);
        assert!(layer.strength <= layer.active_units / 35.0 || hidden.mask == Mask::None);
    }
}

#[test]
fn the_same_seed_is_the_same_run_however_it_is_cut_and_restored() {
    let filters = Hidden::filters(5, 7, Mask::None, 3, 2);
    for hidden in [config().hidden[0], Hidden { keep: 0.5, ..filters }, Hidden { pruned: 5, ..filters }] {
        let (one, other) = (session(with(hidden)), session(with(hidden)));
        finish(&one, 16);
        finish(&other, 5000);
        assert_eq!(weights(&one), weights(&other), "{hidden:?}");
        // Before and after the filters are pruned, and in the middle of an evaluation.
        for steps in [30, 120] {
            let whole = session(with(hidden));
            whole.advance(u64::MAX, steps).unwrap();
            let saved = block_on(whole.checkpoint()).unwrap();
            let restored = session(config());
            restored.restore(&saved).unwrap();
            finish(&restored, 333);
            assert_eq!(weights(&restored), weights(&one), "{hidden:?} after {steps} steps");
        }
    }
}

#[test]
fn kept_winners_change_nothing_but_the_time() {
    let config = NetConfig { convergence_tolerance: 0.9, epochs: 8.0, ..config() };
    // What is never looked at does not know that its map has come to rest, and searches on.
    let (watched, alone) = (session(config.clone()), session(config.clone()));
    let mut kept = Vec::new();
    loop {
        let state = watched.advance(160, u64::MAX).unwrap().state;
        kept.push(look(&watched).bmus_cached.unwrap());
        if state != State::Running {
            break;
        }
    }
    finish(&alone, 1000);
    assert_eq!((kept[0], *kept.last().unwrap()), (0.0, 1.0), "{kept:?}");
    assert!(kept.is_sorted());
    assert_eq!(weights(&watched), weights(&alone));
    let frame = look(&watched);
    assert_eq!((frame.som_macs_per_image, frame.layers[0].frozen), (0, true));
    // Drift is measured at every hundredth step, and the first time there is nothing to compare with.
    let at = frame.layers[0].frozen_at.unwrap();
    assert!((199 * 14..=200 * 16).contains(&at), "{at}");
    assert_eq!(look(&alone).course.last(), frame.course.last());
    // A map that thaws forgets them.
    assert!(!watched.configure(NetConfig { convergence_tolerance: 0.0, ..config }).unwrap());
    let frame = look(&watched);
    assert_eq!((frame.bmus_cached, frame.layers[0].frozen, frame.layers[0].frozen_at), (Some(0.0), false, None));
}

#[test]
fn pruning_leaves_the_filters_with_the_largest_weights() {
    let hidden = Hidden { pruned: 6, ..Hidden::filters(5, 7, Mask::None, 3, 2) };
    // Steps that hardly move the weights: what is left can be told from what was.
    let run = session(NetConfig { learning_rate: constant(1e-6), evaluations: 1, ..with(hidden) });
    let mut before = weights(&run);
    while !look(&run).layers[0].pruned {
        before = weights(&run);
        run.advance(1, 1).unwrap();
    }
    let frame = look(&run);
    let lattice = frame.layers[0].lattice;
    assert_eq!((lattice.rows, lattice.cols), (1, 6));
    assert!((0.5..0.55).contains(&(frame.samples as f64 / frame.samples_total as f64)), "{}", frame.samples);
    let norm = |filter: usize| before[0].0.iter().skip(filter).step_by(35).map(|weight| weight.abs()).sum::<f32>();
    let mut left: Vec<usize> = (0..35).collect();
    left.sort_by(|&a, &b| norm(b).total_cmp(&norm(a)));
    left.truncate(6);
    left.sort_unstable();
    let of_left = |values: &[f32], row: usize| -> Vec<f32> {
        values
            .chunks_exact(35 * row)
            .flat_map(|rows| left.iter().flat_map(|&i| &rows[i * row..][..row]))
            .copied()
            .collect()
    };
    let now = weights(&run);
    let close = |a: &[f32], b: &[f32]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4);
    assert!(close(&now[0].0, &of_left(&before[0].0, 1)), "filters");
    assert!(close(&now[0].1, &of_left(&before[0].1, 1)), "their bias");
    assert!(close(&now[1].0, &of_left(&before[1].0, 4)), "what reads them");
    assert!(close(&now[1].1, &before[1].1), "the last bias");
    run.reset().unwrap();
    assert!(!look(&run).layers[0].pruned, "a run that starts again has all its filters");
}

#[test]
fn an_image_is_followed_position_by_position() {
    for (mask, channels) in [(Mask::Patch, 1), (Mask::Patch, 3), (Mask::Whole, 1), (Mask::None, 3)] {
        let backend = cpu();
        let (train, test) = (strokes(300, 1, channels), strokes(60, 2, channels));
        let dataset = Rc::new(Dataset::from_images(&*backend, "Strokes", &train, &test).unwrap());
        let two = vec![Hidden::filters(5, 7, mask, 3, 2), Hidden::filters(2, 3, mask, 2, 1)];
        let session = NetSession::new(backend, dataset, NetConfig { hidden: two, epochs: 1.0, ..config() }).unwrap();
        finish(&session, 500);
        for layer in 0..2 {
            let probe = Some(ProbeRequest { source: Source::Test, image: 7 });
            let request = NetRequest { layer, maps: true, filters: true, probe, since: 0 };
            let frame = block_on(session.frame(request)).unwrap();
            let probed = &frame.probe.as_ref().unwrap().layers[layer as usize];
            let n = frame.layers[layer as usize].lattice.n_units() as usize;
            let [out, pos, kernel] = [[(3, 4), (6, 8), (3, 3)], [(2, 3), (2, 3), (2, 2)]][layer as usize];
            assert_eq!((probed.out_rows, probed.out_cols), out);
            assert_eq!(probed.maps.len(), (out.0 * out.1) as usize * n);
            for (unit, &most) in probed.activations.iter().enumerate() {
                assert_eq!(most, probed.maps.iter().skip(unit).step_by(n).copied().fold(0.0, f32::max));
            }
            assert!(probed.mask.iter().all(|value| (0.0..=1.0).contains(value)));
            assert_eq!(probed.bmu.is_some(), mask == Mask::Whole);
            if mask == Mask::Patch {
                assert_eq!((probed.pos_rows, probed.pos_cols), pos);
                assert_eq!(probed.units.len(), (pos.0 * pos.1) as usize);
                let (codebook, picture) = (block_on(session.codebook(layer)).unwrap(), frame.map.as_ref().unwrap());
                assert_eq!(codebook.len(), n * (kernel.0 * kernel.1) as usize);
                assert_eq!((picture.tile_height, picture.tile_width, picture.tile_channels), (kernel.0, kernel.1, 1));
                if layer == 0 {
                    assert_eq!(probed.units, nearest(&test, 7, &codebook, pos), "{channels} channels");
                }
            } else {
                assert!(probed.units.is_empty());
            }
            let filters = frame.filters.as_ref().unwrap();
            let colors = if layer == 0 { channels } else { 1 };
            assert_eq!((filters.tile_height, filters.tile_width, filters.tile_channels), (kernel.0, kernel.1, colors));
            assert_eq!(filters.values.len(), n * (kernel.0 * kernel.1 * colors) as usize);
            assert_eq!(frame.organization.codebook.is_some(), mask != Mask::None);
        }
    }
}

/// The unit that is nearest to the gray patch at every position, row by row.
fn nearest(images: &Images, image: usize, codebook: &[f32], (rows, cols): (u32, u32)) -> Vec<u32> {
    let channels = images.channels as usize;
    let gray = |y: u32, x: u32| -> f32 {
        let at = (image * (HEIGHT * WIDTH) as usize + (y * WIDTH + x) as usize) * channels;
        let pixel = &images.pixels[at..at + channels];
        let luma = if channels == 3 { [0.299, 0.587, 0.114] } else { [1.0, 0.0, 0.0] };
        pixel.iter().zip(luma).map(|(&value, share)| f32::from(value) / 255.0 * share).sum()
    };
    let of = |y: u32, x: u32| {
        let patch: Vec<f32> = (0..9).map(|i| gray(y + i / 3, x + i % 3)).collect();
        let distance = |unit: &[f32]| unit.iter().zip(&patch).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        let units = codebook.chunks_exact(9).map(distance).enumerate();
        units.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(unit, _)| unit as u32)
    };
    (0..rows).flat_map(|y| (0..cols).map(move |x| (y, x))).map(|(y, x)| of(y, x)).collect()
}

#[test]
fn what_does_not_fit_is_answered_in_one_sentence() {
    let wrong = |config: NetConfig| {
        let backend = cpu();
        let dataset = Dataset::from_images(&*backend, "Strokes", &strokes(20, 1, 1), &strokes(20, 2, 1)).unwrap();
        NetSession::new(backend, Rc::new(dataset), config).err().unwrap().to_string()
    };
    let filters = config().hidden[0];
    assert!(wrong(with(Hidden { kernel: 9, ..filters })).contains("do not fit into 9×11"));
    assert!(wrong(with(Hidden { kernel: 16, ..filters })).contains("from 1 to 15"));
    assert!(wrong(with(Hidden { pool: 5, ..filters })).contains("from 1 to 4"));
    assert!(wrong(with(Hidden { winners: 3, ..filters })).contains("in one way"));
    assert!(wrong(with(Hidden { mask: Mask::None, winners: 17, ..filters })).contains("from 1 to 16"));
    assert!(wrong(with(Hidden { mask: Mask::None, keep: 0.0, ..filters })).contains("more than 0"));
    assert!(wrong(with(Hidden { mask: Mask::None, pruned: 36, ..filters })).contains("36 filters left of 35"));
    assert!(wrong(with(Hidden { kernel: 0, ..filters })).contains("set kernel"));
    let dense = Hidden::dense(2, 3, Mask::None);
    assert!(wrong(NetConfig { hidden: vec![dense, filters], ..config() }).contains("Filters come before"));
    assert!(wrong(NetConfig { patches: 0, ..config() }).contains("0 patches"));
    assert!(wrong(NetConfig { som_epochs: -1.0, ..config() }).contains("the maps organize"));
    let run = session(config());
    assert!(block_on(run.ascend(Ascent::default())).unwrap_err().to_string().contains("fully-connected"));
    // With the bias after the mask, what is masked is not 0: all channels are computed.
    run.configure(NetConfig { bias: Bias::AfterMask, ..config() }).unwrap();
    run.advance(16, 1).unwrap();
    let frame = look(&run);
    assert!(!frame.layers[0].grouped && frame.layers[0].macs == frame.layers[0].dense_macs);
}
