//! Rules of SPARQL 1.2's grammar that spargebra's parser does not hold texts to. Each is checked on a text that was parsed,
//! so that its tokens are what they seem.
//!
//! - The subject of a triple term in an expression is an IRI or a variable (`ExprTripleTermSubject`), never a literal or a triple
//!   term, as it may be in a pattern. Without this such a term would be made nowhere and the query answered by silence.
//! - An aggregate does not stand in another's argument (section 19.8, note 13).

use crate::error::SyntaxError;
use crate::mistake::placed_at;
use crate::tokens::{Kind, Token, tokens};
use spargebra::algebra::GraphPattern;

const AGGREGATES: [&str; 7] = ["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"];

/// Checks a text whose WHERE part was parsed to this pattern.
///
/// # Errors
/// The first place that breaks a rule.
pub fn check_grammar(language: &'static str, text: &str, pattern: &GraphPattern) -> Result<(), SyntaxError> {
    if text.contains("<<(") {
        check_triple_terms(language, text)?;
    }
    if nests_aggregates(pattern) {
        let at = nested_aggregate(text).unwrap_or_default();
        let message = "an aggregate stands in the argument of another".to_owned();
        let hint = "count in a sub-select, and count its rows";
        return Err(placed_at(language, text, at, message, Some(hint)));
    }
    Ok(())
}

fn check_triple_terms(language: &'static str, text: &str) -> Result<(), SyntaxError> {
    let tokens = tokens(text);
    // The brackets that are open, and whether they hold an expression: BIND, FILTER, SELECT or a function stands before it.
    let mut open: Vec<bool> = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| &tokens[before]);
        let is_expression = open.last() == Some(&true);
        match token.text(text) {
            "(" if before.is_some_and(|before| before.text(text) == "<<" && before.end == token.start) => {
                let subject = tokens
                    .get(place + 1)
                    .filter(|subject| is_no_subject(subject, text));
                if let Some(subject) = subject.filter(|_| is_expression) {
                    let message = "the subject of a triple term is an IRI or a variable".to_owned();
                    return Err(placed_at(language, text, subject.start, message, None));
                }
                open.push(is_expression);
            }
            "(" => open.push(is_expression || before.is_some_and(|before| before.kind == Kind::Word)),
            "{" | "[" => open.push(false),
            ")" | "}" | "]" => {
                open.pop();
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_no_subject(token: &Token, text: &str) -> bool {
    match token.kind {
        Kind::Text | Kind::Number => true,
        Kind::Sign => ["<<", "+", "-"].contains(&token.text(text)),
        Kind::Word => ["true", "false"].contains(&token.text(text).to_ascii_lowercase().as_str()),
        Kind::Iri | Kind::Name | Kind::Variable | Kind::OpenText => false,
    }
}

/// Whether an aggregate of a group counts another one's result, which the parser has named as nobody can. Iterative: a long
/// chain of UNION is a deep tree.
fn nests_aggregates(pattern: &GraphPattern) -> bool {
    let mut waiting = vec![pattern];
    while let Some(pattern) = waiting.pop() {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right }
            | GraphPattern::LeftJoin { left, right, .. } => waiting.extend([left.as_ref(), right.as_ref()]),
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                let counts = |one: &str| aggregates.iter().any(|(name, _)| one.contains(name.as_str()));
                if aggregates.len() > 1 && aggregates.iter().any(|(_, one)| counts(&one.to_string())) {
                    return true;
                }
                waiting.push(inner.as_ref());
            }
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Service { inner, .. } => waiting.push(inner.as_ref()),
        }
    }
    false
}

/// Where an aggregate stands in another, in bytes.
fn nested_aggregate(text: &str) -> Option<usize> {
    let tokens = tokens(text);
    // The brackets that are open, and whether they are an aggregate's.
    let mut open: Vec<bool> = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        match token.text(text) {
            "(" => {
                let function = place.checked_sub(1).map(|before| &tokens[before]);
                let function = function.filter(|word| word.kind == Kind::Word);
                let aggregate = function
                    .filter(|word| AGGREGATES.contains(&word.text(text).to_ascii_uppercase().as_str()));
                if let Some(aggregate) = aggregate.filter(|_| open.contains(&true)) {
                    return Some(aggregate.start);
                }
                open.push(aggregate.is_some());
            }
            ")" => {
                open.pop();
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::error::QueryError;
    use crate::prepared::PreparedQuery;

    fn refused(text: &str) -> Option<(Option<u64>, Option<u64>)> {
        match PreparedQuery::parse(text, None, Vec::new(), Vec::new()) {
            Ok(_) => None,
            Err(QueryError::Syntax(error)) => Some((error.line, error.column)),
            Err(other) => panic!("{text}: {other}"),
        }
    }

    #[test]
    fn the_subject_of_a_triple_term_is_no_literal_and_no_triple_term() {
        for subject in [
            "<<( <urn:s> <urn:p> 1 )>>",
            "\"s\"",
            "'s'@fr",
            "1",
            "-1.5",
            "true",
            "\"1\"^^<urn:t>",
        ] {
            let text = format!("SELECT * {{\n BIND(<<( {subject} <urn:p> 2 )>> AS ?t) }}");
            assert_eq!(refused(&text), Some((Some(2), Some(11))), "{text}");
        }
        for text in [
            "SELECT * { BIND(<<( <urn:s> <urn:p> <<( ?s <urn:p> \"o\" )>> )>> AS ?t) }",
            "SELECT * { BIND(TRIPLE(\"s\", <urn:p> , 1) AS ?t) }",
            "SELECT * { ?s ?p <<( _:b ?q 1 )>> }",
            "SELECT * { <<( <<( ?s <urn:p> <urn:o> )>> <urn:r> <urn:z> )>> <urn:q> 1 }",
            "SELECT * { ?s <urn:q> ( <<( <<( ?s <urn:p> 1 )>> <urn:r> 1 )>> ) }",
            "SELECT * { ?s ?p \"<<( 1\" } # <<( 1",
            "SELECT * { ?s ?p ?o FILTER(?o < 1) }",
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }

    #[test]
    fn an_aggregate_in_another_is_refused_where_it_stands() {
        assert_eq!(
            refused("SELECT (COUNT(COUNT(*)) AS ?c) {}"),
            Some((Some(1), Some(15)))
        );
        let in_filter = "SELECT ?s { { SELECT ?s (SUM(1 + Max(?o)) AS ?c) { ?s ?p ?o } GROUP BY ?s } }";
        assert_eq!(refused(in_filter), Some((Some(1), Some(34))));
        for text in [
            "SELECT (COUNT(*) + SUM(?o) AS ?c) (MAX(?o) AS ?m) { ?s ?p ?o }",
            "SELECT (COUNT(?c) AS ?n) { SELECT (COUNT(*) AS ?c) { ?s ?p ?o } GROUP BY ?s }",
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }
}
