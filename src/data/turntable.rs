//! A car on a turntable, drawn here: a mesh of a few thousand triangles, a z-buffer, one lamp and a bright sky.
//!
//! Lengths are in meters. The car stands on y = 0 and faces +x; z points to its right.
//! Only sums, products, quotients and square roots are taken besides one sine and cosine per angle (in f64, then
//! rounded to f32), so that every platform draws the same bytes.

use super::Images;
use std::f64::consts::TAU;

type Vec3 = [f32; 3];

/// Samples along each side of a pixel.
const SAMPLES: usize = 4;

/// `views` pictures of a car, `size × size` RGB; view i is turned by `offset_deg` + 360·i / `views` degrees.
///
/// At 0° the car faces the viewer; it turns counterclockwise as seen from above. Lamp, camera and background
/// stay where they are. The same arguments give the same bytes, natively and in the browser.
pub fn turntable(size: u32, views: u32, offset_deg: f32) -> Images {
    let car = car();
    let mut studio = Studio::new(size as usize);
    let degrees = |view: u32| f64::from(offset_deg) + 360.0 * f64::from(view) / f64::from(views);
    let pixels = (0..views).flat_map(|view| studio.photograph(&car, degrees(view) / 360.0)).collect();
    Images { height: size, width: size, channels: 3, pixels, labels: None }
}

// --- vectors and curves ---------------------------------------------------------------------------------------------

fn add(a: Vec3, b: Vec3) -> Vec3 {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}
fn sub(a: Vec3, b: Vec3) -> Vec3 {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}
fn scale(a: Vec3, s: f32) -> Vec3 {
    [a[0] * s, a[1] * s, a[2] * s]
}
fn mix(a: Vec3, b: Vec3, t: f32) -> Vec3 {
    add(scale(a, 1.0 - t), scale(b, t))
}
fn dot(a: Vec3, b: Vec3) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
fn cross(a: Vec3, b: Vec3) -> Vec3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
fn unit(a: Vec3) -> Vec3 {
    scale(a, 1.0 / dot(a, a).sqrt().max(1e-12))
}

fn lerp(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}
/// 0 at `from`, 1 at `to`, smooth between; `from` may be the larger.
fn smoothstep(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Sine and cosine of a share of the whole turn.
fn sin_cos(turns: f64) -> (f32, f32) {
    let (sin, cos) = (turns.rem_euclid(1.0) * TAU).sin_cos();
    (sin as f32, cos as f32)
}

/// The point of the curve |x|ⁿ + |y|ⁿ = 1 at a share of its turn; n = 2, 4 or 8 for `roots` = 0, 1, 2.
fn superellipse(turns: f64, roots: u32) -> (f32, f32) {
    let (sin, cos) = sin_cos(turns);
    let bulge = |x: f32| (0..roots).fold(x.abs(), |x, _| x.sqrt()).copysign(x);
    // A sine that should be zero is not quite, and its root would be seen.
    let clean = |x: f32| if x.abs() < 1e-6 { 0.0 } else { bulge(x) };
    (clean(cos), clean(sin))
}

/// Inside the rounded rectangle around the origin with these half axes?
fn rounded(x: f32, y: f32, half_x: f32, half_y: f32) -> bool {
    let (x, y) = ((x / half_x) * (x / half_x), (y / half_y) * (y / half_y));
    x * x + y * y < 1.0
}

// --- the car --------------------------------------------------------------------------------------------------------

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Body,
    Cabin,
    Wheel,
    Mirror,
}

