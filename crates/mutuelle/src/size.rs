//! Sizes and durations as people type them.

use std::num::NonZeroU64;

/// Reads a number of bytes: `1048576`, `512K`, `64M`, `2G` (powers of 1024).
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let refused =
        || format!("`{text}` is no size; write a number of bytes, or one with K, M or G, as in 512M");
    let (digits, shift) = match text.as_bytes().last().map(u8::to_ascii_uppercase) {
        Some(b'K') => (&text[..text.len() - 1], 10),
        Some(b'M') => (&text[..text.len() - 1], 20),
        Some(b'G') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let number: NonZeroU64 = digits.parse().map_err(|_| refused())?;
    number.get().checked_mul(1 << shift).ok_or_else(refused)
}

/// A number of bytes for people.
pub(crate) fn shown(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_unit() {
        for (text, expected) in [("1", 1), ("512K", 512 << 10), ("64m", 64 << 20), ("2G", 2 << 30)] {
            assert_eq!(bytes(text), Ok(expected));
        }
        for text in ["", "0", "K", "-1", "1.5G", "1T", "99999999999G", "é"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }
}
