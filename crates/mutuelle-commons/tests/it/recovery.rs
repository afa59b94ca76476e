//! What the last process left unfinished is finished, and what is broken is said.

use crate::support::*;
use mutuelle_commons::*;
use std::fs;
use std::path::{Path, PathBuf};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Copies the files of a folder that is being written to: what goes meanwhile is not there.
fn copy_living(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        match fs::copy(from.join(&name), to.join(&name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
            _ => {}
        }
    }
}

/// Takes a part of a folder away. It is moved, because threads of the text index may still be merging files.
fn take_away(folder: &Path, part: &str) {
    let away = tempfile::tempdir_in(folder).unwrap();
    fs::rename(folder.join(part), away.path().join(part)).unwrap();
}

/// Puts a part of a folder back to an earlier state.
fn put_back(folder: &Path, part: &str, earlier: &Path) {
    take_away(folder, part);
    copy(&earlier.join(part), &folder.join(part));
}

fn segment(folder: &Path) -> PathBuf {
    let mut segments: Vec<_> = fs::read_dir(folder.join("journal"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    segments.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
    segments.sort();
    segments.pop().unwrap()
}

/// Three changes, the last of which removes; returns the content.
fn three_changes(folder: &Path) -> Vec<String> {
    let (commons, _) = open(folder);
    commons
        .load(turtle(&seed("s", "Une forge ouverte"), graph("g")))
        .unwrap();
    add(
        &commons,
        ":a rdfs:label \"Le jardin\"@fr ; :p [ :q _:x ] . _:x :r 1 .",
    );
    update(
        &commons,
        "DELETE { :a rdfs:label ?l } INSERT { :a rdfs:label \"Le verger\"@fr } WHERE { :a rdfs:label ?l }",
    )
    .unwrap();
    commons.close().unwrap();
    content(&commons)
}

#[test]
fn a_store_that_is_gone_is_rebuilt_from_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let before = three_changes(folder.path());
    take_away(folder.path(), "store");
    let (commons, report) = open(folder.path());
    assert_eq!((report.seq, report.replayed), (3, 3));
    assert_eq!(content(&commons), before);
    verified(&commons);
    assert_eq!((found(&commons, "verger"), found(&commons, "jardin")), (1, 0));
}

#[test]
fn a_store_that_is_behind_catches_up_and_so_does_its_index() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = tempfile::tempdir().unwrap();
    let (commons, _) = open(folder.path());
    add(&commons, ":a rdfs:label \"Le jardin\"@fr .");
    drop(commons);
    copy(folder.path(), earlier.path());
    let (commons, _) = open(folder.path());
    update(
        &commons,
        "DELETE WHERE { :a rdfs:label ?l } ; INSERT DATA { :b rdfs:label \"Le verger\"@fr }",
    )
    .unwrap();
    add(&commons, ":c rdfs:label \"La forge\"@fr .");
    let before = content(&commons);
    drop(commons);
    put_back(folder.path(), "store", earlier.path());
    put_back(folder.path(), "index", earlier.path());
    let (commons, report) = open_with(folder.path(), Limits::default()).unwrap();
    assert_eq!((report.seq, report.replayed), (3, 2));
    assert_eq!(
        report.index,
        IndexStart::Ready,
        "a few records are caught up, not rebuilt"
    );
    assert_eq!(content(&commons), before);
    assert_eq!(
        (
            found(&commons, "verger"),
            found(&commons, "forge"),
            found(&commons, "jardin")
        ),
        (1, 1, 0)
    );
    verified(&commons);
}

#[test]
fn an_index_that_is_gone_is_rebuilt_while_triples_are_read() {
    let folder = tempfile::tempdir().unwrap();
    three_changes(folder.path());
    take_away(folder.path(), "index");
    let (commons, report) = open_with(folder.path(), Limits::default()).unwrap();
    assert!(matches!(report.index, IndexStart::Rebuilding { .. }));
    assert!(matches!(
        commons.search(&SearchRequest::new("verger")),
        Err(TextError::Rebuilding)
    ));
    assert_eq!(count(&commons, ":a rdfs:label ?l"), 1);
    commons.reindex().unwrap();
    assert_eq!(found(&commons, "verger"), 1);
    verified(&commons);
}

