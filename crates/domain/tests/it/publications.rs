use domain::gate::{EvaluationFact, RequiredGate};
use domain::publication::*;
use domain::rollout::{bucket, covers};
use domain::*;
use expect_test::{Expect, expect};

use crate::samples::{account, at, share, uuid};

fn pack(id: &str, version: i32) -> ShippedPack {
    ShippedPack { model_pack_id: ModelPackId(id.to_owned()), version }
}

fn range(id: &str, min_version: i32, max_version: Option<i32>) -> ModelPackRange {
    ModelPackRange { model_pack_id: ModelPackId(id.to_owned()), min_version, max_version }
}

fn gate() -> RequiredGate {
    RequiredGate {
        gate_id: GateId(uuid(1)),
        app_id: AppId("sea".to_owned()),
        evaluator_version_id: EvaluatorVersionId(uuid(1)),
        evaluator_id: EvaluatorId("completeness".to_owned()),
        evaluator_version: "1.0.0".to_owned(),
        configuration_digest: Digest::of("{}"),
        valid_days: None,
    }
}

fn evaluation() -> EvaluationFact {
    EvaluationFact {
        id: EvaluationId(uuid(5)),
        revision_digest: Digest::of("two"),
        evaluator_version_id: EvaluatorVersionId(uuid(1)),
        evaluator_id: EvaluatorId("completeness".to_owned()),
        evaluator_version: "1.0.0".to_owned(),
        configuration_digest: Digest::of("{}"),
        verdict: Verdict::Pass,
        finished_at: at("2026-01-01T00:00:00Z"),
        expires_at: None,
    }
}

fn approval(moderator: u128, decision: ApprovalDecision, day: u8) -> ApprovalFact {
    ApprovalFact {
        id: ApprovalId(uuid(moderator * 100 + u128::from(day))),
        account_id: account(moderator),
        decision,
        decided_at: at(&format!("2026-01-0{day}T00:00:00Z")),
    }
}

/// Ada's first revision is published; her second is sealed, judged and ready.
fn file() -> PublishFile {
    PublishFile {
        character: CharacterFacts {
            id: CharacterId(uuid(1)),
            slug: Slug::parse("ada").expect("a slug"),
            creator_id: account(1),
            state: CharacterState::Published,
            publication_count: 1,
            current: Some(CurrentPublication {
                id: PublicationId(uuid(11)),
                revision_id: CharacterRevisionId(uuid(1)),
                receipt_digest: Digest::of("receipt"),
                targets: Vec::new(),
            }),
        },
        revision: Some(RevisionFacts {
            id: CharacterRevisionId(uuid(2)),
            character_id: CharacterId(uuid(1)),
            number: 2,
            digest: Digest::of("two"),
            draft_id: CharacterDraftId(uuid(1)),
            draft_version: 9,
            visibility: Visibility::Public,
            vertical_app: Some(AppId("sea".to_owned())),
            model_packs: vec![range("lyra", 2, Some(4))],
        }),
        published_before: false,
        targets: vec![TargetApp {
            app_id: AppId("sea".to_owned()),
            required_approvals: 0,
            ships: vec![pack("lyra", 3), pack("vega", 1)],
        }],
        gates: vec![gate()],
        evaluations: vec![evaluation()],
        approvals: Vec::new(),
        shares: vec![share(1, 1_000_000)],
        split_set: None,
    }
}

fn check(kind: PublicationKind, change: impl Fn(&mut PublishFile), expected: &Expect) {
    let mut file = file();
    change(&mut file);
    let said = match decide(&file, kind, at("2026-01-10T00:00:00Z")) {
        Ok(plan) => render(&plan),
        Err(refusal) => refusal.to_string(),
    };
    expected.assert_eq(&said);
}

