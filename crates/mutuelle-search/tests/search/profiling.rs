//! From a profile and quads to documents.

use std::convert::Infallible;

use mutuelle_search::{EntityDocument, LIST_LENGTH_MAX, ProfileError, SearchProfile, Text};
use oxrdf::{Literal, NamedOrBlankNode, Quad};

use crate::support::{documents, graph, profile};

fn only(trig: &str) -> EntityDocument {
    documents(&profile(), trig)
        .into_iter()
        .find(|document| document.entity == crate::support::node("a").into())
        .unwrap()
}

fn french(value: &str) -> Text {
    Text::new(value, Some("fr"))
}

#[test]
fn the_properties_of_the_classes_add_to_those_of_every_entity() {
    let seed = only(
        ":a a mut:KnowledgeSeed ; rdfs:label 'Titre'@fr ; mut:question 'Pourquoi ?'@fr ; mut:content 'Voici.'@fr ;
            dct:description 'Résumé'@fr ; dct:creator :anna ; mut:keyword 'eau'@fr, :feu ; mut:seedOf :projet ;
            dct:created '2026-01-01'^^xsd:date .
         :anna foaf:name 'Anna' . :feu rdfs:label 'feu'@fr . :projet rdfs:label 'Projet'@fr, 'Project'@en .",
    );
    assert_eq!(seed.titles, [french("Titre")]);
    assert_eq!(
        seed.bodies,
        [french("Pourquoi ?"), french("Voici."), french("Résumé")]
    );
    assert_eq!(seed.keywords, [french("eau"), french("feu")]);
    assert_eq!(
        seed.linked,
        [
            Text::new("Anna", None),
            Text::new("Project", Some("en")),
            french("Projet")
        ]
    );
    assert_eq!(seed.date_ms, Some(1_767_225_600_000));
    let other =
        only(":a a mut:Project ; rdfs:label 'Titre'@fr ; mut:question 'Pourquoi ?'@fr ; mut:seedOf :p .");
    assert!(other.bodies.is_empty() && other.linked.is_empty());
}

#[test]
fn titles_come_in_the_order_of_the_profile_and_dates_earliest_first() {
    let document = only(
        ":a foaf:name 'Nom' ; skos:prefLabel 'Préféré'@fr ; rdfs:label 'Label'@fr, 'Label'@en, 'Label' ;
            dct:created '2026-02-01'^^xsd:date, '2026-01-01'^^xsd:date, 'jamais' .",
    );
    let titles = [
        Text::new("Label", None),
        Text::new("Label", Some("en")),
        french("Label"),
        french("Préféré"),
    ];
    assert_eq!(document.titles[..4], titles);
    assert_eq!(document.date_ms, Some(1_767_225_600_000));
}

#[test]
fn the_order_of_quads_and_their_doubles_in_other_graphs_change_only_the_graphs() {
    let trig = ":a rdfs:label 'Un'@fr, 'Deux'@fr ; dct:description 'Trois'@fr . GRAPH :g { :a rdfs:label 'Un'@fr . }";
    let document = only(trig);
    let reversed = only(
        "GRAPH :g { :a rdfs:label 'Un'@fr . } :a dct:description 'Trois'@fr ; rdfs:label 'Deux'@fr, 'Un'@fr .",
    );
    assert_eq!(document, reversed);
    assert_eq!(document.digest(), reversed.digest());
    assert_eq!(document.titles, [french("Deux"), french("Un")]);
    assert_eq!(document.graphs.len(), 2);
    let moved = only(":a rdfs:label 'Un'@fr, 'Deux'@fr ; dct:description 'Trois'@fr .");
    assert_ne!(document.digest(), moved.digest());
}

#[test]
fn an_entity_without_title_and_body_is_no_document() {
    assert!(
        documents(
            &profile(),
            ":a mut:keyword 'eau'@fr ; skos:altLabel 'autre'@fr ; rdfs:label '  ' ."
        )
        .is_empty()
    );
    assert_eq!(documents(&profile(), ":a dct:description 'Corps'@fr .").len(), 1);
    assert!(documents(&profile(), ":a rdfs:label :b .").is_empty());
}

