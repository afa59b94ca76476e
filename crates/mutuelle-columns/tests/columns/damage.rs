//! A file that is not what was written is refused, never misread.

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;

use mutuelle_columns::{Base, Columns, Damage, FileError, Order};
use mutuelle_query::{GraphSet, Graphs, Source as _, TermId};
use oxrdf::Quad;

use crate::model::chosen;

/// Where the table of parts begins, and the length of an entry, as the format has them.
const TABLE: usize = 64;
const ENTRY: usize = 24;
const PARTS: usize = 23;

fn saved() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base");
    let quads: Vec<Quad> = (0..60).map(|i| chosen((i, i / 5, i, i / 15))).collect();
    let base = Base::build(9, quads.into_iter().map(Ok::<_, Infallible>)).unwrap();
    base.save(&path, &[5; 32]).unwrap();
    let bytes = fs::read(&path).unwrap();
    (folder, path, bytes)
}

#[test]
fn a_file_with_any_byte_changed_is_refused() {
    let (_folder, path, bytes) = saved();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        fs::write(&path, damaged).unwrap();
        let error = Base::open(&path).expect_err(&format!("byte {at}"));
        assert!(
            matches!(error, FileError::Damaged { .. } | FileError::Version { .. }),
            "byte {at}: {error}"
        );
    }
}

#[test]
fn a_file_cut_anywhere_or_with_more_behind_it_is_refused() {
    let (_folder, path, bytes) = saved();
    for length in 0..bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        assert!(Base::open(&path).is_err(), "{length} bytes");
    }
    let longer = [&bytes[..], &[0; 8]].concat();
    fs::write(&path, longer).unwrap();
    let error = Base::open(&path).unwrap_err();
    assert!(
        matches!(
            error,
            FileError::Damaged {
                what: Damage::Length { .. },
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn an_error_names_the_file_and_the_part() {
    let (_folder, path, mut bytes) = saved();
    let last = bytes.len() - 8;
    bytes[last] ^= 1;
    fs::write(&path, bytes).unwrap();
    let error = Base::open(&path).unwrap_err().to_string();
    assert!(
        error.contains("base` is damaged") && error.contains("`osp graphs`"),
        "{error}"
    );
}

#[test]
fn another_format_is_told_apart_from_damage() {
    let (_folder, path, mut bytes) = saved();
    bytes[8] = 2;
    fs::write(&path, bytes).unwrap();
    let error = Base::open(&path).unwrap_err();
    assert!(
        matches!(
            error,
            FileError::Version {
                version: 2,
                known: 1,
                ..
            }
        ),
        "{error}"
    );
}

/// Gives all parts and the head checksums that fit, as a faulty writer would.
fn with_checksums(mut bytes: Vec<u8>) -> Vec<u8> {
    let number = |bytes: &[u8], at: usize| {
        usize::try_from(u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())).unwrap()
    };
    for entry in (0..PARTS).map(|part| TABLE + part * ENTRY) {
        let (start, length) = (number(&bytes, entry), number(&bytes, entry + 8));
        let checksum = crc32c::crc32c(&bytes[start..start + length.next_multiple_of(8)]);
        bytes[entry + 16..entry + 20].copy_from_slice(&checksum.to_le_bytes());
    }
    let end = TABLE + PARTS * ENTRY;
    let checksum = crc32c::crc32c(&bytes[..end]);
    bytes[end..end + 4].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

#[test]
fn wrong_numbers_under_right_checksums_are_refused_or_read_without_a_panic() {
    let (_folder, path, bytes) = saved();
    let mut refused = 0;
    let first = TABLE + PARTS * ENTRY + 8;
    for at in first..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= if at % 2 == 0 { 0xff } else { 1 };
        fs::write(&path, with_checksums(damaged)).unwrap();
        match Base::open(&path) {
            Ok((base, _)) => read_everything(base),
            Err(error) => {
                assert!(matches!(error, FileError::Damaged { .. }), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0);
}

fn read_everything(base: Base) {
    let snapshot = Columns::new(base).snapshot();
    for id in 0..snapshot.term_count() {
        let Ok(term) = snapshot.term(TermId(id));
        let Ok(_) = snapshot.id(&term);
        for graphs in [Graphs::Merged(GraphSet::All), Graphs::Named(GraphSet::All)] {
            for pattern in [
                [Some(TermId(id)), None, None],
                [None, Some(TermId(id)), None],
                [None, None, Some(TermId(id))],
            ] {
                snapshot.scan(pattern, &graphs).for_each(drop);
            }
            for order in Order::ALL {
                snapshot
                    .groups(order, Some(TermId(id)), &graphs)
                    .into_iter()
                    .flatten()
                    .for_each(drop);
            }
        }
    }
}
