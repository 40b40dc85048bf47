//! Figures that say how good a result is: of a rebuilt picture, of a map of labeled samples, of a ring of angles.
//!
//! Pure functions on the host, in f64.

use crate::lattice::Lattice;
use crate::order::ascending;
use crate::rng::Rng;
use serde::{Deserialize, Serialize};

/// Peak signal-to-noise ratio of a rebuilt picture `b` of `a` in decibels, infinite where both are the same.
///
/// PSNR = 10 · log₁₀(1 / MSE), MSE = mean (a − b)², for values in [0, 1]. As scikit-image's
/// `peak_signal_noise_ratio` with `data_range=1` has it.
///
/// # Panics
/// The lengths differ.
pub fn psnr(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    let squares: f64 = a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum();
    if squares == 0.0 { f64::INFINITY } else { -10.0 * (squares / a.len() as f64).log10() }
}

/// Pairs of units that are enough to tell how well a map is organized.
const PAIRS: usize = 5000;

/// Whether neighbors on a lattice resemble one another: Spearman's rank correlation (1904) between the lattice distance
/// of two units and the Euclidean distance of their weights, in [−1, 1]; 0 where there is no order, or only one unit.
///
/// `weights` is `[n_units, n_features]`. Of more than 5,000 pairs, 5,000 are drawn, always the same.
pub fn organization(lattice: Lattice, weights: &[f32]) -> f64 {
    let n = lattice.n_units() as usize;
    let n_features = weights.len() / n;
    let row = |unit: usize| &weights[unit * n_features..][..n_features];
    let all = n * n.saturating_sub(1) / 2;
    let mut rng = Rng::new(1, 0x0B6A);
    let pairs: Vec<(usize, usize)> = if all <= PAIRS {
        (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).collect()
    } else {
        (0..PAIRS)
            .map(|_| (rng.below(n as u32) as usize, 1 + rng.below(n as u32 - 1) as usize))
            .map(|(a, step)| (a, (a + step) % n))
            .collect()
    };
    let apart = |&(a, b): &(usize, usize)| {
        let squares: f32 = row(a).iter().zip(row(b)).map(|(x, y)| (x - y) * (x - y)).sum();
        (f64::from(lattice.distance_squared(a as u32, b as u32)), f64::from(squares))
    };
    let (near, alike): (Vec<f64>, Vec<f64>) = pairs.iter().map(apart).unzip();
    spearman(&near, &alike)
}

/// Spearman's rank correlation, ties by their mean rank; 0 where one side does not vary.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    let spread = (sum(&a, &a) * sum(&b, &b)).sqrt();
    if spread > 0.0 { sum(&a, &b) / spread } else { 0.0 }
}

/// The place of every value in order, equal ones sharing their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let order = ascending(values.iter().copied());
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for group in order.chunk_by(|&a, &b| values[a as usize] == values[b as usize]) {
        let rank = first as f64 + (group.len() as f64 - 1.0) / 2.0;
        group.iter().for_each(|&at| ranks[at as usize] = rank);
        first += group.len();
    }
    ranks
}

/// How many samples fall on each unit, on each class, and on each pair of both.
struct Contingency {
    n: f64,
    units: Vec<f64>,
    labels: Vec<f64>,
    /// `[units, labels]`
    pairs: Vec<f64>,
}

impl Contingency {
    fn new(units: &[u32], labels: &[u8]) -> Self {
        assert_eq!(units.len(), labels.len());
        let n_units = units.iter().max().map_or(0, |&most| most as usize + 1);
        let n_labels = labels.iter().max().map_or(0, |&most| usize::from(most) + 1);
        let mut counts = Self {
            n: units.len() as f64,
            units: vec![0.0; n_units],
            labels: vec![0.0; n_labels],
            pairs: vec![0.0; n_units * n_labels],
        };
        for (&unit, &label) in units.iter().zip(labels) {
            let (unit, label) = (unit as usize, usize::from(label));
            counts.units[unit] += 1.0;
            counts.labels[label] += 1.0;
            counts.pairs[unit * n_labels + label] += 1.0;
        }
        counts
    }

    /// −Σ p · ln p of counts that add up to n.
    fn entropy(&self, counts: &[f64]) -> f64 {
        counts.iter().filter(|&&count| count > 0.0).map(|count| -count / self.n * (count / self.n).ln()).sum()
    }
}

