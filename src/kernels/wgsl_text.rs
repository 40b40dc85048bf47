//! Shaders without what only people read, at compile time.

/// Whether a line comment begins at `at`.
const fn comment(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'/' && at + 1 < bytes.len() && bytes[at + 1] == b'/'
}

/// Writes `text` without line comments, indentation and empty lines, as far as `out` goes; returns the length.
const fn copy(text: &str, out: &mut [u8]) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut len, mut line_start) = (0, 0, true);
    while at < bytes.len() {
        if comment(bytes, at) {
            while at < bytes.len() && bytes[at] != b'\n' {
                at += 1;
            }
            continue;
        }
        let byte = bytes[at];
        at += 1;
        if line_start && (byte == b' ' || byte == b'\n') {
            continue;
        }
        line_start = byte == b'\n';
        if len < out.len() {
            out[len] = byte;
        }
        len += 1;
    }
    len
}

pub(super) const fn short_len(text: &str) -> usize {
    copy(text, &mut [])
}

pub(super) const fn shorten<const N: usize>(text: &str) -> [u8; N] {
    let mut out = [0; N];
    copy(text, &mut out);
    out
}

/// # Panics
/// If the bytes are no UTF-8, at compile time.
pub(super) const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("a shader is no UTF-8"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::shape::SHAPES;

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        const TEXT: &str = "// why\nfn f() {\n    let a = 1 / 2; // half\n\n    a;\n}\n";
        const SHORT: [u8; short_len(TEXT)] = shorten(TEXT);
        assert_eq!(text(&SHORT), "fn f() {\nlet a = 1 / 2; \na;\n}\n");
    }

    /// The statements of a block, in order, without where they stood in the text.
    fn statements(block: &naga::Block) -> String {
        let text = format!("{block:?}");
        let mut pieces = text.split("Span { start: ");
        let first = pieces.next().unwrap_or_default().to_string();
        pieces.fold(first, |all, piece| all + piece.split_once('}').map_or(piece, |(_, rest)| rest))
    }

    #[test]
    fn shortened_shaders_are_the_same_modules() {
        for kernel in crate::kernels::ALL {
            let mut short = vec![0; short_len(kernel.wgsl)];
            copy(kernel.wgsl, &mut short);
            let module = |source: &str| {
                let shaped = kernel.workgroup.class().map(|_| SHAPES[0].expand(source));
                naga::front::wgsl::parse_str(shaped.as_deref().unwrap_or(source)).expect("a shader that parses")
            };
            let (long, short) = (module(kernel.wgsl), module(text(&short)));
            // Everything but where it stood in the text.
            let parts = |module: &naga::Module| {
                let naga::Module { types, constants, global_variables, global_expressions, .. } = module;
                let shared = format!("{types:?}{constants:?}{global_variables:?}{global_expressions:?}");
                let function = |f: &naga::Function| {
                    format!("{:?}{:?}{:?}{:?}{:?}", f.name, f.arguments, f.result, f.local_variables, f.expressions)
                        + &statements(&f.body)
                };
                let functions: Vec<_> = module.functions.iter().map(|(_, f)| function(f)).collect();
                let entries: Vec<_> =
                    module.entry_points.iter().map(|e| (e.workgroup_size, function(&e.function))).collect();
                (shared, functions, entries)
            };
            assert!(parts(&long) == parts(&short), "{} is another module when it is shortened", kernel.name);
            assert!(short_len(kernel.wgsl) < kernel.wgsl.len(), "{}", kernel.name);
        }
    }
}
