//! A query on its way through: permit, deadline, large stack, bounded channel.

use crate::answers::{Asked, Given};
use crate::formats::Wish;
use crate::problem::{Kind, Problem};
use crate::query_log::{Ended, Entry};
use crate::state::AppState;
use crate::stream::{self, CancelOnDrop, Outlet, pipe};
use crate::{explanation, refusal, tags};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use mutuelle_commons::{
    CancellationToken, Export, GraphFormat, PreparedQuery, QueryForm, QueryOutcome, QueryRequest, Timings,
    is_simple,
};
use std::time::{Duration, Instant};

/// The answer that was given to the same request before, if nothing has changed since; 304 to who has it.
///
/// # Errors
/// Those of [`tags::present`].
pub(crate) async fn again(
    state: &AppState,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    if let Some(unchanged) = tags::unchanged(state, asked, headers).await? {
        return Ok(Some(unchanged));
    }
    let Some(seq) = state.commons.copy_seq() else {
        return Ok(None);
    };
    let Some(given) = state.answers.find(asked, seq) else {
        return Ok(None);
    };
    let timing = "cache;desc=hit".to_owned();
    let response = stream::whole(given.content_type, timing, None, given.body);
    // The tag is of the state that the answer is of, also when a change has come since.
    Ok(Some(tags::tagged(response, state.tags.of(asked, seq))))
}

/// Answers a query in the form that its client wishes. A short answer is kept for those who ask the same again.
///
/// # Errors
/// 400 where the query is at fault, 406, 413, 503 when the server is full, 504 past the deadline.
pub(crate) async fn answer(
    state: &AppState,
    request: QueryRequest,
    wish: Wish,
    asked: Option<Asked>,
) -> Result<Response, Problem> {
    // What changes by itself is no version of the data, and is not kept either.
    let asked = asked.filter(|_| is_settled(&request.text));
    let tag = match &asked {
        Some(asked) => Some(tags::present(state, asked).await?),
        None => None,
    };
    let response = answered(state, request, wish, asked).await?;
    Ok(match tag {
        Some(tag) => tags::tagged(response, tag),
        None => response,
    })
}

async fn answered(
    state: &AppState,
    request: QueryRequest,
    wish: Wish,
    asked: Option<Asked>,
) -> Result<Response, Problem> {
    if is_simple(&request.text)
        && let Some(answered) = at_once(state, &request, &wish, asked)
    {
        return answered;
    }
    let shared = state.clone();
    stream(
        state,
        ("deadline_ms", state.limits().deadline_ms),
        move |outlet, cancel| {
            let (entry, mut ended) = (Entry::begin(&request.text), Ended::default());
            let outcome = evaluate(&shared, request, &wish, cancel, outlet, &mut ended);
            let status = status(&outcome);
            entry.end(shared.query_log.as_ref(), Ended { status, ..ended });
            outcome
        },
    )
    .await
}

fn status<T>(outcome: &Result<T, Problem>) -> u16 {
    let status = outcome.as_ref().err().map(|problem| problem.kind.entry().status);
    status.unwrap_or(StatusCode::OK).as_u16()
}

/// Answers a query as [`brief`] does and notes it in the query log, if there is one.
fn at_once(
    state: &AppState,
    request: &QueryRequest,
    wish: &Wish,
    asked: Option<Asked>,
) -> Option<Result<Response, Problem>> {
    let Some(log) = &state.query_log else {
        return brief(state, request, wish, asked, &mut Ended::default());
    };
    let (entry, mut ended) = (Entry::begin(&request.text), Ended::default());
    let outcome = brief(state, request, wish, asked, &mut ended)?;
    let status = status(&outcome);
    entry.end(Some(log), Ended { status, ..ended });
    Some(outcome)
}

