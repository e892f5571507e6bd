//! Whether this laptop's secrets are open to this process: what guards them, and letting go of them.
//!
//! ```text
//! <home>/lock, lock.copy   what guards the secrets; without it nothing does
//! <home>/lock.call         changes when all processes are asked to let go of what they hold
//! <home>/in-use.lock       shared by every process that holds secrets
//! ```

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kring_store::{Guard, LaptopKey, Lock, LockFile, Sealing, Step};
use kring_trust::keys::Seed;
use zeroize::Zeroizing;

use super::{Home, HomeError, io, keyring, write_private};
use crate::env::{SystemEnv, random_array};

/// How long somebody else may be changing what guards: a few small files per group.
const SHARE_BY: Duration = Duration::from_secs(5);

/// How long programs that were asked to let go may take: they finish what they are writing.
const ALONE_BY: Duration = Duration::from_secs(10);

/// Between two tries.
const REST: Duration = Duration::from_millis(20);

/// With this begins a call to end, after which nothing is left of the home.
const END: &[u8] = b"end ";

/// What a process was asked at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call(Vec<u8>);

/// What guards the secrets of a laptop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarding {
    /// Files that only their owner may read.
    Files,
    /// A passphrase.
    Passphrase,
    /// The keyring of the operating system.
    Keyring,
}

/// What this process holds, shared by all copies of a [`Home`].
#[derive(Debug, Default)]
pub(super) struct Locking(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    keys: Option<Keys>,
    /// Locked, shared, while there are keys.
    using: Option<File>,
    /// What the call said when the keys were taken.
    call: Vec<u8>,
    /// Nothing of this home is left: it is not begun anew by this process.
    wiped: bool,
}

/// What opens the secrets; nothing if they lie open.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys(pub(super) Option<(Lock, LaptopKey)>);

impl Keys {
    /// How the small secret files are sealed.
    pub(super) fn sealing(&self) -> Sealing {
        let Some((lock, key)) = &self.0 else { return Sealing::default() };
        let sealing = match lock.step {
            Step::Opening => Sealing::default().or(key.clone()),
            Step::Steady | Step::Sealing => Sealing::under(key.clone()),
        };
        match lock.former(key) {
            Some(former) => sealing.or(former),
            None => sealing,
        }
    }

    /// Seals what is to lie sealed; `None` if it is to lie open.
    pub(super) fn seal(&self, name: &str, plain: &[u8]) -> Result<Option<Vec<u8>>, HomeError> {
        match &self.0 {
            Some((lock, key)) if lock.step != Step::Opening => Ok(Some(key.seal(name, plain)?)),
            _ => Ok(None),
        }
    }

    /// Opens what was sealed under `name`.
    pub(super) fn open(&self, name: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (lock, key) = self.0.as_ref()?;
        key.open(name, sealed).or_else(|| lock.former(key)?.open(name, sealed))
    }
}

impl Home {
    /// What guards this laptop's secrets.
    ///
    /// # Errors
    /// [`HomeError::Store`] if the lock is damaged.
    pub fn guarding(&self) -> Result<Guarding, HomeError> {
        Ok(match self.lock_file().load()?.map(|lock| lock.guard) {
            None => Guarding::Files,
            Some(Guard::Passphrase(_)) => Guarding::Passphrase,
            Some(Guard::Keyring(_)) => Guarding::Keyring,
        })
    }

    /// Whether a passphrase must be given before anything of this home can be read.
    pub fn is_locked(&self) -> bool {
        matches!(self.keys(), Err(HomeError::Locked))
    }

    /// Whether this process holds the secrets now.
    pub fn is_open(&self) -> bool {
        self.held().keys.is_some()
    }

