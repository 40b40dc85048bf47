//! The lab as its users meet it: the built program, its lines, its files and its complaints.

mod agents;
mod bench;
mod convolutions;
mod hints;
mod jobs;
mod maps;
mod networks;
mod reproduce;

use serde_json::Value;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lab").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn lab(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lab")).args(args).output().unwrap()
}

/// The lines that a run on the CPU prints with `--json`.
#[track_caller]
fn events_of(experiment: &str, args: &[&str]) -> Vec<Value> {
    let output = lab(&[&[experiment, "--backend", "cpu", "--json"], args].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    lines(&output)
}

fn lines(output: &Output) -> Vec<Value> {
    let text = str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of_kind<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["event"] == kind).collect()
}

/// The one sentence with which the lab refuses `args`, which must contain `words` and end with this exit code.
#[track_caller]
fn refused(code: i32, args: &[&str], words: &[&str]) {
    let output = lab(args);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert!(message.starts_with("lab: ") && message.ends_with(".\n"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    for word in words {
        assert!(message.contains(word), "no {word:?} in: {message}");
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let file = folder.join(name);
    std::fs::write(&file, bytes).unwrap();
    file.to_str().unwrap().to_string()
}

fn idx(shape: &[u32], elements: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, shape.len() as u8];
    file.extend(shape.iter().flat_map(|size| size.to_be_bytes()));
    file.extend(elements);
    file
}

/// The width, the height and the RGBA bytes of a picture.
fn picture(file: &Path) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(BufReader::new(File::open(file).unwrap())).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgba, png::BitDepth::Eight));
    (info.width, info.height, bytes)
}

/// RGB pixels of a picture.
fn pixels(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 3]) -> image::RgbImage {
    image::RgbImage::from_fn(width, height, |x, y| image::Rgb(color(x, y)))
}

/// A folder of `n` pictures of waves that turn, in two sub-folders if `sorted`.
fn pictures(name: &str, n: u32, sorted: bool, side: u32) -> PathBuf {
    let folder = folder(name);
    for i in 0..n {
        let (sin, cos) = (std::f32::consts::TAU * i as f32 / n as f32).sin_cos();
        let wave = |x: u32, y: u32, c: f32| {
            let along = (cos * (x as f32 / side as f32 - 0.5) + sin * (y as f32 / side as f32 - 0.5)) * 3.0;
            (127.5 + 120.0 * (along + c).sin()) as u8
        };
        let class = if !sorted {
            ""
        } else if i < n / 2 {
            "up"
        } else {
            "down"
        };
        std::fs::create_dir_all(folder.join(class)).unwrap();
        let picture = pixels(side, side, |x, y| [0.0, 1.0, 2.0].map(|c| wave(x, y, c)));
        picture.save(folder.join(class).join(format!("view{i}.png"))).unwrap();
    }
    folder
}

#[test]
fn the_catalogue_and_the_help_are_shown() {
    let list = String::from_utf8(lab(&["--list"]).stdout).unwrap();
    for words in [
        "map ",
        "patches ",
        "ring ",
        "stack ",
        "2500 rows=50 cols=50",
        "on mnist patch.size=9",
        "fc-sigma ",
        "sigma-inf hidden.*.mask=none",
        "fc-two-sigmas ",
        "? The note: Best without maps",
        "order ",
        "filters ",
        "csom ",
        "cartpole ",
        "gamma-0.9 gamma=0.9\n",
        "replay_capacity=",
        "som-cnn hidden.*.mask=whole threshold=0 · the note: 99.02 %",
        "winners-5 hidden.*.mask=none hidden.0.winners=5\n",
        "hidden.0.kernel=0\n",
        "sigma_forward.start=20\n",
        "hidden.1.mask=whole\n",
        "stack=[]",
        "patch.size=0",
        "sigma.start=10\n",
        "learning_rate.end=0.05\n",
        "lattice=rectangle\n",
    ] {
        assert!(list.contains(words), "no {words:?} in {list}");
    }
    let help = lab(&["--help"]);
    assert!(help.status.success() && help.stderr.is_empty());
    let help = String::from_utf8(help.stdout).unwrap();
    for words in [
        "Examples:",
        "--init-codebook",
        "lab map",
        "lab order",
        "lab csom",
        "lab cartpole",
        "solved_at_episode",
        "test_accuracy",
        "macs",
        "verdict",
        "Exit status",
    ] {
        assert!(help.contains(words), "no {words:?} in {help}");
    }
}
