//! Every limit at n and at n + 1.

use crate::support::*;
use mutuelle_commons::*;

#[test]
fn a_load_is_accepted_at_the_limit_of_bytes_and_refused_one_above() {
    let line = "<http://e.example/s> <http://e.example/p> \"x\" .\n";
    let request = |text: String| LoadRequest {
        input: Input::Bytes(text.into_bytes()),
        ..turtle("", GraphName::DefaultGraph)
    };
    let limits = Limits {
        load_bytes_max: line.len() as u64,
        ..Limits::default()
    };
    let commons = memory_with(limits);
    let refused = commons.load(request(format!("{line} ")));
    assert!(
        matches!(&refused, Err(ChangeError::TooLarge { unit: "bytes", limit }) if *limit == line.len() as u64),
        "{refused:?}"
    );
    assert_eq!(state(&commons), (0, 0));
    assert_eq!(commons.load(request(line.to_owned())).unwrap().quads_added, 1);
}

#[test]
fn the_limit_of_bytes_counts_after_decompression() {
    let text = format!(
        "# {}\n<http://e.example/s> <http://e.example/p> 1 .",
        " ".repeat(100_000)
    );
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    assert!(packed.len() < 1_000);
    let commons = memory_with(Limits {
        load_bytes_max: 100_000,
        ..Limits::default()
    });
    let request = LoadRequest {
        input: Input::Bytes(packed),
        ..turtle("", GraphName::DefaultGraph)
    };
    assert!(matches!(commons.load(request), Err(ChangeError::TooLarge { .. })));
}

#[test]
fn a_queue_and_a_group_of_one_still_serve_everybody() {
    let commons = memory_with(Limits {
        queue_changes_max: 1,
        group_changes_max: 1,
        ..Limits::default()
    });
    std::thread::scope(|scope| {
        for thread in 0..6 {
            let commons = &commons;
            scope.spawn(move || {
                for n in 0..10 {
                    update(commons, &format!("INSERT DATA {{ :t{thread} :p {n} }}")).unwrap();
                }
            });
        }
    });
    assert_eq!(state(&commons), (60, 60));
}

#[cfg(feature = "rocksdb")]
#[test]
fn a_load_of_the_limit_of_quads_is_a_patch_and_one_more_a_dump() {
    let quads = |n: usize| (0..n).map(|n| format!(":s{n} :p {n} .\n")).collect::<String>();
    for (loaded, dumps) in [(100, 0), (101, 1)] {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits {
            patch_quads_max: 100,
            ..Limits::default()
        };
        let (commons, _) = open_with(folder.path(), limits).unwrap();
        assert_eq!(add(&commons, &quads(loaded)).quads_added, loaded as u64);
        assert_eq!(
            std::fs::read_dir(folder.path().join("dumps")).unwrap().count(),
            dumps,
            "{loaded}"
        );
        assert_eq!(verified(&commons).quads, loaded as u64);
    }
}
