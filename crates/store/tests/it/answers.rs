//! Answers of tables whose columns stand in another order than the contract names them.

use domain::AccountId;
use store::inserts::NewAccount;
use store::queries::accounts::account_by_handle;
use store::{Connection, Reader, StoreError, Writer};
use testbed::Testbed;

/// As a migration leaves it that adds a column to the middle of a model: the column stands last.
/// `display_name` and `disabled_at` change places, and `display_name` then follows a column of a
/// contract to come.
const LAST: &str = "
    ALTER TABLE identity.accounts ADD later text DEFAULT 'later', ADD moved text;
    ALTER TABLE identity.accounts DISABLE TRIGGER USER;
    UPDATE identity.accounts SET moved = display_name;
    ALTER TABLE identity.accounts ENABLE TRIGGER USER;
    ALTER TABLE identity.accounts DROP COLUMN display_name;
    ALTER TABLE identity.accounts RENAME moved TO display_name;
    GRANT SELECT ON identity.accounts TO repertoire_server;
";

struct Store {
    bed: Testbed,
    reader: Reader,
    writer: Writer,
}

/// A database that knows one account, and connections that have read it.
async fn read_once() -> Store {
    let bed = Testbed::new().await;
    let connection = Connection::new(&bed.url(), 4).expect("the address is ours");
    let reader = Reader::connect(&connection).expect("a pool");
    let writer = Writer::connect(&connection).expect("a pool");
    let account = async |tx: &store::Tx| {
        let id = AccountId(uuid::Uuid::from_u128(7));
        let names = ("ada", "Ada Lovelace");
        let (created_at, disabled_at) = (None, None);
        let new =
            NewAccount { id, handle: names.0, display_name: names.1, created_at, disabled_at };
        new.insert(tx).await?;
        account_by_handle(tx, "ada").await.map(|_| ())
    };
    writer.tx("test", account).await.expect("an account");
    let store = Store { bed, reader, writer };
    store.reads_ada().await;
    store
}

impl Store {
    async fn reads_ada(&self) {
        let named = account_by_handle(&self.reader, "ada").await;
        assert_eq!(named.expect("an answer").expect("a row").display_name, "Ada Lovelace");
        let named =
            self.writer.tx("test", async |tx: &store::Tx| account_by_handle(tx, "ada").await);
        assert_eq!(named.await.expect("an answer").expect("a row").display_name, "Ada Lovelace");
    }

    async fn alter(&self, script: &str) {
        self.bed.owner().await.batch_execute(script).await.expect("the owner may");
    }
}

#[tokio::test]
async fn a_column_that_moved_is_read_by_its_name_on_connections_that_planned_before() {
    let store = read_once().await;
    store.alter(LAST).await;
    store.reads_ada().await;
}

#[tokio::test]
async fn a_column_that_is_gone_is_named() {
    let store = read_once().await;
    store.alter("ALTER TABLE identity.accounts RENAME display_name TO shown").await;
    let answer = account_by_handle(&store.reader, "ada").await;
    let Err(StoreError::OutOfContract { what, .. }) = answer else { panic!("{answer:?}") };
    assert_eq!(what, "no column `display_name`");
}
