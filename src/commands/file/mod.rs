//! `kring file`: a file instead of a network, for a stick or a mail.

use clap::Subcommand;
use kring_node::file::FileError;

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network;
use crate::output::Answer;
use crate::say;
use crate::trouble;

mod out;
mod take;

/// What can be done with such a file.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Out(out::Args),
    #[command(name = "in")]
    Take(take::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Out(args) => out::run(context, args),
        Command::Take(args) => take::run(context, args),
    }
}

/// Why there is no file, or nothing was taken from one. `desk` knows the names.
fn refused(desk: Option<&mut Desk<'_>>, error: &FileError) -> Failure {
    let bad = |sentence| Failure::new(Exit::BadInput, sentence);
    match error {
        FileError::Alone => Failure::new(Exit::NotFound, say!("file-alone")),
        FileError::TooLarge => bad(say!("file-too-large")).hint(say!("file-too-large-hint")),
        FileError::Foreign => bad(say!("file-foreign")),
        FileError::Newer => bad(say!("file-newer")).hint(say!("file-newer-hint")),
        FileError::OtherGroup => bad(say!("file-other-group")),
        FileError::Stranger => bad(say!("file-stranger")).hint(say!("file-stranger-hint")),
        FileError::Outsider(device) => {
            let name = desk.map_or_else(|| device.short(), |desk| network::whose(desk, device));
            bad(say!("file-outsider", name = name))
        }
        FileError::Damaged => bad(say!("file-damaged")).hint(say!("file-damaged-hint")),
        FileError::NotForUs => bad(say!("file-not-for-us")).hint(say!("file-not-for-us-hint")),
        FileError::Gap => bad(say!("file-gap")).hint(say!("file-gap-hint")),
        FileError::Replica(error) => trouble::replica(error),
    }
}
