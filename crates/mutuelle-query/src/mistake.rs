//! Where a SPARQL text goes wrong, what was expected there, and what may have been meant.
//!
//! spargebra's parser tells how far it got by the end of the longest keyword that it tried: of `SELEC * {}` it says
//! column 10, `expected CONSTRUCT`. Here the same parser is asked again, about the text with so much space after each token
//! that no attempt reaches the next one: the slot that it fails in is the token that is wrong. What would have been right
//! there is found by trying. All of this is done for a text that was refused, never for one that was understood.

use crate::error::SyntaxError;
use crate::excerpt::excerpt;
use crate::nearest::nearest;
use crate::tokens::{Kind, Token, tokens};
use mutuelle_ontology::prefixes::{PREFIXES, namespace};
use spargebra::SparqlSyntaxError;

/// The longest text that is looked at again, in bytes; an error in a longer one is told in the parser's words.
const LOOKED_AT_BYTES_MAX: usize = 16 << 10;
/// The most tokens before an error for which what could stand there is tried out.
const TRIED_AFTER_MAX: usize = 1_000;
/// Longer than any keyword.
const SLOT: usize = 40;
/// How many expected things an error names.
const EXPECTED_NAMED_MAX: usize = 8;

/// What can stand in a text, by kind: what it is called and an example that the parser is asked with.
const KINDS: [(&str, &str); 4] = [
    ("a variable", "?v"),
    ("an IRI or a prefixed name", "<urn:x>"),
    ("a text", "\"x\""),
    ("a number", "1"),
];
const SIGNS: &str = "{ } ( ) [ ] . ; , * = / a";
const KEYWORDS: &str = "SELECT CONSTRUCT DESCRIBE ASK PREFIX BASE FROM NAMED WHERE DISTINCT REDUCED AS OPTIONAL UNION MINUS \
    FILTER BIND VALUES UNDEF GRAPH SERVICE SILENT NOT EXISTS IN GROUP ORDER BY ASC DESC HAVING LIMIT OFFSET \
    LATERAL true false INSERT DELETE DATA WITH USING LOAD INTO CLEAR DROP CREATE ADD MOVE COPY TO DEFAULT \
    ALL SEPARATOR";
const FUNCTIONS: &str = "STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE \
    ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS \
    TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI \
    ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE COUNT SUM MIN MAX AVG";

/// The parser of the language that the text is in.
pub type Parse<'p> = &'p dyn Fn(&str) -> Result<(), SparqlSyntaxError>;

/// The error of a text with its place, what was expected in words, and what may have been meant.
pub fn explained(
    language: &'static str,
    text: &str,
    error: &SparqlSyntaxError,
    parse: Parse<'_>,
) -> SyntaxError {
    if text.len() <= LOOKED_AT_BYTES_MAX
        && let Some(mistake) = Looking::at(text, parse)
    {
        return mistake.told(language, text);
    }
    let (line, column, message) = placed(&error.to_string());
    SyntaxError {
        language,
        message: readable(&message),
        line,
        column,
        excerpt: line.and_then(|line| excerpt(text, line, column)).map(Into::into),
        hint: None,
    }
}

/// What was found.
struct Mistake {
    /// Where it is, in bytes.
    at: usize,
    message: String,
    hint: Option<String>,
}

impl Mistake {
    fn told(self, language: &'static str, text: &str) -> SyntaxError {
        placed_at(language, text, self.at, self.message, self.hint.as_deref())
    }
}

/// An error at a place of a text, in bytes.
pub(crate) fn placed_at(
    language: &'static str,
    text: &str,
    at: usize,
    message: String,
    hint: Option<&str>,
) -> SyntaxError {
    let before = &text[..at];
    let line = before.matches('\n').count() as u64 + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    let column = last.chars().count() as u64 + 1;
    SyntaxError {
        language,
        message,
        line: Some(line),
        column: Some(column),
        excerpt: excerpt(text, line, Some(column)).map(Into::into),
        hint: hint.map(Into::into),
    }
}

/// What to do about a prefix that a text of data has not declared: data declare all of theirs.
pub fn declaration_hint(prefix: &str) -> String {
    let known = PREFIXES.iter().map(|(known, _)| *known);
    let meant = namespace(prefix)
        .map(|_| prefix)
        .or_else(|| nearest(prefix, known));
    match meant.and_then(|meant| Some((meant, namespace(meant)?))) {
        Some((same, namespace)) if same == prefix => format!("declare it: @prefix {prefix}: <{namespace}> ."),
        Some((near, namespace)) => format!("did you mean `{near}:`, @prefix {near}: <{namespace}> .?"),
        None => format!("declare it: @prefix {prefix}: <http://…> ."),
    }
}

struct Looking<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    parse: Parse<'t>,
}

