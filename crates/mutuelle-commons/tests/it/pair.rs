//! Exchange with sites that speak PAIR: irregular terms read, the commons said in PAIR, there and back.

use crate::inferring::{column, inferring};
use crate::support::*;
use mutuelle_commons::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAIR: &str = "PREFIX pair: <http://virtual-assembly.org/ontologies/pair#>
    PREFIX slash: <http://virtual-assembly.org/ontologies/pair/> ";

fn exported(commons: &Commons, part: &PairPart) -> BTreeSet<String> {
    let mut out = Vec::new();
    let count = commons.export_pair(part, RdfFormat::NTriples, &mut out).unwrap();
    let lines: BTreeSet<String> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(lines.len() as u64, count, "no triple comes twice");
    lines
}

fn everything(commons: &Commons) -> BTreeSet<String> {
    exported(commons, &PairPart::Everything)
}

/// A line of an export in short names.
fn line(short: &str) -> String {
    let long = |word: &str| match word.split_once(':') {
        Some(("pair", name)) => format!("<http://virtual-assembly.org/ontologies/pair#{name}>"),
        Some(("", name)) => format!("<{BASE}{name}>"),
        _ if word == "a" => "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>".to_owned(),
        _ => word.to_owned(),
    };
    let (subject, rest) = short.split_once(' ').unwrap();
    let (predicate, object) = rest.split_once(' ').unwrap();
    let object = if object.starts_with('"') {
        object.to_owned()
    } else {
        long(object)
    };
    format!("{} {} {object} .", long(subject), long(predicate))
}

#[test]
fn irregular_terms_of_pair_are_read_as_regular_and_counted() {
    let commons = memory();
    let text = format!(
        "{PAIR} :eau a pair:Theme ; pair:label \"Eau\" . :air a pair:Theme .
         :m a slash:Mean , slash:Image ; pair:moblizedBy :p ; pair:about pair:Theme .
         pair:Theme rdfs:label \"ce qu'en dit l'ontologie\"@fr . :x :y slash:Mean ."
    );
    let receipt = commons.load(turtle(&text, graph("site"))).unwrap();
    let counted: Vec<_> = receipt
        .replaced
        .iter()
        .map(|it| {
            (
                it.from.rsplit('/').next().unwrap(),
                it.to.rsplit('#').next().unwrap(),
                it.count,
            )
        })
        .collect();
    assert_eq!(
        counted,
        [
            ("pair#Theme", "Topic", 2),
            ("pair#moblizedBy", "mobilizedBy", 1),
            ("Image", "Image", 1),
            ("Mean", "Means", 1)
        ]
    );
    let found = |pattern: &str| {
        let rows = commons.rows(&format!("{PREFIXES} {PAIR} SELECT * WHERE {{ {pattern} }}"));
        rows.unwrap().rows.len()
    };
    assert_eq!(found("?x a pair:Topic"), 2);
    assert_eq!(found(":m a pair:Means , pair:Image ; pair:mobilizedBy :p"), 1);
    // Whoever speaks about such a term is left alone.
    assert_eq!(
        found("pair:Theme rdfs:label ?l . :m pair:about pair:Theme . :x :y slash:Mean"),
        1
    );
    // The same again is no change, and its terms are counted all the same.
    let again = commons.load(turtle(&text, graph("site"))).unwrap();
    assert_eq!((again.changed, again.replaced), (false, receipt.replaced));
    assert!(
        commons
            .load(turtle(":a :b :c .", graph("g")))
            .unwrap()
            .replaced
            .is_empty()
    );
}

