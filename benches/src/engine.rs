//! The bare engines: pgbench over the same database, nginx over the same bytes.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::figures::Round;

pub(crate) struct Pgbench {
    pub(crate) program: PathBuf,
    pub(crate) socket_folder: PathBuf,
    pub(crate) database: String,
    pub(crate) clients: usize,
    /// For scripts and logs.
    pub(crate) folder: PathBuf,
}

impl Pgbench {
    /// Writes the scripts of an operation, one for each recorded request.
    pub(crate) fn write(&self, name: &str, scripts: &[String]) -> io::Result<Vec<PathBuf>> {
        let write = |(at, script): (usize, &String)| {
            let path = self.folder.join(format!("{name}-{at}.sql"));
            fs::write(&path, script).map(|()| path)
        };
        scripts.iter().enumerate().map(write).collect()
    }

    /// One round: each client draws one of the scripts, again and again.
    pub(crate) fn round(&self, scripts: &[PathBuf], lasts: Duration) -> io::Result<Round> {
        let log = self.folder.join("log");
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.folder)
            .args(["-n", "-M", "prepared", "-j", "2", "-l", "--log-prefix"])
            .arg(&log);
        command.args(["-h".as_ref(), self.socket_folder.as_os_str()]).args(["-U", testbed::ROLE]);
        command.args(["-c", &self.clients.to_string(), "-T", &lasts.as_secs().max(1).to_string()]);
        for script in scripts {
            command.arg("-f").arg(script);
        }
        let done = command.arg(&self.database).output()?;
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        if !done.status.success() {
            return Err(io::Error::other(told.chars().take(2_000).collect::<String>()));
        }
        Ok(Round { micros: latencies(&self.folder)?, took: lasts })
    }
}

/// The third column of pgbench's logs, one for each thread; they are removed.
fn latencies(folder: &Path) -> io::Result<Vec<u64>> {
    let mut micros = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("log.") {
            let text = fs::read_to_string(&path)?;
            micros.extend(
                text.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<u64>().ok()),
            );
            fs::remove_file(&path)?;
        }
    }
    Ok(micros)
}

/// A running nginx; it ends with this.
pub(crate) struct Nginx {
    process: Child,
    folder: PathBuf,
    pub(crate) address: SocketAddr,
}

const NGINX: &str = "/usr/sbin/nginx";

impl Nginx {
    /// Serves a folder of files that are gzip already; nothing where nginx is not installed.
    pub(crate) fn start(folder: &Path) -> io::Result<Option<Self>> {
        if !Path::new(NGINX).exists() {
            return Ok(None);
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let shown = folder.display();
        let configuration = format!(
            "daemon off; worker_processes 2; pid {shown}/nginx.pid; error_log {shown}/error.log; user root;
             events {{ worker_connections 256; }}
             http {{ access_log off; keepalive_requests 10000000; open_file_cache max=1000;
               client_body_temp_path {shown}/tmp; proxy_temp_path {shown}/tmp; fastcgi_temp_path {shown}/tmp;
               uwsgi_temp_path {shown}/tmp; scgi_temp_path {shown}/tmp;
               server {{ listen 127.0.0.1:{port}; root {shown}/files; default_type application/json;
                        etag on; add_header Content-Encoding gzip; }} }}"
        );
        fs::write(folder.join("nginx.conf"), configuration)?;
        let process = nginx(folder).spawn()?;
        std::thread::sleep(Duration::from_millis(500));
        Ok(Some(Nginx {
            process,
            folder: folder.to_path_buf(),
            address: SocketAddr::from(([127, 0, 0, 1], port)),
        }))
    }
}

fn nginx(folder: &Path) -> Command {
    let mut command = Command::new(NGINX);
    command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).stderr(Stdio::null());
    command
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _told = nginx(&self.folder).args(["-s", "stop"]).status();
        let _ended = self.process.wait();
    }
}