    /// Opens the secrets with the passphrase, for this process.
    ///
    /// # Errors
    /// [`HomeError::WrongPassphrase`]; [`HomeError::InUse`] while somebody changes what guards.
    pub fn unlock(&self, passphrase: &str) -> Result<(), HomeError> {
        let Some(lock) = self.lock_file().load()? else { return self.keys().map(drop) };
        let Guard::Passphrase(wrapped) = &lock.guard else { return self.keys().map(drop) };
        let key = wrapped.unwrap(passphrase)?.ok_or(HomeError::WrongPassphrase)?;
        let unfinished = lock.step != Step::Steady;
        self.take(|| Ok(Keys(Some((lock, key)))))?;
        if unfinished && let Err(error) = self.finish_change() {
            tracing::info!(%error, "the change of what guards is finished another time");
        }
        Ok(())
    }

    /// Forgets the secrets in this process. What was opened with them must be closed before.
    pub fn let_go(&self) {
        *self.held() = Held::default();
    }

    /// Asks every other process of this laptop to let go of the secrets.
    ///
    /// # Errors
    /// [`HomeError::Io`] if it cannot be written.
    pub fn call_to_let_go(&self) -> Result<(), HomeError> {
        let call: [u8; 16] = random_array(&mut SystemEnv);
        // This process is not called by itself, at no moment.
        let mut held = self.held();
        write_private(&self.call_path(), &call)?;
        held.call = call.to_vec();
        Ok(())
    }

    /// Whether this process was asked to let go since it took the secrets.
    pub fn is_called_to_let_go(&self) -> bool {
        let held = self.held();
        held.keys.is_some() && held.call != read_call(&self.call_path())
    }

    /// What other processes of this laptop were asked last, for [`Home::is_called_to_end`].
    pub fn last_call(&self) -> Call {
        Call(read_call(&self.call_path()))
    }

    /// Whether this process is to end, because everything of this home is about to be wiped by another
    /// one that asked after `last`.
    pub fn is_called_to_end(&self, last: &Call) -> bool {
        // Held first: who wipes in this process keeps it, and may have given up meanwhile.
        let held = self.held();
        let call = read_call(&self.call_path());
        call.starts_with(END) && call != last.0 && call != held.call
    }

    /// Runs `wipe` while no other process uses this home, locked or not: each is asked to end.
    /// `page` is the file that the process holds which serves the page, unless it is this one. When
    /// it is done, this process opens nothing of the home any more.
    pub(super) fn alone_at_the_end(
        &self,
        page: Option<&Path>,
        wipe: impl FnOnce() -> Result<(), HomeError>,
    ) -> Result<(), HomeError> {
        let call: [u8; 16] = random_array(&mut SystemEnv);
        let mut held = self.held();
        held.call = [END, &call].concat();
        if let Err(error) = write_private(&self.call_path(), &held.call) {
            // On a full disk nobody hears the call; who is there is waited for all the same.
            tracing::info!(%error, "nobody can be asked to end");
        }
        let path = self.using_path();
        let using = held.using.take().map_or_else(|| open_lock(&path), Ok)?;
        using.unlock().map_err(|source| io(&path, source))?;
        let mut alone = wait(&path, ALONE_BY, || using.try_lock());
        if let (Ok(()), Some(page)) = (&alone, page) {
            alone = ended(page);
        }
        if let Err(error) = alone {
            // Who opens the page later was not asked to end.
            held.call = call.to_vec();
            let recalled = write_private(&self.call_path(), &held.call);
            tracing::debug!(?recalled, "the call to end no longer counts");
            using.lock_shared().map_err(|source| io(&path, source))?;
            held.using = Some(using);
            return Err(error);
        }
        *held = Held { wiped: true, ..Held::default() };
        wipe()?;
        drop(using);
        remove_if_there(&path)
    }

    /// What opens the secrets, taken if nobody has to be asked for it.
    pub(super) fn keys(&self) -> Result<Keys, HomeError> {
        if let Some(keys) = &self.held().keys {
            return Ok(keys.clone());
        }
        self.take(|| match self.lock_file().load()? {
            None => Ok(Keys::default()),
            Some(lock) => match &lock.guard {
                Guard::Passphrase(_) => Err(HomeError::Locked),
                Guard::Keyring(name) => {
                    let key = keyring::get(name)?;
                    Ok(Keys(Some((lock, key))))
                }
            },
        })
    }

