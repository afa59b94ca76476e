//! Our own vocabulary and alignments: what a question in anyone's words finds.

use std::collections::BTreeSet;

use mutuelle_inference::{Axiom, Limits, Rules, Source, derivation, infer_all};
use mutuelle_ontology::{alignments, vocabulary};
use oxrdf::{Graph, NamedNode, Triple};

use crate::support::{Followed, Row, Terms, sample, turtle};

fn everything() -> Graph {
    let mut graph = vocabulary().unwrap();
    graph.extend(&alignments().unwrap());
    graph
}

struct Commons {
    terms: Terms,
    rules: Rules<u32>,
}

impl Commons {
    fn new() -> Self {
        let terms = Terms::default();
        let rules = terms.rules(&Rules::of(&everything()).unwrap());
        Self { terms, rules }
    }

    fn inferred(&self, data: &str) -> BTreeSet<Row> {
        let set = self.terms.set(self.terms.rows(&turtle(data)));
        let inferred = infer_all(&self.rules, &set, set.iter(), &Limits::default()).unwrap();
        inferred.into_iter().collect()
    }

    /// That each of these lines follows.
    fn follows(&self, data: &str, expected: &str) {
        let inferred = self.inferred(data);
        for row in self.terms.rows(&turtle(expected)) {
            assert!(inferred.contains(&row), "{} does not follow", self.write(row));
        }
    }

    fn fails_to_follow(&self, data: &str, unexpected: &str) {
        let inferred = self.inferred(data);
        for row in self.terms.rows(&turtle(unexpected)) {
            assert!(!inferred.contains(&row), "{} follows", self.write(row));
        }
    }

    fn write(&self, row: Row) -> String {
        row.map(|number| self.terms.term(number).to_string()).join(" ")
    }
}

#[test]
fn a_person_in_our_words_is_found_in_those_of_foaf_and_schema_org() {
    Commons::new().follows(
        r#":ada a mut:Person ; rdfs:label "Ada" ."#,
        r#":ada a foaf:Person , schema:Person , pair:Person ; schema:name "Ada" ; foaf:name "Ada" ; pair:label "Ada" ."#,
    );
}

#[test]
fn a_project_in_our_words_is_found_in_those_of_pair() {
    Commons::new().follows(
        r#":forge a mut:Project ; rdfs:label "Forge"@fr ; mut:ledBy :ada ."#,
        r#":forge a pair:Project ; pair:label "Forge"@fr ; pair:involves :ada .
           :ada mut:leads :forge ; mut:involvedIn :forge ; pair:involvedIn :forge ."#,
    );
}

#[test]
fn data_of_pair_and_foaf_sites_is_found_in_our_words() {
    Commons::new().follows(
        r#":forge a pair:Project ; pair:label "Forge" ; pair:involves :ada ; pair:hasTopic :eau .
           :ada a foaf:Person ; foaf:name "Ada" ; pair:offers :vélo ."#,
        r#":forge a mut:Project ; rdfs:label "Forge" ; mut:involves :ada ; dct:subject :eau .
           :ada a mut:Person , mut:Actor ; rdfs:label "Ada" ; mut:involvedIn :forge ; mut:offers :vélo ."#,
    );
}

#[test]
fn pair_inverses_are_read_from_either_side() {
    let commons = Commons::new();
    commons.follows(
        ":ada pair:involvedIn :forge .",
        ":forge pair:involves :ada ; mut:involves :ada .",
    );
    commons.follows(
        ":a pair:partnerOf :b .",
        ":b pair:partnerOf :a ; mut:partnerOf :a . :a mut:partnerOf :b .",
    );
}

#[test]
fn an_offer_is_told_by_its_purpose_and_gives_what_its_actor_offers() {
    let commons = Commons::new();
    commons.follows(
        ":o vf:purpose vf:offer ; mut:offeredBy :ada ; mut:ofSkill :soudure .",
        ":o a mut:Offer , vf:Proposal ; mut:ofResource :soudure . :ada mut:hasOffer :o ; mut:offers :soudure ;
         pair:offers :soudure .",
    );
    commons.follows(":n a mut:Need .", ":n vf:purpose vf:request .");
    commons.fails_to_follow(":n a mut:Need .", ":n a mut:Offer .");
}

