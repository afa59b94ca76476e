//! A query made safe to run, with the same answers.
//!
//! Four things are changed in its algebra:
//! - functions that can make huge texts are replaced by bounded ones (`functions.rs`);
//! - **every row in flight holds a value**. The evaluator's loops are stopped where they copy values (`dataset.rs`), and
//!   a row without any, from `{}`, a pattern of constants, VALUES with UNDEF alone or a sub-select that projects nothing
//!   bound, would pass through products of any size unseen. Such a leaf binds a variable of its own that no query can
//!   name. Each has another name, so that no join and no MINUS finds it on both sides;
//! - the keys of ORDER BY become texts whose order is total (`functions.rs`);
//! - a group with EXISTS is closed by a projection when EXISTS has a variable that the group does not bind and the rest
//!   of the query does. The evaluator would join the group as a nested loop, with that variable bound from outside,
//!   while FILTER sees its own group alone (SPARQL 1.1, sections 18.2.2 and 18.6).
//!
//! Recursive: the depth was bounded before (`guard.rs`).

use crate::calls::Calls;
use crate::functions::{bounded, total};
use crate::guard::{after_iri, after_string};
use oxrdf::{Literal, Variable};
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::HashMap;

/// Makes a WHERE part safe. Its SERVICE parts are noted among the calls: what stands in them is another machine's to
/// evaluate and stays as it was written.
pub fn hardened(pattern: GraphPattern, calls: &mut Calls) -> GraphPattern {
    let text = without_terms(&pattern.to_string());
    let mut hardening = Hardening {
        marks: 0,
        mentions: if text.contains("EXISTS") {
            mentions(&text)
        } else {
            HashMap::new()
        },
        graph: None,
        calls,
    };
    hardening.top(pattern)
}

struct Hardening<'c> {
    marks: usize,
    /// How often each variable is named, where there is an EXISTS whose group may have to be closed.
    mentions: HashMap<String, usize>,
    /// The variable of the GRAPH around.
    graph: Option<Variable>,
    calls: &'c mut Calls,
}

/// A text of SPARQL without what stands in its strings and IRIs: no value decides how a query is evaluated.
fn without_terms(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut bare = String::with_capacity(text.len());
    let (mut from, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'"' | b'\'' => after_string(bytes, at),
            b'<' => after_iri(bytes, at),
            _ => at + 1,
        };
        if end > at + 1 {
            bare.push_str(&text[from..at]);
            bare.push(' ');
            from = end;
        }
        at = end;
    }
    bare.push_str(&text[from..]);
    bare
}

/// How often each variable is named in a text of SPARQL.
fn mentions(text: &str) -> HashMap<String, usize> {
    let mut mentions = HashMap::new();
    for part in text.split(['?', '$']).skip(1) {
        let end = part.find(|char: char| !char.is_alphanumeric() && char != '_');
        *mentions
            .entry(part[..end.unwrap_or(part.len())].to_owned())
            .or_default() += 1;
    }
    mentions
}

