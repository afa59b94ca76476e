//! Writing answers: tables, booleans, graphs.

use crate::dataset::GraphScope;
use crate::error::{QueryError, StoreError};
use crate::format::TableFormat;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::QuadRef;
use oxigraph::sparql::results::QueryResultsSerializer;
use oxigraph::sparql::{CancellationToken, QuerySolutionIter, QueryTripleIter};
use std::io::{self, Write};

/// The prefixes that graphs are written with, where the format has prefixes.
pub const COMMON_PREFIXES: &[(&str, &str)] = &[
    ("mut", "https://w3id.org/mutuelle/ns#"),
    ("pair", "http://virtual-assembly.org/ontologies/pair#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("schema", "http://schema.org/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("ibis", "https://vocab.methodandstructure.com/ibis#"),
    ("cito", "http://purl.org/spar/cito/"),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
];

/// A serialiser that knows the common prefixes.
pub(crate) fn serialiser(format: RdfFormat) -> RdfSerializer {
    COMMON_PREFIXES
        .iter()
        .fold(RdfSerializer::from_format(format), |serialiser, (prefix, iri)| {
            // The prefixes are constants; one that is no IRI would only be left out.
            serialiser
                .clone()
                .with_prefix(*prefix, *iri)
                .unwrap_or(serialiser)
        })
}

/// Writes a table; returns the number of rows.
pub(crate) fn write_table(
    solutions: QuerySolutionIter<'_>,
    format: TableFormat,
    cancel: &CancellationToken,
    out: &mut dyn Write,
) -> Result<u64, QueryError> {
    let serialiser = QueryResultsSerializer::from_format(format.serialised());
    let variables = solutions.variables().to_vec();
    let mut writer = serialiser
        .serialize_solutions_to_writer(out, variables)
        .map_err(QueryError::Output)?;
    let mut rows = 0;
    for solution in solutions {
        check(cancel)?;
        writer.serialize(&solution?).map_err(QueryError::Output)?;
        rows += 1;
    }
    writer.finish().map_err(QueryError::Output)?;
    Ok(rows)
}

/// Writes a boolean.
pub(crate) fn write_boolean(
    value: bool,
    format: TableFormat,
    out: &mut dyn Write,
) -> Result<u64, QueryError> {
    let serialiser = QueryResultsSerializer::from_format(format.serialised());
    serialiser
        .serialize_boolean_to_writer(out, value)
        .map_err(QueryError::Output)?;
    Ok(1)
}

/// Writes the triples of a CONSTRUCT or DESCRIBE; returns their number.
pub(crate) fn write_graph(
    triples: QueryTripleIter<'_>,
    format: RdfFormat,
    cancel: &CancellationToken,
    out: &mut dyn Write,
) -> Result<u64, QueryError> {
    let mut writer = serialiser(format).for_writer(out);
    let mut rows = 0;
    for triple in triples {
        check(cancel)?;
        writer.serialize_triple(&triple?).map_err(QueryError::Output)?;
        rows += 1;
    }
    writer.finish().map_err(QueryError::Output)?;
    Ok(rows)
}

/// Some joins give row after row without a scan that would notice.
fn check(cancel: &CancellationToken) -> Result<(), QueryError> {
    if cancel.is_cancelled() {
        Err(QueryError::Cancelled)
    } else {
        Ok(())
    }
}

/// Writes quads in a format. A format without graphs takes the triples of one graph; the caller sees to it that there
/// is one only. Returns the number of quads.
pub fn write_quads<E: From<StoreError> + From<io::Error>>(
    quads: impl IntoIterator<Item = Result<oxigraph::model::Quad, E>>,
    format: RdfFormat,
    out: impl Write,
) -> Result<u64, E> {
    let mut writer = serialiser(format).for_writer(out);
    let mut count = 0;
    for quad in quads {
        let quad = quad?;
        if format.supports_datasets() {
            writer.serialize_quad(QuadRef::from(&quad))?;
        } else {
            writer.serialize_triple(oxigraph::model::TripleRef::from(QuadRef::from(&quad)))?;
        }
        count += 1;
    }
    writer.finish()?;
    Ok(count)
}

impl GraphScope {
    /// The scope that a protocol request or a `FROM` clause names; both lists empty means everything.
    pub fn from_lists(
        default: Vec<oxigraph::model::NamedNode>,
        named: Vec<oxigraph::model::NamedNode>,
    ) -> Self {
        if default.is_empty() && named.is_empty() {
            return Self::default();
        }
        Self {
            default: Some(default.into_iter().map(Into::into).collect()),
            named: Some(named.into_iter().map(Into::into).collect()),
        }
    }
}
