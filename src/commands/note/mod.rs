//! `kring note`: short pieces of text, each on a page of its own.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod add;
mod addition;
mod edit;
mod help;
mod list;
mod share;
mod show;
mod try_out;
mod wipe;

/// What can be done with notes.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
    Append(addition::Args),
    Offer(help::Args),
    Share(share::Args),
    Try(try_out::Args),
    Wipe(wipe::Args),
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
        Command::Append(args) => addition::run(context, args),
        Command::Offer(args) => help::run(context, args),
        Command::Share(args) => share::run(context, args),
        Command::Try(args) => try_out::run(context, args),
        Command::Wipe(args) => wipe::run(context, args),
    }
}
