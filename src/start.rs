//! From the operating system's arguments to an exit code.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::{ArgMatches, FromArgMatches};

use crate::args::Cli;
use crate::commands;
use crate::context::{self, Context};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::help;
use crate::output::{Answer, Output};
use crate::usage;
use crate::words::Words;

/// The stack of the thread that does the work. Documents of members are read on it, to a depth
/// that the gate bounds; the 1 MiB that Windows gives the first thread is not enough.
const STACK: usize = 64 * 1024 * 1024;

/// Runs the program on a thread with room.
pub(crate) fn program() -> ExitCode {
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(|| run(std::env::args_os()));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        Ok(Err(_)) | Err(_) => ExitCode::from(Exit::Failed.code()),
    }
}

fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    let early = context::early(&args);
    let words = Words::load(early.language);
    let output = Output { json: early.json, quiet: early.quiet };
    let (command, result) = match parse(args, &words) {
        Ok((command, cli)) => {
            let context = Context::new(words, cli.global);
            let result = commands::run(&context, cli.command);
            return finish(context.words(), context.output(), &command, result);
        }
        Err(error) if !error.use_stderr() => return shown(error.print()),
        Err(error) if is_bare(&error) => {
            return shown(error.print().and(Err(io::Error::from(ErrorKind::InvalidInput))));
        }
        Err(error) => (String::new(), Err(usage::refused(&error))),
    };
    finish(&words, output, &command, result)
}

fn parse(args: Vec<OsString>, words: &Words) -> Result<(String, Cli), clap::Error> {
    let matches = help::tree(words).try_get_matches_from(args)?;
    let command = command_name(&matches);
    Ok((command, Cli::from_arg_matches(&matches)?))
}

fn command_name(matches: &ArgMatches) -> String {
    let mut names = Vec::new();
    let mut matches = matches;
    while let Some((name, inner)) = matches.subcommand() {
        names.push(name);
        matches = inner;
    }
    names.join(" ")
}

/// `kring` or `kring note` alone: the help is the answer, and the code says that nothing was done.
fn is_bare(error: &clap::Error) -> bool {
    error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

fn shown(written: io::Result<()>) -> ExitCode {
    match written {
        Err(error) if error.kind() == ErrorKind::InvalidInput => code(Exit::Usage),
        _ => code(Exit::Done),
    }
}

fn finish(
    words: &Words,
    output: Output,
    command: &str,
    result: Result<Answer, Failure>,
) -> ExitCode {
    let (exit, written) = match &result {
        Ok(answer) => {
            (answer.exit.unwrap_or(Exit::Done), output.answer(words, command, answer))
        }
        Err(failure) => (failure.exit, output.failure(words, command, failure)),
    };
    match written {
        // Whoever read our output has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => code(exit),
        Err(_) => code(Exit::Failed),
        Ok(()) => code(exit),
    }
}

fn code(exit: Exit) -> ExitCode {
    ExitCode::from(exit.code())
}
