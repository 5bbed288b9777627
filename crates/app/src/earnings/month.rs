//! A month of the calendar, by UTC.

use std::fmt;
use std::str::FromStr;

use domain::RevenueEventId;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::page::first_id_of;

/// A month, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

/// Years that a UUID's 48 bits of milliseconds since 1970 can tell, and people would ask for.
const YEARS: std::ops::RangeInclusive<i16> = 1971..=9998;

impl Month {
    /// The month of a moment.
    pub fn of(at: Timestamp) -> Self {
        Month(at.to_zoned(TimeZone::UTC).date().first_of_month())
    }

    pub fn next(self) -> Self {
        self.forward(1)
    }

    pub fn previous(self) -> Self {
        self.back(1)
    }

    pub(super) fn forward(self, months: i32) -> Self {
        Month(self.0.saturating_add(months.months()))
    }

    pub(super) fn back(self, months: i32) -> Self {
        Month(self.0.saturating_sub(months.months()))
    }

    /// As people write it: `November 2026`.
    pub fn words(self) -> String {
        self.0.strftime("%B %Y").to_string()
    }

    /// `Nov`, where there is little room.
    pub fn short(self) -> String {
        self.0.strftime("%b").to_string()
    }

    /// No event of the month has a smaller id, and none of the month before a greater one.
    pub(crate) fn first_event(self) -> RevenueEventId {
        let start = self.0.to_zoned(TimeZone::UTC).map(|at| at.timestamp());
        RevenueEventId(first_id_of(start.unwrap_or(Timestamp::UNIX_EPOCH)))
    }
}

impl FromStr for Month {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_written_so = text.len() == 7 && text.as_bytes().get(4) == Some(&b'-');
        let date: Date = format!("{text}-01").parse().map_err(|_| ())?;
        if is_written_so && YEARS.contains(&date.year()) { Ok(Month(date)) } else { Err(()) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m"))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    #[test]
    fn an_event_is_in_the_month_in_which_its_id_was_made() {
        let id = |at: &str| {
            let at: Timestamp = at.parse().expect("a time");
            let millis = u128::try_from(at.as_millisecond()).expect("since 1970");
            RevenueEventId(Uuid::from_u128((millis << 80) | 0x7fff_8000_0000_0000_0001))
        };
        let november = month("2026-11");
        let (from, end) = (november.first_event(), november.next().first_event());
        assert!(id("2026-10-31T23:59:59.999Z") < from);
        assert!(from < id("2026-11-01T00:00:00Z"));
        assert!(id("2026-11-30T23:59:59.999Z") < end);
        assert!(end < id("2026-12-01T00:00:00Z"));
    }

    #[test]
    fn months_follow_each_other_across_years() {
        assert_eq!(month("2026-12").next().to_string(), "2027-01");
        assert_eq!(month("2026-01").previous().to_string(), "2025-12");
        assert_eq!(month("2026-11").back(11).to_string(), "2025-12");
        assert_eq!(month("2026-11").words(), "November 2026");
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-1",
            "2026-011",
            "26-01-1",
            "0001-01",
            "9999-12",
            "2026-11-01",
        ] {
            assert_eq!(text.parse::<Month>(), Err(()), "{text:?}");
        }
    }
}
