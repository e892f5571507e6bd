//! Copying all that still opens out of a file whose structure is damaged, into a new one.
//!
//! The damaged file is kept beside it. What is missing afterwards is noticed as ever (logs and
//! statements are counted apart from their records) and fetched again from a peer.

use std::fs;
use std::path::{Path, PathBuf};

use kring_trust::log::LogOpening;
use kring_trust::{LogId, PageId};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Column;

use crate::check::Report;
use crate::heads::{HEAD_COLUMNS, HeadRow, raw_head};
use crate::items::Kind;
use crate::place::Place;
use crate::position::touch_place;
use crate::reader::{Value, blob, number};
use crate::store;
use crate::transaction::{TOKEN, Tx};
use crate::{Reader, Store, StoreError, files, schema, seal};

/// A table, and when a row of it is worth taking over.
struct Table {
    name: &'static str,
    columns: &'static str,
    order: &'static str,
    opens: fn(&Reader, &rusqlite::Row<'_>) -> rusqlite::Result<bool>,
}

const TABLES: [Table; 8] = [
    Table {
        name: "heads",
        columns: "id, page, log, branch, device, salt, arrival, value",
        order: "id",
        opens: head_opens,
    },
    Table {
        name: "tail",
        columns: "number, head, first, last, value",
        order: "number",
        opens: tail_opens,
    },
    Table { name: "runs", columns: "id, first, value", order: "id", opens: run_opens },
    Table {
        name: "statements",
        columns: "number, seq, id, value",
        order: "number",
        opens: statement_opens,
    },
    Table {
        name: "touches",
        columns: "number, page, value",
        order: "number, page",
        opens: touch_opens,
    },
    Table { name: "items", columns: "kind, key, value", order: "kind, key", opens: item_opens },
    Table { name: "cards", columns: "id, page, value", order: "id", opens: card_opens },
    Table { name: "snapshots", columns: "id, page, value", order: "id", opens: snapshot_opens },
];

/// What a rescue brought over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescued {
    /// Rows that were copied, each opened first.
    pub copied: u64,
    /// Rows that did not open, and tables that could not be read to their end.
    pub lost: u64,
    /// Where the damaged file is kept.
    pub kept: PathBuf,
    /// What the new store says is missing.
    pub report: Report,
}

impl Store {
    /// Makes a new database of all that opens in the damaged one. Nobody may have the store open.
    /// All own logs are closed to writing, as after a restore: an own entry may be lost for ever.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if somebody has it open; as [`Store::open`] where not even the header or
    /// the keys can be read. The store is as it was then.
    pub fn rescue(place: &Place) -> Result<Rescued, StoreError> {
        let database = place.database();
        let kept = database.with_extension("db.damaged");
        let source = if database.exists() { &database } else { &kept };
        let door = files::wait_lock(&place.file("door.lock"))?;
        let presence_path = place.file("presence.lock");
        let presence = files::lock_file(&presence_path)?;
        if !files::try_lock(&presence, &presence_path)? {
            return Err(StoreError::Busy);
        }
        let (fresh, copied, lost) = copy_all(place, source)?;
        let report = swap(place, source, &fresh, &kept)?;
        drop((presence, door));
        Ok(Rescued { copied, lost, kept, report })
    }
}

/// Builds the new file beside the old one; neither is touched by what goes wrong here.
fn copy_all(place: &Place, source: &Path) -> Result<(PathBuf, u64, u64), StoreError> {
    let work = place.database().with_extension("db.rescue");
    let fresh = place.database().with_extension("db.new");
    copy_with_wal(source, &work)?;
    let conn = schema::connect_to_any(&work)?;
    let old = store::load(place, conn, place.vault(place.file_keys()))?;
    store::remove_if_there(&fresh)?;
    files::write_in_place(&fresh, b"")?;
    let conn = schema::connect_to_any(&fresh)?;
    schema::build(&conn)?;
    let ring = old.ring.borrow().clone();
    let new = store::reader(conn, old.group, place.vault(place.file_keys()), ring)?;
    new.conn.execute_batch("BEGIN IMMEDIATE")?;
    let (mut copied, mut lost) = (0, 0);
    for table in &TABLES {
        let (good, bad) = copy_table(&old, &new, table)?;
        copied += good;
        lost += bad;
    }
    finish(&new)?;
    new.conn.execute_batch("COMMIT")?;
    drop((old, new));
    for suffix in ["", "-wal", "-shm"] {
        store::remove_if_there(&with_suffix(&work, suffix))?;
    }
    files::sync(&fresh)?;
    Ok((fresh, copied, lost))
}

/// What is derived from the rows, and what must not be taken over.
fn finish(new: &Reader) -> Result<(), StoreError> {
    let mut tx = Tx { reader: new };
    let sql = "INSERT OR IGNORE INTO statement_ids(id, seq, number) SELECT id, seq, number FROM statements";
    tx.write(sql, [])?;
    tx.mend_position()?;
    tx.remove_item(Kind::State, TOKEN)?;
    tx.close_own_logs()
}

/// Puts the new file in the place of the old one. The old WAL must be gone before: it would be
/// replayed over the new file.
fn swap(place: &Place, source: &Path, fresh: &Path, kept: &Path) -> Result<Report, StoreError> {
    let database = place.database();
    if source != kept {
        for suffix in ["-wal", "-shm", ""] {
            let from = with_suffix(&database, suffix);
            set_aside(&with_suffix(kept, suffix))?;
            if from.exists() {
                fs::rename(&from, with_suffix(kept, suffix))
                    .map_err(|error| StoreError::io(&from, &error))?;
            }
            files::sync_parent(&database)?;
        }
    }
    fs::rename(fresh, &database).map_err(|error| StoreError::io(&database, &error))?;
    files::sync_parent(&database)?;
    let conn = schema::connect_to_any(&database)?;
    store::load(place, conn, place.vault(place.file_keys()))?.check()
}

