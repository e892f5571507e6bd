//! Turns an edit made here into entries of a log of ours.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, Automerge, Change, ReadDoc};
use kring_trust::entry::{Entry, MESSAGE_CAP, NotSlim, Slim, TIME_END};
use kring_trust::id::{Actor, PersonId};
use kring_trust::log::{LogOpening, chain_next};
use kring_trust::plan::{HeldEntry, Size};

use super::apply::{Judge, quietly};
use super::gate::{Candidate, Incoming, Refusal, admit};
use super::index::{Logs, Slot};
use super::operations::Known;
use super::pieces::{PIECE_BYTES, PIECE_OPERATIONS, pieces};
use super::{Fault, Page};

/// The most operations of one edit: some 125 entries. More is an import, in several edits.
pub const EDIT_OPERATIONS_CAP: usize = 1_000_000;

/// The log that an edit is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogOfMine {
    /// A log of this device on this page; it begins here if it is new.
    pub opening: LogOpening,
    /// The person whose device this is.
    pub person: PersonId,
}

/// An edit that is in the document and not yet on disk.
///
/// Store the entries, signed at the last one; if that fails, drop the page.
#[derive(Clone, Debug)]
#[must_use = "an edit that is not stored is lost, and the page must then be dropped"]
pub struct Edited<T> {
    /// What the edit answered.
    pub value: T,
    /// The number before the first of `entries`.
    pub after: u64,
    /// The new entries, in order; none if nothing was changed.
    pub entries: Vec<HeldEntry>,
}

/// Why an edit was not made. The page is as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditError<E> {
    /// The edit itself says so.
    #[error("the edit was not made")]
    Own(E),
    /// The log is of another page, or entries of it rest: this device must begin a new log.
    #[error("this log cannot be written to")]
    LogClosed,
    /// More than [`EDIT_OPERATIONS_CAP`] operations, or a value that fits no entry.
    #[error("the edit is too large")]
    TooLarge,
    /// With it this person has written more in this page than anybody takes in.
    #[error("the page is full")]
    Full,
    /// It would be set aside by everybody.
    #[error("the edit would be set aside: {0:?}")]
    Gate(Fault),
    /// Automerge broke on it, or made what the entry cannot express.
    #[error("the edit could not be made into an entry")]
    Broken,
}

