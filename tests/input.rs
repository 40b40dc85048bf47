//! People's pictures as they are seen, whatever program wrote them.

use image::{ExtendedColorType, ImageEncoder, RgbImage};
use som_lab::input::{Files, Origin, Prepared, Wanted, decode, measure, most_bytes};

/// What the eight orientations of EXIF do: where the pixel at the top left of what is seen lies in what is stored, as
/// (right, down), and whether the sides change places.
const ORIENTATIONS: [(bool, bool, bool); 8] = [
    (false, false, false),
    (true, false, false),
    (true, true, false),
    (false, true, false),
    (false, false, true),
    (false, true, true),
    (true, true, true),
    (true, false, true),
];

/// 24×16 stored pixels with a red top left, the rest blue, blocks of eight.
fn corner(right: bool, down: bool) -> RgbImage {
    let red = |x: u32, y: u32| (if right { x >= 16 } else { x < 8 }) && (y >= 8) == down;
    RgbImage::from_fn(24, 16, |x, y| image::Rgb(if red(x, y) { [220, 30, 30] } else { [30, 30, 220] }))
}

fn exif(orientation: u8) -> Vec<u8> {
    [&b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..], &[orientation, 0, 0, 0, 0, 0, 0]].concat()
}

fn encoded(format: &str, picture: &RgbImage, exif: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (w, h) = picture.dimensions();
    let (raw, color) = (picture.as_raw(), ExtendedColorType::Rgb8);
    match format {
        "jpeg" => {
            image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 98).write_image(raw, w, h, color).unwrap();
            let body = [b"Exif\0\0", &exif[..]].concat();
            let segment = [&[0xff, 0xe1, 0, body.len() as u8 + 2], &body[..]].concat();
            bytes.splice(2..2, segment);
        }
        "png" => {
            let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
            encoder.set_exif_metadata(exif).unwrap();
            encoder.write_image(raw, w, h, color).unwrap();
        }
        _ => {
            let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut bytes);
            encoder.set_exif_metadata(exif).unwrap();
            encoder.write_image(raw, w, h, color).unwrap();
        }
    }
    bytes
}

#[test]
fn all_orientations_are_honored_in_every_format() {
    for format in ["jpeg", "png", "webp"] {
        for (orientation, (right, down, turned)) in (1..).zip(ORIENTATIONS) {
            let bytes = encoded(format, &corner(right, down), exif(orientation));
            let ((height, width), rgb) = decode("a", &bytes).unwrap();
            assert_eq!((height, width), if turned { (24, 16) } else { (16, 24) }, "{format} {orientation}");
            assert_eq!(measure("a", &bytes).unwrap(), (height, width));
            let red = |y: usize, x: usize| rgb[3 * (y * width + x)] > 120;
            let corners = [red(2, 2), red(2, width - 3), red(height - 3, 2), red(height - 3, width - 3)];
            assert_eq!(corners, [true, false, false, false], "{format} {orientation}");
        }
    }
}

/// A PNG of one color with further chunks before its data.
fn png_with(color: [u8; 3], chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut bytes = encoded("png", &RgbImage::from_pixel(4, 4, image::Rgb(color)), exif(1));
    let mut at = 8 + 25;
    for (kind, data) in chunks {
        let body = [&kind[..], data].concat();
        let chunk = [&(data.len() as u32).to_be_bytes()[..], &body, &crc(&body).to_be_bytes()].concat();
        let len = chunk.len();
        bytes.splice(at..at, chunk);
        at += len;
    }
    bytes
}

/// CRC-32 as PNG has it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(!0u32, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc)))
}

fn gamma(of_file: u32) -> (&'static [u8; 4], Vec<u8>) {
    (b"gAMA", of_file.to_be_bytes().to_vec())
}

#[test]
fn colors_are_those_that_a_browser_shows() {
    let seen = |chunks: &[(&[u8; 4], Vec<u8>)]| {
        let (_, rgb) = decode("a", &png_with([64, 128, 200], chunks)).unwrap();
        [rgb[0], rgb[1], rgb[2]]
    };
    assert_eq!(seen(&[]), [64, 128, 200], "what says nothing is sRGB");
    assert_eq!(seen(&[gamma(100_000)]), [137, 188, 229], "linear light");
    assert_eq!(seen(&[gamma(100_000), (b"sRGB", vec![0])]), [64, 128, 200], "sRGB speaks louder than gamma");
    // The primaries and the white of sRGB change nothing.
    let srgb: [u32; 8] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];
    let chroma = |points: [u32; 8]| (b"cHRM", points.iter().flat_map(|point| point.to_be_bytes()).collect::<Vec<u8>>());
    let found = seen(&[gamma(100_000), chroma(srgb)]);
    assert!(found.iter().zip([137, 188, 229]).all(|(&a, b)| a.abs_diff(b) <= 1), "{found:?}");
    // Those of Display P3 are wider: its green is greener than sRGB can show.
    let wide: [u32; 8] = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000];
    let found = seen(&[gamma(100_000), chroma(wide)]);
    assert!(found[0] < 130 && found[1].abs_diff(190) < 4, "{found:?}");
    // A profile that makes no sense is no reason to refuse a picture.
    assert_eq!(seen(&[(b"iCCP", b"x\0\0nonsense".to_vec())]), [64, 128, 200]);
}

