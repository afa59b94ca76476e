//! What a result says to people when its shape says nothing: one sentence in French, one in English.

use oxrdf::{Literal, Term};

use crate::constraint::{Constraint, Count, NodeKind, Pair, Side};
use crate::path::Path;
use crate::report::matches_language;
use crate::shape::Shape;

/// Members of a list that a message names; the rest is an ellipsis.
const LISTED_MAX: usize = 8;

/// The shape's own messages, else generated ones. `found` is the number of values, where a count is wrong; `stray` is
/// the property that is wrong when it is not the shape's own.
pub(crate) fn messages(
    shape: &Shape,
    constraint: &Constraint,
    found: Option<usize>,
    stray: Option<&Path>,
) -> Vec<Literal> {
    if !shape.messages.is_empty() {
        return shape.messages.clone();
    }
    let (french, english) = sentences(constraint, found.unwrap_or(0));
    let label = |language| stray.map_or_else(|| label(shape, language), ToString::to_string);
    vec![
        tagged(format!("{} : {french}", label("fr")), "fr"),
        tagged(format!("{}: {english}", label("en")), "en"),
    ]
}

fn tagged(text: String, language: &str) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, language)
}

/// How people call what is wrong: the shape's `sh:name`, else its path, else the node.
fn label(shape: &Shape, language: &str) -> String {
    let name = shape
        .names
        .iter()
        .find(|name| matches_language(name, language))
        .or_else(|| shape.names.iter().find(|name| name.language().is_none()));
    match (name, &shape.path) {
        (Some(name), _) => name.value().to_owned(),
        (None, Some(path)) => path.to_string(),
        (None, None) if language == "fr" => "cette ressource".to_owned(),
        (None, None) => "this resource".to_owned(),
    }
}

fn sentences(constraint: &Constraint, found: usize) -> (String, String) {
    match constraint {
        Constraint::MinCount(min) => (
            format!("il faut au moins {min} valeur(s), il y en a {found}"),
            format!("at least {min} value(s) are needed, there are {found}"),
        ),
        Constraint::MaxCount(max) => (
            format!("il faut au plus {max} valeur(s), il y en a {found}"),
            format!("at most {max} value(s) are allowed, there are {found}"),
        ),
        Constraint::Qualified(qualified) => match qualified.count {
            Count::Min(min) => (
                format!("il faut au moins {min} valeur(s) de la forme voulue, il y en a {found}"),
                format!("at least {min} value(s) of the wanted shape are needed, there are {found}"),
            ),
            Count::Max(max) => (
                format!("il faut au plus {max} valeur(s) de la forme voulue, il y en a {found}"),
                format!("at most {max} value(s) of the wanted shape are allowed, there are {found}"),
            ),
        },
        Constraint::Class(class) => (
            format!("la valeur doit être de la classe {class}"),
            format!("the value must be of class {class}"),
        ),
        Constraint::Datatype(datatype) => (
            format!("la valeur doit être un littéral bien formé de type {datatype}"),
            format!("the value must be a well-formed literal of type {datatype}"),
        ),
        Constraint::NodeKind(kind) => node_kind(*kind),
        Constraint::Range(range) => bound(range.side, &range.bound),
        Constraint::MinLength(_)
        | Constraint::MaxLength(_)
        | Constraint::Pattern { .. }
        | Constraint::LanguageIn(_)
        | Constraint::UniqueLang => text(constraint),
        Constraint::Pair(pair, other) => pair_sentences(*pair, &other.to_string()),
        Constraint::HasValue(value) => (
            format!("la valeur {value} doit être présente"),
            format!("the value {value} must be present"),
        ),
        Constraint::In { listed, .. } => {
            let listed = listed_terms(listed);
            (
                format!("la valeur doit être l'une de : {listed}"),
                format!("the value must be one of: {listed}"),
            )
        }
        Constraint::Closed(_) => (
            "cette propriété n'est pas prévue ici".to_owned(),
            "this property is not provided for here".to_owned(),
        ),
        Constraint::Not(_)
        | Constraint::And(_)
        | Constraint::Or(_)
        | Constraint::Xone(_)
        | Constraint::Node(_)
        | Constraint::Property(_) => shapes(constraint),
    }
}

