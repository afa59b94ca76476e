//! Random expressions.

use super::{COST_MAX, Generator, Scope, VARIABLES};
use crate::differential::data;

impl Generator<'_> {
    pub(super) fn comparison(&mut self) -> &'static str {
        ["=", "!=", "<", "<=", ">", ">=", "!="][self.random.below(7)]
    }

    /// An expression that is meant to be true or false.
    pub(super) fn condition(&mut self, depth: usize, scope: &Scope, groups: usize) -> String {
        if depth > 0 {
            match self.random.below(10) {
                0 => return format!("!({})", self.condition(depth - 1, scope, groups)),
                1 | 2 => {
                    let sides = [
                        self.condition(depth - 1, scope, groups),
                        self.condition(depth - 1, scope, groups),
                    ];
                    return format!(
                        "({}) {} ({})",
                        sides[0],
                        self.random.pick(&["&&", "||"]),
                        sides[1]
                    );
                }
                3..5 if self.cost <= COST_MAX => {
                    let not = if self.random.percent(50) { "NOT " } else { "" };
                    // There the evaluator takes a triple term that cannot be for a solution.
                    let nested = std::mem::replace(&mut self.nested, false);
                    let group = self.group(groups.min(1), &mut Scope::new());
                    self.nested = nested;
                    return format!("{not}EXISTS {}", self.closed_to(scope, &group));
                }
                _ => {}
            }
        }
        let name = self.operand(scope);
        let other = self.value(depth.min(1), scope);
        match self.random.below(18) {
            0 => format!("BOUND({})", self.variable(scope)),
            1 => format!(
                "{}({name})",
                self.random.pick(&["isIRI", "isBlank", "isLiteral", "isNumeric"])
            ),
            2 => format!("sameTerm({name}, {other})"),
            3 => format!("{name} IN ({other}, {})", data::object(self.random)),
            4 => format!("{name} NOT IN ({other}, {})", data::object(self.random)),
            5 => format!("CONTAINS(STR({name}), {})", data::literal(self.random)),
            6 => format!(
                "REGEX(STR({name}), \"{}\", \"i\")",
                self.random.pick(&["a", "s[0-3]", "^É", "1$"])
            ),
            7 => format!(
                "LANGMATCHES(LANG({name}), \"{}\")",
                self.random.pick(&["fr", "*", "EN"])
            ),
            8 => format!("{name} {} {other}", self.comparison()),
            9 => format!("?e {} {}", self.comparison(), data::literal(self.random)),
            10 => format!("{} {} ?e", data::literal(self.random), self.comparison()),
            11 => format!("LANG({name}) {} \"fr\"", self.comparison()),
            12 => format!("{name} {} {}", self.comparison(), data::node(self.random)),
            13 => {
                let function = *self.random.pick(&["CONTAINS", "STRSTARTS", "STRENDS"]);
                let text = *self.random.pick(&["?e", "STR(?e)", "STR(?d)", "STR(?a)"]);
                format!(
                    "{function}({text}, \"{}\")",
                    self.random.pick(&["a", "é", "", "0"])
                )
            }
            _ => format!("?d {} {}", self.comparison(), data::number(self.random)),
        }
    }

    /// The group of EXISTS with variables of its own for those that the group around does not bind: oxigraph gives them
    /// the values that they have elsewhere in the query, when it joins by nested loops, and has wrong answers.
    fn closed_to(&mut self, scope: &Scope, group: &str) -> String {
        self.fresh += 1;
        let mut parts = group.split('?');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|char: char| !char.is_ascii_alphanumeric());
            let (name, rest) = part.split_at(end.unwrap_or(part.len()));
            text.push('?');
            text.push_str(name);
            // A question mark without a name is part of a path.
            if !name.is_empty() && !scope.iter().any(|known| known[1..] == *name) {
                text.extend(["x".to_owned(), self.fresh.to_string()]);
            }
            text.push_str(rest);
        }
        text
    }

    fn operand(&mut self, scope: &Scope) -> String {
        match self.random.below(10) {
            0 => data::object(self.random),
            1 => (*self.random.pick(&VARIABLES)).to_owned(),
            _ => self.variable(scope),
        }
    }

    /// An expression that is meant to be a term.
    pub(super) fn value(&mut self, depth: usize, scope: &Scope) -> String {
        if depth == 0 {
            return self.operand(scope);
        }
        let mut inside = || self.value(depth - 1, scope);
        let [one, two] = [inside(), inside()];
        match self.random.below(22) {
            0 => format!("({one} {} {two})", self.random.pick(&["+", "-", "*", "/"])),
            1 => format!("STR({one})"),
            2 => format!("STRLEN(STR({one}))"),
            3 => format!("UCASE({one})"),
            4 => format!("CONCAT({one}, {two})"),
            5 => format!("REPLACE({one}, \"[ab]\", \"$0-\")"),
            6 => format!("ENCODE_FOR_URI(STR({one}))"),
            7 => format!("DATATYPE({one})"),
            8 => format!("LANG({one})"),
            9 => format!("COALESCE({one}, {two}, 1)"),
            10 => format!("IF({}, {one}, {two})", self.condition(0, scope, 0)),
            11 => format!("ABS({one})"),
            12 => format!("YEAR({one})"),
            13 => format!("STRDT(STR({one}), xsd:integer)"),
            14 => format!("STRLANG(STR({one}), \"FR\")"),
            15 => format!("IRI(STR({one}))"),
            16 => format!("SUBSTR(STR({one}), 2, 3)"),
            17 => format!("xsd:decimal({one})"),
            18 => format!("xsd:string({one})"),
            _ => one,
        }
    }
}
