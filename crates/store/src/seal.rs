//! Sealing of single values: XChaCha20-Poly1305 under the page's key, bound to the record's place.
//!
//! The nonce is the first 24 bytes of the keyed hash of place and plaintext, so that it needs no
//! counter that a restored store would repeat: the same nonce means the same message.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use kring_trust::{LogId, PageId};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::StoreError;

const NONCE: usize = 24;

/// A page's key: one half seals, the other makes nonces.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Key {
    raw: [u8; 32],
    seal: [u8; 32],
    nonce: [u8; 32],
}

impl Key {
    pub(crate) fn from_bytes(raw: [u8; 32]) -> Self {
        Self {
            raw,
            seal: blake3::derive_key("kring 1 store seal", &raw),
            nonce: blake3::derive_key("kring 1 store nonce", &raw),
        }
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.raw
    }

    /// Nonce, then ciphertext and tag.
    pub(crate) fn seal(&self, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce = self.nonce_of(place, plain);
        let cipher = XChaCha20Poly1305::new((&self.seal).into());
        let payload = Payload { msg: plain, aad: place };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| StoreError::TooMuch("what can be sealed at once"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// `None` if a bit was altered, or the record belongs to another place or page.
    pub(crate) fn open(&self, place: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let cipher = XChaCha20Poly1305::new((&self.seal).into());
        let payload = Payload { msg: sealed, aad: place };
        cipher.decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    fn nonce_of(&self, place: &[u8], plain: &[u8]) -> [u8; NONCE] {
        let mut hasher = blake3::Hasher::new_keyed(&self.nonce);
        hasher.update(&(place.len() as u64).to_le_bytes());
        hasher.update(place).update(plain);
        let mut nonce = [0; NONCE];
        hasher.finalize_xof().fill(&mut nonce);
        nonce
    }
}

/// Binds a record of a log to its place.
pub(crate) fn place(table: &str, page: &PageId, log: &LogId, numbers: &[u64]) -> Vec<u8> {
    let mut place = named(table, page.as_bytes());
    place.extend_from_slice(log.as_bytes());
    numbers.iter().for_each(|number| place.extend_from_slice(&number.to_le_bytes()));
    place
}

/// Binds a record with a key to its place.
pub(crate) fn named(table: &str, key: &[u8]) -> Vec<u8> {
    let mut place = Vec::with_capacity(table.len() + key.len() + 66);
    place.push(u8::try_from(table.len()).unwrap_or(u8::MAX));
    place.extend_from_slice(table.as_bytes());
    place.extend_from_slice(key);
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_in_its_place_and_unaltered() {
        let key = Key::from_bytes([1; 32]);
        let sealed = key.seal(b"here", b"text").unwrap();
        assert_eq!(key.open(b"here", &sealed).as_deref().map(Vec::as_slice), Some(&b"text"[..]));
        assert!(key.open(b"there", &sealed).is_none());
        assert!(Key::from_bytes([2; 32]).open(b"here", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(key.open(b"here", &altered).is_none());
            assert!(key.open(b"here", &sealed[..at]).is_none());
        }
    }

    #[test]
    fn a_nonce_is_never_shared_by_two_messages() {
        let key = Key::from_bytes([1; 32]);
        let nonce = |place: &[u8], plain: &[u8]| key.seal(place, plain).unwrap()[..NONCE].to_vec();
        assert_eq!(nonce(b"here", b"text"), nonce(b"here", b"text"));
        assert_ne!(nonce(b"here", b"text"), nonce(b"there", b"text"));
        assert_ne!(nonce(b"here", b"text"), nonce(b"here", b"texT"));
        assert_ne!(nonce(b"heret", b"ext"), nonce(b"here", b"text"));
    }
}
