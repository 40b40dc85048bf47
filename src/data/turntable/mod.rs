//! A car on a turntable, drawn here: a mesh of a few thousand triangles, a z-buffer, one lamp and a bright sky.
//!
//! Lengths are in meters. The car stands on y = 0 and faces +x; z points to its right.
//! Only sums, products, quotients and square roots are taken besides one sine and cosine per angle (in f64, then
//! rounded to f32), so that every platform draws the same bytes.

mod car;
mod paint;
mod studio;
mod vectors;

use super::Images;
use car::car;
use studio::Studio;

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

#[cfg(test)]
mod tests {
    use super::car::Part;
    use super::vectors::{cross, dot, sin_cos};
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
