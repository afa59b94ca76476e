//! Whether what is intended is done, and what is done intended; and which codes sociaux are to be reviewed.

mod activity;
mod reviews;

pub use activity::Lack;
pub use reviews::{Review, Reviews, reviews_due};

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use mutuelle_ontology::vocab::scheme::coherence_gap;
use oxrdf::{Graph, NamedNodeRef};
use oxsdatatypes::Date;
use serde::Serialize;

use crate::code_social::{ANCESTORS, CodeSocialError, SECTION, Section, SectionKind, WIDER, read};
use crate::computed::{Statement, iri};
use crate::facts::{Because, Facts};
use crate::link::{Relation, both};
use crate::node::{Day, Node};
use activity::Activity;

/// What puts an intention into practice: a mission by the one property, a commitment by the other.
const DONE_BY: Relation = Relation::new(
    &[mutuelle::CARRIED_OUT_BY, mutuelle::OPERATIONALISED_BY],
    &[mutuelle::CARRIES_OUT, mutuelle::OPERATIONALISES],
);
/// What an actor does, or what a larger project or event is made of.
const DOES: Relation = Relation::new(
    &[mutuelle::LEADS],
    &[
        mutuelle::LED_BY,
        mutuelle::ORGANISED_BY,
        mutuelle::PART_OF_PROJECT,
        mutuelle::PART_OF_EVENT,
    ],
);

/// Intentions and activities that do not answer each other, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coherence {
    /// The code social.
    pub code_social: Node,
    /// The day.
    pub as_of: Day,
    /// Its own missions and commitments that something puts into practice.
    pub kept: Vec<Kept>,
    /// Its own missions and commitments that nothing puts into practice.
    pub intentions_without_activity: Vec<Gap>,
    /// What those it describes do, and none of its intentions explains.
    pub activities_without_intention: Vec<Gap>,
}

/// An intention that something puts into practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The mission or commitment.
    pub intention: Node,
    /// What puts it into practice on that day.
    pub by: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

/// On which side something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// An intention without activity.
    IntentionWithoutActivity,
    /// An activity without intention.
    ActivityWithoutIntention,
}

/// An intention or an activity that stands alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// On which side.
    pub kind: GapKind,
    /// The intention or activity.
    pub of: Node,
    /// What it lacks.
    pub lack: Lack,
    /// What is said to put the intention into practice and does not, on that day.
    pub unkept_by: BTreeSet<Node>,
    /// The triples behind it: that the intention or activity stands, and why what is said of it does not count.
    pub because: Because,
}

/// Looks for what is intended and not done, and for what is done and not intended, on a day.
///
/// Intentions are the code social's own missions and value commitments; what it inherits is looked at where it is said.
/// One is kept if at least one activity, rule or mission that it names is described in the commons, has begun by that
/// day and, unless it is an event, has not ended: an event that took place has done what it was for. Activities are the
/// projects led and events organised by those the code social describes, and the parts of what it describes, that have
/// begun by that day and had not ended before the code social came into force; one is intended if a mission or commitment of
/// this code social, of one it is part of or of one that is part of it names it.
///
/// # Errors
/// Those of [`read`].
pub fn coherence<F: Facts>(
    facts: &F,
    code_social: &Node,
    as_of: Date,
) -> Result<Coherence, CodeSocialError<F::Error>> {
    let code = read(facts, code_social)?;
    let as_of = Day::from(as_of);
    let (mut kept, mut alone) = (Vec::new(), Vec::new());
    let own = |section: &&Section| section.said_by == *code_social;
    let is_intention =
        |section: &&Section| matches!(section.kind, SectionKind::Mission | SectionKind::ValueCommitment);
    for intention in code.sections.iter().filter(own).filter(is_intention) {
        match practice(facts, intention, as_of)? {
            Ok(answered) => kept.push(answered),
            Err(gap) => alone.push(gap),
        }
    }
    let mut family = Family::new(code_social, code.part_of);
    let mut unexplained = BTreeMap::new();
    for described in &code.describes {
        for (node, because) in DOES.of(facts, described)? {
            let activity = Activity::read(facts, &node, as_of)?;
            let over = matches!((activity.end, code.valid_from), (Some(end), Some(from)) if end < from);
            if activity.lack == Some(Lack::NotBegun) || over {
                continue;
            }
            if !family.intends(facts, &node)? {
                unexplained
                    .entry(node)
                    .or_insert_with(Because::default)
                    .extend(&because);
            }
        }
    }
    let gap = |(of, because)| Gap {
        kind: GapKind::ActivityWithoutIntention,
        of,
        lack: Lack::NothingSaid,
        unkept_by: BTreeSet::new(),
        because,
    };
    Ok(Coherence {
        code_social: code_social.clone(),
        as_of,
        kept,
        intentions_without_activity: alone,
        activities_without_intention: unexplained.into_iter().map(gap).collect(),
    })
}

