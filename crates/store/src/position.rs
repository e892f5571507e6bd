//! Where this store is in its own row of arrivals, and which of these places it told others.
//!
//! The position after a short batch is kept in the batch's own record in `tail`, so that a small
//! edit writes no further page for it; everything else keeps it in the `State` item. The larger
//! number of the two is the position.

use std::collections::BTreeSet;

use kring_trust::position::Position;
use kring_trust::{LogId, PageId};
use serde::{Deserialize, Serialize};

use crate::items::Kind;
use crate::reader::{Value, blob, column, decode, encode, number};
use crate::transaction::Tx;
use crate::{Reader, StoreError, files, seal};

const STATE: &[u8] = b"position";

/// Positions told one by one that are kept besides those that peers hold: a peer whose last
/// confirmation was lost more than this many tellings ago compares rows from 0, which only costs.
const TOLD_KEPT: usize = 4_096;

/// Blocks of positions (one per compaction, up to 2,000 each) that are kept for the same reason.
const BLOCKS_KEPT: usize = 4;

/// No store sees this many arrivals: a larger number in a record is a flipped bit.
const NUMBER_END: u64 = 1 << 48;

/// The position without the tail, and the counts that make missing records noticeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) position: Position,
    /// How many statements are here: their `seq` run from 1 to this.
    pub(crate) statements: u64,
    /// Every entry that arrived after this number is in the tail.
    pub(crate) tail_from: u64,
}

impl State {
    pub(crate) const START: Self = Self { position: Position::START, statements: 0, tail_from: 0 };
}

/// The end of the tail.
enum TailEnd {
    Empty,
    /// Its record, of this number, does not open.
    Damaged(u64),
    At(Position),
}

impl Reader {
    /// Where this store is.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if its record does not open: opening the store for writing mends
    /// that. Database errors.
    pub fn position(&self) -> Result<Position, StoreError> {
        let version = self.data_version()?;
        if let Some((known, position)) = self.at.get()
            && known == version
        {
            return Ok(position);
        }
        let position = self.consistent(|| self.read_position())?;
        self.at.set(Some((version, position)));
        Ok(position)
    }

    /// The hash of the position `number`, if this store may have told it to anyone.
    ///
    /// # Errors
    /// Database errors.
    pub fn told(&self, number: u64) -> Result<Option<[u8; 32]>, StoreError> {
        self.consistent(|| {
            if number == 0 {
                return Ok(Some(Position::START.hash));
            }
            let state = self.state().ok().filter(|state| state.position.number == number);
            let known = match state {
                Some(state) => Some(state.position.hash),
                None => self.tail_hash(number)?,
            };
            match known {
                Some(hash) => Ok(Some(hash)),
                None => self.told_item(number),
            }
        })
    }

    /// Pages that sync must compare if somebody holds this store's position `from` and is to hold
    /// `to`: entries arrived or the page was touched after `from`. May name a page too many.
    ///
    /// # Errors
    /// Database errors.
    pub fn pages_touched(&self, from: u64, to: u64) -> Result<Vec<PageId>, StoreError> {
        if from >= to {
            return Ok(Vec::new());
        }
        self.consistent(|| {
            let mut pages = BTreeSet::new();
            let after = column(from);
            let sql = "SELECT page FROM touches WHERE number > ?1";
            pages.extend(self.rows(sql, [after], |row| blob(row, 0))?);
            let sql = "SELECT DISTINCT h.page FROM tail t JOIN heads h ON h.id = t.head \
                       WHERE t.number > ?1";
            pages.extend(self.rows(sql, [after], |row| blob(row, 0))?);
            if self.state().map_or(true, |state| from < state.tail_from) {
                let sql = "SELECT DISTINCT page FROM heads WHERE arrival > ?1";
                pages.extend(self.rows(sql, [after], |row| blob(row, 0))?);
            }
            Ok(pages.iter().filter_map(|page| PageId::from_slice(page)).collect())
        })
    }

    fn read_position(&self) -> Result<Position, StoreError> {
        let state = self.state()?;
        match self.tail_end()? {
            TailEnd::At(end) if end.number > state.position.number => Ok(end),
            TailEnd::Damaged(end) if end > state.position.number => {
                Err(StoreError::damaged("the position"))
            }
            _ => Ok(state.position),
        }
    }