/// What an earlier rescue kept is kept on, under the first name that is free.
fn set_aside(kept: &Path) -> Result<(), StoreError> {
    if !kept.exists() {
        return Ok(());
    }
    let free = (1..).map(|number: u32| with_suffix(kept, &format!(".{number}")));
    let free = free.into_iter().find(|path| !path.exists());
    free.map_or(Ok(()), |free| fs::rename(kept, free)).map_err(|error| StoreError::io(kept, &error))
}

/// A copy to work on, made as long as its header says: a cut file is read as far as it goes.
fn copy_with_wal(from: &Path, to: &Path) -> Result<(), StoreError> {
    for suffix in ["", "-wal", "-shm"] {
        store::remove_if_there(&with_suffix(to, suffix))?;
    }
    for suffix in ["-wal", ""] {
        let (from, to) = (with_suffix(from, suffix), with_suffix(to, suffix));
        if from.exists() {
            files::check_private(&from)?;
            fs::copy(&from, &to).map_err(|error| StoreError::io(&to, &error))?;
        }
    }
    schema::lengthen(to)
}

/// All rows that open, in order; if the order breaks off, once more from the other end.
fn copy_table(old: &Reader, new: &Reader, table: &Table) -> Result<(u64, u64), StoreError> {
    let Table { name, columns, order, .. } = table;
    let backwards = order.replace(',', " DESC,") + " DESC";
    let (mut copied, mut lost) = (0, 0);
    for order in [*order, &backwards] {
        let sql = format!("SELECT {columns} FROM {name} ORDER BY {order}");
        let (good, bad, broke_off) = copy_rows(old, new, table, &sql)?;
        copied += good;
        lost += bad + u64::from(broke_off);
        if !broke_off {
            break;
        }
    }
    Ok((copied, lost))
}

fn copy_rows(
    old: &Reader,
    new: &Reader,
    table: &Table,
    sql: &str,
) -> Result<(u64, u64, bool), StoreError> {
    let count = table.columns.split(',').count();
    let marks = vec!["?"; count].join(", ");
    let insert = format!("INSERT OR IGNORE INTO {}({}) VALUES({marks})", table.name, table.columns);
    let mut query = old.conn.prepare(sql)?;
    let mut rows = query.query([])?;
    let (mut copied, mut lost) = (0, 0);
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok((copied, lost, false)),
            Err(_) => return Ok((copied, lost, true)),
        };
        match (table.opens)(old, row) {
            Ok(true) => {
                let values =
                    (0..count).map(|at| row.get(at)).collect::<Result<Vec<Column>, _>>()?;
                copied += new.write(&insert, params_from_iter(values))? as u64;
            }
            Ok(false) | Err(_) => lost += 1,
        }
    }
}

fn head_opens(old: &Reader, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    // One that is not good but proves itself is taken too: it can be rebuilt.
    Ok(old.read_head(raw_head(row)?, None).is_ok_and(|head| head.is_some()))
}

fn tail_opens(old: &Reader, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    let Some(head) = head_of(old, row.get(1)?) else { return Ok(false) };
    let place = (number(row, 2)?, number(row, 3)?, number(row, 0)?);
    Ok(old.open_tail(&head, place, &blob(row, 4)?).is_some())
}

fn run_opens(old: &Reader, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    let id: i64 = row.get(0)?;
    let Some(head) = head_of(old, id >> 32) else { return Ok(false) };
    let last = u64::try_from(id & 0xffff_ffff).unwrap_or(0);
    Ok(old.open_run(&head, number(row, 1)?, last, &blob(row, 2)?).is_some())
}

/// Whose records these are: all that is needed of a head is in the clear, and the records prove it.
fn head_of(old: &Reader, id: i64) -> Option<HeadRow> {
    let raw = old.row(&format!("{HEAD_COLUMNS} WHERE id = ?1"), [id], raw_head).ok()??;
    let (page, log) = (PageId::from_slice(&raw.page)?, LogId::from_slice(&raw.log)?);
    let opening =
        LogOpening { device: kring_trust::DeviceId::from_bytes([0; 32]), page, salt: [0; 8] };
    let branch = raw.branch();
    Some(HeadRow { log, ..old.empty_head(opening, id, branch?) })
}

fn statement_opens(old: &Reader, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    old.statement_opens(row)
}

fn touch_opens(old: &Reader, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    let (number, page, value) = (number(row, 0)?, blob(row, 1)?, blob(row, 2)?);
    let place = PageId::from_slice(&page).map(|page| touch_place(number, &page));
    Ok(place.is_some_and(|place| old.open(&PageId::ROSTER, &place, &value).is_some()))
}

fn item_opens(old: &Reader, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    let Some(kind) = Kind::from_number(number(row, 0)?) else { return Ok(false) };
    let opened = old.open_item(kind, &blob(row, 1)?, &blob(row, 2)?);
    Ok(matches!(opened, Value::Good(_)))
}

fn card_opens(old: &Reader, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    page_value_opens(old, row, "cards")
}

fn snapshot_opens(old: &Reader, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
    page_value_opens(old, row, "snapshots")
}

fn page_value_opens(old: &Reader, row: &rusqlite::Row<'_>, table: &str) -> rusqlite::Result<bool> {
    let (page, value) = (blob(row, 1)?, blob(row, 2)?);
    let place = seal::named(table, &page);
    Ok(PageId::from_slice(&page).is_some_and(|page| old.open(&page, &place, &value).is_some()))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
