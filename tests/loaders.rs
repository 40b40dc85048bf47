//! The loaders against hand-made files, files recorded from NumPy (scripts/reference/npy_files.py), and noise.

use proptest::collection::vec;
use proptest::prelude::*;
use som_lab::data::{Images, cifar, idx, npy, recognize};
use som_lab::error::{Kind, Result};

/// A recorded file of tests/reference.
macro_rules! recorded {
    ($name:literal) => {
        include_bytes!(concat!("reference/", $name)).as_slice()
    };
}

/// The error's message, which must be of the kind `Data`, one sentence, and contain each of `words`.
#[track_caller]
fn assert_refused<T: std::fmt::Debug>(result: Result<T>, words: &[&str]) {
    let error = result.expect_err("a bad file was accepted");
    assert_eq!(error.kind, Kind::Data);
    assert!(error.message.ends_with('.') && !error.message.contains(['\n', '\0']), "{}", error.message);
    for word in words {
        assert!(error.message.contains(word), "no {word:?} in: {}", error.message);
    }
}

fn idx_file(element: u8, shape: &[u32], elements: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, element, shape.len() as u8];
    file.extend(shape.iter().flat_map(|size| size.to_be_bytes()));
    file.extend(elements);
    file
}

/// An NPY file of version 1 with this header and these elements.
fn npy_file(header: &str, elements: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), elements].concat()
}

fn npy_f64(shape: &str, elements: &[f64]) -> Vec<u8> {
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
    npy_file(&header, &elements.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>())
}

