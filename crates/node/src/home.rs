//! Where Kring keeps its things on this laptop.
//!
//! ```text
//! <home>/seed                  the laptop's one secret (0600)
//! <home>/settings.json         language, name, name of this laptop
//! <home>/groups/<group id>/    one store per group; groups never mix
//! <home>/backups/<group id>/   copies that the program makes by itself
//! <home>/page/                 what the page in the browser needs from start to start
//! <home>/tokens/<group id>     lies outside the store, so that a restored store is noticed
//! <home>/lock, lock.copy       what guards the secrets, if something does: see `locking`
//! ```
//!
//! Where something guards them, the seed, the store keys and the names in the settings are sealed
//! under one key of the laptop; everything else is ids, or sealed under keys of the stores.

mod change;
mod keyring;
mod locking;
mod settings;
mod wiping;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kring_store::{Place, StoreError};
use kring_trust::GroupId;
use kring_trust::hash::hash;
use kring_trust::keys::Seed;
use zeroize::Zeroizing;

use crate::backup::Generations;
use crate::drafts::Drafts;
use crate::env::{Env, random_array};

pub use locking::{Call, Guarding};
use locking::{Keys, Locking};
pub use settings::{IDLE_MINUTES, IDLE_MINUTES_CAP, Settings};
pub use wiping::Wiped;

/// Why the home folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Others on this computer can read a secret.
    #[error("{path} can be read by others on this computer", path = path.display())]
    TooOpen {
        /// Which file or folder.
        path: PathBuf,
    },
    /// The seed file is not 32 bytes long.
    #[error("{path} is damaged", path = path.display())]
    Seed {
        /// The seed file.
        path: PathBuf,
    },
    /// The settings are not the JSON that Kring writes.
    #[error("{path} is not readable as settings: {source}", path = path.display())]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A passphrase must be given first.
    #[error("this laptop's secrets are locked")]
    Locked,
    /// Not the passphrase that was set.
    #[error("this is not the passphrase")]
    WrongPassphrase,
    /// Too short to guard anything, or too long.
    #[error("this cannot be a passphrase")]
    Passphrase,
    /// Another process holds the secrets and does not let go.
    #[error("another process of this laptop uses this home")]
    InUse,
    /// The keyring of the operating system does not answer, or does not have the key.
    #[error("the keyring: {0}")]
    Keyring(String),
    /// The files that guard the secrets.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The folder with everything of one person on one laptop.
///
/// Copies share what they hold of the secrets.
#[derive(Clone, Debug)]
pub struct Home {
    root: PathBuf,
    locking: Arc<Locking>,
}

impl Home {
    /// Opens the folder, and makes it (0700) with a fresh seed if it is not there yet.
    ///
    /// # Errors
    /// [`HomeError`] if it cannot be made, or if others can read it.
    pub fn open(root: impl Into<PathBuf>, env: &mut dyn Env) -> Result<Self, HomeError> {
        let home = Self { root: root.into(), locking: Arc::default() };
        for folder in [home.root.clone(), home.groups_dir(), home.root.join("tokens")] {
            make_private_dir(&folder)?;
        }
        if !home.seed_path().exists() && home.lock_file().load()?.is_none() {
            write_private(&home.seed_path(), &random_array::<32>(env))?;
        }
        if home.seed_path().exists() {
            refuse_wider(&home.seed_path())?;
        }
        Ok(home)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The laptop's seed.
    ///
    /// # Errors
    /// [`HomeError::Locked`]; [`HomeError::Seed`] if the file is not what was written.
    pub fn seed(&self) -> Result<Seed, HomeError> {
        self.seed_with(&self.keys()?)
    }

    fn seed_with(&self, keys: &Keys) -> Result<Seed, HomeError> {
        if let Some(seed) = locking::sealed_seed(keys)? {
            return Ok(seed);
        }
        let path = self.seed_path();
        let bytes = Zeroizing::new(fs::read(&path).map_err(|source| io(&path, source))?);
        let bytes = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| HomeError::Seed { path })?;
        Ok(Seed::from_bytes(bytes))
    }

