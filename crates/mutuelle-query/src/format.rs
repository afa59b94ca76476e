//! The formats that results and graphs are written in.

use crate::json_ld::JsonLdContext;
use oxrdfio::{JsonLdProfileSet, RdfFormat};
use sparesults::QueryResultsFormat;
use std::sync::Arc;

/// How a table of solutions or a boolean is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// SPARQL 1.1 Query Results JSON.
    Json,
    /// SPARQL Query Results XML.
    Xml,
    /// SPARQL 1.1 CSV (RFC 4180; lossy).
    Csv,
    /// SPARQL 1.1 TSV (terms as in Turtle).
    Tsv,
}

impl TableFormat {
    pub(crate) fn serialised(self) -> QueryResultsFormat {
        match self {
            Self::Json => QueryResultsFormat::Json,
            Self::Xml => QueryResultsFormat::Xml,
            Self::Csv => QueryResultsFormat::Csv,
            Self::Tsv => QueryResultsFormat::Tsv,
        }
    }

    /// The format's name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
        }
    }
}

/// The format of a query's answer: it must fit the query's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultFormat {
    /// For SELECT and ASK.
    Table(TableFormat),
    /// For CONSTRUCT and DESCRIBE.
    Graph(GraphFormat),
}

/// How graphs are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// As the format has it; JSON-LD in expanded form, whatever its profile.
    Plain(RdfFormat),
    /// JSON-LD compacted with a context.
    CompactJsonLd(Arc<JsonLdContext>),
}

impl GraphFormat {
    /// The format's name for people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plain(format) => format_name(*format),
            Self::CompactJsonLd(_) => "JSON-LD",
        }
    }

    /// Whether it has graphs, beside triples.
    pub fn supports_datasets(&self) -> bool {
        match self {
            Self::Plain(format) => format.supports_datasets(),
            Self::CompactJsonLd(_) => true,
        }
    }
}

impl From<RdfFormat> for GraphFormat {
    fn from(format: RdfFormat) -> Self {
        Self::Plain(format)
    }
}

/// The format's name for people; `name()` of oxigraph calls every JSON-LD profile `JSON-LD` as well.
pub fn format_name(format: RdfFormat) -> &'static str {
    format.name()
}

/// The RDF formats that can be read and written, in the order in which they are offered.
pub fn graph_formats() -> [RdfFormat; 6] {
    [
        RdfFormat::Turtle,
        RdfFormat::NTriples,
        RdfFormat::RdfXml,
        RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        },
        RdfFormat::TriG,
        RdfFormat::NQuads,
    ]
}
