//! Every format that tools write, made by hand: what each is read as.

use crate::support::{Zipped, base64, chunk, exif, jpeg, png, text, webp, zip};
use card::{BookFormat, CardError, Container, Dialect, Picture, Reading, Warning, read, read_book};
use expect_test::{Expect, expect};
use serde_json::json;

fn check(bytes: &[u8], expected: Expect) -> Reading {
    let reading = read(bytes).expect("a card");
    expected.assert_eq(&described(&reading));
    reading
}

fn described(reading: &Reading) -> String {
    let data = &reading.card.data;
    let fields = [
        ("name", &data.name),
        ("description", &data.description),
        ("personality", &data.personality),
        ("scenario", &data.scenario),
        ("first_mes", &data.first_mes),
        ("mes_example", &data.mes_example),
        ("creator_notes", &data.creator_notes),
        ("system_prompt", &data.system_prompt),
        ("creator", &data.creator),
    ];
    let mut out = vec![reading.format.to_string()];
    out.extend(
        fields.iter().filter(|it| !it.1.is_empty()).map(|it| format!("{}: {:?}", it.0, it.1)),
    );
    if !data.alternate_greetings.is_empty() {
        out.push(format!("greetings: {:?}", data.alternate_greetings));
    }
    if !data.tags.is_empty() {
        out.push(format!("tags: {:?}", data.tags));
    }
    for entry in reading.card.lorebook().iter().flat_map(|book| &book.entries) {
        out.push(format!("entry: {:?} {:?}", entry.keys, entry.content));
    }
    if !data.extensions.is_empty() {
        out.push(format!("extensions: {}", json!(data.extensions)));
    }
    out.extend(reading.attachments.iter().map(|it| format!("file: {} {}", it.path, it.bytes)));
    out.extend(reading.repairs.iter().map(|it| format!("repair: {}: {}", it.path, it.what)));
    out.extend(reading.warnings.iter().map(|it| format!("note: {it}")));
    out.join("\n")
}

