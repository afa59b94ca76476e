//! What JSON-LD is made of in both of its forms.

use oxrdf::vocab::xsd;
use oxrdf::{GraphNameRef, LiteralRef, NamedOrBlankNodeRef, TermRef};
use std::io::{self, Write};

pub(super) fn write_string(out: &mut impl Write, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

pub(super) fn write_node(out: &mut impl Write, node: NamedOrBlankNodeRef<'_>) -> io::Result<()> {
    match node {
        NamedOrBlankNodeRef::NamedNode(node) => write_string(out, node.as_str()),
        NamedOrBlankNodeRef::BlankNode(node) => write_string(out, &node.to_string()),
    }
}

/// The name of a graph that has one.
pub(super) fn write_graph_name(out: &mut impl Write, graph: GraphNameRef<'_>) -> io::Result<()> {
    match graph {
        GraphNameRef::NamedNode(node) => write_node(out, node.into()),
        GraphNameRef::BlankNode(node) => write_node(out, node.into()),
        GraphNameRef::DefaultGraph => Ok(()),
    }
}

/// The node that an object is.
///
/// # Errors
/// The literal that it is instead; a triple term, for which JSON-LD 1.1 has no form.
pub(super) fn node_of(object: TermRef<'_>) -> io::Result<Result<NamedOrBlankNodeRef<'_>, LiteralRef<'_>>> {
    match object {
        TermRef::NamedNode(node) => Ok(Ok(node.into())),
        TermRef::BlankNode(node) => Ok(Ok(node.into())),
        TermRef::Literal(literal) => Ok(Err(literal)),
        TermRef::Triple(_) => {
            let message = "JSON-LD has no form for triple terms; ask for N-Triples or Turtle";
            Err(io::Error::new(io::ErrorKind::InvalidInput, message))
        }
    }
}

/// A value in expanded form.
pub(super) fn write_expanded(out: &mut impl Write, object: TermRef<'_>) -> io::Result<()> {
    match node_of(object)? {
        Ok(node) => {
            out.write_all(b"{\"@id\":")?;
            write_node(out, node)?;
            out.write_all(b"}")
        }
        Err(literal) => write_value_object(out, literal, "@type", literal.datatype().as_str()),
    }
}

/// A literal with all that it is.
pub(super) fn write_value_object(
    out: &mut impl Write,
    literal: LiteralRef<'_>,
    type_key: &str,
    datatype: &str,
) -> io::Result<()> {
    out.write_all(b"{\"@value\":")?;
    write_string(out, literal.value())?;
    if let Some(language) = literal.language() {
        out.write_all(b",\"@language\":")?;
        write_string(out, language)?;
        if let Some(direction) = literal.direction() {
            out.write_all(b",\"@direction\":")?;
            write_string(out, &direction.to_string())?;
        }
    } else if literal.datatype() != xsd::STRING {
        write!(out, ",\"{type_key}\":")?;
        write_string(out, datatype)?;
    }
    out.write_all(b"}")
}
