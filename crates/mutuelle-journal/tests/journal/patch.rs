use std::error::Error as _;

use mutuelle_journal::{Patch, TRIPLE_TERM_DEPTH_MAX};
use oxrdf::{GraphName, Literal, NamedNode, Quad, Term, Triple};
use proptest::prelude::*;

use crate::quads::{any_patch, iri, patch, quad};

fn text(patch: &Patch) -> String {
    let mut out = Vec::new();
    patch.write_rdf_patch(&mut out, &[]);
    String::from_utf8(out).unwrap()
}

fn refusal(text: &str) -> (u64, String) {
    let error = Patch::parse(text).unwrap_err();
    (error.line, error.source().unwrap().to_string())
}

#[test]
fn a_patch_is_written_as_rdf_patch_with_deletions_first() {
    let mut out = Vec::new();
    let headers = [
        ("id", Term::from(iri("urn:x:1"))),
        ("note", Literal::from("deux\nlignes").into()),
    ];
    patch(1).write_rdf_patch(&mut out, &headers);
    let expected = "H id <urn:x:1> .\nH note \"deux\\nlignes\" .\nTX .\n\
        D <http://127.0.0.1:7878/graine/0> <http://www.w3.org/2000/01/rdf-schema#label> \"Graine n° 0\"@fr \
        <http://127.0.0.1:7878/graph/exemple> .\n\
        A <http://127.0.0.1:7878/graine/1> <http://www.w3.org/2000/01/rdf-schema#label> \"Graine n° 1\"@fr \
        <http://127.0.0.1:7878/graph/exemple> .\nTC .\n";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    let (headers, read) = Patch::parse(expected).unwrap();
    assert_eq!(read, patch(1));
    assert_eq!(headers.find("id"), Some(&iri("urn:x:1").into()));
    assert_eq!(headers.find("note"), Some(&Literal::from("deux\nlignes").into()));
    assert_eq!((headers.find("prev"), headers.len()), (None, 2));
}

#[test]
fn an_empty_patch_is_an_empty_transaction() {
    assert_eq!(text(&Patch::default()), "TX .\nTC .\n");
    assert!(Patch::default().is_empty());
    assert_eq!(patch(1).len(), 2);
}

#[test]
fn rows_out_of_order_are_refused_with_their_line() {
    let a = "A <urn:s> <urn:p> <urn:o> .\n";
    let d = "D <urn:s> <urn:p> <urn:o> .\n";
    let cases = [
        (
            format!("{a}TX .\nTC .\n"),
            1,
            "`A` row where an `H` or `TX` is due",
        ),
        (
            format!("TX .\n{a}{d}TC .\n"),
            3,
            "`D` row where an `A` or `TC` is due",
        ),
        (
            "TX .\nH id <urn:x> .\nTC .\n".into(),
            2,
            "`H` row where a `D`, `A` or `TC` is due",
        ),
        (
            "TX .\nTX .\nTC .\n".into(),
            2,
            "`TX` row where a `D`, `A` or `TC` is due",
        ),
        (
            "TX .\nTC .\nTX .\nTC .\n".into(),
            3,
            "`TX` row where the end of the text is due",
        ),
        ("TC .\n".into(), 1, "`TC` row where an `H` or `TX` is due"),
        (format!("TX .\n{a}"), 3, "text ends before a complete `TC .` row"),
        ("TX .\nTC .".into(), 2, "text ends before a complete `TC .` row"),
        (String::new(), 1, "text ends before a complete `TC .` row"),
        (
            "TX .\nTA .\n".into(),
            2,
            "row begins with neither `H`, `TX`, `D`, `A` nor `TC`",
        ),
        (
            "TX .\nPA \"x\" <urn:x> .\nTC .\n".into(),
            2,
            "row begins with neither `H`, `TX`, `D`, `A` nor `TC`",
        ),
        (
            "TX .\n\nTC .\n".into(),
            2,
            "row begins with neither `H`, `TX`, `D`, `A` nor `TC`",
        ),
        (
            "TX .\r\nTC .\r\n".into(),
            1,
            "row begins with neither `H`, `TX`, `D`, `A` nor `TC`",
        ),
    ];
    for (text, line, message) in cases {
        assert_eq!(refusal(&text), (line, message.to_owned()), "{text}");
    }
}

#[test]
fn rows_with_wrong_terms_are_refused() {
    let cases = [
        "<urn:s> <urn:p> <urn:o>",
        "<urn:s> <urn:p> <urn:o> . <urn:s> <urn:p> <urn:o> .",
        "<urn:s> <urn:p> .",
        "<urn:s> <urn:p> <urn:o> <urn:g> <urn:x> .",
        "<urn:s> <urn:p> <urn:o> \"g\" .",
        "\"s\" <urn:p> <urn:o> .",
        "<s> <urn:p> <urn:o> .",
        "<urn:s> _:p <urn:o> .",
        "<urn:s> a <urn:o> .",
        "<urn:s> <urn:p> \"open .",
        "<urn:s> <urn:p> \"x\"@ .",
        "<urn:s> <urn:p> <urn:o> .\r",
        "# .",
        " .",
        "",
    ];
    for terms in cases {
        let text = format!("TX .\nA {terms}\nTC .\n");
        assert_eq!(refusal(&text).0, 2, "{terms}");
    }
    assert_eq!(
        refusal("TX .\nA <urn:s> <urn:p> rdf:nil .\nTC .\n")
            .1
            .split(':')
            .next(),
        Some("syntax error at column `19`")
    );
}

