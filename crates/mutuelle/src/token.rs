//! `token`: who may write over HTTP.

use crate::commons;
use crate::failure::{Outcome, Usage};
use crate::output;
use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use mutuelle_commons::{Clock, SystemClock};
use mutuelle_server::{Created, SECRET_BYTES, Scope, TokenRecord, TokenStore};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;
use time::macros::format_description;

/// Make, list and revoke the tokens that allow writing over HTTP
#[derive(Debug, Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a token and print its secret, this once
    Create {
        /// Whose it is; the journal names this author for every change made with it
        #[arg(value_name = "NAME", required_unless_present = "name")]
        whose: Option<String>,
        /// The same, as an option
        #[arg(long, conflicts_with = "whose", value_name = "NAME")]
        name: Option<String>,
        /// What it allows: read, write or admin; may be given several times
        #[arg(long = "scope", value_parser = scope, default_value = "write")]
        scopes: Vec<Scope>,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// List the tokens, without their secrets
    List {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Revoke a token; a running server refuses it from then on
    Revoke {
        /// The token's id, as `token list` shows it
        id: String,
    },
}

fn scope(name: &str) -> Result<Scope, String> {
    Scope::parse(name).ok_or_else(|| format!("no scope is called `{name}`; there are read, write and admin"))
}

pub(crate) fn run(token: Token, data: Option<&Path>) -> Result<Outcome> {
    let folder = commons::folder(data);
    match token.verb {
        Verb::Create {
            whose,
            name,
            scopes,
            json,
        } => {
            let name = whose
                .or(name)
                .ok_or_else(|| Usage("a token needs a name".to_owned()))?;
            // Tokens may be made before the first start.
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make the data folder `{}`", folder.display()))?;
            let created = create(&TokenStore::open(file(&folder))?, &name, &scopes)?;
            if json {
                let mut object = as_object(&created.record);
                object["secret"] = json!(created.secret);
                output::line(object.to_string())?;
            } else {
                output::line(&created.secret)?;
                output::remark(told(&created, &folder));
            }
        }
        Verb::List { json } => {
            for record in TokenStore::open(file(&folder))?.list()? {
                output::line(if json {
                    as_object(&record).to_string()
                } else {
                    as_line(&record)
                })?;
            }
        }
        Verb::Revoke { id } => {
            let record = TokenStore::open(file(&folder))?.revoke(&id)?;
            output::line(format!("{} of {} is revoked", record.id, record.name))?;
        }
    }
    Ok(Outcome::Done)
}

/// The file that holds a folder's tokens.
pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join("tokens.json")
}

/// Makes a token with randomness from the system.
pub(crate) fn create(tokens: &TokenStore, name: &str, scopes: &[Scope]) -> Result<Created> {
    let mut randomness = [0; SECRET_BYTES];
    getrandom::fill(&mut randomness).map_err(|error| anyhow!("the system gives no randomness: {error}"))?;
    Ok(tokens.create(name, scopes, randomness, SystemClock.now_ms())?)
}

fn told(created: &Created, folder: &Path) -> String {
    format!(
        "This is the secret of token {} ({}, {}). It is shown this once; `{}` keeps its hash only.\n\
         Use it with `mutuelle import … --token SECRET`, or in `Authorization: Bearer SECRET`.",
        created.record.id,
        created.record.name,
        scopes(&created.record),
        file(folder).display()
    )
}

fn scopes(record: &TokenRecord) -> String {
    record
        .scopes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

fn as_line(record: &TokenRecord) -> String {
    format!(
        "{}  {}  {:<12}  {}",
        record.id,
        day(record.created_ms),
        scopes(record),
        record.name
    )
}

fn as_object(record: &TokenRecord) -> Value {
    json!({ "id": record.id, "name": record.name, "scopes": record.scopes, "created_ms": record.created_ms })
}

fn day(milliseconds: i64) -> String {
    let day = OffsetDateTime::from_unix_timestamp(milliseconds.div_euclid(1000)).ok();
    day.and_then(|day| day.format(format_description!("[year]-[month]-[day]")).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_everything_but_the_secret() {
        let tokens = TokenStore::in_memory();
        let created = create(&tokens, "moi", &[Scope::Write]).unwrap();
        let other = create(&tokens, "moi", &[Scope::Write]).unwrap();
        assert_ne!(created.secret, other.secret);
        let record = TokenRecord {
            created_ms: 1_541_635_200_000,
            ..tokens.list().unwrap().remove(0)
        };
        assert_eq!(
            as_line(&record),
            format!("{}  2018-11-08  write         moi", record.id)
        );
        let shown = as_line(&record) + &as_object(&record).to_string();
        assert!(!shown.contains(&created.secret) && !shown.contains(&record.hash));
    }
}
