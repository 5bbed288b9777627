//! Passkeys: added by who is signed in, asked for at the door, and what is refused there.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::authenticator::Authenticator;
use crate::inventory::{Client, Inventory, Reply, text};
use crate::sessions::{csrf, form, signed_in};

/// A browser in which somebody is signed in.
struct Browser<'a> {
    on: &'a Inventory,
    cookie: String,
    word: String,
}

impl<'a> Browser<'a> {
    async fn of(on: &'a Inventory, who: &Client) -> Self {
        let cookie = signed_in(on, who).await;
        let word = csrf(on, &cookie).await;
        Browser { on, cookie, word }
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        let call = self.on.nobody.post(path, body).header("cookie", &self.cookie);
        call.header("x-csrf-token", &self.word).send().await
    }

    async fn options(&self) -> Value {
        self.post("/account/passkeys/options", json!({})).await.expect(200)
    }

    async fn add(&self, device: &mut Authenticator) -> String {
        let answer = device.create(&self.options().await);
        let body = json!({ "name": "Phone", "answer": answer });
        text(&self.post("/account/passkeys", body).await.expect(201)["id"])
    }

    async fn remove(&self, id: &str, more: &str) -> u16 {
        let path = format!("/account/passkeys/{id}/remove");
        let body = format!("csrf={}{more}", self.word);
        form(&self.on.nobody, &path, Some(&self.cookie), &body).await.status.as_u16()
    }
}

async fn door(on: &Inventory) -> Value {
    on.nobody.post("/sign-in/passkey/options", json!({})).expect(200).await
}

async fn enter(on: &Inventory, answer: Value) -> Reply {
    let body = json!({ "answer": answer, "next": "/library" });
    on.nobody.post("/sign-in/passkey", body).send().await
}

async fn refused(on: &Inventory, device: &Authenticator) {
    let reply = enter(on, device.get(&door(on).await)).await;
    let told = text(&reply.expect(403)["detail"]);
    assert_eq!(
        told,
        "no account here takes this passkey: it was removed, or is not of this server"
    );
}

#[tokio::test]
async fn a_passkey_signs_in_once_for_each_question() {
    let on = Inventory::new().await;
    let browser = Browser::of(&on, &on.creator).await;
    let mut device = Authenticator::new(1);
    browser.add(&mut device).await;

    let answer = device.get(&door(&on).await);
    let opened = enter(&on, answer.clone()).await;
    let cookie = opened.header("set-cookie").split(';').next().expect("a pair").to_owned();
    assert_eq!(opened.expect(200)["next"], "/library");
    let me = on.nobody.get("/api/me").header("cookie", &cookie).expect(200).await;
    assert_eq!(me["handle"], "ines");
    let page = on.nobody.get("/account").header("cookie", &cookie).send().await;
    assert!(String::from_utf8_lossy(&page.bytes).contains("by passkey"));

    let again = enter(&on, answer).await;
    assert!(again.header("set-cookie").is_empty());
    assert_eq!(again.expect(403)["detail"], "this was answered already, or too late; try again");
    // Of two who answer at the same time, one is heard.
    let answer = device.get(&door(&on).await);
    let (one, other) = tokio::join!(enter(&on, answer.clone()), enter(&on, answer));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
}