#[test]
fn idx_images_and_labels_are_read() {
    let images = idx_file(8, &[2, 3, 2], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    let labels = idx_file(8, &[2], &[7, 0]);
    let expected = Images { height: 3, width: 2, channels: 1, pixels: (1..=12).collect(), labels: Some(vec![7, 0]) };
    assert_eq!(idx::read(&images, Some(&labels)), Ok(expected.clone()));
    assert_eq!(idx::read(&images, None), Ok(Images { labels: None, ..expected }));
}

#[test]
fn bad_idx_files_are_refused_with_what_was_found() {
    let images = idx_file(8, &[2, 1, 2], &[1, 2, 3, 4]);
    assert_refused(idx::read(&[], None), &["not IDX", "[n, height, width]"]);
    assert_refused(idx::read(&[0x1f, 0x8b, 8, 0], None), &["gunzip"]);
    assert_refused(idx::read(&idx_file(0x0d, &[1, 1, 1], &[0; 4]), None), &["f32", "u8"]);
    assert_refused(idx::read(&idx_file(0x42, &[1, 1, 1], &[0]), None), &["0x42"]);
    assert_refused(idx::read(&idx_file(8, &[2], &[1, 2]), None), &["has 1 dimensions", "[n, height, width]"]);
    assert_refused(idx::read(&images[..10], None), &["within its header"]);
    assert_refused(idx::read(&images[..19], None), &["[2, 1, 2]", "holds 3 elements"]);
    assert_refused(idx::read(&[&images[..], &[5]].concat(), None), &["holds 5 elements"]);
    assert_refused(idx::read(&idx_file(8, &[u32::MAX; 3], &[]), None), &["holds 0 elements"]);
    assert_refused(idx::read(&idx_file(8, &[0, 28, 28], &[]), None), &["holds none"]);
    assert_refused(idx::read(&images, Some(&idx_file(8, &[3], &[1, 2, 3]))), &["2 images", "3 labels"]);
    assert_refused(idx::read(&images, Some(&images)), &["of labels", "has 3 dimensions", "[n]"]);
}

#[test]
fn cifar_planes_are_interleaved() {
    let record = |label, red, green, blue| [vec![label], vec![red; 1024], vec![green; 1024], vec![blue; 1024]].concat();
    let mut file = [record(9, 1, 2, 3), record(0, 4, 5, 6)].concat();
    file[1 + 1024 + 33] = 77; // green of row 1, column 1 of the first image
    let images = cifar::read(&file).unwrap();
    assert_eq!((images.height, images.width, images.channels), (32, 32, 3));
    assert_eq!(images.labels, Some(vec![9, 0]));
    assert_eq!(images.pixels.len(), 2 * 3072);
    assert_eq!(images.pixels[..6], [1, 2, 3, 1, 2, 3]);
    assert_eq!(images.pixels[3 * 33..3 * 34], [1, 77, 3]);
    assert_eq!(images.pixels[3072..3078], [4, 5, 6, 4, 5, 6]);
}

#[test]
fn bad_cifar_files_are_refused() {
    assert_refused(cifar::read(&[]), &["0 bytes", "3073"]);
    assert_refused(cifar::read(&[0; 3074]), &["3074 bytes"]);
    let mut file = vec![0; 2 * 3073];
    file[3073] = 10;
    assert_refused(cifar::read(&file), &["Image 1", "label 10", "0 to 9"]);
}

#[test]
fn every_npy_that_numpy_writes_gives_the_same_images() {
    let expected = Images { height: 3, width: 4, channels: 2, pixels: (0..48).collect(), labels: None };
    for (name, file) in [
        ("u1", recorded!("npy_u1.npy")),
        ("u1 in Fortran order", recorded!("npy_u1_fortran.npy")),
        ("u1, version 2", recorded!("npy_u1_v2.npy")),
        ("u1, version 3", recorded!("npy_u1_v3.npy")),
        ("f4", recorded!("npy_f4.npy")),
        (">f4", recorded!("npy_f4_big_endian.npy")),
        ("f8", recorded!("npy_f8.npy")),
        (">f8 in Fortran order", recorded!("npy_f8_big_endian_fortran.npy")),
        ("f8 of whole numbers", recorded!("npy_f8_bytes.npy")),
    ] {
        assert_eq!(npy::read(file), Ok(expected.clone()), "{name}");
    }
}

#[test]
fn npy_shapes_become_images() {
    let shape = |text: &str| {
        let images = npy::read(&npy_f64(text, &[1.0; 12])).unwrap();
        (images.height, images.width, images.channels, images.pixels.len())
    };
    assert_eq!(shape("(3, 4)"), (1, 4, 1, 12));
    assert_eq!(shape("(2, 3, 2)"), (3, 2, 1, 12));
    assert_eq!(shape("(1, 2, 2, 3)"), (2, 2, 3, 12));
    for (bad, words) in [("(12,)", "(12,)"), ("(1, 1, 1, 3, 4)", "(1, 1, 1, 3, 4)")] {
        assert_refused(npy::read(&npy_f64(bad, &[1.0; 12])), &[words, "(n, features)"]);
    }
    assert_refused(npy::read(&npy_f64("()", &[1.0])), &["()", "reshape"]);
    assert_refused(npy::read(&npy_f64("(0, 4)", &[])), &["no images"]);
    assert_refused(npy::read(&npy_f64("(4, 0)", &[])), &["no pixels"]);
}

#[test]
fn npy_floats_are_quantized_or_taken_as_bytes() {
    let pixels =
        |values: &[f64]| npy::read(&npy_f64(&format!("(1, {})", values.len()), values)).map(|images| images.pixels);
    assert_eq!(pixels(&[0.0, 0.25, 0.5, 1.0]), Ok(vec![0, 64, 128, 255]));
    assert_eq!(pixels(&[0.0, -0.0, 0.5 / 255.0, 0.499 / 255.0]), Ok(vec![0, 0, 1, 0]));
    assert_eq!(pixels(&[0.0, 1.0, 2.0, 255.0]), Ok(vec![0, 1, 2, 255]));
    let square = |values: &[f64]| npy::read(&npy_f64("(2, 2)", values));
    assert_refused(square(&[0.0, 0.5, -0.25, 1.0]), &["-0.25", "[1, 0]", "0..1"]);
    assert_refused(square(&[0.0, 0.5, 0.5, 255.5]), &["255.5", "[1, 1]", "0..255"]);
    assert_refused(square(&[0.0, 0.5, 9.0, 1.0]), &["0.5", "[0, 1]", "up to 9"]);
    assert_refused(square(&[0.0, f64::NAN, 0.0, 1.0]), &["NaN", "[0, 1]", "finite"]);
    assert_refused(square(&[0.0, 0.0, 0.0, f64::INFINITY]), &["inf", "[1, 1]"]);
}

#[test]
fn bad_npy_files_are_refused() {
    let good = npy_f64("(1, 2)", &[0.0, 1.0]);
    assert_refused(npy::read(&[]), &["signature"]);
    assert_refused(npy::read(b"PK\x03\x04 an .npz"), &["signature"]);
    assert_refused(npy::read(&good[..7]), &["within its header"]);
    assert_refused(npy::read(&good[..30]), &["within its header"]);
    assert_refused(npy::read(&good[..good.len() - 1]), &["(1, 2)", "15 bytes"]);
    assert_refused(npy::read(&[&good[..], &[0]].concat()), &["17 bytes"]);
    assert_refused(npy::read(b"\x93NUMPY\x09\x00"), &["version 9"]);
    assert_refused(npy::read(recorded!("npy_bool.npy")), &["boolean", "astype"]);
    assert_refused(npy::read(recorded!("npy_i8.npy")), &["<i8", "astype"]);
    let header = |text: &str| npy::read(&npy_file(text, &[]));
    assert_refused(header("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), }"), &["structured"]);
    assert_refused(header("{'descr': '<f4', 'fortran_order': False, }"), &["'shape'"]);
    assert_refused(header("{'descr': '<f4', 'fortran_order': False, 'shape': 3}"), &["tuple"]);
    assert_refused(header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4)}"), &["tuple"]);
    assert_refused(
        header(&format!("{{'descr': '|u1', 'fortran_order': True, 'shape': ({})}}", "1,".repeat(65))),
        &["64"],
    );
    // A header that asks for all the memory there is gets none.
    let huge = format!("{{'descr': '<f8', 'fortran_order': True, 'shape': ({0}, {0})}}", usize::MAX);
    assert_refused(header(&huge), &["0 bytes"]);
}

