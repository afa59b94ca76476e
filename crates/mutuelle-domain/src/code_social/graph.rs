//! Codes sociaux, comparisons and differences said in RDF; and a comparison seen from the other side.

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{dct, prov, rdfs};
use oxrdf::{Graph, Literal, NamedNodeRef};

use crate::code_social::{
    Cleavage, CleavageKind, CodeSocial, Comparison, Complement, ComplementKind, Difference, Nesting, Section,
};
use crate::computed::{Statement, iri};
use crate::link::triple;
use crate::node::{Node, Text};

impl CodeSocial {
    /// What holds, as if the code social said all of it itself: its sections and those that it inherits, which keep
    /// their own IRIs and so can be followed to who says them.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        graph.insert(&triple(
            &self.node,
            oxrdf::vocab::rdf::TYPE,
            mutuelle::CODE_SOCIAL,
        ));
        for described in &self.describes {
            graph.insert(&triple(&self.node, mutuelle::DESCRIBES, described.to_term()));
        }
        for wider in &self.part_of {
            graph.insert(&triple(
                &self.node,
                mutuelle::PART_OF_CODE_SOCIAL,
                wider.to_term(),
            ));
        }
        say_texts(&mut graph, &self.node, mutuelle::STORY, &self.story.texts);
        say_texts(
            &mut graph,
            &self.node,
            mutuelle::GOVERNANCE,
            &self.governance.texts,
        );
        for section in &self.sections {
            graph.insert(&triple(&self.node, mutuelle::HAS_SECTION, section.node.to_term()));
            say_section(&mut graph, section);
        }
        graph
    }
}

fn say_texts<'t>(
    graph: &mut Graph,
    node: &Node,
    predicate: NamedNodeRef<'_>,
    texts: impl IntoIterator<Item = &'t Text>,
) {
    for text in texts {
        graph.insert(&triple(node, predicate, text.to_literal()));
    }
}

fn say_section(graph: &mut Graph, section: &Section) {
    if let Some(class) = section.kind.class() {
        graph.insert(&triple(&section.node, oxrdf::vocab::rdf::TYPE, class));
    }
    for (predicate, nodes) in [
        (mutuelle::COMMITS_TO, &section.values),
        (mutuelle::REFUSES, &section.refused),
        (mutuelle::DIMENSION, &section.dimensions),
        (mutuelle::ANSWERS, &section.answers),
        (mutuelle::PURSUES, &section.pursues),
    ] {
        for node in nodes {
            graph.insert(&triple(&section.node, predicate, node.to_term()));
        }
    }
    if let Some(weight) = section.weight {
        let weight = Literal::new_typed_literal(weight.to_string(), oxrdf::vocab::xsd::DECIMAL);
        graph.insert(&triple(&section.node, mutuelle::WEIGHT, weight));
    }
    say_texts(graph, &section.node, rdfs::LABEL, &section.labels);
    say_texts(graph, &section.node, dct::DESCRIPTION, &section.texts);
    say_texts(graph, &section.node, mutuelle::PRACTICE, &section.practices);
    say_texts(graph, &section.node, mutuelle::REFUSAL, &section.refusals);
}

fn comparison(kind: &str, first: &Node, second: &Node) -> Statement {
    let node = iri(kind, &[("first", first), ("second", second)]);
    let mut statement = Statement::new(node, mutuelle::COMPARISON);
    statement.say(mutuelle::COMPARES_FIRST, first.to_term());
    statement.say(mutuelle::COMPARES_SECOND, second.to_term());
    statement.say(prov::WAS_DERIVED_FROM, first.to_term());
    statement.say(prov::WAS_DERIVED_FROM, second.to_term());
    statement
}

fn say_cleavages(statement: &mut Statement, cleavages: &[Cleavage]) {
    for cleavage in cleavages {
        statement.say(mutuelle::CLEAVAGE, cleavage.first_value.to_term());
        statement.say(mutuelle::CLEAVAGE, cleavage.second_value.to_term());
    }
}

impl Comparison {
    /// The comparison as a `mut:Comparison`.
    pub fn graph(&self) -> Graph {
        let mut statement = comparison("comparison", &self.first, &self.second);
        for shared in &self.shared_values {
            statement.say(mutuelle::SHARED_VALUE, shared.value.to_term());
        }
        say_cleavages(&mut statement, &self.cleavages);
        for complement in &self.complements {
            match complement.kind {
                ComplementKind::Value => {
                    statement.say(mutuelle::COMPLEMENT, complement.first.to_term());
                    statement.say(mutuelle::COMPLEMENT, complement.second.to_term());
                }
                ComplementKind::FirstAnswers | ComplementKind::FirstPursues => {
                    statement.say(mutuelle::COMPLEMENT, complement.first.to_term());
                }
                ComplementKind::SecondAnswers | ComplementKind::SecondPursues => {
                    statement.say(mutuelle::COMPLEMENT, complement.second.to_term());
                }
            }
            for dimension in &complement.dimensions {
                statement.say(mutuelle::COMPLEMENT, dimension.to_term());
            }
        }
        for silence in &self.first_silent_on {
            statement.say(mutuelle::FIRST_SILENT_ON, silence.topic.to_term());
        }
        for silence in &self.second_silent_on {
            statement.say(mutuelle::SECOND_SILENT_ON, silence.topic.to_term());
        }
        let (shared, cleavages) = (self.shared_values.len(), self.cleavages.len());
        let silences = self.first_silent_on.len() + self.second_silent_on.len();
        let complements = self.complements.len();
        statement.explain(
            &format!("En commun : {shared}. Ce qui oppose : {cleavages}. Ce qui complète : {complements}. Silences : {silences}."),
            &format!("Shared: {shared}. Opposed: {cleavages}. Complementary: {complements}. Silences: {silences}."),
        );
        statement.into_graph()
    }

