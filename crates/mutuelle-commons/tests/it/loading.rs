//! RDF comes in: formats, receipts, graphs, replacing.

use crate::support::*;
use mutuelle_commons::*;
use std::io::Write;
use std::sync::{Arc, Mutex};

const TURTLE: &str = ":a rdfs:label \"Un\"@fr ; :knows [ rdfs:label \"Anonyme\"@fr ] .";

fn bytes(text: impl Into<Vec<u8>>, format: RdfFormat) -> LoadRequest {
    LoadRequest {
        input: Input::Bytes(text.into()),
        format,
        ..turtle("", GraphName::DefaultGraph)
    }
}

fn as_written(text: &str, format: RdfFormat) -> LoadRequest {
    LoadRequest {
        target: LoadTarget::AsWritten,
        ..bytes(text, format)
    }
}

#[test]
fn every_format_is_read_and_the_same_content_gives_the_same_number_of_quads() {
    for format in graph_formats() {
        let commons = memory();
        add(&commons, TURTLE);
        let mut out = Vec::new();
        assert_eq!(commons.export(&Export::Everything, format, &mut out).unwrap(), 3);
        let other = memory();
        let receipt = other.load(bytes(out, format)).unwrap();
        assert_eq!(
            (receipt.seq, receipt.quads_added, receipt.changed),
            (1, 3, true),
            "{format}"
        );
        assert_eq!(count(&other, ":a :knows [ rdfs:label ?name ]"), 1, "{format}");
    }
}

#[test]
fn the_receipt_counts_what_really_changed() {
    let commons = memory();
    let first = add(&commons, ":a :p 1, 2, \"03\"^^xsd:integer, 3 .");
    assert_eq!(
        (first.quads_added, first.quads_removed, first.normalised),
        (3, 0, 1)
    );
    assert_eq!(
        (first.seq, first.entities_indexed, first.created_graph),
        (1, 1, false)
    );
    let second = add(&commons, ":a :p 3, 4 . :b :p 5 .");
    assert_eq!(
        (second.seq, second.quads_added, second.entities_indexed),
        (2, 2, 2)
    );
    let third = commons.load(turtle(":a :p 1 .", graph("g"))).unwrap();
    assert_eq!((third.quads_added, third.created_graph), (1, true));
    assert!(
        !commons
            .load(turtle(":a :p 2 .", graph("g")))
            .unwrap()
            .created_graph
    );
    assert_eq!(state(&commons), (4, 7));
}

#[test]
fn the_same_dump_twice_changes_nothing_and_takes_no_seq() {
    let commons = memory();
    let dump = ":a :p [ :q \"un\" ] , [ :q \"deux\" ; :r _:x ] . _:x :s ( 1 2 3 ) .";
    let first = add(&commons, dump);
    assert!(first.quads_added > 10);
    let second = add(&commons, dump);
    assert_eq!((second.seq, second.changed), (1, false));
    assert_eq!(
        (second.quads_added, second.quads_removed, second.entities_indexed),
        (0, 0, 0)
    );
    // The same text in another graph has blank nodes of its own.
    let elsewhere = commons.load(turtle(dump, graph("g"))).unwrap();
    assert_eq!((elsewhere.seq, elsewhere.quads_added), (2, first.quads_added));
    assert_eq!(count(&commons, "?s :q \"un\""), 2);
    assert_eq!(commons.load(turtle(dump, graph("g"))).unwrap().seq, 2);
    verified(&commons);
}

#[test]
fn a_change_of_nothing_keeps_the_seq() {
    let commons = memory();
    let receipt = add(&commons, "");
    assert_eq!((receipt.seq, receipt.changed), (0, false));
    assert_eq!(state(&commons), (0, 0));
}

#[test]
fn replacing_a_graph_is_a_difference_and_touches_no_other_graph() {
    let commons = memory();
    commons.load(turtle(":a :p 1, 2, 3 .", graph("g"))).unwrap();
    commons.load(turtle(":a :p 1, 9 .", graph("other"))).unwrap();
    let receipt = commons.load(replace(":a :p 3, 4 .", graph("g"))).unwrap();
    assert_eq!(
        (receipt.quads_added, receipt.quads_removed, receipt.created_graph),
        (1, 2, false)
    );
    assert_eq!(count(&commons, "GRAPH :g { :a :p ?o }"), 2);
    assert_eq!(count(&commons, "GRAPH :other { :a :p ?o }"), 2);
    let again = commons.load(replace(":a :p 3, 4 .", graph("g"))).unwrap();
    assert_eq!((again.seq, again.changed), (receipt.seq, false));
    let emptied = commons.load(replace("", graph("g"))).unwrap();
    assert_eq!((emptied.quads_added, emptied.quads_removed), (0, 2));
    assert!(!commons.graph_exists(&graph("g")).unwrap());
    verified(&commons);
}

