//! Whether something that is said to be done is done on a day.

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::scheme::incubation;
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::link::{self, Relation, triple};
use crate::node::{Day, Node};

const EVENTS: [oxrdf::NamedNodeRef<'static>; 4] = [
    mutuelle::EVENT,
    mutuelle::OFF_EVENT,
    mutuelle::PERMANENT_FESTIVAL,
    mutuelle::ENCOUNTER,
];
const MATURITY: Relation = Relation::new(&[mutuelle::MATURITY], &[]);

/// Why nothing puts an intention into practice. The later ones come nearer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// Nothing is said.
    NothingSaid,
    /// What is named is not described in the commons: it has neither class nor name.
    NotDescribed,
    /// It has not begun yet.
    NotBegun,
    /// It has ended.
    Ended,
}

/// Something that is said to be done.
pub(super) struct Activity {
    /// Why it does not count on the day; none if it does.
    pub(super) lack: Option<Lack>,
    /// Its last day; that of an event for which none is said is its first, unless it is a permanent festival.
    pub(super) end: Option<Day>,
    /// The triples that say so.
    pub(super) because: Because,
}

impl Activity {
    /// Reads a project, an event, a rule or a mission. Of several first days the earliest counts, and of several last
    /// days the latest: what is said to go on goes on.
    pub(super) fn read<F: Facts>(facts: &F, node: &Node, as_of: Day) -> Result<Self, F::Error> {
        let mut because = Because::default();
        let mut start = link::days(facts, node, mutuelle::START_DATE)?;
        start.append(&mut link::days(facts, node, mutuelle::VALID_FROM)?);
        let mut end = link::days(facts, node, mutuelle::END_DATE)?;
        end.append(&mut link::days(facts, node, mutuelle::VALID_UNTIL)?);
        let types = link::types(facts, node)?;
        let is_event = EVENTS.iter().any(|class| types.contains_key(&Node::from(*class)));
        let closed = MATURITY.of(facts, node)?.remove(&incubation::CLOS.into());
        let last = end.pop_last();
        let first = start.pop_first();
        let lasts = !is_event || types.contains_key(&mutuelle::PERMANENT_FESTIVAL.into());
        let lack = if !link::is_described(facts, node)? {
            Some(Lack::NotDescribed)
        } else if let Some((_, why)) = first.as_ref().filter(|(day, _)| *day > as_of) {
            because.extend(why);
            Some(Lack::NotBegun)
        } else if is_event {
            None
        } else if let Some((_, why)) = last.as_ref().filter(|(day, _)| *day < as_of) {
            because.extend(why);
            Some(Lack::Ended)
        } else if let (Some(why), None) = (closed, &last) {
            because.extend(&why);
            Some(Lack::Ended)
        } else {
            None
        };
        if lack.is_none() {
            for class in types.keys() {
                because.add(&triple(node, oxrdf::vocab::rdf::TYPE, class.to_term()));
            }
        }
        Ok(Self {
            lack,
            end: last.or(first.filter(|_| !lasts)).map(|(day, _)| day),
            because,
        })
    }
}
