//! The `heads` table: what each branch of a log is, and how far it goes.

use std::collections::BTreeMap;

use kring_trust::keys::Signature;
use kring_trust::log::{LogOpening, Row};
use kring_trust::{Chain, DeviceId, LogId, PageId};
use serde::{Deserialize, Serialize};

use crate::check::Damage;
use crate::logs::{Branch, Head};
use crate::reader::{blob, column, decode, encode, number};
use crate::{Reader, StoreError, seal};

/// How much of a head's own record was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Good,
    /// Its record is damaged; this is what its segments say.
    Rebuilt,
    /// Nothing is known but that it exists.
    Lost,
}

/// One branch of a log, as the `heads` table has it.
#[derive(Clone, Debug)]
pub(crate) struct HeadRow {
    pub(crate) id: i64,
    pub(crate) opening: LogOpening,
    pub(crate) log: LogId,
    pub(crate) branch: u32,
    pub(crate) arrival: u64,
    pub(crate) parent: u32,
    pub(crate) after: u64,
    pub(crate) n: u64,
    pub(crate) chain: Chain,
    pub(crate) signature: Option<Signature>,
    /// Bytes of the entries of this branch, as they were written.
    pub(crate) bytes: u64,
    pub(crate) health: Health,
}

#[derive(Serialize, Deserialize)]
struct HeadValue {
    opening: LogOpening,
    parent: u32,
    after: u64,
    n: u64,
    chain: Chain,
    signature: Option<Signature>,
    bytes: u64,
}

impl HeadRow {
    pub(crate) fn is_good(&self) -> bool {
        self.health == Health::Good
    }

    fn place(&self) -> Vec<u8> {
        let numbers = [u64::from(self.branch), self.arrival];
        seal::place("heads", &self.opening.page, &self.log, &numbers)
    }

    pub(crate) fn sealed(&self, reader: &Reader) -> Result<Vec<u8>, StoreError> {
        let HeadRow { opening, parent, after, n, chain, signature, bytes, .. } = *self;
        let value = encode(&HeadValue { opening, parent, after, n, chain, signature, bytes })?;
        reader.seal(&opening.page, &self.place(), &value)
    }

    pub(crate) fn public(&self) -> Option<Head> {
        let signature = self.signature?;
        let row = Row { log: self.log, n: self.n, chain: self.chain, signature };
        let HeadRow { opening, branch, after, arrival, .. } = *self;
        Some(Head { opening, branch: Branch(branch), after, row, arrival })
    }

    /// What a record in `tail` is bound to.
    pub(crate) fn tail_place(&self, first: u64, last: u64, number: u64) -> Vec<u8> {
        let numbers = [u64::from(self.branch), first, last, number];
        seal::place("tail", &self.opening.page, &self.log, &numbers)
    }

    /// What a record in `runs` is bound to.
    pub(crate) fn run_place(&self, first: u64, last: u64) -> Vec<u8> {
        let numbers = [u64::from(self.branch), first, last];
        seal::place("runs", &self.opening.page, &self.log, &numbers)
    }

    /// The key in `runs` of the segment that ends at `last`.
    pub(crate) fn run_id(&self, last: u64) -> i64 {
        (self.id << 32) | column(last.min(N_CAP))
    }
}

/// The highest number of an entry: the key of a run has 32 bits for it, and Automerge's sequence
/// numbers end below 2^30.
pub(crate) const N_CAP: u64 = (1 << 32) - 1;

pub(crate) const HEAD_COLUMNS: &str =
    "SELECT id, page, log, branch, device, salt, arrival, value FROM heads";

/// A row of `heads` before anything of it is believed.
pub(crate) struct RawHead {
    pub(crate) id: i64,
    pub(crate) page: Vec<u8>,
    pub(crate) log: Vec<u8>,
    branch: u64,
    device: Vec<u8>,
    salt: Vec<u8>,
    arrival: u64,
    value: Vec<u8>,
}

impl RawHead {
    pub(crate) fn branch(&self) -> Option<u32> {
        u32::try_from(self.branch).ok()
    }
}

pub(crate) fn raw_head(row: &rusqlite::Row<'_>) -> rusqlite::Result<RawHead> {
    Ok(RawHead {
        id: row.get(0)?,
        page: blob(row, 1)?,
        log: blob(row, 2)?,
        branch: number(row, 3)?,
        device: blob(row, 4)?,
        salt: blob(row, 5)?,
        arrival: number(row, 6)?,
        value: blob(row, 7)?,
    })
}

