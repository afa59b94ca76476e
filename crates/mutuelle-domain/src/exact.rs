//! Numbers as people wrote them, with no rounding.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNodeRef};
use serde::{Serialize, Serializer};
use thiserror::Error;

/// A number is read if it is written with at most this many digits.
pub const MAX_DIGITS: usize = 60;

/// The datatypes whose values are decimals or integers. A double is none: it does not say which decimal was meant.
const DATATYPES: [NamedNodeRef<'static>; 14] = [
    xsd::DECIMAL,
    xsd::INTEGER,
    xsd::LONG,
    xsd::INT,
    xsd::SHORT,
    xsd::BYTE,
    xsd::NON_NEGATIVE_INTEGER,
    xsd::POSITIVE_INTEGER,
    xsd::NON_POSITIVE_INTEGER,
    xsd::NEGATIVE_INTEGER,
    xsd::UNSIGNED_LONG,
    xsd::UNSIGNED_INT,
    xsd::UNSIGNED_SHORT,
    xsd::UNSIGNED_BYTE,
];

/// Why a literal gives no exact number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberError {
    /// It is not of a decimal or integer datatype, or not written as one.
    #[error("not a decimal number")]
    NotADecimal,
    /// It is too long to be meant.
    #[error("more than {MAX_DIGITS} digits")]
    TooLong,
}

/// An exact fraction. As text it is a decimal where it has one (`12.5`), else a fraction (`10/3`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(BigRational);

impl Exact {
    /// The number that a literal of a decimal or integer datatype says.
    pub fn of(literal: &Literal) -> Result<Self, NumberError> {
        if !DATATYPES.contains(&literal.datatype()) {
            return Err(NumberError::NotADecimal);
        }
        literal.value().parse()
    }

    /// Nought.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// Whether it is nought.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is above nought.
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether it is below nought.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// The greatest integer that is not above it; none if that does not fit.
    pub fn floor(&self) -> Option<i64> {
        self.0.floor().to_integer().to_i64()
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self(&self.0 + &other.0)
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self(&self.0 - &other.0)
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self(&self.0 * &other.0)
    }

    /// The quotient; none if the other is nought.
    #[must_use]
    pub fn over(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self(&self.0 / &other.0))
    }

    /// The number as an `xsd:decimal`; none if no decimal is equal to it.
    pub fn to_literal(&self) -> Option<Literal> {
        let text = self.decimal()?;
        Some(Literal::new_typed_literal(text, xsd::DECIMAL))
    }

    /// The decimal, if there is one: the denominator has no other prime factors than 2 and 5.
    fn decimal(&self) -> Option<String> {
        let (mut rest, mut digits) = (self.0.denom().clone(), 0_usize);
        let ten = BigInt::from(10);
        for factor in [BigInt::from(2), BigInt::from(5)] {
            let mut times = 0;
            while (&rest % &factor).is_zero() {
                rest /= &factor;
                times += 1;
            }
            digits = digits.max(times);
        }
        if rest != BigInt::from(1) {
            return None;
        }
        let scaled = (&self.0 * BigRational::from(ten.pow(u32::try_from(digits).ok()?))).to_integer();
        let sign = if scaled.is_negative() { "-" } else { "" };
        let mut text = scaled.abs().to_string();
        if digits == 0 {
            return Some(format!("{sign}{text}"));
        }
        if text.len() <= digits {
            text.insert_str(0, &"0".repeat(digits + 1 - text.len()));
        }
        text.insert(text.len() - digits, '.');
        Some(format!("{sign}{text}"))
    }
}

impl From<i64> for Exact {
    fn from(integer: i64) -> Self {
        Self(BigRational::from(BigInt::from(integer)))
    }
}

impl FromStr for Exact {
    type Err = NumberError;

    /// Reads the lexical form of an `xsd:decimal`: `-12.50`, `.5`, `3`.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let text = text.trim_matches([' ', '\t', '\n', '\r']);
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = whole.len() + fraction.len();
        let all = whole.bytes().chain(fraction.bytes());
        if digits == 0 || !all.clone().all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError::NotADecimal);
        }
        if digits > MAX_DIGITS {
            return Err(NumberError::TooLong);
        }
        let numerator = all.fold(BigInt::zero(), |sum, byte| sum * 10 + (byte - b'0'));
        let scale = u32::try_from(fraction.len()).map_err(|_| NumberError::TooLong)?;
        let value = BigRational::new(numerator, BigInt::from(10).pow(scale));
        Ok(Self(if negative { -value } else { value }))
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimal() {
            Some(text) => f.write_str(&text),
            None => self.0.fmt(f),
        }
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
