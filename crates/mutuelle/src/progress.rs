//! How far an import is: a bar on a terminal, plain lines elsewhere.

use crate::output;
use crate::size::shown;
use indicatif::{ProgressBar, ProgressStyle};
use mutuelle_commons::{OnProgress, Progress};
use std::io::{self, IsTerminal, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often a plain line is written.
const LINE_EVERY: Duration = Duration::from_secs(5);
const BAR: &str = "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left";
const AFTER: &str = "{msg} {spinner} checked and written, {elapsed}";
/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// Shows the progress of one file. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Meter(Arc<Face>);

enum Face {
    Bar(ProgressBar),
    Lines { name: String, last: Mutex<Instant> },
}

impl Meter {
    /// A meter for a file of a length in bytes.
    pub(crate) fn new(name: &str, bytes_total: u64) -> Self {
        if !io::stderr().is_terminal() {
            return Self(Arc::new(Face::Lines {
                name: name.to_owned(),
                last: Mutex::new(Instant::now()),
            }));
        }
        let style = ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(bytes_total)
            .with_style(style)
            .with_message(name.to_owned());
        Self(Arc::new(Face::Bar(bar)))
    }

    /// What the engine calls while it reads.
    pub(crate) fn on_progress(&self) -> OnProgress {
        let meter = self.clone();
        Arc::new(move |progress: Progress| {
            meter.show(progress.bytes_read, progress.bytes_total, Some(progress.quads));
        })
    }

    /// A reader that shows how much was read of it.
    pub(crate) fn reading<R: Read>(&self, inner: R, bytes_total: u64) -> Metered<R> {
        Metered {
            inner,
            meter: self.clone(),
            bytes_read: 0,
            bytes_total,
        }
    }

    fn show(&self, bytes_read: u64, bytes_total: u64, quads: Option<u64>) {
        match &*self.0 {
            Face::Bar(bar) => {
                bar.set_length(bytes_total);
                bar.set_position(bytes_read);
                if bytes_read >= bytes_total {
                    bar.set_style(
                        ProgressStyle::with_template(AFTER)
                            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
                    );
                    bar.enable_steady_tick(TURN);
                }
            }
            Face::Lines { name, last } => {
                let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
                if last.elapsed() < LINE_EVERY {
                    return;
                }
                *last = Instant::now();
                let quads = quads.map_or_else(String::new, |quads| format!(", {quads} quads"));
                output::remark(format!(
                    "{name}: {} of {}{quads}",
                    shown(bytes_read),
                    shown(bytes_total)
                ));
            }
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Face::Bar(bar) = &*self.0 {
            bar.finish_and_clear();
        }
    }
}

/// A reader with a meter.
pub(crate) struct Metered<R> {
    inner: R,
    meter: Meter,
    bytes_read: u64,
    bytes_total: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes_read += read as u64;
        self.meter.show(self.bytes_read, self.bytes_total, None);
        Ok(read)
    }
}
