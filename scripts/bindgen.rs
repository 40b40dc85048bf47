//! The one thing we use of the wasm-bindgen command line. Built from its library, it compiles in a quarter of
//! the time that the whole command line (with its test runner) takes. See build-wasm.mjs.

use std::env;

fn main() {
    let [wasm, out] = [1, 2].map(|i| env::args().nth(i).expect("usage: bindgen WASM OUT"));
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(wasm).typescript(true);
    // The module finds the .wasm beside it, as from the command line.
    bindgen.omit_default_module_path(false);
    if let Err(error) = bindgen.web(true).and_then(|bindgen| bindgen.generate(out)) {
        eprintln!("wasm-bindgen: {error:?}");
        std::process::exit(1);
    }
}
