//! What is found by which words, with which marks, in which order.

use mutuelle_search::SearchRequest;

use crate::support::{index, marked, name_set, names, search};

/// Text of one entity, query, whether the query finds it.
const FOUND: &[(&str, &str, bool)] = &[
    // Accents typed or not, in the text or in the query.
    ("Fédération des écoles", "federation ecoles", true),
    ("Federation des ecoles", "fédération écoles", true),
    ("Fe\u{301}de\u{301}ration", "fédération", true),
    ("Le cœur de ville", "coeur", true),
    ("Le coeur de ville", "cœur", true),
    ("NOËL À L'ÉTÉ", "noel", true),
    // Elisions, with both apostrophes.
    ("L'eau de la rivière", "eau", true),
    ("L’eau de la rivière", "l'eau", true),
    ("Jusqu'au bout du chemin", "jusqu’au bout", true),
    ("Le chemin du bout", "qu'au bout", true),
    ("Aujourd’hui la forge", "aujourd'hui", true),
    ("Demain la forge", "aujourd'hui", false),
    // Plurals, feminines, verbs.
    ("Les graines partagées", "graine partagé", true),
    ("Une habitante engagée", "habitants engagés", true),
    ("Mutualiser les outils", "outil mutualisé", true),
    ("Des locaux partagés", "local partager", true),
    ("Événements festifs", "evenement festif", true),
    ("Le journal de bord", "journée", false),
    // Stop words are no obstacle, and are found when alone.
    ("Maison des habitants", "la maison pour habitants", true),
    ("Être ou ne pas être", "être ou ne pas être", true),
    ("Être et avoir", "ou", false),
    ("Sans attendre", "sans", true),
    // Acronyms, hashtags, compounds.
    ("Le C.R.I.C. de Douai", "CRIC", true),
    ("Le CRIC de Douai", "c.r.i.c.", true),
    ("Un #CodeSocial vivant", "#codesocial", true),
    ("Un #CodeSocial vivant", "CodeSocial", true),
    ("Un #CodeSocial vivant", "code social", true),
    ("Un code social vivant", "#CodeSocial", true),
    ("Le codesocial vivant", "CodeSocial", true),
    ("Les auto-gestions ouvrières", "autogestion", true),
    ("L'autogestion ouvrière", "auto-gestion", true),
    ("L'auto-école", "école", true),
    ("Festival #OFF", "off", true),
    ("Plan covid-19", "covid19", true),
    // Phrases.
    (
        "Mutuelle des connaissances",
        "\"mutuelle des connaissances\"",
        true,
    ),
    (
        "Mutuelle de connaissances",
        "\"mutuelle des connaissances\"",
        false,
    ),
    ("L'esprit #CodeSocial dure", "\"esprit code social\"", true),
    ("Social est le code", "\"code social\"", false),
    ("Les écoles ouvertes", "«ecoles ouvertes»", true),
    ("Les écoles ouvertes", "\"école ouverte\"", false),
    // Exclusions.
    ("Jardin partagé", "jardin -forge", true),
    ("Jardin et forge", "jardin -forge", false),
    ("Jardin et forges", "jardin -forge", false),
    ("Jardin de l'eau vive", "jardin -\"eau vive\"", false),
    ("Jardin de l'étang", "jardin -l'eau", true),
    // Beginnings of words.
    ("Coopération territoriale", "coop*", true),
    ("Coopération territoriale", "co-op*", true),
    ("Écologie", "ecol*", true),
    ("Récolte", "ecol*", false),
    // Other writing systems: folded only.
    ("Ελληνική κοινότητα", "ελληνικη", true),
    ("Русский язык", "русский", true),
    ("知識の種", "知識", true),
    ("हिन्दी समुदाय", "हिन्दी", true),
    // A word that is not there.
    ("Jardin partagé", "forge", false),
    ("Jardin partagé", "!!!", false),
];

/// A Turtle literal.
fn french(text: &str) -> String {
    oxrdf::Literal::new_language_tagged_literal(text, "fr")
        .unwrap()
        .to_string()
}

#[test]
fn the_table_of_texts_and_queries_holds() {
    for (text, query, found) in FOUND {
        let index = index(&format!(
            ":a rdfs:label {} . :other rdfs:label \"zzz\"@fr .",
            french(text)
        ));
        let page = search(&index, query);
        // What is found by words that are only alike is told apart.
        let hits = if page.relaxed { vec![] } else { names(&page) };
        assert_eq!(
            hits.contains(&"a".to_owned()),
            *found,
            "{query} in {text}: {hits:?}"
        );
    }
}

