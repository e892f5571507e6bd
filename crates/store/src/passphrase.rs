//! A key behind a passphrase, with Argon2id: whoever tries passphrases pays for each of them.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{LaptopKey, StoreError, files};

/// The fewest characters of a passphrase: what is shorter is guessed in days, whatever a try costs.
pub const PASSPHRASE_LEAST: usize = 10;

/// The most bytes of a passphrase: a page of text, and no more memory than that.
pub const PASSPHRASE_CAP: usize = 4096;

/// What a try costs, in KiB: the second choice of RFC 9106, for machines with little memory. On an
/// old laptop it takes half a second.
const MEMORY_KIB: u32 = 64 * 1024;
/// Passes over that memory.
const PASSES: u32 = 3;
/// Lanes, which an attacker could run beside each other.
const LANES: u32 = 4;

/// What a file may ask for. A damaged or altered one must not take the laptop's memory or its day.
const MEMORY_CAP_KIB: u32 = 1024 * 1024;
const PASSES_CAP: u32 = 16;
const LANES_CAP: u32 = 16;

/// The name under which the key is sealed.
const NAME: &str = "passphrase";

/// A laptop's key, wrapped under a passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; 16],
    sealed: Vec<u8>,
}

impl WrappedKey {
    /// Wraps `key`.
    ///
    /// # Errors
    /// [`StoreError::Random`]; [`StoreError::TooMuch`] for a passphrase beyond [`PASSPHRASE_CAP`].
    pub fn wrap(key: &LaptopKey, passphrase: &str) -> Result<Self, StoreError> {
        let (memory_kib, passes, lanes) = (MEMORY_KIB, PASSES, LANES);
        let salt = files::random()?;
        let mut wrapped = Self { memory_kib, passes, lanes, salt, sealed: Vec::new() };
        wrapped.sealed = wrapped.derive(passphrase)?.seal(NAME, key.as_bytes())?;
        Ok(wrapped)
    }

    /// The key; `None` for another passphrase.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if it asks for more than any version of the program would.
    pub fn unwrap(&self, passphrase: &str) -> Result<Option<LaptopKey>, StoreError> {
        let opened = self.derive(passphrase)?.open(NAME, &self.sealed);
        Ok(opened.and_then(|bytes| Some(LaptopKey::from_bytes(bytes.first_chunk()?))))
    }

    fn derive(&self, passphrase: &str) -> Result<LaptopKey, StoreError> {
        if passphrase.len() > PASSPHRASE_CAP {
            return Err(StoreError::TooMuch("4,096 bytes of passphrase"));
        }
        let odd = || StoreError::damaged("lock".to_owned());
        if self.memory_kib > MEMORY_CAP_KIB || self.passes > PASSES_CAP || self.lanes > LANES_CAP {
            return Err(odd());
        }
        // The same letters, whichever way a keyboard or browser composes them.
        let letters = Zeroizing::new(passphrase.trim().nfkc().collect::<String>());
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32));
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| odd())?);
        let mut bytes = Zeroizing::new([0; 32]);
        let derived = argon.hash_password_into(letters.as_bytes(), &self.salt, bytes.as_mut());
        derived.map_err(|_| odd())?;
        Ok(LaptopKey::from_bytes(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_passphrase_opens_it() {
        let key = LaptopKey::fresh().unwrap();
        let wrapped = WrappedKey::wrap(&key, "café regen fiets").unwrap();
        let open = |text: &str| wrapped.unwrap(text).unwrap().map(|key| *key.as_bytes());
        assert_eq!(open("café regen fiets"), Some(*key.as_bytes()));
        assert_eq!(open(" cafe\u{301} regen fiets\n"), Some(*key.as_bytes()), "composed otherwise");
        assert_eq!(open("cafe regen fiets"), None);
        assert_eq!(open(""), None);
    }

    #[test]
    fn a_file_that_asks_for_too_much_is_damaged() {
        let key = LaptopKey::fresh().unwrap();
        let good = WrappedKey::wrap(&key, "tafel regen").unwrap();
        for odd in [
            WrappedKey { memory_kib: u32::MAX, ..good.clone() },
            WrappedKey { memory_kib: 0, ..good.clone() },
            WrappedKey { passes: u32::MAX, ..good.clone() },
            WrappedKey { passes: 0, ..good.clone() },
            WrappedKey { lanes: u32::MAX, ..good.clone() },
            WrappedKey { lanes: 0, ..good.clone() },
        ] {
            assert!(matches!(odd.unwrap("tafel regen"), Err(StoreError::Damaged(_))), "{odd:?}");
        }
    }
}
