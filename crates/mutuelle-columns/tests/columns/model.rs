//! What a copy must agree with: a set of quads, asked by looking at each.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use mutuelle_columns::{Order, Snapshot};
use mutuelle_query::{GraphSet, Graphs, Pattern, Source as _, TermId};
use oxrdf::{BaseDirection, BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};

pub(crate) type Model = HashSet<Quad>;

pub(crate) fn iri(name: &str) -> NamedNode {
    NamedNode::new(format!("http://commons.example/{name}")).unwrap()
}

/// A quad in the default graph.
pub(crate) fn quad(subject: &str, predicate: &str, object: &str) -> Quad {
    Quad::new(iri(subject), iri(predicate), iri(object), GraphName::DefaultGraph)
}

pub(crate) fn subjects() -> Vec<NamedOrBlankNode> {
    let blank = |label| BlankNode::new(label).unwrap().into();
    vec![
        iri("a").into(),
        iri("b").into(),
        iri("été").into(),
        blank("b0"),
        blank("a1b2"),
    ]
}

pub(crate) fn predicates() -> Vec<NamedNode> {
    vec![iri("a"), iri("knows"), iri("label")]
}

/// One or two terms of each kind, some with the same text.
pub(crate) fn objects() -> Vec<Term> {
    let inner = Triple::new(iri("a"), iri("knows"), Literal::new_simple_literal("forge"));
    let outer = Triple::new(BlankNode::new("b0").unwrap(), iri("label"), inner.clone());
    vec![
        iri("a").into(),
        iri("b").into(),
        BlankNode::new("b0").unwrap().into(),
        Literal::new_simple_literal("forge").into(),
        Literal::new_simple_literal("").into(),
        Literal::new_language_tagged_literal("forge", "fr")
            .unwrap()
            .into(),
        Literal::new_language_tagged_literal("forgé", "en")
            .unwrap()
            .into(),
        Literal::new_directional_language_tagged_literal("forge", "fr", BaseDirection::Ltr)
            .unwrap()
            .into(),
        Literal::new_directional_language_tagged_literal("forge", "fr", BaseDirection::Rtl)
            .unwrap()
            .into(),
        Literal::new_typed_literal("forge", iri("datatype")).into(),
        Literal::from(7).into(),
        inner.into(),
        outer.into(),
    ]
}

pub(crate) fn graphs() -> Vec<GraphName> {
    vec![
        GraphName::DefaultGraph,
        iri("a").into(),
        iri("graph").into(),
        BlankNode::new("b0").unwrap().into(),
    ]
}

/// The quad that four numbers choose from the terms above.
pub(crate) fn chosen((s, p, o, g): (usize, usize, usize, usize)) -> Quad {
    let (subjects, predicates, objects, graphs) = (subjects(), predicates(), objects(), graphs());
    Quad::new(
        subjects[s % subjects.len()].clone(),
        predicates[p % predicates.len()].clone(),
        objects[o % objects.len()].clone(),
        graphs[g % graphs.len()].clone(),
    )
}

/// What a patch makes of a set.
pub(crate) fn patched(model: &Model, removed: &[Quad], added: &[Quad]) -> Model {
    let mut next = model.clone();
    for quad in removed {
        next.remove(quad);
    }
    next.extend(added.iter().cloned());
    next
}

fn graph_term(graph: &GraphName) -> Option<Term> {
    match graph {
        GraphName::NamedNode(node) => Some(node.clone().into()),
        GraphName::BlankNode(node) => Some(node.clone().into()),
        GraphName::DefaultGraph => None,
    }
}

/// The numbers of a model's quads, after seeing that each number gives its term back.
fn numbered(snapshot: &Snapshot, model: &Model) -> Vec<[TermId; 4]> {
    let mut known = HashMap::new();
    let mut id = |term: Term| {
        *known.entry(term).or_insert_with_key(|term| {
            let Ok(id) = snapshot.id(term);
            let id = id.unwrap_or_else(|| panic!("{term} has no number"));
            let Ok(found) = snapshot.term(id);
            assert_eq!(found, *term);
            assert!(id.0 < snapshot.term_count());
            id
        })
    };
    let quads = model.iter().map(|quad| {
        let graph = graph_term(&quad.graph_name).map_or(TermId::DEFAULT_GRAPH, &mut id);
        [
            id(quad.subject.clone().into()),
            id(quad.predicate.clone().into()),
            id(quad.object.clone()),
            graph,
        ]
    });
    quads.collect()
}

fn views(snapshot: &Snapshot) -> Vec<Graphs> {
    let ids: Vec<TermId> = (graphs().iter())
        .filter_map(|graph| match graph_term(graph) {
            None => Some(TermId::DEFAULT_GRAPH),
            Some(term) => {
                let Ok(id) = snapshot.id(&term);
                id
            }
        })
        .collect();
    let set = |some: &[TermId]| {
        let sorted: BTreeSet<TermId> = some.iter().copied().collect();
        GraphSet::These(sorted.into_iter().collect())
    };
    let mut sets = vec![GraphSet::All, set(&[]), set(&ids)];
    sets.extend(ids.iter().map(|id| set(&[*id])));
    sets.extend(ids.windows(2).map(set));
    sets.extend(ids.windows(3).map(set));
    let both = |set: GraphSet| [Graphs::Merged(set.clone()), Graphs::Named(set)];
    sets.into_iter().flat_map(both).collect()
}

