//! Reading logs: heads, entries, chains, and batches for a peer.

use kring_trust::log::{Batch, LogOpening, Row};
use kring_trust::{Chain, LogId, PageId};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::check::Damage;
use crate::heads::{HeadRow, Health, N_CAP, head_damage};
use crate::reader::{blob, column, number};
use crate::segment::Segment;
use crate::{Reader, StoreError};

/// The most entries in one run; shorter neighbours are joined up to this when sent, too.
pub(crate) const RUN_ENTRIES: usize = 256;

/// The most bytes in one run, before compression: what one damaged record may cost.
pub(crate) const RUN_BYTES: usize = 256 * 1024;

/// Which branch of a log, numbered by this store; 0 is the one seen first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Branch(pub u32);

/// How far one branch of a log goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The log.
    pub opening: LogOpening,
    /// Which of its branches.
    pub branch: Branch,
    /// 0, or the last entry shared with the branch it forked from.
    pub after: u64,
    /// Its last signed row.
    pub row: Row,
    /// The number of its last entry's arrival here.
    pub arrival: u64,
}

/// One log of a page with all that is whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLog {
    /// The log.
    pub opening: LogOpening,
    /// Its branches, normally one.
    pub branches: Vec<StoredBranch>,
    /// Ranges of entries that do not open or are missing: to be fetched again.
    pub damaged: Vec<Damage>,
}

/// One branch of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBranch {
    /// Which one.
    pub branch: Branch,
    /// 0, or the last entry shared with the branch it forked from.
    pub after: u64,
    /// Entries `after + 1`, `after + 2`, ..., each with the chain after it, up to the first damaged.
    pub entries: Vec<(Vec<u8>, Chain)>,
}

impl Reader {
    /// The last signed row of every branch of every log of `page` (of one that is damaged, as far
    /// as it is known).
    ///
    /// # Errors
    /// Database errors.
    pub fn heads(&self, page: &PageId) -> Result<Vec<Head>, StoreError> {
        self.consistent(|| {
            Ok(self.page_heads(page)?.0.iter().filter_map(HeadRow::public).collect())
        })
    }

    /// The last signed row of one branch; `None` if there is no entry of it.
    ///
    /// # Errors
    /// Database errors.
    pub fn head(&self, log: &LogId, branch: Branch) -> Result<Option<Head>, StoreError> {
        self.consistent(|| Ok(self.head_row(log, branch)?.as_ref().and_then(HeadRow::public)))
    }

    /// The branches that are here of one log.
    ///
    /// # Errors
    /// Database errors.
    pub fn branches(&self, log: &LogId) -> Result<Vec<Head>, StoreError> {
        self.consistent(|| Ok(self.log_heads(log)?.iter().filter_map(HeadRow::public).collect()))
    }

    /// The pages of which there are logs.
    ///
    /// # Errors
    /// Database errors.
    pub fn pages(&self) -> Result<Vec<PageId>, StoreError> {
        let pages = self.rows("SELECT DISTINCT page FROM heads", [], |row| blob(row, 0))?;
        Ok(pages.iter().filter_map(|page| PageId::from_slice(page)).collect())
    }

    /// All that is whole of the logs of `page`, and what is damaged.
    ///
    /// # Errors
    /// Database errors.
    pub fn logs(&self, page: &PageId) -> Result<Vec<StoredLog>, StoreError> {
        self.consistent(|| {
            let mut logs: Vec<StoredLog> = Vec::new();
            for head in self.page_heads(page)?.0 {
                let (branch, damaged) = self.stored_branch(&head)?;
                match logs.last_mut().filter(|log| log.opening == head.opening) {
                    Some(log) => {
                        log.branches.push(branch);
                        log.damaged.extend(damaged);
                    }
                    None => {
                        let opening = head.opening;
                        logs.push(StoredLog { opening, branches: vec![branch], damaged });
                    }
                }
            }
            Ok(logs)
        })
    }

    /// The chain after entry `n` of a branch; `None` if it is not here or damaged.
    ///
    /// # Errors
    /// Database errors.
    pub fn chain_at(
        &self,
        log: &LogId,
        branch: Branch,
        n: u64,
    ) -> Result<Option<Chain>, StoreError> {
        self.consistent(|| match self.head_row(log, branch)? {
            Some(head) => self.chain_of(&head, n),
            None => Ok(None),
        })
    }

