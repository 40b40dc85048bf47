//! A pole hinged on a cart that is pushed left or right.
//!
//! Barto, Sutton and Anderson, *Neuronlike Adaptive Elements That Can Solve Difficult Learning Control Problems*, 1983,
//! with the constants and the Euler steps of Gymnasium's CartPole.

/// Cart position in m, its velocity in m/s, angle of the pole from upright in rad, its velocity in rad/s.
pub type State = [f64; 4];

const GRAVITY: f64 = 9.8;
const MASS_POLE: f64 = 0.1;
const MASS: f64 = 1.0 + MASS_POLE;
/// Half the length of the pole, in m.
const HALF_LENGTH: f64 = 0.5;
/// Of a push, in N.
const FORCE: f64 = 10.0;
/// Of a step, in s.
pub const STEP: f64 = 0.02;
/// Where the track ends, in m.
pub const X_LIMIT: f64 = 2.4;
/// Beyond 12° the pole counts as fallen.
pub const ANGLE_LIMIT: f64 = 12.0 * 2.0 * std::f64::consts::PI / 360.0;
/// Starts are uniform within it, each way.
pub const START: f64 = 0.05;

/// The state after a step with `force`, in N; positions move with the velocities that they had.
pub fn step([x, v, angle, w]: State, force: f64) -> State {
    let (sin, cos) = angle.sin_cos();
    let pushed = (force + MASS_POLE * HALF_LENGTH * w * w * sin) / MASS;
    let turning = (GRAVITY * sin - cos * pushed) / (HALF_LENGTH * (4.0 / 3.0 - MASS_POLE * cos * cos / MASS));
    let moving = pushed - MASS_POLE * HALF_LENGTH * turning * cos / MASS;
    [x + STEP * v, v + STEP * moving, angle + STEP * w, w + STEP * turning]
}

/// The force of an action, in N: 0 pushes left, 1 right.
pub fn force(action: usize) -> f64 {
    if action == 1 { FORCE } else { -FORCE }
}

/// Whether the cart has left the track, or the pole has fallen.
pub fn failed([x, _, angle, _]: State) -> bool {
    x.abs() > X_LIMIT || angle.abs() > ANGLE_LIMIT
}
