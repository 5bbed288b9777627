//! What it costs: medians of many, on the machine it runs on.

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::similarity::{Picture, PortraitSignature, Signature, TextSignature, compare, shared};

use super::population::{Spread, character, sealed};
use super::{portraits, texts};

pub(crate) fn run() {
    let spread = Spread { authors: 100, franchises: 40 };
    let large = |from: u64| {
        let mut content = character(from, spread).content;
        let text = |at: u64| character(at, spread).content.draft.persona_prompt;
        let texts: Vec<_> = (from..from + 25).map(text).collect();
        let words = texts.join("\n").split_whitespace().take(5_000).collect::<Vec<_>>().join(" ");
        content.draft.persona_prompt = words;
        content
    };
    let (a, b) = (large(1), large(11));
    let image = super::pictures::portrait(7, None);
    let of = |content| Signature {
        text: TextSignature::of(content),
        portrait: portraits::signature(&image),
    };
    let (one, other) = (of(&a), of(&b));
    println!("\n## Cost\n\n| what | median |\n| --- | ---: |");
    let words = a.draft.persona_prompt.split_whitespace().count();
    show(&format!("signature of {words} words"), 200, || {
        black_box(TextSignature::of(black_box(&a)))
    });
    let usual = [3, 4].map(|at| texts::signature(&character(at, spread).content));
    show("comparison of two usual texts", 2_000, || {
        black_box(compare(black_box(&usual[0]), black_box(&usual[1])))
    });
    show("comparison of these with portraits", 2_000, || {
        black_box(compare(black_box(&one), black_box(&other)))
    });
    show("both texts read, 5,000 words each", 50, || {
        black_box(shared(black_box(&a), black_box(&b)))
    });
    let rgba: Vec<u8> =
        (0..1024 * 1536 * 4).map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let picture = Picture::new(1024, 1536, &rgba).expect("a picture");
    show("signature of 1024 × 1536 pixels", 20, || {
        black_box(PortraitSignature::of(black_box(&picture)))
    });
    hostile();
}

fn hostile() {
    let texts = [
        ("1 MB of one letter", "a".repeat(1 << 20)),
        ("1 MB of one word", "abc ".repeat(1 << 18)),
        ("1,000,000 different words", (0..1_000_000).map(|n| format!("w{n} ")).collect()),
        ("1 MB of combining marks", format!("a{}", "\u{301}".repeat(1 << 19))),
        ("1 MB of open tags", "<a".repeat(1 << 19)),
        ("1 MB of open macros", "{{a".repeat(349_525)),
        ("1 MB of ligatures that fold long", "\u{fdfa}".repeat(349_525)),
    ];
    for (name, text) in texts {
        let mut content = character(1, Spread { authors: 1, franchises: 1 }).content;
        content.draft.persona_prompt = text;
        let content = sealed(1, content.draft);
        show(&format!("signature of {name}"), 5, || black_box(TextSignature::of(&content)));
        show(&format!("{name}, read beside itself"), 3, || black_box(shared(&content, &content)));
    }
}

/// The median of rounds, each of as many calls as take a tenth of a millisecond.
fn show<T>(name: &str, rounds: usize, call: impl Fn() -> T) {
    let timed = |calls: u32| {
        let started = Instant::now();
        for _ in 0..calls {
            call();
        }
        started.elapsed() / calls
    };
    let calls = (100_000 / timed(1).as_nanos().max(1)).clamp(1, 1000) as u32;
    let mut times: Vec<Duration> = (0..rounds).map(|_| timed(calls)).collect();
    times.sort_unstable();
    println!("| {name} | {:.2?} |", times[rounds / 2]);
}
