//! The message of EIP-4361: written, read back strictly by its grammar, and held against what was
//! asked.

use std::fmt;
use std::iter::Peekable;
use std::str::Split;

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
        let mut lines = Lines { rest: text.split('\n').peekable(), at: 0 };
        let (scheme, domain) = lines.who()?;
        let address = checksummed(lines.after("", "an address")?)?;
        lines.empty()?;
        let message = Message {
            scheme: scheme.map(str::to_owned),
            domain: domain.to_owned(),
            address,
            statement: lines.statement()?,
            uri: lines.fitting("URI: ", "URI: and an address", is_uri)?.to_owned(),
            chain_id: lines.version_and_chain()?,
            nonce: lines.fitting("Nonce: ", "Nonce: and 8 letters or digits", is_nonce)?.to_owned(),
            issued_at: lines.issued_at()?,
            expires_at: lines.time("Expiration Time: ")?,
            not_before: lines.time("Not Before: ")?,
            request_id: lines.request_id()?,
            resources: lines.resources()?,
        };
        lines.end()?;
        Ok(message)
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

/// The lines of a text, and the number of the one that was read last.
struct Lines<'a> {
    rest: Peekable<Split<'a, char>>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn wrong(&self, wants: &'static str) -> MessageError {
        MessageError::Line { line: self.at, wants }
    }

    fn check(&self, fits: bool, wants: &'static str) -> Result<(), MessageError> {
        if fits { Ok(()) } else { Err(self.wrong(wants)) }
    }

    /// What stands behind `label` on the next line.
    fn after(&mut self, label: &str, wants: &'static str) -> Result<&'a str, MessageError> {
        self.at += 1;
        let line = self.rest.next().and_then(|line| line.strip_prefix(label));
        line.ok_or(self.wrong(wants))
    }

    /// The same, and it has to be of the grammar.
    fn fitting(
        &mut self,
        label: &str,
        wants: &'static str,
        is_one: fn(&str) -> bool,
    ) -> Result<&'a str, MessageError> {
        let text = self.after(label, wants)?;
        self.check(is_one(text), wants).map(|()| text)
    }

    fn empty(&mut self) -> Result<(), MessageError> {
        self.fitting("", "nothing", str::is_empty).map(drop)
    }

    /// What stands behind `label`, where the next line has that label.
    fn given(&mut self, label: &str) -> Option<&'a str> {
        let line = self.rest.next_if(|line| line.starts_with(label))?;
        self.at += 1;
        line.strip_prefix(label)
    }

    /// Scheme, where there is one, and domain.
    fn who(&mut self) -> Result<(Option<&'a str>, &'a str), MessageError> {
        let wants = "a domain that wants a sign-in";
        let who = self.after("", wants)?.strip_suffix(WANTS).ok_or(self.wrong(wants))?;
        let (scheme, domain) = match who.split_once("://") {
            Some((scheme, domain)) => (Some(scheme), domain),
            None => (None, who),
        };
        self.check(scheme.is_none_or(is_scheme) && is_authority(domain), wants)?;
        Ok((scheme, domain))
    }

    /// A line of its own between two empty ones, or one empty one.
    fn statement(&mut self) -> Result<Option<String>, MessageError> {
        let wants = "a statement, or nothing";
        let line = self.fitting("", wants, |line| line.is_empty() || is_statement(line))?;
        if line.is_empty() {
            return Ok(None);
        }
        self.empty().map(|()| Some(line.to_owned()))
    }

    fn version_and_chain(&mut self) -> Result<u64, MessageError> {
        self.fitting("Version: ", "Version: 1", |version| version == "1")?;
        let wants = "Chain ID: and a number";
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let id = self.fitting("Chain ID: ", wants, is_number)?;
        id.parse().map_err(|_| self.wrong(wants))
    }

    fn issued_at(&mut self) -> Result<Timestamp, MessageError> {
        let wants = "Issued At: and a time";
        time(self.after("Issued At: ", wants)?).ok_or(self.wrong(wants))
    }

    fn time(&mut self, label: &str) -> Result<Option<Timestamp>, MessageError> {
        let given = self.given(label);
        given.map(|text| time(text).ok_or(self.wrong("a time"))).transpose()
    }

    fn request_id(&mut self) -> Result<Option<String>, MessageError> {
        let id = self.given("Request ID: ");
        self.check(id.is_none_or(is_pchars), "a request's id")?;
        Ok(id.map(str::to_owned))
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
        let is_end = self.rest.next().is_none();
        self.check(is_end, "the end")
    }
}
