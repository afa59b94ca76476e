//! The class hierarchy: what the ontology says beforehand, and what the data adds.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{Graph, NamedNode, NamedOrBlankNode, Term};

use crate::data::DataGraph;
use crate::path::as_subject;

/// `rdfs:subClassOf` of the ontology, both ways; direct links only.
#[derive(Debug, Default)]
pub(crate) struct Hierarchy {
    parents: HashMap<Term, Vec<Term>>,
    children: HashMap<Term, Vec<NamedOrBlankNode>>,
}

impl Hierarchy {
    pub(crate) fn add(&mut self, ontology: &Graph) {
        for triple in ontology.triples_for_predicate(rdfs::SUB_CLASS_OF) {
            let (child, parent) = (triple.subject.into_owned(), triple.object.into_owned());
            self.parents
                .entry(child.clone().into())
                .or_default()
                .push(parent.clone());
            self.children.entry(parent).or_default().push(child);
        }
    }
}

/// The hierarchy during one run: data and ontology together, each class looked up once.
pub(crate) struct Classes<'a, D> {
    hierarchy: &'a Hierarchy,
    data: &'a D,
    rdf_type: NamedNode,
    sub_class_of: NamedNode,
    ancestors: HashMap<Term, Rc<HashSet<Term>>>,
}

impl<'a, D: DataGraph> Classes<'a, D> {
    pub(crate) fn new(hierarchy: &'a Hierarchy, data: &'a D) -> Self {
        Self {
            hierarchy,
            data,
            rdf_type: rdf::TYPE.into_owned(),
            sub_class_of: rdfs::SUB_CLASS_OF.into_owned(),
            ancestors: HashMap::new(),
        }
    }

    /// The `rdf:type`s as stated.
    pub(crate) fn types(&self, node: &Term) -> Result<Vec<Term>, D::Error> {
        as_subject(node).map_or(Ok(Vec::new()), |subject| {
            self.data.objects(&subject, &self.rdf_type)
        })
    }

    /// Whether the node is a SHACL instance of the class (<https://www.w3.org/TR/shacl/#dfn-shacl-instance>).
    pub(crate) fn is_instance(&mut self, node: &Term, class: &Term) -> Result<bool, D::Error> {
        let types = self.types(node)?;
        if types.contains(class) {
            return Ok(true);
        }
        for stated in &types {
            if self.ancestors(stated)?.contains(class) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The class itself and all that it is a subclass of.
    pub(crate) fn ancestors(&mut self, class: &Term) -> Result<Rc<HashSet<Term>>, D::Error> {
        if let Some(known) = self.ancestors.get(class) {
            return Ok(Rc::clone(known));
        }
        let mut reached = HashSet::from([class.clone()]);
        let mut frontier = vec![class.clone()];
        while let Some(current) = frontier.pop() {
            let mut parents = self.hierarchy.parents.get(&current).cloned().unwrap_or_default();
            if let Some(subject) = as_subject(&current) {
                parents.extend(self.data.objects(&subject, &self.sub_class_of)?);
            }
            frontier.extend(
                parents
                    .into_iter()
                    .filter(|parent| reached.insert(parent.clone())),
            );
        }
        let reached = Rc::new(reached);
        self.ancestors.insert(class.clone(), Rc::clone(&reached));
        Ok(reached)
    }

    /// The instances of the class and of all its subclasses; a node may be repeated.
    pub(crate) fn instances(&self, class: &Term) -> Result<Vec<NamedOrBlankNode>, D::Error> {
        let mut instances = Vec::new();
        let mut reached = HashSet::from([class.clone()]);
        let mut frontier = vec![class.clone()];
        while let Some(current) = frontier.pop() {
            instances.extend(self.data.subjects(&self.rdf_type, &current)?);
            let mut children = self.hierarchy.children.get(&current).cloned().unwrap_or_default();
            children.extend(self.data.subjects(&self.sub_class_of, &current)?);
            frontier.extend(
                children
                    .into_iter()
                    .map(Term::from)
                    .filter(|child| reached.insert(child.clone())),
            );
        }
        Ok(instances)
    }
}
