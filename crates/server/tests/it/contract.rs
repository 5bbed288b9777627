//! The contract's page and API: who sees it, what it says of a database, and that names in a
//! database are text.

use app::contract_desk::{
    DifferenceView, DriftView, IndexUseView, MigrationStanding, MigrationView, MigrationsView,
    PlanStepView, PlanVerdict, PlansView, StatementPlanView,
};
use axum::http::Method;
use domain::Role;
use serde_json::Value;

use crate::cards::futures_of;
use crate::inventory::{Client, Inventory};

const HOSTILE: &str = "shop.<script>alert(1)</script>";

async fn get(client: &Client, path: &str) -> (u16, String) {
    let reply = client.call(Method::GET, path).send().await;
    (reply.status.as_u16(), String::from_utf8_lossy(&reply.bytes).into_owned())
}

async fn post(client: &Client, path: &str) -> Value {
    let reply = client.call(Method::POST, path).send().await;
    assert_eq!(reply.status.as_u16(), 200, "{path}");
    serde_json::from_slice(&reply.bytes).expect("JSON")
}

#[test]
fn only_administrators_may_look() {
    let ours = server::routes().into_iter().filter(|route| route.path.contains("/contract"));
    let mut seen = 0;
    for route in ours {
        let admitted = Role::ALL.into_iter().filter(|role| route.who.admits(Some(*role)));
        assert!(admitted.eq([Role::Admin]), "{} {}", route.method, route.path);
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}

#[tokio::test]
async fn what_the_contract_has_not_is_not_found() {
    let on = Inventory::new().await;
    for path in ["models/Nobody", "schemas/nowhere", "statements/none", "migrations/20260101_x"] {
        let (status, told) = get(&on.admin, &format!("/contract/{path}")).await;
        assert_eq!(status, 404, "{path}: {told}");
    }
    assert_eq!(get(&on.admin, "/contract/models/%3Cscript%3E").await.0, 404);
    let (status, told) = get(&on.admin, "/contract?find=%3Cscript%3E").await;
    assert!(status == 200 && !told.contains("<script>") && told.contains("&#60;script"), "{told}");
    let found = on.admin.call(Method::GET, "/contract?find=book").send().await;
    assert_eq!(found.header("location"), "/contract/models/Book");
}

#[tokio::test]
async fn nothing_is_told_before_it_was_measured() {
    let on = Inventory::new().await;
    for part in ["plans", "drift", "documents"] {
        let (status, told) = get(&on.admin, &format!("/api/contract/{part}")).await;
        assert!(status == 404 && told.contains("POST here measures"), "{told}");
    }
    for part in ["statements", "drift", "documents"] {
        let (status, told) = get(&on.admin, &format!("/contract/{part}")).await;
        assert!(status == 200 && told.contains("since this server started"), "{told}");
    }
    assert_eq!(on.bed.contract.looks(), 0);
}

#[tokio::test]
async fn a_database_that_cannot_be_looked_at_is_told() {
    let on = Inventory::new().await;
    *on.bed.contract.drift.lock().expect("free") = Err("the role may not look <b>".to_owned());
    let told = post(&on.admin, "/api/contract/drift").await;
    assert_eq!(told["problem"], "the role may not look <b>");
    let (_, page) = get(&on.admin, "/contract/drift").await;
    assert!(page.contains("may not look &#60;b") && !page.contains("No drift"), "{page}");
    *on.bed.contract.history.lock().expect("free") = Err("no way there".to_owned());
    let (status, page) = get(&on.admin, "/contract/migrations").await;
    assert!(status == 200 && page.contains("no way there"), "{page}");
}

#[tokio::test]
async fn drift_is_told_with_what_would_mend_it_and_names_are_text() {
    let on = Inventory::new().await;
    let difference = DifferenceView {
        what: format!("the table {HOSTILE} is not in the contract\n-- x"),
        repair: vec![format!("DROP TABLE {HOSTILE}")],
    };
    let found = DriftView { differences: vec![difference], tables: 1, ..DriftView::default() };
    *on.bed.contract.drift.lock().expect("free") = Ok(found);
    post(&on.admin, "/api/contract/drift").await;
    let (_, told) = get(&on.admin, "/api/contract/drift").await;
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["found"]["differences"][0]["repair"][0], format!("DROP TABLE {HOSTILE}"));
    let (_, page) = get(&on.admin, "/contract/drift").await;
    assert!(page.contains("1 difference.") && !page.contains("<script>alert"), "{page}");
    assert!(page.contains("DROP TABLE shop.&#60;script"), "{page}");
    // A name with a new line in it does not end the comment that it stands in.
    assert!(!page.contains("\n-- x\nDROP"), "{page}");
    *on.bed.contract.drift.lock().expect("free") = Ok(DriftView::default());
    post(&on.admin, "/api/contract/drift").await;
    let (_, page) = get(&on.admin, "/contract/drift").await;
    assert!(page.contains("No drift."), "{page}");
}

