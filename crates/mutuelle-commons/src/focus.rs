//! One pass over a dump: each resource is validated and made into a document as its quads go by.
//!
//! Dumps nearly always have the quads of a resource together, so that a resource is complete when its group ends. What
//! cannot be judged then, because it comes back later, is known to the store already, or speaks of resources that are
//! still to come, is judged at the end with everything at hand.

use crate::change::ChangeError;
use crate::commons::Core;
use crate::documents::{fingerprint, labels_of};
use crate::dump::Spooled;
use crate::links::{Links, node};
use crate::text::Writing;
use crate::validation::unique;
use crate::writer::accept;
use mutuelle_shapes::DataGraph;
use mutuelle_store::{StoreError, View};
use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::{HashMap, HashSet};

/// The pass, with what it has met.
pub(crate) struct Pass<'p, 'w, 't> {
    core: &'p Core,
    view: View<'t>,
    /// Whether the store held anything before: if not, nobody needs to be asked.
    store_has_quads: bool,
    text: &'p mut Writing<'w>,
    group: Vec<Quad>,
    seen: Seen,
    types: HashMap<u64, Vec<NamedNode>>,
    labels: HashMap<u64, Vec<Literal>>,
    suspects: HashSet<NamedOrBlankNode>,
    /// What the shapes read of resources beside the one they judge.
    links: Links,
    /// The warnings of resources that were judged as they went by, with their fingerprints.
    warned: Vec<(u64, Vec<String>)>,
    /// Resources not met when a document wanted their labels, by fingerprint, with the resource of that document.
    unmet: Vec<(u64, NamedOrBlankNode)>,
}

/// What a pass leaves to be done or said.
#[derive(Default)]
pub(crate) struct Seen {
    /// Fingerprints of all resources of the dump.
    pub(crate) met: HashSet<u64>,
    /// Resources whose documents must be made again from the store.
    pub(crate) again: HashSet<NamedOrBlankNode>,
    /// Documents made.
    pub(crate) documents: u64,
    /// Messages of the shapes' warnings.
    pub(crate) warnings: Vec<String>,
}

impl<'p, 'w, 't> Pass<'p, 'w, 't> {
    pub(crate) fn new(
        core: &'p Core,
        view: View<'t>,
        store_has_quads: bool,
        text: &'p mut Writing<'w>,
    ) -> Self {
        Self {
            core,
            view,
            store_has_quads,
            text,
            group: Vec::new(),
            seen: Seen::default(),
            types: HashMap::new(),
            labels: HashMap::new(),
            suspects: HashSet::new(),
            links: Links::of(core.shapes.elsewhere()),
            warned: Vec::new(),
            unmet: Vec::new(),
        }
    }

    /// Takes the next quads. A resource is judged when its group ends, which may be in a later batch.
    pub(crate) fn take(&mut self, batch: &[Quad]) -> Result<(), ChangeError> {
        let mut rest = batch;
        if let Some(first) = self.group.first() {
            let (same, others) = rest.split_at(run(&first.subject, rest));
            self.group.extend_from_slice(same);
            if others.is_empty() {
                return Ok(());
            }
            let group = std::mem::take(&mut self.group);
            self.end_group(&group)?;
            rest = others;
        }
        while let Some(first) = rest.first() {
            let (group, others) = rest.split_at(run(&first.subject, rest));
            if others.is_empty() {
                self.group = group.to_vec();
            } else {
                self.end_group(group)?;
            }
            rest = others;
        }
        Ok(())
    }

    /// Ends the pass: judges what was left open, and what changes by the quads that the dump takes away. A violation
    /// refuses the whole dump.
    pub(crate) fn finish(mut self, spooled: &Spooled, removed: &[Quad]) -> Result<Seen, ChangeError> {
        let group = std::mem::take(&mut self.group);
        self.end_group(&group)?;
        let came_later = self
            .unmet
            .drain(..)
            .filter(|(print, _)| self.seen.met.contains(print));
        self.seen.again.extend(came_later.map(|(_, subject)| subject));
        let gone: HashSet<_> = removed.iter().collect();
        self.suspect_by(spooled, &gone)?;
        self.keep_warnings();
        tracing::debug!(
            resources = self.suspects.len(),
            "these are judged once the whole dump is known"
        );
        if self.suspects.is_empty() {
            return Ok(self.seen);
        }
        let nodes: Vec<_> = self.suspects.iter().cloned().map(Term::from).collect();
        let mut about: HashMap<NamedOrBlankNode, Vec<Quad>> = HashMap::new();
        for quad in spooled.read()? {
            let quad = quad?;
            if self.suspects.contains(&quad.subject) {
                about.entry(quad.subject.clone()).or_default().push(quad);
            }
        }
        let data = DumpData {
            about: About::Several(&about),
            types: &self.types,
            links: &self.links,
            store: self.store_has_quads.then_some(self.view),
            gone: &gone,
        };
        let warnings = accept(self.core.shapes.validate_nodes(&data, &nodes)?)?;
        self.seen.warnings.extend(warnings);
        Ok(self.seen)
    }

