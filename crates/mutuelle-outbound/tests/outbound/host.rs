//! A host that answers every connection with the same bytes.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    heard: Receiver<String>,
}

/// An answer's bytes.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        write!(text, "{name}: {value}\r\n").unwrap();
    }
    text.push_str("connection: close\r\n\r\n");
    [text.as_bytes(), body].concat()
}

impl Host {
    /// Sends these bytes and closes.
    pub(crate) fn start(bytes: Vec<u8>) -> Self {
        Self::with(move |mut stream| {
            // A client that is gone has heard enough.
            let _ = stream.write_all(&bytes);
        })
    }

    /// Never says a word.
    pub(crate) fn silent() -> Self {
        Self::with(|stream| {
            // Ends when the other side does.
            let _ = (&stream).read(&mut [0]);
        })
    }

    fn with(speak: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let (tell, heard) = channel();
        let (counted, speak) = (Arc::clone(&connections), Arc::new(speak));
        thread::spawn(move || {
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::AcqRel);
                let (tell, speak) = (tell.clone(), Arc::clone(&speak));
                thread::spawn(move || serve(stream.unwrap(), &tell, speak.as_ref()));
            }
        });
        Self {
            address,
            connections,
            heard,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Acquire)
    }

    /// The next request, as it came.
    pub(crate) fn heard(&self) -> String {
        self.heard.recv().unwrap()
    }
}

fn serve(mut stream: TcpStream, tell: &Sender<String>, speak: &(dyn Fn(TcpStream) + Send + Sync)) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !is_whole(&request) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
    }
    // The test may not listen.
    let _ = tell.send(String::from_utf8(request).unwrap());
    speak(stream);
}

/// Whether the headers and as much of a body as they announce are there.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}
