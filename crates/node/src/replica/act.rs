//! One act: everything a person does at once, in one transaction.
//!
//! All of it is on disk, or none of it happened. What other processes committed meanwhile is taken
//! in first, inside the same transaction, so that nobody edits a page older than the disk's.

use automerge::transaction::Transaction;
use kring_model::edit::{Author, EditError};
use kring_model::page::Page;
use kring_model::schema::PageKind;
use kring_store::Tx;
use kring_trust::statement::{Audience, Body, Day, Draft, Statement};
use kring_trust::{DeviceId, PageId, PersonId, StatementId};
use ulid::Ulid;

use super::open::Standing;
use super::{Core, Replica, ReplicaError};
use crate::env::random_array;

/// One act in progress.
pub struct Act<'a, 's> {
    pub(super) tx: &'a mut Tx<'s>,
    pub(super) core: &'a mut Core,
}

impl Replica {
    /// Does `f` in one transaction: all of it is on disk when this returns, or nothing happened.
    ///
    /// # Errors
    /// What `f` answers, or [`ReplicaError::Store`] when the disk refused.
    pub fn act<T>(
        &mut self,
        f: impl FnOnce(&mut Act<'_, '_>) -> Result<T, ReplicaError>,
    ) -> Result<T, ReplicaError> {
        let core = &mut self.core;
        let done = self.store.transaction(|tx| {
            core.take_in(tx)?;
            core.refuse_outsiders()?;
            let value = f(&mut Act { tx, core })?;
            core.put_snapshots(tx)?;
            Ok(value)
        });
        match done {
            Ok(value) => {
                self.carry_out()?;
                Ok(value)
            }
            Err(error) => {
                self.forget()?;
                Err(error)
            }
        }
    }
}

impl Core {
    fn refuse_outsiders(&self) -> Result<(), ReplicaError> {
        match self.standing() {
            Standing::In => Ok(()),
            Standing::Blocked => Err(ReplicaError::Blocked),
            Standing::Left => Err(ReplicaError::Left),
        }
    }
}

impl Act<'_, '_> {
    /// Who acts.
    pub fn me(&self) -> PersonId {
        self.core.person
    }

    /// The laptop on which it happens.
    pub fn device(&self) -> DeviceId {
        self.core.me
    }

    /// The keys with which this laptop signs.
    pub fn keys(&self) -> &kring_trust::keys::DeviceKeys {
        &self.core.keys
    }

    /// The group.
    pub fn group(&self) -> kring_trust::GroupId {
        self.core.group
    }

    /// The group document.
    pub fn group_page(&self) -> PageId {
        PageId::group_document(&self.core.group)
    }

    /// The roster as it stands in this act.
    pub fn roster(&self) -> &kring_trust::roster::Roster {
        &self.core.roster
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&mut self) -> u64 {
        self.core.env.now_ms()
    }

    /// Today.
    pub fn today(&mut self) -> Day {
        self.core.env.today()
    }

    /// A new sortable id for an item.
    pub fn new_id(&mut self) -> String {
        let now = self.core.env.now_ms();
        let random = u128::from_le_bytes(random_array(self.core.env.as_mut()));
        Ulid::from_parts(now, random).to_string()
    }

    /// Opens a new page of ours. It is whose audience it says from the first moment.
    ///
    /// # Errors
    /// [`ReplicaError::Roster`] if the roster refuses, [`ReplicaError::Store`] from the disk.
    pub fn open_page(
        &mut self,
        kind: PageKind,
        audience: Audience,
        retention: Option<Day>,
    ) -> Result<PageId, ReplicaError> {
        let body = Body::PageOpened {
            kind: kind.number(),
            owner: self.core.person,
            day: self.core.env.today(),
            nonce: random_array(self.core.env.as_mut()),
            audience,
            retention,
        };
        Ok(PageId::opened_by(self.say(body)?))
    }

    /// Signs and stores a statement.
    ///
    /// # Errors
    /// [`ReplicaError::Roster`] if the roster refuses, [`ReplicaError::Store`] from the disk.
    pub fn say(&mut self, body: Body) -> Result<StatementId, ReplicaError> {
        self.core.say(self.tx, body)
    }

    /// Takes in a statement that others signed, which came by hand and not by the network.
    ///
    /// # Errors
    /// [`ReplicaError::Roster`] if the roster refuses, [`ReplicaError::Store`] from the disk.
    pub fn hear(&mut self, statement: Statement) -> Result<StatementId, ReplicaError> {
        let id = statement.id();
        self.core.hear(self.tx, statement)?;
        Ok(id)
    }

    /// Edits a page: one entry (or a few, if it is long), signed by this laptop. The page's card is
    /// not drawn anew here: a list sees that the card is older than the page, and draws it then.
    ///
    /// # Errors
    /// [`ReplicaError::NoSuchPage`], [`ReplicaError::Erased`] and [`ReplicaError::Paused`]; what
    /// the edit answers; [`ReplicaError::Store`] from the disk.
    pub fn edit<T>(
        &mut self,
        page: &PageId,
        f: impl FnOnce(&mut Transaction<'_>, &Author) -> Result<T, EditError>,
    ) -> Result<T, ReplicaError> {
        let subject = self.core.subject(page)?;
        self.core.write(self.tx, &subject, f)
    }

    /// The small value that this store keeps under `name`.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn value(&self, name: &str) -> Result<Option<Vec<u8>>, ReplicaError> {
        Ok(self.tx.get(name)?)
    }

    /// Keeps a small value in this store, on this laptop only.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn put_value(&mut self, name: &str, value: &[u8]) -> Result<(), ReplicaError> {
        Ok(self.tx.put(name, value)?)
    }

    /// Reads a page as it stands in this act.
    ///
    /// # Errors
    /// As for [`Act::edit`].
    pub fn read<T>(
        &mut self,
        page: &PageId,
        f: impl FnOnce(&Page) -> T,
    ) -> Result<T, ReplicaError> {
        let subject = self.core.subject(page)?;
        Ok(f(self.core.page(self.tx, &subject)?))
    }
}

impl Core {
    /// Signs a statement of ours, takes it in and stores it.
    pub(super) fn say(&mut self, tx: &mut Tx<'_>, body: Body) -> Result<StatementId, ReplicaError> {
        let draft =
            Draft { device: self.me, time: self.env.now_ms(), after: self.roster.newest(), body };
        let statement = draft.sign(&self.group, &self.keys);
        let id = statement.id();
        self.hear(tx, statement)?;
        Ok(id)
    }
}
