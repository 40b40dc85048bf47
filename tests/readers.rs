//! Every reader of people's files on files that are nearly right: none may panic, or allocate more than the file can
//! justify.

use som_lab::input::{Files, Origin, Wanted, most_bytes};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::Write;

/// Counts what a thread has allocated and not freed, and the largest request.
struct Counting;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is handed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(layout.size())));
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Cases of all readers together.
const CASES: u32 = 100_000;

fn npy(descr: &str, shape: &str, elements: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), elements].concat()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

/// Small files of every kind that is read.
fn seeds() -> Vec<Vec<u8>> {
    let picture = image::RgbImage::from_fn(12, 9, |x, y| image::Rgb([20 * x as u8, 25 * y as u8, 99]));
    let mut seeds: Vec<Vec<u8>> = [
        image::ImageFormat::Png,
        image::ImageFormat::Jpeg,
        image::ImageFormat::WebP,
        image::ImageFormat::Gif,
        image::ImageFormat::Bmp,
    ]
    .into_iter()
    .map(|format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    })
    .collect();
    let pixels: Vec<u8> = (0..96).collect();
    let idx = [&[0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 4, 0, 0, 0, 4][..], &pixels].concat();
    seeds.push([&[0, 0, 8, 1, 0, 0, 0, 4][..], &[0, 1, 2, 3]].concat());
    seeds.push(npy("|u1", "(6, 4, 4)", &pixels));
    seeds.push(npy("<f4", "(6, 4)", &pixels));
    seeds.push(npy("<i8", "(12,)", &pixels));
    seeds.push([&[3u8][..], &[200; 3072]].concat());
    seeds.push(gz(&idx));
    seeds.push(zip("x.npy", &npy("|u1", "(6, 4, 4)", &pixels)));
    seeds.push(zip("a.png", &seeds[0].clone()));
    seeds.push(idx);
    seeds
}

/// A few bytes changed, cut off, or written twice.
fn damaged(seed: &[u8], case: u32) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    let mut state = case;
    let mut draw = |below: usize| {
        state = som_lab::rng::hash(state.wrapping_add(0x9e37_79b9));
        state as usize % below.max(1)
    };
    for _ in 0..draw(4) {
        let at = draw(bytes.len());
        match draw(6) {
            0 => bytes.truncate(at),
            1 => bytes.splice(at..at, bytes[at..(at + 16).min(bytes.len())].to_vec()).for_each(drop),
            2 => bytes.iter_mut().skip(at).take(4).for_each(|byte| *byte = 0xff),
            3 => bytes.iter_mut().skip(at).take(4).for_each(|byte| *byte = 0),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = draw(256) as u8;
                }
            }
        }
    }
    bytes
}

fn read(bytes: &[u8]) {
    let wanted = Wanted { side: Some(8), gray: false, turntable: false, least: 1, first: false };
    let mut files = Files::default();
    files.add("a", 0, bytes.to_vec());
    while let Some((path, _, kind)) = files.next_foreign() {
        files.leave_out(&path, kind.to_string());
    }
    let Ok(mut job) = files.begin(wanted) else { return };
    while let Some(need) = job.need(0) {
        let bytes = match need.origin {
            Origin::File(_) => Ok(bytes.to_vec()),
            Origin::Entry { .. } => job.unpacked(0).unwrap(),
        };
        let shape = job.shape().unwrap().clone();
        job.give(bytes.and_then(|bytes| shape.decode(&need.path, &bytes)));
    }
    if let Ok(own) = job.finish() {
        let len = (own.train.height * own.train.width * own.train.channels) as usize;
        assert_eq!(own.train.pixels.len() % len, 0);
    }
}

#[test]
fn damaged_files_neither_panic_nor_take_more_memory_than_they_justify() {
    let seeds = seeds();
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get) as u32;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let seeds = &seeds;
            scope.spawn(move || {
                for case in (thread..CASES).step_by(threads as usize) {
                    let bytes = damaged(&seeds[case as usize % seeds.len()], case);
                    LARGEST.set(0);
                    read(&bytes);
                    let largest = LARGEST.get();
                    assert!(largest <= most_bytes(bytes.len()), "case {case} asks for {largest} bytes");
                }
            });
        }
    });
}
