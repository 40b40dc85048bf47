//! What JavaScript hands over, read strictly.

use super::to_js;
#[cfg(not(feature = "agent"))]
use crate::data::dataset::Which;
use crate::error::{Error, Result};
use js_sys::{Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

pub(super) fn parse<T: DeserializeOwned + Serialize>(what: &str, value: JsValue) -> Result<T> {
    let parsed: T = serde_wasm_bindgen::from_value(value.clone())
        .map_err(|error| Error::config(format!("The {what} do not fit: {error}.")))?;
    // serde-wasm-bindgen reads the fields it knows and never looks at others.
    let known = to_js(&parsed).unwrap_or(JsValue::UNDEFINED);
    match unknown_field(&value, &known) {
        Some(field) => Err(Error::config(format!("The {what} do not fit: there is no field `{field}`."))),
        None => Ok(parsed),
    }
}

/// The first field of `given`, at any depth, that `known` does not have.
fn unknown_field(given: &JsValue, known: &JsValue) -> Option<String> {
    Object::keys(given.dyn_ref::<Object>()?).iter().filter_map(|key| key.as_string()).find_map(|key| {
        let field = |object: &JsValue| Reflect::get(object, &key.as_str().into()).unwrap_or(JsValue::UNDEFINED);
        let (given, known) = (field(given), field(known));
        if known.is_undefined() && !given.is_undefined() { Some(key) } else { unknown_field(&given, &known) }
    })
}

#[cfg(not(feature = "agent"))]
pub(super) fn which(split: &str) -> Result<Which> {
    match split {
        "train" => Ok(Which::Train),
        "test" => Ok(Which::Test),
        other => Err(Error::data(format!("There is no split {other}: choose train or test."))),
    }
}
