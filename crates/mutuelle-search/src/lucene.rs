//! The part of Lucene's query syntax that people write in `text:query` (Apache Jena's full-text search).
//!
//! Words, "phrases", `prefix*`, `AND` `OR` `NOT` (`&&` `||` `!`), `+` and `-`, parentheses, `field:`, a backslash before
//! a sign. Words that nothing joins are alternatives, as in Lucene's classic parser: the more of them, the better. What
//! is not understood (fuzzy words, ranges, regular expressions, wildcards inside a word, distances) is an error that says
//! so, never another meaning. Read in one pass; parentheses recurse no deeper than [`DEPTH_MAX`].

use crate::error::SearchError;
use crate::request::QUERY_CHARS_MAX;

/// How deep parentheses may be nested.
pub const DEPTH_MAX: usize = 16;

/// How a clause of a group counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occur {
    Must,
    Should,
    MustNot,
}

/// A query as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clause {
    /// What stands between two blanks: usually one word.
    Words {
        text: String,
        is_prefix: bool,
    },
    Phrase(String),
    /// `*` or `*:*`.
    Everything,
    Field {
        name: String,
        clause: Box<Clause>,
    },
    Group(Vec<(Occur, Clause)>),
}

/// Reads a query.
///
/// # Errors
/// A text that is too long or too deep, and everything that is not understood.
pub(crate) fn read(text: &str) -> Result<Clause, SearchError> {
    let chars = text.chars().count();
    if chars > QUERY_CHARS_MAX {
        return Err(SearchError::QueryTooLong { chars });
    }
    let mut reader = Reader { text, at: 0 };
    let group = reader.group(0)?;
    match reader.peek() {
        None => Ok(group),
        Some(_) => Err(wrong("a `)` closes nothing")),
    }
}

fn wrong(message: impl Into<String>) -> SearchError {
    SearchError::Syntax {
        message: message.into(),
    }
}

fn too_deep() -> SearchError {
    wrong(format!(
        "parentheses and fields are nested more than {DEPTH_MAX} levels deep"
    ))
}

