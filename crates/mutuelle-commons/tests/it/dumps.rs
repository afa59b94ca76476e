//! Large dumps: more quads than a patch may hold go through the bulk loader.

use crate::support::*;
use mutuelle_commons::*;
use std::fs;
use std::path::Path;

fn seeds(from: usize, to: usize) -> String {
    (from..to)
        .map(|n| seed(&format!("s{n}"), &format!("Graine numéro {n}")))
        .collect()
}

fn opened(folder: &Path) -> Commons {
    let (commons, report) = open_with(folder, small_patches()).unwrap();
    if report.index != IndexStart::Ready {
        commons.reindex().unwrap();
    }
    commons
}

fn dumps(folder: &Path) -> usize {
    fs::read_dir(folder.join("dumps")).unwrap().count()
}

fn is_violation(outcome: &Result<Receipt, ChangeError>) -> bool {
    matches!(outcome, Err(ChangeError::Violations(_)))
}

#[test]
fn a_thousand_quads_are_one_record_and_all_there() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    let receipt = commons.load(turtle(&seeds(0, 200), graph("g"))).unwrap();
    assert_eq!(
        (receipt.seq, receipt.quads_added, receipt.created_graph),
        (1, 1_000, true)
    );
    assert_eq!(receipt.entities_indexed, 200);
    assert_eq!(state(&commons), (1, 1_000));
    assert_eq!(count(&commons, "GRAPH :g { ?s a mut:KnowledgeSeed }"), 200);
    assert_eq!((found(&commons, "graine"), found(&commons, "numero")), (200, 200));
    let report = verified(&commons);
    assert_eq!((report.records, report.quads, report.entities), (1, 1_000, 200));
    assert_eq!(dumps(folder.path()), 1);
    drop(commons);
    let commons = opened(folder.path());
    assert_eq!(state(&commons), (1, 1_000));
    verified(&commons);
}

#[test]
fn the_same_large_dump_twice_is_empty_and_takes_no_seq() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    let dump = format!("{} :a :p [ :q [ :r 1 ] ] .", seeds(0, 60));
    commons.load(turtle(&dump, graph("g"))).unwrap();
    let receipt = commons.load(turtle(&dump, graph("g"))).unwrap();
    assert_eq!((receipt.seq, receipt.changed, receipt.quads_added), (1, false, 0));
    assert!(!receipt.created_graph);
    assert_eq!(dumps(folder.path()), 1);
    let replaced = commons.load(replace(&dump, graph("g"))).unwrap();
    assert_eq!((replaced.seq, replaced.changed), (1, false));
    verified(&commons);
}

#[test]
fn repetitions_within_a_dump_count_once() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    let receipt = add(&commons, &format!("{0}{0}", seeds(0, 50)));
    assert_eq!(receipt.quads_added, 250);
    assert_eq!(verified(&commons).quads, 250);
}

#[test]
fn a_dump_that_is_mostly_known_becomes_a_small_patch() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    add(&commons, &seeds(0, 100));
    let receipt = add(&commons, &seeds(0, 110));
    assert_eq!((receipt.seq, receipt.quads_added), (2, 50));
    assert_eq!(dumps(folder.path()), 1);
    assert_eq!(found(&commons, "graine"), 110);
    verified(&commons);
}

#[test]
fn a_dump_that_is_partly_known_brings_only_what_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    add(&commons, &seeds(0, 100));
    let receipt = add(&commons, &seeds(50, 200));
    assert_eq!((receipt.seq, receipt.quads_added), (2, 500));
    assert_eq!(dumps(folder.path()), 2);
    assert_eq!(found(&commons, "graine"), 200);
    verified(&commons);
}

#[test]
fn replacing_with_a_large_dump_removes_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    commons.load(turtle(&seeds(0, 10), graph("other"))).unwrap();
    commons.load(turtle(&seeds(0, 100), graph("g"))).unwrap();
    let receipt = commons.load(replace(&seeds(80, 200), graph("g"))).unwrap();
    assert_eq!((receipt.quads_added, receipt.quads_removed), (500, 400));
    assert_eq!(count(&commons, "GRAPH :g { ?s a mut:KnowledgeSeed }"), 120);
    assert_eq!(count(&commons, "GRAPH :other { ?s a mut:KnowledgeSeed }"), 10);
    assert_eq!(found(&commons, "graine"), 130);
    assert_eq!(state(&commons), (3, 650));
    verified(&commons);
}

#[test]
fn replacing_with_nothing_empties_a_large_graph() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    commons.load(turtle(&seeds(0, 100), graph("g"))).unwrap();
    assert_eq!(commons.load(replace("", graph("g"))).unwrap().quads_removed, 500);
    assert!(!commons.graph_exists(&graph("g")).unwrap());
    assert_eq!(found(&commons, ""), 0);
    verified(&commons);
}

