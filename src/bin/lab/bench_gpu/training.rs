//! The rows as they are trained on a device, on noise.

use super::plan::{Masking, Work};
use pollster::block_on;
use som_lab::backend::Backend;
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::error::Result;
use som_lab::kernels::gather::{GatherRange, SHUFFLED};
use som_lab::lattice::{Lattice, Neighborhood, Topology};
use som_lab::layout::Cut;
use som_lab::net::NetSession;
use som_lab::net::config::{Hidden, Mask, NetConfig};
use som_lab::rng::Rng;
use som_lab::som::map::Map;
use som_lab::som::schedule::{Curve, Schedule};
use std::rc::Rc;

/// Online steps between two submissions of samples.
const ONLINE_CHUNK: u32 = 256;

/// One row, ready to be trained.
pub enum Training {
    Map(Box<Lone>),
    Net { session: Box<NetSession>, batch: u32 },
}

impl Training {
    /// # Errors
    /// The device cannot hold it.
    pub fn new(backend: &Rc<dyn Backend>, work: Work, images: u32) -> Result<Self> {
        match work {
            Work::Batch { height, width, channels, side, samples } => {
                let images = noise(images, height, width, channels);
                Ok(Self::Map(Box::new(Lone::new(backend, &images, side, samples, false)?)))
            }
            Work::Online { height, width, channels, side, samples } => {
                let images = noise(images, height, width, channels);
                Ok(Self::Map(Box::new(Lone::new(backend, &images, side, samples, true)?)))
            }
            Work::Fc { batch, mask } => Self::net(backend, images, fc(batch, mask), mask),
            Work::Cnn { batch, mask } => Self::net(backend, images, cnn(batch, mask), mask),
        }
    }

    fn net(backend: &Rc<dyn Backend>, images: u32, config: NetConfig, mask: Masking) -> Result<Self> {
        let [train, test] = [images, 16].map(|n| noise(n, 28, 28, 1));
        let dataset = Rc::new(Dataset::from_images(&**backend, "noise", &train, &test)?);
        let batch = config.batch_size;
        let session = Box::new(NetSession::new(Rc::clone(backend), dataset, config.clone())?);
        if mask == Masking::Grouped {
            // A map at rest: what it is has no part in the time, and its winners are found once for all images.
            learn(&session, u64::from(batch))?;
            session.configure(NetConfig { frozen: true, ..config })?;
            learn(&session, u64::from(images))?;
        }
        Ok(Self::Net { session, batch })
    }

    /// Samples of the least work that is worth a measurement.
    pub fn unit(&self) -> u64 {
        u64::from(match self {
            Self::Map(map) => map.samples,
            Self::Net { batch, .. } => *batch,
        })
    }

    /// Learns `n` samples, a multiple of [`Training::unit`], and waits for it.
    ///
    /// # Errors
    /// The device failed.
    pub fn train(&self, n: u64) -> Result<()> {
        match self {
            Self::Map(map) => map.train(n / self.unit()),
            Self::Net { session, .. } => learn(session, n),
        }
    }
}

fn learn(session: &NetSession, n: u64) -> Result<()> {
    let mut left = n;
    while left > 0 {
        // Winners that are found ahead are work without samples.
        let advanced = session.advance(left, u64::MAX)?;
        left = left.saturating_sub(advanced.samples);
        if advanced.work == 0 {
            // Even the longest run ends on a fast adapter.
            session.reset()?;
        }
    }
    block_on(session.sync())
}

/// A map without a session, which would not take the largest.
pub struct Lone {
    backend: Rc<dyn Backend>,
    map: Map,
    dataset: Dataset,
    cut: Cut,
    /// Of a pass.
    samples: u32,
    online: bool,
}

impl Lone {
    fn new(backend: &Rc<dyn Backend>, images: &Images, side: u32, samples: u32, online: bool) -> Result<Self> {
        let dataset = Dataset::from_images(&**backend, "noise", images, images)?;
        let lattice = Lattice { topology: Topology::Rectangle, rows: side, cols: side };
        let chunk = if online { ONLINE_CHUNK } else { backend.info().chunk_samples }.min(samples);
        let map = Map::new(Rc::clone(backend), lattice, dataset.n_features(), chunk)?;
        let mut rng = Rng::new(1, 1);
        let codebook: Vec<f32> = (0..map.codebook.words()).map(|_| rng.uniform()).collect();
        map.set_codebook(&codebook);
        let cut = Cut::whole(images.height, images.width, images.channels);
        Ok(Self { backend: Rc::clone(backend), map, dataset, cut, samples, online })
    }

    fn train(&self, passes: u64) -> Result<()> {
        let (map, sigma) = (&self.map, self.map.lattice.rows as f32 / 4.0);
        for pass in 0..passes {
            for start in (0..self.samples).step_by(map.chunk as usize) {
                let n = map.chunk.min(self.samples - start);
                self.gather(start, n, pass as u32);
                if self.online {
                    map.learn_online(n, u64::from(start), Neighborhood::Gaussian, |_| (sigma, 0.05));
                    self.backend.submit();
                } else {
                    map.accumulate(n, start == 0);
                }
            }
            if !self.online {
                map.update(Neighborhood::Gaussian, sigma, None);
            }
        }
        block_on(self.backend.download(&[(&map.codebook, 0..1)])).map(drop)
    }

    fn gather(&self, start: u32, n: u32, key: u32) {
        let n_set = self.dataset.train.loaded();
        // A pass over more samples than there are begins again.
        let start = start % n_set;
        let range = GatherRange { start, n, mode: SHUFFLED, n_set, key, per_image: 1, dense: false };
        self.map.gather(&self.dataset.train, &self.cut, &range, None);
    }
}

/// A share of 50 in 256 pixels, as in digits; the others are black.
fn noise(n: u32, height: u32, width: u32, channels: u32) -> Images {
    let mut rng = Rng::new(1, 0);
    let mut pixel = || if rng.below(256) < 50 { rng.below(256) as u8 } else { 0 };
    let pixels = (0..n * height * width * channels).map(|_| pixel()).collect();
    let labels = Some((0..n).map(|i| (i % 10) as u8).collect());
    Images { height, width, channels, pixels, labels }
}

fn fc(batch_size: u32, mask: Masking) -> NetConfig {
    let mask = if mask == Masking::None { Mask::None } else { Mask::Whole };
    NetConfig { hidden: vec![Hidden::dense(10, 10, mask); 2], ..endless(batch_size) }
}

fn cnn(batch_size: u32, mask: Masking) -> NetConfig {
    let (of, sigma, threshold) = match mask {
        Masking::None => (Mask::None, 2.8, 0.0),
        Masking::Masked => (Mask::Patch, 20.0, 0.0),
        Masking::Grouped => (Mask::Patch, 2.8, 0.9),
    };
    NetConfig {
        hidden: vec![Hidden::filters(10, 10, of, 5, 2)],
        sigma_forward: Schedule::new(sigma, sigma, Curve::Linear),
        threshold,
        ..endless(batch_size)
    }
}

/// Neither the run nor an interval between evaluations ends, nor does a map come to rest by itself.
fn endless(batch_size: u32) -> NetConfig {
    NetConfig { batch_size, epochs: 1000.0, evaluations: 1, convergence_tolerance: 0.0, ..NetConfig::default() }
}
