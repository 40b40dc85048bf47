//! Whole runs: the same seed is the same run, a restored one goes on bit for bit, and an agent learns.

use super::allocations;
use pollster::block_on;
use som_lab::agent::AgentSession;
use som_lab::agent::config::{AgentConfig, AgentLayer, MiniBatch, Torques, TrainAfter, UpdatesBy};
use som_lab::agent::environment::Environment;
use som_lab::agent::frame::{AgentFrame, AgentRequest, Ending};
use som_lab::agent::stage::DriveRequest;
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::error::Kind;
use som_lab::frame::State;
use som_lab::lattice::Topology;
use std::rc::Rc;

const EVERYTHING: AgentRequest = AgentRequest { sheet: true, portrait: true, since: 0 };

fn small() -> AgentConfig {
    AgentConfig {
        hidden: vec![AgentLayer { rows: 4, cols: 4, mask: true }],
        episodes: 40,
        warm_up: 40,
        batch_size: 8,
        target_update: 20,
        train_after: TrainAfter::Step,
        updates: 1.0,
        ..AgentConfig::default()
    }
}

fn session(config: AgentConfig) -> AgentSession {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    AgentSession::new(backend, Rc::new(()), config).unwrap()
}

fn look(session: &AgentSession) -> AgentFrame {
    block_on(session.frame(EVERYTHING)).unwrap()
}

fn finish(session: &AgentSession) -> AgentFrame {
    while session.advance(1 << 20, u64::MAX).unwrap().state == State::Running {}
    look(session)
}

/// All that can be seen of a run, to the last bit.
fn seen(session: &AgentSession) -> String {
    let frame = look(session);
    let weights = block_on(session.weights(0)).unwrap();
    format!("{frame:?} {weights:?}")
}

#[test]
fn a_seed_is_a_run() {
    let run = |seed| {
        let session = session(AgentConfig { seed, ..small() });
        finish(&session);
        seen(&session)
    };
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
}

#[test]
fn how_work_is_cut_makes_no_difference() {
    let (whole, pieces) = (session(small()), session(small()));
    finish(&whole);
    for most in (1..).map(|i| i * 37 % 101) {
        if pieces.advance(most, u64::MAX).unwrap().state == State::Finished {
            break;
        }
        look(&pieces);
        pieces.drive(DriveRequest { steps: 3, ..DriveRequest::default() });
    }
    assert_eq!(seen(&whole), seen(&pieces));
}

#[test]
fn a_restored_run_goes_on_in_the_middle_of_an_episode() {
    let pendulum = AgentConfig {
        environment: Environment::Pendulum,
        torques: Torques::Map,
        step_reward: 0.1,
        episodes: 4,
        ..small()
    };
    let after_episodes = AgentConfig {
        train_after: TrainAfter::Episode,
        updates_by: UpdatesBy::MemorySize,
        updates: 0.3,
        replay_capacity: 200,
        target_update: 0,
        ..small()
    };
    for config in [small(), after_episodes, pendulum] {
        let run = session(config.clone());
        run.advance(3_001, u64::MAX).unwrap();
        let bytes = block_on(run.checkpoint()).unwrap();
        finish(&run);
        let other = session(AgentConfig { seed: 99, ..config.clone() });
        other.advance(500, u64::MAX).unwrap();
        other.restore(&bytes).unwrap();
        assert_eq!(other.config(), config);
        finish(&other);
        assert_eq!(seen(&run), seen(&other));
        // What is no checkpoint, or a damaged one, leaves the run as it was.
        let before = seen(&other);
        for cut in [0, 1, 7, bytes.len() / 2, bytes.len() - 1] {
            assert_eq!(other.restore(&bytes[..cut]).unwrap_err().kind, Kind::Checkpoint);
        }
        assert_eq!(seen(&other), before);
    }
}

