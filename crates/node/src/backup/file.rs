//! One file under a passphrase.
//!
//! ```text
//! file = magic, 14 | version, u16 | age, under a passphrase (scrypt)
//! in it: a [`Backup`] in postcard
//! ```

use std::io::{Read, Write};
use std::path::Path;

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor};
use kring_store::Store;
use kring_trust::{DeviceId, GroupId, PersonId};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::BackupError;
use super::local::io;
use crate::replica::Replica;

/// How the name of such a file ends.
pub const ENDING: &str = "kringcopy";

/// The longest copy, in bytes: it is held in memory. Twenty groups of three busy years fit.
pub const BACKUP_CAP: usize = 512 * 1024 * 1024;

/// The most work that opening may take: eight times what this program asks of a laptop of today.
const WORK_CAP: u8 = 22;

const MAGIC: &[u8; 14] = b"kring backup\r\n";
const VERSION: u16 = 1;

/// Everything that is taken along of one laptop.
#[derive(Debug, Serialize, Deserialize)]
pub struct Backup {
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
    /// The groups.
    pub groups: Vec<Kept>,
}

/// One group.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Which.
    pub group: GroupId,
    /// What it was called then.
    pub name: String,
    /// Whose laptop it was.
    pub person: PersonId,
    /// Which laptop.
    pub device: DeviceId,
    pub(super) shared: Parcel,
    pub(super) private: Parcel,
}

/// One store: its database, sealed, and the keys that open it.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct Parcel {
    #[zeroize(skip)]
    pub(super) database: Vec<u8>,
    pub(super) keys: Vec<u8>,
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parcel({} bytes)", self.database.len())
    }
}

impl Kept {
    /// Takes one group along, its private page too. `folder` is private, and on this laptop's disk.
    ///
    /// # Errors
    /// [`BackupError`] from the disk.
    pub fn of(replica: &mut Replica, folder: &Path) -> Result<Self, BackupError> {
        replica.refresh()?;
        Ok(Self {
            group: replica.group(),
            name: replica.group_name(),
            person: replica.me(),
            device: replica.device(),
            shared: Parcel::of(replica.store(), folder)?,
            private: Parcel::of(replica.private_store(), folder)?,
        })
    }
}

impl Parcel {
    fn of(store: &Store, folder: &Path) -> Result<Self, BackupError> {
        let path = folder.join("backup.new");
        let copied = remove_if_there(&path).and_then(|()| {
            store.copy_to(&path)?;
            std::fs::read(&path).map_err(|error| io(&path, error))
        });
        remove_if_there(&path)?;
        Ok(Self { database: copied?, keys: store.page_keys().to_vec() })
    }
}

/// Seals a copy under a passphrase.
///
/// # Errors
/// [`BackupError::TooLarge`].
pub fn seal(backup: &Backup, passphrase: &str) -> Result<Vec<u8>, BackupError> {
    let content = postcard::to_allocvec(backup).map_err(|_| BackupError::TooLarge)?;
    let content = Zeroizing::new(content);
    if content.len() > BACKUP_CAP {
        return Err(BackupError::TooLarge);
    }
    let encryptor = Encryptor::with_user_passphrase(SecretString::from(passphrase.to_owned()));
    let mut file = MAGIC.to_vec();
    file.extend_from_slice(&VERSION.to_le_bytes());
    let written = encryptor.wrap_output(&mut file).and_then(|mut writer| {
        writer.write_all(&content)?;
        writer.finish().map(|_| ())
    });
    written.map_err(|_| BackupError::TooLarge)?;
    Ok(file)
}

/// Opens a copy.
///
/// # Errors
/// [`BackupError::Foreign`], [`BackupError::Newer`], [`BackupError::Passphrase`],
/// [`BackupError::Damaged`], [`BackupError::TooLarge`].
pub fn open(file: &[u8], passphrase: &str) -> Result<Backup, BackupError> {
    let rest = file.strip_prefix(MAGIC).ok_or(BackupError::Foreign)?;
    let (version, sealed) = rest.split_first_chunk::<2>().ok_or(BackupError::Damaged)?;
    match u16::from_le_bytes(*version) {
        VERSION => {}
        0 => return Err(BackupError::Damaged),
        _ => return Err(BackupError::Newer),
    }
    let decryptor = Decryptor::new(sealed).map_err(|_| BackupError::Damaged)?;
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(WORK_CAP);
    let reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity));
    let reader = reader.map_err(|error| match error {
        DecryptError::DecryptionFailed | DecryptError::NoMatchingKeys => BackupError::Passphrase,
        _ => BackupError::Damaged,
    })?;
    let mut content = Zeroizing::new(Vec::new());
    let read = reader.take(BACKUP_CAP as u64 + 1).read_to_end(&mut content);
    read.map_err(|_| BackupError::Damaged)?;
    if content.len() > BACKUP_CAP {
        return Err(BackupError::TooLarge);
    }
    inside(&content)
}

/// Reads what lies in a copy, once it was opened.
///
/// # Errors
/// [`BackupError::Damaged`].
#[doc(hidden)]
pub fn inside(content: &[u8]) -> Result<Backup, BackupError> {
    match postcard::take_from_bytes(content) {
        Ok((backup, [])) => Ok(backup),
        _ => Err(BackupError::Damaged),
    }
}

/// What lies in an honest copy, for fuzzing.
#[doc(hidden)]
pub fn example() -> Vec<u8> {
    let parcel = |byte: u8| Parcel { database: vec![byte; 40], keys: vec![byte; 96] };
    let kept = Kept {
        group: GroupId::from_bytes([1; 32]),
        name: "Rust in de avond".to_owned(),
        person: PersonId::from_bytes([2; 32]),
        device: DeviceId::from_bytes([3; 32]),
        shared: parcel(4),
        private: parcel(5),
    };
    postcard::to_allocvec(&Backup { made_ms: 1, groups: vec![kept] }).unwrap_or_default()
}

fn remove_if_there(path: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path, error)),
        _ => Ok(()),
    }
}
