//! Whole runs of networks: the same seed is the same run, a restored one goes on bit for bit, what acts while it runs
//! does, and bad input is answered in one sentence.

use pollster::block_on;
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::data::Images;
use som_lab::data::dataset::{Dataset, Which};
use som_lab::error::Kind;
use som_lab::frame::{Source, State};
use som_lab::lattice::Topology;
use som_lab::net::NetSession;
use som_lab::net::ascent::Ascent;
use som_lab::net::config::{Bias, Hidden, Mask, NetConfig, Optimizer, Order};
use som_lab::net::frame::{NetFrame, NetRequest, ProbeRequest};
use som_lab::rng::Rng;
use som_lab::som::schedule::{Curve, Schedule};
use std::rc::Rc;

const SIDE: u32 = 6;

/// Noisy bars: class k is a bright row k, or a bright column k − 2.
fn bars(n: usize, seed: u32) -> Images {
    let mut rng = Rng::new(seed, 0xBA25);
    let labels: Vec<u8> = (0..n).map(|_| rng.below(4) as u8).collect();
    let pixels = labels
        .iter()
        .flat_map(|&label| (0..SIDE * SIDE).map(move |at| (u32::from(label), at / SIDE, at % SIDE)))
        .map(|(label, row, col)| if label < 2 { row == 1 + 3 * label } else { col == 1 + 3 * (label - 2) })
        .map(|bright| (if bright { 150 } else { 0 }) + rng.below(100) as u8)
        .collect();
    Images { height: SIDE, width: SIDE, channels: 1, pixels, labels: Some(labels) }
}

fn dataset(backend: &dyn Backend) -> Rc<Dataset> {
    Rc::new(Dataset::from_images(backend, "Bars", &bars(700, 1), &bars(300, 2)).unwrap())
}

fn constant(value: f32) -> Schedule {
    Schedule::new(value, value, Curve::Linear)
}

fn config() -> NetConfig {
    NetConfig {
        hidden: vec![Hidden::dense(3, 5, Mask::Whole), Hidden::dense(4, 3, Mask::Whole)],
        sigma_organize: constant(1.0),
        sigma_forward: constant(2.0),
        learning_rate: constant(0.005),
        batch_size: 16,
        epochs: 3.0,
        evaluations: 4,
        convergence_tolerance: 0.0,
        ..NetConfig::default()
    }
}

fn cpu() -> Rc<dyn Backend> {
    Rc::new(Cpu::new())
}

fn session(config: NetConfig) -> NetSession {
    let backend = cpu();
    NetSession::new(Rc::clone(&backend), dataset(&*backend), config).unwrap()
}

/// To the end, in pieces of `piece` samples.
fn finish(session: &NetSession, piece: u64) {
    while session.advance(piece, u64::MAX).unwrap().state == State::Running {}
}

fn look(session: &NetSession, request: NetRequest) -> NetFrame {
    block_on(session.frame(request)).unwrap()
}

fn everything(session: &NetSession) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let of = |layer| block_on(session.weights(layer)).unwrap();
    (of(0).0, of(2).1, block_on(session.codebook(1)).unwrap())
}

#[test]
fn a_network_learns_and_its_course_has_fixed_places() {
    for backend in [cpu(), Rc::new(block_on(open(AdapterChoice::Fastest)).unwrap())] {
        let session = NetSession::new(Rc::clone(&backend), dataset(&*backend), config()).unwrap();
        finish(&session, 100);
        let frame = look(&session, NetRequest::default());
        let samples: Vec<u64> = frame.course.iter().map(|point| point.samples).collect();
        // Of 2,100 samples: squares of quarters (131, 525, 1,181), each at the first step that reaches it; a pass is 700.
        let whole = |due: u64| due.div_ceil(16) * 16;
        let places = [whole(131), whole(525), 700 + whole(1181 - 700)];
        assert_eq!(samples[..3], places, "{}", backend.info().backend);
        assert_eq!((samples.len(), samples[3], frame.samples), (4, 2100, 2100));
        let [first, last] = [frame.course[0], frame.course[3]];
        assert!(first.test_accuracy < last.test_accuracy && last.test_accuracy > 0.95, "{:?}", frame.course);
        assert!(last.train_accuracy > 0.9 && last.test_loss < 0.4 && last.train_loss < 0.6, "{last:?}");
        let scores = block_on(session.evaluate(Which::Test)).unwrap();
        assert_eq!((scores.n, scores.accuracy), (300, last.test_accuracy));
        assert!((scores.loss - last.test_loss).abs() < 1e-5);
        assert_eq!(frame.dispatches_per_step, 19, "both hidden layers masked");
    }
}

