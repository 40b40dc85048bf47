//! Patch maps, their reconstructions, and stacks of maps.

use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::error::{Kind, Result};
use som_lab::frame::{Source, State};
use som_lab::layout::{Patch, Places};
use som_lab::rng::Rng;
use som_lab::som::MapSession;
use som_lab::som::config::{Code, Config, Init, StackLayer, Training};
use som_lab::som::frame::{MapFrame, MapRequest, RebuildRequest, Rebuilt};
use som_lab::som::view::View;
use std::future::Future;
use std::rc::Rc;

fn wait<T>(future: impl Future<Output = Result<T>>) -> T {
    pollster::block_on(future).unwrap()
}

fn backends() -> [Rc<dyn Backend>; 2] {
    [Rc::new(Cpu::new()), Rc::new(wait(open(AdapterChoice::Fastest)))]
}

/// Pictures of two crossing waves in each channel, with a label for the direction of the first.
fn waves(n: u32, height: u32, width: u32, channels: u32, salt: u32) -> Images {
    let mut rng = Rng::new(salt, 1);
    let mut pixels = Vec::new();
    let mut labels = Vec::new();
    for _ in 0..n {
        let label = rng.below(3);
        let (sin, cos) = (label as f32).sin_cos();
        let (phase, scale) = (6.0 * rng.uniform(), 0.5 + rng.uniform());
        for y in 0..height {
            for x in 0..width {
                for c in 0..channels {
                    let along = cos * x as f32 + sin * y as f32;
                    let value = 0.5 + 0.4 * (scale * along + phase + c as f32).sin();
                    pixels.push((255.0 * value) as u8);
                }
            }
        }
        labels.push(label as u8);
    }
    Images { height, width, channels, pixels, labels: Some(labels) }
}

fn dataset(backend: &dyn Backend, train: &Images, test: &Images) -> Rc<Dataset> {
    Rc::new(Dataset::from_images(backend, "Waves", train, test).unwrap())
}

fn small() -> Config {
    let mut config = Config { rows: 8, cols: 8, batch_size: 64, epochs: 3.0, ..Config::default() };
    config.sigma.start = 3.0;
    config
}

fn patches(size: u32, stride: u32, per_image: u32) -> Patch {
    Patch { size, stride, per_image, ..Patch::default() }
}

fn finish(session: &MapSession) {
    while session.advance(10_000, u64::MAX).unwrap().state == State::Running {}
}

fn rebuild(session: &MapSession, source: Source, image: u32, overlap: bool) -> Rebuilt {
    let rebuild = Some(RebuildRequest { source, image, overlap });
    wait(session.frame(MapRequest { rebuild, ..MapRequest::of(View::Codebook) })).rebuilt.unwrap()
}

/// Every distinct patch of an image, as rows of numbers.
fn all_patches(image: &[u8], places: &Places, channels: u32) -> Vec<Vec<f32>> {
    let mut found: Vec<Vec<u8>> = (0..places.n())
        .map(|place| {
            let (top, left) = places.origin(place);
            (0..places.patch_height)
                .flat_map(|y| {
                    let start = ((top + y) * places.width + left) * channels;
                    image[start as usize..][..(places.patch_width * channels) as usize].to_vec()
                })
                .collect()
        })
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|row| row.into_iter().map(|byte| f32::from(byte) * (1.0 / 255.0)).collect()).collect()
}

