//! What JavaScript is told of the types here: `www/generated/schema.json`, the settings by their dotted keys, and
//! `www/generated/types.d.ts`. Both are written from the types and committed; the tests fail when they are stale.
//!
//! `SOM_LAB_WRITE=1 cargo test --lib generated` writes them anew.

use crate::net::config::NetConfig;
use crate::som::config::Config;
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::path::Path;
use ts_rs::TS;

/// Compares a file below `www/generated` with what it should be, or writes it.
fn tell(file: &str, content: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/generated").join(file);
    if std::env::var_os("SOM_LAB_WRITE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        return std::fs::write(&path, content).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == content, "www/generated/{file} is stale: run `SOM_LAB_WRITE=1 cargo test --lib generated`.");
}

/// A setting of every key, from a type's schema and its default value.
struct Flat {
    definitions: Value,
    settings: Map<String, Value>,
}

impl Flat {
    fn of<C: JsonSchema + Default + Serialize>() -> Map<String, Value> {
        let schema = schema_for!(C).to_value();
        let mut flat = Self { definitions: schema["$defs"].clone(), settings: Map::new() };
        let defaults = serde_json::to_value(C::default()).expect("a configuration is JSON");
        flat.fields("", &schema, &defaults, None);
        flat.settings
    }

    /// Follows references, and an optional type to the one that it has when it is there.
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => &self.definitions[reference.rsplit('/').next().expect("a name")],
            None => schema,
        }
    }

    fn fields(&mut self, above: &str, schema: &Value, defaults: &Value, range: Option<&Value>) {
        let schema = self.resolved(schema).clone();
        for (name, field) in schema["properties"].as_object().expect("a struct") {
            let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            // Items of lists have no place in the default value, but may have one in the schema.
            let default = defaults.get(name).or(field.get("default")).cloned();
            self.field(&key, field, default, range);
        }
    }

    fn field(&mut self, key: &str, field: &Value, default: Option<Value>, range: Option<&Value>) {
        let inner = self.resolved(field).clone();
        if inner["properties"].is_object() {
            return self.fields(key, field, &default.unwrap_or_default(), field.get("range"));
        }
        let mut entry = Map::new();
        let mut put = |name: &str, value: Option<&Value>| {
            if let Some(value) = value.filter(|value| !value.is_null()) {
                entry.insert(name.into(), shortened(value));
            }
        };
        let (kind, nullable) = type_of(&inner);
        put("type", Some(&json!(kind)));
        match range {
            Some(range) if kind == "number" => {
                put("min", range.get(0));
                put("max", range.get(1));
            }
            _ => {
                put("min", field.get("minimum"));
                put("max", field.get("maximum").or(field.get("max")));
                put("above", field.get("above"));
            }
        }
        put("min_items", field.get("minItems"));
        put("max_items", field.get("maxItems"));
        if let Some(variants) = inner["oneOf"].as_array() {
            let names: Vec<_> = variants.iter().map(|variant| variant["const"].clone()).collect();
            put("choices", Some(&json!(names)));
        }
        if nullable {
            put("nullable", Some(&json!(true)));
        }
        if let Some(default) = &default {
            entry.insert("default".into(), shortened(default));
        }
        let doc = field["description"].as_str().or(inner["description"].as_str()).unwrap_or_default();
        entry.insert("doc".into(), json!(doc.split_whitespace().collect::<Vec<_>>().join(" ")));
        self.settings.insert(key.into(), Value::Object(entry));
        if kind == "list" {
            self.fields(&format!("{key}.*"), &field["items"].clone(), &Value::Null, None);
        }
    }
}

/// Numbers as the f32 that they are, not as the f64 that JSON makes of it.
fn shortened(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let short = (number.as_f64().expect("a number") as f32).to_string();
            short
                .parse::<f64>()
                .map_or(Value::Null, |short| if short.fract() == 0.0 { json!(short as i64) } else { json!(short) })
        }
        Value::Array(items) => items.iter().map(shortened).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shortened(value))).collect(),
        other => other.clone(),
    }
}

/// What the page calls a type, and whether it can be null.
fn type_of(schema: &Value) -> (&'static str, bool) {
    if schema["oneOf"].is_array() {
        return ("choice", false);
    }
    let names: Vec<&str> = match &schema["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    };
    let kind = match names.first() {
        Some(&"integer") => "integer",
        Some(&"number") => "number",
        Some(&"boolean") => "boolean",
        Some(&"array") => "list",
        other => panic!("a setting of type {other:?}: {schema}"),
    };
    (kind, names.contains(&"null"))
}

#[test]
fn print_it() {
    println!("{}", serde_json::to_string_pretty(&schema_for!(Config).to_value()).unwrap());
    println!("{}", serde_json::to_string_pretty(&schema_for!(NetConfig).to_value()).unwrap());
}
