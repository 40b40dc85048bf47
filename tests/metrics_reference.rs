//! Purity, NMI and PSNR against figures recorded from scikit-learn and scikit-image (scripts/reference/metrics.py).

use serde::Deserialize;
use som_lab::metrics::{nmi, psnr, purity};
use std::path::Path;

#[derive(Deserialize)]
struct Record {
    maps: Vec<Map>,
    pictures: Vec<Picture>,
}

#[derive(Deserialize)]
struct Map {
    name: String,
    units: Vec<u32>,
    labels: Vec<u8>,
    purity: f64,
    nmi: f64,
}

#[derive(Deserialize)]
struct Picture {
    original: Vec<f32>,
    rebuilt: Vec<f32>,
    psnr: f64,
}

fn recorded() -> Record {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/metrics.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn close(what: &str, found: f64, recorded: f64) {
    assert!((found - recorded).abs() < 1e-9, "{what}: {found}, recorded {recorded}");
}

#[test]
fn purity_and_nmi_are_as_scikit_learn_has_them() {
    let maps = recorded().maps;
    assert!(maps.len() > 30);
    for map in maps {
        close(&format!("purity, {}", map.name), purity(&map.units, &map.labels), map.purity);
        close(&format!("NMI, {}", map.name), nmi(&map.units, &map.labels), map.nmi);
    }
}

#[test]
fn psnr_is_as_scikit_image_has_it() {
    let pictures = recorded().pictures;
    assert!(pictures.len() > 8);
    for Picture { original, rebuilt, psnr: wanted } in pictures {
        close("PSNR", psnr(&original, &rebuilt), wanted);
    }
}
