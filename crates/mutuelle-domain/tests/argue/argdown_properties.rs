//! Argdown, by what holds for all controversies and all texts.

use mutuelle_domain::argdown::{export, import};
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{BlankNode, Graph, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use proptest::prelude::*;

use crate::argdown::options;
use crate::fixture::{node, sample};

fn mutuelle(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("https://w3id.org/mutuelle/ns#{local}"))
}

fn isomorphic(one: &Graph, other: &Graph) -> bool {
    let canonical = |graph: &Graph| {
        let mut graph = graph.clone();
        graph.canonicalize(CanonicalizationAlgorithm::Unstable);
        graph
    };
    canonical(one) == canonical(other)
}

/// Texts with all that has a meaning somewhere.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zé ]{1,8}",
        2 => "[\\\\{}\\[\\]<>#@*_/:;,=+.\"'\n\t ()|!%&-]{0,6}[ab]?",
        1 => any::<String>(),
        1 => prop::sample::select(vec![
            "", "_:x", "<a>", "[a]", "{", "}", "// a", "a // b", "/* a */", "<!-- a", "#tag", "- a", "1.5", "2020-01-01", "true",
            "\u{a0}a", "a\u{2028}b", "a\r\nb", "(1) a", "=== a", "\u{1F600}",
        ])
        .prop_map(str::to_owned),
    ]
}

fn literal() -> impl Strategy<Value = Literal> {
    let tags = prop::sample::select(vec!["fr", "en", "de-ch"]);
    prop_oneof![
        3 => (text(), tags).prop_map(|(text, tag)| Literal::new_language_tagged_literal_unchecked(text, tag)),
        1 => text().prop_map(Literal::new_simple_literal),
        1 => (text(), prop::sample::select(vec![xsd::DATE, xsd::DECIMAL, xsd::BOOLEAN, xsd::DOUBLE]))
            .prop_map(|(text, datatype)| Literal::new_typed_literal(text, datatype)),
        1 => prop::sample::select(vec![("1.50", xsd::DECIMAL), ("+07", xsd::INTEGER), ("2020-02-30", xsd::DATE), ("1", xsd::DECIMAL)])
            .prop_map(|(text, datatype)| Literal::new_typed_literal(text, datatype)),
        1 => text().prop_map(|text| {
            Literal::new_typed_literal(text, NamedNode::new_unchecked("https://example.org/a(b)#type"))
        }),
    ]
}

/// One triple more about the node of a number: a property by its number and a value.
#[derive(Clone, Debug)]
enum More {
    Literal(usize, usize, Literal),
    Link(usize, usize, usize),
    Blank(usize, usize, u8),
    Triple(usize, Literal),
}

fn more() -> impl Strategy<Value = More> {
    prop_oneof![
        4 => (0_usize..14, 0_usize..8, literal()).prop_map(|(of, by, value)| More::Literal(of, by, value)),
        4 => (0_usize..14, 0_usize..14, 0_usize..14).prop_map(|(of, by, to)| More::Link(of, by, to)),
        1 => (0_usize..14, 0_usize..14, 0_u8..3).prop_map(|(of, by, blank)| More::Blank(of, by, blank)),
        1 => (0_usize..14, literal()).prop_map(|(of, value)| More::Triple(of, value)),
    ]
}

/// A graph that shows its triples.
struct Shown(Graph);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The classes of the fourteen nodes.
const KINDS: [&str; 14] = [
    "Controversy",
    "Question",
    "Question",
    "Position",
    "Position",
    "Position",
    "Argument",
    "Argument",
    "Argument",
    "Evidence",
    "Stance",
    "Stance",
    "Phase",
    "Other",
];

/// A property by its name.
fn property(name: &str) -> NamedNode {
    match name {
        "label" => NamedNode::new_unchecked("http://www.w3.org/2000/01/rdf-schema#label"),
        "description" => NamedNode::new_unchecked("http://purl.org/dc/terms/description"),
        "citesAsEvidence" => NamedNode::new_unchecked("http://purl.org/spar/cito/citesAsEvidence"),
        "seen" => NamedNode::new_unchecked("https://example.org/seen(it)"),
        "type" => rdf::TYPE.into_owned(),
        "responds-to" | "supports" | "opposes" => {
            NamedNode::new_unchecked(format!("https://vocab.methodandstructure.com/ibis#{name}"))
        }
        local => mutuelle(local),
    }
}

