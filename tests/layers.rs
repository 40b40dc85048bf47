//! The modules of the library use only those that stand before them in `src/lib.rs`, so that a reader can follow them from
//! top to bottom.

use std::fs;
use std::path::{Path, PathBuf};

/// The top-level modules, in the order of `src/lib.rs`.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let name = |line: &str| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';').map(str::to_string);
    lib.lines().filter_map(name).filter(|name| name != "generated").collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The modules that a text names as `crate::…`, without what only its tests use.
fn named(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default())
        .collect()
}

/// What `file` of `module` uses of modules that stand after its own.
fn upward<'a>(order: &[String], module: &str, text: &'a str) -> Vec<&'a str> {
    let place = |name: &str| order.iter().position(|known| known == name);
    let own = place(module).unwrap_or_else(|| panic!("{module} is not in lib.rs"));
    named(text).into_iter().filter(|name| place(name).is_some_and(|place| place > own)).collect()
}

#[test]
fn modules_use_only_those_before_them() {
    let order = modules();
    assert!(order.len() > 10, "{order:?}");
    let src = Path::new("src");
    let own =
        |path: &PathBuf| !path.starts_with("src/bin") && !["lib.rs", "generated.rs"].iter().any(|f| path.ends_with(f));
    let mut found = Vec::new();
    for path in files(src).into_iter().filter(own) {
        let first = path.strip_prefix(src).unwrap().iter().next().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let upward = upward(&order, first.trim_end_matches(".rs"), &text).join(", ");
        if !upward.is_empty() {
            found.push(format!("{} uses {upward}", path.display()));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_module_that_looks_up_is_found() {
    let order = modules();
    let text = "use crate::error::Result;\n// crate::net is no use\nuse crate::net::run::NetRun;\n";
    assert_eq!(upward(&order, "kernels", text), ["net"]);
    assert!(upward(&order, "wasm", text).is_empty());
    assert!(upward(&order, "kernels", "#[cfg(test)]\nmod tests {\n    use crate::som::config::Config;\n}").is_empty());
}
