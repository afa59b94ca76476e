//! The W3C test suites, from their manifests. Only tests depend on this crate.
//!
//! The suites stand in `$MUTUELLE_SHARED/w3c` (by default in `../shared/w3c`, beside the workspace).

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "what only tests call panics as a test does, and counts are printed for whoever reads the run"
)]

pub mod exchange;
mod results;
pub mod sparql;

/// What a test may ask an engine for.
pub mod query {
    pub use mutuelle_query::{GraphFormat, ResultFormat, TableFormat};
    pub use oxrdfio::RdfFormat;
}

use mutuelle_query::normalise_quad;
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::vocab::rdf;
use oxrdf::{Dataset, Graph, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use oxrdfio::{RdfFormat, RdfParser};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Stands for a suite's folder in the IRIs of its files.
const BASE: &str = "http://suite.example/";

/// The vocabulary of manifests.
pub const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";

/// A suite in its folder.
#[derive(Clone, Debug)]
pub struct Suite {
    folder: PathBuf,
}

impl Suite {
    /// The suite in a folder of `w3c`; none when it is not there, which is said aloud.
    pub fn find(part: &str) -> Option<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let shared = std::env::var_os("MUTUELLE_SHARED");
        let shared = shared.map_or_else(|| workspace.join("../shared"), |shared| workspace.join(shared));
        let folder = shared.join("w3c").join(part);
        if folder.is_dir() {
            return Some(Self { folder });
        }
        println!(
            "SKIPPED: no W3C suite at `{}`; set MUTUELLE_SHARED to its folder",
            folder.display()
        );
        None
    }

    /// A file's text.
    ///
    /// # Panics
    /// When it cannot be read: the suite is not whole.
    pub fn text(&self, iri: &str) -> String {
        let path = self
            .folder
            .join(iri.strip_prefix(BASE).expect("a file of the suite"));
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
    }

    /// The triples of a file as quads of a graph, as they are written.
    ///
    /// # Panics
    /// When it cannot be read: the suite is not whole.
    pub fn quads(&self, iri: &str, graph: impl Into<GraphName>) -> Vec<Quad> {
        let extension = iri.rsplit('.').next().unwrap_or_default();
        let format = RdfFormat::from_extension(extension).unwrap_or(RdfFormat::Turtle);
        let parser = RdfParser::from_format(format)
            .with_base_iri(iri)
            .unwrap()
            .with_default_graph(graph)
            .rename_blank_nodes();
        parser
            .for_slice(self.text(iri).as_bytes())
            .map(|quad| quad.unwrap_or_else(|error| panic!("`{iri}`: {error}")))
            .collect()
    }

    /// The triples of a file, as they are written.
    ///
    /// # Panics
    /// When it cannot be read: the suite is not whole.
    pub fn graph(&self, iri: &str) -> Graph {
        let quads = self.quads(iri, GraphName::DefaultGraph);
        quads.into_iter().map(Triple::from).collect()
    }

    /// The tests of a manifest and of those that it includes.
    ///
    /// # Panics
    /// When it cannot be read: the suite is not whole.
    pub fn entries(&self, manifest: &str) -> Vec<Entry> {
        let mut entries = Vec::new();
        self.collect(&format!("{BASE}{manifest}"), &mut entries);
        entries
    }

    fn collect(&self, manifest: &str, entries: &mut Vec<Entry>) {
        let about = Rc::new(self.graph(manifest));
        // SHACL's manifests name themselves `<>`, SPARQL's likewise, and SHACL's include one by one.
        for triple in about.triples_for_predicate(property(MF, "include").as_ref()) {
            let included = triple.object.into_owned();
            let files = if is_list(&about, &included) {
                list(&about, included)
            } else {
                vec![included]
            };
            for file in files {
                self.collect(&iri(file), entries);
            }
        }
        for triple in about.triples_for_predicate(property(MF, "entries").as_ref()) {
            for entry in list(&about, triple.object.into_owned()) {
                entries.push(Entry {
                    about: Rc::clone(&about),
                    node: node(entry),
                });
            }
        }
    }
}

/// One entry of a manifest.
#[derive(Clone, Debug)]
pub struct Entry {
    about: Rc<Graph>,
    node: NamedOrBlankNode,
}

impl Entry {
    /// Its IRI.
    pub fn name(&self) -> String {
        self.node.to_string().trim_matches(['<', '>']).to_owned()
    }

    /// Its node in the manifest.
    pub fn subject(&self) -> &NamedOrBlankNode {
        &self.node
    }

    /// The manifest that it stands in.
    pub fn manifest(&self) -> &Graph {
        &self.about
    }

