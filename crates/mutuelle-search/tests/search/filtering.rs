//! Filters, counts, pages and bounds.

use mutuelle_search::{
    GraphFilter, QUERY_CHARS_MAX, QUERY_TERMS_MAX, SNIPPET_CHARS_MAX, SearchIndex, SearchPage, SearchRequest,
    WINDOW_MAX,
};

use crate::support::{graph_name, index, names, node, search};

fn ask(index: &SearchIndex, request: &SearchRequest) -> SearchPage {
    index.snapshot().search(request).unwrap()
}

fn sample() -> SearchIndex {
    index(
        "GRAPH :g1 {
            :s1 a mut:KnowledgeSeed ; rdfs:label 'Forge une'@fr .
            :s2 a mut:KnowledgeSeed, mut:Testimony ; rdfs:label 'Forge deux'@fr, 'Forge two'@en . }
         GRAPH :g2 { :p1 a mut:Project ; rdfs:label 'Forge trois'@fr . :s2 dct:created '2026-01-02'^^xsd:date . }
         :d1 rdfs:label 'Forge four'@en-GB .",
    )
}

fn types(page: &SearchPage) -> Vec<(String, usize)> {
    let name = |iri: &str| iri.rsplit('#').next().unwrap().to_owned();
    page.types
        .iter()
        .map(|(class, count)| (name(class.as_str()), *count))
        .collect()
}

#[test]
fn filters_by_type_keep_the_counts_of_all_types() {
    let index = sample();
    let seed = "https://w3id.org/mutuelle/ns#KnowledgeSeed";
    let all = [
        ("KnowledgeSeed".to_owned(), 2),
        ("Project".to_owned(), 1),
        ("Testimony".to_owned(), 1),
    ];
    let page = search(&index, "forge");
    assert_eq!((page.total, types(&page)), (4, all.to_vec()));
    let types_asked = vec![oxrdf::NamedNode::new(seed).unwrap()];
    let page = ask(
        &index,
        &SearchRequest {
            types: types_asked,
            ..SearchRequest::new("forge")
        },
    );
    assert_eq!((page.total, types(&page)), (2, all.to_vec()));
    for text in [
        "forge type:knowledgeseed",
        &format!("forge type:<{seed}>"),
        "forge type:testimony type:KnowledgeSeed",
    ] {
        assert_eq!(search(&index, text).total, 2, "{text}");
    }
    assert_eq!(
        names(&search(&index, "forge -type:KnowledgeSeed lang:fr")),
        ["p1"]
    );
    assert_eq!(search(&index, "forge type:Nothing").total, 0);
}

#[test]
fn filters_by_graph_apply_before_the_best_are_chosen() {
    let index = sample();
    let only = |graphs: Vec<oxrdf::GraphName>, limit: usize| {
        let graphs = GraphFilter::Only(graphs);
        let page = ask(
            &index,
            &SearchRequest {
                graphs,
                limit,
                ..SearchRequest::new("forge")
            },
        );
        let mut found = names(&page);
        found.sort();
        (page.total, found.join(" "))
    };
    assert_eq!(only(vec![graph_name("g1")], 10), (2, "s1 s2".to_owned()));
    assert_eq!(only(vec![graph_name("g2")], 10), (2, "p1 s2".to_owned()));
    assert_eq!(
        only(vec![oxrdf::GraphName::DefaultGraph], 1),
        (1, "d1".to_owned())
    );
    assert_eq!(
        only(vec![graph_name("g1"), graph_name("g2")], 10),
        (3, "p1 s1 s2".to_owned())
    );
    assert_eq!(only(vec![], 10), (0, String::new()));
    assert_eq!(only(vec![graph_name("unknown")], 10), (0, String::new()));
    let counted = SearchRequest {
        graphs: GraphFilter::Only(vec![graph_name("g2")]),
        ..SearchRequest::new("forge")
    };
    assert!(types(&ask(&index, &counted)).contains(&("Project".to_owned(), 1)));
}

#[test]
fn filters_by_language_take_the_primary_subtag() {
    let index = sample();
    let in_language = |language: &str| {
        let language = Some(language.to_owned());
        ask(
            &index,
            &SearchRequest {
                language,
                ..SearchRequest::new("forge")
            },
        )
        .total
    };
    assert_eq!(
        (
            in_language("fr"),
            in_language("en"),
            in_language("EN-us"),
            in_language("oc")
        ),
        (3, 2, 2, 0)
    );
    assert_eq!(search(&index, "forge lang:en").total, 2);
    assert_eq!(search(&index, "forge langue:en lang:fr").total, 4);
    assert_eq!(names(&search(&index, "forge -lang:fr")), ["d1"]);
}

