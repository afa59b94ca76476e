//! SPARQL Update, executed here operation by operation so that every change is known quad by quad.
//!
//! oxigraph has no change hook. Its evaluator fills the templates of DELETE and INSERT over our dataset
//! ([`QueryEvaluator::prepare_delete_insert`]); what comes out is applied to the transaction and reported.

use crate::error::UpdateError;
use crate::marker::is_reserved;
use crate::numbered::NumberedView;
use crate::transaction::Transaction;
use crate::{unnamed, within};
use mutuelle_query::{
    Budget, Calls, Federation, GraphScope, QueryError, ScopedDataset, TextCalls, check_grammar,
    check_pattern, check_text, explained, hardened, normalise_quad, parser,
};
use oxigraph::model::{BlankNode, GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use spareval::DeleteInsertQuad;
use spargebra::algebra::GraphTarget;
use spargebra::term::{GroundQuad, GroundTerm, GroundTriple};
use spargebra::{GraphUpdateOperation, Update};
use std::collections::{HashMap, HashSet};

/// A parsed update with the graphs that its WHERE parts may see.
#[derive(Clone, Debug)]
pub struct PreparedUpdate {
    update: Update,
    /// From the protocol; `None` leaves each operation its own USING, or everything.
    scope: Option<GraphScope>,
    /// What it is where neither says.
    otherwise: GraphScope,
    /// Stands for the unnamed graph where ADD, COPY or MOVE take it as their source.
    unnamed: Option<NamedNode>,
    /// The only graph that it may change.
    only: Option<GraphName>,
    /// What the WHERE parts ask of other machines.
    calls: Calls,
    /// What they ask of a text index.
    texts: TextCalls,
    /// What the sources of LOAD held, by the place of the operation.
    loaded: HashMap<usize, Vec<Quad>>,
}

/// A source that an update loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadSource {
    /// The place of the operation in the update.
    pub operation: usize,
    /// The address.
    pub source: NamedNode,
    /// The graph that gets the triples.
    pub graph: GraphName,
    /// Whether its failure is to be passed over.
    pub silent: bool,
}

/// One quad that an update wants there or not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphChange {
    /// The quad is to be there.
    Insert(Quad),
    /// The quad is not to be there.
    Remove(Quad),
}

impl PreparedUpdate {
    /// Parses an update. The two lists come from the protocol's `using-graph-uri` and `using-named-graph-uri`; they
    /// cannot be combined with USING or WITH (SPARQL 1.1 Protocol, section 2.2.3).
    pub fn parse(
        text: &str,
        base: Option<&str>,
        using_default: Vec<NamedNode>,
        using_named: Vec<NamedNode>,
    ) -> Result<Self, UpdateError> {
        check_text(text)?;
        let parsed = |text: &str| {
            let parser = parser(base)?;
            let update = parser.clone().parse_update(text);
            let parse = |text: &str| parser.clone().parse_update(text).map(|_| ());
            Ok::<_, QueryError>(update.map_err(|error| explained("SPARQL update", text, &error, &parse))?)
        };
        // The text as it came is parsed first, so that errors are placed in it.
        let mut update = parsed(text)?;
        let mut unnamed = None;
        if let Some((rewritten, name)) = unnamed::named(text) {
            update = parsed(&rewritten)?;
            unnamed = Some(name);
        }
        let (mut calls, mut texts) = (Calls::default(), TextCalls::default());
        for operation in &mut update.operations {
            if let GraphUpdateOperation::DeleteInsert { pattern, .. } = operation {
                **pattern = texts
                    .take(std::mem::take(pattern.as_mut()), text)
                    .map_err(QueryError::from)?;
                check_pattern(pattern)?;
                check_grammar("SPARQL update", text, pattern).map_err(QueryError::from)?;
                **pattern = hardened(std::mem::take(pattern.as_mut()), &mut calls);
            }
        }
        let protocol = !using_default.is_empty() || !using_named.is_empty();
        let own = |operation: &GraphUpdateOperation| {
            matches!(
                operation,
                GraphUpdateOperation::DeleteInsert { using: Some(_), .. }
            )
        };
        if protocol && update.operations.iter().any(own) {
            return Err(UpdateError::DatasetTwice);
        }
        let scope = protocol.then(|| GraphScope::from_lists(using_default, using_named));
        Ok(Self {
            update,
            scope,
            otherwise: GraphScope::default(),
            unnamed,
            only: None,
            calls,
            texts,
            loaded: HashMap::new(),
        })
    }

