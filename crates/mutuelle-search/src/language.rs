//! Which language a text is read in.

use whatlang::Lang;

/// Shortest text, in characters, whose language is guessed. Below that (most titles without a tag) a guess is a
/// coin toss, and the text is read in both languages.
pub(crate) const DETECTION_CHARS_MIN: usize = 40;

/// How many characters of a long text the guess looks at: more costs time and changes nothing.
const DETECTION_CHARS_MAX: usize = 400;

/// A language whose words are stemmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stemming {
    French,
    English,
}

/// How one text is indexed beside its exact form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) french: bool,
    pub(crate) english: bool,
}

impl Reading {
    pub(crate) const BOTH: Self = Self {
        french: true,
        english: true,
    };
    const NEITHER: Self = Self {
        french: false,
        english: false,
    };

    /// The reading that a language tag asks for: stems for French and English, folded forms only for the others.
    pub(crate) fn of_tag(tag: &str) -> Self {
        match primary_subtag(tag).as_str() {
            "fr" => Self {
                french: true,
                ..Self::NEITHER
            },
            "en" => Self {
                english: true,
                ..Self::NEITHER
            },
            _ => Self::NEITHER,
        }
    }

    /// The reading of a text: by its tag when it has one; without a tag by a guess when the text is long enough and
    /// the guess is sure of itself; else in both languages, so that a short title is found in either.
    pub(crate) fn of_text(value: &str, tag: Option<&str>) -> Self {
        if let Some(tag) = tag {
            return Self::of_tag(tag);
        }
        let end = value
            .char_indices()
            .nth(DETECTION_CHARS_MAX)
            .map_or(value.len(), |(at, _)| at);
        let start = &value[..end];
        if start.chars().count() < DETECTION_CHARS_MIN {
            return Self::BOTH;
        }
        match whatlang::detect(start) {
            Some(guess) if guess.is_reliable() => match guess.lang() {
                Lang::Fra => Self {
                    french: true,
                    ..Self::NEITHER
                },
                Lang::Eng => Self {
                    english: true,
                    ..Self::NEITHER
                },
                _ => Self::NEITHER,
            },
            _ => Self::BOTH,
        }
    }

    pub(crate) fn reads(self, language: Stemming) -> bool {
        match language {
            Stemming::French => self.french,
            Stemming::English => self.english,
        }
    }

    /// The one language of the reading, as a tag.
    pub(crate) fn tag(self) -> Option<&'static str> {
        match (self.french, self.english) {
            (true, false) => Some("fr"),
            (false, true) => Some("en"),
            _ => None,
        }
    }
}

/// The language without script, region or variant, in lower case: `fr` for `fr-CA` (BCP 47, section 2.2.1).
pub(crate) fn primary_subtag(tag: &str) -> String {
    tag.split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_decides_before_any_guess() {
        assert_eq!(
            Reading::of_text("the seeds of the commons", Some("fr-CA")).tag(),
            Some("fr")
        );
        assert_eq!(Reading::of_text("les graines", Some("EN")).tag(), Some("en"));
        assert_eq!(Reading::of_text("les graines", Some("oc")), Reading::NEITHER);
    }

    #[test]
    fn a_long_text_without_tag_is_guessed_and_a_short_one_read_in_both() {
        let french =
            "Chaque habitante apporte ce qu'elle sait faire et repart avec ce que les autres savent.";
        let english = "Every inhabitant brings what she knows and leaves with what the others have learnt.";
        assert_eq!(Reading::of_text(french, None).tag(), Some("fr"));
        assert_eq!(Reading::of_text(english, None).tag(), Some("en"));
        assert_eq!(Reading::of_text("Forge ouverte", None), Reading::BOTH);
    }

    #[test]
    fn the_guess_begins_at_40_characters() {
        let french = "où étaient passées les forêts que nous étions allés voir";
        let at: String = french.chars().take(DETECTION_CHARS_MIN).collect();
        let below: String = french.chars().take(DETECTION_CHARS_MIN - 1).collect();
        assert_eq!(Reading::of_text(&at, None).tag(), Some("fr"));
        assert_eq!(Reading::of_text(&below, None), Reading::BOTH);
    }
}
