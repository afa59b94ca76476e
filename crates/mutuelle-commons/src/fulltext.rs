//! Text patterns of queries and updates: the index as they ask it, at the seq of the data that they see.

use crate::commons::{Commons, Core};
use crate::text::TextError;
use mutuelle_columns::Snapshot as Copy;
use mutuelle_query::{
    Budget, CancellationToken, Marks, QueryError, TextFailure, TextHits, TextIndex, Texts, Written,
};
use mutuelle_search::{
    CANDIDATES_MAX, GraphFilter, Marking, Probe, SearchError, SearchProfile, SearchSnapshot, Text, field_of,
};
use mutuelle_store::Snapshot;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode};
use std::sync::Arc;
use std::time::Duration;

/// How often the copy and the store are looked at again that are not at one seq: between two steps of the writer.
const LOOKS_MAX: u32 = 2_000;
/// How long each time.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// The properties of the search profile.
pub(crate) struct TextProperties {
    own: Vec<NamedNode>,
    all: Vec<NamedNode>,
    profile: SearchProfile,
}

impl TextProperties {
    pub(crate) fn of(profile: &SearchProfile) -> Arc<Self> {
        Arc::new(Self {
            own: profile.text_properties(false),
            all: profile.text_properties(true),
            profile: profile.clone(),
        })
    }
}

/// One state of the index.
struct Index {
    snapshot: SearchSnapshot,
    properties: Arc<TextProperties>,
    /// What has changed since.
    changed: Vec<NamedOrBlankNode>,
}

impl TextIndex for Index {
    fn properties(&self, linked: bool) -> Vec<NamedNode> {
        let TextProperties { own, all, .. } = &*self.properties;
        if linked { all.clone() } else { own.clone() }
    }

    fn label_properties(&self) -> Vec<NamedNode> {
        self.properties.profile.label_properties().to_vec()
    }

    fn literals(
        &self,
        text: &str,
        properties: &[NamedNode],
        wanted: Option<usize>,
    ) -> Result<Box<dyn TextHits>, TextFailure> {
        let roles = self.properties.profile.roles_of(properties);
        let probe = self.snapshot.literals(text, &roles, wanted).map_err(failure)?;
        Ok(Box::new(Hits(probe)))
    }

    fn entities(&self, text: &str, graphs: Option<Vec<GraphName>>) -> Result<Box<dyn TextHits>, TextFailure> {
        let graphs = graphs.map_or(GraphFilter::All, GraphFilter::Only);
        let probe = self.snapshot.entities_matching(text, graphs).map_err(failure)?;
        Ok(Box::new(Hits(probe)))
    }

    fn changed(&self) -> Vec<NamedOrBlankNode> {
        self.changed.clone()
    }
}

struct Hits(Probe);

impl TextHits for Hits {
    fn more(&mut self) -> Result<Vec<(NamedOrBlankNode, f32)>, TextFailure> {
        self.0.more().map_err(failure)
    }

    fn cut_at(&self) -> Option<usize> {
        self.0.is_cut().then_some(CANDIDATES_MAX)
    }

    fn is_loose(&self) -> bool {
        self.0.is_relaxed()
    }

    fn unknown_field(&self, properties: &[NamedNode]) -> Option<String> {
        let known: Vec<_> = properties
            .iter()
            .map(|property| field_of(property.as_str()))
            .collect();
        self.0
            .fields()
            .iter()
            .find(|field| !known.contains(field))
            .cloned()
    }

    fn accepts(&mut self, property: &NamedNode, text: Written<'_>) -> bool {
        self.0.accepts(property.as_str(), text.text, text.language)
    }

    fn accepts_together(&mut self, texts: &[(String, Option<String>)]) -> bool {
        let texts: Vec<_> = texts
            .iter()
            .map(|(text, language)| Text::new(text.as_str(), language.as_deref()))
            .collect();
        self.0.accepts_together(&texts)
    }

