//! The message of EIP-4361: written, read back strictly by its grammar, and held against what was
//! asked.

use std::fmt;

use jiff::Timestamp;

use super::address::{Address, AddressError};
use super::grammar::{is_authority, is_nonce, is_pchars, is_scheme, is_statement, is_uri, time};

const WANTS: &str = " wants you to sign in with your Ethereum account:";

/// What somebody signs to show that an address is theirs, here and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// As `https`; this server writes none.
    pub scheme: Option<String>,
    /// The authority that asks: `characters.example`, `localhost:7800`.
    pub domain: String,
    pub address: Address,
    pub statement: Option<String>,
    pub uri: String,
    pub chain_id: u64,
    pub nonce: String,
    pub issued_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub not_before: Option<Timestamp>,
    pub request_id: Option<String>,
    pub resources: Option<Vec<String>>,
}

/// A text that is no message, and which line of the grammar it does not follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    #[error("line {line} is not what a message of EIP-4361 has there: {wants}")]
    Line { line: usize, wants: &'static str },
    #[error("line 2: {0}")]
    Address(#[from] AddressError),
}

/// Why a message that can be read is not the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the message has another {0} than it was given here")]
    Other(&'static str),
    #[error("the message says more than it was given here")]
    More,
    #[error("the message is written otherwise than it was given here")]
    Written,
    #[error("the message's time is over")]
    Over,
}

impl Message {
    /// Reads a message by the grammar of EIP-4361, and nothing that is not of it.
    pub fn parse(text: &str) -> Result<Self, MessageError> {
        let mut lines = Lines { rest: text.split('\n').enumerate().peekable(), at: 0 };
        let head = lines.after("", "an address of the web and what it wants")?;
        let domain = head.strip_suffix(WANTS).ok_or(lines.wrong("who wants a sign-in"))?;
        let (scheme, domain) = match domain.split_once("://") {
            Some((scheme, domain)) => (Some(scheme), domain),
            None => (None, domain),
        };
        lines.check(scheme.is_none_or(is_scheme) && is_authority(domain), "a domain")?;
        let address = lines.after("", "an address")?;
        let address = checksummed(address)?;
        lines.after("", "nothing").and_then(|line| lines.check(line.is_empty(), "nothing"))?;
        let statement = lines.statement()?;
        let uri = lines.after("URI: ", "URI: and an address")?;
        lines.check(is_uri(uri), "a URI")?;
        let version = lines.after("Version: ", "Version: 1")?;
        lines.check(version == "1", "Version: 1")?;
        let chain_id = lines.after("Chain ID: ", "Chain ID: and a number")?;
        lines.check(chain_id.bytes().all(|byte| byte.is_ascii_digit()), "a number")?;
        let chain_id = chain_id.parse().map_err(|_| lines.wrong("a number"))?;
        let nonce = lines.after("Nonce: ", "Nonce: and 8 letters or digits")?;
        lines.check(is_nonce(nonce), "8 letters or digits, or more")?;
        let issued_at = lines.after("Issued At: ", "Issued At: and a time")?;
        let issued_at = time(issued_at).ok_or(lines.wrong("a time"))?;
        let expires_at = lines.time("Expiration Time: ")?;
        let not_before = lines.time("Not Before: ")?;
        let request_id = lines.given("Request ID: ").map(str::to_owned);
        lines.check(request_id.as_deref().is_none_or(is_pchars), "a request's id")?;
        let resources = lines.resources()?;
        lines.end()?;
        Ok(Message {
            scheme: scheme.map(str::to_owned),
            domain: domain.to_owned(),
            address,
            statement,
            uri: uri.to_owned(),
            chain_id,
            nonce: nonce.to_owned(),
            issued_at,
            expires_at,
            not_before,
            request_id,
            resources,
        })
    }

    /// Whether `said`, which reads as a message, is this one, and in time.
    pub fn is_said(&self, said: &str, message: &Message, now: Timestamp) -> Result<(), Refusal> {
        let fields = [
            ("domain", self.domain == message.domain && self.scheme == message.scheme),
            ("address", self.address == message.address),
            ("statement", self.statement == message.statement),
            ("URI", self.uri == message.uri),
            ("chain", self.chain_id == message.chain_id),
            ("nonce", self.nonce == message.nonce),
            ("time of issue", self.issued_at == message.issued_at),
            ("time of expiry", self.expires_at == message.expires_at),
        ];
        if let Some((name, _)) = fields.iter().find(|(_, same)| !same) {
            return Err(Refusal::Other(name));
        }
        if self != message {
            return Err(Refusal::More);
        }
        // The same in other letters: a time in another zone, a number with zeros before it.
        if self.to_string() != said {
            return Err(Refusal::Written);
        }
        if self.expires_at.is_some_and(|at| at <= now) {
            return Err(Refusal::Over);
        }
        Ok(())
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(scheme) = &self.scheme {
            write!(f, "{scheme}://")?;
        }
        writeln!(f, "{}{WANTS}\n{}\n", self.domain, self.address)?;
        if let Some(statement) = &self.statement {
            writeln!(f, "{statement}")?;
        }
        writeln!(f, "\nURI: {}\nVersion: 1\nChain ID: {}", self.uri, self.chain_id)?;
        write!(f, "Nonce: {}\nIssued At: {}", self.nonce, self.issued_at)?;
        let mut given = |name: &str, value: Option<String>| {
            value.map_or(Ok(()), |value| write!(f, "\n{name}: {value}"))
        };
        given("Expiration Time", self.expires_at.map(|at| at.to_string()))?;
        given("Not Before", self.not_before.map(|at| at.to_string()))?;
        given("Request ID", self.request_id.clone())?;
        let Some(resources) = &self.resources else { return Ok(()) };
        f.write_str("\nResources:")?;
        resources.iter().try_for_each(|resource| write!(f, "\n- {resource}"))
    }
}

/// EIP-4361 has no address without its checksum.
fn checksummed(text: &str) -> Result<Address, MessageError> {
    let address = Address::parse(text)?;
    if address.to_string() == text { Ok(address) } else { Err(AddressError::Checksum.into()) }
}

/// The lines of a text, and the one that was read last.
struct Lines<'a, I: Iterator<Item = (usize, &'a str)>> {
    rest: std::iter::Peekable<I>,
    at: usize,
}

