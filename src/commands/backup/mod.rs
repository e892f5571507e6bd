//! `kring backup`: copies of what is on this laptop.

use clap::Subcommand;
use kring_node::backup::BackupError;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::trouble;

mod list;
mod out;
mod secret;
mod take;

/// What can be done with copies.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Out(out::Args),
    #[command(name = "in")]
    Take(take::Args),
    List(list::Args),
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Out(args) => out::run(context, args),
        Command::Take(args) => take::run(context, args),
        Command::List(args) => list::run(context, args),
    }
}

/// Why there is no copy, or nothing was put back.
fn refused(error: &BackupError) -> Failure {
    let bad = |sentence| Failure::new(Exit::BadInput, sentence);
    match error {
        BackupError::Foreign => bad(say!("backup-foreign")),
        BackupError::Newer => bad(say!("file-newer")).hint(say!("file-newer-hint")),
        BackupError::Passphrase => bad(say!("backup-passphrase")),
        BackupError::Damaged => bad(say!("backup-damaged")),
        BackupError::TooLarge => Failure::new(Exit::Failed, say!("backup-too-large")),
        BackupError::OtherLaptop(_) => {
            bad(say!("backup-other-laptop")).hint(say!("backup-other-laptop-hint"))
        }
        BackupError::Works => Failure::new(Exit::Failed, say!("backup-works")),
        BackupError::Io { path, source } => {
            let (path, cause) = (path.display().to_string(), trouble::io(source));
            Failure::new(Exit::Store, say!("trouble-home-io", path = path, cause = cause))
        }
        BackupError::Replica(error) => trouble::replica(error),
    }
}
