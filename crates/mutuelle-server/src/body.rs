//! Request bodies: counted as they come, kept in memory while small, in a temporary file when large.

use crate::coding::{CODINGS, Coding};
use crate::config::ServerLimits;
use crate::lane::Lane;
use crate::parameters::utf8;
use crate::problem::{Kind, Problem};
use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt;
use mutuelle_commons::Input;
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Write};
use std::time::Duration;
use tempfile::TempPath;

/// How many files one body may hold.
pub(crate) const PARTS_MAX: usize = 64;

/// Reads a body piece by piece and refuses it once it passes a limit.
struct Intake {
    body: Body,
    limit_name: &'static str,
    limit: u64,
    received: u64,
    idle: Duration,
}

impl Intake {
    /// # Errors
    /// 413 when the body's announced length is over the limit: nothing of it is read then.
    fn new(
        body: Body,
        headers: &HeaderMap,
        limit_name: &'static str,
        limit: u64,
        idle_ms: u64,
    ) -> Result<Self, Problem> {
        let announced = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse().ok());
        if announced.is_some_and(|announced: u64| announced > limit) {
            return Err(Problem::limit(limit_name, "bytes", limit, announced));
        }
        Ok(Self {
            body,
            limit_name,
            limit,
            received: 0,
            idle: Duration::from_millis(idle_ms),
        })
    }

    /// The next piece, or nothing at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let Ok(frame) = tokio::time::timeout(self.idle, self.body.frame()).await else {
                let idle_ms = self.idle.as_millis();
                return Err(Problem::new(
                    Kind::BodyTimeout,
                    format!("no byte of the body came for {idle_ms} ms, which is `body_idle_ms`"),
                ));
            };
            let Some(frame) = frame else { return Ok(None) };
            let frame = frame
                .map_err(|error| Problem::malformed(format!("the body ended before its end: {error}")))?;
            // Trailers carry nothing that is read here.
            let Ok(data) = frame.into_data() else { continue };
            self.received += data.len() as u64;
            if self.received > self.limit {
                return Err(Problem::limit(
                    self.limit_name,
                    "bytes",
                    self.limit,
                    Some(self.received),
                ));
            }
            return Ok(Some(data));
        }
    }
}

/// The text of a query, an update or a form.
///
/// # Errors
/// 413 past `text_bytes_max`, received or decompressed, 415 for a content encoding other than gzip, br and zstd, 400 when it is
/// not in it or not UTF-8, 408 when it stops coming.
pub(crate) async fn text(
    body: Body,
    headers: &HeaderMap,
    limits: &ServerLimits,
    lane: &Lane,
) -> Result<String, Problem> {
    utf8(whole(body, headers, limits, lane).await?, "the body")
}

/// The bytes of a body that is held in memory, decompressed.
async fn whole(
    body: Body,
    headers: &HeaderMap,
    limits: &ServerLimits,
    lane: &Lane,
) -> Result<Vec<u8>, Problem> {
    let coding = coding(headers)?;
    let limit = limits.text_bytes_max;
    let mut intake = Intake::new(body, headers, "text_bytes_max", limit, limits.body_idle_ms)?;
    let mut bytes = Vec::new();
    while let Some(piece) = intake.next().await? {
        bytes.extend_from_slice(&piece);
    }
    if let Some(coding) = coding {
        bytes = lane.run(move || coding.decoded(&bytes, limit)).await??;
    }
    Ok(bytes)
}