fn render(plan: &PublicationPlan) -> String {
    let targets: Vec<_> = plan
        .targets
        .iter()
        .map(|it| format!("{}/{}/{}", it.app_id, it.model_pack_id, it.version))
        .collect();
    let split = match &plan.split {
        SplitPlan::Keep(_) => "keep",
        SplitPlan::New { .. } => "new",
    };
    format!(
        "#{} {} -> {}, revision {}, payload {:?}, split {split}, on {} evaluations and {} approvals, for {targets:?}{}",
        plan.sequence,
        plan.kind,
        plan.state,
        plan.revision.number,
        plan.payload,
        plan.evaluations.len(),
        plan.approvals.len(),
        if plan.listed { ", listed" } else { "" },
    )
}

use PublicationKind::{Publish, Reinstate, Rollback, Suspend, Withdraw};

#[test]
fn what_is_ready_is_published() {
    check(
        Publish,
        |_| {},
        &expect![[
            r#"#2 publish -> published, revision 2, payload Freeze, split new, on 1 evaluations and 0 approvals, for ["sea/lyra/3"], listed"#
        ]],
    );
    check(
        Publish,
        |file| {
            file.character.state = CharacterState::Draft;
            file.character.publication_count = 0;
            file.character.current = None;
        },
        &expect![[
            r#"#1 publish -> published, revision 2, payload Freeze, split new, on 1 evaluations and 0 approvals, for ["sea/lyra/3"], listed"#
        ]],
    );
}

#[test]
fn everything_missing_is_named_at_once() {
    check(
        Publish,
        |file| {
            file.targets[0].ships = vec![pack("lyra", 5)];
            file.targets[0].required_approvals = 2;
            file.evaluations[0].verdict = Verdict::Indeterminate;
            file.approvals = vec![
                approval(1, ApprovalDecision::Approve, 1),
                approval(7, ApprovalDecision::Approve, 1),
                approval(8, ApprovalDecision::Approve, 1),
                approval(8, ApprovalDecision::Reject, 2),
            ];
            file.shares = vec![share(1, 900_000)];
        },
        &expect![
            "the app `sea` ships lyra 5, and the revision is written for lyra 2 to 4; `completeness` for the app `sea` could not tell; 1 of 2 approvals are there; rejected by 00000000-0000-0000-0000-000000000008; the shares sum to 900000 parts per million, not to 1000000"
        ],
    );
    check(
        Publish,
        |file| file.targets.clear(),
        &expect!["no app is to carry the character; assign one"],
    );
    check(
        Publish,
        |file| file.targets[0].app_id = AppId("sky".to_owned()),
        &expect!["the revision is made for the app `sea`, which is not to carry it; assign it"],
    );
    check(
        Publish,
        |file| file.targets[0].ships.clear(),
        &expect!["the app `sea` ships no model pack"],
    );
}

#[test]
fn what_can_not_be_is_refused() {
    check(
        Publish,
        |file| file.revision = None,
        &expect!["there is no revision to publish; seal the draft and name its revision"],
    );
    check(
        Publish,
        |file| file.character.id = CharacterId(uuid(2)),
        &expect!["revision 00000000-0000-0000-0000-000000000002 is of another character"],
    );
    check(
        Publish,
        |file| {
            let current = file.character.current.as_mut().expect("it is published");
            current.revision_id = CharacterRevisionId(uuid(2));
            current.targets = vec![Target {
                app_id: AppId("sea".to_owned()),
                model_pack_id: ModelPackId("lyra".to_owned()),
                version: 3,
            }];
            let digest = royalty::Shares::sole(account(1)).digest().expect("a digest");
            file.split_set = Some(SplitSetFacts { id: SplitSetId(uuid(1)), digest });
        },
        &expect!["nothing would change: the character is published like this already"],
    );
}

