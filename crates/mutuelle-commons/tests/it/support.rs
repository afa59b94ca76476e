//! A commons to try things on, at a standing clock.

use mutuelle_commons::*;
use std::sync::Arc;

pub(crate) const BASE: &str = "http://commons.example/";
pub(crate) const PREFIXES: &str =
    "PREFIX : <http://commons.example/> PREFIX mut: <https://w3id.org/mutuelle/ns#>
    PREFIX dct: <http://purl.org/dc/terms/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX ibis: <https://vocab.methodandstructure.com/ibis#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
";

/// Time does not pass.
pub(crate) struct Standing;

impl Clock for Standing {
    fn now_ms(&self) -> i64 {
        1_700_000_000_000
    }
}

pub(crate) fn options(place: Place) -> CommonsOptions {
    CommonsOptions {
        clock: Arc::new(Standing),
        ..CommonsOptions::new(place, iri(""))
    }
}

pub(crate) fn memory() -> Commons {
    Commons::open(options(Place::Memory)).unwrap().0
}

pub(crate) fn memory_with(limits: Limits) -> Commons {
    let options = CommonsOptions {
        limits,
        ..options(Place::Memory)
    };
    Commons::open(options).unwrap().0
}

pub(crate) fn iri(local: &str) -> NamedNode {
    NamedNode::new(format!("{BASE}{local}")).unwrap()
}

pub(crate) fn graph(local: &str) -> GraphName {
    iri(local).into()
}

pub(crate) fn origin() -> Origin {
    Origin::new("tester", "a test")
}

/// A request to add Turtle (the prefixes are known) to a graph.
pub(crate) fn turtle(text: &str, graph: GraphName) -> LoadRequest {
    LoadRequest {
        input: Input::Bytes(format!("{PREFIXES}{text}").into_bytes()),
        format: RdfFormat::Turtle,
        base: None,
        target: LoadTarget::Graph(graph),
        mode: LoadMode::Add,
        origin: origin(),
        progress: None,
    }
}

pub(crate) fn replace(text: &str, graph: GraphName) -> LoadRequest {
    LoadRequest {
        mode: LoadMode::Replace,
        ..turtle(text, graph)
    }
}

pub(crate) fn add(commons: &Commons, text: &str) -> Receipt {
    commons.load(turtle(text, GraphName::DefaultGraph)).unwrap()
}

pub(crate) fn update(commons: &Commons, text: &str) -> Result<Receipt, ChangeError> {
    commons.update(UpdateRequest {
        text: format!("{PREFIXES}{text}"),
        origin: origin(),
        ..UpdateRequest::default()
    })
}

/// How many solutions a pattern has.
pub(crate) fn count(commons: &Commons, pattern: &str) -> usize {
    commons
        .rows(&format!("{PREFIXES} SELECT * WHERE {{ {pattern} }}"))
        .unwrap()
        .rows
        .len()
}

/// How many entities are found by words.
pub(crate) fn found(commons: &Commons, words: &str) -> usize {
    commons.search(&SearchRequest::new(words)).unwrap().total
}

/// The present seq and number of quads.
pub(crate) fn state(commons: &Commons) -> (u64, u64) {
    let status = commons.status().unwrap();
    (status.seq, status.quads)
}

pub(crate) fn verified(commons: &Commons) -> VerifyReport {
    let report = commons.verify().unwrap();
    assert!(report.ok(), "{:#?}", report.problems);
    report
}

/// Everything, as sorted N-Quads.
#[cfg(feature = "rocksdb")]
pub(crate) fn content(commons: &Commons) -> Vec<String> {
    let mut out = Vec::new();
    commons
        .export(&Export::Everything, RdfFormat::NQuads, &mut out)
        .unwrap();
    let mut lines: Vec<_> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines
}

/// A valid seed about something.
pub(crate) fn seed(local: &str, label: &str) -> String {
    format!(
        ":{local} a mut:KnowledgeSeed ; rdfs:label \"{label}\"@fr ; mut:content \"Ce que l'on sait de cela.\"@fr ;
            dct:creator :ada ; dct:license <https://creativecommons.org/licenses/by-sa/4.0/> .\n"
    )
}

/// The same without a licence.
pub(crate) fn unlicensed(local: &str) -> String {
    format!(
        ":{local} a mut:KnowledgeSeed ; rdfs:label \"Sans licence\"@fr ; mut:content \"Un texte.\"@fr ; dct:creator :ada .\n"
    )
}

/// Two patterns for graphs that are not validated.
pub(crate) fn exempt() -> Exempt {
    Exempt::new([format!("{BASE}partenaire/*"), format!("{BASE}seul")])
}

/// What [`exempt`] lets in, and what it does not.
pub(crate) fn takes_what_is_exempt(commons: &Commons) {
    let dump: String = (0..60).map(|n| unlicensed(&format!("s{n}"))).collect();
    for name in ["partenaire/a", "seul"] {
        assert!(commons.load(turtle(&dump, graph(name))).unwrap().quads_added > 0);
    }
    let refused = |text: &str, name: &str| {
        let outcome = commons.load(turtle(text, graph(name)));
        assert!(matches!(outcome, Err(ChangeError::Violations(_))), "{outcome:?}");
    };
    for name in ["seule", "autre"] {
        refused(&dump, name);
    }
    // What is said elsewhere of the same resource is validated, with all that is known of it.
    refused(":s0 a mut:KnowledgeSeed .", "autre");
    verified(commons);
}

/// Opens a commons on disk. An index that is being built in the background is built here, so that nobody waits.
#[cfg(feature = "rocksdb")]
pub(crate) fn open(folder: &std::path::Path) -> (Commons, OpenReport) {
    let (commons, report) = open_with(folder, Limits::default()).unwrap();
    if report.index != IndexStart::Ready {
        commons.reindex().unwrap();
    }
    (commons, report)
}

#[cfg(feature = "rocksdb")]
pub(crate) fn open_with(
    folder: &std::path::Path,
    limits: Limits,
) -> Result<(Commons, OpenReport), OpenError> {
    let options = CommonsOptions {
        limits,
        ..options(Place::Directory(folder.to_owned()))
    };
    Commons::open(options)
}

/// Limits under which a hundred quads are many.
#[cfg(feature = "rocksdb")]
pub(crate) fn small_patches() -> Limits {
    Limits {
        patch_quads_max: 100,
        ..Limits::default()
    }
}
