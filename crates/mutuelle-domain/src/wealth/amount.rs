//! Amounts that may be told together, and no others.

use serde::Serialize;

use crate::exact::Exact;
use crate::node::Node;

/// How wealth is told: what has one measure may be told together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Counted in a unit; none where neither the entry nor its kind names one.
    Material {
        /// The unit.
        unit: Option<Node>,
    },
    /// Told on the scale from −5 to +5.
    Felt,
}

/// What a number of entries come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// A sum.
    Material {
        /// The sum of the quantities.
        sum: Exact,
        /// Of how many entries.
        count: usize,
    },
    /// What was felt.
    Felt(Felt),
}

/// What a number of people said they felt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Felt {
    /// How many times it was said.
    pub count: usize,
    /// The mean level.
    pub mean: Exact,
    /// The lowest level.
    pub min: Exact,
    /// The highest level.
    pub max: Exact,
}

impl Amount {
    /// What numbers of one measure come to; none without numbers.
    pub(super) fn of<'n>(measure: &Measure, numbers: impl Iterator<Item = &'n Exact>) -> Option<Self> {
        let numbers: Vec<&Exact> = numbers.collect();
        let sum = numbers.iter().fold(Exact::zero(), |sum, number| sum.plus(number));
        let (min, max) = (numbers.iter().min()?, numbers.iter().max()?);
        Some(match measure {
            Measure::Material { .. } => Self::Material {
                sum,
                count: numbers.len(),
            },
            Measure::Felt => Self::Felt(Felt {
                count: numbers.len(),
                mean: sum.over(&i64::try_from(numbers.len()).ok()?.into())?,
                min: (*min).clone(),
                max: (*max).clone(),
            }),
        })
    }
}
