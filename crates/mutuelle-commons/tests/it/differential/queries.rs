//! Random queries of every kind, in text.

mod expressions;
mod patterns;

use super::data::{self, GRAPHS, Graphs, PREDICATES};
use super::random::Random;
use std::fmt::Write as _;

/// Most rows that a query may meet on its way, by a rough guess.
const COST_MAX: usize = 30_000;
/// What a triple pattern with a constant predicate is guessed to find, and one with a variable or a path.
const COST_OF_ONE: usize = 5;
const COST_OF_ANY: usize = 30;
/// How deep groups are nested.
const DEPTH_MAX: usize = 3;

/// Variables that mostly stand for nodes, for numbers, for texts, and for predicates.
const VARIABLES: [&str; 6] = ["?a", "?b", "?c", "?d", "?e", "?p"];
const NODES: [&str; 3] = ["?a", "?b", "?c"];

/// A query in its parts.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// All but ORDER BY, LIMIT and OFFSET.
    pub(crate) text: String,
    /// ORDER BY, or nothing.
    pub(crate) order: String,
    /// `LIMIT … OFFSET …`: how many, after how many.
    pub(crate) slice: Option<(usize, usize)>,
    /// The keys of ORDER BY that the answer shows, up to the first that it does not, each with whether it descends.
    pub(crate) keys: Vec<(String, bool)>,
    pub(crate) form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Select,
    /// How often a row comes is left open.
    SelectReduced,
    Ask,
    /// CONSTRUCT or DESCRIBE.
    Graph,
}

impl Question {
    /// All but LIMIT and OFFSET.
    pub(crate) fn ordered(&self) -> String {
        format!("{}{}", self.text, self.order)
    }

    /// The whole text.
    pub(crate) fn sliced(&self) -> String {
        let slice = self
            .slice
            .map(|(limit, offset)| format!(" LIMIT {limit} OFFSET {offset}"));
        format!("{}{}", self.ordered(), slice.unwrap_or_default())
    }
}

pub(crate) struct Generator<'r> {
    random: &'r mut Random,
    graphs: Graphs,
    /// Whether triples may be asked for where the pattern stands; otherwise GRAPH comes around them.
    open: bool,
    /// The named graphs that hold something.
    held: &'r [&'static str],
    /// Whether variables may stand within triple terms.
    nested: bool,
    cost: usize,
    fresh: usize,
}

type Scope = Vec<String>;

fn see(scope: &mut Scope, name: &str) {
    if name.starts_with('?') && !scope.iter().any(|known| known == name) {
        scope.push(name.to_owned());
    }
}

