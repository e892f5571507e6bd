//! Commands that have commands of their own get these when one of them is called: a command line
//! names one, and making all of them would take as long as most commands do.

use std::cell::Cell;
use std::ops::Deref;

use clap::{ArgMatches, Command, CommandFactory, Error, FromArgMatches, Subcommand};

thread_local! {
    static WHOLE: Cell<bool> = const { Cell::new(false) };
}

/// The commands `T` of a command, made when it is called.
#[derive(Debug)]
pub(crate) struct Later<T>(T);

/// The tree of `P` with everything in it, for showing all of it.
pub(crate) fn whole<P: CommandFactory>() -> Command {
    WHOLE.set(true);
    let tree = P::command();
    WHOLE.set(false);
    tree
}

impl<T> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: FromArgMatches> FromArgMatches for Later<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl<T: Subcommand> Subcommand for Later<T> {
    fn augment_subcommands(command: Command) -> Command {
        if WHOLE.get() {
            T::augment_subcommands(command)
        } else {
            command.defer(T::augment_subcommands)
        }
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        T::augment_subcommands_for_update(command)
    }

    fn has_subcommand(name: &str) -> bool {
        T::has_subcommand(name)
    }
}
