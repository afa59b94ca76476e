//! The table: every route of `router.rs` with what its methods take and give, each described in the file of its noun.

use super::operation::Operation;
use super::{computed, graph, pair, query, resource, service};

/// Every other address may be a resource's.
pub(super) const FALLBACK: &str = "/{path}";

type Described = (&'static str, &'static [fn() -> Operation]);

/// Every path, in the router's order.
pub(super) const PATHS: &[Described] = &[
    ("/", &[service::home]),
    ("/sparql", &[query::query, query::query_by_post]),
    ("/update", &[query::update]),
    (
        "/data",
        &[
            graph::get,
            graph::head,
            graph::put,
            graph::post,
            graph::patch,
            graph::delete,
        ],
    ),
    ("/search", &[query::search]),
    ("/computed", &[computed::computations]),
    ("/computed/{name}", &[computed::computed]),
    ("/argdown", &[computed::argdown, computed::argdown_post]),
    ("/why", &[computed::why]),
    ("/queries", &[query::queries]),
    ("/queries/{name}", &[query::named, query::named_by_post]),
    ("/prefixes", &[resource::prefixes]),
    ("/export/pair", &[pair::everything]),
    ("/export/pair/report", &[pair::report]),
    ("/export/pair/sparql", &[pair::query, pair::query_by_post]),
    ("/export/pair/{class}", &[pair::container]),
    ("/.well-known/void", &[pair::void]),
    ("/resource", &[resource::by_parameter]),
    ("/ns", &[resource::ontology]),
    ("/ns/context.jsonld", &[resource::context]),
    ("/ns/shapes", &[resource::shapes]),
    ("/problems", &[service::problems]),
    ("/problems/{slug}", &[service::problem]),
    ("/openapi.json", &[service::openapi]),
    ("/health", &[service::health]),
    ("/ready", &[service::ready]),
    ("/status", &[service::status]),
    ("/metrics", &[service::metrics]),
    ("/style.css", &[service::style]),
    (
        FALLBACK,
        &[
            resource::by_path,
            graph::put_by_path,
            graph::post_by_path,
            graph::patch_by_path,
            graph::delete_by_path,
        ],
    ),
];
