//! Near-duplicates: what is a copy, what is not, and that nothing costs more than it may.

use domain::CharacterId;
use domain::revision::SealedContent;
use domain::similarity::portrait::{LIKE_PORTRAIT_BITS, SAME_PORTRAIT_BITS};
use domain::similarity::{
    COMMON_KEYS_MAX, CommonKey, Ground, Judgement, Lookup, NotASignature, Picture,
    PortraitSignature, Signature, TextSignature, VERSION, compare, judge, shared,
};
use expect_test::expect;
use serde_json::json;

use crate::likeness::pictures::{Image, portrait};
use crate::likeness::population::{Spread, character, stub};
use crate::likeness::{copies, dice::Dice, pictures};
use crate::samples::{sealed, uuid};

/// A character with its signature, as it is stored: made once, compared often.
struct Signed {
    content: SealedContent,
    signature: Signature,
}

impl Signed {
    fn of(content: SealedContent) -> Self {
        let signature = Signature { text: TextSignature::of(&content), portrait: None };
        Self { content, signature }
    }

    fn judged(&self, later: &Signed) -> Judgement {
        let likeness = compare(&self.signature, &later.signature);
        let texts = likeness.asks_for_texts().then(|| shared(&self.content, &later.content));
        judge(&likeness, texts.as_ref())
    }
}

fn judged(earlier: &SealedContent, later: &SealedContent) -> Judgement {
    Signed::of(earlier.clone()).judged(&Signed::of(later.clone()))
}

fn ada() -> SealedContent {
    sealed(json!({
        "name": "Ada Quill",
        "personaPrompt": "Ada keeps the lighthouse at Saltmere, alone since the winter of the great storm. \
            She repairs clocks for the fishermen and refuses to be paid in anything but stories. \
            {{char}} will not speak for {{user}}.",
        "personality": "Wry, patient, suspicious of fine weather.",
        "greeting": "*Ada Quill wipes lamp oil from her hands.* \"Mind the third step, it bites. \
            What did the sea bring you for? Sit by the stove while I wind the brass pendulum.\"",
    }))
}

fn bela() -> SealedContent {
    sealed(json!({
        "name": "Béla",
        "personality": "He repairs clocks for the fishermen, and refuses to be paid in anything but stories! \
            Béla keeps the lighthouse at Saltmere, alone since the winter of the great storm.",
        "personaPrompt": "Suspicious of fine weather; wry; patient.",
        "greeting": "<i>{{char}} wipes LAMP OIL from his hands.</i> “Mind the third step, it bites. \
            What did the sea bring you for? Sit by the stove while I wind the brass pendulum.”",
    }))
}

#[test]
fn a_copy_is_known_under_another_name_gender_order_and_markup() {
    assert_eq!(judged(&ada(), &bela()), Judgement::Copy(Ground::Text));
}

