//! People's own files, from their bytes to samples: what each holds, one shape for all, what is held out. The lab and
//! the page run this same code, so that the same files give the same samples, byte for byte.
//!
//! A picture is decoded in two passes: [`Files`] measures all of them, [`Job`] decodes them one by one into the shape
//! that suits them all. What only browsers read ([`Kind::foreign`]) is measured and decoded by the page.

mod archive;
mod arrays;
mod files;
mod job;
mod kind;
mod limits;
mod names;
mod picture;
mod prepare;
mod resample;
mod shape;
mod split;

pub use arrays::{Found, read_array};
pub use files::{Files, Origin};
pub use job::{Job, Need};
pub use kind::Kind;
pub use limits::{inflated, most_bytes};
pub use names::{base_name, is_junk};
pub use picture::{decode, measure};
pub use prepare::{Arrays, Prepared, Sorted, Wanted, prepare};
pub use shape::Shape;
pub use split::hold_out;

/// A name as it is shown in a sentence: what would break the line is written out.
pub fn shown(name: &str) -> String {
    name.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

/// The first few sentences of what was left out, and how many there are beside these.
fn left_out(sentences: &[String]) -> Option<String> {
    const NAMED: usize = 3;
    let others = sentences.len().saturating_sub(NAMED);
    let more = if others > 0 { format!(" And {others} more.") } else { String::new() };
    let named = sentences.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(" ");
    (!sentences.is_empty()).then(|| format!("Left out: {named}{more}"))
}