    fn count(&mut self, text: Written<'_>) -> usize {
        self.0.count(text.text, text.language)
    }

    fn marked(&mut self, text: Written<'_>, marks: &Marks) -> String {
        let marking = Marking {
            begin: marks.begin.clone(),
            end: marks.end.clone(),
            escapes: marks.is_html,
            chars_max: marks.chars_max,
            passages_max: marks.passages_max,
            between: marks.between.clone(),
        };
        self.0.marked(text.text, text.language, &marking)
    }
}

fn failure(error: SearchError) -> TextFailure {
    if error.is_request_fault() {
        TextFailure::Request(error.to_string())
    } else {
        TextFailure::Failed(Box::new(error))
    }
}

fn refused(error: TextError) -> QueryError {
    match error {
        TextError::Rebuilding => QueryError::Indexing,
        other => QueryError::Source(Box::new(other)),
    }
}

/// The data that a query runs on.
pub(crate) enum Ground<'s> {
    Copy(Box<Copy>),
    Store(Snapshot<'s>),
}

impl Core {
    fn texts(&self, snapshot: SearchSnapshot, changed: Vec<NamedOrBlankNode>) -> Texts {
        Arc::new(Index {
            snapshot,
            properties: self.text.properties(),
            changed,
        })
    }

    /// The text index as the writer asks it: it waits for nothing, and is told what the index does not know yet.
    pub(crate) fn texts_for_update(&self) -> Texts {
        // In this order: what is indexed meanwhile stands in both.
        let changed = self.text.waiting();
        self.texts(self.text.latest(), changed)
    }

    /// Brings the index to the present state before an update asks it.
    pub(crate) fn ready_texts(&self) -> Result<(), QueryError> {
        if !self.text.is_ready() {
            return Err(QueryError::Indexing);
        }
        self.text.catch_up(&self.store).map_err(refused)
    }

    /// Data and index at one seq.
    fn at_one_seq(&self) -> Result<(Ground<'_>, SearchSnapshot), QueryError> {
        self.ready_texts()?;
        if let Some(copy) = self.copy.snapshot() {
            let latest = self.text.latest();
            if copy.seq() == latest.seq() {
                return Ok((Ground::Copy(Box::new(copy)), latest));
            }
        }
        if self.copy.snapshot().is_none() {
            let (snapshot, latest) = self.text.at_one_seq(&self.store, &self.gate).map_err(refused)?;
            return Ok((Ground::Store(snapshot), latest));
        }
        self.stopped()
    }

    /// The same while changes come one after the other: nobody else moves the index meanwhile.
    fn stopped(&self) -> Result<(Ground<'_>, SearchSnapshot), QueryError> {
        let mut writing = self.text.lock();
        for _ in 0..LOOKS_MAX {
            let Some(copy) = self.copy.snapshot() else {
                break;
            };
            let snapshot = self.snapshot()?;
            if snapshot.view().seq()? == copy.seq() {
                writing.flush_to(&snapshot).map_err(refused)?;
                return Ok((Ground::Copy(Box::new(copy)), self.text.latest()));
            }
            drop(snapshot);
            // The writer is between its store and the copy.
            std::thread::sleep(LOOK_AGAIN);
        }
        Err(QueryError::Indexing)
    }
}

impl Commons {
    /// What a query runs on and what it may use; with the index where it asks for texts.
    pub(crate) fn ground(
        &self,
        asks_texts: bool,
        cancel: CancellationToken,
    ) -> Result<(Ground<'_>, Budget), QueryError> {
        let budget = self.core.budget(cancel);
        if asks_texts {
            let (ground, index) = self.core.at_one_seq()?;
            return Ok((ground, budget.with_texts(self.core.texts(index, Vec::new()))));
        }
        let ground = match self.core.copy.snapshot() {
            Some(copy) => Ground::Copy(Box::new(copy)),
            None => Ground::Store(self.core.snapshot()?),
        };
        Ok((ground, budget))
    }
}
