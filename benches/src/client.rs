//! A client over HTTP that keeps its connection and reads answers whole.

use crate::answer::{Answer, GRAPH, TABLE};
use crate::question::{LIMIT, Question, Run};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::config::AutoHeaderValue;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};

pub(crate) struct Client {
    agent: Agent,
}

impl Client {
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(LIMIT))
            // Neither side is to spend its time on compression.
            .accept_encoding(AutoHeaderValue::None);
        Self {
            agent: config.build().into(),
        }
    }

    /// Asks a question, with the clock stopped when the last byte is there; nothing when that takes too long.
    pub(crate) fn ask(&self, url: &str, question: &Question) -> Result<Option<Run>> {
        let begun = Instant::now();
        let body = match self.query(url, question.text, question.is_graph()) {
            Ok(body) => body,
            Err(_) if begun.elapsed() >= LIMIT => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("`{}` at {url}", question.name)),
        };
        let took = begun.elapsed();
        let answer = Answer::read(question, &body)?;
        Ok(Some(Run { answer, took }))
    }

    /// Sends a query and reads the answer.
    pub(crate) fn query(&self, url: &str, query: &str, graph: bool) -> Result<Vec<u8>> {
        let mut response = self
            .agent
            .post(url)
            .header(CONTENT_TYPE, "application/sparql-query")
            .header(ACCEPT, if graph { GRAPH } else { TABLE })
            .send(query)?;
        Ok(response.body_mut().with_config().limit(u64::MAX).read_to_vec()?)
    }

    /// Sends an update and waits until it is acknowledged.
    pub(crate) fn update(&self, url: &str, update: &str, token: &str) -> Result<Duration> {
        let begun = Instant::now();
        let mut response = self
            .agent
            .post(url)
            .header(CONTENT_TYPE, "application/sparql-update")
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .send(update)?;
        response.body_mut().read_to_vec()?;
        Ok(begun.elapsed())
    }
}
