//! Addresses, messages and signatures of wallets. What was signed and by whom was made with viem 2
//! (`privateKeyToAccount`, `createSiweMessage`) from the private key 0x46…46 of EIP-155's example.

use domain::wallet::{Address, Message, Signature, SignatureError, keccak256, recover};
use expect_test::expect;
use jiff::Timestamp;

const SIGNED: &str = "localhost:7800 wants you to sign in with your Ethereum account:
0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F

Link this wallet to the account ines of Repertoire.

URI: http://localhost:7800/account
Version: 1
Chain ID: 1
Nonce: abcdef0123456789
Issued At: 2026-01-01T00:00:00Z
Expiration Time: 2026-01-01T00:05:00Z";

const HELLO: &str = "0xf445005436439a4398409aee0e0b13702bdee4e3774b6aa67184f0732d3a270a1ef3802a2455afba1374fb2ad23345e89eb7366c9d567fe0e5338df934434e3b1c";

fn asked() -> Message {
    Message::parse(SIGNED).expect("a message")
}

#[test]
fn addresses_have_the_checksum_of_eip_55() {
    // The examples of EIP-55, and all capitals and all small letters of one of them.
    for text in [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ] {
        let address = Address::parse(text).expect("an address");
        assert_eq!(address.to_string(), text);
        let (small, large) = (text.to_lowercase(), text[2..].to_uppercase());
        assert_eq!(Address::parse(&small), Ok(address));
        assert_eq!(Address::parse(&format!("0x{large}")), Ok(address));
    }
    let say = |text: &str| Address::parse(text).expect_err("none").to_string() + "\n";
    let said: String = [
        "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
        "vitalik.eth",
        "",
    ]
    .map(say)
    .concat();
    expect![[r#"
        the address has a letter in the wrong case (EIP-55): it may have been mistyped
        an address is 0x and 40 hexadecimal digits
        an address is 0x and 40 hexadecimal digits
        an address is 0x and 40 hexadecimal digits
        an address is 0x and 40 hexadecimal digits
        an address is 0x and 40 hexadecimal digits
        an address is 0x and 40 hexadecimal digits
        an address is 0x and 40 hexadecimal digits
    "#]]
    .assert_eq(&said);
}

#[test]
fn a_signature_tells_whose_key_it_was() {
    let ours = Address::parse("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F").expect("an address");
    let by = |text: &str, signature: &str| {
        Signature::parse(signature).and_then(|signature| recover(text, &signature))
    };
    assert_eq!(by("Hello World", HELLO), Ok(ours));
    // The length that is prefixed counts bytes.
    let unicode = "0x4c34601ec942bba3de39a8bdca5291f30ee052c4d4c883525a0609bbfed68b00388c2970a5d199948563aed23e211fb534562c7d547ff2121e3dd4bd38d65d541b";
    assert_eq!(by("héllo ✓", unicode), Ok(ours));
    let message = SIGNED.replace(":00Z", ":00.000Z");
    let signature = "0x3a1c1d507fc2ae01d8bd557c903dfa26d24838f315e35bfbae2ee4ada30078be0d04d4a94ef2adcd5f733410b5ee4e20ee8ec2b04c6958976f1600bd18104bc81b";
    assert_eq!(by(&message, signature), Ok(ours));
    // The parity as some hardware writes it.
    let raw = HELLO.strip_suffix("1c").map(|rs| format!("{rs}01")).expect("a parity");
    assert_eq!(by("Hello World", &raw), Ok(ours));
    // Another text, or the other parity, is somebody else's.
    assert_ne!(by("Hello World!", HELLO), Ok(ours));
    let other = HELLO.strip_suffix("1c").map(|rs| format!("{rs}1b")).expect("a parity");
    assert_ne!(by("Hello World", &other), Ok(ours));
    assert_eq!(
        hex::encode(keccak256(b"")),
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    );
}

/// The order of secp256k1 less a number: the other s that would do as well.
fn complement(s: &[u8]) -> Vec<u8> {
    let order = hex::decode("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let mut borrow = 0;
    let mut result = order.expect("digits");
    for (at, digit) in result.iter_mut().enumerate().rev() {
        let left = i32::from(*digit) - i32::from(s[at]) - borrow;
        borrow = i32::from(left < 0);
        *digit = u8::try_from(left.rem_euclid(256)).expect("a byte");
    }
    result
}

#[test]
fn what_is_no_signature_of_a_key_is_refused() {
    let by = |signature: &str| {
        Signature::parse(signature).and_then(|signature| recover("Hello World", &signature))
    };
    let bytes = hex::decode(&HELLO[2..]).expect("digits");
    let high = [&bytes[..32], &complement(&bytes[32..64]), &[27]].concat();
    assert_eq!(by(&format!("0x{}", hex::encode(high))), Err(SignatureError::HighS));
    // Compact (EIP-2098), and what a contract's wallet may answer.
    assert_eq!(by(&HELLO[..130]), Err(SignatureError::Length(64)));
    assert_eq!(by(&format!("{HELLO}{}", "00".repeat(31))), Err(SignatureError::Length(96)));
    assert_eq!(by("0x"), Err(SignatureError::Length(0)));
    for text in ["", &HELLO[2..], "0xzz", "0x123", " 0x12", "0x\u{661}\u{662}"] {
        assert_eq!(by(text), Err(SignatureError::Form), "{text:?}");
    }
    for parity in ["02", "1d", "25", "ff"] {
        let signature = format!("{}{parity}", &HELLO[..130]);
        assert!(matches!(by(&signature), Err(SignatureError::Parity(_))), "{parity}");
    }
    let zeros = format!("0x{}1b", "00".repeat(64));
    assert_eq!(by(&zeros), Err(SignatureError::Nobody));
    let beyond = format!("0x{}1b", "ff".repeat(64));
    assert_eq!(by(&beyond), Err(SignatureError::Nobody));
}

#[test]
fn a_message_is_written_as_it_is_read() {
    let whole = SIGNED.to_owned()
        + "\nNot Before: 2026-01-01T00:00:00Z\nRequest ID: a%20b\nResources:\n- https://a.example/\n- ipfs://b";
    let bare: Vec<&str> = SIGNED.lines().filter(|line| !line.starts_with("Exp")).collect();
    let bare =
        bare.join("\n").replace("Link this wallet to the account ines of Repertoire.\n\n", "\n");
    let scheme = format!("https://{SIGNED}");
    for text in [SIGNED, &whole, &bare, &scheme, &format!("{SIGNED}\nResources:")] {
        let message = Message::parse(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
        assert_eq!(message.to_string(), text);
    }
}

#[test]
fn what_is_not_of_the_grammar_is_not_read() {
    let say = |from: &str, to: &str| {
        let text = SIGNED.replacen(from, to, 1);
        assert_ne!(text, SIGNED, "{from}");
        match Message::parse(&text) {
            Ok(_) => format!("{from} -> {to}: read\n"),
            Err(error) => format!("{error}\n"),
        }
    };
    let said: String = [
        ("\n", "\r\n"),
        ("localhost:7800 wants", "local host wants"),
        ("localhost:7800 wants", " wants"),
        ("localhost:7800 wants", "lоcalhost:7800 wants"),
        ("localhost:7800 wants", "1a://localhost:7800 wants"),
        ("Ethereum account:", "Ethereum account: "),
        ("0x9d8A", "0x9d8a"),
        (
            "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F",
            "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f",
        ),
        ("A4F\n\n", "A4F\n"),
        ("Link this", "Link\nthis"),
        ("Link this", "Link\u{202e}this"),
        ("Link this", "Link \"this\""),
        ("Repertoire.\n\n", "Repertoire.\n"),
        ("URI: ", "Uri: "),
        ("URI: http://localhost:7800/account", "URI: account"),
        ("URI: http://localhost:7800/account", "URI: http://a.example/%zz"),
        ("Version: 1", "Version: 2"),
        ("Version: 1", "Version: 1 "),
        ("Chain ID: 1", "Chain ID: -1"),
        ("Chain ID: 1", "Chain ID: 99999999999999999999"),
        ("Chain ID: 1", "Chain ID: "),
        ("Nonce: abcdef0123456789", "Nonce: abcdef0"),
        ("Nonce: abcdef0123456789", "Nonce: abcdef-123456"),
        ("Issued At: 2026-01-01T00:00:00Z", "Issued At: 2026-01-01"),
        ("Issued At: 2026-01-01T00:00:00Z", "Issued At: 2026-13-01T00:00:00Z"),
        ("Issued At: 2026-01-01T00:00:00Z", "Issued At: 2026-01-01 00:00:00Z"),
        ("Issued At: 2026-01-01T00:00:00Z", "Issued At: 2026-01-01T00:00:00.Z"),
        ("Issued At: 2026-01-01T00:00:00Z", "Issued At: 2026-01-01T00:00:00"),
        ("Expiration Time: 2026-01-01T00:05:00Z", "Expiration Time: never"),
        ("00:05:00Z", "00:05:00Z\n"),
        ("00:05:00Z", "00:05:00Z\nAnd: more"),
        ("00:05:00Z", "00:05:00Z\nRequest ID: a b"),
        ("00:05:00Z", "00:05:00Z\nResources: a"),
        ("00:05:00Z", "00:05:00Z\nResources:\n- none"),
        ("00:05:00Z", "00:05:00Z\nResources:\nhttps://a.example"),
        ("Issued At: 2026-01-01T00:00:00Z\n", ""),
    ]
    .map(|(from, to)| say(from, to))
    .concat();
    expect![[r#"
        line 1 is not what a message of EIP-4361 has there: a domain that wants a sign-in
        line 1 is not what a message of EIP-4361 has there: a domain that wants a sign-in
        line 1 is not what a message of EIP-4361 has there: a domain that wants a sign-in
        line 1 is not what a message of EIP-4361 has there: a domain that wants a sign-in
        line 1 is not what a message of EIP-4361 has there: a domain that wants a sign-in
        line 1 is not what a message of EIP-4361 has there: a domain that wants a sign-in
        line 2: the address has a letter in the wrong case (EIP-55): it may have been mistyped
        line 2: the address has a letter in the wrong case (EIP-55): it may have been mistyped
        line 3 is not what a message of EIP-4361 has there: nothing
        line 5 is not what a message of EIP-4361 has there: nothing
        line 4 is not what a message of EIP-4361 has there: a statement, or nothing
        line 4 is not what a message of EIP-4361 has there: a statement, or nothing
        line 5 is not what a message of EIP-4361 has there: nothing
        line 6 is not what a message of EIP-4361 has there: URI: and an address
        line 6 is not what a message of EIP-4361 has there: URI: and an address
        line 6 is not what a message of EIP-4361 has there: URI: and an address
        line 7 is not what a message of EIP-4361 has there: Version: 1
        line 7 is not what a message of EIP-4361 has there: Version: 1
        line 8 is not what a message of EIP-4361 has there: Chain ID: and a number
        line 8 is not what a message of EIP-4361 has there: Chain ID: and a number
        line 8 is not what a message of EIP-4361 has there: Chain ID: and a number
        line 9 is not what a message of EIP-4361 has there: Nonce: and 8 letters or digits
        line 9 is not what a message of EIP-4361 has there: Nonce: and 8 letters or digits
        line 10 is not what a message of EIP-4361 has there: Issued At: and a time
        line 10 is not what a message of EIP-4361 has there: Issued At: and a time
        line 10 is not what a message of EIP-4361 has there: Issued At: and a time
        line 10 is not what a message of EIP-4361 has there: Issued At: and a time
        line 10 is not what a message of EIP-4361 has there: Issued At: and a time
        line 11 is not what a message of EIP-4361 has there: a time
        line 12 is not what a message of EIP-4361 has there: the end
        line 12 is not what a message of EIP-4361 has there: the end
        line 12 is not what a message of EIP-4361 has there: a request's id
        line 12 is not what a message of EIP-4361 has there: Resources: alone
        line 13 is not what a message of EIP-4361 has there: a URI
        line 13 is not what a message of EIP-4361 has there: the end
        line 10 is not what a message of EIP-4361 has there: Issued At: and a time
    "#]]
    .assert_eq(&said);
    assert!(Message::parse("").is_err());
    assert!(Message::parse(&"\n".repeat(10_000)).is_err());
}

#[test]
fn a_message_that_was_not_asked_for_says_what_is_other() {
    let now: Timestamp = "2026-01-01T00:01:00Z".parse().expect("a time");
    let say = |from: &str, to: &str| {
        let text = SIGNED.replacen(from, to, 1);
        let message = Message::parse(&text).unwrap_or_else(|error| panic!("{error}: {to}"));
        let said = asked().is_said(&text, &message, now);
        said.map_or_else(|refusal| refusal.to_string(), |()| "taken".to_owned()) + "\n"
    };
    let said: String = [
        ("Chain", "Chain"),
        ("localhost:7800 wants", "elsewhere.example wants"),
        ("localhost:7800 wants", "http://localhost:7800 wants"),
        (
            "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        ),
        ("ines", "bo"),
        ("7800/account", "7800/sign-in"),
        ("Chain ID: 1", "Chain ID: 137"),
        ("abcdef0123456789", "abcdef0123456780"),
        ("00:00:00Z", "00:00:01Z"),
        ("00:05:00Z", "01:05:00Z"),
        ("00:05:00Z", "00:05:00Z\nNot Before: 2026-01-01T00:00:00Z"),
        ("00:05:00Z", "00:05:00Z\nRequest ID: 7"),
        ("00:05:00Z", "00:05:00Z\nResources:"),
        ("Chain ID: 1", "Chain ID: 01"),
        ("00:00:00Z", "00:00:00.000Z"),
        ("00:00:00Z", "01:00:00+01:00"),
    ]
    .map(|(from, to)| say(from, to))
    .concat();
    expect![[r#"
        taken
        the message has another domain than it was given here
        the message has another domain than it was given here
        the message has another address than it was given here
        the message has another statement than it was given here
        the message has another URI than it was given here
        the message has another chain than it was given here
        the message has another nonce than it was given here
        the message has another time of issue than it was given here
        the message has another time of expiry than it was given here
        the message says more than it was given here
        the message says more than it was given here
        the message says more than it was given here
        the message is written otherwise than it was given here
        the message is written otherwise than it was given here
        the message is written otherwise than it was given here
    "#]]
    .assert_eq(&said);
    let late: Timestamp = "2026-01-01T00:05:00Z".parse().expect("a time");
    let over = asked().is_said(SIGNED, &asked(), late).expect_err("late");
    assert_eq!(over.to_string(), "the message's time is over");
}
