//! Opening the commons that a verb works on.

use anyhow::{Context, Result, bail};
use mutuelle_commons::{Commons, CommonsOptions, IndexStart, NamedNode, Place, TextError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The data folder when none is named.
const DEFAULT_FOLDER: &str = "mutuelle-data";
/// The base IRI when none is named: the server's default address.
pub(crate) const DEFAULT_BASE: &str = "http://127.0.0.1:7878/";
/// How often a verb looks whether the text index is there.
const INDEX_POLL: Duration = Duration::from_millis(50);
/// How often a verb looks whether the read copy is there: for five minutes.
const COPY_POLLS_MAX: usize = 6_000;

/// The data folder that a verb works on.
pub(crate) fn folder(data: Option<&Path>) -> PathBuf {
    data.map_or_else(|| PathBuf::from(DEFAULT_FOLDER), Path::to_owned)
}

/// Reads an absolute IRI from the command line.
pub(crate) fn iri(text: &str) -> Result<NamedNode, String> {
    NamedNode::new(text).map_err(|error| {
        format!("not an absolute IRI ({error}); write it whole, as in http://example.org/graph/a")
    })
}

/// Opens a commons and logs what was found; makes a new one where there is none.
pub(crate) fn open(place: Place, base: NamedNode) -> Result<Commons> {
    open_with(brief(place, base))
}

/// The options of a verb that answers once and ends: it would build the read copy in vain.
pub(crate) fn brief(place: Place, base: NamedNode) -> CommonsOptions {
    CommonsOptions {
        columns_bytes_max: 0,
        ..CommonsOptions::new(place, base)
    }
}

/// The same with what an operator may choose.
pub(crate) fn open_with(options: CommonsOptions) -> Result<Commons> {
    let shown = match &options.place {
        Place::Memory => "in memory".to_owned(),
        Place::Directory(folder) => format!("in `{}`", folder.display()),
    };
    let options = CommonsOptions {
        meter: Some(crate::memory::held_by_thread),
        ..options
    };
    let (commons, report) =
        Commons::open(options).with_context(|| format!("cannot open the commons {shown}"))?;
    if let Some(tail) = &report.torn_tail {
        tracing::warn!(%tail, "an unfinished last record was cut off the journal; it was never acknowledged");
    }
    if report.replayed > 0 {
        tracing::info!(
            changes = report.replayed,
            "changes were brought from the journal into the store"
        );
    }
    if let IndexStart::Rebuilding { reason } = &report.index {
        tracing::info!(%reason, "the text index is made anew");
    }
    tracing::info!(seq = report.seq, "the commons is open {shown}");
    Ok(commons)
}

/// Opens the commons in a folder for a verb that has nothing to say about an empty one.
pub(crate) fn open_existing(data: Option<&Path>, base: NamedNode) -> Result<Commons> {
    let folder = existing(data)?;
    open(Place::Directory(folder), base)
}

/// The same for a verb that goes through everything: it waits for the read copy, which is as a server keeps it, and where
/// there is none it goes on without.
pub(crate) fn open_copied(data: Option<&Path>, base: NamedNode) -> Result<Commons> {
    let commons = open_with(CommonsOptions {
        inference: true,
        ..CommonsOptions::new(Place::Directory(existing(data)?), base)
    })?;
    for _ in 0..COPY_POLLS_MAX {
        if !commons.status()?.copy.inferring {
            break;
        }
        std::thread::sleep(INDEX_POLL);
    }
    Ok(commons)
}

/// The folder, when a commons is in it.
pub(crate) fn existing(data: Option<&Path>) -> Result<PathBuf> {
    let folder = folder(data);
    if !folder.join("FORMAT").exists() {
        bail!(
            "there is no commons in `{}`; name another folder with `--data DIR`, or fill this one with `mutuelle import FILE`",
            folder.display()
        );
    }
    Ok(folder)
}

/// The default base as an IRI.
pub(crate) fn default_base() -> NamedNode {
    NamedNode::new_unchecked(DEFAULT_BASE)
}

/// Waits until the text index answers. A verb is in no hurry; whoever waits can interrupt.
pub(crate) fn when_indexed<T>(mut ask: impl FnMut() -> Result<T, TextError>) -> Result<T, TextError> {
    loop {
        match ask() {
            Err(TextError::Rebuilding) => std::thread::sleep(INDEX_POLL),
            done => return done,
        }
    }
}

/// Brings everything to the disk and lets the folder go.
pub(crate) fn close(commons: &Commons) -> Result<()> {
    commons
        .close()
        .context("the commons could not be closed in order; the next start recovers it")
}
