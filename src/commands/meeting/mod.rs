//! `kring meeting`: agenda, attendance and minutes.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod add;
mod agenda;
mod attend;
mod cancel;
mod close;
mod edit;
mod list;
mod minutes;
mod next;
mod open;
mod show;
mod sign;

/// What can be done with meetings.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(add::Args),
    Next(next::Args),
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
    #[command(subcommand)]
    Agenda(agenda::Command),
    #[command(subcommand)]
    Minutes(minutes::Command),
    Attend(attend::Args),
    Sign(sign::Args),
    Open(open::Args),
    Close(close::Args),
    Cancel(cancel::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Add(args) => add::run(context, args),
        Command::Next(args) => next::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Edit(args) => edit::run(context, args),
        Command::Agenda(command) => agenda::run(context, command),
        Command::Minutes(command) => minutes::run(context, command),
        Command::Attend(args) => attend::run(context, args),
        Command::Sign(args) => sign::run(context, args),
        Command::Open(args) => open::run(context, args),
        Command::Close(args) => close::run(context, args),
        Command::Cancel(args) => cancel::run(context, args),
    }
}