struct Mesh {
    positions: Vec<Vec3>,
    normals: Vec<Vec3>,
    triangles: Vec<(Part, [u32; 3])>,
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

const HALF_LENGTH: f32 = 1.84;
const HALF_WIDTH: f32 = 0.86;
const BODY_BOTTOM: f32 = 0.20;
const CABIN_BOTTOM: f32 = 0.84;
const CABIN_HEIGHT: f32 = 0.70;
const AXLE: f32 = 1.14;
const WHEEL_RADIUS: f32 = 0.37;

/// Where the body ends above: the hood falls to the front, the tail a little to the rear.
fn body_top(x: f32) -> f32 {
    1.0 - 0.20 * smoothstep(0.55, 2.0, x) - 0.05 * smoothstep(-1.0, -1.9, x)
}

/// Middle and half length of the cabin at a height, 0 at its bottom and 1 at the roof: a raked windshield.
fn cabin_span(height: f32) -> (f32, f32) {
    let (front, rear) = (lerp(0.98, 0.22, height), lerp(-1.66, -1.22, height));
    (0.5 * (front + rear), 0.5 * (front - rear))
}
fn cabin_half_width(height: f32) -> f32 {
    lerp(0.82, 0.64, height)
}

fn car() -> Mesh {
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

// --- paint ----------------------------------------------------------------------------------------------------------

/// The display's curve, taken as a square root, from light to the share of the largest byte.
fn as_seen(light: f32) -> f32 {
    light.clamp(0.0, 1.0).sqrt()
}

/// How a place of the surface takes light.
#[derive(Clone, Copy)]
struct Material {
    color: Vec3,
    /// Share of light that is reflected straight on; the rest is scattered.
    mirror: f32,
    /// Light of its own.
    glow: f32,
}

/// A color given as it is seen, made linear (see [`as_seen`]).
const fn paint(red: u8, green: u8, blue: u8, mirror: f32) -> Material {
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

fn material(part: Part, at: Vec3) -> Material {
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

// --- the studio -----------------------------------------------------------------------------------------------------

/// From the middle of the scene to the lamp.
const LAMP: Vec3 = [-0.48, 0.74, 0.47];
/// The camera looks at `TARGET` from `DISTANCE` away, raised by 1/15 of a turn (24°).
const TARGET: Vec3 = [0.0, 0.60, 0.0];
const DISTANCE: f32 = 8.0;
const RAISED: f64 = 1.0 / 15.0;
/// Focal length in picture sides.
const FOCAL: f32 = 1.80;
const DISC_RADIUS: f32 = 2.12;

/// The camera and everything that is the same in all views.
struct Studio {
    size: usize,
    eye: Vec3,
    up: Vec3,
    back: Vec3,
    /// Per sample: the direction of sight, the bare background as it is seen, and the place (x, z) of the ground
    /// that is seen, if any.
    rays: Vec<Vec3>,
    background: Vec<Vec3>,
    ground: Vec<Option<(f32, f32)>>,
    /// Per sample: 1 / depth and the triangle that is seen.
    nearest: Vec<(f32, u32)>,
}

/// A vertex as the camera sees it: place in samples, and 1 / depth.
#[derive(Clone, Copy)]
struct Projected {
    x: f32,
    y: f32,
    inverse_depth: f32,
}

impl Studio {
    fn new(size: usize) -> Self {
        let (sin, cos) = sin_cos(RAISED);
        let (up, back) = ([0.0, cos, -sin], [0.0, sin, cos]);
        let eye = add(TARGET, scale(back, DISTANCE));
        let side = size * SAMPLES;
        let sight = |i: usize| {
            let place = |i: usize| ((i as f32 + 0.5) / side as f32 - 0.5) / FOCAL;
            unit(sub(add([place(i % side), 0.0, 0.0], scale(up, -place(i / side))), back))
        };
        let rays: Vec<Vec3> = (0..side * side).map(sight).collect();
        let ground: Vec<_> = rays
            .iter()
            .map(|ray| {
                let distance = -eye[1] / ray[1];
                (ray[1] < 0.0).then(|| (eye[0] + distance * ray[0], eye[2] + distance * ray[2]))
            })
            .collect();
        let background = rays.iter().zip(&ground).map(|(&ray, &ground)| backdrop(ray, ground).map(as_seen)).collect();
        Self { size, eye, up, back, rays, background, ground, nearest: vec![(0.0, 0); side * side] }
    }

    /// The car, turned by a share of the whole turn: `size × size × 3` bytes.
    fn photograph(&mut self, car: &Mesh, turns: f64) -> Vec<u8> {
        let (sin, cos) = sin_cos(turns);
        let to_world = |[x, y, z]: Vec3| [x * sin - z * cos, y, x * cos + z * sin];
        let to_car = |x: f32, z: f32| (x * sin + z * cos, z * sin - x * cos);

        let projected: Vec<_> = car.positions.iter().map(|&at| self.project(to_world(at))).collect();
        self.nearest.fill((0.0, 0));
        for (index, (_, corners)) in car.triangles.iter().enumerate() {
            self.rasterize(index as u32, corners.map(|corner| projected[corner as usize]));
        }

        let side = self.size * SAMPLES;
        let mut sums = vec![[0.0f32; 3]; self.size * self.size];
        for row in 0..side {
            let sums = &mut sums[row / SAMPLES * self.size..][..self.size];
            for column in 0..side {
                let i = row * side + column;
                let (inverse_depth, triangle) = self.nearest[i];
                let color = if inverse_depth > 0.0 {
                    let (part, corners) = car.triangles[triangle as usize];
                    let share = shares(corners.map(|corner| projected[corner as usize]), column, row);
                    let blend = |values: &[Vec3]| {
                        let [a, b, c] = corners.map(|corner| values[corner as usize]);
                        add(add(scale(a, share[0]), scale(b, share[1])), scale(c, share[2]))
                    };
                    let at = blend(&car.positions);
                    let normal = to_world(unit(blend(&car.normals)));
                    shade(material(part, at), normal, self.rays[i], at[1]).map(as_seen)
                } else {
                    let light = self.ground[i].map_or(1.0, |(x, z)| daylight(x, z, to_car));
                    scale(self.background[i], light.sqrt())
                };
                sums[column / SAMPLES] = add(sums[column / SAMPLES], color);
            }
        }
        let to_byte = 255.0 / (SAMPLES * SAMPLES) as f32;
        sums.iter().flatten().map(|sum| (sum * to_byte + 0.5) as u8).collect()
    }

    fn project(&self, at: Vec3) -> Projected {
        let from_eye = sub(at, self.eye);
        let inverse_depth = -1.0 / dot(from_eye, self.back);
        let side = (self.size * SAMPLES) as f32;
        let place = |offset: f32| (0.5 + FOCAL * offset * inverse_depth) * side;
        Projected { x: place(from_eye[0]), y: place(-dot(from_eye, self.up)), inverse_depth }
    }

    /// Keeps the triangle at every sample that it covers and where nothing nearer is; only its front is seen.
    fn rasterize(&mut self, triangle: u32, corners: [Projected; 3]) {
        let side = self.size * SAMPLES;
        let range = |of: fn(&Projected) -> f32| {
            let low = corners.iter().map(of).fold(f32::INFINITY, f32::min);
            let high = corners.iter().map(of).fold(f32::NEG_INFINITY, f32::max);
            ((low - 0.5).ceil().max(0.0) as usize)..((high + 0.5).ceil().max(0.0) as usize).min(side)
        };
        let [a, b, c] = corners;
        let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if area >= 0.0 {
            return;
        }
        // The barycentric weights of b and c are planes over the picture, and so is 1 / depth.
        let plane = |at_b: f32, at_c: f32| {
            let x = (at_b * (c.y - a.y) - at_c * (b.y - a.y)) / area;
            let y = (at_c * (b.x - a.x) - at_b * (c.x - a.x)) / area;
            [x, y]
        };
        let at = |[x_slope, y_slope]: [f32; 2], x: f32, y: f32| x_slope * (x - a.x) + y_slope * (y - a.y);
        let (to_b, to_c) = (plane(1.0, 0.0), plane(0.0, 1.0));
        let nearer = plane(b.inverse_depth - a.inverse_depth, c.inverse_depth - a.inverse_depth);
        let columns = range(|corner| corner.x);
        for row in range(|corner| corner.y) {
            for column in columns.clone() {
                let (x, y) = (column as f32 + 0.5, row as f32 + 0.5);
                let (of_b, of_c) = (at(to_b, x, y), at(to_c, x, y));
                let inverse_depth = a.inverse_depth + at(nearer, x, y);
                let nearest = &mut self.nearest[row * side + column];
                if of_b >= 0.0 && of_c >= 0.0 && of_b + of_c <= 1.0 && inverse_depth > nearest.0 {
                    *nearest = (inverse_depth, triangle);
                }
            }
        }
    }
}

/// How much of each corner is in the middle of a sample, in perspective; the shares add up to 1.
fn shares(corners: [Projected; 3], column: usize, row: usize) -> Vec3 {
    let (x, y) = (column as f32 + 0.5, row as f32 + 0.5);
    let area = |p: Projected, q: Projected| (p.x - x) * (q.y - y) - (p.y - y) * (q.x - x);
    let [a, b, c] = corners;
    let shares = [area(b, c) * a.inverse_depth, area(c, a) * b.inverse_depth, area(a, b) * c.inverse_depth];
    scale(shares, 1.0 / (shares[0] + shares[1] + shares[2]))
}

/// What is seen where no car is: a floor that brightens to the rear, and the disc that turns.
fn backdrop(ray: Vec3, ground: Option<(f32, f32)>) -> Vec3 {
    let wall = paint(214, 211, 204, 0.0).color;
    let Some((x, z)) = ground else { return wall };
    let radius = (x * x + z * z).sqrt();
    let floor = mix(paint(182, 179, 173, 0.0).color, wall, smoothstep(-0.5, -0.15, ray[1]));
    if radius < DISC_RADIUS {
        let rim = smoothstep(DISC_RADIUS - 0.10, DISC_RADIUS - 0.07, radius);
        mix(scale(floor, 1.12), scale(floor, 0.92), rim)
    } else {
        // The disc stands a little above the floor.
        scale(floor, 1.0 - 0.22 * smoothstep(DISC_RADIUS + 0.30, DISC_RADIUS, radius))
    }
}

/// The light that the car leaves to a place of the ground: a dark seam below it and a soft shadow away from the lamp.
fn daylight(x: f32, z: f32, to_car: impl Fn(f32, f32) -> (f32, f32)) -> f32 {
    if x * x + z * z > 2.9 * 2.9 {
        return 1.0;
    }
    // Distance to a rounded rectangle, negative inside.
    let distance = |(x, z): (f32, f32)| {
        let (x, z) = (x.abs() - HALF_LENGTH + 0.45, z.abs() - HALF_WIDTH + 0.45);
        let (outside_x, outside_z) = (x.max(0.0), z.max(0.0));
        (outside_x * outside_x + outside_z * outside_z).sqrt() + x.max(z).min(0.0) - 0.45
    };
    let seam = smoothstep(0.12, -0.45, distance(to_car(x, z)));
    let shift = 0.45 / LAMP[1];
    let shadow = smoothstep(0.42, -0.50, distance(to_car(x + LAMP[0] * shift, z + LAMP[2] * shift)));
    (1.0 - 0.80 * seam) * (1.0 - 0.55 * shadow)
}

/// The light that a place of the car sends to the camera.
fn shade(Material { color, mirror, glow }: Material, normal: Vec3, ray: Vec3, height: f32) -> Vec3 {
    let lamp = unit(LAMP);
    let facing = -dot(normal, ray);
    let reflected = add(ray, scale(normal, 2.0 * facing));

    let direct = dot(normal, lamp).max(0.0);
    // From above comes the sky, from below what the floor sends back; low places see less of both.
    let open = lerp(0.45, 1.0, smoothstep(0.0, 0.9, height));
    let sky = open * lerp(0.20, 0.58, 0.5 + 0.5 * normal[1]);
    let diffuse = scale(color, 0.80 * direct + sky + glow);

    // Schlick's approximation of Fresnel's law; the mirror image is a bright sky over a dim floor, and the lamp.
    let grazing = 1.0 - facing.clamp(0.0, 1.0);
    let grazing_5 = grazing * grazing * grazing * grazing * grazing;
    let share = mirror + (1.0 - mirror) * grazing_5 * (0.35 + mirror).min(1.0);
    let surroundings = lerp(0.22, 1.0, smoothstep(-0.08, 0.12, reflected[1])) * lerp(1.0, 0.7, reflected[1].max(0.0));
    let close = dot(reflected, lamp).max(0.0);
    let glint = (0..5).fold(close, |power, _| power * power);
    let mirrored = share * surroundings + glint * (6.0 * mirror).min(0.9);
    add(scale(diffuse, 1.0 - share), [mirrored; 3])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: u32 = 48;

    fn views(n: u32, offset_deg: f32) -> Vec<Vec<u8>> {
        let Images { height, width, channels, pixels, labels } = turntable(SIZE, n, offset_deg);
        assert_eq!((height, width, channels, labels), (SIZE, SIZE, 3, None));
        assert_eq!(pixels.len(), (n * SIZE * SIZE * 3) as usize);
        pixels.chunks((SIZE * SIZE * 3) as usize).map(<[u8]>::to_vec).collect()
    }

    fn distance(a: &[u8], b: &[u8]) -> f64 {
        a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn the_same_angle_is_the_same_picture() {
        let turn = views(8, 0.0);
        assert_eq!(turn, views(8, 0.0));
        assert_eq!(turn, views(8, 360.0), "a whole turn closes");
        assert_eq!(turn[6], views(1, -90.0)[0]);
        assert_eq!(turn[3], views(1, 135.0)[0], "an offset is an angle like that of a view");
    }

    #[test]
    fn pictures_differ_the_more_the_farther_the_car_has_turned() {
        let turn = views(36, 0.0);
        let at = |apart: usize| -> Vec<f64> {
            (0..turn.len()).map(|view| distance(&turn[view], &turn[(view + apart) % turn.len()])).collect()
        };
        let mean = |distances: Vec<f64>| distances.iter().sum::<f64>() / distances.len() as f64;
        assert!(at(1).iter().all(|&distance| distance > 100.0), "neighbors are told apart: {:?}", at(1));
        let [near, next, far] = [1, 2, 6].map(|apart| mean(at(apart)));
        assert!(near < 0.9 * next && next < 0.9 * far, "mean distances {near}, {next}, {far}");
        let from_two_on = (2..=18).flat_map(at).fold(f64::INFINITY, f64::min);
        assert!(mean(at(1)) < from_two_on * 1.5, "no view far away looks the same: {near}, {from_two_on}");
    }

    /// Otherwise a ring of units winds itself twice round the turn, each unit for two opposite views.
    #[test]
    fn pictures_vary_more_with_the_angle_than_with_twice_the_angle() {
        let turn = views(24, 0.0);
        let variance = |waves: usize| -> f64 {
            let wave: Vec<_> = (0..24).map(|view| sin_cos((view * waves) as f64 / 24.0)).collect();
            let at = |place: usize| {
                let sum = |of: fn(&(f32, f32)) -> f32| -> f64 {
                    (wave.iter().zip(&turn)).map(|(wave, view)| f64::from(of(wave)) * f64::from(view[place])).sum()
                };
                sum(|wave| wave.0).powi(2) + sum(|wave| wave.1).powi(2)
            };
            (0..turn[0].len()).map(at).sum()
        };
        let [once, twice] = [1, 2].map(variance);
        assert!(once > 1.4 * twice, "{once:e}, {twice:e}");
    }

    #[test]
    fn the_front_has_lamps_and_the_rear_has_red_ones() {
        let turn = views(2, 0.0);
        let count = |view: &[u8], is: fn(&[u8]) -> bool| view.chunks(3).filter(|pixel| is(pixel)).count();
        let red = |pixel: &[u8]| pixel[0] > 140 && pixel[1] < 110 && pixel[2] < 110;
        let yellow = |pixel: &[u8]| pixel[0] > 220 && pixel[1] > 200 && pixel[2] < pixel[0] - 35;
        assert_eq!(count(&turn[0], red), 0);
        assert_eq!(count(&turn[1], yellow), 0);
        assert!(count(&turn[1], red) >= 4 && count(&turn[0], yellow) >= 4);
    }

    #[test]
    fn only_the_car_and_its_shadow_move() {
        let turn = views(12, 0.0);
        let still = |&place: &usize| turn.iter().all(|view| view[place] == turn[0][place]);
        let top_row = 0..(SIZE * 3) as usize;
        assert!(top_row.clone().all(|place| still(&place)));
        let moving = (0..turn[0].len()).filter(|place| !still(place)).count();
        assert!(moving * 10 > turn[0].len() * 4, "the car fills the picture: {moving} bytes of {}", turn[0].len());
    }

    #[test]
    fn every_triangle_shows_its_front_to_the_outside() {
        let car = car();
        assert!((1000..6000).contains(&car.triangles.len()), "{}", car.triangles.len());
        for part in [Part::Body, Part::Cabin, Part::Wheel, Part::Mirror] {
            // Six times the volume that the triangles enclose.
            let volume: f32 = (car.triangles.iter())
                .filter(|(of, _)| *of == part)
                .map(|(_, corners)| corners.map(|corner| car.positions[corner as usize]))
                .map(|[a, b, c]| dot(a, cross(b, c)))
                .sum();
            assert!(volume > 0.0, "{volume}");
        }
    }
}
