//! What PAIR can say of a resource in one state.

use super::mapping::{Form, Mapping};
use super::saying::{Classes, Saying};
use crate::present::{Present, node};
use mutuelle_domain::{Described, Facts};
use mutuelle_query::QueryError;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// How many resources have their classes remembered; then the memory starts anew.
const CLASSES_KEPT_MAX: usize = 100_000;
/// Strings are written in the first of these languages that there is, then in none, then in any.
const LANGUAGES: [&str; 2] = ["fr", "en"];

/// Describes resources of one state in PAIR.
pub(crate) struct Speaker<'s, 'p> {
    pub(super) saying: &'s Saying,
    pub(super) present: &'s Present<'p>,
    classes: RefCell<FxHashMap<NamedOrBlankNode, Rc<Classes>>>,
}

impl<'s, 'p> Speaker<'s, 'p> {
    pub(crate) fn new(saying: &'s Saying, present: &'s Present<'p>) -> Self {
        Self {
            saying,
            present,
            classes: RefCell::default(),
        }
    }

    /// What PAIR says of a resource, sorted, its classes first; nothing for what is of no PAIR class.
    pub(crate) fn describe(&self, subject: &NamedOrBlankNode) -> Result<Vec<Triple>, QueryError> {
        let classes = self.classes(subject)?;
        if classes.is_empty() {
            return Ok(Vec::new());
        }
        let said = self.present.described(subject)?;
        let mut lines = self.values(subject, &classes, &said);
        for triple in said.iter().chain(&self.present.pointing_to(subject)?) {
            let of_subject = self
                .links(triple)?
                .into_iter()
                .filter(|line| line.subject == *subject);
            lines.extend(of_subject);
        }
        lines.sort_by_cached_key(ToString::to_string);
        lines.dedup();
        let classes = self.saying.narrowest(&classes).into_iter();
        let classes = classes.map(|class| Triple::new(subject.clone(), rdf::TYPE, class));
        Ok(classes.chain(lines).collect())
    }

    /// The PAIR classes of a resource, those that others imply among them.
    pub(super) fn classes(&self, subject: &NamedOrBlankNode) -> Result<Rc<Classes>, QueryError> {
        if let Some(known) = self.classes.borrow().get(subject) {
            return Ok(Rc::clone(known));
        }
        let mut classes = self.stated(subject)?;
        for (made, source) in self.saying.making() {
            if classes.contains(made) {
                continue;
            }
            for pointing in self.present.subjects(source.as_ref(), &subject.clone().into())? {
                if !self.stated(&pointing)?.is_empty() {
                    classes.insert(made.clone());
                    break;
                }
            }
        }
        let classes = Rc::new(classes);
        let mut kept = self.classes.borrow_mut();
        if kept.len() == CLASSES_KEPT_MAX {
            kept.clear();
        }
        kept.insert(subject.clone(), Rc::clone(&classes));
        Ok(classes)
    }

    /// The PAIR classes that follow from what a resource is said to be.
    fn stated(&self, subject: &NamedOrBlankNode) -> Result<Classes, QueryError> {
        let mut classes = Classes::new();
        for class in self.present.objects(subject, rdf::TYPE)? {
            if let Term::NamedNode(class) = class {
                classes.extend(self.saying.classes_of(&class));
            }
        }
        Ok(classes)
    }

    /// All links in PAIR that follow from a triple, whichever end they start from. A link starts from what PAIR knows,
    /// and leads to what it knows, or to what nothing is said of here.
    pub(super) fn links(&self, triple: &Triple) -> Result<Vec<Triple>, QueryError> {
        let mut lines = self.saying.included(triple);
        for mapping in self.saying.links_of(&triple.predicate) {
            if self.may_link(mapping, triple)? {
                let said = Triple::new(
                    triple.subject.clone(),
                    mapping.property.clone(),
                    triple.object.clone(),
                );
                lines.extend(self.saying.included(&said));
            }
        }
        let mut known = Vec::with_capacity(lines.len());
        for line in lines {
            if !self.classes(&line.subject)?.is_empty() && self.is_understood(&line.object)? {
                known.push(line);
            }
        }
        Ok(known)
    }

    fn is_understood(&self, object: &Term) -> Result<bool, QueryError> {
        let Some(object) = node(object.clone()) else {
            return Ok(true);
        };
        Ok(!self.classes(&object)?.is_empty() || !self.present.describes(&object)?)
    }

    fn may_link(&self, mapping: &Mapping, triple: &Triple) -> Result<bool, QueryError> {
        let Some(object) = node(triple.object.clone()) else {
            return Ok(false);
        };
        if let Some(class) = &mapping.only_for
            && !self.classes(&triple.subject)?.contains(class)
        {
            return Ok(false);
        }
        match &mapping.form {
            Form::Link {
                only_to: Some(class), ..
            } => Ok(self.classes(&object)?.contains(class)),
            _ => Ok(true),
        }
    }

