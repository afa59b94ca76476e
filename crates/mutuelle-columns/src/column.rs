//! Arrays that lie in memory or in a mapped file.

use std::ops::Range;
use std::sync::Arc;

use bytemuck::Pod;

use crate::map::Map;

/// An array of numbers or bytes that does not change.
#[derive(Clone, Debug)]
pub(crate) enum Column<T> {
    Owned(Vec<T>),
    /// A part of a mapped file; that it is aligned and a whole number of entries was seen at opening.
    Mapped(Arc<Map>, Range<usize>),
}

impl<T: Pod> Column<T> {
    /// A part of a file, `None` when it cannot be read in place.
    pub(crate) fn mapped(map: &Arc<Map>, range: Range<usize>) -> Option<Self> {
        bytemuck::try_cast_slice::<u8, T>(map.bytes().get(range.clone())?).ok()?;
        Some(Self::Mapped(Arc::clone(map), range))
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        match self {
            Self::Owned(entries) => entries,
            Self::Mapped(map, range) => bytemuck::cast_slice(&map.bytes()[range.clone()]),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.as_slice().len()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self.as_slice())
    }

    /// How many bytes it takes, in memory or in the file.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Owned(entries) => entries.capacity() * size_of::<T>(),
            Self::Mapped(_, range) => range.len(),
        }
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(mut entries: Vec<T>) -> Self {
        entries.shrink_to_fit();
        Self::Owned(entries)
    }
}

/// A length or place as the 32 bits that the columns hold.
pub(crate) fn narrow(number: usize) -> u32 {
    debug_assert!(u32::try_from(number).is_ok(), "limits keep numbers below 2^32");
    #[expect(clippy::cast_possible_truncation, reason = "limits keep numbers below 2^32")]
    let narrow = number as u32;
    narrow
}
