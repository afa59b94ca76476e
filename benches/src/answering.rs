//! The process that answers questions with the data open: each of the two engines as a library.

use crate::answer::Answer;
use crate::engine::Engine;
use crate::in_process::{named, write};
use crate::question::{Question, Run};
use crate::read_copy::{ASK_EVERY, in_work};
use anyhow::{Result, anyhow, bail};
use mutuelle_commons::{
    CancellationToken, Commons, CommonsOptions, NamedNode, Place, QueryForm, QueryRequest, RdfFormat,
    ResultFormat, TableFormat,
};
use oxigraph::io::RdfSerializer;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::io::BufRead;
use std::path::Path;
use std::time::Instant;

/// Queries are evaluated recursively; this is what the server gives them.
const STACK_BYTES: usize = 256 << 20;

/// Opens the data, says so, and answers until standard input ends.
pub(crate) fn answer(with: Engine, folder: &Path) -> Result<()> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        let answering = thread.spawn_scoped(scope, || match with {
            Engine::Oxigraph => {
                let store = Store::open_read_only(folder)?;
                until_the_end(|question, out| oxigraph(&store, question, out))
            }
            Engine::Mutuelle => {
                let base = NamedNode::new("http://commons.example/")?;
                let options = CommonsOptions::new(Place::Directory(folder.to_owned()), base);
                let (commons, _) = Commons::open(options)?;
                wait_for_read_copy(&commons)?;
                until_the_end(|question, out| mutuelle(&commons, question, out))?;
                Ok(commons.close()?)
            }
        })?;
        answering.join().map_err(|_| anyhow!("a question panicked"))?
    })
}

fn wait_for_read_copy(commons: &Commons) -> Result<()> {
    loop {
        let copy = commons.status()?.copy;
        if copy.ready {
            return Ok(());
        }
        if !in_work(copy.reason.as_deref()) {
            bail!("there is no read copy: {:?}", copy.reason);
        }
        std::thread::sleep(ASK_EVERY);
    }
}

fn until_the_end(execute: impl Fn(&Question, &mut Vec<u8>) -> Result<()>) -> Result<()> {
    println!("open");
    for line in std::io::stdin().lock().lines() {
        let question = named(&line?)?;
        let begun = Instant::now();
        let mut body = Vec::new();
        execute(question, &mut body)?;
        let took = begun.elapsed();
        let answer = Answer::read(question, &body)?;
        write(&Run { answer, took });
    }
    Ok(())
}

fn oxigraph(store: &Store, question: &Question, out: &mut Vec<u8>) -> Result<()> {
    let query = SparqlEvaluator::new().parse_query(question.text)?;
    let table = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
    match query.on_store(store).execute()? {
        QueryResults::Solutions(solutions) => {
            let mut writer = table.serialize_solutions_to_writer(out, solutions.variables().to_vec())?;
            for solution in solutions {
                writer.serialize(&solution?)?;
            }
            writer.finish()?;
        }
        QueryResults::Boolean(value) => {
            table.serialize_boolean_to_writer(out, value)?;
        }
        QueryResults::Graph(triples) => {
            let mut writer = RdfSerializer::from_format(oxigraph::io::RdfFormat::NTriples).for_writer(out);
            for triple in triples {
                writer.serialize_triple(&triple?)?;
            }
            writer.finish()?;
        }
    }
    Ok(())
}

fn mutuelle(commons: &Commons, question: &Question, out: &mut Vec<u8>) -> Result<()> {
    let query = commons.prepare(QueryRequest {
        text: question.text.to_owned(),
        ..QueryRequest::default()
    })?;
    let format = match query.form() {
        QueryForm::Select | QueryForm::Ask => ResultFormat::Table(TableFormat::Json),
        QueryForm::Construct | QueryForm::Describe => ResultFormat::Graph(RdfFormat::NTriples.into()),
    };
    query.run(commons, format, &CancellationToken::new(), out)?;
    Ok(())
}
