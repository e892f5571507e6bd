//! Sealing for devices: age, with the keys of their records.

use std::io::{Read, Write};
use std::str::FromStr;

use age::x25519::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};
use bech32::{ToBase32, Variant};
use kring_trust::keys::DeviceKeys;
use zeroize::Zeroizing;

use super::FileError;

/// What opening a section came to.
pub(super) enum Opened {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is for others.
    NotForUs,
}

/// Seals `content` for these X25519 keys.
pub(super) fn seal(content: &[u8], keys: &[[u8; 32]]) -> Result<Vec<u8>, FileError> {
    let recipients: Vec<Recipient> = keys.iter().filter_map(recipient).collect();
    let recipients = recipients.iter().map(|one| one as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients).map_err(|_| FileError::Alone)?;
    let mut sealed = Vec::with_capacity(content.len() + 4096);
    let written = encryptor.wrap_output(&mut sealed).and_then(|mut writer| {
        writer.write_all(content)?;
        writer.finish().map(|_| ())
    });
    written.map_err(|_| FileError::TooLarge)?;
    Ok(sealed)
}

/// Opens a section, if it is for the device with `keys`; at most `cap` bytes.
pub(super) fn open(sealed: &[u8], keys: &DeviceKeys, cap: u64) -> Result<Opened, FileError> {
    let identity = identity(keys).ok_or(FileError::Damaged)?;
    let decryptor = Decryptor::new(sealed).map_err(|_| FileError::Damaged)?;
    let reader = match decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)) {
        Ok(reader) => reader,
        Err(DecryptError::NoMatchingKeys) => return Ok(Opened::NotForUs),
        Err(_) => return Err(FileError::Damaged),
    };
    let mut content = Vec::new();
    let read = reader.take(cap.saturating_add(1)).read_to_end(&mut content);
    read.map_err(|_| FileError::Damaged)?;
    if content.len() as u64 > cap {
        return Err(FileError::TooLarge);
    }
    Ok(Opened::Bytes(content))
}

/// `None` for bytes that are no key: a member's program made them up, and nobody can open that.
fn recipient(key: &[u8; 32]) -> Option<Recipient> {
    let text = bech32::encode("age", key.to_base32(), Variant::Bech32).ok()?;
    Recipient::from_str(&text).ok()
}

fn identity(keys: &DeviceKeys) -> Option<Identity> {
    let secret = keys.files_secret();
    let text = bech32::encode("age-secret-key-", secret.to_base32(), Variant::Bech32).ok()?;
    let text = Zeroizing::new(text);
    Identity::from_str(&text).ok()
}
