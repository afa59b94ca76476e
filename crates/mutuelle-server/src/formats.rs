//! The formats that answers are written in and bodies are read in.

use crate::negotiate::{Accept, Offer};
use crate::parameters::Parameters;
use crate::problem::Problem;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::{GraphFormat, QueryForm, RdfFormat, ResultFormat, TableFormat};
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

/// What an RDF body may come as.
pub(crate) const BODY_OFFERS: [Offer<RdfFormat>; 6] = [
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

/// What a query's answer is written as, and what the answer says that it is.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) format: ResultFormat,
    pub(crate) content_type: &'static str,
}

/// The client's wish: `?format=` where it is given, else `Accept`.
pub(crate) struct Wish {
    /// Some clients name several, for servers that know one of them.
    formats: Vec<String>,
    accept: Accept,
}

impl Wish {
    pub(crate) fn new(format: Option<&str>, headers: &HeaderMap) -> Self {
        Self {
            formats: format.map(str::to_owned).into_iter().collect(),
            accept: Accept::of(headers),
        }
    }

    /// The same where the format may be given more than once: the first that is known counts.
    pub(crate) fn of(parameters: &Parameters, headers: &HeaderMap) -> Self {
        Self {
            formats: parameters.all("format").map(str::to_owned).collect(),
            accept: Accept::of(headers),
        }
    }

    /// The format for a query of this form. JSON-LD is written as `json_ld`, or expanded for a client that asks for it.
    ///
    /// # Errors
    /// 406 with what is offered; 400 when `?format=` names no format at all.
    pub(crate) fn for_form(&self, form: QueryForm, json_ld: &GraphFormat) -> Result<Chosen, Problem> {
        match form {
            QueryForm::Select | QueryForm::Ask => {
                let offer = self.chosen(&TABLE_OFFERS, table_shorthand)?;
                Ok(Chosen {
                    format: ResultFormat::Table(offer.value),
                    content_type: with_charset(offer.media_type),
                })
            }
            QueryForm::Construct | QueryForm::Describe => {
                let (format, content_type) = self.for_graph(json_ld)?;
                Ok(Chosen {
                    format: ResultFormat::Graph(format),
                    content_type,
                })
            }
        }
    }

    /// The format for a graph, with its content type. JSON-LD as in [`Self::for_form`].
    ///
    /// # Errors
    /// As [`Self::for_form`].
    pub(crate) fn for_graph(&self, json_ld: &GraphFormat) -> Result<(GraphFormat, &'static str), Problem> {
        let offer = self.chosen(&GRAPH_OFFERS, graph_shorthand)?;
        Ok(self.written(offer, json_ld))
    }

    /// How an offer is written for this client, with its content type. What is expanded in any case says nothing of it.
    pub(crate) fn written(
        &self,
        offer: Offer<RdfFormat>,
        json_ld: &GraphFormat,
    ) -> (GraphFormat, &'static str) {
        let is_compact = matches!(json_ld, GraphFormat::CompactJsonLd(_));
        if offer.value != JSON_LD {
            (offer.value.into(), with_charset(offer.media_type))
        } else if is_compact && offer.media_type == "application/ld+json" && self.expands_json_ld() {
            (JSON_LD.into(), EXPANDED_JSON_LD)
        } else {
            (json_ld.clone(), offer.media_type)
        }
    }

    fn expands_json_ld(&self) -> bool {
        let is_graph = |format: &&String| {
            graph_shorthand(format).is_some() || GRAPH_OFFERS.iter().any(|offer| offer.media_type == *format)
        };
        match self.formats.iter().find(is_graph) {
            Some(format) => format == "jsonld-expanded",
            None => self.accept.expands_json_ld,
        }
    }

    /// The format for a graph that is written in JSON-LD in one form only.
    ///
    /// # Errors
    /// As [`Self::for_form`].
    pub(crate) fn for_plain_graph(&self) -> Result<(RdfFormat, &'static str), Problem> {
        let offer = self.chosen(&GRAPH_OFFERS, graph_shorthand)?;
        Ok((offer.value, with_charset(offer.media_type)))
    }

    /// The format for a description that is JSON-LD unless the client says otherwise.
    ///
    /// # Errors
    /// As [`Self::for_form`].
    pub(crate) fn for_description(&self) -> Result<(RdfFormat, &'static str), Problem> {
        let first = |offer: &Offer<RdfFormat>| offer.media_type != "application/ld+json";
        let mut offers = GRAPH_OFFERS;
        offers.sort_by_key(first);
        let offer = self.chosen(&offers, graph_shorthand)?;
        Ok((offer.value, with_charset(offer.media_type)))
    }

