//! Commits, rollbacks, reopening, and that a changed index equals a fresh one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mutuelle_search::{
    EntityDocument, IndexOptions, IndexState, SearchError, SearchIndex, SearchProfile, entity_key,
};
use proptest::prelude::*;

use crate::support::{documents, graph, names, profile, search};

fn put(index: &mut SearchIndex, trig: &str) {
    for document in documents(&profile(), trig) {
        index.upsert(&document).unwrap();
    }
}

fn reopened(dir: &Path) -> (SearchIndex, IndexState) {
    SearchIndex::open(dir, &profile()).unwrap()
}

fn rebuild_reason(state: &IndexState) -> &str {
    match state {
        IndexState::NeedsRebuild { reason } => reason,
        IndexState::Ready { seq } => panic!("ready at {seq}"),
    }
}

#[test]
fn a_commit_is_found_again_with_its_seq() {
    let dir = tempfile::tempdir().unwrap();
    let (mut index, state) = reopened(dir.path());
    assert_eq!(rebuild_reason(&state), "there is no index yet");
    assert_eq!(
        (
            index.committed_seq(),
            index.snapshot().seq(),
            index.snapshot().count()
        ),
        (None, 0, 0)
    );
    put(&mut index, ":a rdfs:label 'Forge'@fr .");
    index.commit(41).unwrap();
    put(&mut index, ":b rdfs:label 'Forge perdue'@fr .");
    drop(index);
    let (index, state) = reopened(dir.path());
    assert_eq!(state, IndexState::Ready { seq: 41 });
    assert_eq!((index.committed_seq(), index.snapshot().seq()), (Some(41), 41));
    assert_eq!(names(&search(&index, "forge")), ["a"]);
    assert!(index.damaged_files().unwrap().is_empty());
}

#[test]
fn an_index_without_a_commit_needs_a_rebuild() {
    let dir = tempfile::tempdir().unwrap();
    drop(reopened(dir.path()));
    let (_index, state) = reopened(dir.path());
    assert_eq!(rebuild_reason(&state), "it has no commit");
}

#[test]
fn another_profile_needs_a_rebuild_and_leaves_nothing_of_the_old_index() {
    let dir = tempfile::tempdir().unwrap();
    let (mut index, _) = reopened(dir.path());
    put(&mut index, ":a rdfs:label 'Forge'@fr .");
    index.commit(1).unwrap();
    drop(index);
    fs::write(dir.path().join("notes.txt"), "kept").unwrap();
    let other = SearchProfile::from_graph(&graph("<#g> a ms:Rule ; ms:title ( rdfs:label ) .")).unwrap();
    let (index, state) = SearchIndex::open(dir.path(), &other).unwrap();
    assert_eq!(rebuild_reason(&state), "the search profile changed");
    assert_eq!((index.snapshot().count(), index.committed_seq()), (0, None));
    assert_eq!(fs::read_to_string(dir.path().join("notes.txt")).unwrap(), "kept");
    let segments = fs::read_dir(dir.path()).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().ends_with(".store")
    });
    assert_eq!(segments.count(), 0);
}

#[test]
fn a_damaged_index_is_replaced_by_an_empty_one() {
    let damage_meta = |dir: &Path| fs::write(dir.join("meta.json"), "{").unwrap();
    let no_meta = |dir: &Path| fs::remove_file(dir.join("meta.json")).unwrap();
    let on_segments = |dir: &Path, damage: &dyn Fn(&Path)| {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "fast" || extension == "idx")
            {
                damage(&path);
            }
        }
    };
    let empty_segments = |dir: &Path| on_segments(dir, &|path| fs::write(path, "").unwrap());
    let zero_segments = |dir: &Path| {
        on_segments(dir, &|path| {
            let length = usize::try_from(fs::metadata(path).unwrap().len()).unwrap();
            fs::write(path, vec![0; length]).unwrap();
        });
    };
    let no_segments = |dir: &Path| on_segments(dir, &|path| fs::remove_file(path).unwrap());
    let damages: [&dyn Fn(&Path); 5] = [
        &damage_meta,
        &no_meta,
        &empty_segments,
        &zero_segments,
        &no_segments,
    ];
    for (n, damage) in damages.iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        let (mut index, _) = reopened(dir.path());
        put(&mut index, ":a rdfs:label 'Forge'@fr .");
        index.commit(1).unwrap();
        drop(index);
        damage(dir.path());
        let (mut index, state) = reopened(dir.path());
        assert!(!rebuild_reason(&state).is_empty(), "{n}");
        assert_eq!(index.snapshot().count(), 0);
        put(&mut index, ":a rdfs:label 'Forge'@fr .");
        index.commit(2).unwrap();
        drop(index);
        assert_eq!(reopened(dir.path()).1, IndexState::Ready { seq: 2 });
    }
}

