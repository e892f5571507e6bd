//! Dropping a page so that nothing of it can be read again.

use std::thread;
use std::time::Duration;

use kring_trust::PageId;

use crate::files::BUSY_TIMEOUT;
use crate::items::Kind;
use crate::reader::Value;
use crate::transaction::Tx;
use crate::{Reader, Store, StoreError};

/// Another process may be reading while we want to empty the WAL: tries, how long each of them
/// waits, and the pause between them. Together under two seconds: the caller goes on later.
const CHECKPOINT_TRIES: u32 = 3;
const CHECKPOINT_WAIT: Duration = Duration::from_millis(500);
const CHECKPOINT_PAUSE: Duration = Duration::from_millis(50);

const PENDING: &[u8] = b"0";
const FINISHED: &[u8] = b"1";

/// What became of dropping a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The page.
    pub page: PageId,
    /// Nothing of it is left, not even in the WAL: only then a receipt may be written. Otherwise
    /// another process was reading; [`Store::finish_drops`] or the next opening goes on.
    pub finished: bool,
}

impl Reader {
    /// Pages that were dropped here and not wanted again since.
    ///
    /// # Errors
    /// Database errors.
    pub fn dropped(&self) -> Result<Vec<Dropped>, StoreError> {
        let mut dropped = Vec::new();
        for key in self.item_keys(Kind::Dropped)? {
            let Some(page) = PageId::from_slice(&key) else { continue };
            // A mark that does not open any more says at least that something is to be finished.
            let finished =
                matches!(self.item(Kind::Dropped, &key)?, Value::Good(mark) if *mark == FINISHED);
            dropped.push(Dropped { page, finished });
        }
        Ok(dropped)
    }
}

impl Store {
    /// Drops logs, card, snapshot and page key of `page`, wraps the other page keys under a new
    /// store key, destroys the old one and empties the WAL, in this order. Entries of the page are
    /// refused from then on, until [`Tx::want`] asks for it again (then under a new log and key).
    ///
    /// Named values ([`Tx::put`]) are not the page's: the caller removes what it kept there.
    ///
    /// # Errors
    /// Disk and database errors, after which the next opening goes on where this stopped.
    pub fn drop_page(&mut self, page: &PageId) -> Result<Dropped, StoreError> {
        self.transaction(|tx| tx.remove_page(page))?;
        let finished = self.finish_drops()?;
        Ok(Dropped { page: *page, finished })
    }

    /// Goes on with drops that did not finish; `true` if none is left unfinished.
    ///
    /// # Errors
    /// Disk and database errors.
    pub fn finish_drops(&mut self) -> Result<bool, StoreError> {
        let pending: Vec<PageId> = self
            .dropped()?
            .iter()
            .filter(|dropped| !dropped.finished)
            .map(|dropped| dropped.page)
            .collect();
        if pending.is_empty() {
            return Ok(true);
        }
        // Inside a transaction no other process adds a key meanwhile.
        self.transaction(|tx| tx.forget_keys(&pending))?;
        if !self.empty_wal()? {
            return Ok(false);
        }
        self.transaction(|tx| {
            pending
                .iter()
                .try_for_each(|page| tx.put_item(Kind::Dropped, page.as_bytes(), FINISHED))
        })?;
        Ok(true)
    }

    /// Copies the WAL into the database file and cuts it to nothing; `false` if another process
    /// reads from it all the time.
    fn empty_wal(&self) -> Result<bool, StoreError> {
        self.conn.busy_timeout(CHECKPOINT_WAIT)?;
        let emptied = self.try_empty_wal();
        self.conn.busy_timeout(BUSY_TIMEOUT)?;
        emptied
    }

    fn try_empty_wal(&self) -> Result<bool, StoreError> {
        for turn in 0..CHECKPOINT_TRIES {
            if turn > 0 {
                thread::sleep(CHECKPOINT_PAUSE);
            }
            let busy = self.row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
            match busy {
                Ok(Some(0)) => return Ok(true),
                Ok(_) | Err(StoreError::Busy) => {}
                Err(error) => return Err(self.noted(error)),
            }
        }
        Ok(false)
    }
}

impl Tx<'_> {
    fn remove_page(&mut self, page: &PageId) -> Result<(), StoreError> {
        self.put_item(Kind::Dropped, page.as_bytes(), PENDING)?;
        // The end of the tail may be the page's, and the position with it.
        self.settle_position()?;
        let sql = "SELECT id FROM heads WHERE page = ?1";
        for id in self.rows(sql, [page.as_bytes()], |row| row.get(0))? {
            self.remove_head(id)?;
        }
        self.remove_card(page)?;
        self.remove_snapshot(page)?;
        self.write("DELETE FROM touches WHERE page = ?1", [page.as_bytes()])?;
        self.remove_item(Kind::OwnLog, page.as_bytes())?;
        self.remove_item(Kind::Wanted, page.as_bytes())
    }

    fn forget_keys(&mut self, pages: &[PageId]) -> Result<(), StoreError> {
        let mut ring = self.ring.borrow_mut();
        pages.iter().for_each(|page| ring.remove(page));
        self.vault.rewrap(&self.group, &mut ring).map_err(|error| self.noted(error))
    }
}
