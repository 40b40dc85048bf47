//! What JavaScript is told of the types here: `www/generated/schema.json`, the settings by their dotted keys, and
//! `www/generated/types.d.ts`. Both are written from the types and committed; the tests fail when they are stale.
//!
//! `SOM_LAB_WRITE=1 cargo test --lib generated` writes them anew.

use crate::agent::config::{AgentConfig, AgentLayer};
use crate::net::config::{Hidden, Mask, NetConfig};
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

fn schemas() -> Value {
    json!({ "map": Flat::of::<Config>(), "net": Flat::of::<NetConfig>(), "agent": Flat::of::<AgentConfig>() })
}

/// One setting a line, so that a change is one in a diff.
#[test]
fn the_schema_of_all_settings_is_written() {
    let lines = |settings: &Value| {
        let settings = settings.as_object().expect("settings");
        settings.iter().map(|(key, entry)| format!("    {}: {entry}", json!(key))).collect::<Vec<_>>().join(",\n")
    };
    let schemas = schemas();
    let kinds = schemas.as_object().expect("kinds").iter();
    let kinds: Vec<_> =
        kinds.map(|(kind, settings)| format!("  {}: {{\n{}\n  }}", json!(kind), lines(settings))).collect();
    tell("schema.json", &format!("{{\n{}\n}}\n", kinds.join(",\n")));
}

/// Every type that JavaScript sees, by the name that it has there.
macro_rules! types {
    ($($type:ty),* $(,)?) => {
        fn types() -> Vec<String> {
            let config = ts_rs::Config::default().with_large_int("number");
            vec![$(<$type as TS>::decl(&config)),*]
        }
    };
}

types![
    crate::lattice::Topology,
    crate::lattice::Neighborhood,
    crate::som::schedule::Curve,
    crate::som::schedule::Schedule,
    crate::layout::Patch,
    crate::som::config::Training,
    crate::som::config::Init,
    crate::som::config::Code,
    crate::som::config::StackLayer,
    Config,
    crate::net::config::Order,
    crate::net::config::Bias,
    crate::net::config::Optimizer,
    Mask,
    Hidden,
    NetConfig,
    crate::frame::State,
    crate::frame::Source,
    crate::lattice::Lattice,
    crate::frame::Sheet,
    crate::frame::Strip,
    crate::som::view::View,
    crate::som::frame::RebuildRequest,
    crate::som::frame::MapRequest,
    crate::metrics::Angles,
    crate::som::frame::Quality,
    crate::som::frame::UnitDetail,
    crate::som::frame::Rebuilt,
    crate::som::frame::MapFrame,
    crate::net::frame::ProbeRequest,
    crate::net::frame::NetRequest,
    crate::net::frame::CoursePoint,
    crate::net::frame::NetLayer,
    crate::net::frame::Filters,
    crate::net::frame::Organization,
    crate::net::frame::ProbedLayer,
    crate::net::frame::Probed,
    crate::net::frame::NetFrame,
    crate::net::ascent::Ascent,
    crate::net::ascent::Ascended,
    crate::agent::environment::Environment,
    AgentLayer,
    crate::agent::config::TrainAfter,
    crate::agent::config::UpdatesBy,
    crate::agent::config::MiniBatch,
    crate::agent::config::Torques,
    AgentConfig,
    crate::agent::frame::AgentRequest,
    crate::agent::course::EpisodePoint,
    crate::agent::frame::StateSheet,
    crate::agent::frame::Portrait,
    crate::agent::frame::AgentFrame,
    crate::agent::stage::DriveRequest,
    crate::agent::frame::Ending,
    crate::agent::frame::Driven,
    crate::frame::answers::BackendInfo,
    crate::frame::answers::ForeignPicture,
    crate::frame::answers::NeededPicture,
    crate::frame::answers::Brought,
    crate::frame::answers::KernelCheck,
    crate::session::Advanced,
    crate::session::Configured,
    crate::data::dataset::ShardManifest,
    crate::data::dataset::SplitManifest,
    crate::data::dataset::Manifest,
];

