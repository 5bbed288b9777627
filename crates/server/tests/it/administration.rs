//! Accounts as administrators keep them: roles, disabling, tokens, and that nobody is locked out.

use axum::http::Method;
use serde_json::{Value, json};

use crate::inventory::{APP, Client, Inventory, text};
use crate::sessions::{csrf, form, signed_in};

async fn id_of(who: &Client) -> String {
    text(&who.get("/api/me").expect(200).await["id"])
}

async fn status(on: &Client, method: Method, path: &str) -> u16 {
    on.call(method, path).send().await.status.as_u16()
}

/// Another administrator: their id, and what they call with.
async fn another_admin(admin: &Client, handle: &str) -> (String, Client) {
    let account = json!({ "handle": handle, "displayName": handle, "roles": ["admin"] });
    let id = text(&admin.post("/api/accounts", account).expect(201).await["id"]);
    let path = format!("/api/accounts/{id}/tokens");
    let issued = admin.post(&path, json!({ "label": "test" })).expect(201).await;
    let mut other = admin.clone();
    other.token = Some(text(&issued["token"]));
    (id, other)
}

fn handles(page: &Value) -> Vec<String> {
    page["items"].as_array().expect("a list").iter().map(|it| text(&it["handle"])).collect()
}

#[tokio::test]
async fn accounts_are_found_by_text_role_and_state_page_by_page() {
    let on = Inventory::new().await;
    let page = async |query: &str| on.admin.get(&format!("/api/accounts{query}")).expect(200).await;
    assert_eq!(handles(&page("").await), ["admin", "bo", "fin", "ines", "lantern-app", "mara"]);
    let first = page("?pageSize=4").await;
    let behind = format!("?pageSize=4&after={}", text(&first["next"]));
    assert_eq!(handles(&page(&behind).await), ["lantern-app", "mara"]);
    assert_eq!(handles(&page("?text=LANTERN-").await), ["lantern-app"]);
    assert_eq!(handles(&page("?text=%25").await), [""; 0], "a wildcard is a character");
    assert_eq!(handles(&page("?role=creator").await), ["bo", "ines"]);
    let bo = id_of(&on.other_creator).await;
    on.admin.call(Method::PUT, &format!("/api/accounts/{bo}/disabled")).expect(204).await;
    assert_eq!(handles(&page("?role=creator&disabled=true").await), ["bo"]);
    assert_eq!(handles(&page("?role=creator&disabled=false").await), ["ines"]);
    assert_eq!(status(&on.admin, Method::GET, "/api/accounts?role=emperor").await, 400);
}

