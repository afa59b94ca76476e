//! Commons-like data of any size: places and concepts in trees, actors, projects, seeds with French texts,
//! controversies with positions, arguments and stances. Valid against the shapes, the same on every run.

use crate::chance::Chance;
use crate::words::{ADJECTIVES, FIRST_NAMES, LAST_NAMES, LINKS, NOUNS, VERBS};
use anyhow::Result;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

const MUT: &str = "https://w3id.org/mutuelle/ns#";
const BASE: &str = "http://commons.example/";
const MATURITIES: &[&str] = &[
    "graine", "semis", "pousse", "plant", "fruit", "compost", "dormance",
];
const STAGES: &[&str] = &["idee", "amorce", "en-cours", "installe", "essaime", "clos"];

/// How many of each kind for a million triples.
const SEEDS_A_MILLION: usize = 60_000;
const ACTORS_A_MILLION: usize = 18_000;
const PROJECTS_A_MILLION: usize = 6_500;
const CONCEPTS_A_MILLION: usize = 6_000;
const PLACES_A_MILLION: usize = 2_500;
const CONTROVERSIES_A_MILLION: usize = 1_900;

/// Writes about `triples` triples to a file.
pub(crate) fn to_file(triples: usize, path: &Path) -> Result<()> {
    let mut out = Out {
        writer: BufWriter::new(File::create(path)?),
        chance: Chance::new(42),
        written: 0,
    };
    let share = |per_million: usize| (per_million * triples / 1_000_000).max(2);
    let counts = Counts {
        seeds: share(SEEDS_A_MILLION),
        actors: share(ACTORS_A_MILLION),
        projects: share(PROJECTS_A_MILLION),
        concepts: share(CONCEPTS_A_MILLION),
        places: share(PLACES_A_MILLION),
        controversies: share(CONTROVERSIES_A_MILLION),
    };
    out.trees(&counts)?;
    out.actors(&counts)?;
    out.projects(&counts)?;
    out.seeds(&counts)?;
    out.controversies(&counts)?;
    out.writer.flush()?;
    println!("{} triples in {}", out.written, path.display());
    Ok(())
}

struct Counts {
    seeds: usize,
    actors: usize,
    projects: usize,
    concepts: usize,
    places: usize,
    controversies: usize,
}

struct Out {
    writer: BufWriter<File>,
    chance: Chance,
    written: usize,
}

impl Out {
    fn triple(&mut self, subject: &str, predicate: &str, object: &str) -> Result<()> {
        self.written += 1;
        Ok(writeln!(self.writer, "<{subject}> <{predicate}> {object} .")?)
    }

    fn is_a(&mut self, subject: &str, class: &str) -> Result<()> {
        self.triple(
            subject,
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
            &format!("<{class}>"),
        )
    }

    fn label(&mut self, subject: &str, label: &str) -> Result<()> {
        self.triple(
            subject,
            "http://www.w3.org/2000/01/rdf-schema#label",
            &format!("\"{label}\"@fr"),
        )
    }

    fn link(&mut self, subject: &str, predicate: &str, kind: &str, number: usize) -> Result<()> {
        self.triple(subject, predicate, &format!("<{BASE}{kind}/{number}>"))
    }

    fn mutuelle(&mut self, subject: &str, property: &str, object: &str) -> Result<()> {
        self.triple(subject, &format!("{MUT}{property}"), object)
    }

    fn date(&mut self) -> String {
        let (year, month, day) = (
            2015 + self.chance.below(11),
            1 + self.chance.below(12),
            1 + self.chance.below(28),
        );
        format!("\"{year}-{month:02}-{day:02}\"^^<http://www.w3.org/2001/XMLSchema#date>")
    }

    fn title(&mut self) -> String {
        let noun = self.chance.pick(NOUNS);
        let adjective = self.chance.pick(ADJECTIVES);
        let link = self.chance.pick(LINKS);
        let other = self.chance.pick(NOUNS);
        format!("Un {noun} {adjective} {link} {other}")
    }

