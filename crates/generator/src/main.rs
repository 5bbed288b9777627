//! `generator rust { provider = "repertoire-generator" … }`: `prisma generate` starts this program
//! and speaks with it.

use std::io::{IsTerminal, Write, stderr, stdin};
use std::process::ExitCode;

const HELP: &str = "\
repertoire-generator is started by `prisma generate`. Name it in schema.prisma:

generator docs {
  provider = \"repertoire-generator\"
  target   = [\"erd\", \"markdown\"]
  output   = \"../docs\"
}

By hand: repertoire contract generate PATH --target NAME --out DIR
";

fn main() -> ExitCode {
    if stdin().is_terminal() || std::env::args().len() > 1 {
        let _closed = write!(stderr(), "{HELP}");
        return ExitCode::FAILURE;
    }
    match generator::converse(stdin().lock(), stderr().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _closed = writeln!(stderr(), "repertoire-generator: {error}");
            ExitCode::FAILURE
        }
    }
}
