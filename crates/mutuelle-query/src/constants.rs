//! The constants of a triple pattern, as the source numbers them.

use crate::dataset::ScopedDataset;
use crate::source::{Pattern, Source, TermId};
use oxrdf::Term;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// The constant terms at the three places; `None` when the source lacks one of them, so that nothing matches.
pub(crate) fn constants<S: Source>(
    triple: &TriplePattern,
    dataset: &ScopedDataset<S>,
) -> Result<Option<Pattern>, S::Error> {
    let predicate = match &triple.predicate {
        NamedNodePattern::NamedNode(name) => Some(name.clone().into()),
        NamedNodePattern::Variable(_) => None,
    };
    let terms = [constant(&triple.subject), predicate, constant(&triple.object)];
    let mut pattern = [None; 3];
    for (place, term) in pattern.iter_mut().zip(terms) {
        let Some(term) = term else { continue };
        let id = dataset.id(term)?;
        if id >= TermId::FIRST_OF_QUERY {
            return Ok(None);
        }
        *place = Some(id);
    }
    Ok(Some(pattern))
}

fn constant(term: &TermPattern) -> Option<Term> {
    match term {
        TermPattern::NamedNode(name) => Some(name.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::Variable(_) | TermPattern::BlankNode(_) | TermPattern::Triple(_) => None,
    }
}
