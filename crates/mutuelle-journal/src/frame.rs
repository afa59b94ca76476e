//! The bytes around a record: where it begins, how long it is, whether it is whole.
//!
//! ```text
//! offset  bytes
//!      0      8  magic
//!      8      2  format version
//!     10      2  flags (bit 0: the record names a dump)
//!     12      4  length of the description
//!     16      8  length of the patch text
//!     24      8  seq
//!     32      8  time, Unix milliseconds, signed
//!     40      8  the last seq that was durable when this record was written
//!     48     32  hash of the record before, zeros for the first
//!     80      …  description, JSON
//!      …      …  patch text, UTF-8
//!      …      8  length of the whole frame, so that a segment can be read from its end
//!      …      4  CRC32C of all of the above
//! ```
//!
//! Numbers are little-endian. A later version must keep the first 24 bytes and the last 12 as they are, so that this
//! one recognises its records as whole and refuses them instead of cutting them off.

use std::io::Read;

use crate::error::{Damage, ReadError};
use crate::limits::{META_BYTES_MAX, PAYLOAD_BYTES_MAX};

/// Begins each frame. Its first and last byte never occur in UTF-8, so that no text inside a record, whoever wrote
/// it, can look like the beginning of another record to the search for frames after a damaged one.
pub(crate) const MAGIC: [u8; 8] = *b"\xFFMUTJRN\xFE";
pub(crate) const VERSION: u16 = 1;
pub(crate) const FLAG_DUMP: u16 = 1;
pub(crate) const HEADER_BYTES: usize = 80;
pub(crate) const TRAILER_BYTES: usize = 12;
const CHECKSUM_BYTES: usize = 4;

/// The fixed part at the beginning of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) version: u16,
    pub(crate) flags: u16,
    pub(crate) meta_bytes: u32,
    pub(crate) payload_bytes: u64,
    pub(crate) seq: u64,
    pub(crate) time_ms: i64,
    pub(crate) durable_seq: u64,
    pub(crate) previous: [u8; 32],
}

impl Header {
    pub(crate) fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[0..8].copy_from_slice(&MAGIC);
        bytes[8..10].copy_from_slice(&self.version.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.flags.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.meta_bytes.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.payload_bytes.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.seq.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.time_ms.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.durable_seq.to_le_bytes());
        bytes[48..80].copy_from_slice(&self.previous);
        bytes
    }

    /// Reads the header and checks that its lengths are within the limits; the version is judged only once the
    /// checksum is known to be right.
    pub(crate) fn decode(bytes: &[u8; HEADER_BYTES]) -> Result<Self, Damage> {
        if bytes[0..8] != MAGIC {
            return Err(Damage::Magic);
        }
        let header = Self {
            version: u16::from_le_bytes(array(bytes, 8)),
            flags: u16::from_le_bytes(array(bytes, 10)),
            meta_bytes: u32::from_le_bytes(array(bytes, 12)),
            payload_bytes: u64::from_le_bytes(array(bytes, 16)),
            seq: u64::from_le_bytes(array(bytes, 24)),
            time_ms: i64::from_le_bytes(array(bytes, 32)),
            durable_seq: u64::from_le_bytes(array(bytes, 40)),
            previous: array(bytes, 48),
        };
        if header.meta_bytes > META_BYTES_MAX || header.payload_bytes > PAYLOAD_BYTES_MAX {
            let Self {
                meta_bytes,
                payload_bytes,
                ..
            } = header;
            return Err(Damage::Lengths {
                meta_bytes,
                payload_bytes,
            });
        }
        Ok(header)
    }

    /// Length of the whole frame.
    pub(crate) fn frame_bytes(&self) -> u64 {
        (HEADER_BYTES + TRAILER_BYTES) as u64 + u64::from(self.meta_bytes) + self.payload_bytes
    }
}

/// Copies `N` bytes from `at`; every caller's range is a constant within the header.
fn array<const N: usize>(bytes: &[u8; HEADER_BYTES], at: usize) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[at..at + N]);
    array
}

/// Closes a frame that holds header, description and patch text.
pub(crate) fn seal(frame: &mut Vec<u8>) {
    let frame_bytes = (frame.len() + TRAILER_BYTES) as u64;
    frame.extend_from_slice(&frame_bytes.to_le_bytes());
    let checksum = crc32c::crc32c(frame);
    frame.extend_from_slice(&checksum.to_le_bytes());
}

