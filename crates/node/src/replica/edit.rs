//! Making pages from the logs, and writing on them.

use automerge::transaction::Transaction;
use kring_model::edit::{Author, EditError};
use kring_model::page::{
    About, Arrived, EditError as NotMade, Edited, Fault, LogOfMine, Page, Resting, Scrutiny,
};
use kring_model::schema::PageKind;
use kring_store::{Branch, OwnLog, Reader, Snapshot, StoredLog, Tx};
use kring_trust::log::{Batch, LogOpening, Row, chain_next};
use kring_trust::plan::{HeldBranch, HeldEntry, HeldLog};
use kring_trust::roster::Roster;
use kring_trust::{PageId, PersonId};

use super::{Core, ReplicaError};
use crate::env::random_array;

/// The most entries under one signature: a row is kept at least every 1,000.
const ROW_EVERY: usize = 1_000;

/// The most bytes under one signature: with the longest entry it stays below what one message of
/// sync carries.
const ROW_BYTES: usize = 1024 * 1024;

/// From this many entries that are not in a page's snapshot, a new one is worth its bytes: they
/// take about 7 ms to apply.
pub(super) const SNAPSHOT_EVERY: u64 = 256;

/// What a page is, as far as it matters for reading and writing it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    pub(super) page: PageId,
    pub(super) kind: PageKind,
    pub(super) owner: Option<PersonId>,
}

impl Core {
    /// The page as a subject for reading: it exists, is not erased, and is for us.
    pub(super) fn subject(&self, page: &PageId) -> Result<Subject, ReplicaError> {
        if self.roster.is_erased(page) {
            return Err(ReplicaError::Erased(*page));
        }
        let info = self.roster.page(page).ok_or(ReplicaError::NoSuchPage(*page))?;
        if !self.roster.sees(&self.me, page) {
            return Err(ReplicaError::NoSuchPage(*page));
        }
        if info.paused {
            return Err(ReplicaError::Paused(*page));
        }
        let kind = PageKind::from_number(info.kind).ok_or(ReplicaError::Paused(*page))?;
        Ok(Subject { page: *page, kind, owner: info.owner })
    }

    /// The open page, made from the logs if it was not open.
    pub(super) fn page(
        &mut self,
        store: &Reader,
        subject: &Subject,
    ) -> Result<&mut Page, ReplicaError> {
        let id = subject.page;
        if self.open.get(&id).is_none() {
            self.open_snapshot(store, subject)?;
        }
        if self.open.get(&id).is_none() {
            let page = self.materialise(store, subject)?;
            self.note_entries(id, page.all_held().map(|(_, held)| held).sum());
            self.open.put(id, page);
        }
        self.open.get(&id).ok_or(ReplicaError::NoSuchPage(id))
    }

    /// Opens the page from its snapshot and what arrived since, if that is possible.
    fn open_snapshot(&mut self, store: &Reader, subject: &Subject) -> Result<(), ReplicaError> {
        let Some(snapshot) = store.snapshot(&subject.page)? else { return Ok(()) };
        let Ok(page) = Page::from_snapshot(self.about(subject), &snapshot.bytes) else {
            return Ok(());
        };
        // What killed an earlier program is tried again.
        let deadly = self.deaths.deadly(&subject.page);
        let set_aside = |(rest, fault): (&Resting, &Fault)| {
            *fault == Fault::Crash && !deadly.contains(&(rest.log, rest.n))
        };
        if self.deaths.suspects(&subject.page) || page.set_aside().any(set_aside) {
            return Ok(());
        }
        let held: u64 = page.all_held().map(|(_, held)| held).sum();
        self.open.put(subject.page, page);
        self.catch_up(store, &subject.page)?;
        if let Some(page) = self.open.get(&subject.page) {
            let now: u64 = page.all_held().map(|(_, held)| held).sum();
            self.note_entries(subject.page, now.saturating_sub(held));
        }
        Ok(())
    }

    fn note_entries(&mut self, page: PageId, unsaved: u64) {
        if unsaved >= SNAPSHOT_EVERY {
            self.unsaved.insert(page);
        }
    }

    /// Keeps snapshots of pages that took long to make. A page that cannot be saved and loaded back
    /// is not kept, and is closed: the next opening looks for the entry that spoiled it.
    pub(super) fn put_snapshots(&mut self, tx: &mut Tx<'_>) -> Result<(), ReplicaError> {
        for id in std::mem::take(&mut self.unsaved) {
            let Some(page) = self.open.get(&id) else { continue };
            match page.snapshot() {
                Ok(bytes) => {
                    let covers = tx.position()?;
                    tx.put_snapshot(&id, &Snapshot { bytes, covers })?;
                }
                Err(unsound) => {
                    tracing::warn!(page = %id.short(), ?unsound, "a page does not load back");
                    self.open.close(&id);
                }
            }
        }
        Ok(())
    }

