//! Opening and closing a store, and its transactions.

use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::ops::Deref;
use std::path::Path;

use kring_trust::{GroupId, PageId};
use rusqlite::Connection;

use crate::keys::{KeyPlace, KeyRing, Vault};
use crate::place::Place;
use crate::position::State;
use crate::segment::Codec;
use crate::token::{self, Continuity, Outside, Token};
use crate::transaction::{OpenTransaction, Tx};
use crate::{Reader, StoreError, files, schema};

/// Whether a store is opened for writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Reads and writes; checks the token.
    ReadWrite,
    /// Reads only: works on a disk, or of a file, that cannot be written.
    ReadOnly,
}

/// The one store of a group, or of its private pages, on this laptop.
///
/// Not shared between threads: one thread owns it. Other processes may have it open too.
pub struct Store {
    reader: Reader,
    mode: Mode,
    backing: Backing,
    outside: Outside,
    continuity: Continuity,
    closed: bool,
    /// Held from marking the end until the connection is closed: fields are dropped in order, and
    /// nobody may open the store in between.
    door: Option<File>,
}

enum Backing {
    Files { place: Place, presence: Option<File> },
    Memory,
}

/// Holds the network for this process until it is dropped.
#[derive(Debug)]
pub struct NetworkGuard {
    _lock: Option<File>,
}

impl Deref for Store {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Store {
    /// Makes an empty store for `group`, with keys of its own, and opens it.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a database already; disk errors.
    pub fn create(place: &Place, group: GroupId) -> Result<Self, StoreError> {
        Self::create_with(place, group, place.file_keys())
    }

    /// As [`Store::create`], with the store key in `keys`.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_with(
        place: &Place,
        group: GroupId,
        keys: Box<dyn KeyPlace>,
    ) -> Result<Self, StoreError> {
        files::make_directory(&place.dir)?;
        place.check_private()?;
        let door = files::wait_lock(&place.file("door.lock"))?;
        let database = place.database();
        // The second is a store whose rescue was cut short: there is no empty group either.
        for taken in [&database, &database.with_extension("db.damaged")] {
            if taken.exists() {
                return Err(StoreError::Exists(taken.clone()));
            }
        }
        let fresh = database.with_extension("db.new");
        remove_if_there(&fresh)?;
        let vault = build(&fresh, group, place, keys)?;
        place.durable.sync(&fresh)?;
        // Only a whole store gets its name: half a one is never taken for an empty group.
        fs::rename(&fresh, &database).map_err(|error| StoreError::io(&database, &error))?;
        place.durable.sync_parent(&database)?;
        drop(door);
        Self::open_vault(&place.clone().expecting(group), Mode::ReadWrite, vault)
    }

    /// Opens the store at `place`.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::WiderPermissions`], [`StoreError::Damaged`] (empty,
    /// cut, keys lost), [`StoreError::Foreign`], [`StoreError::Newer`], [`StoreError::OtherGroup`],
    /// [`StoreError::Busy`]; disk and database errors. Nothing was changed then.
    pub fn open(place: &Place, mode: Mode) -> Result<Self, StoreError> {
        Self::open_with(place, mode, place.file_keys())
    }

