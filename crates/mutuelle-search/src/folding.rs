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
    if word.chars().all(is_western) {
        into.extend(
            word.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase),
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

/// Letters that French and its neighbours write, each in one piece: NFKC leaves them as they are, so that nearly all
/// words need no normalisation.
fn is_western(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{c0}'..='\u{ff}' | 'œ' | 'Œ')
}

/// The unaccented form of one lower-case western letter.
fn without_accent(c: char) -> &'static str {
    match c {
        'à'..='å' => "a",
        'ç' => "c",
        'è'..='ë' => "e",
        'ì'..='ï' | 'ı' => "i",
        'ñ' => "n",
        'ò'..='ö' | 'ø' => "o",
        'ù'..='ü' => "u",
        'ý' | 'ÿ' => "y",
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'þ' => "th",
        'ð' | 'đ' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ς' => "σ",
        _ => "",
    }
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
    let mut fold = |c: char| match without_accent(c) {
        "" => folded.push(c),
        letters => folded.push_str(letters),
    };
    if word.chars().all(is_western) {
        word.chars().for_each(fold);
        *word = folded;
        return;
    }
    word.nfd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .for_each(&mut fold);
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
    fn western_letters_fold_as_their_decomposition_says() {
        for letter in ('\u{c0}'..='\u{ff}').filter(|c| c.is_alphanumeric()) {
            let spelt: String = letter
                .to_lowercase()
                .nfd()
                .filter(|c| !is_combining_mark(*c))
                .collect();
            let folded = fold(&letter.to_string());
            let special = matches!(letter.to_lowercase().next(), Some('æ' | 'ø' | 'ß' | 'þ' | 'ð'));
            assert!(
                special && folded.is_ascii() || folded == spelt,
                "{letter} {folded} {spelt}"
            );
            // The long way, taken when another letter stands beside.
            assert_eq!(fold(&format!("{letter}ń")), format!("{folded}n"));
        }
        assert_eq!(fold("×÷"), "");
    }

    #[test]
    fn composed_and_decomposed_text_fold_to_the_same_word() {
        let composed = "déjà été Ångström";
        let decomposed: String = composed.nfd().collect();
        assert_ne!(composed, decomposed);
        assert_eq!(fold(composed), fold(&decomposed));
    }
}
