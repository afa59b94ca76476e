//! How good search is on sets judged by people, in BEIR's layout (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`):
//! nDCG@10 and recall@100 of the real `/search`.
//!
//! Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models" (2021);
//! Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).

use crate::engine::{Engine, Programs};
use crate::server::Server;
use anyhow::{Context, Result, ensure};
use mutuelle_commons::{NamedNode, Quad};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use ureq::Agent;

/// How many hits recall looks at.
const HITS: usize = 100;
/// How many hits nDCG looks at.
const FIRST_HITS: usize = 10;
/// A question of more words is cut: search takes 64 terms.
const WORDS_MAX: usize = 40;

/// What documents are called in the data.
const DOCUMENT: &str = "http://commons.example/document/";

/// Measures each set on a server of its own and prints a line for it.
pub(crate) fn measure(programs: &Programs, sets: &[impl AsRef<Path>]) -> Result<()> {
    println!(
        "{:32} {:>8} {:>9} {:>9} {:>11}",
        "set", "texts", "questions", "nDCG@10", "recall@100"
    );
    for set in sets {
        let set = set.as_ref();
        let corpus = lines(&set.join("corpus.jsonl"))?;
        let judged = judgements(&set.join("qrels/test.tsv"))?;
        let folder = tempfile::tempdir()?;
        let server = served(programs, folder.path(), &corpus)?;
        let mut sums = (0.0, 0.0);
        let mut count = 0;
        let agent = Agent::new_with_defaults();
        for question in lines(&set.join("queries.jsonl"))? {
            let Some(grades) = judged.get(text(&question, "_id")) else {
                continue;
            };
            let found = found(&agent, &server, text(&question, "text"), &corpus)?;
            sums.0 += ndcg(&found, grades);
            sums.1 += recall(&found, grades);
            count += 1;
        }
        ensure!(count > 0, "{} has no question that was judged", set.display());
        let name = set.file_name().unwrap_or_default().to_string_lossy();
        let mean = |sum: f64| sum / f64::from(count);
        println!(
            "{name:32} {:>8} {count:>9} {:>9.3} {:>11.3}",
            corpus.len(),
            mean(sums.0),
            mean(sums.1)
        );
    }
    Ok(())
}

fn lines(path: &Path) -> Result<Vec<Value>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let values = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str);
    values
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is no JSON by lines", path.display()))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// The grade of each judged document, by question.
fn judgements(path: &Path) -> Result<HashMap<String, HashMap<String, f64>>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut judged: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for line in text.lines().skip(1) {
        let mut columns = line.split('\t');
        if let (Some(question), Some(document), Some(grade)) =
            (columns.next(), columns.next(), columns.next())
        {
            let grade = grade
                .trim()
                .parse()
                .with_context(|| format!("`{grade}` is no grade"))?;
            judged
                .entry(question.to_owned())
                .or_default()
                .insert(document.to_owned(), grade);
        }
    }
    Ok(judged)
}

/// A server with the texts as documents that have a title and a description.
fn served(programs: &Programs, folder: &Path, corpus: &[Value]) -> Result<Server> {
    let file = folder.join("texts.nt");
    let mut out = std::io::BufWriter::new(fs::File::create(&file)?);
    for (number, document) in corpus.iter().enumerate() {
        for (property, key) in [("title", "title"), ("description", "text")] {
            let literal = text(document, key);
            if !literal.trim().is_empty() {
                writeln!(out, "{} .", statement(number, property, literal)?)?;
            }
        }
    }
    out.flush()?;
    let data = folder.join("data");
    let import = programs.mutuelle(&data)?.arg("import").arg(&file).output()?;
    ensure!(
        import.status.success(),
        "the import failed: {}",
        String::from_utf8_lossy(&import.stderr)
    );
    let mut server = Server::start(Engine::Mutuelle.query_path(), |bind| {
        let mut command = programs.mutuelle(&data)?;
        command.args(["serve", "--bind", bind, "--rate-limit", "off"]);
        Ok(command)
    })?;
    server.first_answer()?;
    Ok(server)
}

fn statement(number: usize, property: &str, literal: &str) -> Result<String> {
    let literal = mutuelle_commons::Literal::new_language_tagged_literal(literal, "fr")?;
    let property = NamedNode::new(format!("http://purl.org/dc/terms/{property}"))?;
    let document = NamedNode::new(format!("{DOCUMENT}{number}"))?;
    Ok(Quad::new(
        document,
        property,
        literal,
        mutuelle_commons::GraphName::DefaultGraph,
    )
    .to_string())
}

/// The documents that a question finds, best first.
fn found(agent: &Agent, server: &Server, question: &str, corpus: &[Value]) -> Result<Vec<String>> {
    // A sentence means nothing by the signs that have a meaning in a search.
    let plain = question.replace(['"', '*', '-', '«', '»', '“', '”', ':'], " ");
    let words: Vec<&str> = plain.split_whitespace().take(WORDS_MAX).collect();
    let words: String = form_urlencoded::byte_serialize(words.join(" ").as_bytes()).collect();
    let url = server.url(&format!("/search?q={words}&limit={HITS}&format=json"));
    let answer: Value = serde_json::from_reader(agent.get(&url).call()?.body_mut().as_reader())?;
    let hits = answer["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ids = hits.iter().filter_map(|hit| {
        let number: usize = text(hit, "iri").strip_prefix(DOCUMENT)?.parse().ok()?;
        Some(text(corpus.get(number)?, "_id").to_owned())
    });
    Ok(ids.collect())
}

/// The share of the gain that the best order would have.
fn ndcg(found: &[String], grades: &HashMap<String, f64>) -> f64 {
    let gain = |grades: &mut dyn Iterator<Item = f64>| -> f64 {
        let ranks = (2_u32..).map(|rank| f64::from(rank).log2());
        grades
            .take(FIRST_HITS)
            .zip(ranks)
            .map(|(grade, discount)| grade / discount)
            .sum()
    };
    let reached = gain(&mut found.iter().map(|id| grades.get(id).copied().unwrap_or_default()));
    let mut best: Vec<f64> = grades.values().copied().collect();
    best.sort_by(|a, b| b.total_cmp(a));
    let ideal = gain(&mut best.into_iter());
    if ideal > 0.0 { reached / ideal } else { 0.0 }
}

/// The share of the documents that answer the question that were found.
fn recall(found: &[String], grades: &HashMap<String, f64>) -> f64 {
    let right: Vec<&String> = grades
        .iter()
        .filter(|(_, grade)| **grade > 0.0)
        .map(|(id, _)| id)
        .collect();
    let reached = right.iter().filter(|id| found.contains(id)).count();
    let share = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
    if right.is_empty() {
        0.0
    } else {
        share(reached) / share(right.len())
    }
}
