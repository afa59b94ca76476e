//! The rows of text patterns put in their place.

use super::call::{Kind, TextCall, Words};
use super::index::TextIndex;
use super::rows::Rows;
use super::taking::call_of;
use super::walk::{each_exists, each_inner, joined, parts};
use super::{TextPlaced, entities, literals};
use crate::dataset::ScopedDataset;
use crate::distinct::distinct;
use crate::error::QueryError;
use crate::federation::Federation;
use crate::plan::Plan;
use crate::source::Source;
use oxrdf::{Literal, NamedOrBlankNode, Term, Variable};
use spareval::QueryResults;
use spargebra::algebra::GraphPattern;
use spargebra::term::NamedNodePattern;
use std::collections::HashSet;

/// How many different texts a variable may give to one text pattern.
pub const TEXT_VALUES_MAX: usize = 100;

/// What is at hand while rows are put in their place.
pub(crate) struct Placing<'p, S: Source> {
    pub(crate) calls: &'p [TextCall],
    pub(crate) index: &'p dyn TextIndex,
    pub(crate) changed: &'p [NamedOrBlankNode],
    pub(crate) dataset: &'p ScopedDataset<S>,
    pub(crate) federation: &'p Federation,
    pub(crate) placed: Vec<TextPlaced>,
}