#[test]
fn what_is_said_in_our_words_is_written_as_pair_sites_read_it() {
    let commons = memory();
    add(
        &commons,
        "PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
         :forge a mut:Organization ; rdfs:label \"La forge\"@fr , \"The forge\"@en ; foaf:homepage <https://forge.example/> .
         :ada a mut:Person ; rdfs:label \"Ada\"@en ; mut:hasSkill :soudure .
         :soudure a mut:Skill ; rdfs:label \"Soudure\"@fr .
         :fete a mut:Event ; rdfs:label \"Fête\"@fr ; mut:startDate \"2026-05-01\"^^xsd:date ; mut:involves :ada , :forge ;
            dct:subject :metal ; dct:subject <http://ailleurs.example/theme> .
         :metal a skos:Concept ; skos:prefLabel \"Métal\"@fr .
         ",
    );
    let lines = everything(&commons);
    for expected in [
        ":forge a pair:Organization",
        ":forge pair:label \"La forge\"",
        ":forge pair:homePage \"https://forge.example/\"",
        ":forge pair:involvedIn :fete",
        ":ada a pair:Person",
        ":ada pair:label \"Ada\"",
        ":ada pair:hasSkill :soudure",
        ":soudure pair:skillOf :ada",
        ":fete a pair:Event",
        ":fete pair:involves :ada",
        ":fete pair:startDate \"2026-05-01T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        ":fete pair:hasTopic :metal",
        ":fete pair:hasTopic <http://ailleurs.example/theme>",
        ":metal a pair:Topic",
        ":metal pair:label \"Métal\"",
        ":metal pair:topicOf :fete",
    ] {
        assert!(
            lines.contains(&line(expected)),
            "{expected} is missing in {lines:#?}"
        );
    }
    // One plain string a label, the narrowest class only, nothing of what PAIR does not know.
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.contains("forge.example/") || line.contains("/forge>"))
            .count(),
        5
    );
    assert!(!lines.contains(&line(":ada a pair:Actor")));
    assert!(
        !lines
            .iter()
            .any(|line| line.contains("example/a>") || line.contains("bruit"))
    );
    let one = exported(&commons, &PairPart::Resource(iri("ada").into()));
    assert_eq!(one.len(), 4);
    assert!(one.is_subset(&lines));
    assert!(exported(&commons, &PairPart::Resource(iri("bruit").into())).is_empty());
}

#[test]
fn a_class_is_a_container_of_its_resources_and_is_counted() {
    let commons = memory();
    add(
        &commons,
        ":a a mut:Organization ; rdfs:label \"A\" . :b a mut:PublicBody ; rdfs:label \"B\" . [] a mut:Organization ; rdfs:label \"N\" .
         :p a mut:Person ; rdfs:label \"P\" .",
    );
    let classes = commons.pair_classes().unwrap();
    let counted = |classes: &PairClasses| -> Vec<(String, u64)> {
        classes
            .classes
            .iter()
            .map(|class| (class.name.clone(), class.entities))
            .collect()
    };
    let expected = [("Organization".to_owned(), 3), ("Person".to_owned(), 1)];
    assert_eq!(counted(&classes), expected);
    let part = |class: &str| PairPart::Container {
        class: class.to_owned(),
        container: iri("export/pair/Organization"),
    };
    let lines = exported(&commons, &part("Organization"));
    let contains = |name: &str| {
        format!("<{BASE}export/pair/Organization> <http://www.w3.org/ns/ldp#contains> <{BASE}{name}> .")
    };
    assert!(lines.contains(&contains("a")) && lines.contains(&contains("b")));
    assert_eq!(lines.len(), 8, "{lines:#?}");
    let mut tree = Vec::new();
    let json = graph_formats()
        .into_iter()
        .find(|format| matches!(format, RdfFormat::JsonLd { .. }))
        .unwrap();
    commons
        .export_pair(&part("Organization"), json, &mut tree)
        .unwrap();
    let tree: serde_json::Value = serde_json::from_slice(&tree).unwrap();
    assert_eq!(tree["ldp:contains"].as_array().unwrap().len(), 2);
    assert_eq!(tree["ldp:contains"][0]["pair:label"], "A");
    for unknown in ["Finality", "", "../x", "rien du tout", "Org>anization"] {
        let refused = commons.export_pair(&part(unknown), RdfFormat::NTriples, Vec::new());
        assert!(
            matches!(refused, Err(ExportError::UnknownClass { .. })),
            "{unknown}"
        );
    }
    // The count follows changes.
    update(&commons, "DELETE DATA { :p a mut:Person }").unwrap();
    assert_eq!(counted(&commons.pair_classes().unwrap()), expected[..1]);
}

fn sample() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap() + "\n")
        .collect()
}

