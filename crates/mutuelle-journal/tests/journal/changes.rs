//! RDF Patch as others write it.

use mutuelle_journal::{PatchRow, RowError, TRIPLE_TERM_DEPTH_MAX, read_changes};

fn written(text: &str) -> Vec<String> {
    let rows = read_changes(text).unwrap();
    let shown = rows.into_iter().map(|row| match row {
        PatchRow::Add(quad) => format!("A {quad}"),
        PatchRow::Delete(quad) => format!("D {quad}"),
    });
    shown.collect()
}

#[test]
fn changes_come_in_their_order_and_those_of_an_aborted_transaction_do_not() {
    let text = "# from a partner\nH id <urn:uuid:1> .\nTX .\nPA \"e\" \"http://e/\" .\r\n\
                A <http://s> <http://p> \"a <_:b> \\\" .\"@fr .\n\n  D <http://s> <http://p> <_:x1> <http://g>.\nTC .\n\
                TX .\nA <http://s> <http://p> \"lost\" .\nTA .\nPD \"e\" .\nA _:x1 <http://p> <_:x2> .\n";
    assert_eq!(
        written(text),
        [
            "A <http://s> <http://p> \"a <_:b> \\\" .\"@fr",
            "D <http://s> <http://p> _:x1 <http://g>",
            "A _:x1 <http://p> _:x2",
        ]
    );
    assert!(written("").is_empty());
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    for (text, line) in [
        ("A <http://s> <http://p> .", 1),
        ("A <http://s> <http://p> 1 .", 1),
        ("A <http://s> <http://p> e:o .", 1),
        ("\nA <http://s> <http://p> <http://o>", 2),
        (
            "A <http://s> <http://p> <http://o> . A <http://s> <http://p> <http://o> .",
            1,
        ),
        ("X <http://s> .", 1),
        ("TC .", 1),
        ("TX .\nTX .", 2),
        ("TX .\nA <http://s> <http://p> <http://o> .\n", 3),
        ("A <http://s> <http://p> <http://o> .\nH id <http://o> .", 2),
        ("PA \"e\" .", 1),
        ("TX now .", 1),
    ] {
        let error = read_changes(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error:?}");
    }
    let error = read_changes("A <http://s> <http://p> e:o .").unwrap_err();
    assert!(
        matches!(error.cause, RowError::Syntax { column, .. } if column > 20),
        "{error:?}"
    );
}

#[test]
fn triple_terms_are_read_to_their_limit_and_not_beyond() {
    let nested = |depth: usize| {
        let open = "<<( <http://s> <http://p> ".repeat(depth);
        format!(
            "A <http://s> <http://p> {open}<http://o>{} .",
            " )>>".repeat(depth)
        )
    };
    assert_eq!(read_changes(&nested(TRIPLE_TERM_DEPTH_MAX)).unwrap().len(), 1);
    for depth in [TRIPLE_TERM_DEPTH_MAX + 1, 100_000] {
        let error = read_changes(&nested(depth)).unwrap_err();
        assert!(matches!(error.cause, RowError::TooDeep { .. }), "{error:?}");
    }
}
