//! Many at once: writers, readers, one seq for triples and text.

use crate::support::*;
use mutuelle_commons::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

const THREADS: usize = 8;
const UPDATES: usize = 50;

/// Every thread makes its updates; all receipts are different and everything is there.
fn write_together(commons: &Commons) {
    let seqs: Vec<u64> = thread::scope(|scope| {
        let writers: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || -> Vec<u64> {
                    let write = |n| {
                        update(commons, &format!("INSERT DATA {{ :t{thread} :p {n} }}"))
                            .unwrap()
                            .seq
                    };
                    (0..UPDATES).map(write).collect()
                })
            })
            .collect();
        writers
            .into_iter()
            .flat_map(|writer| writer.join().unwrap())
            .collect()
    });
    let distinct: BTreeSet<_> = seqs.iter().copied().collect();
    assert_eq!(distinct, (1..=(THREADS * UPDATES) as u64).collect());
    for thread in seqs.chunks(UPDATES) {
        assert!(thread.is_sorted(), "an author's changes keep their order");
    }
    assert_eq!(count(commons, "?s :p ?o"), THREADS * UPDATES);
    verified(commons);
}

/// While one thread writes pairs of a triple and a text, readers compare the two.
fn read_at_one_seq(commons: &Commons, changes: usize) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut looks = 0;
                    while !done.load(Ordering::Relaxed) || looks == 0 {
                        let (seq, quads, page) = commons
                            .at_one_seq(|snapshot, text| {
                                let view = snapshot.view();
                                let quads = view.quads(None, None, None, None).count();
                                (
                                    view.seq().unwrap(),
                                    quads,
                                    text.search(&SearchRequest::new("ruche")).unwrap(),
                                )
                            })
                            .unwrap();
                        assert_eq!((seq, seq), (page.seq, quads as u64));
                        assert_eq!(page.total as u64, seq);
                        looks += 1;
                    }
                    looks
                })
            })
            .collect();
        for n in 0..changes {
            update(
                commons,
                &format!("INSERT DATA {{ :r{n} rdfs:label \"Ruche {n}\"@fr }}"),
            )
            .unwrap();
        }
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            assert!(reader.join().unwrap() > 0);
        }
    });
}

#[test]
fn eight_authors_in_memory_get_distinct_seqs_and_lose_nothing() {
    write_together(&memory());
}

#[test]
fn triples_and_text_in_memory_stay_at_one_seq_under_writes() {
    read_at_one_seq(&memory(), 60);
}

#[test]
fn a_refused_change_does_not_hurt_those_that_come_with_it() {
    let commons = memory();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let commons = &commons;
            scope.spawn(move || {
                for n in 0..20 {
                    if (thread + n) % 2 == 0 {
                        update(
                            commons,
                            &format!("INSERT DATA {{ GRAPH :g{n} {{ :t{thread} :p {n} }} }}"),
                        )
                        .unwrap();
                    } else {
                        let bad = format!(
                            "{PREFIXES} INSERT DATA {{ GRAPH :bad{n} {{ {} }} }}",
                            unlicensed("s").replace(" .\n", "")
                        );
                        let refused = update(commons, &bad);
                        assert!(matches!(refused, Err(ChangeError::Violations(_))), "{refused:?}");
                    }
                }
            });
        }
    });
    assert_eq!(state(&commons), (80, 80));
    assert_eq!(count(&commons, "GRAPH ?g {}"), 20);
    verified(&commons);
}

#[test]
fn a_change_is_read_by_its_author_at_once() {
    let commons = memory();
    thread::scope(|scope| {
        for thread in 0..4 {
            let commons = &commons;
            scope.spawn(move || {
                for n in 0..25 {
                    update(commons, &format!("INSERT DATA {{ :t{thread} :p {n} }}")).unwrap();
                    assert_eq!(count(commons, &format!(":t{thread} :p ?o")), n + 1);
                }
            });
        }
    });
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use super::*;

    #[test]
    fn eight_authors_on_disk_get_distinct_seqs_and_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (commons, _) = open(folder.path());
        write_together(&commons);
        drop(commons);
        let (commons, report) = open(folder.path());
        assert_eq!((report.seq, report.replayed), ((THREADS * UPDATES) as u64, 0));
        verified(&commons);
    }

    #[test]
    fn triples_and_text_on_disk_stay_at_one_seq_under_writes() {
        let folder = tempfile::tempdir().unwrap();
        read_at_one_seq(&open(folder.path()).0, 60);
    }
}