    /// Whether the client likes an HTML page better than any graph format. A tie goes to RDF.
    pub(crate) fn prefers_page(&self) -> bool {
        let best_graph = GRAPH_OFFERS
            .iter()
            .map(|offer| self.accept.weight(offer.media_type))
            .max();
        self.formats.is_empty() && Some(self.accept.weight("text/html")) > best_graph
    }

    fn chosen<T: Copy>(
        &self,
        offers: &[Offer<T>],
        shorthand: fn(&str) -> Option<&'static str>,
    ) -> Result<Offer<T>, Problem> {
        let named = |format: &String| {
            let wanted = shorthand(format).unwrap_or(format);
            offers.iter().find(|offer| offer.media_type == wanted).copied()
        };
        let is_known = |format: &String| {
            let known = TABLE_OFFERS.iter().map(|offer| offer.media_type);
            let mut known = known.chain(GRAPH_OFFERS.iter().map(|offer| offer.media_type));
            table_shorthand(format).or(graph_shorthand(format)).is_some() || known.any(|it| it == format)
        };
        let chosen = match self.formats.as_slice() {
            [] => self.accept.choose(offers),
            formats => formats.iter().find_map(named),
        };
        if let (None, Some(format)) = (chosen, self.formats.first())
            && !self.formats.iter().any(is_known)
        {
            let message = format!("`format={format}` is no format known here");
            return Err(Problem::malformed(message).with("offered", SHORTHANDS));
        }
        let media_types: Vec<&str> = offers.iter().map(|offer| offer.media_type).collect();
        chosen.ok_or_else(|| Problem::not_acceptable(&media_types))
    }
}

/// What `?format=` understands beside media types.
pub(crate) const SHORTHANDS: [&str; 9] = [
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

fn table_shorthand(format: &str) -> Option<&'static str> {
    Some(match format {
        "json" => "application/sparql-results+json",
        "xml" => "application/sparql-results+xml",
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        _ => return None,
    })
}

fn graph_shorthand(format: &str) -> Option<&'static str> {
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
const EXPANDED_JSON_LD: &str = "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"";

/// The content type of a graph in a format.
pub(crate) fn graph_content_type(format: RdfFormat) -> &'static str {
    let offer = GRAPH_OFFERS.iter().find(|offer| offer.value == format);
    offer.map_or("application/octet-stream", |offer| with_charset(offer.media_type))
}