#[test]
fn english_text_is_found_by_english_stems() {
    let index = index(
        ":en rdfs:label 'Sharing the knowledge of communities'@en .
         :fr rdfs:label 'Partager le savoir des communes'@fr .",
    );
    assert_eq!(names(&search(&index, "shared knowledge")), ["en"]);
    for (text, first) in [("community", "en"), ("the community's", "en"), ("commune", "fr")] {
        // The other has a word of the same family, which counts for less.
        let page = search(&index, text);
        assert_eq!((names(&page)[0].as_str(), page.relaxed), (first, true), "{text}");
        assert!(page.hits[0].score > page.hits[1].score);
    }
}

#[test]
fn a_short_title_without_a_tag_is_read_in_both_languages() {
    let index = index(":a rdfs:label 'Graines' . :b rdfs:label 'Seeds' .");
    assert_eq!(names(&search(&index, "graine")), ["a"]);
    assert_eq!(names(&search(&index, "seed")), ["b"]);
}

#[test]
fn an_exact_word_outranks_its_stem() {
    let index = index(
        ":stem rdfs:label 'Jardin partagé'@fr . :exact rdfs:label 'Jardins partagés'@fr .
         :far rdfs:label 'Rien de tout cela'@fr .",
    );
    assert_eq!(names(&search(&index, "jardins partagés")), ["exact", "stem"]);
    assert_eq!(names(&search(&index, "jardin partagé")), ["stem", "exact"]);
}

#[test]
fn a_title_outranks_a_keyword_a_body_and_a_linked_label() {
    let index = index(
        ":title rdfs:label 'Forge'@fr .
         :alternative rdfs:label 'Lieu'@fr ; skos:altLabel 'Forge'@fr .
         :keyword rdfs:label 'Lieu'@fr ; mut:keyword 'Forge'@fr .
         :body rdfs:label 'Lieu'@fr ; dct:description 'Forge'@fr .
         :linked rdfs:label 'Lieu'@fr ; dct:creator :title .",
    );
    assert_eq!(
        names(&search(&index, "forge")),
        ["title", "alternative", "keyword", "body", "linked"]
    );
}

#[test]
fn words_may_stand_in_different_texts_of_one_entity() {
    let index = index(
        ":a a mut:KnowledgeSeed ; rdfs:label 'Bâtir une forge'@fr ; mut:question 'Comment souder ?'@fr ;
            mut:content 'Il faut du feu.'@fr ; mut:keyword 'métal'@fr ; dct:creator :anna ; dct:subject :sujet .
         :anna foaf:name 'Anna Weber' . :sujet skos:prefLabel 'artisanat'@fr .
         :b rdfs:label 'Bâtir un four'@fr .",
    );
    assert_eq!(
        names(&search(&index, "forge souder feu métal weber artisanat")),
        ["a"]
    );
}

#[test]
fn all_words_are_required_while_that_finds_enough() {
    let full = |count: usize, words: &str| -> String {
        let entity = |number| format!(":s{number} rdfs:label '{words} n{number}'@fr . ");
        (0..count).map(entity).collect()
    };
    let other = ":other rdfs:label 'Jardin clos'@fr .";
    for (words, query, enough) in [
        ("Jardin partagé", "jardin partagé", 5),
        ("Jardin partagé commun", "jardin partagé commun", 10),
    ] {
        let page = search(&index(&(full(enough, words) + other)), query);
        assert_eq!((page.total, page.relaxed), (enough, false), "{query}");
        let page = search(&index(&(full(enough - 1, words) + other)), query);
        assert_eq!((page.total, page.relaxed), (enough, true), "{query}");
        assert_eq!(names(&page).last().unwrap(), "other");
    }
    // Phrases and exclusions are never relaxed.
    let index = index(&(full(1, "Jardin partagé trois") + other));
    let page = search(&index, "\"jardin clos\" jardin partagé -trois");
    assert_eq!(name_set(&page), ["other".to_owned()].into());
}

#[test]
fn a_word_that_stands_nowhere_is_taken_for_the_nearest_one_and_the_answer_says_so() {
    let index = index(
        ":a rdfs:label 'Une coopérative de quartier'@fr . :b rdfs:label 'La forge du quartier'@fr .
         :c rdfs:label 'Le courrier'@fr .",
    );
    for (query, meant, first) in [
        ("cooperatve", "coopérative", "a"),
        ("forje quartier", "forge", "b"),
        ("quartiers coopperative", "coopérative", "a"),
        ("courier", "courrier", "c"),
    ] {
        let page = search(&index, query);
        let words: Vec<&str> = page.meant.iter().map(|word| word.taken_for.as_str()).collect();
        assert_eq!((words, page.relaxed), (vec![meant], true), "{query}");
        assert_eq!(names(&page)[0], first, "{query}");
    }
    let page = search(&index, "forge");
    assert_eq!((page.meant, names(&search(&index, "xyzzyx"))), (vec![], vec![]));
}

