//! Means, their noise, and the organization that a random arrangement has.

/// The mean and the sample standard deviation of some values; the latter is not a number where there is only one.
pub fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, variance.sqrt())
}

/// The middle of some values, and how far most of them lie around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub low: f64,
    pub middle: f64,
    pub high: f64,
}

/// The mean and one standard deviation on either side, none where there is one value.
pub fn around_mean(values: &[f64]) -> Band {
    let (mean, sd) = mean_and_sd(values);
    let sd = if sd.is_nan() { 0.0 } else { sd };
    Band { low: mean - sd, middle: mean, high: mean + sd }
}

/// The median and the quartiles of some values, which may be infinite: interpolated between neighbors (Hyndman and Fan's
/// type 7).
pub fn quartiles(values: &[f64]) -> Band {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * (sorted.len() - 1) as f64;
        let (below, above) = (sorted[place as usize], sorted[place.ceil() as usize]);
        // Between a number and infinity there is nothing but infinity.
        if below == above { below } else { below + (above - below) * place.fract() }
    };
    Band { low: at(0.25), middle: at(0.5), high: at(0.75) }
}

impl Band {
    /// As people read it, with so many digits after the point.
    pub fn text(&self, digits: usize) -> String {
        let number = |value: f64| if value.is_finite() { format!("{value:.digits$}") } else { "never".to_string() };
        format!("{} [{}, {}]", number(self.middle), number(self.low), number(self.high))
    }
}

/// Whether `a` tends to be larger than `b`, by the rank-sum test of Mann and Whitney: the standard normal variable of its
/// U, with the corrections for ties and for continuity; 0 where all values are the same.
pub fn rank_sum(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len() as f64, b.len() as f64);
    let wins = |x: f64| b.iter().map(|&y| if x > y { 1.0 } else { f64::from(u8::from(x == y)) / 2.0 }).sum::<f64>();
    let u: f64 = a.iter().map(|&x| wins(x)).sum();
    let mut all: Vec<f64> = a.iter().chain(b).copied().collect();
    all.sort_by(f64::total_cmp);
    let ties: f64 = all.chunk_by(|x, y| x == y).map(|tied| tied.len() as f64).map(|t| t * t * t - t).sum();
    let total = n + m;
    let variance = n * m / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    let away = u - n * m / 2.0;
    if variance > 0.0 { away.signum() * (away.abs() - 0.5).max(0.0) / variance.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_of_known_samples() {
        let quartiles_of = |values: &[f64]| {
            let Band { low, middle, high } = quartiles(values);
            [low, middle, high]
        };
        assert_eq!(quartiles_of(&[4.0, 1.0, 3.0, 2.0]), [1.75, 2.5, 3.25]);
        assert_eq!(quartiles_of(&[5.0]), [5.0; 3]);
        let some_never = [120.0, 150.0, f64::INFINITY, 140.0, f64::INFINITY];
        assert_eq!(quartiles(&some_never).text(0), "150 [140, never]");
    }

    /// The values of scipy.stats.mannwhitneyu(method="asymptotic"), as z.
    #[test]
    fn rank_sums_of_known_samples() {
        let a = [12.0, 15.0, 18.0, 24.0, 26.0, 30.0, 31.0, 40.0, 41.0, 55.0];
        let b = [2.0, 3.0, 5.0, 8.0, 9.0, 12.0, 14.0, 17.0, 20.0, 22.0];
        assert!((rank_sum(&a, &b) - 3.024_9).abs() < 1e-3, "{}", rank_sum(&a, &b));
        assert_eq!(rank_sum(&a, &b), -rank_sum(&b, &a));
        assert_eq!(rank_sum(&[1.0; 3], &[1.0; 3]), 0.0);
        assert!(rank_sum(&[f64::INFINITY; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]) > 1.96);
    }

    #[test]
    fn mean_and_sd_of_a_known_sample() {
        assert_eq!(mean_and_sd(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]), (5.0, (32.0f64 / 7.0).sqrt()));
        let (mean, sd) = mean_and_sd(&[3.0]);
        assert!(mean == 3.0 && sd.is_nan());
    }
}