impl<'t> Looking<'t> {
    /// `None` where looking again tells nothing that the parser did not.
    fn at(text: &'t str, parse: Parse<'t>) -> Option<Mistake> {
        let looking = Self {
            text,
            tokens: tokens(text),
            parse,
        };
        if let Some(open) = looking.tokens.iter().find(|token| token.kind == Kind::OpenText) {
            return Some(Mistake {
                at: open.start,
                message: "this text has no closing quote".to_owned(),
                hint: Some("a text of several lines stands in three quotes, \"\"\"…\"\"\"".to_owned()),
            });
        }
        let wrong = looking.wrong()?;
        let mut mistake = looking
            .of_sentence(wrong)
            .or_else(|| looking.of_prefix(wrong))
            .unwrap_or_else(|| looking.of_expectation(wrong));
        // Nothing follows: the place is after the last token, not after the space and comments behind it.
        mistake.at = match looking.tokens.get(wrong) {
            Some(token) => token.start,
            None => looking.tokens.last().map_or(0, |last| last.end),
        };
        Some(mistake)
    }

    /// The tokens before `end`, each with so much space behind it that no attempt reaches the next.
    fn spaced(&self, end: usize) -> (String, Vec<usize>) {
        let mut spaced = String::new();
        let mut starts = Vec::with_capacity(end);
        for token in &self.tokens[..end] {
            starts.push(spaced.len());
            spaced.push_str(token.text(self.text));
            spaced.push_str(&" ".repeat(SLOT));
        }
        (spaced, starts)
    }

    /// Where the parser fails, in bytes, and what it says; `None` for a text that it understands.
    fn failure(&self, text: &str) -> Option<(usize, String)> {
        let error = (self.parse)(text).err()?;
        let (line, column, message) = placed(&error.to_string());
        let line = usize::try_from(line?).ok()?;
        let column = usize::try_from(column?).ok()?;
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let offset: usize = text[start..].chars().take(column - 1).map(char::len_utf8).sum();
        Some((start + offset, message))
    }

    /// The index of the token that is wrong; their number where the text ends too soon.
    fn wrong(&self) -> Option<usize> {
        let (spaced, starts) = self.spaced(self.tokens.len());
        let (at, _) = self.failure(&spaced)?;
        if at >= spaced.len() {
            return Some(self.tokens.len());
        }
        Some(starts.partition_point(|start| *start <= at).saturating_sub(1))
    }

    /// What the parser says in a sentence of its own: the grammar is kept, its rules are not.
    fn of_sentence(&self, wrong: usize) -> Option<Mistake> {
        let ends = [wrong, (wrong + 1).min(self.tokens.len())];
        let sentence = ends.into_iter().find_map(|end| {
            let (spaced, _) = self.spaced(end);
            let (_, message) = self.failure(spaced.trim_end())?;
            let list = message.strip_prefix("expected ")?.to_owned();
            let list = list.strip_prefix("one of ").map_or(list.clone(), str::to_owned);
            let is_sentence = |part: &&str| part.contains(' ') && part.starts_with(char::is_alphabetic);
            let is_known = |part: &&str| *part != "Prefix not found" && *part != "IRI parsing failed";
            let mut parts = list.split(", ").filter(is_sentence).filter(is_known);
            parts.next().map(str::to_owned)
        })?;
        Some(Mistake {
            at: 0,
            message: sentence.trim_end_matches('.').to_owned(),
            hint: None,
        })
    }

    fn of_prefix(&self, wrong: usize) -> Option<Mistake> {
        let token = self.tokens.get(wrong).filter(|token| token.kind == Kind::Name)?;
        let name = token.text(self.text);
        let (prefix, local) = name.split_once(':')?;
        let declared = self.declared();
        if prefix == "_" || declared.contains(&prefix) || namespace(prefix).is_some() {
            return None;
        }
        let known = PREFIXES.iter().map(|(known, _)| *known).chain(declared);
        let hint = match nearest(prefix, known) {
            Some(near) => format!("did you mean `{near}:{local}`?"),
            None => format!("declare it: PREFIX {prefix}: <http://…>, or take one that `/prefixes` lists"),
        };
        Some(Mistake {
            at: 0,
            message: format!("the prefix `{prefix}:` is not declared"),
            hint: Some(hint),
        })
    }

