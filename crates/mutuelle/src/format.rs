//! RDF formats by the names and file endings that people use.

use crate::compression::Compression;
use crate::failure::Usage;
use anyhow::Result;
use mutuelle_commons::RdfFormat;
use std::path::Path;

/// The names of formats, which are also the usual endings of files.
const NAMES: [(&str, &str); 9] = [
    ("ttl", "text/turtle"),
    ("nt", "application/n-triples"),
    ("nq", "application/n-quads"),
    ("trig", "application/trig"),
    ("rdf", "application/rdf+xml"),
    ("owl", "application/rdf+xml"),
    ("xml", "application/rdf+xml"),
    ("jsonld", "application/ld+json"),
    ("json", "application/ld+json"),
];

/// The format of a name; for the command line.
pub(crate) fn named(name: &str) -> Result<RdfFormat, String> {
    of_name(name).ok_or_else(|| format!("no RDF format is called `{name}`; there are {}", known()))
}

fn of_name(name: &str) -> Option<RdfFormat> {
    let (_, media_type) = NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    RdfFormat::from_media_type(media_type)
}

/// The format that a file's name tells, with or without `.gz` or `.zst` at its end.
pub(crate) fn of_path(path: &Path) -> Option<RdfFormat> {
    let name = path.file_name()?.to_str()?;
    let (_, ending) = Compression::stripped(name).rsplit_once('.')?;
    of_name(ending)
}

/// The format that was asked for, or else the one that the file's name tells.
pub(crate) fn chosen(asked: Option<RdfFormat>, path: &Path) -> Result<RdfFormat> {
    asked.or_else(|| of_path(path)).ok_or_else(|| {
        let message = format!(
            "the name of `{}` tells no format; add `--format` with one of {}",
            path.display(),
            known()
        );
        Usage(message).into()
    })
}

fn known() -> String {
    NAMES.map(|(name, _)| name).join(", ")
}

/// The media type that a format is sent as.
pub(crate) fn media_type(format: RdfFormat) -> &'static str {
    // oxigraph adds a profile to the media type of JSON-LD, which says more than we know of a file.
    match format {
        RdfFormat::JsonLd { .. } => "application/ld+json",
        other => other.media_type(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_tells_its_format_compressed_or_not() {
        let json_ld = RdfFormat::from_media_type("application/ld+json");
        for (name, expected) in [
            ("a.ttl", Some(RdfFormat::Turtle)),
            ("a.TTL", Some(RdfFormat::Turtle)),
            ("a.b.nt.gz", Some(RdfFormat::NTriples)),
            ("a.nq.zst", Some(RdfFormat::NQuads)),
            ("a.trig", Some(RdfFormat::TriG)),
            ("a.rdf", Some(RdfFormat::RdfXml)),
            ("a.owl.GZ", Some(RdfFormat::RdfXml)),
            ("a.xml", Some(RdfFormat::RdfXml)),
            ("a.jsonld", json_ld),
            ("a.json", json_ld),
            ("dir.ttl/a", None),
            ("a.gz", None),
            ("ttl", None),
            ("a.docx", None),
        ] {
            assert_eq!(of_path(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_format_that_is_asked_for_wins() {
        let path = Path::new("a.ttl");
        assert_eq!(chosen(Some(RdfFormat::NQuads), path).unwrap(), RdfFormat::NQuads);
        assert_eq!(chosen(None, path).unwrap(), RdfFormat::Turtle);
        let refused = chosen(None, Path::new("a.docx")).unwrap_err();
        assert!(
            refused.is::<Usage>() && refused.to_string().contains("--format"),
            "{refused}"
        );
    }

    #[test]
    fn every_name_is_a_format_with_its_media_type() {
        for (name, expected) in NAMES {
            assert_eq!(media_type(named(name).unwrap()), expected);
        }
        assert!(named("docx").unwrap_err().contains("trig"));
    }
}
