//! What someone might write to make a server suffer.

use std::cell::Cell;
use std::convert::Infallible;
use std::fmt;

use mutuelle_inference::{
    DerivationError, FollowError, InferError, Limits, Patch, Rules, Source, TripleSet, Triples, derivation,
    follow, holds, infer_all,
};

use crate::support::{Row, inferred, lines, rules};

/// `:p`, declared transitive, has number 0; nodes have the others.
fn transitive() -> Rules<u32> {
    rules(":p a owl:TransitiveProperty .").unwrap().numbered(|_| 0)
}

fn chain(length: u32) -> Vec<Row> {
    (1..=length).map(|node| [node, 0, node + 1]).collect()
}

fn set(rows: impl IntoIterator<Item = Row>) -> TripleSet<u32, fn(u32) -> bool> {
    TripleSet::new(rows, |_| true)
}

#[test]
fn a_property_may_be_symmetric_transitive_and_its_own_inverse() {
    let ontology =
        ":p a owl:SymmetricProperty , owl:TransitiveProperty ; owl:inverseOf :p ; rdfs:subPropertyOf :p .";
    let follows = inferred(ontology, ":a :p :b . :c :p :b .");
    assert_eq!(
        follows,
        lines(":a :p :a , :c . :b :p :a , :b , :c . :c :p :a , :c .")
    );
}

#[test]
fn a_thing_may_be_related_to_itself() {
    let ontology = ":p a owl:TransitiveProperty ; owl:inverseOf :q . :r owl:propertyChainAxiom ( :p :q ) .";
    assert_eq!(inferred(ontology, ":a :p :a ."), lines(":a :q :a ; :r :a ."));
}