#[test]
fn a_part_of_the_test_set_tells_on_the_way_and_all_of_it_at_the_end() {
    let backend = cpu();
    // The last labels are wrong: they lower the first points only if the part is drawn from all.
    let mut test = bars(2_400, 2);
    let wrong = test.labels.as_mut().unwrap();
    wrong[2_000..].iter_mut().for_each(|label| *label = (*label + 1) % 4);
    let data = Rc::new(Dataset::from_images(&*backend, "Bars", &bars(700, 1), &test).unwrap());
    let session = NetSession::new(backend, data, config()).unwrap();
    finish(&session, 100);
    let course = look(&session, NetRequest::default()).course;
    assert_eq!(course.iter().map(|point| point.images).collect::<Vec<_>>(), [2_000, 2_000, 2_000, 2_400]);
    let whole = block_on(session.evaluate(Which::Test)).unwrap();
    assert_eq!((whole.n, whole.accuracy), (2_400, course[3].test_accuracy));
    let settled = course[2].test_accuracy;
    assert!(settled < 0.9 && (settled - whole.accuracy).abs() < 0.03, "{course:?}");
}

#[test]
fn few_samples_have_no_two_evaluations_in_one_place() {
    let session = session(NetConfig { evaluations: 1_000, epochs: 0.5, ..config() });
    finish(&session, 100);
    let frame = look(&session, NetRequest::default());
    assert_eq!((frame.course.len() as u64, frame.state), (frame.step, State::Finished));
    assert!(frame.course.windows(2).all(|two| two[0].samples < two[1].samples));
}

#[test]
fn the_same_seed_is_the_same_run_however_it_is_cut() {
    let (one, other) = (session(config()), session(config()));
    finish(&one, 16);
    finish(&other, 5000);
    assert_eq!(everything(&one), everything(&other));
    let course = |session: &NetSession| look(session, NetRequest::default()).course;
    assert_eq!(course(&one), course(&other));
    one.reset().unwrap();
    assert_ne!(everything(&one), everything(&other));
    finish(&one, 333);
    assert_eq!(everything(&one), everything(&other));
    let third = session(NetConfig { seed: 2, ..config() });
    finish(&third, 5000);
    assert_ne!(everything(&third), everything(&one));
}

#[test]
fn networks_that_differ_in_their_masks_start_alike() {
    let plain = Hidden::dense(3, 5, Mask::None);
    let masked = session(config());
    let without = session(NetConfig { hidden: vec![plain, Hidden::dense(4, 3, Mask::Whole)], ..config() });
    for layer in 0..3 {
        assert_eq!(block_on(masked.weights(layer)).unwrap(), block_on(without.weights(layer)).unwrap());
    }
    assert!(block_on(without.codebook(0)).unwrap_err().to_string().contains("no map"));
}

#[test]
fn a_restored_run_goes_on_bit_for_bit() {
    for (optimizer, convergence_tolerance) in [(Optimizer::Adam, 0.0), (Optimizer::Sgd, 0.5)] {
        let whole = session(NetConfig { optimizer, convergence_tolerance, epochs: 6.0, ..config() });
        // In the middle of an evaluation as well: 300 test images take two slices.
        whole.advance(1, 9).unwrap();
        whole.advance(1, 1).unwrap();
        let saved = block_on(whole.checkpoint()).unwrap();
        finish(&whole, 200);
        let other = session(config());
        other.restore(&saved).unwrap();
        assert_eq!(other.config(), whole.config());
        finish(&other, 77);
        assert_eq!(everything(&whole), everything(&other));
        let course = |session: &NetSession| look(session, NetRequest::default()).course;
        assert_eq!(course(&whole), course(&other));
    }
    // What the last evaluation said of the masks comes along.
    let (whole, other) = (session(config()), session(config()));
    finish(&whole, 500);
    other.restore(&block_on(whole.checkpoint()).unwrap()).unwrap();
    let (told, known) = (look(&other, NetRequest::default()), look(&whole, NetRequest::default()));
    assert_eq!((told.layers, told.hits), (known.layers, known.hits));

    let damaged = session(config());
    let saved = block_on(damaged.checkpoint()).unwrap();
    for bytes in [&saved[..saved.len() / 2], b"nothing of ours"] {
        assert_eq!(damaged.restore(bytes).unwrap_err().kind, Kind::Checkpoint);
    }
}

