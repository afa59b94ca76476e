//! Content negotiation: RFC 9110, section 12.

use http::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderName};
use http::{HeaderMap, HeaderValue};

/// How many ranges of an `Accept` header are read; what follows them is not looked at.
pub(crate) const RANGES_MAX: usize = 64;

/// Something that can be had as a media type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer<T> {
    /// `type/subtype`, lower case, without parameters.
    pub(crate) media_type: &'static str,
    pub(crate) value: T,
}

/// What a client accepts, with its weights.
pub(crate) struct Accept {
    ranges: Vec<(String, u16)>,
    /// Whether JSON-LD is wished for in its expanded form.
    pub(crate) expands_json_ld: bool,
}

impl Accept {
    /// From the `Accept` headers; none means that everything is accepted.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut ranges = weighted(headers, &ACCEPT);
        if ranges.is_empty() {
            ranges.push(("*/*".to_owned(), 1000));
        }
        Self {
            ranges,
            expands_json_ld: expands_json_ld(headers),
        }
    }

    /// The weight of a media type, in thousandths: that of the most specific range that covers it.
    pub(crate) fn weight(&self, media_type: &str) -> u16 {
        let whole_type = media_type.split_once('/').map_or("", |(whole, _)| whole);
        let covering = self.ranges.iter().filter_map(|(range, weight)| {
            let specificity = match range.split_once('/') {
                Some(("*", "*")) => 0,
                Some((range_type, "*")) if range_type == whole_type => 1,
                Some(_) if range == media_type => 2,
                _ => return None,
            };
            Some((specificity, *weight))
        });
        covering.max().map_or(0, |(_, weight)| weight)
    }

    /// The offer that the client likes best; of equals the first.
    pub(crate) fn choose<T: Copy>(&self, offers: &[Offer<T>]) -> Option<Offer<T>> {
        let mut best: Option<(u16, Offer<T>)> = None;
        for offer in offers {
            let weight = self.weight(offer.media_type);
            if weight > best.map_or(0, |(weight, _)| weight) {
                best = Some((weight, *offer));
            }
        }
        best.map(|(_, offer)| offer)
    }
}

/// The weight of a language tag such as `en` in `Accept-Language`, in thousandths; `en` covers `en-GB`.
pub(crate) fn language_weight(headers: &HeaderMap, language: &str) -> Option<u16> {
    let ranges = weighted(headers, &ACCEPT_LANGUAGE);
    let named = ranges
        .iter()
        .filter(|(range, _)| range.split('-').next() == Some(language));
    let any = ranges.iter().filter(|(range, _)| range == "*");
    named
        .map(|(_, weight)| *weight)
        .max()
        .or_else(|| any.map(|(_, weight)| *weight).max())
}

/// The profile of JSON-LD in expanded form (JSON-LD 1.1, appendix C).
pub(crate) const EXPANDED: &str = "http://www.w3.org/ns/json-ld#expanded";

/// Whether the range of JSON-LD that weighs most has the profile of the expanded form; of equals the first counts.
fn expands_json_ld(headers: &HeaderMap) -> bool {
    let mut best: Option<(u16, bool)> = None;
    for member in members(headers, &ACCEPT) {
        let Some((range, weight)) = weighted_range(member) else {
            continue;
        };
        if range == "application/ld+json" && weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, member.split(';').skip(1).any(names_expanded)));
        }
    }
    best.is_some_and(|(_, expands)| expands)
}

/// Whether a parameter is a profile, or several, with that of the expanded form.
fn names_expanded(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return false;
    };
    let mut profiles = value.trim().trim_matches('"').split_ascii_whitespace();
    name.trim().eq_ignore_ascii_case("profile") && profiles.any(|profile| profile == EXPANDED)
}

/// The members of a list header, as many as are read.
fn members<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    let lists = headers
        .get_all(name)
        .iter()
        .filter_map(|value: &HeaderValue| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).take(RANGES_MAX)
}

/// The members of a list header with their weights; a member without a readable weight counts fully.
fn weighted(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, u16)> {
    members(headers, name).filter_map(weighted_range).collect()
}

fn weighted_range(member: &str) -> Option<(String, u16)> {
    let mut parts = member.split(';');
    let range = parts.next()?.trim().to_ascii_lowercase();
    if range.is_empty() {
        return None;
    }
    let weight = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("q")
            .then(|| thousandths(value.trim()))?
    });
    Some((range, weight.unwrap_or(1000)))
}

