//! Filters that are answered on numbers, or on a term's text as it lies in the source.

use super::Matching;
use super::compare::{Comparison, Constant};
use super::compile::{Compiled, Compiler, Miss};
use super::rows::Rows;
use crate::dataset::ScopedDataset;
use crate::source::{Source, TermId, Text, TextKind};
use crate::variables::Names;
use oxrdf::Variable;
use oxrdf::vocab::xsd;
use spargebra::algebra::{Expression, Function, GraphPattern};
use std::rc::Rc;

/// What must hold of a row.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    /// A term beside a constant.
    Compare(usize, Comparison),
    /// Whether a term is this IRI.
    IsIri(usize, TermId),
    Kind(usize, Kind),
    Text(usize, Part, Search),
    Language(usize, Range),
    Exists(Rc<Matching>),
}

/// What kind of term is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Iri,
    Blank,
    Literal,
}

/// Which text of a term is searched.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// That of a string or of a text in a language; others are errors.
    Literal,
    /// That of any literal or IRI.
    Str,
}

/// What is looked for in a text.
#[derive(Clone, Debug)]
pub(super) enum Search {
    Contains(Box<memchr::memmem::Finder<'static>>),
    Starts(Box<[u8]>),
    Ends(Box<[u8]>),
}

/// Which languages are asked for.
#[derive(Clone, Debug)]
pub(super) enum Range {
    /// `LANG(?x) = "fr"`.
    Is(String),
    /// `LANGMATCHES(LANG(?x), "fr")`, in lower case.
    Matches(String),
}

impl Test {
    /// Compiles a filter. The places of `names` that it asks about are added to `asked`.
    pub(super) fn of<S: Source>(
        expression: &Expression,
        compiler: &Compiler<'_, S>,
        group: &Names,
        asked: &mut Vec<usize>,
    ) -> Compiled<Self, S> {
        let mut of = |expression: &Expression| Self::of(expression, compiler, group, asked).map(Box::new);
        Ok(match expression {
            Expression::Not(inner) => Self::Not(of(inner)?),
            Expression::And(left, right) => Self::And(of(left)?, of(right)?),
            Expression::Or(left, right) => Self::Or(of(left)?, of(right)?),
            Expression::Exists(pattern) => Self::exists(pattern, compiler, group, asked)?,
            Expression::FunctionCall(function, arguments) => {
                Self::call(function, arguments, compiler, group, asked)?
            }
            other => Self::comparison(other, compiler, group, asked)?,
        })
    }

    fn exists<S: Source>(
        pattern: &GraphPattern,
        compiler: &Compiler<'_, S>,
        group: &Names,
        asked: &mut Vec<usize>,
    ) -> Compiled<Self, S> {
        let matching = compiler.inside(pattern, group, asked)?;
        Ok(Self::Exists(Rc::new(matching)))
    }

    fn comparison<S: Source>(
        expression: &Expression,
        compiler: &Compiler<'_, S>,
        group: &Names,
        asked: &mut Vec<usize>,
    ) -> Compiled<Self, S> {
        let (comparison, sides) = Comparison::of(expression).ok_or(Miss::Unknown)?;
        match sides {
            [Expression::Variable(variable), Expression::NamedNode(name)]
            | [Expression::NamedNode(name), Expression::Variable(variable)]
                if comparison.is_equality() =>
            {
                let iri = compiler.dataset.id(name.clone().into())?;
                Ok(Self::IsIri(compiler.asked(variable, group, asked)?, iri))
            }
            [Expression::Variable(variable), Expression::Literal(literal)] => {
                let constant = Constant::of(literal).ok_or(Miss::Unknown)?;
                let place = compiler.asked(variable, group, asked)?;
                Ok(Self::Compare(place, comparison.with(constant)))
            }
            [Expression::Literal(literal), Expression::Variable(variable)] => {
                let constant = Constant::of(literal).ok_or(Miss::Unknown)?;
                let place = compiler.asked(variable, group, asked)?;
                Ok(Self::Compare(place, comparison.turned().with(constant)))
            }
            [
                Expression::FunctionCall(Function::Lang, arguments),
                Expression::Literal(literal),
            ] if comparison.is_equality() && literal.datatype() == xsd::STRING => {
                let [Expression::Variable(variable)] = arguments.as_slice() else {
                    return Err(Miss::Unknown);
                };
                let place = compiler.asked(variable, group, asked)?;
                Ok(Self::Language(place, Range::Is(literal.value().to_owned())))
            }
            _ => Err(Miss::Unknown),
        }
    }

    fn call<S: Source>(
        function: &Function,
        arguments: &[Expression],
        compiler: &Compiler<'_, S>,
        group: &Names,
        asked: &mut Vec<usize>,
    ) -> Compiled<Self, S> {
        let kind = |kind| match arguments {
            [Expression::Variable(variable)] => Ok((variable, kind)),
            _ => Err(Miss::Unknown),
        };
        let (variable, kind) = match function {
            Function::IsIri => kind(Kind::Iri)?,
            Function::IsBlank => kind(Kind::Blank)?,
            Function::IsLiteral => kind(Kind::Literal)?,
            Function::LangMatches => return Self::language(arguments, compiler, group, asked),
            Function::Contains | Function::StrStarts | Function::StrEnds => {
                return Self::text(function, arguments, compiler, group, asked);
            }
            _ => return Err(Miss::Unknown),
        };
        Ok(Self::Kind(compiler.asked(variable, group, asked)?, kind))
    }

