//! Who may call what: the golden matrix, and that every route keeps to it.

use axum::http::Method;
use domain::Role;
use expect_test::expect_file;

use crate::inventory::{Client, Inventory};

fn actors() -> Vec<(&'static str, Option<Role>)> {
    let roles = Role::ALL.into_iter().map(|role| (role.as_str(), Some(role)));
    std::iter::once(("nobody", None)).chain(roles).collect()
}

#[test]
fn the_matrix_is_the_golden_one() {
    let mut lines = vec![format!(
        "{:<7}{:<52}{}",
        "",
        "",
        actors().iter().map(|(name, _)| format!("{name:<10}")).collect::<String>()
    )];
    for route in server::routes() {
        let marks: String = actors()
            .iter()
            .map(|(_, role)| format!("{:<10}", if route.who.admits(*role) { "yes" } else { "-" }))
            .collect();
        lines.push(format!("{:<7}{:<52}{marks}", route.method.as_str(), route.path));
    }
    let matrix: String = lines.iter().map(|line| format!("{}\n", line.trim_end())).collect();
    expect_file!["../golden/access.txt"].assert_eq(&matrix);
}

/// Whoever the matrix does not admit is refused before anything else is looked at.
#[tokio::test]
async fn every_route_refuses_whom_the_matrix_refuses() {
    let on = Inventory::new().await;
    let client = |role: Option<Role>| -> &Client {
        match role {
            None => &on.nobody,
            Some(Role::Creator) => &on.creator,
            Some(Role::Moderator) => &on.moderator,
            Some(Role::App) => &on.app,
            Some(Role::Finance) => &on.finance,
            Some(Role::Admin) => &on.admin,
        }
    };
    let routes = server::routes().into_iter().filter(|route| route.operation != "revokeToken");
    for route in routes {
        let path = route.path.replace("{id}", "00000000-0000-0000-0000-000000000000");
        let path = path.replace(['{', '}'], "");
        for (name, role) in actors() {
            let reply = client(role).call(route.method.clone(), &path).send().await;
            let refused = matches!(reply.status.as_u16(), 401 | 403);
            let wanted = !route.who.admits(role);
            assert_eq!(refused, wanted, "{} {path} as {name}: {}", route.method, reply.status);
        }
    }
    let unknown = on.nobody.call(Method::GET, "/api/no-such-path").send().await;
    assert_eq!(unknown.header("content-type"), "application/problem+json");
    assert!(!unknown.header("x-request-id").is_empty(), "the log can't be found by this answer");
    on.nobody.call(Method::DELETE, "/api/characters").expect(405).await;
}
