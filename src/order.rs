//! The order of values, by one sort for all that need one: each of its own would make the page's modules larger.

/// The places of `values` from the lowest to the highest, in [`f64::total_cmp`]'s order; equal ones by their places.
pub fn ascending(values: impl Iterator<Item = f64>) -> Vec<u32> {
    places(values.zip(0..).map(|(value, place)| (key(value), place)).collect())
}

#[inline(never)]
fn places(mut keyed: Vec<(u64, u32)>) -> Vec<u32> {
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, place)| place).collect()
}

/// A whole number in the order of the values: the bits of a negative one count down.
fn key(value: f64) -> u64 {
    let bits = value.to_bits();
    if value.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_the_total_order_and_ties_keep_theirs() {
        let values = [2.0, -1.5, f64::NAN, 0.0, -0.0, f64::NEG_INFINITY, 2.0, -1.5, 1e-300, f64::INFINITY, -f64::NAN];
        let mut expected: Vec<u32> = (0..values.len() as u32).collect();
        expected.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
        assert_eq!(ascending(values.into_iter()), expected);
    }
}
