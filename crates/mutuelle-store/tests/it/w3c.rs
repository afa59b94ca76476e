//! The W3C suites of SPARQL 1.1 on the store.

use crate::support::{numbered, quads, run, unlimited};
use mutuelle_query::{PreparedQuery, ResultFormat, normalise_quad};
use mutuelle_store::{PreparedUpdate, Store};
use mutuelle_suites::sparql::{Engine, Part, Question, passes};
use oxrdf::Quad;

#[test]
fn the_suite_of_sparql_1_1_query_passes() {
    passes(Part::Query, "the store", InMemory::holding);
}

#[test]
fn the_suite_of_sparql_1_1_update_passes() {
    passes(Part::Update, "the store", InMemory::holding);
}

#[test]
fn the_suite_of_sparql_1_1_result_formats_passes() {
    passes(Part::Results, "the store", InMemory::holding);
}

struct InMemory(Store);

impl InMemory {
    fn holding(quads: Vec<Quad>) -> Self {
        let store = Store::in_memory().unwrap();
        let mut transaction = store.begin().unwrap();
        for quad in quads {
            transaction.insert(&normalise_quad(quad).0).unwrap();
        }
        transaction.commit(1).unwrap();
        Self(store)
    }
}

impl Engine for InMemory {
    fn check_update(&self, text: &str, base: &str) -> Result<(), String> {
        let update = PreparedUpdate::parse(text, Some(base), Vec::new(), Vec::new());
        update.map(|_| ()).map_err(|error| error.to_string())
    }

    fn answer(&self, question: &Question, format: ResultFormat) -> Result<Vec<u8>, String> {
        let query = PreparedQuery::parse(
            &question.text,
            Some(&question.base),
            question.default_graphs.clone(),
            question.named_graphs.clone(),
        );
        let query = query.map_err(|error| error.to_string())?;
        let mut out = Vec::new();
        let snapshot = self.0.read().unwrap();
        let run = query.run(&numbered(&snapshot), format, &unlimited(), &mut out);
        run.map_err(|error| error.to_string())?;
        Ok(out)
    }

    fn update(&self, text: &str, base: &str) -> Result<(), String> {
        let update = PreparedUpdate::parse(text, Some(base), Vec::new(), Vec::new());
        let update = update.map_err(|error| error.to_string())?;
        run(&self.0, &update)
            .map(|_| ())
            .map_err(|error| error.to_string())
    }

    fn quads(&self) -> Vec<Quad> {
        quads(&self.0)
    }
}
