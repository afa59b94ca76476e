//! The two languages of the pages, and their words.

use crate::negotiate::language_weight;
use crate::parameters::Parameters;
use crate::problem::Problem;
use http::HeaderMap;

/// A language of the pages. French where the reader does not prefer English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    French,
    English,
}

impl Language {
    /// What `?lang=` says in `parameters`, else `Accept-Language`.
    ///
    /// # Errors
    /// 400 when `?lang=` is given twice.
    pub(crate) fn of(parameters: &Parameters, headers: &HeaderMap) -> Result<Self, Problem> {
        Ok(match parameters.one("lang")? {
            Some("en") => Self::English,
            Some("fr") => Self::French,
            _ => Self::of_headers(headers),
        })
    }

    /// What `Accept-Language` says.
    pub(crate) fn of_headers(headers: &HeaderMap) -> Self {
        let english = language_weight(headers, "en").unwrap_or(0);
        let french = language_weight(headers, "fr").unwrap_or(0);
        if english > french {
            Self::English
        } else {
            Self::French
        }
    }

    /// Its tag, as in `lang="fr"`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The reader's languages for labels, best first.
    pub(crate) fn preferences(self) -> [&'static str; 2] {
        match self {
            Self::French => ["fr", "en"],
            Self::English => ["en", "fr"],
        }
    }

    /// One of two texts.
    pub(crate) fn pick<'t>(self, french: &'t str, english: &'t str) -> &'t str {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }

    /// A count as it is written: `60 010` or `60,010`.
    pub(crate) fn count(self, number: u64) -> String {
        let separator = self.pick("\u{202f}", ",");
        let digits = number.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use http::header::ACCEPT_LANGUAGE;

    #[test]
    fn french_unless_the_reader_prefers_english() {
        let mut headers = HeaderMap::new();
        assert_eq!(Language::of_headers(&headers), Language::French);
        for (accepted, expected) in [
            ("en-GB,en;q=0.9", Language::English),
            ("en;q=0.5,fr;q=0.9", Language::French),
            ("de", Language::French),
            ("*", Language::French),
            ("de,en;q=0.1", Language::English),
        ] {
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            assert_eq!(Language::of_headers(&headers), expected, "{accepted}");
        }
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(Language::English.count(0), "0");
        assert_eq!(Language::English.count(999), "999");
        assert_eq!(Language::English.count(60_010), "60,010");
        assert_eq!(Language::French.count(1_000_000), "1\u{202f}000\u{202f}000");
    }
}