/// Answers a query that takes less time than handing it to another thread and back would; `None` for any other.
fn brief(
    state: &AppState,
    request: &QueryRequest,
    wish: &Wish,
    asked: Option<Asked>,
    ended: &mut Ended,
) -> Option<Result<Response, Problem>> {
    let commons = &state.commons;
    let begun = Instant::now();
    let prepared = match commons.prepare(request.clone()) {
        Ok(prepared) => prepared,
        Err(error) => return Some(Err(refusal::of_query(error))),
    };
    let parsed = begun.elapsed();
    ended.form = Some(prepared.form());
    let chosen = match wish.for_form(prepared.form(), &state.json_ld) {
        Ok(chosen) => chosen,
        Err(problem) => return Some(Err(problem)),
    };
    let mut answer = Vec::new();
    let outcome = match prepared.run_brief(commons, chosen.format, &mut answer)? {
        Ok(outcome) => outcome,
        Err(error) => return Some(Err(refusal::of_query(error))),
    };
    ended.rows = Some(outcome.rows);
    let timing = timed(parsed, outcome.timings);
    let body = Bytes::from(answer);
    let hint = hint(state, &prepared, &outcome);
    // A hint is worked out again: what is kept is the answer alone.
    if let Some(asked) = asked.filter(|_| hint.is_none()) {
        let given = Given {
            content_type: chosen.content_type,
            body: body.clone(),
        };
        state.answers.keep(asked, outcome.seq, given);
    }
    Some(Ok(stream::whole(chosen.content_type, timing, hint, body)))
}

/// What may have been meant by a SELECT or ASK that found nothing.
fn hint(state: &AppState, prepared: &PreparedQuery, outcome: &QueryOutcome) -> Option<HeaderValue> {
    if outcome.found || !matches!(prepared.form(), QueryForm::Select | QueryForm::Ask) {
        return None;
    }
    // A hint that cannot be worked out must not cost the answer.
    let hints = state.commons.hints(prepared, &state.known_terms).ok()?;
    let texts: Vec<_> = hints.iter().map(ToString::to_string).collect();
    let header = ascii(&texts.join(" "));
    (!header.is_empty()).then(|| HeaderValue::try_from(header).ok())?
}

/// A header has no letters beyond ASCII: they are percent-encoded, as in an address.
fn ascii(text: &str) -> String {
    let encoded = text.chars().map(|letter| {
        if letter.is_ascii_graphic() || letter == ' ' {
            letter.to_string()
        } else {
            let mut bytes = [0; 4];
            let bytes = letter.encode_utf8(&mut bytes).bytes();
            bytes.map(|byte| format!("%{byte:02X}")).collect()
        }
    });
    encoded.collect()
}

/// Whether a query has the same answer as long as the data are the same. One of these words in a string or a comment is
/// taken for the function; such an answer is worked out each time.
fn is_settled(text: &str) -> bool {
    let words = text.split(|char: char| !char.is_alphanumeric() && char != '_' && char != ':');
    let others = ["NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"];
    words
        .into_iter()
        .all(|word| others.iter().all(|other| !word.eq_ignore_ascii_case(other)))
}

fn evaluate(
    state: &AppState,
    request: QueryRequest,
    wish: &Wish,
    cancel: &CancellationToken,
    outlet: &mut Outlet,
    ended: &mut Ended,
) -> Result<(), Problem> {
    let begun = Instant::now();
    let prepared = state.commons.prepare(request).map_err(refusal::of_query)?;
    let parsed = begun.elapsed();
    ended.form = Some(prepared.form());
    let chosen = wish.for_form(prepared.form(), &state.json_ld)?;
    outlet.announce(chosen.content_type);
    outlet.time(format!("parse;dur={}", milliseconds(parsed)));
    let outcome = prepared
        .run(&state.commons, chosen.format, cancel, outlet)
        .map_err(refusal::of_query)?;
    ended.rows = Some(outcome.rows);
    outlet.hint(hint(state, &prepared, &outcome));
    outlet.time(timed(parsed, outcome.timings));
    tracing::debug!(seq = outcome.seq, rows = outcome.rows, "a query was answered");
    Ok(())
}

