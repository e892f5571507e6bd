//! From the tail to runs: what arrived one by one, joined and compressed.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use kring_trust::PageId;
use kring_trust::position::Position;

use crate::heads::{HEAD_COLUMNS, HeadRow, raw_head};
use crate::logs::{RUN_BYTES, RUN_ENTRIES};
use crate::position::touch_place;
use crate::reader::{blob, column, number};
use crate::segment::Segment;
use crate::transaction::Tx;
use crate::{Reader, Store, StoreError};

/// Records of the tail taken at once: about 10 ms, and the tail should not get much longer.
const AT_ONCE: u64 = 2_000;

/// From so many records the one who closes a store shortens its tail: below, one run more or less
/// is not worth a write.
const TAIL_LONG: u64 = 1_000;

/// Records taken from the tail at closing: about 3 ms, in the transaction that marks the end.
const AT_CLOSING: u64 = 500;

/// A record of the tail.
struct TailRow {
    number: u64,
    head: i64,
    first: u64,
    last: u64,
    value: Vec<u8>,
}

impl Reader {
    /// How many records wait in the tail; compact when idle, at a thousand at the latest.
    ///
    /// # Errors
    /// Database errors.
    pub fn tail_len(&self) -> Result<u64, StoreError> {
        let count = self.row("SELECT COUNT(*) FROM tail", [], |row| number(row, 0))?;
        Ok(count.unwrap_or(0))
    }

    /// Whether at least `count` records wait in the tail.
    ///
    /// # Errors
    /// Database errors.
    pub fn has_tail(&self, count: u64) -> Result<bool, StoreError> {
        let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM tail LIMIT ?1)";
        let found = self.row(sql, [column(count)], |row| number(row, 0))?;
        Ok(found.unwrap_or(0) >= count)
    }
}

impl Store {
    /// Moves up to 2,000 records of the tail into runs; how many were moved. What does not open
    /// stays where it is. Changes nothing that can be read, and not the position.
    ///
    /// # Errors
    /// Database errors.
    pub fn compact(&mut self) -> Result<usize, StoreError> {
        self.compact_at_most(AT_ONCE)
    }

    /// As [`Store::compact`], for at most `count` records.
    ///
    /// # Errors
    /// Database errors.
    pub fn compact_at_most(&mut self, count: u64) -> Result<usize, StoreError> {
        self.transaction(|tx| {
            tx.prune_touches()?;
            tx.compact_tail(count)
        })
    }
}

impl Tx<'_> {
    /// Shortens a long tail a little, before the end is marked.
    pub(crate) fn shorten_tail(&mut self) -> Result<(), StoreError> {
        if self.has_tail(TAIL_LONG)? {
            self.compact_tail(AT_CLOSING)?;
        }
        Ok(())
    }

    fn compact_tail(&mut self, count: u64) -> Result<usize, StoreError> {
        let rows = self.oldest_of_tail(count)?;
        let mut heads: BTreeMap<i64, Option<HeadRow>> = BTreeMap::new();
        let mut segments: BTreeMap<i64, Vec<Segment>> = BTreeMap::new();
        let mut positions = Vec::new();
        for row in &rows {
            let head = match heads.entry(row.head) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.head_by_id(row.head)?),
            };
            let Some(head) = head else { continue };
            let place = (row.first, row.last, row.number);
            let Some((hash, segment)) = self.open_tail(head, place, &row.value) else { continue };
            segments.entry(row.head).or_default().push(segment);
            positions.push(Position { number: row.number, hash });
        }
        for (id, segments) in segments {
            if let Some(Some(head)) = heads.get(&id) {
                self.write_runs(head, segments)?;
            }
        }
        self.take_from_tail(&positions)?;
        Ok(positions.len())
    }

    fn oldest_of_tail(&self, count: u64) -> Result<Vec<TailRow>, StoreError> {
        let sql = "SELECT number, head, first, last, value FROM tail ORDER BY number LIMIT ?1";
        self.rows(sql, [column(count)], |row| {
            let head = row.get_ref(1)?.as_i64().unwrap_or(-1);
            let (first, last) = (number(row, 2)?, number(row, 3)?);
            Ok(TailRow { number: number(row, 0)?, head, first, last, value: blob(row, 4)? })
        })
    }

    fn head_by_id(&self, id: i64) -> Result<Option<HeadRow>, StoreError> {
        let row = self.row(&format!("{HEAD_COLUMNS} WHERE id = ?1"), [id], raw_head)?;
        row.map_or(Ok(None), |row| self.read_head(row, None))
    }

    /// Joins neighbours, and the last run if it is short, up to the size of a run.
    fn write_runs(&mut self, head: &HeadRow, mut segments: Vec<Segment>) -> Result<(), StoreError> {
        segments.sort_by_key(|segment| segment.first);
        let mut open = match segments.first() {
            Some(first) => self.run_before(head, first)?,
            None => None,
        };
        for segment in segments {
            match &mut open {
                Some(run) if fits(run, &segment) => run.join(segment),
                _ => {
                    if let Some(run) = open.replace(segment) {
                        self.write_run(head, &run)?;
                    }
                }
            }
        }
        open.map_or(Ok(()), |run| self.write_run(head, &run))
    }

    /// The run that `segment` continues, taken out of its table if they fit together.
    fn run_before(
        &mut self,
        head: &HeadRow,
        segment: &Segment,
    ) -> Result<Option<Segment>, StoreError> {
        let last = segment.first - 1;
        let sql = "SELECT first, value FROM runs WHERE id = ?1";
        let row = self.row(sql, [head.run_id(last)], |row| Ok((number(row, 0)?, blob(row, 1)?)))?;
        let run = row.and_then(|(first, value)| self.open_run(head, first, last, &value));
        let run = run.filter(|run| fits(run, segment));
        if run.is_some() {
            self.write("DELETE FROM runs WHERE id = ?1", [head.run_id(last)])?;
        }
        Ok(run)
    }

    fn take_from_tail(&mut self, positions: &[Position]) -> Result<(), StoreError> {
        let Some(last) = positions.last() else { return Ok(()) };
        for position in positions {
            self.write("DELETE FROM tail WHERE number = ?1", [column(position.number)])?;
        }
        let mut state = self.state()?;
        if last.number > state.position.number {
            state.position = *last;
        }
        state.tail_from = state.tail_from.max(last.number);
        self.put_state(&state)?;
        self.keep_positions(positions)
    }

    /// Keeps the last touch of each page only.
    fn prune_touches(&mut self) -> Result<(), StoreError> {
        let sql = "SELECT number, page, value FROM touches ORDER BY number DESC";
        let columns = |row: &rusqlite::Row<'_>| Ok((number(row, 0)?, blob(row, 1)?, blob(row, 2)?));
        let mut seen = BTreeSet::new();
        for (number, page, value) in self.rows(sql, [], columns)? {
            let Some(page) = PageId::from_slice(&page) else { continue };
            let good = self.open(&PageId::ROSTER, &touch_place(number, &page), &value).is_some();
            if good && !seen.insert(page) {
                let sql = "DELETE FROM touches WHERE number = ?1 AND page = ?2";
                self.write(sql, (column(number), page.as_bytes()))?;
            }
        }
        Ok(())
    }
}

fn fits(run: &Segment, next: &Segment) -> bool {
    next.first == run.last() + 1
        && next.from == run.chain()
        && run.entries.len() + next.entries.len() <= RUN_ENTRIES
        && run.bytes() + next.bytes() <= RUN_BYTES
}