/// The share of samples whose label is the most frequent one on their unit; 1 where there are no samples.
///
/// Purity = 1/N · Σᵤ maxₖ n(u, k), for n(u, k) samples of class k on unit u (Manning, Raghavan and Schütze,
/// *Introduction to Information Retrieval*, 2008, section 16.3). It grows with the number of units, and
/// reaches 1 where every sample has a unit of its own.
///
/// # Panics
/// The lengths differ.
pub fn purity(units: &[u32], labels: &[u8]) -> f64 {
    if units.is_empty() {
        return 1.0;
    }
    let counts = Contingency::new(units, labels);
    let majority = |row: &[f64]| row.iter().copied().fold(0.0, f64::max);
    counts.pairs.chunks_exact(counts.labels.len()).map(majority).sum::<f64>() / counts.n
}

/// Normalized mutual information of units and labels, from 0 (independent) to 1 (each tells the other).
///
/// NMI = I(U; K) / ½(H(U) + H(K)), I = Σ n(u, k)/N · ln(N · n(u, k) / (n(u) · n(k))), H = −Σ p · ln p
/// (Vinh, Epps and Bailey, JMLR 2010), as scikit-learn's `normalized_mutual_info_score` with its arithmetic mean.
/// One unit and one class alone match: 1, and so do no samples at all.
///
/// # Panics
/// The lengths differ.
pub fn nmi(units: &[u32], labels: &[u8]) -> f64 {
    let counts = Contingency::new(units, labels);
    let distinct = |counts: &[f64]| counts.iter().filter(|&&count| count > 0.0).count();
    if distinct(&counts.units) <= 1 && distinct(&counts.labels) <= 1 {
        return 1.0;
    }
    // Not as H(U) + H(K) − H(U, K), which loses digits where they nearly cancel.
    let mut information = 0.0;
    for (pairs, unit) in counts.pairs.chunks_exact(counts.labels.len()).zip(&counts.units) {
        for (&both, label) in pairs.iter().zip(&counts.labels).filter(|(both, _)| **both > 0.0) {
            information += both / counts.n * (counts.n * both / (unit * label)).ln();
        }
    }
    let entropies = counts.entropy(&counts.units) + counts.entropy(&counts.labels);
    (2.0 * information / entropies).clamp(0.0, 1.0)
}

/// How well a line or a ring of units stands for the angles of a turntable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Angles {
    /// Mean distance in degrees, the shorter way round, between the angle of a view and the angle that its winner
    /// stands for, from 0 to 90.
    pub angle_error_deg: f64,
    /// Most lattice steps between the winners of two successive views.
    pub largest_jump: u32,
    /// How often the winner goes round the ring while the car turns once: 1 or −1 where all is right, 0 for a line.
    pub turns: i32,
    /// Steps of the winner against the direction of most of its steps.
    pub reversals: u32,
}

/// Looks at the winners of n views of one full turn, evenly spaced and in order, among `n_units` units on a line,
/// or on a ring where the lattice `wraps`.
///
/// - Unit u stands for the angle ±360°·u/`n_units` + offset, view i for 360°·i/n. The sign and the offset are those
///   of the least mean |wrap(angle of the winner − angle of the view)|, and they are found exactly: for either sign
///   that mean is piecewise linear in the offset, and convex but where some view is 180° off, so that it is least
///   where some view has no error at all; all n such offsets are tried. A map in
///   perfect order still has an error where a unit stands for several views: 2.5° for 36 units and 72 views.
/// - Steps lead from the winner of a view to that of the next one, and from the last to the first. On a ring they go
///   the shorter way round (forward where both are equally long), on a line there is only one way; so a line in
///   perfect order has one jump of `n_units` − 1, back to its start, and that is its one reversal.
/// - Turns are the signed steps of all views over `n_units`: a whole number, as the way ends where it began.
pub fn angles(winners: &[u32], n_units: u32, wraps: bool) -> Angles {
    let n = winners.len();
    let steps: Vec<i64> = (0..n)
        .map(|view| {
            let (from, to, ring) = (i64::from(winners[view]), i64::from(winners[(view + 1) % n]), i64::from(n_units));
            let step = to - from;
            match step {
                _ if !wraps => step,
                _ if 2 * step > ring => step - ring,
                _ if 2 * step <= -ring => step + ring,
                _ => step,
            }
        })
        .collect();
    let (forward, backward) = (steps.iter().filter(|&&step| step > 0), steps.iter().filter(|&&step| step < 0));
    Angles {
        angle_error_deg: angle_error(winners, n_units) * 360.0,
        largest_jump: steps.iter().map(|step| step.unsigned_abs() as u32).max().unwrap_or(0),
        turns: (steps.iter().sum::<i64>() / i64::from(n_units.max(1))) as i32,
        reversals: forward.count().min(backward.count()) as u32,
    }
}

