//! Needs that several share, so that the same thing is not paid for twice.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxrdf::Graph;
use oxsdatatypes::Date;
use serde::Serialize;

use crate::computed::{Statement, iri};
use crate::facts::{Because, Facts};
use crate::link::{Relation, both};
use crate::matches::proposal::open;
use crate::node::{Day, Node};

const NEEDED_BY: Relation = Relation::new(&[mutuelle::NEEDED_BY], &[mutuelle::HAS_NEED]);

/// Needs that several share, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SharedNeeds {
    /// The day.
    pub as_of: Day,
    /// Those shared by most first.
    pub shared: Vec<SharedNeed>,
    /// Needs that name more resources or territories than [`NAMED_PER_PROPOSAL`](crate::matches::NAMED_PER_PROPOSAL).
    pub cut: BTreeSet<Node>,
}

/// A skill or resource that several are looking for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SharedNeed {
    /// The skill or resource.
    pub resource: Node,
    /// The actors or projects that look for it; at least two.
    pub needed_by: BTreeSet<Node>,
    /// Their needs.
    pub needs: BTreeSet<Node>,
    /// The territories that the needs name.
    pub territories: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

/// The skills and resources that at least two actors or projects are looking for, as far as their needs are open on a
/// day.
///
/// # Errors
/// What the facts return.
pub fn shared_needs<F: Facts>(facts: &F, as_of: Date) -> Result<SharedNeeds, F::Error> {
    let as_of = Day::from(as_of);
    let mut shared = BTreeMap::<Node, SharedNeed>::new();
    let mut cut = BTreeSet::new();
    for need in open(facts, mutuelle::NEED, as_of)? {
        if need.cut {
            cut.insert(need.node.clone());
        }
        let makers = NEEDED_BY.of(facts, &need.node)?;
        for (resource, why) in &need.about {
            let known = shared.entry(resource.clone()).or_insert_with(|| SharedNeed {
                resource: resource.clone(),
                needed_by: BTreeSet::new(),
                needs: BTreeSet::new(),
                territories: BTreeSet::new(),
                because: Because::default(),
            });
            for (maker, because) in &makers {
                known.needed_by.insert(maker.clone());
                known.because.extend(&both(why, because));
            }
            if !makers.is_empty() {
                known.needs.insert(need.node.clone());
                known.territories.extend(need.territories.keys().cloned());
            }
        }
    }
    let mut shared: Vec<_> = shared
        .into_values()
        .filter(|need| need.needed_by.len() > 1)
        .collect();
    shared.sort_by_cached_key(|need| (Reverse(need.needed_by.len()), need.resource.clone()));
    Ok(SharedNeeds { as_of, shared, cut })
}

impl SharedNeed {
    /// The needs as a `mut:ContributiveCatalogue` of one resource.
    pub fn graph(&self) -> Graph {
        let node = iri("shared-need", &[("resource", &self.resource)]);
        let mut statement = Statement::new(node, mutuelle::CONTRIBUTIVE_CATALOGUE);
        statement.say(mutuelle::OF_RESOURCE, self.resource.to_term());
        for need in &self.needs {
            statement.say(mutuelle::LISTS, need.to_term());
            statement.say(prov::WAS_DERIVED_FROM, need.to_term());
        }
        let (several, needs) = (self.needed_by.len(), self.needs.len());
        statement.explain(
            &format!("{several} cherchent la même ressource, dans {needs} besoins ouverts."),
            &format!("{several} look for the same resource, in {needs} open needs."),
        );
        statement.into_graph()
    }
}

impl SharedNeeds {
    /// All shared needs, each a `mut:ContributiveCatalogue`.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for need in &self.shared {
            graph.extend(&need.graph());
        }
        graph
    }
}
