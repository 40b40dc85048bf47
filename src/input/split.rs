//! What is held out, and the order in which pictures are learned. Both follow from the pictures alone, not from the
//! order of files or rows.

use crate::data::Images;

/// As many pictures or more can spare some for testing.
const ENOUGH: usize = 50;
/// One in so many is held out.
const EVERY: usize = 10;

/// Indices of the pictures to learn and of those to test on, in the order of their pixels' hash.
///
/// A tenth is held out, of every class alike; fewer than 50 pictures are all learned, and tested on in their own order.
pub fn hold_out(all: &Images) -> (Vec<usize>, Vec<usize>) {
    let order = shuffled(all);
    let n = order.len();
    if n < ENOUGH {
        return (order, (0..n).collect());
    }
    // One after another by class, so that every tenth is a tenth of each class.
    let mut by_class = order.clone();
    by_class.sort_by_key(|&i| label(all, i));
    let mut held = vec![false; n];
    by_class.iter().skip(EVERY - 1).step_by(EVERY).for_each(|&i| held[i] = true);
    order.into_iter().partition(|&i| !held[i])
}

/// Whether [`hold_out`] holds some of `n` pictures out.
pub fn spares(n: usize) -> bool {
    n >= ENOUGH
}

/// All of them, in an order that looks random and depends on nothing but the pixels and the labels.
pub fn shuffled(all: &Images) -> Vec<usize> {
    let len = (all.height * all.width * all.channels) as usize;
    let ranks: Vec<u64> = all.pixels.chunks_exact(len).map(hash).collect();
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|&i| (ranks[i], label(all, i)));
    order
}

fn label(all: &Images, i: usize) -> Option<u8> {
    all.labels.as_ref().map(|labels| labels[i])
}

/// Where FNV-1a begins.
pub const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a (Fowler, Noll and Vo) of further bytes.
pub fn fnv(bytes: &[u8], before: u64) -> u64 {
    bytes.iter().fold(before, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// FNV-1a, its bits mixed once more, so that like pictures lie far apart.
fn hash(pixels: &[u8]) -> u64 {
    let plain = fnv(pixels, FNV);
    let mixed = (plain ^ (plain >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

/// The images at `chosen`.
pub fn pick(all: &Images, chosen: &[usize]) -> Images {
    let len = (all.height * all.width * all.channels) as usize;
    Images {
        pixels: chosen.iter().flat_map(|&i| &all.pixels[i * len..][..len]).copied().collect(),
        labels: all.labels.as_ref().map(|labels| chosen.iter().map(|&i| labels[i]).collect()),
        ..Images { pixels: Vec::new(), labels: None, ..*all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n` of each class, sorted by class.
    fn sorted(classes: u8, n: u32) -> Images {
        let labels: Vec<u8> = (0..classes).flat_map(|class| vec![class; n as usize]).collect();
        let pixels = (0..u32::from(classes) * n).flat_map(|i| crate::rng::hash(i).to_le_bytes()).collect();
        Images { height: 2, width: 2, channels: 1, pixels, labels: Some(labels) }
    }

    #[test]
    fn a_tenth_of_every_class_is_held_out_whatever_the_order_of_rows() {
        let all = sorted(10, 37);
        let (train, test) = hold_out(&all);
        assert_eq!((train.len(), test.len()), (333, 37));
        let of = |indices: &[usize], class: u8| indices.iter().filter(|&&i| label(&all, i) == Some(class)).count();
        assert!((0..10).all(|class| (3..=4).contains(&of(&test, class)) && of(&train, class) >= 33));

        let order: Vec<usize> = (0..370).map(|i| i * 101 % 370).collect();
        let moved = pick(&all, &order);
        let (moved_train, moved_test) = hold_out(&moved);
        assert_eq!(pick(&moved, &moved_train), pick(&all, &train));
        assert_eq!(pick(&moved, &moved_test), pick(&all, &test));
    }

    #[test]
    fn few_pictures_are_learned_and_tested_on() {
        let all = sorted(1, 49);
        let (mut train, test) = hold_out(&all);
        train.sort_unstable();
        assert_eq!((&train, test), (&(0..49).collect(), (0..49).collect()));
        assert!(!spares(49) && spares(50));
    }
}