#[test]
fn replacing_the_default_graph_leaves_the_named_ones() {
    let commons = memory();
    add(&commons, ":a :p 1 .");
    commons.load(turtle(":a :p 2 .", graph("g"))).unwrap();
    commons
        .load(replace(":a :p 3 .", GraphName::DefaultGraph))
        .unwrap();
    assert_eq!(count(&commons, ":a :p ?o"), 2);
    assert_eq!(count(&commons, ":a :p 1"), 0);
}

#[test]
fn quads_keep_their_graphs_when_taken_as_written() {
    let commons = memory();
    let trig = "@prefix : <http://commons.example/> . :a :p 1 . :g { :a :p 2 } _:h { :a :p 3 }";
    let receipt = commons.load(as_written(trig, RdfFormat::TriG)).unwrap();
    assert_eq!(receipt.quads_added, 3);
    assert_eq!(count(&commons, "GRAPH ?g { :a :p ?o }"), 2);
    assert!(!commons.load(as_written(trig, RdfFormat::TriG)).unwrap().changed);
    let nquads = "<http://commons.example/a> <http://commons.example/p> \"x\" <http://commons.example/g> .";
    assert_eq!(
        commons
            .load(as_written(nquads, RdfFormat::NQuads))
            .unwrap()
            .quads_added,
        1
    );
    assert_eq!(count(&commons, "GRAPH :g { :a :p ?o }"), 2);
    verified(&commons);
}

#[test]
fn a_dump_with_graphs_of_its_own_is_refused_where_a_graph_is_asked_for() {
    let commons = memory();
    let trig = "@prefix : <http://commons.example/> . :g { :a :p 2 }";
    let request = LoadRequest {
        target: LoadTarget::Graph(graph("h")),
        ..bytes(trig, RdfFormat::TriG)
    };
    assert!(matches!(commons.load(request), Err(ChangeError::Syntax(_))));
    assert_eq!(state(&commons), (0, 0));
}

#[test]
fn an_error_on_the_last_line_changes_nothing_and_is_placed() {
    let commons = memory();
    add(&commons, ":a :p 1 .");
    let lines: String = (0..1_000)
        .map(|n| format!("<http://e.example/{n}> <http://e.example/p> {n} .\n"))
        .collect();
    for format in [RdfFormat::Turtle, RdfFormat::TriG] {
        let broken = format!("{lines}<http://e.example/x> <http://e.example/p> oops .\n");
        let Err(ChangeError::Syntax(error)) = commons.load(bytes(broken, format)) else {
            panic!()
        };
        assert_eq!((error.language, error.line), (format.name(), Some(1001)));
        assert_eq!(error.column, Some(43), "{error}");
        assert_eq!(error.message, "oops is not a valid RDF object");
    }
    let broken = format!(
        "{}<http://e.example/x> <http://e.example/p> \"a\n",
        lines
            .replace(|char: char| char.is_ascii_digit(), "")
            .replace("  .", " \"x\" .")
    );
    let Err(ChangeError::Syntax(error)) = commons.load(bytes(broken, RdfFormat::NTriples)) else {
        panic!()
    };
    assert_eq!(error.line, Some(1001), "{error}");
    assert_eq!(state(&commons), (1, 1));
    assert_eq!(found(&commons, "e.example"), 0);
    verified(&commons);
}

#[test]
fn errors_of_rdf_xml_and_json_ld_say_their_language() {
    let commons = memory();
    let json_ld = graph_formats()[3];
    for (text, format, language) in [
        (
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description>",
            RdfFormat::RdfXml,
            "RDF/XML",
        ),
        (
            "{\"@id\": \"http://e.example/x\",\n \"http://e.example/p\": ",
            json_ld,
            "JSON-LD",
        ),
    ] {
        let Err(ChangeError::Syntax(error)) = commons.load(bytes(text, format)) else {
            panic!("{language}")
        };
        assert_eq!(error.language, language);
        assert!(error.line.is_some(), "{error}");
    }
}

#[test]
fn text_that_is_not_utf_8_is_a_syntax_error() {
    let commons = memory();
    let refused = commons.load(bytes(
        b"<http://e.example/x> <http://e.example/p> \"\xff\xfe\" .".to_vec(),
        RdfFormat::Turtle,
    ));
    assert!(matches!(refused, Err(ChangeError::Syntax(_))), "{refused:?}");
}

