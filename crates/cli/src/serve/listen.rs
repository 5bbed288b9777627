//! The address that the server listens on, and the one that people find it at.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};

use domain::{AddressError, PublicAddress};
use thiserror::Error;

#[derive(Debug, Error)]
pub(super) enum ListenError {
    #[error("`{0}` is no address to listen on; write it as 127.0.0.1:7800")]
    Address(String),
    #[error("{0} is taken by another process; stop it, or choose another port: --listen {1}")]
    Taken(String, String),
    #[error("{0} can't be listened on: {1}; choose another address with --listen")]
    Refused(String, io::Error),
    #[error("`{0}` is no public address: {1}; say it with --public-address")]
    Public(String, AddressError),
}

/// Taken before anything slow is done. A request that comes early waits until the server is ready.
pub(super) fn bind(address: &str) -> Result<tokio::net::TcpListener, ListenError> {
    let known = address.to_socket_addrs().map_err(|_| ListenError::Address(address.to_owned()))?;
    let known: Vec<_> = known.collect();
    let refused = |error: io::Error| match error.kind() {
        ErrorKind::AddrInUse => ListenError::Taken(address.to_owned(), free_port(address)),
        _ => ListenError::Refused(address.to_owned(), error),
    };
    let listener = TcpListener::bind(known.as_slice()).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    tokio::net::TcpListener::from_std(listener).map_err(refused)
}

/// Where people find a server that listens at `bound`. Nobody said: on this machine by its name, which
/// is what browsers take for a secure page; elsewhere by its number.
pub(super) fn public_address(
    said: Option<&str>,
    bound: SocketAddr,
) -> Result<PublicAddress, ListenError> {
    let wrong = |text: &str| {
        let text = text.to_owned();
        move |error| ListenError::Public(text, error)
    };
    // A variable that is set to nothing is not set.
    match said.filter(|text| !text.is_empty()) {
        Some(text) => text.parse().map_err(wrong(text)),
        None if bound.ip().is_loopback() || bound.ip().is_unspecified() => {
            Ok(PublicAddress::local(bound.port()))
        }
        None => {
            let text = format!("http://{bound}");
            text.trim_end_matches(":80").parse().map_err(wrong(&text))
        }
    }
}

/// The same host with port 0: the system takes a free one.
fn free_port(address: &str) -> String {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    format!("{host}:0")
}

#[cfg(test)]
mod tests {
    use super::{bind, public_address};

    #[test]
    fn people_find_the_server_where_it_says_or_listens() {
        let at = |said: Option<&str>, bound: &str| {
            let found = public_address(said, bound.parse().expect("an address"));
            found.map_or_else(|error| error.to_string(), |address| address.to_string())
        };
        assert_eq!(at(None, "127.0.0.1:7800"), "http://localhost:7800");
        assert_eq!(at(None, "0.0.0.0:80"), "http://localhost");
        assert_eq!(at(Some(""), "[::]:7800"), "http://localhost:7800");
        assert_eq!(at(None, "10.0.0.3:7800"), "http://10.0.0.3:7800");
        let said = Some("https://characters.example");
        assert_eq!(at(said, "127.0.0.1:7800"), "https://characters.example");
        assert_eq!(
            at(Some("characters.example"), "127.0.0.1:7800"),
            "`characters.example` is no public address: a public address starts with https:// or \
             http://; say it with --public-address"
        );
    }

    #[tokio::test]
    async fn a_taken_port_is_named_with_a_way_out() {
        let taken = bind("127.0.0.1:0").expect("a free port");
        let address = taken.local_addr().expect("its address").to_string();
        let message = bind(&address).expect_err("taken").to_string();
        assert_eq!(
            message,
            format!(
                "{address} is taken by another process; stop it, or choose another port: \
                 --listen 127.0.0.1:0"
            )
        );
        assert_eq!(
            bind("seven").expect_err("no address").to_string(),
            "`seven` is no address to listen on; write it as 127.0.0.1:7800"
        );
    }
}