#[test]
fn an_index_ahead_of_the_journal_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = tempfile::tempdir().unwrap();
    let (commons, _) = open(folder.path());
    add(&commons, ":before rdfs:label \"La ruche\"@fr .");
    drop(commons);
    copy(folder.path(), earlier.path());
    three_changes(folder.path());
    put_back(folder.path(), "journal", earlier.path());
    put_back(folder.path(), "store", earlier.path());
    let (commons, report) = open(folder.path());
    assert!(
        matches!(report.index, IndexStart::Rebuilding { .. }),
        "{report:?}"
    );
    assert_eq!((found(&commons, "verger"), found(&commons, "ruche")), (0, 1));
    verified(&commons);
}

#[test]
fn a_store_ahead_of_the_journal_is_refused_with_both_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    copy(folder.path(), earlier.path());
    three_changes(folder.path());
    put_back(folder.path(), "journal", earlier.path());
    let Err(error) = open_with(folder.path(), Limits::default()) else {
        panic!()
    };
    assert!(
        matches!(error, OpenError::StoreAhead { store: 3, journal: 0 }),
        "{error}"
    );
}

#[test]
fn a_torn_record_at_the_end_of_the_journal_is_cut_off_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let before = three_changes(folder.path());
    let segment = segment(folder.path());
    let mut bytes = fs::read(&segment).unwrap();
    let whole = bytes.len();
    bytes.extend_from_within(..40.min(whole));
    fs::write(&segment, &bytes).unwrap();
    let (commons, report) = open(folder.path());
    let torn = report.torn_tail.unwrap();
    assert!(torn.contains(&whole.to_string()), "{torn}");
    assert_eq!(report.seq, 3);
    assert_eq!(content(&commons), before);
    assert_eq!(add(&commons, ":new :p 1 .").seq, 4);
    verified(&commons);
}

#[test]
fn damage_in_the_middle_of_the_journal_is_refused_by_file_and_offset() {
    let folder = tempfile::tempdir().unwrap();
    three_changes(folder.path());
    let segment = segment(folder.path());
    let mut bytes = fs::read(&segment).unwrap();
    let middle = bytes.len() / 4;
    bytes[middle] ^= 0x20;
    fs::write(&segment, &bytes).unwrap();
    let Err(OpenError::Journal(error)) = open_with(folder.path(), Limits::default()) else {
        panic!()
    };
    let message = error.to_string();
    assert!(
        message.contains(".log") && message.contains("at byte"),
        "{message}"
    );
    assert_eq!(fs::read(&segment).unwrap(), bytes, "nothing is cut off");
}

#[test]
fn a_store_that_was_changed_behind_the_journals_back_is_found_by_verify() {
    let folder = tempfile::tempdir().unwrap();
    three_changes(folder.path());
    let store = mutuelle_store::Store::open(&folder.path().join("store")).unwrap();
    let mut transaction = store.begin().unwrap();
    transaction
        .insert(&Quad::new(iri("x"), iri("y"), iri("z"), GraphName::DefaultGraph))
        .unwrap();
    transaction.commit(3).unwrap();
    drop(store);
    let (commons, _) = open(folder.path());
    let report = commons.verify().unwrap();
    assert!(!report.ok());
    assert!(
        report.problems[0].contains("the journal makes"),
        "{:?}",
        report.problems
    );
}

#[test]
fn a_document_that_the_index_lacks_is_found_by_verify() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = open(folder.path());
    add(&commons, ":a rdfs:label \"Le jardin\"@fr .");
    commons.close().unwrap();
    drop(commons);
    let store = mutuelle_store::Store::open(&folder.path().join("store")).unwrap();
    let mut transaction = store.begin().unwrap();
    let snapshot: Vec<_> = transaction
        .view()
        .quads(None, None, None, None)
        .map(Result::unwrap)
        .collect();
    transaction.remove(&snapshot[0]).unwrap();
    transaction.commit(1).unwrap();
    drop(store);
    let (commons, _) = open(folder.path());
    let problems = commons.verify().unwrap().problems;
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("has a document of")),
        "{problems:?}"
    );
}

