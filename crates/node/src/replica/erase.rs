//! Carrying out what statements ask of this laptop: dropping pages, and saying so.

use kring_sync::Mark;
use kring_trust::log::LogOpening;
use kring_trust::statement::{Audience, Body};
use kring_trust::{DeviceId, PageId, PersonId};

use super::open::Standing;
use super::{Core, Replica, ReplicaError};

impl Replica {
    /// Does what is still to be done: erased pages that are still here are dropped, and each drop
    /// is answered by a receipt. Runs after every commit and at every opening, so that a crash in
    /// between leaves nothing behind.
    pub(super) fn carry_out(&mut self) -> Result<(), ReplicaError> {
        if !std::mem::take(&mut self.core.heard) || self.core.faults.erase_forgotten {
            return Ok(());
        }
        let mut here = self.store.pages()?;
        here.retain(|page| self.core.is_to_go(page));
        for page in here {
            self.core.open.close(&page);
            self.store.drop_page(&page)?;
        }
        self.empty_drawers_of_erased()?;
        self.drop_drafts_of_erased();
        if !self.store.finish_drops()? {
            // Another process is reading: tried again at the next commit or opening.
            tracing::info!("an erased page is not quite gone yet");
            self.core.heard = true;
        }
        self.leave_receipts()
    }

    /// What was left behind of a text about a page, in an editor of the person's own, goes with it.
    fn drop_drafts_of_erased(&self) {
        let Some(drafts) = &self.drafts else { return };
        let erased = self.core.roster.pages().filter(|page| page.erased.is_some());
        if let Err(error) = drafts.drop_about(erased.map(|page| &page.id)) {
            tracing::warn!(%error, "a text about an erased page stays behind");
        }
    }

    /// A receipt says: dropped here. Also of a page that never was here: then too nothing of it is.
    fn leave_receipts(&mut self) -> Result<(), ReplicaError> {
        if self.core.standing() != Standing::In {
            return Ok(());
        }
        let dropped = self.store.dropped()?;
        let unfinished =
            |page: &PageId| dropped.iter().any(|drop| drop.page == *page && !drop.finished);
        let me = self.core.me;
        let due = self.core.roster.pages().filter_map(|page| {
            let erase = page.erased?;
            let answered = page.receipts.contains_key(&me) || unfinished(&page.id);
            (!answered).then_some((page.id, erase))
        });
        let due: Vec<_> = due.collect();
        if due.is_empty() {
            return Ok(());
        }
        let core = &mut self.core;
        let said = self.store.transaction(|tx| {
            core.take_in(tx)?;
            for (page, erase) in due {
                core.say(tx, Body::Receipt { page, erase })?;
            }
            Ok::<_, ReplicaError>(())
        });
        if said.is_err() {
            self.forget()?;
        }
        said
    }

    /// A laptop of the audience says that it holds every entry of a page whose audience we left:
    /// if these are all there are, the page is dropped here.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn handed_over(
        &mut self,
        page: &PageId,
        rows: &[(LogOpening, Mark)],
    ) -> Result<(), ReplicaError> {
        if self.core.roster.sees(&self.core.me, page) {
            return Ok(());
        }
        let held = |head: &kring_store::Head| rows.contains(&(head.opening, Mark::from(&head.row)));
        if self.store.heads(page)?.iter().all(held) {
            self.core.open.close(page);
            self.store.drop_page(page)?;
        }
        Ok(())
    }

    /// Erases a page everywhere: only its owner may.
    ///
    /// # Errors
    /// [`ReplicaError::NotOwner`]; [`ReplicaError::Store`] from the disk.
    pub fn erase(&mut self, page: &PageId) -> Result<(), ReplicaError> {
        if !self.core.roster.has_owners_rights(&self.core.me, page) {
            return Err(ReplicaError::NotOwner);
        }
        let page = *page;
        self.act(|act| act.say(Body::Erased { page, second: None }))?;
        Ok(())
    }

    /// Sets who is sent a page: only its owner may. The owner is always among them.
    ///
    /// # Errors
    /// [`ReplicaError::NotOwner`]; [`ReplicaError::Store`] from the disk.
    pub fn set_audience(
        &mut self,
        page: &PageId,
        persons: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), ReplicaError> {
        let info = self.core.roster.page(page).ok_or(ReplicaError::NoSuchPage(*page))?;
        if !self.core.roster.has_owners_rights(&self.core.me, page) {
            return Err(ReplicaError::NotOwner);
        }
        let opening = *page.as_bytes();
        let heads = info.audience_heads.iter().copied();
        let replaces = heads.filter(|head| *head.as_bytes() != opening).collect();
        let page = *page;
        let audience = Audience::of(persons);
        self.act(|act| act.say(Body::AudienceSet { page, replaces, audience }))?;
        Ok(())
    }

    /// Blocks a lost or stolen laptop.
    ///
    /// # Errors
    /// [`ReplicaError::NotAllowed`] for this very laptop; [`ReplicaError::Store`] from the disk.
    pub fn block(&mut self, device: &DeviceId) -> Result<(), ReplicaError> {
        if *device == self.core.me {
            return Err(ReplicaError::NotAllowed("own-device"));
        }
        let device = *device;
        self.act(|act| act.say(Body::Blocked { device }))?;
        Ok(())
    }

    /// Leaves the group. What is here goes once another laptop knows.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn leave(&mut self) -> Result<(), ReplicaError> {
        self.act(|act| act.say(Body::Left))?;
        Ok(())
    }
}

impl Core {
    fn is_to_go(&self, page: &PageId) -> bool {
        let left = || !self.roster.sees(&self.me, page);
        self.roster.is_erased(page) || (self.faults.dropped_at_once && left())
    }
}