#[test]
fn headers_with_wrong_names_or_terms_are_refused() {
    for header in [
        "H 1d <urn:x> .",
        "H i<d <urn:x> .",
        "H id <urn:x> <urn:y> .",
        "H id .",
        "H id <urn:x>",
        "H id",
    ] {
        assert_eq!(refusal(&format!("{header}\nTX .\nTC .\n")).0, 1, "{header}");
    }
    let (_, message) = refusal("H id <urn:x> <urn:y> <urn:z> .\nTX .\nTC .\n");
    assert!(message.starts_with("syntax error at column `22`"), "{message}");
}

#[test]
fn triple_terms_nest_up_to_their_limit_and_no_deeper() {
    let nested = |depth| {
        let mut term = Term::from(Literal::from("<<( \" <<("));
        for _ in 0..depth {
            term = Triple::new(iri("urn:s"), iri("urn:p"), term).into();
        }
        let quad = Quad::new(iri("urn:s"), iri("urn:p"), term, GraphName::DefaultGraph);
        Patch {
            removed: vec![],
            added: vec![quad],
        }
    };
    let deepest = nested(TRIPLE_TERM_DEPTH_MAX);
    assert_eq!(Patch::parse(&text(&deepest)).unwrap().1, deepest);
    assert_eq!(
        refusal(&text(&nested(TRIPLE_TERM_DEPTH_MAX + 1))),
        (
            2,
            "triple terms are nested `33` deep, the limit is `32`".to_owned()
        )
    );
    let endless = format!(
        "TX .\nA <urn:s> <urn:p> {} .\nTC .\n",
        "<<( <urn:s> <urn:p> ".repeat(200_000)
    );
    assert_eq!(refusal(&endless).0, 2);
}

#[test]
fn a_term_that_would_come_back_as_another_is_refused() {
    let shouting = Literal::new_language_tagged_literal_unchecked("Graine", "FR");
    let mut patch = Patch::default();
    patch.removed.push(Quad {
        object: shouting.into(),
        ..quad(1)
    });
    let folder = crate::folder::Folder::new();
    let (mut journal, _) = folder.open();
    let error = journal.append(&crate::folder::draft(&patch)).unwrap_err();
    let told = error.source().unwrap().to_string();
    assert!(
        told.starts_with("reads back as another quad") && told.contains("\"Graine\"@fr"),
        "{told}"
    );
    assert_eq!((journal.last_seq(), journal.bytes()), (0, 0));
}

#[test]
fn an_unchecked_term_cannot_smuggle_in_a_row() {
    let smuggler = NamedNode::new_unchecked("urn:o> .\nA <urn:x> <urn:y> <urn:z");
    let mut patch = Patch::default();
    patch.added.push(Quad {
        object: smuggler.into(),
        ..quad(1)
    });
    let folder = crate::folder::Folder::new();
    let (mut journal, _) = folder.open();
    let error = journal.append(&crate::folder::draft(&patch)).unwrap_err();
    assert!(
        matches!(error, mutuelle_journal::JournalError::Quad { .. }),
        "{error:?}"
    );
    assert_eq!((journal.last_seq(), journal.bytes()), (0, 0));
}

proptest! {
    #[test]
    fn any_patch_reads_back_as_written(patch in any_patch()) {
        let text = text(&patch);
        prop_assert_eq!(text.lines().count(), patch.len() + 2);
        prop_assert_eq!(Patch::parse(&text).unwrap().1, patch);
    }

    #[test]
    fn any_text_is_a_patch_or_a_refusal(rows in prop::collection::vec(
        "(H id|TX|TC|A|D|[a-z]) ?(<urn:[a-z]>|_:[a-z.]|\"[a-z\\\\]*\"|@fr(--[a-z]{0,3})?|\\^\\^|<<\\(|\\)>>|[ .#]|\\PC){0,9}( \\.)?\n?",
        0..6,
    )) {
        let _ = Patch::parse(&rows.concat());
        let _ = Patch::parse(&format!("TX .\n{}TC .\n", rows.concat()));
    }

    #[test]
    fn a_cut_patch_is_refused(patch in any_patch(), cut in any::<prop::sample::Index>()) {
        let text = text(&patch);
        let end = text.floor_char_boundary(cut.index(text.len()));
        prop_assert!(Patch::parse(&text[..end]).is_err());
    }
}
