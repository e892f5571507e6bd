//! The commands: one file each, folders for those that have commands of their own.

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::later::Later;
use crate::output::Answer;

mod action;
mod agreement;
mod archive;
mod backup;
mod case;
mod check;
mod completions;
mod demo;
mod doctor;
mod experiment;
mod export;
mod file;
mod finding;
mod finish;
mod group;
mod groups;
mod help;
mod import;
mod internet;
mod invite;
mod join;
mod journey;
mod leave;
mod lock;
mod log;
mod man;
mod meeting;
mod member;
mod method;
mod new;
mod note;
pub(crate) mod open;
mod restore;
mod run;
mod search;
mod session;
mod settings;
mod status;
mod sweep;
mod sync;
mod verify;

/// Everything that can be asked of the program.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(hide = true)]
    Open(open::Args),
    New(new::Args),
    Invite(invite::Args),
    Join(join::Args),
    Run(run::Args),
    Sync(sync::Args),
    Status(status::Args),
    #[command(subcommand)]
    Note(Later<note::Command>),
    #[command(subcommand)]
    Case(Later<case::Command>),
    Check(check::Args),
    #[command(subcommand)]
    Experiment(Later<experiment::Command>),
    #[command(subcommand)]
    Meeting(Later<meeting::Command>),
    #[command(subcommand)]
    Session(Later<session::Command>),
    #[command(subcommand)]
    Method(Later<method::Command>),
    #[command(subcommand)]
    Finding(Later<finding::Command>),
    Finish(finish::Args),
    #[command(subcommand)]
    Action(Later<action::Command>),
    #[command(subcommand)]
    Member(Later<member::Command>),
    #[command(subcommand)]
    Agreement(Later<agreement::Command>),
    #[command(subcommand)]
    Group(Later<group::Command>),
    Groups(groups::Args),
    Log(log::Args),
    Restore(restore::Args),
    Journey,
    #[command(subcommand)]
    Sweep(Later<sweep::Command>),
    Search(search::Args),
    Archive(archive::Args),
    Import(import::Args),
    Export(export::Args),
    Verify(verify::Args),
    #[command(subcommand)]
    File(Later<file::Command>),
    #[command(subcommand)]
    Backup(Later<backup::Command>),
    Internet(internet::Args),
    Leave(leave::Args),
    Doctor(doctor::Args),
    Lock(lock::Args),
    Settings(settings::Args),
    Demo(demo::Args),
    Completions(completions::Args),
    Man(man::Args),
    Help(help::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: Command) -> Result<Answer, Failure> {
    match command {
        Command::Open(args) => open::run(context, &args),
        Command::New(args) => new::run(context, &args),
        Command::Invite(args) => invite::run(context, &args),
        Command::Join(args) => join::run(context, &args),
        Command::Run(args) => run::run(context, &args),
        Command::Sync(args) => sync::run(context, &args),
        Command::Status(args) => status::run(context, &args),
        Command::Note(command) => note::run(context, &command),
        Command::Case(command) => case::run(context, &command),
        Command::Check(args) => check::run(context, &args),
        Command::Experiment(command) => experiment::run(context, &command),
        Command::Meeting(command) => meeting::run(context, &command),
        Command::Session(command) => session::run(context, &command),
        Command::Method(command) => method::run(context, &command),
        Command::Finding(command) => finding::run(context, &command),
        Command::Finish(args) => finish::run(context, &args),
        Command::Action(command) => action::run(context, &command),
        Command::Member(command) => member::run(context, &command),
        Command::Agreement(command) => agreement::run(context, &command),
        Command::Group(command) => group::run(context, &command),
        Command::Groups(args) => groups::run(context, &args),
        Command::Log(args) => log::run(context, &args),
        Command::Restore(args) => restore::run(context, &args),
        Command::Journey => journey::run(context),
        Command::Sweep(command) => sweep::run(context, &command),
        Command::Search(args) => search::run(context, &args),
        Command::Archive(args) => archive::run(context, &args),
        Command::Import(args) => import::run(context, &args),
        Command::Export(args) => export::run(context, &args),
        Command::Verify(args) => verify::run(context, &args),
        Command::File(command) => file::run(context, &command),
        Command::Backup(command) => backup::run(context, &command),
        Command::Internet(args) => internet::run(context, &args),
        Command::Leave(args) => leave::run(context, &args),
        Command::Doctor(args) => doctor::run(context, &args),
        Command::Lock(args) => lock::run(context, &args),
        Command::Settings(args) => settings::run(context, &args),
        Command::Demo(args) => demo::run(context, &args),
        Command::Completions(args) => completions::run(context, &args),
        Command::Man(args) => man::run(context, &args),
        Command::Help(args) => help::run(context, &args),
    }
}
