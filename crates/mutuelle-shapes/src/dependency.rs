//! Which triples a shape looks at, read off the shapes once: what makes `touched` possible.
//!
//! A shape looks at a triple when some path leads from a focus node to one of the triple's ends: the *prefix*.
//! Walked backwards from a changed triple, the prefix finds the focus nodes. One state of the data is enough for
//! that, before or after the patch: on the way from a focus node to a changed triple, the part before the *first*
//! changed triple has not changed, so it stands in both states, and that first triple is in the patch too.

use std::collections::{HashMap, HashSet};

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, QuadRef, Term};

use crate::classes::Classes;
use crate::constraint::Constraint;
use crate::data::DataGraph;
use crate::path::{Direction, Path, walk};
use crate::shape::{Shape, ShapeId, Target};

/// The place of a prefix in [`Dependencies::prefixes`].
type PrefixId = usize;

#[derive(Debug, Default)]
pub(crate) struct Dependencies {
    /// Always sequences; the empty one leads to the focus node itself.
    prefixes: Vec<Path>,
    /// Prefixes that lead to the subject of a triple with this predicate.
    to_subjects: HashMap<NamedNode, Vec<PrefixId>>,
    /// Prefixes that lead to its object, where an inverse path goes on.
    to_objects: HashMap<NamedNode, Vec<PrefixId>>,
    /// Prefixes to nodes of which every triple matters (closed shapes).
    to_closed: Vec<PrefixId>,
    /// Prefixes to nodes that must be, or are targeted for being, an instance of this class.
    to_instances: HashMap<Term, Vec<PrefixId>>,
}

/// What shapes read of other nodes than the one that they judge.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// The predicates of all triples that are read there, `rdf:type` among them.
    pub read: HashSet<NamedNode>,
    /// Those that lead there: only nodes at either end of such a triple are judged by what is elsewhere.
    pub ways: HashSet<NamedNode>,
}

impl Dependencies {
    pub(crate) fn new(shapes: &[Shape]) -> Self {
        let mut reader = DependencyReader {
            shapes,
            known: Self::default(),
            ids: HashMap::new(),
            seen: HashSet::new(),
        };
        for (position, shape) in shapes
            .iter()
            .enumerate()
            .filter(|(_, shape)| !shape.targets.is_empty())
        {
            for target in &shape.targets {
                reader.add_target(target);
            }
            reader.add_shape(ShapeId(position), &[]);
        }
        reader.known
    }

    /// What has to be known of other nodes to judge one.
    pub(crate) fn elsewhere(&self) -> Elsewhere {
        let mut elsewhere = Elsewhere::default();
        let Elsewhere { read, ways } = &mut elsewhere;
        for (predicate, prefixes) in &self.to_subjects {
            let away = |prefix: &&PrefixId| self.prefixes[**prefix] != Path::Sequence(Vec::new());
            for prefix in prefixes.iter().filter(away) {
                read.insert(predicate.clone());
                self.prefixes[*prefix].add_predicates(ways);
            }
        }
        // Whatever leads to the focus itself backwards is stated of another node.
        for (predicate, prefixes) in &self.to_objects {
            for prefix in prefixes {
                ways.insert(predicate.clone());
                self.prefixes[*prefix].add_predicates(ways);
            }
        }
        read.extend(ways.iter().cloned());
        elsewhere
    }

    pub(crate) fn touched<D: DataGraph>(
        &self,
        data: &D,
        classes: &mut Classes<'_, D>,
        changed: &[QuadRef<'_>],
    ) -> Result<Vec<Term>, D::Error> {
        let hierarchy_changes = changed.iter().any(|quad| quad.predicate == rdfs::SUB_CLASS_OF);
        let mut search = Search {
            dependencies: self,
            data,
            walked: HashSet::new(),
            seen: HashSet::new(),
            found: Vec::new(),
        };
        for quad in changed {
            let predicate = quad.predicate.into_owned();
            let subject_prefixes = self
                .to_subjects
                .get(&predicate)
                .into_iter()
                .flatten()
                .chain(&self.to_closed);
            for prefix in subject_prefixes {
                search.walk_back(*prefix, &quad.subject.into())?;
            }
            for prefix in self.to_objects.get(&predicate).into_iter().flatten() {
                search.walk_back(*prefix, &quad.object.into())?;
            }
            if quad.predicate == rdf::TYPE && !self.to_instances.is_empty() {
                for prefix in self.instance_prefixes(&quad.object.into(), classes, hierarchy_changes)? {
                    search.walk_back(prefix, &quad.subject.into())?;
                }
            }
            if quad.predicate == rdfs::SUB_CLASS_OF && !self.to_instances.is_empty() {
                for instance in classes.instances(&quad.subject.into())? {
                    for prefix in self.to_instances.values().flatten() {
                        search.walk_back(*prefix, &instance.clone().into())?;
                    }
                }
            }
        }
        Ok(search.found)
    }

    /// A type matters to the shapes that speak of it or of a class above it. When the patch changes the hierarchy,
    /// either state may lack a class above it, so then every class counts.
    fn instance_prefixes<D: DataGraph>(
        &self,
        class: &Term,
        classes: &mut Classes<'_, D>,
        hierarchy_changes: bool,
    ) -> Result<Vec<PrefixId>, D::Error> {
        if hierarchy_changes {
            return Ok(self.to_instances.values().flatten().copied().collect());
        }
        let ancestors = classes.ancestors(class)?;
        Ok(ancestors
            .iter()
            .filter_map(|ancestor| self.to_instances.get(ancestor))
            .flatten()
            .copied()
            .collect())
    }
}

/// One call of `touched`.
struct Search<'s, D> {
    dependencies: &'s Dependencies,
    data: &'s D,
    /// A prefix is walked once from each node, however many triples of the node changed.
    walked: HashSet<(PrefixId, Term)>,
    seen: HashSet<Term>,
    found: Vec<Term>,
}

