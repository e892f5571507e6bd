//! `kring group`: what is asked, agreed and named as the core.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod core;
mod edit;
mod guide;
mod mix;
mod phase;
mod prepare;
mod propose;
mod results;
mod roles;
mod show;

/// What can be done with the group.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Show(show::Args),
    Edit(edit::Args),
    Propose(propose::Args),
    Core(core::Args),
    Phase(phase::Args),
    Prepare(prepare::Args),
    Roles(roles::Args),
    Mix(mix::Args),
    Guide(guide::Args),
    Results(results::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Show(args) => show::run(context, args),
        Command::Edit(args) => edit::run(context, args),
        Command::Propose(args) => propose::run(context, args),
        Command::Core(args) => core::run(context, args),
        Command::Phase(args) => phase::run(context, args),
        Command::Prepare(args) => prepare::run(context, args),
        Command::Roles(args) => roles::run(context, args),
        Command::Mix(args) => mix::run(context, args),
        Command::Guide(args) => guide::run(context, args),
        Command::Results(args) => results::run(context, args),
    }
}