#[test]
fn an_agent_learns_to_balance() {
    for mask in [false, true] {
        let config = AgentConfig {
            hidden: vec![AgentLayer { rows: 10, cols: 10, mask }],
            episodes: 150,
            ..AgentConfig::default()
        };
        let frame = finish(&session(config));
        let mean = |range: std::ops::Range<usize>| {
            frame.course[range.clone()].iter().map(|point| point.episode_return).sum::<f64>() / range.len() as f64
        };
        let (first, last) = (mean(0..20), mean(130..150));
        assert!(first < 40.0 && last > 120.0, "mask {mask}: {first} at first, {last} at last");
        let point = frame.course.last().unwrap();
        assert_eq!((frame.episode, point.samples), (150, frame.step));
        let trained = frame.course.iter().filter(|point| point.samples >= 200).count() as u64;
        assert_eq!(frame.gradient_steps, 64 * trained, "after every episode from the warm-up on");
    }
}

#[test]
fn mini_batches_go_with_what_they_are_counted_by() {
    let steps = |updates_by, train_after, updates, mini_batch| {
        let config = AgentConfig { updates_by, train_after, updates, mini_batch, warm_up: 1, ..small() };
        let frame = finish(&session(config));
        (frame.gradient_steps as f64, frame.step as f64, frame)
    };
    let (gradient_steps, _, frame) = steps(UpdatesBy::Fixed, TrainAfter::Episode, 3.0, MiniBatch::AtOnce);
    assert_eq!(gradient_steps, 3.0 * f64::from(frame.episode));
    let (gradient_steps, _, frame) = steps(UpdatesBy::Fixed, TrainAfter::Episode, 3.0, MiniBatch::SampleBySample);
    assert_eq!(gradient_steps, 8.0 * 3.0 * f64::from(frame.episode));
    let (gradient_steps, world_steps, _) = steps(UpdatesBy::EpisodeLength, TrainAfter::Episode, 0.5, MiniBatch::AtOnce);
    assert_eq!(gradient_steps, (0.5 * world_steps).floor());
    let (gradient_steps, _, frame) = steps(UpdatesBy::MemorySize, TrainAfter::Episode, 0.25, MiniBatch::AtOnce);
    let wanted: f64 = frame.course.iter().map(|point| point.samples as f64 / 8.0 * 0.25).sum();
    assert!((gradient_steps - wanted).abs() < 1.0, "{gradient_steps}, not {wanted}");
}

#[test]
fn settings_act_while_it_runs_or_begin_it_again() {
    let run = session(small());
    run.advance(4000, u64::MAX).unwrap();
    let before = look(&run);
    assert!(!run.configure(AgentConfig { gamma: 0.9, replay_capacity: 50, ..small() }).unwrap());
    let frame = look(&run);
    assert_eq!((frame.step, frame.replay_len), (before.step, 50));
    assert!(run.configure(AgentConfig { environment: Environment::CartpoleV1, ..small() }).unwrap());
    assert_eq!((look(&run).step, look(&run).limit), (0, 500));
    let error = run.configure(AgentConfig { gamma: 1.5, ..small() }).unwrap_err();
    assert_eq!((error.kind, error.field.as_deref()), (Kind::Config, Some("gamma")));
    assert!(error.message.contains("from 0 to 1"), "{}", error.message);
    let hexagonal = AgentConfig { lattice: Topology::Hexagonal, ..small() };
    assert!(run.configure(hexagonal).unwrap_err().message.contains("choose rectangle"));
}

#[test]
fn a_frame_shows_the_states_that_the_map_has_learned() {
    let run = session(AgentConfig { episodes: 60, ..small() });
    run.advance(30_000, u64::MAX).unwrap();
    let frame = look(&run);
    let sheet = frame.sheet.unwrap();
    assert_eq!((sheet.states.len(), sheet.values.len(), sheet.wins.len()), (16 * 4, 16 * 2, 16));
    assert_eq!(sheet.wins.iter().sum::<u32>(), sheet.n_states);
    // States of carts that stand: units lie within the track, and poles lean within the limit, give or take.
    assert!(sheet.states.chunks_exact(4).all(|state| state[0].abs() < 2.4 && state[2].abs() < 0.3), "{sheet:?}");
    let portrait = frame.portrait.unwrap();
    let cells = (portrait.rows * portrait.cols) as usize;
    assert_eq!((portrait.greedy.len(), portrait.advantage.len()), (cells, cells));
    assert!(portrait.advantage.iter().all(|&advantage| advantage >= 0.0));
    let last = frame.course.last().unwrap();
    assert_eq!(portrait.trail.len(), 4 * (last.length as usize + 1));
    assert_eq!(frame.chosen.iter().sum::<u32>(), frame.replay_len.min(1000));
    // Without a map there is no sheet.
    let plain = session(AgentConfig { hidden: vec![AgentLayer { rows: 4, cols: 4, mask: false }], ..small() });
    assert!(look(&plain).sheet.is_none());
    assert_eq!(block_on(plain.codebook(0)).unwrap_err().kind, Kind::Config);
}

