//! Running the binary, in a folder of the test's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The binary with nothing of the tester's environment that it would listen to.
pub(crate) fn repertoire() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_repertoire"));
    let ours = |name: &str| {
        name.starts_with("REPERTOIRE_")
            && name != "REPERTOIRE_PG_BIN"
            && name != "REPERTOIRE_TEST_DIR"
            || name.contains("DATABASE_")
            || name == "CLICOLOR_FORCE"
    };
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command
}

/// What a command answered: exit code, stdout, stderr.
pub(crate) fn run(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = repertoire().current_dir(dir).args(arguments).output().expect("it runs");
    said(&output)
}

pub(crate) fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// A folder that goes with its value.
pub(crate) struct Dir(PathBuf);

impl Dir {
    pub(crate) fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("repertoire-cli-{name}-{}", std::process::id()));
        let _left_by_a_killed_test = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Dir(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a name")).expect("a folder");
        fs::write(&path, contents).expect("a file");
        path
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _best_effort = fs::remove_dir_all(&self.0);
    }
}
