//! Where a store lies, and which of its files is what.

use std::path::{Path, PathBuf};

use kring_trust::GroupId;

use crate::Sealing;
use crate::files::Durable;
use crate::keys::{FileKeys, KeyPlace, Vault};
use crate::token::Outside;
use crate::twin::Twin;
use crate::{StoreError, files};

/// Where a store lies.
#[derive(Clone, Debug)]
pub struct Place {
    pub(crate) dir: PathBuf,
    pub(crate) token: PathBuf,
    pub(crate) expected: Option<GroupId>,
    pub(crate) durable: Durable,
    private: bool,
    sealing: Sealing,
}

impl Place {
    /// The shared pages of a group, in the directory of that group. `token` is a small file outside
    /// everything that is copied or backed up with it.
    pub fn group(dir: impl Into<PathBuf>, token: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            token: token.into(),
            expected: None,
            durable: Durable::Now,
            private: false,
            sealing: Sealing::default(),
        }
    }

    /// The private pages beside it: never offered to anyone. It has a token of its own.
    pub fn private(dir: impl Into<PathBuf>, token: impl Into<PathBuf>) -> Self {
        Self { private: true, ..Self::group(dir, token) }
    }

    /// Refuses the store of any other group.
    #[must_use]
    pub fn expecting(self, group: GroupId) -> Self {
        Self { expected: Some(group), ..self }
    }

    /// The store key in the file beside the store is sealed so.
    #[must_use]
    pub fn sealed(self, sealing: Sealing) -> Self {
        Self { sealing, ..self }
    }

    /// A store that is being made, in a folder that nobody counts on yet: nothing of it needs to
    /// survive a crash before [`Place::make_durable`].
    #[must_use]
    pub fn being_made(self) -> Self {
        Self { durable: Durable::WithFolder, ..self }
    }

    /// Makes a store that was made and closed durable, all at once.
    ///
    /// # Errors
    /// Disk errors.
    pub fn make_durable(&self) -> Result<(), StoreError> {
        files::sync_folder(&self.dir, |name| name.starts_with("private.") == self.private)?;
        files::sync(&self.token)?;
        files::sync_parent(&self.token)
    }

    fn kind(&self) -> &'static str {
        if self.private { "private" } else { "group" }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir.join(format!("{}.db", self.kind()))
    }

    pub(crate) fn outside(&self) -> Outside {
        Outside::File(self.token.clone(), self.durable)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.join(if self.private { format!("private.{name}") } else { name.to_owned() })
    }

    pub(crate) fn vault(&self, keys: Box<dyn KeyPlace>) -> Vault {
        let name = if self.private { "private.keys" } else { "keys" };
        Vault::files(Twin::new(&self.dir, name).durable(self.durable), self.kind(), keys)
    }

    pub(crate) fn file_keys(&self) -> Box<dyn KeyPlace> {
        let name = if self.private { "private.store.key" } else { "store.key" };
        let keys = FileKeys::sealed(&self.dir, name, self.sealing.clone());
        Box::new(keys.durable(self.durable))
    }

    /// Wraps the page keys under a new store key, which is sealed as this place says, and destroys
    /// the old one. For when what guards a laptop's secrets changes; nobody has the store open then.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if the old store key does not open; disk errors.
    pub fn rewrap(&self) -> Result<(), StoreError> {
        match self.vault(self.file_keys()).rewrap_all() {
            // Keys that are lost or damaged open nothing; the store key beside them is a secret still.
            Err(StoreError::Missing(_) | StoreError::Damaged(_)) => self.reseal(),
            other => other,
        }
    }

    fn reseal(&self) -> Result<(), StoreError> {
        let keys = self.file_keys();
        match keys.load() {
            Ok(known) => keys.save(&known),
            Err(StoreError::Missing(_) | StoreError::Damaged(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn check_private(&self) -> Result<(), StoreError> {
        files::check_private(&self.dir)?;
        let database = self.database();
        for suffix in ["-wal", "-shm"] {
            let mut name = database.clone().into_os_string();
            name.push(suffix);
            files::check_private_if_there(Path::new(&name))?;
        }
        Ok(())
    }
}
