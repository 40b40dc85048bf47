//! Means, their noise, and the organization that a random arrangement has.

/// The mean and the sample standard deviation of some values; the latter is not a number where there is only one.
pub fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_sd_of_a_known_sample() {
        assert_eq!(mean_and_sd(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]), (5.0, (32.0f64 / 7.0).sqrt()));
        let (mean, sd) = mean_and_sd(&[3.0]);
        assert!(mean == 3.0 && sd.is_nan());
    }
}
