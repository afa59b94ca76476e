//! Content codings (RFC 9110, section 8.4): answers that are compressed for those who ask for it, and texts that come so.

use crate::condition;
use crate::problem::{Kind, Problem};
use axum::body::Body;
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, HeaderMap};
use http::{Method, Request};
use mutuelle_commons::brotli;
use std::convert::Infallible;
use std::future::ready;
use std::io::{self, Read};
use tower::{ServiceExt, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::Compression;
use tower_http::compression::predicate::SizeAbove;

/// An answer that is known to be shorter than this is sent as it is: the coding's own bytes would eat what it saves.
pub(crate) const COMPRESSED_BYTES_MIN: u64 = 1_024;
/// How hard is tried: about three quarters of what can be saved, for a tenth of the time.
const EFFORT: i32 = 4;

/// The answer in a coding that the client accepts, if it names one. A piece that is there goes out at once: the encoder is
/// flushed when it has to wait for the next.
pub(crate) async fn compressed(method: &Method, accepted: &HeaderMap, response: Response) -> Response {
    if !accepted.contains_key(ACCEPT_ENCODING) || *method == Method::HEAD {
        return response;
    }
    let mut request = Request::new(());
    *request.headers_mut() = accepted.clone();
    let status = response.status();
    let mut response = Some(response);
    // The layer's own work without a layer, which every request would pay for.
    let given =
        service_fn(move |_: Request<()>| ready(Ok::<_, Infallible>(response.take().unwrap_or_default())));
    let compression = Compression::new(given)
        .quality(CompressionLevel::Precise(EFFORT))
        .compress_when(SizeAbove::new(COMPRESSED_BYTES_MIN));
    let Ok(mut response) = compression.oneshot(request).await;
    // A client that refuses every coding, plain text too, gets plain text.
    *response.status_mut() = status;
    if response.headers().contains_key(CONTENT_ENCODING) {
        weaken(response.headers_mut());
    }
    response.map(Body::new)
}

/// The compressed bytes are others than those that a strong tag stands for (RFC 9110, section 8.8.1).
fn weaken(headers: &mut HeaderMap) {
    if let Some(tag) = headers.get_mut(ETAG) {
        *tag = condition::weak(tag.clone());
    }
}

/// A coding that a body may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Zstd,
    Brotli,
}

/// The names that are accepted.
pub(crate) const CODINGS: [&str; 4] = ["gzip", "br", "zstd", "identity"];