/// [`Angles::angle_error_deg`] in turns.
fn angle_error(winners: &[u32], n_units: u32) -> f64 {
    let n = winners.len();
    let of_direction = |direction: f64| {
        // What each view asks the offset to be.
        let offsets: Vec<f64> = (winners.iter().enumerate())
            .map(|(view, &unit)| view as f64 / n as f64 - direction * f64::from(unit) / f64::from(n_units))
            .collect();
        let error = |chosen: f64| -> f64 {
            offsets.iter().map(|offset| (offset - chosen - (offset - chosen).round()).abs()).sum::<f64>() / n as f64
        };
        offsets.iter().map(|&offset| error(offset)).fold(f64::INFINITY, f64::min)
    };
    if n == 0 { 0.0 } else { of_direction(1.0).min(of_direction(-1.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::Topology;

    #[test]
    fn rank_correlations_by_hand() {
        assert_eq!(spearman(&[1.0, 2.0, 3.0, 4.0], &[10.0, 20.0, 25.0, 900.0]), 1.0);
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), -1.0);
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[7.0; 3]), 0.0);
        // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: 4.5 / √(4.5 · 5).
        let tied = spearman(&[1.0, 2.0, 2.0, 9.0], &[1.0, 2.0, 3.0, 4.0]);
        assert!((tied - 4.5 / (4.5f64 * 5.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_sheet_is_organized_and_noise_is_not() {
        for side in [6, 15] {
            let lattice = Lattice { topology: Topology::Rectangle, rows: side, cols: side };
            let sheet: Vec<f32> =
                (0..side * side).flat_map(|unit| [(unit / side) as f32, (unit % side) as f32]).collect();
            assert!(organization(lattice, &sheet) > 0.999, "{side}");
            let mut rng = Rng::new(1, 1);
            let noise: Vec<f32> = (0..side * side * 8).map(|_| rng.uniform()).collect();
            assert!(organization(lattice, &noise).abs() < 0.1, "{side}");
        }
        let one = Lattice { topology: Topology::Rectangle, rows: 1, cols: 1 };
        assert_eq!(organization(one, &[1.0, 2.0]), 0.0);
    }
    use crate::rng::Rng;

    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-12, "{found}, not {wanted}");
    }

    #[test]
    fn psnr_by_hand() {
        close(psnr(&[0.0, 0.5], &[0.0, 0.0]), -10.0 * 0.125f64.log10());
        close(psnr(&[0.0; 4], &[1.0; 4]), 0.0);
        assert_eq!(psnr(&[0.25, 0.75], &[0.25, 0.75]), f64::INFINITY);
        assert_eq!(psnr(&[], &[]), f64::INFINITY);
    }

    #[test]
    fn purity_and_nmi_by_hand() {
        // Unit 7 has classes 0, 0, 1; unit 9 has class 1 alone.
        let (units, labels) = ([7, 7, 7, 9], [0, 0, 1, 1]);
        close(purity(&units, &labels), 0.75);
        let unit_entropy = -(0.75 * 0.75f64.ln() + 0.25 * 0.25f64.ln());
        let information = 0.5 * (4.0f64 / 3.0).ln() + 0.25 * (2.0f64 / 3.0).ln() + 0.25 * 2f64.ln();
        close(nmi(&units, &labels), information / (0.5 * (unit_entropy + 2f64.ln())));

        close(nmi(&[3, 3, 5, 5], &[1, 1, 0, 0]), 1.0);
        close(purity(&[3, 3, 5, 5], &[1, 1, 0, 0]), 1.0);
        close(nmi(&[0, 0, 1, 1], &[0, 1, 0, 1]), 0.0);
        close(purity(&[0, 0, 1, 1], &[0, 1, 0, 1]), 0.5);
    }

    #[test]
    fn one_unit_one_class_or_no_sample() {
        close(nmi(&[4, 4], &[2, 2]), 1.0);
        close(nmi(&[4, 4], &[2, 3]), 0.0);
        close(nmi(&[4, 5], &[2, 2]), 0.0);
        close(purity(&[4, 5], &[2, 2]), 1.0);
        close(nmi(&[], &[]), 1.0);
        close(purity(&[], &[]), 1.0);
    }

    #[test]
    fn a_ring_in_order_has_no_error_wherever_it_starts_and_whichever_way_it_runs() {
        for shift in [0, 5, 23] {
            let ring: Vec<u32> = (0..24).map(|view| (view + shift) % 24).collect();
            let found = angles(&ring, 24, true);
            close(found.angle_error_deg, 0.0);
            assert_eq!((found.largest_jump, found.turns, found.reversals), (1, 1, 0));

            let mirrored: Vec<u32> = ring.iter().map(|unit| 23 - unit).collect();
            let found = angles(&mirrored, 24, true);
            close(found.angle_error_deg, 0.0);
            assert_eq!((found.largest_jump, found.turns, found.reversals), (1, -1, 0));
        }
    }

    #[test]
    fn fewer_units_than_views_leave_half_a_step() {
        // Two views 5° apart to a unit: the best angle is between them.
        let winners: Vec<u32> = (0..72).map(|view| view / 2).collect();
        let found = angles(&winners, 36, true);
        close(found.angle_error_deg, 2.5);
        assert_eq!((found.largest_jump, found.turns, found.reversals), (1, 1, 0));
        // Views at 0°, 120° and 240° on units at 0°, 90° and 180°: an offset of 30° leaves 30°, 0° and 30°.
        close(angles(&[0, 1, 2], 4, true).angle_error_deg, 20.0);
    }

    #[test]
    fn a_twisted_ring_is_told_from_a_good_one() {
        // A figure eight: the second half of the turn runs through its units backward.
        let winners: Vec<u32> = (0..12).chain((12..24).rev()).collect();
        let found = angles(&winners, 24, true);
        // Steps: 11 forward, 12 forward to unit 23 (half the ring), 11 back, 12 forward from 12 to 0.
        assert_eq!((found.largest_jump, found.turns, found.reversals), (12, 1, 11));
        // With the first half exact, the views of the second are 11, 9, … 1, 1, … 11 units off: mean 6 of 15°.
        assert!(found.angle_error_deg <= 0.5 * 6.0 * 15.0 + 1e-9 && found.angle_error_deg > 30.0, "{found:?}");

        // Folded: out over half the ring, and back over the same units.
        let folded: Vec<u32> = (0..12).chain((0..12).rev()).collect();
        let found = angles(&folded, 24, true);
        assert_eq!((found.turns, found.reversals), (0, 11));
    }

    #[test]
    fn a_ring_wound_twice_turns_twice() {
        let winners: Vec<u32> = (0..24).map(|view| view * 2 % 24).collect();
        let found = angles(&winners, 24, true);
        assert_eq!((found.largest_jump, found.turns, found.reversals), (2, 2, 0));
        assert!(found.angle_error_deg > 80.0, "{found:?}");
    }

    #[test]
    fn a_line_in_order_jumps_once_from_its_end_to_its_start() {
        let line: Vec<u32> = (0..24).collect();
        let found = angles(&line, 24, false);
        close(found.angle_error_deg, 0.0);
        assert_eq!((found.largest_jump, found.turns, found.reversals), (23, 0, 1));
        assert_eq!(angles(&line, 24, true).largest_jump, 1);
    }

    #[test]
    fn the_fit_is_as_good_as_any_on_a_fine_grid() {
        let mut rng = Rng::new(3, 1);
        let mut errors = 0.0;
        for _ in 0..50 {
            let (n, n_units) = (1 + rng.below(40), 1 + rng.below(30));
            let winners: Vec<u32> = (0..n).map(|_| rng.below(n_units)).collect();
            let found = angles(&winners, n_units, true);
            let error = |direction: f64, offset: f64| -> f64 {
                let at = |(view, &unit): (usize, &u32)| {
                    let apart = direction * 360.0 * f64::from(unit) / f64::from(n_units) + offset
                        - 360.0 * view as f64 / f64::from(n);
                    let apart = apart.rem_euclid(360.0);
                    apart.min(360.0 - apart)
                };
                winners.iter().enumerate().map(at).sum::<f64>() / f64::from(n)
            };
            let grid = (0..3600).flat_map(|tenth| [1.0, -1.0].map(|sign| error(sign, f64::from(tenth) / 10.0)));
            let best = grid.fold(f64::INFINITY, f64::min);
            // A grid of 0.1° misses the best offset by at most 0.05°, and each view's error follows it at most.
            assert!(found.angle_error_deg <= best + 1e-9 && best <= found.angle_error_deg + 0.05 + 1e-9);
            assert!((0.0..=90.0).contains(&found.angle_error_deg));
            errors += found.angle_error_deg;
        }
        assert!(errors / 50.0 > 40.0, "random winners say little: mean error {}", errors / 50.0);
    }

    #[test]
    fn no_views_or_one_are_no_trouble() {
        assert_eq!(angles(&[], 10, true), Angles::default());
        assert_eq!(angles(&[3], 10, true), Angles::default());
    }
}
