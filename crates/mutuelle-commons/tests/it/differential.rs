//! Random queries on random data, changed in between, beside oxigraph on its own store.
//!
//! Three hold the same quads: oxigraph's store, a commons, whose queries run on its read copy, and a read copy that is
//! merged at random moments. Blank nodes come into the commons and go from there, with their labels, to the others.
//! Everything follows from a seed. `MUTUELLE_DIFFERENTIAL_SEED` takes another one, and
//! `MUTUELLE_DIFFERENTIAL_QUERIES` another number of queries.

mod compare;
mod data;
mod queries;
mod random;

use crate::support::*;
use compare::{Answer, Row};
use data::Graphs;
use mutuelle_columns::{Base, Columns, MERGE_QUADS_MIN};
use mutuelle_commons::*;
use mutuelle_query::Budget;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use queries::{Form, Generator, Question};
use random::{Random, hashed};
use std::collections::BTreeSet;

/// Queries that are asked of one world.
const QUERIES_A_WORLD: usize = 50;
/// Answers of more rows are not compared; the query is not counted.
const ROWS_MAX: usize = 5_000;
/// Differences that are shown before the test ends.
const SHOWN_MAX: usize = 5;
/// The evaluator fails where the subject within a triple term of a pattern is bound to a literal; such a term matches
/// nothing (RDF 1.2 Concepts, section 3.1). Whether it comes to that depends on the order of joins.
const BAD_TRIPLE_TERM: &str = "a triple term that is not a valid RDF 1.2 term";
/// Evaluation recurses.
const STACK_BYTES: usize = 64 << 20;

#[test]
fn random_queries_have_the_answers_that_oxigraph_gives() {
    differ(Graphs::Apart, 5_000);
}

#[test]
fn random_queries_that_name_their_graphs_have_the_answers_that_oxigraph_gives() {
    differ(Graphs::Overlapping, 1_500);
}

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

