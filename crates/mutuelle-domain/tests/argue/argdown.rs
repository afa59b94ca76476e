//! Argdown, by small examples.

use mutuelle_domain::argdown::{
    ImportError, Imported, MAX_BYTES, MAX_DATA_DEPTH, MAX_DEPTH, Mistake, Options, export, import,
};
use mutuelle_domain::controversy::current;
use oxrdf::Graph;
use oxrdf::dataset::CanonicalizationAlgorithm;

use crate::fixture::{graph, node, triples};

pub(crate) fn options() -> Options {
    Options {
        base: "https://example.org/".to_owned(),
        language: "en".to_owned(),
    }
}

fn read(text: &str) -> Imported {
    import(text, &options()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Whether a text says what a Turtle text says.
fn assert_says(text: &str, turtle: &str) {
    let (mut found, mut expected) = (read(text).graph, graph(turtle));
    found.canonicalize(CanonicalizationAlgorithm::Unstable);
    expected.canonicalize(CanonicalizationAlgorithm::Unstable);
    let missing: Vec<String> = expected
        .iter()
        .filter(|it| !found.contains(*it))
        .map(|it| it.to_string())
        .collect();
    let unexpected: Vec<String> = found
        .iter()
        .filter(|it| !expected.contains(*it))
        .map(|it| it.to_string())
        .collect();
    assert!(
        missing.is_empty() && unexpected.is_empty(),
        "missing {missing:#?}\nunexpected {unexpected:#?}"
    );
}

fn mistake(text: &str) -> Mistake {
    match import(text, &options()) {
        Err(ImportError::Mistake(mistake)) => mistake,
        other => panic!("{other:?}\n{text}"),
    }
}

const DEBATE: &str = r#"
    :water a mut:Controversy ; rdfs:label "L'eau"@fr , "Water"@en ; dct:description "Depuis 2022…"@fr ; mut:hasNode :price ;
        mut:closure closure:ouverte ; mut:hasPhase :start .
    :price a mut:Question ; rdfs:label "Faut-il un tarif ?"@fr ; mut:askedOn "2022-09-12"^^xsd:date .
    :yes a mut:Position ; rdfs:label "Oui"@fr ; dct:description "Quinze mètres cubes à dix centimes."@fr ;
        ibis:responds-to :price ; mut:rivalTo :no .
    :no a mut:Position ; rdfs:label "Non"@fr ; ibis:responds-to :price .
    :fair a mut:Argument ; rdfs:label "Six ménages sur dix paieraient moins"@fr ; ibis:supports :yes ; mut:criterion "équité"@fr ;
        cito:citesAsEvidence :bills .
    :big a mut:Argument ; rdfs:label "Les familles nombreuses"@fr ; ibis:opposes :yes .
    :per-head a mut:Argument ; rdfs:label "Le seuil est par personne"@fr ; mut:undercuts :big .
    :bills a mut:Evidence ; rdfs:label "Simulation"@fr ; mut:evidenceStatus status:etablie ; dct:source <https://example.org/a.ods> .
    :ada a mut:Stance ; rdfs:label "Ada"@fr ; mut:holder :a ; mut:target :yes ; mut:degree 0.8 ;
        mut:sourceQuote [ a oa:TextQuoteSelector ; oa:exact "oui // non"@fr ] .
    :start a mut:Phase ; rdfs:label "Le début"@fr ; mut:happenedDuring :p .
    :p mut:startDate "2022-01-01"^^xsd:date .
"#;

#[test]
fn a_controversy_is_written_with_one_statement_a_line_and_its_iris_in_the_data() {
    let text = export(&graph(DEBATE), node("water").as_ref()).expect("argdown");
    let expected = r#"===
lang: fr
===

# L'eau {iri: "<https://example.org/water>", closure: "<https://w3id.org/mutuelle/scheme/closure/ouverte>", hasPhase: "<https://example.org/start>", rdfs:label: ["L'eau", {en: "Water"}]}

Depuis 2022…

## Faut-il un tarif ? {iri: "<https://example.org/price>", askedOn: 2022-09-12}

[Non] {iri: "<https://example.org/no>"}

[Oui]: Quinze mètres cubes à dix centimes. {iri: "<https://example.org/yes>"}
  + <Six ménages sur dix paieraient moins>
  - <Les familles nombreuses>
  >< [Non]

# Arguments

<Les familles nombreuses> {iri: "<https://example.org/big>"}
  _ <Le seuil est par personne>

<Six ménages sur dix paieraient moins> {iri: "<https://example.org/fair>", criterion: "équité"}
  + [Simulation]

<Le seuil est par personne> {iri: "<https://example.org/per-head>"}

# Preuves

[Simulation] #evidence {iri: "<https://example.org/bills>", dct:source: "<https://example.org/a.ods>", evidenceStatus: "<https://w3id.org/mutuelle/scheme/evidence-status/etablie>"}

# Prises de position

[Ada] #stance {iri: "<https://example.org/ada>", degree: 0.8, holder: "<https://example.org/a>", sourceQuote: "_:n1", target: "<https://example.org/yes>"}

# Épisodes

[Le début] #phase {iri: "<https://example.org/start>", happenedDuring: "<https://example.org/p>"}

# Autres nœuds

[p] #node {iri: "<https://example.org/p>", rdfs:label: [], startDate: 2022-01-01}

[n1] #node {iri: "_:n1", a: "<http://www.w3.org/ns/oa#TextQuoteSelector>", oa:exact: "oui // non", rdfs:label: []}
"#;
    assert_eq!(text, expected);
    assert_says(&text, DEBATE);
    assert!(read(&text).ignored.is_empty());
}

#[test]
fn the_order_of_the_triples_and_the_names_of_blank_nodes_change_no_line() {
    let mut backwards = triples(DEBATE);
    backwards.reverse();
    let backwards: Graph = backwards.iter().collect();
    let text = |facts: &Graph| export(facts, node("water").as_ref()).expect("argdown");
    assert_eq!(text(&graph(DEBATE)), text(&backwards));
}

#[test]
fn what_people_type_by_hand_is_read() {
    assert_says(
        r#"// The debate of the spring.
# Water

Since 2022, some want a new tariff.

## Should the first cubic metres be free?

[Yes]: Fifteen cubic metres for everyone,
   at ten cents. #equity #(social tariff)
    + <Lighter bills>: Six households of ten pay less.
        - [Leaks]: Old pipes leak.
        <_ <Old survey> /* by
           phone */
    - It is too complicated.
    >< [No]

[No] <!-- says the board -->

<Lighter bills> {criterion: fairness, cites: x, source: https://example.org/study}
    +> [No]
    + [Simulation] #evidence {evidenceStatus: "<https://w3id.org/mutuelle/scheme/evidence-status/etablie>"}
"#,
        r#"@prefix p: <https://example.org/position/> . @prefix r: <https://example.org/argument/> .
        <https://example.org/controversy/water> a mut:Controversy ; rdfs:label "Water"@en ;
            dct:description "Since 2022, some want a new tariff."@en ;
            mut:hasNode <https://example.org/question/should-the-first-cubic-metres-be-free> .
        <https://example.org/question/should-the-first-cubic-metres-be-free> a mut:Question ;
            rdfs:label "Should the first cubic metres be free?"@en .
        p:yes a mut:Position ; rdfs:label "Yes"@en ; dct:description "Fifteen cubic metres for everyone, at ten cents."@en ;
            mut:keyword "equity"@en , "social tariff"@en ; mut:rivalTo p:no ;
            ibis:responds-to <https://example.org/question/should-the-first-cubic-metres-be-free> .
        p:no a mut:Position ; rdfs:label "No"@en ;
            ibis:responds-to <https://example.org/question/should-the-first-cubic-metres-be-free> .
        r:lighter-bills a mut:Argument ; rdfs:label "Lighter bills"@en ; dct:description "Six households of ten pay less."@en ;
            ibis:supports p:yes , p:no ; mut:criterion "fairness"@en ; dct:source <https://example.org/study> ;
            cito:citesAsEvidence <https://example.org/evidence/simulation> .
        r:leaks a mut:Argument ; rdfs:label "Leaks"@en ; dct:description "Old pipes leak."@en ; ibis:opposes r:lighter-bills .
        r:old-survey a mut:Argument ; rdfs:label "Old survey"@en ; mut:undercuts r:lighter-bills .
        r:it-is-too-complicated a mut:Argument ; rdfs:label "It is too complicated."@en ; ibis:opposes p:yes .
        <https://example.org/evidence/simulation> a mut:Evidence ; rdfs:label "Simulation"@en ; mut:evidenceStatus status:etablie ."#,
    );
}

#[test]
fn what_means_nothing_here_is_told_and_left_out() {
    let imported = read("# T\n\n[A]: a {color: red, isInMap: false}\n\n# Notes {x: y}\n\nJust a note.\n");
    let told: Vec<(usize, bool)> = imported
        .ignored
        .iter()
        .map(|it| (it.line, it.what.contains('`')))
        .collect();
    assert_eq!(told, [(3, true), (3, true), (5, false), (7, false)]);
}

#[test]
fn a_text_without_headings_debates_what_its_title_says() {
    assert_says(
        "===\ntitle: Bikes\nlang: en\nmodel:\n  mode: strict\n===\n\n[Close]: Close the street.\n+ <Safe>\n- [Shops] // no indentation\n\n[Open]\n  - [Close]\n",
        r#"@prefix p: <https://example.org/position/> . @prefix r: <https://example.org/argument/> .
        <https://example.org/controversy/bikes> a mut:Controversy ; rdfs:label "Bikes"@en ; mut:hasNode <https://example.org/question/bikes> .
        <https://example.org/question/bikes> a mut:Question ; rdfs:label "Bikes"@en .
        p:close a mut:Position ; rdfs:label "Close"@en ; dct:description "Close the street."@en ;
            ibis:responds-to <https://example.org/question/bikes> ; mut:rivalTo p:open .
        p:open a mut:Position ; rdfs:label "Open"@en ; ibis:responds-to <https://example.org/question/bikes> .
        r:safe a mut:Argument ; rdfs:label "Safe"@en ; ibis:supports p:close .
        r:shops a mut:Argument ; rdfs:label "Shops"@en ; ibis:opposes p:close ."#,
    );
}

#[test]
fn data_are_read_as_they_are_written_by_hand() {
    assert_says(
        r#"# T {iri: https://example.org/t}

## Q {iri: "<https://example.org/q>", askedOn: 2021-09-10}

[P] {iri: "<https://example.org/p>"}

[Ada, 2022] #stance {
  iri: "<https://example.org/s>"
  holder: "<https://example.org/ada>", target: "[P]"
  degree: -0.50
  'dct:source': 'l''assemblée "générale"'
  sourceQuote: {fr: ["a\n\u00e9\"", b], xsd:string: "{", ar--rtl: "س"}
  "<https://example.org/seen>": [true, +7, mut:Stance, "_:x"]
}
"#,
        r#":t a mut:Controversy ; rdfs:label "T"@en ; mut:hasNode :q .
        :q a mut:Question ; rdfs:label "Q"@en ; mut:askedOn "2021-09-10"^^xsd:date .
        :p a mut:Position ; rdfs:label "P"@en ; ibis:responds-to :q .
        :s a mut:Stance ; rdfs:label "Ada, 2022"@en ; mut:holder :ada ; mut:target :p ; mut:degree -0.50 ;
            dct:source "l'assemblée \"générale\""@en ; mut:sourceQuote "a\né\""@fr , "b"@fr , "{" , "س"@ar--rtl ;
            :seen true , +7 , mut:Stance , _:x ."#,
    );
}

#[test]
fn a_mistake_says_where_it_is_what_was_expected_and_what_to_do() {
    let wrong = [
        ("# T\n\n[A: text\n", 3, 9, "`]` after the title"),
        ("[A] text\n", 1, 4, "`:` after the title"),
        ("[A]\n\n  + <B>\n", 3, 3, "something above"),
        ("+ <B>\n", 1, 1, "something above"),
        ("[A] {iri \"x\"}\n", 1, 9, "`:` after the key"),
        ("[A] {key:value}\n", 1, 15, "`:` after the key"),
        ("[A] {label: \"x\n", 1, 15, "the closing quote"),
        ("[A] {label: \"\\q\"}\n", 1, 15, "an escape"),
        ("[A] {label: }\n", 1, 13, "a value"),
        ("[A] {label: \"a\" \"b\"}\n", 1, 17, "`,` or `}`"),
        ("[A] {label: a, label: b}\n", 1, 16, "another key"),
        ("[A] {label: a\n", 2, 1, "`}`"),
        ("[A]: é {label: a} b\n", 1, 19, "the end of the line"),
        ("[A]: a /* b\n", 1, 8, "`*/`"),
        ("[A]\n  _ <B>\n", 2, 3, "an argument that is undercut"),
        ("[A]\n  >< <B>\n", 2, 3, "two positions"),
        ("[E] #evidence\n\n[A]\n  - [E]\n", 4, 3, "a relation between"),
        ("[A] {target: \"[B]\"}\n", 1, 14, "the title of"),
        ("[A] {iri: word}\n", 1, 11, "one IRI"),
        ("[A] {iri: \"<https://a b>\"}\n", 1, 11, "one IRI"),
        ("[A] {iri: \"<https://a{b>\"}\n", 1, 11, "an IRI"),
        ("[A] {iri: \"<x:a>\"}\n\n[B] {iri: \"<x:a>\"}\n", 3, 6, "an `iri`"),
        ("[A] {iri: \"<x:a>\"}\n\n[A] {iri: \"<x:b>\"}\n", 3, 6, "an `iri`"),
        ("[A] #evidence #stance\n", 1, 1, "one tag"),
        ("<A> #evidence\n", 1, 1, "one tag"),
        ("# T {iri: \"_:b\"}\n", 1, 1, "a controversy that has an IRI"),
        (
            "<A>\n\n(1) a\n----\n(2) b\n",
            3,
            1,
            "no premise-conclusion structure",
        ),
        ("  * item\n", 1, 3, "no list"),
        ("#\u{a0}\n\n[]\n", 3, 2, "a title"),
        ("===\nlang: x y\n===\n", 2, 1, "a language tag"),
        ("===\nlang: fr\n", 1, 1, "front matter that ends"),
        ("# {iri: \"<x:a>\"}\n", 1, 2, "the heading's text"),
        ("[A] {criterion: {\"123456789\": x}}\n", 1, 18, "a language tag"),
        (
            "[A] {criterion: {no:type: x}}\n",
            1,
            18,
            "a language or a datatype",
        ),
    ];
    for (text, line, column, expected) in wrong {
        let mistake = mistake(text);
        assert!(mistake.expected.starts_with(expected), "{text:?}: {mistake}");
        assert_eq!(
            (mistake.line, mistake.column),
            (line, column),
            "{text:?}: {mistake}"
        );
        assert!(!mistake.remedy.is_empty() && !mistake.found.is_empty());
    }
    assert_eq!(
        mistake("# T\r\n\r\n[A] text\r\n").to_string(),
        "line 3, column 4: expected `:` after the title, found ` text`; write `[Title]: text`, or the title alone, with \
         tags and data if you like"
    );
}

#[test]
fn a_text_is_read_up_to_the_limits_and_not_beyond() {
    let padded = |bytes: usize| format!("[A]{}", " ".repeat(bytes - 3));
    assert!(import(&padded(MAX_BYTES), &options()).is_ok());
    let error = import(&padded(MAX_BYTES + 1), &options()).expect_err("too long");
    assert_eq!(error, ImportError::TooLong { found: MAX_BYTES + 1 });
    let nested = |levels: usize| {
        let line = |level: usize| format!("{}+ <{level}>\n", " ".repeat(level));
        format!("[A]\n{}", (1..=levels).map(line).collect::<String>())
    };
    assert!(import(&nested(MAX_DEPTH), &options()).is_ok());
    assert!(mistake(&nested(MAX_DEPTH + 1)).expected.contains("32 levels"));
    let data = |levels: usize| {
        format!(
            "[A] {{criterion: {}x{}}}",
            "[".repeat(levels - 1),
            "]".repeat(levels - 1)
        )
    };
    assert!(import(&data(MAX_DATA_DEPTH), &options()).is_ok());
    assert!(mistake(&data(MAX_DATA_DEPTH + 1)).expected.contains("8 lists"));
}

#[test]
fn ten_thousand_positions_with_one_name_and_arguments_in_a_circle_are_written_and_read() {
    let mut turtle = String::from(":c a mut:Controversy ; mut:hasNode :q . :q a mut:Question .\n");
    for number in 0..5_000 {
        let next = (number + 1) % 5_000;
        turtle.push_str(&[
            format!(":p{number} a mut:Position ; rdfs:label \"P\"@fr ; ibis:responds-to :q . "),
            format!(":x{number} a mut:Argument ; rdfs:label \"X\"@fr ; ibis:supports :p{number} ; mut:undercuts :x{next} .\n"),
        ]
        .concat());
    }
    let facts = graph(&turtle);
    let text = export(&facts, node("c").as_ref()).expect("argdown");
    assert_eq!(read(&text).graph, facts);
}

#[test]
fn hostile_texts_end_quickly() {
    let long = 200_000;
    for text in [
        "[",
        "{",
        "<",
        "#",
        "\\",
        "\"",
        "/*",
        "[A] {a: [",
        "\n+ ",
        "[A]\n+ <B>\n",
        "[A]: {",
        "#a ",
        "(1",
        "===\n",
        "a: {",
    ] {
        let _ = import(&text.repeat(long / text.len()), &options());
        let _ = import(
            &format!("[A] {{label: {}", text.repeat(long / text.len())),
            &options(),
        );
    }
}

#[test]
fn an_import_can_be_read_as_a_controversy_and_written_again() {
    let imported = read(
        "# T\n\n[A]: a \\#1 \\\\ **b** https://example.org/x\n  + <B>\n\n[Ada] #stance {target: \"[A]\", degree: 1, holder: https://example.org/ada}\n",
    );
    let state = current(&imported.graph, imported.controversy.as_ref()).expect("a controversy");
    assert_eq!(
        (state.positions.len(), state.arguments.len(), state.stances.len()),
        (1, 1, 1)
    );
    let text = export(&imported.graph, imported.controversy.as_ref()).expect("argdown");
    assert_eq!(read(&text).graph, imported.graph);
}

#[test]
fn options_that_name_no_place_or_language_are_errors() {
    let with = |base: &str, language: &str| Options {
        base: base.to_owned(),
        language: language.to_owned(),
    };
    assert_eq!(
        import("", &with("here", "fr")).expect_err("base"),
        ImportError::Base("here".to_owned())
    );
    assert_eq!(
        import("", &with("https://a.b/", "f r")).expect_err("language"),
        ImportError::Language("f r".to_owned())
    );
}