    fn language<S: Source>(
        arguments: &[Expression],
        compiler: &Compiler<'_, S>,
        group: &Names,
        asked: &mut Vec<usize>,
    ) -> Compiled<Self, S> {
        let [
            Expression::FunctionCall(Function::Lang, language),
            Expression::Literal(range),
        ] = arguments
        else {
            return Err(Miss::Unknown);
        };
        let [variable] = variables(language).ok_or(Miss::Unknown)?;
        if range.datatype() != xsd::STRING {
            return Err(Miss::Unknown);
        }
        let range = Range::Matches(range.value().to_ascii_lowercase());
        Ok(Self::Language(compiler.asked(variable, group, asked)?, range))
    }

    fn text<S: Source>(
        function: &Function,
        arguments: &[Expression],
        compiler: &Compiler<'_, S>,
        group: &Names,
        asked: &mut Vec<usize>,
    ) -> Compiled<Self, S> {
        let [text, Expression::Literal(wanted)] = arguments else {
            return Err(Miss::Unknown);
        };
        if wanted.datatype() != xsd::STRING {
            return Err(Miss::Unknown);
        }
        let (variable, part) = match text {
            Expression::Variable(variable) => (variable, Part::Literal),
            Expression::FunctionCall(Function::Str, inner) => {
                let [variable] = variables(inner).ok_or(Miss::Unknown)?;
                (variable, Part::Str)
            }
            _ => return Err(Miss::Unknown),
        };
        let wanted = wanted.value().as_bytes();
        let search = match function {
            Function::Contains => {
                Search::Contains(Box::new(memchr::memmem::Finder::new(wanted).into_owned()))
            }
            Function::StrStarts => Search::Starts(wanted.into()),
            _ => Search::Ends(wanted.into()),
        };
        Ok(Self::Text(compiler.asked(variable, group, asked)?, part, search))
    }

    /// Whether it holds; `None` for an error (SPARQL 1.1, section 17.2).
    pub(super) fn holds<S: Source>(
        &self,
        row: &[TermId],
        dataset: &ScopedDataset<S>,
        scratch: &mut Vec<u8>,
    ) -> Result<Option<bool>, S::Error> {
        Ok(match self {
            Self::Not(inner) => inner.holds(row, dataset, scratch)?.map(|holds| !holds),
            Self::And(left, right) => match left.holds(row, dataset, scratch)? {
                Some(false) => Some(false),
                left => match (left, right.holds(row, dataset, scratch)?) {
                    (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                },
            },
            Self::Or(left, right) => match left.holds(row, dataset, scratch)? {
                Some(true) => Some(true),
                left => match (left, right.holds(row, dataset, scratch)?) {
                    (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                },
            },
            Self::Compare(at, comparison) => comparison.holds(row[*at], dataset, scratch)?,
            Self::IsIri(at, iri) => Some(row[*at] == *iri),
            Self::Kind(at, kind) => dataset.read(row[*at], |text| Some(kind.is(text.kind)))?,
            Self::Text(at, part, search) => dataset.read(row[*at], |text| {
                part.of(&text, scratch).map(|text| search.finds(text))
            })?,
            Self::Language(at, range) => dataset.read(row[*at], |text| range.has(text.kind))?,
            Self::Exists(matching) => Some(Rows::within(matching, row, dataset).any()?),
        })
    }
}

fn variables<const N: usize>(arguments: &[Expression]) -> Option<[&Variable; N]> {
    let variables: Option<Vec<&Variable>> = arguments
        .iter()
        .map(|argument| match argument {
            Expression::Variable(variable) => Some(variable),
            _ => None,
        })
        .collect();
    variables?.try_into().ok()
}

impl Kind {
    fn is(self, kind: TextKind<'_>) -> bool {
        match self {
            Self::Iri => kind == TextKind::Iri,
            Self::Blank => kind == TextKind::Blank,
            Self::Literal => !matches!(kind, TextKind::Iri | TextKind::Blank | TextKind::Triple),
        }
    }
}

impl Part {
    fn of<'t>(self, text: &'t Text<'t>, scratch: &'t mut Vec<u8>) -> Option<&'t [u8]> {
        let searched = match self {
            Self::Literal => matches!(text.kind, TextKind::Simple | TextKind::Language(_)),
            Self::Str => !matches!(text.kind, TextKind::Blank | TextKind::Triple),
        };
        searched.then(|| text.joined(scratch))
    }
}

impl Search {
    fn finds(&self, text: &[u8]) -> bool {
        match self {
            Self::Contains(finder) => finder.find(text).is_some(),
            Self::Starts(wanted) => text.starts_with(wanted),
            Self::Ends(wanted) => text.ends_with(wanted),
        }
    }
}

impl Range {
    fn has(&self, kind: TextKind<'_>) -> Option<bool> {
        let language = match kind {
            TextKind::Iri | TextKind::Blank | TextKind::Triple => return None,
            TextKind::Language(language) => language,
            TextKind::Simple | TextKind::Typed(_) => "",
        };
        Some(match self {
            Self::Is(wanted) => language == wanted,
            Self::Matches(range) if range == "*" => !language.is_empty(),
            Self::Matches(range) => {
                let mut tags = language.split('-');
                range
                    .split('-')
                    .all(|wanted| tags.next().is_some_and(|tag| tag.eq_ignore_ascii_case(wanted)))
            }
        })
    }
}
