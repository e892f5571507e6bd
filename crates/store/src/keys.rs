//! Page keys, wrapped under the store key in a small file beside the store.
//!
//! ```text
//! twin payload of `keys`: name of the store key, 8 | nonce and sealed list
//! sealed list: group, 32 | (page, 32 | key, 32) ...
//! twin payload of `store.key`: list, or "KRINGSK1" | list sealed under the laptop's key
//! list: (store key, 32), normally one, two while the pages are re-wrapped
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use kring_trust::{GroupId, PageId};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::files::Durable;
use crate::seal::{self, Key};
use crate::twin::{PAYLOAD_CAP, Twin};
use crate::{Sealing, StoreError, files};

/// The most pages with a key in one store; the key file is rewritten whole for each new page.
const PAGES_CAP: usize = PAYLOAD_CAP / 64 - 16;

/// The most store keys at once: the old and the new one.
const STORE_KEYS_CAP: usize = 2;

/// Another process may be between rewriting the store key and the page keys: tries, and the wait.
const READ_TRIES: u32 = 50;
const READ_WAIT: Duration = Duration::from_millis(4);

/// The key that wraps all page keys of one store.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// Takes the 32 bytes as they are.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the one place that keeps them.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn name(&self) -> [u8; 8] {
        let hash = blake3::derive_key("kring 1 store key name", &self.0);
        hash.first_chunk().copied().unwrap_or_default()
    }
}

/// Where the store key lives: a file, the keyring of the operating system, behind a passphrase.
pub trait KeyPlace: Send {
    /// The keys, normally one; two if re-wrapping was interrupted.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none.
    fn load(&self) -> Result<Vec<StoreKey>, StoreError>;

    /// Replaces all keys. Durable when it returns; what is not in `keys` is destroyed.
    ///
    /// # Errors
    /// Whatever the place answers; the old keys must then still be there.
    fn save(&self, keys: &[StoreKey]) -> Result<(), StoreError>;

