//! Copies of what is on this laptop.
//!
//! * `local`: copies that the program makes by itself and keeps on this laptop. Their values stay
//!   sealed under the keys of the living store, so an erased page is gone from all of them at once.
//! * `file`: one file under a passphrase, for elsewhere. It holds the keys as well.
//! * `put_back`: from either to a laptop. What is put back goes on under new logs, takes back from the
//!   others what it wrote since, and never splits the group.
//!
//! The laptop's seed is in none of them: whoever finds a copy cannot write in this person's name.

mod file;
mod local;
mod put_back;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use kring_trust::GroupId;

pub use file::{BACKUP_CAP, Backup, ENDING, Kept, open, seal};
#[doc(hidden)]
pub use file::{example, inside};
pub use local::{Generation, Generations, KEPT};
pub use put_back::{PutBack, put_back, put_back_generation};

use crate::replica::{NotTaken, ReplicaError};

/// Why there is no copy, or nothing was put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Not a copy of ours.
    #[error("this is no backup of Kring")]
    Foreign,
    /// Made by a newer version of the program.
    #[error("a newer version made this backup")]
    Newer,
    /// The passphrase does not open it.
    #[error("this passphrase does not open the backup")]
    Passphrase,
    /// Cut off or altered.
    #[error("this backup is damaged or cut off")]
    Damaged,
    /// Longer than a copy may be.
    #[error("this is more than fits in a backup")]
    TooLarge,
    /// It was made on another laptop, and this one is not in the group.
    #[error("this backup was made on another laptop")]
    OtherLaptop(GroupId),
    /// The group works: nothing is put in its place.
    #[error("the group works on this laptop")]
    Works,
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The replica or its disk.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
}

impl From<NotTaken> for BackupError {
    fn from(error: NotTaken) -> Self {
        match error {
            NotTaken::Gap | NotTaken::Forged => Self::Damaged,
            NotTaken::Replica(error) => Self::Replica(error),
        }
    }
}

impl From<kring_store::StoreError> for BackupError {
    fn from(error: kring_store::StoreError) -> Self {
        Self::Replica(error.into())
    }
}

impl From<crate::home::HomeError> for BackupError {
    fn from(error: crate::home::HomeError) -> Self {
        Self::Replica(error.into())
    }
}