fn unsupported(what: &str, instead: &str) -> SearchError {
    wrong(format!("{what} is not supported here: {instead}"))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

/// What stands before a clause.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Nothing,
    And,
    Or,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, sign: &str) -> bool {
        let is_next = self.rest().starts_with(sign);
        if is_next {
            self.at += sign.len();
        }
        is_next
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start_matches(is_blank).len();
        self.at += blank;
    }

    /// A word in capitals, if it stands here alone.
    fn keyword(&mut self, word: &str) -> bool {
        let ends = |rest: &str| {
            rest.chars()
                .next()
                .is_none_or(|c| is_blank(c) || "()\"".contains(c))
        };
        let is_next = self.rest().strip_prefix(word).is_some_and(ends);
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    /// Clauses up to the end or to a closing parenthesis, which is left.
    fn group(&mut self, depth: usize) -> Result<Clause, SearchError> {
        if depth > DEPTH_MAX {
            return Err(too_deep());
        }
        let mut clauses: Vec<(Occur, Clause)> = Vec::new();
        loop {
            let joint = self.joint();
            let occur = self.occur();
            match self.peek() {
                None | Some(')') if occur.is_none() && (joint == Joint::Nothing) => break,
                None | Some(')') => {
                    return Err(wrong("something has to follow `AND`, `OR`, `NOT`, `+` and `-`"));
                }
                Some(_) => {}
            }
            if joint != Joint::Nothing && clauses.is_empty() {
                return Err(wrong("something has to stand before `AND` and `OR`"));
            }
            let Some(clause) = self.clause(depth)? else {
                continue;
            };
            if joint == Joint::And
                && let Some((before, _)) = clauses.last_mut()
                && *before == Occur::Should
            {
                *before = Occur::Must;
            }
            let own = match joint {
                Joint::And => Occur::Must,
                Joint::Or | Joint::Nothing => Occur::Should,
            };
            clauses.push((occur.unwrap_or(own), clause));
        }
        Ok(Clause::Group(clauses))
    }

    fn joint(&mut self) -> Joint {
        let mut joint = Joint::Nothing;
        loop {
            self.skip_blanks();
            if self.keyword("AND") || self.take("&&") {
                joint = Joint::And;
            } else if self.keyword("OR") || self.take("||") {
                joint = Joint::Or;
            } else {
                return joint;
            }
        }
    }

    fn occur(&mut self) -> Option<Occur> {
        let mut occur = None;
        loop {
            self.skip_blanks();
            if self.keyword("NOT") || self.take("!") || self.take("-") {
                occur = Some(Occur::MustNot);
            } else if self.take("+") {
                occur = Some(Occur::Must);
            } else {
                return occur;
            }
        }
    }

    /// One clause; nothing where there are only signs that mean nothing.
    fn clause(&mut self, depth: usize) -> Result<Option<Clause>, SearchError> {
        let clause = match self.peek() {
            Some('(') => {
                self.at += 1;
                let group = self.group(depth + 1)?;
                if !self.take(")") {
                    return Err(wrong("a `(` is not closed"));
                }
                self.boost()?;
                return Ok(Some(group));
            }
            Some('"') => self.phrase()?,
            Some('[' | '{') => return Err(unsupported("a range", "use FILTER in the query")),
            Some('/') => {
                return Err(unsupported(
                    "a regular expression",
                    "use FILTER(REGEX(…)) in the query",
                ));
            }
            _ => return self.word(depth),
        };
        self.boost()?;
        Ok(Some(clause))
    }

    fn phrase(&mut self) -> Result<Clause, SearchError> {
        self.at += 1;
        let mut phrase = String::new();
        let mut escaped = false;
        let rest = self.rest().to_owned();
        for (at, char) in rest.char_indices() {
            match char {
                _ if escaped => {
                    phrase.push(char);
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    self.at += at + 1;
                    if self.peek() == Some('~') {
                        return Err(unsupported("a distance (`\"…\"~2`)", "leave `~` away"));
                    }
                    return Ok(Clause::Phrase(phrase));
                }
                _ => phrase.push(char),
            }
        }
        Err(wrong("a `\"` is not closed"))
    }

    fn word(&mut self, depth: usize) -> Result<Option<Clause>, SearchError> {
        let (mut word, mut is_prefix, mut escaped, mut length) = (String::new(), false, false, 0);
        for char in self.rest().chars() {
            if !escaped && (is_blank(char) || "()\":^~[]{}".contains(char)) {
                break;
            }
            length += char.len_utf8();
            match char {
                _ if escaped => {
                    word.push(char);
                    escaped = false;
                }
                '\\' => escaped = true,
                '*' => is_prefix = true,
                '?' => {
                    return Err(unsupported(
                        "`?` for a letter",
                        "write the word, or its beginning and `*`",
                    ));
                }
                _ if is_prefix => {
                    return Err(unsupported(
                        "`*` inside a word",
                        "write the beginning of a word and `*`",
                    ));
                }
                _ => word.push(char),
            }
        }
        self.at += length;
        match self.peek() {
            Some(':') => return self.field(word, is_prefix, depth).map(Some),
            Some('~') => return Err(unsupported("a fuzzy word (`word~`)", "leave `~` away")),
            Some('[' | ']' | '{' | '}') => return Err(unsupported("a range", "use FILTER in the query")),
            _ => {}
        }
        self.boost()?;
        Ok(match (word.is_empty(), is_prefix) {
            (true, true) => Some(Clause::Everything),
            (true, false) => None,
            (false, is_prefix) => Some(Clause::Words {
                text: word,
                is_prefix,
            }),
        })
    }

    fn field(&mut self, name: String, is_all: bool, depth: usize) -> Result<Clause, SearchError> {
        self.at += 1;
        if name.is_empty() && !is_all {
            return Err(wrong(
                "something has to stand before `:`; a colon in a word is written `\\:`",
            ));
        }
        if is_all {
            return if name.is_empty() && self.take("*") {
                Ok(Clause::Everything)
            } else {
                Err(unsupported("`*` in the name of a field", "name one property"))
            };
        }
        let clause = match self.peek() {
            None => None,
            Some(next) if is_blank(next) || next == ')' => None,
            Some(_) if depth == DEPTH_MAX => return Err(too_deep()),
            Some(_) => self.clause(depth + 1)?,
        };
        let Some(clause) = clause else {
            return Err(wrong(format!(
                "something has to follow `{name}:`; a colon in a word is written `\\:`"
            )));
        };
        Ok(Clause::Field {
            name,
            clause: Box::new(clause),
        })
    }

    /// `^2` changes the order alone, which is ours.
    fn boost(&mut self) -> Result<(), SearchError> {
        if !self.take("^") {
            return Ok(());
        }
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        if length == 0 {
            return Err(wrong(
                "a number has to follow `^`; the sign itself is written `\\^`",
            ));
        }
        self.at += length;
        Ok(())
    }
}

