//! The reader's language: French, unless the locale says English.

use std::env;

/// The languages in which messages are wanted, best first.
pub(crate) fn preferred() -> [&'static str; 2] {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|it| !it.is_empty()));
    of_locale(locale.as_deref().unwrap_or_default())
}

fn of_locale(locale: &str) -> [&'static str; 2] {
    if locale
        .get(..2)
        .is_some_and(|language| language.eq_ignore_ascii_case("en"))
    {
        ["en", "fr"]
    } else {
        ["fr", "en"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_comes_first_unless_the_locale_is_english() {
        for (locale, first) in [
            ("fr_FR.UTF-8", "fr"),
            ("en_GB.UTF-8", "en"),
            ("C.UTF-8", "fr"),
            ("", "fr"),
            ("é", "fr"),
        ] {
            assert_eq!(of_locale(locale)[0], first, "{locale}");
        }
    }
}
