//! `kring action`: who does what before when.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod add;
mod done;
mod edit;
mod list;
mod show;

/// What can be done with actions.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
    Done(done::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Add(args) => add::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Edit(args) => edit::run(context, args),
        Command::Done(args) => done::run(context, args),
    }
}