    /// How closely others' entries are looked at.
    fn scrutiny(&self) -> Scrutiny {
        #[cfg(feature = "faults")]
        if self.faults.gate_off {
            return Scrutiny::Blind;
        }
        Scrutiny::Whole
    }

    /// The same without saving and loading back, for what is not kept.
    pub(super) fn light(&self) -> Scrutiny {
        match self.scrutiny() {
            Scrutiny::Whole => Scrutiny::Apply,
            as_told => as_told,
        }
    }

    pub(super) fn about(&self, subject: &Subject) -> About {
        let Subject { page, kind, owner } = *subject;
        About { page, group: self.group, kind, owner }
    }

    /// The logs of a page as the plan takes them.
    pub(super) fn held(
        &self,
        store: &Reader,
        subject: &Subject,
    ) -> Result<Vec<HeldLog>, ReplicaError> {
        let logs = store.logs(&subject.page)?;
        Ok(logs.iter().filter_map(|log| held(&self.roster, log)).collect())
    }

    fn materialise(&mut self, store: &Reader, subject: &Subject) -> Result<Page, ReplicaError> {
        let held = self.held(store, subject)?;
        let (about, scrutiny) = (self.about(subject), self.scrutiny());
        let (id, deaths) = (subject.page, &mut self.deaths);
        let deadly = deaths.deadly(&id);
        let page = if deaths.suspects(&id) {
            let each = &mut |log, n| deaths.begin(&id, Some((log, n)));
            Page::materialise_one_by_one(about, &held, scrutiny, &deadly, each)
        } else {
            deaths.begin(&id, None);
            Page::materialise(about, &held, scrutiny, &deadly)
        };
        deaths.done(&id);
        Ok(page?)
    }

    /// Brings an open page level with the disk; one that cannot simply go on is closed, and made
    /// anew when next asked for.
    pub(super) fn catch_up(&mut self, store: &Reader, page: &PageId) -> Result<(), ReplicaError> {
        let Some(mut open) = self.open.take(page) else { return Ok(()) };
        if self.subject(page).is_err() {
            return Ok(());
        }
        let mut stretches = Vec::new();
        for head in store.heads(page)? {
            let Some(person) = self.roster.person_of(&head.opening.device) else { return Ok(()) };
            if head.branch != Branch(0) {
                return Ok(());
            }
            let held = open.held(&head.row.log);
            for batch in store.batches_after(&head.row.log, head.branch, held, usize::MAX)? {
                stretches.push((batch.opening, person, batch.after, proven(store, &batch)?));
            }
        }
        let arrived: Vec<Arrived<'_>> = stretches
            .iter()
            .map(|(opening, person, after, entries)| Arrived {
                opening: *opening,
                person: *person,
                after: *after,
                entries,
            })
            .collect();
        if arrived.is_empty() {
            self.open.put(*page, open);
            return Ok(());
        }
        self.deaths.begin(page, None);
        let appended = open.append(&arrived);
        self.deaths.done(page);
        match appended {
            Ok(_) => self.open.put(*page, open),
            Err(why) => tracing::debug!(page = %page.short(), %why, "a page is made anew"),
        }
        Ok(())
    }

