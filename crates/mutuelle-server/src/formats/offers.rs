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
