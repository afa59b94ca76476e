//! `/metrics`: what a Prometheus server scrapes (text exposition format 0.0.4).

use crate::lane::Lane;
use crate::problem::Problem;
use crate::refusal;
use crate::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use metrics::{
    counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram, with_local_recorder,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use mutuelle_commons::Status;
use std::time::{Duration, Instant};

/// The upper bounds of the latency buckets, in seconds.
const BUCKETS_S: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

const REQUESTS: &str = "mutuelle_http_requests_total";
const DURATION: &str = "mutuelle_http_request_duration_seconds";

/// The counters of one server. They belong to it and not to the process, so that two servers do not mix.
pub(crate) struct Metrics(PrometheusRecorder);

impl Metrics {
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new();
        // The buckets are a constant and not empty, the one thing that this refuses.
        let recorder = match builder.set_buckets(&BUCKETS_S) {
            Ok(builder) => builder.build_recorder(),
            Err(_) => PrometheusBuilder::new().build_recorder(),
        };
        with_local_recorder(&recorder, describe);
        Self(recorder)
    }

    /// Frees the memory of latencies that were counted; to be called now and then, whether or not anybody scrapes.
    pub(crate) fn keep_up(&self) {
        self.0.handle().run_upkeep();
    }

    fn count(&self, route: &str, method: &str, status: u16, seconds: f64) {
        let (route, method) = (route.to_owned(), method.to_owned());
        with_local_recorder(&self.0, || {
            counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => status.to_string())
                .increment(1);
            histogram!(DURATION, "route" => route).record(seconds);
        });
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a gauge is a float; seq and quads stay below 2^53"
    )]
    fn render(&self, status: &Status, lanes: [&Lane; 3]) -> String {
        with_local_recorder(&self.0, || {
            gauge!("mutuelle_seq").set(status.seq as f64);
            gauge!("mutuelle_indexed_seq").set(status.indexed_seq.unwrap_or(0) as f64);
            gauge!("mutuelle_index_ready").set(f64::from(u8::from(status.index_ready)));
            gauge!("mutuelle_quads").set(status.quads as f64);
            gauge!("mutuelle_graphs").set(status.graphs as f64);
            gauge!("mutuelle_entities").set(status.entities as f64);
            gauge!("mutuelle_journal_bytes").set(status.journal_bytes as f64);
            for lane in lanes {
                gauge!("mutuelle_jobs_running", "lane" => lane.name()).set(lane.running() as f64);
                counter!("mutuelle_jobs_refused_total", "lane" => lane.name()).absolute(lane.refused());
            }
        });
        self.0.handle().render()
    }
}

fn describe() {
    describe_counter!(REQUESTS, "requests answered, by route, method and status");
    describe_histogram!(DURATION, "time to the first byte of the answer, by route");
    describe_gauge!("mutuelle_seq", "sequence number of the last change");
    describe_gauge!(
        "mutuelle_indexed_seq",
        "sequence number that the text index has reached"
    );
    describe_gauge!("mutuelle_index_ready", "1 when text queries are answered");
    describe_gauge!("mutuelle_quads", "quads in the store");
    describe_gauge!("mutuelle_graphs", "named graphs in the store");
    describe_gauge!("mutuelle_entities", "entities in the text index");
    describe_gauge!("mutuelle_journal_bytes", "bytes of the journal");
    describe_gauge!("mutuelle_jobs_running", "blocking jobs on a thread, by lane");
    describe_counter!(
        "mutuelle_jobs_refused_total",
        "jobs refused with 503 since the start, by lane"
    );
}

/// Everything at this moment.
pub(crate) async fn get(State(state): State<AppState>) -> Result<Response, Problem> {
    let commons = state.commons.clone();
    let status = state
        .governor
        .pages
        .run(move || commons.status())
        .await?
        .map_err(refusal::of_query)?;
    let governor = &state.governor;
    let text = state
        .metrics
        .render(&status, [&governor.queries, &governor.changes, &governor.pages]);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// From here on an answer is slow enough to stand in the log.
const SLOW: Duration = Duration::from_secs(1);

/// Counts every request by its route, never by its address, so that strangers cannot make series.
pub(crate) async fn measure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let matched = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| "resource".to_owned());
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let response = next.run(request).await;
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    state
        .metrics
        .count(&route, &method, status, elapsed.as_secs_f64());
    let elapsed_ms = elapsed.as_millis();
    // What goes as it should is counted, not told line by line: writing the line took longer than a small answer.
    let usual =
        status < 400 && elapsed < SLOW && (matches!(method.as_str(), "GET" | "HEAD") || route == "/sparql");
    if usual {
        tracing::debug!(route, method, status, elapsed_ms, "answered");
    } else {
        tracing::info!(route, method, status, elapsed_ms, "answered");
    }
    response
}