#[test]
fn a_map_that_contains_every_patch_rebuilds_the_image_exactly() {
    for backend in backends() {
        for (channels, overlap) in [(1, true), (3, true), (3, false)] {
            let image = waves(1, 11, 13, channels, 5);
            let patch = patches(4, 1, 1);
            let places = Places::new(11, 13, 4, 1).unwrap();
            let rows = all_patches(&image.pixels, &places, channels);
            let config = Config { rows: 1, cols: rows.len() as u32, patch, ..small() };
            let session = MapSession::new(Rc::clone(&backend), dataset(&*backend, &image, &image), config).unwrap();
            session.set_codebook(&rows.concat()).unwrap();
            let rebuilt = rebuild(&session, Source::Test, 0, overlap);
            assert_eq!(rebuilt.psnr, f64::INFINITY, "{channels} channels, overlap {overlap}");
            assert_eq!(rebuilt.rebuilt, rebuilt.original);
            let red: Vec<u8> = rebuilt.original.iter().map(|pixel| *pixel as u8).collect();
            let expected: Vec<u8> = image.pixels.iter().step_by(channels as usize).copied().collect();
            assert_eq!(red, expected, "the original is the image itself");
            assert_eq!(rebuilt.bmus.len(), (rebuilt.place_rows * rebuilt.place_cols) as usize);
        }
    }
}

#[test]
fn patch_maps_learn_and_rebuild_better_than_they_began() {
    for backend in backends() {
        let (train, test) = (waves(60, 12, 12, 3, 1), waves(20, 12, 12, 3, 2));
        for patch in
            [patches(4, 1, 8), Patch { gray: true, ..patches(5, 2, 9) }, Patch { centered: true, ..patches(3, 1, 8) }]
        {
            for training in [Training::Online, Training::MiniBatch, Training::Batch] {
                let config = Config { patch, training, ..small() };
                let session = MapSession::new(Rc::clone(&backend), dataset(&*backend, &train, &test), config).unwrap();
                let before = (wait(session.evaluate(0)).quantization_error, wait(session.psnr(5, true)));
                finish(&session);
                let after = (wait(session.evaluate(0)).quantization_error, wait(session.psnr(5, true)));
                assert!(
                    after.0 < 0.8 * before.0 && after.1 > before.1 + 1.0,
                    "{patch:?} {training:?}: {before:?} {after:?}"
                );
            }
        }
    }
}

#[test]
fn both_backends_rebuild_alike() {
    let (train, test) = (waves(60, 12, 10, 3, 1), waves(20, 12, 10, 3, 2));
    let [cpu, gpu] = backends().map(|backend| {
        let config = Config { patch: Patch { centered: true, ..patches(4, 1, 8) }, ..small() };
        let session = MapSession::new(Rc::clone(&backend), dataset(&*backend, &train, &test), config).unwrap();
        let codebook: Vec<f32> = (0..64 * 48u32).map(|i| (som_lab::rng::hash(i) % 16) as f32 / 16.0 - 0.5).collect();
        session.set_codebook(&codebook).unwrap();
        rebuild(&session, Source::Train, 7, true)
    });
    assert!((cpu.psnr - gpu.psnr).abs() < 0.05, "{} {}", cpu.psnr, gpu.psnr);
    let differ = cpu.bmus.iter().zip(&gpu.bmus).filter(|(a, b)| a != b).count();
    assert!(differ <= cpu.bmus.len() / 50, "{differ} winners differ: only ties may");
}

#[test]
fn a_probe_of_another_size_is_rebuilt_with_the_map() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let train = waves(40, 12, 12, 3, 1);
    let config = Config { patch: patches(4, 1, 8), ..small() };
    let session = MapSession::new(Rc::clone(&backend), dataset(&*backend, &train, &train), config).unwrap();
    let wanted = Some(RebuildRequest { source: Source::Probe, image: 0, overlap: true });
    let request = MapRequest { rebuild: wanted, ..MapRequest::of(View::Codebook) };
    assert_eq!(pollster::block_on(session.frame(request)).unwrap_err().kind, Kind::Config);
    finish(&session);
    for channels in [1, 3] {
        let probe = Images { labels: None, ..waves(1, 30, 17, channels, 9) };
        session.set_probe(probe).unwrap();
        let rebuilt = rebuild(&session, Source::Probe, 0, true);
        assert_eq!((rebuilt.height, rebuilt.width, rebuilt.bmus.len()), (30, 17, 27 * 14));
        assert!(rebuilt.psnr > 12.0, "{}", rebuilt.psnr);
    }
    let tiny = Images { labels: None, ..waves(1, 3, 3, 3, 9) };
    assert!(session.set_probe(tiny).unwrap_err().to_string().contains("do not fit"), "patches of 4 need 4 pixels");
    session.clear_probe();
    assert!(pollster::block_on(session.frame(request)).is_err());
}