#[tokio::test]
async fn a_role_says_who_granted_it_and_counts_at_once() {
    let on = Inventory::new().await;
    let bo = id_of(&on.other_creator).await;
    let note = format!("/api/accounts/{bo}/roles/moderator");
    assert_eq!(status(&on.other_creator, Method::GET, "/moderation").await, 403);
    on.admin.call(Method::PUT, &note).expect(204).await;
    on.admin.call(Method::PUT, &note).expect(204).await;
    assert_eq!(status(&on.other_creator, Method::GET, "/moderation").await, 200);
    let file = on.admin.get(&format!("/api/accounts/{bo}")).expect(200).await;
    assert_eq!(file["roles"][1]["role"], "moderator");
    assert_eq!(file["roles"][1]["grantedBy"], "admin");
    on.admin.call(Method::DELETE, &note).expect(204).await;
    assert_eq!(status(&on.other_creator, Method::GET, "/moderation").await, 403);
    let nobody = "/api/accounts/01890000-0000-7000-8000-000000000000/roles/creator";
    on.admin.call(Method::PUT, nobody).expect(404).await;
    on.admin.call(Method::PUT, &format!("/api/accounts/{bo}/roles/emperor")).expect(404).await;
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_keeps_its_history() {
    let on = Inventory::new().await;
    let (character, _) = on.published("Ines").await;
    let (ines, cookie) = (id_of(&on.creator).await, signed_in(&on, &on.creator).await);
    let browser =
        async || on.nobody.get("/api/me").header("cookie", &cookie).send().await.status.as_u16();
    assert_eq!(browser().await, 200);
    let disabled = format!("/api/accounts/{ines}/disabled");
    on.admin.call(Method::PUT, &disabled).expect(204).await;
    assert_eq!((browser().await, status(&on.creator, Method::GET, "/api/me").await), (401, 403));
    let path = format!("/api/accounts/{ines}/sign-in-links");
    let link = on.admin.call(Method::POST, &path).expect(201).await;
    let link = text(&link["path"]);
    let (_, token) = link.rsplit_once('=').expect("a token");
    let follow = async || form(&on.nobody, "/sign-in/link", None, &format!("token={token}")).await;
    assert_eq!(follow().await.status.as_u16(), 403);
    on.app.get(&format!("/api/runtime/{APP}/characters/ines")).expect(200).await;
    on.moderator.get(&format!("/api/characters/{character}/draft")).expect(200).await;

    on.admin.call(Method::DELETE, &disabled).expect(204).await;
    // The token works again, and the link; who was in signs in again.
    assert_eq!((browser().await, status(&on.creator, Method::GET, "/api/me").await), (401, 200));
    assert_eq!(follow().await.status.as_u16(), 303);
}

#[tokio::test]
async fn nobody_locks_themselves_or_everybody_out() {
    let on = Inventory::new().await;
    let me = id_of(&on.admin).await;
    let (role, disabled) =
        (format!("/api/accounts/{me}/roles/admin"), format!("/api/accounts/{me}/disabled"));
    for (method, path) in [(Method::DELETE, &role), (Method::PUT, &disabled)] {
        let problem = on.admin.call(method, path).expect(409).await;
        assert!(text(&problem["detail"]).contains("last account"), "{problem}");
    }
    let (bo, other) = another_admin(&on.admin, "other").await;
    for (method, path) in [(Method::DELETE, &role), (Method::PUT, &disabled)] {
        let problem = on.admin.call(method, path).expect(409).await;
        assert!(text(&problem["detail"]).contains("yourself"), "{problem}");
    }
    other.call(Method::DELETE, &role).expect(204).await;
    on.admin.get("/api/accounts").expect(403).await;
    other.call(Method::PUT, &format!("/api/accounts/{bo}/disabled")).expect(409).await;
}

/// Each takes it from the other at the same moment: one of them is left.
#[tokio::test]
async fn two_administrators_never_take_it_from_each_other() {
    let on = Inventory::new().await;
    let mut left = on.admin.clone();
    for round in 0..8 {
        let (other_id, other) = another_admin(&left, &format!("other-{round}")).await;
        let (id, path) = (id_of(&left).await, |id: &str| match round % 2 {
            0 => (Method::PUT, format!("/api/accounts/{id}/disabled")),
            _ => (Method::DELETE, format!("/api/accounts/{id}/roles/admin")),
        });
        let ((method, of_other), (_, of_left)) = (path(&other_id), path(&id));
        let (one, two) = tokio::join!(
            status(&left, method.clone(), &of_other),
            status(&other, method, &of_left)
        );
        let mut both = [one, two];
        both.sort_unstable();
        assert!(both[0] == 204 && [403, 409].contains(&both[1]), "{both:?}");
        if two == 204 {
            left = other;
        }
        left.get("/api/accounts").expect(200).await;
    }
}

#[tokio::test]
async fn tokens_are_listed_without_their_secret_and_end() {
    let on = Inventory::new().await;
    let (ines, app) = (id_of(&on.creator).await, id_of(&on.app).await);
    let path = format!("/api/accounts/{ines}/tokens");
    let reply = on.admin.get(&path).send().await;
    let told = String::from_utf8_lossy(&reply.bytes).into_owned();
    assert!(!told.contains("rpt_") && !told.contains("igest"), "{told}");
    let listed = reply.json();
    assert_eq!((&listed[0]["label"], &listed[0]["state"]), (&json!("test"), &json!("live")));
    let one = format!("{path}/{}", text(&listed[0]["id"]));
    let of_another = format!("/api/accounts/{app}/tokens/{}", text(&listed[0]["id"]));
    on.admin.call(Method::DELETE, &of_another).expect(404).await;
    assert_eq!(status(&on.creator, Method::GET, "/api/me").await, 200);
    for _ in 0..2 {
        on.admin.call(Method::DELETE, &one).expect(204).await;
    }
    assert_eq!(status(&on.creator, Method::GET, "/api/me").await, 401);
    assert_eq!(on.admin.get(&path).expect(200).await[0]["state"], "revoked");

    let of_app = format!("/api/accounts/{app}/tokens");
    let problem = on.admin.post(&of_app, json!({ "label": "no app" })).expect(422).await;
    assert!(text(&problem["detail"]).contains("one app"), "{problem}");
    on.admin.post(&of_app, json!({ "label": " ", "appId": APP })).expect(422).await;
    let elsewhere = json!({ "label": "elsewhere", "appId": "nowhere" });
    on.admin.post(&of_app, elsewhere).expect(404).await;
}

#[tokio::test]
async fn a_page_makes_an_account_and_shows_its_invitation_once() {
    let on = Inventory::new().await;
    let cookie = signed_in(&on, &on.admin).await;
    let word = csrf(&on, &cookie).await;
    let send = async |path: &str, body: &str| {
        form(&on.nobody, path, Some(&cookie), &format!("csrf={word}&{body}")).await
    };
    let page = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();

    let hostile =
        "handle=noor&displayName=%3Cscript%3Ealert(1)%3C/script%3E&roles=creator&roles=finance";
    let made = send("/admin/accounts", hostile).await;
    let told = page(&made.bytes);
    assert_eq!((made.status.as_u16(), made.header("cache-control")), (200, "no-store"));
    assert!(told.contains("&#60;script&#62;") && !told.contains("<script>alert"), "{told}");
    let (_, rest) = told.split_once("/sign-in/link?token=").expect("a link");
    let token = rest.split('"').next().expect("a token").to_owned();
    let again = send("/admin/accounts", hostile).await;
    assert!(again.status.as_u16() == 409 && page(&again.bytes).contains("is taken"));
    let refused = send("/admin/accounts", "handle=No+Handle&displayName=Noor").await;
    assert!(refused.status.as_u16() == 422 && page(&refused.bytes).contains("handle-wrong"));
    // What was written is still there.
    assert!(page(&refused.bytes).contains("value=\"no handle\""));

    let listed = on.admin.get("/api/accounts?text=noor").expect(200).await;
    assert_eq!(listed["items"][0]["roles"], json!(["creator", "finance"]));
    let file = format!("/admin/accounts/{}", text(&listed["items"][0]["id"]));
    let shown = on.nobody.get(&file).header("cookie", &cookie).send().await;
    assert!(!page(&shown.bytes).contains(&token), "a secret is shown once");
    assert!(page(&shown.bytes).contains("was not followed"));
    let followed = form(&on.nobody, "/sign-in/link", None, &format!("token={token}")).await;
    assert_eq!(followed.status.as_u16(), 303);
    // A form without the session's word changes nothing.
    let forged = form(&on.nobody, &format!("{file}/disable"), Some(&cookie), "csrf=guessed").await;
    assert_eq!(forged.status.as_u16(), 403);
    // An administrator is told beside the button what is refused.
    let me = format!("/admin/accounts/{}/disable", id_of(&on.admin).await);
    let refused = send(&me, "").await;
    assert!(refused.status.as_u16() == 409 && page(&refused.bytes).contains("last account"));
}

#[tokio::test]
async fn a_link_has_the_address_that_the_administrator_came_by() {
    let on = Inventory::new().await;
    let cookie = signed_in(&on, &on.admin).await;
    let word = csrf(&on, &cookie).await;
    let path = format!("/admin/accounts/{}/invitation", id_of(&on.creator).await);
    for (headers, wanted) in [
        (
            &[("host", "studio.example:7800")][..],
            "value=\"http://studio.example:7800/sign-in/link?",
        ),
        (
            &[
                ("host", "inside"),
                ("x-forwarded-host", "studio.example"),
                ("x-forwarded-proto", "https"),
            ],
            "value=\"https://studio.example/sign-in/link?",
        ),
        (&[("host", "a\"><b")], "value=\"/sign-in/link?"),
    ] {
        let body = format!("csrf={word}").into_bytes();
        let call = on.nobody.call(Method::POST, &path).header("cookie", &cookie);
        let call = headers.iter().fold(call, |call, (name, value)| call.header(name, value));
        let reply = call.bytes("application/x-www-form-urlencoded", body).send().await;
        let told = String::from_utf8_lossy(&reply.bytes).into_owned();
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}

#[tokio::test]
async fn an_app_is_read_with_all_that_it_ships_and_asks_for() {
    let on = Inventory::new().await;
    let path = format!("/api/apps/{APP}");
    let stricter = json!({ "evaluator": "banned-terms", "configuration": { "terms": ["fog"] } });
    on.admin.post(&format!("{path}/gates"), stricter).expect(201).await;
    let file = on.creator.get(&path).expect(200).await;
    assert_eq!(file["packs"][0]["label"], "1.0");
    let gates = file["gates"].as_array().expect("gates");
    let banned = gates.iter().find(|gate| gate["evaluator"] == "banned-terms").expect("one");
    assert_eq!(banned["configuration"], json!({ "terms": ["fog"], "watched": [] }));
    on.creator.get("/api/apps/nowhere").expect(404).await;
    for (wrong, path_of) in [
        (json!({ "name": " " }), "name"),
        (json!({ "name": "Lantern", "requiredApprovals": 10 }), "requiredApprovals"),
    ] {
        let problem = on.admin.put(&path, wrong).expect(422).await;
        assert_eq!(problem["path"], path_of);
    }
    let problem = on.admin.put("/api/apps/No_Slug", json!({ "name": "No" })).expect(422).await;
    assert_eq!(problem["path"], "id");
    let never = json!({ "evaluator": "completeness", "validDays": 0 });
    let problem = on.admin.post(&format!("{path}/gates"), never).expect(422).await;
    assert_eq!(problem["path"], "validDays");
}

#[tokio::test]
async fn terms_are_read_with_what_is_in_force_and_planned() {
    let on = Inventory::new().await;
    let later = on.bed.clock_now() + jiff::SignedDuration::from_hours(24);
    let plan = json!({ "platformFeePpm": 250_000, "effectiveFrom": later });
    on.finance.put("/api/royalty-terms", plan).expect(201).await;
    let terms = on.admin.get("/api/royalty-terms").expect(200).await;
    assert_eq!((&terms[0]["state"], &terms[1]["state"]), (&json!("planned"), &json!("inForce")));
    assert_eq!(
        (&terms[1]["platformFeePpm"], &terms[1]["recordedBy"]),
        (&json!(300_000), &json!("fin"))
    );
    let too_early = json!({ "platformFeePpm": 200_000 });
    let problem = on.finance.put("/api/royalty-terms", too_early).expect(422).await;
    assert_eq!(problem["path"], "effectiveFrom");
    let too_much = json!({ "platformFeePpm": 1_000_001 });
    on.finance.put("/api/royalty-terms", too_much).expect(422).await;
    on.bed.clock.advance(jiff::SignedDuration::from_hours(25));
    let terms = on.finance.get("/api/royalty-terms").expect(200).await;
    assert_eq!((&terms[0]["state"], &terms[1]["state"]), (&json!("inForce"), &json!("past")));
}

#[tokio::test]
async fn a_tag_stands_below_another_that_is_there() {
    let on = Inventory::new().await;
    let put = async |id: &str, parent: Option<&str>| {
        let tag = json!({ "label": "Sea", "status": "accepted", "parentId": parent });
        on.moderator.put(&format!("/api/tags/{id}"), tag).send().await.status.as_u16()
    };
    assert_eq!(put("sea", Some("sea")).await, 422);
    assert_eq!(put("sea", Some("water")).await, 422);
    assert_eq!((put("water", None).await, put("sea", Some("water")).await), (204, 204));
}