const ANY: Wanted = Wanted { side: None, gray: false, turntable: false, least: 1, first: false };

fn prepared(files: &[(&str, &[u8])], wanted: Wanted) -> som_lab::error::Result<Prepared> {
    let mut all = Files::default();
    for (id, (path, bytes)) in (0..).zip(files) {
        all.add(path, id, bytes.to_vec());
    }
    while let Some((path, _, kind)) = all.next_foreign() {
        all.leave_out(&path, format!("{path} is {kind}."));
    }
    let mut job = all.begin(wanted)?;
    while let Some(need) = job.need(0) {
        let bytes = match need.origin {
            Origin::File(id) => Ok(files[id as usize].1.to_vec()),
            Origin::Entry { .. } => job.unpacked(0).unwrap(),
        };
        let shape = job.shape().unwrap().clone();
        job.give(bytes.and_then(|bytes| shape.decode(&need.path, &bytes)));
    }
    job.finish()
}

fn noise(width: u32, height: u32, salt: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let [r, g, b, _] = som_lab::rng::hash(salt ^ (y * width + x)).to_le_bytes();
        image::Rgb([r, g, b])
    })
}

#[test]
fn a_picture_within_the_limit_keeps_its_bytes() {
    for (width, height) in [(25, 22), (265, 199), (9, 200), (256, 256)] {
        let picture = noise(width, height, 7);
        let own = prepared(&[("a.png", &encoded("png", &picture, exif(1)))], ANY).unwrap();
        assert_eq!((own.train.width, own.train.height), (width, height));
        assert_eq!(&own.train.pixels, picture.as_raw());
        assert_eq!(own.notes, ["Tested on the same picture, for there is only this one."]);
    }
}

#[test]
fn the_order_and_the_names_of_files_do_not_matter() {
    let pictures: Vec<Vec<u8>> = (0..60).map(|i| encoded("png", &noise(9, 9, 100 * i), exif(1))).collect();
    let named = |name: &dyn Fn(usize) -> usize| {
        let names: Vec<String> = (0..60).map(|i| format!("{}/{}.png", i % 3, name(i))).collect();
        let files: Vec<_> = names.iter().zip(&pictures).map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
        prepared(&files, ANY).unwrap()
    };
    let (one, other) = (named(&|i| i), named(&|i| (i * 37 + 5) % 60));
    assert_eq!((one.train.count(), one.test.count()), (54, 6));
    assert_eq!(one.classes, ["0", "1", "2"]);
    assert_eq!((&one.train, &one.test), (&other.train, &other.test));
    assert_eq!(one.fingerprint(), other.fingerprint());
    assert_eq!(one.notes, ["6 of 60 pictures are held out to measure quality, a tenth of every class."]);
}

#[test]
fn what_is_left_out_is_named_once() {
    let picture = encoded("png", &noise(9, 9, 1), exif(1));
    let heic = b"\0\0\0\x1cftypheic\0\0\0\0";
    let mut files: Vec<(String, &[u8])> = (0..20).map(|i| (format!("f/{i}.heic"), &heic[..])).collect();
    files.push(("f/a.png".to_string(), &picture));
    files.push(("f/b\n.txt".to_string(), b"words"));
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let own = prepared(&files, ANY).unwrap();
    assert_eq!((own.title.as_str(), own.train.count()), ("f", 1));
    let said = own.notes.last().unwrap();
    assert!(said.starts_with("Left out: b\\n.txt is a text file") && said.ends_with("And 18 more."), "{said}");
}

#[test]
fn npz_archives_and_arrays_with_alpha_are_read() {
    let npy = |descr: &str, shape: &str, elements: &[u8]| {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
        [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), elements].concat()
    };
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    };
    let glass: Vec<u8> = (0..6 * 4).flat_map(|i| [9 * i as u8, 0, 0, if i % 2 == 0 { 255 } else { 0 }]).collect();
    put("x_train.npy", &npy("|u1", "(6, 2, 2, 4)", &glass));
    put("x_test.npy", &npy("|u1", "(3, 2, 2, 4)", &glass[..48]));
    put("y_train.npy", &npy("<i8", "(6,)", &(0..6i64).flat_map(|i| (i % 3).to_le_bytes()).collect::<Vec<_>>()));
    put("y_test.npy", &npy(">i2", "(3,)", &[0, 0, 0, 1, 0, 2]));
    let bytes = zip.finish().unwrap().into_inner();
    let own = prepared(&[("digits.npz", &bytes)], ANY).unwrap();
    assert_eq!((own.train.count(), own.test.count(), own.train.channels), (6, 3, 3));
    assert_eq!(own.test.labels, Some(vec![0, 1, 2]));
    assert_eq!(own.test.pixels[..6], [0, 0, 0, 255, 255, 255], "glass lies on white paper");

    let alone = npy("<i8", "(2,)", &[0, 0, 0, 0, 0, 0, 0, 0, 44, 1, 0, 0, 0, 0, 0, 0]);
    let error = prepared(&[("y.npy", &alone)], ANY).err().unwrap();
    assert!(error.message.contains("label 300"), "{}", error.message);
}

