//! The W3C suites of SPARQL 1.1 on a commons: queries run on the read copy, and what an update leaves is read from it.

use crate::support::*;
use mutuelle_commons::*;
use mutuelle_suites::sparql::{Engine, Part, Question, passes};

#[test]
fn the_suite_of_sparql_1_1_query_passes_on_the_read_copy() {
    passes(Part::Query, "the read copy", Copied::holding);
}

#[test]
fn the_suite_of_sparql_1_1_update_passes_on_the_read_copy() {
    passes(Part::Update, "the read copy", Copied::holding);
}

#[test]
fn the_suite_of_sparql_1_1_result_formats_passes_on_the_read_copy() {
    passes(Part::Results, "the read copy", Copied::holding);
}

fn update_request(text: &str, base: &str) -> UpdateRequest {
    UpdateRequest {
        text: text.to_owned(),
        base: Some(base.to_owned()),
        origin: origin(),
        ..UpdateRequest::default()
    }
}

struct Copied(Commons);

impl Copied {
    fn holding(quads: Vec<Quad>) -> Self {
        let commons = memory();
        let text: String = quads.into_iter().map(|quad| format!("{quad} .\n")).collect();
        let request = LoadRequest {
            input: Input::Bytes(text.into_bytes()),
            format: RdfFormat::NQuads,
            target: LoadTarget::AsWritten,
            ..turtle("", GraphName::DefaultGraph)
        };
        commons.load(request).unwrap();
        assert!(commons.status().unwrap().copy.ready);
        Self(commons)
    }
}

impl Engine for Copied {
    /// It is executed where there is nothing: an update that reads well and then fails is well read.
    fn check_update(&self, text: &str, base: &str) -> Result<(), String> {
        match memory().update(update_request(text, base)) {
            Err(ChangeError::Syntax(error)) => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    fn answer(&self, question: &Question, format: ResultFormat) -> Result<Vec<u8>, String> {
        let query = self.0.prepare(QueryRequest {
            text: question.text.clone(),
            base: Some(question.base.clone()),
            default_graphs: question.default_graphs.clone(),
            named_graphs: question.named_graphs.clone(),
            only_said: false,
            bindings: Vec::new(),
            default_graph: DefaultGraph::Union,
        });
        let query = query.map_err(|error| error.to_string())?;
        let mut out = Vec::new();
        let run = query.run(&self.0, format, &CancellationToken::new(), &mut out);
        run.map_err(|error| error.to_string())?;
        Ok(out)
    }

    fn update(&self, text: &str, base: &str) -> Result<(), String> {
        let update = self.0.update(update_request(text, base));
        update.map(|_| ()).map_err(|error| error.to_string())
    }

    /// The unnamed graph has no name in SPARQL: it is what the default graph shows when there is no other.
    fn quads(&self) -> Vec<Quad> {
        let rows = |text| self.0.rows(text).unwrap().rows;
        let named = rows("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }");
        self.update("CLEAR NAMED", BASE).unwrap();
        let unnamed = rows("SELECT ?s ?p ?o { ?s ?p ?o }");
        named.into_iter().chain(unnamed).map(quad).collect()
    }
}

fn quad(row: Vec<Option<Term>>) -> Quad {
    let mut terms = row.into_iter().map(|term| term.unwrap());
    let mut term = || terms.next();
    let subject = match term() {
        Some(Term::NamedNode(node)) => node.into(),
        Some(Term::BlankNode(node)) => oxrdf::NamedOrBlankNode::from(node),
        other => panic!("{other:?} is no subject"),
    };
    let Some(Term::NamedNode(predicate)) = term() else {
        panic!("no predicate")
    };
    let object = term().unwrap();
    let graph = match term() {
        Some(Term::NamedNode(name)) => name.into(),
        _ => GraphName::DefaultGraph,
    };
    Quad::new(subject, predicate, object, graph)
}
