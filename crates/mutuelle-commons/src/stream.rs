//! A load that is too large for memory, on its way from the parsing thread to the writer.

use crate::change::ChangeError;
use oxrdf::Quad;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// How many quads travel together.
pub(crate) const BATCH_QUADS: usize = 8_192;
/// How many batches may wait for the writer.
const BATCHES_WAITING_MAX: usize = 4;

enum Message {
    Batch(Vec<Quad>),
    Failed(ChangeError),
    End,
}

/// The parsing thread's end.
pub(crate) struct Sending {
    batch: Vec<Quad>,
    channel: SyncSender<Message>,
}

/// The writer's end: batches until the end of the input or its first error.
pub(crate) struct Batches {
    channel: Receiver<Message>,
    ended: bool,
}

/// A stream between two threads.
pub(crate) fn stream() -> (Sending, Batches) {
    let (sender, receiver) = sync_channel(BATCHES_WAITING_MAX);
    (
        Sending {
            batch: Vec::new(),
            channel: sender,
        },
        Batches {
            channel: receiver,
            ended: false,
        },
    )
}

impl Sending {
    /// Sends a quad, with others; false when the writer does not want any more.
    pub(crate) fn push(&mut self, quad: Quad) -> bool {
        self.batch.push(quad);
        self.batch.len() < BATCH_QUADS || self.flush()
    }

    fn flush(&mut self) -> bool {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH_QUADS));
        self.channel.send(Message::Batch(batch)).is_ok()
    }

    /// Ends the stream, well or with the error that ended the input. The writer may have hung up already.
    pub(crate) fn finish(mut self, outcome: Result<(), ChangeError>) {
        let last = match outcome {
            Ok(()) => {
                self.flush();
                Message::End
            }
            Err(error) => Message::Failed(error),
        };
        let _ = self.channel.send(last);
    }
}

impl Iterator for Batches {
    type Item = Result<Vec<Quad>, ChangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.channel.recv() {
            Ok(Message::Batch(batch)) => return Some(Ok(batch)),
            Ok(Message::End) => {
                self.ended = true;
                return None;
            }
            Ok(Message::Failed(error)) => {
                self.ended = true;
                return Some(Err(error));
            }
            Err(_) => {}
        }
        // A parsing thread that goes away without a word must not pass for the end of the input.
        self.ended = true;
        Some(Err(ChangeError::Closed))
    }
}
