//! The commons over HTTP: SPARQL, graph store, search, pages, limits, telemetry.
//!
//! Async begins and ends here: every handler reads the request, hands blocking work to a lane of threads, and gives
//! the answer back. [`router`] reads as a table of contents; each resource has its file.

mod addressed;
mod answers;
mod argdown;
mod authorisation;
mod body;
mod coding;
mod computed;
mod condition;
mod config;
mod cors;
mod data;
mod deadline;
mod description;
mod edge;
mod evaluation;
mod explanation;
mod formats;
mod graph_store;
mod health;
mod home;
mod lane;
mod language;
mod metrics;
mod negotiate;
mod ns;
mod openapi;
mod operation;
mod page;
mod pair;
mod parameters;
mod prefixes;
mod problem;
mod problem_page;
mod queries;
mod queries_page;
mod query_log;
mod rate;
mod receipt;
mod refusal;
mod registry;
mod resource;
mod router;
mod search;
mod serve;
mod sparql;
mod state;
mod statistics;
mod stream;
mod style;
mod suffix;
mod tags;
mod terms;
mod token;
mod update;
mod void;
mod why;

pub use config::{DEFAULT_PORT, DefaultGraph, LaneLimits, RateLimits, ServerConfig, ServerLimits};
pub use router::router;
pub use serve::{Bound, ServeError, bind, serve};
pub use state::AppState;
pub use token::{
    Created, Identity, NAME_CHARS_MAX, SECRET_BYTES, Scope, TokenError, TokenRecord, TokenStore,
};
