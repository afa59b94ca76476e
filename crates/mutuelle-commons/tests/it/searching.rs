//! Text search follows every change.

use crate::support::*;
use mutuelle_commons::*;

fn titles(commons: &Commons, request: &SearchRequest) -> Vec<String> {
    let page = commons.search(request).unwrap();
    page.hits.iter().map(|hit| hit.title.value.clone()).collect()
}

#[test]
fn a_write_is_found_at_once_with_and_without_accents() {
    let commons = memory();
    let receipt = add(&commons, &seed("s", "Méthode d'éducation populaire"));
    for words in [
        "éducation",
        "education",
        "EDUCATIONS",
        "méthodes populaires",
        "l'éducation",
    ] {
        let page = commons.search(&SearchRequest::new(words)).unwrap();
        assert_eq!((page.total, page.seq), (1, receipt.seq), "{words}");
    }
    assert_eq!(found(&commons, "chaudron"), 0);
}

#[test]
fn what_was_deleted_is_no_longer_found() {
    let commons = memory();
    add(
        &commons,
        ":a rdfs:label \"La forge\"@fr . :b rdfs:label \"Le jardin\"@fr .",
    );
    assert_eq!(found(&commons, "forge"), 1);
    update(&commons, "DELETE WHERE { :a ?p ?o }").unwrap();
    assert_eq!((found(&commons, "forge"), found(&commons, "jardin")), (0, 1));
    update(
        &commons,
        "DELETE { :b rdfs:label ?l } INSERT { :b rdfs:label \"Le verger\"@fr } WHERE { :b rdfs:label ?l }",
    )
    .unwrap();
    assert_eq!((found(&commons, "jardin"), found(&commons, "verger")), (0, 1));
    update(&commons, "CLEAR ALL").unwrap();
    assert_eq!(found(&commons, ""), 0);
    assert_eq!(verified(&commons).entities, 0);
}

#[test]
fn a_new_name_of_an_author_is_found_with_the_seeds_that_show_it() {
    let commons = memory();
    add(&commons, ":ada a mut:Person ; rdfs:label \"Ada Berthelot\" .");
    add(&commons, &seed("s", "Une graine"));
    assert_eq!(found(&commons, "Berthelot"), 2);
    update(&commons, "DELETE { :ada rdfs:label ?l } INSERT { :ada rdfs:label \"Ada Kermadec\" } WHERE { :ada rdfs:label ?l }").unwrap();
    assert_eq!(
        (found(&commons, "Berthelot"), found(&commons, "Kermadec")),
        (0, 2)
    );
    verified(&commons);
    update(&commons, "DELETE WHERE { :ada ?p ?o }").unwrap();
    assert_eq!(found(&commons, "Kermadec"), 0);
    verified(&commons);
}

#[test]
fn an_author_who_is_described_after_the_seed_is_found_with_it() {
    let commons = memory();
    add(&commons, &seed("s", "Une graine"));
    assert_eq!(found(&commons, "Berthelot"), 0);
    commons
        .load(turtle(
            ":ada a mut:Person ; rdfs:label \"Ada Berthelot\" .",
            graph("people"),
        ))
        .unwrap();
    assert_eq!(found(&commons, "Berthelot"), 2);
    commons.drop_graph(&graph("people"), origin()).unwrap();
    assert_eq!(found(&commons, "Berthelot"), 0);
    verified(&commons);
}

#[test]
fn hits_are_filtered_by_type_graph_and_language() {
    let commons = memory();
    commons.load(turtle(&seed("s", "Le pain"), graph("g"))).unwrap();
    commons
        .load(turtle(
            ":e rdfs:label \"Le pain\"@fr . :f rdfs:label \"pain relief\"@en .",
            graph("h"),
        ))
        .unwrap();
    let request = SearchRequest::new("pain");
    assert_eq!(titles(&commons, &request).len(), 3);
    let seeds = SearchRequest {
        types: vec![NamedNode::new("https://w3id.org/mutuelle/ns#KnowledgeSeed").unwrap()],
        ..request.clone()
    };
    assert_eq!(titles(&commons, &seeds).len(), 1);
    let in_h = SearchRequest {
        graphs: GraphFilter::Only(vec![graph("h")]),
        ..request.clone()
    };
    assert_eq!(titles(&commons, &in_h).len(), 2);
    let english = SearchRequest {
        language: Some("en".to_owned()),
        ..request
    };
    assert_eq!(titles(&commons, &english), ["pain relief"]);
}

#[test]
fn a_request_past_its_bounds_is_the_requests_fault() {
    let commons = memory();
    let deep = SearchRequest {
        offset: 1_000_000,
        ..SearchRequest::new("x")
    };
    assert!(matches!(commons.search(&deep), Err(TextError::Request(_))));
}

#[test]
fn the_index_that_is_made_anew_finds_the_same() {
    let commons = memory();
    add(
        &commons,
        &(0..20)
            .map(|n| seed(&format!("s{n}"), &format!("Graine numéro {n}")))
            .collect::<String>(),
    );
    add(&commons, ":ada a mut:Person ; rdfs:label \"Ada Berthelot\" .");
    let before = titles(&commons, &SearchRequest::new("graine"));
    assert_eq!(commons.reindex().unwrap(), 21);
    assert_eq!(titles(&commons, &SearchRequest::new("graine")), before);
    assert_eq!(verified(&commons).entities, 21);
}

#[test]
fn triples_and_text_are_read_at_one_seq() {
    let commons = memory();
    add(&commons, ":a rdfs:label \"La forge\"@fr .");
    let (seq, page) = commons
        .at_one_seq(|snapshot, text| {
            (
                snapshot.view().seq().unwrap(),
                text.search(&SearchRequest::new("forge")).unwrap(),
            )
        })
        .unwrap();
    assert_eq!((seq, page.seq, page.total), (1, 1, 1));
}
