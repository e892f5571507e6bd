//! What can go wrong, told apart by what the person or the program must do next.

use std::io;
use std::path::{Path, PathBuf};

use kring_trust::PageId;
use rusqlite::ErrorCode;

/// Why the store did not do what it was asked. Nothing was acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file of the store is not there.
    #[error("{0} is missing")]
    Missing(PathBuf),
    /// A store is already there; it is never written over.
    #[error("{0} already exists")]
    Exists(PathBuf),
    /// Other users of this computer could read or write this file or directory.
    #[error("{0} is open to other users of this computer")]
    WiderPermissions(PathBuf),
    /// Not a store of this program.
    #[error("{0} is not a Kring store")]
    Foreign(PathBuf),
    /// Written by a newer version; it was not touched.
    #[error("{path} was written by a newer version (format {version})")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format number.
        version: u32,
    },
    /// A store of this program, but of another group or kind.
    #[error("the store belongs to another group")]
    OtherGroup,
    /// Cut, altered or unreadable; says what.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The keys are sealed, and what opens them was not given.
    #[error("the store is locked")]
    Locked,
    /// The disk, or the quota, is full. The store takes no more until it is opened again.
    #[error("the disk is full")]
    Full,
    /// Opened for reading only, or the disk is.
    #[error("the store can only be read")]
    ReadOnly,
    /// Another process holds the store for longer than five seconds.
    #[error("the store is busy")]
    Busy,
    /// The disk answered with an error. The store takes no more until it is opened again.
    #[error("input/output error: {0}")]
    Io(String),
    /// An earlier disk error ended all writing until the store is opened again.
    #[error("the store was stopped by an earlier disk error")]
    Stopped,
    /// A batch begins after what is stored, or where the stored chain is not known.
    #[error("entries between the stored ones and these are missing")]
    Gap,
    /// A batch does not join on to the stored chain: another branch, or a mistake of the caller.
    #[error("the entries do not join on to what is stored")]
    Mismatch,
    /// No such branch of that log.
    #[error("no such branch")]
    NoBranch,
    /// Above the cap that is named.
    #[error("more than {0}")]
    TooMuch(&'static str),
    /// A log has as many branches as are kept; which they are must not depend on the order of
    /// arrival, so the caller drops the one that counts least, or refuses the new one.
    #[error("more branches of a log than are kept")]
    TooManyBranches,
    /// The page was dropped here and nobody asked for it back.
    #[error("the page was dropped")]
    Dropped(PageId),
    /// The operating system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(String),
    /// SQLite refused, for a reason that is none of the above.
    #[error("database: {0}")]
    Database(String),
}

impl StoreError {
    /// Whether nothing may be written after this until the store is opened again: what the disk
    /// holds is not known any more, and a second `fsync` would answer as if nothing had happened.
    pub(crate) fn ends_writing(&self) -> bool {
        matches!(self, Self::Full | Self::ReadOnly | Self::Io(_) | Self::Damaged(_) | Self::Stopped)
    }

    /// An error of the file system, with the file it came from.
    pub(crate) fn io(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io(format!("{}: {error}", path.display())),
        }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Io(text),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(text),
            Some(_) => Self::Database(text),
            None => Self::Damaged(text),
        }
    }
}