#[test]
fn a_hit_says_what_the_entity_is() {
    let page = ask(
        &sample(),
        &SearchRequest {
            ui_languages: vec!["en".to_owned()],
            ..SearchRequest::new("deux two")
        },
    );
    let hit = &page.hits[0];
    assert_eq!(hit.entity, node("s2").into());
    assert_eq!(hit.graphs, [graph_name("g1"), graph_name("g2")]);
    assert_eq!(hit.types.len(), 2);
    assert_eq!(
        (hit.title.value.as_str(), hit.title.language.as_deref()),
        ("Forge two", Some("en"))
    );
    assert_eq!(hit.date_ms, Some(1_767_312_000_000));
    assert!(hit.score > 0.0);
    assert_eq!(page.seq, 1);
}

#[test]
fn pages_follow_one_another_without_gap_or_double_even_when_all_scores_are_equal() {
    use std::fmt::Write as _;
    let mut trig = String::new();
    for n in 0..57 {
        let number = (n * 31) % 57;
        writeln!(trig, ":e{number:02} rdfs:label 'Forge'@fr .").unwrap();
    }
    let index = index(&trig);
    let mut seen = Vec::new();
    for offset in (0..60).step_by(7) {
        let page = ask(
            &index,
            &SearchRequest {
                offset,
                limit: 7,
                ..SearchRequest::new("forge")
            },
        );
        assert_eq!(page.total, 57);
        seen.extend(names(&page));
    }
    let whole = SearchRequest {
        limit: 57,
        ..SearchRequest::new("forge")
    };
    assert_eq!(seen, names(&ask(&index, &whole)));
    seen.sort();
    let expected: Vec<String> = (0..57).map(|n| format!("e{n:02}")).collect();
    assert_eq!(seen, expected);
}

#[test]
fn equal_scores_keep_their_order_over_several_segments() {
    let profile = crate::support::profile();
    let ordered = |order: [&str; 3], commits: &[usize]| {
        let mut index = SearchIndex::in_memory(&profile).unwrap();
        for (number, name) in order.into_iter().enumerate() {
            let turtle = format!(":{name} rdfs:label 'Forge'@fr .");
            for document in crate::support::documents(&profile, &turtle) {
                index.upsert(&document).unwrap();
            }
            if commits.contains(&number) {
                index.commit(number as u64 + 1).unwrap();
            }
        }
        (names(&search(&index, "forge")), names(&search(&index, "")))
    };
    let at_once = ordered(["a", "b", "c"], &[2]);
    assert_eq!(at_once.1, ["a", "b", "c"]);
    assert_eq!(ordered(["c", "a", "b"], &[0, 1, 2]), at_once);
    assert_eq!(ordered(["b", "c", "a"], &[1, 2]), at_once);
}

#[test]
fn ranking_gives_the_entities_of_the_page() {
    let index = index(":a rdfs:label 'Forge'@fr . _:b rdfs:label 'Forge forge'@fr .");
    let request = SearchRequest::new("forge");
    let page = ask(&index, &request);
    let ranking = index.snapshot().rank(&request).unwrap();
    let hits: Vec<_> = page
        .hits
        .iter()
        .map(|hit| (hit.entity.clone(), hit.score))
        .collect();
    assert_eq!(ranking.entities, hits);
    assert_eq!((ranking.total, ranking.seq, ranking.relaxed), (2, 1, false));
}

#[test]
fn every_bound_holds_at_n_and_refuses_n_plus_1() {
    let index = index(":a rdfs:label 'Forge'@fr .");
    let snapshot = index.snapshot();
    let refused = |request: SearchRequest| {
        let error = snapshot.search(&request).unwrap_err();
        assert!(error.is_request_fault());
        error.to_string()
    };
    let long = |chars: usize| SearchRequest::new("é".repeat(chars));
    assert!(snapshot.search(&long(QUERY_CHARS_MAX)).is_ok());
    assert_eq!(
        refused(long(QUERY_CHARS_MAX + 1)),
        "the query has 2001 characters, and at most 2000 are allowed: shorten it"
    );
    let words = |count: usize| SearchRequest::new(vec!["forge"; count].join(" "));
    assert!(snapshot.search(&words(QUERY_TERMS_MAX)).is_ok());
    assert_eq!(
        refused(words(QUERY_TERMS_MAX + 1)),
        "the query has 65 words, and at most 64 are allowed: shorten it"
    );
    let window = |offset: usize, limit: usize| SearchRequest {
        offset,
        limit,
        ..SearchRequest::new("forge")
    };
    assert_eq!(ask(&index, &window(WINDOW_MAX - 10, 10)).total, 1);
    assert!(refused(window(WINDOW_MAX - 10, 11)).contains("10001"));
    assert!(refused(window(usize::MAX, 1)).contains("hits up to number"));
    let snippet = |chars: usize| SearchRequest {
        snippet_chars_max: chars,
        ..SearchRequest::new("forge")
    };
    assert!(snapshot.search(&snippet(SNIPPET_CHARS_MAX)).is_ok());
    assert!(refused(snippet(SNIPPET_CHARS_MAX + 1)).contains("snippets of 1001 characters"));
}

