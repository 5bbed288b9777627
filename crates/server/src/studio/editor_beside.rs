//! Who works on a character, as a form beside its draft.

use app::{App, CollaboratorRequest};
use axum::extract::State;
use axum::http::Method;
use axum::response::Redirect;
use domain::{CharacterId, CollaboratorRole};

use super::form::Form;
use crate::access::Creator;
use crate::input::Path;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![route(
        Method::POST,
        "/characters/{id}/collaborators",
        "saveCollaborators",
        "Say who works on a character",
        collaborators,
    )]
}

async fn collaborators(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer<Redirect> {
    app.set_collaborators(&actor, id, &requests(&pairs)?).await?;
    Ok(Redirect::to(&format!("/characters/{id}/edit?saved=1#collaborators")))
}

fn requests(pairs: &[(String, String)]) -> Answer<Vec<CollaboratorRequest>> {
    let all = |name: &'static str| pairs.iter().filter(move |(key, _)| key == name);
    let rows = all("handle").zip(all("role")).zip(all("share"));
    let named = rows.filter(|(((_, handle), _), _)| !handle.trim().is_empty());
    named
        .map(|(((_, handle), (_, role)), (_, share))| {
            let wrong = |told: String| Problem::new(ProblemKind::Invalid).detail(told);
            let role: CollaboratorRole =
                role.parse().map_err(|_| wrong(format!("{role} is no role")))?;
            let share_ppm = parts_per_million(share)
                .ok_or_else(|| wrong(format!("the share of {handle} is no per cent: {share}")))?;
            Ok(CollaboratorRequest { handle: handle.trim().to_owned(), role, share_ppm })
        })
        .collect()
}

/// `33.3333` per cent, to a ten-thousandth.
fn parts_per_million(text: &str) -> Option<i32> {
    let text = text.trim().replace(',', ".");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || rest.len() > 4 || !is_digits(whole) || !is_digits(rest) {
        return None;
    }
    let whole: i32 = whole.parse().ok()?;
    let rest: i32 = format!("{rest:0<4}").parse().ok()?;
    whole.checked_mul(10_000)?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::parts_per_million;

    #[test]
    fn per_cents_are_read_exactly() {
        assert_eq!(parts_per_million("33.3333"), Some(333_333));
        assert_eq!(parts_per_million(" 12,5 "), Some(125_000));
        assert_eq!(parts_per_million("100"), Some(1_000_000));
        for none in ["", ".5", "1.23456", "-3", "1e3", "999999999999"] {
            assert_eq!(parts_per_million(none), None, "{none:?}");
        }
    }
}
