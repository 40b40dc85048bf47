//! What the parts of the car are made of, and how they take light.

use super::car::*;
use super::vectors::*;

/// The display's curve, taken as a square root, from light to the share of the largest byte.
pub fn as_seen(light: f32) -> f32 {
    light.clamp(0.0, 1.0).sqrt()
}

/// How a place of the surface takes light.
#[derive(Clone, Copy)]
pub struct Material {
    pub color: Vec3,
    /// Share of light that is reflected straight on; the rest is scattered.
    pub mirror: f32,
    /// Light of its own.
    pub glow: f32,
}

/// A color given as it is seen, made linear (see [`as_seen`]).
pub const fn paint(red: u8, green: u8, blue: u8, mirror: f32) -> Material {
    const fn linear(byte: u8) -> f32 {
        (byte as f32 / 255.0) * (byte as f32 / 255.0)
    }
    Material { color: [linear(red), linear(green), linear(blue)], mirror, glow: 0.0 }
}

const LACQUER: Material = paint(0, 64, 92, 0.05);
const IVORY: Material = paint(250, 244, 230, 0.04);
const SUN: Material = paint(248, 190, 70, 0.04);
const GLASS: Material = paint(24, 34, 46, 0.13);
const BLACK: Material = paint(26, 27, 30, 0.02);
const RUBBER: Material = paint(38, 38, 42, 0.01);
const CHROME: Material = paint(190, 194, 200, 0.35);
const PLATE: Material = paint(250, 250, 245, 0.02);
const HEADLIGHT: Material = Material { glow: 0.75, ..paint(255, 236, 160, 0.1) };
const TAILLIGHT: Material = Material { glow: 0.55, ..paint(235, 20, 24, 0.08) };

/// Ivory in front and dark behind. In one color a car looks much like itself from the opposite side: the pictures vary
/// more with twice the angle than with the angle, and a ring of units winds itself twice round them.
fn lacquer(x: f32) -> Material {
    if x > 0.0 { IVORY } else { LACQUER }
}

pub fn material(part: Part, at: Vec3) -> Material {
    match part {
        Part::Body => body_material(at),
        Part::Cabin => cabin_material(at),
        Part::Wheel => wheel_material(at),
        Part::Mirror => lacquer(at[0]),
    }
}

fn body_material([x, y, z]: Vec3) -> Material {
    let side = z.abs();
    let (from_axle, from_hub) = (x.abs() - AXLE, y - WHEEL_RADIUS);
    if side > 0.5 && from_axle * from_axle + from_hub * from_hub < 0.45 * 0.45 {
        return BLACK;
    }
    if x > 1.45 {
        let (right, up) = (side - 0.56, y - 0.70);
        let from_lamp = right * right + up * up;
        if from_lamp < 0.155 * 0.155 {
            return HEADLIGHT;
        }
        if from_lamp < 0.195 * 0.195 {
            return CHROME;
        }
        if rounded(z, y - 0.36, 0.19, 0.065) {
            return PLATE;
        }
        if rounded(z, y - 0.62, 0.32, 0.10) {
            return if (y - 0.62).abs() < 0.02 { CHROME } else { BLACK };
        }
    }
    if x < -1.45 {
        if rounded(side - 0.63, y - 0.72, 0.13, 0.15) {
            return TAILLIGHT;
        }
        if rounded(z, y - 0.60, 0.30, 0.085) {
            let letter = (y - 0.60).abs() < 0.03 && ((z + 0.24) * 8.0).rem_euclid(1.0) < 0.6 && side < 0.22;
            return if letter { BLACK } else { PLATE };
        }
    }
    if y < 0.33 {
        return BLACK;
    }
    if x.abs() > 1.6 && (y - 0.42).abs() < 0.045 {
        return CHROME;
    }
    // Two stripes over the hood and down the tail.
    if (side - 0.17).abs() < 0.075 && y > 0.72 {
        return if x > 0.0 { SUN } else { IVORY };
    }
    // Door seams and a handle.
    let on_door = side > 0.6 && y > 0.40;
    if on_door && rounded(x + 0.22, y - 0.84, 0.10, 0.03) {
        return CHROME;
    }
    if on_door && ((x - 0.66).abs() < 0.012 || (x + 0.40).abs() < 0.012) {
        return Material { color: scale(lacquer(x).color, 0.35), ..LACQUER };
    }
    lacquer(x)
}

fn cabin_material([x, y, z]: Vec3) -> Material {
    let height = (y - CABIN_BOTTOM) / CABIN_HEIGHT;
    let (middle, half_length) = cabin_span(height);
    let (along, across) = ((x - middle) / half_length, z / cabin_half_width(height));
    let up = height - 0.47;
    let window = if across.abs() > along.abs() {
        rounded(along - 0.37, up, 0.34, 0.27) || rounded(along + 0.38, up, 0.33, 0.27)
    } else if along > 0.0 {
        rounded(across, up, 0.82, 0.31)
    } else {
        rounded(across, up - 0.04, 0.70, 0.23)
    };
    match (window, height > 0.70) {
        (true, _) => GLASS,
        (false, true) => IVORY,
        (false, false) => lacquer(x),
    }
}

fn wheel_material([x, y, z]: Vec3) -> Material {
    let (x, y) = (x.abs() - AXLE, y - WHEEL_RADIUS);
    let radius = (x * x + y * y).sqrt();
    if radius > 0.235 || z.abs() < 0.8 {
        return RUBBER;
    }
    // Five spokes: cos 5φ by its polynomial in cos φ.
    let cos = x / radius.max(1e-6);
    let cos5 = ((16.0 * cos * cos - 20.0) * cos * cos + 5.0) * cos;
    if radius > 0.09 && radius < 0.195 && cos5 < -0.1 { BLACK } else { CHROME }
}
