//! The computations and what they are told.

use super::parameters::{Given, Parameter, ParameterKind};
use super::{Computation, ComputeError, Worked};
use mutuelle_domain::{
    Node, code_social, coherence, controversy, dividend, learning, lineage, matches, wealth,
};
use oxrdf::{Graph, NamedNode};

const fn iri(name: &'static str, meaning: [&'static str; 2]) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Iri,
        required: true,
        meaning,
    }
}

const fn date(name: &'static str, meaning: [&'static str; 2]) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Date,
        required: false,
        meaning,
    }
}

const TODAY: Parameter = date(
    "date",
    [
        "le jour, aujourd'hui s'il n'est pas dit",
        "the day, today unless said",
    ],
);
const FROM: Parameter = date("from", ["le premier jour", "the first day"]);
const UNTIL: Parameter = date("until", ["le dernier jour", "the last day"]);
const CODE_SOCIAL: Parameter = iri("iri", ["un code social", "a code social"]);
const SEED: Parameter = iri("iri", ["une graine", "a seed"]);

/// How far around a territory teachers are looked for at the most, in steps through wider and narrower ones.
const STEPS_MAX: usize = learning::STEPS;
/// How far unless said.
const STEPS: usize = 2;

/// Everything that a commons works out.
pub const COMPUTATIONS: &[Computation] = &[
    Computation {
        name: "code-social",
        title: [
            "Un code social avec ce dont il hérite",
            "A code social with what it inherits",
        ],
        parameters: &[CODE_SOCIAL],
        run: |present, given| {
            let read = code_social::read(present, &node(given, "iri")?)?;
            Worked::new(&read, Graph::new())
        },
    },
    Computation {
        name: "compare",
        title: ["Deux codes sociaux côte à côte", "Two codes sociaux side by side"],
        parameters: &[
            iri("first", ["un code social", "a code social"]),
            iri("second", ["un autre", "another one"]),
        ],
        run: |present, given| {
            let compared = code_social::compare(present, &node(given, "first")?, &node(given, "second")?)?;
            Worked::new(&compared, compared.graph())
        },
    },
    Computation {
        name: "versions",
        title: [
            "Ce qui change d'une version à l'autre",
            "What changes from one version to another",
        ],
        parameters: &[
            iri("before", ["la version d'avant", "the version before"]),
            iri("after", ["la version d'après", "the version after"]),
        ],
        run: |present, given| {
            let difference = code_social::versions(present, &node(given, "before")?, &node(given, "after")?)?;
            Worked::new(&difference, difference.graph())
        },
    },
    Computation {
        name: "nesting",
        title: [
            "Un code social dans celui dont il fait partie",
            "A code social within the one that it is part of",
        ],
        parameters: &[
            iri("part", ["le code social d'un projet", "a project's code social"]),
            iri("whole", ["celui de son organisation", "that of its organisation"]),
        ],
        run: |present, given| {
            let nesting = code_social::within(present, &node(given, "part")?, &node(given, "whole")?)?;
            Worked::new(&nesting, nesting.graph())
        },
    },
    Computation {
        name: "coherence",
        title: [
            "Intentions sans activité, activités sans intention",
            "Intentions without activity, and the reverse",
        ],
        parameters: &[CODE_SOCIAL, TODAY],
        run: |present, given| {
            let coherence = coherence::coherence(present, &node(given, "iri")?, given.day())?;
            Worked::new(&coherence, coherence.graph())
        },
    },
    Computation {
        name: "reviews",
        title: ["Codes sociaux à relire", "Codes sociaux due for review"],
        parameters: &[TODAY],
        run: |present, given| {
            let reviews = coherence::reviews_due(present, given.day())?;
            Worked::new(&reviews, reviews.graph())
        },
    },
    Computation {
        name: "controversy",
        title: ["Une controverse à un jour donné", "A controversy on a given day"],
        parameters: &[
            iri("iri", ["une controverse", "a controversy"]),
            date(
                "date",
                [
                    "le jour, le plus récent s'il n'est pas dit",
                    "the day, the latest unless said",
                ],
            ),
        ],
        run: |present, given| {
            let controversy = named(given, "iri")?.as_ref();
            let state = match given.date("date") {
                Some(date) => controversy::as_of(present, controversy, date)?,
                None => controversy::current(present, controversy)?,
            };
            Worked::new(&state, state.graph())
        },
    },
    Computation {
        name: "matches",
        title: ["Offres qui répondent à des besoins", "Offers that answer needs"],
        parameters: &[TODAY],
        run: |present, given| {
            let matches = matches::matches(present, given.day())?;
            Worked::new(&matches, matches.graph())
        },
    },
    Computation {
        name: "shared-needs",
        title: ["Besoins que plusieurs partagent", "Needs that several share"],
        parameters: &[TODAY],
        run: |present, given| {
            let shared = matches::shared_needs(present, given.day())?;
            Worked::new(&shared, shared.graph())
        },
    },
    Computation {
        name: "wealth",
        title: [
            "La matrice de richesses d'un contexte",
            "The wealth matrix of a context",
        ],
        parameters: &[
            iri(
                "context",
                [
                    "un projet, une action, un événement",
                    "a project, an action, an event",
                ],
            ),
            FROM,
            UNTIL,
        ],
        run: |present, given| {
            let matrix = wealth::matrix(present, named(given, "context")?.as_ref(), given.period())?;
            Worked::new(&matrix, matrix.graph())
        },
    },
    Computation {
        name: "flows",
        title: [
            "Flux entre les humains, le vivant et la technosphère",
            "Flows between humans, living world and technosphere",
        ],
        parameters: &[
            Parameter {
                required: false,
                ..iri(
                    "context",
                    [
                        "un projet, un lieu; tous s'il n'est pas dit",
                        "a project, a place; all unless said",
                    ],
                )
            },
            FROM,
            UNTIL,
        ],
        run: |present, given| {
            let flows = wealth::flows(
                present,
                given.iri("context").map(NamedNode::as_ref),
                given.period(),
            )?;
            Worked::new(&flows, Graph::new())
        },
    },
    Computation {
        name: "dividend",
        title: [
            "Un dividende contributif, part par part",
            "A contributory dividend, share by share",
        ],
        parameters: &[iri(
            "iri",
            ["un dividende contributif", "a contributory dividend"],
        )],
        run: |present, given| {
            let check = dividend::check(present, named(given, "iri")?.as_ref())?;
            Worked::new(&check, check.computed.graph())
        },
    },
    Computation {
        name: "teachers",
        title: [
            "Qui peut enseigner quoi près d'ici",
            "Who can teach what near here",
        ],
        parameters: &[
            iri("territory", ["un territoire", "a territory"]),
            Parameter {
                name: "steps",
                kind: ParameterKind::Number(STEPS_MAX),
                required: false,
                meaning: [
                    "jusqu'à combien de pas, 2 s'il n'est pas dit",
                    "up to how many steps, 2 unless said",
                ],
            },
        ],
        run: |present, given| {
            let steps = given.number("steps", STEPS);
            let teachers = learning::teachers(present, &node(given, "territory")?, steps)?;
            Worked::new(&teachers, teachers.graph())
        },
    },
    Computation {
        name: "loops",
        title: [
            "Boucles d'apprentissage bouclées et ouvertes",
            "Learning loops, closed and open",
        ],
        parameters: &[],
        run: |present, _| {
            let loops = learning::loops(present)?;
            Worked::new(&loops, loops.graph())
        },
    },
    Computation {
        name: "journey",
        title: [
            "Le compagnonnage d'une personne",
            "A person's journey as a companion",
        ],
        parameters: &[iri("person", ["une personne", "a person"])],
        run: |present, given| {
            let itinerary = learning::journey(present, &node(given, "person")?)?;
            Worked::new(&itinerary, itinerary.graph())
        },
    },
    Computation {
        name: "lineage",
        title: [
            "D'où vient une graine et ce qu'elle est devenue",
            "Where a seed comes from and what came of it",
        ],
        parameters: &[SEED],
        run: |present, given| {
            let lineage = lineage::lineage(present, &node(given, "iri")?)?;
            Worked::new(&lineage, lineage.graph())
        },
    },
    Computation {
        name: "reuse",
        title: ["Les réemplois d'une graine", "How a seed was reused"],
        parameters: &[SEED],
        run: |present, given| {
            let reuse = lineage::reuse(present, &node(given, "iri")?)?;
            Worked::new(&reuse, Graph::new())
        },
    },
];

/// An IRI that the table requires, so that it was given.
fn named<'g>(given: &'g Given, name: &'static str) -> Result<&'g NamedNode, ComputeError> {
    given
        .iri(name)
        .ok_or_else(|| super::ParameterError::Missing(name, "an absolute IRI").into())
}

fn node(given: &Given, name: &'static str) -> Result<Node, ComputeError> {
    Ok(named(given, name)?.clone().into())
}
