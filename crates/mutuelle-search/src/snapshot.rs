//! Reading one commit of the index.

use std::sync::Arc;

use oxrdf::{BlankNode, NamedNode, NamedOrBlankNode};
use tantivy::schema::{TantivyDocument, Value};
use tantivy::{DocAddress, Searcher};

use crate::analyser::Analyser;
use crate::answering::Asked;
use crate::candidates::Roles;
use crate::choosing::{self, Keys, Ranked, Ties};
use crate::document::{KEY_BYTES_MAX, Text};
use crate::error::SearchError;
use crate::fields::{DIGEST, ENTITY, Fields, RoleFields};
use crate::figures::Figures;
use crate::folding::fold;
use crate::grammar::parse;
use crate::index::local_name;
use crate::language::primary_subtag;
use crate::plan::{Marks, Plan};
use crate::record::Record;
use crate::request::{Hit, Meant, Ranking, SearchPage, SearchRequest, SnippetPart};
use crate::snippet::Snippets;

/// The index as one commit left it. Cheap to clone, to keep and to send to another thread.
#[derive(Clone)]
pub struct SearchSnapshot {
    searcher: Searcher,
    seq: Option<u64>,
    fields: Fields,
    analyser: Analyser,
    figures: Arc<Figures>,
}

/// The answer to a request before its records are read.
struct Answer {
    total: usize,
    ranked: Vec<Ranked>,
    types: Vec<(NamedNode, usize)>,
    relaxed: bool,
    meant: Vec<Meant>,
    marks: Marks,
}

impl SearchSnapshot {
    /// The searcher's state; `before` is the snapshot that it takes the place of.
    pub(crate) fn new(
        searcher: Searcher,
        seq: Option<u64>,
        fields: Fields,
        analyser: Analyser,
        before: Option<&Self>,
    ) -> Result<Self, SearchError> {
        let known = before.map(|before| &*before.figures);
        let figures = Figures::of(&searcher, &fields, known);
        let figures = Arc::new(figures.map_err(SearchError::index("read its figures"))?);
        Ok(Self {
            searcher,
            seq,
            fields,
            analyser,
            figures,
        })
    }

    /// The change up to which the snapshot goes; 0 before the first commit, when it is empty.
    pub fn seq(&self) -> u64 {
        self.seq.unwrap_or_default()
    }

    pub(crate) fn committed_seq(&self) -> Option<u64> {
        self.seq
    }

    pub(crate) fn segment_count(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// How many entities are indexed.
    pub fn count(&self) -> usize {
        let live = self
            .searcher
            .segment_readers()
            .iter()
            .map(tantivy::SegmentReader::num_docs);
        live.map(|docs| docs as usize).sum()
    }

    /// One page of the answer to a request.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, SearchError> {
        request.check_bounds()?;
        let found = self.answer(request)?;
        let mut snippets = Snippets::new(self.analyser.clone(), found.marks, request);
        let mut hits = Vec::with_capacity(found.ranked.len());
        for ranked in &found.ranked {
            let record = self.record(ranked.address)?;
            hits.push(hit(ranked.score, &record, request, &mut snippets));
        }
        Ok(SearchPage {
            seq: self.seq(),
            total: found.total,
            relaxed: found.relaxed,
            meant: as_written(found.meant, &hits),
            hits,
            types: found.types,
        })
    }

    /// The same entities in the same order as [`search`](Self::search), for a caller that joins them with data of
    /// its own: no record is read.
    pub fn rank(&self, request: &SearchRequest) -> Result<Ranking, SearchError> {
        request.check_bounds()?;
        self.rank_deep(request)
    }

