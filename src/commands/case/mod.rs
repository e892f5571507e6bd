//! `kring case`: what somebody brings in, from offering to follow-up.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

mod add;
mod answer;
mod append;
mod audience;
mod choose;
mod chosen_action;
mod close;
mod core;
mod edit;
mod follow_up;
mod list;
mod put;
mod question;
mod round;
mod share;
mod show;
mod tip;
mod vote;
mod wipe;
mod withdraw;

/// What can be done with cases.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(visible_alias = "offer")]
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
    #[command(subcommand)]
    Tip(tip::Command),
    Question(question::Args),
    Answer(answer::Args),
    Core(core::Args),
    Put(put::Args),
    Append(append::Args),
    #[command(subcommand)]
    Action(chosen_action::Command),
    FollowUp(follow_up::Args),
    Choose(choose::Args),
    Round(round::Args),
    Close(close::Args),
    Vote(vote::Args),
    #[command(subcommand)]
    Audience(audience::Command),
    Share(share::Args),
    Withdraw(withdraw::Args),
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
        Command::Tip(command) => tip::run(context, command),
        Command::Question(args) => question::run(context, args),
        Command::Answer(args) => answer::run(context, args),
        Command::Core(args) => core::run(context, args),
        Command::Put(args) => put::run(context, args),
        Command::Append(args) => append::run(context, args),
        Command::Action(command) => chosen_action::run(context, command),
        Command::FollowUp(args) => follow_up::run(context, args),
        Command::Choose(args) => choose::run(context, args),
        Command::Round(args) => round::run(context, args),
        Command::Close(args) => close::run(context, args),
        Command::Vote(args) => vote::run(context, args),
        Command::Audience(command) => audience::run(context, command),
        Command::Share(args) => share::run(context, args),
        Command::Withdraw(args) => withdraw::run(context, args),
        Command::Wipe(args) => wipe::run(context, args),
    }
}
