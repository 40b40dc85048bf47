//! A pendulum to be swung up by a motor that is too weak to lift it at once, as Gymnasium's Pendulum has it.

use std::f64::consts::{PI, TAU};

/// Angle from upright in rad, its velocity in rad/s.
pub type State = [f64; 2];

const GRAVITY: f64 = 10.0;
const MASS: f64 = 1.0;
const LENGTH: f64 = 1.0;
/// Of a step, in s.
pub const STEP: f64 = 0.05;
pub const MAX_SPEED: f64 = 8.0;
/// Of the motor, each way, in N m.
pub const MAX_TORQUE: f64 = 2.0;

/// The state after a step with a torque, and what the step pays: −(θ² + 0.1 θ̇² + 0.001 u²) of the state before it, θ in
/// −π..π.
pub fn step([angle, speed]: State, torque: f64) -> (State, f64) {
    let u = torque.clamp(-MAX_TORQUE, MAX_TORQUE);
    let wrapped = (angle + PI).rem_euclid(TAU) - PI;
    let cost = wrapped * wrapped + 0.1 * speed * speed + 0.001 * u * u;
    let pull = 3.0 * GRAVITY / (2.0 * LENGTH) * angle.sin() + 3.0 / (MASS * LENGTH * LENGTH) * u;
    let speed = (speed + pull * STEP).clamp(-MAX_SPEED, MAX_SPEED);
    ([angle + speed * STEP, speed], -cost)
}