#[test]
fn settings_act_while_it_runs_or_start_it_again() {
    let session = session(config());
    session.advance(320, u64::MAX).unwrap();
    let before = look(&session, NetRequest::default()).samples;
    assert!(!session.configure(NetConfig { sigma_forward: constant(0.5), threshold: 0.5, ..config() }).unwrap());
    let frame = look(&session, NetRequest::default());
    assert_eq!((frame.samples, frame.sigma_forward), (before, 0.5));
    assert!(session.configure(NetConfig { batch_size: 32, ..config() }).unwrap());
    assert_eq!(look(&session, NetRequest::default()).samples, 0);
    let wrong = NetConfig { threshold: 1.5, ..config() };
    assert!(session.configure(wrong).unwrap_err().to_string().contains("threshold of 1.5"));
    assert_eq!(session.config().batch_size, 32, "what ran goes on");
}

#[test]
fn a_map_is_held_by_hand_and_freezes_by_itself() {
    let held = session(NetConfig { frozen: true, ..config() });
    let first = block_on(held.codebook(0)).unwrap();
    finish(&held, 500);
    assert_eq!(block_on(held.codebook(0)).unwrap(), first);
    assert!(look(&held, NetRequest::default()).layers.iter().all(|layer| layer.frozen));

    // A tolerance of 1 freezes at the second look, after 200 steps; looking at it changes nothing.
    let config = NetConfig { convergence_tolerance: 1.0, epochs: 8.0, ..config() };
    let (watched, unwatched) = (session(config.clone()), session(config.clone()));
    let at = |steps| {
        watched.advance(u64::MAX, steps).unwrap();
        (look(&watched, NetRequest::default()).layers[0], block_on(watched.codebook(0)).unwrap())
    };
    // Evaluations are no steps, so a call ends at its steps.
    let (early, _) = at(199);
    let (late, settled) = at(1);
    assert!(!early.frozen && late.frozen && late.codebook_change.unwrap() < 1.0);
    finish(&watched, 500);
    finish(&unwatched, 500);
    assert_eq!(block_on(watched.codebook(0)).unwrap(), settled);
    assert_eq!(everything(&watched), everything(&unwatched));
    // Thawed, it learns again.
    watched.reset().unwrap();
    watched.advance(u64::MAX, 200).unwrap();
    let settled = block_on(watched.codebook(0)).unwrap();
    watched.configure(NetConfig { convergence_tolerance: 0.0, ..config }).unwrap();
    watched.advance(u64::MAX, 20).unwrap();
    assert_ne!(block_on(watched.codebook(0)).unwrap(), settled);
}

#[test]
fn the_order_of_mask_and_relu_matters_only_with_a_bias_between_them() {
    let run = |order, bias| {
        let session = session(NetConfig { order, bias, threshold: 0.3, ..config() });
        finish(&session, 1000);
        everything(&session).0
    };
    assert_eq!(run(Order::MaskRelu, Bias::BeforeMask), run(Order::ReluMask, Bias::BeforeMask));
    assert_ne!(run(Order::MaskRelu, Bias::AfterMask), run(Order::ReluMask, Bias::AfterMask));
}

#[test]
fn masks_are_as_strong_as_they_say() {
    let session = session(NetConfig { threshold: 0.5, ..config() });
    finish(&session, 1000);
    let frame = look(&session, NetRequest { maps: true, filters: true, layer: 1, ..NetRequest::default() });
    for layer in &frame.layers {
        let n = f64::from(layer.lattice.n_units());
        assert!(layer.active_units < n && layer.active_units >= 1.0, "{layer:?}");
        // What is left of a mask is at least 0.5, and 1 at the winner.
        assert!(layer.strength > 0.5 * layer.active_units / n && layer.strength < layer.active_units / n, "{layer:?}");
    }
    assert_eq!(frame.hits.iter().sum::<u32>(), 300);
    let (map, filters) = (frame.map.unwrap(), frame.filters.unwrap());
    // The second layer sees the first, 3 × 5 neurons.
    assert_eq!((map.tile_height, map.tile_width, map.tile_channels), (3, 5, 1));
    assert_eq!(map.tiles.len(), 12 * 15);
    assert_eq!(filters.values.len(), 12 * 15);
    let (weights, _) = block_on(session.weights(1)).unwrap();
    assert_eq!(filters.values[15 + 3], weights[3 * 12 + 1], "one row a neuron");
    assert!(frame.organization.codebook.unwrap() > frame.organization.filters.unwrap());
}

