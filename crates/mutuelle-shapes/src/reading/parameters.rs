//! One shape's triples, read with the checks that SHACL's syntax rules ask for.

use std::collections::HashSet;

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Graph, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use crate::error::ShapesError;
use crate::limits::LIST_LENGTH_MAX;
use crate::path::as_subject;

#[derive(Clone)]
pub(super) struct Parameters<'g> {
    pub(super) graph: &'g Graph,
    pub(super) shape: NamedOrBlankNode,
}

impl<'g> Parameters<'g> {
    pub(super) fn new(graph: &'g Graph, shape: NamedOrBlankNode) -> Self {
        Self { graph, shape }
    }

    pub(super) fn all(&self, predicate: NamedNodeRef<'_>) -> Vec<Term> {
        self.graph
            .objects_for_subject_predicate(&self.shape, predicate)
            .map(Into::into)
            .collect()
    }

    /// The value of a parameter that may stand once.
    pub(super) fn one(&self, predicate: NamedNodeRef<'_>) -> Result<Option<Term>, ShapesError> {
        let mut values = self.all(predicate);
        if values.len() > 1 {
            return Err(ShapesError::Repeated {
                shape: self.shape.clone(),
                predicate: predicate.into_owned(),
                count: values.len(),
            });
        }
        Ok(values.pop())
    }

    pub(super) fn malformed(
        &self,
        predicate: NamedNodeRef<'_>,
        value: Term,
        expected: &'static str,
    ) -> ShapesError {
        ShapesError::Malformed {
            shape: self.shape.clone(),
            predicate: predicate.into_owned(),
            value: Box::new(value),
            expected,
        }
    }

    pub(super) fn as_iri(&self, predicate: NamedNodeRef<'_>, value: Term) -> Result<NamedNode, ShapesError> {
        match value {
            Term::NamedNode(node) => Ok(node),
            other => Err(self.malformed(predicate, other, "an IRI")),
        }
    }

    pub(super) fn as_literal(
        &self,
        predicate: NamedNodeRef<'_>,
        value: Term,
    ) -> Result<Literal, ShapesError> {
        match value {
            Term::Literal(literal) => Ok(literal),
            other => Err(self.malformed(predicate, other, "a literal")),
        }
    }

    pub(super) fn as_node(
        &self,
        predicate: NamedNodeRef<'_>,
        value: Term,
    ) -> Result<NamedOrBlankNode, ShapesError> {
        as_subject(&value).ok_or_else(|| self.malformed(predicate, value, "an IRI or a blank node"))
    }

    pub(super) fn iris(&self, predicate: NamedNodeRef<'_>) -> Result<Vec<NamedNode>, ShapesError> {
        self.all(predicate)
            .into_iter()
            .map(|value| self.as_iri(predicate, value))
            .collect()
    }

    pub(super) fn iri(&self, predicate: NamedNodeRef<'_>) -> Result<Option<NamedNode>, ShapesError> {
        self.one(predicate)?
            .map(|value| self.as_iri(predicate, value))
            .transpose()
    }

    /// A plain string.
    pub(super) fn string(&self, predicate: NamedNodeRef<'_>) -> Result<Option<String>, ShapesError> {
        self.one(predicate)?
            .map(|value| self.as_string(predicate, value))
            .transpose()
    }

    pub(super) fn as_string(&self, predicate: NamedNodeRef<'_>, value: Term) -> Result<String, ShapesError> {
        match value {
            Term::Literal(literal) if literal.datatype() == xsd::STRING => Ok(literal.value().to_owned()),
            other => Err(self.malformed(predicate, other, "a string")),
        }
    }

    /// Texts for people, with or without a language.
    pub(super) fn texts(&self, predicate: NamedNodeRef<'_>) -> Result<Vec<Literal>, ShapesError> {
        self.all(predicate)
            .into_iter()
            .map(|value| match value {
                Term::Literal(literal)
                    if literal.language().is_some() || literal.datatype() == xsd::STRING =>
                {
                    Ok(literal)
                }
                other => Err(self.malformed(predicate, other, "a string, with or without a language")),
            })
            .collect()
    }

    pub(super) fn count(&self, predicate: NamedNodeRef<'_>) -> Result<Option<u64>, ShapesError> {
        let Some(value) = self.one(predicate)? else {
            return Ok(None);
        };
        let read = match &value {
            Term::Literal(literal) if literal.datatype() == xsd::INTEGER => literal.value().parse().ok(),
            _ => None,
        };
        match read {
            Some(count) => Ok(Some(count)),
            None => Err(self.malformed(predicate, value, "an `xsd:integer` of at least 0")),
        }
    }

    /// Whether the parameter is `true`. The suite wants `"1"^^xsd:boolean` ignored (uniqueLang-002): SHACL
    /// speaks of the term `true`, not of its value.
    pub(super) fn flag(&self, predicate: NamedNodeRef<'_>) -> Result<bool, ShapesError> {
        let Some(value) = self.one(predicate)? else {
            return Ok(false);
        };
        match &value {
            Term::Literal(literal) if literal.datatype() == xsd::BOOLEAN => Ok(literal.value() == "true"),
            _ => Err(self.malformed(predicate, value, "`true` or `false`")),
        }
    }

    /// The members of the list that starts at `head`.
    pub(super) fn list(&self, predicate: NamedNodeRef<'_>, head: &Term) -> Result<Vec<Term>, ShapesError> {
        let broken = |node: &Term, problem: String| ShapesError::List {
            shape: self.shape.clone(),
            predicate: predicate.into_owned(),
            node: Box::new(node.clone()),
            problem,
        };
        let mut members = Vec::new();
        let mut seen = HashSet::new();
        let mut rest = head.clone();
        while rest != Term::from(rdf::NIL) {
            let Some(cell) = as_subject(&rest) else {
                return Err(broken(&rest, "is no list".to_owned()));
            };
            if !seen.insert(cell.clone()) {
                return Err(broken(
                    &rest,
                    "stands in the list twice, so the list never ends".to_owned(),
                ));
            }
            if members.len() == LIST_LENGTH_MAX {
                return Err(broken(
                    &rest,
                    format!("comes after the {LIST_LENGTH_MAX} members that are allowed"),
                ));
            }
            members.push(
                self.only(&cell, rdf::FIRST)
                    .map_err(|problem| broken(&rest, problem))?,
            );
            rest = self
                .only(&cell, rdf::REST)
                .map_err(|problem| broken(&rest, problem))?;
        }
        Ok(members)
    }

    fn only(&self, cell: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Result<Term, String> {
        let mut values = self.graph.objects_for_subject_predicate(cell, predicate);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value.into_owned()),
            (None, _) => Err(format!("has no `{predicate}`")),
            (Some(_), Some(_)) => Err(format!("has more than one `{predicate}`")),
        }
    }
}
