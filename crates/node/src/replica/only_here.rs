//! What nobody else holds: what would be lost for good if this laptop were.

use std::collections::BTreeSet;

use kring_store::StoreError;
use kring_trust::roster::DeviceState;
use kring_trust::{DeviceId, PageId};

use super::{Replica, ReplicaError};

/// What only this laptop holds of a group, as far as it knows: what was not confirmed counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnlyHere {
    /// Pages of which no other laptop confirmed the newest state, the group document included; in the
    /// order of their ids.
    pub pages: Vec<PageId>,
    /// Whether something lies on private pages: those never leave a laptop.
    pub private: bool,
}

impl Replica {
    /// What only this laptop holds.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn only_here(&mut self) -> Result<OnlyHere, ReplicaError> {
        self.refresh()?;
        let others = self.others_and_what_they_lack()?;
        let roster = self.roster();
        let held = |page: &PageId| {
            let has = |(device, lacks): &(DeviceId, BTreeSet<PageId>)| -> bool {
                roster.may_be_sent(device, page) && !lacks.contains(page)
            };
            others.iter().any(has)
        };
        let mut pages = self.store.pages()?;
        pages.retain(|page| *page != PageId::ROSTER && !roster.is_erased(page) && !held(page));
        pages.sort_unstable();
        Ok(OnlyHere { pages, private: !self.private.pages()?.is_empty() })
    }

    /// The other laptops that are in, each with the pages that it has not confirmed to the end.
    fn others_and_what_they_lack(&self) -> Result<Vec<(DeviceId, BTreeSet<PageId>)>, StoreError> {
        let (me, position) = (self.device(), self.store.position()?.number);
        let others = self.roster().devices();
        let others = others.filter(|info| info.id != me && info.state == DeviceState::In);
        let lacking = |device: DeviceId| {
            let confirmed = self.peer_state(&device)?.confirmed.map_or(0, |at| at.number);
            let lacks = self.store.pages_touched(confirmed, position)?;
            Ok((device, lacks.into_iter().collect()))
        };
        others.map(|info| lacking(info.id)).collect()
    }
}
