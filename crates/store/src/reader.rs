//! What can be read, in and outside a transaction.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use kring_trust::position::Position;
use kring_trust::{GroupId, PageId};
use rusqlite::{Connection, OptionalExtension, Params, Row, types::ValueRef};
use zeroize::Zeroizing;

use crate::keys::{KeyRing, Vault};
use crate::seal::Key;
use crate::segment::Codec;
use crate::{StoreError, files, seal};

/// Everything that can be read of a store. A [`crate::Store`] and a [`crate::Tx`] are one.
pub struct Reader {
    pub(crate) conn: Connection,
    pub(crate) group: GroupId,
    pub(crate) vault: Vault,
    pub(crate) ring: RefCell<KeyRing>,
    pub(crate) codec: RefCell<Codec>,
    /// The last `data_version` at which the key file was looked at.
    pub(crate) seen: Cell<i64>,
    /// A disk error ended all writing.
    pub(crate) stopped: Cell<bool>,
    /// The position, with the `data_version` at which it was read. Whatever is written here, and
    /// whatever is rolled back, clears it.
    pub(crate) at: Cell<Option<(i64, Position)>>,
}

/// What a sealed value under a key turned out to be.
pub(crate) enum Value {
    Absent,
    Damaged,
    Good(Zeroizing<Vec<u8>>),
}

impl Value {
    /// The value; absent and damaged are both nothing: for caches and what can be asked again.
    pub(crate) fn good(self) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Good(plain) => Some(plain),
            Self::Absent | Self::Damaged => None,
        }
    }
}

impl Reader {
    /// The group whose store this is.
    pub fn group(&self) -> GroupId {
        self.group
    }

    /// Changes when another process committed something; compare with an earlier answer.
    ///
    /// # Errors
    /// Database errors.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        let mut query = self.conn.prepare_cached("PRAGMA data_version")?;
        Ok(query.query_row([], |row| row.get(0))?)
    }

    /// How long the database's own file is, in bytes.
    ///
    /// # Errors
    /// Database errors.
    pub fn file_bytes(&self) -> Result<u64, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        )?;
        Ok(query.query_row([], |row| number(row, 0))?)
    }

    /// Runs several reads on one state of the store, whatever other processes commit meanwhile.
    ///
    /// # Errors
    /// Those of `read`, and database errors.
    pub fn consistent<T>(
        &self,
        read: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if !self.conn.is_autocommit() {
            return read();
        }
        self.run("BEGIN")?;
        let result = self.refresh().and_then(|()| read());
        let ended = self.run("ROLLBACK");
        let value = result?;
        ended?;
        Ok(value)
    }

    /// Begins or ends a transaction.
    pub(crate) fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.conn.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Takes over the key file if another process changed something: its new keys are needed, and
    /// the key of a page that it dropped must not stay here.
    pub(crate) fn refresh(&self) -> Result<(), StoreError> {
        let version = self.data_version()?;
        if version != self.seen.get() {
            let loaded = self.vault.load(Some(&self.ring.borrow()))?;
            if let Some((_, ring)) = loaded {
                *self.ring.borrow_mut() = ring;
            }
            self.seen.set(version);
        }
        Ok(())
    }

    /// Whether there is a key for `page`; without one nothing of it opens.
    pub fn has_key(&self, page: &PageId) -> bool {
        self.key(page).is_some()
    }

    pub(crate) fn key(&self, page: &PageId) -> Option<Arc<Key>> {
        self.ring.borrow().get(page)
    }

    /// Opens a sealed value of `page`.
    pub(crate) fn open(
        &self,
        page: &PageId,
        place: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        self.key(page)?.open(place, sealed)
    }

    /// Seals a value of `page`, under a new key if the page has none yet.
    pub(crate) fn seal(
        &self,
        page: &PageId,
        place: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let known = self.key(page);
        let key = match known {
            Some(key) => key,
            None => self.ring.borrow_mut().make(*page)?,
        };
        key.seal(place, plain)
    }

    /// The sealed value under `key` in a table of (page, value), opened.
    pub(crate) fn page_value(
        &self,
        table: &str,
        sql: &str,
        page: &PageId,
    ) -> Result<Value, StoreError> {
        let sealed = self.row(sql, [page.as_bytes()], |row| blob(row, 0))?;
        let Some(sealed) = sealed else { return Ok(Value::Absent) };
        let plain = self.open(page, &seal::named(table, page.as_bytes()), &sealed);
        Ok(plain.map_or(Value::Damaged, Value::Good))
    }

    /// The first row of a query.
    pub(crate) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.query_row(params, map).optional()?)
    }

    /// All rows of a query.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map(params, map)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every write goes through here, so that a disk error is noticed whatever the caller makes
    /// of it.
    pub(crate) fn write(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.at.set(None);
        let put = || self.conn.prepare_cached(sql)?.execute(params);
        put().map_err(|error| self.noted(error.into()))
    }

    /// Remembers that an error ends all writing, and names its cause.
    pub(crate) fn noted(&self, error: StoreError) -> StoreError {
        let error = match self.vault.path().parent() {
            Some(dir) => files::cause(dir, error),
            None => error,
        };
        if error.ends_writing() {
            tracing::error!(%error, "the store takes no more until it is opened again");
            self.stopped.set(true);
        }
        error
    }
}

/// The bytes of a column; of another type (a damaged row) none, which opens under no key.
pub(crate) fn blob(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u8>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Blob(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    })
}

/// The number of a column; of another type or below zero (a damaged row) the largest.
pub(crate) fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(match row.get_ref(column)? {
        ValueRef::Integer(number) => u64::try_from(number).unwrap_or(u64::MAX),
        _ => u64::MAX,
    })
}

/// A number for a column. Ours are far below the limit of SQLite.
pub(crate) fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Reads what [`encode`] wrote, all of it.
pub(crate) fn decode<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    postcard::take_from_bytes(bytes)
        .ok()
        .filter(|(_, rest)| rest.is_empty())
        .map(|(value, _)| value)
}

/// The bytes of a value of ours.
pub(crate) fn encode<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    postcard::to_allocvec(value).map_err(|error| StoreError::Database(error.to_string()))
}