impl Hardening<'_> {
    /// What stands above the first projection gives the answer's rows and is projected no further.
    fn top(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Slice { inner, start, length } => GraphPattern::Slice {
                inner: Box::new(self.top(*inner)),
                start,
                length,
            },
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: Box::new(self.top(*inner)),
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: Box::new(self.top(*inner)),
            },
            GraphPattern::Project { inner, variables } => GraphPattern::Project {
                inner: self.boxed(*inner),
                variables,
            },
            other => self.pattern(other),
        }
    }

    fn boxed(&mut self, pattern: GraphPattern) -> Box<GraphPattern> {
        Box::new(self.pattern(pattern))
    }

    fn mark(&mut self) -> Variable {
        self.marks += 1;
        // A space cannot stand in a variable's name.
        Variable::new_unchecked(format!("row {}", self.marks))
    }

    fn marked(&mut self, pattern: GraphPattern) -> GraphPattern {
        GraphPattern::Extend {
            inner: Box::new(pattern),
            variable: self.mark(),
            expression: Literal::from(true).into(),
        }
    }

    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        match self.open(&pattern) {
            Some(variables) => {
                let inner = self.part(pattern);
                self.projected(inner, variables)
            }
            None => self.part(pattern),
        }
    }

    /// The variables of a group that has to be closed.
    fn open(&self, pattern: &GraphPattern) -> Option<Vec<Variable>> {
        let (GraphPattern::Filter { expr: expression, .. }
        | GraphPattern::Extend { expression, .. }
        | GraphPattern::LeftJoin {
            expression: Some(expression),
            ..
        }) = pattern
        else {
            return None;
        };
        if self.mentions.is_empty() {
            return None;
        }
        let text = without_terms(&expression.to_string());
        if !text.contains("EXISTS") {
            return None;
        }
        let mut bound: Vec<_> = self.graph.iter().cloned().collect();
        pattern.on_in_scope_variable(|variable| {
            if !bound.contains(variable) {
                bound.push(variable.clone());
            }
        });
        let leaks = mentions(&text).into_iter().any(|(name, count)| {
            bound.iter().all(|variable| variable.as_str() != name)
                && self.mentions.get(&name).is_some_and(|all| *all > count)
        });
        leaks.then_some(bound)
    }

    fn part(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {
                self.leaf(pattern)
            }
            GraphPattern::Join { left, right } => GraphPattern::Join {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => GraphPattern::LeftJoin {
                left: self.boxed(*left),
                right: self.boxed(*right),
                expression: expression.map(|expression| self.expression(expression)),
            },
            GraphPattern::Lateral { left, right } => GraphPattern::Lateral {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            GraphPattern::Minus { left, right } => GraphPattern::Minus {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
                expr: self.expression(expr),
                inner: self.boxed(*inner),
            },
            GraphPattern::Graph { name, inner } => {
                let variable = match &name {
                    NamedNodePattern::Variable(variable) => Some(variable.clone()),
                    NamedNodePattern::NamedNode(_) => None,
                };
                let around = std::mem::replace(&mut self.graph, variable);
                let inner = self.boxed(*inner);
                self.graph = around;
                GraphPattern::Graph { name, inner }
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => GraphPattern::Extend {
                inner: self.boxed(*inner),
                variable,
                expression: self.expression(expression),
            },
            GraphPattern::Service { name, inner, silent } => {
                let service = self.calls.note(name, *inner, silent);
                self.marked(service)
            }
            modified => self.modified(modified),
        }
    }

    fn projected(&mut self, inner: GraphPattern, mut variables: Vec<Variable>) -> GraphPattern {
        let mark = self.mark();
        variables.push(mark.clone());
        GraphPattern::Project {
            inner: Box::new(GraphPattern::Extend {
                inner: Box::new(inner),
                variable: mark,
                expression: Literal::from(true).into(),
            }),
            variables,
        }
    }

    /// The patterns of sub-selects.
    fn modified(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Project { inner, variables } => {
                let inner = self.pattern(*inner);
                self.projected(inner, variables)
            }
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: self.boxed(*inner),
                expression: expression.into_iter().map(|key| self.order(key)).collect(),
            },
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: self.boxed(*inner),
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: self.boxed(*inner),
            },
            GraphPattern::Slice { inner, start, length } => GraphPattern::Slice {
                inner: self.boxed(*inner),
                start,
                length,
            },
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => GraphPattern::Group {
                inner: self.group(*inner, &aggregates),
                variables,
                aggregates: aggregates
                    .into_iter()
                    .map(|(variable, aggregate)| (variable, self.aggregate(aggregate)))
                    .collect(),
            },
            other => other,
        }
    }

    /// What is grouped. COUNT(DISTINCT *) must not tell rows apart by our marks, nor by the blank nodes of patterns, which
    /// are no part of a solution (SPARQL 1.1, section 18.1.8).
    fn group(
        &mut self,
        inner: GraphPattern,
        aggregates: &[(Variable, AggregateExpression)],
    ) -> Box<GraphPattern> {
        let mut named = Vec::new();
        inner.on_in_scope_variable(|variable| {
            if !named.contains(variable) {
                named.push(variable.clone());
            }
        });
        let inner = self.boxed(inner);
        let compares = |(_, aggregate): &(_, _)| {
            matches!(aggregate, AggregateExpression::CountSolutions { distinct: true })
        };
        if !aggregates.iter().any(compares) {
            return inner;
        }
        Box::new(GraphPattern::Project {
            inner,
            variables: named,
        })
    }

    fn leaf(&mut self, pattern: GraphPattern) -> GraphPattern {
        let binds = match &pattern {
            GraphPattern::Bgp { patterns } => patterns.iter().any(binds_a_variable),
            GraphPattern::Path { subject, object, .. } => is_variable(subject) || is_variable(object),
            GraphPattern::Values { bindings, .. } => {
                bindings.iter().all(|row| row.iter().any(Option::is_some))
            }
            _ => true,
        };
        if binds { pattern } else { self.marked(pattern) }
    }

    fn order(&mut self, key: OrderExpression) -> OrderExpression {
        match key {
            OrderExpression::Asc(expression) => OrderExpression::Asc(total(self.expression(expression))),
            OrderExpression::Desc(expression) => OrderExpression::Desc(total(self.expression(expression))),
        }
    }

    fn aggregate(&mut self, aggregate: AggregateExpression) -> AggregateExpression {
        match aggregate {
            AggregateExpression::CountSolutions { .. } => aggregate,
            AggregateExpression::FunctionCall { name, expr, distinct } => AggregateExpression::FunctionCall {
                name,
                expr: self.expression(expr),
                distinct,
            },
        }
    }

    fn expression(&mut self, expression: Expression) -> Expression {
        use Expression as E;
        type Two = fn(Box<E>, Box<E>) -> E;
        let mut two = |make: Two, a: Box<E>, b: Box<E>| {
            make(Box::new(self.expression(*a)), Box::new(self.expression(*b)))
        };
        match expression {
            E::Or(a, b) => two(E::Or, a, b),
            E::And(a, b) => two(E::And, a, b),
            E::Equal(a, b) => two(E::Equal, a, b),
            E::SameTerm(a, b) => two(E::SameTerm, a, b),
            E::Greater(a, b) => two(E::Greater, a, b),
            E::GreaterOrEqual(a, b) => two(E::GreaterOrEqual, a, b),
            E::Less(a, b) => two(E::Less, a, b),
            E::LessOrEqual(a, b) => two(E::LessOrEqual, a, b),
            E::Add(a, b) => two(E::Add, a, b),
            E::Subtract(a, b) => two(E::Subtract, a, b),
            E::Multiply(a, b) => two(E::Multiply, a, b),
            E::Divide(a, b) => two(E::Divide, a, b),
            E::UnaryPlus(a) => E::UnaryPlus(Box::new(self.expression(*a))),
            E::UnaryMinus(a) => E::UnaryMinus(Box::new(self.expression(*a))),
            E::Not(a) => E::Not(Box::new(self.expression(*a))),
            E::In(a, list) => E::In(Box::new(self.expression(*a)), self.expressions(list)),
            E::If(a, b, c) => E::If(
                Box::new(self.expression(*a)),
                Box::new(self.expression(*b)),
                Box::new(self.expression(*c)),
            ),
            E::Coalesce(list) => E::Coalesce(self.expressions(list)),
            E::FunctionCall(function, list) => {
                self.calls.note_function(&function);
                E::FunctionCall(bounded(function), self.expressions(list))
            }
            E::Exists(pattern) => {
                // What is bound around EXISTS is substituted in all of it: nothing in it is closed.
                let mentions = std::mem::take(&mut self.mentions);
                let pattern = self.boxed(*pattern);
                self.mentions = mentions;
                E::Exists(pattern)
            }
            leaf @ (E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_)) => leaf,
        }
    }

    fn expressions(&mut self, list: Vec<Expression>) -> Vec<Expression> {
        list.into_iter()
            .map(|expression| self.expression(expression))
            .collect()
    }
}

