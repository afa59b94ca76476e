//! When two answers are the same.
//!
//! Solutions are compared as multisets. ORDER BY leaves ties open, and the order of terms of different kinds (SPARQL 1.1,
//! section 15.1), so of an ordered answer is asked that no row comes before one that has to come earlier.

use super::queries::{Form, Question};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Variables and what they are bound to.
pub(crate) type Row = BTreeMap<String, Term>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Rows(Vec<Row>),
    Boolean(bool),
    /// Triples as N-Triples have them.
    Graph(Vec<String>),
}

/// Rows up to this number are compared each with each for their order.
const PAIRS_MAX: usize = 100;

/// Whether the other side's answer and ours, both without LIMIT and OFFSET, are the same.
pub(crate) fn same(question: &Question, theirs: &Answer, ours: &Answer) -> Result<(), String> {
    match (theirs, ours) {
        (Answer::Boolean(theirs), Answer::Boolean(ours)) if theirs == ours => Ok(()),
        (Answer::Graph(theirs), Answer::Graph(ours)) => {
            // A graph is a set; the evaluator gives triples with blank nodes as often as it finds them.
            let [theirs, ours] = [theirs, ours].map(|triples| {
                let once: BTreeSet<String> = triples.iter().cloned().collect();
                once.into_iter().collect::<Vec<_>>()
            });
            equal(&anonymous(&theirs, &ours), &anonymous(&ours, &theirs))
        }
        (Answer::Rows(theirs), Answer::Rows(ours)) => {
            let [mut left, mut right] = [shown(theirs), shown(ours)];
            if question.form == Form::SelectReduced {
                left.dedup();
                right.dedup();
            }
            equal(&left, &right)?;
            ordered(question, ours)
        }
        _ => Err(format!("theirs {theirs:?}, ours {ours:?}")),
    }
}

/// Whether an answer with LIMIT and OFFSET is a part of the answer without, with as many rows as it should have and, if
/// it is ordered, with the keys that stand there.
pub(crate) fn sliced(question: &Question, whole: &Answer, part: &Answer) -> Result<(), String> {
    let (Some((limit, offset)), Answer::Rows(whole), Answer::Rows(part)) = (question.slice, whole, part)
    else {
        return Ok(());
    };
    let due = whole.len().saturating_sub(offset).min(limit);
    // REDUCED may leave out more rows or fewer.
    if part.len() != due && question.form != Form::SelectReduced {
        return Err(format!("{} rows of {} instead of {due}", part.len(), whole.len()));
    }
    let mut left = shown(whole);
    for row in shown(part) {
        match left.binary_search(&row) {
            Ok(index) => drop(left.remove(index)),
            Err(_) if question.form == Form::SelectReduced => {}
            Err(_) => return Err(format!("{row} is not in the whole answer, or not as often")),
        }
    }
    for (index, row) in part.iter().enumerate() {
        let Some(expected) = whole.get(offset + index) else {
            continue;
        };
        if question.form == Form::Select && compare(question, expected, row).is_some_and(Ordering::is_ne) {
            return Err(format!(
                "row {index} has the keys of another place: {row:?}, not {expected:?}"
            ));
        }
    }
    ordered(question, part)
}

fn equal(theirs: &[String], ours: &[String]) -> Result<(), String> {
    if theirs == ours {
        return Ok(());
    }
    let missing = |of: &[String], from: &[String]| {
        let mut rest = from.to_vec();
        let lacks = |row: &&String| match rest.iter().position(|other| other == *row) {
            Some(index) => {
                rest.swap_remove(index);
                false
            }
            None => true,
        };
        let rows: Vec<_> = of.iter().filter(lacks).take(8).cloned().collect();
        rows.join("\n    ")
    };
    Err(format!(
        "theirs has {} rows, ours {}\n  only theirs\n    {}\n  only ours\n    {}",
        theirs.len(),
        ours.len(),
        missing(theirs, ours),
        missing(ours, theirs)
    ))
}

fn shown(rows: &[Row]) -> Vec<String> {
    let text = |row: &Row| {
        row.iter()
            .map(|(name, term)| format!("?{name}={term} "))
            .collect::<String>()
    };
    let mut rows: Vec<_> = rows.iter().map(text).collect();
    rows.sort();
    rows
}

/// Triples without the labels of blank nodes that the other side does not know: the query made them.
fn anonymous(triples: &[String], others: &[String]) -> Vec<String> {
    let labels = |triples: &[String]| {
        let words = triples.iter().flat_map(|triple| triple.split(' '));
        let labels = words.filter(|word| word.starts_with("_:"));
        labels
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let known = labels(others);
    let one = |triple: &String| {
        let words = triple.split(' ').map(|word| {
            if word.starts_with("_:") && !known.contains(word) {
                "_:"
            } else {
                word
            }
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let mut triples: Vec<_> = triples.iter().map(one).collect();
    triples.sort();
    triples
}

fn ordered(question: &Question, rows: &[Row]) -> Result<(), String> {
    if question.keys.is_empty() {
        return Ok(());
    }
    for (index, row) in rows.iter().enumerate() {
        let until = if rows.len() > PAIRS_MAX {
            index + 2
        } else {
            rows.len()
        };
        for later in rows.iter().take(until).skip(index + 1) {
            if compare(question, row, later) == Some(Ordering::Greater) {
                return Err(format!("{row:?} comes before {later:?}"));
            }
        }
    }
    Ok(())
}

/// How rows are ordered; `None` where the specification leaves it open, or a key that is not shown decides.
fn compare(question: &Question, a: &Row, b: &Row) -> Option<Ordering> {
    for (key, descends) in &question.keys {
        let name = key.trim_start_matches('?');
        match compare_terms(a.get(name), b.get(name))? {
            Ordering::Equal => {}
            ordering if *descends => return Some(ordering.reverse()),
            ordering => return Some(ordering),
        }
    }
    Some(Ordering::Equal)
}

fn compare_terms(a: Option<&Term>, b: Option<&Term>) -> Option<Ordering> {
    let kind = |term: Option<&Term>| match term {
        None => Some(0),
        Some(Term::BlankNode(_)) => Some(1),
        Some(Term::NamedNode(_)) => Some(2),
        Some(Term::Literal(_)) => Some(3),
        Some(Term::Triple(_)) => None,
    };
    match (a, b) {
        (Some(a), Some(b)) if a == b => Some(Ordering::Equal),
        (Some(Term::NamedNode(a)), Some(Term::NamedNode(b))) => Some(a.as_str().cmp(b.as_str())),
        (Some(Term::Literal(a)), Some(Term::Literal(b))) => compare_literals(a, b),
        _ => match kind(a)?.cmp(&kind(b)?) {
            Ordering::Equal => None,
            unequal => Some(unequal),
        },
    }
}

fn compare_literals(a: &Literal, b: &Literal) -> Option<Ordering> {
    let number = |literal: &Literal| -> Option<f64> {
        let types = [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT];
        types
            .contains(&literal.datatype())
            .then(|| literal.value().parse().ok())?
    };
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return a.partial_cmp(&b);
    }
    let alike = a.datatype() == b.datatype();
    let by_text = [xsd::STRING, xsd::BOOLEAN, xsd::DATE];
    (alike && by_text.contains(&a.datatype())).then(|| a.value().cmp(b.value()))
}