    /// The same update held to one graph, which takes the place of the default graph. It changes that graph alone; GRAPH
    /// still asks any.
    ///
    /// # Errors
    /// When its text names another graph to change, or has USING. A graph that a variable names is known when the update
    /// is executed, and refused then.
    pub fn within(mut self, graph: &GraphName) -> Result<Self, UpdateError> {
        if self.unnamed.is_some() {
            return Err(within::elsewhere(
                "what DEFAULT names in ADD, COPY or MOVE",
                graph,
            ));
        }
        for operation in &mut self.update.operations {
            within::hold(operation, graph)?;
        }
        self.scope = Some(GraphScope {
            default: Some(vec![graph.clone()]),
            named: None,
            hidden: None,
        });
        self.only = Some(graph.clone());
        Ok(self)
    }

    /// The same update, whose WHERE parts see the unnamed graph as the default graph unless they name others.
    #[must_use]
    pub fn strict(self) -> Self {
        Self {
            otherwise: GraphScope::default().strict(),
            ..self
        }
    }

    /// Whether its WHERE parts have text patterns: then its budget needs a text index.
    pub fn asks_texts(&self) -> bool {
        !self.texts.is_empty()
    }

    /// What the update loads, in order.
    pub fn loads(&self) -> Vec<LoadSource> {
        let operations = self.update.operations.iter().enumerate();
        let loads = operations.filter_map(|(operation, load)| match load {
            GraphUpdateOperation::Load {
                silent,
                source,
                destination,
            } => Some(LoadSource {
                operation,
                source: source.clone(),
                graph: graph_name(destination),
                silent: *silent,
            }),
            _ => None,
        });
        loads.collect()
    }

    /// Gives the operation at this place what its source holds. One that was given nothing is refused, or passed over where
    /// it is silent.
    pub fn give(&mut self, operation: usize, quads: Vec<Quad>) {
        self.loaded.insert(operation, quads);
    }

