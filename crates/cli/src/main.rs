//! The one binary: `repertoire`.
//!
//! Here are the command line, the environment and what is printed. What a command decides, it asks
//! another room; the two columns of the house (contract and inventory) meet only here.

mod card;
mod contract;
mod demo;
mod failure;
mod http;
mod import;
mod log;
mod say;
mod serve;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::{Failure, Outcome};

/// The inventory of AI characters: from contract to draft, publication, payload and payout.
#[derive(Debug, Parser)]
#[command(name = "repertoire", version, propagate_version = true, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, or the answer is yes; 1 it failed, or the answer is no; 2 the command line is \
not one (but of `contract migrate diff`, as Prisma has it: with --exit-code, there is a difference).

Start here:  repertoire serve                 and in another terminal
             repertoire demo --admin-token T  with the token that `serve` printed";

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Demo(demo::Demo),
    Import(import::Import),
    Card(card::Card),
    Verify(verify::Verify),
    Contract(contract::Contract),
}

fn main() -> ExitCode {
    let Cli { command } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(unusable) => return refuse(&unusable),
    };
    log::start(matches!(command, Command::Serve(_)));
    let outcome = run(command).and_then(|code| match say::lost() {
        Some(error) => Err(Failure::new(format!("the result can't be written: {error}"))),
        None => Ok(code),
    });
    outcome.unwrap_or_else(|failure| {
        say::error(&failure);
        ExitCode::FAILURE
    })
}

/// Prints the help that was asked for, or what is wrong with the command line. Of `migrate diff` that
/// is no 2, which says there that two states differ.
fn refuse(unusable: &clap::Error) -> ExitCode {
    let _closed = unusable.print();
    let compares = ["contract", "migrate", "diff"].iter().copied();
    match unusable.exit_code() {
        0 => ExitCode::SUCCESS,
        _ if std::env::args().skip(1).take(3).eq(compares) => ExitCode::FAILURE,
        _ => ExitCode::from(2),
    }
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Serve(serve) => serve.run(),
        Command::Demo(demo) => demo.run(),
        Command::Import(import) => import.run(),
        Command::Card(card) => card.run(),
        Command::Verify(verify) => verify.run(),
        Command::Contract(contract) => contract.run(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_argument_says_what_it_is_for() {
        let mut silent = Vec::new();
        visit(&Cli::command(), &mut silent);
        assert!(silent.is_empty(), "no help for {silent:?}");
    }

    fn visit(command: &clap::Command, silent: &mut Vec<String>) {
        let arguments = command.get_arguments().filter(|it| it.get_help().is_none());
        silent.extend(arguments.map(|it| format!("{} {}", command.get_name(), it.get_id())));
        for inner in command.get_subcommands() {
            if inner.get_about().is_none() {
                silent.push(inner.get_name().to_owned());
            }
            visit(inner, silent);
        }
    }
}
