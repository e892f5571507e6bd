//! Private pages: drafts, notes and answers that never leave this laptop.
//!
//! They are pages like any other, in a store of their own that is never offered to anyone. What must
//! be able to go whole has one of its own: the blind answers of a step, which go when they were
//! shown, and the notes about a page, which go with it.

use automerge::transaction::Transaction;
use kring_model::edit::{Author, EditError};
use kring_model::page::Page;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::hash::hash;

use super::edit::Subject;
use super::{Core, Replica, ReplicaError};

/// Which private page.
#[derive(Clone, Copy, Debug)]
pub enum Drawer<'d> {
    /// What is kept as long as the group is here.
    Own,
    /// What is answered blind in a step of a session.
    Blind {
        /// The session.
        session: &'d str,
        /// The step.
        step: &'d str,
    },
    /// What one notes about a page for oneself.
    About(&'d PageId),
}

impl Replica {
    /// Reads the private page that is kept.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn read_private<T>(&mut self, f: impl FnOnce(&Page) -> T) -> Result<T, ReplicaError> {
        self.read_drawer(&self.drawer(Drawer::Own), f)
    }

    /// Writes on the private page that is kept.
    ///
    /// # Errors
    /// What the edit answers; [`ReplicaError::Store`] from the disk.
    pub fn edit_private<T>(
        &mut self,
        f: impl FnOnce(&mut Transaction<'_>, &Author) -> Result<T, EditError>,
    ) -> Result<T, ReplicaError> {
        self.edit_drawer(&self.drawer(Drawer::Own), f)
    }

    /// Under which id a private page lies in its store.
    pub fn drawer(&self, drawer: Drawer<'_>) -> PageId {
        self.core.drawer(drawer)
    }

    /// The private pages that are there besides the one that is kept.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn drawers(&self) -> Result<Vec<PageId>, ReplicaError> {
        let own = self.drawer(Drawer::Own);
        let mut pages = self.private.pages()?;
        pages.retain(|page| *page != own);
        Ok(pages)
    }

    /// Reads a private page; one that is not there is empty.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn read_drawer<T>(
        &mut self,
        page: &PageId,
        f: impl FnOnce(&Page) -> T,
    ) -> Result<T, ReplicaError> {
        self.core.with_private(page, |core, subject| Ok(f(core.page(&self.private, subject)?)))
    }

    /// Writes on a private page.
    ///
    /// # Errors
    /// What the edit answers; [`ReplicaError::Store`] from the disk.
    pub fn edit_drawer<T>(
        &mut self,
        page: &PageId,
        f: impl FnOnce(&mut Transaction<'_>, &Author) -> Result<T, EditError>,
    ) -> Result<T, ReplicaError> {
        let private = &mut self.private;
        let done = self.core.with_private(page, |core, subject| {
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

    /// Drops a private page with its key: nothing of it can be read any more.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn empty_drawer(&mut self, page: &PageId) -> Result<(), ReplicaError> {
        self.core.own.close(page);
        self.private.drop_page(page)?;
        if !self.private.finish_drops()? {
            // Another process is reading: the next drop or opening goes on with it.
            tracing::info!("a private page is not quite gone yet");
        }
        Ok(())
    }

    /// What was noted for oneself about pages that were erased goes with them.
    pub(super) fn empty_drawers_of_erased(&mut self) -> Result<(), ReplicaError> {
        let here = self.drawers()?;
        if here.is_empty() {
            return Ok(());
        }
        let erased = self.core.roster.pages().filter(|page| page.erased.is_some());
        let about: Vec<PageId> =
            erased.map(|page| self.core.drawer(Drawer::About(&page.id))).collect();
        about.iter().filter(|page| here.contains(page)).try_for_each(|page| self.empty_drawer(page))
    }
}

impl Core {
    fn drawer(&self, drawer: Drawer<'_>) -> PageId {
        let group = self.group.as_bytes();
        PageId::from_bytes(match drawer {
            Drawer::Own => hash("kring 1 private page", &[group]),
            Drawer::Blind { session, step } => {
                hash("kring 1 blind answers", &[group, session.as_bytes(), step.as_bytes()])
            }
            Drawer::About(page) => hash("kring 1 notes about a page", &[group, page.as_bytes()]),
        })
    }

    /// Runs `f` with the private store's pages and numbers in place of the group's.
    fn with_private<T>(
        &mut self,
        page: &PageId,
        f: impl FnOnce(&mut Self, &Subject) -> Result<T, ReplicaError>,
    ) -> Result<T, ReplicaError> {
        let subject = Subject { page: *page, kind: PageKind::Private, owner: Some(self.person) };
        let (seen, unsaved) = (self.seen, std::mem::take(&mut self.unsaved));
        std::mem::swap(&mut self.open, &mut self.own);
        let done = f(self, &subject);
        std::mem::swap(&mut self.open, &mut self.own);
        self.unsaved = unsaved;
        self.seen = seen;
        done
    }
}