impl<'a, I: Iterator<Item = (usize, &'a str)>> Lines<'a, I> {
    fn wrong(&self, wants: &'static str) -> MessageError {
        MessageError::Line { line: self.at, wants }
    }

    fn check(&self, fits: bool, wants: &'static str) -> Result<(), MessageError> {
        if fits { Ok(()) } else { Err(self.wrong(wants)) }
    }

    /// What stands behind `label` on the next line.
    fn after(&mut self, label: &str, wants: &'static str) -> Result<&'a str, MessageError> {
        self.at += 1;
        let line = self.rest.next().and_then(|(_, line)| line.strip_prefix(label));
        line.ok_or(self.wrong(wants))
    }

    /// The same where the next line has that label.
    fn given(&mut self, label: &str) -> Option<&'a str> {
        let (_, line) = self.rest.next_if(|(_, line)| line.starts_with(label))?;
        self.at += 1;
        line.strip_prefix(label)
    }

    /// A line of its own between two empty ones, or one empty one.
    fn statement(&mut self) -> Result<Option<String>, MessageError> {
        let line = self.after("", "a statement, or nothing")?;
        if line.is_empty() {
            return Ok(None);
        }
        self.check(is_statement(line), "a statement")?;
        let after = self.after("", "nothing")?;
        self.check(after.is_empty(), "nothing")?;
        Ok(Some(line.to_owned()))
    }

    fn time(&mut self, label: &str) -> Result<Option<Timestamp>, MessageError> {
        let given = self.given(label);
        given.map(|text| time(text).ok_or(self.wrong("a time"))).transpose()
    }

    fn resources(&mut self) -> Result<Option<Vec<String>>, MessageError> {
        let Some(rest) = self.given("Resources:") else { return Ok(None) };
        self.check(rest.is_empty(), "Resources: alone")?;
        let mut resources = Vec::new();
        while let Some(uri) = self.given("- ") {
            self.check(is_uri(uri), "a URI")?;
            resources.push(uri.to_owned());
        }
        Ok(Some(resources))
    }

    fn end(&mut self) -> Result<(), MessageError> {
        self.at += 1;
        let wrong = self.wrong("the end");
        self.rest.next().map_or(Ok(()), |_| Err(wrong))
    }
}
