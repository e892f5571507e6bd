//! A device's keys, derived per group, and its self-signed record.

use std::fmt;

use curve25519_dalek::MontgomeryPoint;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::hash::hash;
use crate::id::{DeviceId, PersonId};

/// A laptop's one secret. It lives outside everything that is copied or backed up.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Takes 32 bytes from the operating system's random source.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the one file or keyring that keeps them.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// An Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({:02x}{:02x}..)", self.0[0], self.0[1])
    }
}

impl Serialize for Signature {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (head, tail) = self.0.split_at(32);
        (head_array(head), head_array(tail)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (head, tail) = <([u8; 32], [u8; 32])>::deserialize(deserializer)?;
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&head);
        bytes[32..].copy_from_slice(&tail);
        Ok(Self(bytes))
    }
}

fn head_array(half: &[u8]) -> [u8; 32] {
    let mut array = [0; 32];
    array.copy_from_slice(half);
    array
}

/// A signature does not belong to these bytes and this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not belong to these bytes and this key")]
pub struct BadSignature;

/// The public half of a device's signing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// Checks `signature` over `domain` and `message`, strictly: small-order keys are refused.
    ///
    /// # Errors
    /// [`BadSignature`] for a key that is no key and a signature that does not fit.
    pub fn verify(
        &self,
        domain: &'static str,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        let key = VerifyingKey::from_bytes(&self.0).map_err(|_| BadSignature)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&hash(domain, &[message]), &signature).map_err(|_| BadSignature)
    }
}

/// The secret keys of one device in one group.
#[derive(Clone)]
pub struct DeviceKeys {
    nonce: [u8; 16],
    signing: SigningKey,
    endpoint: SigningKey,
    files: [u8; 32],
}

impl DeviceKeys {
    /// Derives the keys of a device from its laptop's `seed` and the `nonce` of its record.
    pub fn derive(seed: &Seed, nonce: [u8; 16]) -> Self {
        let secret = |domain| hash(domain, &[seed.as_bytes(), &nonce]);
        Self {
            nonce,
            signing: SigningKey::from_bytes(&secret("kring 1 signing key")),
            endpoint: SigningKey::from_bytes(&secret("kring 1 endpoint key")),
            files: secret("kring 1 files key"),
        }
    }

    /// Signs `message` under `domain`.
    pub fn sign(&self, domain: &'static str, message: &[u8]) -> Signature {
        Signature(self.signing.sign(&hash(domain, &[message])).to_bytes())
    }

    /// The secret of the network identity: an Ed25519 key that signs handshakes only.
    pub fn endpoint_secret(&self) -> [u8; 32] {
        self.endpoint.to_bytes()
    }

    /// The X25519 secret that opens files for this device; see [`DeviceRecord::files_key`].
    pub fn files_secret(&self) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(self.files)
    }

    /// The record of this device, as a first device or as a further device of `person`.
    pub fn record(&self, person: Option<PersonId>) -> DeviceRecord {
        let mut record = DeviceRecord {
            person,
            nonce: self.nonce,
            sign_key: PublicKey(self.signing.verifying_key().to_bytes()),
            endpoint_key: self.endpoint.verifying_key().to_bytes(),
            files_key: MontgomeryPoint::mul_base_clamped(self.files).to_bytes(),
            signature: Signature([0; 64]),
        };
        record.signature = self.sign(DeviceRecord::DOMAIN, &record.signed_bytes());
        record
    }
}

impl fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKeys(..)")
    }
}

impl Drop for DeviceKeys {
    fn drop(&mut self) {
        self.files.zeroize();
    }
}

/// What others must know of a device, signed by the device itself. Its hash is the device id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRecord {
    /// Whose device; `None` for a person's first device.
    pub person: Option<PersonId>,
    /// Makes the keys of one laptop differ from group to group.
    pub nonce: [u8; 16],
    /// Verifies rows and statements.
    pub sign_key: PublicKey,
    /// The network identity (an iroh endpoint id).
    pub endpoint_key: [u8; 32],
    /// X25519 key to which files for a stick or mail are encrypted.
    pub files_key: [u8; 32],
    /// The device's own signature over all of the above.
    pub signature: Signature,
}

impl DeviceRecord {
    const DOMAIN: &'static str = "kring 1 device record";

    /// The device id.
    pub fn id(&self) -> DeviceId {
        DeviceId::from_bytes(hash("kring 1 device id", &[&self.signed_bytes(), &self.signature.0]))
    }

    /// Checks the device's signature over its own record.
    ///
    /// # Errors
    /// [`BadSignature`] if it does not fit.
    pub fn verify(&self) -> Result<(), BadSignature> {
        self.sign_key.verify(Self::DOMAIN, &self.signed_bytes(), &self.signature)
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(145);
        bytes.push(u8::from(self.person.is_some()));
        if let Some(person) = &self.person {
            bytes.extend_from_slice(person.as_bytes());
        }
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.sign_key.0);
        bytes.extend_from_slice(&self.endpoint_key);
        bytes.extend_from_slice(&self.files_key);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> DeviceKeys {
        DeviceKeys::derive(&Seed::from_bytes([1; 32]), [2; 16])
    }

    #[test]
    fn a_record_verifies_until_a_byte_changes() {
        let mut record = keys().record(None);
        assert_eq!(record.verify(), Ok(()));
        record.endpoint_key[0] ^= 1;
        assert_eq!(record.verify(), Err(BadSignature));
    }

    #[test]
    fn another_nonce_makes_another_device() {
        let other = DeviceKeys::derive(&Seed::from_bytes([1; 32]), [3; 16]);
        assert_ne!(other.record(None).sign_key, keys().record(None).sign_key);
        assert_ne!(other.endpoint_secret(), keys().endpoint_secret());
    }

    #[test]
    fn a_signature_belongs_to_its_domain() {
        let signature = keys().sign("one", b"text");
        let key = keys().record(None).sign_key;
        assert_eq!(key.verify("one", b"text", &signature), Ok(()));
        assert_eq!(key.verify("two", b"text", &signature), Err(BadSignature));
        assert_eq!(key.verify("one", b"texT", &signature), Err(BadSignature));
    }

    #[test]
    fn a_small_order_key_verifies_nothing() {
        let neutral = PublicKey({
            let mut bytes = [0; 32];
            bytes[0] = 1;
            bytes
        });
        let mut signature = [0; 64];
        signature[0] = 1;
        assert_eq!(neutral.verify("one", b"text", &Signature(signature)), Err(BadSignature));
    }
}
