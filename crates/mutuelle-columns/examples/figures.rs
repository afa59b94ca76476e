//! What the read copy takes and how fast it is, on an N-Triples file:
//! `cargo run --release -p mutuelle-columns --example figures -- FILE`. With `build` after the file's name it only
//! builds, without keeping what it parses, so that the memory this takes can be seen from outside.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]
#![expect(clippy::cast_precision_loss, reason = "figures are rounded")]

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use mutuelle_columns::{Base, Builder, Columns, Order, Snapshot};
use mutuelle_query::{GraphSet, Graphs, Source as _, TermId};
use oxrdf::{GraphName, Literal, NamedNode, Quad, Term};
use oxttl::NTriplesParser;

const ALL: Graphs = Graphs::Merged(GraphSet::All);

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("an N-Triples file is due as argument")?;
    if std::env::args().nth(2).as_deref() == Some("build") {
        return build_only(Path::new(&path));
    }
    let columns = Columns::new(build(Path::new(&path))?);
    sizes(&columns.snapshot());
    terms(&columns.snapshot())?;
    lookups(&columns.snapshot())?;
    scans(&columns.snapshot());
    file(&columns.snapshot())?;
    changes(&columns)?;
    merge(&columns)?;
    Ok(())
}

fn quads(path: &Path) -> std::io::Result<impl Iterator<Item = Result<Quad, oxttl::TurtleParseError>>> {
    let file = std::io::BufReader::new(File::open(path)?);
    let triples = NTriplesParser::new().for_reader(file);
    Ok(triples.map(|triple| triple.map(|triple| triple.in_graph(GraphName::DefaultGraph))))
}

fn build_only(path: &Path) -> Result<(), Box<dyn Error>> {
    let before = Instant::now();
    let base = Base::build(1, quads(path)?)?;
    println!("parse and build      {:>10.2} s", before.elapsed().as_secs_f64());
    sizes(&Columns::new(base).snapshot());
    Ok(())
}

/// Parses first, so that the build is measured alone.
fn build(path: &Path) -> Result<Base, Box<dyn Error>> {
    let before = Instant::now();
    let quads: Vec<Quad> = quads(path)?.collect::<Result<_, _>>()?;
    println!("parse                {:>10.2} s", before.elapsed().as_secs_f64());
    let before = Instant::now();
    let mut builder = Builder::default();
    for quad in &quads {
        builder.push(quad.as_ref())?;
    }
    let pushed = before.elapsed().as_secs_f64();
    let base = builder.finish(1)?;
    let seconds = before.elapsed().as_secs_f64();
    println!("build                {seconds:>10.2} s, of it taking quads {pushed:.2} s");
    Ok(base)
}

fn sizes(snapshot: &Snapshot) {
    let memory = snapshot.memory();
    let quads = snapshot.quad_count() as f64;
    println!("quads                {:>10}", snapshot.quad_count());
    println!("terms                {:>10}", snapshot.term_count());
    println!(
        "dictionary           {:>10.1} bytes a quad",
        memory.dictionary as f64 / quads
    );
    println!(
        "permutations         {:>10.1} bytes a quad",
        memory.permutations as f64 / quads
    );
    println!(
        "together             {:>10.1} bytes a quad",
        memory.total() as f64 / quads
    );
}

/// Prints how long one of `count` steps took.
fn each<T>(what: &str, count: usize, mut step: impl FnMut(usize) -> T) {
    let before = Instant::now();
    for i in 0..count {
        black_box(step(i));
    }
    println!(
        "{what:<20} {:>10.0} ns",
        before.elapsed().as_nanos() as f64 / count as f64
    );
}

/// Spreads steps over numbers without following their order.
fn scattered(i: usize, below: usize) -> usize {
    i.wrapping_mul(0x9e37_79b9_7f4a_7c15) % below.max(1)
}

fn id(number: usize) -> TermId {
    TermId(u32::try_from(number).unwrap_or(u32::MAX))
}

fn terms(snapshot: &Snapshot) -> Result<(), Box<dyn Error>> {
    let count = snapshot.term_count() as usize;
    let sample: Vec<Term> = (0..100_000)
        .map(|i| snapshot.term(id(scattered(i, count))))
        .collect::<Result<_, _>>()?;
    let iris: Vec<&Term> = sample.iter().filter(|term| term.is_named_node()).collect();
    each("id of a term", sample.len(), |i| snapshot.id(&sample[i]));
    each("id of an IRI", iris.len(), |i| snapshot.id(iris[i]));
    each("term of an id", sample.len(), |i| {
        snapshot.term(id(scattered(i, count)))
    });
    each("term, in order", count, |i| snapshot.term(id(i)));
    each("parts of an id", sample.len(), |i| {
        snapshot.parts(id(scattered(i, count)))
    });
    Ok(())
}

fn lookups(snapshot: &Snapshot) -> Result<(), Box<dyn Error>> {
    let subjects: Vec<TermId> = snapshot
        .groups(Order::Spo, None, &ALL)
        .ok_or("counted")?
        .map(|(id, _)| id)
        .collect();
    let subject = |i| Some(subjects[scattered(i, subjects.len())]);
    let label = NamedNode::new("http://www.w3.org/2000/01/rdf-schema#label")?;
    let label = snapshot.id(&label.into())?;
    each("scan s p ?", 200_000, |i| {
        snapshot.scan([subject(i), label, None], &ALL).count()
    });
    each("scan s ? ?", 200_000, |i| {
        snapshot.scan([subject(i), None, None], &ALL).count()
    });
    each("scan ? ? o", 200_000, |i| {
        snapshot.scan([None, None, subject(i)], &ALL).count()
    });
    each("count s p ?", 200_000, |i| {
        snapshot.count([subject(i), label, None], &ALL)
    });
    each("estimate ? p o", 200_000, |i| {
        snapshot.estimate([None, label, subject(i)], &ALL)
    });
    Ok(())
}

