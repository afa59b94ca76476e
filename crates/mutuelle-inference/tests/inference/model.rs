//! What follows, said as plainly as can be: every rule applied to everything until nothing new comes.

use std::collections::BTreeSet;

use crate::support::Row;

/// An axiom as the generator makes it; numbers are terms.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Said {
    SubClassOf(u32, u32),
    EquivalentClass(u32, u32),
    SubPropertyOf(u32, u32),
    EquivalentProperty(u32, u32),
    InverseOf(u32, u32),
    Symmetric(u32),
    Transitive(u32),
    Chain(u32, u32, u32),
    /// Of the class follows the value of the property.
    Gives(u32, (u32, u32)),
    /// Of the value of the property follows the class.
    Tells((u32, u32), u32),
}

/// All that holds, explicit or not.
pub(crate) fn fixpoint(
    axioms: &[Said],
    kind: u32,
    is_subject: impl Fn(u32) -> bool,
    explicit: &BTreeSet<Row>,
) -> BTreeSet<Row> {
    let mut all = explicit.clone();
    loop {
        let mut new = Vec::new();
        for axiom in axioms {
            apply(*axiom, kind, &all, &mut new);
        }
        let before = all.len();
        all.extend(new.into_iter().filter(|[s, _, _]| is_subject(*s)));
        if all.len() == before {
            return all;
        }
    }
}

fn apply(axiom: Said, kind: u32, all: &BTreeSet<Row>, new: &mut Vec<Row>) {
    let mut value = |(p1, v1): (u32, u32), (p2, v2): (u32, u32)| {
        let of = all.iter().filter(|[_, p, o]| (*p, *o) == (p1, v1));
        new.extend(of.map(|[s, _, _]| [*s, p2, v2]));
    };
    match axiom {
        Said::SubClassOf(a, b) => value((kind, a), (kind, b)),
        Said::EquivalentClass(a, b) => {
            value((kind, a), (kind, b));
            value((kind, b), (kind, a));
        }
        Said::Gives(class, of) => value((kind, class), of),
        Said::Tells(of, class) => value(of, (kind, class)),
        Said::SubPropertyOf(a, b) => new.extend(of(all, a).map(|(s, o)| [s, b, o])),
        Said::EquivalentProperty(a, b) => {
            new.extend(of(all, a).map(|(s, o)| [s, b, o]));
            new.extend(of(all, b).map(|(s, o)| [s, a, o]));
        }
        Said::InverseOf(a, b) => {
            new.extend(of(all, a).map(|(s, o)| [o, b, s]));
            new.extend(of(all, b).map(|(s, o)| [o, a, s]));
        }
        Said::Symmetric(a) => new.extend(of(all, a).map(|(s, o)| [o, a, s])),
        Said::Transitive(a) => join(all, a, a, a, new),
        Said::Chain(a, first, second) => join(all, first, second, a, new),
    }
}

fn join(all: &BTreeSet<Row>, first: u32, second: u32, result: u32, new: &mut Vec<Row>) {
    for (s, middle) in of(all, first) {
        let seconds = of(all, second).filter(|(s, _)| *s == middle);
        new.extend(seconds.map(|(_, o)| [s, result, o]));
    }
}

fn of(all: &BTreeSet<Row>, property: u32) -> impl Iterator<Item = (u32, u32)> {
    all.iter()
        .filter(move |[_, p, _]| *p == property)
        .map(|[s, _, o]| (*s, *o))
}