    /// Makes a torn or missing second copy whole again, where the place keeps two.
    ///
    /// # Errors
    /// Whatever the place answers.
    fn heal(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Begins a list of store keys that is sealed; as store keys, it would be of no length that fits.
const SEALED: &[u8; 8] = b"KRINGSK1";

/// The store key in a file that only its owner may read, in two copies, sealed if the laptop's
/// secrets are.
pub struct FileKeys {
    twin: Twin,
    name: String,
    sealing: Sealing,
}

impl FileKeys {
    /// `name` and `name.copy` in `dir`.
    pub fn new(dir: &Path, name: &str) -> Self {
        Self::sealed(dir, name, Sealing::default())
    }

    /// As [`FileKeys::new`], sealed.
    pub fn sealed(dir: &Path, name: &str, sealing: Sealing) -> Self {
        Self { twin: Twin::new(dir, name), name: name.to_owned(), sealing }
    }

    pub(crate) fn durable(self, durable: Durable) -> Self {
        Self { twin: self.twin.durable(durable), ..self }
    }

    /// A list is read in either form: a change of what guards it may have stopped half way.
    fn open(&self, payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        match payload.strip_prefix(SEALED) {
            Some(sealed) => self.sealing.open(&self.name, sealed).ok_or(StoreError::Locked),
            None => Ok(Zeroizing::new(payload.to_vec())),
        }
    }
}

impl KeyPlace for FileKeys {
    fn load(&self) -> Result<Vec<StoreKey>, StoreError> {
        let copy = self.twin.newest()?;
        let list = self.open(&copy.payload)?;
        let (keys, rest) = list.as_chunks::<32>();
        if keys.is_empty() || keys.len() > STORE_KEYS_CAP || !rest.is_empty() {
            return Err(StoreError::damaged(self.twin.path().display().to_string()));
        }
        Ok(keys.iter().copied().map(StoreKey).collect())
    }

    fn save(&self, keys: &[StoreKey]) -> Result<(), StoreError> {
        let list = Zeroizing::new(keys.iter().flat_map(|key| key.0).collect::<Vec<u8>>());
        let sealed = self.sealing.seal(&self.name, &list)?;
        let payload = match &sealed {
            Some(sealed) => Zeroizing::new([&SEALED[..], sealed].concat()),
            None => list,
        };
        self.twin.save(&payload).map(|_| ())
    }

    fn heal(&self) -> Result<(), StoreError> {
        self.twin.heal()
    }
}

/// The page keys in memory.
#[derive(Clone, Default)]
pub(crate) struct KeyRing {
    keys: BTreeMap<PageId, Arc<Key>>,
    /// Which version of the file this is.
    generation: u64,
    /// Holds a key that is not in the file yet.
    pub(crate) unsaved: bool,
}

impl KeyRing {
    pub(crate) fn get(&self, page: &PageId) -> Option<Arc<Key>> {
        self.keys.get(page).cloned()
    }

    pub(crate) fn make(&mut self, page: PageId) -> Result<Arc<Key>, StoreError> {
        if self.keys.len() >= PAGES_CAP {
            return Err(StoreError::TooMuch("100,000 pages"));
        }
        let key = Arc::new(Key::from_bytes(files::random()?));
        self.keys.insert(page, Arc::clone(&key));
        self.unsaved = true;
        Ok(key)
    }

    pub(crate) fn remove(&mut self, page: &PageId) {
        self.keys.remove(page);
    }

    pub(crate) fn to_bytes(&self, group: &GroupId) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 + 64 * self.keys.len()));
        bytes.extend_from_slice(group.as_bytes());
        for (page, key) in &self.keys {
            bytes.extend_from_slice(page.as_bytes());
            bytes.extend_from_slice(key.as_bytes());
        }
        bytes
    }

    pub(crate) fn parse(bytes: &[u8], generation: u64) -> Option<(GroupId, Self)> {
        let (group, rest) = bytes.split_first_chunk::<32>()?;
        let (pairs, rest) = rest.as_chunks::<64>();
        if !rest.is_empty() {
            return None;
        }
        let mut keys = BTreeMap::new();
        for pair in pairs {
            let (page, key) = pair.split_first_chunk::<32>()?;
            let key = Key::from_bytes(key.try_into().ok()?);
            keys.insert(PageId::from_bytes(*page), Arc::new(key));
        }
        Some((GroupId::from_bytes(*group), Self { keys, generation, unsaved: false }))
    }
}

/// Where the page keys are kept.
pub(crate) enum Vault {
    /// In files beside the store.
    Files { twin: Twin, place: Box<dyn KeyPlace>, kind: &'static str },
    /// Nowhere: the store is in memory, and so are they.
    Memory,
}

impl Vault {
    pub(crate) fn files(twin: Twin, kind: &'static str, place: Box<dyn KeyPlace>) -> Self {
        Self::Files { twin, place, kind }
    }

    /// The path, for errors.
    pub(crate) fn path(&self) -> PathBuf {
        match self {
            Self::Files { twin, .. } => twin.path().to_owned(),
            Self::Memory => PathBuf::new(),
        }
    }

    /// A new store key and a first key file.
    pub(crate) fn create(&self, group: &GroupId, ring: &mut KeyRing) -> Result<(), StoreError> {
        let Self::Files { place, .. } = self else { return Ok(()) };
        place.save(&[StoreKey(files::random()?)])?;
        self.save(group, ring)
    }

    /// The keys, if the file is newer than `known`; `None` if it is the same.
    ///
    /// # Errors
    /// [`StoreError::Missing`]; [`StoreError::Damaged`] if neither copy opens under the store key.
    pub(crate) fn load(
        &self,
        known: Option<&KeyRing>,
    ) -> Result<Option<(GroupId, KeyRing)>, StoreError> {
        let Self::Files { twin, place, kind } = self else { return Ok(None) };
        let mut result = Ok(None);
        for turn in 0..READ_TRIES {
            result = load_once(twin, place.as_ref(), kind, known);
            if !matches!(result, Err(StoreError::Damaged(_))) {
                return result;
            }
            // Only somebody else's rewriting passes by itself; a damaged file at rest does not.
            if turn >= 3 && unchanged(twin) {
                return result;
            }
            thread::sleep(READ_WAIT);
        }
        result
    }

