//! From the operating system's arguments to an exit code.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::args::Cli;
use crate::commands;
use crate::context::{self, Context};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::guarded;
use crate::help;
use crate::output::{Answer, Output};
use crate::say;
use crate::usage;
use crate::words::Words;

/// The stack of the thread that does the work. Documents of members are read on it, to a depth
/// that the gate bounds; the 1 MiB that Windows gives the first thread is not enough.
const STACK: usize = 64 * 1024 * 1024;

/// Says what the program does, for whoever looks into it: `KRING_LOG=debug`, never contents.
const LOG: &str = "KRING_LOG";

/// Runs the program on a thread with room.
pub(crate) fn program() -> ExitCode {
    kring_node::memory::share_heaps();
    listen();
    guarded::keep_memory_from_files();
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(|| run(std::env::args_os()));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        Ok(Err(_)) | Err(_) => crashed(),
    }
}

/// Sets up what is said of the program's own doings. A panic names its place in the program and
/// nothing else: its message may hold what somebody wrote. Those that a page's engine catches
/// harm nobody and are not for people at all.
fn listen() {
    if std::env::var_os(LOG).is_some() {
        let filter = tracing_subscriber::EnvFilter::from_env(LOG);
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(%place, "panicked");
    }));
}

/// A mistake of ours ended the work. What was saved before is on disk.
fn crashed() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let early = context::early(&args);
    let output = Output { json: early.json, quiet: early.quiet };
    let failure =
        Failure::new(Exit::Failed, say!("trouble-crash")).hint(say!("trouble-crash-hint"));
    finish(&Words::load(early.language), output, "", Err(failure))
}

fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    let early = context::early(&args);
    let words = Words::load(early.language);
    let output = Output { json: early.json, quiet: early.quiet };
    match parse(&args) {
        Ok((command, cli)) => {
            let context = Context::new(words, cli.global);
            let command_to_run = cli.command.unwrap_or(commands::Command::Open(cli.page));
            let result = commands::run(&context, command_to_run);
            finish(context.words(), context.output(), &command, result)
        }
        Err(error) if !error.use_stderr() || is_bare(&error) => show_help(args, &words),
        Err(error) => finish(&words, output, "", Err(usage::refused(&error))),
    }
}

fn parse(args: &[OsString]) -> Result<(String, Cli), clap::Error> {
    // Without the words of the help, which cost more than most commands.
    let matches = Cli::command().try_get_matches_from(args)?;
    let command = command_name(&matches);
    Ok((command, Cli::from_arg_matches(&matches)?))
}

/// Reads the command line once more, now to say the help in the user's language.
fn show_help(args: Vec<OsString>, words: &Words) -> ExitCode {
    let Err(error) = help::tree(&words.with_help()).try_get_matches_from(args) else {
        return code(Exit::Failed);
    };
    let exit = if is_bare(&error) { Exit::Usage } else { Exit::Done };
    match error.print() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => code(Exit::Failed),
        _ => code(exit),
    }
}

fn command_name(matches: &ArgMatches) -> String {
    let mut names = Vec::new();
    let mut matches = matches;
    while let Some((name, inner)) = matches.subcommand() {
        names.push(name);
        matches = inner;
    }
    if names.is_empty() { "open".to_owned() } else { names.join(" ") }
}

/// `kring` or `kring note` alone: the help is the answer, and the code says that nothing was done.
fn is_bare(error: &clap::Error) -> bool {
    error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

fn finish(
    words: &Words,
    output: Output,
    command: &str,
    result: Result<Answer, Failure>,
) -> ExitCode {
    let (exit, written) = match &result {
        Ok(answer) => (answer.exit.unwrap_or(Exit::Done), output.answer(words, command, answer)),
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
