//! JavaScript's values where SillyTavern leans on them: truth, numbers, white space, key order,
//! how an object is written, how a text is hashed.

use serde_json::{Map, Value};

/// Whether JavaScript takes it for true. A missing value is false.
pub(crate) fn truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(is)) => *is,
        Some(Value::Number(number)) => number.as_f64().is_some_and(|n| n != 0.0 && !n.is_nan()),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}

/// `Number(value)`.
pub(crate) fn number(value: Option<&Value>) -> f64 {
    match value {
        None | Some(Value::Object(_)) => f64::NAN,
        Some(Value::Null) => 0.0,
        Some(Value::Bool(is)) => f64::from(u8::from(*is)),
        Some(Value::Number(number)) => number.as_f64().unwrap_or(f64::NAN),
        Some(Value::String(text)) => number_of(text),
        Some(Value::Array(list)) => match &list[..] {
            [] => 0.0,
            [one] => number(Some(one)),
            _ => f64::NAN,
        },
    }
}

fn number_of(text: &str) -> f64 {
    let text = trim(text);
    let sign_and_rest = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    match (sign_and_rest, text.get(..2).unwrap_or_default()) {
        (_, "0x" | "0X") => binary(&text[2..], 4),
        (_, "0o" | "0O") => binary(&text[2..], 3),
        (_, "0b" | "0B") => binary(&text[2..], 1),
        ((sign, "Infinity"), _) => sign * f64::INFINITY,
        _ if text.is_empty() => 0.0,
        _ if text == "+Infinity" => f64::INFINITY,
        // Rust reads "inf" and "nan" too, in any case, which JavaScript does not.
        _ if text.bytes().any(|it| it.is_ascii_alphabetic() && !b"eE".contains(&it)) => f64::NAN,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

/// Digits of so many bits each, rounded once, as JavaScript rounds them.
fn binary(digits: &str, bits: u32) -> f64 {
    let mut all = digits.chars().map(|it| it.to_digit(1 << bits)).peekable();
    if all.peek().is_none() {
        return f64::NAN;
    }
    // Twice what a number holds; of what does not fit it only matters whether it is anything.
    const FULL: u128 = 1 << 112;
    let (mut kept, mut left_out) = (0_u128, 0_i32);
    for digit in all {
        let Some(digit) = digit.map(u128::from) else { return f64::NAN };
        if kept < FULL {
            kept = kept << bits | digit;
        } else {
            kept |= u128::from(digit > 0);
            left_out = left_out.saturating_add(bits as i32);
        }
    }
    kept as f64 * 2_f64.powi(left_out)
}

/// `value ?? other`: what stands there, unless it is missing or null.
pub(crate) fn given(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

/// White space and ends of lines, as `trim` and `\s` have them.
pub(crate) fn is_space(ch: char) -> bool {
    ch == '\u{FEFF}' || (ch.is_whitespace() && ch != '\u{85}')
}

pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// A number as JavaScript writes it.
pub(crate) fn write_number(number: f64) -> String {
    ryu_js::Buffer::new().format(number).to_owned()
}

/// A value as a template literal writes it; `undefined` where it is missing.
pub(crate) fn text_of(value: Option<&Value>) -> String {
    match value {
        None => "undefined".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Bool(is)) => is.to_string(),
        Some(Value::Number(number)) => write_number(number.as_f64().unwrap_or(f64::NAN)),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => {
            let parts = list.iter().map(|item| given(Some(item)).map(|i| text_of(Some(i))));
            parts.map(Option::unwrap_or_default).collect::<Vec<_>>().join(",")
        }
        Some(Value::Object(_)) => "[object Object]".to_owned(),
    }
}

/// The keys in the order in which JavaScript walks them.
pub(crate) fn keys_in_order(map: &Map<String, Value>) -> Vec<&String> {
    let mut keys: Vec<_> = map.keys().collect();
    keys.sort_by_key(|key| turn(key));
    keys
}

/// When JavaScript comes to a key of an object: to indexes first, by number, then to the others as
/// they stand.
pub(crate) fn turn(key: &str) -> (bool, u32) {
    index(key).map_or((true, 0), |number| (false, number))
}

/// What counts as an index of an object there.
fn index(key: &str) -> Option<u32> {
    let canonical = key == "0" || !key.starts_with('0');
    let digits = !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit());
    if !(canonical && digits) {
        return None;
    }
    key.parse().ok().filter(|&n| n < u32::MAX)
}

/// `JSON.stringify(value)`.
pub(crate) fn stringify(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            out.push_str(&if number.is_finite() { write_number(number) } else { "null".into() });
        }
        Value::Array(list) => {
            out.push('[');
            for (index, item) in list.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                stringify(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (index, key) in keys_in_order(map).into_iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                stringify(&map[key], out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// SillyTavern's hash of a text (cyrb53): 53 bits.
pub(crate) fn string_hash(text: &str) -> u64 {
    let (mut h1, mut h2) = (0xdead_beef_u32, 0x41c6_ce57_u32);
    for unit in text.encode_utf16() {
        h1 = (h1 ^ u32::from(unit)).wrapping_mul(2_654_435_761);
        h2 = (h2 ^ u32::from(unit)).wrapping_mul(1_597_334_677);
    }
    h1 = (h1 ^ (h1 >> 16)).wrapping_mul(2_246_822_507)
        ^ (h2 ^ (h2 >> 13)).wrapping_mul(3_266_489_909);
    h2 = (h2 ^ (h2 >> 16)).wrapping_mul(2_246_822_507)
        ^ (h1 ^ (h1 >> 13)).wrapping_mul(3_266_489_909);
    4_294_967_296 * u64::from(2_097_151 & h2) + u64::from(h1)
}

/// How many UTF-16 units a text has: its `length`.
pub(crate) fn utf16_len(text: &str) -> usize {
    // A unit for the first byte of each character, and one more where that is one of the last bytes
    // there are. Sums that fit a byte are what processors add many of at a time.
    let units = |byte: &u8| u8::from(!(0x80..0xC0).contains(byte)) + u8::from(*byte >= 0xF0);
    let sums = text.as_bytes().chunks(127).map(|chunk| chunk.iter().map(units).sum::<u8>());
    sums.map(usize::from).sum()
}

#[cfg(test)]
mod tests {
    use super::{number_of, utf16_len, write_number};

    #[test]
    fn lengths_are_those_of_utf16() {
        for text in ["", "lamp", "né", "💡", "aß水💡", &"💡水e".repeat(1000)] {
            assert_eq!(utf16_len(text), text.encode_utf16().count());
        }
    }

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        for (number, written) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-1.5, "-1.5"),
            (4e9, "4000000000"),
            (0.000_001, "0.000001"),
            (0.000_012_5, "0.0000125"),
            (1e-7, "1e-7"),
            (2_f64.powi(63), "9223372036854776000"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (-1.25e300, "-1.25e+300"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(write_number(number), written);
        }
    }

    /// Each as `String(Number(text))` says it in JavaScript.
    #[test]
    fn texts_are_read_as_numbers_as_javascript_reads_them() {
        for (text, read) in [
            ("", "0"),
            (" \n 12 \u{feff}", "12"),
            ("+.5e1", "5"),
            ("5.", "5"),
            (".", "NaN"),
            ("1_000", "NaN"),
            ("12px", "NaN"),
            ("0x1F", "31"),
            ("0Xff", "255"),
            ("0b101", "5"),
            ("0B2", "NaN"),
            ("0o17", "15"),
            ("017", "17"),
            ("0x", "NaN"),
            ("0x1.8", "NaN"),
            ("-0x1F", "NaN"),
            ("+0x1F", "NaN"),
            ("0x 1", "NaN"),
            ("0x20000000000001", "9007199254740992"),
            ("0x20000000000003", "9007199254740996"),
            ("0x200000000000010000000000000000000001", "2.7875931498163285e+42"),
            (&format!("0x{}", "f".repeat(300)), "Infinity"),
            ("Infinity", "Infinity"),
            ("+Infinity", "Infinity"),
            ("-Infinity", "-Infinity"),
            ("inf", "NaN"),
            ("+INF", "NaN"),
            ("-infinity", "NaN"),
            ("1e999", "Infinity"),
        ] {
            assert_eq!(write_number(number_of(text)), read, "{text:?}");
        }
    }
}
