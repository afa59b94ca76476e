//! An answer on its way out: held back while it is short, then streamed through a bounded channel.
//!
//! A response is complete or visibly broken. While less than [`HEAD_BYTES`] were written, and no row has waited for
//! [`ROW_HELD`], a failure still becomes a problem; after that the connection is broken, never closed as if all had been
//! sent.

use crate::deadline::Deadline;
use crate::problem::Problem;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};
use mutuelle_commons::CancellationToken;
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time;

/// Where the time of an answer went.
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
/// What may have been meant by a query that found nothing. A header, so that the answer is the standard's.
pub(crate) const HINT: HeaderName = HeaderName::from_static("mutuelle-hint");
/// How much of an answer is held back before the status is sent, in bytes.
pub(crate) const HEAD_BYTES: usize = 64 << 10;
/// How long a row is held back that others follow slowly. It then leaves, and with it the status.
pub(crate) const ROW_HELD: Duration = Duration::from_millis(20);
/// How many pieces of [`HEAD_BYTES`] wait for a slow client before the evaluation waits too.
pub(crate) const PIECES_WAITING_MAX: usize = 4;

/// What a buffer takes besides, once it is shared between threads.
const SHARED_BYTES: usize = 32;

enum Piece {
    Bytes(Bytes),
    /// Everything was sent. A channel that closes without it was broken off.
    End,
}

enum Head {
    Whole(Announced, Vec<u8>),
    Begun(Announced, mpsc::Receiver<Piece>),
    Failed(Problem),
}

/// The first rows of an answer while they are held back, where the async side can take them.
#[derive(Default)]
enum Early {
    #[default]
    Nothing,
    Rows(Announced, Vec<u8>),
    /// They left. What follows goes through this.
    Left(mpsc::Sender<Piece>),
}

/// Shared by the two sides.
type Shelf = Arc<Mutex<Early>>;

fn lock(shelf: &Shelf) -> MutexGuard<'_, Early> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the headers of an answer say.
#[derive(Clone, Debug)]
struct Announced {
    content_type: &'static str,
    /// `Server-Timing` (<https://www.w3.org/TR/server-timing/>), as far as it is known when the headers go out.
    timing: Option<String>,
    /// `Mutuelle-Hint`, of an answer that is empty.
    hint: Option<HeaderValue>,
}

impl Announced {
    fn response(self, body: Body) -> Response {
        let content_type = HeaderValue::from_static(self.content_type);
        let mut response = ([(CONTENT_TYPE, content_type)], body).into_response();
        let timing = self.timing.and_then(|timing| timing.parse().ok());
        if let Some(timing) = timing {
            response.headers_mut().insert(SERVER_TIMING, timing);
        }
        if let Some(hint) = self.hint {
            response.headers_mut().insert(HINT, hint);
        }
        response
    }
}

/// An answer that is there already.
pub(crate) fn whole(
    content_type: &'static str,
    timing: String,
    hint: Option<HeaderValue>,
    body: Bytes,
) -> Response {
    Announced {
        content_type,
        timing: Some(timing),
        hint,
    }
    .response(Body::from(body))
}

/// The blocking side: what an evaluation writes into.
pub(crate) struct Outlet {
    announced: Announced,
    held: Vec<u8>,
    /// How many of the bytes that are held stand on the shelf too.
    shelved: usize,
    shelf: Shelf,
    head: Option<oneshot::Sender<Head>>,
    pieces: Option<mpsc::Sender<Piece>>,
}

/// The async side: turns what comes into a response.
pub(crate) struct Inlet {
    head: oneshot::Receiver<Head>,
    shelf: Shelf,
}

/// The two ends of an answer.
pub(crate) fn pipe() -> (Outlet, Inlet) {
    let (give, take) = oneshot::channel();
    let shelf = Shelf::default();
    let outlet = Outlet {
        announced: Announced {
            content_type: "application/octet-stream",
            timing: None,
            hint: None,
        },
        held: Vec::new(),
        shelved: 0,
        shelf: Arc::clone(&shelf),
        head: Some(give),
        pieces: None,
    };
    (outlet, Inlet { head: take, shelf })
}

impl Outlet {
    /// Says what the bytes will be; before the first of them.
    pub(crate) fn announce(&mut self, content_type: &'static str) {
        self.announced.content_type = content_type;
    }

    /// Says where the time went so far.
    pub(crate) fn time(&mut self, timing: String) {
        self.announced.timing = Some(timing);
    }