fn expected(quads: &[[TermId; 4]], pattern: Pattern, graphs: &Graphs) -> Vec<[TermId; 4]> {
    let (Graphs::Merged(set) | Graphs::Named(set)) = graphs;
    let named = matches!(graphs, Graphs::Named(_));
    let sees = |graph: TermId| match set {
        GraphSet::All => !named || graph != TermId::DEFAULT_GRAPH,
        GraphSet::These(these) => these.contains(&graph),
    };
    let matches = |quad: &&[TermId; 4]| {
        sees(quad[3])
            && pattern
                .iter()
                .zip(*quad)
                .all(|(due, id)| due.is_none_or(|due| due == *id))
    };
    let found = quads.iter().filter(matches).map(|[s, p, o, g]| {
        let graph = if named { *g } else { TermId::DEFAULT_GRAPH };
        [*s, *p, *o, graph]
    });
    if named {
        let mut all: Vec<_> = found.collect();
        all.sort_unstable();
        all
    } else {
        found.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Each place of a pattern open, and bound to each term that stands there in some quad, and to one that does not.
fn patterns(quads: &[[TermId; 4]]) -> Vec<Pattern> {
    let choices = |place: usize| -> Vec<Option<TermId>> {
        let ids: BTreeSet<TermId> = quads.iter().map(|quad| quad[place]).collect();
        let some = ids
            .into_iter()
            .chain([TermId(0), TermId::FIRST_OF_QUERY])
            .map(Some);
        some.chain([None]).collect()
    };
    let (subjects, predicates, objects) = (choices(0), choices(1), choices(2));
    let mut patterns = Vec::new();
    for s in &subjects {
        for p in &predicates {
            patterns.extend(objects.iter().map(|o| [*s, *p, *o]));
        }
    }
    patterns
}

/// Compares everything that a snapshot can be asked with a model.
pub(crate) fn compare(snapshot: &Snapshot, model: &Model) {
    let quads = numbered(snapshot, model);
    assert_eq!(snapshot.quad_count(), quads.len() as u64);
    let named: BTreeSet<TermId> = quads
        .iter()
        .map(|quad| quad[3])
        .filter(|id| *id != TermId::DEFAULT_GRAPH)
        .collect();
    let Ok(found) = snapshot.named_graphs();
    assert_eq!(found, named.into_iter().collect::<Vec<_>>());
    let views = views(snapshot);
    for pattern in patterns(&quads) {
        let matching = quads.iter().filter(|quad| {
            pattern
                .iter()
                .zip(*quad)
                .all(|(due, id)| due.is_none_or(|due| due == *id))
        });
        assert_eq!(snapshot.range(pattern), matching.count() as u64, "{pattern:?}");
        for view in &views {
            let due = expected(&quads, pattern, view);
            let mut found: Vec<[TermId; 4]> =
                snapshot.scan(pattern, view).map(|quad| quad.unwrap()).collect();
            found.sort_unstable();
            assert_eq!(found, due, "{pattern:?} {view:?}");
            // Every range here is small enough to be counted whatever the graphs.
            assert_eq!(
                snapshot.count(pattern, view),
                Some(due.len() as u64),
                "{pattern:?} {view:?}"
            );
            assert!(
                snapshot.estimate(pattern, view) >= due.len() as u64,
                "{pattern:?} {view:?}"
            );
        }
    }
    for view in &views {
        compare_groups(snapshot, &quads, view);
    }
}

fn compare_groups(snapshot: &Snapshot, quads: &[[TermId; 4]], view: &Graphs) {
    let everything = expected(quads, [None; 3], view);
    for (order, [first, second]) in Order::ALL.into_iter().zip([[0, 1], [1, 2], [2, 0]]) {
        let mut due = BTreeMap::new();
        for quad in &everything {
            *due.entry(quad[first]).or_insert(0) += 1;
        }
        let Some(groups) = snapshot.groups(order, None, view) else {
            let (Graphs::Merged(set) | Graphs::Named(set)) = view;
            assert!(*set != GraphSet::All || snapshot.has_overlap() || matches!(view, Graphs::Named(_)));
            continue;
        };
        assert_eq!(
            groups.collect::<Vec<_>>(),
            due.keys().map(|id| (*id, due[id])).collect::<Vec<_>>()
        );
        for bound in due.keys() {
            let mut due = BTreeMap::new();
            for quad in everything.iter().filter(|quad| quad[first] == *bound) {
                *due.entry(quad[second]).or_insert(0) += 1;
            }
            let groups = snapshot.groups(order, Some(*bound), view).unwrap();
            assert_eq!(groups.collect::<Vec<_>>(), due.into_iter().collect::<Vec<_>>());
        }
    }
}
