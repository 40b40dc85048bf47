//! How an experiment treats people's own pictures: there may be one, or thousands, small or large. The page does the
//! same (`www/settings/own.js`); both are held against `tests/reference/own.json`.

use serde::Deserialize;

/// What becomes of people's own pictures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// The longer side they are scaled down to; none where as many pixels are welcome as there is room for.
    pub side: Option<u32>,
    /// Whether they lose their colors.
    pub gray: bool,
    /// Whether they are views of one full turn, in order and evenly spaced.
    pub turntable: bool,
    /// How many it needs.
    pub least: u32,
    /// Samples that a run should see, however few pictures there are.
    pub samples: u32,
    #[serde(default)]
    pub patch: PatchSize,
}

/// Which patches are cut out of one's own pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatchSize {
    /// Those of the settings, as far as they fit.
    #[default]
    Given,
    /// A fortieth of the shorter side, 4 to 8 pixels.
    Fit,
}

/// Pictures of one's own: their size in pixels, and how many are learned from.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Pictures {
    pub height: u32,
    pub width: u32,
    pub n: u32,
}

/// The settings that depend on the pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    pub epochs: f32,
    pub batch_size: u32,
    /// Side and stride of a patch, and how many a pass takes from every picture.
    pub size: u32,
    pub stride: u32,
    pub per_image: u32,
}

const MOST_EPOCHS: f32 = 1000.0;
/// Patches that are taken from all pictures in a pass, as long as there are so many.
const A_PASS: u32 = 65_536;

impl Own {
    /// What fits the pictures, where `start` is what the experiment starts with; settings that were `said` are kept.
    pub fn fitting(&self, start: Fitted, pictures: Pictures, said: impl Fn(&str) -> bool) -> Fitted {
        let Pictures { height, width, n } = pictures;
        let side = height.min(width);
        let epochs =
            |least: f32, pass: f64| ((f64::from(self.samples) / pass).round() as f32).clamp(least, MOST_EPOCHS);
        if self.patch == PatchSize::Fit {
            let fit = ((f64::from(side) / 40.0).round() as u32).clamp(4, 8);
            let size = if said("patch.size") { start.size } else { fit };
            let places = (height + 1).saturating_sub(size).max(1) * (width + 1).saturating_sub(size).max(1);
            let fit = A_PASS.div_ceil(n).clamp(1, places);
            let per_image = if said("patch.per_image") { start.per_image.min(places) } else { fit };
            let pass = f64::from(n) * f64::from(per_image);
            return Fitted { size, stride: 1, per_image, epochs: epochs(1.0, pass), ..start };
        }
        let pass = f64::from(n) * f64::from(start.per_image);
        let size = start.size.min(side);
        Fitted {
            epochs: epochs(start.epochs, pass),
            // Some steps in every pass, however few the pictures are.
            batch_size: ((pass / 8.0) as u32).clamp(1, start.batch_size),
            size,
            stride: start.stride.min(size.max(1)),
            ..start
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn pictures_are_fitted_as_on_the_page() {
        let table = include_str!("../../tests/reference/own.json");
        let cases: Vec<Value> = serde_json::from_str(table).unwrap();
        assert!(cases.len() >= 12);
        for case in cases {
            let number = |at: &Value, key: &str| at[key].as_f64().unwrap_or_else(|| panic!("no {key} in {case}"));
            let of = |at: &Value| Fitted {
                epochs: number(at, "epochs") as f32,
                batch_size: number(at, "batch_size") as u32,
                size: number(at, "patch.size") as u32,
                stride: number(at, "patch.stride") as u32,
                per_image: number(at, "patch.per_image") as u32,
            };
            let pictures: Pictures = serde_json::from_value(case["pictures"].clone()).unwrap();
            let experiment = super::super::by_id(case["experiment"].as_str().unwrap()).unwrap();
            let fitted = experiment.own.as_ref().unwrap().fitting(of(&case["start"]), pictures, |_| false);
            assert_eq!(fitted, of(&case["fitted"]), "{case}");
        }
    }
}
