//! The camera, the lamp, the ground, and the pictures taken there.

use super::car::*;
use super::paint::*;
use super::vectors::*;

/// Samples along each side of a pixel.
const SAMPLES: usize = 4;

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
pub struct Studio {
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
    pub fn new(size: usize) -> Self {
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
    pub fn photograph(&mut self, car: &Mesh, turns: f64) -> Vec<u8> {
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