    /// Says what may have been meant by a query that finds nothing.
    pub(crate) fn hint(&mut self, hint: Option<HeaderValue>) {
        self.announced.hint = hint;
    }

    /// Ends the answer, well or badly.
    pub(crate) fn finish(mut self, outcome: Result<(), Problem>) {
        self.follow_early();
        match (self.head.take(), outcome) {
            // A receiver that is gone means a client that is gone: there is nobody to tell.
            (Some(head), Ok(())) => {
                let _ = head.send(Head::Whole(self.announced.clone(), mem::take(&mut self.held)));
            }
            (Some(head), Err(problem)) => {
                let _ = head.send(Head::Failed(problem));
            }
            (None, Ok(())) => {
                if self.send_held().is_ok() {
                    let _ = self.send(Piece::End);
                }
            }
            (None, Err(problem)) => {
                tracing::warn!(
                    detail = problem.detail,
                    "an answer was broken off after its first bytes"
                );
            }
        }
    }

    /// Goes on after the first rows, if they have left; else nothing of them leaves by itself any more.
    fn follow_early(&mut self) {
        if self.shelved == 0 {
            return;
        }
        let shelved = mem::take(&mut self.shelved);
        if let Early::Left(pieces) = mem::take(&mut *lock(&self.shelf)) {
            self.held.drain(..shelved);
            self.head = None;
            self.pieces = Some(pieces);
        }
    }

    fn send_held(&mut self) -> io::Result<()> {
        self.follow_early();
        if let Some(head) = self.head.take() {
            let (give, take) = mpsc::channel(PIECES_WAITING_MAX);
            self.pieces = Some(give);
            head.send(Head::Begun(self.announced.clone(), take))
                .map_err(|_| gone())?;
        }
        if self.held.is_empty() {
            return Ok(());
        }
        let held = mem::take(&mut self.held);
        // What was allocated is the capacity, and what keeps it alive as shared bytes.
        let handed = held.capacity() + SHARED_BYTES;
        self.send(Piece::Bytes(Bytes::from(held)))?;
        mutuelle_commons::handed_over(handed);
        Ok(())
    }

    fn shelve(&mut self) -> io::Result<()> {
        let mut early = lock(&self.shelf);
        match &mut *early {
            Early::Nothing => *early = Early::Rows(self.announced.clone(), self.held.clone()),
            Early::Rows(_, rows) => rows.extend_from_slice(self.held.get(self.shelved..).unwrap_or_default()),
            Early::Left(_) => {
                drop(early);
                return self.send_held();
            }
        }
        self.shelved = self.held.len();
        Ok(())
    }

    fn send(&self, piece: Piece) -> io::Result<()> {
        let pieces = self.pieces.as_ref().ok_or_else(gone)?;
        pieces.blocking_send(piece).map_err(|_| gone())
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the client is gone")
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A power of two is what the allocator really gives: any other size it rounds up, and what is handed over piece
        // by piece would seem to be held by the query in the end.
        let needed = self.held.len() + bytes.len();
        if needed > self.held.capacity() {
            let size = needed.next_power_of_two();
            self.held.reserve_exact(size - self.held.len());
        }
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HEAD_BYTES {
            self.send_held()?;
        }
        Ok(bytes.len())
    }

    /// What was written may leave. Before the first bytes have left, it may do so after [`ROW_HELD`]: should the answer
    /// end before, well or badly, it is given whole.
    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        if self.pieces.is_some() {
            return self.send_held();
        }
        self.shelve()
    }
}

/// Cancels an evaluation when its response is dropped: sent, broken off, or abandoned by its client.
pub(crate) struct CancelOnDrop(pub(crate) CancellationToken);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Inlet {
    /// The response, once enough is known of it.
    ///
    /// # Errors
    /// The problem that the evaluation ended with, or `too_late` when the deadline passed before.
    pub(crate) async fn response(
        self,
        deadline: Deadline,
        guard: CancelOnDrop,
        too_late: impl FnOnce() -> Problem,
    ) -> Result<Response, Problem> {
        let head = tokio::select! {
            biased;
            head = self.head => head.map_err(|_| Problem::internal())?,
            // The evaluator heeds its cancellation late or never; the client does not wait for that.
            () = deadline.expired() => return Err(too_late()),
            begun = early(&self.shelf) => begun,
        };
        let (announced, body) = match head {
            Head::Failed(_) if deadline.has_expired() => return Err(too_late()),
            Head::Failed(problem) => return Err(problem),
            Head::Whole(announced, bytes) => (announced, Body::from(bytes)),
            Head::Begun(announced, pieces) => (announced, streamed(pieces, deadline, guard)),
        };
        Ok(announced.response(body))
    }
}

