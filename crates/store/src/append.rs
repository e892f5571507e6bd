//! Writing logs: batches as they arrive, and branches where a log has forked.

use kring_trust::entry::ENTRY_CAP;
use kring_trust::log::{Batch, LogOpening, chain_next};
use kring_trust::position::Position;
use kring_trust::{Chain, LogId, PageId};

use crate::heads::{HEAD_COLUMNS, HeadRow, Health, N_CAP, raw_head};
use crate::items::Kind;
use crate::logs::Branch;
use crate::position::State;
use crate::reader::{Value, column};
use crate::segment::{BATCH_BYTES_CAP, BATCH_ENTRIES_CAP, Segment};
use crate::transaction::Tx;
use crate::{StoreError, repair};

/// From this many entries, or bytes, a batch is kept as a run at once: sealing and inserting entry
/// by entry dominates a join, and large values do not belong in the tail.
const RUN_FROM_ENTRIES: usize = 16;
const RUN_FROM_BYTES: usize = 4_096;

/// The most branches kept of one log. Only two count; a device that makes more is broken. Which
/// ones these are must not depend on the order of arrival: see `StoreError::TooManyBranches`.
const BRANCHES_CAP: u32 = 8;

/// The most branches of logs on one page: far above 64 logs of each of a group's devices.
const HEADS_CAP: u64 = 20_000;

