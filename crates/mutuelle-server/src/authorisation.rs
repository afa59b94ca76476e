//! Who may change the data: a bearer token with the write scope (RFC 6750), checked before the body is read.

use crate::problem::{Kind, Problem};
use crate::state::AppState;
use crate::token::{Identity, Scope};
use axum::extract::FromRequestParts;
use http::header::AUTHORIZATION;
use http::request::Parts;
use mutuelle_commons::Origin;

/// The holder of a token that allows writing.
#[derive(Clone, Debug)]
pub(crate) struct Author(Identity);

impl Author {
    /// What the journal says of a change by this author.
    pub(crate) fn origin(&self, way: impl AsRef<str>) -> Origin {
        Origin::new(&self.0.name, format!("{} (token {})", way.as_ref(), self.0.id))
    }
}

impl FromRequestParts<AppState> for Author {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let secret = bearer(parts)?.to_owned();
        let tokens = state.tokens.clone();
        // The token file may have to be read.
        let found = state.governor.pages.run(move || tokens.find(&secret)).await?;
        let Some(token) = found.map_err(|error| Problem::hidden(&error))? else {
            return Err(
                Problem::new(Kind::TokenUnknown, "the token is wrong or was revoked")
                    .challenge("Bearer realm=\"mutuelle\", error=\"invalid_token\""),
            );
        };
        if let Some(rates) = &state.rates {
            rates.is_good(&parts.headers);
        }
        if !token.allows(Scope::Write) {
            return Err(
                Problem::new(Kind::ScopeMissing, "the token lacks the scope `write`")
                    .challenge("Bearer realm=\"mutuelle\", error=\"insufficient_scope\", scope=\"write\""),
            );
        }
        Ok(Self(Identity {
            id: token.id,
            name: token.name,
        }))
    }
}

fn bearer(parts: &Parts) -> Result<&str, Problem> {
    let missing = || {
        Problem::new(
            Kind::TokenMissing,
            "send `Authorization: Bearer` with a token from `mutuelle token create --scope write`",
        )
        .challenge("Bearer realm=\"mutuelle\"")
    };
    let value = parts.headers.get(AUTHORIZATION).ok_or_else(missing)?;
    let (scheme, secret) = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .ok_or_else(missing)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(secret.trim())
    } else {
        Err(missing())
    }
}
