//! Dates of the data as Unix milliseconds.

use std::str::FromStr;

use oxsdatatypes::{Date, DateTime, Decimal, GYear, GYearMonth, Integer, TimezoneOffset};

/// Reads an `xsd:dateTime`, `xsd:date`, `xsd:gYearMonth` or `xsd:gYear` by its lexical form
/// (<https://www.w3.org/TR/xmlschema11-2/>, section 3.3). What names a day, a month or a year stands for its
/// beginning; without a time zone it is read in UTC. None when it is no date or beyond the range of milliseconds.
pub(crate) fn unix_ms(lexical: &str) -> Option<i64> {
    let lexical = lexical.trim();
    let instant = DateTime::from_str(lexical)
        .ok()
        .or_else(|| DateTime::try_from(day(lexical)?).ok())?;
    let instant = match instant.timezone_offset() {
        Some(_) => instant,
        None => instant.adjust(Some(TimezoneOffset::UTC))?,
    };
    let epoch = DateTime::from_str("1970-01-01T00:00:00Z").ok()?;
    let seconds = instant.checked_sub(epoch)?.as_seconds();
    let ms = seconds.checked_mul(Decimal::from(1_000))?;
    Some(i64::from(Integer::try_from(ms.checked_floor()?).ok()?))
}

fn day(lexical: &str) -> Option<Date> {
    if let Ok(date) = Date::from_str(lexical) {
        return Some(date);
    }
    let first_day = if let Ok(month) = GYearMonth::from_str(lexical) {
        format!("{:04}-{:02}-01", month.year(), month.month())
    } else {
        format!("{:04}-01-01", GYear::from_str(lexical).ok()?.year())
    };
    Date::from_str(&first_day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_precision_are_read() {
        for (lexical, ms) in [
            ("1970-01-01", Some(0)),
            ("1970-01-01T00:00:01.5Z", Some(1_500)),
            ("1970-01-01T01:00:00+01:00", Some(0)),
            ("1970-01-01T00:00:01", Some(1_000)),
            ("1969-12-31", Some(-86_400_000)),
            ("2026-03", Some(1_772_323_200_000)),
            ("2026", Some(1_767_225_600_000)),
            (" 2026-01-01 ", Some(1_767_225_600_000)),
            ("demain", None),
            ("2026-02-30", None),
            ("", None),
        ] {
            assert_eq!(unix_ms(lexical), ms, "{lexical}");
        }
    }
}
