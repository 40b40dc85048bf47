//! How much of a matrix product one thread and one workgroup take, as data: which shape is fastest depends on the
//! adapter, so that [`crate::backend::gpu`] chooses one for each class of kernels.
//!
//! The shader of a shaped kernel is a template. `ROWS` and `LANES` are its constants, and what is unrolled over the rows
//! of a thread stands once: a line with `$` is repeated for every row, `$` being its number, `$q` that of its group of
//! four, and `$r` its place in it; a line with `$q` alone is repeated for every group of four. No shape changes the order
//! of a sum.

/// Kernels that have their shape in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The search for best-matching units.
    Search,
    /// Fully-connected layers.
    Dense,
    /// Convolutions.
    Convolution,
}

impl Class {
    pub const ALL: [Self; 3] = [Self::Search, Self::Dense, Self::Convolution];

    pub fn name(self) -> &'static str {
        ["search", "dense", "convolution"][self as usize]
    }
}

/// One shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// `rows` × `lanes`
    pub name: &'static str,
    /// Rows of a thread's tile (samples, positions, inputs or taps): 4 or 8; its columns are fixed.
    pub rows: u32,
    /// Threads of a workgroup: 32 or 64.
    pub lanes: u32,
}

/// All shapes: a large tile, the same in the workgroups that suit adapters with 64 threads in step, and a small one
/// that makes twice the threads of little work. The first is that of software adapters.
pub static SHAPES: [Shape; 3] = [
    Shape { name: "8x32", rows: 8, lanes: 32 },
    Shape { name: "8x64", rows: 8, lanes: 64 },
    Shape { name: "4x64", rows: 4, lanes: 64 },
];

/// The shape of every class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shapes([&'static Shape; Class::ALL.len()]);

impl Default for Shapes {
    fn default() -> Self {
        Self::all(&SHAPES[0])
    }
}

impl Shapes {
    /// One shape for all classes.
    pub fn all(shape: &'static Shape) -> Self {
        Self([shape; Class::ALL.len()])
    }

    pub fn of(&self, class: Class) -> &'static Shape {
        self.0[class as usize]
    }

    pub fn with(mut self, class: Class, shape: &'static Shape) -> Self {
        self.0[class as usize] = shape;
        self
    }

    /// As [`Shapes::parse`] reads them.
    pub fn text(&self) -> String {
        self.0.map(|shape| shape.name).join(" ")
    }

    /// The shapes of search, dense and convolution, or the one for all of them; none where a name is no shape's.
    pub fn parse(text: &str) -> Option<Self> {
        let mut found = text.split(' ').map(|name| SHAPES.iter().find(|shape| shape.name == name));
        let first = found.next()??;
        let Some(second) = found.next() else { return Some(Self::all(first)) };
        let shapes = Self([first, second?, found.next()??]);
        found.next().is_none().then_some(shapes)
    }
}

/// The threads of a workgroup.
#[derive(Clone, Copy, Debug)]
pub enum Workgroup {
    Fixed([u32; 3]),
    /// As the shape of a class says.
    Shaped(Class),
}

impl Workgroup {
    pub fn class(self) -> Option<Class> {
        if let Self::Shaped(class) = self { Some(class) } else { None }
    }

    pub fn size(self, shape: &Shape) -> [u32; 3] {
        match self {
            Self::Fixed(size) => size,
            Self::Shaped(Class::Search) => [COLUMNS, shape.lanes / COLUMNS, 1],
            Self::Shaped(_) => [shape.lanes, 1, 1],
        }
    }
}

/// Threads of the search that share their samples.
const COLUMNS: u32 = 8;

impl Shape {
    /// Samples that a workgroup of the search takes.
    pub fn search_samples(&self) -> u32 {
        self.rows * self.lanes / COLUMNS
    }

    /// Makes WGSL of a template.
    pub fn expand(&self, template: &str) -> String {
        let Self { rows, lanes, .. } = *self;
        let mut text = format!("const ROWS = {rows}u;\nconst LANES = {lanes}u;\n");
        for line in template.split('\n') {
            let pieces = || line.split('$').skip(1);
            let per_row = pieces().any(|piece| !piece.starts_with('q'));
            let times = match pieces().next() {
                None => 1,
                Some(_) if per_row => rows,
                Some(_) => rows / 4,
            };
            for i in 0..times {
                // Before the first mark nothing is to be replaced.
                text.push_str(line.split('$').next().unwrap_or_default());
                for piece in pieces() {
                    let (number, piece) = match piece.as_bytes().first() {
                        Some(b'q') => (if per_row { i / 4 } else { i }, &piece[1..]),
                        Some(b'r') => (i % 4, &piece[1..]),
                        _ => (i, piece),
                    };
                    text.push(char::from(b'0' + number as u8));
                    text.push_str(piece);
                }
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_unrolled_over_rows_and_groups_of_four() {
        let small = SHAPES[2].expand("let x$q = load($qu);\na$ += x$q[$r];\nreturn;");
        assert_eq!(
            small,
            "const ROWS = 4u;\nconst LANES = 64u;\nlet x0 = load(0u);\na0 += x0[0];\na1 += x0[1];\na2 += x0[2];\n\
             a3 += x0[3];\nreturn;\n"
        );
        let large = SHAPES[0].expand("let x$q;\na$ = x$q[$r];");
        assert!(large.contains("let x1;\n") && large.ends_with("a7 = x1[3];\n"), "{large}");
    }

    #[test]
    fn shapes_are_told_and_read_by_name() {
        let mixed = Shapes::default().with(Class::Dense, &SHAPES[2]);
        assert_eq!(mixed.text(), "8x32 4x64 8x32");
        assert_eq!(Shapes::parse(&mixed.text()), Some(mixed));
        assert_eq!(Shapes::parse("8x64"), Some(Shapes::all(&SHAPES[1])));
        for wrong in ["", "9x9", "8x32 8x32", "8x32 8x32 8x32 8x32", "8x32  8x32"] {
            assert_eq!(Shapes::parse(wrong), None, "{wrong}");
        }
        for Shape { name, rows, lanes } in &SHAPES {
            assert_eq!(*name, format!("{rows}x{lanes}"));
        }
    }
}