/// Reads the header of the frame at the reader's place; `left` is what the file still has from there.
pub(crate) fn read_header(reader: &mut impl Read, left: u64) -> Result<Header, ReadError> {
    if left < HEADER_BYTES as u64 {
        return Err(Damage::Short {
            needed: HEADER_BYTES as u64,
            left,
        }
        .into());
    }
    let mut bytes = [0; HEADER_BYTES];
    reader.read_exact(&mut bytes)?;
    let header = Header::decode(&bytes)?;
    let needed = header.frame_bytes();
    if needed > left {
        return Err(Damage::Short { needed, left }.into());
    }
    Ok(header)
}

/// Reads the frame at the reader's place whole into `frame` and checks it.
pub(crate) fn read(reader: &mut impl Read, left: u64, frame: &mut Vec<u8>) -> Result<Header, ReadError> {
    let header = read_header(reader, left)?;
    frame.clear();
    frame.extend_from_slice(&header.encode());
    let rest = header.frame_bytes() - HEADER_BYTES as u64;
    if reader.by_ref().take(rest).read_to_end(frame)? as u64 != rest {
        return Err(Damage::Short {
            needed: header.frame_bytes(),
            left: frame.len() as u64,
        }
        .into());
    }
    check(&header, frame)?;
    Ok(header)
}

fn check(header: &Header, frame: &[u8]) -> Result<(), Damage> {
    let (checked, checksum) = frame.split_at(frame.len() - CHECKSUM_BYTES);
    let computed = crc32c::crc32c(checked);
    if checksum != computed.to_le_bytes() {
        let mut found = [0; CHECKSUM_BYTES];
        found.copy_from_slice(checksum);
        return Err(Damage::Checksum {
            found: u32::from_le_bytes(found),
            computed,
        });
    }
    if !checked.ends_with(&header.frame_bytes().to_le_bytes()) {
        return Err(Damage::Trailer);
    }
    if header.version != VERSION || header.flags & !FLAG_DUMP != 0 {
        return Err(Damage::Unsupported {
            version: header.version,
            flags: header.flags,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(version: u16, meta_bytes: u32, payload_bytes: u64) -> Vec<u8> {
        let header = Header {
            version,
            flags: 0,
            meta_bytes,
            payload_bytes,
            seq: 7,
            time_ms: -1,
            durable_seq: 6,
            previous: [9; 32],
        };
        let mut frame = header.encode().to_vec();
        frame.resize(
            HEADER_BYTES + usize::try_from(payload_bytes + u64::from(meta_bytes)).unwrap(),
            b'x',
        );
        seal(&mut frame);
        frame
    }

    #[test]
    fn a_sealed_frame_reads_back() {
        let bytes = frame(VERSION, 3, 5);
        let mut read_bytes = Vec::new();
        let header = read(&mut &bytes[..], bytes.len() as u64, &mut read_bytes).unwrap();
        assert_eq!((header.seq, header.time_ms, header.durable_seq), (7, -1, 6));
        assert_eq!(read_bytes, bytes);
    }

    #[test]
    fn a_whole_frame_of_a_later_version_is_unsupported_and_not_torn() {
        let bytes = frame(VERSION + 1, 3, 5);
        let error = read(&mut &bytes[..], bytes.len() as u64, &mut Vec::new()).unwrap_err();
        assert!(
            matches!(
                error,
                ReadError::Damage(Damage::Unsupported { version: 2, flags: 0 })
            ),
            "{error:?}"
        );
    }

    #[test]
    fn lengths_are_refused_above_their_limits_and_taken_at_them() {
        let mut header = Header::decode(frame(VERSION, 0, 0)[..HEADER_BYTES].try_into().unwrap()).unwrap();
        header.meta_bytes = META_BYTES_MAX;
        header.payload_bytes = PAYLOAD_BYTES_MAX;
        assert!(Header::decode(&header.encode()).is_ok());
        header.meta_bytes += 1;
        assert!(matches!(
            Header::decode(&header.encode()),
            Err(Damage::Lengths { .. })
        ));
        header.meta_bytes -= 1;
        header.payload_bytes += 1;
        assert!(matches!(
            Header::decode(&header.encode()),
            Err(Damage::Lengths { .. })
        ));
    }

    #[test]
    fn magic_cannot_occur_in_text() {
        assert!(std::str::from_utf8(&MAGIC[..1]).is_err());
        assert!(std::str::from_utf8(&MAGIC[7..]).is_err());
    }
}