    /// The IRI of its type.
    ///
    /// # Panics
    /// When it has none.
    pub fn kind(&self) -> String {
        let kind = self.about.object_for_subject_predicate(&self.node, rdf::TYPE);
        iri(kind.expect("a type").into_owned())
    }

    /// What is to be done.
    ///
    /// # Panics
    /// When it says nothing of it.
    pub fn action(&self) -> Term {
        self.one(&self.node, MF, "action").expect("an action")
    }

    /// What has to come of it.
    ///
    /// # Panics
    /// When it says nothing of it.
    pub fn result(&self) -> Term {
        self.one(&self.node, MF, "result").expect("a result")
    }

    /// A value of a property of something in the manifest.
    pub fn one(&self, subject: &NamedOrBlankNode, namespace: &str, local: &str) -> Option<Term> {
        self.all(subject, namespace, local).pop()
    }

    /// The values of a property of something in the manifest.
    pub fn all(&self, subject: &NamedOrBlankNode, namespace: &str, local: &str) -> Vec<Term> {
        self.about
            .objects_for_subject_predicate(subject, &property(namespace, local))
            .map(Into::into)
            .collect()
    }
}

/// Runs tests and says how many pass. Each exclusion is a name, for every test that ends with it, and a reason.
///
/// # Panics
/// When one fails, or when there are fewer than expected.
pub fn check(
    what: &str,
    entries: &[Entry],
    excluded: &[(&str, &str)],
    tests_min: usize,
    run: impl Fn(&Entry) -> Result<(), String>,
) {
    let failures = count(what, entries, excluded, run);
    assert!(
        failures.is_empty(),
        "{} tests fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
    let tests = entries.len();
    assert!(
        tests >= tests_min,
        "only {tests} tests found: manifests are not read fully"
    );
}

/// Runs tests, says how many pass, and gives the others, each with its reason.
pub fn count(
    what: &str,
    entries: &[Entry],
    excluded: &[(&str, &str)],
    run: impl Fn(&Entry) -> Result<(), String>,
) -> Vec<String> {
    let (mut passed, mut left_out, mut failures) = (0, 0, Vec::new());
    for entry in entries {
        if let Some((name, reason)) = excluded.iter().find(|(name, _)| entry.name().ends_with(name)) {
            println!("excluded {name}: {reason}");
            left_out += 1;
            continue;
        }
        match run(entry) {
            Ok(()) => passed += 1,
            Err(why) => failures.push(format!("{}\n  {why}", entry.name())),
        }
    }
    let tests = entries.len();
    println!("W3C {what}: {passed} of {tests} tests pass, {left_out} are excluded");
    failures
}

/// A property by its namespace and name.
pub fn property(namespace: &str, local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{namespace}{local}"))
}

/// A term that is a node.
///
/// # Panics
/// When it is none.
pub fn node(term: Term) -> NamedOrBlankNode {
    match term {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        other => panic!("`{other}` is no node"),
    }
}

/// The text of a term that is an IRI.
///
/// # Panics
/// When it is none.
pub fn iri(term: Term) -> String {
    match term {
        Term::NamedNode(node) => node.into_string(),
        other => panic!("`{other}` is no IRI"),
    }
}

/// The members of a list.
///
/// # Panics
/// When it is not well-formed.
pub fn list(graph: &Graph, head: Term) -> Vec<Term> {
    let mut members = Vec::new();
    let mut at = head;
    while at != Term::from(rdf::NIL.into_owned()) {
        let cell = node(at);
        let part = |predicate: NamedNodeRef<'_>| {
            let object = graph.object_for_subject_predicate(&cell, predicate);
            object.expect("a well-formed list").into_owned()
        };
        members.push(part(rdf::FIRST));
        at = part(rdf::REST);
    }
    members
}

fn is_list(graph: &Graph, term: &Term) -> bool {
    match term {
        Term::BlankNode(node) => graph.object_for_subject_predicate(node, rdf::FIRST).is_some(),
        term => *term == Term::from(rdf::NIL.into_owned()),
    }
}

/// Whether two datasets are isomorphic, their literals brought to the store's form.
pub fn same(
    expected: impl IntoIterator<Item = Quad>,
    found: impl IntoIterator<Item = Quad>,
) -> Result<(), String> {
    let [expected, found]: [Dataset; 2] = [
        expected.into_iter().map(|quad| normalise_quad(quad).0).collect(),
        found.into_iter().map(|quad| normalise_quad(quad).0).collect(),
    ];
    let canonical = |dataset: &Dataset| {
        let mut dataset = dataset.clone();
        dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
        dataset
    };
    if canonical(&expected) == canonical(&found) {
        Ok(())
    } else {
        Err(format!("expected\n{expected}  found\n{found}"))
    }
}