impl Coding {
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "zstd" => Some(Self::Zstd),
            "br" => Some(Self::Brotli),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Brotli => "br",
        }
    }

    /// The first bytes of every text in it (RFC 1952, RFC 8878); brotli has none (RFC 7932).
    pub(crate) fn magic(self) -> &'static [u8] {
        match self {
            Self::Gzip => &[0x1f, 0x8b],
            Self::Zstd => &[0x28, 0xb5, 0x2f, 0xfd],
            Self::Brotli => &[],
        }
    }

    /// What a short text was before it was compressed. Blocking.
    ///
    /// # Errors
    /// 413 past the limit, 400 when the bytes are not in the coding.
    pub(crate) fn decoded(self, bytes: &[u8], limit: u64) -> Result<Vec<u8>, Problem> {
        let mut text = Vec::new();
        let read = match self {
            Self::Gzip => flate2::read::MultiGzDecoder::new(bytes)
                .take(limit + 1)
                .read_to_end(&mut text),
            Self::Zstd => zstd::Decoder::with_buffer(bytes)
                .and_then(|decoder: zstd::Decoder<'_, &[u8]>| decoder.take(limit + 1).read_to_end(&mut text)),
            Self::Brotli => brotli(bytes).take(limit + 1).read_to_end(&mut text),
        };
        read.map_err(|error: io::Error| self.is_not(&format!(": {error}")))?;
        if text.len() as u64 > limit {
            return Err(Problem::limit("text_bytes_max", "bytes", limit, None));
        }
        Ok(text)
    }

    /// The problem of a body that is not what its header says.
    pub(crate) fn is_not(self, why: &str) -> Problem {
        let name = self.name();
        Problem::new(
            Kind::MalformedRequest,
            format!("`Content-Encoding` says {name}, the body is not {name}{why}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http_body_util::BodyExt;

    fn accepting(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, http::HeaderValue::from_static(value));
        headers
    }

    async fn coding(accepted: &'static str, bytes: usize) -> Option<String> {
        let response = Response::new(Body::from(vec![b'x'; bytes]));
        let response = compressed(&Method::GET, &accepting(accepted), response).await;
        assert_eq!(response.status(), 200);
        let coding = response.headers().get("content-encoding");
        coding.map(|coding| coding.to_str().unwrap().to_owned())
    }

    #[tokio::test]
    async fn an_answer_has_the_coding_that_its_client_likes_best() {
        for (accepted, expected) in [
            ("gzip", Some("gzip")),
            ("br", Some("br")),
            ("zstd", Some("zstd")),
            ("gzip;q=0.5, zstd;q=0.8, br;q=0.1", Some("zstd")),
            ("gzip, br", Some("br")),
            ("deflate", None),
            ("identity", None),
            ("gzip;q=0", None),
            ("identity;q=0", None),
            ("", None),
        ] {
            assert_eq!(coding(accepted, 5_000).await.as_deref(), expected, "{accepted}");
        }
    }

    #[tokio::test]
    async fn a_tiny_answer_is_sent_as_it_is_up_to_the_limit() {
        let least = usize::try_from(COMPRESSED_BYTES_MIN).unwrap();
        assert_eq!(coding("gzip", least - 1).await, None);
        assert_eq!(coding("gzip", least).await.as_deref(), Some("gzip"));
    }

    #[tokio::test]
    async fn a_piece_goes_out_before_the_next_one_is_there() {
        for name in ["gzip", "br", "zstd"] {
            let (give, take) = tokio::sync::mpsc::channel::<Result<Bytes, io::Error>>(1);
            let body = Body::from_stream(tokio_stream::wrappers::ReceiverStream::new(take));
            let response = compressed(&Method::GET, &accepting(name), Response::new(body)).await;
            let mut body = response.into_body();
            let piece = Bytes::from(b"<http://a> <http://b> \"first\" .\n".repeat(2_048));
            give.send(Ok(piece.clone())).await.unwrap();
            // The sender still has the channel open: nothing but a flush brings this.
            let mut bytes = Vec::new();
            while bytes.is_empty() {
                bytes.extend_from_slice(&body.frame().await.unwrap().unwrap().into_data().unwrap());
            }
            if name == "gzip" {
                let mut text = vec![0; 32];
                flate2::read::GzDecoder::new(bytes.as_slice())
                    .read_exact(&mut text)
                    .unwrap();
                assert_eq!(text, piece[..32]);
            }
            drop(give);
        }
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_breaks_off_compressed_too() {
        let pieces = [
            Ok(Bytes::from(vec![b'x'; 70_000])),
            Err(io::Error::other("broken")),
        ];
        let body = Body::from_stream(tokio_stream::iter(pieces));
        let response = compressed(&Method::GET, &accepting("gzip"), Response::new(body)).await;
        assert!(response.into_body().collect().await.is_err());
    }

    #[test]
    fn a_compressed_text_is_taken_at_its_limit_and_refused_above_it() {
        let text = "SELECT * { ?s ?p ?o }".repeat(1_000);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
        let mut brotli = Vec::new();
        let parameters = ::brotli::enc::BrotliEncoderParams::default();
        ::brotli::BrotliCompress(&mut text.as_bytes(), &mut brotli, &parameters).unwrap();
        let packed = [
            (Coding::Brotli, brotli),
            (Coding::Gzip, gzip.finish().unwrap()),
            (Coding::Zstd, zstd::encode_all(text.as_bytes(), 1).unwrap()),
        ];
        for (coding, bytes) in packed {
            assert!(bytes.starts_with(coding.magic()));
            assert_eq!(coding.decoded(&bytes, 21_000).unwrap(), text.as_bytes());
            let over = coding.decoded(&bytes, 20_999).unwrap_err();
            assert_eq!(over.kind, Kind::LimitExceeded);
            let cut = coding.decoded(&bytes[..bytes.len() / 2], 21_000).unwrap_err();
            assert_eq!(cut.kind, Kind::MalformedRequest);
        }
    }
}