fn is_blank(char: char) -> bool {
    char.is_whitespace() || char.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(clause: &Clause) -> String {
        match clause {
            Clause::Words { text, is_prefix } => format!("{text}{}", if *is_prefix { "*" } else { "" }),
            Clause::Phrase(text) => format!("«{text}»"),
            Clause::Everything => "all".to_owned(),
            Clause::Field { name, clause } => format!("{name}:{}", shown(clause)),
            Clause::Group(clauses) => {
                let sign = |occur: Occur| match occur {
                    Occur::Must => "+",
                    Occur::Should => "",
                    Occur::MustNot => "-",
                };
                let clauses = clauses
                    .iter()
                    .map(|(occur, clause)| format!("{}{}", sign(*occur), shown(clause)));
                format!("({})", clauses.collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn the_syntax_by_examples() {
        for (text, expected) in [
            ("eau vive", "(eau vive)"),
            ("eau AND vive", "(+eau +vive)"),
            ("a AND b OR c", "(+a +b c)"),
            ("a OR b AND NOT c", "(a +b -c)"),
            ("+a -b !c NOT d", "(+a -b -c -d)"),
            ("a && b || c", "(+a +b c)"),
            ("(a OR b) AND c", "(+(a b) +c)"),
            (
                r#""eau vive" OR "dit \"libre\"""#,
                r#"(«eau vive» «dit "libre"»)"#,
            ),
            ("éduc*", "(éduc*)"),
            (
                "label:eau comment:(a b) label:\"x y\"",
                "(label:eau comment:(a b) label:«x y»)",
            ),
            ("*:* *", "(all all)"),
            ("eau^2 \"a b\"^0.5 (c)^3", "(eau «a b» (c))"),
            (r"10\:30 C\+\+ \AND", "(10:30 C++ AND)"),
            (
                "auto-gestion l'eau C.R.I.C. ORDRE",
                "(auto-gestion l'eau C.R.I.C. ORDRE)",
            ),
            ("", "()"),
            (" \u{0}\t", "()"),
        ] {
            assert_eq!(shown(&read(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_in_words() {
        for (text, said) in [
            ("eau~", "fuzzy"),
            ("\"a b\"~3", "distance"),
            ("/e.u/", "regular expression"),
            ("[a TO b]", "range"),
            ("label:[a TO b]", "range"),
            ("label:{a TO b}", "range"),
            ("e?u", "for a letter"),
            ("e*u", "inside a word"),
            ("(eau", "`(` is not closed"),
            ("eau)", "`)` closes nothing"),
            ("\"eau", "`\"` is not closed"),
            ("eau AND", "has to follow"),
            ("AND eau", "has to stand before"),
            ("label:", "has to follow `label:`"),
            ("10: 30", "has to follow `10:`"),
            (":eau", "has to stand before `:`"),
            ("eau^", "number"),
            ("x*:eau", "name of a field"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.is_request_fault());
            assert!(error.to_string().contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn parentheses_go_sixteen_levels_deep_and_no_deeper() {
        let nested = |levels: usize| format!("{}eau{}", "(".repeat(levels), ")".repeat(levels));
        assert!(read(&nested(DEPTH_MAX)).is_ok());
        let error = read(&nested(DEPTH_MAX + 1)).unwrap_err();
        assert!(error.to_string().contains("nested more than 16"), "{error}");
        let error = read(&nested(50_000)).unwrap_err();
        assert!(error.to_string().contains("characters"), "{error}");
        assert!(read(&"a".repeat(QUERY_CHARS_MAX)).is_ok());
        assert!(read(&"a".repeat(QUERY_CHARS_MAX + 1)).is_err());
        assert!(read(&"label:".repeat(300)).is_err());
    }
}