fn is_variable(term: &TermPattern) -> bool {
    match term {
        TermPattern::Variable(_) | TermPattern::BlankNode(_) => true,
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => false,
        TermPattern::Triple(triple) => binds_a_variable(triple),
    }
}

fn binds_a_variable(triple: &TriplePattern) -> bool {
    is_variable(&triple.subject)
        || matches!(triple.predicate, NamedNodePattern::Variable(_))
        || is_variable(&triple.object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::{Query, SparqlParser};

    fn marks(text: &str) -> usize {
        let Query::Select { pattern, .. } = SparqlParser::new().parse_query(text).unwrap() else {
            panic!("{text}")
        };
        hardened(pattern, &mut Calls::default())
            .to_string()
            .matches("?row ")
            .count()
    }

    #[test]
    fn rows_that_might_be_empty_are_marked_and_others_are_not() {
        for (text, expected) in [
            ("SELECT * { ?s ?p ?o . ?s a ?c OPTIONAL { ?s ?q ?x } }", 0),
            ("SELECT * { VALUES ?x { 1 } ?s ?p ?x }", 0),
            ("SELECT * { {} UNION {} }", 2),
            ("SELECT * { OPTIONAL { ?s ?p ?o } }", 1),
            ("SELECT * { VALUES ?x { 1 UNDEF } }", 1),
            ("SELECT * { <a:a> <a:b> <a:c> }", 1),
            (
                "SELECT * { <a:a> <a:b>+ <a:c> FILTER EXISTS { <a:a> <a:b> 1 } }",
                2,
            ),
        ] {
            assert_eq!(marks(text), expected, "{text}");
        }
        assert_eq!(marks("SELECT * { { SELECT ?x { ?a ?b ?c } } }"), 1);
    }

    #[test]
    fn a_group_whose_exists_names_a_variable_of_the_rest_is_closed() {
        let closed = |text: &str| marks(text) > 0;
        assert!(closed(
            "SELECT * { ?a <a:p> ?c { ?a <a:r> ?n FILTER EXISTS { ?c <a:q> 1 } } }"
        ));
        assert!(!closed(
            "SELECT * { ?a <a:p> ?c { ?a <a:r> ?n FILTER EXISTS { ?a <a:q> 1 } } }"
        ));
        assert!(!closed(
            "SELECT * { ?a <a:p> ?c { ?a <a:r> ?n FILTER NOT EXISTS { ?a <a:q> ?other } } }"
        ));
        assert!(!closed(
            "SELECT * { ?a <a:p> ?c FILTER EXISTS { ?c <a:q> ?n FILTER(?n > 1) } }"
        ));
    }

    #[test]
    fn functions_are_replaced_wherever_expressions_stand() {
        let text = "SELECT (GROUP_CONCAT(CONCAT(?a, ?b)) AS ?g) { ?a ?b ?c
            FILTER(!(CONCAT(?a) IN (CONCAT(?b), 1))) BIND(IF(true, CONCAT(?a), COALESCE(CONCAT(?b))) AS ?d)
            OPTIONAL { ?x ?y ?z FILTER(CONCAT(?x) = '' && EXISTS { ?x ?y ?w FILTER(STR(CONCAT(?w)) < '') }) } }
            ORDER BY DESC(CONCAT(?g))";
        let Query::Select { pattern, .. } = SparqlParser::new().parse_query(text).unwrap() else {
            panic!("{text}")
        };
        let shown = hardened(pattern, &mut Calls::default()).to_string();
        assert_eq!(shown.matches("urn:mutuelle:function:concat").count(), 8);
        assert!(!shown.contains("CONCAT(?"), "{shown}");
    }
}
