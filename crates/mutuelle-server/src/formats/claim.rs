//! What a body says that it is.

use super::offers::JSON_LD;
use crate::negotiate::Offer;
use crate::problem::Problem;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::RdfFormat;

/// What an RDF body may come as.
const BODY_OFFERS: [Offer<RdfFormat>; 6] = [
    Offer {
        media_type: "text/turtle",
        value: RdfFormat::Turtle,
    },
    Offer {
        media_type: "application/n-triples",
        value: RdfFormat::NTriples,
    },
    Offer {
        media_type: "application/n-quads",
        value: RdfFormat::NQuads,
    },
    Offer {
        media_type: "application/trig",
        value: RdfFormat::TriG,
    },
    Offer {
        media_type: "application/rdf+xml",
        value: RdfFormat::RdfXml,
    },
    Offer {
        media_type: "application/ld+json",
        value: JSON_LD,
    },
];

/// The media type that a body claims: lower case, without parameters. A charset other than UTF-8 is refused.
///
/// # Errors
/// 415 when a charset is named that is not UTF-8.
pub(crate) fn media_type(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return Ok(None);
    };
    let text = value
        .to_str()
        .map_err(|_| Problem::malformed("`Content-Type` is not ASCII"))?;
    let mut parts = text.split(';');
    let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    for parameter in parts {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        let value = value.trim().trim_matches('"');
        if name.trim().eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
            return Err(Problem::unsupported("charset", Some(value), &["utf-8"]));
        }
    }
    Ok((!media_type.is_empty()).then_some(media_type))
}

/// The format that an RDF body claims.
///
/// # Errors
/// 415 with what is accepted.
pub(crate) fn body_format(headers: &HeaderMap) -> Result<RdfFormat, Problem> {
    let claimed = media_type(headers)?;
    let offer = BODY_OFFERS
        .iter()
        .find(|offer| Some(offer.media_type) == claimed.as_deref());
    let accepted = BODY_OFFERS.map(|offer| offer.media_type);
    offer
        .map(|offer| offer.value)
        .ok_or_else(|| Problem::unsupported("media type", claimed.as_deref(), &accepted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_body_is_read_by_its_media_type_alone() {
        let mut headers = HeaderMap::new();
        let status = |headers: &HeaderMap| {
            body_format(headers).map_err(|problem| problem.kind.entry().status.as_u16())
        };
        assert_eq!(status(&headers), Err(415));
        for (claimed, expected) in [
            ("text/turtle", Ok(RdfFormat::Turtle)),
            ("Text/Turtle; charset=UTF-8", Ok(RdfFormat::Turtle)),
            (
                "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"",
                Ok(JSON_LD),
            ),
            ("application/n-quads", Ok(RdfFormat::NQuads)),
            ("text/turtle; charset=iso-8859-1", Err(415)),
            ("text/plain", Err(415)),
            ("application/octet-stream", Err(415)),
            ("", Err(415)),
        ] {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(claimed));
            assert_eq!(status(&headers), expected, "{claimed}");
        }
    }
}
