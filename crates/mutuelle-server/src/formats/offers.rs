//! What answers can be had as and bodies may come as, by media type and by the short names of `?format=`.

use crate::negotiate::Offer;
use mutuelle_commons::{RdfFormat, TableFormat};
use oxrdfio::JsonLdProfileSet;

/// JSON-LD without a profile: what comes in any form. As an offer it stands for the form of the endpoint.
pub(crate) const JSON_LD: RdfFormat = RdfFormat::JsonLd {
    profile: JsonLdProfileSet::empty(),
};

/// What SELECT and ASK can be had as; JSON unless the client says otherwise.
pub(crate) const TABLE_OFFERS: [Offer<TableFormat>; 7] = [
    Offer {
        media_type: "application/sparql-results+json",
        value: TableFormat::Json,
    },
    Offer {
        media_type: "application/json",
        value: TableFormat::Json,
    },
    Offer {
        media_type: "application/sparql-results+xml",
        value: TableFormat::Xml,
    },
    Offer {
        media_type: "application/xml",
        value: TableFormat::Xml,
    },
    Offer {
        media_type: "text/xml",
        value: TableFormat::Xml,
    },
    Offer {
        media_type: "text/csv",
        value: TableFormat::Csv,
    },
    Offer {
        media_type: "text/tab-separated-values",
        value: TableFormat::Tsv,
    },
];

/// What a graph can be had as; Turtle unless the client says otherwise.
pub(crate) const GRAPH_OFFERS: [Offer<RdfFormat>; 6] = [
    Offer {
        media_type: "text/turtle",
        value: RdfFormat::Turtle,
    },
    Offer {
        media_type: "application/n-triples",
        value: RdfFormat::NTriples,
    },
    Offer {
        media_type: "application/rdf+xml",
        value: RdfFormat::RdfXml,
    },
    Offer {
        media_type: "application/ld+json",
        value: JSON_LD,
    },
    Offer {
        media_type: "application/json",
        value: JSON_LD,
    },
    // What N-Triples were called first; rdflib still asks for them so.
    Offer {
        media_type: "text/plain",
        value: RdfFormat::NTriples,
    },
];

/// What `?format=` understands beside media types.
pub(super) const SHORTHANDS: [&str; 9] = [
    "json",
    "xml",
    "csv",
    "tsv",
    "ttl",
    "nt",
    "rdf",
    "jsonld",
    "jsonld-expanded",
];

pub(super) fn table_shorthand(format: &str) -> Option<&'static str> {
    Some(match format {
        "json" => "application/sparql-results+json",
        "xml" => "application/sparql-results+xml",
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        _ => return None,
    })
}

pub(super) fn graph_shorthand(format: &str) -> Option<&'static str> {
    Some(match format {
        // The longer names are what client libraries write. Turtle is what an N3 reader reads.
        "ttl" | "turtle" | "n3" => "text/turtle",
        "nt" | "ntriples" | "n-triples" => "application/n-triples",
        "rdf" | "xml" | "rdf+xml" | "rdfxml" => "application/rdf+xml",
        "jsonld" | "json-ld" | "json" | "jsonld-expanded" => "application/ld+json",
        _ => return None,
    })
}

/// What is a format elsewhere here: of bodies, of pages, of a query's text.
fn other_shorthand(format: &str) -> Option<&'static str> {
    Some(match format {
        "html" => HTML,
        "nq" => "application/n-quads",
        "rq" => "application/sparql-query",
        "trig" => "application/trig",
        _ => return None,
    })
}

/// The media type of a page.
pub(super) const HTML: &str = "text/html";

/// Whether a name or media type is that of any format here, wherever it can be had.
pub(super) fn is_known(format: &str) -> bool {
    const OTHERS: [&str; 4] = ["html", "nq", "rq", "trig"];
    table(format).is_some()
        || graph(format).is_some()
        || OTHERS
            .iter()
            .any(|other| *other == format || other_shorthand(other) == Some(format))
}

/// Whether two names or media types are of the same format, be it of a table, of a graph or of something else.
pub(crate) fn are_same(one: &str, other: &str) -> bool {
    let plain = |format| other_shorthand(format).unwrap_or(format).to_owned();
    let same_table = table(one).is_some() && table(one) == table(other);
    let same_graph = graph(one).is_some() && graph(one) == graph(other);
    same_table || same_graph || plain(one) == plain(other)
}

fn table(format: &str) -> Option<TableFormat> {
    let media_type = table_shorthand(format).unwrap_or(format);
    let offer = TABLE_OFFERS.iter().find(|offer| offer.media_type == media_type);
    offer.map(|offer| offer.value)
}

fn graph(format: &str) -> Option<RdfFormat> {
    let media_type = graph_shorthand(format).unwrap_or(format);
    let offer = GRAPH_OFFERS.iter().find(|offer| offer.media_type == media_type);
    offer.map(|offer| offer.value)
}

/// The content type of JSON-LD that is expanded because the client asked for it.
pub(crate) const EXPANDED_JSON_LD: &str =
    "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"";

/// The content type of a graph in a format.
pub(crate) fn graph_content_type(format: RdfFormat) -> &'static str {
    let offer = GRAPH_OFFERS.iter().find(|offer| offer.value == format);
    offer.map_or("application/octet-stream", |offer| with_charset(offer.media_type))
}

/// Text types are Latin-1 for some old clients unless they say otherwise; the others are UTF-8 by definition.
pub(super) fn with_charset(media_type: &'static str) -> &'static str {
    match media_type {
        "text/turtle" => "text/turtle; charset=utf-8",
        "text/plain" => "text/plain; charset=utf-8",
        "text/csv" => "text/csv; charset=utf-8",
        "text/tab-separated-values" => "text/tab-separated-values; charset=utf-8",
        "text/xml" => "text/xml; charset=utf-8",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_the_same_under_each_of_its_names_and_no_other() {
        for (one, other, expected) in [
            ("csv", "csv", true),
            ("csv", "text/csv", true),
            ("json", "application/json", true),
            ("json", "application/sparql-results+json", true),
            ("json", "jsonld", true),
            ("jsonld", "jsonld-expanded", true),
            ("rdf", "xml", true),
            ("nt", "text/plain", true),
            ("html", "text/html", true),
            ("nq", "application/n-quads", true),
            ("csv", "tsv", false),
            ("ttl", "nt", false),
            ("ttl", "trig", false),
            ("ttl", "yaml", false),
            ("html", "", false),
        ] {
            assert_eq!(are_same(one, other), expected, "{one} {other}");
            assert_eq!(are_same(other, one), expected, "{other} {one}");
        }
    }
}
