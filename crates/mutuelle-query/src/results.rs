//! Writing answers: tables, booleans, graphs.

use crate::budget::{self, QueryLimits};
use crate::error::QueryError;
use crate::format::{GraphFormat, TableFormat};
use crate::json_ld::{CompactWriter, JsonLdWriter};
use mutuelle_ontology::prefixes::PREFIXES;
use oxrdf::{GraphName, Quad, QuadRef, TripleRef};
use oxrdfio::{RdfFormat, RdfSerializer, WriterQuadSerializer};
use sparesults::QueryResultsSerializer;
use spareval::{QuerySolutionIter, QueryTripleIter};
use std::cell::RefCell;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// A serialiser that knows the table of prefixes.
fn serialiser(format: RdfFormat) -> RdfSerializer {
    PREFIXES
        .iter()
        .fold(RdfSerializer::from_format(format), |serialiser, (prefix, iri)| {
            // The prefixes are constants; one that is no IRI would only be left out.
            serialiser
                .clone()
                .with_prefix(*prefix, *iri)
                .unwrap_or(serialiser)
        })
}

/// Where an answer goes, with what it may measure. Serialisers write a few bytes at a time: they are gathered.
pub(crate) struct Measured<'o> {
    out: &'o mut dyn Write,
    limits: QueryLimits,
    bytes: u64,
    gathered: Vec<u8>,
    /// When rows were last sent on their way without waiting for more.
    sent: Option<Instant>,
}

/// How long rows are gathered at the most, as long as others come. The first does not wait at all.
const ROWS_GATHERED: Duration = Duration::from_millis(20);
/// How many bytes are gathered before they go on.
const GATHERED_BYTES: usize = 8 << 10;

impl<'o> Measured<'o> {
    pub(crate) fn new(out: &'o mut dyn Write, limits: QueryLimits) -> Self {
        Self {
            out,
            limits,
            bytes: 0,
            gathered: Vec::new(),
            sent: None,
        }
    }

    /// Ends the answer. A failure to write that came from the limit says so.
    pub(crate) fn finish(mut self, written: Result<Written, QueryError>) -> Result<Written, QueryError> {
        let written = written.and_then(|written| {
            self.pass_on().map_err(QueryError::Output)?;
            Ok(written)
        });
        match written {
            Err(QueryError::Output(_)) if self.bytes > self.limits.answer_bytes_max => {
                Err(QueryError::OverBudget {
                    name: "answer_bytes_max",
                    unit: "bytes of answer",
                    limit: self.limits.answer_bytes_max,
                })
            }
            written => written,
        }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.gathered)?;
        self.gathered.clear();
        Ok(())
    }

    /// Sends the row that was just written on its way, unless others left a moment ago.
    fn end_row(&mut self) -> io::Result<()> {
        let now = Instant::now();
        if self
            .sent
            .is_some_and(|sent| now.duration_since(sent) < ROWS_GATHERED)
        {
            return Ok(());
        }
        self.sent = Some(now);
        self.pass_on()?;
        self.out.flush()
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.limits.answer_bytes_max {
            return Err(io::Error::other("the answer is too long"));
        }
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHERED_BYTES {
            self.pass_on()?;
        }
        Ok(bytes.len())
    }
}

/// What a serialiser writes with, while the rows are counted beside it.
#[derive(Clone, Copy)]
struct Pen<'m, 'o>(&'m RefCell<Measured<'o>>);

impl Write for Pen<'_, '_> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().take(bytes)
    }

    /// What a serialiser thinks of it does not matter: rows leave when they end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written {
    /// Rows, triples, or 1 for a boolean.
    pub(crate) rows: u64,
    /// The time that making text of them took, about.
    pub(crate) serialising: Duration,
    /// Whether it is the boolean `false`.
    pub(crate) is_false: bool,
}

/// Every so many rows the making of text is timed.
const ROWS_BETWEEN_TIMES: u32 = 16;

impl Written {
    /// Writes one more row, if that is allowed.
    fn row(&mut self, pen: Pen<'_, '_>, write: impl FnOnce() -> io::Result<()>) -> Result<(), QueryError> {
        let rows_max = pen.0.borrow().limits.rows_max;
        if self.rows == rows_max {
            return Err(QueryError::OverBudget {
                name: "rows_max",
                unit: "rows",
                limit: rows_max,
            });
        }
        let timed = self.rows.is_multiple_of(u64::from(ROWS_BETWEEN_TIMES));
        let begun = timed.then(Instant::now);
        write()
            .and_then(|()| pen.0.borrow_mut().end_row())
            .map_err(QueryError::Output)?;
        if let Some(begun) = begun {
            self.serialising += begun.elapsed() * ROWS_BETWEEN_TIMES;
        }
        self.rows += 1;
        budget::step();
        Ok(())
    }
}

