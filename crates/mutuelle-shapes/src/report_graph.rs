//! A report as RDF (<https://www.w3.org/TR/shacl/#validation-report>).

use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, Graph, Literal, NamedNodeRef, NamedOrBlankNode, Term, Triple};

use crate::path::Path;
use crate::report::{Report, ValidationResult};
use crate::vocabulary::sh;

impl Report {
    /// The report as a graph with one `sh:ValidationReport`. `sh:conforms` is SHACL's: no result at all.
    ///
    /// The blank nodes are the same for the same report, and are none of the data's.
    pub fn to_graph(&self) -> Graph {
        let mut writer = ReportWriter {
            graph: Graph::new(),
            prefix: fresh_prefix(self),
            minted: 0,
        };
        let report = writer.mint();
        writer.insert(&report, rdf::TYPE, sh::VALIDATION_REPORT);
        writer.insert(&report, sh::CONFORMS, Literal::from(self.results.is_empty()));
        for result in &self.results {
            let node = writer.write_result(result);
            writer.insert(&report, sh::RESULT, node);
        }
        writer.graph
    }
}

/// A label that none of the report's own blank nodes begins with.
fn fresh_prefix(report: &Report) -> String {
    let terms = report.results.iter().flat_map(|result| {
        [
            Some(&result.focus),
            result.value.as_ref(),
            Some(&result.source_shape),
        ]
        .into_iter()
        .flatten()
    });
    let longest = terms
        .filter_map(|term| match term {
            Term::BlankNode(node) => node.as_str().strip_prefix("report"),
            _ => None,
        })
        .map(|rest| rest.bytes().take_while(|byte| *byte == b'x').count() + 1)
        .max();
    format!("report{}", "x".repeat(longest.unwrap_or(0)))
}

struct ReportWriter {
    graph: Graph,
    prefix: String,
    minted: usize,
}

impl ReportWriter {
    fn mint(&mut self) -> BlankNode {
        self.minted += 1;
        BlankNode::new_unchecked(format!("{}{}", self.prefix, self.minted))
    }

    fn insert(&mut self, subject: &BlankNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        let subject = NamedOrBlankNode::from(subject.clone());
        self.graph.insert(&Triple::new(subject, predicate, object));
    }

    fn write_result(&mut self, result: &ValidationResult) -> BlankNode {
        let node = self.mint();
        self.insert(&node, rdf::TYPE, sh::VALIDATION_RESULT);
        self.insert(&node, sh::FOCUS_NODE, result.focus.clone());
        if let Some(path) = &result.path {
            let path = self.write_path(path);
            self.insert(&node, sh::RESULT_PATH, path);
        }
        if let Some(value) = &result.value {
            self.insert(&node, sh::VALUE, value.clone());
        }
        self.insert(&node, sh::SOURCE_CONSTRAINT_COMPONENT, result.component.clone());
        self.insert(&node, sh::SOURCE_SHAPE, result.source_shape.clone());
        self.insert(&node, sh::RESULT_SEVERITY, result.severity.as_named_node());
        for message in &result.messages {
            self.insert(&node, sh::RESULT_MESSAGE, message.clone());
        }
        node
    }

    fn write_path(&mut self, path: &Path) -> Term {
        match path {
            Path::Predicate(predicate) => predicate.clone().into(),
            Path::Inverse(inner) => self.write_unary(sh::INVERSE_PATH, inner),
            Path::ZeroOrMore(inner) => self.write_unary(sh::ZERO_OR_MORE_PATH, inner),
            Path::OneOrMore(inner) => self.write_unary(sh::ONE_OR_MORE_PATH, inner),
            Path::ZeroOrOne(inner) => self.write_unary(sh::ZERO_OR_ONE_PATH, inner),
            Path::Sequence(parts) => self.write_list(parts),
            Path::Alternative(parts) => {
                let list = self.write_list(parts);
                let node = self.mint();
                self.insert(&node, sh::ALTERNATIVE_PATH, list);
                node.into()
            }
        }
    }

    fn write_unary(&mut self, predicate: NamedNodeRef<'_>, inner: &Path) -> Term {
        let inner = self.write_path(inner);
        let node = self.mint();
        self.insert(&node, predicate, inner);
        node.into()
    }

    fn write_list(&mut self, parts: &[Path]) -> Term {
        let mut rest = Term::from(rdf::NIL);
        for part in parts.iter().rev() {
            let first = self.write_path(part);
            let cell = self.mint();
            self.insert(&cell, rdf::FIRST, first);
            self.insert(&cell, rdf::REST, rest);
            rest = cell.into();
        }
        rest
    }
}