    /// Resources that the quads which go may make invalid: in the store, and in the dump where it speaks of the same
    /// resources or links to them.
    fn suspect_by(&mut self, spooled: &Spooled, gone: &HashSet<&Quad>) -> Result<(), ChangeError> {
        let exempt = &self.core.exempt;
        let judged = || {
            gone.iter()
                .copied()
                .filter(|quad| !exempt.covers(&quad.graph_name))
        };
        let shrunk: HashSet<Term> = judged().map(|quad| quad.subject.clone().into()).collect();
        if shrunk.is_empty() {
            return Ok(());
        }
        let mut about: HashMap<NamedOrBlankNode, Vec<Quad>> = HashMap::new();
        for quad in spooled.read()? {
            let quad = quad?;
            if shrunk.contains(&quad.object) || shrunk.contains(&Term::from(quad.subject.clone())) {
                about.entry(quad.subject.clone()).or_default().push(quad);
            }
        }
        let data = DumpData {
            about: About::Several(&about),
            types: &self.types,
            links: &self.links,
            store: Some(self.view),
            gone,
        };
        let nodes = self.core.shapes.touched(&data, judged())?;
        self.suspects
            .extend(nodes.into_iter().filter_map(|term| node(&term)));
        Ok(())
    }

    /// The warnings of all resources that are not judged once more.
    fn keep_warnings(&mut self) {
        let again: HashSet<u64> = self.suspects.iter().map(fingerprint).collect();
        let kept = self.warned.drain(..).filter(|(print, _)| !again.contains(print));
        self.seen.warnings.extend(kept.flat_map(|(_, messages)| messages));
    }

    fn end_group(&mut self, group: &[Quad]) -> Result<(), ChangeError> {
        let Some(subject) = group.first().map(|quad| quad.subject.clone()) else {
            return Ok(());
        };
        let print = fingerprint(&subject);
        let first_time = self.seen.met.insert(print);
        let stored = self.store_has_quads
            && self
                .view
                .quads(Some(subject.as_ref()), None, None, None)
                .next()
                .transpose()?
                .is_some();
        self.remember(print, group);
        let is_exempt = self.core.exempt.cover(group);
        if first_time && !stored {
            if !is_exempt {
                self.judge(&subject, group)?;
            }
            self.index(&subject, group)?;
        } else {
            if !is_exempt {
                self.suspects.insert(subject.clone());
            }
            self.seen.again.insert(subject);
        }
        Ok(())
    }

    fn remember(&mut self, print: u64, group: &[Quad]) {
        for quad in group {
            let hang = self.links.keep(quad);
            if !self.core.exempt.covers(&quad.graph_name) {
                self.suspects.extend(hang);
            }
            match &quad.object {
                Term::NamedNode(class) if quad.predicate == rdf::TYPE => {
                    self.types.entry(print).or_default().push(class.clone());
                }
                Term::Literal(label)
                    if self
                        .core
                        .text
                        .profile()
                        .label_properties()
                        .contains(&quad.predicate) =>
                {
                    self.labels.entry(print).or_default().push(label.clone());
                }
                _ => {}
            }
        }
    }

    /// Validates a resource with what is known so far. A failure is no verdict yet: its neighbours may still come.
    fn judge(&mut self, subject: &NamedOrBlankNode, group: &[Quad]) -> Result<(), ChangeError> {
        let data = DumpData {
            about: About::One(subject, group),
            types: &self.types,
            links: &self.links,
            store: self.store_has_quads.then_some(self.view),
            gone: &HashSet::new(),
        };
        let report = self
            .core
            .shapes
            .validate_nodes(&data, &[subject.clone().into()])?;
        if !report.conforms() {
            self.suspects.insert(subject.clone());
        } else if !report.results.is_empty() && self.warned.len() < WARNED_MAX {
            self.warned.push((fingerprint(subject), accept(report)?));
        }
        Ok(())
    }

    /// Makes the document of a resource from what is known so far. A linked resource that has not been met may still
    /// come; its name is noted.
    fn index(&mut self, subject: &NamedOrBlankNode, group: &[Quad]) -> Result<(), ChangeError> {
        let Self {
            core,
            view,
            labels,
            store_has_quads,
            seen,
            unmet,
            ..
        } = self;
        let document = core.text.profile().document(subject, group, |linked| {
            let print = fingerprint(linked);
            let mut found = labels.get(&print).cloned().unwrap_or_default();
            if *store_has_quads {
                found.extend(labels_of(core.text.profile(), *view, linked)?);
            }
            if !seen.met.contains(&print) {
                unmet.push((print, subject.clone()));
            }
            Ok::<_, StoreError>(found)
        })?;
        if let Some(document) = document {
            self.text
                .index
                .upsert(&document)
                .map_err(|error| ChangeError::Text(error.into()))?;
            self.seen.documents += 1;
        }
        Ok(())
    }
}