    /// As [`Store::open`], with the store key in `keys`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(
        place: &Place,
        mode: Mode,
        keys: Box<dyn KeyPlace>,
    ) -> Result<Self, StoreError> {
        Self::open_vault(place, mode, place.vault(keys))
    }

    fn open_vault(place: &Place, mode: Mode, vault: Vault) -> Result<Self, StoreError> {
        place.check_private()?;
        let opened = match mode {
            Mode::ReadOnly => Self::open_reading(place, vault),
            Mode::ReadWrite => Self::open_writing(place, vault),
        };
        opened.map_err(|error| files::cause(&place.dir, error))
    }

    fn open_reading(place: &Place, vault: Vault) -> Result<Self, StoreError> {
        let database = place.database();
        let conn = schema::connect_reading(&database)?;
        let reader = load(place, conn, vault)?;
        let backing = Backing::Files { place: place.clone(), presence: None };
        Ok(Self::assemble_parts(reader, Mode::ReadOnly, backing, place.outside()))
    }

    fn open_writing(place: &Place, vault: Vault) -> Result<Self, StoreError> {
        let database = place.database();
        let door = files::wait_lock(&place.file("door.lock"))?;
        let conn = schema::connect(&database)?;
        schema::set_durable(&conn, place.durable)?;
        let reader = load(place, conn, vault)?;
        schema::set_wal(&reader.conn)?;
        let path = place.file("presence.lock");
        let presence = files::lock_file(&path)?;
        let alone = files::try_lock(&presence, &path)?;
        let backing = Backing::Files { place: place.clone(), presence: None };
        let mut store = Self::assemble_parts(reader, Mode::ReadWrite, backing, place.outside());
        // Until it is whole, dropping it must not mark a clean end.
        store.closed = true;
        if alone {
            store.begin_alone()?;
            presence.unlock().map_err(|error| StoreError::io(&path, &error))?;
        }
        presence.lock_shared().map_err(|error| StoreError::io(&path, &error))?;
        store.backing = Backing::Files { place: place.clone(), presence: Some(presence) };
        store.closed = false;
        drop(door);
        Ok(store)
    }

    pub(crate) fn in_memory_parts(reader: Reader, outside: Outside) -> Self {
        Self::assemble_parts(reader, Mode::ReadWrite, Backing::Memory, outside)
    }

    fn assemble_parts(reader: Reader, mode: Mode, backing: Backing, outside: Outside) -> Self {
        let (continuity, closed, door) = (Continuity::Same, false, None);
        Self { reader, mode, backing, outside, continuity, closed, door }
    }

    /// What the first of all processes does: mends what a crash left, checks and renews the token.
    pub(crate) fn begin_alone(&mut self) -> Result<(), StoreError> {
        if matches!(self.backing, Backing::Files { .. }) {
            schema::settle_wal(&self.reader.conn)?;
        }
        schema::check_items(&self.reader.conn)?;
        self.reader.vault.heal(&self.reader.group, &mut self.reader.ring.borrow_mut())?;
        let outside = self.outside.load()?;
        let fresh = Token::fresh(false)?;
        self.continuity = self.transaction(|tx| {
            tx.mend_position()?;
            let continuity = token::compare(tx.token()?, outside);
            if continuity == Continuity::Broken {
                tx.close_own_logs()?;
            }
            tx.put_token(fresh)?;
            Ok::<_, StoreError>(continuity)
        })?;
        self.outside.save(fresh)?;
        self.finish_drops().map(|_| ())
    }

    /// Whether the store went on where it stopped when this was opened.
    pub fn continuity(&self) -> Continuity {
        self.continuity
    }

    /// Whether a disk error ended all writing until the store is opened again.
    pub fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// What the disk allows now, if not everything: [`StoreError::Full`] or
    /// [`StoreError::ReadOnly`], for saying why something else failed.
    pub fn disk_trouble(&self) -> Option<StoreError> {
        let Backing::Files { place, .. } = &self.backing else { return None };
        let cause = files::cause(&place.dir, StoreError::Io(String::new()));
        (!matches!(cause, StoreError::Io(_))).then_some(cause)
    }

    /// How it was opened.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Runs `change` in one transaction. When this returns `Ok`, everything is on the disk; when it
    /// returns an error, nothing of it is. (Where a store [is being made](Place::being_made), all of
    /// it is on the disk when its folder is.)
    ///
    /// # Errors
    /// Those of `change`; [`StoreError::ReadOnly`], [`StoreError::Stopped`], [`StoreError::Busy`],
    /// [`StoreError::Full`], [`StoreError::Io`].
    pub fn transaction<T, E: From<StoreError>>(
        &mut self,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.mode == Mode::ReadOnly {
            return Err(self.disk_trouble().unwrap_or(StoreError::ReadOnly).into());
        }
        if self.reader.stopped.get() {
            return Err(StoreError::Stopped.into());
        }
        let open = OpenTransaction::begin(&self.reader)?;
        let value = change(&mut Tx { reader: &self.reader })?;
        open.commit()?;
        Ok(value)
    }

    /// Takes the network for this process; `None` if another process has it.
    ///
    /// # Errors
    /// Disk errors.
    pub fn try_network(&self) -> Result<Option<NetworkGuard>, StoreError> {
        let Backing::Files { place, .. } = &self.backing else {
            return Ok(Some(NetworkGuard { _lock: None }));
        };
        let path = place.file("network.lock");
        let file = files::lock_file(&path)?;
        Ok(files::try_lock(&file, &path)?.then_some(NetworkGuard { _lock: Some(file) }))
    }

    /// Closes the store; the last who does marks a clean end.
    ///
    /// # Errors
    /// Disk and database errors: the end is not marked then, and the next opening begins new logs.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.finish()
    }

    pub(crate) fn finish(&mut self) -> Result<(), StoreError> {
        if std::mem::replace(&mut self.closed, true) || self.mode == Mode::ReadOnly {
            return Ok(());
        }
        if self.leave()? && !self.stopped.get() {
            let clean = Token::fresh(true)?;
            self.transaction(|tx| {
                tx.shorten_tail()?;
                tx.put_token(clean)
            })?;
            self.outside.save(clean)?;
        }
        Ok(())
    }

    /// Whether nobody else has the store open. The door stays shut behind us.
    fn leave(&mut self) -> Result<bool, StoreError> {
        let Backing::Files { place, presence: Some(presence) } = &self.backing else {
            return Ok(true);
        };
        let path = place.file("presence.lock");
        self.door = Some(files::wait_lock(&place.file("door.lock"))?);
        presence.unlock().map_err(|error| StoreError::io(&path, &error))?;
        files::try_lock(presence, &path)
    }

    pub(crate) fn reader_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Err(error) = self.finish() {
            tracing::warn!(%error, "the store was not closed properly");
        }
    }
}