#[test]
fn a_second_writer_is_refused_and_removes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (mut index, _) = reopened(dir.path());
    put(&mut index, ":a rdfs:label 'Forge'@fr .");
    index.commit(1).unwrap();
    assert!(matches!(
        SearchIndex::open(dir.path(), &profile()),
        Err(SearchError::Locked { .. })
    ));
    let other = SearchProfile::from_graph(&graph("<#g> a ms:Rule ; ms:title ( rdfs:label ) .")).unwrap();
    assert!(matches!(
        SearchIndex::open(dir.path(), &other),
        Err(SearchError::Locked { .. })
    ));
    put(&mut index, ":b rdfs:label 'Forge'@fr .");
    index.commit(2).unwrap();
    assert_eq!(index.snapshot().count(), 2);
}

#[test]
fn a_snapshot_does_not_see_later_commits() {
    let mut index = crate::support::index(":a rdfs:label 'Forge'@fr .");
    let before = index.snapshot();
    put(&mut index, ":b rdfs:label 'Forge'@fr .");
    assert_eq!(index.snapshot().count(), 1);
    index.commit(2).unwrap();
    assert_eq!((before.seq(), before.count()), (1, 1));
    assert_eq!((index.snapshot().seq(), index.snapshot().count()), (2, 2));
}

#[test]
fn rollback_and_clear_go_back_to_the_last_commit() {
    let mut index = crate::support::index(":a rdfs:label 'Forge'@fr . :b rdfs:label 'Forge'@fr .");
    let committed = index.snapshot().entities().unwrap();
    put(&mut index, ":c rdfs:label 'Forge'@fr .");
    index.remove(&crate::support::node("a").into()).unwrap();
    index.rollback().unwrap();
    index.commit(2).unwrap();
    assert_eq!(index.snapshot().entities().unwrap(), committed);
    index.clear().unwrap();
    index.rollback().unwrap();
    index.commit(3).unwrap();
    assert_eq!(index.snapshot().entities().unwrap(), committed);
    put(&mut index, ":c rdfs:label 'Forge'@fr .");
    index.clear().unwrap();
    put(&mut index, ":d rdfs:label 'Forge'@fr .");
    let mut still = names(&search(&index, "forge"));
    still.sort();
    assert_eq!(still, ["a", "b"]);
    index.commit(4).unwrap();
    assert_eq!(names(&search(&index, "forge")), ["d"]);
}

#[test]
fn an_upsert_replaces_and_twice_is_once() {
    let mut index = crate::support::index(":a rdfs:label 'Forge'@fr .");
    put(&mut index, ":a rdfs:label 'Jardin'@fr .");
    put(&mut index, ":a rdfs:label 'Jardin'@fr .");
    index.commit(2).unwrap();
    assert_eq!(index.snapshot().count(), 1);
    assert_eq!(search(&index, "forge").total, 0);
    assert_eq!(names(&search(&index, "jardin")), ["a"]);
    index.remove(&crate::support::node("a").into()).unwrap();
    index.remove(&crate::support::node("never").into()).unwrap();
    index.commit(3).unwrap();
    assert_eq!(
        (
            index.snapshot().count(),
            index.snapshot().entities().unwrap().len()
        ),
        (0, 0)
    );
}

#[test]
fn an_entity_with_an_endless_name_is_indexed_replaced_and_found() {
    let mut index = SearchIndex::in_memory(&profile()).unwrap();
    let long = format!("http://e.test/{}", "é".repeat(100_000));
    let trig = |label: &str| format!("<{long}> rdfs:label '{label}'@fr .");
    put(&mut index, &trig("Forge"));
    index.commit(1).unwrap();
    put(&mut index, &trig("Jardin"));
    index.commit(2).unwrap();
    let page = search(&index, "jardin");
    assert_eq!((page.total, index.snapshot().count()), (1, 1));
    assert_eq!(page.hits[0].entity.to_string(), format!("<{long}>"));
    let ranking = index
        .snapshot()
        .rank(&mutuelle_search::SearchRequest::new("jardin"))
        .unwrap();
    assert_eq!(ranking.entities[0].0, page.hits[0].entity);
    index.remove(&page.hits[0].entity).unwrap();
    index.commit(3).unwrap();
    assert_eq!(index.snapshot().count(), 0);
}

