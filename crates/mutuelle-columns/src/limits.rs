//! Every limit of the read copy, in one place.

use mutuelle_query::TermId;

/// Most terms that a copy numbers; from [`TermId::FIRST_OF_QUERY`] on, numbers belong to queries.
pub const TERMS_MAX: u32 = TermId::FIRST_OF_QUERY.0 - 1;

/// Most quads of a copy: their places are numbered with 32 bits.
pub const QUADS_MAX: u32 = u32::MAX - 1;

/// Longest text of one term, in bytes of UTF-8; for a triple term, of its three terms together with their lengths.
/// Places inside a block of sixteen terms are numbered with 32 bits.
pub const TERM_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Deepest nesting of RDF 1.2 triple terms. Reading, comparing and dropping them recurses.
pub const TRIPLE_TERM_DEPTH_MAX: usize = 32;

/// What a copy may hold. Anything above the constants of the same names is taken as those constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most terms, counting those that no quad has any longer, until the next merge.
    pub terms_max: u32,
    /// Most quads.
    pub quads_max: u32,
    /// Longest text of one term, in bytes.
    pub term_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            terms_max: TERMS_MAX,
            quads_max: QUADS_MAX,
            term_bytes_max: TERM_BYTES_MAX,
        }
    }
}

impl Limits {
    /// These limits, none of them above what the format can number.
    pub(crate) fn lowered(self) -> Self {
        Self {
            terms_max: self.terms_max.min(TERMS_MAX),
            quads_max: self.quads_max.min(QUADS_MAX),
            term_bytes_max: self.term_bytes_max.min(TERM_BYTES_MAX),
        }
    }
}
