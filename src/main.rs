//! `kring`: a small group's notes, cases and experiments, on its own laptops.
//!
//! This program is wiring: it reads the command line, opens the group on this laptop, does one
//! thing through `kring-node`, and says in the user's language what happened. See
//! [`commands`] for the commands, [`exit`] for the exit codes.

mod args;
mod ask;
mod commands;
mod context;
mod dates;
mod demo;
mod desk;
mod draft;
mod edit;
mod ending;
mod exit;
mod failure;
mod fields;
mod find;
mod foreign_file;
mod fresh_file;
mod guarded;
mod help;
mod labels;
mod later;
mod lists;
mod names;
mod network;
mod output;
mod passphrase;
mod past;
mod progress;
mod recognise;
mod safe;
mod script;
mod sheet;
mod show;
mod start;
mod swept;
mod terminal;
mod trajectory;
mod trouble;
mod usage;
mod wipe;
mod wiped;
mod wording;
mod words;

fn main() -> std::process::ExitCode {
    start::program()
}