fn differ(graphs: Graphs, queries: usize) {
    let seed = variable("MUTUELLE_DIFFERENTIAL_SEED", 1);
    let queries = variable("MUTUELLE_DIFFERENTIAL_QUERIES", queries as u64);
    let play = move || {
        let (mut counts, mut failures) = (Counts::default(), Vec::new());
        let mut number = 0;
        while counts.compared < queries && failures.len() < SHOWN_MAX {
            number += 1;
            let mut random = Random::new(hashed(&format!("{seed} {graphs:?} {number}")));
            let mut world = World::new(graphs, &mut random);
            if number == 1 {
                world.grow();
            }
            for _ in 0..QUERIES_A_WORLD {
                if random.percent(25) {
                    world.change(&mut random);
                }
                if let Err(failure) = world.ask(&mut random, &mut counts) {
                    failures.push(format!("seed {seed}, world {number} of {graphs:?}\n{failure}"));
                }
            }
        }
        println!("seed {seed}, {graphs:?}: {number} worlds, {counts:?}");
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
        assert!(
            counts.refused * 50 < counts.compared,
            "the generator writes bad queries"
        );
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(play);
    if let Err(panic) = thread.unwrap().join() {
        std::panic::resume_unwind(panic);
    }
}

#[derive(Debug, Default)]
struct Counts {
    compared: u64,
    /// Queries whose answer had something in it.
    answered: u64,
    /// Queries that met too many rows.
    large: u64,
    /// Queries that neither side takes.
    refused: u64,
    /// Queries that met [`BAD_TRIPLE_TERM`].
    excluded: u64,
}

/// The three that hold the same quads.
struct World {
    graphs: Graphs,
    theirs: Store,
    commons: Commons,
    merged: Columns,
    changes: u64,
    quads: BTreeSet<String>,
}

impl World {
    fn new(graphs: Graphs, random: &mut Random) -> Self {
        let mut world = Self {
            graphs,
            theirs: Store::new().unwrap(),
            commons: memory(),
            merged: Columns::new(Base::empty(0)),
            changes: 0,
            quads: BTreeSet::new(),
        };
        let count = random.within(20..=70);
        world.load(random, count);
        world
    }

    /// Loads quads with blank nodes into the commons and takes them over from there.
    fn load(&mut self, random: &mut Random, count: usize) {
        let quads = self.graphs.quads(random, count, true);
        let request = LoadRequest {
            format: RdfFormat::TriG,
            target: LoadTarget::AsWritten,
            ..turtle(&quads, GraphName::DefaultGraph)
        };
        self.commons.load(request).unwrap();
        for quad in oxigraph::io::RdfParser::from_format(RdfFormat::NQuads).for_slice(&self.exported()) {
            self.theirs.insert(&quad.unwrap()).unwrap();
        }
        self.follow(random, &quads);
    }

    /// Lets so many quads come and go that the commons merges its read copy, beside the queries that follow.
    fn grow(&self) {
        let quads: String = (0..=MERGE_QUADS_MIN)
            .map(|number| format!(":x{number} :x 1 .\n"))
            .collect();
        self.commons.load(turtle(&quads, graph("x"))).unwrap();
        self.commons.drop_graph(&graph("x"), origin()).unwrap();
    }

    fn exported(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let export = self
            .commons
            .export(&Export::Everything, RdfFormat::NQuads, &mut out);
        export.unwrap();
        out
    }

    /// Brings the merged copy to the others, after making sure that these hold the same.
    fn follow(&mut self, random: &mut Random, change: &str) {
        // Here, unlike there, no graph exists without quads. In memory a reader holds up writers: first all is read.
        let graphs: Vec<_> = self.theirs.named_graphs().map(|graph| graph.unwrap()).collect();
        for graph in graphs {
            let name = Some(graph.as_ref().into());
            let empty = self
                .theirs
                .quads_for_pattern(None, None, None, name)
                .next()
                .is_none();
            if empty {
                self.theirs.remove_named_graph(&graph).unwrap();
            }
        }
        let held: BTreeSet<_> = self
            .theirs
            .iter()
            .map(|quad| quad.unwrap())
            .map(|quad| quad.to_string())
            .collect();
        let exported = String::from_utf8(self.exported()).unwrap();
        let ours: BTreeSet<_> = exported
            .lines()
            .map(|line| line.trim_end_matches([' ', '.']).to_owned())
            .collect();
        let only =
            |these: &BTreeSet<String>, those| these.difference(those).cloned().collect::<Vec<_>>().join("\n");
        let before: Vec<_> = self.quads.iter().cloned().collect();
        assert!(
            held == ours,
            "after\n{change}\nthere is only there\n{}\nand only here\n{}\nbefore there was\n{}",
            only(&held, &ours),
            only(&ours, &held),
            before.join("\n")
        );
        let parsed = |lines: Vec<&String>| -> Vec<Quad> {
            let text: String = lines.iter().map(|line| format!("{line} .\n")).collect();
            let parser = oxigraph::io::RdfParser::from_format(RdfFormat::NQuads);
            parser
                .for_slice(text.as_bytes())
                .map(|quad| quad.unwrap())
                .collect()
        };
        assert!(
            self.commons.status().unwrap().copy.ready,
            "queries run on the store"
        );
        let removed = parsed(self.quads.difference(&held).collect());
        let added = parsed(held.difference(&self.quads).collect());
        self.changes += 1;
        self.merged.apply(self.changes, &removed, &added).unwrap();
        if random.percent(30) {
            let built = self.merged.begin_merge().build();
            self.merged.finish_merge(built).unwrap();
        }
        self.quads = held;
    }

    /// The named graphs that hold something.
    fn named(&self) -> Vec<&'static str> {
        let local = |name: &&'static str| iri(name.trim_start_matches(':'));
        let held = |name: &&'static str| self.theirs.contains_named_graph(&local(name)).unwrap();
        data::GRAPHS.into_iter().filter(held).collect()
    }

    fn change(&mut self, random: &mut Random) {
        if random.percent(10) {
            let count = random.within(1..=5);
            return self.load(random, count);
        }
        let held: Vec<_> = self
            .theirs
            .iter()
            .map(|quad| quad.unwrap())
            .filter(|quad| !quad.to_string().contains("_:"))
            .map(|quad| match &quad.graph_name {
                GraphName::DefaultGraph => format!("{} {} {} .\n", quad.subject, quad.predicate, quad.object),
                graph => format!(
                    "GRAPH {graph} {{ {} {} {} }}\n",
                    quad.subject, quad.predicate, quad.object
                ),
            })
            .collect();
        let text = self.graphs.update(random, &held, &self.named());
        let whole = format!("{PREFIXES}{text}");
        let mut theirs = SparqlEvaluator::new()
            .with_base_iri(BASE)
            .unwrap()
            .parse_update(&whole)
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        // COPY and its like are parsed as DELETE and INSERT, and their DEFAULT is the unnamed graph.
        let asks = text.contains(" WHERE ");
        for dataset in theirs.using_datasets_mut() {
            if asks && dataset.is_default_dataset() {
                dataset.set_default_graph_as_union();
            }
        }
        theirs.on_store(&self.theirs).execute().unwrap();
        update(&self.commons, &text).unwrap_or_else(|error| panic!("{error}: {text}"));
        self.follow(random, &text);
    }

    fn ask(&self, random: &mut Random, counts: &mut Counts) -> Result<(), String> {
        let question = Generator::new(random, self.graphs, &self.named()).question();
        // They are not asked for an order: their sort panics on terms of several kinds, whose order is not total.
        let text = format!("{PREFIXES}{}", question.text);
        let theirs = match self.theirs(&text, true) {
            Ok(Some(answer)) => answer,
            Ok(None) => {
                counts.large += 1;
                return Ok(());
            }
            Err(error) if error.contains(BAD_TRIPLE_TERM) => {
                counts.excluded += 1;
                return Ok(());
            }
            Err(error) => {
                counts.refused += 1;
                let ours = self.commons.prepare(request(&text));
                return match ours {
                    Ok(_) => Err(format!("only they refuse it: {error}\n{}", question.text)),
                    Err(_) => Ok(()),
                };
            }
        };
        let compared = self.compare(&question, &theirs);
        if compared
            .as_ref()
            .is_err_and(|error| error.contains(BAD_TRIPLE_TERM))
        {
            counts.excluded += 1;
            return Ok(());
        }
        if compared.is_err() && self.is_the_optimisers(&question, &text) {
            counts.excluded += 1;
            return Ok(());
        }
        counts.compared += 1;
        counts.answered += u64::from(match &theirs {
            Answer::Rows(rows) => !rows.is_empty(),
            Answer::Boolean(answer) => *answer,
            Answer::Graph(triples) => !triples.is_empty(),
        });
        compared.map_err(|difference| {
            let quads: Vec<_> = self.quads.iter().map(|quad| format!("{quad} .")).collect();
            format!("{}\n  {difference}\n{}", question.sliced(), quads.join("\n"))
        })
    }

    /// Whether oxigraph itself has our answer when it does not optimise.
    fn is_the_optimisers(&self, question: &Question, text: &str) -> bool {
        let unoptimised = self.theirs(text, false).ok().flatten();
        unoptimised.is_some_and(|answer| self.compare(question, &answer).is_ok())
    }

    fn compare(&self, question: &Question, theirs: &Answer) -> Result<(), String> {
        let text = &format!("{PREFIXES}{}", question.ordered());
        let sliced = format!("{PREFIXES}{}", question.sliced());
        let whole = self.ours(text, question.form)?;
        compare::same(question, theirs, &whole)?;
        if question.slice.is_some() {
            compare::sliced(question, &whole, &self.ours(&sliced, question.form)?)?;
        }
        let merged = |text| {
            self.merged(text, question.form)
                .map_err(|error| format!("merged: {error}"))
        };
        let whole = merged(text)?;
        compare::same(question, theirs, &whole).map_err(|error| format!("merged: {error}"))?;
        if question.slice.is_some() {
            compare::sliced(question, &whole, &merged(&sliced)?)
                .map_err(|error| format!("merged: {error}"))?;
        }
        Ok(())
    }

    /// `None` when there are too many rows.
    fn theirs(&self, text: &str, optimised: bool) -> Result<Option<Answer>, String> {
        let evaluator = SparqlEvaluator::new().with_base_iri(BASE).unwrap();
        let evaluator = if optimised {
            evaluator
        } else {
            evaluator.without_optimizations()
        };
        let mut query = evaluator.parse_query(text).map_err(|error| error.to_string())?;
        if query.dataset().is_default_dataset() {
            query.dataset_mut().set_default_graph_as_union();
        }
        let results = query
            .on_store(&self.theirs)
            .execute()
            .map_err(|error| error.to_string())?;
        Ok(match results {
            QueryResults::Boolean(answer) => Some(Answer::Boolean(answer)),
            QueryResults::Graph(triples) => {
                let triples = triples
                    .take(ROWS_MAX + 1)
                    .map(|triple| triple.map(|triple| triple.to_string()));
                let triples: Vec<_> = triples
                    .collect::<Result<_, _>>()
                    .map_err(|error| error.to_string())?;
                (triples.len() <= ROWS_MAX).then_some(Answer::Graph(triples))
            }
            QueryResults::Solutions(rows) => {
                let mut answer = Vec::new();
                for row in rows.take(ROWS_MAX + 1) {
                    let row = row.map_err(|error| error.to_string())?;
                    let bound = row
                        .iter()
                        .map(|(name, term)| (name.as_str().to_owned(), term.clone()));
                    answer.push(bound.collect());
                }
                (answer.len() <= ROWS_MAX).then_some(Answer::Rows(answer))
            }
        })
    }

    fn ours(&self, text: &str, form: Form) -> Result<Answer, String> {
        if matches!(form, Form::Select | Form::SelectReduced) {
            let rows = self.commons.rows(text).map_err(|error| error.to_string())?;
            return Ok(of_rows(rows));
        }
        let query = self
            .commons
            .prepare(request(text))
            .map_err(|error| error.to_string())?;
        let mut out = Vec::new();
        let run = query.run(
            &self.commons,
            format_of(form),
            &CancellationToken::new(),
            &mut out,
        );
        run.map_err(|error| error.to_string())?;
        Ok(of_bytes(&out, form))
    }

    fn merged(&self, text: &str, form: Form) -> Result<Answer, String> {
        let query = mutuelle_query::PreparedQuery::parse(text, Some(BASE), Vec::new(), Vec::new());
        let query = query.map_err(|error| error.to_string())?;
        let budget = Budget::cancelled_by(CancellationToken::new());
        let snapshot = self.merged.snapshot();
        if matches!(form, Form::Select | Form::SelectReduced) {
            let rows = query
                .rows(&snapshot, &budget)
                .map_err(|error| error.to_string())?;
            return Ok(of_rows(rows));
        }
        let mut out = Vec::new();
        let run = query.run(&snapshot, format_of(form), &budget, &mut out);
        run.map_err(|error| error.to_string())?;
        Ok(of_bytes(&out, form))
    }
}

fn request(text: &str) -> QueryRequest {
    QueryRequest {
        text: text.to_owned(),
        ..QueryRequest::default()
    }
}

fn format_of(form: Form) -> ResultFormat {
    match form {
        Form::Graph => ResultFormat::Graph(RdfFormat::NTriples.into()),
        _ => ResultFormat::Table(TableFormat::Csv),
    }
}

fn of_rows(rows: Rows) -> Answer {
    let names = rows.variables;
    let bound = |row: Vec<Option<Term>>| -> Row {
        let cells = names.iter().cloned().zip(row);
        cells.filter_map(|(name, term)| Some((name, term?))).collect()
    };
    Answer::Rows(rows.rows.into_iter().map(bound).collect())
}

fn of_bytes(bytes: &[u8], form: Form) -> Answer {
    let text = std::str::from_utf8(bytes).unwrap();
    if form == Form::Ask {
        return Answer::Boolean(text.trim() == "true");
    }
    let triples = text
        .lines()
        .map(|line| line.trim_end_matches([' ', '.']).to_owned());
    Answer::Graph(triples.collect())
}
