//! Where people find the server: the address that stands in links, and whose host passkeys and
//! signed messages are bound to.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// An origin (RFC 6454): scheme, host and port, and nothing behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAddress {
    origin: String,
    host: String,
}

/// A text that is not a public address, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("a public address starts with https:// or http://")]
    Scheme,
    #[error("a public address is scheme, host and port alone, as https://characters.example")]
    Beyond,
    #[error("a public address names a host in lower case: a domain in ASCII, or an IP address")]
    Host,
    #[error("a port is 1 to 65535, and not said where it is the scheme's own")]
    Port,
}

impl PublicAddress {
    /// The server on this machine, where nobody said otherwise.
    pub fn local(port: u16) -> Self {
        let host = "localhost".to_owned();
        let origin =
            if port == 80 { format!("http://{host}") } else { format!("http://{host}:{port}") };
        PublicAddress { origin, host }
    }

    /// As a browser says it: `https://characters.example`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// With the port, without the scheme: the authority that a signed message names.
    pub fn authority(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Whether it is this machine's own name: what nobody else can follow.
    pub fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.ends_with(".localhost")
    }

    /// What passkeys are bound to (WebAuthn 3, relying party identifier). None where browsers offer
    /// none: for a bare IP address, and for plain HTTP beyond this machine.
    pub fn relying_party(&self) -> Option<&str> {
        let is_secure = self.origin.starts_with("https://") || self.is_here();
        (is_secure && !is_ip(&self.host)).then_some(self.host.as_str())
    }
}

impl FromStr for PublicAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let (scheme, authority) = text.split_once("://").ok_or(AddressError::Scheme)?;
        let own_port = match scheme {
            "https" => "443",
            "http" => "80",
            _ => return Err(AddressError::Scheme),
        };
        if authority.contains(['/', '?', '#', '@', '\\']) {
            return Err(AddressError::Beyond);
        }
        let (host, port) = split_port(authority);
        if !is_host(host) {
            return Err(AddressError::Host);
        }
        if port.is_some_and(|port| port == own_port || !is_port(port)) {
            return Err(AddressError::Port);
        }
        Ok(PublicAddress { origin: text.to_owned(), host: host.to_owned() })
    }
}

impl fmt::Display for PublicAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        // A colon inside the brackets of an IPv6 address is none before a port.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_port(text: &str) -> bool {
    !text.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u16>().is_ok()
}

/// 253 is the longest name that DNS carries.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(inner)
    };
    is_bracketed(host) || (host.len() <= 253 && host.split('.').all(label))
}

fn is_bracketed(host: &str) -> bool {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

/// A name never ends in a label of digits (WHATWG URL, ends-in-a-number checker).
fn is_ip(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    is_bracketed(host) || last.bytes().all(|byte| byte.is_ascii_digit())
}
