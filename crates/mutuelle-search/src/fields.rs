//! The fields of the index and what each is worth.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use crate::analyser;

/// Raised whenever the fields of the index change: an index with another version is rebuilt.
pub(crate) const SCHEMA_VERSION: u32 = 2;

/// What a text is to its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    Title,
    Alternative,
    Keyword,
    Body,
    Linked,
}

impl Role {
    pub(crate) const ALL: [Self; 5] = [
        Self::Title,
        Self::Alternative,
        Self::Keyword,
        Self::Body,
        Self::Linked,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Alternative => "alternative",
            Self::Keyword => "keyword",
            Self::Body => "body",
            Self::Linked => "linked",
        }
    }

    /// Whether a resource in this place is replaced by its labels.
    pub(crate) fn takes_labels(self) -> bool {
        matches!(self, Self::Keyword | Self::Linked)
    }
}

/// The three analyses of one role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoleFields {
    pub(crate) role: Role,
    /// Folded words of every language, with positions, for exact matches and phrases.
    pub(crate) exact: Field,
    pub(crate) french: Field,
    pub(crate) english: Field,
}

/// Handles of all fields.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) roles: [RoleFields; 5],
    /// The entity's key: a term to delete by, a column to order and list by.
    pub(crate) entity: Field,
    pub(crate) digest: Field,
    pub(crate) class: Field,
    /// The folded local name of each class, so that people can type `type:KnowledgeSeed`.
    pub(crate) class_name: Field,
    pub(crate) graph: Field,
    pub(crate) language: Field,
    /// What a hit shows (see `record`).
    pub(crate) record: Field,
}

/// Names of the columns that are read by name.
pub(crate) const ENTITY: &str = "entity";
pub(crate) const DIGEST: &str = "digest";
pub(crate) const CLASS: &str = "class";

impl Fields {
    /// The schema, always built in the same order.
    pub(crate) fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let roles = Role::ALL.map(|role| RoleFields::add(&mut schema, role));
        let fields = Self {
            roles,
            entity: schema.add_text_field(ENTITY, STRING | FAST),
            digest: schema.add_u64_field(DIGEST, FAST),
            class: schema.add_text_field(CLASS, STRING | FAST),
            class_name: schema.add_text_field("class_name", STRING),
            graph: schema.add_text_field("graph", STRING),
            language: schema.add_text_field("language", STRING),
            record: schema.add_bytes_field("record", STORED),
        };
        (schema.build(), fields)
    }
}

impl RoleFields {
    fn add(schema: &mut SchemaBuilder, role: Role) -> Self {
        let mut field = |suffix: &str, analysis: &str, detail| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(analysis)
                .set_index_option(detail);
            let options = TextOptions::default().set_indexing_options(indexing);
            schema.add_text_field(&format!("{}{suffix}", role.name()), options)
        };
        let detail = IndexRecordOption::WithFreqsAndPositions;
        Self {
            role,
            exact: field("", analyser::EXACT, detail),
            french: field("_fr", analyser::FRENCH, detail),
            english: field("_en", analyser::ENGLISH, detail),
        }
    }
}
