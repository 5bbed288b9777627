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
        The holder of the key 4d0e38eb0a859b0adbae5da3091fd38e87783d6e4fd98ea0f9a25d0e6e6bbbb8 signed this statement; not a byte of it was changed since.
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
    let payload = payload::build(source, payload::VERSION).expect("a payload");
    let opened = revision::SealedContent::open(&sealed.content, &sealed.digest).expect("it opens");
    let again = payload::build(Source { content: &opened, ..source }, 1).expect("a payload");
    assert_eq!(payload, again);
    let text = String::from_utf8(payload.body).expect("UTF-8");
    assert!(!text.contains("secret") && !text.contains("sharePpm"), "{text}");
    expect![[r#""#]].assert_eq(&text);
    let schema = jsonschema::validator_for(&payload_schema()).expect("a schema");
    assert!(schema.is_valid(&serde_json::from_str(&text).expect("JSON")));
    assert!(!schema.is_valid(&json!({"payloadVersion": 1})));
    assert!(payload::build(source, 2).is_err());
}
