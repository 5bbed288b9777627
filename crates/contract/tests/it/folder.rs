//! A small contract folder, from its first migration to a stale file, on a real PostgreSQL.

use std::fs;
use std::path::{Path, PathBuf};

use cluster::scratch::Database;
use contract::{Against, Contract, ContractError, Server, Side, connect, diff};

const FIRST: &str = "datasource db {\n  provider = \"postgresql\"\n}\n\n\
                     /// @check(pages > 0)\nmodel Book {\n  id    String @id @default(uuid(7)) @db.Uuid\n  \
                     title String\n  pages Int\n}\n";

/// A repository with nothing but a contract in it, removed in the end.
struct House(PathBuf);

impl House {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("contract-{}-{name}", std::process::id()));
        let house = Self(root);
        house.write("contract/schema/books.prisma", FIRST);
        house.write(
            "contract/queries/books.sql",
            "-- name: book :opt\nSELECT b.* FROM \"Book\" b WHERE b.id = :book_id;\n",
        );
        house
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, text).expect("a file is written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).expect("the file is there")
    }

    fn contract(&self) -> Contract {
        Contract::load(&self.0.join("contract")).expect("the contract can be read")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _left_to_the_system = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn migrations_follow_the_schema_until_there_is_nothing_to_do() {
    let house = House::new("migrations");
    let server = Server::Private;
    let first = house.contract().migrate_dev(&server, "first", "20260101000000").await;
    let first = first.expect("it is written").expect("something");
    assert_eq!(first.name, "20260101000000_first");
    let again = house.contract().migrate_dev(&server, "again", "20260102000000").await;
    assert_eq!(again.expect("it compares"), None);

    house.write("contract/schema/books.prisma", &FIRST.replace("pages Int", "pages Int?"));
    let next = house.contract().migrate_dev(&server, "thin", "20260103000000").await;
    let script = next.expect("it is written").expect("something").script;
    assert!(script.contains("ALTER COLUMN \"pages\" DROP NOT NULL"), "{script}");
    assert!(script.contains("COMMENT ON SCHEMA \"public\" IS 'contract sha256:"), "{script}");

    let database = Database::empty().await.expect("a database");
    let done = house.contract().deploy(&database.url(), &|_| {}).await.expect("it applies");
    assert_eq!(done.applied, ["20260101000000_first", "20260103000000_thin"]);
    let status = house.contract().status(&database.url()).await.expect("it answers");
    assert!(status.is_up_to_date(), "{status}");

    house.contract().undo(&database.url(), &|_| {}).await.expect("it leads back");
    assert_eq!(stamp(&database).await, stamped(&first.script));
}

/// The hash that a database carries.
async fn stamp(database: &Database) -> String {
    let connection = connect(&database.url()).await.expect("a connection");
    let stamps = migrate::contract_stamps(connection.client()).await.expect("it answers");
    stamps.into_values().next().unwrap_or_default()
}

/// The hash that a script leaves.
fn stamped(script: &str) -> String {
    let (_, stamp) = script.rsplit_once("'contract sha256:").expect("a script that stamps");
    stamp.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// Whoever undoes a migration of the product has a database that the server of before takes for its own.
#[tokio::test]
async fn each_way_back_of_the_product_leads_to_the_contract_of_before() {
    let contract = Contract::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contract"));
    let contract = contract.expect("the contract can be read");
    let database = Database::empty().await.expect("a database");
    contract.deploy(&database.url(), &|_| {}).await.expect("it applies");
    let folder = contract.migrations().expect("a folder");
    for pair in folder.migrations.windows(2).rev() {
        let undone = contract.undo(&database.url(), &|_| {}).await.expect("it leads back");
        assert_eq!(undone, pair[1].name);
        assert_eq!(stamp(&database).await, stamped(&pair[0].script), "after {undone}");
    }
}

/// The file of a trigger stands beside the schema, and the trigger goes with its directive.
#[tokio::test]
async fn sql_files_beside_the_schema_are_part_of_it() {
    let house = House::new("sql-files");
    let server = Server::Private;
    let with = FIRST.replace("model Book", "/// @trigger(\"triggers/keep.sql\")\nmodel Book");
    house.write("contract/schema/books.prisma", &with);
    let missing = house.contract().catalogue().expect_err("the file is not there").to_string();
    assert!(missing.contains("triggers/keep.sql"), "{missing}");

    house.write(
        "contract/schema/triggers/keep.sql",
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\n\
         CREATE TRIGGER kept BEFORE UPDATE ON \"Book\" FOR EACH ROW EXECUTE FUNCTION keep();\n",
    );
    let first = house.contract().migrate_dev(&server, "first", "20260101000000").await;
    let script = first.expect("it is written").expect("something").script;
    assert!(script.contains("CREATE TRIGGER kept"), "{script}");
    let again = house.contract().migrate_dev(&server, "again", "20260102000000").await;
    assert_eq!(again.expect("it compares"), None);

    house.write("contract/schema/books.prisma", FIRST);
    let gone = house.contract().migrate_dev(&server, "gone", "20260103000000").await;
    let script = gone.expect("it is written").expect("something").script;
    assert!(script.contains("DROP TRIGGER \"kept\" ON \"Book\";"), "{script}");
    assert!(script.contains("DROP ROUTINE \"keep\"();"), "{script}");
}

#[tokio::test]
async fn drift_is_told_and_a_diff_repairs_it() {
    let house = House::new("drift");
    let (contract, server) = (house.contract(), Server::Private);
    contract.migrate_dev(&server, "first", "20260101000000").await.expect("it is written");
    let database = Database::empty().await.expect("a database");
    contract.deploy(&database.url(), &|_| {}).await.expect("it applies");
    assert_eq!(
        contract.drift(&server, &database.url(), Against::Schema).await.expect("it compares"),
        []
    );

    let connection = connect(&database.url()).await.expect("a connection");
    let change = "ALTER TABLE \"Book\" DROP COLUMN title";
    connection.client().batch_execute(change).await.expect("a change behind our back");
    let drift =
        contract.drift(&server, &database.url(), Against::Schema).await.expect("it compares");
    assert_eq!(drift.len(), 1, "{drift:?}");

    let (from, to) = (Side::Url(database.url()), Side::Schema(contract.root().to_path_buf()));
    let repair = diff(&server, &from, &to, &[]).await.expect("it compares").migration.script();
    connection.client().batch_execute(&repair).await.expect("the repair applies");
    assert_eq!(
        contract.drift(&server, &database.url(), Against::Schema).await.expect("it compares"),
        []
    );
}

#[tokio::test]
async fn generated_files_are_written_once_and_checked_after() {
    let house = House::new("generated");
    let (contract, server) = (house.contract(), Server::Private);
    let first = contract.generate(&server, false, Vec::new()).await.expect("it generates");
    assert_eq!(first.written.len(), first.files);
    let statements = "crates/store/src/generated/queries/books.rs";
    assert!(house.read(statements).contains("book_id: BookId"));
    let again = contract.generate(&server, true, Vec::new()).await.expect("it is fresh");
    assert!(again.written.is_empty());

    house.write(statements, "fn by_hand() {}");
    house.write("crates/domain/src/generated/old.rs", "");
    let stale = contract.generate(&server, true, Vec::new()).await.expect_err("it is stale");
    let ContractError::Stale(files) = stale else { panic!("{stale}") };
    assert_eq!(
        files,
        [
            format!("  {statements}"),
            "  crates/domain/src/generated/old.rs (of no use any more)".into()
        ]
    );
}

#[tokio::test]
async fn a_statement_that_does_not_fit_names_its_place() {
    let house = House::new("misfit");
    house.write(
        "contract/queries/more.sql",
        "-- name: lost :many\nSELECT b.isbn FROM \"Book\" b;\n",
    );
    let error = house.contract().generated(&Server::Private).await.expect_err("no such column");
    let text = error.to_string();
    assert!(text.contains("more.sql:2:8") && text.contains("isbn"), "{text}");
}

#[test]
fn a_folder_without_a_schema_says_so() {
    let error = Contract::load(Path::new("/nonexistent-contract")).expect_err("nothing is there");
    assert!(error.to_string().contains("/nonexistent-contract"), "{error}");
}

#[test]
fn formatting_changes_what_is_not_laid_out() {
    let house = House::new("format");
    house.write("contract/schema/books.prisma", &FIRST.replace("title String", "title     String"));
    assert_eq!(house.contract().format(true).expect("it reads").len(), 1);
    assert_eq!(house.contract().format(false).expect("it writes").len(), 1);
    assert_eq!(house.contract().format(true).expect("it reads"), Vec::<String>::new());
    assert_eq!(house.read("contract/schema/books.prisma"), FIRST);
}
