//! Writing JSON-LD 1.1 compacted with a context, statement by statement.
//!
//! Values always stand in arrays, so that the form of an answer does not hang on how many there are. IRIs of nodes are
//! written in full: they are what clients compare and open.

use super::context::{Coercion, JsonLdContext};
use super::values::{
    node_of, write_expanded, write_graph_name, write_node, write_string, write_value_object,
};
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{
    GraphName, GraphNameRef, LiteralRef, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, QuadRef, TermRef,
};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

/// How many strings are gathered by their languages; those that follow come in another node object.
pub(super) const GATHERED_STRINGS_MAX: usize = 1_000;
/// The greatest whole number up to which readers that make floats of numbers have every one (RFC 8259, section 6).
const WHOLE_MAX: i64 = 1 << 53;

/// Writes quads; those of one graph, subject and property that follow each other come together.
pub(crate) struct CompactWriter<W> {
    out: W,
    context: Arc<JsonLdContext>,
    is_begun: bool,
    is_first_node: bool,
    graph: GraphName,
    /// Whether the graph's name reads as another below the context: all of it then stands outside of it.
    graph_is_expanded: bool,
    open: Option<Open>,
}

/// The node object that is being written.
struct Open {
    subject: NamedOrBlankNode,
    key: Key,
    /// The keys that it has already: a key stands once in an object.
    written: BTreeSet<Key>,
    /// The strings below the present key, where they go by languages.
    gathered: BTreeMap<String, Vec<String>>,
    gathered_count: usize,
    /// Whether it stands outside of the context.
    is_expanded: bool,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Type,
    /// The place of a name in the context.
    Term(usize),
    /// A property with a prefix or in full.
    Property(NamedNode),
}

impl<W: Write> CompactWriter<W> {
    pub(crate) fn new(context: Arc<JsonLdContext>, out: W) -> Self {
        Self {
            out,
            context,
            is_begun: false,
            is_first_node: true,
            graph: GraphName::DefaultGraph,
            graph_is_expanded: false,
            open: None,
        }
    }

    /// # Errors
    /// The output's; a triple term, for which JSON-LD 1.1 has no form.
    pub(crate) fn write(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        self.begin()?;
        if self.graph.as_ref() != quad.graph_name {
            self.close_node()?;
            self.change_graph(quad.graph_name)?;
        }
        let is_expanded = self.graph_is_expanded || self.context.mistakes_one_of(quad);
        let key = self.key(quad, is_expanded);
        let continues = self.open.as_ref().is_some_and(|open| {
            open.subject.as_ref() == quad.subject
                && open.is_expanded == is_expanded
                && (open.key == key || !open.written.contains(&key))
                && (open.key != key || open.gathered_count < GATHERED_STRINGS_MAX)
        });
        if !continues {
            self.close_node()?;
            self.open_node(quad.subject, key, is_expanded)?;
        } else if self.open.as_ref().is_some_and(|open| open.key != key) {
            self.close_key()?;
            self.out.write_all(b",")?;
            self.open_key(&key, is_expanded)?;
            if let Some(open) = &mut self.open {
                open.key = key.clone();
                open.written.insert(key);
            }
        } else if self.open.as_ref().is_some_and(|open| open.gathered_count == 0) {
            self.out.write_all(b",")?;
        }
        self.write_value(quad.object)
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.begin()?;
        self.close_node()?;
        self.change_graph(GraphNameRef::DefaultGraph)?;
        self.out.write_all(b"]}")
    }

    fn begin(&mut self) -> io::Result<()> {
        if self.is_begun {
            return Ok(());
        }
        self.is_begun = true;
        self.out.write_all(b"{\"@context\":")?;
        write_string(&mut self.out, self.context.address())?;
        self.out.write_all(b",\"@graph\":[")
    }

