//! The browser's doors: all that JavaScript sees. The page's engine is built five times: without features the engine of
//! the maps, which every visitor fetches; with `net` that of the networks, with `agent` that of the agents, with `input`
//! the reader of people's own files, with `tools` what else a visit may need once, each fetched when it is asked for.
//!
//! Settings cross as plain objects with strict fields, number arrays as typed arrays that own their memory.

#[cfg(feature = "agent")]
mod agent;
#[cfg(not(any(feature = "agent", feature = "tools", feature = "input")))]
mod engine;
#[cfg(feature = "input")]
mod input;
#[cfg(not(any(feature = "tools", feature = "input")))]
mod parse;
#[cfg(not(any(feature = "tools", feature = "input")))]
mod session;
#[cfg(feature = "tools")]
mod tools;

use crate::error::Error;
use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

type JsResult<T> = std::result::Result<T, JsValue>;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let object = js_sys::Error::new(&error.message);
        set(&object, "kind", error.kind.name());
        if let Some(field) = &error.field {
            set(&object, "field", field.as_str());
        }
        object.into()
    }
}

fn set(object: &JsValue, key: &str, value: impl Into<JsValue>) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &key.into(), &value.into());
}

fn to_js(value: &impl Serialize) -> JsResult<JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|error| Error::config(format!("A result could not be handed over: {error}.")).into())
}
