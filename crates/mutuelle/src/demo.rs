//! `serve --demo`: a commons with something in it, and what to open.

use crate::commons::DEFAULT_BASE;
use crate::sample;
use anyhow::{Context, Result};
use mutuelle_commons::{
    Commons, GraphName, Input, LoadMode, LoadRequest, LoadTarget, NamedNode, Origin, RdfFormat, Receipt,
};
use mutuelle_ontology::document::SCHEMES;
use std::path::Path;

/// The data folder of a demonstration, when none is named.
pub(crate) const FOLDER: &str = ".demo";
/// The graph of the ontology's concept schemes, so that `mut:maturity` and the like have labels.
const SCHEMES_GRAPH: &str = "https://w3id.org/mutuelle/scheme/";
/// The sample's graph, below the base.
const SAMPLE_GRAPH: &str = "graph/exemple";

/// Fills an empty commons with the sample; leaves any other as it is.
pub(crate) fn fill(commons: &Commons) -> Result<()> {
    let seq = commons.status()?.seq;
    if seq == 0 {
        let schemes: Vec<&str> = SCHEMES.iter().map(|scheme| scheme.text).collect();
        load(commons, schemes.join("\n"), SCHEMES_GRAPH, "schemes")
            .context("the concept schemes could not be loaded")?;
    }
    let graph = format!("{}{SAMPLE_GRAPH}", commons.base().as_str());
    // A first start that was cut short between the two changes is completed.
    if seq <= 1 && !commons.graph_exists(&name(&graph))? {
        let text = sample::text().replace(DEFAULT_BASE, commons.base().as_str());
        let receipt = load(commons, text, &graph, "sample commons")
            .context("the sample commons could not be loaded")?;
        tracing::info!(
            quads = receipt.quads_added,
            elapsed_ms = receipt.elapsed_ms,
            "the sample commons is in place"
        );
    }
    Ok(())
}

fn name(graph: &str) -> GraphName {
    NamedNode::new_unchecked(graph).into()
}

fn load(commons: &Commons, text: String, graph: &str, source: &str) -> Result<Receipt> {
    Ok(commons.load(LoadRequest {
        input: Input::Bytes(text.into_bytes()),
        format: RdfFormat::Turtle,
        base: None,
        target: LoadTarget::Graph(name(graph)),
        mode: LoadMode::Add,
        origin: Origin::new("demo", source),
        progress: None,
    })?)
}

/// Short, since it stands in an address that is shown.
const COUNT: &str = "SELECT ?class (COUNT(*) AS ?n) {?x a ?class} GROUP BY ?class";

/// What to open, in French and English. `address` ends with a slash; `program` is how this program was called.
pub(crate) fn welcome(address: &str, program: &str, folder: Option<&Path>) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("query", COUNT)
        .finish();
    let write = folder.map_or_else(String::new, |folder| {
        let folder = folder.display();
        format!("\n  un jeton pour écrire · a token to write   {program} token create moi --data {folder}")
    });
    format!(
        "
  Ouvrez dans un navigateur · Open in a browser

  accueil · home                            {address}
  une recherche · a search                  {address}search?q=forge
  une requête · a SPARQL query              {address}sparql?{query}
{write}
  arrêter · stop                            Ctrl-C
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commons::{default_base, open};
    use mutuelle_commons::{Place, SearchRequest};

    fn count(commons: &Commons, pattern: &str) -> usize {
        let query = format!(
            "PREFIX mut: <https://w3id.org/mutuelle/ns#>
             PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT DISTINCT ?x WHERE {{ {pattern} }}"
        );
        crate::stack::with_large_stack(|| commons.rows(&query).unwrap().rows.len()).unwrap()
    }

    #[test]
    fn an_empty_commons_is_filled_once() {
        let commons = open(Place::Memory, default_base()).unwrap();
        fill(&commons).unwrap();
        assert_eq!(commons.status().unwrap().seq, 2);
        fill(&commons).unwrap();
        assert_eq!(commons.status().unwrap().seq, 2);
        assert!(
            count(
                &commons,
                "GRAPH <http://127.0.0.1:7878/graph/exemple> { ?x a mut:KnowledgeSeed }"
            ) >= 60
        );
        assert!(
            count(
                &commons,
                "GRAPH <https://w3id.org/mutuelle/scheme/> { ?x a skos:Concept }"
            ) >= 20
        );
        assert!(commons.search(&SearchRequest::new("forge")).unwrap().total > 0);
    }

    #[test]
    fn another_base_has_the_sample_below_it() {
        let base = NamedNode::new_unchecked("http://commun.example/");
        let commons = open(Place::Memory, base).unwrap();
        fill(&commons).unwrap();
        assert_eq!(
            count(
                &commons,
                "?x ?p ?o FILTER(STRSTARTS(STR(?x), 'http://127.0.0.1'))"
            ),
            0
        );
        assert!(
            count(
                &commons,
                "GRAPH <http://commun.example/graph/exemple> { ?x a mut:KnowledgeSeed }"
            ) >= 60
        );
    }

    #[test]
    fn a_commons_in_use_is_left_alone() {
        let commons = open(Place::Memory, default_base()).unwrap();
        for number in 0..2 {
            let text = format!("<http://e.test/{number}> a <http://e.test/B> .");
            load(&commons, text, "http://e.test/g", "test").unwrap();
        }
        fill(&commons).unwrap();
        assert_eq!(commons.status().unwrap().seq, 2);
    }

    #[test]
    fn the_welcome_names_three_addresses() {
        let text = welcome(
            "http://127.0.0.1:7878/",
            "target/debug/mutuelle",
            Some(Path::new(".demo")),
        );
        assert_eq!(text.matches("http://127.0.0.1:7878/").count(), 3);
        assert!(
            text.contains("sparql?query=SELECT+%3Fclass") && text.contains("--data .demo"),
            "{text}"
        );
    }
}
