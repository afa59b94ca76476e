//! Words of the index that are like a word of a query: other forms of it, its family, what a slip of the pen meant.

use std::collections::HashMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::fields::Fields;
use crate::figures::Figures;

/// How many words are taken that are like another, the most alike first.
pub(crate) const ALIKE_WORDS_MAX: usize = 50;
/// How many are looked at to find as many that still stand in some text.
const LOOKED_AT_MAX: usize = 200;
/// From how alike on a word may be what was meant.
pub(crate) const MEANT_MIN: f32 = 0.5;

/// A word that is like another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AlikeWord {
    pub(crate) word: String,
    /// 1 for the word itself.
    pub(crate) alike: f32,
}

/// The words in living texts that are like a folded word, itself included, most alike first, then by the alphabet.
pub(crate) fn alike_words(
    searcher: &Searcher,
    figures: &Figures,
    fields: &Fields,
    word: &str,
) -> tantivy::Result<Vec<AlikeWord>> {
    let mut found: HashMap<String, f32> = HashMap::new();
    for (segment, known) in searcher.segment_readers().iter().zip(&figures.segments) {
        let vocabulary = known.vocabulary(segment, fields)?;
        let alike = vocabulary.alike(word).into_iter();
        found.extend(alike.map(|(other, alike)| (other.to_owned(), alike)));
    }
    let mut found: Vec<_> = found
        .into_iter()
        .map(|(word, alike)| AlikeWord { word, alike })
        .collect();
    found.sort_unstable_by(|a, b| b.alike.total_cmp(&a.alike).then_with(|| a.word.cmp(&b.word)));
    let mut words = Vec::new();
    for other in found.into_iter().take(LOOKED_AT_MAX) {
        if words.len() < ALIKE_WORDS_MAX && is_living(searcher, fields, &other.word)? {
            words.push(other);
        }
    }
    Ok(words)
}

/// Whether a word stands in the text of a living document.
fn is_living(searcher: &Searcher, fields: &Fields, word: &str) -> tantivy::Result<bool> {
    for segment in searcher.segment_readers() {
        for role in &fields.roles {
            let inverted = segment.inverted_index(role.exact)?;
            let term = Term::from_field_text(role.exact, word);
            let Some(mut block) = inverted.read_block_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while !block.docs().is_empty() {
                if block.docs().iter().any(|doc| !segment.is_deleted(*doc)) {
                    return Ok(true);
                }
                block.advance();
            }
        }
    }
    Ok(false)
}
