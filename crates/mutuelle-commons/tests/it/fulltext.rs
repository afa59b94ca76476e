//! Text patterns inside SPARQL: Jena's form and ours, in every place where a pattern can stand.

use crate::support::*;
use mutuelle_commons::*;

const TEXT: &str = "PREFIX text: <http://jena.apache.org/text#> PREFIX search: <https://w3id.org/mutuelle/search#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n";

fn request(query: &str) -> QueryRequest {
    QueryRequest {
        text: format!("{PREFIXES}{TEXT}{query}"),
        ..QueryRequest::default()
    }
}

fn ask(commons: &Commons, request: QueryRequest) -> Result<Rows, QueryError> {
    commons
        .prepare(request)?
        .first_rows(commons, usize::MAX, &CancellationToken::new())
}

/// The rows, shortened and sorted.
fn rows(commons: &Commons, query: &str) -> Vec<String> {
    let mut rows = in_order(commons, query);
    rows.sort();
    rows
}

fn in_order(commons: &Commons, query: &str) -> Vec<String> {
    shown(&ask(commons, request(query)).unwrap_or_else(|error| panic!("{query}: {error}")))
}

fn shown(rows: &Rows) -> Vec<String> {
    let term = |term: &Option<Term>| match term {
        Some(Term::NamedNode(name)) => name
            .as_str()
            .rsplit(['/', '#'])
            .next()
            .unwrap_or_default()
            .to_owned(),
        Some(Term::Literal(literal)) if literal.datatype().as_str().ends_with("#float") => "~".to_owned(),
        Some(Term::Literal(literal)) => match literal.language() {
            Some(language) => format!("{}@{language}", literal.value()),
            None => literal.value().to_owned(),
        },
        Some(other) => other.to_string(),
        None => "-".to_owned(),
    };
    let row = |row: &Vec<Option<Term>>| row.iter().map(term).collect::<Vec<_>>().join(" ");
    rows.rows.iter().map(row).collect()
}

fn refused(commons: &Commons, query: &str) -> String {
    ask(commons, request(query)).unwrap_err().to_string()
}

/// Four resources in two graphs and the unnamed one.
fn sample() -> Commons {
    let commons = memory();
    add(
        &commons,
        ":moulin rdfs:label \"Le moulin à eau\"@fr, \"The water mill\"@en ;
            <http://www.w3.org/2004/02/skos/core#altLabel> \"Moulins des eaux vives\"@fr .
         :source rdfs:label \"La source\"@fr ; rdfs:comment \"Une eau vive, dite « l'eau libre »\"@fr .",
    );
    commons
        .load(turtle(
            ":four rdfs:label \"Le four à pain\"@fr ; dct:creator :moulin . :moulin rdfs:comment \"On y cuit du pain\"@fr .",
            graph("g1"),
        ))
        .unwrap();
    commons
        .load(turtle(
            ":puits rdfs:label \"Le puits, une eau calme\"@fr, \"Puits\" .",
            graph("g2"),
        ))
        .unwrap();
    commons
}

#[test]
fn every_form_of_the_left_side_is_answered() {
    let commons = sample();
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s text:query \"eau\" }"),
        ["moulin", "puits", "source"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s ?sc { (?s ?sc) text:query \"moulin\" }"),
        ["moulin ~"]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s ?sc ?lit { (?s ?sc ?lit) text:query \"moulin\" }"
        ),
        [
            "moulin ~ Le moulin à eau@fr",
            "moulin ~ Moulins des eaux vives@fr"
        ]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s ?l ?g ?p { (?s ?sc ?l ?g ?p) text:query \"puits moulins\" }"
        ),
        [
            "moulin Le moulin à eau@fr - label",
            "moulin Moulins des eaux vives@fr - altLabel",
            "puits Le puits, une eau calme@fr g2 label",
            "puits Puits g2 label"
        ]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?lit { (:moulin ?sc ?lit) text:query \"water\" }"
        ),
        ["The water mill@en"]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?sc ?g { (:puits ?sc [] ?g) text:query \"calme\" }"
        ),
        ["~ g2"]
    );
    assert_eq!(rows(&commons, "SELECT * { :moulin text:query \"eau\" }"), [""]);
    assert_eq!(rows(&commons, "SELECT * { :four text:query \"eau\" }").len(), 0);
    assert_eq!(
        rows(&commons, "SELECT (COUNT(*) AS ?n) { [] text:query \"eau\" }"),
        ["1"]
    );
}

