//! What goes into a file: per audience, what not all of it has confirmed.

use std::collections::{BTreeMap, BTreeSet};

use kring_sync::ledger::Head;
use kring_sync::message::{BATCHES_CAP, Blob, Few, LogName, STATEMENTS_CAP, WireBatch};
use kring_sync::{Arrival, Ledger, LedgerError, Mark, Message, encode};
use kring_trust::log::Batch;
use kring_trust::{DeviceId, PageId};

use super::{FileError, envelope, seal};
use crate::env::random_array;
use crate::replica::{Replica, ReplicaError, Standing};

/// Bytes of entries or statements in one frame: with the longest batch behind it, it stays below
/// the longest message.
const FRAME_BUDGET: usize = 1024 * 1024;

/// Bytes of arrivals that are listed one by one; of more, whole logs go.
const ARRIVALS_BUDGET: usize = 8 * 1024 * 1024;

/// A file that was made.
#[derive(Debug)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// Whose laptops can open it: all others that are in the group.
    pub devices: Vec<DeviceId>,
    /// Whether everything is in it; else what these laptops lack as far as is known here.
    pub whole: bool,
    /// How many pages something of which is in it.
    pub pages: usize,
}

/// Those who may open a section.
type Devices = BTreeSet<DeviceId>;

/// Makes a file of what the others lack as far as is known here, or of everything.
///
/// # Errors
/// [`FileError::Alone`], [`FileError::TooLarge`]; [`FileError::Replica`], also when this laptop is not
/// in the group any more.
pub fn make(replica: &mut Replica, whole: bool) -> Result<Made, FileError> {
    replica.refresh()?;
    match replica.standing() {
        Standing::In => {}
        Standing::Blocked => return Err(ReplicaError::Blocked.into()),
        Standing::Left => return Err(ReplicaError::Left.into()),
    }
    let everyone: Devices = devices(replica, |_| true);
    let me = replica.device();
    let devices: Vec<DeviceId> = everyone.iter().copied().filter(|one| *one != me).collect();
    if devices.is_empty() {
        return Err(FileError::Alone);
    }
    let mut sealed = Vec::new();
    let (mut pages, mut complete) = (0, true);
    for (devices, of) in audiences(replica, everyone)? {
        let from = if whole { 0 } else { known_by_all(replica, &devices)? };
        let section = Section::gather(replica, from, &of)?;
        complete &= from == 0;
        pages += section.pages.len();
        if !section.frames.is_empty() {
            sealed.push(seal::seal(&section.frames, &keys(replica, &devices))?);
        }
    }
    let nonce = random_array(replica.env());
    let (group, keys) = (replica.group(), replica.keys());
    let bytes = envelope::close(&sealed, &group, (&me, keys), nonce)?;
    Ok(Made { bytes, devices, whole: complete, pages })
}

/// What belongs together: the pages by who may see them. Statements go to everyone, first.
fn audiences(
    replica: &Replica,
    everyone: Devices,
) -> Result<Vec<(Devices, BTreeSet<PageId>)>, FileError> {
    let mut audiences: BTreeMap<Devices, BTreeSet<PageId>> = BTreeMap::new();
    for page in replica.store().pages().map_err(ReplicaError::from)? {
        let sees = devices(replica, |device| replica.roster().may_be_sent(device, &page));
        audiences.entry(sees).or_default().insert(page);
    }
    audiences.retain(|devices, _| devices.iter().any(|device| *device != replica.device()));
    let common = audiences.remove(&everyone).unwrap_or_default();
    Ok(std::iter::once((everyone, common)).chain(audiences).collect())
}

/// The devices that are in, this one too: what a restored laptop lost may be in its own file.
fn devices(replica: &Replica, fits: impl Fn(&DeviceId) -> bool) -> Devices {
    let roster = replica.roster();
    let all = roster.devices().map(|info| info.id);
    all.filter(|device| roster.may_connect(device) && fits(device)).collect()
}

fn keys(replica: &Replica, devices: &Devices) -> Vec<[u8; 32]> {
    let known = devices.iter().filter_map(|device| replica.roster().device(device));
    known.map(|info| info.record.files_key).collect()
}

/// The arrival up to which every other laptop of these has confirmed to have all it may see.
fn known_by_all(replica: &Replica, devices: &Devices) -> Result<u64, FileError> {
    let mut known = u64::MAX;
    for device in devices.iter().filter(|device| **device != replica.device()) {
        let confirmed = Ledger::peer(replica, device).map_err(failed)?.confirmed;
        known = known.min(confirmed.map_or(0, |position| position.number));
    }
    Ok(known)
}