impl Tx<'_> {
    /// Appends a batch to a branch; the number of the store's position after it. `chains` are the
    /// chains after each entry, verified by the caller against the batch's row and the chain at
    /// `batch.after` as it is stored here.
    ///
    /// Entries that are here already are left alone. Ranges that were damaged are put back.
    ///
    /// # Errors
    /// [`StoreError::Gap`] if it begins beyond what is here; [`StoreError::Mismatch`] if it does
    /// not join on to the stored chain; [`StoreError::NoBranch`]; [`StoreError::Dropped`];
    /// [`StoreError::TooMuch`] above 1,000 entries, 2 MiB, or 1 MiB for one; database errors.
    pub fn append_batch(
        &mut self,
        batch: &Batch,
        branch: Branch,
        chains: &[Chain],
    ) -> Result<u64, StoreError> {
        check_form(batch, chains)?;
        self.refuse_dropped(&batch.opening.page)?;
        let head = self.head_for(&batch.opening, branch)?;
        if batch.after > head.n {
            return Err(StoreError::Gap);
        }
        if batch.after < head.n || head.health == Health::Lost {
            return repair::put_back(self, &head, batch, chains);
        }
        let segment = whole_segment(batch, head.chain, chains);
        joins_on(&segment)?;
        Ok(self.append_segment(&head, &segment)?.number)
    }

    /// Appends a batch wherever it belongs: on the branch that it continues or repairs, or on a new
    /// branch where it says something else than what is here. `from` is the chain at `batch.after`
    /// from which the caller verified it. Answers the branch and the position's number.
    ///
    /// # Errors
    /// [`StoreError::Gap`] if no branch holds the beginning; otherwise as [`Tx::append_batch`].
    pub fn accept(
        &mut self,
        batch: &Batch,
        from: &Chain,
        chains: &[Chain],
    ) -> Result<(Branch, u64), StoreError> {
        check_form(batch, chains)?;
        let log = batch.opening.id();
        let heads = self.log_heads(&log)?;
        if heads.is_empty()
            || (heads.len() == 1 && heads.iter().all(|head| head.health == Health::Lost))
        {
            let number = self.append_batch(batch, Branch(0), chains)?;
            return Ok((Branch(0), number));
        }
        if let Some(head) = heads.iter().find(|head| head.n == batch.after && head.chain == *from) {
            let branch = Branch(head.branch);
            return Ok((branch, self.append_batch(batch, branch, chains)?));
        }
        let agreement = self.agreement(&log, batch.after, from, chains)?.ok_or(StoreError::Gap)?;
        if !agreement.forked {
            let after = self.fork_of(&log, agreement.branch)?;
            let (rest, chains) = cut(batch, chains, after);
            return Ok((agreement.branch, self.append_batch(&rest, agreement.branch, &chains)?));
        }
        let branch = self.open_branch(&log, agreement.branch, agreement.n)?;
        let (rest, chains) = cut(batch, chains, agreement.n);
        Ok((branch, self.append_batch(&rest, branch, &chains)?))
    }

    /// Begins another branch of a log, which shares entries up to `after` with `with`.
    ///
    /// # Errors
    /// [`StoreError::NoBranch`] if `with` is not here; [`StoreError::Gap`] if its entry `after` is
    /// not; [`StoreError::TooManyBranches`] above 8; database errors.
    pub fn open_branch(
        &mut self,
        log: &LogId,
        with: Branch,
        after: u64,
    ) -> Result<Branch, StoreError> {
        let mut parent = self.head_row(log, with)?.ok_or(StoreError::NoBranch)?;
        while parent.branch > 0 && after <= parent.after {
            parent = self.head_row(log, Branch(parent.parent))?.ok_or(StoreError::NoBranch)?;
        }
        let chain = self.chain_of(&parent, after)?.ok_or(StoreError::Gap)?;
        let sql = "SELECT branch FROM heads WHERE log = ?1";
        let taken = self.rows(sql, [log.as_bytes()], |row| crate::reader::number(row, 0))?;
        let free = (1..BRANCHES_CAP).find(|number| !taken.contains(&u64::from(*number)));
        let number = free.ok_or(StoreError::TooManyBranches)?;
        let mut head = self.insert_head(parent.opening, number)?;
        head = HeadRow { parent: parent.branch, after, n: after, chain, ..head };
        self.put_head(&head)?;
        Ok(Branch(head.branch))
    }

    /// Removes a branch on which nothing rests.
    ///
    /// # Errors
    /// [`StoreError::NoBranch`] for the first one, for one from which another forked, and for one
    /// that is not here; database errors.
    pub fn drop_branch(&mut self, log: &LogId, branch: Branch) -> Result<(), StoreError> {
        let heads = self.log_heads(log)?;
        let forked = heads.iter().any(|head| head.branch != branch.0 && head.parent == branch.0);
        let head = heads.iter().find(|head| head.branch == branch.0);
        let Some(head) = head.filter(|head| head.branch > 0 && !forked) else {
            return Err(StoreError::NoBranch);
        };
        self.settle_position()?;
        self.remove_head(head.id)
    }

    /// Makes the first branch of a log that is not here yet.
    pub(crate) fn new_head(&mut self, opening: LogOpening) -> Result<HeadRow, StoreError> {
        let sql = "SELECT COUNT(*) FROM heads WHERE page = ?1";
        let count =
            self.row(sql, [opening.page.as_bytes()], |row| crate::reader::number(row, 0))?;
        if count.unwrap_or(0) >= HEADS_CAP {
            return Err(StoreError::TooMuch("20,000 logs of one page"));
        }
        let head = self.insert_head(opening, 0)?;
        self.put_head(&head)?;
        Ok(head)
    }

    /// Writes how far a branch goes. Its indexed columns are left alone: naming them here would
    /// write a page of the index with every edit.
    pub(crate) fn put_head(&mut self, head: &HeadRow) -> Result<(), StoreError> {
        let sealed = head.sealed(self)?;
        let sql = "UPDATE heads SET arrival = ?2, value = ?3 WHERE id = ?1";
        self.write(sql, (head.id, column(head.arrival), sealed)).map(|_| ())
    }

    /// Writes what a branch is, where its row was damaged.
    pub(crate) fn put_identity(&mut self, head: &HeadRow) -> Result<(), StoreError> {
        let sql = "UPDATE heads SET page = ?2, device = ?3, salt = ?4 WHERE id = ?1";
        let LogOpening { page, device, salt } = &head.opening;
        self.write(sql, (head.id, page.as_bytes(), device.as_bytes(), salt)).map(|_| ())
    }

    /// Removes a branch's row and all its records.
    pub(crate) fn remove_head(&mut self, id: i64) -> Result<(), StoreError> {
        self.write("DELETE FROM tail WHERE head = ?1", [id])?;
        let runs = (id << 32, (id << 32) | column(N_CAP));
        self.write("DELETE FROM runs WHERE id > ?1 AND id <= ?2", runs)?;
        self.write("DELETE FROM heads WHERE id = ?1", [id]).map(|_| ())
    }

    pub(crate) fn refuse_dropped(&self, page: &PageId) -> Result<(), StoreError> {
        match self.item(Kind::Dropped, page.as_bytes())? {
            Value::Absent => Ok(()),
            Value::Good(_) | Value::Damaged => Err(StoreError::Dropped(*page)),
        }
    }

    /// Keeps a segment that joins on to the head, counts its entries as arrived, moves the head.
    pub(crate) fn append_segment(
        &mut self,
        head: &HeadRow,
        segment: &Segment,
    ) -> Result<Position, StoreError> {
        let position = self.arrive(&segment.chains)?;
        if !head.is_good() {
            self.put_identity(head)?;
        }
        let (last, chain) = (segment.last(), segment.chain());
        if segment.entries.len() >= RUN_FROM_ENTRIES || segment.bytes() >= RUN_FROM_BYTES {
            self.write_run(head, segment)?;
            self.settle_at(position)?;
        } else {
            self.write_tail(head, segment, position)?;
        }
        let signature = Some(segment.signature);
        let arrival = position.number;
        let bytes = head.bytes.saturating_add(segment.bytes() as u64);
        self.put_head(&HeadRow { n: last, chain, signature, bytes, arrival, ..head.clone() })?;
        Ok(position)
    }

    pub(crate) fn write_run(
        &mut self,
        head: &HeadRow,
        segment: &Segment,
    ) -> Result<(), StoreError> {
        let last = segment.last();
        if last > N_CAP {
            return Err(StoreError::TooMuch("2^32 entries in a log"));
        }
        let plain = segment.encode(&mut self.codec.borrow_mut())?;
        let sealed = self.seal(&head.opening.page, &head.run_place(segment.first, last), &plain)?;
        let sql = "INSERT OR REPLACE INTO runs(id, first, value) VALUES(?1, ?2, ?3)";
        self.write(sql, (head.run_id(last), column(segment.first), sealed)).map(|_| ())
    }

    /// The position after `chains` have arrived; nothing is written yet.
    pub(crate) fn arrive(&self, chains: &[Chain]) -> Result<Position, StoreError> {
        let next = |position: Position, chain: &Chain| position.next(chain.as_bytes());
        Ok(chains.iter().fold(self.position()?, next))
    }

    /// Keeps a position whose entries are not in the tail.
    pub(crate) fn settle_at(&mut self, position: Position) -> Result<(), StoreError> {
        let state = self.state()?;
        self.put_state(&State { position, tail_from: position.number, ..state })
    }

    fn write_tail(
        &mut self,
        head: &HeadRow,
        segment: &Segment,
        position: Position,
    ) -> Result<(), StoreError> {
        let (first, last, number) = (segment.first, segment.last(), position.number);
        let mut plain = position.hash.to_vec();
        plain.extend(segment.encode(&mut self.codec.borrow_mut())?);
        let sealed =
            self.seal(&head.opening.page, &head.tail_place(first, last, number), &plain)?;
        let sql = "INSERT INTO tail(number, head, first, last, value) VALUES(?1, ?2, ?3, ?4, ?5)";
        self.write(sql, (column(number), head.id, column(first), column(last), sealed)).map(|_| ())
    }

    fn head_for(&mut self, opening: &LogOpening, branch: Branch) -> Result<HeadRow, StoreError> {
        let log = opening.id();
        let sql = format!("{HEAD_COLUMNS} WHERE log = ?1 AND branch = ?2");
        match self.row(&sql, (log.as_bytes(), branch.0), raw_head)? {
            // The batch says whose log it is, whatever the damaged record still says.
            Some(row) => self.read_head(row, Some(*opening))?.ok_or(StoreError::NoBranch),
            None if branch == Branch(0) => self.new_head(*opening),
            None => Err(StoreError::NoBranch),
        }
    }

    fn fork_of(&self, log: &LogId, branch: Branch) -> Result<u64, StoreError> {
        Ok(self.head_row(log, branch)?.map_or(0, |head| head.after))
    }

    /// A row without its value yet. Its id has no runs, not even of a row that was lost.
    fn insert_head(&mut self, opening: LogOpening, branch: u32) -> Result<HeadRow, StoreError> {
        let sql = "SELECT MAX(COALESCE((SELECT MAX(id) FROM heads), 0), \
                   COALESCE((SELECT MAX(id) FROM runs) >> 32, 0))";
        let id = self.row(sql, [], |row| row.get::<_, i64>(0))?.unwrap_or(0).saturating_add(1);
        if !(1..1 << 31).contains(&id) {
            return Err(StoreError::damaged("the ids of logs"));
        }
        let head = self.empty_head(opening, id, branch);
        let sql = "INSERT INTO heads(id, page, log, branch, device, salt) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
        let LogOpening { page, device, salt } = &opening;
        let (page, log, device) = (page.as_bytes(), head.log.as_bytes(), device.as_bytes());
        self.write(sql, (id, page, log, branch, device, salt))?;
        Ok(head)
    }
}