#[test]
fn patches_that_do_not_fit_are_refused_and_the_run_goes_on() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let train = waves(10, 9, 12, 1, 1);
    let config = Config { patch: patches(4, 1, 8), ..small() };
    let session = MapSession::new(Rc::clone(&backend), dataset(&*backend, &train, &train), config.clone()).unwrap();
    let refused = |config| session.configure(config).unwrap_err();
    assert_eq!(refused(Config { patch: patches(10, 1, 8), ..config.clone() }).kind, Kind::Config);
    assert_eq!(refused(Config { patch: patches(4, 5, 8), ..config.clone() }).kind, Kind::Config);
    assert_eq!(refused(Config { patch: patches(4, 1, 0), ..config.clone() }).kind, Kind::Config);
    let upper = StackLayer { rows: 4, cols: 4, size: 99, stride: 1, code: Code::Coordinates };
    assert_eq!(refused(Config { stack: vec![upper], ..config.clone() }).kind, Kind::Config);
    assert_eq!(refused(Config { stack: vec![upper; 9], ..config.clone() }).kind, Kind::Config);
    let huge = StackLayer { size: 0, code: Code::OneHot, ..upper };
    let large = Config { rows: 64, cols: 64, stack: vec![huge], ..config.clone() };
    assert!(refused(large).message.contains("choose smaller patches"), "6 × 9 places of 4,096 units each");
    assert_eq!(session.config(), config);
    assert!(session.advance(100, u64::MAX).unwrap().samples > 0);
}

fn stack(code: Code, deep: bool) -> Config {
    let whole = StackLayer { rows: 6, cols: 7, size: 0, stride: 1, code };
    let middle = StackLayer { rows: 5, cols: 5, size: 2, stride: 1, code };
    let stack = if deep { vec![middle, whole] } else { vec![whole] };
    let patch = patches(4, 2, 6);
    Config { rows: 5, cols: 4, patch, stack, batch_size: 32, init: Init::Samples, epochs: 6.0, ..small() }
}

#[test]
fn stacks_learn_layer_by_layer_and_sort_what_they_see() {
    let (train, test) = (waves(200, 12, 12, 1, 1), waves(60, 12, 12, 1, 2));
    for backend in backends() {
        for code in [Code::Coordinates, Code::OneHot, Code::Soft] {
            for deep in [false, true] {
                let config = stack(code, deep);
                let top = config.n_layers() as u32 - 1;
                let session = MapSession::new(Rc::clone(&backend), dataset(&*backend, &train, &test), config).unwrap();
                let look = |request| wait::<MapFrame>(session.frame(request));
                let first = look(MapRequest::of(View::Codebook));
                assert_eq!((first.learning, first.layers.len()), (0, top as usize + 1));
                let codebook = wait(session.codebook(top));
                while look(MapRequest::of(View::Codebook)).learning == 0 {
                    session.advance(500, u64::MAX).unwrap();
                }
                let frozen = wait(session.codebook(0));
                finish(&session);
                assert_eq!(wait(session.codebook(0)), frozen, "a layer that has learned stays as it is");
                assert_ne!(wait(session.codebook(top)), codebook);
                let quality = wait(session.evaluate(top));
                assert_eq!(quality.n, 60);
                // Three classes, a third each by chance.
                assert!(quality.purity.unwrap() > 0.6 && quality.nmi.unwrap() > 0.1, "{code:?} {deep}: {quality:?}");
            }
        }
    }
}