/// One file of a body that holds several.
pub(crate) struct Part {
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

/// The files of a `multipart/form-data` body (RFC 7578), together no longer than a text may be.
///
/// # Errors
/// 400 when the body is not what it claims, 413 past [`PARTS_MAX`], and those of [`text`].
pub(crate) async fn parts(
    body: Body,
    headers: &HeaderMap,
    limits: &ServerLimits,
    lane: &Lane,
) -> Result<Vec<Part>, Problem> {
    let broken =
        |error: multer::Error| Problem::malformed(format!("the parts of the body cannot be told: {error}"));
    let claimed = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(claimed.unwrap_or_default()).map_err(broken)?;
    let bytes = Bytes::from(whole(body, headers, limits, lane).await?);
    let mut multipart = multer::Multipart::new(stream::iter([Ok::<Bytes, Infallible>(bytes)]), boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        if parts.len() == PARTS_MAX {
            return Err(Problem::limit("parts_max", "parts", PARTS_MAX as u64, None));
        }
        parts.push(Part {
            headers: field.headers().clone(),
            bytes: field.bytes().await.map_err(broken)?.into(),
        });
    }
    Ok(parts)
}

/// An RDF body that was received whole.
pub(crate) struct Received {
    pub(crate) input: Input,
    /// Removes the temporary file when dropped; held until the input was read.
    pub(crate) file: Option<TempPath>,
}

/// Receives an RDF body; past `spool_bytes` it goes to a temporary file.
///
/// # Errors
/// 413 past `body_bytes_max`, 415 for a content encoding other than gzip, br and zstd, 400 when a body is not in the one that it
/// claims, 408 when it stops coming.
pub(crate) async fn rdf(
    body: Body,
    headers: &HeaderMap,
    limits: &ServerLimits,
    lane: &Lane,
) -> Result<Received, Problem> {
    let coding = coding(headers)?;
    let mut intake = Intake::new(
        body,
        headers,
        "body_bytes_max",
        limits.body_bytes_max,
        limits.body_idle_ms,
    )?;
    let mut head: Vec<u8> = Vec::new();
    let mut spool: Option<(File, TempPath)> = None;
    while let Some(piece) = intake.next().await? {
        head.extend_from_slice(&piece);
        if let Some(coding) = coding.filter(|_| spool.is_none()) {
            check(coding, &head)?;
        }
        if head.len() > limits.spool_bytes {
            let full = std::mem::take(&mut head);
            let open = spool.take();
            spool = Some(written(lane, open, full).await?);
        }
    }
    if let Some(coding) = coding.filter(|coding| spool.is_none() && head.len() < coding.magic().len()) {
        return Err(coding.is_not(""));
    }
    let (input, file) = match spool {
        None => (Input::Bytes(head), None),
        Some(open) => {
            let (_, path) = written(lane, Some(open), head).await?;
            (Input::File(path.to_path_buf()), Some(path))
        }
    };
    // The engine cannot tell this one by itself.
    let input = match coding {
        Some(Coding::Brotli) => Input::Brotli(Box::new(input)),
        _ => input,
    };
    Ok(Received { input, file })
}

/// Appends to the spool file, made when there is none, on a thread that may block.
async fn written(
    lane: &Lane,
    open: Option<(File, TempPath)>,
    bytes: Vec<u8>,
) -> Result<(File, TempPath), Problem> {
    let outcome = lane
        .run(move || -> io::Result<(File, TempPath)> {
            let (mut file, path) = match open {
                Some(open) => open,
                None => tempfile::NamedTempFile::with_prefix("mutuelle-body-")?.into_parts(),
            };
            file.write_all(&bytes)?;
            Ok((file, path))
        })
        .await?;
    outcome.map_err(|error| Problem::hidden(&error))
}

/// The engine recognises codings by their first bytes; a header that disagrees with them is the client's error.
fn check(coding: Coding, head: &[u8]) -> Result<(), Problem> {
    let magic = coding.magic();
    let shared = head.len().min(magic.len());
    if head[..shared] == magic[..shared] {
        Ok(())
    } else {
        Err(coding.is_not(""))
    }
}

/// The body's coding, unless it is none.
///
/// # Errors
/// 415 for one that is not known here.
fn coding(headers: &HeaderMap) -> Result<Option<Coding>, Problem> {
    let Some(value) = headers.get(CONTENT_ENCODING) else {
        return Ok(None);
    };
    let name = value
        .to_str()
        .map_err(|_| Problem::malformed("`Content-Encoding` is not ASCII"))?
        .trim();
    if name.is_empty() || name.eq_ignore_ascii_case("identity") {
        return Ok(None);
    }
    Coding::of_name(name)
        .map(Some)
        .ok_or_else(|| Problem::unsupported("content encoding", Some(name), &CODINGS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LaneLimits;
    use http::HeaderValue;

    fn limits() -> ServerLimits {
        ServerLimits {
            body_bytes_max: 10,
            text_bytes_max: 10,
            spool_bytes: 4,
            ..ServerLimits::default()
        }
    }

    fn lane() -> Lane {
        Lane::start(
            "test jobs",
            LaneLimits {
                running_max: 1,
                waiting_max: 1,
            },
        )
        .unwrap()
    }

    fn pieces(pieces: &[&'static str]) -> Body {
        let pieces: Vec<Result<&'static str, io::Error>> = pieces.iter().map(|piece| Ok(*piece)).collect();
        Body::from_stream(tokio_stream::iter(pieces))
    }

    #[tokio::test]
    async fn a_small_body_stays_in_memory_and_a_large_one_goes_to_a_file_that_is_removed() {
        let small = rdf(pieces(&["ab", "cd"]), &HeaderMap::new(), &limits(), &lane())
            .await
            .unwrap();
        assert!(matches!(small.input, Input::Bytes(bytes) if bytes == b"abcd"));
        let large = rdf(pieces(&["ab", "cde", "f"]), &HeaderMap::new(), &limits(), &lane())
            .await
            .unwrap();
        let Input::File(path) = large.input else {
            panic!("5 bytes are past the threshold of 4")
        };
        assert_eq!(std::fs::read(&path).unwrap(), b"abcdef");
        drop(large.file);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_chunked_body_is_refused_at_its_first_byte_too_many() {
        assert!(
            rdf(pieces(&["01234", "56789"]), &HeaderMap::new(), &limits(), &lane())
                .await
                .is_ok()
        );
        let refused = rdf(
            pieces(&["01234", "567890"]),
            &HeaderMap::new(),
            &limits(),
            &lane(),
        )
        .await;
        let problem = refused.err().unwrap();
        assert_eq!(problem.kind, Kind::LimitExceeded);
        assert_eq!(problem.members["limit_name"], "body_bytes_max");
        assert_eq!(problem.members["limit"], 10);
        assert_eq!(problem.members["received"], 11);
    }

    #[tokio::test]
    async fn a_body_that_announces_too_much_is_not_read() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("11"));
        let problem = text(pieces(&["x"]), &headers, &limits(), &lane())
            .await
            .unwrap_err();
        assert_eq!(problem.members["received"], 11);
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("10"));
        assert_eq!(
            text(pieces(&["0123456789"]), &headers, &limits(), &lane())
                .await
                .unwrap(),
            "0123456789"
        );
    }

    #[tokio::test]
    async fn a_body_that_stops_coming_is_given_up() {
        let limits = ServerLimits {
            body_idle_ms: 1,
            ..limits()
        };
        let never = Body::from_stream(tokio_stream::pending::<Result<Bytes, io::Error>>());
        let problem = text(never, &HeaderMap::new(), &limits, &lane())
            .await
            .unwrap_err();
        assert_eq!(problem.kind, Kind::BodyTimeout);
    }

    #[tokio::test]
    async fn a_coding_must_be_what_it_says_and_others_are_refused() {
        let mut headers = HeaderMap::new();
        for name in ["gzip", "zstd"] {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            for body in [["a"], [""], ["\u{1f}"], ["("]] {
                let problem = rdf(pieces(&body), &headers, &limits(), &lane())
                    .await
                    .err()
                    .unwrap();
                assert_eq!(problem.kind, Kind::MalformedRequest);
                let problem = text(pieces(&body), &headers, &limits(), &lane())
                    .await
                    .unwrap_err();
                assert_eq!(problem.kind, Kind::MalformedRequest, "{name} {body:?}");
            }
        }
        // Of brotli only reading tells.
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        for body in [["a"], [""]] {
            let problem = text(pieces(&body), &headers, &limits(), &lane())
                .await
                .unwrap_err();
            assert_eq!(problem.kind, Kind::MalformedRequest, "br {body:?}");
            let received = rdf(pieces(&body), &headers, &limits(), &lane()).await.unwrap();
            assert!(matches!(received.input, Input::Brotli(_)));
        }
        for (name, magic) in [
            ("gzip", vec![0x1f, 0x8b, 8]),
            ("zstd", vec![0x28, 0xb5, 0x2f, 0xfd, 0]),
        ] {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            assert!(rdf(Body::from(magic), &headers, &limits(), &lane()).await.is_ok());
        }
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("deflate"));
        let problem = rdf(pieces(&["a"]), &headers, &limits(), &lane())
            .await
            .err()
            .unwrap();
        assert_eq!(problem.kind, Kind::UnsupportedMediaType);
        let problem = text(pieces(&["a"]), &headers, &limits(), &lane())
            .await
            .unwrap_err();
        assert_eq!(problem.kind, Kind::UnsupportedMediaType);
    }
}
