//! The time, where the caller says what it is. Nothing here asks a clock.

use crate::date::civil;

/// A moment, as somebody's watch and calendar show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Seconds since 1970, UTC.
    pub unix: i64,
    /// How far local time is ahead of UTC, in minutes.
    pub offset_minutes: i64,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

struct Parts {
    year: i64,
    month: i64,
    day: i64,
    weekday: usize,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Clock {
    /// What a macro of that name shows.
    pub(super) fn write(&self, name: &str, argument: &str) -> String {
        match name {
            "time" => self.at_offset(argument).format("h:mm A"),
            "date" => self.format("MMMM D, YYYY"),
            "weekday" => self.format("dddd"),
            "isotime" => self.format("HH:mm"),
            "isodate" => self.format("YYYY-MM-DD"),
            _ => self.format(argument),
        }
    }

    /// `UTC+2`; anything else is local time.
    fn at_offset(&self, argument: &str) -> Self {
        let hours = argument.strip_prefix("UTC").and_then(|hours| {
            let digits = hours.strip_prefix(['+', '-'])?;
            let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            whole.then(|| hours.parse::<i64>().ok()).flatten()
        });
        match hours {
            // Up to 16 these are hours to the library there, above that minutes.
            Some(hours) if hours.abs() <= 16 => Self { offset_minutes: hours * 60, ..*self },
            Some(minutes) => Self { offset_minutes: minutes.clamp(-100_000, 100_000), ..*self },
            None => *self,
        }
    }

    fn parts(&self) -> Parts {
        let local = self.unix.saturating_add(self.offset_minutes.saturating_mul(60));
        let (days, seconds) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        Parts {
            year,
            month,
            day,
            weekday: days.rem_euclid(7) as usize,
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }

    /// The common tokens of a format; what stands in brackets is text.
    fn format(&self, format: &str) -> String {
        let parts = self.parts();
        let tokens = [
            "YYYY", "YY", "MMMM", "MMM", "MM", "M", "dddd", "ddd", "DD", "D", "HH", "H", "hh", "h",
            "mm", "m", "ss", "s", "A", "a",
        ];
        let mut out = String::new();
        let mut rest = format;
        while let Some(ch) = rest.chars().next() {
            if ch == '['
                && let Some(end) = rest.find(']')
            {
                out.push_str(&rest[1..end]);
                rest = &rest[end + 1..];
            } else if let Some(token) = tokens.into_iter().find(|token| rest.starts_with(token)) {
                out.push_str(&parts.token(token));
                rest = &rest[token.len()..];
            } else {
                out.push(ch);
                rest = &rest[ch.len_utf8()..];
            }
        }
        out
    }
}

impl Parts {
    fn token(&self, token: &str) -> String {
        let month = MONTHS[(self.month - 1).clamp(0, 11) as usize];
        let day = DAYS[self.weekday];
        let twelve = if self.hour % 12 == 0 { 12 } else { self.hour % 12 };
        let half = if self.hour < 12 { "AM" } else { "PM" };
        match token {
            "YYYY" => format!("{:04}", self.year),
            "YY" => format!("{:02}", self.year.rem_euclid(100)),
            "MMMM" => month.to_owned(),
            "MMM" => month[..3].to_owned(),
            "MM" => format!("{:02}", self.month),
            "M" => self.month.to_string(),
            "dddd" => day.to_owned(),
            "ddd" => day[..3].to_owned(),
            "DD" => format!("{:02}", self.day),
            "D" => self.day.to_string(),
            "HH" => format!("{:02}", self.hour),
            "H" => self.hour.to_string(),
            "hh" => format!("{twelve:02}"),
            "h" => twelve.to_string(),
            "mm" => format!("{:02}", self.minute),
            "m" => self.minute.to_string(),
            "ss" => format!("{:02}", self.second),
            "s" => self.second.to_string(),
            "A" => half.to_owned(),
            _ => half.to_lowercase(),
        }
    }
}