#[test]
fn a_literal_ends_a_way_and_is_never_turned_around() {
    let ontology = ":p a owl:SymmetricProperty , owl:TransitiveProperty . :p owl:inverseOf :q . :q rdfs:subPropertyOf :r .";
    let follows = inferred(ontology, r#":a :p :b . :b :p "fin" ."#);
    let expected =
        r#":a :p :a , "fin" ; :q :a , :b ; :r :a , :b . :b :p :a , :b ; :q :a , :b ; :r :a , :b ."#;
    assert_eq!(follows, lines(expected));
}

#[test]
fn hierarchies_that_are_circles_are_equivalences() {
    let ontology = ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :C rdfs:subClassOf :A .
        :p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .";
    let follows = inferred(ontology, ":x a :B . :x :p :y .");
    assert_eq!(follows, lines(":x a :A , :C ; :q :y ."));
}

#[test]
fn a_hierarchy_a_thousand_deep_is_climbed() {
    let depth = 1_000;
    let ontology: String = (0..depth)
        .map(|n| format!(":C{n} rdfs:subClassOf :C{} .", n + 1))
        .collect();
    assert_eq!(inferred(&ontology, ":x a :C0 .").len(), depth);
}

#[test]
fn a_hierarchy_of_properties_a_thousand_deep_is_climbed_and_turned() {
    let depth = 1_000;
    let ontology: String = (0..depth)
        .map(|n| format!(":p{n} rdfs:subPropertyOf :p{} .", n + 1))
        .collect();
    let ontology = format!("{ontology} :p{depth} owl:inverseOf :q .");
    assert_eq!(inferred(&ontology, ":x :p0 :y .").len(), depth + 1);
}

/// A hundred middles for each of a hundred things, all leading to the same hundred.
#[test]
fn ways_that_lead_to_the_same_end_count_once() {
    let ontology = ":p owl:propertyChainAxiom ( :first :second ) .";
    let rules = rules(ontology).unwrap();
    let rules = rules.numbered(|term| match term.as_str().rsplit('/').next() {
        Some("p") => 0,
        Some("first") => 1,
        _ => 2,
    });
    let square = |from: u32, predicate, to: u32| {
        (0..100).flat_map(move |s| (0..100).map(move |o| [from + s, predicate, to + o]))
    };
    let data = set(square(1_000, 1, 2_000).chain(square(2_000, 2, 3_000)));
    let limits = Limits {
        inferred_max: 10_000,
        ..Limits::default()
    };
    let follows = infer_all(&rules, &data, data.iter(), &limits).unwrap();
    assert!(follows.into_iter().eq(square(1_000, 0, 3_000)));
}

#[test]
fn a_chain_of_ten_thousand_is_refused_in_bulk_and_still_asked_about() {
    let rules = transitive();
    let data = set(chain(10_000));
    let limits = Limits::default();
    let all = infer_all(&rules, &data, data.iter(), &limits);
    assert!(matches!(all, Err(InferError::Inferred { max }) if max == limits.inferred_max));

    assert!(holds(&rules, &data, [1, 0, 10_001], &limits).unwrap());
    assert!(!holds(&rules, &data, [10_001, 0, 1], &limits).unwrap());
    let why = derivation(&rules, &data, [1, 0, 10_001], &limits)
        .unwrap()
        .unwrap();
    assert!(matches!(&why.source, Source::Transitive { links, .. } if links.len() == 10_000));
}

#[test]
fn an_answer_may_have_as_many_triples_as_the_limit_says_and_none_more() {
    let rules = transitive();
    let data = set(chain(100));
    let with = |inferred_max| {
        let limits = Limits {
            inferred_max,
            ..Limits::default()
        };
        infer_all(&rules, &data, data.iter(), &limits)
    };
    let count = 100 * 99 / 2;
    assert_eq!(with(count).unwrap().len(), count);
    assert!(matches!(with(count - 1), Err(InferError::Inferred { max }) if max == count - 1));
}

#[test]
fn repetitions_do_not_count_against_the_limit() {
    let rules = rules(":p rdfs:subPropertyOf :q .").unwrap();
    let rules = rules.numbered(|term| u32::from(term.as_str().ends_with('q')));
    let data = set([[7, 0, 8]]);
    let limits = Limits {
        inferred_max: 1,
        ..Limits::default()
    };
    let repeated = std::iter::repeat_n([7, 0, 8], 5_000);
    assert_eq!(infer_all(&rules, &data, repeated, &limits).unwrap(), [[7, 1, 8]]);
}

/// Two chains that one link joins: the triples that depend on it are the nodes before it times those after it.
#[test]
fn as_many_triples_may_depend_on_a_change_as_the_limit_says_and_none_more() {
    let rules = transitive();
    let limits = Limits::default();
    let followed = |before: u32, after: u32| {
        let ways = |from: u32, nodes: u32| (from..from + nodes - 1).map(move |node| [node, 0, node + 1]);
        let join = [before, 0, 20_000];
        let halves: Vec<Row> = ways(1, before).chain(ways(20_000, after)).collect();
        let patch = Patch {
            removed: &[],
            added: &[join],
        };
        follow(&rules, &set(halves.iter().copied()), |_| false, patch, &limits)
    };
    let delta = followed(1_000, 1_000).unwrap();
    assert_eq!(
        delta.added.len(),
        limits.candidates_max - 1,
        "all but the link itself"
    );
    let refused = followed(1_000, 1_001);
    assert!(matches!(refused, Err(FollowError::Candidates { max }) if max == limits.candidates_max));
}

#[test]
fn cutting_a_long_chain_in_two_is_exact_up_to_the_same_limit() {
    let rules = transitive();
    let limits = Limits::default();
    let cut = |length: u32| {
        let data = set(chain(length));
        let middle = [length / 2, 0, length / 2 + 1];
        let inferred = |[from, _, to]: Row| from + 1 < to;
        let patch = Patch {
            removed: &[middle],
            added: &[],
        };
        follow(&rules, &data, inferred, patch, &limits)
    };
    assert_eq!(cut(1_999).unwrap().removed.len(), 999 * 1_001 - 1);
    assert!(matches!(cut(10_000), Err(FollowError::Candidates { .. })));
}

/// All links of a chain in one patch: each pair depends on many of them, and is looked at for few.
#[test]
fn a_chain_may_come_and_go_in_one_patch() {
    let rules = transitive();
    let limits = Limits {
        steps_max: 5_000_000,
        ..Limits::default()
    };
    let links = chain(1_400);
    let added = Patch {
        removed: &[],
        added: &links,
    };
    let delta = follow(&rules, &set([]), |_| false, added, &limits).unwrap();
    assert_eq!(delta.added.len(), 1_400 * 1_399 / 2);
    let removed = Patch {
        removed: &links,
        added: &[],
    };
    let gone = follow(
        &rules,
        &set(links.clone()),
        |row| row[0] + 1 < row[2],
        removed,
        &limits,
    )
    .unwrap();
    assert_eq!(gone.removed, delta.added);
}

#[test]
fn a_leaf_at_the_end_of_a_long_chain_is_cheap() {
    let rules = transitive();
    let data = set(chain(10_000));
    let limits = Limits {
        steps_max: 100_000,
        ..Limits::default()
    };
    let inferred = |[from, _, to]: Row| from + 1 < to && to <= 10_001;
    let added = Patch {
        removed: &[],
        added: &[[10_001, 0, 10_002]],
    };
    assert_eq!(
        follow(&rules, &data, inferred, added, &limits)
            .unwrap()
            .added
            .len(),
        10_000
    );
    let removed = Patch {
        removed: &[[10_000, 0, 10_001]],
        added: &[],
    };
    assert_eq!(
        follow(&rules, &data, inferred, removed, &limits)
            .unwrap()
            .removed
            .len(),
        9_999
    );
}

#[test]
fn following_takes_as_many_steps_as_the_limit_says_and_none_more() {
    let rules = transitive();
    let data = set(chain(50));
    let with = |steps_max| {
        let limits = Limits {
            steps_max,
            ..Limits::default()
        };
        let patch = Patch {
            removed: &[[25, 0, 26]],
            added: &[],
        };
        follow(&rules, &data, |[from, _, to]: Row| from + 1 < to, patch, &limits)
    };
    let enough = (0..100_000).find(|steps| with(*steps).is_ok()).unwrap();
    assert!(matches!(with(enough - 1), Err(FollowError::Steps { max }) if max == enough - 1));
}

/// Everything related to everything: the pairs are many, what follows from them is nothing new.
#[test]
fn a_dense_cycle_is_closed_in_the_time_of_its_answer() {
    let rules = transitive();
    let nodes = 600;
    let data = set((1..=nodes).flat_map(|from| (1..=nodes).map(move |to| [from, 0, to])));
    assert!(
        infer_all(&rules, &data, data.iter(), &Limits::default())
            .unwrap()
            .is_empty()
    );
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the disk is gone")
    }
}

