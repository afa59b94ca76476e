//! In which order what joins two triples is worked out.

use oxrdf::NamedNode;

use crate::error::RulesError;
use crate::rules::{Chain, Join, Property, PropertyId};

/// Properties whose hierarchies are closed, and the chains between them.
pub(crate) struct Ordering<'a> {
    properties: &'a [Property<NamedNode>],
    chains: &'a [Chain],
}

impl<'a> Ordering<'a> {
    pub(crate) fn new(properties: &'a [Property<NamedNode>], chains: &'a [Chain]) -> Self {
        Self { properties, chains }
    }

    /// Each join after those that feed it. Transitive properties do not wait for one another: what one gives to another
    /// above it, the other finds by following the same single steps.
    pub(crate) fn joins(&self) -> Result<Vec<Join>, RulesError> {
        let chains = (0..self.chains.len()).map(Join::Chain);
        let transitive = (0..).zip(self.properties).filter(|(_, p)| p.is_transitive);
        let mut waiting: Vec<_> = chains
            .chain(transitive.map(|(id, _)| Join::Transitive(id)))
            .collect();
        let mut ordered = Vec::new();
        while !waiting.is_empty() {
            let fed = |join: &Join| waiting.iter().any(|feeding| self.feeds(*feeding, *join));
            let (later, ready): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(fed);
            if ready.is_empty() {
                return Err(self.circle(&waiting));
            }
            ordered.extend(ready);
            waiting = later;
        }
        Ok(ordered)
    }

    fn feeds(&self, feeding: Join, fed: Join) -> bool {
        let given = match feeding {
            Join::Chain(chain) => self.chains[chain].property,
            Join::Transitive(property) => property,
        };
        let given = &self.properties[given as usize].above;
        let leads = |to: PropertyId| given.iter().any(|(property, _)| *property == to);
        match fed {
            Join::Chain(chain) => leads(self.chains[chain].first) || leads(self.chains[chain].second),
            Join::Transitive(property) => matches!(feeding, Join::Chain(_)) && leads(property),
        }
    }

    /// Names a chain of a circle: among those that wait for one another, the first that leads back to itself.
    fn circle(&self, waiting: &[Join]) -> RulesError {
        let leads_back = |start: Join| {
            let mut reached: Vec<Join> = vec![start];
            let mut next = 0;
            while next < reached.len() {
                for &join in waiting {
                    if self.feeds(reached[next], join) {
                        if join == start {
                            return true;
                        }
                        if !reached.contains(&join) {
                            reached.push(join);
                        }
                    }
                }
                next += 1;
            }
            false
        };
        let chains = waiting.iter().filter_map(|join| match join {
            Join::Chain(chain) => Some(*chain),
            Join::Transitive(_) => None,
        });
        let chain = chains
            .into_iter()
            .find(|chain| leads_back(Join::Chain(*chain)))
            .expect(
                "what waits for itself holds a chain, for transitive properties do not wait for one another",
            );
        let chain = self.chains[chain];
        let name = |property: PropertyId| self.properties[property as usize].name.clone();
        RulesError::ChainFeedsItself {
            property: name(chain.property),
            first: name(chain.first),
            second: name(chain.second),
        }
    }
}