#[test]
fn a_unit_of_an_upper_layer_is_drawn_from_the_units_below() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let (train, test) = (waves(200, 12, 12, 1, 1), waves(60, 12, 12, 1, 2));
    for code in [Code::Coordinates, Code::OneHot, Code::Soft] {
        let session =
            MapSession::new(Rc::clone(&backend), dataset(&*backend, &train, &test), stack(code, false)).unwrap();
        finish(&session);
        let request = MapRequest { layer: 1, unit: Some(9), evaluate: 60, ..MapRequest::of(View::Hits) };
        wait(session.frame(request));
        let frame = wait(session.frame(MapRequest { evaluate: 0, ..request }));
        assert_eq!(frame.values.iter().sum::<f32>(), 60.0);
        let top = &frame.sheet;
        assert_eq!((top.tile_height, top.tile_width, top.tiles.len()), (12, 12, 42 * 144));
        let unit = frame.unit.clone().unwrap();
        assert_eq!((unit.parts_rows, unit.parts_cols, unit.parts.len()), (5, 5, 25));
        assert!(unit.parts.iter().all(|&part| part < 20));
        assert_eq!(unit.samples.len(), unit.sample_labels.len() * 144, "whole images fall on the last layer");
        // The top-left corner is covered by the first part alone.
        let below = &frame.layers[0];
        let part = unit.parts[0];
        let (row, col) = (part / below.atlas_cols * 4, part % below.atlas_cols * 4);
        assert_eq!(unit.tile[0], below.tiles[(row * below.atlas_cols * 4 + col) as usize]);
        // The other layer was not looked at yet: it is measured when it is.
        let lower = wait(session.frame(MapRequest { layer: 0, unit: None, evaluate: 0, ..request }));
        assert_eq!(lower.values.iter().sum::<f32>(), 60.0);
    }
}

#[test]
fn patch_maps_and_stacks_repeat_and_resume_bit_for_bit() {
    let (train, test) = (waves(100, 12, 12, 1, 1), waves(20, 12, 12, 1, 2));
    for backend in backends() {
        for training in [Training::Online, Training::MiniBatch, Training::Batch] {
            let config = Config { training, epochs: 2.0, ..stack(Code::Coordinates, true) };
            let start =
                || MapSession::new(Rc::clone(&backend), dataset(&*backend, &train, &test), config.clone()).unwrap();
            let all =
                |session: &MapSession| -> Vec<Vec<f32>> { (0..3).map(|layer| wait(session.codebook(layer))).collect() };
            let whole = start();
            finish(&whole);
            for part in [300, 1500] {
                let cut = start();
                cut.advance(part, u64::MAX).unwrap();
                let checkpoint = wait(cut.checkpoint());
                let restored = start();
                restored.advance(77, u64::MAX).unwrap();
                restored.restore(&checkpoint).unwrap();
                finish(&restored);
                assert_eq!(all(&restored), all(&whole), "{training:?} after {part}");
            }
        }
    }
}

#[test]
fn pictures_are_the_images_as_they_are() {
    for backend in backends() {
        let train = waves(40, 6, 5, 3, 1);
        let session = MapSession::new(Rc::clone(&backend), dataset(&*backend, &train, &train), small()).unwrap();
        let indices: Vec<u32> = (0..19).map(|i| i * 2).collect();
        let row = wait(session.pictures(som_lab::data::dataset::Which::Train, &indices));
        for (place, &index) in indices.iter().enumerate() {
            for y in 0..6 {
                for x in 0..5 {
                    let at = (index as usize * 30 + y * 5 + x) * 3;
                    let expected = &train.pixels[at..at + 3];
                    assert_eq!(&row.rgba[y * 19 * 5 + place * 5 + x].to_le_bytes()[..3], expected);
                }
            }
        }
        assert!(pollster::block_on(session.pictures(som_lab::data::dataset::Which::Test, &[40])).is_err());
    }
}
