//! `kring experiment`: try, look, adapt, next.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod add;
mod append;
mod check;
mod count;
mod edit;
mod list;
mod outcome;
mod put;
mod release;
mod show;
mod step;
mod wipe;

/// What can be done with experiments.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
    Check(check::Args),
    #[command(subcommand)]
    Step(step::Command),
    Count(count::Args),
    Put(put::Args),
    Append(append::Args),
    Outcome(outcome::Args),
    Release(release::Args),
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
        Command::Check(args) => check::run(context, args),
        Command::Step(command) => step::run(context, command),
        Command::Count(args) => count::run(context, args),
        Command::Put(args) => put::run(context, args),
        Command::Append(args) => append::run(context, args),
        Command::Outcome(args) => outcome::run(context, args),
        Command::Release(args) => release::run(context, args),
        Command::Wipe(args) => wipe::run(context, args),
    }
}
