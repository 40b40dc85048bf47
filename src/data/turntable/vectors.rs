//! Vectors of three numbers, and the curves the car is drawn with.

use std::f64::consts::TAU;

pub type Vec3 = [f32; 3];

pub fn add(a: Vec3, b: Vec3) -> Vec3 {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}
pub fn sub(a: Vec3, b: Vec3) -> Vec3 {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}
pub fn scale(a: Vec3, s: f32) -> Vec3 {
    [a[0] * s, a[1] * s, a[2] * s]
}
pub fn mix(a: Vec3, b: Vec3, t: f32) -> Vec3 {
    add(scale(a, 1.0 - t), scale(b, t))
}
pub fn dot(a: Vec3, b: Vec3) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
pub fn cross(a: Vec3, b: Vec3) -> Vec3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
pub fn unit(a: Vec3) -> Vec3 {
    scale(a, 1.0 / dot(a, a).sqrt().max(1e-12))
}

pub fn lerp(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}
/// 0 at `from`, 1 at `to`, smooth between; `from` may be the larger.
pub fn smoothstep(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Sine and cosine of a share of the whole turn.
pub fn sin_cos(turns: f64) -> (f32, f32) {
    let (sin, cos) = (turns.rem_euclid(1.0) * TAU).sin_cos();
    (sin as f32, cos as f32)
}

/// The point of the curve |x|ⁿ + |y|ⁿ = 1 at a share of its turn; n = 2, 4 or 8 for `roots` = 0, 1, 2.
pub fn superellipse(turns: f64, roots: u32) -> (f32, f32) {
    let (sin, cos) = sin_cos(turns);
    let bulge = |x: f32| (0..roots).fold(x.abs(), |x, _| x.sqrt()).copysign(x);
    // A sine that should be zero is not quite, and its root would be seen.
    let clean = |x: f32| if x.abs() < 1e-6 { 0.0 } else { bulge(x) };
    (clean(cos), clean(sin))
}

/// Inside the rounded rectangle around the origin with these half axes?
pub fn rounded(x: f32, y: f32, half_x: f32, half_y: f32) -> bool {
    let (x, y) = ((x / half_x) * (x / half_x), (y / half_y) * (y / half_y));
    x * x + y * y < 1.0
}