#[test]
fn npy_is_written_as_numpy_writes_it() {
    for file in
        [recorded!("online_initial.npy"), recorded!("batch_tiny_torus.npy"), recorded!("batch_medium_torus.npy")]
    {
        let (shape, elements) = npy::read_f32(file).unwrap();
        assert!(npy::write_f32(&shape, &elements) == file);
    }
    let (shape, elements) = npy::read_f32(recorded!("npy_f8_big_endian_fortran.npy")).unwrap();
    assert_eq!((shape, elements.len()), (vec![2, 3, 4, 2], 48));
    assert!(elements.iter().enumerate().all(|(i, &value)| value == (i as f64 / 255.0) as f32));
    assert_refused(npy::read_f32(&npy_f64("(2, 1)", &[0.0, 1e300])), &["inf", "[1, 0]", "finite"]);
}

#[test]
fn files_are_recognized_by_what_they_hold() {
    let batch = |start: &[u8]| [start, &vec![3; 2 * 3073 - start.len()]].concat();
    for (file, height) in [
        (recorded!("npy_u1.npy").to_vec(), 3),
        (idx_file(8, &[2, 5, 2], &[1; 20]), 5),
        (batch(&[3]), 32),
        // An airplane whose first pixels are dark: it begins as IDX does.
        (batch(&[0, 0, 8, 3]), 32),
    ] {
        assert_eq!(recognize("a file", &file).unwrap().height, height);
    }
    assert_refused(recognize("train.idx", &idx_file(8, &[7, 28, 28], &[0; 9])), &["train.idx: ", "[7, 28, 28]"]);
    assert_refused(recognize("x.npy", recorded!("npy_i8.npy")), &["x.npy: ", "<i8"]);
    assert_refused(recognize("batch.bin", &[200; 3073]), &["batch.bin: ", "label 200"]);
    assert_refused(recognize("a.png", b"\x89PNG\r\n"), &["a.png: ", "neither"]);
    assert_refused(recognize("nothing", &[]), &["nothing: "]);
}