#[test]
fn labels_that_cannot_be_read_are_an_error_and_foreign_quads_are_passed_over() {
    let profile = profile();
    let entity: NamedOrBlankNode = crate::support::node("a").into();
    let quads: Vec<Quad> = graph(":a rdfs:label 'A' ; dct:creator :b . :b rdfs:label 'B' .")
        .iter()
        .map(|triple| triple.into_owned().in_graph(oxrdf::GraphName::DefaultGraph))
        .collect();
    let failed = profile.document(&entity, &quads, |_| Err("store closed"));
    assert_eq!(failed, Err("store closed"));
    let labels = |node: &NamedOrBlankNode| -> Result<Vec<Literal>, Infallible> {
        assert_eq!(*node, crate::support::node("b").into());
        Ok(vec![Literal::new_simple_literal("B")])
    };
    let document = profile.document(&entity, &quads, labels).unwrap().unwrap();
    assert_eq!(document.titles, [Text::new("A", None)]);
    assert_eq!(document.linked, [Text::new("B", None)]);
}

#[test]
fn label_and_link_properties_are_given_once_each() {
    let profile = profile();
    let names = |properties: &[oxrdf::NamedNode]| {
        let name = |iri: &str| iri.rsplit(['#', '/']).next().unwrap().to_owned();
        properties
            .iter()
            .map(|property| name(property.as_str()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        names(profile.label_properties()),
        "label prefLabel title name name"
    );
    assert_eq!(names(profile.link_properties()), "keyword creator seedOf subject");
}

#[test]
fn the_digest_depends_on_the_rules_alone() {
    let digest = |turtle: &str| SearchProfile::from_graph(&graph(turtle)).unwrap().digest();
    let base = digest("<#a> a ms:Rule ; ms:title ( rdfs:label dct:title ) .");
    assert_eq!(
        base,
        digest("_:x ms:title ( rdfs:label dct:title ) ; a ms:Rule ; rdfs:comment 'note' .")
    );
    for other in [
        "<#a> a ms:Rule ; ms:title ( dct:title rdfs:label ) .",
        "<#a> a ms:Rule ; ms:title ( rdfs:label ) .",
        "<#a> a ms:Rule ; ms:title ( rdfs:label dct:title ) ; ms:body ( dct:description ) .",
        "<#a> a ms:Rule ; ms:title ( rdfs:label dct:title ) . <#b> a ms:Rule ; ms:forClass mut:X ; ms:title ( rdfs:label ) .",
    ] {
        assert_ne!(base, digest(other), "{other}");
    }
}

#[test]
fn a_broken_profile_is_refused_with_the_place() {
    let refused = |turtle: &str| SearchProfile::from_graph(&graph(turtle)).unwrap_err();
    assert_eq!(refused(":a rdfs:label 'x' ."), ProfileError::NoRule);
    assert_eq!(
        refused("<#a> a ms:Rule ; ms:body ( dct:title ) ."),
        ProfileError::NoTitle
    );
    assert_eq!(
        refused("<#a> a ms:Rule ; ms:forClass mut:X ; ms:title ( dct:title ) ."),
        ProfileError::NoTitle
    );
    let error = refused("<#a> a ms:Rule ; ms:title ( rdfs:label 'dct:title' ) .").to_string();
    assert!(
        error.contains("<http://e.test/#a>") && error.contains("\"dct:title\""),
        "{error}"
    );
    assert!(matches!(
        refused("<#a> a ms:Rule ; ms:title [] ."),
        ProfileError::BrokenList { .. }
    ));
    let circle = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        <#a> a ms:Rule ; ms:title _:l . _:l rdf:first rdfs:label ; rdf:rest _:l .";
    assert!(matches!(refused(circle), ProfileError::LongList { .. }));
}

#[test]
fn a_field_lists_at_most_64_properties() {
    let turtle = |count: usize| {
        let properties: Vec<String> = (0..count).map(|n| format!(":p{n}")).collect();
        graph(&format!(
            "<#a> a ms:Rule ; ms:title ( {} ) .",
            properties.join(" ")
        ))
    };
    assert_eq!(
        SearchProfile::from_graph(&turtle(LIST_LENGTH_MAX))
            .unwrap()
            .label_properties()
            .len(),
        LIST_LENGTH_MAX
    );
    assert!(matches!(
        SearchProfile::from_graph(&turtle(LIST_LENGTH_MAX + 1)),
        Err(ProfileError::LongList { .. })
    ));
}

#[test]
fn the_profile_of_the_ontology_is_usable() {
    let profile = SearchProfile::from_graph(&mutuelle_ontology::search_profile().unwrap()).unwrap();
    assert!(profile.label_properties().len() > 5);
    assert!(!profile.link_properties().is_empty());
}