impl<D: DataGraph> Search<'_, D> {
    fn walk_back(&mut self, prefix: PrefixId, start: &Term) -> Result<(), D::Error> {
        if !self.walked.insert((prefix, start.clone())) {
            return Ok(());
        }
        for node in walk(
            self.data,
            &self.dependencies.prefixes[prefix],
            Direction::Backward,
            start,
        )? {
            if self.seen.insert(node.clone()) {
                self.found.push(node);
            }
        }
        Ok(())
    }
}

/// Goes through the shapes as a validation does, with the path so far in place of nodes.
struct DependencyReader<'s> {
    shapes: &'s [Shape],
    known: Dependencies,
    ids: HashMap<Vec<Path>, PrefixId>,
    seen: HashSet<(ShapeId, PrefixId)>,
}

impl DependencyReader<'_> {
    fn add_target(&mut self, target: &Target) {
        match target {
            // The shapes name the node, the data has no say.
            Target::Node(_) => {}
            Target::Class(class) => self.add_instance(class, &[]),
            Target::SubjectsOf(predicate) => self.add_predicate(predicate, Direction::Forward, &[]),
            Target::ObjectsOf(predicate) => self.add_predicate(predicate, Direction::Backward, &[]),
        }
    }

    /// Bounded by [`crate::SHAPE_SIZE_MAX`] for each shape.
    fn add_shape(&mut self, shape: ShapeId, to_focus: &[Path]) {
        let id = self.prefix(to_focus);
        if !self.seen.insert((shape, id)) {
            return;
        }
        let shape = &self.shapes[shape.0];
        let mut to_values = to_focus.to_vec();
        if let Some(path) = &shape.path {
            self.add_path(path, Direction::Forward, to_focus);
            to_values.push(path.clone());
        }
        for constraint in &shape.constraints {
            match constraint {
                Constraint::Class(class) => self.add_instance(class, &to_values),
                Constraint::Pair(_, other) => self.add_predicate(other, Direction::Forward, to_focus),
                Constraint::Closed(_) => {
                    let id = self.prefix(&to_values);
                    add(&mut self.known.to_closed, id);
                }
                _ => {}
            }
            for referenced in constraint.referenced() {
                self.add_shape(referenced, &to_values);
            }
        }
    }

    fn add_path(&mut self, path: &Path, direction: Direction, prefix: &[Path]) {
        match path {
            Path::Predicate(predicate) => self.add_predicate(predicate, direction, prefix),
            Path::Inverse(inner) => self.add_path(inner, direction.turned(), prefix),
            Path::Sequence(parts) => {
                let mut ordered: Vec<&Path> = parts.iter().collect();
                if direction == Direction::Backward {
                    ordered.reverse();
                }
                let mut extended = prefix.to_vec();
                for part in ordered {
                    self.add_path(part, direction, &extended);
                    extended.push(directed(part, direction));
                }
            }
            Path::Alternative(parts) => {
                for part in parts {
                    self.add_path(part, direction, prefix);
                }
            }
            Path::ZeroOrMore(inner) | Path::OneOrMore(inner) => {
                let mut extended = prefix.to_vec();
                extended.push(Path::ZeroOrMore(Box::new(directed(inner, direction))));
                self.add_path(inner, direction, &extended);
            }
            Path::ZeroOrOne(inner) => self.add_path(inner, direction, prefix),
        }
    }

    fn add_predicate(&mut self, predicate: &NamedNode, direction: Direction, prefix: &[Path]) {
        let id = self.prefix(prefix);
        let ends = match direction {
            Direction::Forward => &mut self.known.to_subjects,
            Direction::Backward => &mut self.known.to_objects,
        };
        add(ends.entry(predicate.clone()).or_default(), id);
    }

    fn add_instance(&mut self, class: &NamedNode, prefix: &[Path]) {
        let id = self.prefix(prefix);
        add(
            self.known.to_instances.entry(class.clone().into()).or_default(),
            id,
        );
    }

    fn prefix(&mut self, parts: &[Path]) -> PrefixId {
        if let Some(id) = self.ids.get(parts) {
            return *id;
        }
        let id = self.known.prefixes.len();
        self.known.prefixes.push(Path::Sequence(parts.to_vec()));
        self.ids.insert(parts.to_vec(), id);
        id
    }
}

fn directed(path: &Path, direction: Direction) -> Path {
    match direction {
        Direction::Forward => path.clone(),
        Direction::Backward => Path::Inverse(Box::new(path.clone())),
    }
}

fn add(ids: &mut Vec<PrefixId>, id: PrefixId) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}
