//! Words combined with joins: the text pattern beside CONTAINS(LCASE(…)), in process.
//!
//! The generated words have one form each, none of which stands in another, so that both ask the same; that they answer
//! the same is checked each time.

use crate::costs::built;
use crate::engine::Engine;
use crate::stores::Stores;
use anyhow::{Result, ensure};
use mutuelle_commons::{
    CancellationToken, Commons, CommonsOptions, NamedNode, Place, QueryRequest, ResultFormat, TableFormat,
};
use std::collections::BTreeSet;
use std::time::Instant;

/// How much quicker the text pattern is meant to be.
const AIM: f64 = 20.0;

const PREFIXES: &str =
    "PREFIX text: <http://jena.apache.org/text#> PREFIX mut: <https://w3id.org/mutuelle/ns#>
    PREFIX dct: <http://purl.org/dc/terms/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    PREFIX ibis: <https://vocab.methodandstructure.com/ibis#>\n";

/// One question: the property, words that one literal has all, and what is joined to its subject `?s`.
struct Asked {
    name: &'static str,
    property: &'static str,
    words: &'static [&'static str],
    rest: &'static str,
}

const fn asked(
    name: &'static str,
    property: &'static str,
    words: &'static [&'static str],
    rest: &'static str,
) -> Asked {
    Asked {
        name,
        property,
        words,
        rest,
    }
}

const QUESTIONS: [Asked; 20] = [
    asked(
        "seeds",
        "mut:content",
        &["moulin", "abeille", "hiver", "budget"],
        "?s a mut:KnowledgeSeed",
    ),
    asked(
        "creator",
        "mut:content",
        &["abeille", "enquête", "salaire", "verger"],
        "?s dct:creator ?x",
    ),
    asked(
        "creator's name",
        "mut:content",
        &["moulin", "abeille", "printemps", "recette"],
        "?s dct:creator/rdfs:label ?x",
    ),
    asked(
        "theme",
        "mut:content",
        &["toiture", "saison", "hypothèse"],
        "?s dct:subject ?x . ?x rdfs:label ?l",
    ),
    asked(
        "project's territory",
        "mut:content",
        &["vélo", "printemps", "échec", "haie"],
        "?s mut:seedOf ?x . ?x mut:inTerritory ?y",
    ),
    asked(
        "origin",
        "mut:content",
        &["bénévolat", "salaire", "compost"],
        "?s prov:wasDerivedFrom ?x",
    ),
    asked(
        "origin's words",
        "mut:content",
        &["monnaie", "hiver", "cantine", "budget"],
        "?s prov:wasDerivedFrom ?x . ?x rdfs:label ?l",
    ),
    asked(
        "maturity",
        "mut:content",
        &["friche", "abeille", "recette"],
        "?s mut:maturity <https://w3id.org/mutuelle/scheme/maturity/fruit>",
    ),
    asked(
        "since a date",
        "mut:content",
        &["sentier", "forêt", "recette", "prêt"],
        "?s dct:created ?x FILTER(?x >= \"2024-01-01\"^^xsd:date)",
    ),
    asked(
        "keyword",
        "mut:content",
        &["régie", "saison", "enquête"],
        "?s mut:keyword \"atelier\"@fr",
    ),
    asked(
        "optional origin",
        "mut:content",
        &["moulin", "budget", "essai", "hiver"],
        "OPTIONAL { ?s prov:wasDerivedFrom ?x }",
    ),
    asked(
        "without origin",
        "mut:content",
        &["haie", "preuve", "bénévolat"],
        "FILTER NOT EXISTS { ?s prov:wasDerivedFrom ?x }",
    ),
    asked("title of two", "rdfs:label", &["moulin", "abeille"], "?s a ?x"),
    asked(
        "title of three",
        "rdfs:label",
        &["discrète", "hiver", "contre"],
        "?s a mut:KnowledgeSeed",
    ),
    asked(
        "title's project",
        "rdfs:label",
        &["budget", "sobre", "haie"],
        "?s mut:seedOf ?x . ?x mut:ledBy ?y",
    ),
    asked(
        "title's author",
        "rdfs:label",
        &["échec", "joyeuse"],
        "?s dct:creator ?x . ?x rdfs:label ?l",
    ),
    asked(
        "projects",
        "dct:description",
        &["moulin", "abeille"],
        "?s a mut:Project ; mut:ledBy ?x",
    ),
    asked(
        "project's people",
        "dct:description",
        &["hiver", "verger"],
        "?s mut:involves ?x . ?x rdfs:label ?l",
    ),
    asked(
        "arguments",
        "rdfs:label",
        &["abeille", "cultive", "hiver"],
        "?s ibis:supports ?x",
    ),
    asked(
        "positions",
        "rdfs:label",
        &["moulin", "finance"],
        "?s ibis:responds-to ?x",
    ),
];

