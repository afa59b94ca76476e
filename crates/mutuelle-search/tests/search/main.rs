//! The crate through its public door: profile, documents, index, answers.

mod filtering;
mod finding;
mod keeping;
mod profiling;
mod relevance;
mod support;
