//! The command line as data. What each command does, and its own options, stands in
//! [`crate::commands`]; the words of the help stand in `locales/`.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser};

use crate::commands::Command;

/// A whole command line.
#[derive(Debug, Parser)]
#[command(name = "kring", version, disable_help_subcommand = true, disable_help_flag = true)]
#[command(disable_version_flag = true)]
pub(crate) struct Cli {
    /// What goes for every command.
    #[command(flatten)]
    pub(crate) global: Global,
    /// How the page is opened, if nothing else is asked.
    #[command(flatten)]
    pub(crate) page: crate::commands::open::Args,
    /// What to do; without it the page is opened.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options that go for every command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    #[arg(long, short = 'g', global = true, value_name = "NAME")]
    pub(crate) group: Option<String>,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long, global = true, value_name = "nl|en")]
    pub(crate) lang: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[arg(long, short = 'y', global = true)]
    pub(crate) yes: bool,
    #[arg(long, short = 'q', global = true)]
    pub(crate) quiet: bool,
    #[arg(long, short = 'h', global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}
