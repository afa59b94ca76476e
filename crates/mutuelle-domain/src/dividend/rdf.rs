//! A dividend as RDF.

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxrdf::vocab::xsd;
use oxrdf::{Graph, Literal, NamedNode};

use super::share::{Dividend, Share};
use crate::computed::{self, Statement};
use crate::node::Node;

impl Dividend {
    /// The dividend as `mut:ContributoryDividend`, with its pool, its period and its shares, each explained. Whoever
    /// computes the same dividend gives it the same IRIs.
    pub fn graph(&self) -> Graph {
        let (pool, dividend) = (self.iri("pool"), self.iri("dividend"));
        let mut graph = Graph::new();
        let mut of_pool = Statement::new(pool.clone(), mutuelle::POOL);
        of_pool.say(mutuelle::AMOUNT_CENTS, integer(self.pool_cents));
        of_pool.say(mutuelle::CURRENCY, Literal::new_simple_literal(&self.currency));
        let mut of_dividend = Statement::new(dividend.clone(), mutuelle::CONTRIBUTORY_DIVIDEND);
        of_dividend.say(mutuelle::FROM_POOL, pool);
        of_dividend.say(mutuelle::BY_RULE, self.rule.to_term());
        for context in &self.contexts {
            of_pool.say(mutuelle::FOR_CONTEXT, context.to_term());
            of_dividend.say(mutuelle::FOR_CONTEXT, context.to_term());
        }
        if !self.period.is_always() {
            of_dividend.say(mutuelle::PERIOD, self.period.iri());
            graph.extend(self.period.triples());
        }
        for share in &self.shares {
            let name = computed::iri("share", &[("of", &dividend.as_str()), ("to", &share.beneficiary)]);
            of_dividend.say(mutuelle::HAS_SHARE, name.clone());
            graph.extend(&self.share(share, name, &dividend));
        }
        graph.extend(&of_pool.into_graph());
        graph.extend(&of_dividend.into_graph());
        graph
    }

    fn share(&self, share: &Share, name: NamedNode, dividend: &NamedNode) -> Graph {
        let mut statement = Statement::new(name, mutuelle::SHARE);
        statement.say(mutuelle::SHARE_OF, dividend.clone());
        statement.say(mutuelle::BENEFICIARY, share.beneficiary.to_term());
        statement.say(mutuelle::AMOUNT_CENTS, integer(share.amount_cents));
        statement.say(mutuelle::CURRENCY, Literal::new_simple_literal(&self.currency));
        if let Some(points) = share.points.to_literal() {
            statement.say(mutuelle::POINTS, points);
        }
        for derivation in &share.contributions {
            statement.say(prov::WAS_DERIVED_FROM, derivation.contribution.to_term());
        }
        let (cents, currency) = (share.amount_cents, &self.currency);
        let (points, total, equal) = (&share.points, &self.total_points, &self.equal_part);
        let (exact, rounding, people) = (&share.exact_cents, &share.rounding_cents, self.shares.len());
        statement.explain(
            &format!(
                "{cents} centimes ({currency}) : {equal} de la cagnotte à parts égales entre {people}, le reste pour \
                 {points} points sur {total} ; soit {exact} centimes, arrondis de {rounding}."
            ),
            &format!(
                "{cents} cents ({currency}): {equal} of the pool in equal parts among {people}, the rest for {points} \
                 points of {total}; that is {exact} cents, rounded by {rounding}."
            ),
        );
        statement.into_graph()
    }

    fn iri(&self, kind: &str) -> NamedNode {
        let contexts: Vec<String> = self.contexts.iter().map(Node::to_string).collect();
        computed::iri(
            kind,
            &[
                ("rule", &self.rule),
                ("context", &contexts.join(" ")),
                ("from", &self.period.start()),
                ("until", &self.period.end()),
                ("cents", &self.pool_cents),
                ("currency", &self.currency),
            ],
        )
    }
}

fn integer(value: i64) -> Literal {
    Literal::new_typed_literal(value.to_string(), xsd::INTEGER)
}
