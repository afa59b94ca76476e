//! Small stores to try things on.

use mutuelle_query::{Budget, CancellationToken, PreparedQuery, QueryError, ResultFormat, TableFormat};
use mutuelle_store::{
    GraphChange, NumberedView, ParseOptions, PreparedUpdate, RdfFormat, Snapshot, Store, Transaction,
    UpdateError, parse,
};
use oxrdf::{NamedNode, Quad};

pub(crate) const PREFIXES: &str =
    "PREFIX : <http://a.example/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ";

pub(crate) fn name(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://a.example/{local}"))
}

/// A store in memory with the quads of a TriG text, at seq 1. The prefix `:` is known.
pub(crate) fn store(trig: &str) -> Store {
    let store = Store::in_memory().unwrap();
    fill(&store, trig, 1);
    store
}

pub(crate) fn fill(store: &Store, trig: &str, seq: u64) {
    let text = format!("{PREFIXES}\n{trig}");
    let mut transaction = store.begin().unwrap();
    for parsed in parse(text.as_bytes(), RdfFormat::TriG, &ParseOptions::default()).unwrap() {
        transaction.insert(&parsed.unwrap().quad).unwrap();
    }
    transaction.commit(seq).unwrap();
}

pub(crate) fn query(text: &str) -> Result<PreparedQuery, QueryError> {
    PreparedQuery::parse(&format!("{PREFIXES}{text}"), None, Vec::new(), Vec::new())
}

/// A budget that nothing ends.
pub(crate) fn unlimited() -> Budget {
    Budget::cancelled_by(CancellationToken::new())
}

/// The snapshot as a query's source.
pub(crate) fn numbered<'s>(snapshot: &'s Snapshot<'_>) -> NumberedView<'s> {
    NumberedView::new(snapshot.view()).unwrap()
}

pub(crate) fn answer_as(
    store: &Store,
    query: &PreparedQuery,
    format: ResultFormat,
) -> Result<String, QueryError> {
    let mut out = Vec::new();
    let snapshot = store.read().unwrap();
    query.run(&numbered(&snapshot), format, &unlimited(), &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

pub(crate) fn ask(store: &Store, text: &str) -> bool {
    let query = query(text).unwrap();
    let answer = answer_as(store, &query, ResultFormat::Table(TableFormat::Csv)).unwrap();
    answer.trim() == "true"
}

/// The rows of a SELECT as they stand in TSV, sorted.
pub(crate) fn select(store: &Store, text: &str) -> Vec<String> {
    rows(store, &query(text).unwrap())
}

pub(crate) fn rows(store: &Store, query: &PreparedQuery) -> Vec<String> {
    let table = answer_as(store, query, ResultFormat::Table(TableFormat::Tsv)).unwrap();
    let mut rows: Vec<_> = table.lines().skip(1).map(str::to_owned).collect();
    rows.sort();
    rows
}

/// How many rows an ordinary count gives.
pub(crate) fn count(store: &Store, pattern: &str) -> usize {
    select(store, &format!("SELECT * WHERE {{ {pattern} }}")).len()
}

fn apply(transaction: &mut Transaction<'_>, change: GraphChange) -> Result<(), UpdateError> {
    match change {
        GraphChange::Insert(quad) => transaction.insert(&quad)?,
        GraphChange::Remove(quad) => transaction.remove(&quad)?,
    };
    Ok(())
}

/// Parses, executes and commits.
pub(crate) fn update(store: &Store, text: &str) -> Result<u64, UpdateError> {
    let update = PreparedUpdate::parse(&format!("{PREFIXES}{text}"), None, Vec::new(), Vec::new())?;
    run(store, &update)
}

pub(crate) fn run(store: &Store, update: &PreparedUpdate) -> Result<u64, UpdateError> {
    let mut transaction = store.begin()?;
    let seq = transaction.view().seq()? + 1;
    let normalised = update.execute(&mut transaction, &unlimited(), apply)?;
    transaction.commit(seq)?;
    Ok(normalised)
}

/// Every quad, in the store's order.
pub(crate) fn quads(store: &Store) -> Vec<Quad> {
    let snapshot = store.read().unwrap();
    let quads = snapshot.view().quads(None, None, None, None);
    quads.collect::<Result<_, _>>().unwrap()
}
