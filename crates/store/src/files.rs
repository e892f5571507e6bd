//! Files that only their owner may read, written so that they are on the disk when we say so.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::StoreError;

/// How long another process may hold a lock or the database before we answer "busy": opening and
/// closing take milliseconds, a large join's transaction tenths of a second, and on a laptop that is
/// busy with twenty other things many times that.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(15);

/// Makes `dir` and its parents; what it makes, only the owner may enter.
pub(crate) fn make_directory(dir: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| StoreError::io(dir, &error))
}

/// Refuses a file or directory that others on this computer may read or write.
///
/// On systems without Unix permissions the user's own profile folder protects it.
pub(crate) fn check_private(path: &Path) -> Result<(), StoreError> {
    let metadata = fs::metadata(path).map_err(|error| StoreError::io(path, &error))?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
        return Err(StoreError::WiderPermissions(path.to_owned()));
    }
    #[cfg(not(unix))]
    drop(metadata);
    Ok(())
}

/// As [`check_private`], but a file that is not there is fine.
pub(crate) fn check_private_if_there(path: &Path) -> Result<(), StoreError> {
    match check_private(path) {
        Err(StoreError::Missing(_)) => Ok(()),
        other => other,
    }
}

/// Reads a whole file of at most `cap` bytes.
pub(crate) fn read(path: &Path, cap: u64) -> Result<Vec<u8>, StoreError> {
    check_private(path)?;
    let file = File::open(path).map_err(|error| StoreError::io(path, &error))?;
    let mut bytes = Vec::new();
    let taken = file.take(cap.saturating_add(1)).read_to_end(&mut bytes);
    taken.map_err(|error| StoreError::io(path, &error))?;
    if bytes.len() as u64 > cap {
        return Err(StoreError::damaged(format!("{} is too long", path.display())));
    }
    Ok(bytes)
}

/// When what is written must have reached the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Durable {
    /// Before the call returns.
    #[default]
    Now,
    /// When [`sync_folder`] has run: until then nobody counts on what is in the folder. Waiting for
    /// the disk takes some milliseconds each time where it is busy, and making a group would wait
    /// eighty times.
    WithFolder,
}

impl Durable {
    /// Writes over the file's old bytes in place, so that they do not linger.
    ///
    /// A crash in the middle leaves a torn file: use it where a second copy is whole.
    pub(crate) fn write_in_place(self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let fresh = !path.exists();
        self.put(path, bytes)?;
        if fresh { self.sync_parent(path) } else { Ok(()) }
    }

    /// Puts a whole new file in the place of `path`: either the old or the new one survives a crash.
    pub(crate) fn replace(self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let fresh = path.with_file_name(name);
        self.put(&fresh, bytes)?;
        fs::rename(&fresh, path).map_err(|error| StoreError::io(path, &error))?;
        self.sync_parent(path)
    }

    /// Makes a file that somebody else wrote durable.
    pub(crate) fn sync(self, path: &Path) -> Result<(), StoreError> {
        if self == Self::WithFolder { Ok(()) } else { sync(path) }
    }

    /// Makes the directory's own entries durable: a new name is only there after this.
    pub(crate) fn sync_parent(self, path: &Path) -> Result<(), StoreError> {
        if self == Self::WithFolder { Ok(()) } else { sync_parent(path) }
    }

    fn put(self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let put = || {
            let mut file = open_private(path)?;
            file.write_all(bytes)?;
            file.set_len(bytes.len() as u64)?;
            if self == Self::WithFolder { Ok(()) } else { file.sync_all() }
        };
        put().map_err(|error| StoreError::io(path, &error))
    }
}

/// [`Durable::write_in_place`], on the disk when it returns.
pub(crate) fn write_in_place(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    Durable::Now.write_in_place(path, bytes)
}

/// [`Durable::replace`], on the disk when it returns.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    Durable::Now.replace(path, bytes)
}

/// Makes the files of `dir` whose name is `ours`, and all names in it, durable.
pub(crate) fn sync_folder(dir: &Path, ours: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    for entry in fs::read_dir(dir).map_err(|error| StoreError::io(dir, &error))? {
        let entry = entry.map_err(|error| StoreError::io(dir, &error))?;
        if entry.file_name().to_str().is_some_and(&ours) {
            sync(&entry.path())?;
        }
    }
    sync_parent(&dir.join("any"))
}

/// Makes a file that somebody else wrote durable.
pub(crate) fn sync(path: &Path) -> Result<(), StoreError> {
    let file = File::options().write(true).open(path);
    file.and_then(|file| file.sync_all()).map_err(|error| StoreError::io(path, &error))
}

/// Makes the directory's own entries durable: a new name is only there after this.
pub(crate) fn sync_parent(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if let Some(parent) = path.parent() {
        let synced = File::open(parent).and_then(|directory| directory.sync_all());
        synced.map_err(|error| StoreError::io(parent, &error))?;
    }
    #[cfg(not(unix))]
    let _: &Path = path;
    Ok(())
}

/// The cause of a disk error. SQLite says only "I/O error" where there is no room for its shared
/// memory, or where it may not make it: writing a small file in `dir` tells.
pub(crate) fn cause(dir: &Path, error: StoreError) -> StoreError {
    /// More than SQLite adds to its shared memory at once, in bytes.
    const PROBE: usize = 64 * 1024;
    if !matches!(error, StoreError::Io(_)) {
        return error;
    }
    let path = dir.join("probe");
    let written = open_private(&path).and_then(|mut file| file.write_all(&[0; PROBE]));
    if let Err(error) = fs::remove_file(&path) {
        tracing::debug!(%error, "there is no probe to remove");
    }
    match written.map_err(|error| StoreError::io(&path, &error)) {
        Err(known @ (StoreError::Full | StoreError::ReadOnly)) => known,
        _ => error,
    }
}

/// Opens a file for writing, making it for its owner alone if it is not there.
pub(crate) fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens the lock file at `path`.
pub(crate) fn lock_file(path: &Path) -> Result<File, StoreError> {
    check_private_if_there(path)?;
    open_private(path).map_err(|error| StoreError::io(path, &error))
}

/// Takes the lock if nobody holds it.
pub(crate) fn try_lock(file: &File, path: &Path) -> Result<bool, StoreError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(StoreError::io(path, &error)),
    }
}

/// Waits for the lock, for at most [`BUSY_TIMEOUT`].
pub(crate) fn wait_lock(path: &Path) -> Result<File, StoreError> {
    let file = lock_file(path)?;
    let end = Instant::now() + BUSY_TIMEOUT;
    while !try_lock(&file, path)? {
        if Instant::now() > end {
            return Err(StoreError::Busy);
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(file)
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Random(error.to_string()))?;
    Ok(bytes)
}
