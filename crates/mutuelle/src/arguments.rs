//! What can be typed: the verbs, and what they share.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

const AFTER_HELP: &str = "Exit codes:
  0  done
  1  failed, or refused; the message says what, where and why
  2  wrong usage
  3  `verify` found problems

Logs go to standard error; MUTUELLE_LOG sets what is logged (`info`, `debug`, `mutuelle_server=debug`),
MUTUELLE_LOG_FORMAT=json makes each line a JSON object. NO_COLOR turns colours off.";

/// A knowledge commons: import RDF, query it with SPARQL, search it by words, serve it over HTTP.
#[derive(Debug, Parser)]
#[command(name = "mutuelle", version, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The data folder [default: ./mutuelle-data, and ./.demo for `serve --demo`]
    #[arg(long, global = true, env = "MUTUELLE_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Serve(crate::serve::Serve),
    Import(crate::import::Import),
    Export(crate::export::ExportArguments),
    Query(crate::query::Query),
    Search(crate::search::Search),
    Compute(crate::compute::Compute),
    Verify(crate::verify::Verify),
    Token(crate::token::Token),
    Reindex(crate::reindex::Reindex),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use clap::error::ErrorKind;

    fn parse(line: &str) -> Result<Arguments, ErrorKind> {
        let words = std::iter::once("mutuelle").chain(line.split_whitespace());
        Arguments::try_parse_from(words).map_err(|error| error.kind())
    }

    #[test]
    fn the_definition_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_folder_may_stand_before_or_after_the_verb() {
        for line in ["--data x verify", "verify --data x"] {
            assert_eq!(parse(line).unwrap().data.unwrap(), PathBuf::from("x"), "{line}");
        }
    }

    #[test]
    fn what_people_type_is_understood() {
        for line in [
            "serve",
            "serve --demo --in-memory --bind localhost:0 --base http://e.test/",
            "serve --query-timeout 5 --body-max 512M --queries-max 2",
            "import a.ttl b.nq.gz",
            "import a.ttl --graph http://e.test/g --replace",
            "import a.txt --format ttl --base http://e.test/ --json",
            "import a.ttl --server http://127.0.0.1:7878 --token mut_x",
            "export",
            "export --graph http://e.test/g --format ttl -o g.ttl.gz",
            "query q.rq",
            "query - --format csv",
            "query --named",
            "query --named lignee-d-une-graine graine=http://e.test/a --format csv",
            "query --named mienne --queries dir",
            "search forge ouverte --type KnowledgeSeed --type mut:Project --lang fr --limit 3",
            "search -- -four pain",
            "compute",
            "compute compare first=http://e.test/a second=http://e.test/b --format ttl",
            "verify --json",
            "token create moi --scope write",
            "token create --name moi --scope write --scope admin",
            "token list",
            "token revoke 0123456789ab",
            "reindex",
        ] {
            assert!(parse(line).is_ok(), "{line}: {:?}", parse(line).unwrap_err());
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_as_usage() {
        for line in [
            "",
            "dance",
            "import",
            "import a.ttl --graph not-an-iri",
            "import a.ttl --replace",
            "import a.ttl --format docx",
            "import a.ttl --server http://e.test --base http://e.test/",
            "export --format docx",
            "serve --bind 7878",
            "serve --bind host.invalid.:x",
            "serve --body-max many",
            "serve --query-timeout 0",
            "serve --base /relative",
            "query",
            "query q.rq --queries dir",
            "search",
            "search forge --limit x",
            "token",
            "token create moi --scope everything",
            "token create moi --name toi",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
