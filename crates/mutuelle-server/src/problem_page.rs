//! `/problems`: where the `type` of every problem leads.

use crate::language::Language;
use crate::page::{self, Frame};
use crate::parameters::Parameters;
use crate::problem::{Entry, Kind, Problem};
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use http::HeaderMap;

#[derive(Template)]
#[template(path = "problems.html")]
struct ListPage {
    frame: Frame,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    entry: Entry,
    /// What happened, when the page is the answer to a request that failed.
    detail: Option<String>,
    advice: (&'static str, &'static str),
}

/// All kinds of problems.
pub(crate) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let language = Language::of(
        &Parameters::parse(query.as_deref().unwrap_or_default())?,
        &headers,
    )?;
    let frame = Frame::new(&state, language, language.pick("Problèmes", "Problems"));
    page::answer(&ListPage {
        frame,
        entries: Kind::ALL.map(Kind::entry).to_vec(),
    })
}

/// One kind of problem: what it means and what to do.
pub(crate) async fn get(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let kind = Kind::of_slug(&slug)
        .ok_or_else(|| Problem::new(Kind::NotFound, format!("there is no problem type `{slug}`")))?;
    let language = Language::of(
        &Parameters::parse(query.as_deref().unwrap_or_default())?,
        &headers,
    )?;
    page::answer(&of_kind(kind, Frame::new(&state, language, ""), None))
}

/// The page that a browser gets instead of problem+json.
pub(crate) fn occurrence(state: &AppState, problem: &Problem, headers: &HeaderMap) -> String {
    let frame = Frame::new(state, Language::of_headers(headers), "");
    of_kind(problem.kind, frame, Some(problem.detail.clone()))
        .render()
        .unwrap_or_default()
}

fn of_kind(kind: Kind, mut frame: Frame, detail: Option<String>) -> ProblemPage {
    let entry = kind.entry();
    frame.title = frame.t(entry.title_fr, entry.title).to_owned();
    ProblemPage {
        frame,
        entry,
        detail,
        advice: advice(kind),
    }
}

/// What to do about it, in French and English.
const fn advice(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::MalformedRequest => (
            "Corrigez les paramètres ou les en-têtes que nomme « detail ».",
            "Correct the parameters or headers that `detail` names.",
        ),
        Kind::MalformedText => (
            "Corrigez le texte à la ligne et à la colonne indiquées (« line », « column »). Rien n’a été écrit.",
            "Correct the text at the given `line` and `column`. Nothing was written.",
        ),
        Kind::NotUtf8 => (
            "Enregistrez ou envoyez le texte en UTF-8.",
            "Save or send the text as UTF-8.",
        ),
        Kind::TokenMissing | Kind::TokenUnknown => (
            "Demandez un jeton à qui tient ce serveur (« mutuelle token create ») et envoyez-le dans l’en-tête « Authorization: Bearer ».",
            "Ask whoever runs this server for a token (`mutuelle token create`) and send it as `Authorization: Bearer`.",
        ),
        Kind::ScopeMissing => (
            "Demandez un jeton qui permette l’écriture (portée « write »).",
            "Ask for a token that allows writing (scope `write`).",
        ),
        Kind::OperationRefused => (
            "SERVICE et LOAD n’atteignent pas d’autres machines depuis ici. Importez les données, ou interrogez l’autre serveur directement.",
            "SERVICE and LOAD do not reach other machines from here. Import the data, or query the other server directly.",
        ),
        Kind::NotFound => (
            "Vérifiez l’adresse, ou cherchez par mots.",
            "Check the address, or search by words.",
        ),
        Kind::UnknownGraph => (
            "Vérifiez l’IRI du graphe. SELECT DISTINCT ?g { GRAPH ?g { } } donne ceux qui existent.",
            "Check the graph's IRI. SELECT DISTINCT ?g { GRAPH ?g { } } lists those that exist.",
        ),
        Kind::MethodNotAllowed => (
            "L’en-tête « Allow » de la réponse donne les méthodes possibles.",
            "The `Allow` header of the answer lists the methods.",
        ),
        Kind::NotAcceptable => (
            "Demandez un des formats de « offered », par « Accept » ou par « ?format= ».",
            "Ask for one of the formats in `offered`, with `Accept` or `?format=`.",
        ),
        Kind::BodyTimeout => (
            "Envoyez de nouveau le corps entier.",
            "Send the whole body again.",
        ),
        Kind::GraphExists => (
            "Prenez un autre nom, ou CREATE SILENT GRAPH.",
            "Take another name, or CREATE SILENT GRAPH.",
        ),
        Kind::LimitExceeded => (
            "« limit_name » nomme la limite, « limit » donne sa valeur, « received » ce qui est venu. Envoyez moins à la fois, ou importez le fichier sur la machine du serveur.",
            "`limit_name` names the limit, `limit` gives its value, `received` what came. Send less at a time, or import the file on the server's machine.",
        ),
        Kind::UnsupportedMediaType => (
            "Envoyez un des formats de « accepted » et nommez-le dans « Content-Type ».",
            "Send one of the formats in `accepted` and name it in `Content-Type`.",
        ),
        Kind::ShapeViolation => (
            "« violations » donne pour chaque nœud ce qui manque ou ce qui est en trop. Rien n’a été écrit. Avec « Accept: text/turtle », la réponse est le rapport SHACL.",
            "`violations` says of each node what is missing or too much. Nothing was written. With `Accept: text/turtle` the answer is the SHACL report.",
        ),
        Kind::EvaluationFailed => (
            "Simplifiez la requête ; « detail » donne la cause.",
            "Simplify the query; `detail` gives the cause.",
        ),
        Kind::Internal => (
            "La cause est dans le journal du serveur ; prévenez qui le tient.",
            "The cause is in the server's log; tell whoever runs it.",
        ),
        Kind::Overloaded | Kind::IndexRebuilding | Kind::NotReady => (
            "Réessayez après le délai que donne « Retry-After ».",
            "Try again after the time that `Retry-After` gives.",
        ),
        Kind::DeadlineExceeded => (
            "Restreignez la requête : des termes fixes, LIMIT, moins de jointures sans lien.",
            "Narrow the query: fixed terms, LIMIT, fewer joins without a link.",
        ),
    }
}
