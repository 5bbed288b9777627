//! The address that the server listens on.

use std::io::{self, ErrorKind};
use std::net::{TcpListener, ToSocketAddrs};

use thiserror::Error;

#[derive(Debug, Error)]
pub(super) enum ListenError {
    #[error("`{0}` is no address to listen on; write it as 127.0.0.1:7800")]
    Address(String),
    #[error("{0} is taken by another process; stop it, or choose another port: --listen {1}")]
    Taken(String, String),
    #[error("{0} can't be listened on: {1}; choose another address with --listen")]
    Refused(String, io::Error),
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

/// The same host with port 0: the system takes a free one.
fn free_port(address: &str) -> String {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    format!("{host}:0")
}

#[cfg(test)]
mod tests {
    use super::bind;

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