#[test]
fn relative_iris_need_a_base() {
    let commons = memory();
    let refused = commons.load(bytes("<a> <p> 1 .", RdfFormat::Turtle));
    assert!(matches!(refused, Err(ChangeError::Syntax(_))), "{refused:?}");
    let based = |base: &str| LoadRequest {
        base: Some(base.to_owned()),
        ..bytes("<a> <p> 1 .", RdfFormat::Turtle)
    };
    commons.load(based(BASE)).unwrap();
    assert_eq!(count(&commons, ":a :p 1"), 1);
    assert!(matches!(
        commons.load(based("nowhere")),
        Err(ChangeError::Protocol { .. })
    ));
}

#[test]
fn the_reserved_graph_is_refused_as_target_and_within_a_dump() {
    let commons = memory();
    let state_graph = GraphName::from(NamedNode::new("urn:mutuelle:state").unwrap());
    for request in [
        turtle(":a :p 1 .", state_graph.clone()),
        replace(":a :p 1 .", state_graph.clone()),
        as_written("<urn:mutuelle:state> { <urn:a> <urn:b> 1 }", RdfFormat::TriG),
        as_written("<urn:a> <urn:b> \"1\" <urn:mutuelle:state> .", RdfFormat::NQuads),
    ] {
        let Err(ChangeError::Protocol { message }) = commons.load(request) else {
            panic!()
        };
        assert!(message.contains("urn:mutuelle:state"), "{message}");
    }
    assert!(matches!(
        update(&commons, "INSERT DATA { GRAPH <urn:mutuelle:state> { :a :p 1 } }"),
        Err(ChangeError::Protocol { .. })
    ));
    assert!(matches!(
        commons.drop_graph(&state_graph, origin()),
        Err(ChangeError::UnknownGraph { .. })
    ));
    assert!(!commons.graph_exists(&state_graph).unwrap());
    assert_eq!(state(&commons), (0, 0));
}

#[test]
fn replacing_needs_a_target() {
    let commons = memory();
    let request = LoadRequest {
        mode: LoadMode::Replace,
        ..as_written("", RdfFormat::TriG)
    };
    assert!(matches!(commons.load(request), Err(ChangeError::Protocol { .. })));
}

#[test]
fn gzip_and_zstd_are_read_as_they_are_from_bytes_and_from_files() {
    let text = format!("{PREFIXES}{TURTLE}").into_bytes();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&text).unwrap();
    let gzip = gzip.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dump.ttl.zst");
    std::fs::write(&file, zstd::encode_all(text.as_slice(), 3).unwrap()).unwrap();
    let commons = memory();
    assert_eq!(
        commons.load(bytes(gzip, RdfFormat::Turtle)).unwrap().quads_added,
        3
    );
    // The labels of blank nodes depend on the content, not on its packing.
    let packed = LoadRequest {
        input: Input::File(file),
        ..bytes("", RdfFormat::Turtle)
    };
    assert!(!commons.load(packed).unwrap().changed);
    assert!(!commons.load(bytes(text, RdfFormat::Turtle)).unwrap().changed);
}

#[test]
fn a_damaged_archive_and_a_missing_file_are_errors_of_the_input() {
    let commons = memory();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(format!("{PREFIXES}{}", ":a :p 1 . ".repeat(1000)).as_bytes())
        .unwrap();
    let mut gzip = gzip.finish().unwrap();
    gzip.truncate(gzip.len() - 20);
    assert!(matches!(
        commons.load(bytes(gzip, RdfFormat::Turtle)),
        Err(ChangeError::Input(_))
    ));
    let missing = LoadRequest {
        input: Input::File("/nowhere/dump.ttl".into()),
        ..bytes("", RdfFormat::Turtle)
    };
    assert!(matches!(commons.load(missing), Err(ChangeError::Input(_))));
    assert_eq!(state(&commons), (0, 0));
}

#[test]
fn progress_is_told_and_ends_with_everything_read() {
    let commons = memory();
    let told = Arc::new(Mutex::new(Vec::new()));
    let lines: String = (0..25_000)
        .map(|n| format!("<http://e.example/{n}> <http://e.example/p> {n} .\n"))
        .collect();
    let length = lines.len() as u64;
    let listener = Arc::clone(&told);
    let progress: OnProgress = Arc::new(move |progress| listener.lock().unwrap().push(progress));
    commons
        .load(LoadRequest {
            progress: Some(progress),
            ..bytes(lines, RdfFormat::Turtle)
        })
        .unwrap();
    let told = told.lock().unwrap();
    assert_eq!(
        told.iter().map(|progress| progress.quads).collect::<Vec<_>>(),
        [10_000, 20_000, 25_000]
    );
    let last = told.last().unwrap();
    assert_eq!((last.bytes_read, last.bytes_total), (length, length));
}