#[test]
fn every_form_of_the_right_side_is_answered() {
    let commons = sample();
    for (right, found) in [
        ("\"eau\"", vec!["moulin", "puits", "source"]),
        ("(\"eau\")", vec!["moulin", "puits", "source"]),
        ("(rdfs:label \"eau\")", vec!["moulin", "puits"]),
        ("(skos:altLabel \"eau\")", vec!["moulin"]),
        ("(rdfs:label rdfs:comment \"pain\")", vec!["four", "moulin"]),
        ("(rdfs:label \"eau\" 10)", vec!["moulin", "puits"]),
        ("(rdfs:label \"eau\" 0)", vec!["moulin", "puits"]),
        ("(rdfs:label \"eau\" -1)", vec!["moulin", "puits"]),
        ("(\"water\" \"lang:fr\")", vec![]),
        ("(\"mill\" \"lang:en\")", vec!["moulin"]),
        ("\"mill\"@en", vec!["moulin"]),
        ("\"mill\"@fr", vec![]),
        ("(\"puits\" \"lang:none\")", vec!["puits"]),
        ("(\"puits\" 5 \"lang:*\")", vec!["puits"]),
        // The creator's label is no text of the oven's own.
        ("\"moulin\"", vec!["moulin"]),
    ] {
        let query = format!("SELECT ?s {{ ?s text:query {right} }}");
        assert_eq!(rows(&commons, &query), found, "{right}");
    }
    assert_eq!(
        in_order(&commons, "SELECT ?s { ?s text:query (\"eau\" 1) }").len(),
        1
    );
    assert_eq!(
        in_order(&commons, "SELECT ?s { ?s text:query (\"eau\" 2) }").len(),
        2
    );
}

#[test]
fn lucene_s_syntax_means_what_it_means_there() {
    let commons = sample();
    for (words, found) in [
        ("moulin four", vec!["four", "moulin"]),
        ("moulin OR four", vec!["four", "moulin"]),
        ("moulin AND four", vec![]),
        ("moulin AND eau", vec!["moulin"]),
        // In one literal, not in two of the same resource.
        ("water AND moulin", vec![]),
        ("+eau -moulin", vec!["puits", "source"]),
        ("eau NOT (moulin OR calme)", vec!["source"]),
        ("-moulin", vec![]),
        ("\\\"eau vive\\\"", vec!["source"]),
        ("\\\"vive eau\\\"", vec![]),
        ("\\\"l'eau libre\\\"", vec!["source"]),
        ("moul*", vec!["moulin"]),
        ("(moul* OR pui*) AND eau", vec!["moulin", "puits"]),
        ("EAUX", vec!["moulin", "puits", "source"]),
        ("altLabel:eau", vec!["moulin"]),
        ("label:(four puits)", vec!["four", "puits"]),
        ("comment:\\\"eau vive\\\" OR label:four", vec!["four", "source"]),
        ("eau^3 le", vec!["moulin", "puits", "source"]),
        ("*:*", vec!["four", "moulin", "puits", "source"]),
        ("", vec![]),
        ("rienquisoit", vec![]),
    ] {
        let query = format!("SELECT DISTINCT ?s {{ ?s text:query \"{words}\" }}");
        assert_eq!(rows(&commons, &query), found, "{words}");
    }
}

#[test]
fn words_are_marked_where_highlight_asks_for_it() {
    let commons = sample();
    let marked = |options: &str| {
        let query =
            format!("SELECT ?l {{ (?s ?sc ?l) text:query (rdfs:comment \"eau\" \"highlight:{options}\") }}");
        rows(&commons, &query)
    };
    assert_eq!(
        marked("s:<em> | e:</em>"),
        ["Une <em>eau</em> vive, dite « l'<em>eau</em> libre »@fr"]
    );
    assert_eq!(marked(""), ["Une ↦eau↤ vive, dite « l'↦eau↤ libre »@fr"]);
    assert_eq!(marked("s:[ | e:] | z:12 | m:1 | jh:y"), ["Une [eau]…@fr"]);
}

