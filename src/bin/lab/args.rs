//! The command line.

use clap::Parser;
use som_lab::error::{Error, Result};
use som_lab::experiment::DATASETS;
use std::path::PathBuf;
use std::process::ExitCode;

/// SOM Lab without a browser: runs an experiment of the catalogue and prints what came of it.
///
/// The same sessions as in the page, on the CPU or on a graphics adapter: the same experiment, settings, seed and
/// backend give the same map.
#[derive(Debug, Parser)]
#[command(name = "lab", version, after_long_help = EXAMPLES)]
pub struct Args {
    /// Which experiment; `lab --list` shows them
    pub experiment: Option<String>,

    /// Show the catalogue and all settings with their defaults
    #[arg(long)]
    pub list: bool,

    /// Change settings, such as `--set sigma.start=8 lattice=torus`
    #[arg(long, num_args = 1.., value_name = "KEY=VALUE")]
    pub set: Vec<String>,

    /// Another data set than the experiment's own
    #[arg(long, value_parser = DATASETS, conflicts_with = "data")]
    pub dataset: Option<String>,

    /// Where `node scripts/data.mjs` put the data sets
    #[arg(long, value_name = "DIR", default_value = "www/public/data")]
    pub data_dir: PathBuf,

    /// Your own data: images in an NPY or IDX file, which may be gzipped
    ///
    /// NPY: an array of shape (n, features), (n, height, width) or (n, height, width, 3); u8, or f32 and f64 in 0..1.
    /// The last sixth of the file, at least one image, is held out for testing unless --test names another file.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,

    /// The labels of --data: an IDX file, which may be gzipped
    #[arg(long, value_name = "FILE", requires = "data")]
    pub labels: Option<PathBuf>,

    /// Images to test on, in a file like --data
    #[arg(long, value_name = "FILE", requires = "data")]
    pub test: Option<PathBuf>,

    /// The labels of --test
    #[arg(long, value_name = "FILE", requires = "test")]
    pub test_labels: Option<PathBuf>,

    /// Start from this codebook instead: an NPY file as --out writes it
    #[arg(long, value_name = "FILE")]
    pub init_codebook: Option<PathBuf>,

    /// Where to compute; `auto` measures both and takes the faster
    #[arg(long, value_parser = ["auto", "gpu", "cpu"], default_value = "auto")]
    pub backend: String,

    /// The seed of the first run
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,

    /// How many runs of each variant, on one seed after the other
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub seeds: u32,

    /// Passes over the training data
    #[arg(long, value_name = "N")]
    pub epochs: Option<f32>,

    /// Print events as JSON, one a line, instead of a table
    #[arg(long)]
    pub json: bool,

    /// Write codebook.npy, map.png and u_matrix.png here; each of several runs gets a folder of its own
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  lab map                                       MNIST on a 20×20 map
  lab map --dataset cifar10 --set rows=30 cols=30 lattice=torus
  lab map --set training=batch init=pca --epochs 5 --seeds 5
  lab map --data faces.npy --out faces          your own images; codebook and pictures to faces/
  lab map --backend gpu --json | jq 'select(.event == \"result\")'

With --json every run prints a line {\"event\":\"start\",…}, about twenty {\"event\":\"progress\",…} and in the end
{\"event\":\"result\",\"experiment\",\"variant\",\"seed\",\"seconds\",\"quantization_error\",\"topographic_error\",
\"samples_per_second\",…}. Progress is measured on the first 2,000 held-out samples, the result on all of them;
`seconds` is training alone, `evaluation_seconds` the rest. A progress bar goes to standard error if that is a terminal.

Exit status: 0 done, 1 it failed, 2 the command line or a setting is wrong.
";

/// What was asked for; or the exit code, where the answer is already given.
pub fn parse() -> std::result::Result<Args, ExitCode> {
    Args::try_parse().map_err(|error| {
        if error.use_stderr() {
            eprintln!("lab: {}", sentence(&error.to_string()));
            return ExitCode::from(2);
        }
        // Help that nobody reads to its end is no failure.
        let _ = error.print();
        ExitCode::SUCCESS
    })
}

/// The first paragraph of clap's answer, in one line.
fn sentence(answer: &str) -> String {
    let paragraph = answer.split("\n\n").next().unwrap_or_default();
    let words: Vec<_> = paragraph.trim_start_matches("error: ").split_whitespace().collect();
    format!("{}; `lab --help` explains.", words.join(" "))
}

impl Args {
    /// The id of the experiment to run.
    ///
    /// # Errors
    /// None was named.
    pub fn experiment(&self) -> Result<&str> {
        self.experiment.as_deref().ok_or_else(|| {
            Error::config("Name an experiment, as in `lab map`; `lab --list` shows them, `lab --help` explains.")
        })
    }
}
