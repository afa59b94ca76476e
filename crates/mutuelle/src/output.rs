//! Standard output and standard error.
//!
//! Answers go to standard output and nothing else does, so that they can be piped. A reader that has seen enough
//! (`mutuelle query … | head`) ends the command without a complaint.

use std::error::Error;
use std::io::{self, IsTerminal, Write};

/// The reader of standard output went away.
#[derive(Debug, thiserror::Error)]
#[error("standard output was closed")]
pub(crate) struct OutputClosed;

/// Standard output, locked; says when its reader is gone.
pub(crate) struct Output(io::StdoutLock<'static>);

impl Output {
    pub(crate) fn new() -> Self {
        Self(io::stdout().lock())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(marked)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(marked)
    }
}

fn marked(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return io::Error::new(io::ErrorKind::BrokenPipe, OutputClosed);
    }
    error
}

/// Whether an error comes from a reader that went away.
pub(crate) fn is_closed(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| {
        cause
            .get_ref()
            .is_some_and(<dyn Error + Send + Sync>::is::<OutputClosed>)
    })
}

/// Writes an answer's line.
pub(crate) fn line(text: impl AsRef<str>) -> io::Result<()> {
    writeln!(Output::new(), "{}", text.as_ref())
}

/// Writes a remark for the person at the terminal. There is nobody to tell when that fails.
pub(crate) fn remark(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", text.as_ref());
}

/// Whether answers go to a terminal, where people read them.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}