impl<'r> Generator<'r> {
    pub(crate) fn new(random: &'r mut Random, graphs: Graphs, held: &'r [&'static str]) -> Self {
        Self {
            random,
            graphs,
            held,
            nested: true,
            open: graphs == Graphs::Apart,
            cost: 1,
            fresh: 0,
        }
    }

    pub(crate) fn question(&mut self) -> Question {
        let mut question = self.any();
        // There oxigraph tells solutions apart by what the blank nodes of patterns and the middles of paths stand for.
        if question.text.contains(['[', '/']) {
            question.text = question.text.replace("COUNT(DISTINCT *)", "COUNT(*)");
        }
        question
    }

    fn any(&mut self) -> Question {
        match self.random.below(24) {
            20.. => self.matched(),
            0..2 => self.ask(),
            2..4 => self.construct(),
            4 => self.describe(),
            5..7 => self.counting(),
            7..10 => self.grouping(),
            _ => self.select(),
        }
    }

    /// USING clauses and a WHERE part.
    pub(crate) fn for_update(&mut self) -> (String, String) {
        self.nested = false;
        let using = self.dataset("USING");
        (using, self.group(2, &mut Scope::new()))
    }

    fn dataset(&mut self, keyword: &str) -> String {
        if !self.random.percent(if self.open { 10 } else { 50 }) {
            return String::new();
        }
        let first = self.random.below(GRAPHS.len());
        let mut clauses = format!("{keyword} {} ", GRAPHS[first]);
        // Two graphs make a union, in which oxigraph shows a triple twice that stands in both.
        if self.graphs == Graphs::Apart && self.random.percent(50) {
            write!(clauses, "{keyword} {} ", GRAPHS[(first + 1) % GRAPHS.len()]).unwrap();
        }
        // A graph that is named here and holds nothing is a graph of the dataset (SPARQL 1.1, section 13.2); for a
        // commons there is no graph without quads, which shows where GRAPH stands around a part that asks for none.
        if self.random.percent(50) && !self.held.is_empty() {
            write!(clauses, "{keyword} NAMED {} ", self.random.pick(self.held)).unwrap();
        }
        self.open = true;
        clauses
    }

    fn ask(&mut self) -> Question {
        let from = self.dataset("FROM");
        let depth = self.random.within(0..=DEPTH_MAX);
        let pattern = self.group(depth, &mut Scope::new());
        plain(format!("ASK {from} WHERE {pattern}"), Form::Ask)
    }

    fn construct(&mut self) -> Question {
        let from = self.dataset("FROM");
        let pattern = self.group(2, &mut Scope::new());
        let mut template = String::new();
        for _ in 0..self.random.within(1..=3) {
            let subject = *self.random.pick(&["?a", "?b", "?c", "?d", "_:made", ":s0"]);
            let predicate = *self.random.pick(&[":made", ":made", "?b", "?e"]);
            let object = *self
                .random
                .pick(&["?a", "?b", "?c", "?d", "?e", "_:made", "1", "\"a\"@fr"]);
            write!(template, "{subject} {predicate} {object} . ").unwrap();
        }
        let text = format!("CONSTRUCT {{ {template} }} {from} WHERE {pattern}");
        plain(text, Form::Graph)
    }

    /// Joins and paths with filters, and nothing that binds a variable sometimes only.
    fn matched(&mut self) -> Question {
        let from = self.dataset("FROM");
        let mut scope = Scope::new();
        let mut pattern = self.triples(&mut scope);
        if self.random.percent(30) {
            pattern.push_str(&self.path_triple(&mut scope));
        }
        for _ in 0..self.random.within(0..=2) {
            write!(pattern, "FILTER({}) ", self.condition(2, &scope, 0)).unwrap();
        }
        let pattern = format!("{{ {pattern} }}");
        match self.random.below(10) {
            0 => plain(format!("ASK {from} WHERE {pattern}"), Form::Ask),
            1 => {
                let template = "?a :made ?b . ?b :of ?d . ?a ?p :s0 .";
                plain(
                    format!("CONSTRUCT {{ {template} }} {from} WHERE {pattern}"),
                    Form::Graph,
                )
            }
            2..4 => self.aggregated(&from, &pattern, &scope),
            kind => {
                let distinct = if kind < 6 { "DISTINCT " } else { "" };
                let (projected, shown) = self.projection(&scope);
                let text = format!("SELECT {distinct}{projected} {from} WHERE {pattern}");
                self.modified(text, &shown, Form::Select)
            }
        }
    }

    /// The default graph has to be one in which no triple comes twice.
    fn describe(&mut self) -> Question {
        let from = if self.open {
            self.dataset("FROM")
        } else {
            self.open = true;
            "FROM :g1 ".to_owned()
        };
        if self.random.percent(30) {
            let node = data::node(self.random);
            return plain(format!("DESCRIBE {node} {from}"), Form::Graph);
        }
        let mut scope = Scope::new();
        let pattern = self.group(1, &mut scope);
        let name = scope.first().map_or("*", String::as_str);
        plain(format!("DESCRIBE {name} {from} WHERE {pattern}"), Form::Graph)
    }

    /// COUNT over one triple pattern.
    fn counting(&mut self) -> Question {
        let from = self.dataset("FROM");
        let mut scope = Scope::new();
        let pattern = if self.open && self.random.percent(80) {
            let triple = self.triple(&mut scope);
            format!("{{ {triple} }}")
        } else {
            format!("{{ {} }}", self.graph(0, &mut scope))
        };
        self.aggregated(&from, &pattern, &scope)
    }

    fn grouping(&mut self) -> Question {
        let from = self.dataset("FROM");
        let mut scope = Scope::new();
        let depth = self.random.within(0..=2);
        let pattern = self.group(depth, &mut scope);
        self.aggregated(&from, &pattern, &scope)
    }

    fn aggregated(&mut self, from: &str, pattern: &str, scope: &Scope) -> Question {
        let (mut projected, keys) = self.keys(scope);
        let mut shown: Vec<String> = keys.clone();
        for _ in 0..self.random.within(1..=2) {
            let aggregate = self.aggregate(scope, &keys);
            let name = self.name();
            write!(projected, "({aggregate} AS {name}) ").unwrap();
            shown.push(name);
        }
        let mut text = format!("SELECT {projected} {from} WHERE {pattern}");
        if !keys.is_empty() {
            write!(text, " GROUP BY {}", keys.join(" ")).unwrap();
        }
        if self.random.percent(25) {
            let aggregate = self.aggregate(scope, &keys);
            let bound = data::number(self.random);
            write!(text, " HAVING ({aggregate} {} {bound})", self.comparison()).unwrap();
        }
        self.modified(text, &shown, Form::Select)
    }

    /// Variables to group by, as they are projected and by themselves.
    fn keys(&mut self, scope: &Scope) -> (String, Vec<String>) {
        let mut keys: Vec<String> = Vec::new();
        for _ in 0..self.random.below(3) {
            if let Some(name) = self.some(scope)
                && !keys.contains(&name)
            {
                keys.push(name);
            }
        }
        (keys.iter().map(|key| format!("{key} ")).collect(), keys)
    }

    /// An aggregate that does not depend on the order of its rows.
    fn aggregate(&mut self, scope: &Scope, keys: &[String]) -> String {
        let Some(name) = self.some(scope) else {
            return "COUNT(*)".to_owned();
        };
        let distinct = if self.random.percent(40) { "DISTINCT " } else { "" };
        match self.random.below(10) {
            0 | 1 => format!("COUNT({})", if distinct.is_empty() { "*" } else { "DISTINCT *" }),
            2..5 => format!("COUNT({distinct}{name})"),
            5 => format!("SUM({distinct}{name})"),
            6 => format!("AVG({distinct}{name})"),
            7 => {
                let function = *self.random.pick(&["MIN", "MAX"]);
                // Terms of several kinds have no least one.
                format!("{function}(STR({name}))")
            }
            8 => format!("STRLEN(GROUP_CONCAT({distinct}STR({name}); SEPARATOR = \", \"))"),
            _ => match keys.first() {
                Some(key) => format!("SAMPLE({key})"),
                None => format!("COUNT({distinct}STR({name}))"),
            },
        }
    }

    fn select(&mut self) -> Question {
        let from = self.dataset("FROM");
        let mut scope = Scope::new();
        let depth = self.random.within(0..=DEPTH_MAX);
        let pattern = self.group(depth, &mut scope);
        let (modifier, form) = match self.random.below(10) {
            0..3 => ("DISTINCT ", Form::Select),
            3 => ("REDUCED ", Form::SelectReduced),
            _ => ("", Form::Select),
        };
        let (projected, shown) = self.projection(&scope);
        let text = format!("SELECT {modifier}{projected} {from} WHERE {pattern}");
        self.modified(text, &shown, form)
    }

    fn projection(&mut self, scope: &Scope) -> (String, Vec<String>) {
        if self.random.percent(40) {
            return ("*".to_owned(), scope.clone());
        }
        let mut shown = Vec::new();
        let mut text = String::new();
        for _ in 0..self.random.within(1..=3) {
            if self.random.percent(25) {
                let expression = self.value(1, scope);
                let name = self.name();
                write!(text, "({expression} AS {name}) ").unwrap();
                shown.push(name);
            } else if let Some(name) = self.some(scope)
                && !shown.contains(&name)
            {
                write!(text, "{name} ").unwrap();
                shown.push(name);
            }
        }
        if shown.is_empty() {
            return ("*".to_owned(), scope.clone());
        }
        (text, shown)
    }

    /// ORDER BY, LIMIT and OFFSET, or nothing.
    fn modified(&mut self, text: String, shown: &[String], form: Form) -> Question {
        let (mut keys, mut order) = (Vec::new(), String::new());
        if self.random.percent(40) {
            order.push_str(" ORDER BY");
            let mut visible = true;
            for _ in 0..self.random.within(1..=3) {
                let descends = self.random.percent(40);
                let aggregated = text.contains("GROUP BY") || text.contains("COUNT(");
                let key = if shown.is_empty() || !aggregated && self.random.percent(20) {
                    visible = false;
                    let scope = if shown.is_empty() {
                        vec!["?a".to_owned()]
                    } else {
                        shown.to_vec()
                    };
                    self.value(1, &scope)
                } else {
                    self.random.pick(shown).clone()
                };
                let sign = if descends { "DESC" } else { "ASC" };
                write!(order, " {sign}({key})").unwrap();
                if visible {
                    keys.push((key, descends));
                }
            }
        }
        let slice = self
            .random
            .percent(25)
            .then(|| (self.random.below(8), self.random.below(4)));
        Question {
            text,
            order,
            slice,
            keys,
            form,
        }
    }

    fn name(&mut self) -> String {
        self.fresh += 1;
        format!("?n{}", self.fresh)
    }

    fn some(&mut self, scope: &Scope) -> Option<String> {
        (!scope.is_empty()).then(|| self.random.pick(scope).clone())
    }

    /// A group in braces, and the variables that it may bind.
    fn group(&mut self, depth: usize, scope: &mut Scope) -> String {
        let mut text = "{ ".to_owned();
        let mut own = Scope::new();
        for index in 0..self.random.within(1..=3) {
            let part = if index == 0 && self.random.percent(70) || self.cost > COST_MAX {
                self.triples(&mut own)
            } else {
                self.part(depth, &mut own)
            };
            text.push_str(&part);
            text.push(' ');
        }
        text.push('}');
        for name in &own {
            see(scope, name);
        }
        text
    }

    fn part(&mut self, depth: usize, scope: &mut Scope) -> String {
        if depth == 0 {
            return match self.random.below(8) {
                0..3 => self.triples(scope),
                3 | 4 => format!("FILTER({})", self.condition(1, scope, 0)),
                5 => self.values(scope),
                6 => self.bind(scope),
                _ => self.path_triple(scope),
            };
        }
        let inside = depth - 1;
        match self.random.below(20) {
            0..3 => self.triples(scope),
            3 | 4 => self.path_triple(scope),
            5..8 => format!("OPTIONAL {}", self.group(inside, scope)),
            8 | 9 => {
                let mut branches = vec![self.group(inside, scope), self.group(inside, scope)];
                if self.random.percent(20) {
                    branches.push(self.group(inside, scope));
                }
                branches.join(" UNION ")
            }
            10 => format!("MINUS {}", self.group(inside, &mut Scope::new())),
            11..14 => format!("FILTER({})", self.condition(2, scope, inside)),
            14 => self.bind(scope),
            15 => self.values(scope),
            16 | 17 => self.graph(inside, scope),
            18 => self.subselect(inside, scope),
            _ => self.group(inside, scope),
        }
    }

    fn bind(&mut self, scope: &mut Scope) -> String {
        let expression = self.value(2, scope);
        let name = self.name();
        see(scope, &name);
        format!("BIND({expression} AS {name})")
    }

    fn values(&mut self, scope: &mut Scope) -> String {
        let first = self.random.below(VARIABLES.len());
        let names: Vec<_> = (0..self.random.within(1..=2))
            .map(|index| VARIABLES[(first + index) % VARIABLES.len()])
            .collect();
        for name in &names {
            see(scope, name);
        }
        let mut rows = String::new();
        let count = self.random.within(0..=3);
        self.cost = self.cost.saturating_mul(count.max(1));
        for _ in 0..count {
            let row: Vec<_> = names.iter().map(|name| self.constant_or_undef(name)).collect();
            write!(rows, "({}) ", row.join(" ")).unwrap();
        }
        format!("VALUES ({}) {{ {rows}}}", names.join(" "))
    }

    fn constant_or_undef(&mut self, name: &str) -> String {
        match (self.random.below(6), name) {
            (0, _) => "UNDEF".to_owned(),
            (1, _) => data::object(self.random),
            (_, "?p") => (*self.random.pick(&PREDICATES)).to_owned(),
            (_, "?d") => data::object_of(":p2", self.random),
            (_, "?e") => data::object_of(":p3", self.random),
            _ => data::node(self.random),
        }
    }

    fn graph(&mut self, depth: usize, scope: &mut Scope) -> String {
        let name = match self.random.below(12) {
            0..4 => GRAPHS[self.random.below(GRAPHS.len())],
            4 => "?a",
            5 => ":nowhere",
            _ => "?g",
        };
        see(scope, name);
        let open = std::mem::replace(&mut self.open, true);
        let group = self.group(depth, scope);
        self.open = open;
        format!("GRAPH {name} {group}")
    }

    fn subselect(&mut self, depth: usize, scope: &mut Scope) -> String {
        let mut own = Scope::new();
        let pattern = self.group(depth, &mut own);
        match self.random.below(4) {
            0 => {
                let (mut projected, keys) = self.keys(&own);
                let aggregate = self.aggregate(&own, &keys);
                let name = self.name();
                write!(projected, "({aggregate} AS {name})").unwrap();
                for key in &keys {
                    see(scope, key);
                }
                see(scope, &name);
                let by = if keys.is_empty() {
                    String::new()
                } else {
                    format!("GROUP BY {}", keys.join(" "))
                };
                format!("{{ SELECT {projected} WHERE {pattern} {by} }}")
            }
            // IRIs have one order, and DISTINCT leaves no ties.
            1 if !own.is_empty() => {
                let name = self.some(&own).unwrap();
                see(scope, &name);
                let (limit, offset) = (self.random.within(0..=3), self.random.below(2));
                format!(
                    "{{ SELECT DISTINCT {name} WHERE {{ {pattern} FILTER(isIRI({name})) }} ORDER BY {name} LIMIT {limit} OFFSET {offset} }}"
                )
            }
            _ => {
                let (projected, shown) = self.projection(&own);
                for name in &shown {
                    see(scope, name);
                }
                let distinct = if self.random.percent(50) { "DISTINCT " } else { "" };
                format!("{{ SELECT {distinct}{projected} WHERE {pattern} }}")
            }
        }
    }
}

fn plain(text: String, form: Form) -> Question {
    Question {
        text,
        order: String::new(),
        slice: None,
        keys: Vec::new(),
        form,
    }
}
