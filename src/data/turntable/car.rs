//! The shape of the car: a mesh of closed surfaces.

use super::vectors::*;

#[derive(Clone, Copy, PartialEq)]
pub enum Part {
    Body,
    Cabin,
    Wheel,
    Mirror,
}

pub struct Mesh {
    pub positions: Vec<Vec3>,
    pub normals: Vec<Vec3>,
    pub triangles: Vec<(Part, [u32; 3])>,
}

impl Mesh {
    /// A closed surface: rings of `segments` points, the first and the last ring drawn together to a point.
    ///
    /// The rings follow each other along e₁ × e₂ where their points run from e₁ to e₂: so the outside is in front.
    fn closed(&mut self, part: Part, rings: usize, segments: usize, at: impl Fn(usize, usize) -> Vec3) {
        let start = self.positions.len() as u32;
        let index = |ring: usize, segment: usize| {
            start
                + match ring {
                    0 => 0,
                    ring if ring == rings - 1 => ((rings - 2) * segments + 1) as u32,
                    ring => ((ring - 1) * segments + 1 + segment % segments) as u32,
                }
        };
        self.positions.push(at(0, 0));
        for ring in 1..rings - 1 {
            self.positions.extend((0..segments).map(|segment| at(ring, segment)));
        }
        self.positions.push(at(rings - 1, 0));
        for ring in 0..rings - 1 {
            for segment in 0..segments {
                let [a, b] = [index(ring, segment), index(ring, segment + 1)];
                let [c, d] = [index(ring + 1, segment), index(ring + 1, segment + 1)];
                if ring > 0 {
                    self.triangles.push((part, [a, b, c]));
                }
                if ring < rings - 2 {
                    self.triangles.push((part, [b, d, c]));
                }
            }
        }
    }

    /// Every vertex gets the mean direction of its triangles, weighted by their area.
    fn smooth(&mut self) {
        self.normals = vec![[0.0; 3]; self.positions.len()];
        for (_, corners) in &self.triangles {
            let [a, b, c] = corners.map(|corner| self.positions[corner as usize]);
            let normal = cross(sub(b, a), sub(c, a));
            for &corner in corners {
                self.normals[corner as usize] = add(self.normals[corner as usize], normal);
            }
        }
        self.normals.iter_mut().for_each(|normal| *normal = unit(*normal));
    }
}

pub const HALF_LENGTH: f32 = 1.84;
pub const HALF_WIDTH: f32 = 0.86;
pub const BODY_BOTTOM: f32 = 0.20;
pub const CABIN_BOTTOM: f32 = 0.84;
pub const CABIN_HEIGHT: f32 = 0.70;
pub const AXLE: f32 = 1.14;
pub const WHEEL_RADIUS: f32 = 0.37;

/// Where the body ends above: the hood falls to the front, the tail a little to the rear.
fn body_top(x: f32) -> f32 {
    1.0 - 0.20 * smoothstep(0.55, 2.0, x) - 0.05 * smoothstep(-1.0, -1.9, x)
}

/// Middle and half length of the cabin at a height, 0 at its bottom and 1 at the roof: a raked windshield.
pub fn cabin_span(height: f32) -> (f32, f32) {
    let (front, rear) = (lerp(0.98, 0.22, height), lerp(-1.66, -1.22, height));
    (0.5 * (front + rear), 0.5 * (front - rear))
}
pub fn cabin_half_width(height: f32) -> f32 {
    lerp(0.82, 0.64, height)
}

pub fn car() -> Mesh {
    let mut mesh = Mesh { positions: Vec::new(), normals: Vec::new(), triangles: Vec::new() };

    let (rings, segments) = (28, 40);
    mesh.closed(Part::Body, rings, segments, |ring, segment| {
        let (along, around) = superellipse(0.5 * ring as f64 / (rings - 1) as f64, 2);
        let (side, up) = superellipse(segment as f64 / segments as f64, 1);
        let x = HALF_LENGTH * along;
        let y = lerp(BODY_BOTTOM, body_top(x), 0.5 + 0.5 * up * around);
        [x, y, HALF_WIDTH * side * around]
    });

    let (rings, segments) = (14, 48);
    mesh.closed(Part::Cabin, rings, segments, |ring, segment| {
        let (up, around) = superellipse(0.25 * ring.min(rings - 2) as f64 / (rings - 2) as f64, 1);
        let around = if ring == rings - 1 { 0.0 } else { around };
        let (along, side) = superellipse(segment as f64 / segments as f64, 1);
        let (middle, half_length) = cabin_span(up);
        let y = CABIN_BOTTOM + CABIN_HEIGHT * up;
        [middle + half_length * along * around, y, cabin_half_width(up) * side * around]
    });

    // Across the wheel from its outer face to its inner one: (radius, distance from its middle plane).
    let profile = [
        (0.0, 0.075),
        (0.22, 0.07),
        (0.24, 0.10),
        (0.33, 0.115),
        (WHEEL_RADIUS - 0.01, 0.08),
        (WHEEL_RADIUS, 0.0),
        (WHEEL_RADIUS - 0.01, -0.08),
        (0.30, -0.11),
        (0.0, -0.11),
    ];
    for x in [AXLE, -AXLE] {
        for side in [1.0f32, -1.0] {
            mesh.closed(Part::Wheel, profile.len(), 24, |ring, segment| {
                let (radius, out) = profile[ring];
                let (sin, cos) = sin_cos(f64::from(-side) * segment as f64 / 24.0);
                [x + radius * cos, WHEEL_RADIUS + radius * sin, side * (0.775 + out)]
            });
        }
    }

    for side in [1.0f32, -1.0] {
        mesh.closed(Part::Mirror, 9, 10, |ring, segment| {
            let (along, around) = superellipse(0.5 * ring as f64 / 8.0, 0);
            let (out, up) = superellipse(segment as f64 / 10.0, 0);
            [0.62 + 0.08 * along, 1.04 + 0.085 * up * around, side * 0.93 + 0.13 * out * around]
        });
    }

    mesh.smooth();
    mesh
}
