//! Wallets: linked by who signs what they were asked, and asked for at the door.

use axum::http::Method;
use domain::wallet::{Address, keccak256};
use jiff::SignedDuration;
use k256::ecdsa::SigningKey;
use serde_json::json;

use crate::inventory::{Client, Inventory, Reply};
use crate::sessions::{csrf, form, signed_in};

/// A wallet with one key.
struct Wallet(SigningKey);

impl Wallet {
    fn new(seed: u8) -> Self {
        Wallet(SigningKey::from_slice(&[seed; 32]).expect("a key"))
    }

    fn address(&self) -> String {
        let point = self.0.verifying_key().to_sec1_point(false);
        let digest = keccak256(&point.as_bytes()[1..]);
        let mut address = [0; 20];
        address.copy_from_slice(&digest[12..]);
        Address(address).to_string()
    }

    fn sign(&self, text: &str) -> String {
        let signed = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
        let (signature, parity) = self.0.sign_prehash_recoverable(&keccak256(signed.as_bytes()));
        let digits = signature.to_bytes().into_iter().map(|byte| format!("{byte:02x}"));
        format!("0x{}{:02x}", digits.collect::<String>(), 27 + u8::from(parity.is_y_odd()))
    }
}

/// A browser at the door or, with somebody signed in, at their account.
struct Browser<'a> {
    on: &'a Inventory,
    cookie: Option<String>,
    word: String,
}

impl<'a> Browser<'a> {
    async fn of(on: &'a Inventory, who: &Client) -> Self {
        let cookie = signed_in(on, who).await;
        let word = csrf(on, &cookie).await;
        Browser { on, cookie: Some(cookie), word }
    }

    fn nobody(on: &'a Inventory) -> Self {
        Browser { on, cookie: None, word: String::new() }
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let start = format!("csrf={}", self.word);
        let body = fields.iter().fold(start, |body, (name, value)| {
            let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("{body}&{name}={value}")
        });
        form(&self.on.nobody, path, self.cookie.as_deref(), &body).await
    }

    fn place(&self) -> &'static str {
        if self.cookie.is_some() { "/account/wallets/link" } else { "/sign-in/wallet" }
    }

    /// The message that the page shows for a wallet.
    async fn asked(&self, address: &str, chain: &str) -> String {
        let fields = [("address", address), ("chain_id", chain)];
        let page = page(self.post(self.place(), &fields).await, 200);
        let (_, rest) = page.split_once("<textarea").expect("a message");
        let (_, rest) = rest.split_once('>').expect("the end of its tag");
        rest.split("</textarea>").next().expect("a text").to_owned()
    }

    async fn answer(&self, message: &str, signature: &str) -> Reply {
        let path = format!("{}/sign", self.place());
        self.post(&path, &[("message", message), ("signature", signature), ("next", "/library")])
            .await
    }

    async fn proves(&self, wallet: &Wallet) -> Reply {
        let message = self.asked(&wallet.address(), "1").await;
        self.answer(&message, &wallet.sign(&message)).await
    }
}

fn page(reply: Reply, status: u16) -> String {
    let text = String::from_utf8(reply.bytes).expect("a page");
    assert_eq!(reply.status.as_u16(), status, "{text}");
    text
}

/// What the page complains of.
fn wrong(reply: Reply, status: u16) -> String {
    let page = page(reply, status);
    let (_, rest) = page.split_once("id=\"wrong\" role=\"alert\">").expect("a complaint");
    rest.split("</p>").next().expect("its end").replace("&#39;", "'")
}