    /// The groups that have a store here, in the order of their ids.
    ///
    /// # Errors
    /// [`HomeError::Io`] if the folder cannot be listed.
    pub fn group_ids(&self) -> Result<Vec<GroupId>, HomeError> {
        let folder = self.groups_dir();
        let mut groups = Vec::new();
        for entry in fs::read_dir(&folder).map_err(|source| io(&folder, source))? {
            let entry = entry.map_err(|source| io(&folder, source))?;
            groups.extend(entry.file_name().to_str().and_then(GroupId::from_hex));
        }
        groups.sort_unstable();
        Ok(groups)
    }

    /// The folder of one group's store.
    pub fn group_dir(&self, group: &GroupId) -> PathBuf {
        self.groups_dir().join(group.to_string())
    }

    /// Where a group's stores are made. Its name is no group id, so nobody takes it for a group.
    pub(crate) fn making_dir(&self, group: &GroupId) -> PathBuf {
        self.group_dir(group).with_extension("new")
    }

    /// Removes what an earlier making left behind.
    pub(crate) fn remove_making(&self, making: &Path) -> Result<(), HomeError> {
        match fs::remove_dir_all(making) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(io(making, source)),
            _ => Ok(()),
        }
    }

    /// A group that is whole gets its name: from now on it is on this laptop.
    pub(crate) fn name_group(&self, group: &GroupId) -> Result<(), HomeError> {
        let (making, dir) = (self.making_dir(group), self.group_dir(group));
        fs::rename(&making, &dir).map_err(|source| io(&dir, source))?;
        sync_dir(&self.groups_dir())
    }

    /// The copies that the program keeps of a group by itself.
    pub fn generations(&self, group: &GroupId) -> Generations {
        Generations::at(self.root.join("backups").join(group.to_string()))
    }

    /// The texts that are being written in other programs; what is left behind there goes with its page.
    pub fn drafts(&self) -> Drafts {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        Drafts::at(self.root.join("drafts")).beside(runtime.as_deref())
    }

    /// The file that shares a token with the group's store and lies outside it.
    pub fn token_path(&self, group: &GroupId) -> PathBuf {
        self.root.join("tokens").join(group.to_string())
    }

    /// A folder (0700) for one part of the program, made on first use.
    ///
    /// # Errors
    /// [`HomeError`] if it cannot be made, or if others can read it.
    pub fn private_dir(&self, name: &str) -> Result<PathBuf, HomeError> {
        let path = self.root.join(name);
        make_private_dir(&path)?;
        Ok(path)
    }

    /// Where the shared and the private store of a group lie, in `dir`, and how their keys are
    /// sealed.
    ///
    /// # Errors
    /// [`HomeError::Locked`] and others, if what opens the keys is not at hand.
    pub fn places(&self, group: &GroupId, dir: &Path) -> Result<(Place, Place), HomeError> {
        Ok(self.places_with(group, dir, &self.keys()?))
    }

    fn places_with(&self, group: &GroupId, dir: &Path, keys: &Keys) -> (Place, Place) {
        let (token, sealing) = (self.token_path(group), keys.sealing());
        let private = Place::private(dir, token.with_extension("private"));
        let sealed = |place: Place| place.expecting(*group).sealed(sealing.clone());
        (sealed(Place::group(dir, token)), sealed(private))
    }

    /// Tells this place from every copy of it: the machine, the path, and the seed file itself.
    ///
    /// A home that was copied to another folder, laptop or disk differs; one that was left alone
    /// does not. A store that sees another place than last time goes on under new logs.
    pub fn place(&self) -> [u8; 32] {
        let root = fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
        let machine = fs::read("/etc/machine-id").unwrap_or_default();
        let file = file_identity(&self.seed_path());
        hash("kring 1 place", &[&machine, root.as_os_str().as_encoded_bytes(), &file])
    }

    fn groups_dir(&self) -> PathBuf {
        self.root.join("groups")
    }

    fn seed_path(&self) -> PathBuf {
        self.root.join("seed")
    }

    fn settings_path(&self) -> PathBuf {
        self.root.join("settings.json")
    }
}

fn io(path: &Path, source: std::io::Error) -> HomeError {
    HomeError::Io { path: path.to_path_buf(), source }
}

