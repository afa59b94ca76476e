//! The index: documents in, snapshots out.

use std::path::{Path, PathBuf};

use oxrdf::NamedOrBlankNode;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::schema::TantivyDocument;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Term};

use crate::analyser::Analyser;
use crate::document::{EntityDocument, Text, bounded_key, entity_key};
use crate::error::SearchError;
use crate::fields::{Fields, Role, RoleFields};
use crate::folder::{self, Found};
use crate::folding::fold;
use crate::language::{Reading, primary_subtag};
use crate::mark::CommitMark;
use crate::profile::SearchProfile;
use crate::record::Record;
use crate::snapshot::SearchSnapshot;

/// Memory that the writer may fill, in bytes, before it flushes a segment; shared by its threads, and taken only
/// while documents are coming in.
pub const WRITER_HEAP_BYTES: usize = 64_000_000;
/// Most indexing threads: more than this would leave each less than tantivy's minimum of the heap.
pub const INDEXING_THREADS_MAX: usize = 4;
/// Segments of like size that are merged into one. Fewer segments make a query cheaper and a commit dearer.
const SEGMENTS_MERGED_MIN: usize = 4;
/// Segments below this many documents count as of like size.
const SEGMENT_LAYER_DOCS_MIN: u32 = 2_000;
/// Share of deleted documents from which a segment is written anew.
const DELETED_SHARE_MAX: f32 = 0.3;
/// Blocks of 16 KiB of stored records that each segment keeps decompressed.
const RECORD_CACHE_BLOCKS: usize = 32;

/// What was found when an index was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexState {
    /// The index holds everything up to this change.
    Ready { seq: u64 },
    /// The index is empty: every entity has to be indexed again.
    NeedsRebuild { reason: String },
}

/// How an index is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexOptions {
    /// 1 is right for a server that reads at the same time; a rebuild may take more, up to
    /// [`INDEXING_THREADS_MAX`] (beyond it, that many are used).
    pub indexing_threads: usize,
}

impl Default for IndexOptions {
    fn default() -> Self {
        Self { indexing_threads: 1 }
    }
}

/// The text index of one commons. It has one owner, who writes; readers hold [snapshots](SearchSnapshot).
pub struct SearchIndex {
    writer: IndexWriter<TantivyDocument>,
    reader: IndexReader,
    fields: Fields,
    analyser: Analyser,
    /// What each commit says beside its seq.
    mark: CommitMark,
    snapshot: SearchSnapshot,
}

impl SearchIndex {
    /// Opens the index in `dir` with one indexing thread; see [`open_with`](Self::open_with).
    pub fn open(dir: &Path, profile: &SearchProfile) -> Result<(Self, IndexState), SearchError> {
        Self::open_with(dir, profile, IndexOptions::default())
    }

    /// Opens the index in `dir`, which is created when missing. An index that was built for other fields, another
    /// analysis or another profile, or that cannot be read, is removed, and an empty one takes its place.
    pub fn open_with(
        dir: &Path,
        profile: &SearchProfile,
        options: IndexOptions,
    ) -> Result<(Self, IndexState), SearchError> {
        let (schema, fields) = Fields::build();
        let mark = CommitMark::new(profile);
        let (index, found) = folder::open(dir, &schema, &mark)?;
        let reason = match found {
            Found::Usable { seq } => match Self::over(&index, fields.clone(), mark.clone(), options, dir) {
                Ok(opened) => return Ok((opened, IndexState::Ready { seq })),
                Err(SearchError::Index { source, .. }) => {
                    tracing::warn!(error = &source as &dyn std::error::Error, "text index unreadable");
                    format!("its files cannot be read: {source}")
                }
                Err(error) => return Err(error),
            },
            Found::Fresh { reason } => {
                let opened = Self::over(&index, fields, mark, options, dir)?;
                return Ok((opened, IndexState::NeedsRebuild { reason }));
            }
        };
        let index = folder::replace(dir, &schema)?;
        let opened = Self::over(&index, fields, mark, options, dir)?;
        Ok((opened, IndexState::NeedsRebuild { reason }))
    }

