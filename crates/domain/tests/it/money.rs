use domain::royalty::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::samples::{account, share};

fn shares(ppm: &[i32]) -> Shares {
    Shares::new((1..).zip(ppm).map(|(n, ppm)| share(n, *ppm)).collect()).expect("a whole")
}

fn check_split(amount: i64, ppm: &[i32], expected: &Expect) {
    let portions: Vec<_> = split(amount, &shares(ppm))
        .iter()
        .map(|portion| portion.amount_minor.to_string())
        .collect();
    expected.assert_eq(&portions.join(" "));
}

#[test]
fn amounts_are_split_to_the_last_unit() {
    check_split(100, &[333_333, 333_333, 333_334], &expect!["33 33 34"]);
    check_split(100, &[500_000, 250_000, 250_000], &expect!["50 25 25"]);
    check_split(1, &[500_000, 500_000], &expect!["1 0"]);
    check_split(3, &[250_000, 250_000, 250_000, 250_000], &expect!["1 1 1 0"]);
    check_split(-100, &[333_333, 333_333, 333_334], &expect!["-33 -33 -34"]);
    check_split(0, &[1_000_000], &expect!["0"]);
    check_split(5, &[0, 1_000_000], &expect!["0 5"]);
    check_split(i64::MAX, &[1, 999_999], &expect!["9223372036855 9223362813482738952"]);
    check_split(
        i64::MIN,
        &[500_000, 500_000],
        &expect!["-4611686018427387904 -4611686018427387904"],
    );
}

#[test]
fn shares_that_are_no_whole_are_refused() {
    let say = |shares| {
        Shares::new(shares).map_or_else(|error| format!("{error}\n"), |_| "whole\n".to_owned())
    };
    let said = [
        say(vec![]),
        say(vec![share(1, 999_999)]),
        say(vec![share(1, 1_000_001), share(2, -1)]),
        say(vec![share(1, 500_000), share(1, 500_000)]),
        say(vec![share(1, 500_000), share(2, 500_000)]),
    ];
    expect![[r#"
        the shares sum to 0 parts per million, not to 1000000
        the shares sum to 999999 parts per million, not to 1000000
        the share of 00000000-0000-0000-0000-000000000002 is -1 parts per million, below nothing
        00000000-0000-0000-0000-000000000001 has more than one share
        whole
    "#]]
    .assert_eq(&said.concat());
}

fn ledger(lines: &[PostingLine]) -> String {
    let row = |line: &PostingLine| {
        let whose = line.account_id.map_or(String::new(), |id| format!(" {}", id.0.as_u128()));
        format!(
            "{} {:>8}{whose:<3} {:>6}\n",
            line.line,
            line.ledger_account.as_str(),
            line.amount_minor
        )
    };
    lines.iter().map(row).collect()
}

#[test]
fn a_sale_and_its_refund_leave_nothing() {
    let sale = postings_for_sale(999, 150_000, &shares(&[600_000, 0, 400_000]));
    expect![[r#"
        1 clearing       999
        2 platform      -149
        3  payable 1    -510
        4  payable 3    -340
    "#]]
    .assert_eq(&ledger(&sale));
    let refund = postings_for_refund(&sale);
    expect![[r#"
        1 clearing      -999
        2 platform       149
        3  payable 1     510
        4  payable 3     340
    "#]]
    .assert_eq(&ledger(&refund));
    let both = [sale, refund].concat();
    assert!(balances(&both).values().all(|balance| *balance == 0));
}

fn any_shares() -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(0..=1_000_000i32, 0..8).prop_map(|mut cuts| {
        cuts.extend([0, 1_000_000]);
        cuts.sort_unstable();
        cuts.windows(2).map(|pair| pair[1] - pair[0]).collect()
    })
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nobody_gets_a_unit_too_much(amount: i64, ppm in any_shares()) {
        let portions = split(amount, &shares(&ppm));
        let sum: i128 = portions.iter().map(|portion| i128::from(portion.amount_minor)).sum();
        prop_assert_eq!(sum, i128::from(amount));
        for (portion, ppm) in portions.iter().zip(&ppm) {
            let fair = i128::from(amount) * i128::from(*ppm);
            let off = i128::from(portion.amount_minor) * 1_000_000 - fair;
            prop_assert!(off.abs() < 1_000_000);
        }
    }

    #[test]
    fn the_order_of_shares_does_not_matter(amount: i64, ppm in any_shares()) {
        let listed: Vec<_> = (1..).zip(&ppm).map(|(n, ppm)| share(n, *ppm)).collect();
        let turned = listed.iter().rev().cloned().collect();
        prop_assert_eq!(
            split(amount, &Shares::new(listed).expect("a whole")),
            split(amount, &Shares::new(turned).expect("a whole"))
        );
    }

    #[test]
    fn the_lines_of_a_sale_sum_to_nothing(amount in 1..=i64::MAX, fee in 0..=1_000_000i32, ppm in any_shares()) {
        let lines = postings_for_sale(amount, fee, &shares(&ppm));
        prop_assert_eq!(lines.iter().map(|line| i128::from(line.amount_minor)).sum::<i128>(), 0);
    }
}

#[test]
fn all_to_one_author_is_a_whole() {
    assert_eq!(split(7, &Shares::sole(account(9)))[0].amount_minor, 7);
}