    /// One edit of one page, stored as signed entries. The page in memory is ahead of the disk
    /// until the transaction is committed; whoever fails to commit closes it.
    pub(super) fn write<T>(
        &mut self,
        tx: &mut Tx<'_>,
        subject: &Subject,
        f: impl FnOnce(&mut Transaction<'_>, &Author) -> Result<T, EditError>,
    ) -> Result<T, ReplicaError> {
        let author = Author::new(self.person, subject.owner);
        let time = i64::try_from(self.env.now_ms()).unwrap_or(i64::MAX);
        let log = self.writable_log(tx, subject)?;
        let mine = LogOfMine { opening: log.opening, person: self.person };
        let page = self.page(tx, subject)?;
        let edited = page.edit(&mine, time, None, |doc| f(doc, &author)).map_err(not_made)?;
        self.store_entries(tx, &log, edited)
    }

    fn store_entries<T>(
        &mut self,
        tx: &mut Tx<'_>,
        log: &OwnLog,
        edited: Edited<T>,
    ) -> Result<T, ReplicaError> {
        let mut after = edited.after;
        for entries in signed_together(&edited.entries) {
            let Some(last) = entries.last() else { continue };
            let n = after + entries.len() as u64;
            let row = Row::sign(&self.keys, log.opening.id(), n, last.chain);
            let bytes = entries.iter().map(|entry| entry.bytes.clone()).collect();
            let batch = Batch { opening: log.opening, after, entries: bytes, row };
            let chains: Vec<_> = entries.iter().map(|entry| entry.chain).collect();
            tx.append_batch(&batch, log.branch, &chains)?;
            after = n;
        }
        self.seen = tx.position()?.number;
        Ok(edited.value)
    }

    /// The log that this laptop writes on for a page. One that has forked, or of which entries
    /// rest, is left for a new one.
    fn writable_log(&mut self, tx: &mut Tx<'_>, subject: &Subject) -> Result<OwnLog, ReplicaError> {
        if let Some(log) = tx.own_log(&subject.page)? {
            let id = log.opening.id();
            let page = self.page(tx, subject)?;
            let rests = page.resting().iter().any(|resting| resting.log == id);
            if !rests && page.held(&id) == log.n && tx.branches(&id)?.len() <= 1 {
                return Ok(log);
            }
        }
        let salt = random_array(self.env.as_mut());
        let opening = LogOpening { device: self.me, page: subject.page, salt };
        Ok(tx.begin_log(opening)?)
    }
}

/// Cuts entries into stretches that get one row each.
fn signed_together(entries: &[HeldEntry]) -> Vec<&[HeldEntry]> {
    let mut rest = entries;
    let mut stretches = Vec::new();
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |entry: &&HeldEntry| {
            bytes += entry.bytes.len();
            bytes <= ROW_BYTES
        };
        let count = rest.iter().take(ROW_EVERY).take_while(fits).count().max(1);
        let (stretch, later) = rest.split_at(count);
        stretches.push(stretch);
        rest = later;
    }
    stretches
}

fn not_made(error: NotMade<EditError>) -> ReplicaError {
    match error {
        NotMade::Own(error) => ReplicaError::Edit(error),
        NotMade::TooLarge => ReplicaError::TooLarge,
        NotMade::Full => ReplicaError::Full,
        NotMade::LogClosed | NotMade::Gate(_) | NotMade::Broken => {
            ReplicaError::Page(error.to_string())
        }
    }
}

/// A stored log as the plan takes it; of a device that is not known (yet) nothing counts.
pub(super) fn held(roster: &Roster, log: &StoredLog) -> Option<HeldLog> {
    let person = roster.person_of(&log.opening.device)?;
    let entry = |(bytes, chain): &(Vec<u8>, _)| HeldEntry { bytes: bytes.clone(), chain: *chain };
    let branches = log.branches.iter().map(|branch| HeldBranch {
        after: branch.after,
        entries: branch.entries.iter().map(entry).collect(),
    });
    Some(HeldLog { opening: log.opening, person, branches: branches.collect() })
}

/// The entries of a batch from our own store with their chains.
fn proven(store: &Reader, batch: &Batch) -> Result<Vec<HeldEntry>, ReplicaError> {
    let log = batch.opening.id();
    let from = store.chain_at(&log, Branch(0), batch.after)?;
    let Some(mut chain) = from else { return Ok(Vec::new()) };
    let entries = batch.entries.iter().map(|bytes| {
        chain = chain_next(&chain, bytes);
        HeldEntry { bytes: bytes.clone(), chain }
    });
    Ok(entries.collect())
}

#[cfg(test)]
mod tests {
    use kring_trust::Chain;

    use super::*;

    fn entry(bytes: usize) -> HeldEntry {
        HeldEntry { bytes: vec![0; bytes], chain: Chain::from_bytes([0; 32]) }
    }

    #[test]
    fn a_large_edit_is_signed_in_stretches_that_fit_in_a_message() {
        let entries: Vec<_> = [600_000, 600_000, 2_000_000, 10].map(entry).into();
        let sizes: Vec<usize> =
            signed_together(&entries).iter().map(|stretch| stretch.len()).collect();
        assert_eq!(sizes, [1, 1, 1, 1]);
        let small = vec![entry(1); 2_500];
        let sizes: Vec<usize> =
            signed_together(&small).iter().map(|stretch| stretch.len()).collect();
        assert_eq!(sizes, [1_000, 1_000, 500]);
    }
}
