//! What a validation found.

use oxrdf::{Literal, NamedNode, Term};

use crate::path::Path;
use crate::shape::Severity;

/// A validation report (<https://www.w3.org/TR/shacl/#validation-report>).
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// At most [`crate::RESULTS_MAX`]; violations are kept before the rest.
    pub results: Vec<ValidationResult>,
    /// There were more results than these.
    pub truncated: bool,
}

impl Report {
    /// Whether the data may stand: there is no result of severity `sh:Violation`. Exact also when truncated.
    ///
    /// SHACL's own `sh:conforms` is stricter (no result at all); [`Report::to_graph`] writes that one.
    pub fn conforms(&self) -> bool {
        self.violations().next().is_none()
    }

    /// The results that refuse the data.
    pub fn violations(&self) -> impl Iterator<Item = &ValidationResult> {
        self.results
            .iter()
            .filter(|result| result.severity == Severity::Violation)
    }

    /// The results that advise: `sh:Warning`, `sh:Info` and severities of the shapes' own.
    pub fn warnings(&self) -> impl Iterator<Item = &ValidationResult> {
        self.results
            .iter()
            .filter(|result| result.severity != Severity::Violation)
    }
}

/// One thing that is wrong (<https://www.w3.org/TR/shacl/#results-validation-result>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationResult {
    /// The node that was looked at.
    pub focus: Term,
    /// The property that is wrong; `None` when the node itself is.
    pub path: Option<Path>,
    /// The value that is wrong; `None` when it is not one value (a count, a missing one).
    pub value: Option<Term>,
    /// Such as `sh:MinCountConstraintComponent`.
    pub component: NamedNode,
    pub source_shape: Term,
    pub severity: Severity,
    /// The shape's `sh:message`s; where it has none, one in French and one in English made here. Never empty.
    pub messages: Vec<Literal>,
}

impl ValidationResult {
    /// The message in the first of `languages` that there is one for (`fr` finds `fr-BE`), else one without
    /// a language, else the first.
    pub fn message(&self, languages: &[&str]) -> String {
        languages
            .iter()
            .find_map(|wanted| {
                self.messages
                    .iter()
                    .find(|message| matches_language(message, wanted))
            })
            .or_else(|| self.messages.iter().find(|message| message.language().is_none()))
            .or_else(|| self.messages.first())
            .map(|message| message.value().to_owned())
            .unwrap_or_default()
    }
}

/// Whether the literal's language tag is `range` or a refinement of it; `*` is any language
/// (basic filtering, <https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1>).
pub(crate) fn matches_language(literal: &Literal, range: &str) -> bool {
    let Some(tag) = literal.language() else {
        return false;
    };
    let Some(head) = tag.get(..range.len()) else {
        return range == "*";
    };
    range == "*"
        || (head.eq_ignore_ascii_case(range) && matches!(tag.as_bytes().get(range.len()), None | Some(b'-')))
}

/// Where results go while shapes are checked.
pub(crate) struct Sink {
    results: Vec<ValidationResult>,
    max: usize,
    violations: usize,
    truncated: bool,
    /// Only whether there is a result matters: the first one ends the check.
    probe: bool,
    failed: bool,
}

impl Sink {
    pub(crate) fn collecting(max: usize) -> Self {
        Self {
            results: Vec::new(),
            max,
            violations: 0,
            truncated: false,
            probe: false,
            failed: false,
        }
    }

    pub(crate) fn probing() -> Self {
        Self {
            probe: true,
            ..Self::collecting(0)
        }
    }

    pub(crate) fn failed(&self) -> bool {
        self.failed
    }

    /// Whether another result would change nothing.
    pub(crate) fn is_done(&self) -> bool {
        if self.probe {
            self.failed
        } else {
            self.truncated && self.violations >= self.max
        }
    }

    pub(crate) fn push(&mut self, make: impl FnOnce() -> ValidationResult) {
        self.failed = true;
        if self.probe {
            return;
        }
        let result = make();
        let is_violation = result.severity == Severity::Violation;
        if self.results.len() < self.max {
            self.violations += usize::from(is_violation);
            self.results.push(result);
            return;
        }
        self.truncated = true;
        if is_violation
            && self.violations < self.max
            && let Some(weaker) = self
                .results
                .iter_mut()
                .rev()
                .find(|kept| kept.severity != Severity::Violation)
        {
            *weaker = result;
            self.violations += 1;
        }
    }

    pub(crate) fn into_report(self) -> Report {
        Report {
            results: self.results,
            truncated: self.truncated,
        }
    }
}
