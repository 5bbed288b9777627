//! The server process: launched, found again, stopped.

use std::fs::{self, File};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::binaries::Binaries;
use crate::cluster::Options;
use crate::error::{ClusterError, at};
use crate::owner::Owner;
use crate::socket;

/// Between two looks at something that takes some 50 ms.
pub(crate) const GLANCE: Duration = Duration::from_millis(5);

/// Sessions are cut off at once by a fast shutdown; the final checkpoint of a busy cluster takes seconds.
pub(crate) const STOP_WITHIN: Duration = Duration::from_secs(60);

/// What holds for a private cluster, whatever else is set.
const PRIVATE: [(&str, &str); 5] = [
    ("listen_addresses", ""),
    ("unix_socket_permissions", "0700"),
    ("port", "5432"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
];

/// Three times as fast for tests, at the price of a corrupt cluster if the machine loses power.
const NOT_DURABLE: [(&str, &str); 4] = [
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("synchronous_commit", "off"),
    ("autovacuum_naptime", "5min"),
];

pub(crate) fn launch(
    data: &Path,
    socket_folder: &Path,
    log: File,
    owner: &Owner,
    binaries: &Binaries,
    options: &Options,
) -> Result<Child, ClusterError> {
    let program = binaries.program("postgres");
    let mut command = Command::new(&program);
    owner.run(&mut command);
    command.arg("-D").arg(data).arg("-k").arg(socket_folder);
    let not_durable = NOT_DURABLE.iter().filter(|_| !options.durable);
    let own = options.settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in not_durable.copied().chain(own).chain(PRIVATE) {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    let errors = log.try_clone().map_err(at("open", data))?;
    command.stdin(Stdio::null()).stdout(log).stderr(errors);
    // Ctrl-C goes to the terminal's whole process group; the server is stopped by its owner alone.
    command.process_group(0);
    command.spawn().map_err(at("run", &program))
}

/// What a running server (or one that was killed) wrote into `postmaster.pid`.
#[derive(Debug)]
pub(crate) struct Remains {
    file: PathBuf,
    text: String,
    pub(crate) pid: Pid,
    pub(crate) socket_folder: PathBuf,
}

impl Remains {
    pub(crate) fn find(data: &Path) -> Option<Self> {
        let file = data.join("postmaster.pid");
        let text = fs::read_to_string(&file).ok()?;
        let mut lines = text.lines();
        let number: i32 = lines.next()?.trim().parse().ok()?;
        let pid = Pid::from_raw(number.max(0))?;
        let socket_folder = lines.nth(3).unwrap_or_default().into();
        Some(Self { file, text, pid, socket_folder })
    }

    /// Makes way for a new server: stops one that outlived its owner. A server that was killed
    /// itself is PostgreSQL's to recover, but for one thing: its process number may be someone
    /// else's by now (after a reboot, or in a fresh container, it usually is), and PostgreSQL would
    /// take that one for a rival. It trusts its parent's number, and still checks for orphans of
    /// the old server by the shared memory named further down; so the number becomes ours.
    pub(crate) fn clear(&self, dir: &Path) -> Result<(), ClusterError> {
        if self.listens() {
            return self.stop(dir);
        }
        if test_kill_process(self.pid).is_err() {
            return Ok(());
        }
        let rest = self.text.split_once('\n').map_or("", |(_, rest)| rest);
        let text = format!("{}\n{rest}", std::process::id());
        fs::write(&self.file, text).map_err(at("write", &self.file))
    }

    fn listens(&self) -> bool {
        UnixStream::connect(self.socket_folder.join(socket::FILE)).is_ok()
    }

    /// PostgreSQL removes the file as the last thing it does. (The process itself may stay as a
    /// zombie where nobody reaps orphans, as in many containers.)
    fn stop(&self, dir: &Path) -> Result<(), ClusterError> {
        for signal in [Signal::INT, Signal::QUIT] {
            let _gone_already = kill_process(self.pid, signal);
            let deadline = Instant::now() + STOP_WITHIN;
            while Instant::now() < deadline {
                if !self.file.exists() || !self.listens() && test_kill_process(self.pid).is_err() {
                    return Ok(());
                }
                sleep(GLANCE);
            }
        }
        let pid = self.pid.as_raw_nonzero().get();
        Err(ClusterError::Lingering { dir: dir.into(), pid })
    }
}

/// Fast shutdown; an immediate one where that takes too long (PostgreSQL then recovers at the next start).
pub(crate) fn stop(child: &mut Child) {
    for (signal, patience) in [(Signal::INT, STOP_WITHIN), (Signal::QUIT, Duration::from_secs(10))]
    {
        let _gone_already = kill_process(Pid::from_child(child), signal);
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            match child.try_wait() {
                Ok(None) => sleep(GLANCE),
                Ok(Some(_)) | Err(_) => return,
            }
        }
    }
    let _gone_already = child.kill();
    let _reaped = child.wait();
}