impl<S: Source> Placing<'_, S> {
    /// Puts the rows into a part. `outer` is what binds variables before it.
    pub(crate) fn place(
        &mut self,
        pattern: &mut GraphPattern,
        outer: Option<&GraphPattern>,
        graph: Option<&NamedNodePattern>,
    ) -> Result<(), QueryError> {
        match pattern {
            GraphPattern::Join { .. } | GraphPattern::Values { .. } => {
                *pattern = self.group(std::mem::take(pattern), outer, graph)?;
                Ok(())
            }
            GraphPattern::LeftJoin { left, right, .. }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Minus { left, right } => {
                self.place(left, outer, graph)?;
                let before = self.before(outer, &[&**left]);
                self.place(right, before.as_ref(), graph)?;
                self.exists(pattern, outer, graph)
            }
            GraphPattern::Graph { name, inner } => {
                let name = name.clone();
                self.place(inner, outer, Some(&name))
            }
            GraphPattern::Service { .. } => Ok(()),
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Group { inner, .. } => {
                self.place(inner, outer, graph)?;
                self.exists(pattern, outer, graph)
            }
            other => {
                let mut outcome = Ok(());
                each_inner(other, &mut |inner| {
                    if outcome.is_ok() {
                        outcome = self.place(inner, outer, graph);
                    }
                });
                outcome
            }
        }
    }

    /// Patterns of EXISTS, before which the group that they filter is bound.
    fn exists(
        &mut self,
        pattern: &mut GraphPattern,
        outer: Option<&GraphPattern>,
        graph: Option<&NamedNodePattern>,
    ) -> Result<(), QueryError> {
        let before = match pattern {
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Group { inner, .. } => self.before(outer, &[&**inner]),
            GraphPattern::LeftJoin { left, right, .. } => self.before(outer, &[&**left, &**right]),
            _ => None,
        };
        let mut outcome = Ok(());
        each_exists(pattern, &mut |inner| {
            if outcome.is_ok() {
                outcome = self.place(inner, before.as_ref(), graph);
            }
        });
        outcome
    }

    /// What binds variables before a part, where any text is a variable: it may be large by now.
    fn before(&self, outer: Option<&GraphPattern>, parts: &[&GraphPattern]) -> Option<GraphPattern> {
        let is_variable = |call: &TextCall| matches!(call.words, Words::Variable(_));
        self.calls
            .iter()
            .any(is_variable)
            .then(|| joined(outer.into_iter().chain(parts.iter().copied()).cloned().collect()))
    }

    /// What is joined: text patterns whose words are known first, then those that ask the others for their words.
    fn group(
        &mut self,
        pattern: GraphPattern,
        outer: Option<&GraphPattern>,
        graph: Option<&NamedNodePattern>,
    ) -> Result<GraphPattern, QueryError> {
        let (mut own, mut asking) = (Vec::new(), Vec::new());
        for mut part in parts(pattern) {
            match call_of(&part).and_then(|index| self.calls.get(index)) {
                None if matches!(part, GraphPattern::Values { .. }) => own.push(part),
                None => {
                    self.place(&mut part, outer, graph)?;
                    own.push(part);
                }
                Some(call) => match &call.words {
                    Words::Text(text) => own.push(self.answered(call, &[(text.clone(), None)])?),
                    Words::Variable(variable) => asking.push((call, variable)),
                },
            }
        }
        for (call, variable) in asking {
            let texts = self.texts(call, variable, &own, outer, graph)?;
            own.push(self.answered(call, &texts)?);
        }
        Ok(joined(own))
    }

    /// The rows of a call for some texts.
    fn answered(
        &mut self,
        call: &TextCall,
        texts: &[(String, Option<Literal>)],
    ) -> Result<GraphPattern, QueryError> {
        let mut all = Vec::new();
        for (text, literal) in texts {
            let mut rows = Rows::new(call, literal.clone());
            let find = match call.kind {
                Kind::Literals => literals::find,
                Kind::Entities | Kind::Facets => entities::find,
            };
            find(&mut rows, call, text, self.index, self.changed, self.dataset)?;
            all.append(&mut rows.found);
        }
        self.placed.push(TextPlaced {
            pattern: call.written.clone(),
            texts: texts.len(),
            rows: all.len(),
        });
        let variables = call.variables();
        if variables.is_empty() {
            // `<a> text:query "…"` binds nothing: one row when it holds, none when not.
            all.truncate(1);
            return Ok(GraphPattern::Values {
                // No row in flight is empty (`harden.rs`).
                variables: vec![Variable::new_unchecked(format!(
                    "text found {}",
                    self.placed.len()
                ))],
                bindings: all
                    .iter()
                    .map(|_| vec![Some(Literal::from(true).into())])
                    .collect(),
            });
        }
        Ok(GraphPattern::Values {
            variables,
            bindings: all,
        })
    }

    /// The texts that a variable has in what stands around.
    fn texts(
        &self,
        call: &TextCall,
        variable: &Variable,
        own: &[GraphPattern],
        outer: Option<&GraphPattern>,
        graph: Option<&NamedNodePattern>,
    ) -> Result<Vec<(String, Option<Literal>)>, QueryError> {
        let binds = |pattern: &&GraphPattern| {
            let mut is_bound = false;
            pattern.on_in_scope_variable(|bound| is_bound |= bound == variable);
            is_bound
        };
        // Only what binds the variable is asked: what else is joined can but leave some of its values out.
        let binding: Vec<_> = own.iter().chain(outer).filter(binds).cloned().collect();
        if binding.is_empty() {
            return Err(QueryError::Evaluation {
                message: format!(
                    "{}: patterns of the same group have to bind {variable}",
                    call.written
                ),
            });
        }
        let query = distinct(joined(binding), vec![variable.clone()], graph);
        let plan = Plan::of(query, self.dataset).map_err(|error| QueryError::Source(Box::new(error)))?;
        let QueryResults::Solutions(solutions) = plan.execute(&self.federation.evaluator(), self.dataset)?
        else {
            return Ok(Vec::new());
        };
        let mut texts = HashSet::new();
        for solution in solutions {
            // What is no text matches nothing.
            if let Some(Term::Literal(text)) = solution?.get(variable.as_str()) {
                texts.insert(text.clone());
            }
            if texts.len() > TEXT_VALUES_MAX {
                return Err(QueryError::OverBudget {
                    name: "text_values_max",
                    unit: "texts for one text pattern",
                    limit: TEXT_VALUES_MAX as u64,
                });
            }
        }
        let mut texts: Vec<_> = texts.into_iter().collect();
        texts.sort_unstable_by_key(ToString::to_string);
        Ok(texts
            .into_iter()
            .map(|text| (text.value().to_owned(), Some(text)))
            .collect())
    }
}
