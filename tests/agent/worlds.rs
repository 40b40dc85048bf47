//! CartPole and Pendulum against Gymnasium, step by step (scripts/reference/cartpole.py and pendulum.py).

use super::recorded;
use serde::Deserialize;
use som_lab::agent::cartpole::{ANGLE_LIMIT, START, X_LIMIT, failed, force, step};
use som_lab::agent::environment::{Environment, World};
use som_lab::agent::pendulum;

#[derive(Deserialize)]
struct Record<T> {
    trajectories: Vec<T>,
}

#[derive(Deserialize)]
struct Ended {
    step: usize,
    terminated: bool,
    truncated: bool,
}

#[derive(Deserialize)]
struct CartPole {
    name: String,
    max_episode_steps: u32,
    actions: Vec<usize>,
    states: Vec<[f64; 4]>,
    ended: Option<Ended>,
}

#[derive(Deserialize)]
struct Pendulum {
    name: String,
    torques: Vec<f64>,
    states: Vec<[f64; 2]>,
    rewards: Vec<f64>,
}

const TOLERANCE: f64 = 1e-6;

#[test]
fn carts_move_as_gymnasiums_do_and_end_when_they_do() {
    let record: Record<CartPole> = recorded("cartpole.json");
    assert!(record.trajectories.len() >= 6);
    for CartPole { name, max_episode_steps, actions, states, ended } in record.trajectories {
        let environment = if max_episode_steps == 200 { Environment::CartpoleV0 } else { Environment::CartpoleV1 };
        assert_eq!(environment.limit(), max_episode_steps);
        let mut world = World { state: states[0], ..World::start(environment, 1, 0) };
        for (i, (&action, expected)) in actions.iter().zip(&states[1..]).enumerate() {
            let step = world.act(force(action), 0.0);
            for (here, there) in world.state.iter().zip(expected) {
                assert!((here - there).abs() < TOLERANCE, "{name}, step {i}: {:?}, not {expected:?}", world.state);
            }
            // Rounded to f32, as the agent sees them, they are still the same.
            let seen = environment.state_of(world.seen());
            assert!(
                seen.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6 * b.abs().max(1.0)),
                "{name}, step {i}"
            );
            let last = ended.as_ref().filter(|ended| ended.step == i + 1);
            assert_eq!(step.terminated, last.is_some_and(|ended| ended.terminated), "{name}, step {i}");
            assert_eq!(
                world.truncated() && !step.terminated,
                last.is_some_and(|ended| ended.truncated && !ended.terminated),
                "{name}, step {i}"
            );
            assert_eq!(step.reward, 1.0, "each step pays 1, the last one too");
        }
    }
}

#[test]
fn limits_are_strict() {
    assert!(!failed([X_LIMIT, 9.0, ANGLE_LIMIT, -9.0]));
    assert!(failed([X_LIMIT + 1e-9, 0.0, 0.0, 0.0]) && failed([0.0, 0.0, -ANGLE_LIMIT - 1e-9, 0.0]));
    let pushed = step([0.0; 4], force(1));
    assert!(pushed[1] > 0.0 && pushed[3] < 0.0 && pushed[0] == 0.0 && pushed[2] == 0.0, "{pushed:?}");
}

#[test]
fn starts_are_uniform_and_an_episodes_own() {
    let starts: Vec<_> = (0..2000).map(|episode| World::start(Environment::CartpoleV0, 7, episode).state).collect();
    assert_eq!(starts[3], World::start(Environment::CartpoleV1, 7, 3).state);
    assert_ne!(starts[3], World::start(Environment::CartpoleV0, 8, 3).state);
    for i in 0..4 {
        let values = starts.iter().map(|state| state[i]);
        assert!(values.clone().all(|value| value.abs() <= START));
        let (mean, square) = values.fold((0.0, 0.0), |(mean, square), v| (mean + v / 2e3, square + v * v / 2e3));
        assert!(mean.abs() < 0.003 && (square / (START * START / 3.0) - 1.0).abs() < 0.1, "{i}: {mean}, {square}");
    }
}

#[test]
fn pendulums_swing_as_gymnasiums_do() {
    let record: Record<Pendulum> = recorded("pendulum.json");
    assert!(record.trajectories.len() >= 6);
    for Pendulum { name, torques, states, rewards } in record.trajectories {
        let mut state = states[0];
        for (i, ((&torque, expected), reward)) in torques.iter().zip(&states[1..]).zip(rewards).enumerate() {
            let (next, paid) = pendulum::step(state, torque);
            let close = next.iter().zip(expected).all(|(here, there)| (here - there).abs() < TOLERANCE);
            assert!(close && (paid - reward).abs() < TOLERANCE, "{name}, step {i}: {next:?} and {paid}");
            state = next;
        }
    }
}

#[test]
fn a_pendulum_has_its_time_and_never_fails() {
    let mut world = World::start(Environment::Pendulum, 1, 0);
    let steps = (0..200).filter(|_| !world.act(2.0, 0.0).terminated).count();
    assert!(steps == 200 && world.truncated());
    let seen = world.seen();
    assert!((seen[0].hypot(seen[1]) - 1.0).abs() < 1e-6 && seen[3] == 0.0);
}
