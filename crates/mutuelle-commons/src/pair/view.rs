//! The commons in PAIR as a copy of its own, for the queries of sites that know no other words: each resource as an export
//! writes it, in the containers that `/.well-known/void` names.

use super::container;
use super::speaker::Speaker;
use crate::commons::Commons;
use crate::query::{PreparedQuery, QueryOutcome};
use mutuelle_columns::{Builder, Columns, LimitError, Snapshot};
use mutuelle_query::{CancellationToken, QueryError, ResultFormat};
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Triple};
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A copy that took long to make is not made anew before this many times as long has passed: a commons that changes all
/// the time has time for other things.
const REST: u32 = 10;

/// The copy, and when it was made.
#[derive(Default)]
pub(crate) struct PairView(Mutex<Option<Made>>);

struct Made {
    snapshot: Snapshot,
    seq: u64,
    at: Instant,
    took: Duration,
}

impl Made {
    fn serves(&self, seq: u64) -> bool {
        self.seq == seq || self.at.elapsed() < self.took * REST
    }
}

impl Commons {
    /// Runs a query over what an export as PAIR says, with the containers below `containers`. The state may be a little
    /// older than the present one while changes come faster than they can be said in PAIR; the outcome tells its seq.
    /// Blocking; needs a large stack.
    ///
    /// # Errors
    /// Those of a query; also when there is more to say than [`Limits::pair_view_triples_max`].
    ///
    /// [`Limits::pair_view_triples_max`]: crate::Limits::pair_view_triples_max
    pub fn query_pair(
        &self,
        query: &PreparedQuery,
        containers: &str,
        format: ResultFormat,
        cancel: &CancellationToken,
        out: &mut dyn Write,
    ) -> Result<QueryOutcome, QueryError> {
        let (snapshot, seq) = self.pair_view(containers)?;
        query.run_over(self, &snapshot, seq, format, cancel, out)
    }

    /// The copy; whoever comes while it is being made waits for it.
    fn pair_view(&self, containers: &str) -> Result<(Snapshot, u64), QueryError> {
        let mut made = self
            .core
            .pair_view
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let present = self.seq()?;
        if let Some(made) = made.as_ref().filter(|made| made.serves(present)) {
            return Ok((made.snapshot.clone(), made.seq));
        }
        let begun = Instant::now();
        let (snapshot, seq) = self.make_pair_view(containers)?;
        *made = Some(Made {
            snapshot: snapshot.clone(),
            seq,
            at: Instant::now(),
            took: begun.elapsed(),
        });
        Ok((snapshot, seq))
    }

    fn make_pair_view(&self, containers: &str) -> Result<(Snapshot, u64), QueryError> {
        self.work_out(|present| {
            let speaker = Speaker::new(&self.core.pair, present);
            let mut builder = Builder::default();
            let triples_max = self.core.limits.pair_view_triples_max;
            let mut count = 0;
            let mut push = |triple: Triple| {
                count += 1;
                if count > triples_max {
                    return Err(beyond(triples_max));
                }
                let quad: Quad = triple.in_graph(GraphName::DefaultGraph);
                builder.push(quad.as_ref()).map_err(|error| failed(&error))
            };
            let members = speaker.members()?;
            for (class, resources) in &members {
                let name = super::classes::name_of(class);
                let address = NamedNode::new_unchecked(format!("{containers}{name}"));
                let named = resources.iter().filter(|node| node.is_named_node()).cloned();
                let named: Vec<NamedOrBlankNode> = named.collect();
                container::triples(&address, &named)
                    .into_iter()
                    .try_for_each(&mut push)?;
            }
            for resource in super::exporting::sorted(members.into_values().flatten()) {
                speaker.describe(&resource)?.into_iter().try_for_each(&mut push)?;
            }
            let base = builder.finish(present.seq()).map_err(|error| failed(&error))?;
            Ok((Columns::new(base).snapshot(), present.seq()))
        })
    }
}

fn beyond(triples_max: u64) -> QueryError {
    QueryError::Evaluation {
        message: format!(
            "the commons has more than {triples_max} triples to say in PAIR, which is the limit \
             `pair_view_triples_max`; read `/export/pair`, or query `/sparql`"
        ),
    }
}

fn failed(error: &LimitError) -> QueryError {
    QueryError::Evaluation {
        message: format!("the commons cannot be said in PAIR: {error}"),
    }
}