    /// The same beyond [`WINDOW_MAX`](crate::WINDOW_MAX), for a caller that bounds its own work.
    pub(crate) fn rank_deep(&self, request: &SearchRequest) -> Result<Ranking, SearchError> {
        let found = self.answer(request)?;
        let mut entities = Vec::with_capacity(found.ranked.len());
        let keys = Keys::of(&self.searcher)?;
        for ranked in &found.ranked {
            let entity = self.entity_at(&keys.of_document(ranked.address)?, ranked.address)?;
            entities.push((entity, ranked.score));
        }
        Ok(Ranking {
            seq: self.seq(),
            total: found.total,
            relaxed: found.relaxed,
            entities,
        })
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The fields of some roles.
    pub(crate) fn role_fields(&self, roles: &Roles) -> Vec<RoleFields> {
        let fields = self.fields.roles.iter();
        fields
            .filter(|fields| roles.0.contains(&fields.role))
            .copied()
            .collect()
    }

    /// The entity of a document with this key.
    pub(crate) fn entity_at(&self, key: &str, address: DocAddress) -> Result<NamedOrBlankNode, SearchError> {
        match entity_of_key(key) {
            Some(entity) => Ok(entity),
            None => Ok(self.record(address)?.entity()),
        }
    }

    /// Key (see [`entity_key`](crate::entity_key)) and digest of every indexed entity, ordered by key.
    pub fn entities(&self) -> Result<Vec<(String, u64)>, SearchError> {
        let failed = SearchError::index("list its entities");
        let mut entities = Vec::with_capacity(self.count());
        for segment in self.searcher.segment_readers() {
            let keys = segment.fast_fields().str(ENTITY).map_err(&failed)?;
            let keys = keys.ok_or(SearchError::MissingColumn { column: ENTITY })?;
            let digests = segment.fast_fields().u64(DIGEST).map_err(&failed)?;
            let mut alive: Vec<(u64, u64)> = segment
                .doc_ids_alive()
                .filter_map(|doc| Some((keys.ords().first(doc)?, digests.first(doc).unwrap_or_default())))
                .collect();
            alive.sort_unstable();
            // One walk over the dictionary: looking up each key by itself would decompress a block for each.
            let mut stream = keys.dictionary().stream().map_err(|error| failed(error.into()))?;
            let mut alive = alive.into_iter().peekable();
            while stream.advance() {
                let is_this = |(ordinal, _): &(u64, u64)| *ordinal == stream.term_ord();
                while let Some((_, digest)) = alive.next_if(is_this) {
                    entities.push((String::from_utf8_lossy(stream.key()).into_owned(), digest));
                }
            }
        }
        entities.sort_unstable();
        Ok(entities)
    }

    fn answer(&self, request: &SearchRequest) -> Result<Answer, SearchError> {
        let query = parse(&request.text)?;
        let mut plan = Plan::new(&self.fields, self.analyser.clone(), request, query);
        let sought = plan.sought();
        let asked = Asked {
            searcher: &self.searcher,
            figures: &self.figures,
            fields: &self.fields,
        };
        let (matched, ties) = if sought.is_empty() {
            (asked.listed(&mut plan)?, Ties::ByName)
        } else {
            (asked.matched(&mut plan, &sought)?, Ties::ByDigest)
        };
        let window = (request.offset, request.limit);
        let mut marks = plan.marks();
        marks.exact.extend(matched.alike);
        Ok(Answer {
            total: matched.scored.len(),
            ranked: choosing::page(&self.searcher, matched.scored, ties, window)?,
            types: matched.types,
            relaxed: matched.relaxed,
            meant: matched.meant,
            marks,
        })
    }

    fn record(&self, address: DocAddress) -> Result<Record, SearchError> {
        let document: TantivyDocument = self
            .searcher
            .doc(address)
            .map_err(SearchError::index("read a record"))?;
        let bytes = document
            .get_first(self.fields.record)
            .and_then(|value| value.as_bytes());
        serde_json::from_slice(bytes.unwrap_or_default()).map_err(|source| SearchError::Record {
            entity: format!("{address:?}"),
            source,
        })
    }
}

/// The entity of a key that was not cut.
fn entity_of_key(key: &str) -> Option<NamedOrBlankNode> {
    // A cut key is close to the limit; records tell apart what happens to be as long.
    if key.len() + size_of::<char>() > KEY_BYTES_MAX {
        return None;
    }
    if let Some(id) = key.strip_prefix("_:") {
        return Some(BlankNode::new_unchecked(id).into());
    }
    let iri = key.strip_prefix('<')?.strip_suffix('>')?;
    Some(NamedNode::new_unchecked(iri).into())
}

fn hit(score: f32, record: &Record, request: &SearchRequest, snippets: &mut Snippets) -> Hit {
    let entity = record.entity();
    let title = preferred(&record.titles, &request.ui_languages)
        .or_else(|| preferred(&record.alternatives, &request.ui_languages))
        .cloned()
        .unwrap_or_else(|| unnamed(&entity));
    let (snippet, language) = snippets.cut(record, &title);
    let language = language.or_else(|| title.language.clone());
    Hit {
        entity,
        score,
        types: record.classes(),
        graphs: record.graphs(),
        title,
        language,
        snippet,
        date_ms: record.date_ms,
    }
}

/// What was taken for words, with the accents that a hit has.
fn as_written(meant: Vec<Meant>, hits: &[Hit]) -> Vec<Meant> {
    let marked = || {
        let parts = hits.iter().flat_map(|hit| &hit.snippet);
        parts.filter_map(|part| match part {
            SnippetPart::Marked(text) => Some(text.to_lowercase()),
            SnippetPart::Plain(_) => None,
        })
    };
    let written = meant.into_iter().map(|meant| Meant {
        taken_for: marked()
            .find(|text| fold(text) == meant.taken_for)
            .unwrap_or(meant.taken_for),
        word: meant.word,
    });
    written.collect()
}

/// The text in the first of the reader's languages that has one, then one without a language, then the first.
pub(crate) fn preferred<'t>(texts: &'t [Text], languages: &[String]) -> Option<&'t Text> {
    let tag = |text: &Text| text.language.clone().unwrap_or_default();
    let wanted = languages.iter().find_map(|wanted| {
        let same = texts.iter().find(|text| tag(text).eq_ignore_ascii_case(wanted));
        let near = || {
            texts
                .iter()
                .find(|text| primary_subtag(&tag(text)) == primary_subtag(wanted))
        };
        same.or_else(near)
    });
    wanted
        .or_else(|| texts.iter().find(|text| text.language.is_none()))
        .or_else(|| texts.first())
}

/// A stand-in for the title of an entity that has only a body: the end of its name.
fn unnamed(entity: &NamedOrBlankNode) -> Text {
    match entity {
        NamedOrBlankNode::NamedNode(node) => Text::new(local_name(node.as_str()), None),
        NamedOrBlankNode::BlankNode(node) => Text::new(node.to_string(), None),
    }
}
