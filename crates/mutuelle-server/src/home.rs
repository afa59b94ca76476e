//! `/`: what this commons holds, what is new, and where to go from here.

use crate::language::Language;
use crate::page::{self, Frame};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::refusal;
use crate::resource::link;
use crate::state::AppState;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use mutuelle_commons::{Commons, Literal, QueryError, Status, Term};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

const COUNTS: &str = "PREFIX mut: <https://w3id.org/mutuelle/ns#>
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) {
  VALUES (?class ?kind) {
    (mut:KnowledgeSeed 'seeds') (mut:Testimony 'seeds')
    (mut:Actor 'actors') (mut:Person 'actors') (mut:Organization 'actors') (mut:Group 'actors')
    (mut:LivingEntity 'actors') (mut:PublicBody 'actors')
    (mut:Project 'projects') (mut:Event 'events') (mut:OffEvent 'events') (mut:PermanentFestival 'events')
    (mut:Controversy 'controversies')
  }
  ?thing a ?class
} GROUP BY ?kind";

const NEWEST: &str = "PREFIX mut: <https://w3id.org/mutuelle/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?seed ?created ?label {
  { SELECT DISTINCT ?seed ?created { ?seed a mut:KnowledgeSeed ; dct:created ?created }
    ORDER BY DESC(?created) ?seed LIMIT 8 }
  OPTIONAL { ?seed rdfs:label ?label }
}";

/// The figures of the home page; they change only with seq.
#[derive(Debug, Default)]
struct Figures {
    counts: BTreeMap<String, u64>,
    newest: Vec<Newest>,
}

#[derive(Debug)]
struct Newest {
    iri: String,
    created: String,
    labels: Vec<Literal>,
}

/// The figures of the last seq that somebody asked for.
#[derive(Default)]
pub(crate) struct HomeCache(Mutex<Option<(u64, Arc<Figures>)>>);

impl HomeCache {
    fn figures(&self, commons: &Commons, seq: u64) -> Result<Arc<Figures>, QueryError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((known_seq, figures)) = known
            && known_seq == seq
        {
            return Ok(figures);
        }
        let figures = Arc::new(figures(commons)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((seq, Arc::clone(&figures)));
        Ok(figures)
    }
}

fn figures(commons: &Commons) -> Result<Figures, QueryError> {
    let mut figures = Figures::default();
    for row in commons.rows(COUNTS)?.rows {
        if let [Some(Term::Literal(kind)), Some(Term::Literal(count))] = row.as_slice() {
            figures
                .counts
                .insert(kind.value().to_owned(), count.value().parse().unwrap_or(0));
        }
    }
    for row in commons.rows(NEWEST)?.rows {
        let [Some(Term::NamedNode(seed)), Some(Term::Literal(created)), label] = row.as_slice() else {
            continue;
        };
        let known = figures
            .newest
            .iter()
            .position(|newest| newest.iri == seed.as_str());
        let at = known.unwrap_or_else(|| {
            let (iri, created) = (seed.as_str().to_owned(), created.value().to_owned());
            figures.newest.push(Newest {
                iri,
                created,
                labels: Vec::new(),
            });
            figures.newest.len() - 1
        });
        if let Some(Term::Literal(label)) = label {
            figures.newest[at].labels.push(label.clone());
        }
    }
    // A join keeps no order.
    figures
        .newest
        .sort_by(|a, b| b.created.cmp(&a.created).then_with(|| a.iri.cmp(&b.iri)));
    Ok(figures)
}

/// The label in the reader's language, else in the other, else any.
pub(crate) fn best_label(labels: &[Literal], language: Language) -> Option<&str> {
    let in_language = |tag: &str| {
        let of_tag = |label: &&Literal| label.language().and_then(|own| own.split('-').next()) == Some(tag);
        labels.iter().find(of_tag)
    };
    let best = language
        .preferences()
        .into_iter()
        .find_map(in_language)
        .or(labels.first());
    best.map(Literal::value)
}

struct Figure {
    count: String,
    name: &'static str,
}

struct Seed {
    href: String,
    label: String,
    created: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    is_empty: bool,
    figures: Vec<Figure>,
    newest: Vec<Seed>,
    base: String,
    seq: u64,
}

/// The home page.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let language = Language::of(
        &Parameters::parse(query.as_deref().unwrap_or_default())?,
        &headers,
    )?;
    let shared = state.clone();
    let (status, figures) = state
        .governor
        .pages
        .run(move || {
            let status = shared.commons.status()?;
            shared
                .home
                .figures(&shared.commons, status.seq)
                .map(|figures| (status, figures))
        })
        .await?
        .map_err(refusal::of_query)?;
    let frame = Frame::new(&state, language, "Mutuelle des connaissances");
    page::answer(&HomePage {
        frame,
        is_empty: status.quads == 0,
        figures: shown(&status, &figures, language),
        newest: figures
            .newest
            .iter()
            .map(|newest| seed(&state, newest, language))
            .collect(),
        base: state.base().to_owned(),
        seq: status.seq,
    })
}

fn shown(status: &Status, figures: &Figures, language: Language) -> Vec<Figure> {
    let counted = |kind: &str| figures.counts.get(kind).copied().unwrap_or(0);
    [
        (counted("seeds"), "graines de connaissances", "knowledge seeds"),
        (counted("actors"), "acteurs", "actors"),
        (counted("projects"), "projets", "projects"),
        (counted("events"), "événements", "events"),
        (counted("controversies"), "controverses", "controversies"),
        (status.entities, "ressources trouvables", "findable resources"),
        (status.graphs, "graphes nommés", "named graphs"),
        (status.quads, "quads", "quads"),
    ]
    .into_iter()
    .map(|(count, french, english)| Figure {
        count: language.count(count),
        name: language.pick(french, english),
    })
    .collect()
}

fn seed(state: &AppState, newest: &Newest, language: Language) -> Seed {
    let label = best_label(&newest.labels, language);
    Seed {
        href: link(state, &newest.iri),
        label: label.map_or_else(|| crate::terms::short_name(&newest.iri), str::to_owned),
        created: newest.created.clone(),
    }
}
