//! RDF text to quads, with line and column in errors, stable blank nodes and terms in the store's form.

use crate::error::ParseError;
use crate::guarded::{Guarded, Place};
use mutuelle_query::{format_name, normalise_quad};
use oxigraph::io::{JsonLdProfileSet, LoadedDocument, RdfFormat, RdfParser, ReaderQuadParser};
use oxigraph::model::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

/// How deep JSON-LD objects and arrays, RDF/XML elements and triple terms may be nested: parsers recurse on the first, take
/// the square of the second's depth, and the third are boxes in boxes, which recurse when they are copied or dropped.
pub const RDF_NESTING_MAX: usize = 128;

/// How a text is to be read.
#[derive(Clone, Debug, Default)]
pub struct ParseOptions {
    /// The base against which relative IRIs are resolved; without one they are an error.
    pub base: Option<String>,
    /// The graph that receives the triples. `None` keeps the graphs of N-Quads and TriG as they are written; with a
    /// graph, a text that names graphs of its own is refused.
    pub graph: Option<GraphName>,
    /// What makes the blank nodes of this text different from those of any other: a hash of its content and graph. The
    /// same text with the same salt gets the same labels, so that importing it twice changes nothing.
    pub blank_node_salt: [u8; 32],
    /// JSON-LD contexts that a text may name: IRI and text of each. No other is fetched; a text that names one is refused.
    pub contexts: Vec<(String, &'static str)>,
}

/// One quad as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The quad in the store's form.
    pub quad: Quad,
    /// How many of its literals were brought to that form.
    pub normalised: u64,
}

/// Reads RDF; an iterator that ends at the first error.
pub fn parse<R: Read>(
    reader: R,
    format: RdfFormat,
    options: &ParseOptions,
) -> Result<QuadParser<R>, ParseError> {
    let mut parser = RdfParser::from_format(format);
    if let Some(base) = &options.base {
        parser = parser
            .with_base_iri(base)
            .map_err(|_| ParseError::Base { base: base.clone() })?;
    }
    if let Some(graph) = &options.graph {
        parser = parser.without_named_graphs().with_default_graph(graph.clone());
    }
    let reader = Guarded::new(reader, format);
    Ok(QuadParser {
        // Only RDF/XML is handed on piece by piece; the other parsers place their errors themselves.
        place: (format == RdfFormat::RdfXml).then(|| reader.place()),
        inner: parser
            .for_reader(reader)
            .with_document_loader(known(options.contexts.clone())),
        language: format_name(format),
        labels: Labels {
            salt: options.blank_node_salt,
            seen: HashMap::new(),
        },
    })
}

type ContextError = Box<dyn std::error::Error + Send + Sync>;

/// Gives the contexts that are known here.
fn known(contexts: Vec<(String, &'static str)>) -> impl Fn(&str) -> Result<LoadedDocument, ContextError> {
    move |iri| {
        let found = contexts.iter().find(|(name, _)| name == iri);
        let Some((name, text)) = found else {
            return Err("contexts are not fetched; write it into the text, or expand the text first".into());
        };
        Ok(LoadedDocument {
            url: name.clone(),
            content: text.as_bytes().to_vec(),
            format: RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
        })
    }
}

/// Reads N-Quads that this program wrote itself: labels and terms are taken as they are.
pub fn read_own_quads<R: Read>(reader: R) -> impl Iterator<Item = Result<Quad, ParseError>> {
    let parser = RdfParser::from_format(RdfFormat::NQuads)
        .lenient()
        .for_reader(reader);
    parser.map(|quad| quad.map_err(|error| ParseError::from_rdf("N-Quads", error, None)))
}

/// The iterator that [`parse`] gives.
pub struct QuadParser<R: Read> {
    inner: ReaderQuadParser<Guarded<R>>,
    place: Option<Arc<Place>>,
    language: &'static str,
    labels: Labels,
}

impl<R: Read> Iterator for QuadParser<R> {
    type Item = Result<Parsed, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.inner.next()? {
            Ok(quad) => {
                let (quad, normalised) = normalise_quad(self.labels.quad(quad));
                Ok(Parsed { quad, normalised })
            }
            Err(error) => {
                let place = self.place.as_ref().map(|place| place.at());
                Err(ParseError::from_rdf(self.language, error, place))
            }
        })
    }
}

/// Blank node labels by the order of their first appearance, mixed with the text's salt. The parser's own labels are
/// no use: those of `[]` are random.
struct Labels {
    salt: [u8; 32],
    seen: HashMap<BlankNode, BlankNode>,
}

impl Labels {
    fn quad(&mut self, quad: Quad) -> Quad {
        let Quad {
            subject,
            predicate,
            object,
            graph_name,
        } = quad;
        Quad {
            subject: self.subject(subject),
            predicate,
            object: self.term(object),
            graph_name: match graph_name {
                GraphName::BlankNode(node) => GraphName::BlankNode(self.label(node)),
                other => other,
            },
        }
    }

