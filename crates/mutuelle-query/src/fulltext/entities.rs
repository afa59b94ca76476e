//! `search:matches` and `search:facets`: entities as text search finds them, and counts of values among them.
//!
//! The index knows what all graphs say together. Where a query sees less, each hit is looked at again: its texts in
//! these graphs have to have all the words. So they have where the index itself adds hits that have only a part.

use super::call::{Kind, Output, TextCall};
use super::index::{TextHits, TextIndex, Written};
use super::rows::{Found, Rows, too_many_to_look_at};
use super::seeing::Seeing;
use crate::budget;
use crate::dataset::ScopedDataset;
use crate::error::QueryError;
use crate::source::{Source, TermId};
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The datatype of a snippet.
const RDF_HTML: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML");

/// An entity that matches, with the graphs in which it does.
type Looked = (TermId, Vec<Option<TermId>>);
/// A text with its language.
type Text = (String, Option<String>);

/// Finds the rows of a call for these words.
pub(crate) fn find<'c, S: Source>(
    rows: &mut Rows<'c>,
    call: &'c TextCall,
    words: &str,
    index: &dyn TextIndex,
    changed: &[NamedOrBlankNode],
    dataset: &ScopedDataset<S>,
) -> Result<(), QueryError> {
    let seeing = Seeing::of(call, dataset, false)?;
    let hits = index.entities(words, seeing.graphs()?)?;
    let mut later = index.changed();
    later.extend_from_slice(changed);
    let own = index.properties(false);
    let linked = index.properties(true);
    let mut looking = Looking {
        call,
        hits,
        own: seeing.properties(&own)?,
        linked: seeing.properties(&linked)?,
        labels: seeing.properties(&index.label_properties())?,
        seeing,
        scratch: Vec::new(),
    };
    match call.kind {
        Kind::Facets => {
            let mut counting = Counting::of(call, &looking.seeing)?;
            looking.each(&later, |looking, subject, _, graphs| {
                counting.count(subject, graphs, &looking.seeing)?;
                Ok(true)
            })?;
            counting.add(rows, &looking.seeing)
        }
        Kind::Entities | Kind::Literals => looking.each(&later, |looking, subject, score, graphs| {
            rows.next_subject();
            for graph in graphs {
                let found = Found {
                    subject: Some(subject),
                    score,
                    text: looking.snippet(subject, *graph)?,
                    graph: *graph,
                    ..Found::default()
                };
                rows.add(&found, looking.seeing.dataset())?;
            }
            Ok(!rows.is_full())
        }),
    }
}

struct Looking<'l, 'c, S: Source> {
    call: &'c TextCall,
    hits: Box<dyn TextHits>,
    /// The properties of an entity's own text.
    own: Vec<(TermId, NamedNode)>,
    /// With those that may point to others.
    linked: Vec<(TermId, NamedNode)>,
    labels: Vec<(TermId, NamedNode)>,
    seeing: Seeing<'l, S>,
    scratch: Vec<u8>,
}

impl<S: Source> Looking<'_, '_, S> {
    /// Shows each entity that matches with the graphs in which it does, until `show` has enough. Without a GRAPH around
    /// there is one, which has no name.
    fn each(
        &mut self,
        later: &[NamedOrBlankNode],
        mut show: impl FnMut(&mut Self, TermId, f32, &[Option<TermId>]) -> Result<bool, QueryError>,
    ) -> Result<(), QueryError> {
        let mut looked = HashSet::new();
        loop {
            let batch = self.hits.more()?;
            if batch.is_empty() {
                break;
            }
            for (entity, score) in batch {
                let is_sure = later.is_empty() && !self.seeing.is_partial && !self.hits.is_loose();
                if let Some((subject, graphs)) = self.looked(&entity, is_sure)?
                    && !show(self, subject, score, &graphs)?
                {
                    return Ok(());
                }
                if !later.is_empty() {
                    looked.insert(entity);
                }
            }
        }
        if let Some(limit) = self.hits.cut_at() {
            return Err(too_many_to_look_at(limit));
        }
        for entity in later {
            if looked.insert(entity.clone())
                && let Some((subject, graphs)) = self.looked(entity, false)?
                && !show(self, subject, 0.0, &graphs)?
            {
                return Ok(());
            }
        }
        Ok(())
    }