/// Loads the keys, checks group and tables.
pub(crate) fn load(place: &Place, conn: Connection, vault: Vault) -> Result<Reader, StoreError> {
    schema::check_tables(&conn, &place.database())?;
    let loaded = vault.load(None)?;
    let (group, ring) = loaded.ok_or_else(|| StoreError::Missing(vault.path()))?;
    if place.expected.is_some_and(|expected| expected != group) {
        return Err(StoreError::OtherGroup);
    }
    if ring.get(&PageId::ROSTER).is_none() {
        return Err(StoreError::damaged(vault.path().display().to_string()));
    }
    reader(conn, group, vault, ring)
}

pub(crate) fn reader(
    conn: Connection,
    group: GroupId,
    vault: Vault,
    ring: KeyRing,
) -> Result<Reader, StoreError> {
    let codec = RefCell::new(Codec::new()?);
    let (ring, seen, stopped) = (RefCell::new(ring), Cell::new(0), Cell::new(false));
    let at = Cell::new(None);
    let reader = Reader { conn, group, vault, ring, codec, seen, stopped, at };
    reader.seen.set(reader.data_version()?);
    Ok(reader)
}

/// Builds an empty store at `path`, its keys and its token. Nothing of it is used before the file
/// gets its name.
fn build(
    path: &Path,
    group: GroupId,
    place: &Place,
    keys: Box<dyn KeyPlace>,
) -> Result<Vault, StoreError> {
    let vault = place.vault(keys);
    let ring = match vault.load(None) {
        // A creation that was interrupted, or a database that was lost: its keys are kept.
        Ok(Some((known, ring))) if known == group => ring,
        Ok(Some(_)) => return Err(StoreError::OtherGroup),
        Ok(None) | Err(StoreError::Missing(_) | StoreError::Damaged(_)) => {
            let mut ring = KeyRing::default();
            vault.create(&group, &mut ring)?;
            ring
        }
        Err(error) => return Err(error),
    };
    place.durable.write_in_place(path, b"")?;
    let conn = schema::connect_to_any(path)?;
    schema::set_durable(&conn, place.durable)?;
    schema::build(&conn)?;
    let reader = reader(conn, group, vault, ring)?;
    begin_empty(&reader, &place.outside())?;
    let Reader { vault, .. } = reader;
    Ok(vault)
}

/// The first records of an empty store: nothing has arrived, and the end was clean.
pub(crate) fn begin_empty(reader: &Reader, outside: &Outside) -> Result<(), StoreError> {
    let token = Token::fresh(true)?;
    let open = OpenTransaction::begin(reader)?;
    let mut tx = Tx { reader };
    tx.put_state(&State::START)?;
    tx.put_token(token)?;
    open.commit()?;
    outside.save(token)
}

pub(crate) fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::io(path, &error))
        }
        _ => Ok(()),
    }
}
