//! Circles in a directed graph, found without recursion.

/// For each of `count` nodes the number of its strongly connected component: nodes that reach each other have the same.
///
/// Tarjan's algorithm with a stack of its own, in linear time.
pub(super) fn components(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut following = vec![Vec::new(); count];
    for (from, to) in edges {
        following[*from].push(*to);
    }
    let mut search = Search {
        index: vec![None; count],
        low: vec![0; count],
        component: vec![None; count],
        open: Vec::new(),
        met: 0,
        found: 0,
    };
    for root in 0..count {
        if search.index[root].is_none() {
            search.visit(root, &following);
        }
    }
    search
        .component
        .into_iter()
        .map(Option::unwrap_or_default)
        .collect()
}

struct Search {
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    component: Vec<Option<usize>>,
    open: Vec<usize>,
    met: usize,
    found: usize,
}

impl Search {
    fn visit(&mut self, root: usize, following: &[Vec<usize>]) {
        let mut path = vec![(root, 0)];
        self.enter(root);
        while let Some((node, next)) = path.pop() {
            if let Some(to) = following[node].get(next).copied() {
                path.push((node, next + 1));
                match (self.index[to], self.component[to]) {
                    (None, _) => {
                        self.enter(to);
                        path.push((to, 0));
                    }
                    (Some(index), None) => self.low[node] = self.low[node].min(index),
                    (Some(_), Some(_)) => {}
                }
                continue;
            }
            if let Some((above, _)) = path.last() {
                self.low[*above] = self.low[*above].min(self.low[node]);
            }
            if self.index[node] == Some(self.low[node]) {
                self.close(node);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = Some(self.met);
        self.low[node] = self.met;
        self.met += 1;
        self.open.push(node);
    }

    fn close(&mut self, node: usize) {
        while let Some(member) = self.open.pop() {
            self.component[member] = Some(self.found);
            if member == node {
                break;
            }
        }
        self.found += 1;
    }
}
