//! What was answered, in short, so that the answers of two engines can be compared.

use crate::question::Question;
use anyhow::{Result, bail};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The media type of a table in this program's requests.
pub(crate) const TABLE: &str = "application/sparql-results+json";
/// The media type of a graph.
pub(crate) const GRAPH: &str = "application/n-triples";

/// How many rows or triples, and their digest, which does not depend on their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) rows: usize,
    pub(crate) digest: u64,
}

impl Answer {
    /// Reads the body that answers a question: SPARQL results in JSON, or N-Triples.
    pub(crate) fn read(question: &Question, body: &[u8]) -> Result<Self> {
        let mut answer = if question.is_graph() {
            Self::graph(body)?
        } else {
            Self::table(body)?
        };
        if !question.is_determined() {
            answer.digest = 0;
        }
        Ok(answer)
    }

    fn graph(body: &[u8]) -> Result<Self> {
        let mut triples = HashSet::new();
        for quad in RdfParser::from_format(RdfFormat::NTriples).for_slice(body) {
            triples.insert(quad?.to_string());
        }
        Ok(Self::of(triples.iter()))
    }

    fn table(body: &[u8]) -> Result<Self> {
        match QueryResultsParser::from_format(QueryResultsFormat::Json).for_slice(body)? {
            SliceQueryResultsParserOutput::Solutions(solutions) => {
                let mut rows = Vec::new();
                for solution in solutions {
                    let solution = solution?;
                    let mut row: Vec<_> = solution
                        .iter()
                        .map(|(variable, term)| format!("{variable} {term}"))
                        .collect();
                    row.sort_unstable();
                    rows.push(row);
                }
                Ok(Self::of(rows.iter()))
            }
            SliceQueryResultsParserOutput::Boolean(_) => bail!("a boolean answers no question of these"),
        }
    }

    fn of(rows: impl ExactSizeIterator<Item = impl Hash>) -> Self {
        let rows_len = rows.len();
        let digest = rows.fold(0_u64, |sum, row| {
            let mut hasher = DefaultHasher::new();
            row.hash(&mut hasher);
            sum.wrapping_add(hasher.finish())
        });
        Self {
            rows: rows_len,
            digest,
        }
    }
}
