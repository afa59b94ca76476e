//! Transitive closure of many pairs at once.

use crate::triples::Number;

/// Pairs as a graph over places 0, 1, … of their distinct ends.
struct Graph<T> {
    ends: Vec<T>,
    /// Where the targets of each place begin; one more than there are places.
    starts: Vec<usize>,
    targets: Vec<usize>,
}

/// Gives every pair of the transitive closure, each once, in no order of meaning.
///
/// Pairs that lie on a cycle are one component (Tarjan); components are taken from the last to the first, each reaching
/// what its successors reach, and a successor that another one reaches already is passed over (Goralčík and Koubek):
/// the cost is that of the answer times the successors that are not passed over.
pub(crate) fn close<T: Number, E>(
    mut pairs: Vec<[T; 2]>,
    mut give: impl FnMut(T, T) -> Result<(), E>,
) -> Result<(), E> {
    pairs.sort_unstable();
    pairs.dedup();
    let graph = Graph::new(&pairs);
    let components = graph.components();
    let mut reached: Vec<Vec<usize>> = Vec::with_capacity(components.members.len());
    let mut marks = vec![usize::MAX; components.members.len()];
    for (component, members) in components.members.iter().enumerate() {
        let (reach, is_cycle) = graph.reach(component, &components, &reached, &mut marks);
        for &from in members {
            if is_cycle {
                for &to in members {
                    give(graph.ends[from], graph.ends[to])?;
                }
            }
            for &other in &reach {
                for &to in &components.members[other] {
                    give(graph.ends[from], graph.ends[to])?;
                }
            }
        }
        reached.push(reach);
    }
    Ok(())
}

/// Numbered so that what a component reaches has lower numbers.
struct Components {
    members: Vec<Vec<usize>>,
    of: Vec<usize>,
}

impl<T: Number> Graph<T> {
    /// `pairs` are sorted and distinct.
    fn new(pairs: &[[T; 2]]) -> Self {
        let mut ends: Vec<T> = pairs.iter().flatten().copied().collect();
        ends.sort_unstable();
        ends.dedup();
        let place = |end: &T| ends.partition_point(|other| other < end);
        let targets = pairs.iter().map(|[_, to]| place(to)).collect();
        let mut starts = Vec::with_capacity(ends.len() + 1);
        let mut start = 0;
        for end in &ends {
            starts.push(start);
            start += pairs[start..].iter().take_while(|[from, _]| from == end).count();
        }
        starts.push(start);
        Self {
            ends,
            starts,
            targets,
        }
    }

    fn targets(&self, place: usize) -> &[usize] {
        &self.targets[self.starts[place]..self.starts[place + 1]]
    }

    /// The components below one, and whether its members reach themselves.
    fn reach(
        &self,
        component: usize,
        components: &Components,
        reached: &[Vec<usize>],
        marks: &mut [usize],
    ) -> (Vec<usize>, bool) {
        let targets = components.members[component]
            .iter()
            .flat_map(|place| self.targets(*place));
        let mut next: Vec<usize> = targets.map(|target| components.of[*target]).collect();
        // Higher numbers first: they may reach lower ones, never the other way round.
        next.sort_unstable_by(|a, b| b.cmp(a));
        next.dedup();
        let is_cycle = next.first() == Some(&component);
        let mut reach = Vec::new();
        for successor in next {
            if successor == component || marks[successor] == component {
                continue;
            }
            for &other in std::iter::once(&successor).chain(&reached[successor]) {
                if marks[other] != component {
                    marks[other] = component;
                    reach.push(other);
                }
            }
        }
        (reach, is_cycle)
    }

    /// Tarjan's algorithm with a stack of its own: data may be as deep as it likes.
    fn components(&self) -> Components {
        const NONE: usize = usize::MAX;
        let count = self.ends.len();
        let mut components = Components {
            members: Vec::new(),
            of: vec![NONE; count],
        };
        let mut entered = vec![NONE; count];
        let mut lowest = vec![NONE; count];
        let mut open = Vec::new();
        let mut clock = 0;
        for root in 0..count {
            if entered[root] != NONE {
                continue;
            }
            let mut path = vec![(root, 0)];
            while let Some((place, seen)) = path.pop() {
                if seen == 0 {
                    entered[place] = clock;
                    lowest[place] = clock;
                    clock += 1;
                    open.push(place);
                }
                if let Some(&target) = self.targets(place).get(seen) {
                    path.push((place, seen + 1));
                    if entered[target] == NONE {
                        path.push((target, 0));
                    } else if components.of[target] == NONE {
                        lowest[place] = lowest[place].min(entered[target]);
                    }
                    continue;
                }
                if lowest[place] == entered[place] {
                    let from = open.iter().rposition(|other| *other == place).unwrap_or(0);
                    let members = open.split_off(from);
                    for &member in &members {
                        components.of[member] = components.members.len();
                    }
                    components.members.push(members);
                }
                if let Some(&(parent, _)) = path.last() {
                    lowest[parent] = lowest[parent].min(lowest[place]);
                }
            }
        }
        components
    }
}
