//! What stands inside the strings of defaults.

/// A date and time as RFC 3339 has it, with its zone.
pub(super) fn is_datetime(text: &str) -> bool {
    let bytes = text.as_bytes();
    let number = |from: usize, length: usize| -> Option<u32> {
        let digits = text.get(from..from + length)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let signs = [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")];
    let sign = |(at, of): (usize, &str)| bytes.get(at).is_some_and(|b| of.contains(*b as char));
    let parts = (number(0, 4), number(5, 2), number(8, 2), number(11, 2), number(14, 2));
    let (Some(year), Some(month), Some(day), Some(hour), Some(minute)) = parts else {
        return false;
    };
    // A leap second is a second.
    let second = number(17, 2).is_some_and(|second| second <= 60);
    signs.into_iter().all(sign)
        && (1..=days(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second
        && text.get(19..).is_some_and(is_zone)
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// `Z`, `+02:00`, and a fraction of a second before it.
fn is_zone(rest: &str) -> bool {
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    if matches!(zone, "Z" | "z") {
        return true;
    }
    let offset = zone.strip_prefix(['+', '-']).and_then(|it| it.split_once(':'));
    offset.is_some_and(|(hours, minutes)| {
        let below = |text: &str, most: u32| {
            text.len() == 2
                && text.bytes().all(|b| b.is_ascii_digit())
                && text.parse::<u32>().is_ok_and(|it| it < most)
        };
        below(hours, 24) && below(minutes, 60)
    })
}

/// `-1.5e3`; underscores may stand between digits.
pub(super) fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i64>().is_ok()),
        None => (text, true),
    };
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    exponent && plain(whole) && plain(fraction) && digits.bytes().any(|byte| byte.is_ascii_digit())
}

/// Standard alphabet, padded to groups of four, with nothing in the bits that fall away.
pub(super) fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let spare = match padding {
        0 => 0,
        1 => 0b11,
        2 => 0b1111,
        _ => return false,
    };
    let last = body.bytes().last().and_then(value).unwrap_or(0);
    text.len().is_multiple_of(4) && body.bytes().all(|b| value(b).is_some()) && last & spare == 0
}