#[test]
fn pygmalion_and_text_generation_webui() {
    check(
        br#"{"char_name":"Ada","char_persona":"A keeper.","char_greeting":"Hm.","world_scenario":"A lamp.","example_dialogue":"<START>","tags":"sea, lamp","mood":"wry"}"#,
        expect![[r#"
            Pygmalion JSON
            name: "Ada"
            description: "A keeper."
            scenario: "A lamp."
            first_mes: "Hm."
            mes_example: "<START>"
            tags: ["sea", "lamp"]
            extensions: {"pygmalion":{"mood":"wry"}}
            repair: tags: a text where a list belongs; read as divided by commas"#]],
    );
    check(
        br#"{"char_name":"Ada","char_persona":7}"#,
        expect![[r#"
            Pygmalion JSON
            name: "Ada"
            description: "7"
            repair: char_persona: not a text; read as its digits or word"#]],
    );
    check(
        b"# by hand\nname: Ada\ngreeting: |-\n  Hm.\n  Well.\ncontext: >\n  A keeper\n  of lamps.\nturn_template: <|bot|>\n",
        expect![[r#"
            text-generation-webui YAML
            name: "Ada"
            description: "A keeper of lamps.\n"
            first_mes: "Hm.\nWell."
            extensions: {"text_generation_webui":{"turn_template":"<|bot|>"}}"#]],
    );
    check(
        br#"{"name":"Ada","greeting":"Hm.","context":"A keeper."}"#,
        expect![[r#"
            text-generation-webui JSON
            name: "Ada"
            description: "A keeper."
            first_mes: "Hm.""#]],
    );
    // A V1 card may have such a key beside its own.
    let v1 = read(br#"{"name":"Ada","description":"A keeper.","greeting":"Hm."}"#).expect("a card");
    assert_eq!(v1.format.dialect, Dialect::Card);
}

#[test]
fn yaml_is_read_as_any_card() {
    let yaml = "spec: chara_card_v2\nspec_version: \"2.0\"\ndata: &it\n  name: Ada\n  description: yes\n  tags: [sea, lamp, 7]\n  extensions: {}\n";
    let reading = check(
        yaml.as_bytes(),
        expect![[r#"
            V2 YAML
            name: "Ada"
            description: "yes"
            tags: ["sea", "lamp", "7"]
            repair: data.tags: a list with items that are no texts; read as those that are
            repair: data.personality: required and missing; read as blank
            repair: data.scenario: required and missing; read as blank
            repair: data.first_mes: required and missing; read as blank
            repair: data.mes_example: required and missing; read as blank
            repair: data.creator_notes: required and missing; read as blank
            repair: data.system_prompt: required and missing; read as blank
            repair: data.post_history_instructions: required and missing; read as blank
            repair: data.alternate_greetings: required and missing; read as blank
            repair: data.creator: required and missing; read as blank
            repair: data.character_version: required and missing; read as blank"#]],
    );
    assert_eq!(reading.format.container, Container::Yaml);
}

const BACKYARD: &str = r##"{"character":{"aiName":"Ada","aiDisplayName":"Ada Quill","aiPersona":"{character} keeps a lamp for {user}.","scenario":"Night.","firstMessage":"#{character}: Hm.","customDialogue":"Hi.","basePrompt":"Be {character}.","isNSFW":true,"loreItems":[{"id":"1","key":"lamp, light","value":"{character}'s lamp."}],"model":"small","Chat":[{"ChatItems":[{"input":"secret"}]}]},"version":4}"##;

fn backyard(format: &str) -> String {
    format.to_owned()
        + r#"
name: "Ada"
description: "{{char}} keeps a lamp for {{user}}."
scenario: "Night."
first_mes: "{{char}}: Hm."
mes_example: "<START>\nHi."
system_prompt: "Be {{char}}."
tags: ["nsfw"]
entry: ["lamp", "light"] "{{char}}'s lamp."
extensions: {"display_name":"Ada Quill","backyard":{"isNSFW":true,"model":"small"}}
note: the file holds 1 messages of chats; they are no part of the character, and stay in the file"#
}

#[test]
fn backyard_wrote_into_exif() {
    let plain = exif(BACKYARD.as_bytes());
    let encoded = exif(base64(BACKYARD).as_bytes());
    let decimal: Vec<String> = BACKYARD.bytes().map(|byte| byte.to_string()).collect();
    let decimal = exif(decimal.join(",").as_bytes());
    for (bytes, format) in [
        (png(&[chunk(b"eXIf", &plain)]), "Backyard PNG (EXIF)"),
        (png(&[chunk(b"eXIf", &encoded)]), "Backyard PNG (EXIF)"),
        (jpeg(&plain), "Backyard JPEG (EXIF)"),
        (webp(&encoded), "Backyard WebP (EXIF)"),
        (webp(&decimal), "Backyard WebP (EXIF)"),
    ] {
        assert_eq!(described(&read(&bytes).expect("a card")), backyard(format));
    }
    // A camera's words are no card, and a text chunk goes before EXIF.
    let camera = exif(b"ASCII\0\0\0taken at night");
    assert_eq!(read(&png(&[chunk(b"eXIf", &camera)])), Err(CardError::NoCardInPng));
    let picture = Picture::Jpeg;
    assert_eq!(read(&jpeg(&camera)), Err(CardError::NoCardInPicture { picture }));
    let both = png(&[chunk(b"eXIf", &plain), text("chara", r#"{"name":"Bo"}"#)]);
    assert_eq!(read(&both).expect("a card").card.data.name, "Bo");
}

#[test]
fn agnai_characters() {
    check(
        br#"{"kind":"character","name":"Ada","greeting":"Hm.","scenario":"Night.","sampleChat":"","persona":{"kind":"attributes","attributes":{"mood":["wry","calm"],"age":["60"]}},"characterBook":{"kind":"memory","entries":[{"name":"lamp","entry":"It burns.","keywords":["lamp"],"priority":3,"weight":1,"enabled":false}]},"voice":{"service":"x"}}"#,
        expect![[r#"
            Agnai JSON
            name: "Ada"
            description: "mood: wry, calm\nage: 60"
            scenario: "Night."
            first_mes: "Hm."
            entry: ["lamp"] "It burns."
            extensions: {"agnai":{"kind":"character","persona":{"kind":"attributes","attributes":{"mood":["wry","calm"],"age":["60"]}},"voice":{"service":"x"}}}"#]],
    );
}

const V3: &str = r#"{"spec":"chara_card_v3","spec_version":"3.0","data":{"name":"Ada","description":"","personality":"","scenario":"","first_mes":"Hm.","mes_example":"","creator_notes":"","system_prompt":"","post_history_instructions":"","alternate_greetings":[],"group_only_greetings":[],"tags":[],"creator":"","character_version":"","extensions":{},"assets":[{"type":"icon","uri":"embeded://assets/icon/images/main.png","name":"main","ext":"png"},{"type":"emotion","uri":"embeded://joy.webp","name":"joy","ext":"webp"}]}}"#;

fn charx() -> Vec<Zipped> {
    vec![
        Zipped::deflated("card.json", V3.as_bytes()),
        Zipped::stored("assets/icon/images/main.png", &png(&[])),
        Zipped::stored("joy.webp", &webp(b"")),
    ]
}

#[test]
fn charx_alone_and_behind_a_picture() {
    let expected = |format: &str| {
        format!(
            "{format}\nname: \"Ada\"\nfirst_mes: \"Hm.\"\nfile: assets/icon/images/main.png {}\nfile: joy.webp {}",
            png(&[]).len(),
            webp(b"").len()
        )
    };
    let archive = zip(&charx());
    let behind = |picture: Vec<u8>| [picture, archive.clone()].concat();
    for (bytes, format) in [
        (archive.clone(), "V3 CHARX"),
        (behind(jpeg(b"")), "V3 CHARX behind a JPEG"),
        (behind(png(&[])), "V3 CHARX behind a PNG"),
    ] {
        assert_eq!(described(&read(&bytes).expect("a card")), expected(format));
    }
    let without: Vec<Zipped> = charx().into_iter().take(2).collect();
    let reading = read(&zip(&without)).expect("a card");
    assert_eq!(reading.warnings, [Warning::AssetMissing { uri: "embeded://joy.webp".to_owned() }]);
    let nothing = zip(&[Zipped::stored("readme.txt", b"hi")]);
    assert_eq!(read(&nothing), Err(CardError::NoCardInArchive));
}

fn byaf() -> Vec<Zipped> {
    let scenario = |narrative: &str, greeting: &str| {
        json!({
            "schemaVersion": 1, "title": narrative, "narrative": narrative, "temperature": 0.7,
            "formattingInstructions": "Be {character}.",
            "firstMessages": [{ "characterID": "ada", "text": greeting }],
            "exampleMessages": [{ "characterID": "ada", "text": "#{user}: Hi" }, { "characterID": "ada", "text": "#{character}: Hm" }],
            "messages": [{ "type": "human", "text": "secret" }],
        })
    };
    let manifest = json!({
        "schemaVersion": 1, "createdAt": "2026-01-01T00:00:00Z",
        "author": { "name": "Kit", "backyardURL": "https://example.org/kit" },
        "characters": ["characters/ada/character.json"],
        "scenarios": ["scenarios/one.json", "scenarios/two.json", "scenarios/gone.json"],
    });
    let character = json!({
        "schemaVersion": 1, "id": "ada", "name": "Ada", "displayName": "Ada Quill", "isNSFW": false,
        "persona": "{character} keeps a lamp.", "createdAt": "2026-01-01T00:00:00Z",
        "updatedAt": "2026-01-02T00:00:00Z", "loreItems": [{ "key": "lamp", "value": "It burns." }],
        "images": [{ "path": "images/face.png", "label": "face" }],
    });
    let json = |name: &str, value: &serde_json::Value| {
        Zipped::stored(name, format!("{value:#}").as_bytes())
    };
    vec![
        json("manifest.json", &manifest),
        Zipped::stored("characters/ada/images/face.png", &png(&[])),
        json("characters/ada/character.json", &character),
        json("scenarios/one.json", &scenario("Night.", "Hm, {user}.")),
        json("scenarios/two.json", &scenario("Day.", "Oh.")),
    ]
}

#[test]
fn byaf_archives() {
    check(
        &zip(&byaf()),
        expect![[r##"
            BYAF
            name: "Ada"
            description: "{{char}} keeps a lamp."
            scenario: "Night."
            first_mes: "Hm, {{user}}."
            mes_example: "<START>\n{{user}}: Hi\n<START>\n{{char}}: Hm"
            creator_notes: "https://example.org/kit"
            system_prompt: "Be {{char}}."
            creator: "Kit"
            greetings: ["Oh."]
            entry: ["lamp"] "It burns."
            extensions: {"display_name":"Ada Quill","byaf":{"manifest":{"schemaVersion":1,"createdAt":"2026-01-01T00:00:00Z","author":{"name":"Kit","backyardURL":"https://example.org/kit"}},"character":{"schemaVersion":1,"id":"ada","isNSFW":false,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-02T00:00:00Z","images":[{"path":"images/face.png","label":"face"}]},"scenarios":[{"schemaVersion":1,"title":"Night.","temperature":0.7},{"schemaVersion":1,"title":"Day.","narrative":"Day.","temperature":0.7,"formattingInstructions":"Be {character}.","firstMessages":[{"characterID":"ada","text":"Oh."}],"exampleMessages":[{"characterID":"ada","text":"#{user}: Hi"},{"characterID":"ada","text":"#{character}: Hm"}]}]}}
            file: characters/ada/images/face.png 67
            note: "scenarios/gone.json" in the archive was left aside: the archive names "scenarios/gone.json" and does not hold it; export it again
            note: the file holds 2 messages of chats; they are no part of the character, and stay in the file"##]],
    );
}

fn check_book(bytes: &[u8], expected: Expect) {
    let reading = read_book(bytes).expect("a book");
    let mut out = vec![format!("{}: {:?}", reading.format, reading.book.name)];
    for entry in &reading.book.entries {
        out.push(format!(
            "{}",
            json!(
                card::Lorebook { entries: vec![entry.clone()], ..card::Lorebook::default() }
                    .to_json()["entries"][0]
            )
        ));
    }
    out.push(json!(reading.book.extensions).to_string());
    out.extend(reading.repairs.iter().map(|it| format!("repair: {}: {}", it.path, it.what)));
    expected.assert_eq(&out.join("\n"));
    if reading.format != BookFormat::InCard {
        let format = reading.format;
        assert_eq!(read(bytes), Err(CardError::LorebookAlone { format }));
    }
}

#[test]
fn books_alone() {
    check_book(
        br#"{"entries":{"10":{"uid":10,"key":["b"],"order":"9"},"2":{"uid":2,"key":["a"],"keysecondary":["c"],"comment":"A","content":"aa","constant":false,"selective":true,"selectiveLogic":3,"order":5,"position":4,"disable":true,"depth":2,"role":1,"characterFilter":{"names":["x"]}}},"name":"World"}"#,
        expect![[r#"
            SillyTavern world info: Some("World")
            {"id":2,"keys":["a"],"secondary_keys":["c"],"comment":"A","content":"aa","constant":false,"selective":true,"insertion_order":5,"enabled":false,"extensions":{"position":4,"selectiveLogic":3,"depth":2,"role":1,"sillytavern":{"characterFilter":{"names":["x"]}}},"position":"after_char"}
            {"id":10,"keys":["b"],"insertion_order":"9","content":"","enabled":true,"extensions":{}}
            {}
            repair: entries[1].order: not a whole number; read as the nearest below"#]],
    );
    check_book(
        br#"{"kind":"memory","name":"World","scanDepth":3,"entries":[{"name":"A","entry":"aa","keywords":["a"],"priority":1,"weight":2,"enabled":true}],"_id":"7"}"#,
        expect![[r#"
            an Agnai memory book: Some("World")
            {"keys":["a"],"name":"A","content":"aa","insertion_order":2,"priority":1,"enabled":true,"extensions":{},"comment":"A"}
            {"agnai":{"kind":"memory","_id":"7"}}"#]],
    );
    check_book(
        br#"{"lorebookVersion":5,"entries":[{"id":"x","text":"aa","displayName":"A","keys":["a"],"contextConfig":{"budgetPriority":400},"enabled":true,"forceActivation":true}],"settings":{}}"#,
        expect![[r#"
            a NovelAI lorebook: None
            {"id":"x","keys":["a"],"name":"A","content":"aa","constant":true,"enabled":true,"insertion_order":400,"extensions":{"novelai":{"contextConfig":{"budgetPriority":400}}},"comment":"A"}
            {"novelai":{"lorebookVersion":5,"settings":{}}}"#]],
    );
    let risu = r#"{"type":"risu","ver":1,"data":[{"key":"a, b","secondkey":"c","insertorder":100,"comment":"A","content":"aa","mode":"normal","alwaysActive":false,"selective":true,"activationPercent":40,"useRegex":false,"extentions":{"risu_case_sensitive":true}},{"key":"f","mode":"folder","comment":"F","content":""}]}"#;
    check_book(
        risu.as_bytes(),
        expect![[r#"
            a RisuAI lorebook: None
            {"keys":["a","b"],"secondary_keys":["c"],"comment":"A","content":"aa","constant":false,"selective":true,"insertion_order":100,"use_regex":false,"enabled":true,"extensions":{"risu_case_sensitive":true,"probability":40,"risuai":{"mode":"normal"},"useProbability":true},"name":"A"}
            {"keys":["f"],"comment":"F","content":"","enabled":false,"insertion_order":100,"extensions":{"risuai":{"mode":"folder"}},"name":"F"}
            {}"#]],
    );
    check_book(
        br#"{"spec":"lorebook_v3","data":{"name":"World","extensions":{},"entries":[{"keys":["a"],"content":"aa","extensions":{},"enabled":true,"insertion_order":1,"use_regex":false}]}}"#,
        expect![[r#"
            lorebook_v3: Some("World")
            {"keys":["a"],"content":"aa","extensions":{},"enabled":true,"insertion_order":1,"use_regex":false}
            {}"#]],
    );
    assert_eq!(read_book(V3.as_bytes()), Err(CardError::NoLorebook));
    assert!(read_book(&zip(&byaf())).is_ok_and(|book| book.format == BookFormat::InCard));
}

/// How RisuAI exchanges the bytes of a module: what stands for each byte.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let meant = include_bytes!("../../src/book/rpack.table");
    let stands = |byte: &u8| meant.iter().position(|it| it == byte).expect("each byte once") as u8;
    bytes.iter().map(stands).collect()
}

fn module(json: &str) -> Vec<u8> {
    let main = packed(json.as_bytes());
    let mut out = vec![111, 0];
    out.extend((main.len() as u32).to_le_bytes());
    out.extend(main);
    out.push(0);
    out
}

#[test]
fn risu_modules() {
    let bytes = module(
        r#"{"module":{"name":"M","lorebook":[{"key":"a","content":"aa","comment":"A"}],"regex":[{"in":"x"}]},"type":"risuModule"}"#,
    );
    // As RisuAI itself packs `{"`.
    assert_eq!(bytes[6..8], [230, 32]);
    check_book(
        &bytes,
        expect![[r#"
            a RisuAI module: Some("M")
            {"keys":["a"],"comment":"A","content":"aa","enabled":true,"insertion_order":100,"extensions":{},"name":"A"}
            {"risuai":{"regex":[{"in":"x"}]}}"#]],
    );
    for end in 0..bytes.len() - 1 {
        assert!(read_book(&bytes[..end]).is_err());
    }
    let mut files = charx();
    files.push(Zipped::stored("module.risum", &bytes));
    let reading = read(&zip(&files)).expect("a card");
    assert_eq!(reading.card.lorebook().map(|book| book.entries.len()), Some(1));
}

#[test]
fn risu_keeps_files_in_chunks() {
    let card = V3.replace("embeded://joy.webp", "__asset:joy");
    let bytes = png(&[
        chunk(b"tEXt", format!("chara-ext-asset_:joy\0{}", base64("joyful")).as_bytes()),
        text("ccv3", &card),
    ]);
    let reading = read(&bytes).expect("a card");
    assert_eq!((reading.attachments[0].path.as_str(), reading.attachments[0].bytes), ("joy", 6));
    let locked = png(&[chunk(b"tEXt", b"chara\0rcc||rccv1||AAAA||BBBB||CCCC")]);
    let error = read(&locked).expect_err("locked").to_string();
    assert!(error.starts_with("this is a RisuAI card that is locked; "), "{error}");
}
