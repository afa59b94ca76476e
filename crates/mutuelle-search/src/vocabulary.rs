//! The words of a segment, by the groups of three letters that they have: to find the words that are like another.
//!
//! Two words are alike as far as they share such groups (the Dice coefficient of their sets), their beginnings and ends
//! counted: `courrir` is like `courir`, `pollinisateurs` like `pollinisation`. How alike two words are depends on the two
//! alone, so that the same data give the same answers however they are spread over segments.

use std::collections::BTreeSet;

use tantivy::SegmentReader;

use crate::fields::Fields;

/// Fewest letters of a word that others are sought for.
const ALIKE_CHARS_MIN: usize = 3;
/// Longest word that is kept, in bytes: longer ones are no words of a language.
const WORD_BYTES_MAX: usize = 48;
/// From how alike two words are taken to be (1: the same).
pub(crate) const ALIKE_MIN: f32 = 0.3;

/// What the first group of letters of a word weighs; each further one weighs less, the later ones as much as the last.
const WEIGHT_MOST: u16 = 8;
const WEIGHT_LEAST: u16 = 1;

/// Three letters in 21 bits each.
type Group = u64;

/// Words with their groups of letters.
pub(crate) struct Vocabulary {
    words: Vec<Box<str>>,
    /// What the groups of each word weigh together.
    weights: Vec<u16>,
    /// Sorted; those of one group stand from `starts[i]` to `starts[i + 1]` in `members`.
    groups: Vec<Group>,
    starts: Vec<u32>,
    members: Vec<(u32, u16)>,
}

impl Vocabulary {
    /// Reads the words of a segment in their exact form, whatever the role.
    pub(crate) fn read(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        let mut words: BTreeSet<Box<str>> = BTreeSet::new();
        for role in &fields.roles {
            let inverted = segment.inverted_index(role.exact)?;
            let mut stream = inverted.terms().stream()?;
            while stream.advance() {
                let word = std::str::from_utf8(stream.key()).unwrap_or_default();
                if word.len() <= WORD_BYTES_MAX && is_a_word(word) && !words.contains(word) {
                    words.insert(word.into());
                }
            }
        }
        Ok(Self::of(words.into_iter().collect()))
    }

    fn of(words: Vec<Box<str>>) -> Self {
        let mut pairs: Vec<(Group, u32, u16)> = Vec::new();
        let mut weights = Vec::with_capacity(words.len());
        for (number, word) in (0_u32..).zip(&words) {
            let groups = groups(word);
            weights.push(groups.iter().map(|(_, weight)| weight).sum());
            pairs.extend(groups.into_iter().map(|(group, weight)| (group, number, weight)));
        }
        pairs.sort_unstable();
        let mut vocabulary = Self {
            words,
            weights,
            groups: Vec::new(),
            starts: Vec::new(),
            members: Vec::with_capacity(pairs.len()),
        };
        for (group, number, weight) in pairs {
            if vocabulary.groups.last() != Some(&group) {
                vocabulary.groups.push(group);
                vocabulary.starts.push(vocabulary.end());
            }
            vocabulary.members.push((number, weight));
        }
        vocabulary.starts.push(vocabulary.end());
        vocabulary
    }

    fn end(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }

    /// The words that are like a folded one, itself included, with how alike they are.
    pub(crate) fn alike(&self, word: &str) -> Vec<(&str, f32)> {
        if word.chars().count() < ALIKE_CHARS_MIN {
            return Vec::new();
        }
        let sought = groups(word);
        let mut shared = vec![0_u16; self.words.len()];
        for (group, weight) in &sought {
            for (member, other) in self.members_of(*group) {
                shared[*member as usize] += weight + other;
            }
        }
        let own: u16 = sought.iter().map(|(_, weight)| weight).sum();
        let found = shared.iter().enumerate().filter(|(_, shared)| **shared > 0);
        let alike = found.map(|(number, shared)| {
            let both = f32::from(own) + f32::from(self.weights[number]);
            (&*self.words[number], f32::from(*shared) / both)
        });
        alike.filter(|(_, alike)| *alike >= ALIKE_MIN).collect()
    }

    fn members_of(&self, group: Group) -> &[(u32, u16)] {
        let Ok(at) = self.groups.binary_search(&group) else {
            return &[];
        };
        &self.members[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Figures and single letters are not like others.
fn is_a_word(word: &str) -> bool {
    word.chars().nth(ALIKE_CHARS_MIN - 1).is_some() && !word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The different groups of three letters of a word, its two ends marked, with what each weighs: words of a family begin
/// alike, and many that have nothing in common end alike.
fn groups(word: &str) -> Vec<(Group, u16)> {
    let end = '\u{2}';
    let letters: Vec<u64> = std::iter::once('\u{1}')
        .chain(word.chars().take(WORD_BYTES_MAX))
        .chain(std::iter::once(end))
        .map(|letter| u64::from(u32::from(letter)))
        .collect();
    let mut groups: Vec<(Group, u16)> = letters
        .windows(3)
        .map(|three| three[0] << 42 | three[1] << 21 | three[2])
        .zip(
            (WEIGHT_LEAST..=WEIGHT_MOST)
                .rev()
                .chain(std::iter::repeat(WEIGHT_LEAST)),
        )
        .collect();
    groups.sort_unstable_by_key(|(group, weight)| (*group, std::cmp::Reverse(*weight)));
    groups.dedup_by_key(|(group, _)| *group);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(words: &[&str], sought: &str) -> Vec<(String, f32)> {
        let mut words: Vec<Box<str>> = words.iter().map(|word| (*word).into()).collect();
        words.sort_unstable();
        let vocabulary = Vocabulary::of(words);
        let mut alike: Vec<_> = vocabulary
            .alike(sought)
            .into_iter()
            .map(|(word, alike)| (word.to_owned(), alike))
            .collect();
        alike.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        alike
    }

    #[test]
    fn the_nearest_word_comes_with_how_alike_it_is() {
        let found = alike(&["courir", "course", "couronne", "nager"], "courrir");
        assert_eq!(found[0].0, "courir");
        assert!(found[0].1 > 0.7, "{found:?}");
        assert!(found.iter().all(|(word, _)| word != "nager"));
        assert!((alike(&["graine"], "graine")[0].1 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn short_words_and_other_scripts_do_not_fail() {
        assert!(alike(&["eau"], "ea").is_empty());
        assert_eq!(alike(&["κοινοτητα"], "κοινοτητες")[0].0, "κοινοτητα");
        assert!(alike(&[], "graine").is_empty());
    }
}
