//! The one key under which all secrets of a laptop are sealed, where something guards them.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::seal::{self, Key};
use crate::{StoreError, files};

/// Seals the seed, the store keys and the names of one laptop. It lives in memory while the laptop
/// is unlocked, and on the disk only wrapped (see [`crate::Guard`]).
#[derive(Clone)]
pub struct LaptopKey(Arc<Key>);

impl LaptopKey {
    /// A new key.
    ///
    /// # Errors
    /// [`StoreError::Random`] if the system gives no random bytes.
    pub fn fresh() -> Result<Self, StoreError> {
        Ok(Self::from_bytes(&Zeroizing::new(files::random()?)))
    }

    /// Takes the 32 bytes as they are.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Arc::new(Key::from_bytes(*bytes)))
    }

    /// The bytes, for the one place that keeps them.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Seals `plain`, so that it opens only under the same `name`.
    ///
    /// # Errors
    /// [`StoreError::TooMuch`] beyond what the cipher takes at once.
    pub fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.0.seal(&seal::named("laptop", name.as_bytes()), plain)
    }

    /// `None` if it was altered, or sealed under another name or key.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.0.open(&seal::named("laptop", name.as_bytes()), sealed)
    }
}

impl fmt::Debug for LaptopKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LaptopKey")
    }
}

/// How the small secret files of a laptop are sealed now, and were until just now.
#[derive(Clone, Debug, Default)]
pub struct Sealing {
    /// What is written is sealed under this; as it is without.
    seals: Option<LaptopKey>,
    /// What is read may still be sealed under these.
    opens: Vec<LaptopKey>,
}

impl Sealing {
    /// Under one key.
    pub fn under(key: LaptopKey) -> Self {
        Self { seals: Some(key), opens: Vec::new() }
    }

    /// Reads also what is sealed under `key`: left by a change that stopped half way.
    #[must_use]
    pub fn or(mut self, key: LaptopKey) -> Self {
        self.opens.push(key);
        self
    }

    pub(crate) fn seal(&self, name: &str, plain: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.seals.as_ref().map(|key| key.seal(name, plain)).transpose()
    }

    pub(crate) fn open(&self, name: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.seals.iter().chain(&self.opens).find_map(|key| key.open(name, sealed))
    }
}
