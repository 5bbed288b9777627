//! As much of PostgreSQL's protocol as a probe and an administrator's statement need: a start-up
//! packet, the simple query, text rows. Blocking, so that it also works where nothing is running:
//! in `Drop`, before there is a runtime.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::error::ClusterError;
use crate::socket;

const PROTOCOL_3_0: i32 = 196_608;

/// A healthy server answers a message that it can answer at once within milliseconds. What may
/// take longer (a clone of a database) is still far below this.
const ANSWER_WITHIN: Duration = Duration::from_secs(120);

/// A message larger than this is no answer to what is asked here.
const MESSAGE_BYTES_MAX: usize = 1 << 24;

pub(crate) type Row = Vec<Option<String>>;

#[derive(Debug)]
pub(crate) enum WireError {
    /// Nobody listens, or went away.
    Io(io::Error),
    /// The server answered with an error: an SQLSTATE and what it said.
    Server { code: String, message: String },
}

impl From<io::Error> for WireError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl WireError {
    pub(crate) fn into_cluster(self, socket: &Path) -> ClusterError {
        match self {
            Self::Io(source) => {
                ClusterError::Io { doing: "talk to PostgreSQL in", path: socket.into(), source }
            }
            Self::Server { code, message } => ClusterError::Refused { code, message },
        }
    }
}

#[derive(Debug)]
pub(crate) struct Session {
    stream: UnixStream,
}

impl Session {
    pub(crate) fn open(folder: &Path, user: &str, database: &str) -> Result<Self, WireError> {
        let stream = UnixStream::connect(folder.join(socket::FILE))?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        stream.set_write_timeout(Some(ANSWER_WITHIN))?;
        let mut session = Self { stream };
        session.stream.write_all(&startup_packet(user, database))?;
        session.read_answer()?;
        Ok(session)
    }

    /// Runs one or more statements and returns the rows of all of them.
    pub(crate) fn query(&mut self, sql: &str) -> Result<Vec<Row>, WireError> {
        let mut packet = vec![b'Q'];
        packet.extend(length(sql.len() + 1));
        packet.extend(sql.as_bytes());
        packet.push(0);
        self.stream.write_all(&packet)?;
        self.read_answer()
    }

    /// Waits for a lock as long as it takes.
    pub(crate) fn wait_forever(&self) -> Result<(), WireError> {
        Ok(self.stream.set_read_timeout(None)?)
    }

    /// Reads until the server is ready for the next query; an error on the way is the answer.
    fn read_answer(&mut self) -> Result<Vec<Row>, WireError> {
        let mut rows = Vec::new();
        let mut failed = None;
        loop {
            let (tag, body) = match (self.read_message(), failed.take()) {
                (Ok(message), earlier) => {
                    failed = earlier;
                    message
                }
                // After a fatal error the server closes: what it said counts, not the silence.
                (Err(_), Some(error)) => return Err(error),
                (Err(error), None) => return Err(error.into()),
            };
            match tag {
                b'D' => rows.push(text_row(&body)),
                b'E' => failed = Some(server_error(&body)),
                b'R' if body != [0; 4] => return Err(unsupported("trust authentication expected")),
                b'Z' => return failed.map_or(Ok(rows), Err),
                _ => {}
            }
        }
    }

    fn read_message(&mut self) -> io::Result<(u8, Vec<u8>)> {
        let mut head = [0; 5];
        self.stream.read_exact(&mut head)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if !(4..MESSAGE_BYTES_MAX).contains(&length) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "not a PostgreSQL server"));
        }
        let mut body = vec![0; length - 4];
        self.stream.read_exact(&mut body)?;
        Ok((head[0], body))
    }
}

fn unsupported(what: &str) -> WireError {
    WireError::Io(io::Error::new(io::ErrorKind::Unsupported, what))
}

fn startup_packet(user: &str, database: &str) -> Vec<u8> {
    let mut body = PROTOCOL_3_0.to_be_bytes().to_vec();
    for (name, value) in [("user", user), ("database", database), ("client_encoding", "UTF8")] {
        for text in [name, value] {
            body.extend(text.as_bytes());
            body.push(0);
        }
    }
    body.push(0);
    let mut packet = length(body.len()).to_vec();
    packet.extend(body);
    packet
}

/// The length field counts itself.
fn length(body: usize) -> [u8; 4] {
    u32::try_from(body + 4).unwrap_or(u32::MAX).to_be_bytes()
}

fn server_error(body: &[u8]) -> WireError {
    let field = |kind: u8| {
        let text = body.split(|b| *b == 0).find(|field| field.first() == Some(&kind));
        text.map(|field| String::from_utf8_lossy(&field[1..]).into_owned()).unwrap_or_default()
    };
    WireError::Server { code: field(b'C'), message: field(b'M') }
}

fn text_row(body: &[u8]) -> Row {
    let mut rest = body.get(2..).unwrap_or_default();
    let mut row = Row::new();
    while let Some((head, tail)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(i32::from_be_bytes(*head)).ok();
        let (value, tail) = tail.split_at(length.unwrap_or(0).min(tail.len()));
        row.push(length.map(|_| String::from_utf8_lossy(value).into_owned()));
        rest = tail;
    }
    row
}
