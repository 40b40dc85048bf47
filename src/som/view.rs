//! The views of a map: what each shows of every unit, on the device and out of the last evaluation.

use super::frame::MapRequest;
use super::run::MapRun;
use serde::{Deserialize, Serialize};

/// Which picture of the map is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Every unit drawn as its picture.
    Codebook,
    /// Every unit's mean distance to its lattice neighbors.
    UMatrix,
    /// Held-out samples that fall on every unit.
    Hits,
    /// The majority class of every unit, and its share.
    Classes,
    /// One feature of every unit.
    Component,
}

impl MapRun {
    /// Records the work of a view on the device, into [`MapRun::values`]; returns how many values are to be read back.
    pub(super) fn record_view(&self, request: &MapRequest) -> usize {
        let map = &self.stack.layers[request.layer as usize].map;
        match request.view {
            View::UMatrix => map.u_matrix(&self.values),
            View::Component => map.component(request.component, &self.values),
            View::Codebook | View::Hits | View::Classes => return 0,
        }
        map.lattice.n_units() as usize
    }

    /// The labels and the values of a view, one for each unit where it has any; `values` were read back. The evaluation
    /// of a run that was set up anew since then is not `fresh`.
    pub(super) fn take_view(
        &self,
        request: &MapRequest,
        n_units: u32,
        values: Vec<f32>,
        fresh: bool,
    ) -> (Vec<i8>, Vec<f32>) {
        let layer = request.layer as usize;
        match request.view {
            View::Codebook | View::UMatrix | View::Component => (Vec::new(), values),
            View::Hits | View::Classes if !fresh => (Vec::new(), vec![0.0; n_units as usize]),
            View::Hits => (Vec::new(), self.hits(layer, n_units)),
            View::Classes => self.classes(layer, n_units),
        }
    }

    fn hits(&self, layer: usize, n_units: u32) -> Vec<f32> {
        let mut hits = vec![0.0; n_units as usize];
        for bmus in self.evaluations.get(layer).into_iter().flat_map(|evaluation| evaluation.bmus.chunks_exact(2)) {
            // An evaluation that was on its way when the map changed size is of no use to the new one.
            if let Some(hits) = hits.get_mut(bmus[0] as usize) {
                *hits += 1.0;
            }
        }
        hits
    }

    /// The majority label of every unit (−1: none, ties to the lower class) and its share of the unit's samples.
    fn classes(&self, layer: usize, n_units: u32) -> (Vec<i8>, Vec<f32>) {
        let n_classes = self.dataset.manifest.classes.len();
        let mut counts = vec![0u32; n_units as usize * n_classes];
        let per_image = self.stack.layers.get(layer).map_or(1, |layer| layer.per_image);
        let bmus = self.evaluations.get(layer).into_iter().flat_map(|evaluation| evaluation.bmus.chunks_exact(2));
        for (bmus, sample) in bmus.zip(0..) {
            if let Some(label) = self.dataset.test.label(sample / per_image)
                && bmus[0] < n_units
            {
                counts[bmus[0] as usize * n_classes + usize::from(label)] += 1;
            }
        }
        if n_classes == 0 {
            return (vec![-1; n_units as usize], vec![0.0; n_units as usize]);
        }
        counts
            .chunks_exact(n_classes)
            .map(|counts| {
                let sum: u32 = counts.iter().sum();
                let (label, &most) = counts.iter().enumerate().rev().max_by_key(|(_, count)| **count).expect("a class");
                if sum == 0 { (-1, 0.0) } else { (label as i8, most as f32 / sum as f32) }
            })
            .unzip()
    }
}
