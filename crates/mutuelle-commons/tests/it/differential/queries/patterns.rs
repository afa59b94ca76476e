//! Random triple patterns and paths.

use super::{COST_MAX, COST_OF_ANY, COST_OF_ONE, Generator, NODES, Scope, VARIABLES, see};
use crate::differential::data::{self, PREDICATES};

impl Generator<'_> {
    /// Some triple patterns, within GRAPH where they have to be.
    pub(super) fn triples(&mut self, scope: &mut Scope) -> String {
        let mut text = String::new();
        for _ in 0..self.random.within(1..=3) {
            if !text.is_empty() && self.cost > COST_MAX {
                break;
            }
            text.push_str(&self.triple(scope));
        }
        self.closed(text, scope)
    }

    pub(super) fn path_triple(&mut self, scope: &mut Scope) -> String {
        self.cost = self.cost.saturating_mul(COST_OF_ANY);
        let path = self.path(2);
        let ends = if path.contains(['*', '?']) {
            // oxigraph finds no empty path from a constant that the graph does not have.
            [(); 2].map(|()| {
                let name = self.rather(&NODES, scope);
                see(scope, &name);
                name
            })
        } else {
            [self.end(scope), self.end(scope)]
        };
        let text = self.closed(format!("{} {path} {} . ", ends[0], ends[1]), scope);
        // A negated set gives a pair of nodes once (SPARQL 1.1, section 18.4). The evaluator does so where both are
        // known before; otherwise the pair comes once for each predicate, and the order of joins decides.
        if path.contains('!') {
            return format!("{{ SELECT DISTINCT * WHERE {{ {text}}} }}");
        }
        text
    }

    pub(super) fn closed(&mut self, text: String, scope: &mut Scope) -> String {
        if self.open {
            return text;
        }
        let name = *self.random.pick(&[":g0", ":g1", ":g2", "?g"]);
        see(scope, name);
        format!("GRAPH {name} {{ {text}}}")
    }

    pub(super) fn end(&mut self, scope: &mut Scope) -> String {
        if self.random.percent(20) {
            return data::node(self.random);
        }
        let name = self.rather(&NODES, scope);
        see(scope, &name);
        name
    }

    /// Any variable, rather one that is known already.
    pub(super) fn variable(&mut self, scope: &Scope) -> String {
        if self.random.percent(60)
            && let Some(name) = self.some(scope)
        {
            return name;
        }
        (*self.random.pick(&VARIABLES)).to_owned()
    }

    /// One of these variables, seldom another one.
    pub(super) fn rather(&mut self, these: &[&str], scope: &Scope) -> String {
        if self.random.percent(10) {
            return self.variable(scope);
        }
        (*self.random.pick(these)).to_owned()
    }

    pub(super) fn triple(&mut self, scope: &mut Scope) -> String {
        let subject = match self.random.below(20) {
            0..3 => data::node(self.random),
            3 => "[]".to_owned(),
            _ => self.rather(&NODES, scope),
        };
        let predicate = match self.random.below(20) {
            0..3 => self.rather(&["?p"], scope),
            3 if self.random.percent(30) => format!(":q{}", self.random.below(4)),
            _ => (*self.random.pick(&PREDICATES)).to_owned(),
        };
        let object = match self.random.below(20) {
            0..2 => data::object_of(&predicate, self.random),
            2 => "[]".to_owned(),
            3 if self.nested && self.random.percent(30) => {
                let name = self.rather(&NODES, scope);
                see(scope, &name);
                let value = self.rather(&["?d"], scope);
                see(scope, &value);
                format!("<<( {name} :p0 {value} )>>")
            }
            _ => {
                let these: &[&str] = match predicate.as_str() {
                    ":p0" | ":p1" => &NODES,
                    ":p2" => &["?d"],
                    ":p3" => &["?e"],
                    _ => &["?b", "?d", "?e"],
                };
                self.rather(these, scope)
            }
        };
        let any = predicate.starts_with('?');
        self.cost = self
            .cost
            .saturating_mul(if any { COST_OF_ANY } else { COST_OF_ONE });
        for name in [&subject, &predicate, &object] {
            see(scope, name);
        }
        format!("{subject} {predicate} {object} . ")
    }

    pub(super) fn path(&mut self, depth: usize) -> String {
        let one = *self.random.pick(&[":p0", ":p1", ":p4"]);
        if depth == 0 {
            return one.to_owned();
        }
        match self.random.below(10) {
            0 => format!("^({})", self.path(depth - 1)),
            1 => format!("({})/({})", self.path(depth - 1), self.path(depth - 1)),
            2 => format!("({})|({})", self.path(depth - 1), self.path(depth - 1)),
            3 => format!("({})*", self.path(depth - 1)),
            4 => format!("({})+", self.path(depth - 1)),
            5 => format!("({})?", self.path(depth - 1)),
            6 => format!("!({one}|:p2)"),
            7 => format!("!(^{one}|:p3)"),
            _ => one.to_owned(),
        }
    }
}