/// How many resources of a dump are told to have a warning: whoever writes more of them knows by then.
const WARNED_MAX: usize = 1_000;

/// How many quads at the beginning have this subject.
fn run(subject: &NamedOrBlankNode, quads: &[Quad]) -> usize {
    quads.iter().take_while(|quad| quad.subject == *subject).count()
}

/// A few resources of the dump with all their quads, of every other one its types, and the store behind, without what
/// the dump takes away.
struct DumpData<'a, 't> {
    about: About<'a>,
    types: &'a HashMap<u64, Vec<NamedNode>>,
    links: &'a Links,
    store: Option<View<'t>>,
    gone: &'a HashSet<&'a Quad>,
}

impl DumpData<'_, '_> {
    /// What stays of the store's quads that match.
    fn stored(
        &self,
        subject: Option<&NamedOrBlankNode>,
        predicate: Option<&NamedNode>,
        object: Option<&Term>,
    ) -> impl Iterator<Item = Result<Quad, StoreError>> {
        let quads = self.store.map(|view| {
            view.quads(
                subject.map(NamedOrBlankNode::as_ref),
                predicate.map(NamedNode::as_ref),
                object.map(Term::as_ref),
                None,
            )
        });
        let stays = |quad: &Result<Quad, _>| quad.as_ref().map_or(true, |quad| !self.gone.contains(quad));
        quads.into_iter().flatten().filter(stays)
    }
}

/// The resources whose quads are at hand.
#[derive(Clone, Copy)]
enum About<'a> {
    One(&'a NamedOrBlankNode, &'a [Quad]),
    Several(&'a HashMap<NamedOrBlankNode, Vec<Quad>>),
}

impl<'a> About<'a> {
    fn quads_of(self, subject: &NamedOrBlankNode) -> Option<&'a [Quad]> {
        match self {
            Self::One(known, quads) => (known == subject).then_some(quads),
            Self::Several(known) => known.get(subject).map(Vec::as_slice),
        }
    }

    fn all(self) -> Box<dyn Iterator<Item = &'a Quad> + 'a> {
        match self {
            Self::One(_, quads) => Box::new(quads.iter()),
            Self::Several(known) => Box::new(known.values().flatten()),
        }
    }
}

impl DataGraph for DumpData<'_, '_> {
    type Error = StoreError;

    fn objects(&self, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Result<Vec<Term>, StoreError> {
        let stored = self.stored(Some(subject), Some(predicate), None);
        let stored = stored.map(|quad| Ok(quad?.object));
        let described = self.about.quads_of(subject);
        let here = described.into_iter().flatten();
        let here = here.filter(|quad| quad.predicate == *predicate);
        let here = here.map(|quad| Ok(quad.object.clone()));
        let linked = self.links.objects(subject, predicate);
        let here = here.chain(linked.map(|object| Ok(object.clone())));
        if described.is_some() || *predicate != rdf::TYPE {
            return unique(stored.chain(here));
        }
        let types = self.types.get(&fingerprint(subject)).into_iter().flatten();
        unique(stored.chain(types.map(|class| Ok(class.clone().into()))))
    }

    fn subjects(&self, predicate: &NamedNode, object: &Term) -> Result<Vec<NamedOrBlankNode>, StoreError> {
        let stored = self.stored(None, Some(predicate), Some(object));
        let here = self.about.all();
        let here = here.filter(|quad| quad.predicate == *predicate && quad.object == *object);
        let here = here.map(|quad| Ok(quad.subject.clone()));
        let linked = self.links.subjects(predicate, object);
        let here = here.chain(linked.map(|subject| Ok(subject.clone())));
        unique(stored.map(|quad| Ok(quad?.subject)).chain(here))
    }

    fn predicates_objects(&self, subject: &NamedOrBlankNode) -> Result<Vec<(NamedNode, Term)>, StoreError> {
        let stored = self.stored(Some(subject), None, None);
        let stored = stored.map(|quad| quad.map(|quad| (quad.predicate, quad.object)));
        let here = self.about.quads_of(subject).into_iter().flatten();
        let here = here.map(|quad| Ok((quad.predicate.clone(), quad.object.clone())));
        unique(stored.chain(here))
    }

    fn pairs(&self, predicate: &NamedNode) -> Result<Vec<(NamedOrBlankNode, Term)>, StoreError> {
        let stored = self.stored(None, Some(predicate), None);
        let stored = stored.map(|quad| quad.map(|quad| (quad.subject, quad.object)));
        let here = self.about.all().filter(|quad| quad.predicate == *predicate);
        let here = here.map(|quad| Ok((quad.subject.clone(), quad.object.clone())));
        unique(stored.chain(here))
    }
}
