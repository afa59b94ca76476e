//! What a dataset holds, in figures: those of VoID (<https://www.w3.org/TR/void/#statistics>), as queries count them.
//!
//! One scan gives all of them, and the pairs that it leaves are sorted and counted: for a million triples that is a third
//! of a second and 24 MB, whatever the data are like. Of a dataset that is too large for it, what the source can tell without
//! looking at each quad is given, and nothing else.

use crate::error::QueryError;
use crate::scope::GraphScope;
use crate::source::{GraphSet, Graphs, Source, TermId};
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, Term};
use std::cmp::Reverse;
use std::sync::Arc;

/// How much is told, and for what price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureBounds {
    /// The most properties, and the most classes, that are told by name.
    pub partitions_max: usize,
    /// The most named graphs that are told by name.
    pub graphs_max: usize,
    /// Up to how many quads all of them are looked at.
    pub quads_max: u64,
}

/// The figures of a default graph, and the named graphs beside it. What could not be told is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Triples.
    pub triples: Option<u64>,
    /// Distinct subjects.
    pub subjects: Option<u64>,
    /// Distinct objects.
    pub objects: Option<u64>,
    /// Distinct resources that are of a class, blank nodes included.
    pub entities: Option<u64>,
    /// Distinct properties.
    pub properties: Option<u64>,
    /// Distinct classes.
    pub classes: Option<u64>,
    /// The most used properties, most used first.
    pub by_property: Vec<PropertyFigures>,
    /// The classes that have the most resources, in this order.
    pub by_class: Vec<ClassFigures>,
    /// The largest named graphs with their triples, largest first.
    pub by_graph: Vec<(NamedNode, Option<u64>)>,
    /// Named graphs, whether or not they are told.
    pub graphs: u64,
}

/// The triples of one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyFigures {
    /// The property.
    pub property: NamedNode,
    /// Its triples.
    pub triples: u64,
    /// Their distinct subjects.
    pub subjects: Option<u64>,
    /// Their distinct objects.
    pub objects: Option<u64>,
}

/// The resources of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassFigures {
    /// The class.
    pub class: NamedNode,
    /// How many resources are of it.
    pub entities: u64,
}

impl Figures {
    /// Counts what queries of this scope see of a source. Blocking.
    ///
    /// # Errors
    /// The source's.
    pub fn of<S: Source>(source: &S, scope: &GraphScope, bounds: FigureBounds) -> Result<Self, QueryError> {
        let failed = |error: S::Error| QueryError::Source(Box::new(error));
        let graphs = scope.resolve(source).map_err(failed)?.default;
        let class_of = source.id(&rdf::TYPE.into_owned().into()).map_err(failed)?;
        let tally = match Tally::by_scan(source, &graphs, class_of, bounds.quads_max).map_err(failed)? {
            Some(tally) => tally,
            None => Tally::by_groups(source, &graphs, class_of),
        };
        let mut figures = tally.figures(source, bounds).map_err(failed)?;
        figures.tell_graphs(source, bounds.graphs_max).map_err(failed)?;
        Ok(figures)
    }

    fn tell_graphs<S: Source>(&mut self, source: &S, graphs_max: usize) -> Result<(), S::Error> {
        let named = source.named_graphs()?;
        self.graphs = named.len() as u64;
        let mut sized: Vec<(TermId, Option<u64>)> = named
            .into_iter()
            .map(|graph| {
                let alone = Graphs::Named(GraphSet::These(Arc::new([graph])));
                (graph, source.count([None; 3], &alone))
            })
            .collect();
        sized.sort_unstable_by_key(|(graph, triples)| (Reverse(*triples), *graph));
        self.by_graph = names(source, sized, graphs_max)?;
        Ok(())
    }
}

/// Counts by number of term.
#[derive(Default)]
struct Tally {
    triples: Option<u64>,
    subjects: Option<u64>,
    objects: Option<u64>,
    entities: Option<u64>,
    /// With triples, subjects and objects.
    properties: Option<Vec<(TermId, [Option<u64>; 3])>>,
    classes: Option<Vec<(TermId, u64)>>,
}

