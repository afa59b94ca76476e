//! The server itself.

use super::answer::{HTML, JSON, lang};
use super::operation::Operation;
use super::parameter::Parameter;
use crate::problem::Kind;

pub(super) fn home() -> Operation {
    Operation::get("What this commons holds, for people")
        .takes([lang()])
        .reads()
        .gives([HTML])
}

pub(super) fn problems() -> Operation {
    Operation::get("The kinds of errors, for people")
        .takes([lang()])
        .gives([HTML])
}

pub(super) fn problem() -> Operation {
    Operation::get("What a kind of error means, for people")
        .takes([Parameter::text("slug", "its name").in_path(), lang()])
        .fails_with(&[Kind::NotFound])
        .gives([HTML])
}

pub(super) fn openapi() -> Operation {
    Operation::get("This document").gives([JSON])
}

pub(super) fn health() -> Operation {
    Operation::get("Whether the process lives").gives([JSON])
}

pub(super) fn ready() -> Operation {
    Operation::get("Whether all reads are answered")
        .fails_with(&[Kind::NotReady, Kind::Overloaded])
        .gives([JSON])
}

pub(super) fn status() -> Operation {
    Operation::get("Figures about the commons and its copies")
        .fails_with(&[Kind::Overloaded])
        .gives([JSON])
}

pub(super) fn metrics() -> Operation {
    Operation::get("Prometheus text format")
        .fails_with(&[Kind::Overloaded])
        .gives(["text/plain"])
}

pub(super) fn style() -> Operation {
    Operation::get("The style sheet").gives(["text/css"])
}