#[test]
fn one_violation_refuses_a_large_dump_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    add(&commons, ":a rdfs:label \"Le jardin\"@fr .");
    let outcome = commons.load(turtle(
        &format!("{}{}", seeds(0, 200), unlicensed("bad")),
        graph("g"),
    ));
    let Err(ChangeError::Violations(report)) = outcome else {
        panic!("{outcome:?}")
    };
    let focus: Vec<_> = report.violations().map(|result| &result.focus).collect();
    assert_eq!(focus, [&Term::from(iri("bad"))]);
    assert_eq!(state(&commons), (1, 1));
    assert_eq!(dumps(folder.path()), 0);
    assert_eq!((found(&commons, "graine"), found(&commons, "jardin")), (0, 1));
    assert!(!commons.graph_exists(&graph("g")).unwrap());
    verified(&commons);
    assert_eq!(add(&commons, &seeds(0, 200)).quads_added, 1_000);
    verified(&commons);
}

#[test]
fn a_syntax_error_at_the_end_of_a_large_dump_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    let outcome = commons.load(turtle(&format!("{}oops", seeds(0, 200)), graph("g")));
    assert!(matches!(outcome, Err(ChangeError::Syntax(_))));
    assert_eq!((state(&commons), dumps(folder.path())), ((0, 0), 0));
}

#[test]
fn resources_whose_quads_do_not_stand_together_are_judged_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    let heads: String = (0..60).map(|n| unlicensed(&format!("s{n}"))).collect();
    let licences: String = (0..60).map(|n| format!(":s{n} dct:license :by-sa .\n")).collect();
    let labels: String = (0..60)
        .map(|n| format!(":s{n} rdfs:label \"Seed {n}\"@en .\n"))
        .collect();
    let receipt = add(&commons, &format!("{heads}{licences}{labels}"));
    assert_eq!(receipt.quads_added, 360);
    assert_eq!((found(&commons, "licence"), found(&commons, "seed")), (60, 60));
    verified(&commons);
}

#[test]
fn the_class_of_a_neighbour_may_come_later_in_the_dump() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    let debates: String = (0..60)
        .map(|n| format!(":c{n} a mut:Controversy ; rdfs:label \"Débat {n}\"@fr ; mut:hasNode :q{n} .\n"))
        .collect();
    let questions: String = (0..60)
        .map(|n| format!(":q{n} a mut:Question ; rdfs:label \"Faut-il {n} ?\"@fr ; mut:askedBy :ada .\n"))
        .collect();
    add(&commons, &format!("{debates}{questions}"));
    verified(&commons);
    let lacking: String = (60..120)
        .map(|n| format!(":c{n} a mut:Controversy ; rdfs:label \"Débat {n}\"@fr ; mut:hasNode :q{n} .\n"))
        .collect();
    assert!(is_violation(
        &commons.load(turtle(&lacking, GraphName::DefaultGraph))
    ));
    // A question that the store has already will do.
    let known: String = (60..120)
        .map(|n| {
            format!(
                ":c{n} a mut:Controversy ; rdfs:label \"Débat {n}\"@fr ; mut:hasNode :q{} .\n",
                n - 60
            )
        })
        .collect();
    add(&commons, &known);
    verified(&commons);
}

#[test]
fn the_name_of_an_author_may_come_before_or_after_and_from_another_change() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    add(
        &commons,
        &format!(
            "{} :ada a mut:Person ; rdfs:label \"Ada Berthelot\" .",
            seeds(0, 50)
        ),
    );
    assert_eq!(found(&commons, "Berthelot"), 51);
    add(&commons, &seeds(50, 100));
    assert_eq!(found(&commons, "Berthelot"), 101);
    let people: String = (0..110)
        .map(|n| format!(":p{n} a mut:Person ; rdfs:label \"Personne {n}\" .\n"))
        .collect();
    add(
        &commons,
        &format!("{people} :ada rdfs:label \"Ada Kermadec\"@br ."),
    );
    assert_eq!(
        (found(&commons, "Berthelot"), found(&commons, "Kermadec")),
        (101, 101)
    );
    verified(&commons);
}

#[test]
fn a_dump_that_makes_a_seed_of_the_store_invalid_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    add(&commons, &seed("s0", "Une graine"));
    let second_licence = format!("{} :s0 dct:license :another .", seeds(1, 60));
    assert!(is_violation(&commons.load(turtle(&second_licence, graph("g")))));
    verified(&commons);
}

#[test]
fn a_dump_whose_class_of_neighbours_stands_in_the_store_of_another_graph_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    commons
        .load(turtle(":s0 dct:license :by-sa .", graph("licences")))
        .unwrap();
    commons
        .load(turtle(
            &format!("{}{}", unlicensed("s0"), seeds(1, 60)),
            graph("g"),
        ))
        .unwrap();
    verified(&commons);
}

