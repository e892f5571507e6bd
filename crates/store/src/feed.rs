//! What a peer is fed from: arrivals one by one, and stretches of a branch.

use kring_trust::log::{Batch, Row};
use kring_trust::{Chain, LogId};

use crate::heads::{HEAD_COLUMNS, HeadRow, N_CAP, raw_head};
use crate::logs::{Branch, Head};
use crate::reader::{blob, column, number};
use crate::{Reader, StoreError};

/// A row of `tail` before anything of it is believed.
struct RawTail {
    number: u64,
    head: i64,
    first: u64,
    last: u64,
    value: Vec<u8>,
}

impl Reader {
    /// The entries that arrived after number `after`, in order of arrival, each with the number of
    /// its arrival. `None` if they are more than `budget` bytes or not kept one by one any more.
    ///
    /// # Errors
    /// Database errors.
    pub fn tail_after(
        &self,
        after: u64,
        budget: usize,
    ) -> Result<Option<Vec<(u64, Batch)>>, StoreError> {
        self.consistent(|| {
            if self.state()?.tail_from > after {
                return Ok(None);
            }
            let sql = "SELECT number, head, first, last, value FROM tail WHERE number > ?1 \
                       ORDER BY number";
            let mut query = self.conn.prepare_cached(sql)?;
            let mut rows = query.query([column(after)])?;
            let (mut arrivals, mut bytes) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                let tail = RawTail {
                    number: number(row, 0)?,
                    head: row.get(1)?,
                    first: number(row, 2)?,
                    last: number(row, 3)?,
                    value: blob(row, 4)?,
                };
                bytes += tail.value.len();
                let number = tail.number;
                let Some(batch) = self.tail_batch(&tail)?.filter(|_| bytes <= budget) else {
                    return Ok(None);
                };
                arrivals.push((number, batch));
            }
            Ok(Some(arrivals))
        })
    }

    /// The numbers above `after` at which some page was touched although no entry arrived.
    ///
    /// # Errors
    /// Database errors.
    pub fn touches_after(&self, after: u64) -> Result<Vec<u64>, StoreError> {
        let sql = "SELECT DISTINCT number FROM touches WHERE number > ?1";
        self.rows(sql, [column(after)], |row| number(row, 0))
    }

    /// The last entry of a branch before which nothing is missing; 0 if its begin is missing.
    ///
    /// Where the page is wanted whole (something of it did not open), every record is opened;
    /// otherwise the records only have to join on to each other.
    ///
    /// # Errors
    /// Database errors.
    pub fn whole_until(&self, log: &LogId, branch: Branch) -> Result<u64, StoreError> {
        self.consistent(|| match self.head_row(log, branch)? {
            Some(head) => self.whole(&head),
            None => Ok(0),
        })
    }

    /// The last signed row of a branch before the first damage: its head, if all is whole.
    ///
    /// # Errors
    /// Database errors.
    pub fn whole_row(&self, head: &Head) -> Result<Option<Row>, StoreError> {
        let log = head.row.log;
        let whole = self.whole_until(&log, head.branch)?;
        if whole >= head.row.n {
            return Ok(Some(head.row));
        }
        let batches = self.batches_after(&log, head.branch, head.after, usize::MAX)?;
        Ok(batches.iter().map(|batch| batch.row).rfind(|row| row.n <= whole))
    }

    /// What leads from entry `from` to entry `end` of a branch: about `budget` bytes of it, at least
    /// one batch. Where the branch forked later than `from`, the branch that it forked from comes
    /// first, to the next signed row.
    ///
    /// # Errors
    /// Database errors.
    pub fn batches_between(
        &self,
        log: &LogId,
        branch: Branch,
        from: u64,
        end: u64,
        budget: usize,
    ) -> Result<Vec<Batch>, StoreError> {
        self.consistent(|| {
            let Some(head) = self.head_row(log, branch)? else { return Ok(Vec::new()) };
            let mut batches = Vec::new();
            if from < head.after && head.branch > head.parent {
                batches =
                    self.batches_between(log, Branch(head.parent), from, head.after, budget)?;
            }
            let used: usize = batches.iter().flat_map(|batch| &batch.entries).map(Vec::len).sum();
            if batches.is_empty() || used < budget {
                let rest = budget.saturating_sub(used);
                batches.extend(self.batches_after(log, branch, from.max(head.after), rest)?);
            }
            let enough = batches.iter().position(|batch| batch.row.n >= end && batch.after < end);
            if let Some(enough) = enough.filter(|_| from >= head.after) {
                batches.truncate(enough + 1);
            }
            Ok(batches)
        })
    }

    fn tail_batch(&self, tail: &RawTail) -> Result<Option<Batch>, StoreError> {
        let sql = format!("{HEAD_COLUMNS} WHERE id = ?1");
        let Some(raw) = self.row(&sql, [tail.head], raw_head)? else { return Ok(None) };
        let Some(head) = self.read_head(raw, None)? else { return Ok(None) };
        let opened = self.open_tail(&head, (tail.first, tail.last, tail.number), &tail.value);
        Ok(opened.map(|(_, segment)| {
            let (n, chain, signature) = (segment.last(), segment.chain(), segment.signature);
            let row = Row { log: head.log, n, chain, signature };
            Batch { opening: head.opening, after: tail.first - 1, entries: segment.entries, row }
        }))
    }

    fn whole(&self, head: &HeadRow) -> Result<u64, StoreError> {
        if head.after > 0 && head.branch > head.parent {
            let parent = self.whole_until(&head.log, Branch(head.parent))?;
            if parent < head.after {
                return Ok(parent);
            }
        }
        if !head.is_good() || self.wanted()?.contains(&head.opening.page) {
            let (entries, _) = self.assemble(head)?;
            return Ok(head.after + entries.len() as u64);
        }
        let mut pieces =
            self.rows("SELECT first, last FROM tail WHERE head = ?1", [head.id], |row| {
                Ok((number(row, 0)?, number(row, 1)?))
            })?;
        pieces.extend(self.rows(
            "SELECT first, id FROM runs WHERE id > ?1 AND id <= ?2",
            (head.run_id(0), head.run_id(N_CAP)),
            |row| Ok((number(row, 0)?, number(row, 1)? & N_CAP)),
        )?);
        pieces.sort_unstable();
        let reach = |whole: u64, (first, last): (u64, u64)| {
            if first <= whole + 1 { whole.max(last) } else { whole }
        };
        Ok(pieces.into_iter().fold(head.after, reach).min(head.n))
    }

    /// The chain after entry `n` on each branch of a log that has it, each once.
    ///
    /// # Errors
    /// Database errors.
    pub fn chains_at(&self, log: &LogId, n: u64) -> Result<Vec<Chain>, StoreError> {
        self.consistent(|| {
            let mut chains = Vec::new();
            for head in self.log_heads(log)? {
                chains.extend(self.chain_of(&head, n)?);
            }
            chains.sort_unstable();
            chains.dedup();
            Ok(chains)
        })
    }
}
