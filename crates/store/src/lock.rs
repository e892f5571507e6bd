//! The lock of a laptop: a small file, in two copies, that says what guards the laptop's key.
//!
//! ```text
//! twin payload of `lock`: "KRINGLO1" | Lock, as postcard
//! ```
//!
//! Without it nothing guards: the secrets lie as they are in files of their own (0600).

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::twin::Twin;
use crate::{LaptopKey, StoreError, WrappedKey, files};

const MAGIC: &[u8; 8] = b"KRINGLO1";

/// The names under which the laptop's key seals what the lock holds.
const SEED: &str = "seed";
const FORMER: &str = "former key";

/// What opens the laptop's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guard {
    /// A passphrase.
    Passphrase(WrappedKey),
    /// The keyring of the operating system, which holds the key under this random name.
    Keyring(String),
}

/// How far a change of what guards has come. Every step can be done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Everything is sealed under the laptop's key.
    Steady,
    /// Some secrets may lie as they are, or sealed under the former key.
    Sealing,
    /// The guard goes: some secrets lie as they are already.
    Opening,
}

/// What the lock says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// What opens the key.
    pub guard: Guard,
    /// How far it has come.
    pub step: Step,
    seed: Vec<u8>,
    former: Option<Vec<u8>>,
    /// The keyring's entry of the former key, to be removed when nothing needs it any more.
    pub retired: Option<String>,
}

impl Lock {
    /// A lock that begins to seal what lies open, or is sealed under `former`.
    ///
    /// # Errors
    /// [`StoreError::TooMuch`] beyond what the cipher takes at once.
    pub fn begin(
        guard: Guard,
        key: &LaptopKey,
        seed: &[u8; 32],
        former: Option<&LaptopKey>,
    ) -> Result<Self, StoreError> {
        let former = former.map(|former| key.seal(FORMER, former.as_bytes())).transpose()?;
        let seed = key.seal(SEED, seed)?;
        Ok(Self { guard, step: Step::Sealing, seed, former, retired: None })
    }

    /// The laptop's seed.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if it does not open under `key`.
    pub fn seed(&self, key: &LaptopKey) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let seed = key.open(SEED, &self.seed).and_then(|seed| seed.first_chunk().copied());
        seed.map(Zeroizing::new).ok_or_else(|| StoreError::damaged("lock".to_owned()))
    }

    /// The seed as it is sealed, for the seed's own file.
    pub fn sealed_seed(&self) -> &[u8] {
        &self.seed
    }

    /// The key before this one, while something may still be sealed under it.
    pub fn former(&self, key: &LaptopKey) -> Option<LaptopKey> {
        let former = key.open(FORMER, self.former.as_ref()?)?;
        Some(LaptopKey::from_bytes(former.first_chunk()?))
    }

    /// The same, when everything is sealed under the key.
    #[must_use]
    pub fn steady(self) -> Self {
        Self { step: Step::Steady, former: None, retired: None, ..self }
    }
}

/// Where the lock lies.
#[derive(Clone, Debug)]
pub struct LockFile(Twin);

impl LockFile {
    /// `lock` and `lock.copy` in `dir`.
    pub fn new(dir: &Path) -> Self {
        Self(Twin::new(dir, "lock"))
    }

    /// What the lock says; `None` if nothing guards.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if neither copy is whole; refusals for permissions.
    pub fn load(&self) -> Result<Option<Lock>, StoreError> {
        let copy = match self.0.newest() {
            Err(StoreError::Missing(_)) => return Ok(None),
            other => other?,
        };
        let lock =
            copy.payload.strip_prefix(MAGIC).and_then(|bytes| postcard::from_bytes(bytes).ok());
        let damaged = || StoreError::damaged(self.0.path().display().to_string());
        lock.map(Some).ok_or_else(damaged)
    }

    /// Writes over both copies; durable when it returns.
    ///
    /// # Errors
    /// Disk errors; one of the copies is then still whole.
    pub fn save(&self, lock: &Lock) -> Result<(), StoreError> {
        let bytes = postcard::to_allocvec(lock);
        let bytes = bytes.map_err(|error| StoreError::damaged(error.to_string()))?;
        self.0.save(&[&MAGIC[..], &bytes].concat()).map(|_| ())
    }

    /// Writes over both copies and removes them: nothing guards any more.
    ///
    /// # Errors
    /// Disk errors; it can be done again.
    pub fn destroy(&self) -> Result<(), StoreError> {
        self.0.paths().iter().filter(|path| path.exists()).try_for_each(|path| wipe(path))
    }
}

/// Under another name first: a copy that is half wiped would be taken for a damaged lock.
fn wipe(path: &Path) -> Result<(), StoreError> {
    let gone = path.with_extension("gone");
    let failed = |error| StoreError::io(path, &error);
    fs::rename(path, &gone).map_err(failed)?;
    files::sync_parent(path)?;
    let length = fs::metadata(&gone).map_err(failed)?.len();
    files::write_in_place(&gone, &vec![0; usize::try_from(length).unwrap_or_default()])?;
    fs::remove_file(&gone).map_err(failed)?;
    files::sync_parent(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_was_written_until_it_is_destroyed() {
        let dir = tempfile::tempdir().unwrap();
        let file = LockFile::new(dir.path());
        assert_eq!(file.load().unwrap(), None);
        let (key, before) = (LaptopKey::fresh().unwrap(), LaptopKey::fresh().unwrap());
        let guard = Guard::Keyring("name".into());
        let lock = Lock::begin(guard, &key, &[7; 32], Some(&before)).unwrap();
        file.save(&lock).unwrap();
        assert_eq!(file.load().unwrap(), Some(lock.clone()));
        assert_eq!(*lock.seed(&key).unwrap(), [7; 32]);
        assert_eq!(lock.former(&key).map(|key| *key.as_bytes()), Some(*before.as_bytes()));
        assert!(lock.seed(&before).is_err());
        assert!(lock.steady().former(&key).is_none());
        file.destroy().unwrap();
        assert_eq!(file.load().unwrap(), None);
    }

    #[test]
    fn a_damaged_lock_is_no_open_door() {
        let dir = tempfile::tempdir().unwrap();
        let file = LockFile::new(dir.path());
        let key = LaptopKey::fresh().unwrap();
        file.save(&Lock::begin(Guard::Keyring("name".into()), &key, &[7; 32], None).unwrap())
            .unwrap();
        for name in ["lock", "lock.copy"] {
            fs::write(dir.path().join(name), b"").unwrap();
        }
        assert!(matches!(file.load(), Err(StoreError::Damaged(_))));
    }
}