#[test]
fn broader_concepts_reach_up_but_do_not_become_direct() {
    let commons = Commons::new();
    let data = ":a skos:broader :b . :c skos:narrower :b .";
    commons.follows(
        data,
        ":a skos:broaderTransitive :c . :c skos:narrowerTransitive :a . :b skos:broader :c .",
    );
    commons.fails_to_follow(data, ":a skos:broader :c .");
}

#[test]
fn an_inverse_of_a_literal_yields_nothing() {
    let commons = Commons::new();
    let inferred = commons.inferred(r#":a skos:related "une chaîne" ; mut:involves "Ada" ."#);
    for row in inferred {
        assert!(!commons.terms.term(row[0]).is_literal(), "{}", commons.write(row));
    }
}

#[test]
fn the_reason_names_the_axioms_one_after_another() {
    let commons = Commons::new();
    let rows = commons.terms.rows(&turtle(r#":ada skos:prefLabel "Ada" ."#));
    let set = commons.terms.set(rows.clone());
    let asked = commons.terms.rows(&turtle(r#":ada schema:name "Ada" ."#))[0];
    let why = derivation(&commons.rules, &set, asked, &Limits::default())
        .unwrap()
        .unwrap();
    assert_eq!(why.source, Source::Explicit(rows[0]));
    let number = |iri: &str| commons.terms.number(NamedNode::new_unchecked(iri));
    let label = number("http://www.w3.org/2000/01/rdf-schema#label");
    let axioms: Vec<_> = why.steps.iter().map(|step| step.axiom.clone()).collect();
    let included = |property, superproperty| Axiom::SubPropertyOf {
        property,
        superproperty,
    };
    let preferred = number("http://www.w3.org/2004/02/skos/core#prefLabel");
    let name = number("http://schema.org/name");
    assert_eq!(axioms, [included(preferred, label), included(label, name)]);
}

/// File by file, then everything taken back in another order: at each step what follows is what follows from scratch.
#[test]
fn the_sample_commons_comes_and_goes_exactly() {
    let commons = Commons::new();
    let rows = commons.terms.rows(&sample());
    let mut followed = Followed::new(&commons.rules);
    let set = |rows: Vec<Row>| commons.terms.set(rows);
    for part in rows.chunks(300) {
        followed.apply(set, &[], part);
    }
    let scratch = {
        let set = set(rows.clone());
        infer_all(&commons.rules, &set, set.iter(), &Limits::default()).unwrap()
    };
    assert!(followed.inferred.iter().copied().eq(scratch.iter().copied()));
    assert!(scratch.len() > rows.len(), "much follows");

    let mut left = rows.clone();
    left.sort_unstable_by_key(|[s, p, o]| (o.wrapping_mul(2_654_435_761), *p, *s));
    while !left.is_empty() {
        let removed = left.split_off(left.len().saturating_sub(700));
        followed.apply(set, &removed, &[]);
        let set = set(left.clone());
        let scratch = infer_all(&commons.rules, &set, set.iter(), &Limits::default()).unwrap();
        assert!(followed.inferred.iter().copied().eq(scratch));
    }
    assert!(followed.inferred.is_empty());
}

#[test]
fn axioms_in_the_data_are_no_rules() {
    let commons = Commons::new();
    commons.fails_to_follow(
        ":Chat rdfs:subClassOf :Animal . :tom a :Chat .",
        ":tom a :Animal .",
    );
}

#[test]
fn every_term_that_may_be_inferred_is_listed_beforehand() {
    let rules = Rules::of(&everything()).unwrap();
    let terms: BTreeSet<_> = rules.terms().into_iter().cloned().collect();
    let commons = Commons::new();
    let data: Vec<Triple> = sample().iter().map(Into::into).collect();
    let rows = commons.terms.rows(&data.iter().map(Triple::as_ref).collect());
    let known: BTreeSet<u32> = rows.iter().flatten().copied().collect();
    let set = commons.terms.set(rows.clone());
    for row in infer_all(&commons.rules, &set, set.iter(), &Limits::default()).unwrap() {
        for number in row {
            let listed =
                || matches!(commons.terms.term(number), oxrdf::Term::NamedNode(n) if terms.contains(&n));
            assert!(known.contains(&number) || listed());
        }
    }
}