    fn declared(&self) -> Vec<&'t str> {
        let named = self.tokens.windows(2).filter(|pair| {
            pair[0].kind == Kind::Word && pair[0].text(self.text).eq_ignore_ascii_case("PREFIX")
        });
        named
            .filter_map(|pair| pair[1].text(self.text).strip_suffix(':'))
            .collect()
    }

    fn of_expectation(&self, wrong: usize) -> Mistake {
        let token = self.tokens.get(wrong);
        let found = token.map_or_else(
            || "the text ends".to_owned(),
            |token| format!("found `{}`", beginning(token.text(self.text))),
        );
        let (expected, keywords) = if wrong <= TRIED_AFTER_MAX {
            self.expected(wrong)
        } else {
            (Vec::new(), Vec::new())
        };
        let message = if expected.is_empty() {
            match token {
                Some(_) => format!("{} does not belong here", found.replace("found ", "")),
                None => "the text ends too soon".to_owned(),
            }
        } else {
            format!("expected {}, but {found}", listed(&expected))
        };
        let hint = token.and_then(|token| self.meant(token, &keywords));
        Mistake { at: 0, message, hint }
    }

    /// What may have been meant by a word that is no keyword.
    fn meant(&self, token: &Token, keywords: &[&'static str]) -> Option<String> {
        if token.kind != Kind::Word {
            return None;
        }
        let written = token.text(self.text);
        let mut known = KEYWORDS.split(' ').chain(FUNCTIONS.split(' '));
        if known.any(|known| known.eq_ignore_ascii_case(written)) {
            return None;
        }
        let near =
            nearest(written, keywords.iter().copied()).or_else(|| nearest(written, FUNCTIONS.split(' ')))?;
        Some(format!("did you mean `{near}`?"))
    }

    /// What could stand in the place of a token, in words, and which keywords are among it.
    fn expected(&self, wrong: usize) -> (Vec<String>, Vec<&'static str>) {
        let (mut spaced, _) = self.spaced(wrong);
        let start = spaced.len();
        let mut fits = |candidate: &str| {
            spaced.truncate(start);
            spaced.push_str(candidate);
            spaced.push_str(&" ".repeat(SLOT));
            self.failure(&spaced).is_none_or(|(at, _)| at >= start + SLOT)
        };
        let mut expected: Vec<String> = Vec::new();
        for (called, example) in KINDS {
            if fits(example) {
                expected.push(called.to_owned());
            }
        }
        let signs: Vec<_> = SIGNS.split(' ').filter(|sign| fits(sign)).collect();
        let keywords: Vec<_> = KEYWORDS.split(' ').filter(|keyword| fits(keyword)).collect();
        expected.extend(signs.iter().chain(&keywords).map(|word| format!("`{word}`")));
        (expected, keywords)
    }
}

/// `a, b or c`, with `…` where there is more.
fn listed(expected: &[String]) -> String {
    let named = &expected[..expected.len().min(EXPECTED_NAMED_MAX)];
    match named {
        [.., _] if expected.len() > named.len() => format!("{}…", named.join(", ")),
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => named.join(""),
    }
}

/// The first letters of a token.
fn beginning(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut letters = text.chars();
    let shown: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        shown + "…"
    } else {
        shown
    }
}

/// The place and the words of the parser's `error at 1:8: expected …`.
fn placed(text: &str) -> (Option<u64>, Option<u64>, String) {
    let placed = text.strip_prefix("error at ").and_then(|rest| {
        let (line, rest) = rest.split_once(':')?;
        let (column, message) = rest.split_once(": ")?;
        Some((line.parse().ok(), column.parse().ok(), message.to_owned()))
    });
    placed.unwrap_or_else(|| (None, None, text.to_owned()))
}

