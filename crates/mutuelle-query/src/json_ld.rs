//! Writing JSON-LD 1.1 in expanded form, statement by statement; compacted with a context in [`compact`].
//!
//! The library's own writer says what something is with the property `rdf:type`, where every client that frames or reads
//! JSON as it stands looks for `@type`.

mod compact;
mod context;
mod values;

pub(crate) use compact::CompactWriter;
pub use context::{ContextError, JsonLdContext};

use oxrdf::vocab::rdf;
use oxrdf::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, QuadRef, TermRef};
use std::collections::BTreeSet;
use std::io::{self, Write};
use values::{node_of, write_expanded, write_graph_name, write_node, write_string};

/// Writes quads; those of one graph, subject and property that follow each other come together.
pub(crate) struct JsonLdWriter<W> {
    out: W,
    is_first_node: bool,
    graph: GraphName,
    open: Option<Open>,
}

/// The node object that is being written.
struct Open {
    subject: NamedOrBlankNode,
    key: Key,
    /// The keys that it has already: a key stands once in an object.
    written: BTreeSet<Key>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Type,
    Property(NamedNode),
}

impl Key {
    fn of(quad: QuadRef<'_>) -> Self {
        let names_class = matches!(quad.object, TermRef::NamedNode(_) | TermRef::BlankNode(_));
        if quad.predicate == rdf::TYPE && names_class {
            Self::Type
        } else {
            Self::Property(quad.predicate.into_owned())
        }
    }
}

