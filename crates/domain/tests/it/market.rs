use domain::listing::{Facet, listing};
use domain::roles::Actor;
use domain::{PublicationKind, Role};
use expect_test::expect;
use serde_json::json;

use crate::samples::{account, sealed};

#[test]
fn a_listing_shows_the_notes_else_the_persona() {
    let fields = json!({
        "name": "Ada Quill", "personaPrompt": "Keeps a lighthouse.\n\nAlone.", "tags": ["storm", "sea"],
        "voiceId": "alto", "verticalApp": "sea", "modelPacks": [{"modelPackId": "lyra", "minVersion": 2}],
    });
    let shown = listing(&sealed(fields.clone()), account(1));
    expect![[r#"
        Listing {
            blurb: "Keeps a lighthouse. Alone.",
            tags: [
                TagId(
                    "storm",
                ),
                TagId(
                    "sea",
                ),
            ],
            facets: [
                "app:sea",
                "creator:00000000-0000-0000-0000-000000000001",
                "pack:lyra",
                "tag:sea",
                "tag:storm",
                "voice:alto",
            ],
            search_text: "ada quill\nkeeps a lighthouse. alone.\nstorm sea",
        }
    "#]]
    .assert_debug_eq(&shown);
    assert!(shown.facets.contains(&Facet::Creator(account(1)).to_string()));

    let mut noted = fields;
    noted["creatorNotes"] = json!("word ".repeat(100));
    let shown = listing(&sealed(noted), account(1));
    assert!(
        shown.blurb.ends_with("word…") && shown.blurb.chars().count() <= 281,
        "{}",
        shown.blurb
    );
}

/// One line for each role: what it may do with its own character, and with another's.
#[test]
fn roles_and_what_they_may_do() {
    let line = |role: Role| {
        let roles = [role];
        let actor = Actor { account: account(1), roles: &roles };
        let may = |owner| {
            let mut words: Vec<&str> = Vec::new();
            words.extend(actor.may_edit(owner).then_some("edit"));
            words.extend(actor.may_inspect(owner).then_some("inspect"));
            words.extend(actor.may_approve(owner).then_some("approve"));
            let moves =
                PublicationKind::ALL.into_iter().filter(|kind| actor.may_move(*kind, owner));
            words.extend(moves.map(PublicationKind::as_str));
            words.join(" ")
        };
        format!("{role}: {} | {}\n", may(account(1)), may(account(2)))
    };
    expect![[r#"
        creator: edit inspect publish rollback withdraw | 
        moderator: inspect suspend reinstate | inspect approve suspend reinstate
        app: inspect | 
        finance: inspect | 
        admin: inspect publish rollback suspend reinstate withdraw | inspect publish rollback suspend reinstate withdraw
    "#]]
    .assert_eq(&Role::ALL.map(line).concat());
}
