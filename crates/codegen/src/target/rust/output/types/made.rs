//! Ids that Prisma's client makes, made here.

use std::sync::atomic::{AtomicU32, Ordering};

use super::Uuid;

pub fn uuid4() -> Uuid {
    Uuid::new_v4()
}

pub fn uuid7() -> Uuid {
    Uuid::now_v7()
}

/// `c`, the time, a counter, and twelve random digits.
pub fn cuid() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let counter = u64::from(COUNTER.fetch_add(1, Ordering::Relaxed));
    let time = digits(milliseconds(), BASE_36, 8);
    format!("c{time}{}{}", digits(counter, BASE_36, 4), random(BASE_36, 12))
}

/// A letter, and 23 random digits and letters.
pub fn cuid2() -> String {
    random(&BASE_36[10..], 1) + &random(BASE_36, 23)
}

pub fn nanoid(length: u8) -> String {
    random(b"useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict", length)
}

/// The time, and 16 random digits, so that those made later sort later.
pub fn ulid() -> String {
    const CROCKFORD: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    digits(milliseconds(), CROCKFORD, 10) + &random(CROCKFORD, 16)
}

const BASE_36: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Since 1970: what a UUID of version 7 starts with.
fn milliseconds() -> u64 {
    let uuid = Uuid::now_v7();
    uuid.as_bytes().iter().take(6).fold(0, |time, byte| time << 8 | u64::from(*byte))
}

/// The last `length` digits of a number.
fn digits(mut number: u64, alphabet: &[u8], length: usize) -> String {
    let base = alphabet.len() as u64;
    let mut text = vec!['0'; length];
    for digit in text.iter_mut().rev() {
        *digit = char::from(alphabet[(number % base) as usize]);
        number /= base;
    }
    text.into_iter().collect()
}

/// From the bytes of UUIDs, without the two of which some bits are fixed. A byte that would make
/// some digits likelier than others is thrown away.
fn random(alphabet: &[u8], length: u8) -> String {
    let fair = 256 - 256 % alphabet.len();
    let bytes = std::iter::repeat_with(|| *Uuid::new_v4().as_bytes());
    let bytes =
        bytes.flat_map(|it| it.into_iter().enumerate().filter(|(at, _)| *at != 6 && *at != 8));
    let bytes = bytes.map(|(_, byte)| usize::from(byte)).filter(|byte| *byte < fair);
    bytes.take(usize::from(length)).map(|it| char::from(alphabet[it % alphabet.len()])).collect()
}
