//! The suites of SPARQL 1.1 Query and Update.
//!
//! The suites keep the unnamed graph apart from the named ones; here the default graph of a query is the union, so a
//! query test's data goes to a graph of its own, which the query gets as its protocol dataset.

use crate::results::{csv, result_graph, table};
use crate::{Entry, MF, Suite, check, iri, node, same};
use mutuelle_query::{PreparedQuery, QueryForm, ResultFormat, TableFormat};
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxrdfio::{RdfFormat, RdfParser};
use sparesults::QueryResultsFormat;
use std::path::Path;

/// What answers queries and takes updates.
pub trait Engine {
    /// Whether a query can be read.
    fn check_query(&self, text: &str, base: &str) -> Result<(), String> {
        let parsed = PreparedQuery::parse(text, Some(base), Vec::new(), Vec::new());
        parsed.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Whether an update can be read.
    fn check_update(&self, text: &str, base: &str) -> Result<(), String>;

    /// A query's answer, written.
    fn answer(&self, question: &Question, format: ResultFormat) -> Result<Vec<u8>, String>;

    /// Executes an update.
    fn update(&self, text: &str, base: &str) -> Result<(), String>;

    /// All it holds, as its queries see it.
    fn quads(&self) -> Vec<Quad>;
}

/// A query with its protocol dataset.
#[derive(Clone, Debug)]
pub struct Question {
    /// The query's text.
    pub text: String,
    /// The base of its relative IRIs.
    pub base: String,
    /// `default-graph-uri` of the protocol.
    pub default_graphs: Vec<NamedNode>,
    /// `named-graph-uri` of the protocol.
    pub named_graphs: Vec<NamedNode>,
}

/// One of the suites.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// SPARQL 1.1 Query.
    Query,
    /// SPARQL 1.1 Update.
    Update,
    /// The formats of results.
    Results,
    /// SPARQL 1.2, whose specification is not finished.
    Next,
}

/// Tests that are not run, each with its reason; a name stands for every test that ends with it.
const EXCLUDED: &[(&str, &str)] = &[
    ("csv-tsv-res/manifest#csv03", "the store keeps `1.0E6` as 1000000"),
    ("aggregates/manifest#agg-groupconcat-04", LANGUAGE),
    ("aggregates/manifest#agg-groupconcat-06", LANGUAGE),
    ("aggregates/manifest#agg-empty-group-count-graph", GRAPH_VARIABLE),
    ("bindings/manifest#graph", GRAPH_VARIABLE),
    ("negation/manifest#graph-minus", GRAPH_VARIABLE),
    (
        "functions/manifest#bnode01",
        "oxigraph 0.5.13 makes one node of BNODE(\"x\") for all solutions",
    ),
    (
        "sparql12/grouping/manifest#group01",
        "asks for `mf:NoCanonicalizationOfNumerics`: the store keeps `001` as 1",
    ),
    (
        "sparql12/grouping/manifest#select-variable-reuse",
        "spargebra 0.4.8 (`build_select`) takes a variable that SELECT has just named for unbound beside an aggregate",
    ),
];

// What oxigraph 0.5.13's own evaluator does; its plain store fails the same tests.
const LANGUAGE: &str = "oxigraph 0.5.13 keeps the language of the parts in GROUP_CONCAT";
const GRAPH_VARIABLE: &str =
    "oxigraph 0.5.13 does not bind the graph's variable around a part that names no graph";

/// Stands for the unnamed graph of a query test's dataset.
const UNNAMED: &str = "http://suite.example/-unnamed-";

const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";

/// Runs a suite on engines, whose name goes into the count; `open` gives one that holds these quads.
///
/// # Panics
/// When a test fails.
pub fn passes<E: Engine>(part: Part, engine: &str, open: impl Fn(Vec<Quad>) -> E) {
    let (folder, name, manifest, tests_min) = match part {
        Part::Query => ("sparql11", "1.1 Query", "manifest-sparql11-query.ttl", 300),
        Part::Update => ("sparql11", "1.1 Update", "manifest-sparql11-update.ttl", 150),
        Part::Results => (
            "sparql11",
            "1.1 result formats",
            "manifest-sparql11-results.ttl",
            5,
        ),
        Part::Next => ("sparql12", "1.2", "manifest.ttl", 100),
    };
    let Some(suite) = Suite::find(&format!("sparql/{folder}")) else {
        return;
    };
    let what = format!("SPARQL {name} on {engine}");
    let running = Running {
        suite: &suite,
        open: &open,
        idle: open(Vec::new()),
    };
    let entries = suite.entries(manifest);
    check(&what, &entries, EXCLUDED, tests_min, |entry| running.run(entry));
}

/// A suite with what its tests run on.
struct Running<'a, E: Engine, F: Fn(Vec<Quad>) -> E> {
    suite: &'a Suite,
    open: &'a F,
    /// Holds nothing: texts are read by it.
    idle: E,
}

impl<E: Engine, F: Fn(Vec<Quad>) -> E> Running<'_, E, F> {
    fn run(&self, entry: &Entry) -> Result<(), String> {
        let kind = entry.kind();
        let action = || iri(entry.action());
        let query = |text_iri: &str| self.idle.check_query(&self.suite.text(text_iri), text_iri);
        let update = |text_iri: &str| self.idle.check_update(&self.suite.text(text_iri), text_iri);
        let refused = |outcome: Result<(), String>| match outcome {
            Ok(()) => Err("accepted".to_owned()),
            Err(_) => Ok(()),
        };
        match kind.strip_prefix(MF).unwrap_or(&kind) {
            "PositiveSyntaxTest11" | "PositiveSyntaxTest" => query(&action()),
            "NegativeSyntaxTest11" | "NegativeSyntaxTest" => refused(query(&action())),
            "PositiveUpdateSyntaxTest11" | "PositiveUpdateSyntaxTest" => update(&action()),
            "NegativeUpdateSyntaxTest11" | "NegativeUpdateSyntaxTest" => refused(update(&action())),
            "QueryEvaluationTest" | "CSVResultFormatTest" => evaluate(self.suite, entry, self.open),
            "UpdateEvaluationTest" => change(self.suite, entry, self.open),
            other => Err(format!("unknown kind of test `{other}`")),
        }
    }
}

