//! The bytes of a load: from memory or a file, plain, gzip or zstd, counted and bounded.

use crate::brotli::brotli;
use flate2::bufread::MultiGzDecoder;
use mutuelle_query::{SyntaxError, excerpt_of_line};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The longest line that is read for an excerpt, in bytes.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// Where the bytes are. Gzip and zstd are recognised by their first bytes; brotli has none of its own and is named.
#[derive(Clone, Debug)]
pub enum Input {
    /// In memory.
    Bytes(Vec<u8>),
    /// In a file.
    File(PathBuf),
    /// There, and packed by brotli.
    Brotli(Box<Input>),
}

/// How far a load is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes taken from the input, before decompression.
    pub bytes_read: u64,
    /// The input's length, before decompression.
    pub bytes_total: u64,
    /// Quads read so far.
    pub quads: u64,
}

/// The error by which a bounded reader says that its limit was passed.
#[derive(Debug, thiserror::Error)]
#[error("more than {limit} bytes")]
pub(crate) struct PastLimit {
    pub(crate) limit: u64,
}

/// An opened input.
pub(crate) struct Opened {
    /// The content, decompressed and bounded.
    pub(crate) content: Box<dyn Read + Send>,
    /// Counts the bytes taken before decompression.
    pub(crate) taken: Arc<AtomicU64>,
    /// The length before decompression.
    pub(crate) length: u64,
}

impl Input {
    /// Opens the input from its beginning; it can be opened as often as needed.
    pub(crate) fn open(&self, bytes_max: u64) -> io::Result<Opened> {
        let taken = Arc::new(AtomicU64::new(0));
        let (raw, length) = self.raw()?;
        let counted = Counted {
            inner: raw,
            taken: Arc::clone(&taken),
        };
        let mut buffered = BufReader::with_capacity(BUFFER_BYTES, counted);
        let start = buffered.fill_buf()?;
        let is_brotli = matches!(self, Self::Brotli(_));
        let packed = is_brotli || start.starts_with(GZIP_MAGIC) || start.starts_with(ZSTD_MAGIC);
        let content: Box<dyn Read + Send> = if is_brotli {
            Box::new(brotli(buffered))
        } else if start.starts_with(GZIP_MAGIC) {
            Box::new(MultiGzDecoder::new(buffered))
        } else if start.starts_with(ZSTD_MAGIC) {
            Box::new(zstd::Decoder::with_buffer(buffered)?)
        } else {
            Box::new(buffered)
        };
        Ok(Opened {
            content: Box::new(Bounded {
                inner: content,
                left: bytes_max,
                limit: bytes_max,
                given: 0,
                taken: packed.then(|| Arc::clone(&taken)),
            }),
            taken,
            length,
        })
    }

    /// The bytes as they lie there, and how many.
    fn raw(&self) -> io::Result<(Box<dyn Read + Send>, u64)> {
        Ok(match self {
            Self::Bytes(bytes) => (Box::new(Cursor::new(bytes.clone())), bytes.len() as u64),
            Self::File(path) => {
                let file = File::open(path)?;
                let length = file.metadata()?.len();
                (Box::new(file), length)
            }
            Self::Brotli(inner) => return inner.raw(),
        })
    }

    /// The error with the line that it stands in, which is read again.
    pub(crate) fn with_excerpt(&self, error: SyntaxError, bytes_max: u64) -> SyntaxError {
        let excerpt = error.line.and_then(|line| {
            let text = self.line(line, bytes_max)?;
            Some(excerpt_of_line(&text, line, error.column).into())
        });
        SyntaxError { excerpt, ..error }
    }

