//! Making the cluster, once.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::Command;

use crate::binaries::Binaries;
use crate::cluster::{Options, SUPERUSER};
use crate::error::{ClusterError, at};
use crate::folder::Folder;
use crate::owner::Owner;

/// Text sorts by code point everywhere, so that cursors and indexes mean the same on each machine;
/// upper and lower case, and what a letter is, follow Unicode where the system has `C.UTF-8`
/// (macOS has not).
const CHARACTER_CLASSES: [&str; 2] = ["C.UTF-8", "C"];

/// initdb runs in a folder beside and is renamed into place: killed half-way, it leaves no half cluster.
pub(crate) fn run(
    folder: &Folder,
    owner: &Owner,
    binaries: &Binaries,
    options: &Options,
) -> Result<(), ClusterError> {
    let unfinished = folder.dir().join("pgdata.unfinished");
    let mut failure = String::new();
    for classes in CHARACTER_CLASSES {
        make_empty(&unfinished, owner)?;
        match initdb(&unfinished, classes, owner, binaries, options)? {
            None => {
                return fs::rename(&unfinished, folder.data())
                    .map_err(at("move into place", &unfinished));
            }
            Some(output) => failure = output,
        }
    }
    Err(ClusterError::Initdb { dir: folder.data(), output: failure })
}

fn make_empty(path: &Path, owner: &Owner) -> Result<(), ClusterError> {
    if path.exists() {
        fs::remove_dir_all(path).map_err(at("remove", path))?;
    }
    fs::DirBuilder::new().mode(0o700).create(path).map_err(at("create", path))?;
    owner.give(path)
}

/// What it said, if it failed.
fn initdb(
    data: &Path,
    classes: &str,
    owner: &Owner,
    binaries: &Binaries,
    options: &Options,
) -> Result<Option<String>, ClusterError> {
    let program = binaries.program("initdb");
    let mut command = Command::new(&program);
    owner.run(&mut command);
    command.arg("--pgdata").arg(data).args(["--username", SUPERUSER, "--encoding", "UTF8"]);
    command.args(["--auth", "trust", "--data-checksums", "--no-instructions"]);
    command.args(["--locale", "C", "--lc-ctype", classes]);
    if !options.durable {
        command.arg("--no-sync");
    }
    let output = command.output().map_err(at("run", &program))?;
    let said = [output.stdout, output.stderr].concat();
    Ok((!output.status.success()).then(|| String::from_utf8_lossy(&said).trim().to_owned()))
}
