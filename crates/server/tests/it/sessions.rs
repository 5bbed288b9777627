//! Browsers: in by link and password, what a cookie may do, and when it is over.

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::inventory::{Client, Inventory, Reply, text};

/// A form, as a browser that says which site it is of sends it.
pub(crate) async fn form(on: &Client, path: &str, cookie: Option<&str>, body: &str) -> Reply {
    let call = on.call(Method::POST, path);
    let call = match cookie {
        Some(cookie) => call.header("cookie", cookie),
        None => call,
    };
    let media = "application/x-www-form-urlencoded";
    call.bytes(media, body.as_bytes().to_vec()).send().await
}

pub(crate) async fn link_of(on: &Inventory, who: &Client) -> String {
    let me = who.get("/api/me").expect(200).await;
    let path = format!("/api/accounts/{}/sign-in-links", text(&me["id"]));
    let link = on.admin.call(Method::POST, &path).expect(201).await;
    text(&link["path"]).rsplit_once("token=").expect("a token").1.to_owned()
}

/// The cookie of somebody who followed a link, as a browser sends it back.
pub(crate) async fn signed_in(on: &Inventory, who: &Client) -> String {
    let token = link_of(on, who).await;
    let reply = form(&on.nobody, "/sign-in/link", None, &format!("token={token}")).await;
    assert_eq!(reply.status.as_u16(), 303);
    let cookie = reply.header("set-cookie");
    assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    cookie.split(';').next().expect("a pair").to_owned()
}

pub(crate) async fn csrf(on: &Inventory, cookie: &str) -> String {
    let page = on.nobody.get("/account").header("cookie", cookie).send().await;
    let text = String::from_utf8(page.bytes).expect("a page");
    let (_, rest) = text.split_once("name=\"csrf\" content=\"").expect("the session's word");
    rest.split('"').next().expect("a word").to_owned()
}

#[tokio::test]
async fn a_cookie_reads_and_changes_only_with_the_sessions_word() {
    let on = Inventory::new().await;
    let cookie = signed_in(&on, &on.creator).await;
    let me = on.nobody.get("/api/me").header("cookie", &cookie).expect(200).await;
    assert_eq!(me["handle"], "ines");
    let make =
        || on.nobody.post("/api/characters", json!({ "name": "Ida" })).header("cookie", &cookie);
    make().expect(403).await;
    make().header("x-csrf-token", "guessed").expect(403).await;
    let word = csrf(&on, &cookie).await;
    let elsewhere = make().header("x-csrf-token", &word).header("sec-fetch-site", "same-site");
    elsewhere.expect(403).await;
    make().header("x-csrf-token", &word).expect(201).await;
    // The roles are the account's: a creator's cookie opens no moderator's route.
    let note = "/api/characters/00000000-0000-0000-0000-000000000000/tags/sea/note";
    let note = on.nobody.put(note, json!({ "note": null })).header("cookie", &cookie);
    note.header("x-csrf-token", &word).expect(403).await;
}

#[tokio::test]
async fn a_link_works_once_and_for_a_day() {
    let on = Inventory::new().await;
    let token = link_of(&on, &on.creator).await;
    let body = format!("token={token}");
    let (one, other) = tokio::join!(
        form(&on.nobody, "/sign-in/link", None, &body),
        form(&on.nobody, "/sign-in/link", None, &body),
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 403]);
    let late = link_of(&on, &on.creator).await;
    on.bed.clock.advance(SignedDuration::from_hours(25));
    let late = form(&on.nobody, "/sign-in/link", None, &format!("token={late}")).await;
    assert_eq!(late.status.as_u16(), 403);
}

#[tokio::test]
async fn a_session_ends_by_time_by_its_owner_and_by_a_new_password() {
    let on = Inventory::new().await;
    let is_in = async |cookie: &str| {
        on.nobody.get("/api/me").header("cookie", cookie).send().await.status.as_u16()
    };
    let (here, there) = (signed_in(&on, &on.creator).await, signed_in(&on, &on.creator).await);
    let word = csrf(&on, &here).await;
    let body = format!("csrf={word}&password=a+phrase+to+keep");
    let set = form(&on.nobody, "/account/password", Some(&here), &body).await;
    assert_eq!(set.status.as_u16(), 303);
    assert_eq!((is_in(&here).await, is_in(&there).await), (200, 401));
    // Who has one shows it before it becomes another.
    let again = form(&on.nobody, "/account/password", Some(&here), &body).await;
    assert_eq!(again.status.as_u16(), 403);

    let out = form(&on.nobody, "/sign-out", Some(&here), &format!("csrf={word}")).await;
    assert_eq!(out.status.as_u16(), 303);
    assert_eq!(is_in(&here).await, 401);

    let stays = signed_in(&on, &on.creator).await;
    on.bed.clock.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(is_in(&stays).await, 401);
}

#[tokio::test]
async fn passwords_are_guessed_slowly_and_tell_nothing() {
    let on = Inventory::new().await;
    let cookie = signed_in(&on, &on.creator).await;
    let word = csrf(&on, &cookie).await;
    for weak in ["short", "ines"] {
        let body = format!("csrf={word}&password={weak}");
        let set = form(&on.nobody, "/account/password", Some(&cookie), &body).await;
        assert_eq!(set.status.as_u16(), 422, "{weak}");
    }
    let body = format!("csrf={word}&password=a+phrase+to+keep");
    form(&on.nobody, "/account/password", Some(&cookie), &body).await;
    let try_with = async |handle: &str, password: &str| {
        let body = format!("handle={handle}&password={password}");
        form(&on.nobody, "/sign-in", None, &body).await
    };
    assert_eq!(try_with("INES", "a+phrase+to+keep").await.status.as_u16(), 303);
    let told = async |handle: &str| {
        let reply = try_with(handle, "another+phrase").await;
        assert_eq!(reply.status.as_u16(), 403);
        String::from_utf8_lossy(&reply.bytes).replace(handle, "…")
    };
    assert_eq!(told("ines").await, told("nobody-at-all").await);
    let mut last = 0;
    for _ in 0..12 {
        last = try_with("ines", "another+phrase").await.status.as_u16();
    }
    assert_eq!(last, 429);
    let page = on.nobody.get("/library").header("accept", "text/html").send().await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/sign-in?next=/library"));
    assert_eq!(on.nobody.get("/library").send().await.json()["status"], Value::from(401));
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_one_that_nobody_followed() {
    let on = Inventory::new().await;
    let lost = link_of(&on, &on.creator).await;
    let sent = link_of(&on, &on.creator).await;
    let reply = form(&on.nobody, "/sign-in/link", None, &format!("token={lost}")).await;
    assert_eq!(reply.status.as_u16(), 403);
    let reply = form(&on.nobody, "/sign-in/link", None, &format!("token={sent}")).await;
    assert_eq!(reply.status.as_u16(), 303);
}