impl Reader {
    /// The number of the newest arrival of every page of which something is here.
    ///
    /// # Errors
    /// Database errors.
    pub fn newest_arrivals(&self) -> Result<BTreeMap<PageId, u64>, StoreError> {
        let sql = "SELECT page, max(arrival) FROM heads GROUP BY page";
        let rows = self.rows(sql, [], |row| Ok((blob(row, 0)?, number(row, 1)?)))?;
        let known = |(page, arrival): (Vec<u8>, u64)| Some((PageId::from_slice(&page)?, arrival));
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// The number of the newest arrival of a page; 0 if nothing of it is here.
    ///
    /// # Errors
    /// Database errors.
    pub fn newest_arrival(&self, page: &PageId) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(arrival), 0) FROM heads WHERE page = ?1";
        let newest = self.row(sql, [page.as_bytes()], |row| number(row, 0))?;
        Ok(newest.unwrap_or(0))
    }

    /// Bytes of entries that each device has here, as they were written, in one page or in all.
    ///
    /// # Errors
    /// Database errors.
    pub fn written(&self, page: Option<&PageId>) -> Result<BTreeMap<DeviceId, u64>, StoreError> {
        let pages = match page {
            Some(page) => vec![*page],
            None => self.pages()?,
        };
        let mut written = BTreeMap::new();
        for page in pages {
            for head in self.page_heads(&page)?.0 {
                *written.entry(head.opening.device).or_insert(0) += head.bytes;
            }
        }
        Ok(written)
    }

    /// The heads of a page, and how many rows are beyond all recognition.
    pub(crate) fn page_heads(&self, page: &PageId) -> Result<(Vec<HeadRow>, usize), StoreError> {
        let sql = format!("{HEAD_COLUMNS} WHERE page = ?1 ORDER BY log, branch");
        let rows = self.rows(&sql, [page.as_bytes()], raw_head)?;
        let count = rows.len();
        let mut heads = Vec::with_capacity(count);
        for row in rows {
            heads.extend(self.read_head(row, None)?);
        }
        let lost = count - heads.len();
        Ok((heads, lost))
    }

    pub(crate) fn log_heads(&self, log: &LogId) -> Result<Vec<HeadRow>, StoreError> {
        let sql = format!("{HEAD_COLUMNS} WHERE log = ?1 ORDER BY branch");
        let mut heads = Vec::new();
        for row in self.rows(&sql, [log.as_bytes()], raw_head)? {
            heads.extend(self.read_head(row, None)?);
        }
        Ok(heads)
    }

    pub(crate) fn head_row(
        &self,
        log: &LogId,
        branch: Branch,
    ) -> Result<Option<HeadRow>, StoreError> {
        let sql = format!("{HEAD_COLUMNS} WHERE log = ?1 AND branch = ?2");
        match self.row(&sql, (log.as_bytes(), branch.0), raw_head)? {
            Some(row) => self.read_head(row, None),
            None => Ok(None),
        }
    }

    /// Believes of a row what opens, or proves itself by its hash. `opening` is what the caller
    /// knows of the log from elsewhere.
    pub(crate) fn read_head(
        &self,
        row: RawHead,
        opening: Option<LogOpening>,
    ) -> Result<Option<HeadRow>, StoreError> {
        let clear = || {
            let device = DeviceId::from_slice(&row.device)?;
            let page = PageId::from_slice(&row.page)?;
            Some(LogOpening { device, page, salt: row.salt.as_slice().try_into().ok()? })
        };
        let (Some(page), Some(log), Ok(branch)) =
            (PageId::from_slice(&row.page), LogId::from_slice(&row.log), u32::try_from(row.branch))
        else {
            return self.lost_head(&row, opening);
        };
        let place = seal::place("heads", &page, &log, &[row.branch, row.arrival]);
        let value = self.open(&page, &place, &row.value);
        if let Some(value) = value.and_then(|value| decode::<HeadValue>(&value)) {
            let HeadValue { opening, parent, after, n, chain, signature, bytes } = value;
            let (id, arrival, health) = (row.id, row.arrival, Health::Good);
            let head = HeadRow {
                id,
                opening,
                log,
                branch,
                arrival,
                parent,
                after,
                n,
                chain,
                signature,
                bytes,
                health,
            };
            return Ok(Some(head));
        }
        let proven = clear().filter(|clear| clear.id() == log);
        self.lost_head(&row, opening.or(proven))
    }

    /// What the segments of a damaged head still tell. Only the first branch can be rebuilt: where
    /// another one forked was in its record alone.
    fn lost_head(
        &self,
        row: &RawHead,
        opening: Option<LogOpening>,
    ) -> Result<Option<HeadRow>, StoreError> {
        let Some(opening) = opening else { return Ok(None) };
        let branch = u32::try_from(row.branch).unwrap_or(u32::MAX);
        let mut head = self.empty_head(opening, row.id, branch);
        head.health = Health::Lost;
        if branch == 0
            && let segments = self.segments(&head, 0, usize::MAX)?
            && let Some(last) = segments.last()
        {
            head.bytes = segments.iter().map(|segment| segment.bytes() as u64).sum();
            head.n = last.last();
            head.chain = last.chain();
            head.signature = Some(last.signature);
            head.arrival = if row.arrival == u64::MAX { 0 } else { row.arrival };
            head.health = Health::Rebuilt;
        }
        Ok(Some(head))
    }

    pub(crate) fn empty_head(&self, opening: LogOpening, id: i64, branch: u32) -> HeadRow {
        HeadRow {
            id,
            opening,
            log: opening.id(),
            branch,
            arrival: 0,
            parent: 0,
            after: 0,
            n: 0,
            chain: opening.chain_start(&self.group),
            signature: None,
            bytes: 0,
            health: Health::Good,
        }
    }
}

pub(crate) fn head_damage(head: &HeadRow, from: u64, to: u64) -> Damage {
    let (page, log) = (Some(head.opening.page), Some(head.log));
    Damage { table: "logs", page, log, branch: Branch(head.branch), from, to }
}