    /// Runs `change` while no other process holds secrets of this home; it answers what opens them
    /// from now on.
    pub(super) fn alone(
        &self,
        change: impl FnOnce(&Keys) -> Result<Keys, HomeError>,
    ) -> Result<(), HomeError> {
        let keys = self.keys()?;
        self.call_to_let_go()?;
        let mut held = self.held();
        let path = self.using_path();
        let using = held.using.take().map_or_else(|| open_lock(&path), Ok)?;
        using.unlock().map_err(|source| io(&path, source))?;
        let alone = wait(&path, ALONE_BY, || using.try_lock());
        let changed = match alone {
            Ok(()) => change(&keys),
            Err(error) => Err(error),
        };
        using.unlock().map_err(|source| io(&path, source))?;
        using.lock_shared().map_err(|source| io(&path, source))?;
        held.using = Some(using);
        held.keys = Some(changed?);
        Ok(())
    }

    pub(super) fn lock_file(&self) -> LockFile {
        LockFile::new(self.root())
    }

    fn take(&self, keys: impl FnOnce() -> Result<Keys, HomeError>) -> Result<Keys, HomeError> {
        let mut held = self.held();
        if held.wiped {
            return Err(HomeError::Locked);
        }
        let path = self.using_path();
        let using = open_lock(&path).map_or_else(without_a_disk, |using| Ok(Some(using)))?;
        if let Some(using) = &using {
            wait(&path, SHARE_BY, || using.try_lock_shared())?;
        }
        // Read first: a call that comes from now on is noticed.
        let call = read_call(&self.call_path());
        let keys = keys()?;
        *held = Held { keys: Some(keys.clone()), using, call, wiped: false };
        Ok(keys)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.locking.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call_path(&self) -> PathBuf {
        self.root().join("lock.call")
    }

    fn using_path(&self) -> PathBuf {
        self.root().join("in-use.lock")
    }
}

/// The seed behind these keys; `None` if it lies open in its own file.
pub(super) fn sealed_seed(keys: &Keys) -> Result<Option<Seed>, HomeError> {
    let Some((lock, key)) = &keys.0 else { return Ok(None) };
    Ok(Some(Seed::from_bytes(*lock.seed(key)?)))
}

/// Waits until nobody holds the lock of the page any more.
fn ended(page: &Path) -> Result<(), HomeError> {
    if !page.exists() {
        return Ok(());
    }
    let serving = open_lock(page)?;
    wait(page, ALONE_BY, || serving.try_lock())
}

/// Removes a file that somebody else may have removed.
pub(super) fn remove_if_there(path: &Path) -> Result<(), HomeError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(io(path, source)),
        _ => Ok(()),
    }
}

fn read_call(path: &Path) -> Vec<u8> {
    // Nobody ever called, or nobody can: the same to whoever listens.
    fs::read(path).unwrap_or_default()
}

fn open_lock(path: &Path) -> Result<File, HomeError> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::ReadOnlyFilesystem => {
            File::open(path).map_err(|source| io(path, source))
        }
        other => other.map_err(|source| io(path, source)),
    }
}

/// Where nothing can be written, nobody changes what guards: no lock is needed.
fn without_a_disk(error: HomeError) -> Result<Option<File>, HomeError> {
    use std::io::ErrorKind::{NotFound, PermissionDenied, QuotaExceeded, StorageFull};
    match &error {
        HomeError::Io { source, .. }
            if matches!(
                source.kind(),
                NotFound | PermissionDenied | QuotaExceeded | StorageFull
            ) =>
        {
            Ok(None)
        }
        _ => Err(error),
    }
}

fn wait(
    path: &Path,
    by: Duration,
    mut lock: impl FnMut() -> Result<(), TryLockError>,
) -> Result<(), HomeError> {
    let end = Instant::now() + by;
    loop {
        match lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(REST),
            Err(TryLockError::WouldBlock) => return Err(HomeError::InUse),
            Err(TryLockError::Error(source)) => return Err(io(path, source)),
        }
    }
}
