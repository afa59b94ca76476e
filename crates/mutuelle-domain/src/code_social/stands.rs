//! What a code social says about values, and where two of them oppose each other.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;

use crate::code_social::Section;
use crate::code_social::compare::{Cleavage, CleavageKind};
use crate::facts::{Because, Facts};
use crate::link::{Relation, both};
use crate::node::Node;

const OPPOSED: Relation = Relation::new(&[mutuelle::OPPOSED_VALUE], &[mutuelle::OPPOSED_VALUE]);

/// The sections that say something of a value, and their triples.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stand {
    pub(crate) sections: BTreeSet<Node>,
    pub(crate) because: Because,
}

/// The values that a code social commits to, and those it refuses.
#[derive(Default)]
pub(crate) struct Stands {
    pub(crate) commits: BTreeMap<Node, Stand>,
    pub(crate) refuses: BTreeMap<Node, Stand>,
}

impl Stands {
    pub(crate) fn of<'s>(sections: impl IntoIterator<Item = &'s Section>) -> Self {
        let mut stands = Self::default();
        for section in sections {
            for (said, predicate, topics) in [
                (&mut stands.commits, mutuelle::COMMITS_TO, &section.values),
                (&mut stands.refuses, mutuelle::REFUSES, &section.refused),
            ] {
                for value in topics {
                    let stand = said.entry(value.clone()).or_default();
                    stand.sections.insert(section.node.clone());
                    stand.because.extend(&section.names(predicate, value));
                }
            }
        }
        stands
    }

    pub(crate) fn speaks_of(&self, value: &Node) -> bool {
        self.commits.contains_key(value) || self.refuses.contains_key(value)
    }

    /// All values that are spoken of, each with the triples that do.
    pub(crate) fn spoken(&self) -> BTreeMap<&Node, Because> {
        let mut spoken = BTreeMap::<_, Because>::new();
        for (value, stand) in self.commits.iter().chain(&self.refuses) {
            spoken.entry(value).or_default().extend(&stand.because);
        }
        spoken
    }
}

/// Where one commits to what the other refuses, or to a value that is opposed to one of the other's. A pair of opposed
/// values that both commit to is a tension that they share, and divides neither from the other.
pub(crate) fn cleavages<F: Facts>(
    facts: &F,
    first: &Stands,
    second: &Stands,
) -> Result<Vec<Cleavage>, F::Error> {
    let mut cleavages = Vec::new();
    let sides = [
        (&first.commits, &second.refuses, CleavageKind::RefusedBySecond),
        (&first.refuses, &second.commits, CleavageKind::RefusedByFirst),
    ];
    for (ours, theirs, kind) in sides {
        for (value, mine) in ours {
            if let Some(other) = theirs.get(value) {
                let because = both(&mine.because, &other.because);
                cleavages.push(cleavage(kind, (value, mine), (value, other), because));
            }
        }
    }
    for (value, mine) in &first.commits {
        for (opposed, why) in OPPOSED.of(facts, value)? {
            if let Some(other) = second.commits.get(&opposed)
                && !are_in_both(first, second, value, &opposed)
            {
                let mut because = both(&mine.because, &other.because);
                because.extend(&why);
                let kind = CleavageKind::Opposed;
                cleavages.push(cleavage(kind, (value, mine), (&opposed, other), because));
            }
        }
    }
    cleavages.sort_by(|a, b| a.key().cmp(&b.key()));
    Ok(cleavages)
}

/// Whether both commit to both values.
pub(crate) fn are_in_both(first: &Stands, second: &Stands, one: &Node, other: &Node) -> bool {
    [first, second]
        .iter()
        .all(|side| side.commits.contains_key(one) && side.commits.contains_key(other))
}

fn cleavage(
    kind: CleavageKind,
    first: (&Node, &Stand),
    second: (&Node, &Stand),
    because: Because,
) -> Cleavage {
    Cleavage {
        kind,
        first_value: first.0.clone(),
        second_value: second.0.clone(),
        first_sections: first.1.sections.clone(),
        second_sections: second.1.sections.clone(),
        because,
    }
}
