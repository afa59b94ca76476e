//! The index's folder: finding out whether it can be used, and making room for a new index when not.

use std::fs;
use std::path::Path;

use tantivy::Index;
use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::schema::Schema;

use crate::error::SearchError;
use crate::mark::CommitMark;

/// What the folder held.
pub(crate) enum Found {
    /// An index of the same making.
    Usable { seq: u64 },
    /// Nothing, or an index that was removed; the one handed out is new.
    Fresh { reason: String },
}

/// Opens the index in `dir` when it was built with `mark`; else replaces it by an empty one.
pub(crate) fn open(dir: &Path, schema: &Schema, mark: &CommitMark) -> Result<(Index, Found), SearchError> {
    fs::create_dir_all(dir).map_err(folder_error("create a folder", dir))?;
    let reason = match usable(dir, schema, mark) {
        Ok((index, seq)) => return Ok((index, Found::Usable { seq })),
        Err(reason) => reason,
    };
    Ok((replace(dir, schema)?, Found::Fresh { reason }))
}

fn usable(dir: &Path, schema: &Schema, mark: &CommitMark) -> Result<(Index, u64), String> {
    if !dir.join("meta.json").exists() {
        return Err("there is no index yet".to_owned());
    }
    let unreadable = |error: tantivy::TantivyError| format!("its description cannot be read: {error}");
    let index = Index::open_in_dir(dir).map_err(unreadable)?;
    let metas = index.load_metas().map_err(unreadable)?;
    let seq = mark.check(metas.payload.as_deref())?;
    if index.schema() != *schema {
        return Err("its fields are others than this version writes".to_owned());
    }
    Ok((index, seq))
}

/// Removes the files of an index from `dir` and starts an empty one. An index that a running process writes to is
/// left alone.
pub(crate) fn replace(dir: &Path, schema: &Schema) -> Result<Index, SearchError> {
    let failed = SearchError::index("start anew");
    let directory = MmapDirectory::open(dir).map_err(|error| failed(error.into()))?;
    {
        let _lock = directory
            .acquire_lock(&INDEX_WRITER_LOCK)
            .map_err(|_| SearchError::Locked { dir: dir.to_owned() })?;
        let entries = fs::read_dir(dir).map_err(folder_error("list files", dir))?;
        for entry in entries {
            let entry = entry.map_err(folder_error("list files", dir))?;
            if entry.file_name().to_str().is_some_and(is_index_file) {
                fs::remove_file(entry.path()).map_err(folder_error("remove a file", &entry.path()))?;
            }
        }
    }
    Index::create_in_dir(dir, schema.clone()).map_err(failed)
}

/// Whether a file is one of tantivy's. Only these are removed: a folder given by mistake keeps what it holds.
fn is_index_file(name: &str) -> bool {
    let segment_id = name.split('.').next().unwrap_or_default();
    let is_segment = segment_id.len() == 32 && segment_id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_segment || name == "meta.json" || name == ".managed.json"
}

fn folder_error(action: &'static str, path: &Path) -> impl Fn(std::io::Error) -> SearchError {
    move |source| SearchError::Folder {
        action,
        path: path.to_owned(),
        source,
    }
}
