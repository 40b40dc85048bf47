//! How much people may bring: what is larger is refused or scaled down, with a sentence that says so.

use crate::error::{Error, Result};
use flate2::read::MultiGzDecoder;
use std::io::Read;

const MB: usize = 1 << 20;

/// Pixels of a picture in a data set.
pub const MOST_PIXELS: usize = 65_536;
/// Pixels of a picture that is decoded.
pub const MOST_DECODED: u64 = 120_000_000;
/// Bytes of all pictures of a data set once they are scaled.
pub const MOST_BYTES: usize = 48 * MB;
pub const MOST_PICTURES: usize = 20_000;
/// Classes of labels, which are bytes.
pub const MOST_CLASSES: usize = 256;

/// Files in an archive, and their bytes once unpacked.
pub const ARCHIVE_ENTRIES: usize = 30_000;
pub const ARCHIVE_BYTES: u64 = 512 * MB as u64;
/// Times its size that an archive may unpack to; little ones may hold anything.
pub const ARCHIVE_RATIO: u64 = 250;
pub const LITTLE_ARCHIVE: u64 = 16 * MB as u64;

/// Bytes that a file of `len` bytes may unpack to: what the file itself can justify, and some for small ones.
pub fn most_bytes(len: usize) -> usize {
    16usize.saturating_mul(len).saturating_add(64 * MB)
}

/// The bytes of a gzip file, of one member or several, as they were before.
///
/// # Errors
/// It is damaged, or unpacks to more than [`most_bytes`].
pub fn inflated(bytes: &[u8]) -> Result<Vec<u8>> {
    let most = most_bytes(bytes.len());
    let mut out = Vec::new();
    let unpacked = MultiGzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut out);
    unpacked.map_err(|_| Error::data("This gzip file is damaged or incomplete: get it again."))?;
    if out.len() > most {
        return Err(Error::data(format!(
            "This gzip file of {} unpacks to more than {}, as no pictures do: it is not opened.",
            amount(bytes.len()),
            amount(most)
        )));
    }
    Ok(out)
}

/// Such as 12 MB.
pub fn amount(bytes: usize) -> String {
    const UNITS: [&str; 4] = ["bytes", "KB", "MB", "GB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let digits = if unit == 0 || value >= 100.0 { 0 } else { 1 };
    format!("{value:.digits$} {}", UNITS[unit])
}

/// A count with commas, such as 20,000.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}