#[test]
fn a_visitor_can_push_the_cart_and_the_training_never_knows() {
    let run = session(small());
    let pushed = run.drive(DriveRequest { steps: 100, effort: Some(10.0), ..DriveRequest::default() });
    assert_eq!(pushed.ending, Some(Ending::Failed));
    assert!(pushed.steps < 30 && pushed.states.len() == 4 * pushed.steps as usize);
    assert!(pushed.efforts.iter().all(|&effort| effort == 10.0) && pushed.state[0] > 0.0);
    // Nothing happens until it begins again.
    assert_eq!(run.drive(DriveRequest { steps: 5, ..DriveRequest::default() }).steps, pushed.steps);
    let next = run.drive(DriveRequest { steps: 1, restart: true, ..DriveRequest::default() });
    assert_eq!((next.steps, next.episode, next.ending), (1, 1, None));
    assert!(next.bmu.is_some() && next.values.len() == 2);
    let nudged = run.drive(DriveRequest { steps: 1, effort: Some(0.0), nudge: 30.0, restart: false });
    assert!(nudged.state[1] > next.state[1] + 0.3);
    assert_eq!(look(&run).step, 0);
}

#[test]
fn a_map_of_actions_moves_within_what_the_motor_can_do() {
    let config = AgentConfig {
        environment: Environment::Pendulum,
        torques: Torques::Map,
        step_reward: 0.1,
        episodes: 10,
        ..small()
    };
    let grid = look(&session(config.clone())).efforts;
    assert_eq!(grid, [-2.0, -1.0, 0.0, 1.0, 2.0]);
    let frame = finish(&session(config.clone()));
    assert!(frame.efforts != grid && frame.efforts.iter().all(|torque| torque.abs() < 3.0), "{:?}", frame.efforts);
    assert!(frame.course.iter().all(|point| point.length == 200 && point.episode_return <= 0.0));
    assert_eq!(finish(&session(AgentConfig { torques: Torques::Grid, ..config })).efforts, grid);
}

#[test]
fn a_step_allocates_nothing() {
    for (mask, double_q) in [(false, false), (true, true)] {
        let config = AgentConfig {
            hidden: vec![AgentLayer { rows: 10, cols: 10, mask }; 2],
            double_q,
            train_after: TrainAfter::Step,
            updates: 1.0,
            replay_capacity: 1000,
            som_episodes: 0,
            episodes: 10_000,
            l2: 1e-6,
            ..AgentConfig::default()
        };
        let run = session(config);
        run.advance(100_000, u64::MAX).unwrap();
        let (before, episodes) = (allocations(), look(&run).episode);
        let looked = allocations();
        let advanced = run.advance(100_000, u64::MAX).unwrap();
        let allocated = allocations() - looked;
        // An episode's end may make room for more of them.
        let ended = u64::from(look(&run).episode - episodes);
        assert!(looked > before && advanced.steps > 1000);
        assert!(allocated <= 4 + ended, "mask {mask}: {allocated} allocations in {} steps", advanced.steps);
    }
}

#[test]
fn an_agent_lives_on_the_cpu() {
    use som_lab::backend::gpu::{AdapterChoice, open};
    let Ok(gpu) = block_on(open(AdapterChoice::Fastest)) else { return };
    let Err(error) = AgentSession::new(Rc::new(gpu), Rc::new(()), small()) else { panic!("a graphics adapter") };
    assert!(error.message.contains("choose the CPU"), "{}", error.message);
}
