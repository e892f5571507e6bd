//! Copying the write-ahead log into the database when nobody waits for it.

use crate::{Store, StoreError};

/// From so many frames it is worth the two syncs: half a megabyte. SQLite itself does it from 1,000,
/// in the transaction that comes to them, and so in somebody's edit.
const FRAMES: i64 = 250;

/// Looks, and does nothing.
const LOOK: &str = "PRAGMA wal_checkpoint(NOOP)";

/// As much as no reader stands in the way of; waits for nobody.
const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

impl Store {
    /// Copies the write-ahead log into the database if it has become long. Whether it did. Changes
    /// nothing that can be read; for a moment in which nobody waits.
    ///
    /// # Errors
    /// Disk and database errors, noted as those of a transaction are.
    pub fn checkpoint_if_long(&mut self) -> Result<bool, StoreError> {
        if self.waiting_frames(LOOK)? < FRAMES {
            return Ok(false);
        }
        self.waiting_frames(COPY).map(|_| true)
    }

    /// Frames that are in the log alone after `pragma` was carried out.
    fn waiting_frames(&self, pragma: &str) -> Result<i64, StoreError> {
        let frames = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
        match self.row(pragma, [], frames) {
            // Both are -1 where there is no such log.
            Ok(Some((all, copied))) => Ok(all.saturating_sub(copied)),
            // Somebody else is at it.
            Ok(None) | Err(StoreError::Busy) => Ok(0),
            Err(error) => Err(self.noted(error)),
        }
    }
}
