//! The private page: drafts and notes that never leave this laptop.
//!
//! It is a page like any other, in a store of its own that is never offered to anyone.

use automerge::transaction::Transaction;
use kring_model::edit::{Author, EditError};
use kring_model::page::Page;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::hash::hash;

use super::edit::Subject;
use super::{Core, Replica, ReplicaError};

impl Replica {
    /// Reads the private page.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn read_private<T>(&mut self, f: impl FnOnce(&Page) -> T) -> Result<T, ReplicaError> {
        self.core.with_private(|core, subject| Ok(f(core.page(&self.private, subject)?)))
    }

    /// Writes on the private page.
    ///
    /// # Errors
    /// What the edit answers; [`ReplicaError::Store`] from the disk.
    pub fn edit_private<T>(
        &mut self,
        f: impl FnOnce(&mut Transaction<'_>, &Author) -> Result<T, EditError>,
    ) -> Result<T, ReplicaError> {
        let private = &mut self.private;
        let done = self.core.with_private(|core, subject| {
            private.transaction(|tx| {
                let value = core.write(tx, subject, f)?;
                core.put_snapshots(tx)?;
                Ok(value)
            })
        });
        if done.is_err() {
            self.core.own.close_all();
        }
        done
    }
}

impl Core {
    /// Runs `f` with the private store's pages and numbers in place of the group's.
    fn with_private<T>(
        &mut self,
        f: impl FnOnce(&mut Self, &Subject) -> Result<T, ReplicaError>,
    ) -> Result<T, ReplicaError> {
        let page = PageId::from_bytes(hash("kring 1 private page", &[self.group.as_bytes()]));
        let subject = Subject { page, kind: PageKind::Private, owner: Some(self.person) };
        let (seen, unsaved) = (self.seen, std::mem::take(&mut self.unsaved));
        std::mem::swap(&mut self.open, &mut self.own);
        let done = f(self, &subject);
        std::mem::swap(&mut self.open, &mut self.own);
        self.unsaved = unsaved;
        self.seen = seen;
        done
    }
}
