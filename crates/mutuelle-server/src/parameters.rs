//! Parameters of a query string or a form, read strictly: a byte that is not UTF-8 is an error, not a `�`.

use crate::problem::{Kind, Problem};
use mutuelle_commons::DefaultGraph;
use oxrdf::NamedNode;

/// The media type of a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// How many parameters a request may have.
pub(crate) const PARAMETERS_MAX: usize = 256;

/// Decoded `name=value` pairs in their order.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// From `application/x-www-form-urlencoded` text.
    ///
    /// # Errors
    /// 400 when a value is not UTF-8, 413 when there are too many.
    pub(crate) fn parse(encoded: &str) -> Result<Self, Problem> {
        let mut pairs = Vec::new();
        for pair in encoded.split('&').filter(|pair| !pair.is_empty()) {
            if pairs.len() == PARAMETERS_MAX {
                let received = encoded.split('&').filter(|pair| !pair.is_empty()).count();
                return Err(too_many(received));
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name, "a parameter's name")?;
            let value = decoded(value, &format!("the parameter `{name}`"))?;
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// These and others after them.
    ///
    /// # Errors
    /// 413 when there are too many together.
    pub(crate) fn and(mut self, others: Self) -> Result<Self, Problem> {
        self.0.extend(others.0);
        let received = self.0.len();
        if received > PARAMETERS_MAX {
            return Err(too_many(received));
        }
        Ok(self)
    }

    /// Every value of a parameter that may be repeated.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// All pairs in their order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The value of a parameter that may be given once.
    ///
    /// # Errors
    /// 400 when it is given twice.
    pub(crate) fn one<'a>(&'a self, name: &'a str) -> Result<Option<&'a str>, Problem> {
        let mut values = self.all(name);
        let value = values.next();
        match values.next() {
            None => Ok(value),
            Some(_) => Err(Problem::malformed(format!(
                "the parameter `{name}` may be given once only"
            ))),
        }
    }

    /// Every value of a parameter whose values are absolute IRIs.
    ///
    /// # Errors
    /// 400 when one is not.
    pub(crate) fn iris(&self, name: &str) -> Result<Vec<NamedNode>, Problem> {
        self.all(name).map(|value| iri(name, value)).collect()
    }

    /// The value of a parameter that is `true` or `false`.
    ///
    /// # Errors
    /// 400 when it is something else.
    pub(crate) fn switch(&self, name: &str, default: bool) -> Result<bool, Problem> {
        match self.one(name)? {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(other) => Err(Problem::malformed(format!(
                "`{name}` is `true` or `false`, not `{other}`"
            ))),
        }
    }

    /// What `default-graph` says that the default graph is: `union` or `strict`.
    ///
    /// # Errors
    /// 400 when it is something else.
    pub(crate) fn default_graph(&self, default: DefaultGraph) -> Result<DefaultGraph, Problem> {
        match self.one("default-graph")? {
            None => Ok(default),
            Some("union") => Ok(DefaultGraph::Union),
            Some("strict") => Ok(DefaultGraph::Strict),
            Some(other) => Err(Problem::malformed(format!(
                "`default-graph` is `union` or `strict`, not `{other}`"
            ))),
        }
    }

    /// The value of a parameter that is a number from 0 to `max`.
    ///
    /// # Errors
    /// 400 when it is something else.
    pub(crate) fn number(&self, name: &str, default: usize, max: usize) -> Result<usize, Problem> {
        let Some(text) = self.one(name)? else {
            return Ok(default);
        };
        let number = text.parse().ok().filter(|number| *number <= max);
        number.ok_or_else(|| {
            Problem::malformed(format!("`{name}` is a number from 0 to {max}, not `{text}`"))
                .with("limit", max)
        })
    }
}

fn too_many(received: usize) -> Problem {
    Problem::limit(
        "parameters_max",
        "parameters",
        PARAMETERS_MAX as u64,
        u64::try_from(received).ok(),
    )
}

/// An absolute IRI from a parameter.
///
/// # Errors
/// 400 when it is none.
pub(crate) fn iri(name: &str, value: &str) -> Result<NamedNode, Problem> {
    NamedNode::new(value)
        .map_err(|error| Problem::malformed(format!("`{name}` is an absolute IRI, not `{value}`: {error}")))
}

/// Percent-decoded text, with `+` as a space.
fn decoded(encoded: &str, what: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (*first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(hex(*high) << 4 | hex(*low));
                rest = after;
            }
            (byte, _) => bytes.push(byte),
        }
    }
    utf8(bytes, what)
}

/// The value of a hexadecimal digit.
fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.saturating_sub(b'A') + 10,
    }
}

/// Bytes as text.
///
/// # Errors
/// 400 with the place of the first byte that is not UTF-8: its offset, line and column (1-based, in characters).
pub(crate) fn utf8(bytes: Vec<u8>, what: &str) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..offset]).into_owned();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Problem::new(
            Kind::NotUtf8,
            format!("{what} is not UTF-8 at byte {offset} (line {line}, column {column})"),
        )
        .with("offset", offset)
        .with("line", line)
        .with("column", column)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_in_their_order() {
        let parameters = Parameters::parse("q=La+Villette&a=%C3%A9t%c3%a9&flag&a=2&&b=100%&c=%zz").unwrap();
        assert_eq!(parameters.one("q").unwrap(), Some("La Villette"));
        assert_eq!(parameters.all("a").collect::<Vec<_>>(), ["été", "2"]);
        assert_eq!(parameters.one("flag").unwrap(), Some(""));
        assert_eq!(parameters.one("b").unwrap(), Some("100%"));
        assert_eq!(parameters.one("c").unwrap(), Some("%zz"));
        assert_eq!(parameters.one("none").unwrap(), None);
        assert_eq!(parameters.one("a").unwrap_err().kind, Kind::MalformedRequest);
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused_with_their_place() {
        let problem = Parameters::parse("query=a%0Ab%C3%A9%FFc").unwrap_err();
        assert_eq!(problem.kind, Kind::NotUtf8);
        assert_eq!(problem.members["offset"], 5);
        assert_eq!(problem.members["line"], 2);
        assert_eq!(problem.members["column"], 3);
    }

    #[test]
    fn one_parameter_too_many_is_refused() {
        assert!(Parameters::parse(&"a=1&".repeat(PARAMETERS_MAX)).is_ok());
        let problem = Parameters::parse(&"a=1&".repeat(PARAMETERS_MAX + 1)).unwrap_err();
        assert_eq!(problem.kind, Kind::LimitExceeded);
        assert_eq!(problem.members["received"], PARAMETERS_MAX + 1);
    }

    #[test]
    fn a_number_is_taken_up_to_its_bound() {
        let parameters = Parameters::parse("n=10&m=11&w=ten").unwrap();
        assert_eq!(parameters.number("n", 1, 10).unwrap(), 10);
        assert_eq!(parameters.number("none", 7, 10).unwrap(), 7);
        assert!(parameters.number("m", 1, 10).is_err());
        assert!(parameters.number("w", 1, 10).is_err());
    }
}