/// The content of one section.
#[derive(Default)]
struct Section {
    frames: Vec<u8>,
    pages: BTreeSet<PageId>,
    statements: Vec<Vec<u8>>,
    batches: Vec<Batch>,
    waiting: usize,
}

impl Section {
    /// What arrived after number `from`: the statements, and what is of the pages `of`.
    fn gather(replica: &Replica, from: u64, of: &BTreeSet<PageId>) -> Result<Self, FileError> {
        let mut section = Self::default();
        let to = replica.store().position().map_err(ReplicaError::from)?.number;
        let mut after = from;
        while after < to {
            let some = replica.statements(after, to, FRAME_BUDGET).map_err(failed)?;
            let Some((last, _)) = some.last() else { break };
            after = *last;
            some.into_iter().try_for_each(|(_, bytes)| section.statement(bytes))?;
        }
        section.flush()?;
        match one_by_one(replica, from)? {
            Some(batches) => {
                let ours = batches.into_iter().filter(|batch| of.contains(&batch.opening.page));
                ours.into_iter().try_for_each(|batch| section.batch(batch))?;
            }
            None => section.logs(replica, from, of)?,
        }
        section.flush()?;
        Ok(section)
    }

    /// Whole logs, of the pages that something happened to.
    fn logs(
        &mut self,
        replica: &Replica,
        from: u64,
        of: &BTreeSet<PageId>,
    ) -> Result<(), FileError> {
        let to = replica.store().position().map_err(ReplicaError::from)?.number;
        let touched = replica.pages_touched(from, to).map_err(failed)?;
        for page in touched.iter().filter(|page| of.contains(page)) {
            for Head { opening, row } in replica.heads(page).map_err(failed)? {
                let end = Mark::from(&row);
                let batches = replica.batches(&opening.id(), &end, &[], usize::MAX);
                batches.map_err(failed)?.into_iter().try_for_each(|batch| self.batch(batch))?;
            }
        }
        Ok(())
    }

    fn statement(&mut self, bytes: Vec<u8>) -> Result<(), FileError> {
        self.make_room(bytes.len())?;
        self.statements.push(bytes);
        Ok(())
    }

    fn batch(&mut self, batch: Batch) -> Result<(), FileError> {
        self.make_room(batch.entries.iter().map(Vec::len).sum())?;
        self.pages.insert(batch.opening.page);
        self.batches.push(batch);
        Ok(())
    }

    fn make_room(&mut self, bytes: usize) -> Result<(), FileError> {
        let many = self.statements.len() >= STATEMENTS_CAP || self.batches.len() >= BATCHES_CAP;
        if many || self.waiting.saturating_add(bytes) > FRAME_BUDGET {
            self.flush()?;
        }
        self.waiting = self.waiting.saturating_add(bytes);
        Ok(())
    }

    /// Writes what waits as a frame of each kind.
    fn flush(&mut self) -> Result<(), FileError> {
        self.waiting = 0;
        let statements: Few<_, STATEMENTS_CAP> = self.statements.drain(..).map(Blob).collect();
        if !statements.is_empty() {
            self.frame(&Message::Statements { statements })?;
        }
        let batches: Few<_, BATCHES_CAP> = self.batches.drain(..).map(on_the_wire).collect();
        if !batches.is_empty() {
            self.frame(&Message::Batches { batches })?;
        }
        Ok(())
    }

    fn frame(&mut self, message: &Message) -> Result<(), FileError> {
        self.frames.extend(encode(message).map_err(|_| FileError::TooLarge)?);
        if self.frames.len() > envelope::FILE_CAP { Err(FileError::TooLarge) } else { Ok(()) }
    }
}

/// The entries that arrived after `from`, if they are still known one by one and no page is to be
/// compared whole: who confirmed `from` has what they continue.
fn one_by_one(replica: &Replica, from: u64) -> Result<Option<Vec<Batch>>, FileError> {
    let Some(arrivals) = replica.arrivals(from, ARRIVALS_BUDGET).map_err(failed)? else {
        return Ok(None);
    };
    let mut batches = Vec::new();
    for arrival in arrivals {
        match arrival {
            Arrival::Statement { compare: true, .. } => return Ok(None),
            Arrival::Statement { .. } => {}
            Arrival::Entries { batch, .. } => batches.push(batch),
        }
    }
    Ok(Some(batches))
}

fn on_the_wire(batch: Batch) -> WireBatch {
    let opening = batch.opening;
    let log = LogName::New { device: opening.device, page: opening.page, salt: opening.salt };
    let entries = batch.entries.into_iter().map(Blob).collect();
    WireBatch { log, after: batch.after, entries, signature: batch.row.signature }
}

fn failed(error: LedgerError) -> FileError {
    FileError::Replica(ReplicaError::Page(error.to_string()))
}