#[test]
fn one_image_is_followed_through_the_network() {
    let session = session(config());
    finish(&session, 1000);
    let probe = |source, image| ProbeRequest { source, image };
    let request = |probe| NetRequest { probe: Some(probe), ..NetRequest::default() };
    let mut right = 0;
    for image in 0..50 {
        let probed = look(&session, request(probe(Source::Test, image))).probe.unwrap();
        assert!((probed.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        let guess = (0..4).max_by(|&a, &b| probed.probabilities[a].total_cmp(&probed.probabilities[b])).unwrap();
        right += u32::from(probed.label == Some(guess as u8));
        let layer = &probed.layers[0];
        assert_eq!((layer.mask.len(), layer.activations.len()), (15, 15));
        assert_eq!(layer.mask[layer.bmu.unwrap() as usize], 1.0);
    }
    assert!(right > 45, "{right} of 50");
    // The same image as one of the visitor's own.
    let image = bars(300, 2).pixels[..36].to_vec();
    session.set_probe(Images { height: SIDE, width: SIDE, channels: 1, pixels: image, labels: None }).unwrap();
    let own = look(&session, request(probe(Source::Probe, 0))).probe.unwrap();
    let known = look(&session, request(probe(Source::Test, 0))).probe.unwrap();
    assert_eq!((own.probabilities, own.layers, own.label), (known.probabilities, known.layers, None));
    let large = Images { height: 7, width: SIDE, channels: 1, pixels: vec![0; 42], labels: None };
    assert!(session.set_probe(large).unwrap_err().to_string().contains("6×6"));
    session.clear_probe();
    let error = block_on(session.frame(request(probe(Source::Probe, 0)))).unwrap_err();
    assert!(error.message.contains("no picture"));
    assert!(block_on(session.frame(request(probe(Source::Test, 300)))).unwrap_err().to_string().contains("image 300"));
}

#[test]
fn inputs_climb_to_what_a_neuron_wants_to_see() {
    let session = session(config());
    finish(&session, 1000);
    for layer in 0..2 {
        let climb = |steps| block_on(session.ascend(Ascent { layer, steps, blur: 0.0, ..Ascent::default() })).unwrap();
        let (short, long) = (climb(1), climb(40));
        assert!(long.tiles.values.iter().all(|value| (0.0..=1.0).contains(value)));
        let sum = |activations: &[f32]| activations.iter().sum::<f32>();
        assert!(sum(&long.activations) > 1.5 * sum(&short.activations), "layer {layer}");
    }
    // In the first layer the best input is known: bright where the weight is positive, dark elsewhere.
    let found = block_on(session.ascend(Ascent { steps: 200, decay: 0.0, blur: 0.0, ..Ascent::default() })).unwrap();
    let (weights, bias) = block_on(session.weights(0)).unwrap();
    for neuron in 0..15 {
        let best: f32 = (0..36).map(|input| weights[input * 15 + neuron].max(0.0)).sum::<f32>() + bias[neuron];
        assert!((found.activations[neuron] - best.max(0.0)).abs() < 1e-3 * (1.0 + best.abs()), "neuron {neuron}");
    }
    assert!(
        block_on(session.ascend(Ascent { layer: 2, ..Ascent::default() })).unwrap_err().to_string().contains("layer 2")
    );
    assert!(
        block_on(session.ascend(Ascent { steps: 0, ..Ascent::default() })).unwrap_err().to_string().contains("steps")
    );
}

#[test]
fn what_does_not_fit_is_answered_in_one_sentence() {
    let backend = cpu();
    let unlabeled = Images { labels: None, ..bars(20, 1) };
    let unlabeled = Rc::new(Dataset::from_images(&*backend, "Bars", &unlabeled, &unlabeled).unwrap());
    let refused = NetSession::new(Rc::clone(&backend), unlabeled, config()).err().unwrap();
    assert!(refused.kind == Kind::Data && refused.message.contains("no labels"), "{refused}");
    let wrong = |config: NetConfig| {
        let backend = cpu();
        NetSession::new(Rc::clone(&backend), dataset(&*backend), config).err().unwrap().to_string()
    };
    assert!(wrong(NetConfig { hidden: vec![], ..config() }).contains("0 hidden layers"));
    let wide = Hidden::dense(64, 64, Mask::Whole);
    assert!(wrong(NetConfig { hidden: vec![wide; 4], ..config() }).contains("million weights"));
    assert!(wrong(NetConfig { lattice: Topology::Hexagonal, ..config() }).contains("hexagonal"));
    assert!(wrong(NetConfig { lattice: Topology::Ring, ..config() }).contains("one row"));
    assert!(wrong(NetConfig { batch_size: 0, ..config() }).contains("mini-batch of 0"));
    assert!(wrong(NetConfig { learning_rate: constant(2.0), ..config() }).contains("learning rate"));
    assert!(block_on(session(config()).weights(3)).unwrap_err().to_string().contains("no layer 3"));
}