/// What puts an intention into practice, or that nothing does.
fn practice<F: Facts>(facts: &F, intention: &Section, as_of: Day) -> Result<Result<Kept, Gap>, F::Error> {
    let mut kept = Kept {
        intention: intention.node.clone(),
        by: BTreeSet::new(),
        because: intention.because.clone(),
    };
    let mut gap = Gap {
        kind: GapKind::IntentionWithoutActivity,
        of: intention.node.clone(),
        lack: Lack::NothingSaid,
        unkept_by: BTreeSet::new(),
        because: intention.because.clone(),
    };
    for (node, because) in DONE_BY.of(facts, &intention.node)? {
        let activity = Activity::read(facts, &node, as_of)?;
        let because = both(&because, &activity.because);
        if let Some(lack) = activity.lack {
            gap.lack = gap.lack.max(lack);
            gap.because.extend(&because);
            gap.unkept_by.insert(node);
        } else {
            kept.because.extend(&because);
            kept.by.insert(node);
        }
    }
    Ok(if kept.by.is_empty() { Err(gap) } else { Ok(kept) })
}

/// A code social, those it is part of and those that are part of it, as far as they have been met.
struct Family {
    code_social: Node,
    above: BTreeSet<Node>,
    below: BTreeMap<Node, bool>,
}

impl Family {
    fn new(code_social: &Node, part_of: Vec<Node>) -> Self {
        Self {
            code_social: code_social.clone(),
            above: part_of.into_iter().collect(),
            below: BTreeMap::from([(code_social.clone(), true)]),
        }
    }

    /// Whether an intention of the family names the activity.
    fn intends<F: Facts>(&mut self, facts: &F, activity: &Node) -> Result<bool, F::Error> {
        for intention in DONE_BY.reversed().of(facts, activity)?.keys() {
            for code_social in SECTION.reversed().of(facts, intention)?.keys() {
                if self.has(facts, code_social)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether the code social belongs to the family. One that goes round in circles, or is part of more than can be
    /// read, is followed as far as the limit: somebody else's mistake is not to stop this report.
    fn has<F: Facts>(&mut self, facts: &F, code_social: &Node) -> Result<bool, F::Error> {
        if self.above.contains(code_social) {
            return Ok(true);
        }
        if let Some(known) = self.below.get(code_social) {
            return Ok(*known);
        }
        let mut seen = BTreeSet::from([code_social.clone()]);
        let mut next = vec![code_social.clone()];
        let mut belongs = false;
        while let Some(node) = next.pop() {
            for parent in WIDER.of(facts, &node)?.into_keys() {
                belongs |= parent == self.code_social || self.below.get(&parent) == Some(&true);
                let is_new = !self.below.contains_key(&parent) && seen.len() <= ANCESTORS;
                if is_new && seen.insert(parent.clone()) {
                    next.push(parent);
                }
            }
        }
        if !belongs {
            self.below.extend(seen.into_iter().map(|node| (node, false)));
        }
        self.below.insert(code_social.clone(), belongs);
        Ok(belongs)
    }
}

impl Coherence {
    /// The gaps, each a `mut:CoherenceGap`.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for gap in self
            .intentions_without_activity
            .iter()
            .chain(&self.activities_without_intention)
        {
            graph.extend(&self.gap_graph(gap));
        }
        graph
    }

    fn gap_graph(&self, gap: &Gap) -> Graph {
        let inputs: [(&str, &dyn ToString); 3] =
            [("in", &self.code_social), ("of", &gap.of), ("as-of", &self.as_of)];
        let mut statement = Statement::new(iri("coherence-gap", &inputs), mutuelle::COHERENCE_GAP);
        statement.say(mutuelle::GAP_KIND, gap.kind.concept().into_owned());
        statement.say(mutuelle::GAP_OF, gap.of.to_term());
        statement.say(mutuelle::GAP_IN, self.code_social.to_term());
        statement.say(prov::WAS_DERIVED_FROM, self.code_social.to_term());
        let (fr, en) = gap.words();
        statement.explain(
            &format!("Au {} : {fr}", self.as_of),
            &format!("On {}: {en}", self.as_of),
        );
        statement.into_graph()
    }
}

impl GapKind {
    /// The concept of `mut:gapKind`.
    pub fn concept(self) -> NamedNodeRef<'static> {
        match self {
            Self::IntentionWithoutActivity => coherence_gap::INTENTION_SANS_ACTIVITE,
            Self::ActivityWithoutIntention => coherence_gap::ACTIVITE_SANS_INTENTION,
        }
    }
}

impl Gap {
    fn words(&self) -> (&'static str, &'static str) {
        match (self.kind, self.lack) {
            (GapKind::ActivityWithoutIntention, _) => (
                "aucune mission ni aucun engagement ne nomme cette activité.",
                "no mission or commitment names this activity.",
            ),
            (_, Lack::NothingSaid) => (
                "rien n'est dit mettre cette intention en œuvre.",
                "nothing is said to put this intention into practice.",
            ),
            (_, Lack::NotDescribed) => (
                "ce qui est dit la mettre en œuvre n'est pas décrit ici.",
                "what is said to put it into practice is not described here.",
            ),
            (_, Lack::NotBegun) => (
                "ce qui doit la mettre en œuvre n'a pas commencé.",
                "what is to put it into practice has not begun.",
            ),
            (_, Lack::Ended) => (
                "ce qui la mettait en œuvre est terminé.",
                "what put it into practice has ended.",
            ),
        }
    }
}