#[test]
fn only_what_the_graphs_say_counts_and_before_the_limit() {
    let commons = sample();
    assert_eq!(
        rows(&commons, "SELECT ?s { GRAPH :g2 { ?s text:query \"eau\" } }"),
        ["puits"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s { GRAPH :g2 { ?s text:query (\"eau\" 1) } }"),
        ["puits"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s { GRAPH :g1 { ?s text:query \"eau\" } }").len(),
        0
    );
    assert_eq!(
        rows(&commons, "SELECT ?s { GRAPH :nowhere { ?s text:query \"eau\" } }").len(),
        0
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s ?g { GRAPH ?g { ?s text:query \"pain eau\" } }"
        ),
        ["four g1", "moulin g1", "puits g2"]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?g ?l { GRAPH ?g { (?s ?sc ?l ?g) text:query \"pain\" . ?s dct:creator ?c } }"
        ),
        ["g1 Le four à pain@fr"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s FROM :g2 { ?s text:query (\"eau\" 1) }"),
        ["puits"]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s FROM NAMED :g1 { GRAPH ?g { ?s text:query \"eau pain\" } }"
        ),
        ["four", "moulin"]
    );
    let protocol = QueryRequest {
        default_graphs: vec![iri("g2")],
        ..request("SELECT ?s { ?s text:query (\"eau\" 1) }")
    };
    assert_eq!(shown(&ask(&commons, protocol).unwrap()), ["puits"]);
    let strict = QueryRequest {
        default_graph: DefaultGraph::Strict,
        ..request("SELECT ?s { ?s text:query \"calme vives\" }")
    };
    let mut found = shown(&ask(&commons, strict).unwrap());
    found.sort();
    assert_eq!(found, ["moulin", "source"]);
}

#[test]
fn a_thousand_better_hits_of_other_graphs_leave_room_for_those_of_this_one() {
    let commons = memory();
    let many: String = (0..1_000)
        .map(|n| format!(":n{n} rdfs:label \"Eau\"@fr .\n"))
        .collect();
    commons.load(turtle(&many, graph("many"))).unwrap();
    commons
        .load(turtle(
            ":one rdfs:comment \"On y parle longuement de tout autre chose, puis, à la fin, un peu d'eau.\"@fr .",
            graph("few"),
        ))
        .unwrap();
    assert_eq!(
        rows(&commons, "SELECT ?s { GRAPH :few { ?s text:query (\"eau\" 1) } }"),
        ["one"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s FROM :few { ?s text:query (\"eau\" 1) }"),
        ["one"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s text:query (rdfs:comment \"eau\" 1) }"),
        ["one"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s FROM :few { ?s search:matches (\"eau\" 1) }"),
        ["one"]
    );
    assert_eq!(rows(&commons, "SELECT ?s { ?s text:query \"eau\" }").len(), 1_001);
}

#[test]
fn text_patterns_stand_wherever_patterns_stand() {
    let commons = sample();
    for (pattern, found) in [
        (
            "{ SELECT ?s { ?s text:query \"eau\" } } ?s rdfs:comment ?c",
            vec!["moulin", "source"],
        ),
        (
            "?s rdfs:label ?l OPTIONAL { ?s text:query \"calme\" }",
            vec!["four", "moulin", "puits", "source"],
        ),
        (
            "{ ?s text:query \"four\" } UNION { ?s text:query \"calme\" }",
            vec!["four", "puits"],
        ),
        (
            "?s rdfs:label ?l FILTER EXISTS { ?s text:query \"pain\" }",
            vec!["four", "moulin"],
        ),
        (
            "?s rdfs:label ?l FILTER NOT EXISTS { ?s text:query \"eau\" }",
            vec!["four"],
        ),
        ("?s rdfs:label ?l MINUS { ?s text:query \"eau\" }", vec!["four"]),
        ("?s text:query \"eau\" ; text:query \"pain\"", vec!["moulin"]),
        ("?s text:query \"pain\" ; dct:creator/rdfs:label ?l", vec!["four"]),
        (
            "?s text:query \"pain\" . ?s dct:creator ?c . ?c text:query \"eau\"",
            vec!["four"],
        ),
        (
            "(?s ?sc) text:query \"eau\" FILTER(?sc > 0)",
            vec!["moulin", "puits", "source"],
        ),
        (
            "(?s ?sc ?l) text:query \"eau\" FILTER(LANG(?l) = \"en\" || CONTAINS(?l, \"calme\"))",
            vec!["puits"],
        ),
        (
            "VALUES ?w { \"four\" \"calme\" } ?s text:query ?w",
            vec!["four", "puits"],
        ),
        (
            "BIND(\"four\" AS ?w) ?s text:query (rdfs:label ?w 3)",
            vec!["four"],
        ),
        (
            "VALUES ?w { \"four\" } OPTIONAL { ?s text:query ?w }",
            vec!["four"],
        ),
        (
            "?s rdfs:label ?l . ?l2 rdfs:comment ?x FILTER EXISTS { ?s text:query \"four\" }",
            vec!["four"],
        ),
    ] {
        let query = format!("SELECT DISTINCT ?s {{ {pattern} }}");
        assert_eq!(rows(&commons, &query), found, "{pattern}");
    }
    // The words and what they found stay together.
    assert_eq!(
        rows(
            &commons,
            "SELECT ?w ?s { VALUES ?w { \"four\" \"calme\" \"rien\" 7 } ?s text:query ?w }"
        ),
        ["calme puits", "four four"]
    );
}

#[test]
fn hits_come_in_the_order_of_their_score_and_the_limit_keeps_the_best() {
    let commons = memory();
    add(
        &commons,
        ":a rdfs:label \"Chose\"@fr ; rdfs:comment \"Il est question de beaucoup de choses, et de lavoir aussi, entre autres.\"@fr .
         :b rdfs:label \"Lavoir\"@fr .",
    );
    let ordered = "SELECT ?s { (?s ?score) text:query \"lavoir\" } ORDER BY DESC(?score)";
    assert_eq!(in_order(&commons, ordered), ["b", "a"]);
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s text:query (\"lavoir\" 1) }"),
        ["b"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s search:matches (\"lavoir\" 1) }"),
        ["b"]
    );
}

#[test]
fn entities_are_matched_with_score_and_snippet() {
    let commons = sample();
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s ?sn { (?s ?sc ?sn) search:matches \"eau libre\" }"
        ),
        ["source Une <mark>eau</mark> vive, dite « l&#39;<mark>eau</mark> <mark>libre</mark> »"]
    );
    // Words of several texts, and the names of what it points to, find it as a whole.
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s search:matches \"moulin pain\" }"),
        ["four", "moulin"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s { GRAPH :g1 { ?s search:matches \"pain\" } }"),
        ["four", "moulin"]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s { GRAPH :g1 { ?s search:matches \"moulin\" } }"
        )
        .len(),
        0
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s ?g { GRAPH ?g { ?s search:matches \"pain\" } }"
        ),
        ["four g1", "moulin g1"]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?sn { (:moulin [] ?sn) search:matches (\"pain\" \"highlight:s:* | e:*\") }"
        ),
        ["On y cuit du *pain*@fr"]
    );
    add(&commons, &seed("graine", "L'eau des graines"));
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s { ?s search:matches (\"eau\" 20 \"type:KnowledgeSeed\" \"lang:fr\") }"
        ),
        ["graine"]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?s { ?s search:matches (\"eau\" \"-type:KnowledgeSeed\") }"
        )
        .len(),
        4
    );
}

#[test]
fn values_are_counted_among_the_entities_that_match() {
    let commons = sample();
    add(&commons, &seed("graine", "L'eau des graines"));
    assert_eq!(
        rows(
            &commons,
            "SELECT ?facet ?value ?count { (?facet ?value ?count) search:facets (rdf:type dct:creator \"eau\") }"
        ),
        ["creator ada 1", "creator moulin 1", "type KnowledgeSeed 1"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?v ?n { ([] ?v ?n) search:facets (\"eau\") }"),
        ["KnowledgeSeed 1"]
    );
    assert_eq!(
        rows(
            &commons,
            "SELECT ?v ?n FROM :g1 { ([] ?v ?n) search:facets (dct:creator \"pain\") }"
        ),
        ["moulin 1"]
    );
}

#[test]
fn updates_search_what_is_there_when_their_turn_comes() {
    let commons = sample();
    let changed = |text: &str| update(&commons, &format!("{TEXT}{text}"));
    changed("INSERT { ?s :about :water } WHERE { ?s text:query (rdfs:label \"eau\") }").unwrap();
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s :about :water }"),
        ["moulin", "puits"]
    );
    // What was written a moment ago, and what an earlier operation of the same update writes.
    changed("INSERT DATA { :lac rdfs:label \"Le lac, son eau\"@fr }").unwrap();
    changed("INSERT { ?s :about :lake } WHERE { ?s text:query \"lac\" }").unwrap();
    assert_eq!(rows(&commons, "SELECT ?s { ?s :about :lake }"), ["lac"]);
    changed(
        "INSERT DATA { :mare rdfs:label \"La mare\"@fr } ;
         DELETE { :lac rdfs:label ?l } INSERT { :lac rdfs:label \"Un étang\"@fr } WHERE { :lac rdfs:label ?l } ;
         INSERT { ?s :about :pond } WHERE { ?s text:query \"mare OR lac OR étang\" } ;
         INSERT { ?s :about :pond2 } WHERE { ?s search:matches \"mare\" }",
    )
    .unwrap();
    assert_eq!(rows(&commons, "SELECT ?s { ?s :about :pond }"), ["lac", "mare"]);
    assert_eq!(rows(&commons, "SELECT ?s { ?s :about :pond2 }"), ["mare"]);
    changed("DELETE { ?s ?p ?o } WHERE { ?s text:query \"étang\" ; ?p ?o }").unwrap();
    assert_eq!(rows(&commons, "SELECT ?p { :lac ?p ?o }").len(), 0);
    changed("INSERT { GRAPH :g3 { ?s :about :bread } } WHERE { GRAPH ?g { ?s text:query \"pain\" } }")
        .unwrap();
    assert_eq!(
        rows(&commons, "SELECT ?s { GRAPH :g3 { ?s ?p ?o } }"),
        ["four", "moulin"]
    );
    let refused = changed("INSERT { ?s :about 1 } WHERE { ?s text:query (rdfs:label) }").unwrap_err();
    assert!(refused.to_string().contains("words are missing"), "{refused}");
    verified(&commons);
}

#[test]
fn a_query_sees_texts_and_data_of_one_moment_while_changes_come() {
    let commons = memory();
    add(&commons, ":a rdfs:label \"Eau zéro\"@fr .");
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 0..60 {
                let text = format!("DELETE {{ :a rdfs:label ?l }} INSERT {{ :a rdfs:label \"Eau {n}\"@fr }} WHERE {{ :a rdfs:label ?l }}");
                update(&commons, &text).unwrap();
            }
        });
        while !writer.is_finished() {
            let found = ask(
                &commons,
                request("SELECT ?l ?m { (:a [] ?l) text:query \"eau\" . :a rdfs:label ?m }"),
            )
            .unwrap();
            assert_eq!(found.rows.len(), 1);
            assert_eq!(found.rows[0][0], found.rows[0][1]);
            let found = ask(&commons, request("SELECT ?s { ?s text:query \"eau\" }")).unwrap();
            assert_eq!(found.rows.len(), 1);
        }
    });
}

#[test]
fn more_hits_than_the_limit_of_hits_are_an_error_that_names_it() {
    let commons = memory();
    let many = |count: usize| {
        (0..count)
            .map(|n| format!(":n{n} rdfs:label \"Eau {n}\"@fr .\n"))
            .collect::<String>()
    };
    add(&commons, &many(10_000));
    assert_eq!(
        rows(&commons, "SELECT (COUNT(*) AS ?n) { ?s text:query \"eau\" }"),
        ["10000"]
    );
    add(&commons, ":more rdfs:label \"Eau de plus\"@fr .");
    let said = refused(&commons, "SELECT (COUNT(*) AS ?n) { ?s text:query \"eau\" }");
    assert!(said.contains("10000") && said.contains("text_hits_max"), "{said}");
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s text:query (\"eau\" 20) }").len(),
        20
    );
    assert_eq!(rows(&commons, "SELECT ?s { ?s text:query \"plus\" }"), ["more"]);
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s text:query \"+eau +plus\" }"),
        ["more"]
    );
    assert_eq!(
        rows(&commons, "SELECT ?s { ?s text:query (rdfs:comment \"eau\" 20) }").len(),
        0
    );
    let values = |count: usize| {
        let texts: String = (0..count).map(|n| format!("\"plus{n}\" ")).collect();
        format!("SELECT ?s {{ VALUES ?w {{ {texts} }} ?s text:query ?w }}")
    };
    assert_eq!(rows(&commons, &values(100)).len(), 0);
    assert!(refused(&commons, &values(101)).contains("text_values_max"));
}

#[test]
fn wrong_shapes_are_refused_in_words() {
    let commons = sample();
    for (pattern, said) in [
        ("?s text:query ()", "words are missing"),
        ("?s text:query (rdfs:label)", "words are missing"),
        ("() text:query \"eau\"", "0 terms on the left of `text:query`"),
        ("(?s ?a ?b ?c ?d ?e) text:query \"eau\"", "6 terms"),
        ("(?s ?s) text:query \"eau\"", "stands twice"),
        ("(?s 3) text:query \"eau\"", "is no variable"),
        ("\"a\" text:query \"eau\"", "is no variable"),
        ("?s text:query 3", "where the words are expected"),
        ("?s text:query <http://e.test/>", "words are missing"),
        ("?s text:query (\"eau\" (\"feu\"))", "a list stands in a list"),
        ("?s text:query (\"eau\" \"feu\")", "is no option"),
        ("?s text:query (\"eau\" 1.5)", "is no limit"),
        ("?s text:query (\"eau\" ?limit)", "limit or an option is expected"),
        (
            "?s text:query (\"eau\" \"highlight:x:1\")",
            "no option of `highlight:`",
        ),
        ("?s text:query (\"eau\" \"highlight:z:0\")", "no number from 1"),
        (
            "?s text:query _:l . _:l rdf:first \"eau\"",
            "without one rdf:first and one rdf:rest",
        ),
        (
            "?s text:query _:l . _:l rdf:first \"eau\" ; rdf:rest _:m",
            "not closed",
        ),
        (
            "?s text:query _:l . _:l rdf:first \"eau\" ; rdf:rest _:l",
            "goes round",
        ),
        (
            "?s text:query _:l . _:l rdf:first \"eau\", \"feu\" ; rdf:rest ()",
            "without one rdf:first",
        ),
        (
            "?s text:query/rdfs:label \"eau\"",
            "a blank node stands where the words are expected",
        ),
        ("?s text:query|rdfs:label \"eau\"", "cannot stand in a path"),
        ("?s (text:query)+ \"eau\"", "cannot stand in a path"),
    ] {
        let error = refused(&commons, &format!("SELECT * {{ {pattern} }}"));
        assert!(error.contains(said), "{pattern}: {error}");
    }
    let error = refused(&commons, "SELECT * {\n  ?s text:query () }");
    assert!(error.contains("on line 7, column 6"), "{error}");
}

#[test]
fn words_that_cannot_be_searched_are_refused_in_words() {
    let commons = sample();
    for (pattern, said) in [
        (
            "?s text:query (:unknown \"eau\")",
            "the search profile reads no text of it",
        ),
        ("?s text:query \"champ:eau\"", "`champ:` names no property"),
        ("?s text:query \"eau~\"", "fuzzy"),
        ("?s text:query \"/eau/\"", "regular expression"),
        ("?s text:query \"[a TO b]\"", "range"),
        ("?s text:query \"(eau\"", "not closed"),
        ("?s text:query \"e*\"", "too short"),
        ("?s text:query ?w", "have to bind ?w"),
        ("?w text:query ?w", "stands on the left"),
        (
            "?s search:matches (rdfs:label \"eau\")",
            "whole entities are searched",
        ),
        (
            "(?f ?v ?n) search:facets (\"eau\" \"highlight:\")",
            "nothing to highlight",
        ),
    ] {
        let error = refused(&commons, &format!("SELECT * {{ {pattern} }}"));
        assert!(error.contains(said), "{pattern}: {error}");
    }
}

#[test]
fn hostile_texts_are_answered_or_refused() {
    let commons = sample();
    for (words, is_refused) in [
        ("a".repeat(100_000), true),
        ("(".repeat(50_000), true),
        (format!("{}eau{}", "(".repeat(900), ")".repeat(900)), true),
        ("eau ".repeat(65), true),
        ("+".repeat(1_999), true),
        ("- ".repeat(900), true),
        ("\\u0001\\u0008\\u007Feau".to_owned(), false),
        ("𐀀 \u{1F4A7} \u{E000} \u{10FFFD} \u{200D}".to_owned(), false),
        ("<b>eau</b> & ' ;".to_owned(), false),
        ("a:".repeat(999), true),
        ("ab* ".repeat(64), false),
        ("a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p".to_owned(), false),
        ("*".repeat(1_999), false),
        ("\\\\".repeat(900), false),
    ] {
        for predicate in ["text:query", "search:matches"] {
            let query = format!("SELECT ?s {{ ?s {predicate} \"{words}\" }}");
            let outcome = ask(&commons, request(&query));
            let is_fault = matches!(outcome, Err(QueryError::Syntax(_)));
            assert!(
                outcome.is_ok() || is_fault,
                "{predicate} {words:.40}: {outcome:?}"
            );
            if predicate == "text:query" {
                assert_eq!(is_fault, is_refused, "{words:.40}: {outcome:?}");
            }
        }
    }
}

#[test]
fn an_explained_query_tells_what_its_text_patterns_found() {
    let commons = sample();
    let query = request("SELECT ?s { ?s text:query (rdfs:label \"eau\" 10) . ?s rdfs:comment ?c }");
    let prepared = commons.prepare(query).unwrap();
    let explained = prepared.explain(&commons, &CancellationToken::new()).unwrap();
    let [text] = explained.explanation.texts.as_slice() else {
        panic!("{explained:?}")
    };
    assert_eq!((text.texts, text.rows), (1, 2));
    assert!(
        text.pattern.contains("text:query") && text.pattern.contains("\"eau\""),
        "{text:?}"
    );
    assert!(
        !explained
            .explanation
            .placed
            .iter()
            .any(|placed| placed.pattern.contains("text#query"))
    );
}

#[test]
fn a_pattern_for_another_service_is_left_alone() {
    let commons = sample();
    let query = "SELECT ?s { SERVICE SILENT <http://other.example/sparql> { ?s text:query \"eau\" } }";
    assert_eq!(rows(&commons, query), ["-"]);
}

/// Words that do not stand in one another, so that CONTAINS and the analysis mean the same.
const WORDS: [&str; 8] = [
    "moulin", "abeille", "hiver", "verger", "cantine", "sentier", "salaire", "toiture",
];

/// A hundred and twenty resources in a ring, each with two texts of four of the words.
fn ring() -> String {
    let text = |from: usize| {
        let words = (0..4).map(|step| WORDS[(from * (step + 3) + from / 8 + step * step) % WORDS.len()]);
        words.collect::<Vec<_>>().join(" puis ")
    };
    let one = |n: usize| {
        let (label, comment, next) = (text(n), text(n * 7 + 1), (n * 5 + 2) % 120);
        format!(
            ":n{n} rdfs:label \"Le {label}\"@fr ; rdfs:comment \"Un {comment}\"@fr ; :next :n{next} ; :part {} .\n",
            n % 4
        )
    };
    (0..120).map(one).collect()
}

#[test]
fn twenty_questions_have_the_answers_that_contains_gives() {
    let commons = memory();
    commons.load(turtle(&ring(), graph("g"))).unwrap();
    let rests = [
        "?s :next ?x",
        "?s :next ?x . ?x rdfs:label ?l",
        "?s :part 2",
        "FILTER NOT EXISTS { ?s :part 1 }",
        "OPTIONAL { ?s :next ?x . ?x :part 3 }",
    ];
    let mut answered = 0;
    for (at, rest) in rests.iter().enumerate() {
        for (one, other, property) in [
            (at, at + 1, "rdfs:label"),
            (at, at + 2, "rdfs:comment"),
            (at + 3, at + 3, "rdfs:label"),
            (at + 5, at, "rdfs:comment"),
        ] {
            let (one, other) = (WORDS[one % 8], WORDS[other % 8]);
            let with_text = rows(
                &commons,
                &format!("SELECT * {{ ?s text:query ({property} \"{one} AND {other}\") . {rest} }}"),
            );
            let with_contains = rows(
                &commons,
                &format!(
                    "SELECT * {{ {{ SELECT ?s {{ ?s {property} ?t
                        FILTER(CONTAINS(LCASE(?t), \"{one}\") && CONTAINS(LCASE(?t), \"{other}\")) }} }} {rest} }}"
                ),
            );
            assert_eq!(with_text, with_contains, "{one} {other} {property} {rest}");
            answered += usize::from(!with_text.is_empty());
        }
    }
    assert!(answered > 12, "{answered} of twenty have an answer");
}