#[test]
fn the_evidence_shows_both_places() {
    let (earlier, later) = (ada(), bela());
    let passages = shared(&earlier, &later).passages;
    let text = |content: &SealedContent, path: &str| match path {
        "personaPrompt" => content.draft.persona_prompt.clone(),
        "personality" => content.draft.personality.clone(),
        _ => content.draft.greeting.clone(),
    };
    let shown: String = passages
        .iter()
        .take(2)
        .map(|it| {
            let (a, b) = (text(&earlier, &it.earlier.path), text(&later, &it.later.path));
            let by_chars: String =
                b.chars().skip(it.later.chars.start).take(it.later.chars.len()).collect();
            assert_eq!(by_chars, b[it.later.bytes.clone()]);
            format!(
                "{} words\n{}: {}\n{}: {}\n",
                it.words,
                it.earlier.path,
                &a[it.earlier.bytes.clone()],
                it.later.path,
                by_chars
            )
        })
        .collect();
    expect![[r#"
        15 words
        greeting: wipes lamp oil from her hands.* "Mind the third step, it bites. What did the sea bring you for? Sit by the stove while I wind the brass pendulum
        greeting: wipes LAMP OIL from his hands.</i> “Mind the third step, it bites. What did the sea bring you for? Sit by the stove while I wind the brass pendulum
        7 words
        personaPrompt: keeps the lighthouse at Saltmere, alone since the winter of the great storm
        personality: keeps the lighthouse at Saltmere, alone since the winter of the great storm
    "#]].assert_eq(&shown);
}

#[test]
fn korean_and_japanese_copies_are_known_however_they_are_encoded() {
    use unicode_normalization::UnicodeNormalization;
    let korean = "아리아는 북쪽 등대에서 혼자 살며 어부들의 시계를 고친다. 돈 대신 이야기를 받고, 폭풍이 오던 겨울 밤을 아직도 잊지 못한다. 좋은 날씨를 믿지 않고 계단을 오를 때마다 세 번째 단을 조심하라고 말한다.";
    let earlier = sealed(json!({"name": "아리아", "personaPrompt": korean}));
    let renamed: String = korean.replace("아리아", "벨라").nfd().collect();
    let later = sealed(json!({"name": "벨라", "personaPrompt": renamed}));
    assert_eq!(judged(&earlier, &later), Judgement::Copy(Ground::Text));

    let japanese = "ミラは北の灯台で一人暮らしをしている時計職人で、漁師たちの壊れた時計を物語と引き換えに直している。嵐の夜のことは誰にも話さない。";
    let earlier = sealed(json!({"name": "ミラ", "personaPrompt": japanese}));
    let renamed = japanese.replace("ミラ", "カレン");
    let later = sealed(json!({"name": "カレン", "personaPrompt": renamed}));
    assert_eq!(judged(&earlier, &later), Judgement::Copy(Ground::Text));
}

#[test]
fn a_book_in_common_is_told_and_is_no_copy() {
    let with_book = |number: u64| {
        let mut content = character(number, SPREAD).content;
        let book = character(4, SPREAD).content.draft.persona_prompt;
        content.draft.character_book = Some(json!({"entries": [{"keys": ["x"], "content": book}]}));
        content
    };
    assert_eq!(judged(&with_book(1), &with_book(2)), Judgement::SharedRest);
}

const SPREAD: Spread = Spread { authors: 20, franchises: 8 };

/// Of 60 originals; the table in `docs/near-duplicates.md` is of 300 and has what is lost in detail.
#[test]
fn copies_are_caught() {
    let originals: Vec<_> =
        (0..60).map(|number| Signed::of(character(number, SPREAD).content)).collect();
    for (name, change) in copies::COPIES {
        let caught = (77..).zip(&originals).filter(|(number, original)| {
            let mut copy = original.content.clone();
            change(&mut copy, &mut Dice(*number));
            matches!(original.judged(&Signed::of(copy)), Judgement::Copy(_))
        });
        let least = match name {
            _ if name.starts_with("heavy") => 40,
            _ if name.starts_with("paraphrase") || name.starts_with("3 words") => 52,
            _ => 58,
        };
        let caught = caught.count();
        assert!(caught >= least, "{name}: {caught} of 60");
    }
}

#[test]
fn merely_similar_characters_are_not_called_copies() {
    let (pairs, copied) = count_copied((0..120).map(|number| character(number, SPREAD).content));
    // One in a hundred would be far too many; one author in 20 and one franchise in 8 are not usual.
    assert!(copied * 500 <= pairs, "{copied} of {pairs}");
}

#[test]
fn stubs_of_twenty_words_say_too_little() {
    let (_, copied) = count_copied((0..100).map(stub));
    assert_eq!(copied, 0);
}

fn count_copied(all: impl Iterator<Item = SealedContent>) -> (usize, usize) {
    let all: Vec<_> = all.map(Signed::of).collect();
    let pairs = || (0..all.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let is_copy = |(a, b): &(usize, usize)| matches!(all[*a].judged(&all[*b]), Judgement::Copy(_));
    (pairs().count(), pairs().filter(is_copy).count())
}

/// A phrase that as many characters came to have in the given time.
fn common(key: i64, began: u128, days: u128) -> CommonKey {
    let day = 24 * 60 * 60 * 1000;
    let character = |on: u128| CharacterId(uuid((on * day) << 80));
    CommonKey { key, oldest: character(began), beyond: character(began + days) }
}

#[test]
fn common_phrases_are_looked_up_beside_the_rare_ones_the_rarest_first() {
    // Forks of one original over years; a template that everybody took up within weeks.
    let given = vec![common(5, 300, 20), common(2, 10, 400), common(4, 0, 500)];
    let lookup = Lookup::of(&[1, 2, 3, 4, 5], given);
    assert_eq!(lookup, Lookup { rare: vec![1, 3], common: vec![4, 2, 5], unsought: 0 });
}

#[test]
fn of_too_many_common_phrases_the_commonest_are_left_and_counted() {
    let keys: Vec<_> = (0..100).collect();
    let given = keys.iter().map(|key| common(*key, 0, *key as u128)).collect();
    let lookup = Lookup::of(&keys, given);
    let (first, last) = (lookup.common[0], lookup.common[COMMON_KEYS_MAX - 1]);
    assert_eq!((first, last), (99, 100 - COMMON_KEYS_MAX as i64));
    assert_eq!((lookup.rare.len(), lookup.unsought), (0, 100 - COMMON_KEYS_MAX));
}

fn picture(image: &Image) -> Option<PortraitSignature> {
    let rgba = image.rgba();
    PortraitSignature::of(&Picture::new(image.width, image.height, &rgba).expect("a picture"))
}

#[test]
fn copied_portraits_are_known_and_found_by_key() {
    let signed = |number| {
        let original = portrait(number, None);
        let signature = picture(&original).expect("it shows something");
        (number, original, signature)
    };
    let originals: Vec<_> = (0..5).map(signed).collect();
    for (name, change) in pictures::COPIES {
        let is_deep = name.contains("15 %");
        let caught = originals.iter().filter(|(number, image, original)| {
            let copy = picture(&change(image, &mut Dice(*number))).expect("it shows something");
            let keys = original.keys();
            let is_found = copy.probes().iter().any(|key| keys.binary_search(key).is_ok());
            is_found && original.distance(&copy) <= LIKE_PORTRAIT_BITS
        });
        let caught = caught.count();
        assert!(caught >= if is_deep { 2 } else { 5 }, "{name}: {caught} of 5");
    }
}

#[test]
fn other_portraits_are_other_pictures() {
    let all: Vec<_> = (0..100).filter_map(|number| picture(&portrait(number, None))).collect();
    let pairs = (0..all.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let same = pairs.filter(|(a, b)| all[*a].distance(&all[*b]) <= SAME_PORTRAIT_BITS).count();
    assert!(same <= 2, "{same} of 4,950");
}

#[test]
fn a_picture_of_one_colour_is_nobodys_portrait() {
    let rgba = [7, 70, 140, 255].repeat(64 * 64);
    let plain = Picture::new(64, 64, &rgba).expect("a picture");
    assert_eq!(PortraitSignature::of(&plain), None);
    let thin = [0, 255].map(|c| [c, c, c, 255]).concat().repeat(5_000);
    assert!(PortraitSignature::of(&Picture::new(1, 10_000, &thin).expect("a picture")).is_none());
    let told = Picture::new(3, 3, &rgba).map(|_| ()).map_err(|it| it.to_string());
    assert_eq!(told, Err("3 × 3 pixels of RGBA are not 16384 bytes".to_owned()));
}

#[test]
fn a_stored_signature_comes_back_and_a_damaged_one_is_refused() {
    let signature =
        Signature { text: TextSignature::of(&ada()), portrait: picture(&portrait(1, None)) };
    let bytes = signature.to_bytes();
    assert_eq!(Signature::from_bytes(&bytes), Ok(signature));
    for length in 0..bytes.len() {
        assert_eq!(Signature::from_bytes(&bytes[..length]), Err(NotASignature::Damaged));
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(Signature::from_bytes(&longer), Err(NotASignature::Damaged));
    let newer = [&(VERSION + 1).to_le_bytes()[..], &bytes[2..]].concat();
    assert_eq!(Signature::from_bytes(&newer), Err(NotASignature::OtherVersion(VERSION + 1)));
    let empty = Signature::default();
    assert_eq!(Signature::from_bytes(&empty.to_bytes()), Ok(empty));
}

/// A change of these keys is a change of `VERSION`.
#[test]
fn keys_stay_what_they_are() {
    let text = TextSignature::of(&ada()).keys();
    let portrait = picture(&portrait(1, None)).expect("it shows something").keys();
    let shown = format!("version {VERSION}\n{:?}\n{:?}\n", &text[..4], &portrait[..4]);
    expect![[r#"
        version 1
        [-8818886610408025499, -8725086361496629026, -5633488498286924051, -4983595133145165871]
        [13900, 18821, 19217, 22857]
    "#]]
    .assert_eq(&shown);
}

#[test]
fn hostile_texts_are_read_to_their_end() {
    let texts = [
        "a".repeat(200_000),
        "abc ".repeat(50_000),
        (0..28_000).map(|n| format!("w{n} ")).collect(),
        format!("a{}", "\u{301}".repeat(199_999)),
        "<a{{b".repeat(40_000),
        "\u{fdfa}'".repeat(100_000),
        "{{".repeat(100_000),
        "아".repeat(200_000),
    ];
    for text in texts {
        let mut content = ada();
        content.draft.persona_prompt = text;
        let itself = shared(&content, &content);
        assert!(itself.later_in_earlier > 0.0, "its greeting is left");
        TextSignature::of(&content);
    }
}
