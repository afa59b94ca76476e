//! RDF terms as people read them.

use mutuelle_ontology::prefixes;

/// A text of N-Triples terms (a term, a property path) with IRIs of known namespaces written short.
pub(crate) fn readable(text: &str) -> String {
    if text.starts_with('"') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((iri, after)) = after.split_once('>') else {
            break;
        };
        out.push_str(before);
        out.push_str(&short(iri).unwrap_or_else(|| format!("<{iri}>")));
        rest = after;
    }
    out + rest
}

/// `prefix:name` for an IRI of a known namespace.
pub(crate) fn short(iri: &str) -> Option<String> {
    let (prefix, name) = prefixes::split(iri)?;
    let plain = name
        .chars()
        .all(|letter| letter.is_alphanumeric() || "_-".contains(letter));
    plain.then(|| format!("{prefix}:{name}"))
}

/// The IRI of `prefix:name` with a known prefix.
pub(crate) fn long(name: &str) -> Option<String> {
    prefixes::expanded(name)
}

/// What a cell of a SPARQL TSV table shows in a table for people: the text of a literal, the short name of an IRI.
pub(crate) fn cell(term: &str) -> String {
    if let Some(iri) = term.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        return short(iri).unwrap_or_else(|| iri.to_owned());
    }
    let Some(quoted) = term.strip_prefix('"') else {
        return term.to_owned();
    };
    let end = quoted.rfind('"').unwrap_or(quoted.len());
    let mut text = String::with_capacity(end);
    let mut letters = quoted[..end].chars();
    while let Some(letter) = letters.next() {
        let shown = match letter {
            '\\' => match letters.next() {
                Some('t' | 'n' | 'r') => ' ',
                Some(escaped) => escaped,
                None => '\\',
            },
            other => other,
        };
        text.push(if shown.is_control() { ' ' } else { shown });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_namespaces_are_written_short_and_read_back() {
        assert_eq!(readable("<http://purl.org/dc/terms/license>"), "dct:license");
        assert_eq!(
            readable("<http://www.w3.org/ns/org#memberOf>/<http://e.test/a>"),
            "org:memberOf/<http://e.test/a>"
        );
        assert_eq!(readable("\"a <b> c\"@fr"), "\"a <b> c\"@fr");
        assert_eq!(readable("a < b"), "a < b");
        assert_eq!(short("http://purl.org/dc/terms/"), None);
        assert_eq!(short("http://purl.org/dc/terms/a/b"), None);
        assert_eq!(
            long("mut:KnowledgeSeed").unwrap(),
            "https://w3id.org/mutuelle/ns#KnowledgeSeed"
        );
        assert_eq!(long("KnowledgeSeed"), None);
        assert_eq!(long("nowhere:KnowledgeSeed"), None);
    }

    #[test]
    fn a_cell_shows_what_a_person_reads() {
        for (term, shown) in [
            ("", ""),
            ("<http://e.test/a>", "http://e.test/a"),
            ("<https://w3id.org/mutuelle/ns#Actor>", "mut:Actor"),
            ("\"une forge\"@fr", "une forge"),
            ("\"a \\\"b\\\"\\nc\\td\"", "a \"b\" c d"),
            ("\"2018\"^^<http://www.w3.org/2001/XMLSchema#gYear>", "2018"),
            ("12", "12"),
            ("_:b1", "_:b1"),
            ("\"\u{1b}[31m\"", " [31m"),
        ] {
            assert_eq!(cell(term), shown, "{term}");
        }
    }
}
