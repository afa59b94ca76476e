//! The query log, for operators: how queries went, without what they said and without who asked.
//!
//! A line is a JSON object. The text of a query, its literals, the address and the token of its client are not in it: a hash
//! tells which lines are of the same text. Lines go through a bounded channel to a thread of their own, and are counted
//! as lost rather than waited for; a file that is full becomes `FILE.1`, in the place of an earlier one.

use crate::config::{QUERY_LOG_BYTES_MAX, QUERY_LOG_WAITING_MAX, SLOW_QUERY_MS};
use mutuelle_commons::QueryForm;
use serde_json::json;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Where lines go.
pub(crate) struct QueryLog {
    lines: SyncSender<String>,
    lost: AtomicU64,
}

/// A query under way, as the log sees it.
pub(crate) struct Entry {
    hash: String,
    begun: Instant,
}

/// How a query ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) form: Option<QueryForm>,
    pub(crate) rows: Option<u64>,
    /// The status that its client was sent, or would have been sent before its answer began.
    pub(crate) status: u16,
}

impl Entry {
    pub(crate) fn begin(text: &str) -> Self {
        Self {
            hash: blake3::hash(text.as_bytes()).to_hex()[..HASH_DIGITS].to_owned(),
            begun: Instant::now(),
        }
    }

    /// Notes the end: in the query log, if there is one, and in the server's own where the query was slow.
    pub(crate) fn end(self, log: Option<&QueryLog>, ended: Ended) {
        let Ended { form, rows, status } = ended;
        let duration_ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let form = form.map(QueryForm::keyword);
        if duration_ms >= SLOW_QUERY_MS {
            tracing::warn!(query = self.hash, form, duration_ms, rows, status, "a slow query");
        }
        if let Some(log) = log {
            let time_ms = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |time| time.as_millis());
            log.write(
                json!({
                    "time_ms": u64::try_from(time_ms).unwrap_or(u64::MAX),
                    "query": self.hash,
                    "form": form,
                    "duration_ms": duration_ms,
                    "rows": rows,
                    "status": status,
                })
                .to_string(),
            );
        }
    }
}

/// How much of the hash is shown: enough to tell a thousand million texts apart.
const HASH_DIGITS: usize = 16;

impl QueryLog {
    /// Opens the file and starts the thread, which ends with the log.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = Rotating::open(path, QUERY_LOG_BYTES_MAX)?;
        let (lines, waiting) = sync_channel(QUERY_LOG_WAITING_MAX);
        std::thread::Builder::new()
            .name("mutuelle-query-log".to_owned())
            .spawn(move || keep(file, &waiting))?;
        Ok(Self {
            lines,
            lost: AtomicU64::new(0),
        })
    }

    fn write(&self, line: String) {
        if self.lines.try_send(line).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Lines that found no place.
    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

fn keep(mut file: Rotating, waiting: &Receiver<String>) {
    while let Ok(first) = waiting.recv() {
        let written = std::iter::once(first)
            .chain(waiting.try_iter())
            .try_for_each(|line| file.line(&line))
            .and_then(|()| file.out.flush());
        if let Err(error) = written {
            tracing::error!(%error, path = %file.path.display(), "the query log cannot be written and ends");
            return;
        }
    }
}

/// A file that is put aside when it is full.
struct Rotating {
    path: PathBuf,
    out: BufWriter<File>,
    bytes: u64,
    bytes_max: u64,
}

impl Rotating {
    fn open(path: &Path, bytes_max: u64) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self {
            bytes: file.metadata()?.len(),
            path: path.to_owned(),
            out: BufWriter::new(file),
            bytes_max,
        })
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        let length = line.len() as u64 + 1;
        if self.bytes + length > self.bytes_max && self.bytes > 0 {
            self.out.flush()?;
            let mut aside = self.path.clone().into_os_string();
            aside.push(".1");
            std::fs::rename(&self.path, aside)?;
            *self = Self::open(&self.path, self.bytes_max)?;
        }
        self.bytes += length;
        writeln!(self.out, "{line}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_filled_to_its_limit_and_then_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queries.jsonl");
        let mut file = Rotating::open(&path, 10).unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        for line in ["1234", "6789"] {
            file.line(line).unwrap();
        }
        file.out.flush().unwrap();
        assert_eq!(
            (read("queries.jsonl").as_str(), read("queries.jsonl.1").as_str()),
            ("1234\n6789\n", "")
        );
        file.line("b").unwrap();
        file.out.flush().unwrap();
        assert_eq!(
            (read("queries.jsonl").as_str(), read("queries.jsonl.1").as_str()),
            ("b\n", "1234\n6789\n")
        );
        // What is there already counts.
        let mut again = Rotating::open(&path, 10).unwrap();
        again.line("12345678").unwrap();
        again.out.flush().unwrap();
        assert_eq!(
            (read("queries.jsonl").as_str(), read("queries.jsonl.1").as_str()),
            ("12345678\n", "b\n")
        );
    }
}