    /// An entity that matches, with the graphs in which it does.
    fn looked(&mut self, entity: &NamedOrBlankNode, is_sure: bool) -> Result<Option<Looked>, QueryError> {
        budget::step();
        if let Some(fixed) = &self.call.fixed
            && NamedOrBlankNode::from(fixed.clone()) != *entity
        {
            return Ok(None);
        }
        let Some(subject) = self.seeing.subject(entity)? else {
            return Ok(None);
        };
        if is_sure {
            return Ok(Some((subject, vec![None])));
        }
        let mut graphs = Vec::new();
        for (graph, texts) in self.texts(subject)? {
            if self.hits.accepts_together(&texts) {
                graphs.push(graph);
            }
        }
        Ok((!graphs.is_empty()).then_some((subject, graphs)))
    }

    /// All texts by which an entity is found, by graph.
    fn texts(&mut self, subject: TermId) -> Result<BTreeMap<Option<TermId>, Vec<Text>>, QueryError> {
        let mut texts: BTreeMap<_, Vec<Text>> = BTreeMap::new();
        for (_, object, graph) in self.seeing.objects_of(subject, &self.linked)? {
            if let Some(text) = self.text(object)? {
                texts.entry(graph).or_default().push(text);
                continue;
            }
            for (_, label, of) in self.seeing.objects_of(object, &self.labels)? {
                if of == graph
                    && let Some(text) = self.text(label)?
                {
                    texts.entry(graph).or_default().push(text);
                }
            }
        }
        Ok(texts)
    }

    fn text(&mut self, id: TermId) -> Result<Option<Text>, QueryError> {
        self.seeing.literal(id, &mut self.scratch, |written| {
            (written.text.to_owned(), written.language.map(str::to_owned))
        })
    }

    /// The passage with the most words of the query; of a name only where no other text has as many.
    fn snippet(&mut self, subject: TermId, graph: Option<TermId>) -> Result<Option<Literal>, QueryError> {
        if !self.call.gives(Output::Text) {
            return Ok(None);
        }
        let mut best: Option<((usize, bool), Text)> = None;
        for (at, object, of) in self.seeing.objects_of(subject, &self.own)? {
            let Some(text) = self.text(object)?.filter(|_| of == graph) else {
                continue;
            };
            let property = self.own[at].0;
            let is_body = self.labels.iter().all(|(label, _)| *label != property);
            let rank = (self.hits.count(written(&text)), is_body);
            if best.as_ref().is_none_or(|(known, _)| *known < rank) {
                best = Some((rank, text));
            }
        }
        let Some((_, text)) = best else { return Ok(None) };
        let marks = self.call.marks.clone().unwrap_or_else(TextCall::snippet);
        let marked = self.hits.marked(written(&text), &marks);
        Ok(Some(match text.1 {
            _ if marks.is_html => Literal::new_typed_literal(marked, RDF_HTML),
            Some(language) => Literal::new_language_tagged_literal_unchecked(marked, language),
            None => Literal::new_typed_literal(marked, xsd::STRING),
        }))
    }
}

fn written((text, language): &Text) -> Written<'_> {
    Written {
        text,
        language: language.as_deref(),
    }
}

/// How many entities have each value of the facets.
struct Counting {
    facets: Vec<(TermId, NamedNode)>,
    counts: HashMap<(Option<TermId>, usize, TermId), u64>,
}

impl Counting {
    fn of<S: Source>(call: &TextCall, seeing: &Seeing<'_, S>) -> Result<Self, QueryError> {
        let facets = if call.properties.is_empty() {
            vec![rdf::TYPE.into_owned()]
        } else {
            call.properties.clone()
        };
        Ok(Self {
            facets: seeing.properties(&facets)?,
            counts: HashMap::new(),
        })
    }

    fn count<S: Source>(
        &mut self,
        subject: TermId,
        graphs: &[Option<TermId>],
        seeing: &Seeing<'_, S>,
    ) -> Result<(), QueryError> {
        for (at, (facet, _)) in self.facets.iter().enumerate() {
            let values: HashSet<_> = seeing.objects(subject, *facet)?.into_iter().collect();
            for (value, graph) in values {
                if graphs.contains(&graph) {
                    *self.counts.entry((graph, at, value)).or_default() += 1;
                }
            }
        }
        Ok(())
    }

    /// The rows: by graph and facet, most first.
    fn add<S: Source>(self, rows: &mut Rows<'_>, seeing: &Seeing<'_, S>) -> Result<(), QueryError> {
        let mut counted = Vec::with_capacity(self.counts.len());
        for ((graph, facet, value), count) in self.counts {
            let name = seeing.term(value)?.to_string();
            counted.push((graph, facet, u64::MAX - count, name, value));
        }
        counted.sort_unstable();
        for (graph, facet, rest, _, value) in counted {
            let found = Found {
                graph,
                property: Some(self.facets[facet].0),
                value: Some(value),
                count: u64::MAX - rest,
                ..Found::default()
            };
            rows.add(&found, seeing.dataset())?;
        }
        Ok(())
    }
}
