//! `kring member`: the people and their laptops.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod block;
mod edit;
mod list;
mod show;
mod unblock;

/// What can be done with members.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
    Block(block::Args),
    Unblock(unblock::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Edit(args) => edit::run(context, args),
        Command::Block(args) => block::run(context, args),
        Command::Unblock(args) => unblock::run(context, args),
    }
}