    /// What lies beyond entry `n` of a branch, for a peer that holds up to there: about `max_bytes`
    /// of it, at least one batch if there is anything. Stops before the first damaged entry. On a
    /// branch that forked later than `n`, begins at the fork.
    ///
    /// # Errors
    /// Database errors.
    pub fn batches_after(
        &self,
        log: &LogId,
        branch: Branch,
        n: u64,
        max_bytes: usize,
    ) -> Result<Vec<Batch>, StoreError> {
        self.consistent(|| {
            let Some(head) = self.head_row(log, branch)? else { return Ok(Vec::new()) };
            let n = n.max(head.after);
            if n >= head.n {
                return Ok(Vec::new());
            }
            let segments = self.segments(&head, n, max_bytes)?;
            Ok(batches(&head, segments, n, max_bytes))
        })
    }

    fn stored_branch(&self, head: &HeadRow) -> Result<(StoredBranch, Vec<Damage>), StoreError> {
        let (entries, holes) = self.assemble(head)?;
        let branch = StoredBranch { branch: Branch(head.branch), after: head.after, entries };
        Ok((branch, holes.into_iter().map(|(from, to)| head_damage(head, from, to)).collect()))
    }

    /// The whole entries up to the first hole, and all holes.
    #[allow(clippy::type_complexity, reason = "two lists, taken apart at once by both callers")]
    pub(crate) fn assemble(
        &self,
        head: &HeadRow,
    ) -> Result<(Vec<(Vec<u8>, Chain)>, Vec<(u64, u64)>), StoreError> {
        if head.health == Health::Lost {
            return Ok((Vec::new(), vec![(head.after + 1, N_CAP)]));
        }
        let mut chain = self.chain_of(head, head.after)?;
        let (mut entries, mut holes, mut expected) = (Vec::new(), Vec::new(), head.after + 1);
        for segment in self.segments(head, head.after, usize::MAX)? {
            let last = segment.last();
            if last < expected {
                continue;
            }
            if segment.first > expected {
                holes.push((expected, segment.first - 1));
            } else if chain.is_some() && segment.chain_at(expected - 1) != chain {
                continue;
            } else if holes.is_empty() {
                let skip = usize::try_from(expected - segment.first).unwrap_or(usize::MAX);
                entries.extend(
                    segment.entries.iter().cloned().zip(segment.chains.iter().copied()).skip(skip),
                );
            }
            chain = Some(segment.chain());
            expected = last + 1;
        }
        if expected <= head.n {
            holes.push((expected, head.n));
        }
        Ok((entries, holes))
    }