fn evaluate<E: Engine>(suite: &Suite, entry: &Entry, open: impl Fn(Vec<Quad>) -> E) -> Result<(), String> {
    let action = node(entry.action());
    let base = iri(entry.one(&action, QT, "query").expect("a query"));
    let unnamed = NamedNode::new_unchecked(UNNAMED);
    let mut quads = Vec::new();
    let text = suite.text(&base);
    let has_clauses = text.contains("FROM");
    let mut named_graphs = Vec::new();
    for data in entry.all(&action, QT, "data") {
        let data = iri(data);
        // FROM names the file, the protocol's dataset our own graph.
        let graph = if has_clauses {
            NamedNode::new_unchecked(&data)
        } else {
            unnamed.clone()
        };
        let held = suite.quads(&data, graph.clone());
        // A file may name graphs beside its own.
        for quad in &held {
            if let GraphName::NamedNode(name) = &quad.graph_name
                && *name != graph
                && !named_graphs.contains(name)
            {
                named_graphs.push(name.clone());
            }
        }
        quads.extend(held);
    }
    for data in entry.all(&action, QT, "graphData") {
        let graph = NamedNode::new_unchecked(iri(data));
        quads.extend(suite.quads(graph.as_str(), graph.clone()));
        named_graphs.push(graph);
    }
    let mut question = Question {
        text,
        base,
        default_graphs: Vec::new(),
        named_graphs: Vec::new(),
    };
    if !has_clauses {
        question.default_graphs = vec![unnamed];
        question.named_graphs = named_graphs;
    }
    compare(suite, &iri(entry.result()), &open(quads), &question)
}

fn change<E: Engine>(suite: &Suite, entry: &Entry, open: impl Fn(Vec<Quad>) -> E) -> Result<(), String> {
    let action = node(entry.action());
    let request = iri(entry.one(&action, UT, "request").expect("a request"));
    let engine = open(dataset(suite, entry, &action));
    engine.update(&suite.text(&request), &request)?;
    same(dataset(suite, entry, &node(entry.result())), engine.quads())
}

/// The quads that an update test starts from or ends with.
fn dataset(suite: &Suite, entry: &Entry, described: &NamedOrBlankNode) -> Vec<Quad> {
    let mut quads = Vec::new();
    for data in entry.all(described, UT, "data") {
        quads.extend(suite.quads(&iri(data), GraphName::DefaultGraph));
    }
    for data in entry.all(described, UT, "graphData") {
        let data = node(data);
        let file = iri(entry.one(&data, UT, "graph").expect("a graph"));
        let Some(Term::Literal(label)) = entry.one(&data, RDFS, "label") else {
            panic!("`{data}` has no label")
        };
        quads.extend(suite.quads(&file, NamedNode::new_unchecked(label.value())));
    }
    quads
}

/// Whether the rows of a query have an order: that of a sub-select is none of theirs.
fn is_ordered(text: &str) -> bool {
    let mut depth = 0;
    let outside: String = text
        .chars()
        .filter(|char| {
            depth += i32::from(*char == '{') - i32::from(*char == '}');
            depth == 0
        })
        .collect();
    outside.contains("ORDER BY")
}

fn compare(suite: &Suite, expected: &str, engine: &impl Engine, question: &Question) -> Result<(), String> {
    let parsed = PreparedQuery::parse(&question.text, Some(&question.base), Vec::new(), Vec::new());
    let form = parsed.map_err(|error| error.to_string())?.form();
    if matches!(form, QueryForm::Construct | QueryForm::Describe) {
        let found = engine.answer(question, ResultFormat::Graph(RdfFormat::NQuads.into()))?;
        let found = RdfParser::from_format(RdfFormat::NQuads).for_slice(&found);
        return same(
            suite.quads(expected, GraphName::DefaultGraph),
            found.map(|quad| quad.unwrap()),
        );
    }
    let extension = Path::new(expected)
        .extension()
        .and_then(|extension| extension.to_str());
    if extension == Some("csv") {
        let found = engine.answer(question, ResultFormat::Table(TableFormat::Csv))?;
        let (found, expected) = (String::from_utf8(found).unwrap(), suite.text(expected));
        return if csv(&found) == csv(&expected) {
            Ok(())
        } else {
            Err(format!("{found}\n--\n{expected}"))
        };
    }
    let ordered = is_ordered(&question.text);
    let format = match extension {
        Some("ttl" | "rdf") => None,
        extension => extension.and_then(QueryResultsFormat::from_extension),
    };
    // The answer is had in the form that is expected, where that is a form of results.
    let (asked, read) = match format {
        Some(QueryResultsFormat::Xml) => (TableFormat::Xml, QueryResultsFormat::Xml),
        Some(QueryResultsFormat::Tsv) => (TableFormat::Tsv, QueryResultsFormat::Tsv),
        _ => (TableFormat::Json, QueryResultsFormat::Json),
    };
    let found = engine.answer(question, ResultFormat::Table(asked))?;
    let found = table(&found, read, ordered);
    let expected = match format {
        None => result_graph(&suite.graph(expected)),
        Some(format) => table(suite.text(expected).as_bytes(), format, ordered),
    };
    same(expected, found)
}
