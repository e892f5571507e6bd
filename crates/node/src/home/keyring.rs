//! The keyring of the operating system, as the place of this laptop's key.
//!
//! It is asked only where a person chose it, never unlocked by us, and never waited for: who has no
//! keyring that is open gets a sentence, not a question.

use kring_store::{LaptopKey, StoreError};
use zeroize::Zeroizing;

use super::HomeError;

/// What our entries are called in the keyring.
#[cfg(feature = "keyring")]
const SERVICE: &str = "kring";

/// Keeps a key, under a new random name. It is read back before it counts.
pub(super) fn put(key: &LaptopKey) -> Result<String, HomeError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Random(error.to_string()))?;
    let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    system::put(&name, key.as_bytes()).map_err(HomeError::Keyring)?;
    if get(&name)?.as_bytes() == key.as_bytes() {
        Ok(name)
    } else {
        Err(HomeError::Keyring("it does not keep what it was given".to_owned()))
    }
}

/// The key under that name.
pub(super) fn get(name: &str) -> Result<LaptopKey, HomeError> {
    let secret = Zeroizing::new(system::get(name).map_err(HomeError::Keyring)?);
    let key: Option<&[u8; 32]> = secret.as_slice().try_into().ok();
    let key = key.ok_or_else(|| HomeError::Keyring("its entry is damaged".to_owned()))?;
    Ok(LaptopKey::from_bytes(key))
}

/// Removes a key that nothing is sealed under any more. One that stays opens nothing.
pub(super) fn remove(name: &str) {
    if let Err(why) = system::remove(name) {
        tracing::info!(why, "an entry stays in the keyring");
    }
}

/// The Secret Service of the desktop, over the session's own socket.
#[cfg(all(feature = "keyring", target_os = "linux"))]
mod system {
    use std::collections::HashMap;

    use dbus_secret_service::{EncryptionType, Error, Item, SecretService};

    use super::SERVICE;

    /// Seconds that a question of the desktop may stand: we ask none, but it may ask to remove.
    const PROMPT_S: u64 = 1;

    pub(super) fn put(name: &str, secret: &[u8]) -> Result<(), String> {
        let service = connect()?;
        let all = service.get_default_collection().map_err(words)?;
        if all.is_locked().map_err(words)? {
            return Err("it is locked".to_owned());
        }
        let kept = all.create_item("Kring", of(name), secret, true, "application/octet-stream");
        kept.map(drop).map_err(words)
    }

    pub(super) fn get(name: &str) -> Result<Vec<u8>, String> {
        let service = connect()?;
        find(&service, name)?.get_secret().map_err(words)
    }

    pub(super) fn remove(name: &str) -> Result<(), String> {
        let service = connect()?;
        find(&service, name)?.delete().map_err(words)
    }

    fn find<'s>(service: &'s SecretService, name: &str) -> Result<Item<'s>, String> {
        let mut found = service.search_items(of(name)).map_err(words)?;
        match found.unlocked.pop() {
            Some(item) => Ok(item),
            None if !found.locked.is_empty() => Err("it is locked".to_owned()),
            None => Err("it has no entry of this laptop".to_owned()),
        }
    }

    fn of(name: &str) -> HashMap<&str, &str> {
        HashMap::from([("service", SERVICE), ("username", name)])
    }

    fn connect() -> Result<SecretService, String> {
        // Plain: what is said goes through this session's own socket, which no other account opens.
        SecretService::connect_with_max_prompt_timeout(EncryptionType::Plain, PROMPT_S)
            .map_err(words)
    }

    fn words(error: Error) -> String {
        error.to_string()
    }
}

/// The keychain of macOS, the credentials of Windows.
#[cfg(all(feature = "keyring", any(target_os = "macos", windows)))]
mod system {
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::{Entry, Error};

    use super::SERVICE;

    pub(super) fn put(name: &str, secret: &[u8]) -> Result<(), String> {
        entry(name)?.set_secret(secret).map_err(words)
    }

    pub(super) fn get(name: &str) -> Result<Vec<u8>, String> {
        entry(name)?.get_secret().map_err(words)
    }

    pub(super) fn remove(name: &str) -> Result<(), String> {
        entry(name)?.delete_credential().map_err(words)
    }

    fn entry(name: &str) -> Result<Entry, String> {
        #[cfg(target_os = "macos")]
        let store = apple_native_keyring_store::keychain::Store::new().map_err(words)?;
        #[cfg(windows)]
        let store = windows_native_keyring_store::Store::new().map_err(words)?;
        store.build(SERVICE, name, None).map_err(words)
    }

    fn words(error: Error) -> String {
        error.to_string()
    }
}

/// Made without the keyring, or for a system where we know none.
#[cfg(not(all(feature = "keyring", any(target_os = "linux", target_os = "macos", windows))))]
mod system {
    const NONE: &str = "this program was made without it";

    pub(super) fn put(_: &str, _: &[u8]) -> Result<(), String> {
        Err(NONE.to_owned())
    }

    pub(super) fn get(_: &str) -> Result<Vec<u8>, String> {
        Err(NONE.to_owned())
    }

    pub(super) fn remove(_: &str) -> Result<(), String> {
        Err(NONE.to_owned())
    }
}