    /// A line of the content, from 1; a long one by its beginning.
    fn line(&self, line: u64, bytes_max: u64) -> Option<String> {
        let mut content = BufReader::new(self.open(bytes_max).ok()?.content);
        for _ in 1..line {
            if content.skip_until(b'\n').ok()? == 0 {
                break;
            }
        }
        let mut bytes = Vec::new();
        content.take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        Some(text.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// The hash of the content, decompressed.
    pub(crate) fn digest(&self, bytes_max: u64) -> io::Result<blake3::Hash> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(self.open(bytes_max)?.content)?;
        Ok(hasher.finalize())
    }
}

const BUFFER_BYTES: usize = 128 * 1024;
const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// How many times longer a compressed input may become. Real data come to 10 or 50; more is made to cost time.
const INFLATION_MAX: u64 = 1_000;
/// From here on that is looked at: what is short is quickly read.
const INFLATION_FREE_BYTES: u64 = 16 << 20;

/// The error of an input that grows as no data do.
#[derive(Debug, thiserror::Error)]
#[error("decompressed it is more than {INFLATION_MAX} times as long, which is `inflation_max`")]
struct Inflated;

/// Ends with [`PastLimit`] as soon as one byte more than the limit comes.
struct Bounded<R> {
    inner: R,
    left: u64,
    limit: u64,
    given: u64,
    /// What was taken of a compressed input.
    taken: Option<Arc<AtomicU64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(PastLimit { limit: self.limit })),
        }
        self.given += read as u64;
        if let Some(taken) = &self.taken
            && self.given > INFLATION_FREE_BYTES.max(INFLATION_MAX * taken.load(Ordering::Relaxed))
        {
            return Err(io::Error::other(Inflated));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn content(input: &Input, bytes_max: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        input.open(bytes_max)?.content.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn gzip_and_zstd_are_recognised_by_their_first_bytes_and_brotli_is_named() {
        let plain = b"<a> <b> <c> .\n".repeat(1000);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&plain).unwrap();
        let zstd = zstd::encode_all(plain.as_slice(), 1).unwrap();
        let mut packed = Vec::new();
        let parameters = ::brotli::enc::BrotliEncoderParams::default();
        ::brotli::BrotliCompress(&mut plain.as_slice(), &mut packed, &parameters).unwrap();
        let inputs = [plain.clone(), gzip.finish().unwrap(), zstd].map(Input::Bytes);
        let brotli = Input::Brotli(Box::new(Input::Bytes(packed)));
        for input in inputs.into_iter().chain([brotli]) {
            assert_eq!(content(&input, u64::MAX).unwrap(), plain);
            assert_eq!(input.digest(u64::MAX).unwrap(), blake3::hash(&plain));
        }
    }

    #[test]
    fn an_input_is_accepted_at_the_limit_and_refused_above() {
        let input = Input::Bytes(vec![b' '; 1000]);
        assert_eq!(content(&input, 1000).unwrap().len(), 1000);
        let error = content(&input, 999).unwrap_err();
        assert_eq!(error.downcast::<PastLimit>().unwrap().limit, 999);
    }

    #[test]
    fn what_grows_as_no_data_do_is_refused_and_what_is_short_is_not() {
        let packed = |bytes: u64| {
            Input::Bytes(zstd::encode_all(vec![b' '; usize::try_from(bytes).unwrap()].as_slice(), 1).unwrap())
        };
        assert!(content(&packed(INFLATION_FREE_BYTES), u64::MAX).is_ok());
        let by_brotli = |bytes: u64| {
            let (bytes, mut out) = (vec![b' '; usize::try_from(bytes).unwrap()], Vec::new());
            let fast = ::brotli::enc::BrotliEncoderParams {
                quality: 2,
                ..::brotli::enc::BrotliEncoderParams::default()
            };
            ::brotli::BrotliCompress(&mut bytes.as_slice(), &mut out, &fast).unwrap();
            Input::Brotli(Box::new(Input::Bytes(out)))
        };
        assert!(content(&by_brotli(INFLATION_FREE_BYTES), u64::MAX).is_ok());
        for bomb in [
            packed(INFLATION_FREE_BYTES + 1),
            by_brotli(INFLATION_FREE_BYTES + 1),
        ] {
            let error = content(&bomb, u64::MAX).unwrap_err();
            assert!(error.to_string().contains("inflation_max"), "{error}");
        }
        // Plain bytes are as long as they are.
        let plain = Input::Bytes(vec![b' '; usize::try_from(INFLATION_FREE_BYTES + 1).unwrap()]);
        assert!(content(&plain, u64::MAX).is_ok());
        let limits = |taken: u64, given: u64| {
            let mut bounded = Bounded {
                inner: io::repeat(b' ').take(given),
                left: u64::MAX,
                limit: u64::MAX,
                given: 0,
                taken: Some(Arc::new(AtomicU64::new(taken))),
            };
            io::copy(&mut bounded, &mut io::sink())
        };
        let taken = INFLATION_FREE_BYTES / INFLATION_MAX + 1;
        assert!(limits(taken, taken * INFLATION_MAX).is_ok());
        assert!(limits(taken, taken * INFLATION_MAX + 1).is_err());
    }
}
