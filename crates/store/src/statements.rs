//! Statements in their order of arrival. They are counted, so that a missing one is noticed.

use kring_trust::{PageId, StatementId};

use crate::check::Damage;
use crate::logs::Branch;
use crate::position::State;
use crate::reader::{blob, column, number};
use crate::transaction::Tx;
use crate::{Reader, StoreError, seal};

/// The longest statement the store takes; the roster's own caps are below it.
const STATEMENT_CAP: usize = 1024 * 1024;

/// The most statements read at once.
const LIMIT_CAP: usize = 100_000;

/// Statements of this store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statements {
    /// Arrival number and bytes, in order of arrival.
    pub list: Vec<(u64, Vec<u8>)>,
    /// Which ones, counted from 1 in order of arrival, do not open or are missing.
    pub damaged: Vec<Damage>,
}

struct Stored {
    number: u64,
    seq: u64,
    id: Vec<u8>,
    value: Vec<u8>,
}

const COLUMNS: &str = "SELECT number, seq, id, value FROM statements";

impl Reader {
    /// Up to `limit` statements (at most 100,000) that arrived after `after`.
    ///
    /// # Errors
    /// Database errors.
    pub fn statements_after(&self, after: u64, limit: usize) -> Result<Statements, StoreError> {
        self.consistent(|| {
            let limit = limit.min(LIMIT_CAP);
            let sql = format!("{COLUMNS} WHERE number > ?1 ORDER BY number LIMIT ?2");
            let rows = self.rows(&sql, (column(after), column(limit as u64)), stored)?;
            let sql = format!("{COLUMNS} WHERE number <= ?1 ORDER BY number DESC LIMIT 1");
            let before = self.row(&sql, [column(after)], stored)?;
            let mut expected = before.map_or(0, |row| row.seq).saturating_add(1);
            let more = rows.len() == limit;
            let mut statements = Statements::default();
            let mut unread = false;
            for row in rows {
                let opened = self.open_statement(&row);
                // A damaged row's own count may be damaged too: only what opens is believed.
                unread = opened.is_none();
                let Some(bytes) = opened else { continue };
                if row.seq > expected {
                    statements.damaged.push(damage(expected, row.seq - 1));
                }
                expected = row.seq.saturating_add(1);
                statements.list.push((row.number, bytes));
            }
            let count = self.state().map_or(expected.saturating_sub(1), |state| state.statements);
            if !more && expected <= count {
                statements.damaged.push(damage(expected, count));
            } else if more && unread {
                statements.damaged.push(damage(expected, expected));
            }
            Ok(statements)
        })
    }

    /// Whether the statement is here and opens.
    ///
    /// # Errors
    /// Database errors.
    pub fn has_statement(&self, id: &StatementId) -> Result<bool, StoreError> {
        self.consistent(|| Ok(self.slot(id)?.is_some_and(|slot| slot.whole)))
    }

    /// Whether a row of (number, seq, id, value) is whole.
    pub(crate) fn statement_opens(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
        Ok(self.open_statement(&stored(row)?).is_some())
    }

    fn open_statement(&self, row: &Stored) -> Option<Vec<u8>> {
        let plain = self.open(&PageId::ROSTER, &place(&row.id, row.seq, row.number), &row.value)?;
        Some(plain.to_vec())
    }

    /// Where the statement was put, and whether it is still whole there.
    fn slot(&self, id: &StatementId) -> Result<Option<Slot>, StoreError> {
        let sql = "SELECT number, seq FROM statement_ids WHERE id = ?1";
        let slot = self.row(sql, [id.as_bytes()], |row| Ok((number(row, 0)?, number(row, 1)?)))?;
        let Some((number, seq)) = slot else { return Ok(None) };
        let sql = format!("{COLUMNS} WHERE number = ?1");
        let row = self.row(&sql, [column(number)], stored)?;
        let opened = row.as_ref().is_some_and(|row| self.open_statement(row).is_some());
        let same = row.is_some_and(|row| row.id == id.as_bytes());
        Ok(Some(Slot { number, seq, whole: opened && same, taken: opened && !same }))
    }
}

struct Slot {
    number: u64,
    seq: u64,
    /// The statement itself is there and opens.
    whole: bool,
    /// Another statement is there and opens: the slot is what was damaged.
    taken: bool,
}

impl Tx<'_> {
    /// Keeps a statement; the number of its arrival. One that is here already keeps its number, one
    /// that was damaged is put back in its place.
    ///
    /// # Errors
    /// [`StoreError::TooMuch`] above 1 MiB; database errors.
    pub fn append_statement(&mut self, id: &StatementId, bytes: &[u8]) -> Result<u64, StoreError> {
        if bytes.len() > STATEMENT_CAP {
            return Err(StoreError::TooMuch("1 MiB in a statement"));
        }
        let state = self.state()?;
        match self.slot(id)? {
            Some(slot) if slot.whole => Ok(slot.number),
            Some(slot) if !slot.taken && slot.seq <= state.statements => {
                self.write_statement(id, slot.number, slot.seq, bytes)?;
                Ok(slot.number)
            }
            _ => self.append_new(id, bytes, state),
        }
    }

    fn append_new(
        &mut self,
        id: &StatementId,
        bytes: &[u8],
        state: State,
    ) -> Result<u64, StoreError> {
        let position = self.position()?.next(id.as_bytes());
        let statements = state.statements.saturating_add(1);
        self.write_statement(id, position.number, statements, bytes)?;
        self.put_state(&State { position, statements, ..state })?;
        Ok(position.number)
    }

    fn write_statement(
        &mut self,
        id: &StatementId,
        number: u64,
        seq: u64,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let sealed = self.seal(&PageId::ROSTER, &place(id.as_bytes(), seq, number), bytes)?;
        let (number, seq) = (column(number), column(seq));
        let sql =
            "INSERT OR REPLACE INTO statements(number, seq, id, value) VALUES(?1, ?2, ?3, ?4)";
        self.write(sql, (number, seq, id.as_bytes(), sealed))?;
        let sql = "INSERT OR REPLACE INTO statement_ids(id, seq, number) VALUES(?1, ?2, ?3)";
        self.write(sql, (id.as_bytes(), seq, number)).map(|_| ())
    }
}

fn stored(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        number: number(row, 0)?,
        seq: number(row, 1)?,
        id: blob(row, 2)?,
        value: blob(row, 3)?,
    })
}

fn place(id: &[u8], seq: u64, number: u64) -> Vec<u8> {
    let mut place = seal::named("statements", id);
    place.extend_from_slice(&seq.to_le_bytes());
    place.extend_from_slice(&number.to_le_bytes());
    place
}

fn damage(from: u64, to: u64) -> Damage {
    Damage {
        table: "statements",
        page: Some(PageId::ROSTER),
        log: None,
        branch: Branch(0),
        from,
        to,
    }
}
