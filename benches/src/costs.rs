//! What validation and inference cost: a change of one seed with and without each, and the building of the read copy.

use crate::engine::Engine;
use crate::stores::Stores;
use anyhow::{Result, bail};
use mutuelle_commons::{
    Commons, CommonsOptions, Exempt, GraphName, Input, LoadMode, LoadRequest, LoadTarget, NamedNode, Origin,
    Place, RdfFormat,
};
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

/// How many seeds of each kind are added.
const CHANGES: usize = 200;
/// How long the copy may take to be built.
const BUILD_MAX: Duration = Duration::from_mins(30);
/// The aim for the validation of one seed.
const AIM_MS: f64 = 5.0;

const VALIDATED: &str = "http://bench.example/graph/validated";
const EXEMPT: &str = "http://bench.example/graph/exempt";

/// Opens the data without and with inference and prints what each costs. Adds seeds to the data.
pub(crate) fn measure(stores: &Stores) -> Result<()> {
    println!("costs, in process, medians of {CHANGES} changes of one seed each, fsync included:");
    for (round, inference) in [false, true].into_iter().enumerate() {
        let folder = stores.folder(Engine::Mutuelle);
        // The copy is built anew from the store in both cases.
        if let Err(error) = fs::remove_file(folder.join("columns"))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            bail!(error);
        }
        let begun = Instant::now();
        let (commons, _) = Commons::open(CommonsOptions {
            inference,
            exempt: Exempt::new([EXEMPT]),
            columns_bytes_max: u64::MAX,
            ..CommonsOptions::new(Place::Directory(folder), NamedNode::new("http://bench.example/")?)
        })?;
        let copy = built(&commons, begun)?;
        println!(
            "  inference {}: read copy in {:.1} s, {} MiB, {} quads said, {} inferred",
            if inference { "on " } else { "off" },
            begun.elapsed().as_secs_f64(),
            copy.memory_bytes >> 20,
            commons.status()?.quads,
            copy.inferred.unwrap_or(0),
        );
        let (mut validated, mut exempt) = (Vec::new(), Vec::new());
        for change in 0..CHANGES {
            let number = round * CHANGES + change;
            validated.push(timed(&commons, VALIDATED, number)?);
            exempt.push(timed(&commons, EXEMPT, number)?);
        }
        let [validated, exempt] = [validated, exempt].map(median);
        println!(
            "    a seed with validation {validated:.2} ms, without {exempt:.2} ms, difference {:.2} ms (aim: {AIM_MS})",
            validated - exempt
        );
        commons.close()?;
    }
    Ok(())
}

pub(crate) fn built(commons: &Commons, begun: Instant) -> Result<mutuelle_commons::CopyStatus> {
    while begun.elapsed() < BUILD_MAX {
        let copy = commons.status()?.copy;
        if copy.ready {
            return Ok(copy);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("no read copy within {BUILD_MAX:?}")
}

/// Adds one seed; how long it took, in milliseconds.
fn timed(commons: &Commons, graph: &str, number: usize) -> Result<f64> {
    let kind = if graph == EXEMPT { "libre" } else { "jugee" };
    let mut text = String::from(
        "PREFIX mut: <https://w3id.org/mutuelle/ns#> PREFIX dct: <http://purl.org/dc/terms/>
         PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> ",
    );
    write!(
        text,
        "<http://bench.example/graine/{kind}-{number}> a mut:KnowledgeSeed ; rdfs:label \"Graine {number}\"@fr ;
         mut:content \"Une graine de plus.\"@fr ; mut:keyword \"essai\"@fr ;
         dct:creator <http://commons.example/acteur/1> ; dct:subject <http://commons.example/theme/1> ;
         dct:license <https://creativecommons.org/licenses/by-sa/4.0/> ."
    )?;
    let request = LoadRequest {
        input: Input::Bytes(text.into_bytes()),
        format: RdfFormat::Turtle,
        base: None,
        target: LoadTarget::Graph(GraphName::NamedNode(NamedNode::new(graph)?)),
        mode: LoadMode::Add,
        origin: Origin::new("bench", "a seed"),
        progress: None,
    };
    let begun = Instant::now();
    commons.load(request)?;
    Ok(begun.elapsed().as_secs_f64() * 1000.0)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
