//! Compressed files: recognised by their first bytes when read, by their name when written.

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

const ENDINGS: [(&str, Compression); 2] = [(".gz", Compression::Gzip), (".zst", Compression::Zstd)];

impl Compression {
    /// What the end of a name says, and the name without it.
    fn split(name: &str) -> (&str, Self) {
        for (ending, compression) in ENDINGS {
            let at = name.len().saturating_sub(ending.len());
            if name.is_char_boundary(at) && name[at..].eq_ignore_ascii_case(ending) {
                return (&name[..at], compression);
            }
        }
        (name, Self::None)
    }

    /// A file's name without the ending of its compression.
    pub(crate) fn stripped(name: &str) -> &str {
        Self::split(name).0
    }

    /// What a path's name says.
    pub(crate) fn of_path(path: &Path) -> Self {
        path.file_name()
            .and_then(|name| name.to_str())
            .map_or(Self::None, |name| Self::split(name).1)
    }

    /// What the first bytes of a content say (RFC 1952, RFC 8878).
    pub(crate) fn of_start(start: &[u8]) -> Self {
        if start.starts_with(&[0x1f, 0x8b]) {
            Self::Gzip
        } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            Self::Zstd
        } else {
            Self::None
        }
    }
}

/// Opens a file and gives its content decompressed.
pub(crate) fn reader(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(File::open(path)?);
    Ok(match Compression::of_start(file.fill_buf()?) {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        Compression::Zstd => Box::new(BufReader::new(zstd::Decoder::with_buffer(file)?)),
    })
}

/// A file that is written compressed or plain.
pub(crate) enum Compressed<W: Write> {
    None(W),
    Gzip(GzEncoder<W>),
    Zstd(zstd::Encoder<'static, W>),
}

impl<W: Write> Compressed<W> {
    pub(crate) fn new(inner: W, compression: Compression) -> io::Result<Self> {
        Ok(match compression {
            Compression::None => Self::None(inner),
            Compression::Gzip => Self::Gzip(GzEncoder::new(inner, flate2::Compression::default())),
            Compression::Zstd => Self::Zstd(zstd::Encoder::new(inner, zstd::DEFAULT_COMPRESSION_LEVEL)?),
        })
    }

    /// Writes what is left and gives the inner writer back.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::None(inner) => Ok(inner),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Compressed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::None(inner) => inner.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::None(inner) => inner.flush(),
            Self::Gzip(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_written_by_its_name_is_read_by_its_first_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let text = "une graine\n".repeat(100);
        for name in ["a.nq", "a.nq.gz", "a.nq.ZST"] {
            let path = folder.path().join(name);
            let mut out = Compressed::new(File::create(&path).unwrap(), Compression::of_path(&path)).unwrap();
            out.write_all(text.as_bytes()).unwrap();
            out.finish().unwrap();
            let mut read = String::new();
            reader(&path).unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(read, text, "{name}");
            let smaller = std::fs::metadata(&path).unwrap().len() < text.len() as u64;
            assert_eq!(smaller, name != "a.nq", "{name}");
        }
    }
}