#[test]
fn a_limit_of_zero_counts_and_snippets_of_zero_are_left_out() {
    let index = sample();
    let page = ask(
        &index,
        &SearchRequest {
            limit: 0,
            ..SearchRequest::new("forge")
        },
    );
    assert_eq!((page.total, page.hits.len(), page.types.len()), (4, 0, 3));
    let page = ask(
        &index,
        &SearchRequest {
            snippet_chars_max: 0,
            ..SearchRequest::new("forge")
        },
    );
    assert!(page.hits.iter().all(|hit| hit.snippet.is_empty()));
    for chars in 1..6 {
        let page = ask(
            &index,
            &SearchRequest {
                snippet_chars_max: chars,
                ..SearchRequest::new("forge")
            },
        );
        assert!(crate::support::marked(&page.hits[0].snippet).chars().count() <= chars);
    }
}

#[test]
fn hostile_queries_are_answered_or_refused_but_never_panic() {
    let index =
        index(":a rdfs:label 'Forge (1) \u{1F600}'@fr ; dct:description 'Feu \u{0}\u{202E} & <b>'@fr .");
    let snapshot = index.snapshot();
    let mut queries: Vec<String> = vec![
        "a".repeat(100_000),
        "(".repeat(1_900),
        "\"".repeat(2_000),
        "-".repeat(2_000),
        "*".repeat(2_000),
        "fo*".repeat(60),
        "type:".to_owned(),
        "lang:\"".to_owned(),
        "type:<> -type: forge".to_owned(),
        "\u{0}\u{1}\u{7f}\u{85}\u{200b}\u{feff}".to_owned(),
        "forge AND (NOT [a TO z] OR x:y^3~2".to_owned(),
        "e\u{301}\u{301}\u{301}".repeat(400),
        "\u{301}".repeat(2_000),
        "aB".repeat(1_000),
        "a-".repeat(1_000),
        "a.".repeat(1_000),
        "x'".repeat(1_000),
        "aujourd'".to_owned(),
        "ﷺ ½ ㎏ № ① Ⅷ".to_owned(),
        "\u{1F600}\u{200d}\u{1F600} 🇫🇷".to_owned(),
        ".*+?[]{}|^$\\ ab.*".to_owned(),
    ];
    for plane in 0..=16_u32 {
        let block = |start: u32| (start..start + 40).filter_map(char::from_u32).collect::<String>();
        queries.extend([0, 0x100, 0x900, 0xf000, 0xfff0 - 40].map(|start| block((plane << 16) + start)));
    }
    for query in queries {
        match snapshot.search(&SearchRequest::new(query.clone())) {
            Ok(page) => assert!(page.total <= 1),
            Err(error) => assert!(error.is_request_fault(), "{query:?}: {error}"),
        }
    }
}

#[test]
fn hostile_texts_are_indexed_and_found() {
    let profile = crate::support::profile();
    let mut index = SearchIndex::in_memory(&profile).unwrap();
    let every_plane: String = (0..=16_u32)
        .flat_map(|plane| {
            (0..0xfffe)
                .step_by(97)
                .filter_map(move |c| char::from_u32((plane << 16) + c))
        })
        .collect();
    let texts = [
        "a".repeat(100_000),
        "(".repeat(100_000),
        "é-".repeat(50_000),
        every_plane,
        "aB9".repeat(30_000),
    ];
    for (n, text) in texts.iter().enumerate() {
        let letter = char::from(b'a' + u8::try_from(n).unwrap());
        let title = format!("debut{letter}xq {text} fin{letter}xq");
        let mut documents = crate::support::documents(&profile, &format!(":e{n} rdfs:label 'x'@fr ."));
        documents[0].titles = vec![mutuelle_search::Text::new(title.clone(), Some("fr"))];
        documents[0].bodies = vec![mutuelle_search::Text::new(title, None)];
        index.upsert(&documents[0]).unwrap();
    }
    index.commit(1).unwrap();
    for n in 0..texts.len() {
        let letter = char::from(b'a' + u8::try_from(n).unwrap());
        for word in [format!("debut{letter}xq"), format!("fin{letter}xq")] {
            // The others begin and end with words that are like it.
            assert_eq!(names(&search(&index, &word))[0], format!("e{n}"));
        }
    }
}