/// A weight such as `0.25`, of at most three decimals (RFC 9110, section 12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths =
        whole.parse::<u16>().ok()?.checked_mul(1000)? + format!("{decimals:0<3}").parse::<u16>().ok()?;
    (thousandths <= 1000).then_some(thousandths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: [Offer<char>; 4] = [
        Offer {
            media_type: "text/turtle",
            value: 't',
        },
        Offer {
            media_type: "application/n-triples",
            value: 'n',
        },
        Offer {
            media_type: "application/ld+json",
            value: 'j',
        },
        Offer {
            media_type: "text/html",
            value: 'h',
        },
    ];

    fn chosen(accept: &str) -> Option<char> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_str(accept).unwrap());
        Accept::of(&headers).choose(&OFFERS).map(|offer| offer.value)
    }

    #[test]
    fn the_heaviest_offer_wins_and_of_equals_the_first() {
        let table = [
            ("*/*", Some('t')),
            ("text/*", Some('t')),
            ("application/*", Some('n')),
            ("text/html", Some('h')),
            ("TEXT/HTML", Some('h')),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                Some('h'),
            ),
            ("application/n-triples;q=0.5,application/ld+json;q=0.6", Some('j')),
            ("text/turtle;q=0,*/*;q=0.1", Some('n')),
            ("text/*;q=0.3,text/html;q=0.7", Some('h')),
            (
                "application/ld+json;profile=\"x\";q=0.4, text/html;q=0.2",
                Some('j'),
            ),
            ("image/png", None),
            ("text/turtle;q=0", None),
            ("text/turtle;q=abc", Some('t')),
            ("text/turtle;q=0.1234,text/html;q=0.9", Some('t')),
            (";q=1,,", Some('t')),
        ];
        for (accept, expected) in table {
            assert_eq!(chosen(accept), expected, "{accept}");
        }
    }

    #[test]
    fn an_endpoint_detector_that_likes_html_least_gets_rdf() {
        // What Comunica sends.
        let accept = "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,\
                      application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/html;q=0.2";
        assert_eq!(chosen(accept), Some('j'));
    }

    #[test]
    fn the_profile_of_the_heaviest_json_ld_counts() {
        let table = [
            ("application/ld+json", false),
            (
                "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"",
                true,
            ),
            (
                "Application/LD+JSON; q=0.5; Profile=http://www.w3.org/ns/json-ld#expanded",
                true,
            ),
            (
                "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#flattened http://www.w3.org/ns/json-ld#expanded\"",
                true,
            ),
            (
                "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"",
                false,
            ),
            (
                "application/json;profile=\"http://www.w3.org/ns/json-ld#expanded\"",
                false,
            ),
            (
                "application/ld+json;q=0.5;profile=\"http://www.w3.org/ns/json-ld#expanded\", application/ld+json",
                false,
            ),
            (
                "application/ld+json;q=0.4, application/ld+json;q=0.5;profile=\"http://www.w3.org/ns/json-ld#expanded\"",
                true,
            ),
            (
                "application/ld+json;q=0;profile=\"http://www.w3.org/ns/json-ld#expanded\"",
                false,
            ),
        ];
        for (accept, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(Accept::of(&headers).expands_json_ld, expected, "{accept}");
        }
    }

    #[test]
    fn no_accept_header_accepts_everything() {
        assert_eq!(
            Accept::of(&HeaderMap::new())
                .choose(&OFFERS)
                .map(|offer| offer.value),
            Some('t')
        );
    }

    #[test]
    fn ranges_beyond_the_limit_are_not_read() {
        let last_read = format!("{}text/html", "image/png,".repeat(RANGES_MAX - 1));
        let one_too_far = format!("{}text/html", "image/png,".repeat(RANGES_MAX));
        assert_eq!(chosen(&last_read), Some('h'));
        assert_eq!(chosen(&one_too_far), None);
    }

    #[test]
    fn a_language_is_weighed_with_its_regions() {
        let mut headers = HeaderMap::new();
        assert_eq!(language_weight(&headers, "en"), None);
        headers.insert(
            ACCEPT_LANGUAGE,
            HeaderValue::from_static("en-GB,en;q=0.9,fr;q=0.5"),
        );
        assert_eq!(language_weight(&headers, "en"), Some(1000));
        assert_eq!(language_weight(&headers, "fr"), Some(500));
        assert_eq!(language_weight(&headers, "de"), None);
    }
}