    fn text(&mut self, sentences: usize) -> String {
        let mut text = String::new();
        for _ in 0..sentences {
            let subject = NOUNS[self.chance.skewed(NOUNS.len())];
            let adjective = self.chance.pick(ADJECTIVES);
            let verb = self.chance.pick(VERBS);
            let object = NOUNS[self.chance.skewed(NOUNS.len())];
            let link = self.chance.pick(LINKS);
            let circumstance = self.chance.pick(NOUNS);
            // Writing to a string does not fail.
            let _ = write!(
                text,
                "Le {subject} {adjective} {verb} chaque {object} {link} {circumstance}. "
            );
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn trees(&mut self, counts: &Counts) -> Result<()> {
        let skos = "http://www.w3.org/2004/02/skos/core#";
        for (kind, count, class) in [
            ("lieu", counts.places, format!("{MUT}Territory")),
            ("theme", counts.concepts, format!("{skos}Concept")),
        ] {
            for number in 0..count {
                let subject = format!("{BASE}{kind}/{number}");
                let (noun, other) = (*self.chance.pick(NOUNS), *self.chance.pick(NOUNS));
                self.is_a(&subject, &class)?;
                self.label(&subject, &format!("{noun} {other} {number}"))?;
                if number > 0 {
                    self.link(&subject, &format!("{skos}broader"), kind, (number - 1) / 5)?;
                }
            }
        }
        Ok(())
    }

    fn actors(&mut self, counts: &Counts) -> Result<()> {
        for number in 0..counts.actors {
            let subject = format!("{BASE}acteur/{number}");
            let class = if number % 5 == 0 { "Organization" } else { "Person" };
            let name = format!(
                "{} {}",
                self.chance.pick(FIRST_NAMES),
                self.chance.pick(LAST_NAMES)
            );
            let place = self.chance.below(counts.places);
            self.is_a(&subject, &format!("{MUT}{class}"))?;
            self.label(&subject, &format!("{name} {number}"))?;
            self.link(&subject, &format!("{MUT}inTerritory"), "lieu", place)?;
            if class == "Person" {
                let organisation = self.chance.below(counts.actors / 5 + 1) * 5 % counts.actors;
                self.link(
                    &subject,
                    "http://www.w3.org/ns/org#memberOf",
                    "acteur",
                    organisation,
                )?;
            }
        }
        Ok(())
    }

    fn projects(&mut self, counts: &Counts) -> Result<()> {
        for number in 0..counts.projects {
            let subject = format!("{BASE}projet/{number}");
            let (title, text, date) = (self.title(), self.text(3), self.date());
            self.is_a(&subject, &format!("{MUT}Project"))?;
            self.label(&subject, &title)?;
            self.triple(
                &subject,
                "http://purl.org/dc/terms/description",
                &format!("\"{text}\"@fr"),
            )?;
            let stage = self.chance.pick(STAGES);
            self.mutuelle(
                &subject,
                "maturity",
                &format!("<https://w3id.org/mutuelle/scheme/incubation/{stage}>"),
            )?;
            self.mutuelle(&subject, "startDate", &date)?;
            let (leader, place) = (
                self.chance.skewed(counts.actors),
                self.chance.below(counts.places),
            );
            self.link(&subject, &format!("{MUT}ledBy"), "acteur", leader)?;
            self.link(&subject, &format!("{MUT}inTerritory"), "lieu", place)?;
            for _ in 0..3 {
                let actor = self.chance.below(counts.actors);
                self.link(&subject, &format!("{MUT}involves"), "acteur", actor)?;
            }
        }
        Ok(())
    }

    fn seeds(&mut self, counts: &Counts) -> Result<()> {
        for number in 0..counts.seeds {
            let subject = format!("{BASE}graine/{number}");
            let (title, date) = (self.title(), self.date());
            let sentences = 5 + self.chance.below(8);
            let text = self.text(sentences);
            self.is_a(&subject, &format!("{MUT}KnowledgeSeed"))?;
            self.label(&subject, &title)?;
            self.mutuelle(&subject, "content", &format!("\"{text}\"@fr"))?;
            let licence = "<https://creativecommons.org/licenses/by-sa/4.0/>";
            self.triple(&subject, "http://purl.org/dc/terms/license", licence)?;
            self.triple(&subject, "http://purl.org/dc/terms/created", &date)?;
            let maturity = self.chance.pick(MATURITIES);
            self.mutuelle(
                &subject,
                "maturity",
                &format!("<https://w3id.org/mutuelle/scheme/maturity/{maturity}>"),
            )?;
            let (author, theme) = (
                self.chance.skewed(counts.actors),
                self.chance.skewed(counts.concepts),
            );
            self.link(&subject, "http://purl.org/dc/terms/creator", "acteur", author)?;
            self.link(&subject, "http://purl.org/dc/terms/subject", "theme", theme)?;
            for _ in 0..3 {
                let keyword = NOUNS[self.chance.skewed(NOUNS.len())];
                self.mutuelle(&subject, "keyword", &format!("\"{keyword}\"@fr"))?;
            }
            if number > 0 && number % 3 == 0 {
                let parent = self.chance.below(number);
                self.link(
                    &subject,
                    "http://www.w3.org/ns/prov#wasDerivedFrom",
                    "graine",
                    parent,
                )?;
            }
            let project = self.chance.below(counts.projects);
            self.link(&subject, &format!("{MUT}seedOf"), "projet", project)?;
        }
        Ok(())
    }

    fn controversies(&mut self, counts: &Counts) -> Result<()> {
        let ibis = "https://vocab.methodandstructure.com/ibis#";
        for number in 0..counts.controversies {
            let (subject, question) = (
                format!("{BASE}controverse/{number}"),
                format!("{BASE}question/{number}"),
            );
            let title = self.title();
            self.is_a(&question, &format!("{MUT}Question"))?;
            self.label(&question, &format!("{title} ?"))?;
            self.is_a(&subject, &format!("{MUT}Controversy"))?;
            self.label(&subject, &title)?;
            self.link(&subject, &format!("{MUT}hasNode"), "question", number)?;
            self.mutuelle(
                &subject,
                "closure",
                "<https://w3id.org/mutuelle/scheme/closure/ouverte>",
            )?;
            for side in 0..3 {
                let id = number * 3 + side;
                let (position, argument) = (format!("{BASE}position/{id}"), format!("{BASE}argument/{id}"));
                let (claim, reason) = (self.text(1), self.text(2));
                self.is_a(&position, &format!("{MUT}Position"))?;
                self.label(&position, &claim)?;
                self.link(&position, &format!("{ibis}responds-to"), "question", number)?;
                self.is_a(&argument, &format!("{MUT}Argument"))?;
                self.label(&argument, &reason)?;
                self.link(&argument, &format!("{ibis}supports"), "position", id)?;
                self.stance(id, counts)?;
            }
        }
        Ok(())
    }

    fn stance(&mut self, id: usize, counts: &Counts) -> Result<()> {
        let subject = format!("{BASE}prise/{id}");
        let (date, degree) = (self.date(), self.chance.below(21));
        let holder = self.chance.below(counts.actors);
        self.is_a(&subject, &format!("{MUT}Stance"))?;
        self.label(&subject, &format!("Prise de position {id}"))?;
        self.link(&subject, &format!("{MUT}holder"), "acteur", holder)?;
        self.link(&subject, &format!("{MUT}target"), "position", id)?;
        let tenths = i32::try_from(degree).unwrap_or(0) - 10;
        let value = format!(
            "{}{}.{}",
            if tenths < 0 { "-" } else { "" },
            tenths.abs() / 10,
            tenths.abs() % 10
        );
        self.mutuelle(
            &subject,
            "degree",
            &format!("\"{value}\"^^<http://www.w3.org/2001/XMLSchema#decimal>"),
        )?;
        self.mutuelle(&subject, "statedOn", &date)
    }
}
