//! `kring session`: a method that is played in a meeting, step by step.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod at;
mod choose;
mod extra;
mod next;
mod show;
mod start;
mod stop;
mod write;

/// What can be done with sessions.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Start(start::Args),
    Show(show::Args),
    Write(write::Args),
    Next(next::Args),
    Extra(extra::Args),
    Choose(choose::Args),
    Stop(stop::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Start(args) => start::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Write(args) => write::run(context, args),
        Command::Next(args) => next::run(context, args),
        Command::Extra(args) => extra::run(context, args),
        Command::Choose(args) => choose::run(context, args),
        Command::Stop(args) => stop::run(context, args),
    }
}
