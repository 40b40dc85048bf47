//! How σ and the learning rate change over a run.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The shape of the way from start to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// `start + (end − start) t`
    Linear,
    /// `start (end / start)^t`
    Exponential,
    /// `start / (1 + (start / end − 1) t)`
    Inverse,
}

/// A quantity that runs from `start` at t = 0 to `end` at t = 1, unless it is held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// At the first step.
    pub start: f32,
    /// At the last step.
    pub end: f32,
    /// The shape of the way from start to end.
    pub curve: Curve,
    /// A value that replaces the schedule for as long as it is set: the visitor's hand on the slider.
    pub hold: Option<f32>,
}

impl Schedule {
    pub const fn new(start: f32, end: f32, curve: Curve) -> Self {
        Self { start, end, curve, hold: None }
    }

    /// The value at `t`, the share of the run that is done, in [0, 1].
    pub fn at(&self, t: f32) -> f32 {
        let Self { start, end, curve, hold } = *self;
        let t = t.clamp(0.0, 1.0);
        hold.unwrap_or_else(|| match curve {
            Curve::Linear => start + (end - start) * t,
            Curve::Exponential => start * (end / start).powf(t),
            Curve::Inverse => start / (1.0 + (start / end - 1.0) * t),
        })
    }

    /// `key` is the schedule's own, `name` what people call it.
    ///
    /// # Errors
    /// A value outside `low..=high`, or not a number.
    pub fn check(&self, key: &str, name: &str, (low, high): (f32, f32)) -> Result<()> {
        let values =
            [("start", "start", Some(self.start)), ("end", "end", Some(self.end)), ("hold", "held value", self.hold)];
        for (field, which, value) in values {
            if let Some(value) = value
                && !(low..=high).contains(&value)
            {
                return Err(Error::config(format!(
                    "The {which} of {name} is {value}: choose a value from {low} to {high}."
                ))
                .at(&format!("{key}.{field}")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_meet_their_ends_and_their_middle() {
        let at = |curve, t| Schedule::new(8.0, 2.0, curve).at(t);
        for curve in [Curve::Linear, Curve::Exponential, Curve::Inverse] {
            assert!((at(curve, 0.0) - 8.0).abs() < 1e-6 && (at(curve, 1.0) - 2.0).abs() < 1e-6);
            assert_eq!(at(curve, -1.0), at(curve, 0.0));
            assert_eq!(at(curve, 2.0), at(curve, 1.0));
        }
        assert_eq!(at(Curve::Linear, 0.5), 5.0);
        assert!((at(Curve::Exponential, 0.5) - 4.0).abs() < 1e-6);
        assert!((at(Curve::Inverse, 0.5) - 3.2).abs() < 1e-6);
    }

    #[test]
    fn a_held_value_replaces_the_schedule() {
        let held = Schedule { hold: Some(3.0), ..Schedule::new(8.0, 2.0, Curve::Linear) };
        assert_eq!(held.at(0.7), 3.0);
        assert!(held.check("sigma", "σ", (0.1, 5.0)).unwrap_err().to_string().contains("start of σ is 8"));
        assert!(Schedule { hold: Some(f32::NAN), ..held }.check("sigma", "σ", (0.1, 50.0)).is_err());
    }
}
