//! What is derived from a page's logs and kept for speed: cards and snapshots.

use kring_trust::PageId;
use kring_trust::position::Position;

use crate::reader::{Value, blob};
use crate::transaction::Tx;
use crate::{Reader, StoreError, seal};

/// The longest card: a title, some facts, an excerpt and the words to search.
const CARD_CAP: usize = 256 * 1024;

/// The largest snapshot: far above any page that opens at a bearable speed.
const SNAPSHOT_CAP: usize = 64 * 1024 * 1024 - 1024;

const CARD: &str = "SELECT value FROM cards WHERE page = ?1";
const SNAPSHOT: &str = "SELECT value FROM snapshots WHERE page = ?1";

/// All cards of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cards {
    /// The cards that open, by page.
    pub list: Vec<(PageId, Vec<u8>)>,
    /// Pages whose card must be made again from their logs.
    pub damaged: Vec<PageId>,
}

/// A saved document, and which arrivals it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The bytes as they were given.
    pub bytes: Vec<u8>,
    /// The position of this store up to which the page's entries are in it.
    pub covers: Position,
}

impl Reader {
    /// The card of `page`; `None` also if it is damaged: it is made again from the logs.
    ///
    /// # Errors
    /// Database errors.
    pub fn card(&self, page: &PageId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.page_value("cards", CARD, page)?.good().map(|bytes| bytes.to_vec()))
    }

    /// All cards.
    ///
    /// # Errors
    /// Database errors.
    pub fn cards(&self) -> Result<Cards, StoreError> {
        let rows = self.consistent(|| {
            self.rows("SELECT page, value FROM cards", [], |row| Ok((blob(row, 0)?, blob(row, 1)?)))
        })?;
        let mut cards = Cards::default();
        for (page, sealed) in rows {
            let Some(page) = PageId::from_slice(&page) else { continue };
            match self.open(&page, &seal::named("cards", page.as_bytes()), &sealed) {
                Some(bytes) => cards.list.push((page, bytes.to_vec())),
                None => cards.damaged.push(page),
            }
        }
        Ok(cards)
    }

    /// The snapshot of `page`; `None` also if it is damaged: the logs are the truth.
    ///
    /// # Errors
    /// Database errors.
    pub fn snapshot(&self, page: &PageId) -> Result<Option<Snapshot>, StoreError> {
        let Value::Good(bytes) = self.page_value("snapshots", SNAPSHOT, page)? else {
            return Ok(None);
        };
        let Some((covers, bytes)) = bytes.split_first_chunk::<40>() else { return Ok(None) };
        let (number, hash) = covers.split_at(8);
        let (Some(number), Some(hash)) = (number.first_chunk(), hash.first_chunk()) else {
            return Ok(None);
        };
        let covers = Position { number: u64::from_le_bytes(*number), hash: *hash };
        Ok(Some(Snapshot { bytes: bytes.to_vec(), covers }))
    }
}

impl Tx<'_> {
    /// Replaces the card of `page`.
    ///
    /// # Errors
    /// [`StoreError::TooMuch`] above 256 KiB; [`StoreError::Dropped`]; database errors.
    pub fn put_card(&mut self, page: &PageId, bytes: &[u8]) -> Result<(), StoreError> {
        if bytes.len() > CARD_CAP {
            return Err(StoreError::TooMuch("256 KiB in a card"));
        }
        let sql = "INSERT INTO cards(page, value) VALUES(?1, ?2) \
                   ON CONFLICT(page) DO UPDATE SET value = excluded.value";
        self.put_page_value("cards", sql, page, bytes)
    }

    /// Removes the card of `page`.
    ///
    /// # Errors
    /// Database errors.
    pub fn remove_card(&mut self, page: &PageId) -> Result<(), StoreError> {
        self.write("DELETE FROM cards WHERE page = ?1", [page.as_bytes()]).map(|_| ())
    }

    /// Replaces the snapshot of `page`. The caller has loaded it back and compared it.
    ///
    /// # Errors
    /// [`StoreError::TooMuch`] above 64 MiB; [`StoreError::Dropped`]; database errors.
    pub fn put_snapshot(&mut self, page: &PageId, snapshot: &Snapshot) -> Result<(), StoreError> {
        if snapshot.bytes.len() > SNAPSHOT_CAP {
            return Err(StoreError::TooMuch("64 MiB in a snapshot"));
        }
        let number = snapshot.covers.number.to_le_bytes();
        let bytes = [&number[..], &snapshot.covers.hash, &snapshot.bytes].concat();
        let sql = "INSERT INTO snapshots(page, value) VALUES(?1, ?2) \
                   ON CONFLICT(page) DO UPDATE SET value = excluded.value";
        self.put_page_value("snapshots", sql, page, &bytes)
    }

    /// Removes the snapshot of `page`.
    ///
    /// # Errors
    /// Database errors.
    pub fn remove_snapshot(&mut self, page: &PageId) -> Result<(), StoreError> {
        self.write("DELETE FROM snapshots WHERE page = ?1", [page.as_bytes()]).map(|_| ())
    }

    fn put_page_value(
        &mut self,
        table: &str,
        sql: &str,
        page: &PageId,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.refuse_dropped(page)?;
        let sealed = self.seal(page, &seal::named(table, page.as_bytes()), bytes)?;
        self.write(sql, (page.as_bytes(), sealed)).map(|_| ())
    }
}
