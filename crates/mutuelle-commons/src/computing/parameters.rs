//! What a computation is told.

use mutuelle_domain::wealth::Period;
use oxrdf::NamedNode;
use oxsdatatypes::Date;

/// One thing that a computation is told.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What its text is.
    pub kind: ParameterKind,
    /// Whether it must be given.
    pub required: bool,
    /// What it means, in French and in English.
    pub meaning: [&'static str; 2],
}

/// What a parameter's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// An absolute IRI.
    Iri,
    /// A day, as in 2026-11-26.
    Date,
    /// A whole number from 0 to this one.
    Number(usize),
}

/// A parameter that is missing, unknown or wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// It must be given.
    #[error("say `{0}`, {1}")]
    Missing(&'static str, &'static str),
    /// It is given twice.
    #[error("`{0}` may be given once only")]
    Twice(&'static str),
    /// There is none of this name.
    #[error("there is no parameter `{name}`; there are {known}")]
    Unknown {
        /// What was given.
        name: String,
        /// What could have been.
        known: String,
    },
    /// Its text is not what it should be.
    #[error("`{name}` is {expected}, not `{text}`")]
    Text {
        /// The parameter.
        name: &'static str,
        /// What was expected.
        expected: String,
        /// What was given.
        text: String,
    },
}

/// The parameters of one computation, read.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    today: Date,
    values: Vec<(&'static str, Value)>,
}

#[derive(Clone, Debug)]
enum Value {
    Iri(NamedNode),
    Date(Date),
    Number(usize),
}

impl Given {
    /// Reads the texts of parameters.
    ///
    /// # Errors
    /// See [`ParameterError`].
    pub(crate) fn read<'p>(
        parameters: &'static [Parameter],
        texts: impl IntoIterator<Item = (&'p str, &'p str)>,
        today: Date,
    ) -> Result<Self, ParameterError> {
        let mut given = Self {
            today,
            values: Vec::new(),
        };
        for (name, text) in texts {
            let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
                let known: Vec<_> = parameters
                    .iter()
                    .map(|known| format!("`{}`", known.name))
                    .collect();
                return Err(ParameterError::Unknown {
                    name: name.to_owned(),
                    known: known.join(", "),
                });
            };
            if given.values.iter().any(|(known, _)| *known == parameter.name) {
                return Err(ParameterError::Twice(parameter.name));
            }
            given.values.push((parameter.name, parameter.read(text)?));
        }
        for parameter in parameters.iter().filter(|parameter| parameter.required) {
            if !given.values.iter().any(|(known, _)| *known == parameter.name) {
                return Err(ParameterError::Missing(parameter.name, parameter.meaning[1]));
            }
        }
        Ok(given)
    }

    pub(crate) fn iris(&self) -> impl Iterator<Item = &NamedNode> {
        self.values.iter().filter_map(|(_, value)| match value {
            Value::Iri(iri) => Some(iri),
            Value::Date(_) | Value::Number(_) => None,
        })
    }

    fn value(&self, name: &str) -> Option<&Value> {
        let mut values = self.values.iter();
        values.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(super) fn iri(&self, name: &str) -> Option<&NamedNode> {
        match self.value(name) {
            Some(Value::Iri(iri)) => Some(iri),
            _ => None,
        }
    }

    pub(super) fn date(&self, name: &str) -> Option<Date> {
        match self.value(name) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }

    /// The day that is asked about: today unless another is given.
    pub(super) fn day(&self) -> Date {
        self.date("date").unwrap_or(self.today)
    }

    pub(super) fn number(&self, name: &str, default: usize) -> usize {
        match self.value(name) {
            Some(Value::Number(number)) => *number,
            _ => default,
        }
    }

    /// From `from` to `until`; either may be open.
    pub(super) fn period(&self) -> Period {
        Period {
            from: self.date("from").map(Into::into),
            until: self.date("until").map(Into::into),
        }
    }
}

impl Parameter {
    fn read(&self, text: &str) -> Result<Value, ParameterError> {
        let (value, expected) = match self.kind {
            ParameterKind::Iri => (
                NamedNode::new(text).ok().map(Value::Iri),
                "an absolute IRI".to_owned(),
            ),
            ParameterKind::Date => (
                text.parse().ok().map(Value::Date),
                "a day such as 2026-11-26".to_owned(),
            ),
            ParameterKind::Number(max) => (
                text.parse()
                    .ok()
                    .filter(|number| *number <= max)
                    .map(Value::Number),
                format!("a whole number from 0 to {max}"),
            ),
        };
        value.ok_or(ParameterError::Text {
            name: self.name,
            expected,
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: &[Parameter] = &[
        Parameter {
            name: "iri",
            kind: ParameterKind::Iri,
            required: true,
            meaning: ["de quoi", "of what"],
        },
        Parameter {
            name: "date",
            kind: ParameterKind::Date,
            required: false,
            meaning: ["le jour", "the day"],
        },
        Parameter {
            name: "steps",
            kind: ParameterKind::Number(3),
            required: false,
            meaning: ["combien", "how many"],
        },
    ];

    fn read(texts: &[(&'static str, &'static str)]) -> Result<Given, ParameterError> {
        Given::read(SOME, texts.iter().copied(), "2026-11-26".parse().unwrap())
    }

    #[test]
    fn parameters_are_read_by_their_kinds_and_the_day_is_today_unless_said() {
        let given = read(&[("iri", "a:b"), ("steps", "3")]).unwrap();
        assert_eq!(given.iri("iri").unwrap().as_str(), "a:b");
        assert_eq!(
            (given.number("steps", 1), given.day().to_string().as_str()),
            (3, "2026-11-26")
        );
        let given = read(&[("iri", "a:b"), ("date", "2024-02-29")]).unwrap();
        assert_eq!(
            (given.number("steps", 1), given.day().to_string().as_str()),
            (1, "2024-02-29")
        );
    }

    #[test]
    fn what_is_missing_unknown_doubled_or_wrong_is_said() {
        for (texts, expected) in [
            (&[][..], "say `iri`, of what"),
            (
                &[("irri", "a:b")],
                "there is no parameter `irri`; there are `iri`, `date`, `steps`",
            ),
            (&[("iri", "a:b"), ("iri", "a:c")], "`iri` may be given once only"),
            (&[("iri", "b")], "`iri` is an absolute IRI, not `b`"),
            (
                &[("iri", "a:b"), ("date", "2026-13-01")],
                "`date` is a day such as 2026-11-26, not `2026-13-01`",
            ),
            (
                &[("iri", "a:b"), ("steps", "4")],
                "`steps` is a whole number from 0 to 3, not `4`",
            ),
        ] {
            assert_eq!(read(texts).unwrap_err().to_string(), expected);
        }
    }
}