/// The parser lists every token that could follow, character classes among them; people are helped by the first few
/// words and signs.
fn readable(message: &str) -> String {
    let Some(list) = message.strip_prefix("expected one of ") else {
        return message.to_owned();
    };
    let words: Vec<_> = list.split(", ").filter(|word| !word.starts_with('[')).collect();
    if words.is_empty() {
        return "expected a name, a number or a variable".to_owned();
    }
    let more = if words.len() > EXPECTED_NAMED_MAX {
        "…"
    } else {
        ""
    };
    let named = words[..words.len().min(EXPECTED_NAMED_MAX)].join(", ");
    format!("expected one of {named}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn told(text: &str) -> SyntaxError {
        let parser = || SparqlParser::new().with_prefix("skos", "http://s/").unwrap();
        let error = parser().parse_query(text).unwrap_err();
        explained("SPARQL query", text, &error, &|text| {
            parser().parse_query(text).map(|_| ())
        })
    }

    /// Text, column, part of the message, part of the hint.
    const MISTAKES: &[(&str, u64, &str, Option<&str>)] = &[
        ("SELEC * {}", 1, "found `SELEC`", Some("did you mean `SELECT`?")),
        (
            "SELECT * WHER { ?s ?p ?o }",
            10,
            "found `WHER`",
            Some("did you mean `WHERE`?"),
        ),
        (
            "SELECT * { ?s ?p }",
            18,
            "expected a variable, an IRI or a prefixed name, a text, a number",
            None,
        ),
        ("SELECT * { ?s ?p ?o", 20, "but the text ends", None),
        ("SELECT * { ?s ?p ?o ]", 21, "found `]`", None),
        (
            "SELECT ?s { ?s ?p ?o } GROUP ?s",
            30,
            "expected `BY`, but found `?s`",
            None,
        ),
        ("SELECT (COUNT(?x) ?n) {}", 19, "`AS`", None),
        ("SELECT ?x { ?s ?p ?o FILTER ?x > 3 }", 29, "found `?x`", None),
        (
            "ASK { ?s ?p ?o FILTER NOT EXIST { ?s a ?b } }",
            27,
            "found `EXIST`",
            Some("did you mean `EXISTS`?"),
        ),
        (
            "ASK { ?s ?p ?o FILTER(CONTAIN(?o, 'a')) }",
            23,
            "found `CONTAIN`",
            Some("did you mean `CONTAINS`?"),
        ),
        ("ASK { ?s ?p \"a }", 13, "no closing quote", Some("three quotes")),
        (
            "ASK { ?s foaff:a ?o }",
            10,
            "the prefix `foaff:` is not declared",
            Some("did you mean `foaf:a`?"),
        ),
        (
            "ASK { ?s skoss:a/skos:b ?o }",
            10,
            "`skoss:` is not declared",
            Some("did you mean `skos:a`?"),
        ),
        (
            "PREFIX skosx: <x:> ASK { ?s skozx:a ?o }",
            29,
            "`skozx:`",
            Some("`skosx:a`"),
        ),
        (
            "ASK { ?s zzzzzz:a ?o }",
            10,
            "`zzzzzz:` is not declared",
            Some("PREFIX zzzzzz: <http://…>"),
        ),
        ("ASK { ?s ?p 'x'^^foo:int }", 18, "`foo:` is not declared", None),
        (
            "ASK { ?s ?p ?o } LIMIT x",
            24,
            "expected a number, but found `x`",
            None,
        ),
        (
            "SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c }",
            40,
            "a variable that is unbound",
            None,
        ),
        (
            "SELECT * { ?s ?p ?o BIND(1 AS ?o) }",
            35,
            "BIND is overriding an existing variable",
            None,
        ),
        ("", 1, "the text ends", None),
    ];

    #[test]
    fn a_mistake_is_told_at_its_token_in_words() {
        for (text, column, message, hint) in MISTAKES {
            let error = told(text);
            assert_eq!(
                (error.line, error.column),
                (Some(1), Some(*column)),
                "{text}: {error}"
            );
            assert!(error.message.contains(message), "{text}: {error}");
            let said = error.hint.as_deref().unwrap_or_default();
            assert!(said.contains(hint.unwrap_or_default()), "{text}: {error}");
        }
    }

    #[test]
    fn the_place_is_counted_in_lines_and_letters() {
        let error = told("SELECT * {\n  ?s ?p \"été\"@fr .\n  ?s \"é\" ?o\n}");
        assert_eq!((error.line, error.column), (Some(3), Some(6)), "{error}");
        assert_eq!(error.excerpt.as_deref(), Some("3 |   ?s \"é\" ?o\n  |      ^"));
    }

    #[test]
    fn a_text_is_looked_at_again_up_to_the_limit_and_told_in_the_parsers_words_above() {
        let of = |bytes: usize| told(&format!("{:<bytes$}SELEC * {{}}", "", bytes = bytes - 10));
        assert!(of(LOOKED_AT_BYTES_MAX).hint.is_some());
        assert!(of(LOOKED_AT_BYTES_MAX + 1).hint.is_none());
    }

    #[test]
    fn what_is_understood_is_understood_with_space_between_its_tokens() {
        let parser = || SparqlParser::new().with_prefix("skos", "http://s/").unwrap();
        for text in [
            "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s skos:a|^skos:b/skos:c* ?x ; a [] , 'a'@fr-CA , '''b'''^^skos:d FILTER(?x<=-1.5e3 && !BOUND(?y)) }",
            "ASK { VALUES (?a ?b) { (1 UNDEF) (\"x\" <a:b>) } ?a ?b () . _:a ?c true FILTER(?a NOT IN (1,2)) }",
            "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY DESC(?s) LIMIT 10 OFFSET 5",
        ] {
            parser().parse_query(text).unwrap();
            let parse = |text: &str| parser().parse_query(text).map(|_| ());
            let looking = Looking {
                text,
                tokens: tokens(text),
                parse: &parse,
            };
            let (spaced, _) = looking.spaced(looking.tokens.len());
            assert!(parser().parse_query(&spaced).is_ok(), "{spaced}");
        }
    }
}