    /// The whole segments of a branch that end after `after`, sorted; at least the first ones, up
    /// to about `max_bytes`.
    pub(crate) fn segments(
        &self,
        head: &HeadRow,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<Segment>, StoreError> {
        let mut segments = self.tail_segments(head, after)?;
        segments.sort_by_key(|segment| segment.first);
        if !cover(&segments, after, head.n) {
            segments.extend(self.run_segments(head, after, max_bytes)?);
            segments.sort_by_key(|segment| segment.first);
        }
        Ok(segments)
    }

    /// Newest first, until one reaches back to `after`: a peer is mostly behind by the last only.
    fn tail_segments(&self, head: &HeadRow, after: u64) -> Result<Vec<Segment>, StoreError> {
        let oldest =
            self.row("SELECT MIN(number) FROM tail", [], |row| row.get::<_, Option<i64>>(0))?;
        let Some(oldest) = oldest.flatten() else { return Ok(Vec::new()) };
        let mut segments = Vec::new();
        if head.is_good() && column(head.arrival) < oldest {
            return Ok(segments);
        }
        let sql = "SELECT number, first, last, value FROM tail WHERE head = ?1 AND last > ?2 \
                   ORDER BY number DESC";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query((head.id, column(after)))?;
        while let Some(row) = rows.next()? {
            let place = (number(row, 1)?, number(row, 2)?, number(row, 0)?);
            let Some((_, segment)) = self.open_tail(head, place, &blob(row, 3)?) else { continue };
            let reached = segment.first <= after + 1;
            segments.push(segment);
            if reached {
                break;
            }
        }
        Ok(segments)
    }

    fn run_segments(
        &self,
        head: &HeadRow,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<Segment>, StoreError> {
        let sql = "SELECT id, first, value FROM runs WHERE id > ?1 AND id <= ?2 ORDER BY id";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query((head.run_id(after), head.run_id(N_CAP)))?;
        let (mut segments, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let last = number(row, 0)? & N_CAP;
            let Some(segment) = self.open_run(head, number(row, 1)?, last, &blob(row, 2)?) else {
                continue;
            };
            bytes += segment.bytes();
            segments.push(segment);
            if bytes >= max_bytes {
                break;
            }
        }
        Ok(segments)
    }

    /// A record of `tail`: the hash of the position after it, and the segment.
    pub(crate) fn open_tail(
        &self,
        head: &HeadRow,
        (first, last, number): (u64, u64, u64),
        sealed: &[u8],
    ) -> Option<([u8; 32], Segment)> {
        let plain = self.open(&head.opening.page, &head.tail_place(first, last, number), sealed)?;
        let (hash, rest) = plain.split_first_chunk::<32>()?;
        let segment = Segment::parse(&mut self.codec.borrow_mut(), rest, first, last)?;
        Some((*hash, segment))
    }

    pub(crate) fn open_run(
        &self,
        head: &HeadRow,
        first: u64,
        last: u64,
        sealed: &[u8],
    ) -> Option<Segment> {
        let plain: Zeroizing<Vec<u8>> =
            self.open(&head.opening.page, &head.run_place(first, last), sealed)?;
        Segment::parse(&mut self.codec.borrow_mut(), &plain, first, last)
    }

    pub(crate) fn chain_of(&self, head: &HeadRow, n: u64) -> Result<Option<Chain>, StoreError> {
        if n == 0 {
            return Ok(Some(head.opening.chain_start(&self.group)));
        }
        if head.health == Health::Lost || n > head.n {
            return Ok(None);
        }
        if n == head.n {
            return Ok(Some(head.chain));
        }
        if n <= head.after {
            // A branch forks from one with a smaller number: this ends.
            let parent = self.head_row(&head.log, Branch(head.parent))?;
            let parent = parent.filter(|parent| parent.branch < head.branch);
            return parent.map_or(Ok(None), |parent| self.chain_of(&parent, n));
        }
        let segments = self.segments(head, n - 1, 1)?;
        Ok(segments.iter().find_map(|segment| segment.chain_at(n)))
    }
}

/// Whether sorted segments hold everything from `after + 1` to `n`.
fn cover(segments: &[Segment], after: u64, n: u64) -> bool {
    let reach = |after: u64, segment: &Segment| {
        if segment.first <= after + 1 { after.max(segment.last()) } else { after }
    };
    n > 0 && segments.iter().fold(after, reach) >= n
}

/// Cuts segments into batches that begin after `n`, joins short neighbours, stops at a hole.
fn batches(head: &HeadRow, segments: Vec<Segment>, n: u64, max_bytes: usize) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let (mut after, mut bytes) = (n, 0);
    for segment in segments {
        let (last, chain) = (segment.last(), segment.chain());
        if last <= after || (bytes >= max_bytes && !batches.is_empty()) {
            continue;
        }
        if segment.first > after + 1 {
            break;
        }
        let skip = usize::try_from(after + 1 - segment.first).unwrap_or(usize::MAX);
        let entries: Vec<Vec<u8>> = segment.entries.into_iter().skip(skip).collect();
        bytes += entries.iter().map(Vec::len).sum::<usize>();
        let row = Row { log: head.log, n: last, chain, signature: segment.signature };
        let joins = |batch: &&mut Batch| {
            let size: usize = batch.entries.iter().chain(&entries).map(Vec::len).sum();
            batch.entries.len() + entries.len() <= RUN_ENTRIES && size <= RUN_BYTES
        };
        match batches.last_mut().filter(joins) {
            Some(batch) => {
                batch.entries.extend(entries);
                batch.row = row;
            }
            None => batches.push(Batch { opening: head.opening, after, entries, row }),
        }
        after = last;
    }
    batches
}
