//! ADD, COPY and MOVE of DEFAULT take the unnamed graph, not the union that the default graph of a WHERE part is.
//!
//! spargebra writes them as `INSERT { GRAPH <to> { ?s ?p ?o } } WHERE { ?s ?p ?o }`, which afterwards cannot be told
//! from an operation that someone wrote so and that means the union. So the keyword DEFAULT of such a source is replaced
//! by an IRI before the text is parsed, and the operations that have it are known by it.

use mutuelle_query::{after_comment, after_iri, after_string};
use oxigraph::model::NamedNode;
use spargebra::GraphUpdateOperation;
use spargebra::algebra::{GraphPattern, GraphTarget};
use spargebra::term::{GraphName, GraphNamePattern, NamedNodePattern};
use std::ops::Range;

/// The text with a name in place of each DEFAULT that is the source of an ADD, COPY or MOVE; `None` when there is none.
/// The text must be a well-formed update: then these keywords stand nowhere else outside brackets.
pub(crate) fn named(text: &str) -> Option<(String, NamedNode)> {
    let words = outer_words(text);
    let is = |index: usize, keyword: &str| {
        let word = words.get(index).map(|range| &text[range.clone()]);
        word.is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    };
    let mut replaced = Vec::new();
    for (index, _) in words.iter().enumerate() {
        if !["ADD", "COPY", "MOVE"].iter().any(|keyword| is(index, keyword)) {
            continue;
        }
        let source = index + 1 + usize::from(is(index + 1, "SILENT"));
        if is(source, "DEFAULT") {
            replaced.push(words[source].clone());
            // From the unnamed graph to itself: both must still be the same.
            if is(source + 1, "TO") && is(source + 2, "DEFAULT") {
                replaced.push(words[source + 2].clone());
            }
        }
    }
    if replaced.is_empty() {
        return None;
    }
    // No text contains its own hash, so nobody can have written this name.
    let name = format!("urn:mutuelle:unnamed:{}", blake3::hash(text.as_bytes()).to_hex());
    let mut rewritten = text.to_owned();
    for range in replaced.into_iter().rev() {
        rewritten.replace_range(range, &format!("<{name}>"));
    }
    Some((rewritten, NamedNode::new_unchecked(name)))
}

/// The graph that such an operation copies the unnamed graph to; `None` for any other operation.
pub(crate) fn copied_to<'o>(
    operation: &'o GraphUpdateOperation,
    name: &NamedNode,
) -> Option<&'o GraphNamePattern> {
    let GraphUpdateOperation::DeleteInsert { insert, pattern, .. } = operation else {
        return None;
    };
    match (insert.as_slice(), pattern.as_ref()) {
        (
            [copied],
            GraphPattern::Graph {
                name: NamedNodePattern::NamedNode(source),
                ..
            },
        ) if source == name => Some(&copied.graph_name),
        _ => None,
    }
}

/// MOVE drops its source: the name is the unnamed graph's.
pub(crate) fn target<'o>(target: &'o GraphTarget, name: Option<&NamedNode>) -> &'o GraphTarget {
    match target {
        GraphTarget::NamedNode(graph) if Some(graph) == name => &GraphTarget::DefaultGraph,
        other => other,
    }
}

/// The graph of a template without variables.
pub(crate) fn constant(graph: &GraphNamePattern) -> Option<GraphName> {
    match graph {
        GraphNamePattern::NamedNode(name) => Some(GraphName::NamedNode(name.clone())),
        GraphNamePattern::DefaultGraph => Some(GraphName::DefaultGraph),
        GraphNamePattern::Variable(_) => None,
    }
}

/// Where the words outside brackets, strings, IRIs and comments stand. A prefixed name is one word.
fn outer_words(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut words) = (0, 0_usize, Vec::new());
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'(' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b')' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'"' | b'\'' => at = after_string(bytes, at),
            b'<' => at = after_iri(bytes, at),
            b'#' => at = after_comment(bytes, at),
            byte if ends_word(byte) => at += 1,
            _ => {
                let length = bytes[at..].iter().position(|byte| ends_word(*byte));
                let end = length.map_or(bytes.len(), |length| at + length);
                if depth == 0 {
                    words.push(at..end);
                }
                at = end;
            }
        }
    }
    words
}

fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"<>\"'{}()[];,#".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> Option<String> {
        named(text).map(|(text, name)| text.replace(name.as_str(), "x"))
    }

    #[test]
    fn the_source_default_gets_a_name() {
        assert_eq!(
            rewritten("COPY DEFAULT TO <urn:g>").unwrap(),
            "COPY <x> TO <urn:g>"
        );
        assert_eq!(
            rewritten("add silent default\n# to\nTO<urn:g>;move DEFAULT TO DEFAULT").unwrap(),
            "add silent <x>\n# to\nTO<urn:g>;move <x> TO <x>"
        );
    }

    #[test]
    fn nothing_else_is_touched() {
        for text in [
            "COPY <urn:g> TO DEFAULT",
            "CLEAR DEFAULT",
            "PREFIX add: <urn:> COPY add:DEFAULT TO add:g",
            "INSERT DATA { <urn:a> <urn:b> 'ADD DEFAULT TO' } # ADD DEFAULT TO <urn:g>",
            "WITH <urn:COPY> DELETE WHERE { ?s ?p ?o }",
        ] {
            assert_eq!(rewritten(text), None, "{text}");
        }
    }
}
