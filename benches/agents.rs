//! Gradient steps of agents, acting included: `cargo bench --bench agents`.
//!
//! CartPole, one gradient step on 32 transitions after every step of the world, with a target network; without a map, with
//! a map of states that learns, and with maps on two layers. They take turns; medians of gradient steps a second.

use som_lab::agent::AgentSession;
use som_lab::agent::config::{AgentConfig, AgentLayer, TrainAfter};
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use std::rc::Rc;
use std::time::Instant;

const STEPS: u64 = 20_000;
const TURNS: usize = 7;

fn session(layers: usize, mask: bool) -> AgentSession {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let config = AgentConfig {
        hidden: vec![AgentLayer { rows: 10, cols: 10, mask }; layers],
        batch_size: 32,
        train_after: TrainAfter::Step,
        updates: 1.0,
        // So that the run does not end, nor its maps come to rest, within a measurement.
        episodes: 100_000,
        som_episodes: 0,
        ..AgentConfig::default()
    };
    AgentSession::new(backend, Rc::new(()), config).expect("settings that fit")
}

fn main() {
    let rows = [
        ("4-100-2", session(1, false)),
        ("4-100-2, a map of states", session(1, true)),
        ("4-100-100-2", session(2, false)),
        ("4-100-100-2, maps on both layers", session(2, true)),
    ];
    let mut rates = vec![Vec::new(); rows.len()];
    for turn in 0..=TURNS {
        for ((_, session), rates) in rows.iter().zip(&mut rates) {
            let start = Instant::now();
            session.advance(u64::MAX, STEPS).expect("a device with room");
            // The first turn warms up.
            if turn > 0 {
                rates.push(STEPS as f64 / start.elapsed().as_secs_f64());
            }
        }
    }
    for ((name, _), mut rates) in rows.iter().zip(rates) {
        rates.sort_by(f64::total_cmp);
        println!("{name:34} {:7.0} gradient steps a second", rates[TURNS / 2]);
    }
}