    fn key(&self, quad: QuadRef<'_>, is_expanded: bool) -> Key {
        let names_class = matches!(quad.object, TermRef::NamedNode(_) | TermRef::BlankNode(_));
        if quad.predicate == rdf::TYPE && names_class {
            return Key::Type;
        }
        let place = self.context.place_for(quad.predicate, quad.object);
        match place.filter(|_| !is_expanded) {
            Some(place) => Key::Term(place),
            None => Key::Property(quad.predicate.into_owned()),
        }
    }

    /// Leaves the graph object that is open, if one is, and opens another one.
    fn change_graph(&mut self, graph: GraphNameRef<'_>) -> io::Result<()> {
        if self.graph != GraphName::DefaultGraph {
            self.out.write_all(b"]}")?;
            self.is_first_node = false;
        }
        self.graph_is_expanded = self.context.mistakes_graph(graph);
        if graph != GraphNameRef::DefaultGraph {
            self.separate()?;
            let (before, after): (&[u8], &[u8]) = if self.graph_is_expanded {
                (b"{\"@context\":null,\"@id\":", b",\"@graph\":[")
            } else {
                (b"{\"id\":", b",\"graph\":[")
            };
            self.out.write_all(before)?;
            write_graph_name(&mut self.out, graph)?;
            self.out.write_all(after)?;
            self.is_first_node = true;
        }
        self.graph = graph.into_owned();
        Ok(())
    }

    /// What stands before an object of the array that is being written.
    fn separate(&mut self) -> io::Result<()> {
        let is_first = std::mem::replace(&mut self.is_first_node, false);
        self.out.write_all(if is_first { b"" } else { b"," })
    }

    fn open_node(&mut self, subject: NamedOrBlankNodeRef<'_>, key: Key, is_expanded: bool) -> io::Result<()> {
        self.separate()?;
        let before: &[u8] = match (is_expanded, self.graph_is_expanded) {
            (true, false) => b"{\"@context\":null,\"@id\":",
            (true, true) => b"{\"@id\":",
            (false, _) => b"{\"id\":",
        };
        self.out.write_all(before)?;
        write_node(&mut self.out, subject)?;
        self.out.write_all(b",")?;
        self.open_key(&key, is_expanded)?;
        self.open = Some(Open {
            subject: subject.into_owned(),
            written: BTreeSet::from([key.clone()]),
            key,
            gathered: BTreeMap::new(),
            gathered_count: 0,
            is_expanded,
        });
        Ok(())
    }

    fn close_node(&mut self) -> io::Result<()> {
        if self.open.is_some() {
            self.close_key()?;
            self.out.write_all(b"}")?;
            self.open = None;
        }
        Ok(())
    }

    fn open_key(&mut self, key: &Key, is_expanded: bool) -> io::Result<()> {
        let gathers =
            matches!(key, Key::Term(place) if self.context.term(*place).coercion == Coercion::Language);
        match key {
            Key::Type if is_expanded => self.out.write_all(b"\"@type\"")?,
            Key::Type => self.out.write_all(b"\"type\"")?,
            Key::Term(place) => write_string(&mut self.out, &self.context.term(*place).name)?,
            Key::Property(property) if is_expanded => write_string(&mut self.out, property.as_str())?,
            Key::Property(property) => write_string(&mut self.out, &self.context.short(property.as_str()))?,
        }
        // What is gathered is written with its brackets when it is complete.
        self.out.write_all(if gathers { b":" } else { b":[" })
    }