    /// Executes the operations in order; each sees what those before it did. `apply` is called for every quad that an
    /// operation inserts or removes, and must make the change on the transaction. Returns how many literals were
    /// brought to the store's form.
    pub fn execute<E: From<UpdateError>>(
        &self,
        transaction: &mut Transaction<'_>,
        budget: &Budget,
        mut apply: impl FnMut(&mut Transaction<'_>, GraphChange) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut normalised = 0;
        // What earlier operations changed, of which a text index cannot know.
        let mut touched = HashSet::new();
        for (at, operation) in self.update.operations.iter().enumerate() {
            let changes = match self.loaded.get(&at) {
                Some(quads) => quads.iter().cloned().map(GraphChange::Insert).collect(),
                None => self.changes(operation, transaction, budget, &touched)?,
            };
            for change in changes {
                self.refuse_elsewhere(&change)?;
                if self.asks_texts() {
                    let (GraphChange::Insert(quad) | GraphChange::Remove(quad)) = &change;
                    touched.insert(quad.subject.clone());
                }
                normalised += apply_one(change, transaction, &mut apply)?;
            }
        }
        Ok(normalised)
    }

    fn refuse_elsewhere(&self, change: &GraphChange) -> Result<(), UpdateError> {
        let (GraphChange::Insert(quad) | GraphChange::Remove(quad)) = change;
        match &self.only {
            Some(graph) if *graph != quad.graph_name => {
                Err(within::elsewhere(&quad.graph_name.to_string(), graph))
            }
            _ => Ok(()),
        }
    }

    fn changes(
        &self,
        operation: &GraphUpdateOperation,
        transaction: &Transaction<'_>,
        budget: &Budget,
        touched: &HashSet<NamedOrBlankNode>,
    ) -> Result<Vec<GraphChange>, UpdateError> {
        match operation {
            GraphUpdateOperation::InsertData { data } => Ok(insert_data(data)),
            GraphUpdateOperation::DeleteData { data } => Ok(data
                .iter()
                .map(|quad| GraphChange::Remove(ground_quad(quad)))
                .collect()),
            GraphUpdateOperation::DeleteInsert { using, .. } => {
                if let Some(to) = self.copies_unnamed_to(operation) {
                    return copy_unnamed(transaction, &to);
                }
                let scope = match (&self.scope, using) {
                    (Some(scope), _) => scope.clone(),
                    (None, Some(using)) => GraphScope::of_clauses(using),
                    (None, None) => self.otherwise.clone(),
                };
                self.delete_insert(operation, transaction, &scope, budget, touched)
            }
            GraphUpdateOperation::Load { silent: true, .. } => Ok(Vec::new()),
            GraphUpdateOperation::Load { source, .. } => Err(QueryError::Refused {
                what: format!("LOAD {source}"),
            }
            .into()),
            GraphUpdateOperation::Clear { silent, graph } | GraphUpdateOperation::Drop { silent, graph } => {
                clear(
                    transaction,
                    unnamed::target(graph, self.unnamed.as_ref()),
                    *silent,
                )
            }
            GraphUpdateOperation::Create { silent, graph } => create(transaction, graph, *silent),
        }
    }

    fn copies_unnamed_to(&self, operation: &GraphUpdateOperation) -> Option<GraphName> {
        let to = unnamed::copied_to(operation, self.unnamed.as_ref()?)?;
        unnamed::constant(to).as_ref().map(graph_name)
    }

    fn delete_insert(
        &self,
        operation: &GraphUpdateOperation,
        transaction: &Transaction<'_>,
        scope: &GraphScope,
        budget: &Budget,
        touched: &HashSet<NamedOrBlankNode>,
    ) -> Result<Vec<GraphChange>, UpdateError> {
        let GraphUpdateOperation::DeleteInsert {
            delete,
            insert,
            pattern,
            ..
        } = operation
        else {
            return Ok(Vec::new());
        };
        let base = self.update.base_iri.clone();
        let view = NumberedView::new(transaction.view())?;
        let dataset = ScopedDataset::new(view, scope)?;
        let (mut removals, mut insertions) = budget.enforce(|| {
            let federation = Federation::new(&self.calls, budget);
            let pattern = (**pattern).clone();
            let changed: Vec<_> = touched.iter().cloned().collect();
            let (pattern, _) = self
                .texts
                .placed(pattern, &dataset, budget, &federation, &changed)?;
            let pattern = federation.placed(pattern, &dataset)?;
            let evaluator = federation.evaluator();
            let prepared =
                evaluator.prepare_delete_insert(delete.clone(), insert.clone(), base, None, &pattern);
            let (mut removals, mut insertions) = (Vec::new(), Vec::new());
            for mutation in prepared.execute(dataset)? {
                match mutation? {
                    DeleteInsertQuad::Delete(quad) => removals.push(GraphChange::Remove(quad)),
                    DeleteInsertQuad::Insert(quad) => insertions.push(GraphChange::Insert(quad)),
                }
            }
            Ok((removals, insertions))
        })?;
        // SPARQL 1.1 Update, section 3.1.3: all deletions happen before all insertions.
        removals.append(&mut insertions);
        Ok(removals)
    }
}

fn apply_one<E: From<UpdateError>>(
    change: GraphChange,
    transaction: &mut Transaction<'_>,
    apply: &mut impl FnMut(&mut Transaction<'_>, GraphChange) -> Result<(), E>,
) -> Result<u64, E> {
    let (GraphChange::Insert(quad) | GraphChange::Remove(quad)) = &change;
    if is_reserved(quad.graph_name.as_ref()) {
        let graph = crate::marker::STATE_GRAPH.as_str().to_owned();
        return Err(UpdateError::Reserved { graph }.into());
    }
    let (change, normalised) = match change {
        GraphChange::Insert(quad) => {
            let (quad, normalised) = normalise_quad(quad);
            (GraphChange::Insert(quad), normalised)
        }
        GraphChange::Remove(quad) => (GraphChange::Remove(normalise_quad(quad).0), 0),
    };
    apply(transaction, change)?;
    Ok(normalised)
}

/// All quads of the target, as removals. Emptying and dropping are one: a graph is there while it holds a quad.
fn clear(
    transaction: &Transaction<'_>,
    target: &GraphTarget,
    silent: bool,
) -> Result<Vec<GraphChange>, UpdateError> {
    let view = transaction.view();
    let graph = match target {
        GraphTarget::NamedNode(name) => {
            if !silent && !view.graph_exists(name.as_ref().into())? {
                return Err(UpdateError::UnknownGraph {
                    graph: name.as_str().to_owned(),
                });
            }
            Some(GraphNameRef::NamedNode(name.as_ref()))
        }
        GraphTarget::DefaultGraph => Some(GraphNameRef::DefaultGraph),
        GraphTarget::NamedGraphs | GraphTarget::AllGraphs => None,
    };
    let mut changes = Vec::new();
    for quad in view.quads(None, None, None, graph) {
        let quad = quad?;
        if !(matches!(target, GraphTarget::NamedGraphs) && quad.graph_name == GraphName::DefaultGraph) {
            changes.push(GraphChange::Remove(quad));
        }
    }
    Ok(changes)
}

/// The unnamed graph's quads, as insertions into another graph.
fn copy_unnamed(transaction: &Transaction<'_>, to: &GraphName) -> Result<Vec<GraphChange>, UpdateError> {
    let unnamed = Some(GraphNameRef::DefaultGraph);
    let quads = transaction.view().quads(None, None, None, unnamed);
    let copies = quads.map(|quad| {
        Ok(GraphChange::Insert(Quad {
            graph_name: to.clone(),
            ..quad?
        }))
    });
    copies.collect()
}

/// Creating a graph changes nothing: a graph is there while it holds a quad (SPARQL 1.1 Update, section 3.2.1, leaves
/// empty graphs to the store).
fn create(
    transaction: &Transaction<'_>,
    graph: &NamedNode,
    silent: bool,
) -> Result<Vec<GraphChange>, UpdateError> {
    if !silent && transaction.view().graph_exists(graph.as_ref().into())? {
        return Err(UpdateError::GraphExists {
            graph: graph.as_str().to_owned(),
        });
    }
    Ok(Vec::new())
}

/// The quads of INSERT DATA; each blank node label stands for one new node in the whole operation.
fn insert_data(data: &[spargebra::term::Quad]) -> Vec<GraphChange> {
    let mut fresh = Fresh::default();
    let quads = data.iter().map(|quad| Quad {
        subject: fresh.subject(&quad.subject),
        predicate: quad.predicate.clone(),
        object: fresh.term(&quad.object),
        graph_name: graph_name(&quad.graph_name),
    });
    quads.map(GraphChange::Insert).collect()
}

#[derive(Default)]
struct Fresh {
    nodes: HashMap<BlankNode, BlankNode>,
}

impl Fresh {
    fn node(&mut self, label: &BlankNode) -> BlankNode {
        self.nodes.entry(label.clone()).or_default().clone()
    }

    fn subject(&mut self, subject: &NamedOrBlankNode) -> NamedOrBlankNode {
        match subject {
            NamedOrBlankNode::BlankNode(label) => self.node(label).into(),
            NamedOrBlankNode::NamedNode(name) => name.clone().into(),
        }
    }

    fn term(&mut self, term: &Term) -> Term {
        match term {
            Term::BlankNode(label) => self.node(label).into(),
            Term::Triple(triple) => {
                let Triple {
                    subject,
                    predicate,
                    object,
                } = triple.as_ref();
                let subject = self.subject(subject);
                Triple {
                    subject,
                    predicate: predicate.clone(),
                    object: self.term(object),
                }
                .into()
            }
            other => other.clone(),
        }
    }
}

fn graph_name(graph: &spargebra::term::GraphName) -> GraphName {
    match graph {
        spargebra::term::GraphName::NamedNode(name) => name.clone().into(),
        spargebra::term::GraphName::DefaultGraph => GraphName::DefaultGraph,
    }
}

fn ground_quad(quad: &GroundQuad) -> Quad {
    Quad {
        subject: quad.subject.clone().into(),
        predicate: quad.predicate.clone(),
        object: ground_term(&quad.object),
        graph_name: graph_name(&quad.graph_name),
    }
}

fn ground_term(term: &GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(name) => name.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
        GroundTerm::Triple(triple) => {
            let GroundTriple {
                subject,
                predicate,
                object,
            } = triple.as_ref();
            Triple {
                subject: subject.clone().into(),
                predicate: predicate.clone(),
                object: ground_term(object),
            }
            .into()
        }
    }
}