impl std::error::Error for Broken {}

/// Fails at the given read.
struct Failing<X> {
    data: X,
    reads_left: Cell<usize>,
}

impl<X> Failing<X> {
    fn read<A>(&self, answer: Result<A, Infallible>) -> Result<A, Broken> {
        match self.reads_left.get() {
            0 => Err(Broken),
            left => {
                self.reads_left.set(left - 1);
                let Ok(answer) = answer;
                Ok(answer)
            }
        }
    }
}

impl<X: Triples<u32, Error = Infallible>> Triples<u32> for Failing<X> {
    type Error = Broken;

    fn contains(&self, triple: Row) -> Result<bool, Broken> {
        self.read(self.data.contains(triple))
    }

    fn objects(&self, subject: u32, predicate: u32) -> impl Iterator<Item = Result<u32, Broken>> {
        self.data
            .objects(subject, predicate)
            .map(|object| self.read(object))
    }

    fn subjects(&self, predicate: u32, object: u32) -> impl Iterator<Item = Result<u32, Broken>> {
        self.data
            .subjects(predicate, object)
            .map(|subject| self.read(subject))
    }

    fn is_subject(&self, term: u32) -> bool {
        self.data.is_subject(term)
    }
}

#[test]
fn a_read_that_fails_is_an_error_and_never_an_answer() {
    let rules = transitive();
    let limits = Limits::default();
    let failing = |reads| Failing {
        data: set(chain(5)),
        reads_left: Cell::new(reads),
    };
    let patch = Patch {
        removed: &[[3, 0, 4]],
        added: &[],
    };
    let is_inferred = |[from, _, to]: Row| from + 1 < to;
    let expected = follow(&rules, &set(chain(5)), is_inferred, patch, &limits).unwrap();
    let mut failed = 0;
    for reads in 0..200 {
        match follow(&rules, &failing(reads), is_inferred, patch, &limits) {
            Ok(delta) => assert_eq!(delta, expected),
            Err(error) => {
                failed += 1;
                assert!(matches!(error, FollowError::Read(Broken)));
            }
        }
    }
    assert!(failed > 10);
    assert!(matches!(
        infer_all(&rules, &failing(3), chain(5), &limits),
        Err(InferError::Read(Broken))
    ));
    assert!(matches!(
        derivation(&rules, &failing(3), [1, 0, 5], &limits),
        Err(DerivationError::Read(Broken))
    ));
}
