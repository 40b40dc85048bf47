//! What one run has come to, as it is recorded.

use std::collections::BTreeMap;

pub struct Finding {
    /// By name; infinite what never came.
    pub metrics: BTreeMap<String, f64>,
    pub curve: Curve,
    /// Held-out samples behind each value; 0 where there are none.
    pub n: u32,
    /// Over the training set; 0 where there is none.
    pub passes: f64,
    /// Of training alone.
    pub seconds: f64,
}

/// Values over samples or episodes.
pub struct Curve {
    pub x: Vec<f64>,
    /// As long as `x`; none where something was not known.
    pub y: Vec<(&'static str, Vec<Option<f64>>)>,
}

impl Curve {
    pub fn of(names: &[&'static str]) -> Self {
        Self { x: Vec::new(), y: names.iter().map(|&name| (name, Vec::new())).collect() }
    }

    /// A point, with a value for each name; missing ones are not known.
    pub fn push(&mut self, x: f64, values: &[Option<f64>]) {
        self.x.push(x);
        for (i, (_, y)) in self.y.iter_mut().enumerate() {
            y.push(values.get(i).copied().flatten());
        }
    }
}
