//! `kring agreement`: what the group agreed about working together.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod add;
mod agree;
mod edit;
mod list;
mod ready;
mod retire;
mod show;

/// What can be done with agreements.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(add::Args),
    Ready(ready::Args),
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
    Agree(agree::Args),
    Retire(retire::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Add(args) => add::run(context, args),
        Command::Ready(args) => ready::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Edit(args) => edit::run(context, args),
        Command::Agree(args) => agree::run(context, args),
        Command::Retire(args) => retire::run(context, args),
    }
}
