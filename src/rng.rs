//! Seeded randomness that costs no memory and is the same on every backend.
//!
//! Everything is a hash of a counter, so a shader can compute the same value as the CPU: a training set is
//! shuffled by evaluating a permutation, never by storing one.

/// The PCG-RXS-M-XS hash of one word (Jarzynski and Olano, *Hash Functions for GPU Rendering*, JCGT 2020).
#[inline]
pub fn hash(value: u32) -> u32 {
    let state = value.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
    (word >> 22) ^ word
}

/// Mixes two words into one: the key of a named stream under a seed.
#[inline]
pub fn mix(seed: u32, stream: u32) -> u32 {
    hash(seed ^ hash(stream))
}

/// Where `index` goes in the permutation of `0..n` named by `key`; `index < n`.
///
/// A four-round Feistel network over the next even power of two, walked until it lands inside
/// (Black and Rogaway, *Ciphers with Arbitrary Finite Domains*, 2002). At most 4 tries on average.
#[inline]
pub fn permute(index: u32, n: u32, key: u32) -> u32 {
    let bits = half_bits(n);
    let mask = (1u32 << bits) - 1;
    let mut value = index;
    loop {
        let (mut left, mut right) = (value >> bits, value & mask);
        for round in 0..4 {
            (left, right) = (right, left ^ (hash(right ^ key.wrapping_add(round)) & mask));
        }
        value = (left << bits) | right;
        if value < n {
            return value;
        }
    }
}

/// Bits in each half of the Feistel block for a domain of `n`, at least 1.
fn half_bits(n: u32) -> u32 {
    (32 - (n.max(2) - 1).leading_zeros()).div_ceil(2)
}

/// A stream of pseudo-random words: the hash of a counter under a key.
#[derive(Clone, Debug)]
pub struct Rng {
    key: u32,
    counter: u32,
}

impl Rng {
    pub fn new(seed: u32, stream: u32) -> Self {
        Self { key: mix(seed, stream), counter: 0 }
    }

    pub fn next_u32(&mut self) -> u32 {
        self.counter = self.counter.wrapping_add(1);
        hash(self.key ^ hash(self.counter))
    }

    /// Uniform in [0, 1), on a grid of 2⁻²⁴.
    pub fn uniform(&mut self) -> f32 {
        (self.next_u32() >> 8) as f32 / (1 << 24) as f32
    }

    /// Normal with mean 0 and variance 1 (Box and Muller, 1958).
    pub fn normal(&mut self) -> f32 {
        // The first value lies in (0, 1], where the logarithm is finite.
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f32::consts::TAU * self.uniform()).cos()
    }

    /// Uniform in `0..n` (bias below n / 2³²).
    pub fn below(&mut self, n: u32) -> u32 {
        ((u64::from(self.next_u32()) * u64::from(n)) >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permutations_hit_every_index_once() {
        for n in [1, 2, 3, 4, 5, 16, 17, 1000, 4097] {
            for key in [0, 1, 0xdead_beef] {
                let mut seen = vec![false; n as usize];
                for i in 0..n {
                    let to = permute(i, n, key) as usize;
                    assert!(!seen[to], "n = {n}, key = {key}: {to} twice");
                    seen[to] = true;
                }
            }
        }
    }

    #[test]
    fn permutations_differ_by_key_and_look_shuffled() {
        let n = 10_000;
        let fixed = (0..n).filter(|&i| permute(i, n, 7) == i).count();
        assert!(fixed < 12, "{fixed} fixed points; about 1 is expected");
        let same = (0..n).filter(|&i| permute(i, n, 7) == permute(i, n, 8)).count();
        assert!(same < 12, "{same} equal places under two keys");
        // A shuffled order has no trend: the mean displacement of a random permutation is n / 3.
        let moved: f64 = (0..n).map(|i| f64::from(permute(i, n, 7).abs_diff(i))).sum::<f64>() / f64::from(n);
        assert!((moved / f64::from(n) - 1.0 / 3.0).abs() < 0.02, "mean displacement {moved}");
    }

    #[test]
    fn normal_has_its_moments() {
        let mut rng = Rng::new(3, 4);
        let values: Vec<f64> = (0..20_000).map(|_| f64::from(rng.normal())).collect();
        let moment = |power| values.iter().map(|v| v.powi(power)).sum::<f64>() / 2e4;
        assert!(moment(1).abs() < 0.03 && (moment(2) - 1.0).abs() < 0.05 && (moment(4) - 3.0).abs() < 0.3);
    }

    #[test]
    fn uniform_fills_the_unit_interval() {
        let mut rng = Rng::new(1, 2);
        let values: Vec<f32> = (0..10_000).map(|_| rng.uniform()).collect();
        assert!(values.iter().all(|v| (0.0..1.0).contains(v)));
        let mean = values.iter().sum::<f32>() / 1e4;
        assert!((mean - 0.5).abs() < 0.01, "mean {mean}");
    }
}
