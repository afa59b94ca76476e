//! What a query is evaluated on: quads of numbered terms.

use oxrdf::Term;
use oxrdf::vocab::xsd;
use std::sync::Arc;

/// The number of a term in one source. Equal numbers are equal terms; nothing else follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

impl TermId {
    /// What stands for the default graph in the fourth place of a quad. No term has this number.
    pub const DEFAULT_GRAPH: Self = Self(u32::MAX);
    /// Numbers from here on are given out by a query for terms that its source does not hold.
    pub const FIRST_OF_QUERY: Self = Self(1 << 31);
}

/// Subject, predicate and object to look for; `None` matches anything.
pub type Pattern = [Option<TermId>; 3];

/// A set of graphs; [`TermId::DEFAULT_GRAPH`] may be among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphSet {
    /// Every graph of the source.
    All,
    /// These, sorted and without doubles.
    These(Arc<[TermId]>),
}

/// How a scan sees graphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Graphs {
    /// As one graph: each triple comes once, however many of the graphs hold it, and its fourth place is
    /// [`TermId::DEFAULT_GRAPH`].
    Merged(GraphSet),
    /// Each for itself: quads with the graph's name in the fourth place. The default graph is left out of
    /// [`GraphSet::All`].
    Named(GraphSet),
}

/// What is known of a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// Its quads.
    pub quads: u64,
    /// Their distinct subjects.
    pub subjects: u64,
    /// Their distinct objects.
    pub objects: u64,
}

/// What kind of term a text is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind<'a> {
    /// An IRI; the text is the whole of it.
    Iri,
    /// A blank node; the text is its label.
    Blank,
    /// A literal of the datatype `xsd:string`.
    Simple,
    /// A literal with this language, whatever its direction.
    Language(&'a str),
    /// A literal of this other datatype; the text is its lexical form.
    Typed(&'a str),
    /// A triple term, whose text is the source's own.
    Triple,
}

/// A term as it lies in a source, without a term being made of it.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// What the text is of.
    pub kind: TextKind<'a>,
    /// UTF-8 in two parts, between which a character may be split.
    pub parts: [&'a [u8]; 2],
}

impl Text<'_> {
    /// The text in one piece, for which `scratch` is used where it lies in two.
    pub fn joined<'t>(&'t self, scratch: &'t mut Vec<u8>) -> &'t [u8] {
        match self.parts {
            [whole, []] | [[], whole] => whole,
            [first, second] => {
                scratch.clear();
                scratch.extend_from_slice(first);
                scratch.extend_from_slice(second);
                scratch
            }
        }
    }

    /// The text of a term.
    pub fn of<R>(term: &Term, read: impl FnOnce(Text<'_>) -> R) -> R {
        let (kind, text) = match term {
            Term::NamedNode(node) => (TextKind::Iri, node.as_str()),
            Term::BlankNode(node) => (TextKind::Blank, node.as_str()),
            Term::Literal(literal) => {
                let kind = match literal.language() {
                    Some(language) => TextKind::Language(language),
                    None if literal.datatype() == xsd::STRING => TextKind::Simple,
                    None => TextKind::Typed(literal.datatype().as_str()),
                };
                (kind, literal.value())
            }
            Term::Triple(_) => (TextKind::Triple, ""),
        };
        read(Text {
            kind,
            parts: [text.as_bytes(), &[]],
        })
    }
}

/// An unchanging state of some quads.
pub trait Source: Clone {
    /// Why a scan or a lookup failed.
    type Error: std::error::Error + Send + Sync + 'static;
    /// The quads of a scan: subject, predicate, object, graph.
    type Scan: Iterator<Item = Result<[TermId; 4], Self::Error>>;

    /// The quads that match.
    fn scan(&self, pattern: Pattern, graphs: &Graphs) -> Self::Scan;

    /// How many quads [`scan`](Self::scan) would give, when that is known without looking at each of them.
    fn count(&self, pattern: Pattern, graphs: &Graphs) -> Option<u64>;

    /// About how many quads there are, cheaply; never less than one when there are any.
    fn estimate(&self, pattern: Pattern, graphs: &Graphs) -> u64;

    /// The distinct terms at one place (0 subject, 1 predicate, 2 object) of the quads that match, each with how many
    /// quads have it, when that is known without looking at each quad.
    fn groups(&self, pattern: Pattern, place: usize, graphs: &Graphs) -> Option<Vec<(TermId, u64)>> {
        let _ = (pattern, place, graphs);
        None
    }

    /// About how many quads, distinct subjects and distinct objects a predicate has, when that is known.
    fn statistics(&self, predicate: TermId) -> Option<Statistics> {
        let _ = predicate;
        None
    }

    /// The number of a term; `None` when no quad of the source has it.
    fn id(&self, term: &Term) -> Result<Option<TermId>, Self::Error>;

    /// The term of a number below [`TermId::FIRST_OF_QUERY`] that this source gave.
    fn term(&self, id: TermId) -> Result<Term, Self::Error>;

    /// Shows the text of a term that [`term`](Self::term) would give.
    fn read<R>(&self, id: TermId, read: impl FnOnce(Text<'_>) -> R) -> Result<R, Self::Error> {
        Ok(Text::of(&self.term(id)?, read))
    }

    /// The named graphs, each of which holds at least one quad.
    fn named_graphs(&self) -> Result<Vec<TermId>, Self::Error>;
}
