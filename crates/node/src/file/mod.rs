//! A file instead of a network: what the others lack, for a stick or a mail.
//!
//! ```text
//! file      = head | section ... | signature, 64
//! head      = magic, 12 | version, u16 | nonce, 16 | group, 16 | device, 16
//! section   = length, u32 | age, encrypted to the devices of one audience
//! in a section: frames as between two laptops (`kring_sync::frame`), each `Statements` or `Batches`
//! ```
//!
//! Numbers are little-endian. Group and device are named by a hash with the nonce, so that two files
//! have nothing in common for who is no member. The device signs everything before the signature; it is
//! checked before anything is decoded. What is in it goes the way of everything that arrives: the
//! roster, the chain and signature of every log, the gate. It is taken whole or not at all, and turns
//! nobody green: only a meeting does.

mod envelope;
mod gather;
mod open;
mod seal;
#[cfg(test)]
mod tests;

pub use envelope::{FILE_CAP, group_of};
pub use gather::{Made, make};
#[doc(hidden)]
pub use open::inside;
pub use open::{CONTENT_CAP, Came, take};

use kring_trust::DeviceId;

use crate::replica::{NotTaken, ReplicaError};

/// How the name of a file ends.
pub const ENDING: &str = "kring";

/// Why there is no file, or nothing was taken from one.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Nobody else is in the group: nobody could open it.
    #[error("there is nobody else in the group")]
    Alone,
    /// More than a file may hold.
    #[error("this is more than fits in a file")]
    TooLarge,
    /// Something else.
    #[error("this is no file of Kring")]
    Foreign,
    /// Written by a newer version of the program.
    #[error("a newer version wrote this file")]
    Newer,
    /// Of a group that is not this one.
    #[error("this file belongs to another group")]
    OtherGroup,
    /// By a device that this laptop does not know as one of the group's.
    #[error("whoever made this file is not known here")]
    Stranger,
    /// By a device that was blocked, or whose person left.
    #[error("whoever made this file is not in the group any more")]
    Outsider(DeviceId),
    /// Cut off, altered, or not what a member's program writes.
    #[error("this file is damaged or cut off")]
    Damaged,
    /// Not made for this laptop.
    #[error("this file was not made for this laptop")]
    NotForUs,
    /// It continues what is not here.
    #[error("this file continues what is not here")]
    Gap,
    /// The replica or its disk.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
}

impl From<NotTaken> for FileError {
    fn from(error: NotTaken) -> Self {
        match error {
            NotTaken::Gap => Self::Gap,
            NotTaken::Forged => Self::Damaged,
            NotTaken::Replica(error) => Self::Replica(error),
        }
    }
}
