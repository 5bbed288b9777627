//! Macros: a text in, a text out, the same under the same seed.

use card::activation::{Message, Profile};
use card::limits::MACRO_BYTES_MAX;
use card::macros::{Chance, Clock, Macros, Seeded};

fn macros(profile: Profile) -> Macros {
    let mut macros = Macros::new(profile, "Oda", "Bram");
    macros.texts.insert("chardescription", "A keeper.".into());
    macros.texts.insert("charfirstmessage", "Late.".into());
    macros.greetings = vec!["Again?".into()];
    macros.outlets.insert("reef".into(), "It is sharp.".into());
    macros.chat_id = "chat-1".into();
    macros.chance = Chance::rolls(vec![0.5]);
    macros.clock = Some(Clock { unix: 1_795_748_700, offset_minutes: 120 });
    macros.chat = vec![
        Message { name: "Oda".into(), text: "Late.".into(), is_user: false },
        Message { name: "Bram".into(), text: "Sorry.".into(), is_user: true },
    ];
    macros
}

/// What SillyTavern's own engine makes of these, found by running it.
const SILLYTAVERN: &[(&str, &str)] = &[
    ("{{char}} and {{USER}}, <BOT> and <user>", "Oda and Bram, Oda and Bram"),
    ("{{}} {{ 123 }} {{char", "{{}} {{ 123 }} {{char"),
    ("{{unknown::{{char}}}}", "{{unknown::Oda}}"),
    ("{{{char}}}", "{Oda}"),
    ("{{reverse::abc}} {{reverse:abc}} {{ reverse :: a b }}", "cba cba b a"),
    ("{{// hi {{char}} }}x{{comment:y}}", "x"),
    ("{{random::a::b::c}} {{random:a,b\\,c}}", "b b,c"),
    ("{{random::a|b}} {{char}}", "{{random::a|b}} Oda"),
    ("{{pick::a::b::c}}", "a"),
    ("{{pick:a,b,c}} {{pick:a,b,c}}", "b c"),
    ("{{roll:6}} {{roll 1d1+2}} {{roll:x}}!", "4 3 !"),
    ("a\n\n{{trim}}\n\nb", "ab"),
    ("\\{\\{char\\}\\}", "{{char}}"),
    ("{{if 0}}yes{{else}}no{{/if}} {{if char}}A{{/if}} {{if !x}}B{{/if}}|", "no A |"),
    ("{{#if 1}} a {{/if}}{{if 1}}\n  a\n    b\n{{/if}}", " a a\n  b"),
    ("{{setvar::x::3}}{{getvar::x}}{{incvar::x}}{{.x}}{{.x += 4}}{{.x}}", "3448"),
    ("{{.y ?? d}} {{.y ||= 5}}{{.y}} {{$g=1}}{{$g++}}", "d 55 2"),
    ("{{description}} {{greeting::1}} {{greeting}}", "A keeper. Again? Late."),
    ("{{outlet::reef}} {{outlet::none}}|", "It is sharp. |"),
    ("{{lastMessage}} {{lastCharMessage}} {{lastMessageId}}", "Sorry. Late. 1"),
    (
        "{{char::a}} {{newline::x}} {{/if}} {{original}}",
        "{{char::a}} {{newline::x}} {{/if}} {{original}}",
    ),
    ("{{reverse}}q r{{/reverse}} {{foo}}bar{{/foo}}", "r q {{foo}}bar}}"),
    ("{{char'}} {{user.name}}", "Oda Bram"),
];

#[test]
fn sillytaverns_macros_come_out_as_there() {
    for (text, expected) in SILLYTAVERN {
        assert_eq!(macros(Profile::SillyTavern).replace(text), *expected, "{text}");
    }
}

const SPEC: &[(&str, &str)] = &[
    ("{{char}} {{User}}", "Oda Bram"),
    ("{{random:Hello,Hi\\, you,Hey}}", "Hi, you"),
    ("{{roll:6}} {{roll:D20}} {{roll:x}}", "4 11 {{roll:x}}"),
    ("a{{// note}}b{{comment: note}}c{{hidden_key:reef}}d", "abcd"),
    ("{{reverse:{{char}}}}", "adO"),
    ("{{getvar::x}} {{ {{char}}", "{{getvar::x}} {{ Oda"),
];

#[test]
fn the_specifications_macros_are_nine_and_others_stay() {
    for (text, expected) in SPEC {
        assert_eq!(macros(Profile::SpecV3).replace(text), *expected, "{text}");
    }
    let scanned = macros(Profile::SpecV3).replace_for_scan("{{hidden_key:reef}}{{// not}}");
    assert_eq!(scanned, "reef");
}

