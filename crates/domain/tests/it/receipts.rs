use domain::payload::{self, Source, payload_schema};
use domain::receipt::*;
use domain::*;
use ed25519_dalek::SigningKey;
use expect_test::expect;
use serde_json::json;

use crate::samples::{account, at, sealed, uuid};

fn statement() -> Statement {
    Statement::of(Provenance {
        publication: PublicationId(uuid(11)),
        kind: PublicationKind::Publish,
        sequence: 1,
        published_at: at("2026-01-10T12:00:00Z"),
        reason: String::new(),
        character: CharacterRef {
            id: CharacterId(uuid(1)),
            slug: Slug::parse("ada-quill").expect("a slug"),
            creator: account(1),
        },
        draft: DraftRef { id: CharacterDraftId(uuid(2)), version: 9 },
        revision: RevisionRef {
            id: CharacterRevisionId(uuid(3)),
            number: 2,
            digest: Digest::of("content"),
        },
        payload: PayloadRef { version: 1, digest: Digest::of("payload") },
        evaluations: vec![EvaluationRef {
            id: EvaluationId(uuid(5)),
            evaluator: EvaluatorId("completeness".to_owned()),
            evaluator_version: "1.0.0".to_owned(),
            configuration_digest: Digest::of("{}"),
            verdict: Verdict::Pass,
            finished_at: at("2026-01-10T11:00:00Z"),
        }],
        approvals: vec![ApprovalRef {
            id: ApprovalId(uuid(7)),
            account: account(2),
            decided_at: at("2026-01-10T11:30:00Z"),
        }],
        targets: vec![Target {
            app_id: AppId("sea".to_owned()),
            model_pack_id: ModelPackId("lyra".to_owned()),
            version: 3,
        }],
        assets: Vec::new(),
        actor: ActorRef { account: account(1), wallet: None },
        split_set: SplitSetRef { id: SplitSetId(uuid(6)), digest: Digest::of("shares") },
        contract_hash: "c0ffee".to_owned(),
        previous_receipt: None,
    })
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

#[test]
fn dsse_signs_the_type_with_the_body() {
    let encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world");
    assert_eq!(encoded, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

#[test]
fn an_empty_leaf_hashes_as_rfc_6962_says() {
    expect!["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"]
        .assert_eq(&leaf_hash(b"").to_string());
}

#[test]
fn a_receipt_is_the_same_bytes_each_time_and_says_what_it_proves() {
    let receipt = sign(&statement(), &key()).expect("a receipt");
    assert_eq!(receipt, sign(&statement(), &key()).expect("a receipt"));
    let verified = verify(&receipt.envelope, &key().verifying_key()).expect("it verifies");
    assert_eq!(verified.statement, statement());
    assert_eq!(verified.receipt_digest, receipt.digest);
    assert!(verified.is_of_revision(b"content") && !verified.is_of_revision(b"contents"));
    assert!(verified.is_of_payload(b"payload"));
    expect![[r#"
        The holder of the key fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889 signed this statement; not a byte of it was changed since.
        Publication 1 of `ada-quill` (publish) was made at 2026-01-10T12:00:00Z by the account 00000000-0000-0000-0000-000000000001.
        It rests on revision 2 with the digest ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73, sealed from version 9 of the draft 00000000-0000-0000-0000-000000000002.
        Apps fetch the payload with the digest 239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5.
        It relies on `completeness` 1.0.0 (configuration 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a), which said pass at 2026-01-10T11:00:00Z.
        The moderator 00000000-0000-0000-0000-000000000002 approved it at 2026-01-10T11:30:00Z.
        It assumes that the app `sea` ships the model pack `lyra` in version 3.
        Revenue is split by the shares with the digest 4a64609f7db9facca39eaf9f66d77f8f030236e4a826d9fabd09f6b27c465c54.
        It is the first publication of the character.
    "#]]
    .assert_eq(&verified.proves().iter().map(|it| format!("{it}\n")).collect::<String>());
}

#[test]
fn whatever_is_changed_is_found_out() {
    let receipt = sign(&statement(), &key()).expect("a receipt").envelope;
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    let say = |envelope: &str, key| {
        verify(envelope, key).map_or_else(|error| format!("{error}\n"), |_| "verified\n".to_owned())
    };
    let ours = key().verifying_key();
    let mut tampered: serde_json::Value = serde_json::from_str(&receipt).expect("JSON");
    let mut changed = statement();
    changed.predicate.sequence = 2;
    let forged = sign(&changed, &key()).expect("a receipt").envelope;
    let forged: serde_json::Value = serde_json::from_str(&forged).expect("JSON");
    tampered["payload"] = forged["payload"].clone();
    let retyped = receipt.replace("in-toto", "outtoto");
    let mut liar = statement();
    liar.subject[0].digest.sha256 = Digest::of("another");
    let liar = sign(&liar, &key()).expect("a receipt").envelope;
    let unnamed = receipt.replace(&key_id(&ours).0, "");
    let said = [
        say(&receipt, &ours),
        say(&unnamed, &ours),
        say(&receipt, &other),
        say(&unnamed, &other),
        say(&tampered.to_string(), &ours),
        say(&retyped, &ours),
        say(&liar, &ours),
        say("{}", &ours),
    ];
    expect![[r#"
        verified
        verified
        no signature of the key 5c29b78f10a35a49a6231d08ee840a04bcc3a37a4f9d46df327dec56b8a9b7c9; the envelope is signed by fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889
        the signature does not fit: the receipt was changed, or it is not signed by this key
        the signature does not fit: the receipt was changed, or it is not signed by this key
        the envelope carries `application/vnd.outtoto+json`, not `application/vnd.in-toto+json`
        the statement contradicts itself: its subjects are not the revision and payload it describes
        the envelope can't be read: missing field `payload` at line 1 column 2
    "#]]
    .assert_eq(&said.concat());
}

#[test]
fn a_payload_is_the_same_bytes_each_time_and_of_its_schema() {
    let content = sealed(json!({
        "name": "Ada", "greeting": "Come in.", "creatorNotes": "For all.", "authoringNotes": {"notes": "secret"},
        "toolMetadata": {"x": "secret"}, "voiceId": "alto", "tags": ["sea"],
        "modelPacks": [{"modelPackId": "lyra", "minVersion": 2}], "characterBook": {"entries": []},
    }));
    let sealed = content.seal().expect("it seals");
    let source = Source { content: &content, number: 2, digest: &sealed.digest };
    let payload = payload::build(source, 1).expect("a payload");
    let opened = revision::SealedContent::open(&sealed.content, &sealed.digest).expect("it opens");
    let again = payload::build(Source { content: &opened, ..source }, 1).expect("a payload");
    assert_eq!(payload, again);
    let text = String::from_utf8(payload.body).expect("UTF-8");
    assert!(!text.contains("secret") && !text.contains("sharePpm"), "{text}");
    expect![[r#"{"alternateGreetings":[],"attribution":"","characterBook":{"entries":[]},"creatorNotes":"For all.","exampleDialogue":"","greeting":"Come in.","groupGreetings":[],"modelPacks":[{"maxVersion":null,"minVersion":2,"modelPackId":"lyra"}],"name":"Ada","nickname":"","payloadVersion":1,"personaPrompt":"","personality":"","postHistoryInstructions":"","revision":{"digest":"f847bf4133a8987d7bb4df0b5a962b637e9e63e84c3587fd803c6f67b8ece917","number":2},"scenario":"","slug":"ada-quill","systemPromptOverride":"","tags":["sea"],"versionLabel":"","voiceId":"alto"}"#]].assert_eq(&text);
    let schema = jsonschema::validator_for(&payload_schema()).expect("a schema");
    assert!(schema.is_valid(&serde_json::from_str(&text).expect("JSON")));
    assert!(!schema.is_valid(&json!({"payloadVersion": 1})));
    assert!(payload::build(source, payload::VERSION + 1).is_err());
}

#[test]
fn a_payload_says_how_each_app_activates_the_lorebook() {
    let content = sealed(json!({
        "name": "Ada", "portraitDigest": Digest::of("a picture").to_string(),
        "runtimeSettings": {
            "all": { "profile": "repertoire", "scanDepth": 4 },
            "apps": { "kiosk": { "scanDepth": 1, "recursive": false } },
        },
    }));
    let sealed = content.seal().expect("it seals");
    let source = Source { content: &content, number: 2, digest: &sealed.digest };
    let payload = payload::build(source, 2).expect("a payload");
    let value: serde_json::Value = serde_json::from_slice(&payload.body).expect("JSON");
    expect![[r#"{"all":{"budgetPercent":25,"budgetTokens":0,"caseSensitive":false,"groupScoring":false,"includeNames":true,"minActivations":0,"minActivationsDepth":0,"profile":"repertoire","recursionSteps":0,"recursive":true,"scanDepth":4,"wholeWords":true},"apps":{"kiosk":{"budgetPercent":25,"budgetTokens":0,"caseSensitive":false,"groupScoring":false,"includeNames":true,"minActivations":0,"minActivationsDepth":0,"profile":"repertoire","recursionSteps":0,"recursive":false,"scanDepth":1,"wholeWords":true}}}"#]]
        .assert_eq(&value["runtime"].to_string());
    let schema = jsonschema::validator_for(&payload_schema()).expect("a schema");
    assert!(schema.is_valid(&value));
    // What was frozen in version 1 is still built as it was.
    let older = payload::build(source, 1).expect("a payload");
    let older: serde_json::Value = serde_json::from_slice(&older.body).expect("JSON");
    assert!(schema.is_valid(&older) && older.get("runtime").is_none());
}
