//! What is measured: rows of one size each, which the peer in Python reads, too.

use serde::Serialize;

/// What a row trains.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// A pass of the batch map over `samples`, which are drawn from as many images as a set holds.
    Batch { height: u32, width: u32, channels: u32, side: u32, samples: u32 },
    /// So many steps of Kohonen's rule.
    Online { height: u32, width: u32, channels: u32, side: u32, samples: u32 },
    /// 784-100-100-10.
    Fc { batch: u32, mask: Masking },
    /// 100 filters of 5×5 on 28×28, pooling 2×2, and 10 classes.
    Cnn { batch: u32, mask: Masking },
}

/// How a network's hidden layers are masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Masking {
    None,
    /// By maps that learn, wide: every neuron is computed.
    Masked,
    /// By a map at rest whose winners are kept, narrow: 5 of 100 filters are computed at a position.
    Grouped,
}

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub name: String,
    #[serde(flatten)]
    pub work: Work,
}

#[derive(Debug, Serialize)]
pub struct Plan {
    pub quick: bool,
    /// Images of a data set.
    pub images: u32,
    pub rows: Vec<Row>,
}

impl Plan {
    /// The rows whose names contain `only`.
    pub fn new(quick: bool, only: Option<&str>) -> Self {
        let mut rows = maps(quick);
        rows.extend(networks(quick));
        rows.retain(|row| only.is_none_or(|text| row.name.contains(text)));
        Self { quick, images: if quick { 512 } else { 8192 }, rows }
    }
}

/// A picture's height, width and channels, the side of the map, samples of a pass, and online steps.
const MAPS: [([u32; 3], u32, u32, u32); 4] = [
    ([28, 28, 1], 20, 65_536, 1024),
    ([4, 4, 3], 50, 65_536, 1024),
    ([28, 28, 1], 100, 16_384, 256),
    ([28, 28, 1], 200, 8192, 256),
];
/// Sides of larger maps are for adapters that are none of software.
const QUICK_SIDE: u32 = 50;

fn maps(quick: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for ([height, width, channels], side, pass, steps) in MAPS {
        if quick && side > QUICK_SIDE {
            continue;
        }
        let name = format!("SOM {} on {side}×{side}", height * width * channels);
        let samples = if quick { 512 } else { pass };
        let work = Work::Batch { height, width, channels, side, samples };
        rows.push(Row { name: format!("{name}, batch"), work });
        let samples = if quick { 32 } else { steps };
        let work = Work::Online { height, width, channels, side, samples };
        rows.push(Row { name: format!("{name}, online"), work });
    }
    rows
}

fn networks(quick: bool) -> Vec<Row> {
    let batches: &[u32] = if quick { &[64] } else { &[64, 256, 1024] };
    let mut rows = Vec::new();
    for mask in [Masking::None, Masking::Masked, Masking::Grouped] {
        let how = match mask {
            Masking::None => "",
            Masking::Masked => ", masked",
            Masking::Grouped => ", grouped",
        };
        if mask != Masking::Grouped {
            rows.extend(
                batches
                    .iter()
                    .map(|&batch| Row { name: format!("FC, batch {batch}{how}"), work: Work::Fc { batch, mask } }),
            );
        }
        rows.extend(
            batches
                .iter()
                .map(|&batch| Row { name: format!("CNN, batch {batch}{how}"), work: Work::Cnn { batch, mask } }),
        );
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_have_names_of_their_own_and_can_be_picked() {
        for quick in [false, true] {
            let plan = Plan::new(quick, None);
            let names: HashSet<_> = plan.rows.iter().map(|row| &row.name).collect();
            assert_eq!(names.len(), plan.rows.len());
        }
        let picked = Plan::new(false, Some("CNN, batch 256"));
        assert_eq!(picked.rows.len(), 3);
        let json = serde_json::to_value(&picked).unwrap();
        assert_eq!(json["rows"][2]["kind"], "cnn");
        assert_eq!(json["rows"][2]["mask"], "grouped");
    }
}