    /// An empty index in memory.
    pub fn in_memory(profile: &SearchProfile) -> Result<Self, SearchError> {
        let (schema, fields) = Fields::build();
        let index = Index::create_in_ram(schema);
        let dir = PathBuf::from("memory");
        Self::over(
            &index,
            fields,
            CommitMark::new(profile),
            IndexOptions::default(),
            &dir,
        )
    }

    fn over(
        index: &Index,
        fields: Fields,
        mark: CommitMark,
        options: IndexOptions,
        dir: &Path,
    ) -> Result<Self, SearchError> {
        let analyser = Analyser::new();
        analyser.register(index.tokenizers());
        let threads = options.indexing_threads.clamp(1, INDEXING_THREADS_MAX);
        let writer_options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(WRITER_HEAP_BYTES / threads)
            .num_merge_threads(1)
            .build();
        let writer = index
            .writer_with_options(writer_options)
            .map_err(|source| match source {
                tantivy::TantivyError::LockFailure(..) => SearchError::Locked { dir: dir.to_owned() },
                source => SearchError::Index {
                    action: "start writing",
                    source,
                },
            })?;
        writer.set_merge_policy(Box::new(merge_policy()));
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(RECORD_CACHE_BLOCKS)
            .try_into()
            .map_err(SearchError::index("open its segments"))?;
        let seq = committed_seq(index)?;
        let snapshot = SearchSnapshot::new(reader.searcher(), seq, fields.clone(), analyser.clone(), None)?;
        Ok(Self {
            writer,
            reader,
            fields,
            analyser,
            mark,
            snapshot,
        })
    }

    /// Indexes an entity, in place of what was known of it. Visible after the next commit.
    pub fn upsert(&mut self, document: &EntityDocument) -> Result<(), SearchError> {
        self.remove(&document.entity)?;
        let indexed = self.indexed(document)?;
        self.writer
            .add_document(indexed)
            .map_err(SearchError::index("add a document"))?;
        Ok(())
    }

    /// Forgets an entity; an unknown one is no error. Visible after the next commit.
    pub fn remove(&mut self, entity: &NamedOrBlankNode) -> Result<(), SearchError> {
        self.writer
            .delete_term(Term::from_field_text(self.fields.entity, &entity_key(entity)));
        Ok(())
    }

    /// Forgets everything, what is not yet committed included. Visible after the next commit.
    pub fn clear(&mut self) -> Result<(), SearchError> {
        // `delete_all_documents` alone would let through what still waits in the writer's queue.
        self.rollback()?;
        self.writer
            .delete_all_documents()
            .map_err(SearchError::index("clear itself"))?;
        Ok(())
    }

    /// Makes everything since the last commit durable and visible, and notes that the index holds every change up
    /// to `seq`.
    pub fn commit(&mut self, seq: u64) -> Result<(), SearchError> {
        let failed = SearchError::index("commit");
        let mut commit = self.writer.prepare_commit().map_err(&failed)?;
        commit.set_payload(&self.mark.payload(seq));
        commit.commit().map_err(&failed)?;
        self.reader
            .reload()
            .map_err(SearchError::index("show a commit"))?;
        let searcher = self.reader.searcher();
        let (fields, analyser) = (self.fields.clone(), self.analyser.clone());
        self.snapshot = SearchSnapshot::new(searcher, Some(seq), fields, analyser, Some(&self.snapshot))?;
        Ok(())
    }

    /// Forgets everything since the last commit.
    pub fn rollback(&mut self) -> Result<(), SearchError> {
        self.writer.rollback().map_err(SearchError::index("roll back"))?;
        // The library starts a new writer for this, with its own merge policy.
        self.writer.set_merge_policy(Box::new(merge_policy()));
        Ok(())
    }

    /// The change up to which the last commit goes; none before the first one.
    pub fn committed_seq(&self) -> Option<u64> {
        self.snapshot.committed_seq()
    }