fn check_form(batch: &Batch, chains: &[Chain]) -> Result<(), StoreError> {
    let bytes: usize = batch.entries.iter().map(Vec::len).sum();
    let longest = batch.entries.iter().map(Vec::len).max().unwrap_or(0);
    if batch.entries.len() > BATCH_ENTRIES_CAP || bytes > BATCH_BYTES_CAP || longest > ENTRY_CAP {
        return Err(StoreError::TooMuch("1,000 entries or 2 MiB in a batch, or 1 MiB in an entry"));
    }
    if batch.row.n > N_CAP {
        return Err(StoreError::TooMuch("2^32 entries in a log"));
    }
    let count = batch.entries.len() as u64;
    let right = count > 0
        && chains.len() as u64 == count
        && batch.after.checked_add(count) == Some(batch.row.n)
        && chains.last() == Some(&batch.row.chain)
        && batch.row.log == batch.opening.id();
    if right { Ok(()) } else { Err(StoreError::Mismatch) }
}

/// The segment of a whole batch that follows the chain `from`.
fn whole_segment(batch: &Batch, from: Chain, chains: &[Chain]) -> Segment {
    Segment {
        first: batch.after + 1,
        from,
        entries: batch.entries.clone(),
        chains: chains.to_vec(),
        signature: batch.row.signature,
    }
}

/// Checks the one link that the caller cannot have checked against the stored chain in vain.
fn joins_on(segment: &Segment) -> Result<(), StoreError> {
    let linked = segment.entries.first().map(|entry| chain_next(&segment.from, entry));
    if linked.as_ref() == segment.chains.first() { Ok(()) } else { Err(StoreError::Mismatch) }
}

/// What lies beyond entry `after` of a batch.
fn cut(batch: &Batch, chains: &[Chain], after: u64) -> (Batch, Vec<Chain>) {
    let skip = usize::try_from(after.saturating_sub(batch.after)).unwrap_or(usize::MAX);
    let entries = batch.entries.iter().skip(skip).cloned().collect();
    let chains = chains.iter().skip(skip).copied().collect();
    (Batch { after: after.max(batch.after), entries, ..batch.clone() }, chains)
}