    /// The same comparison with the second code social first.
    #[must_use]
    pub fn turned(self) -> Self {
        let mut turned = Self {
            first: self.second,
            second: self.first,
            first_silent_on: self.second_silent_on,
            second_silent_on: self.first_silent_on,
            cleavages: self.cleavages.into_iter().map(Cleavage::turned).collect(),
            complements: self.complements.into_iter().map(Complement::turned).collect(),
            shared_values: self.shared_values,
            dimensions: self.dimensions,
        };
        for shared in &mut turned.shared_values {
            std::mem::swap(&mut shared.first, &mut shared.second);
        }
        for pair in &mut turned.dimensions {
            std::mem::swap(&mut pair.first, &mut pair.second);
        }
        turned.cleavages.sort_by(|a, b| a.key().cmp(&b.key()));
        turned.complements.sort_by(|a, b| a.key().cmp(&b.key()));
        turned
    }
}

impl Cleavage {
    fn turned(self) -> Self {
        let kind = match self.kind {
            CleavageKind::RefusedByFirst => CleavageKind::RefusedBySecond,
            CleavageKind::RefusedBySecond => CleavageKind::RefusedByFirst,
            CleavageKind::Opposed => CleavageKind::Opposed,
        };
        Self {
            kind,
            first_value: self.second_value,
            second_value: self.first_value,
            first_sections: self.second_sections,
            second_sections: self.first_sections,
            because: self.because,
        }
    }
}

impl Complement {
    pub(super) fn turned(self) -> Self {
        let kind = match self.kind {
            ComplementKind::Value => ComplementKind::Value,
            ComplementKind::FirstAnswers => ComplementKind::SecondAnswers,
            ComplementKind::SecondAnswers => ComplementKind::FirstAnswers,
            ComplementKind::FirstPursues => ComplementKind::SecondPursues,
            ComplementKind::SecondPursues => ComplementKind::FirstPursues,
        };
        Self {
            kind,
            first: self.second,
            second: self.first,
            ..self
        }
    }
}

impl Nesting {
    /// What contradicts, as a `mut:Comparison` of the part with the whole; what is overridden, as revisions.
    pub fn graph(&self) -> Graph {
        let mut statement = comparison("nesting", &self.part, &self.whole);
        say_cleavages(&mut statement, &self.contradicting);
        let (inherited, overridden) = (self.inherited.len(), self.overridden.len());
        let (own, contradicting) = (self.own.len(), self.contradicting.len());
        statement.explain(
            &format!("Hérité : {inherited}. Redit : {overridden}. En propre : {own}. Contredit : {contradicting}."),
            &format!("Inherited: {inherited}. Said again: {overridden}. Its own: {own}. Contradicted: {contradicting}."),
        );
        let mut graph = statement.into_graph();
        graph.insert(&triple(
            &self.part,
            mutuelle::PART_OF_CODE_SOCIAL,
            self.whole.to_term(),
        ));
        for section in &self.inherited {
            graph.insert(&triple(&self.part, mutuelle::HAS_SECTION, section.node.to_term()));
        }
        for overridden in &self.overridden {
            for by in &overridden.by {
                graph.insert(&triple(
                    by,
                    prov::WAS_REVISION_OF,
                    overridden.section.node.to_term(),
                ));
            }
        }
        graph
    }
}

impl Difference {
    /// The revision as a `prov:Activity` that used what was before, generated what is new and invalidated what is gone.
    pub fn graph(&self) -> Graph {
        let inputs: [(&str, &dyn ToString); 2] = [("before", &self.before), ("after", &self.after)];
        let mut statement = Statement::new(iri("revision", &inputs), prov::ACTIVITY);
        statement.say(prov::USED, self.before.to_term());
        statement.say(prov::GENERATED, self.after.to_term());
        for section in &self.added {
            statement.say(prov::GENERATED, section.node.to_term());
        }
        for section in &self.removed {
            statement.say(prov::INVALIDATED, section.node.to_term());
        }
        let (added, removed, changed) = (self.added.len(), self.removed.len(), self.changed.len());
        statement.explain(
            &format!("Parties ajoutées : {added}, retirées : {removed}, changées : {changed}."),
            &format!("Sections added: {added}, removed: {removed}, changed: {changed}."),
        );
        let mut graph = statement.into_graph();
        graph.insert(&triple(&self.after, prov::WAS_REVISION_OF, self.before.to_term()));
        for change in &self.changed {
            if change.before.node != change.after.node {
                let before = change.before.node.to_term();
                graph.insert(&triple(&change.after.node, prov::WAS_REVISION_OF, before));
            }
        }
        graph
    }
}