    /// The last commit, for reading: cheap, and not touched by what is written later.
    pub fn snapshot(&self) -> SearchSnapshot {
        self.snapshot.clone()
    }

    /// How many segments a query visits.
    pub fn segment_count(&self) -> usize {
        self.snapshot.segment_count()
    }

    /// Files of the index whose checksum is wrong. Reads every byte.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, SearchError> {
        let damaged = self
            .writer
            .index()
            .validate_checksum()
            .map_err(SearchError::index("check its files"))?;
        let mut damaged: Vec<PathBuf> = damaged.into_iter().collect();
        damaged.sort_unstable();
        Ok(damaged)
    }

    /// Ends writing once the merges under way are done; dropping the index gives them up instead. What is not
    /// committed is lost either way.
    pub fn close(self) -> Result<(), SearchError> {
        let merges = self.writer.wait_merging_threads();
        merges.map_err(SearchError::index("merge its segments"))
    }

    fn indexed(&self, document: &EntityDocument) -> Result<TantivyDocument, SearchError> {
        let mut indexed = TantivyDocument::new();
        let mut languages = Vec::new();
        for fields in &self.fields.roles {
            add_texts(&mut indexed, fields, texts(document, fields.role), &mut languages);
        }
        languages.sort_unstable();
        languages.dedup();
        for language in languages {
            indexed.add_text(self.fields.language, language);
        }
        indexed.add_text(self.fields.entity, entity_key(&document.entity));
        indexed.add_u64(self.fields.digest, document.digest());
        for class in &document.types {
            indexed.add_text(self.fields.class, bounded_key(class.as_str().to_owned()));
            indexed.add_text(
                self.fields.class_name,
                bounded_key(fold(local_name(class.as_str()))),
            );
        }
        for graph in &document.graphs {
            indexed.add_text(self.fields.graph, bounded_key(graph.to_string()));
        }
        let record = serde_json::to_vec(&Record::of(document)).map_err(|source| SearchError::Record {
            entity: document.entity.to_string(),
            source,
        })?;
        indexed.add_bytes(self.fields.record, &record);
        Ok(indexed)
    }
}

fn texts(document: &EntityDocument, role: Role) -> &[Text] {
    match role {
        Role::Title => &document.titles,
        Role::Alternative => &document.alternatives,
        Role::Keyword => &document.keywords,
        Role::Body => &document.bodies,
        Role::Linked => &document.linked,
    }
}

/// Adds the texts of one role to its fields, and the languages of the entity's own texts to `languages`.
fn add_texts(into: &mut TantivyDocument, fields: &RoleFields, texts: &[Text], languages: &mut Vec<String>) {
    for text in texts {
        let reading = Reading::of_text(&text.value, text.language.as_deref());
        into.add_text(fields.exact, &text.value);
        if reading.french {
            into.add_text(fields.french, &text.value);
        }
        if reading.english {
            into.add_text(fields.english, &text.value);
        }
        let language = text.language.as_deref().map(primary_subtag);
        if fields.role != Role::Linked {
            languages.extend(language.or_else(|| reading.tag().map(str::to_owned)));
        }
    }
}

/// What follows the last `#`, `/` or `:` of an IRI.
pub(crate) fn local_name(iri: &str) -> &str {
    let iri = iri.trim_end_matches(['#', '/', ':']);
    iri.rsplit(['#', '/', ':']).next().unwrap_or(iri)
}

fn merge_policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(SEGMENTS_MERGED_MIN);
    policy.set_min_layer_size(SEGMENT_LAYER_DOCS_MIN);
    policy.set_del_docs_ratio_before_merge(DELETED_SHARE_MAX);
    policy
}

fn committed_seq(index: &Index) -> Result<Option<u64>, SearchError> {
    let metas = index
        .load_metas()
        .map_err(SearchError::index("read its last commit"))?;
    Ok(metas.payload.as_deref().and_then(CommitMark::seq_of))
}
