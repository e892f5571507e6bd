//! A store without files, for simulations: fast, and it can be copied and put back.

use std::fmt;
use std::io::Cursor;
use std::path::Path;

use kring_trust::GroupId;
use rusqlite::{Connection, MAIN_DB};

use crate::keys::{KeyRing, Vault};
use crate::token::{MemoryToken, Outside, Token};
use crate::{Reader, Store, StoreError, schema, store};

/// Everything a store's directory would hold at one moment, keys included; the token outside is not
/// in it, as it is not in a backup.
#[derive(Clone)]
pub struct Dump {
    group: GroupId,
    database: Vec<u8>,
    ring: KeyRing,
}

impl fmt::Debug for Dump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dump({}, {} bytes)", self.group.short(), self.database.len())
    }
}

impl Dump {
    /// The bytes of the database, as they would be in its file.
    pub fn database(&self) -> &[u8] {
        &self.database
    }

    /// The same with other bytes in the file: a broken disk.
    #[must_use]
    pub fn with_database(&self, database: Vec<u8>) -> Self {
        Self { database, ..self.clone() }
    }
}

impl Dump {
    /// The same with one byte flipped in one sealed record of entries, `chance` says in which;
    /// `None` if there are no entries.
    ///
    /// # Errors
    /// Database errors.
    pub fn with_flipped_entries(&self, chance: u64) -> Result<Option<Self>, StoreError> {
        let mut reader = open(self)?;
        let mut records = Vec::new();
        for (table, id) in [("tail", "number"), ("runs", "id")] {
            let sql = format!("SELECT {id} FROM {table} ORDER BY {id}");
            let ids: Vec<i64> = reader.rows(&sql, [], |row| row.get(0))?;
            records.extend(ids.into_iter().map(|row| (table, id, row)));
        }
        let count = records.len().max(1) as u64;
        let place = usize::try_from(chance % count).unwrap_or(0);
        let Some((table, id, row)) = records.get(place) else { return Ok(None) };
        let sql = format!("SELECT value FROM {table} WHERE {id} = ?1");
        let mut value: Vec<u8> = reader.conn.query_row(&sql, [row], |row| row.get(0))?;
        if let Some(last) = value.last_mut() {
            *last ^= 1;
        }
        let sql = format!("UPDATE {table} SET value = ?1 WHERE {id} = ?2");
        reader.conn.execute(&sql, (value, row))?;
        let database = reader.conn.serialize(MAIN_DB)?.to_vec();
        Ok(Some(self.with_database(database)))
    }
}

impl Store {
    /// An empty store in memory.
    ///
    /// # Errors
    /// Database errors.
    pub fn in_memory(group: GroupId) -> Result<Self, StoreError> {
        Self::in_memory_with(group, &MemoryToken::default())
    }

    /// An empty store in memory, on the laptop whose place outside the store is `token`.
    ///
    /// # Errors
    /// Database errors.
    pub fn in_memory_with(group: GroupId, token: &MemoryToken) -> Result<Self, StoreError> {
        let conn = Connection::open_in_memory()?;
        schema::configure(&conn)?;
        schema::build(&conn)?;
        let reader = store::reader(conn, group, Vault::Memory, KeyRing::default())?;
        store::begin_empty(&reader, &Outside::Memory(token.clone()))?;
        Self::begin_in_memory(reader, token)
    }

    /// A store as it was when it was dumped, put on the laptop of `token`: the same one, another
    /// one, or the same one later. [`Store::continuity`] tells what it made of that.
    ///
    /// # Errors
    /// Database errors.
    pub fn load(dump: &Dump, token: &MemoryToken) -> Result<Self, StoreError> {
        Self::begin_in_memory(open(dump)?, token)
    }

    /// A copy of a store in memory as it is now, as a crash or a running backup would leave it.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] for a store with files; database errors.
    pub fn dump(&mut self) -> Result<Dump, StoreError> {
        let reader = self.reader_mut();
        if !matches!(reader.vault, Vault::Memory) {
            return Err(StoreError::ReadOnly);
        }
        let database = reader.conn.serialize(MAIN_DB)?.to_vec();
        Ok(Dump { group: reader.group, database, ring: reader.ring.borrow().clone() })
    }

    /// A hash of the database as a reader sees it, WAL included: for tests of crashes, which look
    /// through each only once.
    ///
    /// # Errors
    /// Database errors.
    #[doc(hidden)]
    pub fn image(&mut self) -> Result<[u8; 32], StoreError> {
        Ok(*blake3::hash(&self.reader_mut().conn.serialize(MAIN_DB)?).as_bytes())
    }

    /// Closes a store in memory properly and answers what its files would hold then.
    ///
    /// # Errors
    /// As [`Store::dump`].
    pub fn close_to_dump(mut self) -> Result<Dump, StoreError> {
        self.finish()?;
        self.dump()
    }

    /// As [`Store::load`], by a program that does not look at the token: the mistake that
    /// simulations prove they notice.
    ///
    /// # Errors
    /// As [`Store::load`].
    #[doc(hidden)]
    pub fn load_unnoticed(dump: &Dump, token: &MemoryToken) -> Result<Self, StoreError> {
        let same = Token::fresh(true)?;
        let mut store = Self::in_memory_parts(open(dump)?, Outside::Memory(token.clone()));
        store.transaction(|tx| tx.put_token(same))?;
        Outside::Memory(token.clone()).save(same)?;
        store.begin_alone()?;
        Ok(store)
    }

    fn begin_in_memory(reader: Reader, token: &MemoryToken) -> Result<Self, StoreError> {
        let mut store = Self::in_memory_parts(reader, Outside::Memory(token.clone()));
        store.begin_alone()?;
        Ok(store)
    }
}

fn open(dump: &Dump) -> Result<Reader, StoreError> {
    let mut conn = Connection::open_in_memory()?;
    let length = dump.database.len();
    conn.deserialize_read_exact(MAIN_DB, Cursor::new(&dump.database), length, false)?;
    schema::configure(&conn)?;
    schema::check_tables(&conn, Path::new("memory"))?;
    store::reader(conn, dump.group, Vault::Memory, dump.ring.clone())
}