/// Writes a table.
pub(crate) fn write_table(
    solutions: QuerySolutionIter<'_>,
    format: TableFormat,
    out: &RefCell<Measured<'_>>,
) -> Result<Written, QueryError> {
    let pen = Pen(out);
    let serialiser = QueryResultsSerializer::from_format(format.serialised());
    let variables = solutions.variables().to_vec();
    let mut writer = serialiser
        .serialize_solutions_to_writer(pen, variables)
        .map_err(QueryError::Output)?;
    let mut written = Written::default();
    for solution in solutions {
        let solution = solution?;
        written.row(pen, || writer.serialize(&solution))?;
    }
    writer.finish().map_err(QueryError::Output)?;
    Ok(written)
}

/// Writes a boolean.
pub(crate) fn write_boolean(
    value: bool,
    format: TableFormat,
    out: &RefCell<Measured<'_>>,
) -> Result<Written, QueryError> {
    let serialiser = QueryResultsSerializer::from_format(format.serialised());
    serialiser
        .serialize_boolean_to_writer(Pen(out), value)
        .map_err(QueryError::Output)?;
    Ok(Written {
        rows: 1,
        is_false: !value,
        ..Written::default()
    })
}

/// Writes graphs, or the triples of one where the format has no graphs.
enum GraphWriter<W: Write> {
    JsonLd(JsonLdWriter<W>),
    CompactJsonLd(CompactWriter<W>),
    Other {
        writer: WriterQuadSerializer<W>,
        has_graphs: bool,
    },
}

impl<W: Write> GraphWriter<W> {
    fn new(format: GraphFormat, out: W) -> Self {
        match format {
            GraphFormat::CompactJsonLd(context) => Self::CompactJsonLd(CompactWriter::new(context, out)),
            GraphFormat::Plain(RdfFormat::JsonLd { .. }) => Self::JsonLd(JsonLdWriter::new(out)),
            GraphFormat::Plain(format) => Self::Other {
                writer: serialiser(format).for_writer(out),
                has_graphs: format.supports_datasets(),
            },
        }
    }

    fn write(&mut self, quad: &Quad) -> io::Result<()> {
        match self {
            Self::JsonLd(writer) => writer.write(quad.as_ref()),
            Self::CompactJsonLd(writer) => writer.write(quad.as_ref()),
            Self::Other {
                writer,
                has_graphs: true,
            } => writer.serialize_quad(quad.as_ref()),
            Self::Other { writer, .. } => writer.serialize_triple(TripleRef::from(QuadRef::from(quad))),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::JsonLd(writer) => writer.finish(),
            Self::CompactJsonLd(writer) => writer.finish(),
            Self::Other { writer, .. } => writer.finish().map(drop),
        }
    }
}

/// Writes the triples of a CONSTRUCT or DESCRIBE.
pub(crate) fn write_graph(
    triples: QueryTripleIter<'_>,
    format: GraphFormat,
    out: &RefCell<Measured<'_>>,
) -> Result<Written, QueryError> {
    let pen = Pen(out);
    let mut writer = GraphWriter::new(format, pen);
    let mut written = Written::default();
    for triple in triples {
        let quad = triple?.in_graph(GraphName::DefaultGraph);
        written.row(pen, || writer.write(&quad))?;
    }
    writer.finish().map_err(QueryError::Output)?;
    Ok(written)
}

/// Writes quads in a format. A format without graphs takes the triples of one graph; the caller sees to it that there
/// is one only. Returns the number of quads.
pub fn write_quads<E: From<io::Error>>(
    quads: impl IntoIterator<Item = Result<Quad, E>>,
    format: impl Into<GraphFormat>,
    out: impl Write,
) -> Result<u64, E> {
    let mut writer = GraphWriter::new(format.into(), out);
    let mut count = 0;
    for quad in quads {
        writer.write(&quad?)?;
        count += 1;
    }
    writer.finish()?;
    Ok(count)
}
