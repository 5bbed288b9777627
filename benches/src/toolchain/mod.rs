//! The contract's toolchain beside Prisma's command line: whole processes, by turns, on one schema.
//!
//! Prisma is found in `node_modules` of the folder that `REPERTOIRE_ORACLE` names, with
//! `schema-engine-shim.mjs` beside it where its native engine is not installed. Without it only our
//! own times are shown.

mod schema;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::figures::{self, median};
use crate::world::Outcome;

/// Runs of each side; the medians are shown.
const RUNS: usize = 11;
/// Prisma takes seconds for what takes us milliseconds.
const RUNS_OF_PRISMA: usize = 5;

/// A thing to be done, in the words of both command lines.
struct Task {
    name: &'static str,
    /// Milliseconds of the whole process that we promise for 302 models in 7,600 lines.
    promised: u32,
    ours: &'static [&'static str],
    prisma: &'static [&'static str],
}

const TASKS: [Task; 4] = [
    Task {
        name: "validate",
        promised: 12,
        ours: &["validate", "schema.prisma"],
        prisma: &["validate", "--schema", "schema.prisma"],
    },
    Task {
        name: "format",
        promised: 15,
        ours: &["format", "schema.prisma", "--check"],
        prisma: &["format", "--schema", "schema.prisma", "--check"],
    },
    Task {
        name: "diff from empty",
        promised: 25,
        ours: &["migrate", "diff", "--from-empty", "--to-schema", "schema.prisma", "--script"],
        prisma: &["migrate", "diff", "--from-empty", "--to-schema", "schema.prisma", "--script"],
    },
    Task {
        name: "generate",
        promised: 150,
        ours: &["generate", "schema.prisma", "--target", "rust", "--out", "rust"],
        prisma: &["generate", "--schema", "schema.prisma"],
    },
];

/// Measures all tasks on the schema at a path, or on one that is made up.
pub(crate) fn run(schema: Option<&str>, folder: &Path) -> Outcome<()> {
    let text = match schema {
        Some(path) => fs::read_to_string(path)?,
        None => schema::made_up(),
    };
    fs::write(folder.join("schema.prisma"), &text)?;
    fs::write(folder.join("prisma.config.ts"), "export default { schema: \"schema.prisma\" }\n")?;
    let ours = Ours::find()?;
    let prisma = Prisma::find();
    let models = text.lines().filter(|line| line.starts_with("model ")).count();
    println!("{models} models in {} lines; medians of whole processes", text.lines().count());
    if prisma.is_none() {
        println!("REPERTOIRE_ORACLE names no folder with Prisma: only our own times are shown");
    }
    println!("{:<16} {:>10}  {:>10}  {:>10}   ratio", "", "promised", "ours", "Prisma");
    for task in &TASKS {
        measure(task, folder, &ours, prisma.as_ref())?;
    }
    Ok(())
}

fn measure(task: &Task, folder: &Path, ours: &Ours, prisma: Option<&Prisma>) -> Outcome<()> {
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..=RUNS {
        // What is generated is written anew each time, by both.
        for generated in ["rust", "client"] {
            let _not_there_yet = fs::remove_dir_all(folder.join(generated));
        }
        let took = timed(ours.command(task.ours), folder)?;
        // The first run warms the caches of files.
        if turn > 0 {
            own.push(took);
        }
        if let (Some(prisma), true) = (prisma, turn <= RUNS_OF_PRISMA) {
            let took = timed(prisma.command(task.prisma), folder)?;
            if turn > 0 {
                theirs.push(took);
            }
        }
    }
    let own = median(own);
    let beside = match theirs.is_empty() {
        true => String::new(),
        false => {
            let theirs = median(theirs);
            format!("{theirs:>7.0} ms   {:>6.4}", own / theirs)
        }
    };
    println!("{:<16} {:>7} ms  {own:>7.1} ms  {beside}", task.name, task.promised);
    Ok(())
}

/// Milliseconds from start to end of a process that has to succeed.
fn timed(mut command: Command, folder: &Path) -> Outcome<f64> {
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let (done, took) = figures::timed(|| command.output());
    let done = done?;
    match done.status.success() {
        true => Ok(took),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr)).into()),
    }
}

/// The program `repertoire`, built in release beside this one.
struct Ours(PathBuf);

impl Ours {
    fn find() -> Outcome<Self> {
        let beside = std::env::current_exe()?.with_file_name("repertoire");
        match beside.exists() {
            true => Ok(Self(beside)),
            false => Err("build the program first: cargo build --release --package cli".into()),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("contract").args(arguments);
        command
    }
}

/// Prisma's command line.
struct Prisma(PathBuf);

impl Prisma {
    fn find() -> Option<Self> {
        let folder = PathBuf::from(std::env::var_os("REPERTOIRE_ORACLE")?);
        folder.join("node_modules/prisma/build/index.js").exists().then_some(Self(folder))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("node");
        command.arg(self.0.join("node_modules/prisma/build/index.js")).args(arguments);
        command.env("CHECKPOINT_DISABLE", "1");
        let shim = self.0.join("schema-engine-shim.mjs");
        if shim.exists() {
            command.env("PRISMA_SCHEMA_ENGINE_BINARY", shim);
        }
        command
    }
}
