//! A receipt is checked with no server asked.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Digest;
use domain::receipt::{self, Provenance, Statement};
use ed25519_dalek::SigningKey;
use expect_test::{Expect, expect};
use serde_json::json;

use crate::run::{Dir, run};

const PAYLOAD: &str = "{\"name\":\"Ines\"}";

fn provenance() -> Provenance {
    let id = |last: u8| format!("01900000-0000-7000-8000-0000000000{last:02}");
    let provenance = json!({
        "publication": id(1),
        "kind": "publish",
        "sequence": 1,
        "publishedAt": "2026-11-22T17:00:00Z",
        "reason": "",
        "character": { "id": id(2), "slug": "ines", "creator": id(3) },
        "draft": { "id": id(4), "version": 7 },
        "revision": { "id": id(5), "number": 2, "digest": Digest::of("sealed") },
        "payload": { "version": 1, "digest": Digest::of(PAYLOAD) },
        "evaluations": [],
        "approvals": [],
        "targets": [],
        "assets": [],
        "actor": { "account": id(3), "wallet": null },
        "splitSet": { "id": id(6), "digest": Digest::of("split") },
        "contractHash": "c0ffee",
        "previousReceipt": null,
    });
    serde_json::from_value(provenance).expect("its shape")
}

fn check(dir: &Path, arguments: &[&str], expected: Expect) {
    let (code, out, err) = run(dir, &[&["verify"], arguments].concat());
    expected.assert_eq(&format!("exit {code}\n{out}{err}"));
}

#[test]
fn a_receipt_proves_what_it_says_or_nothing() {
    let dir = Dir::new("verify");
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = STANDARD.encode(key.verifying_key().as_bytes());
    let receipt = receipt::sign(&Statement::of(provenance()), &key).expect("canonical");
    dir.write("receipt.json", &receipt.envelope);
    dir.write("forged.json", receipt.envelope.replacen("payload\":\"e", "payload\":\"f", 1));
    dir.write("payload.json", PAYLOAD);
    let other = STANDARD.encode(SigningKey::from_bytes(&[8; 32]).verifying_key().as_bytes());
    let keys = json!([{ "id": "x", "publicKey": other }, { "id": "y", "publicKey": public }]);
    dir.write("keys.json", keys.to_string());
    dir.write("key.txt", format!("{public}\n"));
    let check = |arguments: &[&str], expected| check(dir.path(), arguments, expected);

    check(
        &["receipt.json", "--key", "keys.json", "--payload", "payload.json"],
        expect![[r#"
            exit 0
            The holder of the key fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889 signed this statement; not a byte of it was changed since.
            Publication 1 of `ines` (publish) was made at 2026-11-22T17:00:00Z by the account 01900000-0000-7000-8000-000000000003.
            It rests on revision 2 with the digest c9d0036bed6744bcdf692fc980d8717d7e5f5a4f4e8266b4a84982602fb1cd09, sealed from version 7 of the draft 01900000-0000-7000-8000-000000000004.
            Apps fetch the payload with the digest 6a8bb7cd177608a296425943c0cd18cd68b84dc39ae9d641f55d3f38ea84a7d1.
            Revenue is split by the shares with the digest ad1a64057f9ab34fecfe3f4ee78660bb0316dbda9370581ffbeb1e8bddf3d598.
            It is the first publication of the character.
            payload.json is the payload that it is about, byte for byte.
        "#]],
    );
    for key in ["key.txt", &public] {
        let (code, _, err) = run(dir.path(), &["verify", "receipt.json", "--key", key]);
        assert_eq!(code, 0, "{key}: {err}");
    }
    check(
        &["receipt.json", "--key", &other],
        expect![[r#"
            exit 1
            error: no signature of the key 5c29b78f10a35a49a6231d08ee840a04bcc3a37a4f9d46df327dec56b8a9b7c9; the envelope is signed by fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889
        "#]],
    );
    check(
        &["forged.json", "--key", "key.txt"],
        expect![[r#"
            exit 1
            error: the signature does not fit: the receipt was changed, or it is not signed by this key
        "#]],
    );
    check(
        &["receipt.json", "--key", "key.txt", "--payload", "key.txt"],
        expect![[r#"
            exit 1
            The holder of the key fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889 signed this statement; not a byte of it was changed since.
            Publication 1 of `ines` (publish) was made at 2026-11-22T17:00:00Z by the account 01900000-0000-7000-8000-000000000003.
            It rests on revision 2 with the digest c9d0036bed6744bcdf692fc980d8717d7e5f5a4f4e8266b4a84982602fb1cd09, sealed from version 7 of the draft 01900000-0000-7000-8000-000000000004.
            Apps fetch the payload with the digest 6a8bb7cd177608a296425943c0cd18cd68b84dc39ae9d641f55d3f38ea84a7d1.
            Revenue is split by the shares with the digest ad1a64057f9ab34fecfe3f4ee78660bb0316dbda9370581ffbeb1e8bddf3d598.
            It is the first publication of the character.
            error: key.txt is not the payload that this receipt is about
        "#]],
    );
    check(
        &["receipt.json", "--key", "no-key"],
        expect![[r#"
            exit 1
            error: `no-key` is no Ed25519 key and no file with one; a key is 32 bytes in base64, as /api/keys has it
        "#]],
    );
    check(
        &["nowhere.json", "--key", "key.txt"],
        expect![[r#"
            exit 1
            error: nowhere.json can't be read
              because: No such file or directory (os error 2)
        "#]],
    );
}

/// A receipt is a stranger's file, whoever signed it.
#[test]
fn what_a_receipt_says_no_terminal_obeys() {
    let dir = Dir::new("verify-terminal");
    let key = SigningKey::from_bytes(&[7; 32]);
    let mut provenance = serde_json::to_value(provenance()).expect("JSON");
    provenance["targets"] = json!([{
        "appId": "lantern\u{1b}[2J\nRevenue is split by nobody.", "modelPackId": "ember", "version": 1,
    }]);
    let provenance = serde_json::from_value(provenance).expect("its shape");
    let receipt = receipt::sign(&Statement::of(provenance), &key).expect("canonical");
    dir.write("receipt.json", &receipt.envelope);
    let public = STANDARD.encode(key.verifying_key().as_bytes());
    let (code, out, err) = run(dir.path(), &["verify", "receipt.json", "--key", &public]);
    assert_eq!(code, 0, "{err}");
    assert!(!out.contains('\u{1b}'), "{out}");
    let told = out.lines().find(|line| line.contains("model pack")).expect("it is told");
    assert!(told.contains("⏎Revenue is split by nobody."), "{told}");
}
