//! `text:query`: the literals that match, in the graphs that the query sees, up to the limit.

use super::call::{Output, TextCall};
use super::index::{TextHits, TextIndex};
use super::rows::{Found, Rows, too_many_to_look_at};
use super::seeing::Seeing;
use crate::budget;
use crate::dataset::ScopedDataset;
use crate::error::{QueryError, SyntaxError};
use crate::source::{Source, TermId};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term};
use std::collections::HashSet;

/// Finds the rows of a call for these words.
pub(crate) fn find<'c, S: Source>(
    rows: &mut Rows<'c>,
    call: &'c TextCall,
    words: &str,
    index: &dyn TextIndex,
    changed: &[NamedOrBlankNode],
    dataset: &ScopedDataset<S>,
) -> Result<(), QueryError> {
    let properties = properties(call, index)?;
    let hits = index.literals(words, &properties, call.limit)?;
    if let Some(field) = hits.unknown_field(&properties) {
        let names = properties
            .iter()
            .map(NamedNode::as_str)
            .collect::<Vec<_>>()
            .join(" ");
        let message = format!(
            "`{field}:` names no property that is searched; a field is the end of a property's IRI, and these are \
             searched: {names}; a colon in a word is written `\\:`"
        );
        return Err(SyntaxError::new("text query", message).into());
    }
    let seeing = Seeing::of(call, dataset, call.gives(Output::Graph))?;
    let properties = seeing.properties(&properties)?;
    let mut looking = Looking {
        call,
        hits,
        seeing,
        properties,
        rows,
        scratch: Vec::new(),
    };
    match &call.fixed {
        Some(subject) => looking.one(&subject.clone().into()),
        None => looking.all(index, changed),
    }
}

/// The properties that are searched.
fn properties(call: &TextCall, index: &dyn TextIndex) -> Result<Vec<NamedNode>, QueryError> {
    if call.properties.is_empty() {
        return Ok(index.properties(false));
    }
    let known = index.properties(true);
    if let Some(unknown) = call.properties.iter().find(|property| !known.contains(property)) {
        let names = known.iter().map(NamedNode::as_str).collect::<Vec<_>>().join(" ");
        let message = format!(
            "`text:query` cannot search {unknown}: the search profile reads no text of it; it reads {names}"
        );
        return Err(SyntaxError::new("text query", message).into());
    }
    Ok(call.properties.clone())
}

struct Looking<'l, 'c, S: Source> {
    call: &'c TextCall,
    hits: Box<dyn TextHits>,
    seeing: Seeing<'l, S>,
    properties: Vec<(TermId, NamedNode)>,
    rows: &'l mut Rows<'c>,
    scratch: Vec<u8>,
}

impl<S: Source> Looking<'_, '_, S> {
    /// The literals of one resource. The index is asked for its score alone.
    fn one(&mut self, entity: &NamedOrBlankNode) -> Result<(), QueryError> {
        let mut score = 0.0;
        if self.call.gives(Output::Score) {
            score = self.score(entity)?;
        }
        self.look(entity, score)
    }

    fn score(&mut self, entity: &NamedOrBlankNode) -> Result<f32, QueryError> {
        loop {
            let batch = self.hits.more()?;
            if batch.is_empty() {
                // Where there are more, its score is among those that nobody serves.
                let cut_at = self.hits.cut_at();
                return cut_at.map_or(Ok(0.0), |limit| Err(too_many_to_look_at(limit)));
            }
            if let Some((_, score)) = batch.iter().find(|(found, _)| found == entity) {
                return Ok(*score);
            }
        }
    }

    fn all(&mut self, index: &dyn TextIndex, changed: &[NamedOrBlankNode]) -> Result<(), QueryError> {
        let mut looked = HashSet::new();
        let mut later = index.changed();
        later.extend_from_slice(changed);
        loop {
            let batch = self.hits.more()?;
            if batch.is_empty() {
                break;
            }
            for (entity, score) in batch {
                if self.rows.is_full() {
                    return Ok(());
                }
                self.look(&entity, score)?;
                if !later.is_empty() {
                    looked.insert(entity);
                }
            }
        }
        if let Some(limit) = self.hits.cut_at().filter(|_| !self.rows.is_full()) {
            return Err(too_many_to_look_at(limit));
        }
        for entity in later {
            if looked.insert(entity.clone()) {
                self.look(&entity, 0.0)?;
            }
        }
        Ok(())
    }

    /// Adds the literals of an entity that match.
    fn look(&mut self, entity: &NamedOrBlankNode, score: f32) -> Result<(), QueryError> {
        budget::step();
        let Some(subject) = self.seeing.subject(entity)? else {
            return Ok(());
        };
        self.rows.next_subject();
        // A row for each literal only where something tells them apart.
        let one_is_enough = self.call.graph.is_none()
            && !self.call.gives(Output::Text)
            && !self.call.gives(Output::Graph)
            && !self.call.gives(Output::Property);
        for (at, object, graph) in self.seeing.objects_of(subject, &self.properties)? {
            if !self.matches(at, object)? {
                continue;
            }
            let found = Found {
                subject: Some(subject),
                score,
                text: self.text(object)?,
                graph,
                property: Some(self.properties[at].0),
                ..Found::default()
            };
            self.rows.add(&found, self.seeing.dataset())?;
            if one_is_enough {
                break;
            }
        }
        Ok(())
    }

    fn matches(&mut self, property: usize, object: TermId) -> Result<bool, QueryError> {
        let Self {
            call,
            hits,
            seeing,
            properties,
            scratch,
            ..
        } = self;
        let property = &properties[property].1;
        let matches = seeing.literal(object, scratch, |written| {
            call.tag.as_ref().is_none_or(|tag| tag.admits(written.language))
                && hits.accepts(property, written)
        })?;
        Ok(matches.unwrap_or(false))
    }

    /// The literal, with its words marked where that is asked.
    fn text(&mut self, object: TermId) -> Result<Option<Literal>, QueryError> {
        if !self.call.gives(Output::Text) {
            return Ok(None);
        }
        let Term::Literal(literal) = self.seeing.term(object)? else {
            return Ok(None);
        };
        let Some(marks) = &self.call.marks else {
            return Ok(Some(literal));
        };
        let written = super::Written {
            text: literal.value(),
            language: literal.language(),
        };
        let marked = self.hits.marked(written, marks);
        Ok(Some(match literal.language() {
            Some(language) => Literal::new_language_tagged_literal_unchecked(marked, language),
            None => Literal::new_simple_literal(marked),
        }))
    }
}
