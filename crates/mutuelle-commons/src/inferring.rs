//! What follows from the ontology, in the read copy: a graph of its own that follows every change exactly.

use mutuelle_columns::{Builder, LimitError, Numbered, Snapshot};
use mutuelle_inference::{
    Derivation, InferError, Limits, Patch as Change, Rules, TripleSet, derivation, follow, infer_all,
};
use mutuelle_journal::Patch;
use mutuelle_query::TermId;
use mutuelle_store::INFERRED_GRAPH;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, Triple};
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use explicit::{Explicit, Outside};

mod explicit;
mod why;

pub use why::Why;

/// The rules, and what is kept to follow changes quickly.
pub(crate) struct Inference {
    rules: Rules<NamedNode>,
    /// Tells these rules from others.
    print: [u8; 32],
    /// The rules under the numbers of one state.
    numbered: Mutex<Option<NumberedRules>>,
}

/// The rules as a base numbers their terms.
struct NumberedRules {
    /// The seq of the base, which a merge changes together with the numbers.
    base_seq: u64,
    rules: Rules<u32>,
    /// The terms of the rules that the copy did not have.
    outside: Outside,
}

impl Inference {
    /// What follows by these rules.
    pub(crate) fn of(rules: Rules<NamedNode>) -> Self {
        let mut axioms: Vec<_> = rules.axioms().iter().map(|axiom| format!("{axiom:?}")).collect();
        axioms.sort_unstable();
        let print = blake3::hash(axioms.join("\n").as_bytes());
        Self {
            rules,
            print: *print.as_bytes(),
            numbered: Mutex::default(),
        }
    }

    /// Differs where other things follow.
    pub(crate) fn print(&self) -> &[u8; 32] {
        &self.print
    }

    /// Says which terms inferred quads will have.
    pub(crate) fn reserve(&self, builder: &mut Builder) -> Result<(), LimitError> {
        builder.reserve(INFERRED_GRAPH.into())?;
        builder.reserve(rdf::TYPE.into())?;
        for term in self.rules.terms() {
            builder.reserve(term.as_ref().into())?;
        }
        Ok(())
    }

    /// All that follows from what came to a builder, in which the terms were [reserved](Self::reserve).
    pub(crate) fn all(&self, numbered: &Numbered<'_>) -> Result<Vec<[TermId; 4]>, InferError<Infallible>> {
        // What only leads to something may be missing, and has to be told apart all the same.
        let mut outside = explicit::FIRST_OUTSIDE;
        let mut id = |term: &NamedNode| {
            let id = numbered.id(term.as_ref().into());
            id.map_or_else(
                || {
                    outside += 1;
                    outside
                },
                |id| id.0,
            )
        };
        let graph = TermId(id(&INFERRED_GRAPH.into_owned()));
        let rules = self.rules.numbered(id);
        let triples = numbered.quads().map(|[s, p, o, _]| [s.0, p.0, o.0]);
        let explicit = TripleSet::new(triples, |id| numbered.is_subject(TermId(id)));
        let inferred = infer_all(&rules, &explicit, explicit.iter(), &Limits::default())?;
        let quad = |[s, p, o]: [u32; 3]| [TermId(s), TermId(p), TermId(o), graph];
        Ok(inferred.into_iter().map(quad).collect())
    }

    /// The patch with what it changes in the inferred graph. `before` is the copy as it was.
    ///
    /// # Errors
    /// Why it could not be followed, in words; the copy has to be built anew.
    pub(crate) fn followed(&self, before: &Snapshot, patch: &Patch) -> Result<Patch, String> {
        let mut kept = self.numbered.lock().unwrap_or_else(PoisonError::into_inner);
        let numbered = self.numbered(&mut kept, before);
        let explicit = Explicit::new(before, numbered.outside.clone());
        let (removed, added) = explicit.changes(patch);
        let change = Change {
            removed: &removed,
            added: &added,
        };
        let inferred = |triple: [u32; 3]| explicit.is_inferred(triple);
        let delta = follow(&numbered.rules, &explicit, inferred, change, &Limits::default())
            .map_err(|error| error.to_string())?;
        // From now on the copy has them, under numbers of its own.
        let new = added.iter().chain(&delta.added).flatten();
        let renumbers = new.into_iter().any(|id| numbered.outside.holds(*id));
        let mut followed = patch.clone();
        let quads = |triples: Vec<[u32; 3]>| triples.into_iter().map(|triple| explicit.quad(triple));
        followed.removed.extend(quads(delta.removed));
        followed.added.extend(quads(delta.added));
        if renumbers {
            *kept = None;
        }
        Ok(followed)
    }

    /// Why a triple holds; nothing when it does not.
    ///
    /// # Errors
    /// When it takes too long to tell, in words.
    pub(crate) fn why(&self, snapshot: &Snapshot, triple: &Triple) -> Result<Option<Why>, String> {
        let explicit = Explicit::new(snapshot, Outside::default());
        let rules = self.rules.numbered(|term| explicit.number(&term.clone().into()));
        let asked = [
            explicit.number(&triple.subject.clone().into()),
            explicit.number(&triple.predicate.clone().into()),
            explicit.number(&triple.object),
        ];
        let found = derivation(&rules, &explicit, asked, &Limits::default());
        let found: Option<Derivation<u32>> = found.map_err(|error| error.to_string())?;
        Ok(found.map(|found| Why::of(&found, &explicit)))
    }

    fn numbered<'k>(&self, kept: &'k mut Option<NumberedRules>, before: &Snapshot) -> &'k NumberedRules {
        let base_seq = before.base().seq();
        if kept.as_ref().is_some_and(|kept| kept.base_seq != base_seq) {
            *kept = None;
        }
        kept.get_or_insert_with(|| {
            let explicit = Explicit::new(before, Outside::default());
            let rules = self.rules.numbered(|term| explicit.number(&term.clone().into()));
            NumberedRules {
                base_seq,
                rules,
                outside: explicit.into_outside(),
            }
        })
    }
}