    pub(crate) fn state(&self) -> Result<State, StoreError> {
        match self.item(Kind::State, STATE)? {
            Value::Good(bytes) => decode(&bytes).ok_or_else(|| StoreError::damaged("the position")),
            Value::Absent | Value::Damaged => Err(StoreError::damaged("the position")),
        }
    }

    /// Whether nothing has to be mended before the first write.
    fn position_is_whole(&self) -> Result<bool, StoreError> {
        match self.position() {
            Ok(_) => Ok(true),
            Err(StoreError::Damaged(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn tail_end(&self) -> Result<TailEnd, StoreError> {
        let sql = "SELECT MAX(number) FROM tail WHERE number < ?1";
        let last = self.row(sql, [column(NUMBER_END)], |row| row.get::<_, Option<i64>>(0))?;
        let Some(last) = last.flatten() else { return Ok(TailEnd::Empty) };
        let number = u64::try_from(last).unwrap_or(0);
        let hash = self.tail_hash(number)?;
        Ok(hash.map_or(TailEnd::Damaged(number), |hash| TailEnd::At(Position { number, hash })))
    }

    /// The hash kept with the tail record of exactly this number.
    fn tail_hash(&self, last: u64) -> Result<Option<[u8; 32]>, StoreError> {
        let sql = "SELECT t.number, t.head, t.first, t.last, t.value, h.page, h.log, h.branch \
                   FROM tail t JOIN heads h ON h.id = t.head WHERE t.number = ?1";
        let row = self.row(sql, [column(last)], |row| {
            let bytes = (blob(row, 4)?, blob(row, 5)?, blob(row, 6)?);
            Ok((bytes, [number(row, 7)?, number(row, 2)?, number(row, 3)?, number(row, 0)?]))
        })?;
        let Some(((value, page, log), numbers)) = row else { return Ok(None) };
        let (Some(page), Some(log)) = (PageId::from_slice(&page), LogId::from_slice(&log)) else {
            return Ok(None);
        };
        let plain = self.open(&page, &seal::place("tail", &page, &log, &numbers), &value);
        Ok(plain.and_then(|plain| plain.first_chunk().copied()))
    }

    fn told_item(&self, number: u64) -> Result<Option<[u8; 32]>, StoreError> {
        let key = number.to_be_bytes();
        if let Value::Good(hash) = self.item(Kind::Told, &key)? {
            return Ok(hash.first_chunk().copied());
        }
        let sql = "SELECT key FROM items WHERE kind = ?1 AND key >= ?2 ORDER BY key LIMIT 1";
        let block = self.row(sql, (Kind::ToldBlock as i64, &key[..]), |row| blob(row, 0))?;
        let Some(block) = block else { return Ok(None) };
        let block = self.block(&block)?;
        Ok(block.iter().find(|position| position.number == number).map(|position| position.hash))
    }

    /// The positions of one block; nothing if it is damaged.
    fn block(&self, key: &[u8]) -> Result<Vec<Position>, StoreError> {
        let value = self.item(Kind::ToldBlock, key)?.good();
        Ok(value.and_then(|bytes| decode(&bytes)).unwrap_or_default())
    }
}

impl Tx<'_> {
    /// Notes that pages of this kind must be compared by everyone who holds an earlier position,
    /// although no entry arrived: every audience statement does this.
    ///
    /// # Errors
    /// Database errors.
    pub fn touch(&mut self, page: &PageId) -> Result<(), StoreError> {
        let number = self.position()?.number;
        let place = touch_place(number, page);
        let sealed = self.seal(&PageId::ROSTER, &place, b"")?;
        let sql = "INSERT OR REPLACE INTO touches(number, page, value) VALUES(?1, ?2, ?3)";
        self.write(sql, (column(number), page.as_bytes(), sealed)).map(|_| ())
    }

    /// A step of the position with nothing in it but that everybody must compare this page again,
    /// also who holds the newest position: something of it is whole again, and what lies behind it
    /// was kept from others all the while.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] as [`Reader::position`]; database errors.
    pub(crate) fn touch_anew(&mut self, page: &PageId) -> Result<(), StoreError> {
        let before = self.tell()?;
        let position = before.next(page.as_bytes());
        let state = self.state()?;
        self.put_state(&State { position, ..state })?;
        self.touch(page)
    }

    /// The current position, kept so that [`Reader::told`] knows it for as long as a peer may come
    /// back with it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] as [`Reader::position`]; database errors.
    pub fn tell(&mut self) -> Result<Position, StoreError> {
        let position = self.position()?;
        // A position in the tail is kept when the tail is compacted.
        if position.number > 0 && self.tail_hash(position.number)?.is_none() {
            self.put_item(Kind::Told, &position.number.to_be_bytes(), &position.hash)?;
        }
        Ok(position)
    }

    pub(crate) fn put_state(&mut self, state: &State) -> Result<(), StoreError> {
        self.put_item(Kind::State, STATE, &encode(state)?)
    }

    /// Keeps the position even if the end of the tail is removed next.
    pub(crate) fn settle_position(&mut self) -> Result<(), StoreError> {
        let position = self.position()?;
        let state = self.state()?;
        self.put_state(&State { position, ..state })
    }

    /// Keeps positions that were in the tail, as one block.
    pub(crate) fn keep_positions(&mut self, positions: &[Position]) -> Result<(), StoreError> {
        let Some(last) = positions.last() else { return Ok(()) };
        self.put_item(Kind::ToldBlock, &last.number.to_be_bytes(), &encode(&positions)?)?;
        self.prune_told()
    }

    /// Forgets told positions that no peer is likely to come back with.
    fn prune_told(&mut self) -> Result<(), StoreError> {
        let peers = self.peers()?;
        let held: BTreeSet<u64> =
            peers.iter().filter_map(|(_, peer)| peer.confirmed).map(|held| held.number).collect();
        for key in older(self.item_keys(Kind::ToldBlock)?, BLOCKS_KEPT) {
            for position in self.block(&key)? {
                if held.contains(&position.number) {
                    self.put_item(Kind::Told, &position.number.to_be_bytes(), &position.hash)?;
                }
            }
            self.remove_item(Kind::ToldBlock, &key)?;
        }
        for key in older(self.item_keys(Kind::Told)?, TOLD_KEPT) {
            let number = key.first_chunk().map(|bytes| u64::from_be_bytes(*bytes));
            if number.is_none_or(|number| !held.contains(&number)) {
                self.remove_item(Kind::Told, &key)?;
            }
        }
        Ok(())
    }

    /// Begins a new history if the record of the position was lost: the number is beyond every one
    /// ever used, the hash is random, so that no peer takes it for the old one.
    pub(crate) fn mend_position(&mut self) -> Result<bool, StoreError> {
        if self.position_is_whole()? {
            return Ok(false);
        }
        let known = self.state().ok();
        let sql = "SELECT MAX(COALESCE((SELECT MAX(number) FROM tail WHERE number < ?1), 0), \
                   COALESCE((SELECT MAX(number) FROM statements WHERE number < ?1), 0), \
                   COALESCE((SELECT MAX(arrival) FROM heads WHERE arrival < ?1), 0), \
                   COALESCE((SELECT MAX(number) FROM touches WHERE number < ?1), 0))";
        let largest = self.row(sql, [column(NUMBER_END)], |row| number(row, 0))?.unwrap_or(0);
        let counted =
            self.row("SELECT MAX(seq) FROM statements", [], |row| row.get::<_, Option<i64>>(0))?;
        let counted = counted.flatten().and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0);
        let largest = largest.max(known.map_or(0, |state| state.position.number));
        let number = largest.saturating_add(1);
        self.put_state(&State {
            position: Position { number, hash: files::random()? },
            statements: known.map_or(counted, |state| state.statements),
            tail_from: number,
        })?;
        Ok(true)
    }
}

/// What a record of `touches` is bound to.
pub(crate) fn touch_place(number: u64, page: &PageId) -> Vec<u8> {
    seal::place("touches", page, &LogId::from_bytes([0; 32]), &[number])
}

fn older(mut keys: Vec<Vec<u8>>, kept: usize) -> Vec<Vec<u8>> {
    keys.truncate(keys.len().saturating_sub(kept));
    keys
}