/// Takes the first rows off the shelf, once they have waited.
async fn early(shelf: &Shelf) -> Head {
    loop {
        time::sleep(ROW_HELD).await;
        let mut early = lock(shelf);
        if let Early::Rows(announced, rows) = &mut *early {
            let (give, take) = mpsc::channel(PIECES_WAITING_MAX);
            let (announced, rows) = (announced.clone(), mem::take(rows));
            // There is room: the channel is new.
            let _ = give.try_send(Piece::Bytes(Bytes::from(rows)));
            *early = Early::Left(give);
            return Head::Begun(announced, take);
        }
    }
}

fn streamed(pieces: mpsc::Receiver<Piece>, deadline: Deadline, guard: CancelOnDrop) -> Body {
    let state = Some((pieces, deadline, guard));
    let pieces = stream::unfold(state, async |state| {
        let (mut pieces, deadline, guard) = state?;
        let next = tokio::select! {
            biased;
            () = deadline.expired() => Err("the deadline passed while the answer was being sent"),
            piece = pieces.recv() => piece.ok_or("the answer was broken off"),
        };
        match next {
            Ok(Piece::Bytes(bytes)) => Some((Ok(bytes), Some((pieces, deadline, guard)))),
            Ok(Piece::End) => None,
            Err(reason) => Some((Err(io::Error::other(reason)), None)),
        }
    });
    // An encoder looks for more after the end, which an unfolded stream answers with a panic.
    Body::from_stream(pieces.fuse())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::Watchdog;
    use crate::problem::Kind;
    use http_body_util::BodyExt;
    use std::thread;
    use std::time::Duration;

    struct Harness {
        watchdog: Watchdog,
        token: CancellationToken,
    }

    impl Harness {
        fn new() -> Self {
            Self {
                watchdog: Watchdog::start().unwrap(),
                token: CancellationToken::new(),
            }
        }

        async fn response(
            &self,
            patience: Duration,
            work: impl FnOnce(Outlet) + Send + 'static,
        ) -> Result<Response, Problem> {
            let (outlet, inlet) = pipe();
            thread::spawn(move || work(outlet));
            let deadline = self.watchdog.guard(patience, self.token.clone());
            inlet
                .response(deadline, CancelOnDrop(self.token.clone()), || {
                    Problem::new(Kind::DeadlineExceeded, "late")
                })
                .await
        }
    }

    const LONG: Duration = Duration::from_hours(1);

    #[tokio::test]
    async fn an_error_one_byte_before_the_head_is_full_is_a_problem() {
        let outcome = Harness::new()
            .response(LONG, |mut outlet| {
                outlet.write_all(&vec![b'x'; HEAD_BYTES - 1]).unwrap();
                outlet.finish(Err(Problem::malformed("no")));
            })
            .await;
        assert_eq!(outcome.unwrap_err().kind, Kind::MalformedRequest);
    }

    #[tokio::test]
    async fn an_error_after_the_head_breaks_the_body() {
        let response = Harness::new()
            .response(LONG, |mut outlet| {
                outlet.write_all(&vec![b'x'; HEAD_BYTES]).unwrap();
                outlet.finish(Err(Problem::malformed("no")));
            })
            .await
            .unwrap();
        assert!(response.status().is_success());
        assert!(response.into_body().collect().await.is_err());
    }

    #[tokio::test]
    async fn a_panic_after_the_head_breaks_the_body() {
        let response = Harness::new()
            .response(LONG, |mut outlet| {
                outlet.write_all(&vec![b'x'; HEAD_BYTES]).unwrap();
                // What unwinding does to the outlet.
                drop(outlet);
            })
            .await
            .unwrap();
        assert!(response.into_body().collect().await.is_err());
    }

    #[tokio::test]
    async fn a_row_leaves_while_the_next_is_not_found_yet() {
        let (release, held) = std::sync::mpsc::channel::<()>();
        let response = Harness::new()
            .response(LONG, move |mut outlet| {
                outlet.write_all(b"row\n").unwrap();
                outlet.flush().unwrap();
                held.recv().unwrap();
                outlet.write_all(b"another\n").unwrap();
                outlet.flush().unwrap();
                outlet.write_all(b"end\n").unwrap();
                outlet.finish(Ok(()));
            })
            .await
            .unwrap();
        let mut body = response.into_body();
        let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(first, "row\n");
        release.send(()).unwrap();
        assert_eq!(body.collect().await.unwrap().to_bytes(), "another\nend\n");
    }

    #[tokio::test]
    async fn an_error_after_a_row_has_left_breaks_the_body() {
        let (release, held) = std::sync::mpsc::channel::<()>();
        let response = Harness::new()
            .response(LONG, move |mut outlet| {
                outlet.write_all(b"row\n").unwrap();
                outlet.flush().unwrap();
                held.recv().unwrap();
                outlet.finish(Err(Problem::malformed("no")));
            })
            .await
            .unwrap();
        assert!(response.status().is_success());
        release.send(()).unwrap();
        assert!(response.into_body().collect().await.is_err());
    }

    /// What a response is made of that has come to its end before anybody looks.
    async fn ended(outcome: Result<(), Problem>) -> Result<Bytes, Problem> {
        let harness = Harness::new();
        let (mut outlet, inlet) = pipe();
        for row in [b"a\n", b"b\n"] {
            outlet.write_all(row).unwrap();
            outlet.flush().unwrap();
        }
        outlet.write_all(b"c\n").unwrap();
        outlet.finish(outcome);
        let deadline = harness.watchdog.guard(LONG, harness.token.clone());
        let guard = CancelOnDrop(harness.token.clone());
        let response = inlet.response(deadline, guard, || Problem::new(Kind::DeadlineExceeded, "late"));
        Ok(response.await?.into_body().collect().await.unwrap().to_bytes())
    }

    #[tokio::test]
    async fn an_answer_that_ends_before_its_first_row_had_to_leave_is_given_whole() {
        assert_eq!(ended(Ok(())).await.unwrap(), "a\nb\nc\n");
    }

    #[tokio::test]
    async fn an_error_before_the_first_row_had_to_leave_is_a_problem() {
        let problem = ended(Err(Problem::malformed("no"))).await.unwrap_err();
        assert_eq!(problem.kind, Kind::MalformedRequest);
    }

    #[tokio::test]
    async fn a_long_answer_arrives_whole() {
        let response = Harness::new()
            .response(LONG, |mut outlet| {
                for _ in 0..100 {
                    outlet.write_all(&[b'x'; 10_000]).unwrap();
                }
                outlet.finish(Ok(()));
            })
            .await
            .unwrap();
        assert_eq!(
            response.into_body().collect().await.unwrap().to_bytes().len(),
            1_000_000
        );
    }

    #[tokio::test]
    async fn a_client_that_leaves_cancels_the_evaluation_and_stops_its_writing() {
        let harness = Harness::new();
        let (tell, told) = oneshot::channel();
        let response = harness
            .response(LONG, |mut outlet| {
                let written = (0..1_000).try_for_each(|_| outlet.write_all(&vec![b'x'; HEAD_BYTES]));
                tell.send(written.unwrap_err().kind()).unwrap();
            })
            .await
            .unwrap();
        drop(response);
        assert_eq!(told.await.unwrap(), io::ErrorKind::BrokenPipe);
        assert!(harness.token.is_cancelled());
    }

    #[tokio::test]
    async fn a_deadline_that_passes_before_the_head_is_a_problem_even_if_nothing_heeds_the_cancellation() {
        let harness = Harness::new();
        let (release, held) = std::sync::mpsc::channel::<()>();
        let outcome = harness
            .response(Duration::from_millis(1), move |outlet| {
                held.recv().unwrap_err();
                outlet.finish(Ok(()));
            })
            .await;
        assert_eq!(outcome.unwrap_err().kind, Kind::DeadlineExceeded);
        assert!(harness.token.is_cancelled());
        drop(release);
    }

    #[tokio::test]
    async fn a_deadline_that_passes_later_breaks_the_body() {
        let harness = Harness::new();
        let token = harness.token.clone();
        let response = harness
            .response(Duration::from_millis(20), move |mut outlet| {
                outlet.write_all(&vec![b'x'; HEAD_BYTES]).unwrap();
                while !token.is_cancelled() {
                    thread::yield_now();
                }
                outlet.finish(Ok(()));
            })
            .await;
        // On a very slow machine the deadline passes before the head; that is the other test's case.
        if let Ok(response) = response {
            assert!(response.into_body().collect().await.is_err());
        }
    }
}