/// Text types are Latin-1 for some old clients unless they say otherwise; the others are UTF-8 by definition.
fn with_charset(media_type: &'static str) -> &'static str {
    match media_type {
        "text/turtle" => "text/turtle; charset=utf-8",
        "text/plain" => "text/plain; charset=utf-8",
        "text/csv" => "text/csv; charset=utf-8",
        "text/tab-separated-values" => "text/tab-separated-values; charset=utf-8",
        "text/xml" => "text/xml; charset=utf-8",
        other => other,
    }
}

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
    use http::header::ACCEPT;
    use mutuelle_commons::JsonLdContext;

    fn wish(format: Option<&str>, accept: &'static str) -> Wish {
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        Wish::new(format, &headers)
    }

    fn compact() -> GraphFormat {
        let context = r#"{"@context":{"id":"@id","type":"@type","graph":"@graph"}}"#;
        GraphFormat::CompactJsonLd(JsonLdContext::parse(context, "http://e.test/").unwrap().into())
    }

    fn content_type(
        format: Option<&str>,
        accept: &'static str,
        form: QueryForm,
    ) -> Result<&'static str, u16> {
        let chosen = wish(format, accept).for_form(form, &compact());
        chosen
            .map(|chosen| chosen.content_type)
            .map_err(|problem| problem.kind.entry().status.as_u16())
    }

    #[test]
    fn of_several_formats_the_first_that_is_known_counts() {
        // What SPARQLWrapper sends.
        let table = [
            (
                "format=tsv&format=text/tab-separated-values",
                Ok("text/tab-separated-values; charset=utf-8"),
            ),
            ("format=table&format=csv", Ok("text/csv; charset=utf-8")),
            ("format=turtle&format=ttl", Err(406)),
            ("format=table&format=yaml", Err(400)),
        ];
        for (query, expected) in table {
            let wish = Wish::of(&Parameters::parse(query).unwrap(), &HeaderMap::new());
            let chosen = wish
                .for_form(QueryForm::Select, &compact())
                .map(|chosen| chosen.content_type);
            assert_eq!(
                chosen.map_err(|problem| problem.kind.entry().status.as_u16()),
                expected,
                "{query}"
            );
        }
    }

    #[test]
    fn a_table_is_json_unless_the_client_says_otherwise() {
        let table = [
            (None, "", Ok("application/sparql-results+json")),
            (None, "*/*", Ok("application/sparql-results+json")),
            (None, "application/json", Ok("application/json")),
            (
                None,
                "application/sparql-results+xml",
                Ok("application/sparql-results+xml"),
            ),
            (None, "text/csv", Ok("text/csv; charset=utf-8")),
            (
                None,
                "text/tab-separated-values",
                Ok("text/tab-separated-values; charset=utf-8"),
            ),
            (
                None,
                "text/csv;q=0.5, application/sparql-results+xml;q=0.6",
                Ok("application/sparql-results+xml"),
            ),
            (None, "text/turtle", Err(406)),
            (Some("csv"), "application/json", Ok("text/csv; charset=utf-8")),
            (Some("tsv"), "", Ok("text/tab-separated-values; charset=utf-8")),
            (Some("xml"), "", Ok("application/sparql-results+xml")),
            (Some("json"), "text/csv", Ok("application/sparql-results+json")),
            (Some("text/csv"), "", Ok("text/csv; charset=utf-8")),
            (Some("text/turtle"), "", Err(406)),
            (Some("ttl"), "", Err(406)),
            (Some("yaml"), "", Err(400)),
        ];
        for (format, accept, expected) in table {
            assert_eq!(
                content_type(format, accept, QueryForm::Select),
                expected,
                "{format:?} {accept}"
            );
            assert_eq!(
                content_type(format, accept, QueryForm::Ask),
                expected,
                "{format:?} {accept}"
            );
        }
    }

    #[test]
    fn a_graph_is_turtle_unless_the_client_says_otherwise() {
        let table = [
            (None, "", Ok("text/turtle; charset=utf-8")),
            (None, "application/n-triples", Ok("application/n-triples")),
            (None, "application/rdf+xml", Ok("application/rdf+xml")),
            (None, "application/ld+json", Ok("application/ld+json")),
            (None, "application/json", Ok("application/json")),
            (None, "text/csv", Err(406)),
            (
                Some("ttl"),
                "application/ld+json",
                Ok("text/turtle; charset=utf-8"),
            ),
            (Some("nt"), "", Ok("application/n-triples")),
            (Some("rdf"), "", Ok("application/rdf+xml")),
            (Some("jsonld"), "", Ok("application/ld+json")),
            (Some("csv"), "", Err(406)),
        ];
        for (format, accept, expected) in table {
            assert_eq!(
                content_type(format, accept, QueryForm::Construct),
                expected,
                "{format:?} {accept}"
            );
            assert_eq!(
                content_type(format, accept, QueryForm::Describe),
                expected,
                "{format:?} {accept}"
            );
        }
    }

    #[test]
    fn json_ld_is_expanded_for_who_asks_for_it_where_it_is_compact_otherwise() {
        const EXPANDED: &str = "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"";
        let table = [
            (None, "application/ld+json", false),
            (None, "application/json", false),
            (None, EXPANDED, true),
            (Some("jsonld-expanded"), "", true),
            (Some("jsonld-expanded"), "text/turtle", true),
            (Some("jsonld"), EXPANDED, false),
            (Some("json"), EXPANDED, false),
            (Some("application/ld+json"), EXPANDED, false),
        ];
        for (format, accept, is_expanded) in table {
            let wish = wish(format, accept);
            let (found, content_type) = wish.for_graph(&compact()).unwrap();
            assert_eq!(
                found == GraphFormat::Plain(JSON_LD),
                is_expanded,
                "{format:?} {accept}"
            );
            assert_eq!(content_type == EXPANDED, is_expanded, "{format:?} {accept}");
            let (found, content_type) = wish.for_graph(&JSON_LD.into()).unwrap();
            assert_eq!(found, GraphFormat::Plain(JSON_LD));
            assert!(!content_type.contains("profile"), "{format:?} {accept}");
        }
    }

    #[test]
    fn only_a_client_that_likes_html_best_gets_a_page() {
        assert!(
            wish(
                None,
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
            )
            .prefers_page()
        );
        assert!(!wish(None, "*/*").prefers_page());
        assert!(!wish(None, "").prefers_page());
        assert!(!wish(None, "text/turtle,text/html;q=0.2").prefers_page());
        assert!(!wish(Some("ttl"), "text/html").prefers_page());
    }

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