    fn close_key(&mut self) -> io::Result<()> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        if open.gathered_count == 0 {
            return self.out.write_all(b"]");
        }
        open.gathered_count = 0;
        serde_json::to_writer(&mut self.out, &std::mem::take(&mut open.gathered)).map_err(io::Error::from)
    }

    fn write_value(&mut self, object: TermRef<'_>) -> io::Result<()> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let (out, context) = (&mut self.out, &self.context);
        let value = node_of(object)?;
        let coercion = match (&open.key, value) {
            (Key::Type, Ok(NamedOrBlankNodeRef::NamedNode(class))) if !open.is_expanded => {
                return write_string(out, &context.class(class.as_str()));
            }
            (Key::Type, Ok(node)) => return write_node(out, node),
            _ if open.is_expanded => return write_expanded(out, object),
            (Key::Term(place), _) => &context.term(*place).coercion,
            _ => &Coercion::None,
        };
        match (coercion, value) {
            (Coercion::Node, Ok(node)) => write_node(out, node),
            (_, Ok(node)) => {
                out.write_all(b"{\"id\":")?;
                write_node(out, node)?;
                out.write_all(b"}")
            }
            (Coercion::Language, Err(literal)) => {
                let language = literal.language().unwrap_or("@none").to_owned();
                open.gathered
                    .entry(language)
                    .or_default()
                    .push(literal.value().to_owned());
                open.gathered_count += 1;
                Ok(())
            }
            (_, Err(literal)) if is_native(literal) => out.write_all(literal.value().as_bytes()),
            (Coercion::Datatype(_), Err(literal)) => write_string(out, literal.value()),
            (_, Err(literal)) if literal.language().is_none() && literal.datatype() == xsd::STRING => {
                write_string(out, literal.value())
            }
            (_, Err(literal)) => {
                write_value_object(out, literal, "type", &context.short(literal.datatype().as_str()))
            }
        }
    }
}

