//! What a file is, by its bytes and never by its name.

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Png,
    Jpeg,
    Gif,
    Webp,
    Bmp,
    Avif,
    Heic,
    Svg,
    Npy,
    Idx,
    Cifar,
    Zip,
    Gzip,
    Tar,
    Pickle,
    Pdf,
    Empty,
    Text,
    Unknown,
}

/// Bytes of a CIFAR-10 image with its label.
const RECORD: usize = 3073;
/// Of an IDX file that somebody may bring.
const MOST_DIMENSIONS: u8 = 8;
/// Bytes that are enough to tell text.
const HEAD: usize = 4096;

impl Kind {
    /// Of a whole file.
    pub fn of(bytes: &[u8]) -> Self {
        let has = |at: usize, mark: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(mark));
        let head = &bytes[..bytes.len().min(HEAD)];
        match () {
            () if bytes.is_empty() => Self::Empty,
            () if has(0, b"\x89PNG\r\n\x1a\n") => Self::Png,
            () if has(0, b"\xff\xd8\xff") => Self::Jpeg,
            () if has(0, b"GIF8") => Self::Gif,
            () if has(0, b"RIFF") && has(8, b"WEBP") => Self::Webp,
            () if has(0, b"BM") && has(6, &[0; 4]) => Self::Bmp,
            () if has(4, b"ftypavi") || has(4, b"ftypmif1") && brands(head).contains("avif") => Self::Avif,
            () if has(4, b"ftyphe") || has(4, b"ftypmif1") || has(4, b"ftypmsf1") => Self::Heic,
            () if has(0, b"\x93NUMPY") => Self::Npy,
            () if [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"].iter().any(|mark| has(0, mark)) => Self::Zip,
            () if has(0, b"\x1f\x8b") => Self::Gzip,
            () if has(257, b"ustar") => Self::Tar,
            () if has(0, b"%PDF") => Self::Pdf,
            () if is_cifar(bytes) => Self::Cifar,
            () if is_idx(bytes) => Self::Idx,
            () if bytes[0] == 0x80 && bytes.get(1).is_some_and(|version| (2..=5).contains(version)) => Self::Pickle,
            () if is_text(head) && is_svg(&String::from_utf8_lossy(head)) => Self::Svg,
            () if is_text(head) => Self::Text,
            () => Self::Unknown,
        }
    }

    /// A picture that is decoded here.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp | Self::Bmp)
    }

    /// A picture that only browsers read, and what it is called.
    pub fn foreign(self) -> Option<&'static str> {
        match self {
            Self::Avif => Some("AVIF"),
            Self::Heic => Some("HEIC"),
            Self::Svg => Some("SVG"),
            _ => None,
        }
    }

    pub fn is_array(self) -> bool {
        matches!(self, Self::Npy | Self::Idx | Self::Cifar)
    }

    /// Why a file of this kind is of no use.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::Text => "is a text file, whatever its name says",
            Self::Tar => "is a TAR archive: unpack it and bring the files themselves",
            Self::Pickle => {
                "is a Python pickle, which may run anything and is not read: bring the binary version of the data set"
            }
            Self::Pdf => "is a PDF: save its pictures as PNG or JPEG",
            Self::Zip => "is an archive inside an archive: unpack it first",
            Self::Gzip => "is packed twice: unpack it first",
            _ => {
                "is no picture and no data file that can be read here: bring PNG, JPEG, WebP, GIF, AVIF, BMP, SVG, ZIP, IDX, NPY, NPZ or CIFAR-10"
            }
        }
    }
}

fn brands(head: &[u8]) -> String {
    String::from_utf8_lossy(&head[head.len().min(8)..head.len().min(40)]).into_owned()
}

fn is_idx(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 0, 8..=14, rank, ..] if (1..=MOST_DIMENSIONS).contains(rank))
}

/// Records of a label and 32×32×3 bytes. An IDX file may happen to be as long; its own length speaks for it.
fn is_cifar(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    bytes.len().is_multiple_of(RECORD)
        && bytes[0] <= 9
        && !is_text(head)
        && !(is_idx(bytes) && idx_len(bytes) == Some(bytes.len()))
}

/// As long as the header of an IDX file of bytes says that it is.
fn idx_len(bytes: &[u8]) -> Option<usize> {
    let rank = usize::from(*bytes.get(3)?);
    let sizes = bytes.get(4..4 + 4 * rank)?.chunks_exact(4);
    let n = sizes.map(|size| u32::from_be_bytes([size[0], size[1], size[2], size[3]]) as usize);
    n.into_iter().try_fold(1usize, usize::checked_mul)?.checked_add(4 + 4 * rank)
}

/// No byte that text never has.
fn is_text(head: &[u8]) -> bool {
    head.iter().all(|byte| *byte >= 32 || matches!(byte, 9 | 10 | 12 | 13))
}

fn is_svg(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    let starts = ["<?xml", "<!--", "<!doctype svg", "<svg"].iter().any(|mark| text.starts_with(mark));
    let root = text.split("<svg").nth(1).is_some_and(|rest| rest.starts_with([' ', '\n', '\t', '\r', '/', '>']));
    starts && root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_bytes() {
        let cifar = [&[3u8][..], &[200; RECORD - 1]].concat();
        let cases: [(&[u8], Kind); 20] = [
            (b"", Kind::Empty),
            (b"\x89PNG\r\n\x1a\n", Kind::Png),
            (b"\xff\xd8\xff\xe0", Kind::Jpeg),
            (b"GIF89a", Kind::Gif),
            (b"RIFF\0\0\0\0WEBPVP8 ", Kind::Webp),
            (b"BM1234\0\0\0\0", Kind::Bmp),
            (b"\0\0\0\x1cftypavif\0\0\0\0", Kind::Avif),
            (b"\0\0\0\x1cftypmif1\0\0\0\0avifmif1", Kind::Avif),
            (b"\0\0\0\x1cftypheic\0\0\0\0", Kind::Heic),
            (b"\0\0\0\x1cftypmif1\0\0\0\0heic", Kind::Heic),
            (b"\x93NUMPY\x01\0", Kind::Npy),
            (b"PK\x03\x04", Kind::Zip),
            (b"\x1f\x8b\x08", Kind::Gzip),
            (b"%PDF-1.7", Kind::Pdf),
            (&[0, 0, 8, 1, 0, 0, 0, 0], Kind::Idx),
            (&cifar, Kind::Cifar),
            (b"\x80\x04\x95", Kind::Pickle),
            (b"<?xml version=\"1.0\"?><svg xmlns=\"\">", Kind::Svg),
            (b"<html><svg>", Kind::Text),
            (b"\x01\x02\x03", Kind::Unknown),
        ];
        for (bytes, kind) in cases {
            assert_eq!(Kind::of(bytes), kind, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn an_idx_file_as_long_as_a_batch_of_cifar_is_idx() {
        let bytes = [&[0u8, 0, 8, 1][..], &(RECORD as u32 - 8).to_be_bytes(), &[1; RECORD - 8]].concat();
        assert_eq!((bytes.len(), Kind::of(&bytes)), (RECORD, Kind::Idx));
    }
}
