//! Copies that the program makes by itself: after a day on which something changed, and before a new
//! version touches anything.
//!
//! ```text
//! <home>/backups/<group id>/<milliseconds since 1970>-<position>/group.db, private.db
//! ```

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use kring_store::Store;

use super::BackupError;

/// How many copies are kept of a group: with one a day that is over a week, and a store of three
/// years is some 10 MB.
pub const KEPT: usize = 8;

/// Milliseconds in a day.
const DAY_MS: u64 = 86_400_000;

/// The files of one copy.
pub(super) const SHARED: &str = "group.db";
pub(super) const PRIVATE: &str = "private.db";

/// The copies of one group.
#[derive(Clone, Debug)]
pub struct Generations {
    dir: PathBuf,
}

/// One copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
    /// Where it lies.
    pub path: PathBuf,
    /// How far the shared and the private store were together.
    position: u64,
}

impl Generations {
    /// Those in `dir`, which need not be there.
    pub const fn at(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// All of them, the newest first.
    ///
    /// # Errors
    /// [`BackupError::Io`] if they cannot be listed.
    pub fn list(&self) -> Result<Vec<Generation>, BackupError> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io(&self.dir, error)),
        };
        let mut found: Vec<Generation> =
            entries.flatten().filter_map(|entry| generation(entry.path())).collect();
        found.sort_by_key(|one| std::cmp::Reverse((one.made_ms, one.position)));
        Ok(found)
    }

    /// Makes a copy if something changed since the newest one, and that is of another day or
    /// `at_once`. Without any, `since_ms` counts as the day of the newest. Whether it did. Older ones
    /// than are kept go.
    ///
    /// # Errors
    /// [`BackupError`] from the disk; what was there is still there.
    pub fn keep(
        &self,
        shared: &Store,
        private: &Store,
        since_ms: u64,
        now_ms: u64,
        at_once: bool,
    ) -> Result<bool, BackupError> {
        let position = shared.position()?.number.saturating_add(private.position()?.number);
        let newest = self.list()?.into_iter().next();
        let made_ms = newest.as_ref().map_or(since_ms, |newest| newest.made_ms);
        let same = newest.is_some_and(|newest| newest.position == position);
        if same || (made_ms / DAY_MS == now_ms / DAY_MS && !at_once) {
            return Ok(false);
        }
        let dir = self.dir.join(format!("{now_ms}-{position}"));
        let making = self.dir.join(making_name());
        make_private(&self.dir)?;
        make_private(&making)?;
        shared.copy_to(&making.join(SHARED))?;
        private.copy_to(&making.join(PRIVATE))?;
        // Only a whole copy gets a name that says when.
        fs::rename(&making, &dir).map_err(|error| io(&dir, error))?;
        self.prune()?;
        Ok(true)
    }

    /// Removes all copies: the group goes from this laptop.
    ///
    /// # Errors
    /// What the operating system says if something cannot be removed.
    pub fn remove(&self) -> std::io::Result<()> {
        gone(&self.dir)
    }

    /// Removes what is too much, and what a crash left unfinished. (Whoever is making one at this very
    /// moment finds nothing to name, and has this one instead.)
    fn prune(&self) -> Result<(), BackupError> {
        self.list()?.iter().skip(KEPT).try_for_each(|old| remove(&old.path))?;
        let entries = fs::read_dir(&self.dir).map_err(|error| io(&self.dir, error))?;
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(MAKING) {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }
}

/// How the name of a copy begins that is not whole yet.
const MAKING: &str = "making-";

/// A name that nobody else has: several processes, and threads of one, may have the group open.
fn making_name() -> String {
    static MADE: AtomicU64 = AtomicU64::new(0);
    format!("{MAKING}{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

fn generation(path: PathBuf) -> Option<Generation> {
    let (made, position) = path.file_name()?.to_str()?.split_once('-')?;
    let (made_ms, position) = (made.parse().ok()?, position.parse().ok()?);
    Some(Generation { made_ms, path, position })
}

fn remove(dir: &Path) -> Result<(), BackupError> {
    gone(dir).map_err(|error| io(dir, error))
}

fn gone(dir: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn make_private(dir: &Path) -> Result<(), BackupError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| io(dir, error))
}

pub(super) fn io(path: &Path, source: std::io::Error) -> BackupError {
    BackupError::Io { path: path.to_path_buf(), source }
}
