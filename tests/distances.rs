//! Errors of a map on data that are long and close to one another, such as scans on white paper, against distances in
//! 64 bits from the codebook that came out.

use som_lab::backend::Backend;
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::frame::State;
use som_lab::lattice::Lattice;
use som_lab::rng::hash;
use som_lab::som::MapSession;
use som_lab::som::config::{Config, Init, Training};
use som_lab::som::frame::MapRequest;
use som_lab::som::view::View;
use std::rc::Rc;

#[path = "device/backends.rs"]
mod backends;

const SIDE: u32 = 64;

/// `n` pictures of paper with one blot each, `depth` gray levels off the paper.
fn scans(n: u32, paper: u8, depth: i16) -> Images {
    let mut pixels = Vec::new();
    for i in 0..n {
        let (cx, cy) = (8 + hash(2 * i) % 48, 8 + hash(2 * i + 1) % 48);
        for (y, x) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))) {
            let d2 = (x.abs_diff(cx).pow(2) + y.abs_diff(cy).pow(2)) as f32;
            let blot = (f32::from(depth) * (-d2 / 50.0).exp()).round() as i16;
            pixels.push((i16::from(paper) + blot) as u8);
        }
    }
    Images { height: SIDE, width: SIDE, channels: 1, pixels, labels: None }
}

/// Quantization and topographic error in 64 bits, how many pictures fall on every unit, and how many of them lie as near to
/// another, to 1e-3.
fn errors(images: &Images, codebook: &[f32], lattice: Lattice) -> (f64, f64, Vec<f32>, f32) {
    let len = (SIDE * SIDE) as usize;
    let (mut distances, mut torn) = (0.0, 0);
    let mut hits = vec![0.0; lattice.n_units() as usize];
    let mut ties = 0.0;
    for picture in images.pixels.chunks_exact(len) {
        let mut best = [(f64::INFINITY, 0); 2];
        for (unit, weights) in (0..).zip(codebook.chunks_exact(len)) {
            let square = |(&x, &w): (&u8, &f32)| (f64::from(x) / 255.0 - f64::from(w)).powi(2);
            let distance = picture.iter().zip(weights).map(square).sum::<f64>();
            if distance < best[0].0 {
                best = [(distance, unit), best[0]];
            } else if distance < best[1].0 {
                best[1] = (distance, unit);
            }
        }
        distances += best[0].0.sqrt();
        hits[best[0].1 as usize] += 1.0;
        ties += f32::from(best[1].0.sqrt() <= best[0].0.sqrt() * 1.001);
        torn += u32::from(!lattice.adjacent(best[0].1, best[1].1));
    }
    let n = images.count() as f64;
    (distances / n, f64::from(torn) / n, hits, ties)
}

fn learned(backend: &Rc<dyn Backend>, images: &Images, config: &Config) -> MapSession {
    let dataset = Rc::new(Dataset::from_images(&**backend, "scans", images, images).unwrap());
    let session = MapSession::new(Rc::clone(backend), dataset, config.clone()).unwrap();
    while session.advance(u64::MAX, u64::MAX).unwrap().state == State::Running {}
    session
}

#[test]
fn errors_on_white_gray_and_black_paper_are_those_of_64_bits() {
    let config =
        Config { rows: 8, cols: 8, training: Training::Batch, init: Init::Samples, epochs: 30.0, ..Config::default() };
    for (name, backend) in backends::backends() {
        for n in [60, 400] {
            let found: Vec<(f64, f64)> = [(0, 10), (128, -10), (250, -10), (5, 10)]
                .into_iter()
                .map(|(paper, depth)| {
                    let images = scans(n, paper, depth);
                    let session = learned(&backend, &images, &config);
                    let codebook = pollster::block_on(session.codebook(0)).unwrap();
                    let quality = pollster::block_on(session.evaluate(0)).unwrap();
                    let (quantization, topographic, hits, ties) = errors(&images, &codebook, config.lattice(0));
                    let request = MapRequest { evaluate: n, ..MapRequest::of(View::Hits) };
                    let found = pollster::block_on(session.frame(request)).unwrap();
                    let moved = found.values.iter().zip(&hits).map(|(a, b)| (a - b).abs()).sum::<f32>() / 2.0;
                    assert!(moved <= ties, "{name}, {n} on {paper}: {moved} of {ties} ties");
                    let off = (quality.quantization_error / quantization - 1.0).abs();
                    assert!(off < 1e-3, "{name}, {n} on {paper}: {} for {quantization}", quality.quantization_error);
                    assert_eq!(quality.topographic_error, topographic, "{name}, {n} pictures on {paper}");
                    (quantization, topographic)
                })
                .collect();
            // 250 − blot is 255 − (5 + blot): no distance between pictures is another.
            let (white, black) = (found[2], found[3]);
            assert!((white.0 / black.0 - 1.0).abs() < 0.02, "{name}, {n}: {white:?} and, inverted, {black:?}");
        }
    }
}

#[test]
fn scans_on_white_and_on_black_paper_are_told_apart_on_one_map() {
    let config =
        Config { rows: 8, cols: 8, training: Training::Batch, init: Init::Samples, epochs: 30.0, ..Config::default() };
    for (name, backend) in backends::backends() {
        let mut images = scans(200, 250, -10);
        images.pixels.extend(scans(200, 5, 10).pixels);
        let session = learned(&backend, &images, &config);
        let codebook = pollster::block_on(session.codebook(0)).unwrap();
        let quality = pollster::block_on(session.evaluate(0)).unwrap();
        let (quantization, topographic, ..) = errors(&images, &codebook, config.lattice(0));
        // The mean lies between the two, far from both: shaders sum a product in fewer parts, and lose a digit more.
        let (off, torn) = if name == "cpu" { (1e-3, 0.0) } else { (0.02, 0.02) };
        assert!((quality.quantization_error / quantization - 1.0).abs() < off, "{name}: {quality:?}, {quantization}");
        assert!((quality.topographic_error - topographic).abs() <= torn, "{name}: {quality:?}, {topographic}");
    }
}
