//! A client that costs as little as it can: HTTP/1.1 over one kept connection, one request at a time.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::figures::Round;

/// A request as it goes over the wire.
pub(crate) fn request(method: &str, path: &str, token: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    let token =
        if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: bench\r\n{token}{headers}\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

pub(crate) fn get(path: &str, token: &str, headers: &str) -> String {
    request("GET", path, token, headers, "")
}

pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, buffer: Vec::with_capacity(64 << 10) })
    }

    pub(crate) async fn send(&mut self, request: &str) -> io::Result<Reply> {
        self.stream.write_all(request.as_bytes()).await?;
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        let status = text.get(9..12).and_then(|code| code.parse().ok()).unwrap_or(0);
        let length = text.split("content-length:").nth(1).and_then(|rest| rest.lines().next());
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        let length = if status == 304 { 0 } else { length };
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        let body = self.buffer[head..head + length].to_vec();
        self.buffer.drain(..head + length);
        Ok(Reply { status, body })
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// Sends, and the answer must be one of success (or "not modified").
    pub(crate) async fn must(&mut self, request: &str) -> io::Result<Reply> {
        let reply = self.send(request).await?;
        if (200..=304).contains(&reply.status) {
            return Ok(reply);
        }
        let line = request.lines().next().unwrap_or_default();
        let body = String::from_utf8_lossy(&reply.body);
        Err(io::Error::other(format!("{line}: {} {body}", reply.status)))
    }
}

/// What one of the clients sends next.
pub(crate) type Next = Box<dyn FnMut() -> String + Send>;

/// Each of `clients` sends what it has, one after the other, for as long as a round lasts.
pub(crate) async fn round(
    address: SocketAddr,
    clients: Vec<Next>,
    lasts: Duration,
) -> io::Result<(Round, Vec<Next>)> {
    let begun = Instant::now();
    let tasks = clients.into_iter().map(|next| tokio::spawn(one(address, next, begun + lasts)));
    let tasks: Vec<_> = tasks.collect();
    let (mut micros, mut back) = (Vec::new(), Vec::new());
    for task in tasks {
        let (measured, next) = task.await.map_err(io::Error::other)??;
        micros.extend(measured);
        back.push(next);
    }
    Ok((Round { micros, took: begun.elapsed() }, back))
}

async fn one(address: SocketAddr, mut next: Next, until: Instant) -> io::Result<(Vec<u64>, Next)> {
    let mut client = Client::connect(address).await?;
    let mut micros = Vec::new();
    while Instant::now() < until {
        let request = next();
        let sent = Instant::now();
        client.must(&request).await?;
        micros.push(sent.elapsed().as_micros() as u64);
    }
    Ok((micros, next))
}
