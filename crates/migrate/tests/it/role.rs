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

    client.batch_execute(&format!("ALTER ROLE \"{role}\" CREATEDB")).await.expect("altered");
    ensure_role(&client, &role, true, &second).await.expect("its attributes are reset");
    let sql = "SELECT rolcreatedb FROM pg_roles WHERE rolname = $1";
    let row = client.query_one(sql, &[&role]).await.expect("a role");
    assert!(!row.get::<_, bool>(0), "it may still make databases");

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

#[tokio::test(flavor = "multi_thread")]
async fn databases_of_one_server_are_prepared_at_the_same_moment() {
    let (database, client) = empty().await;
    let role = format!("shared role of {}", database.name());
    let again = |role: String| async move {
        let (_database, client) = empty().await;
        for _ in 0..20 {
            ensure_role(&client, &role, true, &[]).await?;
        }
        Ok::<(), migrate::ServerError>(())
    };
    let all = futures_util::future::join_all((0..6).map(|_| tokio::spawn(again(role.clone()))));
    for outcome in all.await {
        outcome.expect("a task").expect("each finds or makes it");
    }
    client.batch_execute(&format!("DROP ROLE \"{role}\"")).await.expect("it goes");
}
