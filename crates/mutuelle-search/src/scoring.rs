//! What an occurrence of a word is worth: BM25, over all texts of an entity together and over its short texts apart.
//!
//! The words of an entity are counted together, so that a long body is weighed against the length of the whole entity;
//! title, other names and keywords are scored once more by themselves, so that a word in them counts for more. The
//! figures were chosen on judged French queries (`make search-quality`). Robertson and Zaragoza, "The Probabilistic
//! Relevance Framework: BM25 and Beyond" (2009), has the formula.

use crate::fields::Role;

/// How soon more of the same word says nothing new.
const K1: f32 = 1.2;
/// How much the length of an entity counts, all its texts together.
const LENGTH_TOGETHER: f32 = 0.9;
/// How much the length of a short text counts.
const LENGTH_APART: f32 = 0.9;

/// What a word in its very form adds to its stem (1): an exact match has the stem as well, so that it outranks one by
/// the stem alone.
pub(crate) const EXACT_WEIGHT: f32 = 0.2;
/// What two neighbours in the request that are neighbours in a text add to the two words.
pub(crate) const NEARNESS_WEIGHT: f32 = 0.3;
/// What words that are alike add.
pub(crate) const ALIKE_WEIGHT: f32 = 0.5;

impl Role {
    /// How much an occurrence in this role counts among all of them.
    pub(crate) fn share(self) -> f32 {
        match self {
            Self::Linked => 0.25,
            _ => 1.0,
        }
    }

    /// How much the role counts where each is scored by itself.
    pub(crate) fn weight_alone(self) -> f32 {
        self.share() + self.weight_apart()
    }

    /// How much the role counts apart, beside all of them together (1).
    pub(crate) fn weight_apart(self) -> f32 {
        match self {
            Self::Title => 1.2,
            Self::Alternative => 0.7,
            Self::Keyword => 0.3,
            Self::Body | Self::Linked => 0.0,
        }
    }
}

/// The worth of a word by the number of entities that have it.
pub(crate) fn rarity(entities: f32, having: f32) -> f32 {
    (1.0 + (entities - having + 0.5) / (having + 0.5)).max(1.0).ln()
}

/// The worth of `count` occurrences in texts of some length, all together.
pub(crate) fn together(count: f32, length: f32, mean: f32) -> f32 {
    saturated(count, length, mean, LENGTH_TOGETHER)
}

/// The worth of `count` occurrences in a short text.
pub(crate) fn apart(count: f32, length: f32, mean: f32) -> f32 {
    saturated(count, length, mean, LENGTH_APART)
}

fn saturated(count: f32, length: f32, mean: f32, length_weight: f32) -> f32 {
    let relative = if mean > 0.0 { length / mean } else { 1.0 };
    let norm = 1.0 - length_weight + length_weight * relative;
    count * (K1 + 1.0) / (count + K1 * norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_short_texts_and_more_occurrences_are_worth_more() {
        assert!(rarity(100.0, 1.0) > rarity(100.0, 50.0));
        assert!(rarity(2.0, 2.0) > 0.0);
        assert!(together(1.0, 5.0, 10.0) > together(1.0, 20.0, 10.0));
        assert!(apart(2.0, 5.0, 10.0) > apart(1.0, 5.0, 10.0));
        // Never more than a bound, however often a word is repeated.
        assert!(together(1e6, 10.0, 10.0) < K1 + 1.0);
    }
}