#[test]
fn what_other_graphs_say_already_counts_once_for_the_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    commons.load(turtle(&seeds(0, 60), graph("g"))).unwrap();
    assert_eq!(
        commons
            .load(turtle(&seeds(0, 60), graph("h")))
            .unwrap()
            .quads_added,
        300
    );
    assert_eq!(found(&commons, "graine"), 60);
    verified(&commons);
}

#[test]
fn replacing_cannot_take_the_licence_away_from_seeds_of_the_dump() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    commons.load(turtle(&seeds(0, 100), graph("g"))).unwrap();
    let stripped: String = (0..100).map(|n| unlicensed(&format!("s{n}"))).collect();
    let many_new = format!("{stripped}{}", seeds(100, 200));
    let outcome = commons.load(replace(&many_new, graph("g")));
    assert!(is_violation(&outcome), "{outcome:?}");
    assert_eq!(state(&commons), (1, 500));
    verified(&commons);
}

#[test]
fn replacing_cannot_take_the_licence_away_from_seeds_of_other_graphs() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    commons
        .load(turtle(":s dct:license :by-sa .", graph("licences")))
        .unwrap();
    commons.load(turtle(&unlicensed("s"), graph("g"))).unwrap();
    let outcome = commons.load(replace(&seeds(0, 100), graph("licences")));
    assert!(is_violation(&outcome), "{outcome:?}");
    let ada = "mut:Question";
    commons
        .load(turtle(
            &format!(":q a {ada} ; rdfs:label \"Faut-il ?\"@fr ; mut:askedBy :ada ."),
            graph("questions"),
        ))
        .unwrap();
    commons
        .load(turtle(
            ":c a mut:Controversy ; rdfs:label \"Débat\"@fr ; mut:hasNode :q .",
            graph("debates"),
        ))
        .unwrap();
    let outcome = commons.load(replace(&seeds(0, 100), graph("questions")));
    assert!(is_violation(&outcome), "{outcome:?}");
    verified(&commons);
}

#[test]
fn changes_and_searches_go_on_around_a_large_dump() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    std::thread::scope(|scope| {
        let loading = scope.spawn(|| {
            for part in 0..4 {
                add(&commons, &seeds(part * 100, part * 100 + 100));
            }
        });
        for n in 0..40 {
            update(
                &commons,
                &format!("INSERT DATA {{ :r{n} rdfs:label \"Ruche {n}\"@fr }}"),
            )
            .unwrap();
            assert_eq!(found(&commons, "ruche"), n + 1);
            let seeds = count(&commons, "?s a mut:KnowledgeSeed");
            assert_eq!(seeds % 100, 0, "a dump is seen whole or not at all");
        }
        loading.join().unwrap();
    });
    assert_eq!(state(&commons), (44, 2_040));
    verified(&commons);
}

#[test]
fn a_dump_for_an_exempt_graph_is_taken_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = Commons::open(CommonsOptions {
        exempt: exempt(),
        limits: small_patches(),
        ..options(Place::Directory(folder.path().to_owned()))
    })
    .unwrap();
    takes_what_is_exempt(&commons);
}

/// The text of Turtle files of the workspace's data, one after the other.
fn data(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ttl"))
        .collect();
    files.sort();
    let text = |path: &std::path::PathBuf| fs::read_to_string(path).unwrap();
    files
        .iter()
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                text(path),
            )
        })
        .collect()
}

#[test]
fn a_dump_is_judged_as_many_small_changes_would_be() {
    let folder = tempfile::tempdir().unwrap();
    let commons = opened(folder.path());
    let sample: String = data("sample").into_iter().map(|(_, text)| text + "\n").collect();
    // What a shape asks of other resources comes before, after, or much later.
    let receipt = commons.load(turtle(&sample, graph("sample"))).unwrap();
    assert!(receipt.quads_added > 5_000);
    assert_eq!(dumps(folder.path()), 1);
    let filler = format!("@prefix dct: <http://purl.org/dc/terms/> .\n{}", seeds(0, 30));
    for (name, text) in data("invalid") {
        let outcome = commons.load(turtle(&format!("{text}\n{PREFIXES}\n{filler}"), graph("invalid")));
        assert!(is_violation(&outcome), "{name}: {outcome:?}");
    }
    for (name, text) in data("advised") {
        let dump = format!("{text}\n{PREFIXES}\n{filler}");
        let receipt = commons.load(replace(&dump, graph("advised"))).unwrap();
        assert!(!receipt.warnings.is_empty(), "{name}");
    }
    verified(&commons);
}