#[test]
fn a_dump_record_is_replayed_from_its_file_with_what_it_replaces() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = open_with(folder.path(), small_patches()).unwrap();
    let numbered = |from: usize, to: usize| {
        (from..to)
            .map(|n| format!(":s{n} rdfs:label \"Objet {n}\"@fr .\n"))
            .collect::<String>()
    };
    commons.load(turtle(&numbered(0, 150), graph("g"))).unwrap();
    let receipt = commons.load(replace(&numbered(100, 400), graph("g"))).unwrap();
    assert_eq!((receipt.quads_added, receipt.quads_removed), (250, 100));
    add(&commons, ":after :p 1 .");
    let before = content(&commons);
    drop(commons);
    take_away(folder.path(), "store");
    take_away(folder.path(), "index");
    let (commons, report) = open(folder.path());
    assert_eq!((report.seq, report.replayed), (3, 3));
    assert_eq!(content(&commons), before);
    assert_eq!(state(&commons), (3, 301));
    assert_eq!(found(&commons, "objet"), 300);
    assert_eq!(verified(&commons).quads, 301);
}

#[test]
fn a_dump_that_was_half_taken_in_is_completed() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = tempfile::tempdir().unwrap();
    let (commons, _) = open_with(folder.path(), small_patches()).unwrap();
    add(&commons, ":s0 :p 0 . :gone :p 1 .");
    drop(commons);
    copy(folder.path(), earlier.path());
    let (commons, _) = open_with(folder.path(), small_patches()).unwrap();
    let dump: String = (0..300).map(|n| format!(":s{n} :p {n} .\n")).collect();
    commons.load(replace(&dump, GraphName::DefaultGraph)).unwrap();
    let before = content(&commons);
    drop(commons);
    // As after a crash between the record and the store, with a part of the dump in the store all the same.
    put_back(folder.path(), "store", earlier.path());
    let (commons, report) = open(folder.path());
    assert_eq!((report.seq, report.replayed), (2, 1));
    assert_eq!(content(&commons), before);
    assert_eq!(state(&commons), (2, 300));
    verified(&commons);
}

#[test]
fn a_dump_that_is_missing_or_damaged_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = open_with(folder.path(), small_patches()).unwrap();
    add(
        &commons,
        &(0..300).map(|n| format!(":s{n} :p {n} .\n")).collect::<String>(),
    );
    drop(commons);
    let dump = fs::read_dir(folder.path().join("dumps"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read(&dump).unwrap();
    for damage in ["missing", "cut"] {
        match damage {
            "missing" => fs::remove_file(&dump).unwrap(),
            _ => fs::write(&dump, &whole[..whole.len() / 2]).unwrap(),
        }
        take_away(folder.path(), "store");
        let Err(error) = open_with(folder.path(), small_patches()) else {
            panic!("{damage}")
        };
        assert!(matches!(error, OpenError::Dump { .. }), "{damage}: {error}");
    }
    fs::write(&dump, &whole).unwrap();
    let (commons, _) = open(folder.path());
    verified(&commons);
}

#[test]
fn a_dump_whose_content_is_another_is_found_by_verify() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = open_with(folder.path(), small_patches()).unwrap();
    add(
        &commons,
        &(0..300).map(|n| format!(":s{n} :p {n} .\n")).collect::<String>(),
    );
    let dump = fs::read_dir(folder.path().join("dumps"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let text = "<http://commons.example/x> <http://commons.example/y> \"z\" .\n";
    fs::write(&dump, zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
    assert!(!commons.verify().unwrap().ok());
}

#[test]
fn a_load_right_after_opening_does_not_pass_an_unfinished_index_for_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    three_changes(folder.path());
    take_away(folder.path(), "index");
    let (commons, report) = open_with(folder.path(), small_patches()).unwrap();
    assert!(matches!(report.index, IndexStart::Rebuilding { .. }));
    add(
        &commons,
        &(0..300)
            .map(|n| format!(":s{n} rdfs:label \"Objet {n}\"@fr .\n"))
            .collect::<String>(),
    );
    // What a crash at this moment would leave of the index.
    let crashed = tempfile::tempdir().unwrap();
    copy_living(&folder.path().join("index"), &crashed.path().join("index"));
    commons.close().unwrap();
    drop(commons);
    put_back(folder.path(), "index", crashed.path());
    let (after, _) = open(folder.path());
    assert_eq!((found(&after, "verger"), found(&after, "objet")), (1, 300));
    verified(&after);
}