    /// Writes the keys under the present store key. The caller holds the database's write lock.
    pub(crate) fn save(&self, group: &GroupId, ring: &mut KeyRing) -> Result<(), StoreError> {
        if let Self::Files { twin, place, kind } = self {
            let keys = place.load()?;
            let key = keys.last().ok_or_else(|| StoreError::Missing(twin.path().to_owned()))?;
            ring.generation = twin.save(&wrap(key, kind, &ring.to_bytes(group))?)?;
        }
        ring.unsaved = false;
        Ok(())
    }

    /// Writes the keys under a new store key and destroys the old one: what the old one wrapped
    /// cannot be opened any more. The caller holds the database's write lock.
    pub(crate) fn rewrap(&self, group: &GroupId, ring: &mut KeyRing) -> Result<(), StoreError> {
        if let Self::Files { place, .. } = self {
            let mut keys = place.load()?;
            let fresh = StoreKey(files::random()?);
            if keys.len() >= STORE_KEYS_CAP {
                // An interrupted re-wrap: the files may be under either, so first settle on one.
                self.save(group, ring)?;
                keys = keys.split_off(keys.len() - 1);
            }
            keys.push(fresh.clone());
            place.save(&keys)?;
            self.save(group, ring)?;
            place.save(&[fresh])?;
        }
        ring.unsaved = false;
        Ok(())
    }

    /// [`Vault::rewrap`] for a store that nobody has open.
    pub(crate) fn rewrap_all(&self) -> Result<(), StoreError> {
        let loaded = self.load(None)?;
        let (group, mut ring) = loaded.ok_or_else(|| StoreError::Missing(self.path()))?;
        self.rewrap(&group, &mut ring)
    }

    /// Finishes what a crash interrupted: both copies alike, one store key.
    pub(crate) fn heal(&self, group: &GroupId, ring: &mut KeyRing) -> Result<(), StoreError> {
        let Self::Files { twin, place, .. } = self else { return Ok(()) };
        place.heal()?;
        twin.heal()?;
        let keys = place.load()?;
        if let [_, .., last] = keys.as_slice() {
            self.save(group, ring)?;
            place.save(std::slice::from_ref(last))?;
        }
        Ok(())
    }
}

fn unchanged(twin: &Twin) -> bool {
    let before = twin.newest().map(|copy| copy.generation).ok();
    thread::sleep(READ_WAIT);
    before == twin.newest().map(|copy| copy.generation).ok()
}

fn load_once(
    twin: &Twin,
    place: &dyn KeyPlace,
    kind: &str,
    known: Option<&KeyRing>,
) -> Result<Option<(GroupId, KeyRing)>, StoreError> {
    let mut copies: Vec<_> = twin.copies()?.into_iter().flatten().collect();
    copies.sort_by_key(|copy| std::cmp::Reverse(copy.generation));
    if copies.first().map(|copy| copy.generation) == known.map(|ring| ring.generation)
        && known.is_some()
    {
        return Ok(None);
    }
    let keys = place.load()?;
    let opened = copies.iter().find_map(|copy| {
        let list = keys.iter().find_map(|key| unwrap(key, kind, &copy.payload))?;
        KeyRing::parse(&list, copy.generation)
    });
    opened.map(Some).ok_or_else(|| StoreError::damaged(twin.path().display().to_string()))
}

fn wrap(key: &StoreKey, kind: &str, list: &[u8]) -> Result<Vec<u8>, StoreError> {
    let name = key.name();
    let sealed = Key::from_bytes(key.0).seal(&seal::named(kind, &name), list)?;
    Ok([&name[..], &sealed].concat())
}

fn unwrap(key: &StoreKey, kind: &str, payload: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (name, sealed) = payload.split_first_chunk::<8>()?;
    if *name != key.name() {
        return None;
    }
    Key::from_bytes(key.0).open(&seal::named(kind, name), sealed)
}