impl Tally {
    /// Looks at each quad; nothing when there are more than that.
    fn by_scan<S: Source>(
        source: &S,
        graphs: &Graphs,
        class_of: Option<TermId>,
        quads_max: u64,
    ) -> Result<Option<Self>, S::Error> {
        if source
            .count([None; 3], graphs)
            .is_some_and(|triples| triples > quads_max)
        {
            return Ok(None);
        }
        // By property with subject, and by property with object.
        let (mut subjects, mut objects): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
        let (mut instances, mut classes) = (Vec::new(), Vec::new());
        for quad in source.scan([None; 3], graphs) {
            let [subject, property, object, _] = quad?;
            if subjects.len() as u64 == quads_max {
                return Ok(None);
            }
            subjects.push(pair(property, subject));
            objects.push(pair(property, object));
            if Some(property) == class_of {
                instances.push(subject.0);
                classes.push(object.0);
            }
        }
        let seconds = |pairs: &[u64]| -> Vec<u32> { pairs.iter().map(|pair| second(*pair)).collect() };
        let triples = subjects.len() as u64;
        let [all_subjects, all_objects] = [seconds(&subjects), seconds(&objects)];
        let by_property = grouped(subjects.iter().map(|pair| first(*pair)).collect());
        let properties = by_property
            .into_iter()
            .zip(grouped_firsts(subjects))
            .zip(grouped_firsts(objects));
        let properties = properties
            .map(|(((property, triples), (_, subjects)), (_, objects))| {
                (property, [Some(triples), Some(subjects), Some(objects)])
            })
            .collect();
        Ok(Some(Self {
            triples: Some(triples),
            subjects: Some(distinct(all_subjects)),
            objects: Some(distinct(all_objects)),
            entities: Some(distinct(instances)),
            properties: Some(properties),
            classes: Some(grouped(classes)),
        }))
    }

    /// What is known without looking at each quad.
    fn by_groups<S: Source>(source: &S, graphs: &Graphs, class_of: Option<TermId>) -> Self {
        let properties = source.groups([None; 3], 1, graphs);
        let of_property = |(property, triples)| (property, [Some(triples), None, None]);
        Self {
            triples: source.count([None; 3], graphs),
            properties: properties.map(|groups| groups.into_iter().map(of_property).collect()),
            classes: class_of.map_or(Some(Vec::new()), |class_of| {
                source.groups([None, Some(class_of), None], 2, graphs)
            }),
            ..Self::default()
        }
    }

    fn figures<S: Source>(self, source: &S, bounds: FigureBounds) -> Result<Figures, S::Error> {
        let figures = Figures {
            triples: self.triples,
            subjects: self.subjects,
            objects: self.objects,
            entities: self.entities,
            properties: self.properties.as_ref().map(|all| all.len() as u64),
            classes: self.classes.as_ref().map(|all| all.len() as u64),
            ..Figures::default()
        };
        let mut properties = self.properties.unwrap_or_default();
        let mut classes = self.classes.unwrap_or_default();
        properties.sort_unstable_by_key(|(property, [triples, ..])| (Reverse(*triples), *property));
        classes.sort_unstable_by_key(|(class, entities)| (Reverse(*entities), *class));
        let by_property = names(source, properties, bounds.partitions_max)?.into_iter();
        let by_class = names(source, classes, bounds.partitions_max)?.into_iter();
        Ok(Figures {
            by_property: by_property
                .map(|(property, [triples, subjects, objects])| PropertyFigures {
                    property,
                    triples: triples.unwrap_or_default(),
                    subjects,
                    objects,
                })
                .collect(),
            by_class: by_class
                .map(|(class, entities)| ClassFigures { class, entities })
                .collect(),
            ..figures
        })
    }
}

/// The first of these that are IRIs.
fn names<S: Source, T>(
    source: &S,
    counted: Vec<(TermId, T)>,
    max: usize,
) -> Result<Vec<(NamedNode, T)>, S::Error> {
    let mut named = Vec::new();
    for (id, figure) in counted {
        if named.len() == max {
            break;
        }
        if let Term::NamedNode(name) = source.term(id)? {
            named.push((name, figure));
        }
    }
    Ok(named)
}

fn pair(first: TermId, second: TermId) -> u64 {
    u64::from(first.0) << 32 | u64::from(second.0)
}

fn first(pair: u64) -> u32 {
    u32::try_from(pair >> 32).unwrap_or_default()
}

fn second(pair: u64) -> u32 {
    u32::try_from(pair & u64::from(u32::MAX)).unwrap_or_default()
}

fn distinct(mut terms: Vec<u32>) -> u64 {
    terms.sort_unstable();
    terms.dedup();
    terms.len() as u64
}

/// Each term with how often it stands there, by number.
fn grouped(mut terms: Vec<u32>) -> Vec<(TermId, u64)> {
    terms.sort_unstable();
    let runs = terms.chunk_by(|one, other| one == other);
    runs.map(|run| (TermId(run[0]), run.len() as u64)).collect()
}

/// Each first term with how many distinct second ones it has, by number.
fn grouped_firsts(mut pairs: Vec<u64>) -> Vec<(TermId, u64)> {
    pairs.sort_unstable();
    pairs.dedup();
    let runs = pairs.chunk_by(|one, other| first(*one) == first(*other));
    runs.map(|run| (TermId(first(run[0])), run.len() as u64))
        .collect()
}