fn bound(side: Side, limit: &Literal) -> (String, String) {
    let (french, english) = match side {
        Side::MinExclusive => ("strictement supérieure à", "greater than"),
        Side::MinInclusive => ("supérieure ou égale à", "at least"),
        Side::MaxExclusive => ("strictement inférieure à", "less than"),
        Side::MaxInclusive => ("inférieure ou égale à", "at most"),
    };
    let limit = limit.value();
    (
        format!("la valeur doit être {french} {limit}"),
        format!("the value must be {english} {limit}"),
    )
}

fn text(constraint: &Constraint) -> (String, String) {
    match constraint {
        Constraint::MinLength(min) => (
            format!("le texte doit avoir au moins {min} caractère(s)"),
            format!("the text must have at least {min} character(s)"),
        ),
        Constraint::MaxLength(max) => (
            format!("le texte doit avoir au plus {max} caractère(s)"),
            format!("the text must have at most {max} character(s)"),
        ),
        Constraint::Pattern { source, .. } => (
            format!("le texte doit suivre le motif {source}"),
            format!("the text must match {source}"),
        ),
        Constraint::LanguageIn(ranges) => {
            let ranges = ranges.join(", ");
            (
                format!("le texte doit être dans l'une de ces langues : {ranges}"),
                format!("the text must be in one of these languages: {ranges}"),
            )
        }
        _ => (
            "il faut au plus un texte par langue".to_owned(),
            "at most one text per language is allowed".to_owned(),
        ),
    }
}

fn pair_sentences(pair: Pair, other: &str) -> (String, String) {
    match pair {
        Pair::Equals => (
            format!("les valeurs doivent être les mêmes que celles de {other}"),
            format!("the values must be the same as those of {other}"),
        ),
        Pair::Disjoint => (
            format!("la valeur ne doit pas être aussi une valeur de {other}"),
            format!("the value must not be a value of {other} too"),
        ),
        Pair::LessThan => (
            format!("la valeur doit précéder celles de {other}"),
            format!("the value must be less than those of {other}"),
        ),
        Pair::LessThanOrEquals => (
            format!("la valeur ne doit pas dépasser celles de {other}"),
            format!("the value must not exceed those of {other}"),
        ),
    }
}

fn node_kind(kind: NodeKind) -> (String, String) {
    let (french, english) = match kind {
        NodeKind::BlankNode => ("un nœud anonyme", "a blank node"),
        NodeKind::Iri => ("un IRI", "an IRI"),
        NodeKind::Literal => ("un littéral", "a literal"),
        NodeKind::BlankNodeOrIri => ("un IRI ou un nœud anonyme", "an IRI or a blank node"),
        NodeKind::BlankNodeOrLiteral => ("un littéral ou un nœud anonyme", "a literal or a blank node"),
        NodeKind::IriOrLiteral => ("un IRI ou un littéral", "an IRI or a literal"),
    };
    (
        format!("la valeur doit être {french}"),
        format!("the value must be {english}"),
    )
}

fn shapes(constraint: &Constraint) -> (String, String) {
    let (french, english) = match constraint {
        Constraint::Not(_) => (
            "la valeur suit une forme qui est exclue",
            "the value conforms to a shape that is excluded",
        ),
        Constraint::And(_) => (
            "la valeur doit suivre toutes les formes voulues",
            "the value must conform to all of the shapes",
        ),
        Constraint::Or(_) => (
            "la valeur doit suivre au moins une des formes voulues",
            "the value must conform to at least one of the shapes",
        ),
        Constraint::Xone(_) => (
            "la valeur doit suivre exactement une des formes voulues",
            "the value must conform to exactly one of the shapes",
        ),
        _ => (
            "la valeur ne suit pas la forme voulue",
            "the value does not conform to the shape",
        ),
    };
    (french.to_owned(), english.to_owned())
}

fn listed_terms(terms: &[Term]) -> String {
    let mut listed: Vec<String> = terms.iter().take(LISTED_MAX).map(ToString::to_string).collect();
    if terms.len() > LISTED_MAX {
        listed.push("…".to_owned());
    }
    listed.join(", ")
}
