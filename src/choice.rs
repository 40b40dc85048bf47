//! Which backend does the work, decided by a short measurement and told in a sentence.

use crate::backend::Backend;
use crate::backend::cpu::Cpu;
use crate::backend::gpu::{AdapterChoice, Gpu, open};
use crate::data::Images;
use crate::data::dataset::Dataset;
use crate::error::{Error, Result};
use crate::kernels::gather::{GatherRange, SHUFFLED};
use crate::lattice::{Lattice, Neighborhood, Topology};
use crate::layout::Cut;
use crate::rng::Rng;
use crate::som::map::Map;
use std::rc::Rc;
use web_time::{Duration, Instant};

/// What the visitor asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preference {
    /// Whatever is faster here.
    Auto,
    Gpu,
    Cpu,
}

impl Preference {
    /// # Errors
    /// Another name than `auto`, `gpu` or `cpu`.
    pub fn parse(name: &str) -> Result<Self> {
        match name {
            "auto" => Ok(Self::Auto),
            "gpu" => Ok(Self::Gpu),
            "cpu" => Ok(Self::Cpu),
            other => Err(Error::config(format!("There is no backend {other}: choose auto, gpu or cpu."))),
        }
    }
}

/// The backend that was chosen, and why.
pub struct Choice {
    pub backend: Rc<dyn Backend>,
    /// The same where it is a graphics adapter.
    pub gpu: Option<Rc<Gpu>>,
    /// One plain sentence.
    pub reason: String,
    /// Batch training on 28×28 images with 20×20 units, as measured here; `None` where nothing was compared.
    pub cpu_samples_per_second: Option<f64>,
    pub gpu_samples_per_second: Option<f64>,
}

/// Opens what is asked for, or measures both and takes the faster.
///
/// # Errors
/// A GPU was asked for and there is none.
pub async fn choose(preference: Preference) -> Result<Choice> {
    let cpu: Rc<dyn Backend> = Rc::new(Cpu::new());
    let on_cpu = |reason: String| Choice {
        backend: Rc::clone(&cpu),
        gpu: None,
        reason,
        cpu_samples_per_second: None,
        gpu_samples_per_second: None,
    };
    if preference == Preference::Cpu {
        return Ok(on_cpu("You chose the CPU.".to_string()));
    }
    let gpu = match (open(AdapterChoice::Fastest).await, preference) {
        (Ok(gpu), _) => gpu,
        (Err(error), Preference::Gpu) => return Err(error),
        (Err(error), _) => return Ok(on_cpu(format!("{} The CPU does the work instead.", error.message))),
    };
    let adapter = Rc::new(gpu);
    let gpu: Rc<dyn Backend> = Rc::clone(&adapter) as Rc<dyn Backend>;
    if preference == Preference::Gpu {
        let reason = "You chose the GPU.".to_string();
        return Ok(Choice { backend: gpu, gpu: Some(adapter), ..on_cpu(reason) });
    }
    let cpu_rate = samples_per_second(Rc::clone(&cpu)).await?;
    let name = if gpu.info().software { "a graphics adapter emulated in software" } else { "the graphics adapter" };
    // A device that fails at its first work is no choice, but no reason to stop either.
    let gpu_rate = match samples_per_second(Rc::clone(&gpu)).await {
        Ok(rate) => rate,
        Err(error) => {
            let why = format!("The CPU does the work, because {name} failed its first test. {}", error.message);
            return Ok(on_cpu(why));
        }
    };
    let (backend, gpu, reason) = if gpu_rate > cpu_rate {
        let reason = format!("In a short test {name} was {:.1} times as fast as the CPU.", gpu_rate / cpu_rate);
        (gpu, Some(adapter), reason)
    } else {
        (cpu, None, format!("In a short test the CPU was {:.1} times as fast as {name}.", cpu_rate / gpu_rate))
    };
    Ok(Choice { backend, gpu, reason, cpu_samples_per_second: Some(cpu_rate), gpu_samples_per_second: Some(gpu_rate) })
}

/// Batch training of noise on a 20×20 map: more and more samples, until they take long enough to be timed.
async fn samples_per_second(backend: Rc<dyn Backend>) -> Result<f64> {
    const SET: u32 = 256;
    const ENOUGH: Duration = Duration::from_millis(12);
    const MOST: u32 = 8192;
    let mut rng = Rng::new(1, 0xCA11);
    let pixels = (0..SET * 784).map(|_| rng.next_u32() as u8).collect();
    let images = Images { height: 28, width: 28, channels: 1, pixels, labels: None };
    let dataset = Dataset::from_images(&*backend, "noise", &images, &images)?;
    let lattice = Lattice { topology: Topology::Rectangle, rows: 20, cols: 20 };
    let map = Map::new(Rc::clone(&backend), lattice, dataset.n_features(), SET)?;
    let cut = Cut::whole(28, 28, 1);
    let round = |n: u32| {
        for _ in 0..n.div_ceil(SET) {
            let pick =
                GatherRange { start: 0, n: n.min(SET), mode: SHUFFLED, n_set: SET, key: 1, per_image: 1, dense: false };
            map.gather(&dataset.train, &cut, &pick, None);
            map.accumulate(n.min(SET), true);
        }
        map.update(Neighborhood::Gaussian, 3.0, None);
        let word = map.codebook.clone();
        let backend = Rc::clone(&backend);
        async move { backend.download(&[(&word, 0..1)]).await }
    };
    // The first round compiles the pipelines.
    round(16).await?;
    let mut n = 64;
    loop {
        let start = Instant::now();
        round(n).await?;
        let took = start.elapsed();
        if took >= ENOUGH || n >= MOST {
            return Ok(f64::from(n) / took.as_secs_f64().max(1e-6));
        }
        n *= 4;
    }
}