    fn subject(&mut self, subject: NamedOrBlankNode) -> NamedOrBlankNode {
        match subject {
            NamedOrBlankNode::BlankNode(node) => self.label(node).into(),
            named @ NamedOrBlankNode::NamedNode(_) => named,
        }
    }

    fn term(&mut self, term: Term) -> Term {
        match term {
            Term::BlankNode(node) => self.label(node).into(),
            Term::Triple(triple) => {
                let Triple {
                    subject,
                    predicate,
                    object,
                } = *triple;
                Triple {
                    subject: self.subject(subject),
                    predicate,
                    object: self.term(object),
                }
                .into()
            }
            other => other,
        }
    }

    fn label(&mut self, node: BlankNode) -> BlankNode {
        let index = self.seen.len();
        let salt = &self.salt;
        self.seen
            .entry(node)
            .or_insert_with(|| stable_label(salt, index))
            .clone()
    }
}

/// With these bits set the first hexadecimal digit of 128 bits is one of a, b, e and f.
const FIRST_DIGIT_A: u128 = 0xa << 124;

fn stable_label(salt: &[u8; 32], index: usize) -> BlankNode {
    let mut hasher = blake3::Hasher::new_keyed(salt);
    hasher.update(&(index as u64).to_le_bytes());
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    // The label is this number in hexadecimal; in RDF/XML it must begin with a letter.
    BlankNode::new_from_unique_id(u128::from_le_bytes(id) | FIRST_DIGIT_A)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: RdfFormat, options: &ParseOptions) -> Result<Vec<Quad>, ParseError> {
        parse(text.as_bytes(), format, options)?
            .map(|parsed| Ok(parsed?.quad))
            .collect()
    }

    fn json_ld() -> RdfFormat {
        RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        }
    }

    fn nested_json(levels: usize) -> String {
        format!(
            "{{\"http://example.org/p\": {}1{}}}",
            "[".repeat(levels - 1),
            "]".repeat(levels - 1)
        )
    }

    #[test]
    fn an_error_names_line_and_column() {
        let error = read(
            "<http://a.example/s> <http://a.example/p> 1 .\n<x",
            RdfFormat::Turtle,
            &ParseOptions::default(),
        );
        let Err(ParseError::Syntax(error)) = error else {
            panic!("{error:?}")
        };
        assert_eq!((error.language, error.line), ("Turtle", Some(2)));
        assert!(error.column.is_some());
    }

    #[test]
    fn the_same_text_gets_the_same_blank_nodes_and_another_salt_others() {
        let text = "[] <http://a.example/p> [ <http://a.example/q> _:x ] . _:x <http://a.example/p> _:y .";
        let options = ParseOptions {
            blank_node_salt: [1; 32],
            ..ParseOptions::default()
        };
        let first = read(text, RdfFormat::Turtle, &options).unwrap();
        assert_eq!(first, read(text, RdfFormat::Turtle, &options).unwrap());
        let other = ParseOptions {
            blank_node_salt: [2; 32],
            ..ParseOptions::default()
        };
        assert_ne!(first, read(text, RdfFormat::Turtle, &other).unwrap());
    }

    #[test]
    fn a_graph_is_given_to_triples_and_refused_to_quads_with_graphs_of_their_own() {
        let graph = GraphName::from(oxigraph::model::NamedNode::new_unchecked("http://a.example/g"));
        let options = ParseOptions {
            graph: Some(graph.clone()),
            ..ParseOptions::default()
        };
        let quads = read(
            "<http://a.example/s> <http://a.example/p> 1 .",
            RdfFormat::Turtle,
            &options,
        )
        .unwrap();
        assert_eq!(quads[0].graph_name, graph);
        let nquads = "<http://a.example/s> <http://a.example/p> \"1\" <http://a.example/h> .";
        assert!(matches!(
            read(nquads, RdfFormat::NQuads, &options),
            Err(ParseError::Syntax(_))
        ));
        assert_eq!(
            read(nquads, RdfFormat::NQuads, &ParseOptions::default())
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn json_ld_nesting_is_accepted_at_the_limit_and_refused_above() {
        assert!(read(&nested_json(RDF_NESTING_MAX), json_ld(), &ParseOptions::default()).is_ok());
        let error = read(
            &nested_json(RDF_NESTING_MAX + 1),
            json_ld(),
            &ParseOptions::default(),
        );
        let Err(ParseError::Syntax(error)) = error else {
            panic!("{error:?}")
        };
        assert_eq!((error.language, error.line), ("JSON-LD", Some(1)));
    }

    #[test]
    fn a_context_is_known_or_refused_and_never_fetched() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let elsewhere = format!("http://{}/context.jsonld", listener.local_addr().unwrap());
        let options = ParseOptions {
            base: Some("http://a.example/".to_owned()),
            contexts: vec![(
                "http://a.example/ns/context.jsonld".to_owned(),
                r#"{"@context": {"name": "http://a.example/name"}}"#,
            )],
            ..ParseOptions::default()
        };
        let text =
            |context: &str| format!(r#"{{"@context": {context}, "@id": "http://a.example/s", "name": "N"}}"#);
        for context in [
            r#""http://a.example/ns/context.jsonld""#,
            r#""ns/context.jsonld""#,
            r#"[{}, "/ns/context.jsonld"]"#,
        ] {
            let quads = read(&text(context), json_ld(), &options).unwrap();
            assert_eq!(quads[0].predicate.as_str(), "http://a.example/name", "{context}");
        }
        for context in [
            format!(r#""{elsewhere}""#),
            format!(r#"["{elsewhere}"]"#),
            format!(r#"{{"@import": "{elsewhere}"}}"#),
            format!(r#"{{"name": {{"@id": "http://a.example/name", "@context": "{elsewhere}"}}}}"#),
            format!(r#"{{"@propagate": false, "@version": 1.1, "@import": "{elsewhere}"}}"#),
            r#""file:///etc/passwd""#.to_owned(),
            r#""data:application/ld+json,x""#.to_owned(),
        ] {
            let refused = read(&text(&context), json_ld(), &options);
            let Err(ParseError::Syntax(error)) = refused else {
                panic!("{context}: {refused:?}")
            };
            assert!(error.message.contains("not fetched"), "{}", error.message);
        }
        assert!(listener.accept().is_err(), "nobody came");
    }

    #[test]
    fn triple_terms_are_nested_up_to_the_limit_and_any_depth_above_is_refused() {
        let nested = |levels: usize| {
            let (open, close) = ("<<( <urn:a> <urn:b> ".repeat(levels), " )>>".repeat(levels));
            format!("<urn:a> <urn:b> {open}<urn:c>{close} .")
        };
        for format in [RdfFormat::Turtle, RdfFormat::NTriples] {
            assert!(read(&nested(RDF_NESTING_MAX), format, &ParseOptions::default()).is_ok());
            for levels in [RDF_NESTING_MAX + 1, 200_000] {
                let error = read(&nested(levels), format, &ParseOptions::default());
                assert!(matches!(error, Err(ParseError::Syntax(_))), "{format} {levels}");
            }
        }
    }

    #[test]
    fn a_doctype_is_refused() {
        let text = "<?xml version=\"1.0\"?>\n<!doctype rdf [<!ENTITY a \"b\">]>\n<rdf:RDF/>";
        let error = read(text, RdfFormat::RdfXml, &ParseOptions::default());
        let Err(ParseError::Syntax(error)) = error else {
            panic!("{error:?}")
        };
        assert_eq!((error.language, error.line), ("RDF/XML", Some(2)));
    }

    const RDF: &str =
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:a=\"http://a.example/\">\n";

    #[test]
    fn rdf_xml_that_ends_too_early_is_an_error() {
        let text = format!("{RDF}<rdf:Description rdf:about=\"http://a.example/s\"><a:p>1</a:p>\n");
        let error = read(&text, RdfFormat::RdfXml, &ParseOptions::default());
        let Err(ParseError::Syntax(error)) = error else {
            panic!("{error:?}")
        };
        assert_eq!((error.language, error.line), ("RDF/XML", Some(3)));
        let whole = format!("{text}</rdf:Description></rdf:RDF>");
        assert_eq!(
            read(&whole, RdfFormat::RdfXml, &ParseOptions::default())
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn an_error_in_rdf_xml_is_placed_at_its_tag() {
        let text = format!("{RDF}  <rdf:Description rdf:nodeID=\"1 2\"/>\n</rdf:RDF>");
        let error = read(&text, RdfFormat::RdfXml, &ParseOptions::default());
        let Err(ParseError::Syntax(error)) = error else {
            panic!("{error:?}")
        };
        assert_eq!((error.line, error.column), (Some(2), Some(37)), "{error}");
    }

    #[test]
    fn a_label_can_stand_in_every_format() {
        for index in 0..100 {
            let label = stable_label(&[7; 32], index);
            assert!(
                label
                    .as_str()
                    .starts_with(|first: char| first.is_ascii_lowercase()),
                "{label}"
            );
            assert_eq!(label.as_str().len(), 32);
        }
    }

    #[test]
    fn a_relative_iri_needs_a_base() {
        let text = "<s> <http://a.example/p> 1 .";
        assert!(read(text, RdfFormat::Turtle, &ParseOptions::default()).is_err());
        let options = ParseOptions {
            base: Some("http://a.example/".to_owned()),
            ..ParseOptions::default()
        };
        assert_eq!(
            read(text, RdfFormat::Turtle, &options).unwrap()[0]
                .subject
                .to_string(),
            "<http://a.example/s>"
        );
        let options = ParseOptions {
            base: Some("nowhere".to_owned()),
            ..ParseOptions::default()
        };
        assert!(matches!(
            read(text, RdfFormat::Turtle, &options),
            Err(ParseError::Base { .. })
        ));
    }
}