fn rate(what: &str, step: impl Fn() -> u64) {
    let before = Instant::now();
    let quads = step();
    let seconds = before.elapsed().as_secs_f64();
    println!(
        "{what:<20} {:>10.1} M quads/s ({quads} in {:.2} ms)",
        quads as f64 / seconds / 1e6,
        seconds * 1e3
    );
}

fn scans(snapshot: &Snapshot) {
    let sum = |scan: mutuelle_columns::Scan| {
        let (mut sum, mut quads) = (0_u64, 0);
        for quad in scan {
            let Ok([s, p, o, _]) = quad;
            sum = sum.wrapping_add(u64::from(s.0 ^ p.0 ^ o.0));
            quads += 1;
        }
        black_box(sum);
        quads
    };
    rate("scan ? ? ?", || sum(snapshot.scan([None; 3], &ALL)));
    rate("scan, quad graphs", || {
        sum(snapshot.scan(
            [None; 3],
            &Graphs::Named(GraphSet::These([TermId::DEFAULT_GRAPH].into())),
        ))
    });
    let Some(predicates) = snapshot.groups(Order::Pos, None, &ALL) else {
        return;
    };
    let predicates: Vec<TermId> = predicates.map(|(id, _)| id).collect();
    rate("scan ? p ?", || {
        predicates
            .iter()
            .map(|p| sum(snapshot.scan([None, Some(*p), None], &ALL)))
            .sum()
    });
    rate("scan in batches", || {
        let mut scan = snapshot.scan([None; 3], &ALL);
        let mut quads = 0;
        while let Some(batch) = scan.next_batch() {
            quads += black_box(batch).len() as u64;
        }
        quads
    });
    rate("groups by subject", || {
        snapshot
            .groups(Order::Spo, None, &ALL)
            .map_or(0, |groups| groups.map(|(_, n)| n).sum())
    });
    rate("groups by object", || {
        snapshot
            .groups(Order::Osp, None, &ALL)
            .map_or(0, |groups| groups.map(|(_, n)| n).sum())
    });
    rate("objects by predicate", || {
        let of = |p: &TermId| {
            snapshot
                .groups(Order::Pos, Some(*p), &ALL)
                .map_or(0, |groups| groups.map(|(_, n)| n).sum())
        };
        predicates.iter().map(of).sum()
    });
}

fn file(snapshot: &Snapshot) -> Result<(), Box<dyn Error>> {
    let path = std::env::temp_dir().join(format!("figures-{}.columns", std::process::id()));
    let before = Instant::now();
    snapshot.base().save(&path, &[7; 32])?;
    println!(
        "save                 {:>10.3} s, {} bytes",
        before.elapsed().as_secs_f64(),
        path.metadata()?.len()
    );
    let before = Instant::now();
    let (base, _) = Base::open(&path)?;
    println!("open                 {:>10.3} s", before.elapsed().as_secs_f64());
    let mapped = Columns::new(base).snapshot();
    std::fs::remove_file(&path)?;
    terms(&mapped)?;
    scans(&mapped);
    Ok(())
}

fn changes(columns: &Columns) -> Result<(), Box<dyn Error>> {
    let note = NamedNode::new("http://commons.example/note")?;
    let seed = |i: usize| NamedNode::new(format!("http://commons.example/graine/{}", scattered(i, 60_000)));
    let mut latencies = Vec::new();
    let mut reads = Vec::new();
    for i in 0..100_000 {
        let text = Literal::new_simple_literal(format!("note {i}"));
        let quad = Quad::new(seed(i)?, note.clone(), text, GraphName::DefaultGraph);
        let before = Instant::now();
        columns.apply(columns.seq() + 1, &[], std::slice::from_ref(&quad))?;
        latencies.push(before.elapsed());
        if i % 10 == 0 {
            let before = Instant::now();
            let snapshot = columns.snapshot();
            let subject = snapshot.id(&quad.subject.into())?;
            black_box(snapshot.scan([subject, None, None], &ALL).count());
            reads.push(before.elapsed());
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length"
    )]
    let place =
        |times: &[std::time::Duration], share: f64| times[((times.len() - 1) as f64 * share) as usize];
    for (what, times) in [("apply one quad", &mut latencies), ("read between", &mut reads)] {
        times.sort_unstable();
        let mean = times.iter().sum::<std::time::Duration>() / u32::try_from(times.len())?;
        println!(
            "{what:<20} mean {mean:?}, median {:?}, 99 % {:?}, most {:?}",
            place(times, 0.5),
            place(times, 0.99),
            place(times, 1.0)
        );
    }
    println!("runs                 {:>10}", columns.snapshot().run_count());
    lookups(&columns.snapshot())?;
    scans(&columns.snapshot());
    println!(
        "runs                 {:>10.1} MB",
        columns.snapshot().memory().runs as f64 / 1e6
    );
    Ok(())
}

fn merge(columns: &Columns) -> Result<(), Box<dyn Error>> {
    println!("needs merge          {:>10}", columns.needs_merge());
    let before = Instant::now();
    let built = columns.begin_merge().build();
    println!("merge                {:>10.2} s", before.elapsed().as_secs_f64());
    let before = Instant::now();
    columns.finish_merge(built)?;
    println!("finish merge         {:>10.6} s", before.elapsed().as_secs_f64());
    sizes(&columns.snapshot());
    Ok(())
}
