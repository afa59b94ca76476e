//! Search documents out of a state of the store.

use mutuelle_search::{EntityDocument, SearchProfile};
use mutuelle_store::{StoreError, View};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many resources' labels are remembered while documents are made.
const LABELS_REMEMBERED_MAX: usize = 50_000;

/// Makes documents from one state of the store.
pub(crate) struct Describer<'t> {
    profile: &'t SearchProfile,
    view: View<'t>,
    labels: HashMap<NamedOrBlankNode, Vec<Literal>>,
}

impl<'t> Describer<'t> {
    pub(crate) fn new(profile: &'t SearchProfile, view: View<'t>) -> Self {
        Self {
            profile,
            view,
            labels: HashMap::new(),
        }
    }

    /// The document of a resource; `None` when it has nothing to be found by.
    pub(crate) fn document(
        &mut self,
        entity: &NamedOrBlankNode,
    ) -> Result<Option<EntityDocument>, StoreError> {
        let about: Vec<_> = self
            .view
            .quads(Some(entity.as_ref()), None, None, None)
            .collect::<Result<_, _>>()?;
        self.document_from(entity, &about)
    }

    fn document_from(
        &mut self,
        entity: &NamedOrBlankNode,
        about: &[Quad],
    ) -> Result<Option<EntityDocument>, StoreError> {
        if about.is_empty() {
            return Ok(None);
        }
        let profile = self.profile;
        profile.document(entity, about, |linked| self.labels_of(linked))
    }

    fn labels_of(&mut self, resource: &NamedOrBlankNode) -> Result<Vec<Literal>, StoreError> {
        if let Some(labels) = self.labels.get(resource) {
            return Ok(labels.clone());
        }
        let labels = labels_of(self.profile, self.view, resource)?;
        if self.labels.len() >= LABELS_REMEMBERED_MAX {
            self.labels.clear();
        }
        self.labels.insert(resource.clone(), labels.clone());
        Ok(labels)
    }

    /// Calls `each` with every resource that is a subject and its document. A resource comes again when its quads do
    /// not stand together; the last document is the right one.
    pub(crate) fn every<E: From<StoreError>>(
        &mut self,
        mut each: impl FnMut(NamedOrBlankNode, Option<EntityDocument>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut met = HashSet::new();
        let mut group: Vec<Quad> = Vec::new();
        for quad in self.view.quads(None, None, None, None) {
            let quad = quad?;
            if group.first().is_some_and(|first| first.subject != quad.subject) {
                self.end_group(&mut group, &mut met, &mut each)?;
            }
            group.push(quad);
        }
        self.end_group(&mut group, &mut met, &mut each)
    }

    fn end_group<E: From<StoreError>>(
        &mut self,
        group: &mut Vec<Quad>,
        met: &mut HashSet<u64>,
        each: &mut impl FnMut(NamedOrBlankNode, Option<EntityDocument>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(subject) = group.first().map(|quad| quad.subject.clone()) else {
            return Ok(());
        };
        let document = if met.insert(fingerprint(&subject)) {
            self.document_from(&subject, group)?
        } else {
            self.document(&subject)?
        };
        group.clear();
        each(subject, document)
    }
}

/// The label literals of a resource in a state of the store.
pub(crate) fn labels_of(
    profile: &SearchProfile,
    view: View<'_>,
    resource: &NamedOrBlankNode,
) -> Result<Vec<Literal>, StoreError> {
    let mut labels = Vec::new();
    for property in profile.label_properties() {
        for quad in view.quads(Some(resource.as_ref()), Some(property.as_ref()), None, None) {
            if let Term::Literal(label) = quad?.object {
                labels.push(label);
            }
        }
    }
    Ok(labels)
}

/// The resources whose documents hold the label of `resource`.
pub(crate) fn linking_to(
    links: &[NamedNode],
    view: View<'_>,
    resource: &NamedOrBlankNode,
) -> Result<Vec<NamedOrBlankNode>, StoreError> {
    let object = Term::from(resource.clone());
    let mut found = Vec::new();
    for link in links {
        for quad in view.quads(None, Some(link.as_ref()), Some(object.as_ref()), None) {
            found.push(quad?.subject);
        }
    }
    Ok(found)
}

/// 64 bits that stand for a resource in sets that may hold millions. Two resources with the same fingerprint only cost
/// a needless second look.
pub(crate) fn fingerprint(resource: &NamedOrBlankNode) -> u64 {
    let mut hasher = DefaultHasher::new();
    resource.hash(&mut hasher);
    hasher.finish()
}