#[cfg(unix)]
fn make_private_dir(path: &Path) -> Result<(), HomeError> {
    use std::os::unix::fs::DirBuilderExt;
    if !path.exists() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(path).map_err(|source| io(path, source))?;
    }
    refuse_wider(path)
}

#[cfg(not(unix))]
fn make_private_dir(path: &Path) -> Result<(), HomeError> {
    // On Windows the profile folder is private to its user by inheritance.
    fs::create_dir_all(path).map_err(|source| io(path, source))
}

#[cfg(unix)]
fn refuse_wider(path: &Path) -> Result<(), HomeError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|source| io(path, source))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(HomeError::TooOpen { path: path.to_path_buf() });
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_wider(_: &Path) -> Result<(), HomeError> {
    Ok(())
}

/// Writes a file that only its owner can read: whole or not at all.
///
/// # Errors
/// [`HomeError::Io`]; what stood there before is then still there.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), HomeError> {
    let fresh = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&fresh).map_err(|source| io(&fresh, source))?;
    // The bytes must be on disk before the name points at them, or a crash leaves an empty file.
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|source| io(&fresh, source))?;
    fs::rename(&fresh, path).map_err(|source| io(path, source))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// Makes the names in a folder durable.
#[cfg(unix)]
fn sync_dir(path: &Path) -> Result<(), HomeError> {
    let synced = fs::File::open(path).and_then(|folder| folder.sync_all());
    synced.map_err(|source| io(path, source))
}

#[cfg(not(unix))]
fn sync_dir(_: &Path) -> Result<(), HomeError> {
    Ok(())
}

#[cfg(unix)]
fn file_identity(path: &Path) -> Vec<u8> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path)
        .map(|metadata| [metadata.dev().to_le_bytes(), metadata.ino().to_le_bytes()].concat())
        .unwrap_or_default()
}

#[cfg(not(unix))]
fn file_identity(path: &Path) -> Vec<u8> {
    // The moment of creation is kept by a move and renewed by a copy.
    let created = fs::metadata(path).and_then(|metadata| metadata.created());
    created
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
        .map(|since| since.as_nanos().to_le_bytes().to_vec())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::SystemEnv;

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::open(folder.path().join("home"), &mut SystemEnv).expect("a home");
        (folder, home)
    }

    #[test]
    fn the_seed_stays_the_same() {
        let (_folder, home) = home();
        let again = Home::open(home.root(), &mut SystemEnv).expect("the same home");
        let (one, two) = (home.seed().expect("seed"), again.seed().expect("seed"));
        assert_eq!(one.as_bytes(), two.as_bytes());
        assert_ne!(one.as_bytes(), &[0; 32]);
    }

    #[test]
    fn settings_are_kept() {
        let (_folder, home) = home();
        assert_eq!(home.settings().expect("none yet"), Settings::default());
        let settings = Settings { language: "nl".into(), ..Settings::default() };
        home.save_settings(&settings).expect("written");
        assert_eq!(home.settings().expect("read"), settings);
    }

    #[test]
    fn what_is_still_being_made_is_no_group() {
        let (_folder, home) = home();
        let group = GroupId::from_bytes([7; 32]);
        fs::create_dir(home.making_dir(&group)).expect("a folder");
        assert_eq!(home.group_ids().expect("listed"), []);
        home.name_group(&group).expect("named");
        assert_eq!(home.group_ids().expect("listed"), [group]);
    }

    #[test]
    fn a_copied_home_is_another_place() {
        let (folder, home) = home();
        let copy = folder.path().join("copy");
        fs::create_dir(&copy).expect("a folder");
        fs::copy(home.root().join("seed"), copy.join("seed")).expect("copied");
        assert_eq!(home.place(), home.clone().place());
        assert_ne!(home.place(), Home { root: copy, locking: Arc::default() }.place());
    }

    #[cfg(unix)]
    #[test]
    fn a_seed_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, home) = home();
        let seed = home.root().join("seed");
        fs::set_permissions(&seed, fs::Permissions::from_mode(0o644)).expect("widened");
        let refused = Home::open(home.root(), &mut SystemEnv);
        assert!(matches!(refused, Err(HomeError::TooOpen { path }) if path == seed));
    }
}
