//! A SPARQL operation that comes by POST, as a form or as the body itself (SPARQL 1.1 Protocol, sections 2.1 and 2.2).

use crate::body;
use crate::formats::media_type;
use crate::parameters::{FORM, Parameters};
use crate::problem::Problem;
use crate::state::AppState;
use axum::body::Body;
use http::HeaderMap;

/// One of the protocol's two operations.
pub(crate) struct Operation {
    /// The form field that carries its text.
    pub(crate) name: &'static str,
    /// The media type of a body that is the text.
    pub(crate) media_type: &'static str,
    /// The field of the other operation, which must not come here.
    pub(crate) other: &'static str,
    /// Where the other one is sent.
    pub(crate) elsewhere: &'static str,
}

impl Operation {
    /// The text with the parameters that came beside it: in the form, or in the address of a bare body.
    pub(crate) async fn read(
        &self,
        state: &AppState,
        headers: &HeaderMap,
        address: Option<&str>,
        body: Body,
    ) -> Result<(String, Parameters), Problem> {
        let claimed = media_type(headers)?;
        let address = Parameters::parse(address.unwrap_or_default())?;
        self.refuse_other(&address)?;
        if address.has(self.name) {
            return Err(Problem::malformed(format!(
                "a POST carries its `{}` in the body, not in the address",
                self.name
            )));
        }
        match claimed.as_deref() {
            Some(FORM) => {
                let form = Parameters::parse(
                    &body::text(body, headers, state.limits(), &state.governor.pages).await?,
                )?;
                self.refuse_other(&form)?;
                let text = form.one(self.name)?.map(str::to_owned);
                let missing = || Problem::malformed(format!("the form has no `{}`", self.name));
                Ok((text.ok_or_else(missing)?, form))
            }
            Some(bare) if bare == self.media_type => Ok((
                body::text(body, headers, state.limits(), &state.governor.pages).await?,
                address,
            )),
            other => Err(Problem::unsupported(
                "media type",
                other,
                &[self.media_type, FORM],
            )),
        }
    }

    pub(crate) fn refuse_other(&self, parameters: &Parameters) -> Result<(), Problem> {
        if parameters.has(self.other) {
            return Err(Problem::malformed(self.elsewhere));
        }
        Ok(())
    }
}
