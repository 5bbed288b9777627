//! What the plans are proved on has to be a database that the contract would have let happen.

use testbed::Testbed;
use testbed::seed::dangling;

#[tokio::test]
async fn every_row_of_the_seed_refers_to_one_that_is_there() {
    let bed = Testbed::seeded(2_000).await;
    let broken = dangling(&bed.owner().await).await.expect("every key can be asked for");
    assert_eq!(broken, []);
}

/// Each line of a revenue event has another side, and each split is a whole.
#[tokio::test]
async fn the_money_of_the_seed_adds_up() {
    let bed = Testbed::seeded(2_000).await;
    let owner = bed.owner().await;
    for (what, sql) in [
        (
            "events that do not balance",
            "SELECT count(*) FROM (SELECT 1 FROM economy.postings GROUP BY revenue_event_id HAVING sum(amount_minor) <> 0) AS odd",
        ),
        (
            "splits that are not a whole",
            "SELECT count(*) FROM (SELECT 1 FROM economy.split_shares GROUP BY split_set_id HAVING sum(share_ppm) <> 1000000) AS odd",
        ),
    ] {
        let odd: i64 = owner.query_one(sql, &[]).await.expect("a count").get(0);
        assert_eq!(odd, 0, "{what}");
    }
}

/// Pages open what was sealed.
#[tokio::test]
async fn what_the_seed_sealed_can_be_opened() {
    let bed = Testbed::seeded(2_000).await;
    let owner = bed.owner().await;
    let sealed = "SELECT digest, content FROM release.character_revisions";
    let rows = owner.query(sealed, &[]).await.expect("rows");
    for row in rows {
        let digest = row.get::<_, &str>(0).parse().expect("a digest");
        let opened = domain::revision::SealedContent::open(row.get(1), &digest);
        assert_eq!(opened.err().map(|error| error.to_string()), None);
    }
}
