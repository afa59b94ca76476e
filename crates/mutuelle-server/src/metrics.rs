//! `/metrics`: what a Prometheus server scrapes (text exposition format 0.0.4).

use crate::problem::Problem;
use crate::refusal;
use crate::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use metrics::{
    Counter, Histogram, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
    with_local_recorder,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use mutuelle_commons::Status;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The upper bounds of the latency buckets, in seconds.
const BUCKETS_S: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

const REQUESTS: &str = "mutuelle_http_requests_total";
const KEPT: &str = "mutuelle_kept_answers_total";
const LOST: &str = "mutuelle_query_log_lost_total";
const LIMITED: &str = "mutuelle_rate_limited_requests_total";
const OUTBOUND: &str = "mutuelle_outbound_requests_total";
const DURATION: &str = "mutuelle_http_request_duration_seconds";

/// The counters of one server. They belong to it and not to the process, so that two servers do not mix.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    /// What is counted for a request, by its route; looking it up in the recorder takes ten times as long.
    series: Mutex<HashMap<String, Vec<Series>>>,
}

/// The requests of one route with one method and status.
struct Series {
    of: (&'static str, u16),
    requests: Counter,
    duration: Histogram,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new();
        // The buckets are a constant and not empty, the one thing that this refuses.
        let recorder = match builder.set_buckets(&BUCKETS_S) {
            Ok(builder) => builder.build_recorder(),
            Err(_) => PrometheusBuilder::new().build_recorder(),
        };
        with_local_recorder(&recorder, describe);
        Self {
            recorder,
            series: Mutex::default(),
        }
    }

    /// Frees the memory of latencies that were counted; to be called now and then, whether or not anybody scrapes.
    pub(crate) fn keep_up(&self) {
        self.recorder.handle().run_upkeep();
    }

    fn count(&self, route: &str, of: (&'static str, u16), seconds: f64) {
        let mut all = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all
            .get(route)
            .and_then(|series| series.iter().find(|series| series.of == of));
        if let Some(series) = known {
            series.count(seconds);
            return;
        }
        let series = with_local_recorder(&self.recorder, || Series::of(route, of));
        series.count(seconds);
        all.entry(route.to_owned()).or_default().push(series);
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a gauge is a float; seq and quads stay below 2^53"
    )]
    fn render(&self, state: &AppState, status: &Status) -> String {
        let governor = &state.governor;
        let lanes = [&governor.queries, &governor.changes, &governor.pages];
        let (hits, misses) = state.answers.counts();
        let (sent, refused) = state.commons.outbound().counts();
        with_local_recorder(&self.recorder, || {
            gauge!("mutuelle_seq").set(status.seq as f64);
            gauge!("mutuelle_indexed_seq").set(status.indexed_seq.unwrap_or(0) as f64);
            gauge!("mutuelle_index_ready").set(f64::from(u8::from(status.index_ready)));
            gauge!("mutuelle_quads").set(status.quads as f64);
            gauge!("mutuelle_graphs").set(status.graphs as f64);
            gauge!("mutuelle_entities").set(status.entities as f64);
            gauge!("mutuelle_journal_bytes").set(status.journal_bytes as f64);
            counter!(KEPT, "found" => "yes").absolute(hits);
            counter!(KEPT, "found" => "no").absolute(misses);
            counter!(OUTBOUND, "sent" => "yes").absolute(sent);
            counter!(OUTBOUND, "sent" => "no").absolute(refused);
            if let Some(rates) = &state.rates {
                counter!(LIMITED).absolute(rates.refused());
            }
            if let Some(log) = &state.query_log {
                counter!(LOST).absolute(log.lost());
            }
            for lane in lanes {
                gauge!("mutuelle_jobs_running", "lane" => lane.name()).set(lane.running() as f64);
                counter!("mutuelle_jobs_refused_total", "lane" => lane.name()).absolute(lane.refused());
            }
        });
        self.recorder.handle().render()
    }
}

impl Series {
    fn of(route: &str, of: (&'static str, u16)) -> Self {
        let (method, status) = of;
        let labels = [
            ("route", route.to_owned()),
            ("method", method.to_owned()),
            ("status", status.to_string()),
        ];
        Self {
            of,
            requests: counter!(REQUESTS, &labels),
            duration: histogram!(DURATION, "route" => route.to_owned()),
        }
    }

    fn count(&self, seconds: f64) {
        self.requests.increment(1);
        self.duration.record(seconds);
    }
}

fn describe() {
    describe_counter!(REQUESTS, "requests answered, by route, method and status");
    describe_counter!(
        KEPT,
        "SPARQL requests by GET, by whether their answer was there from before"
    );
    describe_counter!(LOST, "lines of the query log that found no place");
    describe_counter!(LIMITED, "requests refused because their client asked too often");
    describe_counter!(
        OUTBOUND,
        "requests of SERVICE and LOAD to other machines, by whether they were sent or refused"
    );
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
    let text = state.metrics.render(&state, &status);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// From here on an answer is slow enough to stand in the log.
const SLOW: Duration = Duration::from_secs(1);

/// A request under way. It is counted by its route, never by its address, so that strangers cannot make series.
pub(crate) struct Measure {
    begun: Instant,
    route: Option<MatchedPath>,
    method: &'static str,
}

impl Measure {
    pub(crate) fn begin(request: &Request) -> Self {
        Self {
            begun: Instant::now(),
            route: request.extensions().get::<MatchedPath>().cloned(),
            method: match request.method().as_str() {
                "GET" => "GET",
                "HEAD" => "HEAD",
                "POST" => "POST",
                "PUT" => "PUT",
                "DELETE" => "DELETE",
                "OPTIONS" => "OPTIONS",
                "PATCH" => "PATCH",
                "QUERY" => "QUERY",
                _ => "other",
            },
        }
    }

    pub(crate) fn end(self, metrics: &Metrics, status: StatusCode) {
        let (method, status, elapsed) = (self.method, status.as_u16(), self.begun.elapsed());
        let route = self.route.as_ref().map_or("resource", MatchedPath::as_str);
        metrics.count(route, (method, status), elapsed.as_secs_f64());
        let elapsed_ms = elapsed.as_millis();
        // What goes as it should is counted, not told line by line: writing the line took longer than a small answer.
        let usual =
            status < 400 && elapsed < SLOW && (matches!(method, "GET" | "HEAD") || route == "/sparql");
        if usual {
            tracing::debug!(route, method, status, elapsed_ms, "answered");
        } else {
            tracing::info!(route, method, status, elapsed_ms, "answered");
        }
    }
}
