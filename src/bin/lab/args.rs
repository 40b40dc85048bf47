//! The command line.

use clap::Parser;
use clap::builder::PossibleValuesParser;
use som_lab::error::{Error, Result};
use som_lab::experiment::DATASETS;
use std::path::PathBuf;
use std::process::ExitCode;

/// SOM Lab without a browser: runs an experiment of the catalogue and prints what came of it.
///
/// The same sessions as in the page, on the CPU or on a graphics adapter: the same experiment, settings, seed and
/// backend give the same map and the same network.
#[derive(Debug, Parser)]
#[command(name = "lab", version, after_long_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Which experiment; `lab --list` shows them
    pub experiment: Option<String>,

    /// Show the catalogue and all settings with their defaults
    #[arg(long)]
    pub list: bool,

    /// Run only this variant of the experiment
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,

    /// Change settings, such as `--set sigma.start=8 lattice=torus patch.size=5`
    ///
    /// `stack` is a list in JSON, one entry for each further layer, such as
    /// 'stack=[{"rows":20,"cols":20,"size":0,"stride":1,"code":"one_hot"}]'; stack.0.rows=15 changes one entry. So is
    /// `hidden`, the hidden layers of a network: hidden.0.rows=20, hidden.1.mask=none; mask is none, whole (a map of all
    /// that the layer reads) or patch (of the gray patch under its filters). A layer has filters where kernel is their
    /// side: 'hidden=[{"rows":10,"cols":10,"mask":"patch","kernel":5,"pool":2}]'.
    #[arg(long, num_args = 1.., value_name = "KEY=VALUE")]
    pub set: Vec<String>,

    /// Another data set than the experiment's own
    #[arg(long, value_parser = PossibleValuesParser::new(DATASETS.iter().copied()), conflicts_with = "data")]
    pub dataset: Option<String>,

    /// Where `node scripts/data.mjs` put the data sets
    #[arg(long, value_name = "DIR", default_value = "www/public/data")]
    pub data_dir: PathBuf,

    /// Your own data: a folder of pictures, one picture, or a file of many images; the page takes the same in the same way
    ///
    /// Pictures: PNG, JPEG, WebP, GIF and BMP, with those in sub-folders, known by their bytes; turned as their EXIF says,
    /// in the colors of sRGB, on white paper. They get one shape: scaled down where there is no room for all their
    /// pixels, and cropped to the middle square if theirs differ. Two or more sub-folders that hold them all are classes.
    /// What lies in a folder called test or val is held out. For `ring` they are views of one full turn, evenly spaced, in
    /// the order of their names (view2 before view10). A run on few pictures takes more patches or passes.
    ///
    /// Data files: NPY of shape (n, features), (n, height, width) or (n, height, width, 1, 3 or 4 channels), u8, or f32
    /// and f64 in 0..1; IDX; binary batches of CIFAR-10; with labels in IDX or NPY files beside them; a folder or a ZIP
    /// of these, an NPZ. Each may be gzipped.
    ///
    /// Where nothing is called a test set, a tenth is held out, of every class alike, by the pixels alone: the order of
    /// files and rows does not matter. Fewer than 50 pictures are all learned and tested on. What is left out is named.
    ///
    /// Networks learn classes: they need a folder for each class, or labels.
    #[arg(long, value_name = "PATH")]
    pub data: Option<PathBuf>,

    /// The longer side of the pictures of --data, in pixels
    #[arg(long, value_name = "N", requires = "data", value_parser = clap::value_parser!(u32).range(1..))]
    pub size: Option<u32>,

    /// The labels of --data: an IDX or NPY file, which may be gzipped
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

    /// The shapes of tiles on a graphics adapter; otherwise a short measurement chooses them
    #[arg(long, value_name = "SHAPES", hide = true)]
    pub shapes: Option<String>,

    /// The seed of the first run
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,

    /// How many runs of each variant, on one seed after the other
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub seeds: u32,

    /// How many runs at once, on the CPU; as many as there are cores where it is not said
    ///
    /// What runs come to and how they are told does not depend on it. Their speeds do: say 1 to measure them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub jobs: Option<u32>,

    /// Passes over the training data
    #[arg(long, value_name = "N")]
    pub epochs: Option<f32>,

    /// Hold out the last 5,000 images of the training set and judge on them, never on the test set: for choices of
    /// settings
    #[arg(long, conflicts_with = "data")]
    pub validation: bool,

    /// Evaluate a network with filters on the whole training set, too, in the end; others always are
    #[arg(long)]
    pub train_set: bool,

    /// Print events as JSON, one a line, instead of a table
    #[arg(long)]
    pub json: bool,

    /// Write weights and pictures here, such as codebook.npy and map.png; each of several runs gets a folder of its own
    ///
    /// Maps write codebook.npy, map.png and u_matrix.png.
    ///
    /// Maps of patches add rebuilt.png: held-out images, what is rebuilt from the units, and the errors, in three rows.
    /// Further layers add codebook-2.npy, map-2.png, u_matrix-2.png and so on.
    ///
    /// Networks write weights.npy (inputs, neurons), bias.npy, where the layer is masked codebook.npy and map.png, and
    /// so on for every layer; filters.png, the weights of the first layer and of all filters from blue (negative) over
    /// white (0) to red, in colors around gray where images have colors; `filters` adds maximized.png, the inputs that
    /// activate the neurons most; maps of patches add winners.png, the first held-out images above the winner at every
    /// position, in the colors of the lattice on the left. Weights of filters have the shape (height, width, channels,
    /// neurons), a codebook of patches (neurons, height, width).
    ///
    /// Agents write returns.npy (episodes), weights, biases and the codebooks of their maps; their curves.png shows returns,
    /// medians with a band from quartile to quartile.
    ///
    /// curves.png shows test accuracy and loss of all variants, with a band of ± one standard deviation over several
    /// seeds.
    ///
    /// table.md has a line for each variant: mean ± standard deviation over its seeds, and what the note reports.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Run experiments as they are recorded, on all cores, and write results/<experiment>.json
    Reproduce(Reproduce),
    /// Put runs that were made on several machines into one record
    Merge(Merge),
    /// Write the tables of the documents that are made from the record
    Document(Document),
    /// Measure a graphics adapter; scripts/gpu-bench.sh runs it
    #[command(hide = true)]
    BenchGpu(BenchGpu),
}

