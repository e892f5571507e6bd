//! What a person chose for this laptop. Names are sealed with the other secrets.

use std::fs;

use kring_store::StoreError;
use serde::{Deserialize, Serialize};

use super::locking::Keys;
use super::{Home, HomeError, io, write_private};

/// The longest settings file that is read, in bytes: a few short names fit a hundred times.
const SETTINGS_CAP: u64 = 64 * 1024;

/// The name under which the names are sealed.
const NAMES: &str = "names";

/// Minutes without anybody at the page until it locks, if a passphrase is set: as long as one looks
/// something up on a ward.
pub const IDLE_MINUTES: u32 = 15;

/// The longest that may be chosen, in minutes: a working day.
pub const IDLE_MINUTES_CAP: u32 = 8 * 60;

/// What a person chose for this laptop, for all groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `nl` or `en`; empty until chosen.
    pub language: String,
    /// The name to offer when founding or joining a group.
    pub person_name: String,
    /// What this laptop is called, so that people know which one is meant.
    pub device_name: String,
    /// After how many minutes without anybody the page locks; none until chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_minutes: Option<u32>,
}

/// As they lie in the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    #[serde(flatten)]
    settings: Settings,
    /// The two names, where they are sealed: then they are empty above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sealed: Vec<u8>,
}

impl Settings {
    /// After how many minutes without anybody the page locks.
    pub fn idle_minutes(&self) -> u32 {
        self.idle_minutes.unwrap_or(IDLE_MINUTES).clamp(1, IDLE_MINUTES_CAP)
    }
}

impl Home {
    /// What was chosen for this laptop; without the names while it is locked.
    ///
    /// # Errors
    /// [`HomeError::Settings`] if the file is not readable.
    pub fn settings(&self) -> Result<Settings, HomeError> {
        let stored = self.stored_settings()?;
        if stored.sealed.is_empty() {
            return Ok(stored.settings);
        }
        match self.keys() {
            Ok(keys) => self.open_names(stored, &keys),
            Err(HomeError::Locked | HomeError::Keyring(_)) => Ok(stored.settings),
            Err(error) => Err(error),
        }
    }

    /// Keeps what was chosen; the names as they were while it is locked.
    ///
    /// # Errors
    /// [`HomeError::Io`] if it cannot be written; the old settings are then still there.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), HomeError> {
        match self.keys() {
            Ok(keys) => self.write_settings(settings, &keys),
            Err(HomeError::Locked) => {
                let mut stored = self.stored_settings()?;
                stored.settings.language.clone_from(&settings.language);
                stored.settings.idle_minutes = settings.idle_minutes;
                self.put_settings(&stored)
            }
            Err(error) => Err(error),
        }
    }

    /// As [`Home::settings`], with these keys.
    pub(super) fn settings_with(&self, keys: &Keys) -> Result<Settings, HomeError> {
        self.open_names(self.stored_settings()?, keys)
    }

    /// Writes them as `keys` say they are to lie.
    pub(super) fn write_settings(&self, settings: &Settings, keys: &Keys) -> Result<(), HomeError> {
        let names = serde_json::to_vec(&(&settings.person_name, &settings.device_name));
        let names = names.map_err(|source| self.unreadable(source))?;
        let mut settings = settings.clone();
        let sealed = keys.seal(NAMES, &names)?.unwrap_or_default();
        if !sealed.is_empty() {
            (settings.person_name, settings.device_name) = (String::new(), String::new());
        }
        self.put_settings(&Stored { settings, sealed })
    }

    fn open_names(&self, stored: Stored, keys: &Keys) -> Result<Settings, HomeError> {
        let Stored { mut settings, sealed } = stored;
        if !sealed.is_empty() {
            let damaged = || StoreError::Damaged(self.settings_path().display().to_string());
            let names = keys.open(NAMES, &sealed).ok_or_else(damaged)?;
            let names = serde_json::from_slice(&names).map_err(|source| self.unreadable(source))?;
            (settings.person_name, settings.device_name) = names;
        }
        Ok(settings)
    }

    fn stored_settings(&self) -> Result<Stored, HomeError> {
        let path = self.settings_path();
        let Ok(metadata) = fs::metadata(&path) else { return Ok(Stored::default()) };
        if metadata.len() > SETTINGS_CAP {
            return Err(io(&path, std::io::ErrorKind::FileTooLarge.into()));
        }
        let bytes = fs::read(&path).map_err(|source| io(&path, source))?;
        serde_json::from_slice(&bytes).map_err(|source| self.unreadable(source))
    }

    fn put_settings(&self, stored: &Stored) -> Result<(), HomeError> {
        let bytes = serde_json::to_vec_pretty(stored).map_err(|source| self.unreadable(source))?;
        write_private(&self.settings_path(), &bytes)
    }

    fn unreadable(&self, source: serde_json::Error) -> HomeError {
        HomeError::Settings { path: self.settings_path(), source }
    }
}
