//! ZIP archives: what a header says is checked first, what comes out is counted.

use super::limits::{ARCHIVE_BYTES, ARCHIVE_ENTRIES, ARCHIVE_RATIO, LITTLE_ARCHIVE, amount};
use super::names::{base_name, is_junk};
use super::shown;
use crate::error::{Error, Result};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// An archive that stays packed; its files are unpacked one at a time.
pub struct Archive {
    name: String,
    zip: ZipArchive<Cursor<Vec<u8>>>,
}

/// A file in an archive: its path below the archive's, and its index.
pub struct Entry {
    pub path: String,
    pub index: usize,
}

impl Archive {
    /// The archive at `path`, and the files in it that matter.
    ///
    /// # Errors
    /// It is damaged, locked, or unpacks to more than there may be.
    pub fn open(path: &str, bytes: Vec<u8>) -> Result<(Self, Vec<Entry>)> {
        let name = shown(base_name(path));
        let size = bytes.len() as u64;
        let broken = |_| Error::data(format!("{name} is damaged or incomplete: pack it or download it again."));
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if zip.len() > ARCHIVE_ENTRIES {
            return Err(Error::data(format!("{name} holds more than {ARCHIVE_ENTRIES} files: pack fewer of them.")));
        }
        let folder = path.rsplit_once('.').map_or(path, |(folder, _)| folder);
        let mut entries = Vec::new();
        let mut total = 0u64;
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(broken)?;
            let inside = file.name().map_err(broken)?.replace('\\', "/");
            if file.is_dir() || is_junk(&inside) {
                continue;
            }
            if file.encrypted() {
                return Err(Error::data(format!(
                    "{name} is locked with a password: unpack it and bring the files themselves."
                )));
            }
            total = total.saturating_add(file.size());
            entries.push(Entry { path: format!("{folder}/{inside}"), index });
        }
        if total > ARCHIVE_BYTES {
            return Err(Error::data(format!(
                "{name} unpacks to more than {}: bring fewer or smaller files.",
                amount(ARCHIVE_BYTES as usize)
            )));
        }
        if total > LITTLE_ARCHIVE && total > ARCHIVE_RATIO.saturating_mul(size) {
            return Err(Error::data(format!(
                "{name} unpacks from {} to {}, as no pictures do: it is not opened.",
                amount(size as usize),
                amount(total as usize)
            )));
        }
        Ok((Self { name, zip }, entries))
    }

    /// The bytes of the file at `index`.
    ///
    /// # Errors
    /// It is damaged, or packed in a way that is not read.
    pub fn extract(&mut self, path: &str, index: usize) -> Result<Vec<u8>> {
        let bad = |reason: &str| Error::data(format!("{} {reason}, in {}.", shown(base_name(path)), self.name));
        let file = match self.zip.by_index(index) {
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_)) => {
                return Err(bad("is packed in a way that is not read here"));
            }
            Err(_) => return Err(bad("is damaged")),
        };
        let size = file.size();
        let mut bytes = Vec::new();
        match file.take(size + 1).read_to_end(&mut bytes) {
            Ok(n) if n as u64 == size => Ok(bytes),
            _ => Err(bad("is damaged")),
        }
    }
}