#[test]
fn the_types_for_javascript_are_written() {
    let head = "// Written by src/generated.rs from the types in Rust: do not edit.\n";
    let all: Vec<_> = types().iter().map(|declared| format!("export {declared}\n")).collect();
    tell("types.d.ts", &format!("{head}\n{}", all.join("\n")));
}

/// The setting with another value, or what is wrong with it.
fn changed<C: Default + Serialize + serde::de::DeserializeOwned>(
    key: &str,
    value: Value,
    lists: &Value,
) -> std::result::Result<C, String> {
    let mut tree = serde_json::to_value(C::default()).expect("a configuration is JSON");
    for (name, list) in lists.as_object().expect("lists by name") {
        tree[name] = list.clone();
    }
    let place = format!("/{}", key.replace(".*.", ".0.").replace('.', "/"));
    *tree.pointer_mut(&place).unwrap_or_else(|| panic!("{key}")) = value;
    serde_json::from_value(tree).map_err(|error| error.to_string())
}

/// Holds `check` against the ranges of the schema: their ends are accepted, and what lies beyond is refused by name.
fn hold<C: Default + Serialize + serde::de::DeserializeOwned>(
    settings: &Value,
    lists: impl Fn(&str) -> Value,
    check: impl Fn(&C) -> crate::error::Result<()>,
) {
    for (key, entry) in settings.as_object().expect("settings") {
        let own = key.replace(".*.", ".0.");
        let lists = &lists(key);
        let refused = |value: Value| {
            let Ok(config) = changed::<C>(key, value.clone(), lists) else { return };
            let error = check(&config).expect_err(&format!("{key} = {value} lies beyond its range"));
            assert_eq!(error.field.as_deref(), Some(own.as_str()), "{key} = {value}: {}", error.message);
        };
        let accepted = |value: Value| {
            let config = changed::<C>(key, value.clone(), lists).expect("a value of the type");
            // What does not fit other settings is said of those.
            if let Err(error) = check(&config) {
                assert_ne!(error.field.as_deref(), Some(own.as_str()), "{key} = {value}: {}", error.message);
            }
        };
        let step = if entry["type"] == "integer" { 1.0 } else { 1e-3 };
        let number = |value: f64| if entry["type"] == "integer" { json!(value as i64) } else { json!(value) };
        for (end, side) in [("min", -1.0), ("max", 1.0)] {
            if let Some(value) = entry[end].as_f64() {
                accepted(number(value));
                refused(number(value + side * step * if step < 1.0 { value.abs().max(1e-2) } else { 1.0 }));
            }
        }
        if let Some(above) = entry["above"].as_f64() {
            refused(number(above));
        }
        for choice in entry["choices"].as_array().into_iter().flatten() {
            assert!(changed::<C>(key, choice.clone(), lists).is_ok(), "{key} = {choice}");
        }
    }
}

#[test]
fn what_the_schema_says_is_what_is_checked() {
    let schemas = schemas();
    let layer = json!({ "rows": 1, "cols": 1, "size": 0, "stride": 1, "code": "soft" });
    hold::<Config>(&schemas["map"], |_| json!({ "stack": [layer.clone()], "rows": 1, "cols": 1 }), Config::check);
    // Filters that are left are some of those that there are.
    let neurons = |key: &str| if key.ends_with("winners") || key.ends_with("pruned") { 64 } else { 1 };
    let filters = |key: &str| Hidden::filters(neurons(key), neurons(key), Mask::None, 1, 1);
    hold::<NetConfig>(&schemas["net"], |key| json!({ "hidden": [filters(key)] }), NetConfig::check);
    let layer = json!({ "rows": 1, "cols": 1, "mask": false });
    hold::<AgentConfig>(&schemas["agent"], |_| json!({ "hidden": [layer.clone()] }), AgentConfig::check);
}
