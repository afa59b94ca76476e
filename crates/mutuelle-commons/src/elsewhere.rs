//! What other machines are asked: SERVICE in queries, LOAD in updates.

use crate::change::{ChangeError, LoadMode, LoadRequest, LoadTarget, Origin};
use crate::commons::Core;
use crate::input::Input;
use crate::load::{self, Loaded};
use mutuelle_outbound::{Answer, Ask, Failure, Outbound};
use mutuelle_query::{
    CancellationToken, QueryError, SERVICE_ACCEPT, SERVICE_REQUESTS_MAX, ServiceAnswer, ServiceError,
    Services,
};
use mutuelle_store::{LoadSource, PreparedUpdate, RdfFormat};
use std::sync::Arc;

/// What LOAD is answered in, best first.
const LOAD_ACCEPT: &str = "text/turtle, application/n-triples, application/n-quads;q=0.9, application/trig;q=0.9, \
                           application/rdf+xml;q=0.8, application/ld+json;q=0.7, */*;q=0.1";

/// How queries ask other services (SPARQL 1.1 Protocol, section 2.1.2: a form by POST, which every service takes).
pub(crate) fn services(outbound: &Outbound) -> Services {
    let outbound = outbound.clone();
    Arc::new(move |request, waits| {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("query", &request.query)
            .finish();
        let ask = Ask {
            url: request.service.clone(),
            accept: SERVICE_ACCEPT.to_owned(),
            body: Some(("application/x-www-form-urlencoded", form.into_bytes())),
        };
        match outbound.ask(&ask, waits) {
            Ok(Answer { content_type, bytes }) => Ok(ServiceAnswer { content_type, bytes }),
            Err(Failure::Refused(refusal)) => Err(ServiceError::Refused(refusal.to_string())),
            Err(failure) => Err(ServiceError::Failed(failure.to_string())),
        }
    })
}

impl Core {
    /// Fetches what an update loads, before the writer is bothered: nobody waits for another machine but who asked for it.
    /// Returns how many literals were brought to the store's form.
    pub(crate) fn fetch_loads(
        &self,
        update: &mut PreparedUpdate,
        cancel: &CancellationToken,
    ) -> Result<u64, ChangeError> {
        let loads = update.loads();
        if loads.len() > SERVICE_REQUESTS_MAX {
            return Err(ChangeError::Query(QueryError::OverBudget {
                name: "service_requests_max",
                unit: "requests to other machines",
                limit: SERVICE_REQUESTS_MAX as u64,
            }));
        }
        let mut normalised = 0;
        let mut quads_left = self.limits.fetched_quads_max;
        for load in loads {
            match self.fetch(&load, quads_left, cancel) {
                Ok((quads, changed)) => {
                    quads_left -= quads.len();
                    normalised += changed;
                    update.give(load.operation, quads);
                }
                Err(error @ ChangeError::Query(QueryError::Cancelled)) => return Err(error),
                // SPARQL 1.1 Update, section 3.1.4: a silent LOAD always succeeds.
                Err(error) if load.silent => tracing::info!(%error, "a silent LOAD was passed over"),
                Err(error) => return Err(error),
            }
        }
        Ok(normalised)
    }

    fn fetch(
        &self,
        load: &LoadSource,
        quads_max: usize,
        cancel: &CancellationToken,
    ) -> Result<(Vec<oxrdf::Quad>, u64), ChangeError> {
        let what = || format!("LOAD {}", load.source);
        let unanswered = |why: String| ChangeError::Query(QueryError::Unanswered { what: what(), why });
        let ask = Ask {
            url: load.source.as_str().to_owned(),
            accept: LOAD_ACCEPT.to_owned(),
            body: None,
        };
        let answer = self.outbound.ask(&ask, &|| !cancel.is_cancelled());
        let answer = answer.map_err(|failure| match failure {
            Failure::Refused(refusal) => ChangeError::Query(QueryError::NotAsked {
                what: what(),
                why: refusal.to_string(),
            }),
            Failure::Abandoned => ChangeError::Query(QueryError::Cancelled),
            failure => unanswered(failure.to_string()),
        })?;
        let format = format(answer.content_type.as_deref(), &ask.url).ok_or_else(|| {
            let media_type = answer.content_type.as_deref().unwrap_or("no media type");
            unanswered(format!(
                "it comes as {media_type}, and neither this nor the ending of its name tells which RDF format it is"
            ))
        })?;
        let request = LoadRequest {
            input: Input::Bytes(answer.bytes),
            format,
            base: Some(ask.url),
            target: LoadTarget::Graph(load.graph.clone()),
            mode: LoadMode::Add,
            origin: Origin::default(),
            progress: None,
        };
        let too_many = |_| {
            Err::<(), _>(ChangeError::TooLarge {
                unit: "quads",
                limit: self.limits.fetched_quads_max as u64,
            })
        };
        let bounds = load::Bounds {
            few_max: quads_max,
            bytes_max: self.outbound.limits().bytes_max,
        };
        let (loaded, altered) = load::read(&request, self, bounds, too_many)?;
        match loaded {
            Loaded::Few(quads) => Ok((quads, altered.normalised)),
            Loaded::Many(()) => Ok((Vec::new(), 0)),
        }
    }
}

/// Media types that say nothing of what is in them, so that the ending of the name is asked first.
const GENERIC: [&str; 10] = [
    "text/plain",
    "text/xml",
    "application/xml",
    "application/json",
    "application/octet-stream",
    "binary/octet-stream",
    "application/gzip",
    "application/x-gzip",
    "application/zstd",
    "",
];

/// The format by media type, or by the ending of the address's path where the media type does not say.
fn format(content_type: Option<&str>, url: &str) -> Option<RdfFormat> {
    let media_type = content_type
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    let found = if GENERIC.contains(&media_type.as_str()) {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let path = [".gz", ".zst"]
            .iter()
            .find_map(|packed| path.strip_suffix(packed))
            .unwrap_or(path);
        let (_, ending) = path.rsplit_once('.')?;
        RdfFormat::from_extension(ending)
    } else {
        RdfFormat::from_media_type(&media_type)
    };
    match found? {
        RdfFormat::N3 => None,
        RdfFormat::JsonLd { .. } => RdfFormat::from_extension("jsonld"),
        format => Some(format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_tells_the_format_and_the_ending_where_it_does_not() {
        let url = "https://data.example.org/dump";
        for (content_type, ending, name) in [
            (Some("text/turtle; charset=utf-8"), ".nt", Some("Turtle")),
            (
                Some("application/ld+json;profile=\"http://www.w3.org/ns/json-ld#streaming\""),
                "",
                Some("JSON-LD"),
            ),
            (Some("Application/RDF+XML"), "", Some("RDF/XML")),
            (Some("text/plain"), ".ttl", Some("Turtle")),
            (Some("application/gzip"), ".nt.gz?raw=1", Some("N-Triples")),
            (Some("application/octet-stream"), ".trig.zst#a", Some("TriG")),
            (None, ".jsonld", Some("JSON-LD")),
            (None, "", None),
            (Some("text/html"), ".ttl", None),
            (Some("text/n3"), "", None),
        ] {
            let found = format(content_type, &format!("{url}{ending}"));
            assert_eq!(found.map(RdfFormat::name), name, "{content_type:?} {ending}");
        }
    }
}