#[test]
fn a_rollback_goes_to_what_was_there_before_and_still_passes() {
    check(
        Rollback,
        |_| {},
        &expect!["there is no earlier publication of this revision to roll back to"],
    );
    check(
        Rollback,
        |file| file.published_before = true,
        &expect![[
            r#"#2 rollback -> published, revision 2, payload Freeze, split new, on 1 evaluations and 0 approvals, for ["sea/lyra/3"], listed"#
        ]],
    );
    check(
        Rollback,
        |file| {
            file.published_before = true;
            file.evaluations[0].expires_at = Some(at("2026-01-09T00:00:00Z"));
        },
        &expect!["`completeness` for the app `sea` has expired; evaluate again"],
    );
    check(
        Rollback,
        |file| {
            file.published_before = true;
            file.character.current.as_mut().expect("it is published").revision_id =
                CharacterRevisionId(uuid(2));
        },
        &expect!["nothing would change: the character is published like this already"],
    );
}

/// One line for each state, one word for each kind.
#[test]
fn the_state_machine() {
    let word = |state: CharacterState, kind: PublicationKind| {
        let mut file = file();
        file.character.state = state;
        file.published_before = true;
        file.split_set = Some(SplitSetFacts { id: SplitSetId(uuid(1)), digest: Digest::of("old") });
        match decide(&file, kind, at("2026-01-10T00:00:00Z")) {
            Ok(plan) => plan.state.as_str().to_uppercase(),
            Err(PublishRefusal::AlreadyThere(_)) => "already".to_owned(),
            Err(PublishRefusal::NeverPublished) => "never".to_owned(),
            Err(PublishRefusal::Suspended) => "suspended".to_owned(),
            Err(PublishRefusal::Withdrawn) => "withdrawn".to_owned(),
            Err(other) => other.to_string(),
        }
    };
    let line = |state: CharacterState| {
        let words: Vec<_> =
            PublicationKind::ALL.map(|kind| format!("{:<10}", word(state, kind))).to_vec();
        format!("{:<10}| {}\n", state.as_str(), words.join("").trim_end())
    };
    let head: String = PublicationKind::ALL.map(|kind| format!("{:<10}", kind.as_str())).concat();
    let table =
        format!("{:<10}| {}\n{}", "", head.trim_end(), CharacterState::ALL.map(line).concat());
    expect![[r#"
                  | publish   rollback  suspend   reinstate withdraw
        draft     | PUBLISHED never     never     never     never
        published | PUBLISHED PUBLISHED SUSPENDED already   WITHDRAWN
        suspended | suspended suspended already   PUBLISHED suspended
        withdrawn | withdrawn withdrawn withdrawn withdrawn already
    "#]]
    .assert_eq(&table);
}

#[test]
fn stopping_asks_for_nothing_and_reinstating_for_all() {
    let broken = |state| {
        move |file: &mut PublishFile| {
            file.character.state = state;
            file.evaluations.clear();
            file.split_set =
                Some(SplitSetFacts { id: SplitSetId(uuid(1)), digest: Digest::of("old") });
        }
    };
    check(
        Suspend,
        broken(CharacterState::Published),
        &expect![
            "#2 suspend -> suspended, revision 2, payload Keep, split keep, on 0 evaluations and 0 approvals, for []"
        ],
    );
    check(
        Withdraw,
        broken(CharacterState::Published),
        &expect![
            "#2 withdraw -> withdrawn, revision 2, payload Keep, split keep, on 0 evaluations and 0 approvals, for []"
        ],
    );
    check(
        Reinstate,
        broken(CharacterState::Suspended),
        &expect!["`completeness` for the app `sea` was not evaluated"],
    );
}

#[test]
fn cohorts_are_dealt_evenly_and_stay() {
    let slug = Slug::parse("ada").expect("a slug");
    let seen = |percentage| {
        (0..10_000).filter(|n| covers(percentage, bucket(&slug, &n.to_string()))).count()
    };
    expect!["0 1020 5012 10000"]
        .assert_eq(&[0, 10, 50, 100].map(|percentage| seen(percentage).to_string()).join(" "));
}