#[test]
fn a_relaxed_answer_has_a_fifth_of_the_words_rounded_up() {
    let index = index(":one rdfs:label 'alpha'@fr . :two rdfs:label 'alpha beta'@fr .");
    assert_eq!(search(&index, "alpha un deux trois quatre").total, 2);
    let page = search(&index, "alpha beta absent manque oublie perdu");
    assert_eq!(names(&page), ["two"]);
}

#[test]
fn an_empty_text_finds_everything_in_the_order_of_the_entities() {
    let index = index(":b rdfs:label 'B' . :c rdfs:label 'C' . :a rdfs:label 'A' .");
    assert_eq!(names(&search(&index, "")), ["a", "b", "c"]);
    assert_eq!(names(&search(&index, "-b")), ["a", "c"]);
}

#[test]
fn snippets_mark_words_however_they_are_written() {
    for (body, query, expected) in [
        (
            "Les écoles fédérées du canton.",
            "ecole federe",
            "Les [écoles] [fédérées] du canton.",
        ),
        (
            "L’eau et le #CodeSocial ici.",
            "eau codesocial",
            "L’[eau] et le #[CodeSocial] ici.",
        ),
        ("Un #CodeSocial ici.", "social", "Un #Code[Social] ici."),
        (
            "La coopération et les coopératives.",
            "coop*",
            "La [coopération] et les [coopératives].",
        ),
        ("Le C.R.I.C. de Douai.", "cric", "Le [C.R.I.C.] de Douai."),
        (
            "Mutuelle des connaissances.",
            "\"mutuelle des connaissances\"",
            "[Mutuelle] [des] [connaissances].",
        ),
        (
            "Première ligne.\n\n\tDeuxième\u{7} ligne.",
            "deuxieme",
            "Première ligne. [Deuxième] ligne.",
        ),
        ("Le chemin de la forge.", "le chemin", "Le [chemin] de la forge."),
    ] {
        let index = index(&format!(
            ":a rdfs:label 'Titre'@fr ; dct:description {} .",
            french(body)
        ));
        let page = search(&index, query);
        assert_eq!(marked(&page.hits[0].snippet), expected, "{query}");
    }
}

#[test]
fn a_snippet_is_cut_around_the_words_and_keeps_its_length() {
    let filler = "phrase sans rapport ".repeat(40);
    let body = format!("{filler}la graine fédérée pousse ici {filler}");
    let index = index(&format!(
        ":a rdfs:label 'Titre'@fr ; dct:description '{body}'@fr ."
    ));
    for chars in [30, 60, 120, 240] {
        let request = SearchRequest {
            snippet_chars_max: chars,
            ..SearchRequest::new("graine federee")
        };
        let snippet = marked(&index.snapshot().search(&request).unwrap().hits[0].snippet);
        assert!(snippet.starts_with('…') && snippet.ends_with('…'), "{snippet}");
        assert!(
            snippet.contains("[graine]") && snippet.contains("[fédérée]"),
            "{snippet}"
        );
        let text = snippet.replace(['[', ']'], "");
        assert!(
            text.chars().count() <= chars && text.chars().count() > chars / 2,
            "{chars}: {text}"
        );
    }
}

#[test]
fn a_snippet_comes_from_the_body_that_shows_most_words_then_from_the_readers_language() {
    let index = index(
        ":a rdfs:label 'La forge'@fr, 'The forge'@en ;
            dct:description 'Une forge pour souder le cuivre.'@fr, 'A forge to weld copper.'@en .
         :b rdfs:label 'Forge seule'@fr .",
    );
    let ask = |text: &str, language: &str| {
        let request = SearchRequest {
            ui_languages: vec![language.to_owned()],
            ..SearchRequest::new(text)
        };
        let page = index.snapshot().search(&request).unwrap();
        let hit = page
            .hits
            .into_iter()
            .find(|hit| crate::support::name(hit) == "a")
            .unwrap();
        (hit.title.value, hit.language, marked(&hit.snippet))
    };
    let french = (
        "La forge".to_owned(),
        Some("fr".to_owned()),
        "Une [forge] pour souder le cuivre.".to_owned(),
    );
    assert_eq!(ask("forge", "fr-FR"), french);
    let english = (
        "The forge".to_owned(),
        Some("en".to_owned()),
        "A [forge] to weld copper.".to_owned(),
    );
    assert_eq!(ask("forge", "en"), english);
    let (title, language, snippet) = ask("forge copper", "fr");
    assert_eq!((title.as_str(), language.as_deref()), ("La forge", Some("en")));
    assert_eq!(snippet, "A [forge] to weld [copper].");
    let page = search(&index, "seule");
    assert_eq!(marked(&page.hits[0].snippet), "Forge [seule]");
}
