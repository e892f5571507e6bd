//! The SQLite file: its header, its tables, and how a connection is set up.
//!
//! Ids, numbers and names are in the clear (they are hashes and counts); every `value` is sealed
//! and bound to them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::files::Durable;
use crate::reader::column;
use crate::{StoreError, files};

/// "Krng" in the header of every store of ours.
const APPLICATION_ID: u32 = 0x4b72_6e67;

/// The format this version writes. A larger number is refused untouched.
pub(crate) const FORMAT: u32 = 1;

/// Bytes of a database's header.
const HEADER: u64 = 100;

/// Bytes of a database page. A small edit touches two pages: with pages of half the size of the
/// disk's blocks both fit in two blocks of the WAL.
const PAGE: u64 = 2048;

/// The longest value: a snapshot of 64 MiB, sealed. SQLite allocates no more for a record.
const VALUE_CAP: i32 = 65 * 1024 * 1024;

/// Prepared statements kept: as many as there are in this crate.
const STATEMENTS: usize = 96;

/// Each table and index, exactly as SQLite keeps it.
///
/// * `heads`: one row per branch of a log: what it is, and its last signed row.
/// * `tail`: what arrived one by one, by the arrival number of its last entry; no second index.
/// * `runs`: longer stretches, by (head, number of the last entry).
/// * `touches`: pages that sync must compare although no entry arrived.
/// * `items`: small values by kind and key.
const TABLES: [(&str, &str); 11] = [
    (
        "heads",
        "CREATE TABLE heads(id INTEGER PRIMARY KEY, page BLOB, log BLOB, branch INTEGER, \
         device BLOB, salt BLOB, arrival INTEGER, value BLOB)",
    ),
    ("heads_by_page", "CREATE INDEX heads_by_page ON heads(page, log, branch)"),
    ("heads_by_log", "CREATE UNIQUE INDEX heads_by_log ON heads(log, branch)"),
    (
        "tail",
        "CREATE TABLE tail(number INTEGER PRIMARY KEY, head INTEGER, first INTEGER, last INTEGER, \
         value BLOB)",
    ),
    ("runs", "CREATE TABLE runs(id INTEGER PRIMARY KEY, first INTEGER, value BLOB)"),
    (
        "statements",
        "CREATE TABLE statements(number INTEGER PRIMARY KEY, seq INTEGER, id BLOB, value BLOB)",
    ),
    (
        "statement_ids",
        "CREATE TABLE statement_ids(id BLOB PRIMARY KEY, seq INTEGER, number INTEGER) WITHOUT ROWID",
    ),
    (
        "touches",
        "CREATE TABLE touches(number INTEGER, page BLOB, value BLOB, PRIMARY KEY(number, page)) \
         WITHOUT ROWID",
    ),
    (
        "items",
        "CREATE TABLE items(kind INTEGER, key BLOB, value BLOB, PRIMARY KEY(kind, key)) \
         WITHOUT ROWID",
    ),
    ("cards", "CREATE TABLE cards(id INTEGER PRIMARY KEY, page BLOB UNIQUE, value BLOB)"),
    ("snapshots", "CREATE TABLE snapshots(id INTEGER PRIMARY KEY, page BLOB UNIQUE, value BLOB)"),
];

/// Makes the tables of an empty database.
pub(crate) fn build(conn: &Connection) -> Result<(), StoreError> {
    conn.pragma_update(None, "page_size", column(PAGE))?;
    conn.execute_batch("BEGIN IMMEDIATE")?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", FORMAT)?;
    for (_, sql) in TABLES {
        conn.execute_batch(sql)?;
    }
    conn.execute_batch("COMMIT")?;
    Ok(())
}

/// Looks at what a file is before anything of it is used. SQLite reads the header for us: closing a
/// handle of our own would let go of the locks that every other connection of this process has on
/// the file (<https://sqlite.org/howtocorrupt.html>, 2.2).
///
/// # Errors
/// [`StoreError::Damaged`] for an empty or cut file, [`StoreError::Foreign`] and
/// [`StoreError::Newer`].
fn check_header(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let length = std::fs::metadata(path).map_err(|error| StoreError::io(path, &error))?.len();
    if length < HEADER {
        return Err(StoreError::damaged(format!("{} is empty or cut", path.display())));
    }
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, u32>(0));
    match number("application_id") {
        Ok(APPLICATION_ID) => refuse_newer(path, number("user_version")?)?,
        Ok(_) => return Err(StoreError::Foreign(path.to_owned())),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            return Err(StoreError::Foreign(path.to_owned()));
        }
        Err(error) => return Err(error.into()),
    }
    // With a WAL, the end of the file may be about to be written again from it.
    if wal_is_empty(path) && length % PAGE != 0 {
        return Err(StoreError::damaged(format!("{} is cut", path.display())));
    }
    Ok(())
}

/// Makes a cut copy as long as its header says, so that SQLite reads it as far as it goes.
pub(crate) fn lengthen(path: &Path) -> Result<(), StoreError> {
    let length = || {
        let mut file = File::options().read(true).write(true).open(path)?;
        let mut header = [0; 32];
        file.read_exact(&mut header)?;
        let pages = header.last_chunk::<4>().map_or(0, |pages| u32::from_be_bytes(*pages));
        let length = file.metadata()?.len();
        // A flipped bit in the count must not fill the disk.
        let wanted = u64::from(pages) * PAGE;
        if wanted > length && wanted < length.saturating_mul(4).max(1 << 24) {
            file.set_len(wanted)?;
        }
        Ok(())
    };
    length().map_err(|error: std::io::Error| StoreError::io(path, &error))
}

