//! The message that a wallet is asked to sign, and the answer to it.

use domain::wallet::{Address, Message, Signature, recover};
use domain::{AccountId, ChallengePurpose};

use super::WalletError;
use crate::accounts::random_letters;
use crate::challenges::ANSWER_WITHIN;
use crate::{Actor, App};

/// What somebody says of the wallet that they are about to prove.
#[derive(Clone, Debug)]
pub struct WalletQuestion {
    pub address: String,
    /// The number of EIP-155.
    pub chain_id: u64,
}

/// What a signature is for.
pub(super) enum For<'a> {
    Link(&'a Actor),
    SignIn,
}

impl For<'_> {
    pub(super) fn purpose(&self) -> ChallengePurpose {
        match self {
            For::Link(_) => ChallengePurpose::WalletLink,
            For::SignIn => ChallengePurpose::WalletSignIn,
        }
    }

    pub(super) fn account(&self) -> Option<AccountId> {
        match self {
            For::Link(actor) => Some(actor.id),
            For::SignIn => None,
        }
    }

    fn statement(&self) -> String {
        match self {
            For::Link(actor) => {
                format!("Link this wallet to the account {} of Repertoire.", actor.handle)
            }
            For::SignIn => "Sign in to Repertoire.".to_owned(),
        }
    }

    fn page(&self) -> &'static str {
        match self {
            For::Link(_) => "/account",
            For::SignIn => "/sign-in",
        }
    }
}

impl App {
    /// The exact text to sign. It is the same for an address that nobody linked.
    pub(super) async fn ask_wallet(
        &self,
        question: &WalletQuestion,
        what_for: For<'_>,
    ) -> Result<String, WalletError> {
        let address = Address::parse(question.address.trim())?;
        // The contract keeps `eip155:` and a number; JSON and browsers count to 2^53.
        if !(1..=1 << 53).contains(&question.chain_id) {
            return Err(WalletError::Chain);
        }
        let (now, nonce) = (self.now(), random_letters()?);
        let at = self.public_address();
        let message = Message {
            scheme: None,
            domain: at.authority().to_owned(),
            address,
            statement: Some(what_for.statement()),
            uri: format!("{at}{}", what_for.page()),
            chain_id: question.chain_id,
            nonce: nonce.clone(),
            issued_at: now,
            expires_at: Some(now + ANSWER_WITHIN),
            not_before: None,
            request_id: None,
            resources: None,
        };
        let (text, purpose) = (message.to_string(), what_for.purpose());
        self.ask(nonce.as_bytes(), purpose, what_for.account(), text.as_bytes(), now).await?;
        Ok(text)
    }

    /// The message, once it is shown that it was asked for, in time, and signed by its address.
    pub(super) async fn answered_by_wallet(
        &self,
        said: &str,
        signature: &str,
        what_for: For<'_>,
    ) -> Result<Message, WalletError> {
        // A form's text comes with the line ends of forms (WHATWG HTML, 4.10.22.8).
        let said = said.replace("\r\n", "\n");
        let message = Message::parse(&said)?;
        let signature = Signature::parse(signature.trim())?;
        let taken = self.take_challenge(message.nonce.as_bytes(), what_for.purpose()).await?;
        let taken = taken.filter(|it| it.account_id == what_for.account());
        let asked = taken.ok_or(WalletError::Late)?.asked;
        let asked = Message::parse(&String::from_utf8_lossy(&asked))?;
        asked.is_said(&said, &message, self.now())?;
        if recover(&said, &signature)? != message.address {
            return Err(WalletError::OtherKey(message.address.to_string()));
        }
        Ok(message)
    }
}