/// Whether JSON's own numbers and booleans say a literal, its lexical form included.
fn is_native(literal: LiteralRef<'_>) -> bool {
    let text = literal.value();
    if literal.datatype() == xsd::BOOLEAN {
        return text == "true" || text == "false";
    }
    let number = text
        .parse::<i64>()
        .ok()
        .filter(|_| literal.datatype() == xsd::INTEGER);
    number.is_some_and(|number| (-WHOLE_MAX..=WHOLE_MAX).contains(&number) && number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mutuelle_ontology::document::JSON_LD_CONTEXT;
    use oxrdf::dataset::CanonicalizationAlgorithm;
    use oxrdf::{Dataset, Quad};
    use oxrdfio::{JsonLdProfileSet, LoadedDocument, RdfFormat, RdfParser};
    use serde_json::{Value, json};

    const ADDRESS: &str = "https://commun.example/ns/context.jsonld";
    const JSON_LD: RdfFormat = RdfFormat::JsonLd {
        profile: JsonLdProfileSet::empty(),
    };

    fn quads(text: &str, format: RdfFormat) -> Vec<Quad> {
        let parsed = RdfParser::from_format(format)
            .for_slice(text)
            .with_document_loader(|address| {
                assert_eq!(address, ADDRESS);
                Ok(LoadedDocument {
                    url: ADDRESS.to_owned(),
                    content: JSON_LD_CONTEXT.as_bytes().to_vec(),
                    format: JSON_LD,
                })
            });
        parsed
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn trig(text: &str) -> Vec<Quad> {
        let prefixes = mutuelle_ontology::prefixes::PREFIXES.iter();
        let prefixes: String = prefixes
            .map(|(name, iri)| format!("@prefix {name}: <{iri}> .\n"))
            .collect();
        quads(
            &format!("@base <http://e.test/> .\n{prefixes}{text}"),
            RdfFormat::TriG,
        )
    }

    fn written(quads: &[Quad]) -> String {
        let context = Arc::new(JsonLdContext::parse(JSON_LD_CONTEXT, ADDRESS).unwrap());
        let mut out = Vec::new();
        let mut writer = CompactWriter::new(context, &mut out);
        for quad in quads {
            writer.write(quad.as_ref()).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    fn nodes(text: &str) -> Value {
        let mut json: Value = serde_json::from_str(&written(&trig(text))).unwrap();
        assert_eq!(json["@context"], ADDRESS);
        json["@graph"].take()
    }

    fn assert_reads_back(quads: &[Quad]) {
        let text = written(quads);
        let mut after: Dataset = self::quads(&text, JSON_LD).into_iter().collect();
        let mut before: Dataset = quads.iter().cloned().collect();
        before.canonicalize(CanonicalizationAlgorithm::Unstable);
        after.canonicalize(CanonicalizationAlgorithm::Unstable);
        assert!(after == before, "{text}\nbefore:\n{before}\nafter:\n{after}");
    }

    #[test]
    fn names_of_the_context_hold_what_fits_them() {
        let found = nodes(
            "<s> a mut:Event, owl:Class, <C> ; rdfs:label \"un\"@fr, \"one\"@en, \"1\", \"deux\"@fr ;
             mut:place <p>, _:b ; mut:rank 3, 007 ; mut:openDoor true, \"1\"^^xsd:boolean ;
             mut:askedOn \"2026-01-02\"^^xsd:date ; mut:keyword \"k\", \"m\"@fr, <k> ; <p> 1, 1.5 .",
        );
        let node = &found[0];
        assert_eq!(node["id"], "http://e.test/s");
        assert_eq!(node["type"], json!(["Event", "owl:Class", "http://e.test/C"]));
        assert_eq!(
            node["label"],
            json!({"@none": ["1"], "en": ["one"], "fr": ["un", "deux"]})
        );
        assert_eq!(node["place"][0], "http://e.test/p");
        assert!(node["place"][1].as_str().unwrap().starts_with("_:"));
        assert_eq!(node["rank"], json!([3, "007"]));
        assert_eq!(node["openDoor"], json!([true, "1"]));
        assert_eq!(node["askedOn"], json!(["2026-01-02"]));
        let keywords = json!(["k", {"@value": "m", "@language": "fr"}, {"id": "http://e.test/k"}]);
        assert_eq!(node["keyword"], keywords);
        assert_eq!(
            node["http://e.test/p"],
            json!([1, {"@value": "1.5", "type": "xsd:decimal"}])
        );
        assert_eq!(found.as_array().unwrap().len(), 1);
    }

    #[test]
    fn what_does_not_fit_a_name_stands_under_the_iri_with_its_prefix() {
        let found = nodes(
            "<s> mut:place \"ici\", 5 ; mut:rank \"x\", 1.0, <r> ; rdfs:label 7, <l> ; rdf:type \"no class\" ;
             mut:startDate \"2026-01-02\"^^xsd:date ; rdfs:comment \"c\"@fr .",
        );
        let node = &found[0];
        assert_eq!(node["mut:place"], json!(["ici", 5]));
        let ranks = json!(["x", {"@value": "1.0", "type": "xsd:decimal"}, {"id": "http://e.test/r"}]);
        assert_eq!(node["mut:rank"], ranks);
        assert_eq!(node["rdfs:label"], json!([7, {"id": "http://e.test/l"}]));
        assert_eq!(node["rdf:type"], json!(["no class"]));
        assert_eq!(
            node["startDate"],
            json!([{"@value": "2026-01-02", "type": "xsd:date"}])
        );
        assert_eq!(node["rdfs:comment"], json!([{"@value": "c", "@language": "fr"}]));
    }

    #[test]
    fn graphs_have_their_names_and_nothing_is_an_empty_graph() {
        let found =
            nodes("<s> mut:keyword \"a\" . <g> { <s> mut:keyword \"b\" } _:h { <s> mut:keyword \"c\" }");
        assert_eq!(found[0]["keyword"], json!(["a"]));
        assert_eq!(found[1]["id"], "http://e.test/g");
        assert_eq!(found[1]["graph"][0]["keyword"], json!(["b"]));
        assert!(found[2]["id"].as_str().unwrap().starts_with("_:"));
        assert_eq!(nodes(""), json!([]));
    }

    #[test]
    fn what_is_written_reads_as_the_same() {
        for text in [
            "<s> a mut:Event, owl:Class, <C>, _:c ; rdf:type \"no class\", 5 .",
            "<s> rdfs:label \"a\"@fr, \"b\"@en-GB, \"c\", \"d\"@fr, 1, <x>, \"e\"^^<D>, \"f\"@fr ; mut:content \"\"@fr .",
            "<s> mut:place <p>, _:b, \"text\", \"text\"@fr, 3, true, \"2026-01-02\"^^xsd:date .",
            "<s> mut:rank 0, -0, 1, -1, +1, 007, 9007199254740992, 9007199254740993, -9007199254740992,
             -9007199254740993, 123456789012345678901234567890, \"x\"^^xsd:integer, 1.0, 1e0, \"1\", <r>, \" 1\"^^xsd:integer .",
            "<s> <p> 0, -0, 1, +1, 007, 9007199254740992, 9007199254740993, -9007199254740992, -9007199254740993, 1.50,
             1e6, \"INF\"^^xsd:double, \"1\"^^xsd:int, true, false, \"1\"^^xsd:boolean, \"TRUE\"^^xsd:boolean .",
            "<s> mut:openDoor true, false, \"1\"^^xsd:boolean, \"yes\"^^xsd:boolean, \"true\", 1 .",
            "<s> mut:weight 1.0, 1, 1e0, \"2\"^^xsd:decimal ; geo:lat 48.10, 48 ; mut:askedOn \"2026\"^^xsd:gYear .",
            "<s> mut:keyword \"\\n\\\"\\\\\\u0001é😀\", \"@id\", \"_:b\", \"mut:Event\", \"http://e.test/\" .",
            "<s> <http://purl.org/dc/terms/> 1 ; <http://purl.org/dc/terms///x> 2 ; <http://purl.org/dc/terms/a/b?c=d#e:f> 3 ;
             <http://schema.org/id> 4 ; <https://w3id.org/mutuelle/ns#@type> 5 ; <urn:a:b> 6 ; <label:x> 7 .",
            "<geo:48.1,-1.6> mut:place <geo:48.2,-1.7> ; rdfs:label \"a\"@fr ; a <geo:C>, mut:Event .
             <s> mut:place <geo:48.2,-1.7>, <p>, <geo://a> ; <time:x> 1, \"x\"@fr ; mut:keyword \"x\"^^<org:y>, \"z\" .",
            "<geo:g> { <s> mut:place <p>, <geo:1,2> ; a mut:Event } <g> { <geo:s> a mut:Event . <s> a mut:Event . }",
            "<g> { <s> <p> ( 1 \"a\"@fr <b> ( ) ) . _:x mut:place _:x } _:h { <s> mut:place _:h } <s> mut:keyword \"c\" .",
            "<s> mut:keyword 1 . <t> mut:keyword 1 . <s> mut:keyword 2 ; a mut:Event . <s> mut:keyword 3 .",
            "<g> { <s> mut:rank 1 } <h> { <s> mut:rank 1 . <t> rdfs:label \"a\" } <s> mut:rank 1 . <g> { <u> mut:rank 2 }",
        ] {
            assert_reads_back(&trig(text));
        }
    }

    #[test]
    fn strings_beyond_the_limit_come_in_another_node_object() {
        for (count, objects) in [(GATHERED_STRINGS_MAX, 1), (GATHERED_STRINGS_MAX + 1, 2)] {
            let labels: Vec<_> = (0..count).map(|number| format!("\"{number}\"@fr")).collect();
            let text = format!("<s> rdfs:label {} ; mut:rank 1 .", labels.join(", "));
            assert_eq!(nodes(&text).as_array().unwrap().len(), objects);
            assert_reads_back(&trig(&text));
        }
    }

    #[test]
    fn a_triple_term_is_refused_in_words() {
        let quads = trig("<s> <p> <<( <a> <b> <c> )>> .");
        let context = Arc::new(JsonLdContext::parse(JSON_LD_CONTEXT, ADDRESS).unwrap());
        let refused = CompactWriter::new(context, Vec::new())
            .write(quads[0].as_ref())
            .unwrap_err();
        assert!(refused.to_string().contains("N-Triples"), "{refused}");
    }
}
