//! Opening a commons: take the folder, recover, start the threads.

use crate::change::ChangeError;
use crate::commons::{Commons, CommonsOptions, Core, Place};
use crate::copy::CopySide;
use crate::folder::{Folder, FolderError};
use crate::inferring::Inference;
use crate::pair::{Canonical, PairView, Saying};
use crate::recovery::{catch_up, catch_up_text};
use crate::text::TextSide;
use crate::versions::Versions;
use crate::writer::Writer;
use mutuelle_inference::Rules;
use mutuelle_journal::{Journal, JournalError, JournalOptions};
use mutuelle_ontology as ontology;
use mutuelle_search::{ProfileError, SearchError, SearchProfile};
use mutuelle_shapes::{Shapes, ShapesError};
use mutuelle_store::{Store, StoreError};
use oxrdf::NamedNode;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, RwLock};

/// What was found at opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReport {
    /// The sequence number of the last change.
    pub seq: u64,
    /// How many records the store lacked and got from the journal.
    pub replayed: u64,
    /// Where an incomplete last record was cut off the journal.
    pub torn_tail: Option<String>,
    /// How the text index starts.
    pub index: IndexStart,
}

/// How the text index starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexStart {
    /// It answers at once.
    Ready,
    /// It is made anew in the background; text queries wait.
    Rebuilding {
        /// Why.
        reason: String,
    },
}

/// A commons could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be taken.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The journal is damaged or unreadable.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store holds changes that the journal does not know.
    #[error(
        "the store is at seq {store} but the journal ends at {journal}: the journal was replaced or cut; put the right one back, or remove the folders `store` and `index` to rebuild them from this journal"
    )]
    StoreAhead {
        /// The store's seq.
        store: u64,
        /// The journal's.
        journal: u64,
    },
    /// A dump that the journal names cannot be read.
    #[error("the dump `{hash}` that the journal names cannot be read from the folder `dumps`")]
    Dump {
        /// Its hash.
        hash: String,
        /// Why.
        #[source]
        source: Box<ChangeError>,
    },
    /// The text index cannot be opened nor made anew.
    #[error(transparent)]
    Index(#[from] SearchError),
    /// The ontology that this program carries is broken.
    #[error("the built-in ontology cannot be read")]
    Ontology(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<ShapesError> for OpenError {
    fn from(error: ShapesError) -> Self {
        Self::Ontology(Box::new(error))
    }
}

impl From<ProfileError> for OpenError {
    fn from(error: ProfileError) -> Self {
        Self::Ontology(Box::new(error))
    }
}

impl Commons {
    /// Opens a commons; makes a new one where there is none. What the last process left unfinished is finished first.
    pub fn open(options: CommonsOptions) -> Result<(Self, OpenReport), OpenError> {
        let profile = SearchProfile::from_graph(&ontology::search_profile().map_err(broken)?)?;
        let shapes = Shapes::from_graph(&ontology::shapes().map_err(broken)?)?
            .with_classes(&ontology::vocabulary().map_err(broken)?);
        let folder = match &options.place {
            Place::Memory => None,
            Place::Directory(root) => Some(Folder::open(root)?),
        };
        let (store, journal, replayed, torn_tail) = match &folder {
            None => (Store::in_memory()?, None, 0, None),
            Some(folder) => open_disk(folder)?,
        };
        let seq = store.read()?.view().seq()?;
        let (text, state) = TextSide::open(folder.as_ref().map(Folder::index).as_deref(), profile)?;
        let empty = store.read()?.view().quad_count()? == 0;
        let index = match catch_up_text(&text, state, journal.as_ref())? {
            Ok(()) => IndexStart::Ready,
            // Nothing is made in no time: a new commons answers text queries from its first moment.
            Err(_) if empty && text.rebuild(&store).is_ok() => IndexStart::Ready,
            Err(reason) => IndexStart::Rebuilding { reason },
        };
        text.set_ready(index == IndexStart::Ready);
        let rules = rules()?;
        let pair = Saying::of(&rules).map_err(broken)?;
        let inference = options.inference.then(|| Inference::of(rules));
        let copy = match (&folder, &journal) {
            (Some(folder), Some(journal)) => {
                CopySide::open(folder, journal, empty, options.columns_bytes_max, inference)?
            }
            _ => CopySide::empty(options.columns_bytes_max, inference),
        };
        let journal_bytes = AtomicU64::new(journal.as_ref().map_or(0, Journal::bytes));
        let core = Arc::new(Core {
            base: options.base,
            clock: options.clock,
            limits: options.limits,
            meter: options.meter,
            store,
            shapes,
            exempt: options.exempt,
            canonical: Canonical::of_pair().map_err(broken)?,
            pair,
            pair_view: PairView::default(),
            text,
            copy,
            services: crate::elsewhere::services(&options.outbound),
            outbound: options.outbound,
            gate: RwLock::new(()),
            versions: RwLock::new(Versions::since(seq)),
            folder,
            journal_bytes,
            wake: crate::commons::Wake::default(),
            wake_copier: crate::commons::Wake::default(),
        });
        let writer = Writer {
            core: Arc::clone(&core),
            journal,
            seq,
            versions: Versions::since(seq),
            closed: false,
        };
        let report = OpenReport {
            seq,
            replayed,
            torn_tail,
            index,
        };
        Ok((Self::start(core, writer), report))
    }
}

type OnDisk = (Store, Option<Journal>, u64, Option<String>);

fn open_disk(folder: &Folder) -> Result<OnDisk, OpenError> {
    let (journal, opened) = Journal::open(&folder.journal(), JournalOptions::default())?;
    let store = Store::open(&folder.store())?;
    let replayed = catch_up(&store, &journal, &folder.dumps())?;
    let torn = opened.cut.map(|cut| format!("{cut:?}"));
    Ok((store, Some(journal), replayed, torn))
}

/// The rules of the vocabulary and of its alignments.
fn rules() -> Result<Rules<NamedNode>, OpenError> {
    let mut graph = ontology::vocabulary().map_err(broken)?;
    graph.extend(&ontology::alignments().map_err(broken)?);
    Rules::of(&graph).map_err(broken)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> OpenError {
    OpenError::Ontology(Box::new(error))
}
