use migrate::ensure_role;

use crate::support::{connect, empty};

#[tokio::test]
async fn a_role_can_do_what_it_is_granted_and_nothing_else() {
    let (database, client) = empty().await;
    client.batch_execute("CREATE TABLE a (id int); CREATE TABLE b (id int)").await.expect("tables");
    let role = format!("role of {}", database.name());
    let grants = |list: &[&str]| -> Vec<String> {
        list.iter().map(|what| format!("GRANT {what} TO \"{role}\"")).collect()
    };
    let first = grants(&["SELECT, INSERT ON a", "SELECT ON b"]);
    ensure_role(&client, &role, true, &first).await.expect("made");
    let second = grants(&["SELECT, INSERT ON a"]);
    ensure_role(&client, &role, true, &second).await.expect("made again, with less");

    let server = connect(&database.url_as(&role)).await;
    server.batch_execute("INSERT INTO a VALUES (1); SELECT * FROM a").await.expect("granted");
    for refused in ["DELETE FROM a", "SELECT * FROM b", "CREATE TABLE c (id int)"] {
        let error = server.batch_execute(refused).await.expect_err(refused);
        assert_eq!(error.code().map(|code| code.code()), Some("42501"), "{refused}");
    }

    let wrong = ensure_role(&client, &role, true, &grants(&["SELECT ON nowhere"])).await;
    assert!(wrong.expect_err("no such table").to_string().contains("nowhere"));
    server.batch_execute("SELECT * FROM a").await.expect("still granted");

    client.batch_execute(&format!("ALTER TABLE b OWNER TO \"{role}\"")).await.expect("an owner");
    let owner = ensure_role(&client, &role, true, &second).await.expect_err("it owns a table");
    assert!(owner.to_string().contains("owns objects"), "{owner}");
    drop(server);
    let away = format!(
        "REASSIGN OWNED BY \"{role}\" TO CURRENT_USER; DROP OWNED BY \"{role}\"; DROP ROLE \"{role}\""
    );
    client.batch_execute(&away).await.expect("roles are the cluster's: this one goes");
}