#[test]
fn the_sample_there_and_back_keeps_what_pair_can_say_and_tells_what_it_cannot() {
    let ours = memory();
    ours.load(turtle(&sample(), graph("sample"))).unwrap();
    let first = everything(&ours);
    let theirs = memory();
    let text: String = first.iter().map(|line| format!("{line}\n")).collect();
    theirs
        .load(LoadRequest {
            input: Input::Bytes(text.into_bytes()),
            format: RdfFormat::NTriples,
            ..turtle("", graph("partner"))
        })
        .unwrap();
    // What has been said in PAIR once stays as it is.
    assert_eq!(everything(&theirs), first);
    assert_eq!(
        ours.pair_classes().unwrap().classes,
        theirs.pair_classes().unwrap().classes
    );
    let back = theirs.pair_report().unwrap();
    assert_eq!(
        (back.statements, back.carried),
        (first.len() as u64, first.len() as u64),
        "{:?}",
        back.left
    );
    // What cannot be said is told, statement by statement: nothing is lost in silence.
    let report = ours.pair_report().unwrap();
    let left: u64 = report.left.iter().map(|left| left.count).sum();
    assert_eq!(report.carried + left, report.statements);
    assert_eq!(report.statements, count(&ours, "?s ?p ?o") as u64);
    assert!(
        report.entities > 300 && report.carried > 1_500,
        "{} {}",
        report.entities,
        report.carried
    );
    let all_left = |name: &str| {
        let found = report
            .left
            .iter()
            .find(|left| left.property.ends_with(name) && left.class.is_none());
        found.is_some_and(|left| left.count == left.of)
    };
    assert!(all_left("#undercuts") && all_left("#degree") && all_left("#keyword"));
    assert!(
        !report
            .left
            .iter()
            .any(|left| left.property.ends_with("#involves"))
    );
}

#[test]
fn what_came_back_from_pair_is_found_in_our_words_again() {
    let ours = inferring();
    ours.load(turtle(&sample(), graph("sample"))).unwrap();
    let text: String = everything(&ours).iter().map(|line| format!("{line}\n")).collect();
    let theirs = inferring();
    theirs.load(turtle(&text, graph("partner"))).unwrap();
    for pattern in [
        "?x a mut:Project",
        "?x a mut:Event",
        "?x a mut:Person",
        "?x a mut:Organization",
        "?x a mut:Group",
        "?x a mut:Actor",
        "?x a mut:Skill",
        "?x a mut:Resource",
        "?x a mut:Membership",
        "?x a mut:Project ; mut:involves ?y",
        "?y mut:hasSkill ?x",
        "?x mut:member ?y",
        "?x mut:memberIn ?y",
        "?x mut:partnerOf ?y",
        "?x a mut:Event ; mut:place ?y",
    ] {
        let found = |commons| column(commons, &format!("SELECT DISTINCT ?x ?y {{ {pattern} }}"), false);
        let said = found(&ours);
        assert!(said.len() > 3, "{pattern}");
        assert_eq!(found(&theirs), said, "{pattern}");
    }
}

#[test]
fn a_query_in_pair_sees_containers_and_is_refused_above_its_limit() {
    let ask = |triples_max: u64| {
        let commons = memory_with(Limits {
            pair_view_triples_max: triples_max,
            ..Limits::default()
        });
        add(&commons, ":p a mut:Person ; rdfs:label \"P\"@fr .");
        let text = format!("ASK {{ <{BASE}c/Person> <http://www.w3.org/ns/ldp#contains> :p . :p ?q \"P\" }}");
        let query = commons.prepare(QueryRequest {
            text: format!("{PREFIXES}{text}"),
            ..QueryRequest::default()
        });
        let mut out = Vec::new();
        let format = ResultFormat::Table(TableFormat::Csv);
        let containers = format!("{BASE}c/");
        let outcome = commons.query_pair(
            &query.unwrap(),
            &containers,
            format,
            &CancellationToken::new(),
            &mut out,
        );
        outcome.map(|outcome| (outcome.seq, String::from_utf8(out).unwrap()))
    };
    // Three of the container, two of the person.
    assert_eq!(ask(5).unwrap(), (1, "true".to_owned()));
    assert!(
        ask(4)
            .unwrap_err()
            .to_string()
            .contains("`pair_view_triples_max`")
    );
}