/// How the fourteen nodes hang together.
const TIES: [(usize, &str, usize); 13] = [
    (0, "hasNode", 1),
    (2, "nodeOf", 0),
    (3, "responds-to", 1),
    (4, "responds-to", 1),
    (5, "responds-to", 2),
    (6, "supports", 3),
    (7, "opposes", 4),
    (8, "undercuts", 6),
    (6, "citesAsEvidence", 9),
    (10, "target", 3),
    (11, "target", 5),
    (0, "hasPhase", 12),
    (12, "happenedDuring", 13),
];

const TEXTS: [&str; 8] = [
    "label",
    "label",
    "description",
    "description",
    "criterion",
    "degree",
    "seen",
    "type",
];

const LINKS: [&str; 14] = [
    "hasNode",
    "responds-to",
    "supports",
    "opposes",
    "undercuts",
    "undercutBy",
    "rivalTo",
    "alliedWith",
    "target",
    "supersedes",
    "type",
    "citesAsEvidence",
    "sourceQuote",
    "unknownWord",
];

/// A controversy of fourteen nodes that hang together, with anything else said of them.
fn controversy() -> impl Strategy<Value = Shown> {
    prop::collection::vec(more(), 0..40).prop_map(|more| {
        let name = |number: usize| node(&format!("n{number}"));
        let mut graph = Graph::new();
        let mut say = |subject: usize, by: &str, object: Term| {
            graph.insert(&Triple::new(name(subject), property(by), object));
        };
        for (number, kind) in KINDS.iter().enumerate() {
            say(number, "type", mutuelle(kind).into());
        }
        for (from, by, to) in TIES {
            say(from, by, name(to).into());
        }
        for more in more {
            match more {
                More::Literal(of, by, value) => say(of, TEXTS[by], value.into()),
                More::Link(of, by, to) => say(of, LINKS[by], name(to).into()),
                More::Blank(of, by, blank) => {
                    say(
                        of,
                        LINKS[by],
                        BlankNode::new_unchecked(format!("b{blank}")).into(),
                    );
                }
                More::Triple(of, value) => {
                    let subject = NamedOrBlankNode::from(name(of));
                    say(
                        of,
                        "assumes",
                        Triple::new(subject, mutuelle("criterion"), value).into(),
                    );
                }
            }
        }
        Shown(graph)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn importing_what_was_exported_gives_the_same_graph(Shown(facts) in controversy()) {
        let text = export(&facts, node("n0").as_ref()).expect("argdown");
        let imported = import(&text, &options()).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert!(isomorphic(&imported.graph, &facts), "{text}\nfound {}\nexpected {facts}", imported.graph);
        prop_assert_eq!(imported.controversy, node("n0"));
        prop_assert!(imported.ignored.is_empty(), "{:?}", imported.ignored);
    }

    #[test]
    fn what_was_imported_is_written_the_same_again(Shown(facts) in controversy()) {
        let text = export(&facts, node("n0").as_ref()).expect("argdown");
        let again = import(&text, &options()).expect("a graph");
        prop_assert_eq!(export(&again.graph, node("n0").as_ref()).expect("argdown"), text);
    }

    #[test]
    fn no_text_makes_the_reader_fail_otherwise_than_with_a_place(
        lines in prop::collection::vec((0_usize..5, "[\\[\\]<>{}#+_:/*\\\\\"' a-cé=.,-]{0,16}"), 0..12),
    ) {
        let text: String = lines.into_iter().map(|(indent, line)| format!("{}{line}\n", " ".repeat(indent))).collect();
        if let Err(error) = import(&text, &options()) {
            prop_assert!(error.to_string().starts_with("line "), "{error}");
        }
    }

    #[test]
    fn any_characters_are_read_or_refused(text in any::<String>()) {
        let _ = import(&text, &options());
    }
}

#[test]
fn the_sample_controversies_come_back_whole() {
    for (file, facts) in sample("controverse-") {
        let controversy = facts
            .iter()
            .find(|triple| triple.predicate == mutuelle("hasNode").as_ref())
            .and_then(|triple| match triple.subject {
                oxrdf::NamedOrBlankNodeRef::NamedNode(name) => Some(name),
                oxrdf::NamedOrBlankNodeRef::BlankNode(_) => None,
            })
            .expect("a controversy");
        let text = export(&facts, controversy).expect("argdown");
        let imported = import(&text, &options()).expect(&file);
        assert!(isomorphic(&imported.graph, &facts), "{file}");
        assert!(
            !text.lines().any(|line| line.starts_with('\t')) && text.ends_with("}\n"),
            "{file}"
        );
    }
}