impl<W: Write> JsonLdWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        Self {
            out,
            is_first_node: true,
            graph: GraphName::DefaultGraph,
            open: None,
        }
    }

    /// # Errors
    /// The output's; a triple term, for which JSON-LD 1.1 has no form.
    pub(crate) fn write(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        if self.graph.as_ref() != quad.graph_name {
            self.close_node()?;
            self.change_graph(quad.graph_name)?;
        }
        let key = Key::of(quad);
        let continues = self.open.as_ref().is_some_and(|open| {
            open.subject.as_ref() == quad.subject && (open.key == key || !open.written.contains(&key))
        });
        if !continues {
            self.close_node()?;
            self.open_node(quad.subject, key)?;
        } else if self.open.as_ref().is_some_and(|open| open.key != key) {
            self.out.write_all(b"],")?;
            self.write_key(&key)?;
            if let Some(open) = &mut self.open {
                open.key = key.clone();
                open.written.insert(key);
            }
        } else {
            self.out.write_all(b",")?;
        }
        self.write_value(quad)
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.close_node()?;
        self.change_graph(GraphNameRef::DefaultGraph)?;
        if self.is_first_node {
            self.out.write_all(b"[")?;
        }
        self.out.write_all(b"]")
    }

    /// Leaves the graph object that is open, if one is, and opens another one.
    fn change_graph(&mut self, graph: GraphNameRef<'_>) -> io::Result<()> {
        if self.graph != GraphName::DefaultGraph {
            self.out.write_all(b"]}")?;
            self.is_first_node = false;
        }
        if graph != GraphNameRef::DefaultGraph {
            self.separate()?;
            self.out.write_all(b"{\"@id\":")?;
            write_graph_name(&mut self.out, graph)?;
            self.out.write_all(b",\"@graph\":")?;
            self.is_first_node = true;
        }
        self.graph = graph.into_owned();
        Ok(())
    }

    /// What stands before an object of the array that is being written.
    fn separate(&mut self) -> io::Result<()> {
        let before: &[u8] = if self.is_first_node { b"[" } else { b"," };
        self.is_first_node = false;
        self.out.write_all(before)
    }

    fn open_node(&mut self, subject: NamedOrBlankNodeRef<'_>, key: Key) -> io::Result<()> {
        self.separate()?;
        self.out.write_all(b"{\"@id\":")?;
        write_node(&mut self.out, subject)?;
        self.out.write_all(b",")?;
        self.write_key(&key)?;
        self.open = Some(Open {
            subject: subject.into_owned(),
            written: BTreeSet::from([key.clone()]),
            key,
        });
        Ok(())
    }

    fn close_node(&mut self) -> io::Result<()> {
        if self.open.take().is_some() {
            self.out.write_all(b"]}")?;
        }
        Ok(())
    }

    fn write_key(&mut self, key: &Key) -> io::Result<()> {
        match key {
            Key::Type => self.out.write_all(b"\"@type\"")?,
            Key::Property(property) => write_string(&mut self.out, property.as_str())?,
        }
        self.out.write_all(b":[")
    }

    fn write_value(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        match node_of(quad.object)? {
            Ok(node) if Key::of(quad) == Key::Type => write_node(&mut self.out, node),
            _ => write_expanded(&mut self.out, quad.object),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{Dataset, Quad};
    use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParser};
    use serde_json::{Value, json};

    const JSON_LD: RdfFormat = RdfFormat::JsonLd {
        profile: JsonLdProfileSet::empty(),
    };

    fn quads(text: &str, format: RdfFormat) -> Vec<Quad> {
        let parsed = RdfParser::from_format(format).for_slice(text);
        parsed.collect::<Result<_, _>>().unwrap()
    }

    fn written(quads: &[Quad]) -> String {
        let mut out = Vec::new();
        let mut writer = JsonLdWriter::new(&mut out);
        for quad in quads {
            writer.write(quad.as_ref()).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn classes_stand_under_type_and_values_in_their_forms() {
        let trig =
            "@prefix : <http://e.test/> . :a a :C , :D ; :p \"x\"@fr , 1 , \"\\n\\\"\" , :b . :b :p _:c .";
        let json: Value = serde_json::from_str(&written(&quads(trig, RdfFormat::TriG))).unwrap();
        assert_eq!(json[0]["@type"], json!(["http://e.test/C", "http://e.test/D"]));
        let integer = "http://www.w3.org/2001/XMLSchema#integer";
        let values = json!([{"@value": "x", "@language": "fr"}, {"@value": "1", "@type": integer}, {"@value": "\n\""},
            {"@id": "http://e.test/b"}]);
        assert_eq!(json[0]["http://e.test/p"], values);
        assert!(
            json[1]["http://e.test/p"][0]["@id"]
                .as_str()
                .unwrap()
                .starts_with("_:")
        );
        assert_eq!(written(&[]), "[]");
    }

    #[test]
    fn what_is_written_reads_as_the_same_in_any_order_of_statements() {
        for trig in [
            "<http://e.test/s> a <http://e.test/C> . <http://e.test/s> <http://e.test/p> 1 . <http://e.test/s> a <http://e.test/D> .",
            "<http://e.test/g> { <http://e.test/s> a <http://e.test/C> } <http://e.test/s> <http://e.test/p> \"é\" .",
            "<http://e.test/s> <http://e.test/p> 1 . <http://e.test/g> { <http://e.test/s> <http://e.test/p> 2 }
             <http://e.test/h> { <http://e.test/s> <http://e.test/p> 3 . <http://e.test/t> <http://e.test/p> 3 }",
            "<http://e.test/g> { <http://e.test/s> <http://e.test/p> 2 }",
            "<http://e.test/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> \"no class\" .",
            "<http://e.test/s> <http://e.test/p> ( 1 2 ) .",
        ] {
            let before = quads(trig, RdfFormat::TriG);
            let mut after: Dataset = quads(&written(&before), JSON_LD).into_iter().collect();
            let mut before: Dataset = before.into_iter().collect();
            before.canonicalize(oxrdf::dataset::CanonicalizationAlgorithm::Unstable);
            after.canonicalize(oxrdf::dataset::CanonicalizationAlgorithm::Unstable);
            assert_eq!(after, before, "{trig}");
        }
    }

    #[test]
    fn a_triple_term_is_refused_in_words() {
        let text = "<http://e.test/s> <http://e.test/p> <<( <http://e.test/a> <http://e.test/b> <http://e.test/c> )>> .";
        let quads = quads(text, RdfFormat::NQuads);
        let refused = JsonLdWriter::new(Vec::new())
            .write(quads[0].as_ref())
            .unwrap_err();
        assert!(refused.to_string().contains("N-Triples"), "{refused}");
    }
}