#[test]
fn the_clock_is_what_the_caller_says_or_nothing() {
    let text = "{{time}}, {{date}}, {{weekday}}, {{isodate}} {{isotime}}, {{time_UTC-1}}";
    let told = macros(Profile::SillyTavern).replace(text);
    assert_eq!(told, "5:05 AM, November 27, 2026, Friday, 2026-11-27 05:05, 2:05 AM");
    let mut none = macros(Profile::SillyTavern);
    none.clock = None;
    assert_eq!(none.replace("{{time}}"), "{{time}}");
}

#[test]
fn original_stands_once() {
    let mut macros = macros(Profile::SillyTavern);
    let text = macros.replace_with_original("{{original}} {{original}}.", Some("Main"));
    assert_eq!(text, "Main .");
}

#[test]
fn the_same_seed_gives_the_same_text() {
    let text = "{{random::a::b::c::d}}{{roll:1000}}{{random::a::b::c::d}}";
    let with = |seed| {
        let mut macros = macros(Profile::Repertoire);
        macros.chance = Chance::Seeded(Seeded::new(seed));
        macros.replace(text)
    };
    assert_eq!(with(7), with(7));
    assert_ne!(with(7), with(8));
}

#[test]
fn nests_and_floods_are_bounded() {
    let mut macros = macros(Profile::SillyTavern);
    let deep = format!("{}x{}", "{{reverse::".repeat(5_000), "}}".repeat(5_000));
    assert!(macros.replace(&deep).len() <= deep.len());
    let ifs = format!("{}x{}", "{{if 1}}{{if 1}}".repeat(40), "{{/if}}{{/if}}".repeat(40));
    assert!(macros.replace(&ifs).len() <= ifs.len());
    assert!(macros.replace("{{space::99999999999}}").len() < 20_000);
    assert_eq!(macros.replace("{{roll:999999999d999999999}}"), "");
}

#[test]
fn what_macros_come_to_is_bounded_and_the_rest_stays_as_it_is_written() {
    let doubled = "{{setvar::a::{{getvar::a}}{{getvar::a}}}}";
    for (first, twice, last) in [
        ("{{setvar::a::x}}", doubled, "{{getvar::a}}"),
        ("{{.a = x}}", "{{.a = {{.a}}{{.a}}}}", "{{.a}}"),
        ("{{setvar::a::[1]}}", "{{addvar::a::{{getvar::a}}}}", "{{getvar::a}}"),
    ] {
        let mut macros = macros(Profile::SillyTavern);
        macros.replace(first);
        assert!(macros.replace(&twice.repeat(27)).len() < MACRO_BYTES_MAX, "{twice}");
        assert!(macros.is_cut() && macros.local.get("a").len() < MACRO_BYTES_MAX, "{twice}");
        assert_eq!(macros.replace(last), last);
        assert_eq!(macros.replace("{{if 1}}{{user}}{{/if}}"), "{{if 1}}{{user}}{{/if}}");
    }
}

#[test]
fn a_long_name_said_often_is_bounded_in_every_profile() {
    for (profile, _) in card::activation::PROFILES {
        let mut macros = Macros::new(profile, "Oda", &"x".repeat(1 << 20));
        let text = macros.replace(&"{{user}}".repeat(100));
        assert!(macros.is_cut() && text.len() <= MACRO_BYTES_MAX + 800, "{}", text.len());
        assert!(text.ends_with("{{user}}{{user}}"));
    }
}

#[test]
fn many_macros_in_one_text_take_no_longer_each() {
    let mut macros = macros(Profile::SillyTavern);
    let open = format!("{}{{{{/if}}}}", "{{reverse}}".repeat(50_000));
    assert_eq!(macros.replace(&open), open);
    let many = format!("{}{}", "{{random::}}".repeat(90_000), "x".repeat(1 << 20));
    assert_eq!(macros.replace(&many).len(), 1 << 20);
    let list = format!("{{{{random::{}}}}}", "é{{noop}}::".repeat(50_000));
    assert_eq!(macros.replace(&list), "é");
    let mut spec = Macros::new(Profile::SpecV3, "Oda", "Bram");
    let deep = format!("{}{}", "{{".repeat(50_000), "}}".repeat(50_000));
    assert_eq!(spec.replace(&deep), deep);
    assert!(spec.is_cut());
}

#[test]
fn blocks_past_the_last_macro_that_is_run_stay_whole() {
    let many = format!("{}{{{{reverse}}}}abc{{{{/reverse}}}}", "{{noop}}".repeat(100_000));
    assert_eq!(macros(Profile::SillyTavern).replace(&many), "{{reverse}}abc{{/reverse}}");
}