fn timed(parsed: Duration, timings: Timings) -> String {
    format!(
        "parse;dur={}, plan;dur={}, execute;dur={}, serialise;dur={}",
        milliseconds(parsed),
        milliseconds(timings.plan),
        milliseconds(timings.execute),
        milliseconds(timings.serialise)
    )
}

/// Milliseconds to the microsecond.
fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1000.0)
}

/// Runs a query and tells how it was answered, instead of its rows.
///
/// # Errors
/// Those of [`answer`].
pub(crate) async fn explain(state: &AppState, request: QueryRequest) -> Result<Response, Problem> {
    let shared = state.clone();
    stream(
        state,
        ("deadline_ms", state.limits().deadline_ms),
        move |outlet, cancel| {
            let commons = &shared.commons;
            let begun = Instant::now();
            let prepared = commons.prepare(request).map_err(refusal::of_query)?;
            let parsed = begun.elapsed();
            let explained = prepared.explain(commons, cancel).map_err(refusal::of_query)?;
            let hints = commons.hints(&prepared, &shared.known_terms);
            outlet.announce("application/json");
            let json = explanation::json(&explained, parsed, &hints.map_err(refusal::of_query)?);
            serde_json::to_writer_pretty(outlet, &json).map_err(|_| Problem::internal())
        },
    )
    .await
}

/// Writes a part of the commons out as it is stored.
///
/// # Errors
/// 404 for a graph that does not exist, 503 when the server is full, 504 past the deadline.
pub(crate) async fn export(
    state: &AppState,
    what: Export,
    (format, content_type): (GraphFormat, &'static str),
) -> Result<Response, Problem> {
    let commons = state.commons.clone();
    let limit = ("export_deadline_ms", state.limits().export_deadline_ms);
    stream(state, limit, move |outlet, _| {
        outlet.announce(content_type);
        commons
            .export(&what, format, outlet)
            .map_err(refusal::of_export)?;
        Ok(())
    })
    .await
}

/// Runs `work` in the lane for queries and streams what it writes. `limit` is the deadline with its name.
///
/// # Errors
/// What `work` fails with before its first bytes have left, 503 when the lane is full, 504 past the deadline.
pub(crate) async fn stream(
    state: &AppState,
    limit: (&'static str, u64),
    work: impl FnOnce(&mut Outlet, &CancellationToken) -> Result<(), Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let cancel = CancellationToken::new();
    let guard = CancelOnDrop(cancel.clone());
    let deadline = state
        .governor
        .watchdog
        .guard(Duration::from_millis(limit.1), cancel.clone());
    let (mut outlet, inlet) = pipe();
    let begun = state.governor.queries.begin(move || {
        let outcome = work(&mut outlet, &cancel);
        outlet.finish(outcome);
    });
    tokio::select! {
        begun = begun => begun?,
        () = deadline.expired() => return Err(too_late(limit)),
    }
    inlet.response(deadline, guard, || too_late(limit)).await
}

/// What a client is told when the deadline of that name passed.
pub(crate) fn too_late((name, limit_ms): (&'static str, u64)) -> Problem {
    Problem::new(
        Kind::DeadlineExceeded,
        format!("there was no answer within {limit_ms} ms, which is `{name}`"),
    )
    .with("limit_name", name)
    .with("limit", limit_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_whose_answer_changes_by_itself_are_known() {
        for text in [
            "SELECT (NOW() AS ?n) {}",
            "ASK { FILTER(rand () < 1) }",
            "ASK{SERVICE<a:b>{}}",
        ] {
            assert!(!is_settled(text), "{text}");
        }
        assert!(is_settled(
            "ASK { ?knowledge a mut:KnowledgeSeed ; ex:now ?now_or_never }"
        ));
    }
}
