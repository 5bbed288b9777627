//! `[AS RESTRICTIVE] [FOR SELECT] [TO role, …] [USING (…)] [WITH CHECK (…)]`: what follows the
//! table in CREATE POLICY.

use super::index_sql::group;
use crate::catalogue::{Command, Expression, Policy};
use crate::scan::{Token, tokens};

pub(super) fn parse(sql: &str) -> Result<Policy, String> {
    let tokens = tokens(sql);
    let mut policy = Policy {
        restrictive: false,
        command: Command::All,
        roles: Vec::new(),
        using: None,
        check: None,
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        if token.is("as") {
            policy.restrictive = tokens.get(at).is_some_and(|kind| kind.is("restrictive"));
            at += 1;
        } else if token.is("for") {
            policy.command = command(tokens.get(at)).ok_or("needs a command after `FOR`")?;
            at += 1;
        } else if token.is("to") {
            policy.roles = roles(&tokens, &mut at);
            let whoever = ["current_user", "current_role", "session_user"];
            if let Some(word) = policy.roles.iter().find(|role| whoever.contains(&role.as_str())) {
                let word = word.to_uppercase();
                return Err(format!("is for {word}, which is whoever migrates; name the role"));
            }
        } else if token.is("using") {
            let using = group(sql, &tokens, &mut at).ok_or("needs `USING (…)`")?;
            policy.using = Some(Expression::new(using));
        } else if token.is("with") && tokens.get(at).is_some_and(|next| next.is("check")) {
            at += 1;
            let check = group(sql, &tokens, &mut at).ok_or("needs `WITH CHECK (…)`")?;
            policy.check = Some(Expression::new(check));
        } else {
            return Err(format!("can't be read from `{}` on", &sql[token.at..]));
        }
    }
    Ok(policy)
}

fn command(token: Option<&Token<'_>>) -> Option<Command> {
    Command::ALL.iter().copied().find(|command| token.is_some_and(|it| it.is(command.sql())))
}

/// By name, sorted; none stands for everybody.
fn roles(tokens: &[Token<'_>], at: &mut usize) -> Vec<String> {
    let mut roles = Vec::new();
    while let Some(role) = tokens.get(*at).and_then(Token::name) {
        *at += 1;
        roles.push(role);
        if !tokens.get(*at).is_some_and(|token| token.is(",")) {
            break;
        }
        *at += 1;
    }
    roles.sort();
    if roles.iter().any(|role| role == "public") { Vec::new() } else { roles }
}
