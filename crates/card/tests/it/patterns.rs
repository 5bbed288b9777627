//! Keys that are expressions: JavaScript's meaning, whichever engine runs them.

use card::activation::{Matched, Pattern};

/// Key, text, and whether JavaScript finds the one in the other. `None`: to it that is no expression.
const TABLE: &[(&str, &str, Option<bool>)] = &[
    ("/drag(on|ons)\\b/i", "DRAGONS", Some(true)),
    ("/^.$/", "😀", Some(false)),
    ("/^.$/u", "😀", Some(true)),
    ("/^[^x]{2}$/", "😀", Some(true)),
    ("/\\bé/", "né", Some(true)),
    ("/\\w/", "é", Some(false)),
    ("/s/i", "ſ", Some(false)),
    ("/s/iu", "ſ", Some(true)),
    ("/k/i", "\u{212A}", Some(false)),
    ("/σ/i", "ς", Some(true)),
    ("/a.b/", "a\u{2028}b", Some(false)),
    ("/a.b/s", "a\u{2028}b", Some(true)),
    ("/^b/m", "a\rb", Some(true)),
    ("/\\s/", "\u{FEFF}", Some(true)),
    ("/\\s/", "\u{85}", Some(false)),
    ("/b/y", "ab", Some(false)),
    ("/(?<=no )lamp/", "no lamp", Some(true)),
    ("/(?<!no )lamp/", "no lamp", Some(false)),
    ("/(.)\\1/", "book", Some(true)),
    ("/(?<w>go) \\k<w>/", "go go", Some(true)),
    ("/\\k<w>/", "k<w>", Some(true)),
    ("/(?:a|ab)(?=c)/", "abc", Some(true)),
    ("/(?=(a+))a*b\\1/", "baaabac", Some(true)),
    ("/(z)((a+)?(b+)?(c))*\\4$/", "zaacbbbcac", Some(true)),
    ("/foo\\B/", "foot", Some(true)),
    ("/[]/", "", Some(false)),
    ("/[^]/", "\n", Some(true)),
    ("/a{,2}/", "a{,2}", Some(true)),
    ("/\\u{61}/", "uuuu", Some(false)),
    ("/\\u{61}/u", "a", Some(true)),
    ("/\\07/", "\u{7}", Some(true)),
    ("/\\8/", "8", Some(true)),
    ("/[a-\\d]/", "-", Some(true)),
    ("/\\c/", "\\c", Some(true)),
    ("/a\\/b/", "a/b", Some(true)),
    ("/a/b/", "a/b", None),
    ("/a/gg", "a", None),
    ("/a/v", "a", None),
    ("/[b-a]/", "", None),
    ("/a**/", "", None),
    ("/(/", "", None),
    ("/{1}/", "", None),
    ("/]/u", "]", None),
    ("/\\-/u", "-", None),
    ("/(?<w>a)(?<w>b)/", "", None),
    ("//", "", None),
    ("/a", "", None),
];

#[test]
fn both_engines_find_what_javascript_finds() {
    for (key, text, expected) in TABLE {
        let mut steps = 1_000_000;
        let found = Pattern::delimited(key).map(|pattern| {
            let found = pattern.test(text, &mut steps);
            assert_eq!(found, pattern.test_by_steps(text, &mut steps), "{key} in {text:?}");
            found == Matched::Yes
        });
        assert_eq!(found, *expected, "{key} in {text:?}");
    }
}

#[test]
fn what_is_regular_runs_in_linear_time_and_the_rest_says_what_to_write_instead() {
    let pattern = |key: &str| Pattern::delimited(key).expect("an expression");
    assert_eq!(pattern("/(a*)*b/").advice(), None);
    for (key, word) in [
        ("/a(?=b)/", "secondary key"),
        ("/(?<!a)b/", "NOT ANY"),
        ("/(a)\\1/", "alternatives"),
        ("/a\\B/", "\\w"),
        ("/((a{1000}){1000}){1000}/", "fewer"),
    ] {
        let advice = pattern(key).advice().expect("advice");
        assert!(advice.contains(word), "{key}: {advice}");
    }
}

#[test]
fn a_catastrophic_expression_gives_up_and_a_regular_one_does_not_mind() {
    let text = "a".repeat(50_000);
    let mut steps = 3_000_000;
    let stepping = Pattern::delimited("/(a*)*(?!a)b/").expect("an expression");
    assert_eq!(stepping.test(&text, &mut steps), Matched::GaveUp);
    assert_eq!(steps, 2_000_000, "one search takes its share and no more");
    let linear = Pattern::delimited("/(a*)*b/").expect("an expression");
    assert_eq!(linear.test(&text, &mut steps), Matched::No);
    assert_eq!(steps, 2_000_000);
}

#[test]
fn deep_and_long_expressions_are_refused_before_they_hurt() {
    let deep = format!("/{}{}/", "(".repeat(100_000), ")".repeat(100_000));
    assert!(Pattern::delimited(&deep).is_none());
    let long = format!("/{}/", "a?".repeat(100_000));
    assert!(Pattern::delimited(&long).is_none());
    let counted = Pattern::delimited("/(?=(((x{9999}){9999}){9999}){9999})/").expect("one");
    assert_ne!(counted.test(&"x".repeat(10_000), &mut 1_000_000), Matched::Yes);
}