/// Every experiment, or those that are named, variant by variant and seed by seed, with the settings of the lab and
/// those of the page. Each finished run is written at once.
#[derive(Debug, clap::Args)]
pub struct Reproduce {
    /// Which; all where none is named. The lower seeds come first, and of a seed the experiments as they are named
    pub experiments: Vec<String>,
    /// How many seeds of each variant; the experiment's own number where it is not said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub seeds: Option<u32>,
    /// The first seed; a job array gives each of its tasks another, with --seeds 1
    #[arg(long, value_name = "K", default_value_t = 1)]
    pub seed: u32,
    /// Only runs on this data set
    #[arg(long, value_parser = PossibleValuesParser::new(DATASETS.iter().copied()))]
    pub dataset: Option<String>,
    /// Only runs with the lab's settings, or only those with the page's
    #[arg(long, value_parser = ["lab", "page"])]
    pub settings: Option<String>,
    /// How many runs at once; as many as there are cores where it is not said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub jobs: Option<u32>,
    /// Keep the runs that are recorded with the same settings and version, and go on; otherwise all are made anew
    #[arg(long)]
    pub resume: bool,
    /// Where the record is
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub out: PathBuf,
    /// Where `node scripts/data.mjs` put the data sets
    #[arg(long, value_name = "DIR", default_value = "www/public/data")]
    pub data_dir: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Merge {
    /// Folders that `lab reproduce --out` has written
    #[arg(required = true, num_args = 2..)]
    pub folders: Vec<PathBuf>,
    /// Where the whole goes
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Document {
    /// Change nothing; fail where a table is stale
    #[arg(long)]
    pub check: bool,
    /// Where the record is
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub results: PathBuf,
}

/// Maps and networks on synthetic data in every shape of tiles, beside what a peer has measured.
#[derive(Debug, clap::Args)]
pub struct BenchGpu {
    /// Small sizes and few repeats, for software adapters
    #[arg(long)]
    pub quick: bool,
    /// Only rows whose names contain this
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Print the rows as JSON and measure nothing
    #[arg(long)]
    pub plan: bool,
    /// Print the script that measures the same rows in PyTorch, and measure nothing
    #[arg(long)]
    pub peer_script: bool,
    /// What that script has printed
    #[arg(long, value_name = "FILE")]
    pub peer: Option<PathBuf>,
    /// Write all figures here, as JSON
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  lab map                                       MNIST on a 20×20 map
  lab map --dataset cifar10 --set rows=30 cols=30 lattice=torus
  lab map --set training=batch init=pca --epochs 5 --seeds 5
  lab map --data faces.npy --out faces          your own images; codebook and pictures to faces/
  lab patches --variant 4x4-400 --out frog      maps of patches, and images rebuilt from them
  lab patches --data photo.jpg --out photo      a photograph, rebuilt from its own patches
  lab ring --seeds 5                            a turning car on a ring and on a line
  lab ring --data photographs --size 48         your own turntable, in the order of the file names
  lab stack --variant coordinates --out digits  a map of the winners of a map
  lab fc-two-sigmas --seeds 5 --out masks       networks with and without masks; curves.png to masks/
  lab fc-sigma --variant sigma-5 --epochs 10    the narrowest mask alone
  lab order --set bias=before_mask              mask and ReLU in either order are one network
  lab filters --set hidden.0.rows=12 threshold=0.5 --out filters
  lab cnn --seeds 5 --epochs 10                 convolutions with and without a mask of their channels
  lab csom --dataset cifar10 --out patches      a mask for every position, from the patch that lies there
  lab threshold --seeds 3 --out thresholds      fewer and fewer active neurons; table.md to thresholds/
  lab sparse --variant winners-5 --set hidden.0.winners=10
  lab cartpole --seeds 10 --out agents          agents behind masks; returns and curves to agents/
  lab lesson-gamma --seeds 10                   one of the note's lessons, with a verdict
  lab cartpole --variant plain --set gamma=0.9 environment=cartpole_v1 episodes=600
  lab reproduce threshold sparse --resume       ten seeds of all variants on all cores, to results/
  lab reproduce --seed $TASK --seeds 1 --out part-$TASK       one task of a job array; lab merge part-* puts them together
  lab map --backend gpu --json | jq 'select(.event == \"result\")'

With --json every run prints a line {\"event\":\"start\",…}, some {\"event\":\"progress\",…} and in the end
{\"event\":\"result\",\"experiment\",\"variant\",\"seed\",\"seconds\",\"samples_per_second\",…} with its metrics;
`seconds` is training alone, `evaluation_seconds` the rest. A progress bar goes to standard error if that is a
terminal.

Maps tell about twenty times how they get on, on the first 2,000 held-out samples; the result is measured on all of
them (at most 100,000 patches), in a stack by its last layer:
  quantization_error        mean distance of a sample to its unit
  topographic_error         share of samples whose two best units are no neighbors
  purity, nmi               of the units as clusters of labeled samples
  psnr, psnr_tiles          mean PSNR (dB) of the first 1,000 held-out images, rebuilt from overlapping patches and
                            from tiles; only of the result
  angle_error_deg           mean error of a turntable's views on a line or a ring, in degrees; with
  largest_jump, turns,      the most units between successive views, the turns of the winner round the ring while the
  reversals                 car turns once, and its steps back

Networks tell `evaluations` times, at growing distances, on 2,000 test images that are the same every time, and at the
end on the whole test set:
  test_accuracy, test_loss  share of right answers, mean cross-entropy in nats
  train_accuracy,           of the mini-batches since the last line, each before it is learned; of the result: of the
  train_loss                whole training set, with filters only where --train-set asks for it
  recent_samples_per_second of training alone, since the last line; of the result final_samples_per_second
  training_macs_per_image   multiply-accumulate operations of one training image, forward, backward and of the maps'
                            searches, at that time; of the result: without the searches
  bmus_cached               share of the training images whose winners are kept, as their maps are at rest
of the result:
  activation_strength       mean value of the masks on the test set
  active_units              mean number of neurons that are not switched off; both over all sparse layers, and each
                            layer apart in `layers`
  forward_macs_per_image,   operations of one image forward, with masks, without, and of the maps' searches; each layer
  dense_forward_…, search_… apart in `layers`
  training_macs_per_image,  of a training image at the end, forward and backward; the searches are 0 once winners are
  dense_training_…,         kept
  training_search_…
  training_macs             of the whole run, searches included
  test_percent_per_million_macs  accuracy in percent for every million operations forward, searches included
  frozen_at                 samples learned when the last map had come to rest; null where one has not
  organization_codebook,    rank correlation of distances between units of the first layer with distances between
  organization_filters,     their codebook vectors, between their weights, and (`filters`) between the inputs that
  organization_maximized    activate them most; 0 without any order

Agents tell 40 times how an episode went (`episode_return`, `mean_return` of the last 100, `epsilon`, `loss`, `mean_q`);
of the result, over the run's own seed:
  solved_at_episode         the first at which the last 100 returns had the mean that solves the world (195 of 200, 475
                            of 500); null where it was never solved
  return_mean_100           mean return of the last 100 episodes; return_best_100 of the best 100 in a row, return_mean
                            of all
  gradient_steps,           acting and replay included
  gradient_steps_per_second
  torques                   what an agent of the pendulum chooses between, in N m
  returns                   of every episode

In the end come lines {\"event\":\"verdict\",\"claim\",\"verdict\",\"figures\"}: what the note says, and whether these runs
agree, disagree, or differ within the noise: the binomial noise of the test set, or from three seeds on that of Welch's
t test at 95 %; of agents, whose returns are far from normal, that of the rank-sum test of Mann and Whitney, with medians
and [quartiles].

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