/// Every loader on the same bytes. What it accepts must be an image set that fits together.
fn read_all(bytes: &[u8]) {
    let read = [
        idx::read(bytes, None),
        idx::read(bytes, Some(bytes)),
        cifar::read(bytes),
        npy::read(bytes),
        recognize("a file", bytes),
    ];
    for images in read.into_iter().flatten() {
        let size = (images.height * images.width * images.channels) as usize;
        assert!(!images.pixels.is_empty() && images.pixels.len().is_multiple_of(size));
        let n = images.pixels.len() / size;
        assert_eq!(images.count(), n);
        assert!(images.labels.is_none_or(|labels| labels.len() == n));
    }
    if let Ok((shape, elements)) = npy::read_f32(bytes) {
        assert_eq!(shape.iter().product::<usize>(), elements.len());
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_loader_panic(bytes in vec(any::<u8>(), 0..4000)) {
        read_all(&bytes);
    }

    #[test]
    fn no_damage_makes_a_loader_panic(
        which in 0..6usize,
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        length in any::<prop::sample::Index>(),
    ) {
        let good = [
            idx_file(8, &[2, 3, 2], &[9; 12]),
            idx_file(8, &[12], &[9; 12]),
            vec![3; 3073],
            recorded!("npy_f4.npy").to_vec(),
            recorded!("npy_f8_big_endian_fortran.npy").to_vec(),
            recorded!("npy_u1_v2.npy").to_vec(),
        ];
        let mut bytes = good[which].clone();
        for (at, byte) in changes {
            // Mostly within the header, where it hurts.
            let at = at.index(bytes.len().min(128));
            bytes[at] = byte;
        }
        read_all(&bytes);
        read_all(&bytes[..length.index(bytes.len())]);
    }

    #[test]
    fn no_header_that_lies_makes_a_loader_panic(
        element in any::<u8>(),
        shape in vec(prop_oneof![0..5u32, Just(1 << 16), Just(u32::MAX), any::<u32>()], 0..6),
        n in 0..40usize,
        labels in vec(any::<u8>(), 0..40),
    ) {
        for element in [8, element] {
            let file = idx_file(element, &shape, &vec![7; n]);
            read_all(&file);
            let _ = idx::read(&file, Some(&labels));
            let _ = idx::read(&file, Some(&idx_file(8, &[labels.len() as u32], &labels)));
            let _ = idx::read_labels(&file);
        }
    }

    #[test]
    fn no_npy_header_makes_its_loader_panic(
        descr in prop_oneof!["[<>|][uif][1248]", "[<>|=]?[a-zA-Z][0-9]{0,3}", "\\PC{0,8}"],
        fortran in prop_oneof!["True", "False", "\\PC{0,6}"],
        shape in vec(prop_oneof![0..5usize, Just(1 << 32), Just(usize::MAX), any::<usize>()], 0..70),
        tail in "\\PC{0,12}",
        n in 0..100usize,
    ) {
        let sizes = shape.iter().map(|size| format!("{size}, ")).collect::<String>();
        let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({sizes}){tail}");
        read_all(&npy_file(&header, &vec![63; n]));
    }

    #[test]
    fn npy_arrays_survive_a_round_trip(shape in vec(0..5usize, 0..4), seed in any::<f32>().prop_filter("finite", |x| x.is_finite())) {
        let elements: Vec<f32> = (0..shape.iter().product()).map(|i| seed / (i + 1) as f32).collect();
        prop_assert_eq!(npy::read_f32(&npy::write_f32(&shape, &elements)), Ok((shape, elements)));
    }
}
