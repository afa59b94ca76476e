//! The formats that answers are written in and bodies are read in.

mod claim;
mod offers;
mod wish;

pub(crate) use claim::{body_format, media_type};
pub(crate) use offers::{
    EXPANDED_JSON_LD, GRAPH_OFFERS, JSON_LD, TABLE_OFFERS, are_same, graph_content_type,
};
pub(crate) use wish::Wish;
