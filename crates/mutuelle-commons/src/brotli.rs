//! Brotli (RFC 7932), which nothing but its sender tells from other bytes.

use brotli_decompressor::Decompressor;
use std::io::{self, Read};

const BUFFER_BYTES: usize = 64 * 1024;
/// How a text begins whose window is larger than RFC 7932 knows (section 9.1: these seven bits have no meaning there). The decoder
/// knows such texts, and would give a gigabyte to whoever sends a few bytes.
const LARGE_WINDOW: u8 = 0b001_0001;

/// What was packed. A window of more than 16 MiB is an error.
pub fn brotli<R: Read>(packed: R) -> impl Read {
    let checked = Checked {
        packed,
        is_begun: false,
    };
    Decompressor::new(checked, BUFFER_BYTES)
}

/// Looks at the first byte.
struct Checked<R> {
    packed: R,
    is_begun: bool,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.packed.read(buffer)?;
        if let Some(first) = buffer[..read].first().filter(|_| !self.is_begun) {
            self.is_begun = true;
            if first & 0b111_1111 == LARGE_WINDOW {
                let why = "its window is larger than the 16 MiB of RFC 7932";
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(bytes: &[u8], large_window: bool) -> Vec<u8> {
        let parameters = ::brotli::enc::BrotliEncoderParams {
            large_window,
            lgwin: if large_window { 28 } else { 22 },
            quality: 5,
            ..::brotli::enc::BrotliEncoderParams::default()
        };
        let mut out = Vec::new();
        ::brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters).unwrap();
        out
    }

    fn read(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut content = Vec::new();
        super::brotli(bytes).read_to_end(&mut content)?;
        Ok(content)
    }

    #[test]
    fn what_was_packed_comes_back_and_what_breaks_off_or_is_none_does_not() {
        let text = "<urn:s> <urn:p> \"é\" .\n".repeat(10_000);
        let bytes = packed(text.as_bytes(), false);
        assert_eq!(read(&bytes).unwrap(), text.as_bytes());
        assert!(read(&bytes[..bytes.len() / 2]).is_err());
        assert!(read(b"").is_err());
        assert!(read(text.as_bytes()).is_err());
        assert!(
            read(&packed(text.as_bytes(), true)).is_err(),
            "its window is too large"
        );
    }
}