#[tokio::test]
async fn a_wallet_that_signs_is_linked_and_signs_in() {
    let on = Inventory::new().await;
    let (ines, door) = (Browser::of(&on, &on.creator).await, Browser::nobody(&on));
    let wallet = Wallet::new(1);
    // Nobody has it yet, and the question is the same.
    let told = wrong(door.proves(&wallet).await, 403);
    assert!(told.contains("no account here takes this wallet"), "{told}");
    let message = ines.asked(&wallet.address().to_lowercase(), "1").await;
    assert!(message.starts_with(&format!(
        "localhost:7800 wants you to sign in with your Ethereum account:\n{}\n\n\
         Link this wallet to the account ines of Repertoire.\n\n\
         URI: http://localhost:7800/account\nVersion: 1\nChain ID: 1\nNonce: ",
        wallet.address()
    )));
    // A form ends its lines otherwise than a wallet does.
    let linked = ines.answer(&message.replace('\n', "\r\n"), &wallet.sign(&message)).await;
    assert_eq!(linked.header("location"), "/account?linked=1#wallets");
    let account = on.nobody.get("/account").header("cookie", ines.cookie.as_deref().expect("one"));
    let account = page(account.send().await, 200);
    assert!(account.contains(&wallet.address()) && account.contains("Ethereum · proved"));

    let opened = door.proves(&wallet).await;
    assert_eq!((opened.status.as_u16(), opened.header("location")), (303, "/library"));
    let cookie = opened.header("set-cookie").split(';').next().expect("a pair").to_owned();
    let me = on.nobody.get("/api/me").header("cookie", &cookie).expect(200).await;
    assert_eq!(me["handle"], "ines");
    // A wallet is one on its chain.
    let message = door.asked(&wallet.address(), "137").await;
    wrong(door.answer(&message, &wallet.sign(&message)).await, 403);
    let disable = "UPDATE identity.accounts SET disabled_at = now() WHERE handle = 'ines'";
    on.bed.owner().await.batch_execute(disable).await.expect("disabled");
    let told = wrong(door.proves(&wallet).await, 403);
    assert!(told.contains("no account here takes this wallet"), "{told}");
}

#[tokio::test]
async fn what_was_not_asked_or_not_signed_is_refused_and_taken() {
    let on = Inventory::new().await;
    let ines = Browser::of(&on, &on.creator).await;
    let (wallet, other) = (Wallet::new(1), Wallet::new(2));
    let address = wallet.address();
    let lies: [(&str, &str, &str); 9] = [
        ("localhost:7800 wants", "elsewhere.example wants", "another domain"),
        ("localhost:7800 wants", "https://localhost:7800 wants", "another domain"),
        ("account ines", "account bo", "another statement"),
        ("7800/account", "7800/sign-in", "another URI"),
        ("Chain ID: 1", "Chain ID: 137", "another chain"),
        ("Chain ID: 1", "Chain ID: 01", "is written otherwise"),
        ("Issued At: 20", "Issued At: 19", "another time of issue"),
        ("Expiration Time: 20", "Expiration Time: 21", "another time of expiry"),
        ("Nonce: ", "Nonce: 0", "answered already, or too late"),
    ];
    for (from, to, why) in lies {
        let message = ines.asked(&address, "1").await;
        let said = message.replacen(from, to, 1);
        assert_ne!(said, message);
        let told = wrong(ines.answer(&said, &wallet.sign(&said)).await, 403);
        assert!(told.contains(why), "{to}: {told}");
        // It had its one answer; but a nonce that was made up took nobody's question.
        let again = ines.answer(&message, &wallet.sign(&message)).await.status.as_u16();
        assert_eq!(again, if from == "Nonce: " { 303 } else { 403 }, "{to}");
    }
    let message = ines.asked(&address, "1").await;
    let more = format!("{message}\nResources:\n- https://elsewhere.example");
    let told = wrong(ines.answer(&more, &wallet.sign(&more)).await, 403);
    assert!(told.contains("says more"), "{told}");
    // Somebody else's key.
    let message = ines.asked(&address, "1").await;
    let told = wrong(ines.answer(&message, &other.sign(&message)).await, 403);
    assert!(told.contains("is not of 0x") && told.contains("EIP-1271"), "{told}");
    // What can't be read leaves the question, and the page shows it again.
    let message = ines.asked(&address, "1").await;
    let signature = wallet.sign(&message);
    let garbage = ["", "0x", "none", &signature[..130], &format!("{signature}00"), "0x\u{661}"];
    for garbage in garbage {
        let told = page(ines.answer(&message, garbage).await, 422);
        assert!(told.contains("<textarea"), "{garbage}");
    }
    for (from, to) in [("\n", "\r"), ("ines", "\u{456}nes"), ("Version: 1", "Version: 2")] {
        let said = message.replacen(from, to, 1);
        wrong(ines.answer(&said, &wallet.sign(&said)).await, 422);
    }
    assert_eq!(ines.answer(&message, &signature).await.status.as_u16(), 303);
    wrong(ines.answer(&message, &signature).await, 403);
    for (address, chain) in
        [("0x12", "1"), ("vitalik.eth", "1"), (&*address, "0"), (&*address, "x")]
    {
        let fields = [("address", address), ("chain_id", chain)];
        wrong(ines.post("/account/wallets/link", &fields).await, 422);
    }
}

