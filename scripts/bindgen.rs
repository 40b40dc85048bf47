//! The one thing we use of the wasm-bindgen command line. Built from its library, it compiles in a quarter of
//! the time that the whole command line (with its test runner) takes. See build-wasm.mjs.

fn main() {
    let mut args = std::env::args().skip(1);
    let (wasm, out) = (args.next().expect("usage: bindgen WASM OUT"), args.next().expect("usage: bindgen WASM OUT"));
    let generated = wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(true).generate(out));
    if let Err(error) = generated {
        eprintln!("wasm-bindgen: {error:?}");
        std::process::exit(1);
    }
}
