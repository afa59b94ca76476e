//! SPARQL queries on the present state.

use crate::commons::Commons;
use mutuelle_store::{CancellationToken, QueryError, QueryForm, QueryOutcome, ResultFormat, Rows};
use oxrdf::NamedNode;
use std::io::Write;

/// A query with its protocol dataset.
#[derive(Clone, Debug, Default)]
pub struct QueryRequest {
    /// The query's text.
    pub text: String,
    /// The base of relative IRIs; the commons' base when there is none.
    pub base: Option<String>,
    /// `default-graph-uri` of the protocol.
    pub default_graphs: Vec<NamedNode>,
    /// `named-graph-uri` of the protocol.
    pub named_graphs: Vec<NamedNode>,
}

/// A parsed query, ready to be run.
#[derive(Clone, Debug)]
pub struct PreparedQuery {
    inner: mutuelle_store::PreparedQuery,
}

impl PreparedQuery {
    /// SELECT, ASK, CONSTRUCT or DESCRIBE.
    pub fn form(&self) -> QueryForm {
        self.inner.form()
    }

    /// Runs the query on the present state and writes the answer as it comes. Blocking; needs a large stack. After an
    /// error `out` holds a part of the answer.
    pub fn run(
        &self,
        commons: &Commons,
        format: ResultFormat,
        cancel: &CancellationToken,
        out: &mut dyn Write,
    ) -> Result<QueryOutcome, QueryError> {
        let snapshot = commons.core.snapshot()?;
        self.inner.run(snapshot.view(), format, cancel, out)
    }
}

impl Commons {
    /// Parses a query.
    pub fn prepare(&self, request: QueryRequest) -> Result<PreparedQuery, QueryError> {
        let base = request.base.as_deref().unwrap_or(self.core.base.as_str());
        let inner = mutuelle_store::PreparedQuery::parse(
            &request.text,
            Some(base),
            request.default_graphs,
            request.named_graphs,
        )?;
        Ok(PreparedQuery { inner })
    }

    /// The rows of a small SELECT of our own.
    pub fn rows(&self, text: &str) -> Result<Rows, QueryError> {
        let prepared = self.prepare(QueryRequest {
            text: text.to_owned(),
            ..QueryRequest::default()
        })?;
        let snapshot = self.core.snapshot()?;
        prepared.inner.rows(snapshot.view(), &CancellationToken::new())
    }
}