#[tokio::test]
async fn what_is_not_of_this_server_or_not_verified_is_refused() {
    let on = Inventory::new().await;
    let browser = Browser::of(&on, &on.creator).await;
    let mut device = Authenticator::new(1);
    browser.add(&mut device).await;
    let lies: [fn(&mut Authenticator); 6] = [
        |it| it.origin = "https://elsewhere.example".to_owned(),
        |it| it.origin = "http://127.0.0.1:7800".to_owned(),
        |it| it.rp_id = "elsewhere.example".to_owned(),
        // Present, and not verified.
        |it| it.flags = 0b0000_0001,
        |it| it.user_handle = "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        |it| it.credential = [9; 32],
    ];
    for lie in lies {
        let mut device = device.clone();
        lie(&mut device);
        refused(&on, &device).await;
    }
    let mut answer = device.get(&door(&on).await);
    answer["response"]["signature"] = json!("A".repeat(86));
    assert_eq!(enter(&on, answer).await.status.as_u16(), 403);
    let mut another = Authenticator::new(2);
    another.create(&browser.options().await);
    another.credential = device.credential;
    refused(&on, &another).await;
    for garbage in [json!(null), json!({}), json!("text"), json!({ "id": 7 })] {
        assert_eq!(enter(&on, garbage).await.status.as_u16(), 403);
    }
    // A challenge that was made up, of the right form.
    let made_up = json!({ "challenge": "AAAAAAAAAAAAAAAAAAAAAA" });
    assert_eq!(enter(&on, device.get(&made_up)).await.status.as_u16(), 403);
    assert_eq!(enter(&on, device.get(&door(&on).await)).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_counter_that_goes_back_is_a_copy() {
    let on = Inventory::new().await;
    let browser = Browser::of(&on, &on.creator).await;
    let mut device = Authenticator::new(1);
    device.counter = 5;
    browser.add(&mut device).await;
    device.counter = 6;
    assert_eq!(enter(&on, device.get(&door(&on).await)).await.status.as_u16(), 200);
    for counter in [6, 5, 0] {
        device.counter = counter;
        let told = enter(&on, device.get(&door(&on).await)).await.expect(403);
        assert!(text(&told["detail"]).contains("may have been copied"), "{counter}: {told}");
    }
    device.counter = 7;
    assert_eq!(enter(&on, device.get(&door(&on).await)).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_passkey_is_added_by_its_account_in_its_session_and_in_time() {
    let on = Inventory::new().await;
    let (ines, bo) =
        (Browser::of(&on, &on.creator).await, Browser::of(&on, &on.other_creator).await);
    let add = async |browser: &Browser<'_>, answer: &Value, name: &str| {
        let body = json!({ "name": name, "answer": answer });
        browser.post("/account/passkeys", body).await
    };
    let mut device = Authenticator::new(1);
    // Somebody else's question; and it is gone then.
    let answer = device.create(&ines.options().await);
    assert_eq!(add(&bo, &answer, "Phone").await.status.as_u16(), 403);
    assert_eq!(add(&ines, &answer, "Phone").await.status.as_u16(), 403);
    // The door's question is none for adding.
    let mut options = door(&on).await;
    options["user"] = json!({ "id": device.user_handle });
    assert_eq!(add(&ines, &device.create(&options), "Phone").await.status.as_u16(), 403);
    // Too late, and purged.
    let answer = device.create(&ines.options().await);
    on.bed.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(add(&ines, &answer, "Phone").await.status.as_u16(), 403);
    assert_eq!(on.bed.app.purge_challenges().await.expect("purged"), 2);
    // Elsewhere, and without a look at who is there.
    device.origin = "https://elsewhere.example".to_owned();
    let answer = device.create(&ines.options().await);
    assert_eq!(add(&ines, &answer, "Phone").await.status.as_u16(), 422);
    device = Authenticator::new(1);
    device.flags = 0b0000_0001;
    let answer = device.create(&ines.options().await);
    assert_eq!(add(&ines, &answer, "Phone").await.status.as_u16(), 422);
    for name in ["", "  ", &"n".repeat(81), "a\nb"] {
        assert_eq!(add(&ines, &answer, name).await.status.as_u16(), 422, "{name:?}");
    }
    // A key is one account's.
    let mut device = Authenticator::new(1);
    ines.add(&mut device).await;
    let answer = device.clone().create(&bo.options().await);
    assert_eq!(add(&bo, &answer, "Phone").await.status.as_u16(), 409);
    // The browser is told which keys there are.
    assert_eq!(ines.options().await["excludeCredentials"].as_array().map(Vec::len), Some(1));
    // A program's token adds none, and neither does a page of another site.
    on.creator.post("/account/passkeys/options", json!({})).expect(403).await;
    let call =
        on.nobody.post("/account/passkeys/options", json!({})).header("cookie", &ines.cookie);
    call.expect(403).await;
    let call = on.nobody.post("/sign-in/passkey/options", json!({}));
    call.header("sec-fetch-site", "cross-site").expect(403).await;
    let long = json!({ "answer": "a".repeat(70_000) });
    on.nobody.post("/sign-in/passkey", long).expect(413).await;
}

#[tokio::test]
async fn a_removed_passkey_and_a_disabled_account_let_nobody_in() {
    let on = Inventory::new().await;
    let (ines, bo) =
        (Browser::of(&on, &on.creator).await, Browser::of(&on, &on.other_creator).await);
    let (mut first, mut second) = (Authenticator::new(1), Authenticator::new(2));
    let (one, other) = (ines.add(&mut first).await, ines.add(&mut second).await);
    assert_eq!(bo.remove(&one, "").await, 404);
    assert_eq!(bo.remove(&one, "&last=yes").await, 404);
    assert_eq!(ines.remove(&one, "").await, 303);
    refused(&on, &first).await;
    // The only way in goes by who knows that it is.
    assert_eq!(ines.remove(&other, "").await, 409);
    assert_eq!(enter(&on, second.get(&door(&on).await)).await.status.as_u16(), 200);
    let disable = "UPDATE identity.accounts SET disabled_at = now() WHERE handle = 'ines'";
    on.bed.owner().await.batch_execute(disable).await.expect("disabled");
    refused(&on, &second).await;
    let enable = "UPDATE identity.accounts SET disabled_at = NULL WHERE handle = 'ines'";
    on.bed.owner().await.batch_execute(enable).await.expect("enabled");
    assert_eq!(ines.remove(&other, "&last=yes").await, 303);
    refused(&on, &second).await;
}

#[tokio::test]
async fn a_passkey_is_tried_ten_times_a_minute() {
    let on = Inventory::new().await;
    let mut device = Authenticator::new(3);
    device.user_handle = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    let mut last = 0;
    for _ in 0..12 {
        last = enter(&on, device.get(&door(&on).await)).await.status.as_u16();
    }
    assert_eq!(last, 429);
}