#[tokio::test]
async fn many_who_ask_at_once_look_one_after_the_other() {
    let on = Inventory::new().await;
    *on.bed.contract.drift.lock().expect("free") = Ok(DriftView::default());
    let ask = |_| on.admin.call(Method::POST, "/api/contract/drift").send();
    let replies = futures_of((0..16).map(ask)).await;
    assert!(replies.iter().all(|it| it.status.as_u16() == 200));
    assert!((1..=16).contains(&on.bed.contract.looks()), "{}", on.bed.contract.looks());
    assert_eq!(on.bed.contract.most_at_once(), 1);
}

#[tokio::test]
async fn a_plan_that_reads_a_large_table_whole_is_flagged() {
    let on = Inventory::new().await;
    let scan = app::contract_desk::ScanView { table: HOSTILE.to_owned(), rows: 250_000 };
    let step = PlanStepView {
        what: "Seq Scan on shop.books b".into(),
        is_scan: true,
        ..PlanStepView::default()
    };
    let mut plan = StatementPlanView {
        statement: "all_books".into(),
        scans: vec![scan],
        steps: vec![step],
        ..StatementPlanView::default()
    };
    plan.verdict = PlanVerdict::of(&plan);
    let idle = IndexUseView {
        name: "shop.books_<i>_idx".into(),
        is_idle: true,
        ..IndexUseView::default()
    };
    let found = PlansView { plans: vec![plan], indexes: vec![idle], ..PlansView::default() };
    *on.bed.contract.plans.lock().expect("free") = Ok(found);
    post(&on.admin, "/api/contract/plans").await;
    for path in ["/contract/statements", "/contract/statements?only=amiss"] {
        let (_, page) = get(&on.admin, path).await;
        assert!(page.contains("reads a large table whole") && page.contains("all_books"), "{page}");
        assert!(page.contains("books_&#60;i") && !page.contains("<script>alert"), "{page}");
    }
    let (_, page) = get(&on.admin, "/contract/statements/all_books").await;
    assert!(page.contains("Seq Scan on shop.books b") && page.contains("250\u{202f}000"), "{page}");
    let (_, page) = get(&on.admin, "/contract/indexes").await;
    assert!(page.contains("idle"), "{page}");
}

#[tokio::test]
async fn migrations_are_shown_with_what_became_of_them() {
    let on = Inventory::new().await;
    let of = |name: &str, standing| MigrationView {
        name: name.to_owned(),
        standing,
        story: (standing == MigrationStanding::Failed).then(|| "line 3: <boom>".to_owned()),
        ..MigrationView::default()
    };
    let migrations = vec![
        of("20260101000000_first", MigrationStanding::Applied),
        of("20260102000000_second", MigrationStanding::Failed),
        of("20260103000000_third", MigrationStanding::Pending),
        of("<img src=x>", MigrationStanding::Missing),
    ];
    let stamp = Some("c0ffee".to_owned());
    let found = MigrationsView { stamp, is_begun: true, migrations, busy: None };
    *on.bed.contract.history.lock().expect("free") = Ok(found);
    let (_, page) = get(&on.admin, "/contract/migrations").await;
    for told in [
        "3 migrations to look at",
        "another contract",
        "line 3: &#60;boom",
        "resolve --rolled-back",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("<img src=x"), "{page}");
    let (status, page) = get(&on.admin, "/contract/migrations/%3Cimg%20src=x%3E").await;
    assert!(status == 200 && page.contains("does not have its script"), "{page}");
}
