//! Copies of a store, and putting them back.
//!
//! A copy is the database as SQLite itself writes it anew: every value sealed as it was, and nothing of
//! what was dropped. It opens only with the page keys, which do not lie in it. Beside a copy that
//! stays on this laptop there are none: it opens with the keys of the living store, and so loses a page
//! at the moment in which that page's key is destroyed.

use std::fs;
use std::path::Path;

use kring_trust::{GroupId, PageId};
use rusqlite::Connection;
use rusqlite::limits::Limit;
use zeroize::Zeroizing;

use crate::keys::KeyRing;
use crate::place::Place;
use crate::{Reader, Store, StoreError, files, schema};

impl Reader {
    /// Writes a copy of the database, as it is at this moment, to a new file that only its owner reads.
    /// Its outside half of the token is nowhere: whoever puts it back goes on under new logs.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is such a file; disk and database errors, after which nothing
    /// useful is there.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let name = path.to_str().ok_or_else(|| StoreError::Missing(path.to_owned()))?;
        // Made first, so that it is private from its first byte.
        files::write_in_place(path, b"")?;
        // SQLite attaches the new file while it writes it; nothing else ever may be attached.
        self.conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
        let copied = self.conn.execute("VACUUM INTO ?1", [name]);
        self.conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        copied?;
        files::sync(path)?;
        files::sync_parent(path)
    }

    /// The keys of all pages, for a copy that leaves this laptop, sealed by the caller.
    pub fn page_keys(&self) -> Zeroizing<Vec<u8>> {
        self.ring.borrow().to_bytes(&self.group)
    }
}

impl Place {
    /// Makes a store of a copy and its page keys, under a new store key. Nobody has a store here.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a store; [`StoreError::OtherGroup`] and
    /// [`StoreError::Damaged`] if the keys are not those of `group`; [`StoreError::Foreign`] and
    /// [`StoreError::Newer`] for the copy; disk errors.
    pub fn put_back(&self, group: GroupId, copy: &[u8], keys: &[u8]) -> Result<(), StoreError> {
        let (of, mut ring) =
            KeyRing::parse(keys, 0).ok_or_else(|| StoreError::damaged("the keys"))?;
        if of != group {
            return Err(StoreError::OtherGroup);
        }
        files::make_directory(&self.dir)?;
        let database = self.database();
        if database.exists() {
            return Err(StoreError::Exists(database));
        }
        let fresh = database.with_extension("db.new");
        files::replace(&fresh, copy)?;
        check(&fresh)?;
        self.vault(self.file_keys()).create(&group, &mut ring)?;
        name(&fresh, &database)
    }

    /// Puts a copy that stayed on this laptop in the place of the database, which is kept beside it
    /// under a name that ends in `kept`. The keys stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if somebody has the store open; [`StoreError::Missing`],
    /// [`StoreError::Foreign`] and [`StoreError::Newer`] for the copy; disk errors. The store is as it
    /// was then, or its database has its other name and no other is there.
    pub fn put_copy(&self, copy: &Path, kept: &str) -> Result<(), StoreError> {
        let _door = files::wait_lock(&self.file("door.lock"))?;
        let presence_path = self.file("presence.lock");
        let presence = files::lock_file(&presence_path)?;
        if !files::try_lock(&presence, &presence_path)? {
            return Err(StoreError::Busy);
        }
        let database = self.database();
        let fresh = database.with_extension("db.new");
        let length = fs::metadata(copy).map_err(|error| StoreError::io(copy, &error))?.len();
        files::replace(&fresh, &files::read(copy, length)?)?;
        check(&fresh)?;
        for suffix in ["db", "db-wal", "db-shm"] {
            let old = database.with_extension(suffix);
            let aside = database.with_extension(format!("{suffix}.{kept}"));
            match fs::rename(&old, &aside) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StoreError::io(&old, &error));
                }
                _ => {}
            }
        }
        name(&fresh, &database)
    }
}

impl Store {
    /// Drops what is left of pages whose key is gone: they were erased after the copy was made.
    /// Which ones.
    ///
    /// # Errors
    /// As [`Store::drop_page`].
    pub fn drop_without_key(&mut self) -> Result<Vec<PageId>, StoreError> {
        let mut pages = self.pages()?;
        pages.retain(|page| !self.has_key(page));
        for page in &pages {
            self.drop_page(page)?;
        }
        Ok(pages)
    }
}

/// Whether a copy is one: its header, its tables, and its own order.
fn check(path: &Path) -> Result<(), StoreError> {
    let conn: Connection = schema::connect_reading(path)?;
    schema::check_tables(&conn, path)
}

/// Only what is whole gets the name by which it is opened.
fn name(fresh: &Path, database: &Path) -> Result<(), StoreError> {
    files::sync(fresh)?;
    fs::rename(fresh, database).map_err(|error| StoreError::io(database, &error))?;
    files::sync_parent(database)
}
