//! Taking a file in: verified whole, stored whole.

use kring_sync::message::{BATCH_BYTES_CAP, LogName, WireBatch};
use kring_sync::{Breach, Inbox, Incoming, Message, Unverified};
use kring_trust::log::LogOpening;
use kring_trust::{DeviceId, PageId};

use super::seal::{self, Opened};
use super::{FileError, envelope};
use crate::replica::{Replica, ReplicaError, Standing};

/// The most that a file may come to once it is opened, in bytes: it is held in memory, and is
/// compressed to about a fifth of this at most by honest programs.
pub const CONTENT_CAP: usize = 256 * 1024 * 1024;

/// What came out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// Who made it.
    pub device: DeviceId,
    /// The pages of which something new came, without the group document.
    pub pages: Vec<PageId>,
    /// Changes and statements that were not here yet.
    pub new: u64,
    /// Batches that were left where they are: more than is kept of one person.
    pub left_out: usize,
}

/// Takes in everything that a file holds for this laptop. Nobody turns green by it.
///
/// # Errors
/// Every [`FileError`] but [`FileError::Alone`]; nothing was taken then.
pub fn take(replica: &mut Replica, bytes: &[u8]) -> Result<Came, FileError> {
    replica.refresh()?;
    match replica.standing() {
        Standing::In => {}
        Standing::Blocked => return Err(ReplicaError::Blocked.into()),
        Standing::Left => return Err(ReplicaError::Left.into()),
    }
    let signed = envelope::signed(bytes, replica.roster())?;
    let mut content = Content { incoming: Incoming::new(signed.device), bytes: 0 };
    let mut for_us = false;
    for section in signed.sections {
        let opened = seal::open(section, replica.keys(), envelope::FILE_CAP as u64)?;
        if let Opened::Bytes(frames) = opened {
            for_us = true;
            content.read(&frames)?;
        }
    }
    if !for_us {
        return Err(FileError::NotForUs);
    }
    let group = replica.group_page();
    let taken = replica.take_file(content.incoming)?;
    let pages = taken.pages.into_iter().filter(|page| *page != group).collect();
    Ok(Came { device: signed.device, pages, new: taken.new, left_out: taken.left_out })
}

/// Reads what lies inside a section, once it was opened; for fuzzing.
///
/// # Errors
/// [`FileError::Damaged`] and [`FileError::TooLarge`].
#[doc(hidden)]
pub fn inside(frames: &[u8]) -> Result<usize, FileError> {
    let mut content = Content { incoming: Incoming::new(DeviceId::from_bytes([0; 32])), bytes: 0 };
    content.read(frames)?;
    Ok(content.bytes)
}

/// What was read so far.
struct Content {
    incoming: Incoming,
    bytes: usize,
}

impl Content {
    /// Reads the frames of one section.
    fn read(&mut self, frames: &[u8]) -> Result<(), FileError> {
        let mut inbox = Inbox::new();
        // A bounded piece at a time, so that what is inflated is counted before more is.
        const PIECE: usize = 64 * 1024;
        for piece in frames.chunks(PIECE) {
            inbox.push(piece, 0);
            while let Some(message) = inbox.next(0).map_err(damaged)? {
                self.message(message)?;
            }
        }
        // Nothing may be left of a frame that does not end.
        inbox.check(u64::MAX).map_err(damaged)
    }

    fn message(&mut self, message: Message) -> Result<(), FileError> {
        match message {
            Message::Statements { statements } => {
                for statement in statements {
                    self.count(statement.0.len())?;
                    self.incoming.statements.push(statement.0);
                }
            }
            Message::Batches { batches } => {
                for batch in batches {
                    let batch = unverified(batch).ok_or(FileError::Damaged)?;
                    self.count(batch.entries.iter().map(|entry| entry.len() + EMPTY).sum())?;
                    self.incoming.batches.push(batch);
                }
            }
            _ => return Err(FileError::Damaged),
        }
        Ok(())
    }

    fn count(&mut self, bytes: usize) -> Result<(), FileError> {
        self.bytes = self.bytes.saturating_add(bytes).saturating_add(EMPTY);
        if self.bytes > CONTENT_CAP { Err(FileError::TooLarge) } else { Ok(()) }
    }
}

/// What an entry, statement or batch without any bytes still takes in memory.
const EMPTY: usize = 64;

/// A batch in the form in which it is verified; `None` if no honest program writes it.
fn unverified(batch: WireBatch) -> Option<Unverified> {
    let LogName::New { device, page, salt } = batch.log else { return None };
    let opening = LogOpening { device, page, salt };
    let entries: Vec<Vec<u8>> = batch.entries.into_iter().map(|entry| entry.0).collect();
    let (after, signature) = (batch.after, batch.signature);
    let batch = Unverified { opening, after, entries, signature };
    let bytes: usize = batch.entries.iter().map(Vec::len).sum();
    let sound = page != PageId::ROSTER
        && !batch.entries.is_empty()
        && batch.end().is_some()
        && bytes <= BATCH_BYTES_CAP;
    sound.then_some(batch)
}

fn damaged(_: Breach) -> FileError {
    FileError::Damaged
}
