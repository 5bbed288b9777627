//! Who stops the shared cluster when nobody needs it any more.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::{ClusterError, at};

/// Long enough to think between two runs (a new cluster costs two seconds), short enough to leave
/// nothing behind overnight.
const IDLE_MINUTES: &str = "15";

/// No test process lives as long as the cluster, so a shell of its own looks after it. The folder is
/// moved away first: whoever comes meanwhile finds none, and makes a new one.
const SCRIPT: &str = r#"
while sleep 20; do
  kill -0 "$2" 2>/dev/null || exit 0
  [ -n "$(find "$1/last-used" -mmin +"$3" 2>/dev/null)" ] || [ ! -e "$1/last-used" ] || continue
  mv "$1/cluster" "$1/idle.$2" 2>/dev/null
  kill -INT "$2"
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do kill -0 "$2" 2>/dev/null || break; sleep 1; done
  rm -rf "$1/idle.$2"
  exit 0
done
"#;

pub(super) fn post(root: &Path, server: u32) -> Result<(), ClusterError> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", SCRIPT, "repertoire-test-watchdog"]);
    command.arg(root).arg(server.to_string()).arg(IDLE_MINUTES);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.current_dir("/").process_group(0);
    command.spawn().map_err(at("run", Path::new("/bin/sh")))?;
    Ok(())
}
