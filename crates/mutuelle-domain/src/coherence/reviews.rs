//! Codes sociaux whose review is due.

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxrdf::Graph;
use oxsdatatypes::Date;
use serde::Serialize;
use std::collections::BTreeSet;

use crate::code_social::DESCRIBES;
use crate::facts::{Because, Facts};
use crate::link::{self, Relation, both, triple};
use crate::node::{Day, Node};

/// How many later versions of a code social are looked at.
const VERSIONS: usize = 1_000;
const REVISED_BY: Relation = Relation::new(&[], &[prov::WAS_REVISION_OF]);

/// The codes sociaux in force on a day, by whether they are to be reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reviews {
    /// The day.
    pub as_of: Day,
    /// Those whose review is due, the longest overdue first.
    pub due: Vec<Review>,
    /// Those that say no day by which they must be reviewed.
    pub undated: Vec<Node>,
}

/// A code social whose review is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Review {
    /// The code social.
    pub code_social: Node,
    /// Whom it describes.
    pub describes: BTreeSet<Node>,
    /// The day by which it must be reviewed, the earliest where several are said.
    pub due: Day,
    /// The triples behind it.
    pub because: Because,
}

/// The codes sociaux of the commons whose review is due by a day, that day included.
///
/// Left out are those not yet or no longer in force on that day, and those that a version in force on that day revises:
/// the review has taken place.
///
/// # Errors
/// What the facts return.
pub fn reviews_due<F: Facts>(facts: &F, as_of: Date) -> Result<Reviews, F::Error> {
    let as_of = Day::from(as_of);
    let mut reviews = Reviews {
        as_of,
        due: Vec::new(),
        undated: Vec::new(),
    };
    for (code_social, typed) in link::instances(facts, &[mutuelle::CODE_SOCIAL])? {
        if !in_force(facts, &code_social, as_of)? || is_revised(facts, &code_social, as_of)? {
            continue;
        }
        match link::day(facts, &code_social, mutuelle::REVIEW_DUE)? {
            None => reviews.undated.push(code_social),
            Some((due, _)) if due > as_of => {}
            Some((due, because)) => reviews.due.push(Review {
                describes: DESCRIBES.of(facts, &code_social)?.into_keys().collect(),
                due,
                because: both(&because, &typed),
                code_social,
            }),
        }
    }
    reviews
        .due
        .sort_by(|a, b| (a.due, &a.code_social).cmp(&(b.due, &b.code_social)));
    Ok(reviews)
}

fn in_force<F: Facts>(facts: &F, code_social: &Node, as_of: Day) -> Result<bool, F::Error> {
    let from = link::days(facts, code_social, mutuelle::VALID_FROM)?;
    let until = link::days(facts, code_social, mutuelle::VALID_UNTIL)?;
    let begun = from.first_key_value().is_none_or(|(day, _)| *day <= as_of);
    Ok(begun && until.last_key_value().is_none_or(|(day, _)| *day >= as_of))
}

/// Whether a version in force, which none in force revises, takes its place, at once or through others. Versions that
/// revise each other in a circle take nobody's place: their reviews stay visible.
fn is_revised<F: Facts>(facts: &F, code_social: &Node, as_of: Day) -> Result<bool, F::Error> {
    let mut seen = BTreeSet::from([code_social.clone()]);
    let mut next = vec![code_social.clone()];
    while let Some(version) = next.pop() {
        let mut latest = true;
        for later in REVISED_BY.of(facts, &version)?.into_keys() {
            if in_force(facts, &later, as_of)? {
                latest = false;
                if seen.len() <= VERSIONS && seen.insert(later.clone()) {
                    next.push(later);
                }
            }
        }
        if latest && version != *code_social {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Reviews {
    /// What is due, as `mut:reviewDue` of each code social.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for review in &self.due {
            let due = review.due.to_literal();
            graph.insert(&triple(&review.code_social, mutuelle::REVIEW_DUE, due));
        }
        graph
    }
}
