//! Whether a literal's text is one that its datatype allows (<https://www.w3.org/TR/xmlschema11-2/>).

use std::ops::RangeInclusive;
use std::str::FromStr;

use oxrdf::NamedNodeRef;
use oxrdf::vocab::xsd;
use oxsdatatypes::{
    Date, DateTime, DayTimeDuration, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time,
    YearMonthDuration,
};

/// `true` also for datatypes that nobody here knows: there is nothing to hold against their text.
pub(crate) fn is_well_formed(text: &str, datatype: NamedNodeRef<'_>) -> bool {
    if is_integer(datatype) {
        return is_integer_text(text) && is_in_range(text, datatype);
    }
    match datatype {
        xsd::BOOLEAN => matches!(text, "true" | "false" | "1" | "0"),
        xsd::DECIMAL => is_decimal_text(text),
        xsd::FLOAT | xsd::DOUBLE => is_double_text(text),
        xsd::DATE_TIME => parses::<DateTime>(text),
        xsd::DATE_TIME_STAMP => text
            .parse::<DateTime>()
            .is_ok_and(|value| value.timezone_offset().is_some()),
        xsd::DATE => parses::<Date>(text),
        xsd::TIME => parses::<Time>(text),
        xsd::DURATION => parses::<Duration>(text),
        xsd::DAY_TIME_DURATION => parses::<DayTimeDuration>(text),
        xsd::YEAR_MONTH_DURATION => parses::<YearMonthDuration>(text),
        xsd::G_YEAR => parses::<GYear>(text),
        xsd::G_YEAR_MONTH => parses::<GYearMonth>(text),
        xsd::G_MONTH => parses::<GMonth>(text),
        xsd::G_MONTH_DAY => parses::<GMonthDay>(text),
        xsd::G_DAY => parses::<GDay>(text),
        xsd::HEX_BINARY => text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()),
        xsd::BASE_64_BINARY => is_base64_text(text),
        xsd::NORMALIZED_STRING => !text.contains(['\t', '\n', '\r']),
        xsd::TOKEN => is_token(text),
        xsd::LANGUAGE => is_language_tag(text),
        xsd::NAME => is_name(text, true),
        xsd::NC_NAME => is_name(text, false),
        xsd::NMTOKEN => !text.is_empty() && text.chars().all(is_name_char),
        _ => true,
    }
}

/// `xsd:integer` and the types derived from it.
pub(crate) fn is_integer(datatype: NamedNodeRef<'_>) -> bool {
    matches!(
        datatype,
        xsd::INTEGER
            | xsd::LONG
            | xsd::INT
            | xsd::SHORT
            | xsd::BYTE
            | xsd::NON_NEGATIVE_INTEGER
            | xsd::POSITIVE_INTEGER
            | xsd::NON_POSITIVE_INTEGER
            | xsd::NEGATIVE_INTEGER
            | xsd::UNSIGNED_LONG
            | xsd::UNSIGNED_INT
            | xsd::UNSIGNED_SHORT
            | xsd::UNSIGNED_BYTE
    )
}

fn parses<T: FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_sign(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_integer_text(text: &str) -> bool {
    is_digits(without_sign(text))
}

/// `text` is an integer's. XSD's integers have no bound, so the unbounded types look at sign and zero only.
fn is_in_range(text: &str, datatype: NamedNodeRef<'_>) -> bool {
    let is_zero = without_sign(text).bytes().all(|byte| byte == b'0');
    let is_negative = text.starts_with('-') && !is_zero;
    let fits = |range: RangeInclusive<i128>| text.parse().is_ok_and(|value| range.contains(&value));
    match datatype {
        xsd::NON_NEGATIVE_INTEGER => !is_negative,
        xsd::POSITIVE_INTEGER => !is_negative && !is_zero,
        xsd::NON_POSITIVE_INTEGER => is_negative || is_zero,
        xsd::NEGATIVE_INTEGER => is_negative,
        xsd::LONG => fits(i64::MIN.into()..=i64::MAX.into()),
        xsd::INT => fits(i32::MIN.into()..=i32::MAX.into()),
        xsd::SHORT => fits(i16::MIN.into()..=i16::MAX.into()),
        xsd::BYTE => fits(i8::MIN.into()..=i8::MAX.into()),
        xsd::UNSIGNED_LONG => fits(0..=u64::MAX.into()),
        xsd::UNSIGNED_INT => fits(0..=u32::MAX.into()),
        xsd::UNSIGNED_SHORT => fits(0..=u16::MAX.into()),
        xsd::UNSIGNED_BYTE => fits(0..=u8::MAX.into()),
        _ => true,
    }
}

fn is_decimal_text(text: &str) -> bool {
    let digits = without_sign(text);
    match digits.split_once('.') {
        None => is_digits(digits),
        Some((whole, fraction)) => {
            (is_digits(whole) || is_digits(fraction))
                && (whole.is_empty() || is_digits(whole))
                && (fraction.is_empty() || is_digits(fraction))
        }
    }
}

/// Not Rust's own reading, which also takes `inf`, `nan` and `infinity`.
fn is_double_text(text: &str) -> bool {
    if matches!(text, "INF" | "+INF" | "-INF" | "NaN") {
        return true;
    }
    match text.split_once(['e', 'E']) {
        None => is_decimal_text(text),
        Some((mantissa, exponent)) => is_decimal_text(mantissa) && is_integer_text(exponent),
    }
}

fn is_base64_text(text: &str) -> bool {
    let compact: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    let padding = compact.iter().rev().take_while(|byte| **byte == b'=').count();
    let body = &compact[..compact.len() - padding];
    compact.len().is_multiple_of(4)
        && padding <= 2
        && body
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

fn is_token(text: &str) -> bool {
    !text.contains(['\t', '\n', '\r'])
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ")
}

fn is_language_tag(text: &str) -> bool {
    text.split('-').enumerate().all(|(position, part)| {
        (1..=8).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || (position > 0 && byte.is_ascii_digit()))
    })
}

fn is_name(text: &str, colon: bool) -> bool {
    let mut chars = text.chars();
    chars
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_' || (colon && first == ':'))
        && chars.all(|char| is_name_char(char) && (colon || char != ':'))
}

/// XML's NameChar, taken a little wider: any letter or digit of Unicode.
fn is_name_char(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | ':' | '\u{b7}')
}
