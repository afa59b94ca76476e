//! The written form of a word: lower case first, then without accents.
//!
//! The two steps are apart because stop words are recognised between them: `dû` and `du`, `là` and `la` are told
//! apart by their accents, and only then may the accents go.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Appends the lower-case compatibility form (NFKC) of `word` to `into`, without anything that is no letter, digit
/// or mark: the dots of an acronym, the hyphens of a compound and invisible joiners disappear here.
pub(crate) fn lower_case(word: &str, into: &mut String) {
    if word.is_ascii() {
        into.extend(
            word.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase()),
        );
        return;
    }
    let composed: String = word.nfkc().collect();
    // A second composition: lower case may decompose (`İ`), and every later comparison is on composed text.
    into.extend(
        composed
            .to_lowercase()
            .nfkc()
            .filter(|c| c.is_alphanumeric() || is_combining_mark(*c)),
    );
}

/// Removes accents from a lower-case word in place: `fédérées` becomes `federees`, `cœur` becomes `coeur`.
///
/// Only the combining marks of the European scripts go (U+0300 to U+036F); vowel signs of Indic scripts are marks
/// too, but they are letters to their readers.
pub(crate) fn strip_accents(word: &mut String) {
    if word.is_ascii() {
        return;
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')) {
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            _ => folded.push(c),
        }
    }
    word.clear();
    word.extend(folded.nfc());
}

/// Both steps at once: the form in which the exact fields hold a word.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    lower_case(word, &mut folded);
    strip_accents(&mut folded);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_ligatures_and_case_are_folded() {
        for (word, folded) in [
            ("Fédérées", "federees"),
            ("CŒUR", "coeur"),
            ("Noe\u{308}l", "noel"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("ﬁche", "fiche"),
            ("C.R.I.C.", "cric"),
            ("auto\u{ad}gestion", "autogestion"),
            ("ＯＦＦ", "off"),
            ("Ελλάς", "ελλασ"),
            ("हिन्दी", "हिन्दी"),
            ("…", ""),
        ] {
            assert_eq!(fold(word), folded, "{word}");
        }
    }

    #[test]
    fn composed_and_decomposed_text_fold_to_the_same_word() {
        let composed = "déjà été Ångström";
        let decomposed: String = composed.nfd().collect();
        assert_ne!(composed, decomposed);
        assert_eq!(fold(composed), fold(&decomposed));
    }
}