#[test]
fn many_small_commits_leave_few_segments() {
    let dir = tempfile::tempdir().unwrap();
    let (mut index, _) = reopened(dir.path());
    for seq in 1..=30 {
        put(&mut index, &format!(":e{seq} rdfs:label 'Forge'@fr ."));
        index.commit(seq).unwrap();
    }
    index.close().unwrap();
    let (index, state) = reopened(dir.path());
    assert_eq!(state, IndexState::Ready { seq: 30 });
    assert_eq!(index.snapshot().count(), 30);
    assert!(index.segment_count() <= 12, "{} segments", index.segment_count());
}

#[test]
fn several_indexing_threads_give_the_same_entities() {
    use std::fmt::Write as _;
    let mut trig = String::new();
    for n in 0..500 {
        writeln!(
            trig,
            ":e{n} rdfs:label 'Forge {n}'@fr ; dct:description 'Un texte'@fr ."
        )
        .unwrap();
    }
    let one = crate::support::index(&trig);
    let dir = tempfile::tempdir().unwrap();
    let options = IndexOptions { indexing_threads: 3 };
    let (mut several, _) = SearchIndex::open_with(dir.path(), &profile(), options).unwrap();
    put(&mut several, &trig);
    several.commit(1).unwrap();
    assert_eq!(
        several.snapshot().entities().unwrap(),
        one.snapshot().entities().unwrap()
    );
}

/// What may happen to an index: `None` removes the entity.
#[derive(Debug, Clone)]
enum Change {
    Set(u8, Option<u8>),
    Commit,
    Rollback,
    Clear,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        6 => (0..6_u8, proptest::option::weighted(0.7, 0..4_u8)).prop_map(|(entity, text)| Change::Set(entity, text)),
        3 => Just(Change::Commit),
        1 => Just(Change::Rollback),
        1 => Just(Change::Clear),
    ];
    proptest::collection::vec(change, 1..25)
}

fn document(entity: u8, text: u8) -> EntityDocument {
    let trig = format!(":e{entity} a :T{text} ; rdfs:label 'forge {text}'@fr .");
    documents(&profile(), &trig).remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_changes_gives_the_index_of_what_is_left(changes in changes()) {
        let mut index = SearchIndex::in_memory(&profile()).unwrap();
        let mut committed: BTreeMap<u8, u8> = BTreeMap::new();
        let mut pending = committed.clone();
        for (seq, change) in (1..).zip(changes.into_iter().chain([Change::Commit])) {
            match change {
                Change::Set(entity, Some(text)) => {
                    pending.insert(entity, text);
                    index.upsert(&document(entity, text)).unwrap();
                }
                Change::Set(entity, None) => {
                    pending.remove(&entity);
                    index.remove(&crate::support::node(&format!("e{entity}")).into()).unwrap();
                }
                Change::Commit => {
                    committed = pending.clone();
                    index.commit(seq).unwrap();
                }
                Change::Rollback => {
                    pending = committed.clone();
                    index.rollback().unwrap();
                }
                Change::Clear => {
                    pending.clear();
                    index.clear().unwrap();
                }
            }
        }
        let mut fresh = SearchIndex::in_memory(&profile()).unwrap();
        for (entity, text) in &committed {
            fresh.upsert(&document(*entity, *text)).unwrap();
        }
        fresh.commit(1).unwrap();
        prop_assert_eq!(index.snapshot().entities().unwrap(), fresh.snapshot().entities().unwrap());
        prop_assert_eq!(index.snapshot().count(), committed.len());
        let expected: Vec<String> = committed.keys().map(|n| entity_key(&crate::support::node(&format!("e{n}")).into())).collect();
        let keys: Vec<String> = index.snapshot().entities().unwrap().into_iter().map(|(key, _)| key).collect();
        prop_assert_eq!(keys, expected);
        prop_assert_eq!(search(&index, "forge").total, committed.len());
    }
}
