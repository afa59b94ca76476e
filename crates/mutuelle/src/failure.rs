//! How a command ends, and how what went wrong is told.

use crate::output::{self, is_closed};
use crate::terms::readable;
use std::error::Error as StdError;
use std::fmt::Write;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what was asked.
    Done,
    /// It could not, or was refused.
    Failed,
    /// It was asked in a way that makes no sense.
    Usage,
    /// `verify` did its work and found problems.
    Problems,
}

/// What was typed makes no sense, in a way that only the verb could see.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

impl Outcome {
    /// Tells of an error and says what it comes to.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        if is_closed(error) {
            return Self::Done;
        }
        output::remark(told(error));
        if error.chain().any(<dyn StdError>::is::<Usage>) {
            Self::Usage
        } else {
            Self::Failed
        }
    }

    /// The exit code, as `mutuelle --help` documents it.
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Problems => 3,
        })
    }
}

/// The error and its causes, a line each. A cause that only repeats what stands above it is left out.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for (depth, cause) in error.chain().map(ToString::to_string).enumerate() {
        if depth == 0 {
            let _ = write!(text, "error: {cause}");
        } else if !text.contains(&cause) {
            let _ = write!(text, "\n  because: {cause}");
        }
    }
    text
}

/// How many violations are listed.
const VIOLATIONS_LISTED_MAX: usize = 50;

/// One violation, with its terms in N-Triples form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) focus: String,
    pub(crate) path: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) message: String,
}

/// Violations for people: by resource, in the order in which they came.
pub(crate) fn listed(violations: &[Violation], truncated: bool) -> String {
    let mut text = String::new();
    let mut focus = None;
    for violation in violations.iter().take(VIOLATIONS_LISTED_MAX) {
        if focus != Some(&violation.focus) {
            let _ = write!(text, "\n  {}", readable(&violation.focus));
            focus = Some(&violation.focus);
        }
        let path = violation.path.as_deref().map_or_else(|| "—".to_owned(), readable);
        let _ = write!(text, "\n    {path}: {}", violation.message);
        // A constraint on the resource itself has it as its value, too.
        if let Some(value) = violation
            .value
            .as_ref()
            .filter(|value| **value != violation.focus)
        {
            let _ = write!(text, " [{}]", readable(value));
        }
    }
    let left = violations.len().saturating_sub(VIOLATIONS_LISTED_MAX);
    if left > 0 || truncated {
        let more = if truncated { "more" } else { &left.to_string() };
        let _ = write!(text, "\n  … and {more} besides");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{Context, anyhow};

    fn violation(focus: &str, path: Option<&str>, value: Option<&str>) -> Violation {
        Violation {
            focus: focus.to_owned(),
            path: path.map(str::to_owned),
            value: value.map(str::to_owned),
            message: "Il faut une licence.".to_owned(),
        }
    }

    #[test]
    fn violations_are_listed_by_resource_with_short_names() {
        let violations = [
            violation(
                "<http://e.test/a>",
                Some("<http://purl.org/dc/terms/license>"),
                None,
            ),
            violation(
                "<http://e.test/a>",
                Some("<https://w3id.org/mutuelle/ns#maturity>"),
                Some("\"verte\"@fr"),
            ),
            violation("_:b1", None, Some("_:b1")),
        ];
        let expected = "
  <http://e.test/a>
    dct:license: Il faut une licence.
    mut:maturity: Il faut une licence. [\"verte\"@fr]
  _:b1
    —: Il faut une licence.";
        assert_eq!(listed(&violations, false), expected);
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let violations = vec![violation("_:b1", None, None); VIOLATIONS_LISTED_MAX];
        assert!(!listed(&violations, false).contains('…'));
        assert!(listed(&violations, true).ends_with("… and more besides"));
        let violations = vec![violation("_:b1", None, None); VIOLATIONS_LISTED_MAX + 1];
        assert!(listed(&violations, false).ends_with("… and 1 besides"));
    }

    #[test]
    fn an_error_is_told_with_its_causes_and_without_repetition() {
        let error = anyhow!("no space")
            .context("disk trouble: no space")
            .context("cannot import `a.ttl`");
        assert_eq!(
            told(&error),
            "error: cannot import `a.ttl`\n  because: disk trouble: no space"
        );
    }

    #[test]
    fn each_end_has_its_code() {
        let usage = Err::<(), _>(Usage("no".to_owned()))
            .context("in a verb")
            .unwrap_err();
        assert_eq!(Outcome::of(&usage), Outcome::Usage);
        assert_eq!(Outcome::of(&anyhow!("no")), Outcome::Failed);
        let closed = std::io::Error::new(std::io::ErrorKind::BrokenPipe, output::OutputClosed);
        assert_eq!(Outcome::of(&anyhow::Error::new(closed)), Outcome::Done);
        let broken = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(Outcome::of(&anyhow::Error::new(broken)), Outcome::Failed);
        assert_eq!(Outcome::Problems.code(), ExitCode::from(3));
    }
}
