//! The data folder: one process has it, and it is what it says.

use crate::support::*;
use mutuelle_commons::*;
use std::fs;

#[test]
fn what_was_written_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, report) = open(folder.path());
    assert_eq!((report.seq, report.replayed, report.torn_tail), (0, 0, None));
    commons
        .load(turtle(&seed("s", "Une forge ouverte"), graph("g")))
        .unwrap();
    update(&commons, "INSERT DATA { :a :p [ :q 1 ] }").unwrap();
    let before = content(&commons);
    drop(commons);
    let (commons, report) = open(folder.path());
    assert_eq!((report.seq, report.replayed), (2, 0));
    assert_eq!(content(&commons), before);
    assert_eq!(found(&commons, "forge"), 1);
    assert!(!commons.status().unwrap().in_memory);
    assert_eq!(verified(&commons).records, 2);
}

#[test]
fn a_commons_that_was_closed_properly_starts_with_its_index_ready() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = open(folder.path());
    add(&commons, &seed("s", "Une forge ouverte"));
    commons.close().unwrap();
    drop(commons);
    let (_, report) = open_with(folder.path(), Limits::default()).unwrap();
    assert_eq!(report.index, IndexStart::Ready);
}

#[test]
fn a_new_commons_answers_text_queries_from_its_first_moment() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, report) = open_with(folder.path(), Limits::default()).unwrap();
    assert_eq!(report.index, IndexStart::Ready);
    assert_eq!(found(&commons, "forge"), 0);
    add(&commons, &seed("s", "Une forge ouverte"));
    assert_eq!(found(&commons, "forge"), 1);
}

#[test]
fn a_folder_in_use_is_refused_and_free_again_when_closed() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = open(folder.path());
    let other = commons.clone();
    let Err(OpenError::Folder(error)) = open_with(folder.path(), Limits::default()) else {
        panic!()
    };
    assert!(matches!(error, FolderError::Locked { .. }));
    let message = error.to_string();
    assert!(
        message.contains("is in use") && message.contains(folder.path().to_str().unwrap()),
        "{message}"
    );
    drop(commons);
    assert!(
        open_with(folder.path(), Limits::default()).is_err(),
        "a clone still has it"
    );
    drop(other);
    open_with(folder.path(), Limits::default()).unwrap();
}

#[test]
fn a_folder_of_something_else_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("photos.zip"), "…").unwrap();
    let refused = open_with(folder.path(), Limits::default());
    assert!(matches!(
        refused,
        Err(OpenError::Folder(FolderError::Foreign { .. }))
    ));
    assert!(!folder.path().join("store").exists());
    assert!(!folder.path().join("FORMAT").exists());
}

#[test]
fn a_folder_with_nothing_but_tokens_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tokens.json"), "[]").unwrap();
    fs::write(folder.path().join("tokens.lock"), "").unwrap();
    open(folder.path());
}

#[test]
fn a_folder_of_another_format_is_refused_with_both_names() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("FORMAT"), "mutuelle 99\n").unwrap();
    let Err(OpenError::Folder(error)) = open_with(folder.path(), Limits::default()) else {
        panic!()
    };
    assert!(matches!(&error, FolderError::Format { found, .. } if found == "mutuelle 99"));
    assert!(error.to_string().contains("mutuelle 1"), "{error}");
}

#[test]
fn a_place_that_is_a_file_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let refused = open_with(file.path(), Limits::default());
    assert!(matches!(refused, Err(OpenError::Folder(FolderError::Io { .. }))));
}
