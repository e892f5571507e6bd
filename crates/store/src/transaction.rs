//! One transaction: everything in it is on the disk when it ends well, and nothing otherwise.

use std::ops::Deref;

use crate::items::Kind;
use crate::reader::{decode, encode};
use crate::token::Token;
use crate::{Reader, StoreError};

/// The item that holds the store's half of the token.
pub(crate) const TOKEN: &[u8] = b"token";

/// What can be written, inside one transaction. It is a [`Reader`] too.
pub struct Tx<'a> {
    pub(crate) reader: &'a Reader,
}

impl Deref for Tx<'_> {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        self.reader
    }
}

impl Tx<'_> {
    pub(crate) fn token(&self) -> Result<Option<Token>, StoreError> {
        Ok(self.item(Kind::State, TOKEN)?.good().and_then(|bytes| decode(&bytes)))
    }

    pub(crate) fn put_token(&mut self, token: Token) -> Result<(), StoreError> {
        self.put_item(Kind::State, TOKEN, &encode(&token)?)
    }
}

/// A begun transaction: rolled back unless it is committed, also if the caller panics.
pub(crate) struct OpenTransaction<'a> {
    reader: &'a Reader,
    done: bool,
}

impl<'a> OpenTransaction<'a> {
    pub(crate) fn begin(reader: &'a Reader) -> Result<Self, StoreError> {
        reader.run("BEGIN IMMEDIATE").map_err(|error| reader.noted(error))?;
        let open = Self { reader, done: false };
        reader.refresh()?;
        Ok(open)
    }

    /// The keys first: an entry whose key is lost is lost, a key without entries is harmless.
    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        let reader = self.reader;
        if reader.ring.borrow().unsaved {
            let saved = reader.vault.save(&reader.group, &mut reader.ring.borrow_mut());
            saved.map_err(|error| reader.noted(error))?;
        }
        reader.run("COMMIT").map_err(|error| reader.noted(error))?;
        self.done = true;
        Ok(())
    }

    fn roll_back(&self) -> Result<(), StoreError> {
        // After some errors SQLite has rolled back by itself.
        self.reader.at.set(None);
        if !self.reader.conn.is_autocommit() {
            self.reader.run("ROLLBACK")?;
        }
        if self.reader.ring.borrow().unsaved
            && let Some((_, ring)) = self.reader.vault.load(None)?
        {
            *self.reader.ring.borrow_mut() = ring;
        }
        Ok(())
    }
}

impl Drop for OpenTransaction<'_> {
    fn drop(&mut self) {
        if !self.done
            && let Err(error) = self.roll_back()
        {
            self.reader.stopped.set(true);
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

#[cfg(test)]
mod tests {
    use kring_trust::GroupId;

    use crate::{Mode, Place, Store, StoreError};

    const GROUP: GroupId = GroupId::from_bytes([1; 32]);

    fn store() -> (tempfile::TempDir, Place, Store) {
        let home = tempfile::tempdir().unwrap();
        let place = Place::group(home.path().join("group"), home.path().join("token"));
        let store = Store::create(&place, GROUP).unwrap();
        (home, place, store)
    }

    fn fill(store: &mut Store, mut until: impl FnMut(u32) -> bool) -> (u32, Option<StoreError>) {
        let mut written = 0;
        while until(written) {
            let name = format!("value/{written}");
            if let Err(error) = store.transaction(|tx| tx.put(&name, &[7; 3_000])) {
                return (written, Some(error));
            }
            written += 1;
        }
        (written, None)
    }

    #[test]
    fn a_full_disk_is_told_and_ends_writing_and_nothing_acknowledged_is_lost() {
        for more in 0..20 {
            let (_home, place, mut store) = store();
            let pages: i64 =
                store.conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
            let limit = pages + more;
            let set: i64 = store
                .conn
                .query_row(&format!("PRAGMA max_page_count = {limit}"), [], |row| row.get(0))
                .unwrap();
            assert_eq!(set, limit);
            let (written, error) = fill(&mut store, |written| written < 100);
            assert!(matches!(error, Some(StoreError::Full)), "{error:?}");
            assert!(store.is_stopped());
            let stopped = store.transaction(|tx| tx.put("small", b""));
            assert!(matches!(stopped, Err(StoreError::Stopped)));
            assert_eq!(store.names("value/").unwrap().len(), written as usize, "still readable");
            drop(store);
            let mut store = Store::open(&place, Mode::ReadWrite).unwrap();
            assert_eq!(store.names("value/").unwrap().len(), written as usize);
            assert!(store.check().unwrap().is_whole());
            assert!(fill(&mut store, |written| written < 3).1.is_none(), "room again");
        }
    }

    #[test]
    fn an_error_at_the_key_file_ends_writing_before_anything_is_sealed_under_a_lost_key() {
        let (home, place, mut store) = store();
        let page = kring_trust::PageId::from_bytes([4; 32]);
        let away = |name: &str| home.path().join(name);
        for name in ["keys", "keys.copy"] {
            let path = home.path().join("group").join(name);
            std::fs::rename(&path, away(name)).unwrap();
            std::fs::create_dir(&path).unwrap();
            #[cfg(unix)]
            {
                let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
                std::fs::set_permissions(&path, private).unwrap();
            }
        }
        let failed = store.transaction(|tx| tx.put_card(&page, b"card"));
        assert!(matches!(failed, Err(StoreError::Io(_))), "{failed:?}");
        assert!(store.is_stopped());
        assert!(store.card(&page).unwrap().is_none());
        drop(store);
        for name in ["keys", "keys.copy"] {
            let path = home.path().join("group").join(name);
            std::fs::remove_dir(&path).unwrap();
            std::fs::rename(away(name), &path).unwrap();
        }
        let mut store = Store::open(&place, Mode::ReadWrite).unwrap();
        assert_eq!(store.continuity(), crate::Continuity::Broken, "no clean end was marked");
        store.transaction(|tx| tx.put_card(&page, b"card")).unwrap();
        assert!(store.check().unwrap().is_whole());
    }
}