impl Asked {
    fn with_text(&self) -> String {
        let words = self.words.join(" AND ");
        format!(
            "{PREFIXES}SELECT * {{ ?s text:query ({} \"{words}\") . {} }}",
            self.property, self.rest
        )
    }

    fn with_contains(&self) -> String {
        let words = self
            .words
            .iter()
            .map(|word| format!("CONTAINS(LCASE(?text), \"{word}\")"));
        let words: Vec<_> = words.collect();
        format!(
            "{PREFIXES}SELECT * {{ {{ SELECT ?s {{ ?s {} ?text FILTER({}) }} }} {} }}",
            self.property,
            words.join(" && "),
            self.rest
        )
    }
}

/// Opens the data and prints both times of each question.
pub(crate) fn compare(stores: &Stores, runs: usize) -> Result<()> {
    let folder = stores.folder(Engine::Mutuelle);
    let begun = Instant::now();
    let (commons, report) = Commons::open(CommonsOptions {
        columns_bytes_max: u64::MAX,
        ..CommonsOptions::new(Place::Directory(folder), NamedNode::new("http://bench.example/")?)
    })?;
    built(&commons, begun)?;
    if !matches!(report.index, mutuelle_commons::IndexStart::Ready) {
        println!("{} documents indexed anew", commons.reindex()?);
    }
    println!("words with joins, in process, medians of {runs} in milliseconds (aim: {AIM} times quicker):");
    println!(
        "  {:20} {:>6} {:>9} {:>9} {:>7}",
        "", "rows", "text", "CONTAINS", "ratio"
    );
    let (mut ratios, mut reached) = (Vec::new(), 0);
    for question in &QUESTIONS {
        let (found, text_ms) = measured(&commons, &question.with_text(), runs)?;
        let (expected, contains_ms) = measured(&commons, &question.with_contains(), runs)?;
        ensure!(
            found == expected,
            "`{}` finds {} rows with text and {} with CONTAINS; of one alone: {:?}",
            question.name,
            found.len(),
            expected.len(),
            found.symmetric_difference(&expected).next()
        );
        let ratio = contains_ms / text_ms;
        println!(
            "  {:20} {:>6} {text_ms:>9.2} {contains_ms:>9.2} {ratio:>7.1}",
            question.name,
            found.len()
        );
        reached += usize::from(ratio >= AIM);
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "  the same answers to all; ratio from {:.1} to {:.1}, median {:.1}; {reached} of {} reach the aim",
        ratios[0],
        ratios[ratios.len() - 1],
        ratios[ratios.len() / 2],
        ratios.len()
    );
    Ok(commons.close()?)
}

/// The rows of a query as lines of TSV, without their order, and the median of its times.
fn measured(commons: &Commons, text: &str, runs: usize) -> Result<(BTreeSet<String>, f64)> {
    let mut times = Vec::new();
    let mut rows = BTreeSet::new();
    for _ in 0..=runs {
        let begun = Instant::now();
        let prepared = commons.prepare(QueryRequest {
            text: text.to_owned(),
            ..QueryRequest::default()
        })?;
        let mut out = Vec::new();
        prepared.run(
            commons,
            ResultFormat::Table(TableFormat::Tsv),
            &CancellationToken::new(),
            &mut out,
        )?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        let lines = String::from_utf8(out)?;
        // The first line names the variables, in the order in which the query does.
        let names: Vec<_> = lines
            .lines()
            .next()
            .unwrap_or_default()
            .split('\t')
            .map(str::to_owned)
            .collect();
        rows = lines
            .lines()
            .skip(1)
            .map(|line| {
                let mut row: Vec<_> = names.iter().zip(line.split('\t')).collect();
                row.sort_unstable();
                format!("{row:?}")
            })
            .collect();
    }
    // The first run warms up.
    times.remove(0);
    times.sort_by(f64::total_cmp);
    Ok((rows, times[times.len() / 2]))
}
