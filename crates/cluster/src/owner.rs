//! The operating-system user who owns the files and runs the server.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use rustix::process::{getegid, geteuid};

use crate::error::{ClusterError, at};

/// System users to drop to when started as root, in this order; before the last two comes whoever
/// called sudo, and then any person's account.
const SYSTEM_USERS: [&str; 3] = ["postgres", "_postgres", "repertoire"];
const LAST_RESORTS: [&str; 2] = ["daemon", "nobody"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) name: String,
    pub(crate) uid: u32,
    gid: u32,
    /// We are root and this is somebody else: files are given away, processes run under the name.
    dropped: bool,
}

impl Owner {
    /// Ourselves; as root, the user to drop to, since PostgreSQL refuses to run as root.
    pub(crate) fn current() -> Result<Self, ClusterError> {
        let uid = geteuid().as_raw();
        if uid != 0 {
            let name = users().into_iter().find(|user| user.uid == uid).map(|user| user.name);
            let name = name.unwrap_or_else(|| uid.to_string());
            return Ok(Self { name, uid, gid: getegid().as_raw(), dropped: false });
        }
        choose(users(), env::var("SUDO_USER").ok().as_deref()).ok_or(ClusterError::OnlyRoot)
    }

    /// Whoever owns an existing data folder goes on owning it.
    pub(crate) fn of(data: &Path) -> Result<Self, ClusterError> {
        let current = Self::current()?;
        let uid = fs::metadata(data).map_err(at("read", data))?.uid();
        if !current.dropped || uid == current.uid {
            return Ok(current);
        }
        Ok(users().into_iter().find(|user| user.uid == uid && uid != 0).unwrap_or(current))
    }

    /// Lets a command run as this user, without our environment's PG* settings and working folder.
    pub(crate) fn run(&self, command: &mut Command) {
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "C").current_dir("/");
        if self.dropped {
            command.uid(self.uid).gid(self.gid);
        }
    }

    pub(crate) fn give(&self, path: &Path) -> Result<(), ClusterError> {
        if !self.dropped {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid)).map_err(at("change the owner of", path))
    }

    /// A data folder that root made for itself alone (`mktemp -d`) is opened by as much as the
    /// server needs: its group may pass through.
    pub(crate) fn let_in(&self, dir: &Path) -> Result<(), ClusterError> {
        let meta = fs::metadata(dir).map_err(at("read", dir))?;
        if !self.dropped || meta.uid() != 0 || self.may_enter(&meta) {
            return Ok(());
        }
        chown(dir, None, Some(self.gid)).map_err(at("change the group of", dir))?;
        let mode = fs::Permissions::from_mode(meta.mode() & 0o7777 | 0o010);
        fs::set_permissions(dir, mode).map_err(at("change the mode of", dir))
    }

    /// Root's own home is closed to others: better said before PostgreSQL fails on it.
    pub(crate) fn check_reach(&self, dir: &Path) -> Result<(), ClusterError> {
        let closed = |path: &&Path| fs::metadata(path).is_ok_and(|meta| !self.may_enter(&meta));
        match dir.ancestors().find(closed) {
            Some(path) if self.dropped => {
                Err(ClusterError::Unreachable { path: path.into(), user: self.name.clone() })
            }
            _ => Ok(()),
        }
    }

    fn may_enter(&self, meta: &fs::Metadata) -> bool {
        let class = match meta {
            meta if meta.uid() == self.uid => 0o100,
            meta if meta.gid() == self.gid => 0o010,
            _ => 0o001,
        };
        meta.mode() & class != 0
    }
}

fn users() -> Vec<Owner> {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    passwd.lines().filter_map(parse).collect()
}

/// `postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash`
fn parse(line: &str) -> Option<Owner> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Owner { name, uid, gid, dropped: true })
}

fn choose(users: Vec<Owner>, sudo: Option<&str>) -> Option<Owner> {
    let named = |name: &str| users.iter().find(|user| user.name == name && user.uid != 0);
    let person = || users.iter().find(|user| (1000..60_000).contains(&user.uid));
    let system = SYSTEM_USERS.iter().find_map(|name| named(name));
    system
        .or_else(|| sudo.and_then(named))
        .or_else(person)
        .or_else(|| LAST_RESORTS.iter().find_map(|name| named(name)))
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::{choose, parse};

    fn chosen(passwd: &[&str], sudo: Option<&str>) -> Option<String> {
        choose(passwd.iter().filter_map(|line| parse(line)).collect(), sudo).map(|user| user.name)
    }

    #[test]
    fn root_drops_to_the_most_fitting_user_there_is() {
        let [root, nobody] = ["root:x:0:0::/root:/bin/sh", "nobody:x:65534:65534::/:/bin/false"];
        let [ada, bo] = ["ada:x:1000:1000::/home/ada:/bin/sh", "bo:x:1001:1001::/home/bo:/bin/sh"];
        let postgres = "postgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash";
        for (passwd, sudo, expected) in [
            (&[root, nobody, ada, postgres][..], Some("ada"), Some("postgres")),
            (&[root, nobody, ada, bo], Some("bo"), Some("bo")),
            (&[root, nobody, ada, bo], None, Some("ada")),
            (&[root, nobody], Some("root"), Some("nobody")),
            (&[root], None, None),
        ] {
            assert_eq!(chosen(passwd, sudo).as_deref(), expected);
        }
    }
}