fn refuse_newer(path: &Path, version: u32) -> Result<(), StoreError> {
    match version {
        0 => Err(StoreError::damaged(format!("{} has no format number", path.display()))),
        FORMAT => Ok(()),
        version => Err(StoreError::Newer { path: path.to_owned(), version }),
    }
}

/// Sets up a connection: what SQLite may do, and how durable a commit is.
pub(crate) fn configure(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(files::BUSY_TIMEOUT)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Without it every new value of a range makes SQLite plan the query anew, which costs more
    // than most of our queries.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_CAP)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    set_durable(conn, Durable::Now)?;
    // On macOS only this reaches the disk itself; elsewhere it changes nothing.
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "checkpoint_fullfsync", true)?;
    conn.pragma_update(None, "secure_delete", true)?;
    Ok(())
}

/// Whether each commit waits for the disk.
pub(crate) fn set_durable(conn: &Connection, durable: Durable) -> Result<(), StoreError> {
    let synchronous = match durable {
        Durable::Now => "FULL",
        Durable::WithFolder => "OFF",
    };
    Ok(conn.pragma_update(None, "synchronous", synchronous)?)
}

/// Checks format and tables as SQLite sees them (the newest may still be in the WAL).
pub(crate) fn check_tables(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let version = conn.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))?;
    refuse_newer(path, version)?;
    let mut query = conn.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut found = rows.collect::<Result<Vec<(String, String)>, _>>()?;
    found.sort();
    let mut expected = TABLES.map(|(name, sql)| (name.to_owned(), sql.to_owned()));
    expected.sort();
    if found == expected { Ok(()) } else { Err(StoreError::damaged("the tables are not ours")) }
}

/// Lets SQLite check the table of small values before anything is written to it: a write into a
/// damaged tree can remove what is left of the damaged row, and nobody would know that it was there.
/// Logs and statements are counted apart from their records, and the caches can be made again.
pub(crate) fn check_items(conn: &Connection) -> Result<(), StoreError> {
    let found: String = conn.query_row("PRAGMA integrity_check(items)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::damaged(format!("small values: {found}"))) }
}

/// Whether WAL mode is on; it stays on in the file once it was.
pub(crate) fn set_wal(conn: &Connection) -> Result<(), StoreError> {
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode == "wal" { Ok(()) } else { Err(StoreError::Database(format!("journal mode {mode}"))) }
}

/// Writes what a crash left in the WAL into the database, and empties the WAL. Some of it may be
/// what an `fsync` failed on: it is read back from memory and never reaches the disk by itself, and
/// what is appended behind it would be lost with it.
pub(crate) fn settle_wal(conn: &Connection) -> Result<(), StoreError> {
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
}

/// Opens a store's database for reading and writing.
///
/// # Errors
/// [`StoreError::Missing`], [`StoreError::WiderPermissions`]; [`StoreError::Damaged`] for an empty or
/// cut file, [`StoreError::Foreign`], [`StoreError::Newer`]; database errors.
pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    files::check_private(path)?;
    let conn = open_to_write(path)?;
    check_header(&conn, path)?;
    configure(&conn)?;
    Ok(conn)
}

/// As [`connect`], whatever the file holds: nothing yet, or what is damaged.
pub(crate) fn connect_to_any(path: &Path) -> Result<Connection, StoreError> {
    let conn = open_to_write(path)?;
    configure(&conn)?;
    Ok(conn)
}

fn open_to_write(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

/// Opens for reading only, and without writing anything where nothing can be written.
///
/// # Errors
/// As [`connect`].
pub(crate) fn connect_reading(path: &Path) -> Result<Connection, StoreError> {
    files::check_private(path)?;
    let probe = |conn| probe(conn, path);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let usual = Connection::open_with_flags(path, flags).map_err(StoreError::from).and_then(probe);
    match usual {
        // SQLite wants to make its shared-memory file. Nobody can be writing here, so the file may
        // be read as it stands, provided that nothing waits in the WAL.
        Err(StoreError::Io(_) | StoreError::ReadOnly) if wal_is_empty(path) => {
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            let uri = format!("file:{}?immutable=1", uri_path(path));
            probe(Connection::open_with_flags(uri, flags)?)
        }
        other => other,
    }
}

fn probe(conn: Connection, path: &Path) -> Result<Connection, StoreError> {
    check_header(&conn, path)?;
    configure(&conn)?;
    conn.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

fn wal_is_empty(path: &Path) -> bool {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    match std::fs::metadata(Path::new(&wal)) {
        Ok(metadata) => metadata.len() == 0,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// A path inside a URI: everything but letters, digits and a few marks is escaped.
fn uri_path(path: &Path) -> String {
    let mut escaped = String::new();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'\\' if cfg!(windows) => escaped.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => {
                escaped.push(char::from(byte))
            }
            byte => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    if cfg!(windows) && !escaped.starts_with('/') { format!("/{escaped}") } else { escaped }
}
