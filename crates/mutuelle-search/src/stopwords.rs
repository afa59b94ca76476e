//! Words that say little by themselves. They stay out of the stem fields and are not demanded of a document; the
//! exact fields keep them, so that a query made of nothing else still finds something.
//!
//! Words that carry a stance (`sans`, `contre`, `pourquoi`, `not`, `without`) are left out of the lists on purpose.

use crate::folding::fold;
use crate::language::Stemming;

/// French: articles, pronouns, prepositions, auxiliaries, and what elision leaves of them (`jusqu'`, `lorsqu'`…).
const FRENCH: &[&str] = &[
    "a",
    "ai",
    "aie",
    "aient",
    "aies",
    "ait",
    "alors",
    "as",
    "au",
    "aujourdhui",
    "auquel",
    "aura",
    "aurai",
    "auraient",
    "aurais",
    "aurait",
    "auras",
    "aurez",
    "aurions",
    "aurons",
    "auront",
    "aussi",
    "autre",
    "autres",
    "aux",
    "auxquelles",
    "auxquels",
    "avaient",
    "avais",
    "avait",
    "avec",
    "avez",
    "aviez",
    "avions",
    "avoir",
    "avons",
    "ayant",
    "ayez",
    "ayons",
    "c",
    "car",
    "ce",
    "ceci",
    "cela",
    "celle",
    "celles",
    "celui",
    "ces",
    "cet",
    "cette",
    "ceux",
    "chez",
    "ci",
    "combien",
    "comme",
    "comment",
    "d",
    "dans",
    "de",
    "des",
    "dois",
    "doit",
    "doivent",
    "donc",
    "dont",
    "du",
    "duquel",
    "dès",
    "elle",
    "elles",
    "en",
    "entre",
    "es",
    "est",
    "et",
    "eu",
    "eue",
    "eurent",
    "eut",
    "eux",
    "eût",
    "faire",
    "fait",
    "faut",
    "font",
    "furent",
    "fus",
    "fut",
    "fût",
    "ici",
    "il",
    "ils",
    "j",
    "je",
    "jusqu",
    "jusque",
    "l",
    "la",
    "laquelle",
    "le",
    "lequel",
    "les",
    "lesquelles",
    "lesquels",
    "leur",
    "leurs",
    "lorsqu",
    "lorsque",
    "lui",
    "là",
    "m",
    "ma",
    "mais",
    "me",
    "mes",
    "moi",
    "mon",
    "même",
    "mêmes",
    "n",
    "ne",
    "ni",
    "nos",
    "notre",
    "nous",
    "on",
    "ont",
    "or",
    "ou",
    "où",
    "par",
    "parce",
    "pas",
    "peut",
    "peuvent",
    "peux",
    "pour",
    "pourquoi",
    "pouvait",
    "presqu",
    "presque",
    "puis",
    "puisqu",
    "puisque",
    "qu",
    "quand",
    "que",
    "quel",
    "quelle",
    "quelles",
    "quelqu",
    "quelque",
    "quelques",
    "quels",
    "qui",
    "quoi",
    "quoiqu",
    "quoique",
    "s",
    "sa",
    "se",
    "sera",
    "serai",
    "seraient",
    "serais",
    "serait",
    "seras",
    "serez",
    "seriez",
    "serions",
    "serons",
    "seront",
    "ses",
    "si",
    "soi",
    "soient",
    "sois",
    "soit",
    "sommes",
    "son",
    "sont",
    "soyez",
    "soyons",
    "suis",
    "sur",
    "t",
    "ta",
    "te",
    "tes",
    "toi",
    "ton",
    "tu",
    "un",
    "une",
    "vos",
    "votre",
    "vous",
    "y",
    "à",
    "étaient",
    "étais",
    "était",
    "étant",
    "étiez",
    "étions",
    "êtes",
    "être",
];

/// English: articles, pronouns, prepositions, auxiliaries, and what an apostrophe leaves (`s`, `t`, `ll`…).
const ENGLISH: &[&str] = &[
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "being", "but", "by",
    "can", "could", "d", "did", "do", "does", "doing", "each", "for", "from", "had", "has", "have", "having",
    "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just",
    "ll", "m", "me", "might", "must", "my", "nor", "of", "on", "or", "our", "ours", "re", "s", "shall",
    "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "theirs", "them", "then",
    "there", "these", "they", "this", "those", "to", "too", "us", "ve", "very", "was", "we", "were", "what",
    "when", "where", "which", "while", "who", "whom", "will", "with", "would", "you", "your", "yours",
];

fn list(language: Stemming) -> &'static [&'static str] {
    match language {
        Stemming::French => FRENCH,
        Stemming::English => ENGLISH,
    }
}

/// Whether a lower-case word **with its accents** is a stop word of this language.
pub(crate) fn is_stop_word(language: Stemming, lower_case: &str) -> bool {
    list(language).binary_search(&lower_case).is_ok()
}

/// Whether a folded word of a query may be meant as a stop word: people type `etaient` for `étaient`.
pub(crate) fn may_be_stop_word(language: Stemming, folded: &str) -> bool {
    is_stop_word(language, folded)
        || list(language)
            .iter()
            .any(|word| !word.is_ascii() && fold(word) == folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_without_doubles() {
        for words in [FRENCH, ENGLISH] {
            for pair in words.windows(2) {
                assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
            }
        }
    }

    #[test]
    fn a_query_without_accents_is_recognised() {
        assert!(may_be_stop_word(Stemming::French, "etaient"));
        assert!(!is_stop_word(Stemming::French, "etaient"));
        assert!(!may_be_stop_word(Stemming::French, "sans"));
        assert!(!may_be_stop_word(Stemming::English, "etaient"));
    }
}
