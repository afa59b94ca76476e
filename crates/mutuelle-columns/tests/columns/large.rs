//! More quads than a batch holds, and more than are counted one by one.

use std::collections::BTreeSet;
use std::convert::Infallible;

use mutuelle_columns::{Base, Columns, Snapshot};
use mutuelle_query::{GraphSet, Graphs, Pattern, Source as _, TermId};
use oxrdf::{GraphName, Quad};

use crate::model::iri;

/// Subject, predicate, object and graph by number; graph 0 is the default graph.
type Numbers = [u64; 4];

/// Numbers that look random, always the same ones.
struct Numbered(u64);

impl Numbered {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn quad(&mut self) -> Numbers {
        [self.below(300), self.below(7), self.below(40), self.below(3)]
    }
}

fn quad([s, p, o, g]: Numbers) -> Quad {
    let graph = if g == 0 {
        GraphName::DefaultGraph
    } else {
        iri(&format!("g{g}")).into()
    };
    Quad::new(
        iri(&format!("s{s}")),
        iri(&format!("p{p}")),
        iri(&format!("o{o}")),
        graph,
    )
}

fn id(snapshot: &Snapshot, kind: &str, number: u64) -> TermId {
    if kind == "g" && number == 0 {
        return TermId::DEFAULT_GRAPH;
    }
    let Ok(id) = snapshot.id(&iri(&format!("{kind}{number}")).into());
    id.unwrap()
}

fn compare(snapshot: &Snapshot, model: &BTreeSet<Numbers>) {
    let quads: Vec<[TermId; 4]> = (model.iter())
        .map(|quad| std::array::from_fn(|place| id(snapshot, ["s", "p", "o", "g"][place], quad[place])))
        .collect();
    let graphs = |some: &[u64]| {
        let ids: BTreeSet<TermId> = some.iter().map(|graph| id(snapshot, "g", *graph)).collect();
        GraphSet::These(ids.into_iter().collect())
    };
    let (predicate, object) = (Some(quads[0][1]), Some(quads[0][2]));
    let mut uncounted = 0;
    for set in [GraphSet::All, graphs(&[1]), graphs(&[0, 2]), graphs(&[0, 1, 2])] {
        for view in [Graphs::Merged(set.clone()), Graphs::Named(set.clone())] {
            for pattern in [
                [None; 3],
                [None, predicate, None],
                [None, None, object],
                [None, predicate, object],
            ] {
                let due = due(&quads, pattern, &view);
                let mut found: Vec<[TermId; 4]> =
                    snapshot.scan(pattern, &view).map(|quad| quad.unwrap()).collect();
                found.sort_unstable();
                assert_eq!(found, due, "{pattern:?} {view:?}");
                match snapshot.count(pattern, &view) {
                    Some(count) => assert_eq!(count, due.len() as u64, "{pattern:?} {view:?}"),
                    None => uncounted += 1,
                }
            }
        }
    }
    assert!(uncounted > 0, "large ranges of some graphs are not counted");
}

fn due(quads: &[[TermId; 4]], pattern: Pattern, view: &Graphs) -> Vec<[TermId; 4]> {
    let (Graphs::Merged(set) | Graphs::Named(set)) = view;
    let named = matches!(view, Graphs::Named(_));
    let seen = quads.iter().filter(|quad| {
        let graph = match set {
            GraphSet::All => !named || quad[3] != TermId::DEFAULT_GRAPH,
            GraphSet::These(these) => these.contains(&quad[3]),
        };
        graph
            && pattern
                .iter()
                .zip(*quad)
                .all(|(due, id)| due.is_none_or(|due| due == *id))
    });
    let shown = seen.map(|[s, p, o, g]| [*s, *p, *o, if named { *g } else { TermId::DEFAULT_GRAPH }]);
    shown.collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn scans_of_many_batches_agree_with_a_set_of_quads_while_patches_and_merges_go_on() {
    let mut numbers = Numbered(1);
    let mut model: BTreeSet<Numbers> = (0..9000).map(|_| numbers.quad()).collect();
    let base = Base::build(0, model.iter().map(|numbers| Ok::<_, Infallible>(quad(*numbers)))).unwrap();
    let columns = Columns::new(base);
    let mut merge = None;
    for seq in 1..=60 {
        let there: Vec<Numbers> = model.iter().copied().collect();
        let removed: Vec<Numbers> = (0..80)
            .map(|_| there[usize::try_from(numbers.below(there.len() as u64)).unwrap()])
            .collect();
        let added: Vec<Numbers> = (0..120).map(|_| numbers.quad()).collect();
        let [gone, come] = [&removed, &added].map(|list| list.iter().copied().map(quad).collect::<Vec<_>>());
        columns.apply(seq, &gone, &come).unwrap();
        for quad in &removed {
            model.remove(quad);
        }
        model.extend(added);
        match seq {
            20 => merge = Some(columns.begin_merge()),
            40 => columns.finish_merge(merge.take().unwrap().build()).unwrap(),
            _ => {}
        }
        if seq % 10 == 0 {
            compare(&columns.snapshot(), &model);
        }
    }
}