impl Page {
    /// Makes an edit: `write` in one transaction, at `time` (milliseconds since 1970, clamped to
    /// what an entry can hold), with a `message` of at most 1 KiB (longer is cut).
    ///
    /// The entries went through the same gate as others'; a large edit gives several. Never hold a
    /// page open across a failed commit: on disk first, or drop it.
    ///
    /// # Errors
    /// [`EditError`]; the page is as it was.
    pub fn edit<T, E>(
        &mut self,
        log: &LogOfMine,
        time: i64,
        message: Option<&str>,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<Edited<T>, EditError<E>> {
        let lengths = self.logs.lengths();
        let edited = self.try_edit(log, options(time, message), write);
        if !edited.as_ref().is_ok_and(|edited| !edited.entries.is_empty()) {
            self.logs.forget_beyond(&lengths);
        }
        edited
    }

    fn try_edit<T, E>(
        &mut self,
        log: &LogOfMine,
        options: CommitOptions,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<Edited<T>, EditError<E>> {
        let slot = self.own_slot(log).ok_or(EditError::LogClosed)?;
        let after = self.logs.get(slot).map_or(0, |log| log.held);
        let made = catch_unwind(AssertUnwindSafe(|| self.transact(log, options, write)));
        let (value, doc, changes) = made.map_err(|_| EditError::Broken)??;
        let (entries, candidates) = self.entries(slot, &changes)?;
        if !entries.is_empty() && self.bounds.exceeded_by(&self.logs.size_of(&log.person)) {
            return Err(EditError::Full);
        }
        if let Some(doc) = self.judged(doc, &candidates).map_err(EditError::Gate)? {
            self.set_doc(doc);
        }
        Ok(Edited { value, after, entries })
    }

    /// The document after the edit; none if it changed nothing.
    fn judged(
        &self,
        doc: Option<Automerge>,
        candidates: &[Candidate],
    ) -> Result<Option<Automerge>, Fault> {
        let judge = Judge { about: &self.about, logs: &self.logs, scrutiny: self.daily };
        let part: Vec<&Candidate> = candidates.iter().collect();
        match doc {
            _ if part.is_empty() => Ok(None),
            Some(doc) => quietly(|| judge.judge(&doc, &part)).map(|()| Some(doc)),
            None => judge.attempt(&self.doc, &part).map(Some),
        }
    }

    fn own_slot(&mut self, log: &LogOfMine) -> Option<Slot> {
        if log.opening.page != self.about.page {
            return None;
        }
        let slot = self.logs.open(&self.about.group, &log.opening, log.person)?;
        self.logs.get(slot).filter(|log| log.is_open()).map(|_| slot)
    }

    /// Runs the edit on a clone. The document is none if the change had to be cut into several.
    fn transact<T, E>(
        &self,
        log: &LogOfMine,
        options: CommitOptions,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<(T, Option<Automerge>, Vec<Change>), EditError<E>> {
        let actor = ActorId::from(Actor::from(log.opening.id()).0);
        let mut doc = self.doc.clone().with_actor(actor);
        let mut tx = doc.transaction();
        let value = match write(&mut tx) {
            Ok(value) => value,
            Err(error) => return Err(EditError::Own(error)),
        };
        let operations = tx.pending_ops();
        if operations == 0 {
            return Ok((value, None, Vec::new()));
        }
        if operations > EDIT_OPERATIONS_CAP {
            return Err(EditError::TooLarge);
        }
        let (hash, _) = tx.commit_with(options);
        let change =
            hash.and_then(|hash| doc.get_change_by_hash(&hash)).ok_or(EditError::Broken)?;
        if operations <= PIECE_OPERATIONS && change.raw_bytes().len() <= PIECE_BYTES {
            return Ok((value, Some(doc), vec![change]));
        }
        Ok((value, None, pieces(change.decode())))
    }

    /// The entries of `changes`, each rebuilt from its bytes and compared before it is taken.
    fn entries<E>(
        &mut self,
        slot: Slot,
        changes: &[Change],
    ) -> Result<(Vec<HeldEntry>, Vec<Candidate>), EditError<E>> {
        let mut known = Known::beside(&self.doc, &self.logs);
        let mut entries = Vec::with_capacity(changes.len());
        let mut candidates = Vec::with_capacity(changes.len());
        for change in changes {
            let (entry, slim) = entry(&self.logs, slot, change)?;
            let incoming = Incoming { slot, slim: &slim, chain: entry.chain };
            let candidate = match admit(&mut self.logs, &mut known, &incoming) {
                Ok(candidate) => candidate,
                Err(Refusal::Fault(fault)) => return Err(EditError::Gate(fault)),
                Err(Refusal::Missing) => return Err(EditError::Broken),
            };
            if candidate.change.raw_bytes() != change.raw_bytes() {
                return Err(EditError::Broken);
            }
            let operations = slim.operations;
            self.logs.hold(slot, &Size { bytes: entry.bytes.len() as u64, operations });
            candidates.push(candidate);
            entries.push(entry);
        }
        Ok((entries, candidates))
    }
}

/// The next entry of a log, from the change, and as it is read back from its bytes.
fn entry<E>(logs: &Logs, slot: Slot, change: &Change) -> Result<(HeldEntry, Slim), EditError<E>> {
    let bytes = match Slim::from_change(change.raw_bytes(), |hash| logs.dep_of(hash, slot)) {
        Ok(slim) => slim.encode(),
        Err(NotSlim::Rule(_)) => return Err(EditError::TooLarge),
        Err(_) => return Err(EditError::Broken),
    };
    let Ok(Entry::Slim(slim)) = Entry::parse(&bytes) else { return Err(EditError::Broken) };
    let before = logs.get(slot).ok_or(EditError::Broken)?.chain;
    let chain = chain_next(&before, &bytes);
    Ok((HeldEntry { bytes, chain }, slim))
}

fn options(time: i64, message: Option<&str>) -> CommitOptions {
    let options = CommitOptions::default().with_time(time.clamp(0, TIME_END - 1));
    match message {
        Some(message) => {
            let end = message.floor_char_boundary(MESSAGE_CAP.min(message.len()));
            options.with_message(message.get(..end).unwrap_or_default())
        }
        None => options,
    }
}