#[test]
fn data_files_of_one_shape_are_joined_with_their_labels() {
    let idx = |shape: &[u32], elements: &[u8]| {
        let sizes = shape.iter().flat_map(|size| size.to_be_bytes());
        [0, 0, 8, shape.len() as u8].into_iter().chain(sizes).chain(elements.iter().copied()).collect::<Vec<u8>>()
    };
    let images = |n: u32, salt: u8| idx(&[n, 5, 5], &(0..n * 25).map(|i| i as u8 ^ salt).collect::<Vec<_>>());
    let picture = encoded("png", &noise(9, 9, 1), exif(1));
    let files: [(&str, Vec<u8>); 7] = [
        ("d/t10k-images", images(4, 0)),
        ("d/t10k-labels", idx(&[4], &[3, 2, 1, 0])),
        ("d/train-images", images(4, 9)),
        ("d/train-labels", idx(&[4], &[0, 1, 2, 3])),
        ("d/wide", idx(&[2, 5, 6], &[0; 60])),
        ("d/lone-labels", idx(&[9], &[0; 9])),
        ("d/z.png", picture),
    ];
    let files: Vec<_> = files.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let own = prepared(&files, ANY).unwrap();
    assert_eq!((own.train.count(), own.test.count(), own.classes.len()), (4, 4, 4));
    assert_eq!(own.test.labels, Some(vec![3, 2, 1, 0]), "the labels of the same split");
    let said = own.notes.last().unwrap();
    for words in
        ["wide has images of 6 × 5, and the others are of 5 × 5", "lone-labels has 9 labels", "z.png is a picture"]
    {
        assert!(said.contains(words), "{said}");
    }
    let alone = prepared(&[("labels", &idx(&[4], &[0; 4]))], ANY).err().unwrap();
    assert_eq!(alone.message, "labels holds labels only: bring the images with it.");

    let rows =
        prepared(&[("rows", &idx(&[6, 1, 48], &(0..6 * 48).map(|i| i as u8).collect::<Vec<_>>()))], ANY).unwrap();
    assert_eq!((rows.train.height, rows.train.width, rows.flat), (6, 8, true));
    assert!(rows.notes[0].contains("taken for 8 × 6 pixels"), "{:?}", rows.notes);
    let color = prepared(&[("one", &idx(&[12, 9, 3], &(0..324).map(|i| i as u8).collect::<Vec<_>>()))], ANY).unwrap();
    assert_eq!((color.train.height, color.train.width, color.train.channels, color.train.count()), (12, 9, 3, 1));
    let many = Wanted { first: true, ..ANY };
    let first = prepared(&[("d", &images(7, 3))], many).unwrap();
    assert_eq!((first.train.count(), first.train.pixels[0], first.notes.len()), (1, 3, 0));
}

#[test]
fn no_file_promises_more_than_it_holds() {
    let lies: [(&str, Vec<u8>); 3] = [
        ("a.idx", [&[0, 0, 8, 3][..], &[0xff; 12]].concat()),
        (
            "b.npy",
            b"\x93NUMPY\x01\0\x50\0{'descr': '|u1', 'fortran_order': False, 'shape': (99999, 99999, 3), }".to_vec(),
        ),
        ("c.gz", {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            let zeros = vec![0u8; 1 << 20];
            (0..80).for_each(|_| std::io::Write::write_all(&mut gz, &zeros).unwrap());
            gz.finish().unwrap()
        }),
    ];
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, &encoded("png", &noise(9, 9, 1), exif(1))).unwrap();
    let error = prepared(&[("d.png.gz", &gz.finish().unwrap())], ANY).err().unwrap();
    assert_eq!(error.message, "d.png is a picture in a gzip file: unpack it first.");
    for (name, bytes) in &lies {
        let error = prepared(&[(name, bytes)], ANY).err().unwrap();
        assert!(error.message.starts_with(name) && !error.message.contains('\n'), "{}", error.message);
    }
    assert_eq!(most_bytes(1000), 16_000 + (64 << 20));
}