#[tokio::test]
async fn a_question_is_of_one_account_one_purpose_and_five_minutes() {
    let on = Inventory::new().await;
    let (ines, bo) =
        (Browser::of(&on, &on.creator).await, Browser::of(&on, &on.other_creator).await);
    let (wallet, door) = (Wallet::new(1), Browser::nobody(&on));
    let late = |told: String| assert!(told.contains("answered already, or too late"), "{told}");
    let message = ines.asked(&wallet.address(), "1").await;
    late(wrong(bo.answer(&message, &wallet.sign(&message)).await, 403));
    let message = ines.asked(&wallet.address(), "1").await;
    late(wrong(door.answer(&message, &wallet.sign(&message)).await, 403));
    let message = door.asked(&wallet.address(), "1").await;
    late(wrong(ines.answer(&message, &wallet.sign(&message)).await, 403));
    let message = ines.asked(&wallet.address(), "1").await;
    on.bed.clock.advance(SignedDuration::from_mins(6));
    late(wrong(ines.answer(&message, &wallet.sign(&message)).await, 403));
    // Of two who answer at the same time, one is heard.
    let message = ines.asked(&wallet.address(), "1").await;
    let signature = wallet.sign(&message);
    let (one, other) =
        tokio::join!(ines.answer(&message, &signature), ines.answer(&message, &signature));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 403]);
    // Another site's form, one without the session's word, and a program's token.
    let body = format!("csrf={}&address={}", ines.word, wallet.address());
    let cross = on.nobody.call(Method::POST, "/account/wallets/link");
    let cross = cross.header("cookie", ines.cookie.as_deref().expect("one"));
    let cross = cross.header("sec-fetch-site", "cross-site");
    let media = "application/x-www-form-urlencoded";
    cross.bytes(media, body.clone().into_bytes()).expect(403).await;
    let wordless = Browser { word: String::new(), ..Browser::of(&on, &on.creator).await };
    assert_eq!(wordless.post("/account/wallets/link", &[]).await.status.as_u16(), 403);
    let program = on.creator.call(Method::POST, "/account/wallets/link");
    program.bytes(media, body.into_bytes()).expect(403).await;
}

#[tokio::test]
async fn a_wallet_is_one_accounts_and_stays_where_history_names_it() {
    let on = Inventory::new().await;
    let (ines, bo) =
        (Browser::of(&on, &on.creator).await, Browser::of(&on, &on.other_creator).await);
    let (wallet, other) = (Wallet::new(1), Wallet::new(2));
    let claim = async |who: &Client, wallet: &Wallet| {
        let claim = json!({ "chain": "eip155:1", "address": wallet.address().to_lowercase() });
        who.post("/api/wallets", claim).expect(201).await["id"].as_str().expect("an id").to_owned()
    };
    // Another's word gives way to who proves it; a proof does not.
    claim(&on.other_creator, &wallet).await;
    assert_eq!(ines.proves(&wallet).await.status.as_u16(), 303);
    let told = wrong(bo.proves(&wallet).await, 409);
    assert!(told.contains("another account's, which proved it"), "{told}");
    on.other_creator
        .post("/api/wallets", json!({ "chain": "eip155:1", "address": wallet.address() }))
        .expect(409)
        .await;
    // One's own word becomes a proof, under the same id.
    let id = claim(&on.creator, &other).await;
    assert_eq!(ines.proves(&other).await.status.as_u16(), 303);
    let unlink = async |browser: &Browser<'_>, id: &str, more: &[(&str, &str)]| {
        browser.post(&format!("/account/wallets/{id}/unlink"), more).await.status.as_u16()
    };
    assert_eq!(unlink(&bo, &id, &[("last", "yes")]).await, 404);
    // An asset names it.
    let character = on.character("Ida").await;
    let mint = json!({
        "kind": "mint", "chain": "eip155:1", "contractAddress": "0xc0ffee", "tokenId": "7",
        "transactionHash": "0xfeed", "walletId": id,
    });
    on.creator.post(&format!("/api/characters/{character}/assets"), mint).expect(204).await;
    assert_eq!(unlink(&ines, &id, &[]).await, 409);
    let query = "SELECT id::text FROM custody.wallets WHERE address = $1";
    let row = on.bed.owner().await.query_one(query, &[&wallet.address()]).await.expect("a row");
    let id: String = row.get(0);
    assert_eq!(unlink(&ines, &id, &[]).await, 303);
    // Free again, for whoever proves it; and the last way in goes by who knows.
    assert_eq!(bo.proves(&wallet).await.status.as_u16(), 303);
    let row = on.bed.owner().await.query_one(query, &[&wallet.address()]).await.expect("a row");
    let id: String = row.get(0);
    assert_eq!(unlink(&bo, &id, &[]).await, 409);
    assert_eq!(unlink(&bo, &id, &[("last", "yes")]).await, 303);
}