    fn values(&self, subject: &NamedOrBlankNode, classes: &Classes, said: &[Triple]) -> Vec<Triple> {
        let mut lines = Vec::new();
        for mapping in &self.saying.values {
            for (value, _) in chosen(mapping, classes, said) {
                lines.push(Triple::new(subject.clone(), mapping.property.clone(), value));
            }
        }
        lines
    }

    /// Which of the statements about a resource have become values in PAIR.
    pub(super) fn taken<'t>(&self, classes: &Classes, said: &'t [Triple]) -> Vec<&'t Triple> {
        let mappings = self.saying.values.iter();
        let taken = mappings.flat_map(|mapping| chosen(mapping, classes, said));
        taken.map(|(_, from)| from).collect()
    }
}

/// The values that a mapping writes, each with the statement that it comes from.
fn chosen<'t>(mapping: &Mapping, classes: &Classes, said: &'t [Triple]) -> Vec<(Literal, &'t Triple)> {
    if mapping
        .only_for
        .as_ref()
        .is_some_and(|class| !classes.contains(class))
    {
        return Vec::new();
    }
    let of = |property| values_of(said, property, &mapping.form);
    if mapping.form == Form::Texts {
        return mapping.from.iter().flat_map(of).collect();
    }
    // PAIR takes one value: that of the best property, in the best language, and of several such the first.
    for property in &mapping.from {
        let best =
            of(property).min_by_key(|(value, from)| (preference(&from.object), value.value().to_owned()));
        if let Some(best) = best {
            return vec![best];
        }
    }
    Vec::new()
}

/// What a property says, in the form that PAIR takes.
fn values_of<'t>(
    said: &'t [Triple],
    property: &NamedNode,
    form: &Form,
) -> impl Iterator<Item = (Literal, &'t Triple)> {
    let statements = said.iter().filter(move |triple| triple.predicate == *property);
    statements.filter_map(move |triple| Some((value(form, &triple.object)?, triple)))
}

/// The place of a language, and its region.
fn preference(term: &Term) -> (usize, String) {
    let language = match term {
        Term::Literal(literal) => literal.language(),
        _ => None,
    };
    let Some(language) = language else {
        return (LANGUAGES.len(), String::new());
    };
    let whole = language.split('-').next().unwrap_or_default();
    let rank = LANGUAGES.iter().position(|preferred| *preferred == whole);
    (rank.unwrap_or(LANGUAGES.len() + 1), language.to_owned())
}

/// A value in the form that PAIR takes, if it can be said so.
fn value(form: &Form, term: &Term) -> Option<Literal> {
    match (form, term) {
        (Form::OneText | Form::Texts, Term::Literal(literal)) => {
            Some(Literal::new_simple_literal(literal.value()))
        }
        (Form::Address, Term::NamedNode(iri)) => Some(Literal::new_simple_literal(iri.as_str())),
        (Form::Address, Term::Literal(literal)) => Some(Literal::new_simple_literal(literal.value())),
        (Form::Number, Term::Literal(literal)) if is_number(literal) => Some(literal.clone()),
        (Form::DateTime, Term::Literal(literal)) if literal.datatype() == xsd::DATE_TIME => {
            Some(literal.clone())
        }
        (Form::DateTime, Term::Literal(literal)) if literal.datatype() == xsd::DATE => {
            Some(midnight(literal.value()))
        }
        _ => None,
    }
}

fn is_number(literal: &Literal) -> bool {
    literal.value().trim().parse::<f64>().is_ok_and(f64::is_finite)
}

/// The moment at which a day begins; a day without a time zone begins in UTC.
fn midnight(day: &str) -> Literal {
    // A year before the common one begins with a hyphen; the third that separates belongs to the zone.
    let years = usize::from(day.starts_with('-'));
    let month_and_day = day[years..].match_indices('-').nth(1);
    let end = month_and_day.map_or(day.len(), |(at, _)| years + at + "-DD".len());
    let (day, zone) = day.split_at_checked(end).unwrap_or((day, ""));
    let zone = if zone.is_empty() { "Z" } else { zone };
    Literal::new_typed_literal(format!("{day}T00:00:00{zone}"), xsd::DATE_TIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_its_own_zone_or_in_utc() {
        for (day, moment) in [
            ("2026-03-01", "2026-03-01T00:00:00Z"),
            ("2026-03-01Z", "2026-03-01T00:00:00Z"),
            ("2026-03-01+01:00", "2026-03-01T00:00:00+01:00"),
            ("2026-03-01-05:00", "2026-03-01T00:00:00-05:00"),
            ("-0044-03-15", "-0044-03-15T00:00:00Z"),
        ] {
            assert_eq!(midnight(day).value(), moment);
        }
    }

    #[test]
    fn french_comes_before_english_then_what_has_no_language() {
        let rank = |language: Option<&str>| {
            let literal = language.map_or_else(
                || Literal::new_simple_literal("x"),
                |tag| Literal::new_language_tagged_literal_unchecked("x", tag),
            );
            preference(&literal.into())
        };
        let order = [Some("fr"), Some("fr-be"), Some("en"), None, Some("br")];
        assert!(order.windows(2).all(|pair| rank(pair[0]) < rank(pair[1])));
    }
}
